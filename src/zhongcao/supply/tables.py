"""Tables of supply."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, Json, table_args


class BrandRow(Base):
    """A brand; `authorised_at` says since when it may be sold, as the daily look at its authorisations found."""

    __tablename__ = "brand"
    __table_args__ = table_args(Index("uq_brand_key", "key", unique=True), schema="supply", group="ref")
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(Instant)
    authorised_at: Mapped[datetime | None] = mapped_column(Instant)


class TrademarkRow(Base):
    """A registered trademark of a brand."""

    __tablename__ = "trademark"
    __table_args__ = table_args(
        CheckConstraint("nice_class BETWEEN 1 AND 45", name="nice_class"),
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="period"),
        Index("uq_trademark_register_no", "jurisdiction", "register_no", "nice_class", unique=True),
        Index("ix_trademark_brand_id", "brand_id"),
        schema="supply",
        group="ref",
    )
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    brand_id: Mapped[int] = mapped_column(Id63, ForeignKey("supply.brand.id"))
    register_no: Mapped[str] = mapped_column(String(40))
    jurisdiction: Mapped[str] = mapped_column(String(2))
    nice_class: Mapped[int] = mapped_column(SmallInteger)
    owner: Mapped[str] = mapped_column(String(160))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    revoked_on: Mapped[date | None] = mapped_column(Date)


class AuthorisationRow(Base):
    """Somebody lets somebody else sell goods under a trademark."""

    __tablename__ = "authorisation"
    __table_args__ = table_args(
        CheckConstraint("level >= 1", name="level"),
        CheckConstraint("ends_on IS NULL OR starts_on <= ends_on", name="period"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="parent"),
        Index("ix_authorisation_brand_id", "brand_id"),
        schema="supply",
        group="ref",
    )
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    brand_id: Mapped[int] = mapped_column(Id63, ForeignKey("supply.brand.id"))
    trademark_id: Mapped[int] = mapped_column(Id63, ForeignKey("supply.trademark.id"))
    parent_id: Mapped[int | None] = mapped_column(Id63, ForeignKey("supply.authorisation.id"))
    grantor: Mapped[str] = mapped_column(String(160))
    grantee: Mapped[str] = mapped_column(String(160))
    level: Mapped[int] = mapped_column(SmallInteger)
    sublicensable: Mapped[bool] = mapped_column(Boolean)
    territories: Mapped[list[str]] = mapped_column(ARRAY(String(2)))
    channels: Mapped[list[str]] = mapped_column(ARRAY(String(12)))
    category_ids: Mapped[list[int]] = mapped_column(ARRAY(Id63))
    sku_ids: Mapped[list[int]] = mapped_column(ARRAY(Id63))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    document_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    added_by: Mapped[int] = mapped_column(Id63)
    added_at: Mapped[datetime] = mapped_column(Instant)
    verified_by: Mapped[int | None] = mapped_column(Id63)
    verified_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_through: Mapped[str | None] = mapped_column(String(120))
    revoked_on: Mapped[date | None] = mapped_column(Date)
    revoked_because: Mapped[str | None] = mapped_column(String(200))


class SaleWindowRow(Base):
    """When a sound chain lets us sell; worked out from trademark and authorisations whenever they change."""

    __tablename__ = "sale_window"
    __table_args__ = table_args(CheckConstraint("starts_on <= ends_on", name="period"), schema="supply", group="ref")
    brand_id: Mapped[int] = mapped_column(Id63, ForeignKey("supply.brand.id"), primary_key=True)
    authorisation_id: Mapped[int] = mapped_column(Id63, ForeignKey("supply.authorisation.id"), primary_key=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    nice_class: Mapped[int] = mapped_column(SmallInteger)
    scopes: Mapped[Any] = mapped_column(Json)
    warned_days: Mapped[int | None] = mapped_column(SmallInteger)


class SupplierRow(Base):
    """Somebody we buy from, in one currency."""

    __tablename__ = "supplier"
    __table_args__ = table_args(Index("uq_supplier_name", "name", unique=True), schema="supply", group="ref")
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    lead_days: Mapped[int] = mapped_column(SmallInteger)
    added_at: Mapped[datetime] = mapped_column(Instant)


class OfferRow(Base):
    """What a supplier asks for one unit of a SKU; each purchase order refreshes it."""

    __tablename__ = "offer"
    __table_args__ = table_args(
        CheckConstraint("unit_cost_amount > 0", name="unit_cost"), schema="supply", group="sku", shard_by="sku_id"
    )
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    unit_cost_amount: Mapped[int] = mapped_column(Id63)
    currency: Mapped[str] = mapped_column(String(3))
    warehouse_id: Mapped[int] = mapped_column(Id63)
    at: Mapped[datetime] = mapped_column(Instant)


class PurchaseOrderRow(Base):
    """Goods ordered from a supplier."""

    __tablename__ = "purchase_order"
    __table_args__ = table_args(
        CheckConstraint("total_amount >= 0", name="total"),
        CheckConstraint("state IN ('placed', 'arriving', 'received', 'cancelled')", name="state"),
        Index("uq_purchase_order_number", "number", unique=True),
        Index("ix_purchase_order_waiting", "due_on", postgresql_where=text("state IN ('placed', 'arriving')")),
        schema="supply",
        group="ref",
    )
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    supplier_id: Mapped[int] = mapped_column(Id63, ForeignKey("supply.supplier.id"))
    warehouse_id: Mapped[int] = mapped_column(Id63)
    state: Mapped[str] = mapped_column(String(12))
    total_amount: Mapped[int] = mapped_column(Id63)
    currency: Mapped[str] = mapped_column(String(3))
    placed_by: Mapped[int] = mapped_column(Id63)
    placed_at: Mapped[datetime] = mapped_column(Instant)
    due_on: Mapped[date] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class PurchaseLineRow(Base):
    """One SKU of a purchase order: ordered and arrived."""

    __tablename__ = "purchase_line"
    __table_args__ = table_args(
        CheckConstraint("quantity > 0 AND received BETWEEN 0 AND quantity", name="quantity"),
        CheckConstraint("unit_cost_amount >= 0", name="unit_cost"),
        schema="supply",
        group="ref",
    )
    purchase_order_id: Mapped[int] = mapped_column(Id63, ForeignKey("supply.purchase_order.id"), primary_key=True)
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    quantity: Mapped[int] = mapped_column(Integer)
    received: Mapped[int] = mapped_column(Integer)
    unit_cost_amount: Mapped[int] = mapped_column(Id63)
    currency: Mapped[str] = mapped_column(String(3))
    origin_country: Mapped[str] = mapped_column(String(2))


class ProposalRow(Base):
    """A suggestion to buy more of a SKU; at most one open per SKU."""

    __tablename__ = "proposal"
    __table_args__ = table_args(
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("state IN ('open', 'accepted', 'declined')", name="state"),
        Index("uq_proposal_open", "sku_id", unique=True, postgresql_where=text("state = 'open'")),
        Index("ix_proposal_id", "id"),
        Index("ix_proposal_open_score", "score", "id", postgresql_where=text("state = 'open'")),
        schema="supply",
        group="sku",
        shard_by="sku_id",
    )
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    product_id: Mapped[int] = mapped_column(Id63)
    quantity: Mapped[int] = mapped_column(Integer)
    score: Mapped[float] = mapped_column(Double)
    reasons: Mapped[Any] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(12))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(Id63)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    declined_because: Mapped[str | None] = mapped_column(String(200))
    purchase_order_id: Mapped[int | None] = mapped_column(Id63)
