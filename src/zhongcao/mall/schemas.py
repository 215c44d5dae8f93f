"""What the mall tells others."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from zhongcao.inventory.rules import CustomsMode, WarehouseKind
from zhongcao.kit.http import Input, Key
from zhongcao.kit.money import AskedMoney, Currency, Money
from zhongcao.mall.rules import PRICE_MOST, ListingState
from zhongcao.media.schemas import Picture
from zhongcao.supply.schemas import BrandCard, ChainLink

Title = Annotated[str, Meta(min_length=1, max_length=200)]
Variant = Annotated[str, Meta(max_length=80)]
Barcode = Annotated[str, Meta(pattern="^[0-9]{8,14}$", description="EAN or UPC.")]


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the tree of goods."""

    id: Key
    code: str
    parent_id: Key | None
    name_zh: str
    name_en: str


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of products is narrowed to; a category includes all below it, prices are in fen."""

    category_id: int | None = None
    brand_id: int | None = None
    price_from: int | None = None
    price_to: int | None = None


class ProductCard(msgspec.Struct, frozen=True, kw_only=True):
    """A product in a list; the price is the lowest of its SKUs, and `prices_from` where others cost more (起)."""

    id: Key
    title: str
    title_en: str
    brand: BrandCard
    category_id: Key
    price: Money
    prices_from: bool
    struck_price: Money | None
    picture: Picture | None
    sold_out: bool


class FindableProduct(msgspec.Struct, frozen=True, kw_only=True):
    """What a search needs to know about a product that is on sale: its words, where it belongs, what it costs now."""

    id: int
    title: str
    title_en: str
    description: str
    attributes: list[str]
    brand: BrandCard
    category_path: list[int]
    price: int
    popularity: int
    listed_at: datetime
    sold_out: bool
    warehouses: frozenset[WarehouseKind]


class SaleLine(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU in a limited-time sale: its price in the sale and after it, and how much of the offer is gone."""

    sku: Key
    variant: str
    variant_en: str
    product: ProductCard
    price: Money
    usual: Money
    struck_price: Money | None
    left: int
    sold_percent: int


class SaleSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session (场次) of the limited-time sale."""

    starts_at: datetime
    ends_at: datetime
    running: bool
    lines: list[SaleLine]


class Sales(msgspec.Struct, frozen=True, kw_only=True):
    """Limited-time sales (限时购) that run or begin soon, those that end first first; `now` is the clock they go by."""

    now: datetime
    sessions: list[SaleSession]


class NewWeek(msgspec.Struct, frozen=True, kw_only=True):
    """A week of new goods (焕新周): what was listed in it, the newest first, and what editors say about it."""

    year: int
    week: int
    starts_on: date
    ends_on: date
    title: str
    title_en: str
    lead: str
    lead_en: str
    count: int
    products: list[ProductCard]
    next_cursor: str | None


class NewWeekInput(Input, frozen=True, kw_only=True):
    """What editors call a week of new goods."""

    title: Annotated[str, Meta(min_length=1, max_length=40)]
    title_en: Annotated[str, Meta(min_length=1, max_length=80)]
    lead: Annotated[str, Meta(max_length=120)] = ""
    lead_en: Annotated[str, Meta(max_length=200)] = ""


class SkuForSale(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU that may be bought now, with its price."""

    id: Key
    product_id: Key
    title: str
    title_en: str
    variant: str
    price: Money
    weight_grams: int
    brand_id: Key
    category_id: Key
    barcode: str | None
    shelf_life_days: int | None


class SkuFace(msgspec.Struct, frozen=True, kw_only=True):
    """How a SKU looks in a cart or an order, whether it is still sold or not."""

    product_id: Key
    title: str
    title_en: str
    variant: str
    variant_en: str
    picture: Picture | None


class TaxHint(msgspec.Struct, frozen=True, kw_only=True):
    """What a SKU is for the taxman; the tax itself is part of a quote."""

    tax_category: str
    hs_code: str
    origin_country: str


class SkuTitle(msgspec.Struct, frozen=True, kw_only=True):
    """What a SKU is called with its product, in Chinese and English, and its barcode."""

    product_id: int
    barcode: str | None
    zh: str
    en: str


