"""The tables of discovery: projections of what members do, all of which can be rebuilt."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Date,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, Json, table_args

_SHOWN = text("hidden_at IS NULL")


class StandingRow(Base):
    """How a note stands: its heat, what it is about, and the words under which it is found."""

    __tablename__ = "standing"
    __table_args__ = table_args(
        Index("ix_standing_heat", text("heat DESC"), text("note_id DESC"), postgresql_where=_SHOWN),
        Index("ix_standing_newest", text("published_at DESC"), postgresql_where=_SHOWN),
        Index("ix_standing_author_id", "author_id", "note_id"),
        Index("ix_standing_traits", "traits", postgresql_using="gin"),
        Index("ix_standing_words", "words", postgresql_using="gin"),
        schema="discovery",
        group="sku",
        shard_by="note_id",
    )
    note_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    author_id: Mapped[int] = mapped_column(Id63)
    published_at: Mapped[datetime] = mapped_column(Instant)
    heat: Mapped[float] = mapped_column(Double)
    traits: Mapped[list[str]] = mapped_column(ARRAY(String(80)))
    words: Mapped[Any] = mapped_column(TSVECTOR)
    style: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    """How it looks and reads, a number from -100 to 100 for each of `rules.AXES`; none for notes of before."""
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)


class ExposureRow(Base):
    """How many saw a note in a feed and how many of them opened it; new ones wait here for their first readers.

    The index holds those that miss some of `rules.FIRST_READERS`.
    """

    __tablename__ = "exposure"
    __table_args__ = table_args(
        Index("ix_exposure_waiting", "published_at", postgresql_where=text("shown < 20")),
        CheckConstraint("shown >= 0 AND opened >= 0", name="counts_not_negative"),
        schema="discovery",
        group="sku",
        shard_by="note_id",
    )
    note_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    published_at: Mapped[datetime] = mapped_column(Instant)
    shown: Mapped[int] = mapped_column(Integer, server_default="0")
    opened: Mapped[int] = mapped_column(Integer, server_default="0")


class GoodsExposureRow(Base):
    """How many saw goods in the goods feed and how many of them opened them; new ones are drawn by lot by it."""

    __tablename__ = "goods_exposure"
    __table_args__ = table_args(
        CheckConstraint("shown >= 0 AND opened >= 0", name="counts_not_negative"),
        schema="discovery",
        group="sku",
        shard_by="product_id",
    )
    product_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    shown: Mapped[int] = mapped_column(Integer, server_default="0")
    opened: Mapped[int] = mapped_column(Integer, server_default="0")


class PortraitRow(Base):
    """A member's tastes and style (画像): trait by trait, fading by half-lives."""

    __tablename__ = "portrait"
    __table_args__ = table_args(schema="discovery", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    tastes: Mapped[Any] = mapped_column(Json)
    recent: Mapped[Any] = mapped_column(Json, server_default=text("'{}'"))
    style: Mapped[Any] = mapped_column(Json, server_default=text("'{}'"))
    changed_at: Mapped[datetime] = mapped_column(Instant, server_default=text("now()"))


class CorrectionRow(Base):
    """What a member corrected in their portrait: a subject forgotten, or kept away for a reason."""

    __tablename__ = "correction"
    __table_args__ = table_args(
        CheckConstraint("forgotten_at IS NOT NULL OR averse_at IS NOT NULL", name="says_something"),
        CheckConstraint("(averse_at IS NULL) = (reason IS NULL)", name="averse_for_a_reason"),
        schema="discovery",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    forgotten_at: Mapped[datetime | None] = mapped_column(Instant)
    averse_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str | None] = mapped_column(String(12))
    note_id: Mapped[int | None] = mapped_column(Id63)
    traits: Mapped[list[str]] = mapped_column(ARRAY(String(80)), server_default=text("'{}'"))


class ArtifactRow(Base):
    """A version of something learnt (kin, ranker): how it did when it was judged, and whether it was taken back."""

    __tablename__ = "artifact"
    __table_args__ = table_args(Index("ix_artifact_kind", "kind", "id"), schema="discovery", group="local")
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    parts: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    verdict: Mapped[Any] = mapped_column(Json)
    seconds: Mapped[float] = mapped_column(Double)
    made_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class KinVersionRow(Base):
    """Versions of the table of kin as the release before kept them; not read any more, goes with the next release."""

    __tablename__ = "kin_version"
    __table_args__ = table_args(schema="discovery", group="local")
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    parts: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    verdict: Mapped[Any] = mapped_column(Json)
    seconds: Mapped[float] = mapped_column(Double)
    made_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class GlanceRow(Base):
    """A member opened a note, looked at goods or put them into the cart; once a day for each, so nobody can push."""

    __tablename__ = "glance"
    __table_args__ = table_args(Index("ix_glance_at", "at"), schema="discovery", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    act: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class SignalRow(Base):
    """An act that waits to be folded into heat and tastes; `sign` is -1 when it was taken back."""

    __tablename__ = "signal"
    __table_args__ = table_args(schema="discovery", group="local")
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    act: Mapped[str] = mapped_column(String(8))
    sign: Mapped[int] = mapped_column(SmallInteger)
    member_id: Mapped[int] = mapped_column(Id63)
    note_id: Mapped[int | None] = mapped_column(Id63)
    author_id: Mapped[int | None] = mapped_column(Id63)
    product_id: Mapped[int | None] = mapped_column(Id63)
    at: Mapped[datetime] = mapped_column(Instant)


class PurchaseRow(Base):
    """A member paid for a product, perhaps led by a note; kept so that tastes can be rebuilt."""

    __tablename__ = "purchase"
    __table_args__ = table_args(schema="discovery", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    order_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    product_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    note_id: Mapped[int | None] = mapped_column(Id63)
    at: Mapped[datetime] = mapped_column(Instant)


class CycleRow(Base):
    """After how many days members buy a product again, the median of those who did (回购周期)."""

    __tablename__ = "cycle"
    __table_args__ = table_args(CheckConstraint("days > 0", name="days_positive"), schema="discovery", group="local")
    product_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    days: Mapped[float] = mapped_column(Double)
    members: Mapped[int] = mapped_column(Integer)


class PriceScaleRow(Base):
    """Where the prices of the goods of a category are cut into levels (价位): five prices in fen, rising."""

    __tablename__ = "price_scale"
    __table_args__ = table_args(
        CheckConstraint("cardinality(steps) = 5", name="five"), schema="discovery", group="local"
    )
    category_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    steps: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class FeedRow(Base):
    """A feed as it was ranked for a member; its first `served` notes were shown.

    When the member's portrait changes, or the feed is used up, it is continued from a place as another feed.
    """

    __tablename__ = "feed"
    __table_args__ = table_args(Index("ix_feed_at", "at"), schema="discovery", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    channel: Mapped[str] = mapped_column(String(60))
    note_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    reasons: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    served: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime] = mapped_column(Instant)
    portrait_at: Mapped[datetime | None] = mapped_column(Instant)
    continued_from: Mapped[int | None] = mapped_column(SmallInteger)
    continued_as: Mapped[int | None] = mapped_column(Id63)
    trace: Mapped[bytes | None] = mapped_column(LargeBinary)
    notes: Mapped[bytes | None] = mapped_column(LargeBinary)
    told: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Notes and trace, packed; what the last release kept in `note_ids`, `reasons` and `trace` goes with the next."""
    goods: Mapped[Any | None] = mapped_column(Json)
    """Goods that stand between the notes (`feeds.offering.Offered`), each with the place of the note behind it."""


class EditionRow(Base):
    """The feed of one minute for visitors and for members who switched personalisation off; the same for all."""

    __tablename__ = "edition"
    __table_args__ = table_args(Index("ix_edition_starts_at", "starts_at"), schema="discovery", group="local")
    channel: Mapped[str] = mapped_column(String(60), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    note_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    reasons: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    trace: Mapped[bytes | None] = mapped_column(LargeBinary)


class SearchRow(Base):
    """What was searched for and how much was found; asked for and not found is demand."""

    __tablename__ = "search"
    __table_args__ = table_args(Index("ix_search_at", "at"), schema="discovery", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    query: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(8))
    results: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Instant)


class SearchVersionRow(Base):
    """A version of the search index that lies in the object store; the newest that was not withdrawn is searched."""

    __tablename__ = "search_version"
    __table_args__ = table_args(schema="discovery", group="local")
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    parts: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    products: Mapped[int] = mapped_column(Integer)
    notes: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[float] = mapped_column(Double)
    horizon_at: Mapped[datetime] = mapped_column(Instant)
    made_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class SearchChangeRow(Base):
    """Something that can be found came, changed or went; searched beside the index until a newer one holds it."""

    __tablename__ = "search_change"
    __table_args__ = table_args(Index("ix_search_change_changed_at", "changed_at"), schema="discovery", group="local")
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class SearchClickRow(Base):
    """How often something was opened after a query, fading by half-lives (forward decay)."""

    __tablename__ = "search_click"
    __table_args__ = table_args(
        Index("ix_search_click_at", "at"), schema="discovery", group="journal", shard_by="query"
    )
    query: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    weight: Mapped[float] = mapped_column(Double)
    at: Mapped[datetime] = mapped_column(Instant)


class FindableMemberRow(Base):
    """The words under which a member is found."""

    __tablename__ = "findable_member"
    __table_args__ = table_args(
        Index("ix_findable_member_words", "words", postgresql_using="gin"),
        schema="discovery",
        group="user",
        shard_by="member_id",
    )
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    words: Mapped[Any] = mapped_column(TSVECTOR)


class PickRow(Base):
    """A note that editors put forward (精选) until some moment, and why."""

    __tablename__ = "pick"
    __table_args__ = table_args(
        CheckConstraint("ends_at > picked_at", name="lasts"),
        Index("ix_pick_ends_at", "ends_at"),
        schema="discovery",
        group="ref",
    )
    note_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    why: Mapped[str] = mapped_column(String(200))
    picked_by: Mapped[int] = mapped_column(Id63)
    picked_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)


class UpkeepRow(Base):
    """When a projection was last asked to be rebuilt, and when it was."""

    __tablename__ = "upkeep"
    __table_args__ = table_args(schema="discovery", group="local")
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    wanted_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
