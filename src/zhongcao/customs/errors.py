"""Refusals of customs."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound


class GoodsUnmapped(Conflict):
    """Some of these goods have no customs data yet and cannot be sold across the border."""

    code = "customs.goods-unmapped"
    zh = "部分商品还没有备案海关信息，暂时不能跨境购买。"


class NotOnPositiveList(Conflict):
    """Some of these goods may not enter through the retail channel."""

    code = "customs.not-on-positive-list"
    zh = "部分商品不在跨境零售进口清单内，不能走这个渠道。"


class OverSingleLimit(Conflict):
    """One order may not be worth this much; please split it."""

    code = "customs.over-single-limit"
    zh = "金额超过了跨境单笔限额，请分开下单。"


class AllowanceExceeded(Conflict):
    """This order would exceed the buyer's annual cross-border allowance."""

    code = "customs.allowance-exceeded"
    zh = "下单后会超过订购人今年的跨境购物额度。"


class ParcelOverLimit(Conflict):
    """A personal parcel may not be worth this much; please split it."""

    code = "customs.parcel-over-limit"
    zh = "金额超过了个人物品的单次限值，请分开下单。"


class DeclarationNotFound(NotFound):
    """There is no such declaration."""

    code = "customs.declaration-not-found"
    zh = "没有找到这份申报单。"


class NotRetryable(Conflict):
    """This declaration cannot be sent again in its present state."""

    code = "customs.not-retryable"
    zh = "申报单当前的状态不能重新发送。"


class NotCancellable(Conflict):
    """Customs has released this declaration; it can only be returned."""

    code = "customs.not-cancellable"
    zh = "海关已经放行，不能撤单，只能办理退货。"


class ReturnTooLate(Conflict):
    """The time in which a return gives the tax back is over."""

    code = "customs.return-too-late"
    zh = "已超过可以退税的退货期限。"


class GoodsInvalid(Invalid):
    """The customs data of some goods is not usable."""

    code = "customs.goods-invalid"
    zh = "部分商品的海关信息不可用，请检查后再提交。"
