"""What crosses the boundary of trade."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from zhongcao.kit.http import Input, Key
from zhongcao.kit.languages import Said
from zhongcao.kit.money import Money
from zhongcao.media.schemas import Picture
from zhongcao.trade.rules import ORDER_LINES_MAX, QUANTITY_MAX, SOURCE, Fix, OrderState, OrderTab, StageState
from zhongcao.trade.schemas._landed import LandedCost as LandedCost

Quantity = Annotated[int, Meta(ge=1, le=QUANTITY_MAX, description="Pieces; goods are for personal use.")]
Source = Annotated[
    str,
    Meta(
        max_length=100,
        pattern=SOURCE + r"(?!\n)",
        description="What led to it, such as note:123; kept as it is, for attribution.",
    ),
]
NoticeVersion = Annotated[str, Meta(max_length=20)]
QuoteToken = Annotated[str, Meta(max_length=4000, description="From a quote; signed, good for ten minutes, once.")]


class CartLineInput(Input, frozen=True, kw_only=True):
    """How many of one SKU shall be in the cart, and what led to it; the line keeps what was named last."""

    quantity: Quantity
    source: Source | None = None


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """The warehouse that goods come from."""

    id: Key
    code: str
    name: str
    name_en: str
    kind: str
    country: str


class CartLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the cart; `warnings` are off_sale, sold_out or short (fewer left than wanted).

    `was` is the price when it was put in, when it costs less now; `low` says that few are left; `most` is how many
    may be wanted at the most.
    """

    sku: Key
    product: Key | None
    title: str
    title_en: str
    variant: str | None
    variant_en: str
    picture: Picture | None
    quantity: int
    most: int
    price: Money | None
    was: Money | None
    value: Money | None
    available: int
    low: bool
    selected: bool
    warnings: list[str]


class CartPart(msgspec.Struct, frozen=True, kw_only=True):
    """What can be ordered at once when a parcel is worth too much."""

    lines: list["WantedLine"]
    goods: Money


