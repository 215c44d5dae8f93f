"""Tables of the mall: the catalogue is reference data, prices and SKUs belong to the SKU's shard."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, Json, table_args

_STATES = "state IN ('draft', 'listed', 'delisted')"


class CategoryRow(Base):
    """A place in the tree of goods; `path` holds the ids from the root down to itself."""

    __tablename__ = "category"
    __table_args__ = table_args(
        CheckConstraint("nice_class IS NULL OR nice_class BETWEEN 1 AND 45", name="nice_class"),
        Index("uq_category_code", "code", unique=True),
        schema="mall",
        group="ref",
    )
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    parent_id: Mapped[int | None] = mapped_column(Id63, ForeignKey("mall.category.id"))
    path: Mapped[list[int]] = mapped_column(ARRAY(Id63))
    name_zh: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(SmallInteger)
    nice_class: Mapped[int | None] = mapped_column(SmallInteger)


class ProductRow(Base):
    """Goods as a shopper thinks of them (SPU).

    Lowest and highest price and `sold_out_at` are worked out from SKUs, prices and stock, so that a page of cards
    reads this table only.
    """

    __tablename__ = "product"
    __table_args__ = table_args(
        CheckConstraint(_STATES, name="state"),
        CheckConstraint("price_amount IS NULL OR price_amount > 0", name="price"),
        CheckConstraint("price_max_amount IS NULL OR price_max_amount >= price_amount", name="price_max"),
        CheckConstraint("market_amount IS NULL OR market_amount > 0", name="market_price"),
        CheckConstraint("state <> 'listed' OR (price_amount IS NOT NULL AND listed_at IS NOT NULL)", name="listed"),
        CheckConstraint("sold_count >= 0 AND popularity >= 0", name="counts"),
        Index(
            "ix_product_popular", text("popularity DESC"), text("id DESC"), postgresql_where=text("state = 'listed'")
        ),
        Index(
            "ix_product_listed_at", text("listed_at DESC"), text("id DESC"), postgresql_where=text("state = 'listed'")
        ),
        Index("ix_product_category_id", "category_id", text("popularity DESC"), text("id DESC")),
        Index("ix_product_brand_id", "brand_id", text("popularity DESC"), text("id DESC")),
        schema="mall",
        group="ref",
    )
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(8000))
    brand_id: Mapped[int] = mapped_column(Id63)
    category_id: Mapped[int] = mapped_column(Id63, ForeignKey("mall.category.id"))
    state: Mapped[str] = mapped_column(String(12))
    picture_ids: Mapped[list[int]] = mapped_column(ARRAY(Id63))
    attributes: Mapped[Any] = mapped_column(Json)
    price_amount: Mapped[int | None] = mapped_column(Id63)
    price_max_amount: Mapped[int | None] = mapped_column(Id63)
    market_amount: Mapped[int | None] = mapped_column(Id63)
    currency: Mapped[str] = mapped_column(String(3))
    sold_count: Mapped[int] = mapped_column(Integer)
    popularity: Mapped[int] = mapped_column(Id63)
    sold_out_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    listed_at: Mapped[datetime | None] = mapped_column(Instant)


class ProductWordsRow(Base):
    """The words under which a product is found; beside the product, so that a sale does not write them again."""

    __tablename__ = "product_words"
    __table_args__ = table_args(
        # A short pending list (kB): imports write it in bulk, and a search never reads more than that unsorted.
        Index(
            "ix_product_words_words", "words", postgresql_using="gin", postgresql_with={"gin_pending_list_limit": "256"}
        ),
        schema="mall",
        group="ref",
    )
    product_id: Mapped[int] = mapped_column(Id63, ForeignKey("mall.product.id"), primary_key=True)
    words: Mapped[Any] = mapped_column(TSVECTOR)


class SkuRow(Base):
    """What is sold, packed and counted: one variant of a product."""

    __tablename__ = "sku"
    __table_args__ = table_args(
        CheckConstraint(_STATES, name="state"),
        CheckConstraint("weight_grams > 0", name="weight"),
        CheckConstraint("shelf_life_days IS NULL OR shelf_life_days > 0", name="shelf_life"),
        Index("ix_sku_product_id", "product_id"),
        Index("ix_sku_barcode", "barcode"),
        schema="mall",
        group="sku",
        shard_by="id",
    )
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    product_id: Mapped[int] = mapped_column(Id63, ForeignKey("mall.product.id"))
    variant: Mapped[str] = mapped_column(String(80))
    variant_en: Mapped[str] = mapped_column(String(80))
    barcode: Mapped[str | None] = mapped_column(String(14))
    weight_grams: Mapped[int] = mapped_column(Integer)
    shelf_life_days: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12))
    position: Mapped[int] = mapped_column(SmallInteger)
    picture_id: Mapped[int | None] = mapped_column(Id63)
    sold_out_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class PriceRow(Base):
    """What a SKU costs from a moment on, until the next price begins: periods cannot overlap."""

    __tablename__ = "price"
    __table_args__ = table_args(
        CheckConstraint("price_amount > 0", name="price"),
        CheckConstraint("market_amount IS NULL OR market_amount > 0", name="market_price"),
        CheckConstraint("source_amount IS NULL OR source_amount >= 0", name="source"),
        CheckConstraint("(source_amount IS NULL) = (source_currency IS NULL)", name="source_whole"),
        ForeignKeyConstraint(["sku_id"], ["mall.sku.id"]),
        Index("ix_price_unapplied", "starts_at", postgresql_where=text("applied_at IS NULL")),
        schema="mall",
        group="sku",
        shard_by="sku_id",
    )
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    price_amount: Mapped[int] = mapped_column(Id63)
    market_amount: Mapped[int | None] = mapped_column(Id63)
    currency: Mapped[str] = mapped_column(String(3))
    source_amount: Mapped[int | None] = mapped_column(Id63)
    source_currency: Mapped[str | None] = mapped_column(String(3))
    source_rate: Mapped[Decimal | None] = mapped_column(Numeric(18, 8))
    set_by: Mapped[int] = mapped_column(Id63)
    set_at: Mapped[datetime] = mapped_column(Instant)
    applied_at: Mapped[datetime | None] = mapped_column(Instant)


class RateRow(Base):
    """Yuan for one unit of a currency from a day on (汇率)."""

    __tablename__ = "rate"
    __table_args__ = table_args(CheckConstraint("cny_per_unit > 0", name="cny_per_unit"), schema="mall", group="ref")
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    starts_on: Mapped[date] = mapped_column(Date, primary_key=True)
    cny_per_unit: Mapped[Decimal] = mapped_column(Numeric(18, 8))
    source: Mapped[str] = mapped_column(String(120))


class NewWeekRow(Base):
    """What editors call a week of new goods (焕新周), by its Monday: a title and a sentence in both languages."""

    __tablename__ = "new_week"
    __table_args__ = table_args(
        CheckConstraint("extract(isodow FROM starts_on) = 1", name="monday"), schema="mall", group="ref"
    )
    starts_on: Mapped[date] = mapped_column(Date, primary_key=True)
    title: Mapped[str] = mapped_column(String(40))
    title_en: Mapped[str] = mapped_column(String(80))
    lead: Mapped[str] = mapped_column(String(120))
    lead_en: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[int] = mapped_column(Id63)
    set_at: Mapped[datetime] = mapped_column(Instant)


class RestockWishRow(Base):
    """A member who wants to be told when a SKU can be bought again; gone once they were told."""

    __tablename__ = "restock_wish"
    __table_args__ = table_args(
        Index("ix_restock_wish_sku_id", "sku_id"), schema="mall", group="user", shard_by="member_id"
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)
