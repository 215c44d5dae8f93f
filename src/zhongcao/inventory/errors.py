"""Refusals of inventory."""

from zhongcao.kit.problems import Conflict, Forbidden, Invalid, NotFound


class OutOfStock(Conflict):
    """There is not enough of this left."""

    code = "inventory.out-of-stock"
    zh = "库存不够了，请减少数量或换一款。"


class HoldEnded(Conflict):
    """What was reserved for this order has been given back."""

    code = "inventory.hold-ended"
    zh = "为这笔订单预留的库存已经释放。"


class AdjustmentDecided(Conflict):
    """Somebody has already decided about this adjustment."""

    code = "inventory.adjustment-decided"
    zh = "这次库存调整已经有人处理过了。"


class StockTooLow(Conflict):
    """More cannot be taken out than is free in this lot."""

    code = "inventory.stock-too-low"
    zh = "调减的数量超过了这个批次的可用库存。"


class ShelfLifeTooShort(Invalid):
    """This lot expires too soon to be received (保质期禁收)."""

    code = "inventory.shelf-life-too-short"
    zh = "这批货临近保质期，不能收货（保质期禁收）。"


class SecondPersonNeeded(Forbidden):
    """An adjustment of this size must be approved by somebody else."""

    code = "inventory.second-person-needed"
    zh = "这么大的库存调整需要另一个人审批。"


class WarehouseNotFound(NotFound):
    """There is no such warehouse."""

    code = "inventory.warehouse-not-found"
    zh = "没有找到这个仓库。"


class LotNotFound(NotFound):
    """There is no such lot."""

    code = "inventory.lot-not-found"
    zh = "没有找到这个批次。"


class AdjustmentNotFound(NotFound):
    """There is no such adjustment."""

    code = "inventory.adjustment-not-found"
    zh = "没有找到这次库存调整。"


class TraceNotFound(NotFound):
    """No goods carry this trace code; please compare it with the parcel once more."""

    code = "inventory.trace-not-found"
    zh = "没有找到这个溯源码，请对照包裹再看一遍。"
