"""The tables of live; what belongs to a show lives with its host, so that each page asks one shard."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, table_args

_ON_AIR = text("state = 'on_air'")


class ShowRow(Base):
    """A show (直播场次); its counters stand in a row of their own, since they move all the time."""

    __tablename__ = "show"
    __table_args__ = table_args(
        CheckConstraint("(state IN ('announced', 'on_air')) = (due_at IS NOT NULL)", name="waits_until"),
        CheckConstraint("state <> 'on_air' OR (started_at IS NOT NULL AND ended_at IS NULL)", name="on_air_since"),
        CheckConstraint("state <> 'ended' OR (started_at IS NOT NULL AND ended_at IS NOT NULL)", name="aired"),
        CheckConstraint("state IN ('announced', 'on_air') OR key_hash IS NULL", name="key_while_open"),
        CheckConstraint("media_bytes >= 0 AND takes >= 0", name="counts_not_negative"),
        Index("ix_show_id", "id"),
        Index("ix_show_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("ix_show_media_due", "media_due_at", postgresql_where=text("media_due_at IS NOT NULL")),
        Index("ix_show_on_air", "started_at", postgresql_where=_ON_AIR),
        Index("ix_show_soon", "starts_at", "id", postgresql_where=text("state = 'announced'")),
        Index("ix_show_past", "started_at", "id", postgresql_where=text("state = 'ended'")),
        Index("uq_show_on_air", "host_id", unique=True, postgresql_where=_ON_AIR),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(40))
    cover_id: Mapped[int | None] = mapped_column(Id63)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    """When somebody looks after it: an announced one that never began, one on air into which nothing came."""
    reason: Mapped[str | None] = mapped_column(String(200))
    key_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    playlist: Mapped[str | None] = mapped_column(String(100))
    """The one playlist that is pushed under the present key."""
    media_at: Mapped[datetime | None] = mapped_column(Instant)
    media_bytes: Mapped[int] = mapped_column(BigInteger, server_default="0")
    takes: Mapped[int] = mapped_column(Integer, server_default="0")
    """How often the pushed pictures began anew; a player is told where."""
    first_sequence: Mapped[int | None] = mapped_column(Integer)
    """The first segment that everybody sees; what came before was the host's preview."""
    media_gone_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when there is no replay any more."""
    media_due_at: Mapped[datetime | None] = mapped_column(Instant)
    """When files that nobody may see any more are removed."""


def _of_show() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["host_id", "show_id"], ["live.show.host_id", "live.show.id"])


class TallyRow(Base):
    """What is counted of a show: hearts, lines, members who came, and how many watched at most at once."""

    __tablename__ = "tally"
    __table_args__ = table_args(
        _of_show(),
        CheckConstraint("hearts >= 0 AND lines >= 0 AND came >= 0 AND most >= 0", name="counts_not_negative"),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    show_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    hearts: Mapped[int] = mapped_column(BigInteger, server_default="0")
    lines: Mapped[int] = mapped_column(Integer, server_default="0")
    came: Mapped[int] = mapped_column(Integer, server_default="0")
    most: Mapped[int] = mapped_column(Integer, server_default="0")


class ShelfRow(Base):
    """A product on the shelf (橱窗) of a show, in its place; at most one of a show is being explained."""

    __tablename__ = "shelf"
    __table_args__ = table_args(
        _of_show(),
        CheckConstraint("position BETWEEN 1 AND 30", name="position_in_range"),
        Index(
            "uq_shelf_explained",
            "host_id",
            "show_id",
            unique=True,
            postgresql_where=text("explained_since IS NOT NULL"),
        ),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    show_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    product_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    explained_since: Mapped[datetime | None] = mapped_column(Instant)


class ChapterRow(Base):
    """A moment of a show at which a product began to be explained (讲解), in seconds of what is watched again."""

    __tablename__ = "chapter"
    __table_args__ = table_args(
        _of_show(),
        CheckConstraint("at_seconds >= 0", name="inside_the_show"),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    show_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    product_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    at_seconds: Mapped[int] = mapped_column(Integer, primary_key=True)


class SegmentRow(Base):
    """A piece of media that was pushed: named by its content; it has a number once a playlist has named it.

    Pieces without a number are heads of others (初始化分片), or were never named.
    """

    __tablename__ = "segment"
    __table_args__ = table_args(
        _of_show(),
        CheckConstraint("bytes > 0", name="bytes"),
        CheckConstraint("(sequence IS NULL) = (milliseconds IS NULL)", name="numbered_has_length"),
        CheckConstraint("sequence IS NULL OR stored_at IS NOT NULL", name="numbered_is_stored"),
        CheckConstraint("milliseconds > 0", name="has_length"),
        Index("ix_segment_name", "host_id", "show_id", "name", "came_at"),
        Index(
            "uq_segment_sequence",
            "host_id",
            "show_id",
            "sequence",
            unique=True,
            postgresql_where=text("sequence IS NOT NULL"),
        ),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    show_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(100))
    bytes: Mapped[int] = mapped_column(Integer)
    came_at: Mapped[datetime] = mapped_column(Instant)
    stored_at: Mapped[datetime | None] = mapped_column(Instant)
    sequence: Mapped[int | None] = mapped_column(Integer)
    milliseconds: Mapped[int | None] = mapped_column(Integer)
    take: Mapped[int | None] = mapped_column(Integer)
    head_key: Mapped[str | None] = mapped_column(String(40))


class LineRow(Base):
    """A line of the chat (弹幕); one that was taken away keeps its place without words."""

    __tablename__ = "line"
    __table_args__ = table_args(
        _of_show(),
        Index("ix_line_at", "host_id", "show_id", "at"),
        Index("ix_line_member_id", "member_id", "at"),
        Index(
            "ix_line_removed_at", "host_id", "show_id", "removed_at", postgresql_where=text("removed_at IS NOT NULL")
        ),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    show_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    member_id: Mapped[int] = mapped_column(Id63)
    text: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class ViewingRow(Base):
    """A member came to a show; whoever writes in its chat is counted here one after the other."""

    __tablename__ = "viewing"
    __table_args__ = table_args(
        _of_show(),
        Index("ix_viewing_member_id", "member_id", "came_at"),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    show_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    came_at: Mapped[datetime] = mapped_column(Instant)


class ReminderRow(Base):
    """A member wants to be told when a show begins (预约)."""

    __tablename__ = "reminder"
    __table_args__ = table_args(
        _of_show(),
        Index("ix_reminder_member_id", "member_id"),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    show_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class SilenceRow(Base):
    """A member may read the chat of a show and no longer write in it (禁言)."""

    __tablename__ = "silence"
    __table_args__ = table_args(
        _of_show(),
        Index("ix_silence_member_id", "member_id"),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    show_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class AudienceRow(Base):
    """How many streams of a show one web process holds; a process that is silent for some seconds counts no more."""

    __tablename__ = "audience"
    __table_args__ = table_args(
        _of_show(),
        CheckConstraint("streams >= 0", name="streams"),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    show_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    process: Mapped[UUID] = mapped_column(primary_key=True)
    streams: Mapped[int] = mapped_column(Integer)
    seen_at: Mapped[datetime] = mapped_column(Instant)


class CurveRow(Base):
    """How many people watched a show at most within one minute of it."""

    __tablename__ = "curve"
    __table_args__ = table_args(
        _of_show(),
        CheckConstraint("watching >= 0", name="watching"),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    show_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    watching: Mapped[int] = mapped_column(Integer)


class SaleRow(Base):
    """A paid order that names a show as what led to it; who ordered is not kept here."""

    __tablename__ = "sale"
    __table_args__ = table_args(
        _of_show(),
        CheckConstraint("goods_amount >= 0 AND pieces > 0", name="amounts"),
        schema="live",
        group="user",
        shard_by="host_id",
    )
    host_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    show_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    order_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    pieces: Mapped[int] = mapped_column(Integer)
    currency: Mapped[str] = mapped_column(String(3))
    goods_amount: Mapped[int] = mapped_column(BigInteger)
    paid_at: Mapped[datetime] = mapped_column(Instant)
    given_back_at: Mapped[datetime | None] = mapped_column(Instant)
