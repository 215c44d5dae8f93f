"""The open import format: files of one folder, CSV (UTF-8, header) or JSON lines, one struct a row.

Lists inside a CSV cell are separated by `|`. Empty cells mean 'not stated'. docs/generated/import_format.md is made
from this file.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from zhongcao.kit.money import Currency

Name = Annotated[str, Meta(min_length=1, max_length=64, description="Id at the source; at most 64 characters.")]
Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1, two letters, such as FR.")]
Price = Annotated[Decimal, Meta(description="In units of the currency, such as 38.00; not negative.")]

Moment = Annotated[
    datetime, Meta(tz=True, description="ISO 8601 with offset; a date alone is that day's beginning in China.")
]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the open format."""


class RateRow(Row, frozen=True, kw_only=True):
    """How many CNY one unit of a currency was worth from a day on."""

    currency: Annotated[Currency, Meta(examples=["USD"])]
    from_day: Annotated[date, Meta(examples=["2023-03-01"])]
    cny: Annotated[Decimal, Meta(description="CNY for one unit; greater than 0.", examples=["6.8688"])]


class ProductRow(Row, frozen=True, kw_only=True):
    """A product (SPU)."""

    product: Annotated[Name, Meta(examples=["P439055"])]
    title: Annotated[str, Meta(min_length=1, max_length=200, examples=["GENIUS Sleeping Collagen"])]
    brand: Annotated[str, Meta(min_length=1, max_length=100, examples=["Algenist"])]
    category: Annotated[
        str, Meta(min_length=1, max_length=200, description="Path at the source, steps separated by ` > `.")
    ]
    brand_country: Country | None = None
    origin_country: Country | None = None
    description: Annotated[str, Meta(max_length=8000)] = ""
    ingredients: Annotated[str, Meta(max_length=8000)] = ""
    highlights: Annotated[list[str], Meta(max_length=40, description="Short selling points.")] = msgspec.field(
        default_factory=list
    )
    hs_code: Annotated[str, Meta(pattern="^[0-9]{10}$")] | None = None
    tax_category: Annotated[str, Meta(max_length=40)] | None = None


class SkuRow(Row, frozen=True, kw_only=True):
    """A variant of a product that can be bought."""

    sku: Annotated[Name, Meta(examples=["2170827"])]
    product: Name
    price: Price
    currency: Currency
    variant: Annotated[str, Meta(max_length=120, examples=["60 ml"])] = ""
    market_price: Price | None = None
    barcode: Annotated[str, Meta(max_length=20)] | None = None
    content_value: Annotated[Decimal, Meta(description="Net content in `content_unit`.", examples=["60"])] | None = None
    content_unit: Literal["ml", "g", "piece"] | None = None
    weight_grams: Annotated[int, Meta(ge=1, le=100_000, description="Gross weight.")] | None = None
    shelf_life_days: Annotated[int, Meta(ge=1, le=10_000)] | None = None


class MemberRow(Row, frozen=True, kw_only=True):
    """A member; no login, no contact data."""

    member: Annotated[Name, Meta(examples=["u9964c6040a"])]
    nickname: Annotated[str, Meta(max_length=30)] = ""
    gender: Literal["female", "male", "other"] | None = None
    birth_year: Annotated[int, Meta(ge=1900, le=2100)] | None = None
    city: Annotated[str, Meta(max_length=40)] | None = None
    skin_type: Literal["dry", "oily", "combination", "normal", "sensitive"] | None = None
    joined_on: date | None = None


class NoteRow(Row, frozen=True, kw_only=True):
    """A note in words, about one product or several."""

    note: Name
    member: Name
    title: Annotated[str, Meta(max_length=100)] = ""
    body: Annotated[str, Meta(min_length=1, max_length=5000)]
    at: Moment
    language: Annotated[str, Meta(pattern="^[a-z]{2}(-[A-Z]{2})?$", examples=["zh-CN", "en"])] = "zh-CN"
    products: Annotated[list[Name], Meta(max_length=18)] = msgspec.field(default_factory=list)
    topics: Annotated[list[str], Meta(max_length=10)] = msgspec.field(default_factory=list)
    rating: Annotated[int, Meta(ge=1, le=5)] | None = None


class InteractionRow(Row, frozen=True, kw_only=True):
    """What a member did with a product or note, at a time."""

    member: Name
    kind: Literal["view", "like", "collect", "rate", "purchase"]
    at: Moment
    product: Name | None = None
    note: Name | None = None
    value: Annotated[int, Meta(ge=1, le=5, description="Stars of a rating.")] | None = None


class OrderRow(Row, frozen=True, kw_only=True):
    """One line of an order that was received in the past."""

    order: Name
    member: Name
    sku: Name
    at: Moment
    quantity: Annotated[int, Meta(ge=1, le=99)] = 1
    price: Price | None = None
    currency: Currency | None = None


FILES: dict[str, type[Row]] = {
    "rates": RateRow,
    "products": ProductRow,
    "skus": SkuRow,
    "members": MemberRow,
    "notes": NoteRow,
    "interactions": InteractionRow,
    "orders": OrderRow,
}
"""Files of a folder in the order they are imported; `<name>.csv` or `<name>.jsonl`, each of them optional."""
