"""Refusals of the mall."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound, Unavailable


class ProductNotFound(NotFound):
    """There is no such product."""

    code = "mall.product-not-found"
    zh = "没有找到这件商品，可能已经下架。"


class SkuNotFound(NotFound):
    """There is no such SKU."""

    code = "mall.sku-not-found"
    zh = "没有找到这个规格。"


class StillThere(Conflict):
    """This can be bought now; there is nothing to wait for."""

    code = "mall.still-there"
    zh = "现在有货，可以直接购买。"


class WishesFull(Conflict):
    """There are as many restock alerts as one member may keep."""

    code = "mall.wishes-full"
    zh = "到货提醒已经设满了，请先取消一些。"


class CategoryNotFound(NotFound):
    """There is no such category."""

    code = "mall.category-not-found"
    zh = "没有找到这个分类。"


class ListingRefused(Conflict):
    """This product is not ready to be listed."""

    code = "mall.listing-refused"
    zh = "商品资料还不完整，暂时不能上架。"


class PriceTaken(Conflict):
    """Another price already begins at this moment."""

    code = "mall.price-taken"
    zh = "这个时间点已经有一条价格了，请换个时间。"


class PriceTooLate(Invalid):
    """A price cannot begin in the past."""

    code = "mall.price-too-late"
    zh = "价格不能从过去的时间开始生效。"


class RateUnknown(Unavailable):
    """No exchange rate is known for this currency and day."""

    code = "mall.rate-unknown"
    zh = "暂时没有这个币种当天的汇率，请稍后再试。"


class PriceBeyondReason(Invalid):
    """A price lies between ¥0.01 and ¥1,000,000, and comes from a source price above zero."""

    code = "mall.price-beyond-reason"
    zh = "价格要在 ¥0.01 到 ¥1,000,000 之间，来源价格要大于零。"


class PriceUnclear(Invalid):
    """Please give either a price in yuan or a source price."""

    code = "mall.price-unclear"
    zh = "请填写人民币价格或来源价格，二选一。"


class WeekUnclear(Invalid):
    """A week of new goods is named by its Monday."""

    code = "mall.week-unclear"
    zh = "焕新周以周一的日期来命名，请检查日期。"
