"""Tables of inventory: the counters of a lot never disagree with each other, and the journal explains each change."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, Index, Integer, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, table_args


class WarehouseRow(Base):
    """A bonded or overseas warehouse."""

    __tablename__ = "warehouse"
    __table_args__ = table_args(
        CheckConstraint("kind IN ('bonded', 'overseas')", name="kind"),
        CheckConstraint("mode IN ('1210', 'postal')", name="mode"),
        Index("uq_warehouse_code", "code", unique=True),
        schema="inventory",
        group="ref",
    )
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120), server_default="")
    kind: Mapped[str] = mapped_column(String(12))
    country: Mapped[str] = mapped_column(String(2))
    city: Mapped[str] = mapped_column(String(60))
    customs_code: Mapped[str | None] = mapped_column(String(10))
    mode: Mapped[str] = mapped_column(String(8))
    opened_at: Mapped[datetime] = mapped_column(Instant)


class LotRow(Base):
    """Goods of one SKU that arrived together, with one expiry; all counters in units."""

    __tablename__ = "lot"
    __table_args__ = table_args(
        CheckConstraint("received > 0", name="received"),
        CheckConstraint("available >= 0 AND reserved >= 0 AND shipped >= 0", name="counters"),
        CheckConstraint("available + reserved + shipped = received + adjusted", name="conserved"),
        CheckConstraint("unit_cost_amount >= 0", name="unit_cost"),
        CheckConstraint("produced_on IS NULL OR expires_on IS NULL OR produced_on < expires_on", name="dates"),
        Index("ix_lot_id", "id"),
        Index("ix_lot_on_hand", "sku_id", "warehouse_id", postgresql_where=text("available > 0")),
        schema="inventory",
        group="sku",
        shard_by="sku_id",
    )
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(Id63)
    batch_code: Mapped[str | None] = mapped_column(String(60))
    item_record_no: Mapped[str] = mapped_column(String(40))
    origin_country: Mapped[str] = mapped_column(String(2))
    produced_on: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    sells_until: Mapped[date] = mapped_column(Date)
    reject_days: Mapped[int] = mapped_column(SmallInteger)
    advent_days: Mapped[int] = mapped_column(SmallInteger)
    lockup_days: Mapped[int] = mapped_column(SmallInteger)
    unit_cost_amount: Mapped[int] = mapped_column(Id63)
    currency: Mapped[str] = mapped_column(String(3))
    reference: Mapped[str] = mapped_column(String(80))
    received: Mapped[int] = mapped_column(Integer)
    available: Mapped[int] = mapped_column(Integer)
    reserved: Mapped[int] = mapped_column(Integer)
    shipped: Mapped[int] = mapped_column(Integer)
    adjusted: Mapped[int] = mapped_column(Integer)
    received_at: Mapped[datetime] = mapped_column(Instant)
    trace_code: Mapped[str | None] = mapped_column(String(12))


class TraceRow(Base):
    """A trace code (溯源码), printed on parcels: it names one lot and says nothing else."""

    __tablename__ = "trace"
    __table_args__ = table_args(schema="inventory", group="claim", shard_by="code")
    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    sku_id: Mapped[int] = mapped_column(Id63)
    lot_id: Mapped[int] = mapped_column(Id63)


class HoldRow(Base):
    """Units of a lot kept for a line of an order; without `expires_at` they are paid for."""

    __tablename__ = "hold"
    __table_args__ = table_args(
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="outcome"),
        ForeignKeyConstraint(["sku_id", "lot_id"], ["inventory.lot.sku_id", "inventory.lot.id"]),
        Index("ix_hold_order_id", "order_id"),
        Index("ix_hold_lot_id", "sku_id", "lot_id", postgresql_where=text("ended_at IS NULL")),
        Index(
            "ix_hold_expires_at",
            "expires_at",
            postgresql_where=text("ended_at IS NULL AND expires_at IS NOT NULL"),
        ),
        schema="inventory",
        group="sku",
        shard_by="sku_id",
    )
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    order_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    lot_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    quantity: Mapped[int] = mapped_column(Integer)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    held_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(String(12))


class StockMoveRow(Base):
    """The journal: every change of a lot's counters, written in the same statement.

    Its key names the cause (order and line, receipt, adjustment), so that the same cause can never act twice.
    """

    __tablename__ = "stock_move"
    __table_args__ = table_args(
        CheckConstraint("quantity > 0 OR (kind = 'adjusted' AND quantity <> 0)", name="quantity"),
        CheckConstraint("kind IN ('received', 'reserved', 'released', 'shipped', 'adjusted')", name="kind"),
        ForeignKeyConstraint(["sku_id", "lot_id"], ["inventory.lot.sku_id", "inventory.lot.id"]),
        schema="inventory",
        group="sku",
        shard_by="sku_id",
    )
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    lot_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    cause_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    quantity: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Instant)


class AdjustmentRow(Base):
    """A correction of a lot's count: who asked, why, who decided."""

    __tablename__ = "adjustment"
    __table_args__ = table_args(
        CheckConstraint("change <> 0", name="change"),
        CheckConstraint("state IN ('waiting', 'applied', 'declined')", name="state"),
        ForeignKeyConstraint(["sku_id", "lot_id"], ["inventory.lot.sku_id", "inventory.lot.id"]),
        Index("ix_adjustment_id", "id"),
        Index("ix_adjustment_waiting", "id", postgresql_where=text("state = 'waiting'")),
        schema="inventory",
        group="sku",
        shard_by="sku_id",
    )
    sku_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    lot_id: Mapped[int] = mapped_column(Id63)
    change: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12))
    asked_by: Mapped[int] = mapped_column(Id63)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(Id63)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
