"""The tables of community.

Notes and what hangs on them live with their author; likes, collects and follows with whoever acts; links from
products and topics to notes with the product or topic, so that each page asks one shard.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import REAL
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, Json, table_args

_PUBLISHED = text("state = 'published'")


class NoteRow(Base):
    """A note (笔记); its counters equal the rows that they count."""

    __tablename__ = "note"
    __table_args__ = table_args(
        CheckConstraint("likes >= 0 AND collects >= 0 AND comments >= 0", name="counts_not_negative"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_in_range"),
        CheckConstraint("(order_id IS NULL) = (line_no IS NULL)", name="whole_order_line"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_moment"),
        Index("ix_note_id", "id"),
        Index("ix_note_published", "author_id", "id", postgresql_where=_PUBLISHED),
        Index("ix_note_waiting", "id", postgresql_where=text("state = 'in_review'")),
        Index(
            "uq_note_order_line",
            "author_id",
            "order_id",
            "line_no",
            unique=True,
            postgresql_where=text("order_id IS NOT NULL AND state <> 'deleted'"),
        ),
        schema="community",
        group="user",
        shard_by="author_id",
    )
    author_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(String(5000))
    location: Mapped[str | None] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(8))
    topics: Mapped[list[str]] = mapped_column(ARRAY(String(30)))
    cover_id: Mapped[int | None] = mapped_column(Id63)
    likes: Mapped[int] = mapped_column(Integer, server_default="0")
    collects: Mapped[int] = mapped_column(Integer, server_default="0")
    comments: Mapped[int] = mapped_column(Integer, server_default="0")
    order_id: Mapped[int | None] = mapped_column(Id63)
    line_no: Mapped[int | None] = mapped_column(SmallInteger)
    sku_id: Mapped[int | None] = mapped_column(Id63)
    product_id: Mapped[int | None] = mapped_column(Id63)
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    aspects: Mapped[Any | None] = mapped_column(Json)
    held_for: Mapped[list[str]] = mapped_column(ARRAY(String(200)), server_default="{}")
    version: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    created_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    edited_at: Mapped[datetime | None] = mapped_column(Instant)


def _of_note() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["author_id", "note_id"], ["community.note.author_id", "community.note.id"])


class NotePictureRow(Base):
    """A picture of a note, in its place."""

    __tablename__ = "note_picture"
    __table_args__ = table_args(
        _of_note(),
        CheckConstraint("position BETWEEN 1 AND 18", name="position_in_range"),
        schema="community",
        group="user",
        shard_by="author_id",
    )
    author_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    note_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    picture_id: Mapped[int] = mapped_column(Id63)
    alt: Mapped[str] = mapped_column(String(200), server_default="")


class NoteTagRow(Base):
    """A tag placed on a picture (标记): goods, brand, place, person, topic or price at a point."""

    __tablename__ = "note_tag"
    __table_args__ = table_args(
        _of_note(),
        CheckConstraint("x BETWEEN 0 AND 1 AND y BETWEEN 0 AND 1", name="inside_picture"),
        schema="community",
        group="user",
        shard_by="author_id",
    )
    author_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    note_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    x: Mapped[float] = mapped_column(REAL)
    y: Mapped[float] = mapped_column(REAL)
    direction: Mapped[str] = mapped_column(String(5))
    text: Mapped[str] = mapped_column(String(40))
    product_id: Mapped[int | None] = mapped_column(Id63)
    brand_id: Mapped[int | None] = mapped_column(Id63)


class NoteEditRow(Base):
    """What a note said before an edit."""

    __tablename__ = "note_edit"
    __table_args__ = table_args(_of_note(), schema="community", group="user", shard_by="author_id")
    author_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    note_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    version: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(String(5000))
    location: Mapped[str | None] = mapped_column(String(60))
    replaced_at: Mapped[datetime] = mapped_column(Instant)


class ProductNoteRow(Base):
    """A published note that shows or rates a product; kept with the product."""

    __tablename__ = "product_note"
    __table_args__ = table_args(
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_in_range"),
        Index("ix_product_note_verified", "product_id", "note_id", postgresql_where=text("verified")),
        Index("ix_product_note_note_id", "note_id"),
        schema="community",
        group="sku",
        shard_by="product_id",
    )
    product_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    note_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    author_id: Mapped[int] = mapped_column(Id63)
    verified: Mapped[bool]
    rating: Mapped[int | None] = mapped_column(SmallInteger)


class TopicRow(Base):
    """A topic (话题) that notes join with a # mark."""

    __tablename__ = "topic"
    __table_args__ = table_args(Index("uq_topic_name", "name", unique=True), schema="community", group="ref")
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    name: Mapped[str] = mapped_column(String(30))
    created_at: Mapped[datetime] = mapped_column(Instant)


