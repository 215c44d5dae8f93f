"""What crosses the boundary of customs."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from zhongcao.customs.rules import DeclarationState, Regime
from zhongcao.kit.http import Key
from zhongcao.kit.money import Money

HsCode = Annotated[str, Meta(pattern=r"^\d{10}$", description="Ten digits of the tariff (商品编码).")]
Route = Annotated[str, Meta(description="in_limit, full_tax or articles.")]


class GoodsRow(msgspec.Struct, frozen=True, kw_only=True):
    """Customs data of one SKU (商品备案)."""

    sku_id: int
    hs_code: HsCode
    tax_category: str
    unit: str
    unit_statutory: str
    origin_country: str
    net_weight_grams: int
    content_value: int | None = None
    content_unit: str | None = None
    name_zh: str


class UnmappedGoods(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU that nobody could map to the tariff; staff must. `reason`: a `Missing`, with what it is about."""

    sku_id: int
    name: str
    reason: str


class TaxLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line to be taxed: how many of what, worth how much altogether, without freight."""

    sku_id: int
    quantity: int
    value: Money


class QuotedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Tax of one line, by kind; `value` has its share of freight in it."""

    sku_id: Key
    value: Money
    duty: Money
    vat: Money
    consumption: Money
    parcel_tax: Money
    total: Money
    rate: Decimal | None = None
    """The rate that shops print (综合税率); None where the tax also goes by weight."""


class TaxQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Tax of an order before it is placed; `allowance` is what it will take of the buyer's year."""

    regime: Regime
    route: Route
    lines: list[QuotedLine]
    total: Money
    allowance: Money


class DeclaredLine(msgspec.Struct, frozen=True, kw_only=True):
    """One order line for the documents."""

    line_no: int
    sku_id: int
    name: str
    barcode: str | None
    quantity: int
    price: Money
    total: Money
    item_record_no: str | None
    origin_country: str


class OrderDeclaration(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that customs must be told about a paid order with a waybill."""

    order_id: int
    order_no: str
    member_id: int
    warehouse_id: Key
    warehouse_code: str
    goods_value: Money
    freight: Money
    discount: Money
    tax_total: Money
    paid: Money
    payment_provider: str
    payment_transaction: str
    paid_at: datetime
    consignee: str
    consignee_phone: str
    consignee_address: str
    division_code: str
    carrier_code: str
    carrier_name: str
    waybill_no: str
    gross_weight_grams: int
    lines: list[DeclaredLine]


class DeclarationStep(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of customs, for a timeline."""

    document: str
    code: int
    text_zh: str
    text_en: str
    at: datetime


class DeclarationStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Where the declaration of an order stands, with customs' answers so far."""

    state: DeclarationState
    status_code: int | None
    invt_no: str | None
    times: list[DeclarationStep]


class DeclarationItem(msgspec.Struct, frozen=True, kw_only=True):
    """A declaration in the list of the customs officer."""

    id: Key
    member_id: Key
    order_id: Key
    order_no: str
    cop_no: str
    mode: str
    warehouse_code: str
    state: DeclarationState
    status_code: int | None
    attempt: int
    reason: str | None
    paid: Money
    tax_total: Money
    due_at: datetime | None
    created_at: datetime
    can_retry: bool


class DeclarationDetailLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a declaration as it is declared."""

    line_no: int
    sku_id: Key
    hs_code: str
    name: str
    quantity: int
    price: Money
    total: Money
    origin_country: str


class DeclarationDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A declaration with its lines, all answers and the tax notice."""

    declaration: DeclarationItem
    invt_no: str | None
    tax_notice: Money | None
    lines: list[DeclarationDetailLine]
    receipts: list[DeclarationStep]


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """A person's cross-border purchases of a year (年度交易限值): the limit and what is used."""

    year: int
    limit: Money
    used: Money
    left: Money


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """A declaration taken up for sending, with everything that its documents need except the buyer's name."""

    member_id: int
    id: int
    order_no: str
    cop_no: str
    attempt: int
    mode: str
    warehouse_code: str
    codes: dict[str, int]
    goods_value: int
    freight: int
    discount: int
    tax_total: int
    paid: int
    payment_provider: str
    payment_transaction: str
    paid_at: datetime
    consignee: str
    consignee_phone: str
    consignee_address: str
    division_code: str
    carrier_code: str
    carrier_name: str
    waybill_no: str
    gross_weight_grams: int
    lines: tuple["SubmissionLine", ...]


class SubmissionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line taken up for sending."""

    line_no: int
    sku_id: int
    hs_code: str
    name: str
    content: str
    barcode: str | None
    quantity: int
    price: int
    total: int
    unit: str
    unit_statutory: str
    net_weight_grams: int
    origin_country: str
    item_record_no: str | None


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """A cancellation (623) or return (625) taken up for sending."""

    member_id: int
    id: int
    kind: str
    cop_no: str
    reason: str
    invt_no: str
    lines: tuple[tuple[int, int], ...]
    declaration: Submission


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise known to customs: code and name."""

    code: str
    name: str


class Port(msgspec.Struct, frozen=True, kw_only=True):
    """Where a warehouse's goods are declared: customs district, account book, zone company."""

    customs_code: str
    port_code: str
    ems_no: str | None
    area_code: str | None
    area_name: str | None
    traf_mode: str


class Registry(msgspec.Struct, frozen=True, kw_only=True):
    """Who we are for customs: parties by role, ports by warehouse."""

    parties: dict[str, Party]
    ports: dict[str, Port]

    def party(self, role: str, otherwise: str = "platform") -> Party:
        """The party in a role; without one of its own, the platform stands in."""
        return self.parties.get(role) or self.parties[otherwise]

    def port(self, warehouse_code: str) -> Port:
        """The port of a warehouse, or the one for all others."""
        return self.ports.get(warehouse_code) or self.ports["*"]


class OutgoingMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message ready to be sent: sealed bytes, their hash, the declarations inside."""

    cop_msg_id: str
    type: str
    sealed: bytes
    sha256: bytes
    declarations: tuple[tuple[int, int], ...]


class IncomingReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """One answer out of a message of customs; `lookup` is the number by which its declaration is found."""

    message_type: str
    document: str
    key: str
    lookup: str
    code: int
    returned_at: datetime
    info: str
    pre_no: str | None = None
    invt_no: str | None = None
    tax: tuple[int, int, int] | None = None


class IncomingMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message from customs: kept whole, and taken apart."""

    cop_msg_id: str
    type: str
    sealed: bytes
    sha256: bytes
    receipts: tuple[IncomingReceipt, ...]
