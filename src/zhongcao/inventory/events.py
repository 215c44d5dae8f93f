"""Facts of inventory."""

from typing import ClassVar

from zhongcao.kit.outbox import Fact


class StockReceived(Fact, frozen=True, kw_only=True):
    """Goods have arrived in a warehouse."""

    keyed_by: ClassVar[str] = "sku"
    sku: int
    quantity: int
    lot: int
    warehouse: int


class SoldOut(Fact, frozen=True, kw_only=True):
    """The last free unit of a SKU has been reserved or taken out."""

    keyed_by: ClassVar[str] = "sku"
    sku: int


class BackInStock(Fact, frozen=True, kw_only=True):
    """A SKU that was sold out can be bought again."""

    keyed_by: ClassVar[str] = "sku"
    sku: int


class HoldExpired(Fact, frozen=True, kw_only=True):
    """Nobody paid in time: what was reserved for an order has been given back."""

    keyed_by: ClassVar[str] = "order"
    order: int
