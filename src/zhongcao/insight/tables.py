"""Tables of insight: events on their way to the lake, signals per subject and day, the funnel per day."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, Json, table_args


class EventSeenRow(Base):
    """That an event was taken; its id stays a week to refuse repeats."""

    __tablename__ = "event_seen"
    __table_args__ = table_args(
        Index("ix_event_seen_received_at", "received_at", postgresql_using="brin"), schema="insight", group="local"
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Instant)


class EventBatchRow(Base):
    """Events that one person sent together, packed, on their way to the lake; the row goes when the lake has them."""

    __tablename__ = "event_batch"
    __table_args__ = table_args(
        Index("ix_event_batch_batch", "batch"),
        CheckConstraint("events > 0", name="some_events"),
        schema="insight",
        group="local",
    )
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Instant)
    person: Mapped[str] = mapped_column(String(40))
    events: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    batch: Mapped[UUID | None]


class EventRow(Base):
    """An event as the last release kept it; what its programs still write is adopted, the table goes with the next."""

    __tablename__ = "event"
    __table_args__ = table_args(
        Index("ix_event_waiting", "received_at", postgresql_where=text("flushed_at IS NULL")),
        Index("ix_event_flushed_at", "flushed_at"),
        schema="insight",
        group="local",
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Instant)
    body: Mapped[Any] = mapped_column(Json)
    batch: Mapped[UUID | None]
    flushed_at: Mapped[datetime | None] = mapped_column(Instant)


class PageRow(Base):
    """A page of a feed as it was served, on its way to the lake; the row goes when the lake has it."""

    __tablename__ = "page"
    __table_args__ = table_args(Index("ix_page_batch", "batch"), schema="insight", group="local")
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Instant)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    batch: Mapped[UUID | None]


class SignalRow(Base):
    """How often one kind of signal spoke for one subject (`product:<id>`, `topic:<name>`) on one day."""

    __tablename__ = "signal"
    __table_args__ = table_args(
        Index("ix_signal_day", "day"),
        CheckConstraint("count >= 0", name="count_not_negative"),
        schema="insight",
        group="local",
    )
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    signal: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class InteractionRow(Base):
    """What a member did with a product in the past, as imported; history for demand and for training."""

    __tablename__ = "interaction"
    __table_args__ = table_args(
        CheckConstraint("kind BETWEEN 1 AND 5", name="kind_known"),
        CheckConstraint("value BETWEEN 1 AND 5", name="stars"),
        schema="insight",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    value: Mapped[int | None] = mapped_column(SmallInteger)


class LeavingRow(Base):
    """A member who left, until the lake has forgotten them too."""

    __tablename__ = "leaving"
    __table_args__ = table_args(schema="insight", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True, autoincrement=False)
    left_at: Mapped[datetime] = mapped_column(Instant)


class FunnelRow(Base):
    """How often one step of the loop was taken on one day."""

    __tablename__ = "funnel_day"
    __table_args__ = table_args(schema="insight", group="local")
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    step: Mapped[str] = mapped_column(String(30), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
