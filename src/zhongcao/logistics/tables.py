"""Tables of logistics: parcels, and what carriers reported about them."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, table_args
from zhongcao.logistics.rules import FINAL, ParcelState, Step

_STATES = ", ".join(repr(state.value) for state in ParcelState)
_FINAL = ", ".join(repr(state.value) for state in sorted(FINAL))


class ParcelRow(Base):
    """A parcel of one order, from the booking to the door."""

    __tablename__ = "parcel"
    __table_args__ = table_args(
        # The order comes first: this key also serves callers that do not name the member.
        UniqueConstraint("order_id", "member_id"),
        UniqueConstraint("waybill_no", "carrier_code", "member_id"),
        Index("ix_parcel_due_at", "state", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        CheckConstraint("weight_grams > 0", name="weight_positive"),
        CheckConstraint(f"state IN ({_STATES})", name="state_known"),
        CheckConstraint(f"(due_at IS NULL) = (state IN ({_FINAL}))", name="waiting_is_due"),
        CheckConstraint("waybill_no IS NOT NULL OR state IN ('booked', 'cancelled')", name="waybill_before_leaving"),
        schema="logistics",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    order_id: Mapped[int] = mapped_column(BigInteger)
    order_no: Mapped[str] = mapped_column(String(40))
    warehouse_id: Mapped[int] = mapped_column(BigInteger)
    origin_country: Mapped[str] = mapped_column(String(2))
    mode: Mapped[str] = mapped_column(String(10))
    carrier_code: Mapped[str] = mapped_column(String(20))
    waybill_no: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[ParcelState] = mapped_column(String(16))
    step: Mapped[Step] = mapped_column(String(24))
    consignee: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(400))
    division_code: Mapped[str] = mapped_column(String(12))
    weight_grams: Mapped[int] = mapped_column(Integer)
    promise_from: Mapped[date] = mapped_column(Date)
    promise_to: Mapped[date] = mapped_column(Date)
    booked_at: Mapped[datetime] = mapped_column(Instant)
    handed_over_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(SmallInteger)
    # How many reports the carrier had at our last look: the same number means no news, so most looks write nothing.
    reports_seen: Mapped[int] = mapped_column(SmallInteger)


class TrackingRow(Base):
    """One thing that a carrier reported; the same report twice is one row."""

    __tablename__ = "tracking"
    __table_args__ = table_args(
        ForeignKeyConstraint(["member_id", "parcel_id"], ["logistics.parcel.member_id", "logistics.parcel.id"]),
        schema="logistics",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    parcel_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    source: Mapped[str] = mapped_column(String(20), primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    source_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    step: Mapped[Step] = mapped_column(String(24))
    place: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(String(300))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