class TopicNoteRow(Base):
    """A published note of a topic; kept with the topic."""

    __tablename__ = "topic_note"
    __table_args__ = table_args(
        Index("ix_topic_note_note_id", "note_id"), schema="community", group="sku", shard_by="topic_id"
    )
    topic_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    note_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    author_id: Mapped[int] = mapped_column(Id63)


class TopicSizeRow(Base):
    """How full a topic was some minutes ago; small ones have no row and are counted when somebody looks."""

    __tablename__ = "topic_size"
    __table_args__ = table_args(
        CheckConstraint("participants BETWEEN 1 AND notes", name="people_wrote_notes"),
        schema="community",
        group="sku",
        shard_by="topic_id",
    )
    topic_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    notes: Mapped[int] = mapped_column(Integer)
    participants: Mapped[int] = mapped_column(Integer)
    counted_at: Mapped[datetime] = mapped_column(Instant)


class LikeRow(Base):
    """A member likes a note."""

    __tablename__ = "note_like"
    __table_args__ = table_args(
        Index("ix_note_like_at", "member_id", "at"), schema="community", group="user", shard_by="member_id"
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    note_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    author_id: Mapped[int] = mapped_column(Id63)
    at: Mapped[datetime] = mapped_column(Instant)


class AlbumRow(Base):
    """A named album (专辑) of kept notes; notes without one are in the member's default album."""

    __tablename__ = "album"
    __table_args__ = table_args(
        Index("uq_album_name", "member_id", "name", unique=True),
        schema="community",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    name: Mapped[str] = mapped_column(String(30))
    created_at: Mapped[datetime] = mapped_column(Instant)


class CollectRow(Base):
    """A member keeps a note (收藏), in an album or in the default one."""

    __tablename__ = "note_collect"
    __table_args__ = table_args(
        ForeignKeyConstraint(["member_id", "album_id"], ["community.album.member_id", "community.album.id"]),
        Index("ix_note_collect_at", "member_id", "at"),
        schema="community",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    note_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    author_id: Mapped[int] = mapped_column(Id63)
    album_id: Mapped[int | None] = mapped_column(Id63)
    at: Mapped[datetime] = mapped_column(Instant)


class CommentRow(Base):
    """A comment; `path` orders threads, kept with the note's author."""

    __tablename__ = "comment"
    __table_args__ = table_args(
        Index("ix_comment_thread", "author_id", "note_id", "path"),
        Index("ix_comment_id", "id"),
        Index("ix_comment_member_id", "member_id", "id"),
        schema="community",
        group="user",
        shard_by="author_id",
    )
    author_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    note_id: Mapped[int] = mapped_column(Id63)
    member_id: Mapped[int] = mapped_column(Id63)
    parent_id: Mapped[int | None] = mapped_column(Id63)
    path: Mapped[str] = mapped_column(String(33))
    text: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime] = mapped_column(Instant)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)


class FollowRow(Base):
    """A member follows a member, a brand or a topic; kept with whoever follows."""

    __tablename__ = "follow"
    __table_args__ = table_args(schema="community", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    kind: Mapped[str] = mapped_column(String(6), primary_key=True)
    target_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class FanRow(Base):
    """The same from the other side: who follows a member; kept with whoever is followed."""

    __tablename__ = "fan"
    __table_args__ = table_args(schema="community", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    fan_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class CircleRow(Base):
    """How many fans a member has and how many members they follow; equals the rows."""

    __tablename__ = "circle"
    __table_args__ = table_args(
        CheckConstraint("fans >= 0 AND followees >= 0", name="counts_not_negative"),
        schema="community",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    fans: Mapped[int] = mapped_column(Integer, server_default="0")
    followees: Mapped[int] = mapped_column(Integer, server_default="0")


class BlockRow(Base):
    """A member does not want to meet another."""

    __tablename__ = "block"
    __table_args__ = table_args(schema="community", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    blocked_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
