"""Tables of trade: all of them belong to a member."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, String, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, Json, table_args
from zhongcao.trade.rules import CART_LINES_MAX, QUANTITY_MAX, SOURCE, OrderState

_STATES = ", ".join(f"'{state}'" for state in OrderState)
assert CART_LINES_MAX < 100, "the cart is answered in one page"


class CartLineRow(Base):
    """One SKU in a member's cart."""

    __tablename__ = "cart_line"
    __table_args__ = table_args(
        CheckConstraint(f"quantity BETWEEN 1 AND {QUANTITY_MAX}", name="quantity"),
        CheckConstraint(f"source ~ '{SOURCE}'", name="source"),
        schema="trade",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    quantity: Mapped[int] = mapped_column(SmallInteger)
    added_at: Mapped[datetime] = mapped_column(Instant)
    price_amount: Mapped[int | None] = mapped_column(BigInteger)
    """What one cost when it was put in, to tell of a lower price."""
    currency: Mapped[str | None] = mapped_column(String(3))
    source: Mapped[str | None] = mapped_column(String(100))
    """From which note or show it was put in; the last one that was named."""


class OrderRow(Base):
    """An order: what was promised, what it cost, where it stands and since when."""

    __tablename__ = "orders"
    __table_args__ = table_args(
        CheckConstraint("paid_amount = goods_amount + freight_amount + tax_amount - discount_amount", name="identity"),
        CheckConstraint("goods_amount >= 0 AND freight_amount >= 0 AND tax_amount >= 0", name="amounts"),
        CheckConstraint("discount_amount >= 0 AND discount_amount <= goods_amount", name="discount"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("(due_at IS NULL) = (state IN ('completed', 'cancelled', 'refunded'))", name="due"),
        Unique("member_id", "order_no"),
        Unique("member_id", "idempotency_key"),
        Index("ix_orders_member_state", "member_id", "state", "id"),
        Index("ix_orders_id", "id"),
        Index("ix_orders_order_no", "order_no"),
        Index("ix_orders_state_id", "state", "id"),
        Index("ix_orders_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        schema="trade",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    order_no: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    mode: Mapped[str] = mapped_column(String(8))
    tax_regime: Mapped[str | None] = mapped_column(String(40))
    tax_route: Mapped[str | None] = mapped_column(String(40))
    warehouse_id: Mapped[int | None] = mapped_column(Id63)
    warehouse_code: Mapped[str | None] = mapped_column(String(40))
    weight_grams: Mapped[int] = mapped_column(BigInteger)
    told_lines: Mapped[Any] = mapped_column(Json)
    """The lines as facts tell them (SKU, product, quantity, amount), so that no transition reads them again."""
    currency: Mapped[str] = mapped_column(String(3))
    goods_amount: Mapped[int] = mapped_column(BigInteger)
    freight_amount: Mapped[int] = mapped_column(BigInteger)
    tax_amount: Mapped[int] = mapped_column(BigInteger)
    discount_amount: Mapped[int] = mapped_column(BigInteger)
    paid_amount: Mapped[int] = mapped_column(BigInteger)
    person_key: Mapped[str | None] = mapped_column(String(64))
    promise_from: Mapped[date | None]
    promise_to: Mapped[date | None]
    notice_version: Mapped[str | None] = mapped_column(String(20))
    idempotency_key: Mapped[str | None] = mapped_column(String(80))
    source: Mapped[str | None] = mapped_column(String(100))
    told_sources: Mapped[Any] = mapped_column(Json, nullable=True)
    """What led to each line, as facts tell it; nothing where nothing did, or the same to all of them (`source`)."""
    payment_id: Mapped[int | None] = mapped_column(Id63)
    payment_provider: Mapped[str | None] = mapped_column(String(20))
    payment_transaction: Mapped[str | None] = mapped_column(String(80))
    carrier_code: Mapped[str | None] = mapped_column(String(40))
    carrier_name: Mapped[str | None] = mapped_column(String(100))
    waybill_no: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str | None] = mapped_column(String(200))
    times_chased: Mapped[int] = mapped_column(SmallInteger, default=0)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    placed_at: Mapped[datetime] = mapped_column(Instant)
    imported_at: Mapped[datetime | None] = mapped_column(Instant)
    paid_at: Mapped[datetime | None] = mapped_column(Instant)
    declared_at: Mapped[datetime | None] = mapped_column(Instant)
    cleared_at: Mapped[datetime | None] = mapped_column(Instant)
    shipped_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
    refunding_at: Mapped[datetime | None] = mapped_column(Instant)
    refunded_at: Mapped[datetime | None] = mapped_column(Instant)


class OrderLineRow(Base):
    """One SKU of an order as it was sold; prices and names never change afterwards."""

    __tablename__ = "order_line"
    __table_args__ = table_args(
        ForeignKeyConstraint(["member_id", "order_id"], ["trade.orders.member_id", "trade.orders.id"]),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("price_amount >= 0 AND value_amount = price_amount * quantity", name="value"),
        CheckConstraint("freight_amount >= 0 AND tax_amount >= 0", name="amounts"),
        CheckConstraint(f"source ~ '{SOURCE}'", name="source"),
        CheckConstraint(
            "tax_amount = duty_amount + vat_amount + consumption_amount + parcel_tax_amount", name="tax_parts"
        ),
        schema="trade",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    order_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sku_id: Mapped[int] = mapped_column(Id63)
    product_id: Mapped[int] = mapped_column(Id63)
    title: Mapped[str] = mapped_column(String(300))
    variant: Mapped[str | None] = mapped_column(String(200))
    barcode: Mapped[str | None] = mapped_column(String(50))
    quantity: Mapped[int] = mapped_column(SmallInteger)
    currency: Mapped[str] = mapped_column(String(3))
    price_amount: Mapped[int] = mapped_column(BigInteger)
    value_amount: Mapped[int] = mapped_column(BigInteger)
    freight_amount: Mapped[int] = mapped_column(BigInteger)
    duty_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    vat_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    consumption_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    parcel_tax_amount: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_amount: Mapped[int] = mapped_column(BigInteger)
    lots: Mapped[Any] = mapped_column(Json)
    """Which lots were picked: lot, quantity, item record number, origin, expiry."""
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    """When its buyer wrote about it; nothing while they have not, or took the note back."""
    source: Mapped[str | None] = mapped_column(String(100))
    """What led to it: what the whole order names, else what its line in the cart named."""


class OrderContactRow(Base):
    """Who receives an order, kept apart so that lists never load it and erasure finds it."""

    __tablename__ = "order_contact"
    __table_args__ = table_args(
        ForeignKeyConstraint(["member_id", "order_id"], ["trade.orders.member_id", "trade.orders.id"]),
        schema="trade",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    order_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    consignee: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(50))
    address: Mapped[str] = mapped_column(String(400))
    division_code: Mapped[str] = mapped_column(String(6))
