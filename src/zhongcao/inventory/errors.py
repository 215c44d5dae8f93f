"""Refusals of inventory."""

from zhongcao.kit.problems import Conflict, Forbidden, Invalid, NotFound


class OutOfStock(Conflict):
    """There is not enough of this left."""

    code = "inventory.out-of-stock"


class HoldEnded(Conflict):
    """What was reserved for this order has been given back."""

    code = "inventory.hold-ended"


class AdjustmentDecided(Conflict):
    """Somebody has already decided about this adjustment."""

    code = "inventory.adjustment-decided"


class StockTooLow(Conflict):
    """More cannot be taken out than is free in this lot."""

    code = "inventory.stock-too-low"


class ShelfLifeTooShort(Invalid):
    """This lot expires too soon to be received (保质期禁收)."""

    code = "inventory.shelf-life-too-short"


class SecondPersonNeeded(Forbidden):
    """An adjustment of this size must be approved by somebody else."""

    code = "inventory.second-person-needed"


class WarehouseNotFound(NotFound):
    """There is no such warehouse."""

    code = "inventory.warehouse-not-found"


class LotNotFound(NotFound):
    """There is no such lot."""

    code = "inventory.lot-not-found"


class AdjustmentNotFound(NotFound):
    """There is no such adjustment."""

    code = "inventory.adjustment-not-found"
