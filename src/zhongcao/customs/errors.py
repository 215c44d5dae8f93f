"""Refusals of customs."""

from zhongcao.kit.problems import Conflict, Invalid, NotFound


class GoodsUnmapped(Conflict):
    """Some of these goods have no customs data yet and cannot be sold across the border."""

    code = "customs.goods-unmapped"


class NotOnPositiveList(Conflict):
    """Some of these goods may not enter through the retail channel."""

    code = "customs.not-on-positive-list"


class OverSingleLimit(Conflict):
    """One order may not be worth this much; please split it."""

    code = "customs.over-single-limit"


class AllowanceExceeded(Conflict):
    """This order would exceed the buyer's annual cross-border allowance."""

    code = "customs.allowance-exceeded"


class ParcelOverLimit(Conflict):
    """A personal parcel may not be worth this much; please split it."""

    code = "customs.parcel-over-limit"


class DeclarationNotFound(NotFound):
    """There is no such declaration."""

    code = "customs.declaration-not-found"


class NotRetryable(Conflict):
    """This declaration cannot be sent again in its present state."""

    code = "customs.not-retryable"


class NotCancellable(Conflict):
    """Customs has released this declaration; it can only be returned."""

    code = "customs.not-cancellable"


class ReturnTooLate(Conflict):
    """The time in which a return gives the tax back is over."""

    code = "customs.return-too-late"


class GoodsInvalid(Invalid):
    """The customs data of some goods is not usable."""

    code = "customs.goods-invalid"
