"""The tables of messages; everything lives with the member who is told."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, Json, table_args


class NoticeRow(Base):
    """A notice (通知); one about several members names the latest ones and counts all."""

    __tablename__ = "notice"
    __table_args__ = table_args(
        CheckConstraint("events > 0", name="tells_something"),
        Index("uq_notice_subject", "member_id", "kind", "subject_id", "item_id", unique=True),
        Index("ix_notice_box", "member_id", "box", "at", "id"),
        schema="messages",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    box: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int] = mapped_column(Id63)
    item_id: Mapped[int] = mapped_column(Id63)
    actors: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    events: Mapped[int] = mapped_column(Integer)
    details: Mapped[Any | None] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(Instant)


class NoticeActorRow(Base):
    """Who is behind a merged notice, so that it counts each member once and can be taken back."""

    __tablename__ = "notice_actor"
    __table_args__ = table_args(schema="messages", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    actor_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class UnreadRow(Base):
    """How many unread events are in each box of a member, and until when each box was read."""

    __tablename__ = "unread"
    __table_args__ = table_args(
        CheckConstraint(
            "likes >= 0 AND follows >= 0 AND comments >= 0 AND notes >= 0 AND orders >= 0", name="counts_not_negative"
        ),
        schema="messages",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    likes: Mapped[int] = mapped_column(Integer, server_default="0")
    follows: Mapped[int] = mapped_column(Integer, server_default="0")
    comments: Mapped[int] = mapped_column(Integer, server_default="0")
    notes: Mapped[int] = mapped_column(Integer, server_default="0")
    orders: Mapped[int] = mapped_column(Integer, server_default="0")
    likes_read_at: Mapped[datetime | None] = mapped_column(Instant)
    follows_read_at: Mapped[datetime | None] = mapped_column(Instant)
    comments_read_at: Mapped[datetime | None] = mapped_column(Instant)
    notes_read_at: Mapped[datetime | None] = mapped_column(Instant)
    orders_read_at: Mapped[datetime | None] = mapped_column(Instant)