class SkuView(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU on its product's page; `quantity_max` is what one person may take now, nothing when it is sold out."""

    id: Key
    variant: str
    variant_en: str
    price: Money
    struck_price: Money | None
    stock: int
    quantity_max: int
    weight_grams: int
    shelf_life_days: int | None
    picture: Picture | None
    tax: TaxHint | None


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A product's page; the price is the lowest of its SKUs, and `prices_from` where others cost more (起)."""

    id: Key
    title: str
    title_en: str
    description: str
    brand: BrandCard
    authenticity: list[ChainLink]
    category: Category
    pictures: list[Picture]
    attributes: dict[str, Any]
    price: Money
    prices_from: bool
    struck_price: Money | None
    sold_out: bool
    sold_count: int
    listed_at: datetime
    shown_first: Key | None
    skus: list[SkuView]


class BrandPage(msgspec.Struct, frozen=True, kw_only=True):
    """A brand with the chain that lets us sell it."""

    brand: BrandCard
    authenticity: list[ChainLink]


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """Where goods come from, as their trace code (溯源码) tells everybody: no price, no buyer, no supplier's name."""

    code: str
    product_id: Key
    title: str
    title_en: str
    variant: str
    variant_en: str
    on_sale: bool
    brand: BrandCard
    picture: Picture | None
    authorised: bool
    authorisation: list[ChainLink]
    """The chain that let us sell the brand on the day on which the lot was received."""
    origin_country: str
    supplier_country: str | None
    warehouse_name: str
    warehouse_name_en: str
    warehouse_kind: WarehouseKind
    warehouse_city: str
    warehouse_country: str
    customs_mode: CustomsMode
    batch_code: str | None
    produced_on: date | None
    expires_on: date | None
    received_on: date


class ProductInput(Input, frozen=True, kw_only=True):
    """A new product."""

    title: Title
    brand_id: Key
    category_id: Key
    title_en: Annotated[str, Meta(max_length=200)] = ""
    description: Annotated[str, Meta(max_length=8000)] = ""
    picture_ids: Annotated[list[Key], Meta(max_length=20)] = msgspec.field(default_factory=list)
    attributes: dict[str, Any] = msgspec.field(default_factory=dict)


class ProductChange(Input, frozen=True, kw_only=True):
    """Changes of a product; what is left out stays."""

    title: Title | UnsetType = UNSET
    title_en: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    description: Annotated[str, Meta(max_length=8000)] | UnsetType = UNSET
    category_id: Key | UnsetType = UNSET
    picture_ids: Annotated[list[Key], Meta(max_length=20)] | UnsetType = UNSET
    attributes: dict[str, Any] | UnsetType = UNSET
    state: ListingState | UnsetType = UNSET


class SkuInput(Input, frozen=True, kw_only=True):
    """A new SKU of a product, on sale as soon as it has a price."""

    variant: Variant
    weight_grams: Annotated[int, Meta(ge=1, le=100_000)]
    variant_en: Variant = ""
    barcode: Barcode | None = None
    shelf_life_days: Annotated[int, Meta(ge=1, le=36_500)] | None = None
    picture_id: Key | None = None


class SkuChange(Input, frozen=True, kw_only=True):
    """Changes of a SKU; what is left out stays."""

    variant: Variant | UnsetType = UNSET
    variant_en: Variant | UnsetType = UNSET
    weight_grams: Annotated[int, Meta(ge=1, le=100_000)] | UnsetType = UNSET
    barcode: Barcode | UnsetType | None = UNSET
    shelf_life_days: Annotated[int, Meta(ge=1, le=36_500)] | UnsetType | None = UNSET
    picture_id: Key | UnsetType | None = UNSET
    state: ListingState | UnsetType = UNSET


class PriceInput(Input, frozen=True, kw_only=True):
    """A price in yuan, or a source price that is converted at the day's rate with our margin."""

    price: Annotated[int, Meta(ge=1, le=PRICE_MOST, description="In fen.")] | None = None
    source: AskedMoney | None = None
    market_price: Annotated[int, Meta(ge=1, le=PRICE_MOST, description="In fen.")] | None = None
    starts_at: datetime | None = None


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What a SKU costs during a period; the last one has no end."""

    sku_id: Key
    starts_at: datetime
    ends_at: datetime | None
    price: Money
    market_price: Money | None
    source: Money | None
    source_rate: Decimal | None


class RateInput(Input, frozen=True, kw_only=True):
    """Yuan for one unit of a currency from a day on."""

    currency: Currency
    starts_on: date
    cny_per_unit: Annotated[Decimal, Meta(description="Up to eight decimals.")]
    source: Annotated[str, Meta(min_length=1, max_length=120)]


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """Yuan for one unit of a currency from a day on."""

    currency: Currency
    starts_on: date
    cny_per_unit: Decimal
    source: str


class ConsoleProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product as staff see it, on sale or not."""

    id: Key
    title: str
    title_en: str
    brand_id: Key
    category_id: Key
    state: ListingState
    picture_ids: list[Key]
    price: Money | None
    sold_count: int
    created_at: datetime
    can_become: list[ListingState]


class ConsoleSku(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU as staff see it, on sale or not."""

    id: Key
    product_id: Key
    variant: str
    variant_en: str
    barcode: str | None
    weight_grams: int
    shelf_life_days: int | None
    state: ListingState


class ProductImport(msgspec.Struct, frozen=True, kw_only=True):
    """A product that is brought in with others; listed when one of its SKUs has a price."""

    id: int
    title: str
    brand_id: int
    category_id: int
    title_en: str = ""
    description: str = ""
    picture_ids: list[int] = []
    attributes: dict[str, Any] = msgspec.field(default_factory=dict)
    popularity: int = 0
    created_at: datetime


class SkuImport(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU that is brought in with others, with its first price."""

    id: int
    product_id: int
    variant: str
    weight_grams: int
    price: Money
    created_at: datetime
    variant_en: str = ""
    market_price: Money | None = None
    source: Money | None = None
    source_rate: Decimal | None = None
    barcode: str | None = None
    shelf_life_days: int | None = None
    picture_id: int | None = None
    position: int = 0


class RestockWish(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU that a member waits for."""

    sku: Key
    goods: SkuFace
    asked_at: datetime
