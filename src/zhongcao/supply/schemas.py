"""What supply tells others."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from zhongcao.kit.http import Input, Key
from zhongcao.kit.money import AskedMoney, Currency, Money
from zhongcao.supply.rules import CHANNEL, TERRITORY, ProposalState, PurchaseState

Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")]
Name = Annotated[str, Meta(min_length=1, max_length=120)]
Party = Annotated[str, Meta(min_length=1, max_length=160)]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="SHA-256 of the document.")]
Quantity = Annotated[int, Meta(ge=1, le=1_000_000)]


class BrandCard(msgspec.Struct, frozen=True, kw_only=True):
    """A brand; `authorised` as the last daily look at its papers found."""

    id: Key
    name_zh: str
    name_en: str
    country: str
    authorised: bool


class ChainLink(msgspec.Struct, frozen=True, kw_only=True):
    """One step from the owner of a brand to us, as shoppers may see it."""

    level: int
    grantor: str
    grantee: str
    starts_on: date
    ends_on: date | None
    confirmed: bool


class SkuToSell(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU about which it is asked whether its brand lets us sell it."""

    sku_id: int
    brand_id: int
    category_ids: frozenset[int]
    nice_class: int | None = None


class BrandInput(Input, frozen=True, kw_only=True):
    """A new brand."""

    name_zh: Name
    name_en: Name
    country: Country


class BrandRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A brand that is brought in with others."""

    id: int
    name_zh: str
    name_en: str
    country: str


class TrademarkInput(Input, frozen=True, kw_only=True):
    """A registered trademark of a brand."""

    brand_id: Key
    register_no: Annotated[str, Meta(min_length=1, max_length=40)]
    jurisdiction: Country
    nice_class: Annotated[int, Meta(ge=1, le=45)]
    owner: Party
    starts_on: date
    ends_on: date | None = None


class Trademark(msgspec.Struct, frozen=True, kw_only=True):
    """A registered trademark of a brand."""

    id: Key
    brand_id: Key
    register_no: str
    jurisdiction: str
    nice_class: int
    owner: str
    starts_on: date
    ends_on: date | None
    revoked_on: date | None


class AuthorisationInput(Input, frozen=True, kw_only=True):
    """Somebody lets somebody else sell; without a parent the owner of the trademark grants it."""

    trademark_id: Key
    grantor: Party
    grantee: Party
    starts_on: date
    document_hash: Hash
    ends_on: date | None = None
    parent_id: Key | None = None
    sublicensable: bool = False
    territories: Annotated[list[Country], Meta(max_length=60)] = msgspec.field(default_factory=lambda: [TERRITORY])
    channels: Annotated[list[Annotated[str, Meta(max_length=12)]], Meta(max_length=10)] = msgspec.field(
        default_factory=lambda: [CHANNEL]
    )
    category_ids: Annotated[list[Key], Meta(max_length=200)] = msgspec.field(default_factory=list)
    sku_ids: Annotated[list[Key], Meta(max_length=2000)] = msgspec.field(default_factory=list)


class ConfirmationInput(Input, frozen=True, kw_only=True):
    """How the brand itself confirmed the chain."""

    through: Annotated[str, Meta(min_length=3, max_length=120)]


class RevocationInput(Input, frozen=True, kw_only=True):
    """From which day an authorisation no longer counts, and why."""

    revoked_on: date
    reason: Annotated[str, Meta(min_length=2, max_length=200)]


class Authorisation(msgspec.Struct, frozen=True, kw_only=True):
    """An authorisation with what is wrong with its chain today."""

    id: Key
    brand_id: Key
    trademark_id: Key
    parent_id: Key | None
    grantor: str
    grantee: str
    level: int
    sublicensable: bool
    territories: list[str]
    channels: list[str]
    category_ids: list[Key]
    sku_ids: list[Key]
    starts_on: date
    ends_on: date | None
    document_hash: str
    verified_at: datetime | None
    confirmed_at: datetime | None
    confirmed_through: str | None
    revoked_on: date | None
    days_left: int | None
    faults: list[str]


class SupplierInput(Input, frozen=True, kw_only=True):
    """Somebody we buy from."""

    name: Party
    country: Country
    currency: Currency
    lead_days: Annotated[int, Meta(ge=0, le=365)] = 14


class Supplier(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody we buy from."""

    id: Key
    name: str
    country: str
    currency: Currency
    lead_days: int


class PurchaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """So many units of a SKU at a price in the supplier's currency; without origin, the supplier's country."""

    sku_id: int
    quantity: int
    unit_cost: Money
    origin_country: str | None = None


class PurchaseLineInput(Input, frozen=True, kw_only=True):
    """So many units of a SKU at a price in the supplier's currency."""

    sku_id: Key
    quantity: Quantity
    unit_cost: AskedMoney
    origin_country: Country | None = None


class PurchaseOrderInput(Input, frozen=True, kw_only=True):
    """Goods to be ordered from a supplier into a warehouse."""

    supplier_id: Key
    warehouse_id: Key
    lines: Annotated[list[PurchaseLineInput], Meta(min_length=1, max_length=2000)]


class PurchasedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One SKU of a purchase order: ordered and arrived."""

    sku_id: Key
    quantity: int
    received: int
    unit_cost: Money
    origin_country: str


class PurchaseOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Goods ordered from a supplier."""

    id: Key
    number: str
    supplier_id: Key
    warehouse_id: Key
    state: PurchaseState
    total: Money
    placed_at: datetime
    due_on: date
    closed_at: datetime | None
    can_receive: bool
    can_cancel: bool
    lines: list[PurchasedLine]


class ReceivedLot(msgspec.Struct, frozen=True, kw_only=True):
    """Goods of a purchase order that have arrived with one expiry."""

    sku_id: int
    quantity: int
    produced_on: date | None
    expires_on: date | None
    item_record_no: str
    origin_country: str | None = None
    batch_code: str | None = None


class ReceivedLotInput(Input, frozen=True, kw_only=True):
    """Goods of a purchase order that have arrived with one expiry."""

    sku_id: Key
    quantity: Quantity
    item_record_no: Annotated[str, Meta(min_length=1, max_length=40)]
    produced_on: date | None = None
    expires_on: date | None = None
    origin_country: Country | None = None
    batch_code: Annotated[str, Meta(max_length=60)] | None = None


class ReceiptInput(Input, frozen=True, kw_only=True):
    """What has arrived."""

    lots: Annotated[list[ReceivedLotInput], Meta(min_length=1, max_length=2000)]


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A suggestion to buy more of a SKU, with its reasons."""

    id: Key
    sku_id: Key
    product_id: Key
    quantity: int
    score: float
    reasons: dict[str, Any]
    state: ProposalState
    proposed_at: datetime
    updated_at: datetime
    decided_by: Key | None
    decided_at: datetime | None
    declined_because: str | None
    purchase_order_id: Key | None
    can_decide: bool


class AcceptanceInput(Input, frozen=True, kw_only=True):
    """How a proposal is bought; what is left out is taken from the proposal and from the last purchase."""

    quantity: Quantity | None = None
    supplier_id: Key | None = None
    warehouse_id: Key | None = None
    unit_cost: AskedMoney | None = None


class DeclineInput(Input, frozen=True, kw_only=True):
    """Why a proposal is declined."""

    reason: Annotated[str, Meta(min_length=2, max_length=200)]
