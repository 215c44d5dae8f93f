"""What inventory tells others."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from zhongcao.inventory.rules import AdjustmentState, CustomsMode, ShelfLimits, WarehouseKind
from zhongcao.kit.http import Input, Key
from zhongcao.kit.money import Money

Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")]


class Warehouse(msgspec.Struct, frozen=True, kw_only=True):
    """A bonded or overseas warehouse."""

    id: Key
    code: str
    name: str
    name_en: str
    kind: WarehouseKind
    country: str
    city: str
    customs_code: str | None
    mode: CustomsMode


class WarehouseInput(Input, frozen=True, kw_only=True):
    """A new warehouse."""

    code: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,40}$")]
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    name_en: Annotated[str, Meta(max_length=120)] = ""
    kind: WarehouseKind
    country: Country
    city: Annotated[str, Meta(min_length=1, max_length=60)]
    mode: CustomsMode
    customs_code: Annotated[str, Meta(pattern="^[0-9A-Z]{4,10}$")] | None = None


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """Goods of one SKU that arrived together."""

    id: Key
    sku_id: Key
    warehouse_id: Key
    batch_code: str | None
    item_record_no: str
    origin_country: str
    produced_on: date | None
    expires_on: date | None
    sells_until: date
    nearly_expired: bool
    unit_cost: Money
    reference: str
    trace_code: str | None
    received: int
    available: int
    reserved: int
    shipped: int
    adjusted: int
    received_at: datetime


class TracedLot(msgspec.Struct, frozen=True, kw_only=True):
    """The lot behind a trace code (溯源码), with its warehouse; `reference` leads on to the purchase order."""

    code: str
    sku_id: int
    warehouse: Warehouse
    batch_code: str | None
    origin_country: str
    produced_on: date | None
    expires_on: date | None
    reference: str
    received_at: datetime


class LotReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that arrive; `limits` overrides the usual days of refusal, warning and lockup."""

    sku_id: int
    warehouse_id: int
    quantity: int
    unit_cost: Money
    origin_country: str
    item_record_no: str
    reference: str
    produced_on: date | None = None
    expires_on: date | None = None
    batch_code: str | None = None
    limits: ShelfLimits | None = None


class ReserveLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an order to be kept."""

    line_no: int
    sku_id: int
    quantity: int


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    """Units of one lot kept for a line of an order."""

    line_no: int
    sku_id: Key
    lot_id: Key
    quantity: int
    expires_on: date | None
    origin_country: str
    item_record_no: str


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a lot's journal."""

    kind: str
    cause_id: Key
    line_no: int
    quantity: int
    at: datetime


class AdjustmentInput(Input, frozen=True, kw_only=True):
    """A correction of a count, with its reason."""

    change: Annotated[int, Meta(ge=-1_000_000, le=1_000_000, description="Units to add, or to take out when negative.")]
    reason: Annotated[str, Meta(min_length=2, max_length=200)]


class AdjustmentDecision(Input, frozen=True, kw_only=True):
    """What a second person says about a correction."""

    approve: bool


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """A correction of a count, how far it is, and whether who asks may decide it."""

    id: Key
    sku_id: Key
    lot_id: Key
    change: int
    reason: str
    state: AdjustmentState
    asked_by: Key
    asked_at: datetime
    decided_by: Key | None
    decided_at: datetime | None
    can_decide: bool


class Imbalance(msgspec.Struct, frozen=True, kw_only=True):
    """A lot whose counters do not follow from its journal and holds; there must be none."""

    sku_id: Key
    lot_id: Key
    received: int
    available: int
    reserved: int
    shipped: int
    expected_available: int
    expected_reserved: int
    expected_shipped: int
    live_holds: int