class CartParcel(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that one warehouse would send together, with the limit of one parcel (单次限值) in sight.

    `goods`, `pieces` and `filled` (percent of the limit) count the selected lines; `over` means that they must be
    bought in parts, and `parts` are parts that fit.
    """

    warehouse: Origin
    skus: list[Key]
    pieces: int
    goods: Money
    limit: Money
    filled: int
    over: bool
    parts: list[CartPart]
    rule: Said


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """A member's cart; `goods` adds up what is selected and can be bought now, without freight and tax."""

    lines: list[CartLine]
    parcels: list[CartParcel]
    pieces: int
    goods: Money


class WantedLine(Input, frozen=True, kw_only=True):
    """A SKU and how many of it."""

    sku: Key
    quantity: Quantity


class QuoteInput(Input, frozen=True, kw_only=True):
    """What a member wants sent where."""

    lines: Annotated[list[WantedLine], Meta(min_length=1, max_length=ORDER_LINES_MAX)]
    address: Key


class OrderInput(Input, frozen=True, kw_only=True):
    """A quote that becomes an order; the consumer notice is accepted by naming its version."""

    quote: QuoteToken
    notice_version: NoticeVersion
    source: Source | None = None


class CancellationInput(Input, frozen=True, kw_only=True):
    """Why a member gives an order up."""

    reason: Annotated[str, Meta(max_length=200)] = ""


class QuoteLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a quote: price, its share of freight, its tax by kind."""

    sku: Key
    product: Key
    title: str
    title_en: str
    variant: str | None
    variant_en: str
    picture: Picture | None
    quantity: int
    most: int
    """So many pieces one order may hold."""
    price: Money
    value: Money
    freight: Money
    duty: Money
    vat: Money
    consumption: Money
    parcel_tax: Money
    tax: Money
    rate: str | None


class QuoteAllowance(msgspec.Struct, frozen=True, kw_only=True):
    """The buyer's year (年度交易限值): limit, what is used, what this order takes, what is left after it."""

    year: int
    limit: Money
    used: Money
    taken: Money
    left: Money


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """The consumer notice (消费者告知书) in one version."""

    version: str
    zh: Sequence[str]
    en: Sequence[str]


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """What an order would cost and when it would come; the token holds it for ten minutes."""

    token: str
    mode: str
    tax_regime: str
    tax_route: str
    warehouse: Origin
    lines: list[QuoteLine]
    goods: Money
    freight: Money
    tax: Money
    discount: Money
    total: Money
    promise_from: date
    promise_to: date
    needs_identity: bool
    tax_rule: Said
    """Name and rate of the tax in words."""
    tax_hint: Said
    """Why it is this much."""
    promise: Said
    allowance: QuoteAllowance | None = None
    notice: Notice
    notice_accepted_at: datetime | None = None
    """When this buyer last accepted the same notice with an order."""
    notice_version: str
    expires_at: datetime


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an order as it was sold; `trace_codes` name the lots it was sent from, once it was (not in lists)."""

    line_no: int
    sku: Key
    product: Key
    title: str
    title_en: str
    variant: str | None
    variant_en: str
    picture: Picture | None
    quantity: int
    price: Money
    value: Money
    freight: Money
    tax: Money
    reviewable: bool
    """The member holds it and may write about it."""
    source: str | None
    trace_codes: list[str]


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Who receives an order; masked for staff who need not know."""

    consignee: str
    phone: str
    address: str
    division_code: str


class TimelineStep(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to an order, told by trade, customs or the carrier."""

    kind: str
    code: str
    text_zh: str
    text_en: str
    place: str | None
    at: datetime


class OrderStage(msgspec.Struct, frozen=True, kw_only=True):
    """One step on the way of an order: done, now, later or problem; `expected_at` is the latest moment."""

    code: str
    zh: str
    en: str
    state: StageState
    at: datetime | None
    expected_at: datetime | None
    detail: Said | None


class OrderProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the way of an order, what to do about it, and where (`fix`)."""

    code: str
    zh: str
    en: str
    advice: Said
    fix: Fix


class OrderTabCount(msgspec.Struct, frozen=True, kw_only=True):
    """A tab above the orders: its name and how many orders it holds."""

    code: OrderTab
    zh: str
    en: str
    orders: int


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order; contact, timeline, stages and the numbers of its papers are null in lists."""

    id: Key
    order_no: str
    member: Key
    state: OrderState
    mode: str
    tax_regime: str | None
    lines: list[OrderLine]
    goods: Money
    freight: Money
    tax: Money
    discount: Money
    total: Money
    promise_from: date | None
    promise_to: date | None
    notice_version: str | None
    source: str | None
    reason: str | None
    carrier: Said | None
    waybill_no: str | None
    can_pay: bool
    can_cancel: bool
    can_confirm: bool
    imported: bool
    placed_at: datetime
    expires_at: datetime | None
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    refunded_at: datetime | None
    headline: Said
    advice: Said
    problem: OrderProblem | None = None
    warehouse: Origin | None = None
    payment_no: str | None = None
    customs_no: str | None = None
    contact: Contact | None = None
    stages: list[OrderStage] | None = None
    timeline: list[TimelineStep] | None = None


class StaffOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as staff see it, with what its next step waits for, and the most that may still be given back.

    `refundable` is null in lists, and where nothing was to be paid.
    """

    order: Order
    warehouse_code: str | None
    payment_transaction: str | None
    due_at: datetime | None
    times_chased: int
    refundable: Money | None = None


class PayPage(msgspec.Struct, frozen=True, kw_only=True):
    """Where the browser goes to pay."""

    url: str


class ReceivedLine(msgspec.Struct, frozen=True, kw_only=True):
    """An order line that its member holds in hands: it may be shared as a verified purchase."""

    order_id: Key
    line_no: int
    sku_id: Key
    product_id: Key
    received_at: datetime


class ReceivedGoods(ReceivedLine, frozen=True, kw_only=True):
    """A received line with what its member knows it by."""

    order_no: str
    title: str
    variant: str | None


class ImportedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an order that another system completed."""

    sku_id: int
    product_id: int
    title: str
    variant: str | None = None
    quantity: int
    price: Money


class ImportedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order that another system completed; it comes with its own times and id."""

    id: int
    member_id: int
    placed_at: datetime
    received_at: datetime
    lines: Sequence[ImportedLine]
    source: str | None = None


class OrderTally(msgspec.Struct, frozen=True, kw_only=True):
    """Orders of one state and tax regime in figures; amounts in fen."""

    state: str
    tax_regime: str | None
    orders: int
    paid_amount: int
    tax_amount: int
    declared: int
    cleared: int
    delivered: int
