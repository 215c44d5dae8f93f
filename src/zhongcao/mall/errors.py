"""Refusals of the mall."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound, Unavailable


class ProductNotFound(NotFound):
    """There is no such product."""

    code = "mall.product-not-found"


class SkuNotFound(NotFound):
    """There is no such SKU."""

    code = "mall.sku-not-found"


class CategoryNotFound(NotFound):
    """There is no such category."""

    code = "mall.category-not-found"


class ListingRefused(Conflict):
    """This product is not ready to be listed."""

    code = "mall.listing-refused"


class PriceTaken(Conflict):
    """Another price already begins at this moment."""

    code = "mall.price-taken"


class PriceTooLate(Invalid):
    """A price cannot begin in the past."""

    code = "mall.price-too-late"


class RateUnknown(Unavailable):
    """No exchange rate is known for this currency and day."""

    code = "mall.rate-unknown"


class PriceUnclear(Invalid):
    """Please give either a price in yuan or a source price."""

    code = "mall.price-unclear"
