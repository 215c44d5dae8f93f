"""Tables of experiment: what is tried, who took part with what came of it, and what was read off at each look."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Double, Index, Integer, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Id63, Instant, Json, table_args

ZERO = text("0")


class ExperimentRow(Base):
    """A flag or an experiment; what is measured does not change once it has started."""

    __tablename__ = "experiment"
    __table_args__ = table_args(
        Index("uq_experiment_key", "key", unique=True),
        Index("ix_experiment_state", "state"),
        CheckConstraint("share BETWEEN 1 AND 10000", name="share_of_all"),
        CheckConstraint("window_hours BETWEEN 1 AND 672", name="window_within_four_weeks"),
        CheckConstraint("planned_members > 0", name="planned_some"),
        CheckConstraint("state IN ('draft', 'running', 'stopped')", name="state_known"),
        CheckConstraint("kind IN ('flag', 'test', 'interleaving')", name="kind_known"),
        schema="experiment",
        group="ref",
    )
    id: Mapped[int] = mapped_column(Id63, primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    layer: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    hypothesis: Mapped[str] = mapped_column(String(400))
    hypothesis_en: Mapped[str] = mapped_column(String(400), server_default="")
    share: Mapped[int] = mapped_column(Integer)
    variants: Mapped[Any] = mapped_column(Json)
    slots: Mapped[Any] = mapped_column(Json)
    salt: Mapped[str] = mapped_column(String(32))
    metric: Mapped[str] = mapped_column(String(20))
    window_hours: Mapped[int] = mapped_column(Integer)
    planned_members: Mapped[int] = mapped_column(Integer)
    created_by: Mapped[int] = mapped_column(Id63)
    created_at: Mapped[datetime] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)
    changed_by: Mapped[int] = mapped_column(Id63)
    why: Mapped[str] = mapped_column(String(200))


class ExposureRow(Base):
    """The first exposure of a member (or, negative, of a visit), and what they did within the window after it."""

    __tablename__ = "exposure"
    __table_args__ = table_args(
        Index("ix_exposure_experiment_id_first_at", "experiment_id", "first_at"),
        CheckConstraint("ends_at > first_at", name="window_lasts"),
        schema="experiment",
        group="user",
        shard_by="unit_id",
    )
    unit_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    experiment_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    variant: Mapped[int] = mapped_column(SmallInteger)
    first_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[float] = mapped_column(Double, server_default=ZERO)
    impressions: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    hides: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    reports: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    clicks: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    likes: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    collects: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    orders: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    gmv: Mapped[int] = mapped_column(BigInteger, server_default=ZERO)
    refunds: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    first_clicks: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    second_clicks: Mapped[int] = mapped_column(Integer, server_default=ZERO)


class HabitRow(Base):
    """What a member did lately, fading by half in four weeks: what experiments start from, in grown figures."""

    __tablename__ = "habit"
    __table_args__ = table_args(schema="experiment", group="user", shard_by="member_id")
    member_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    clicks: Mapped[float] = mapped_column(Double, server_default=ZERO)
    likes: Mapped[float] = mapped_column(Double, server_default=ZERO)
    collects: Mapped[float] = mapped_column(Double, server_default=ZERO)
    orders: Mapped[float] = mapped_column(Double, server_default=ZERO)
    gmv: Mapped[float] = mapped_column(Double, server_default=ZERO)


class LineUpRow(Base):
    """Which of two rankings picked what in a feed that they made together."""

    __tablename__ = "line_up"
    __table_args__ = table_args(Index("ix_line_up_at", "at"), schema="experiment", group="user", shard_by="unit_id")
    unit_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    experiment_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    firsts: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    seconds: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class ReadingRow(Base):
    """What was read off an experiment in one hour; the last look of the hour stays."""

    __tablename__ = "reading"
    __table_args__ = table_args(schema="experiment", group="ref")
    experiment_id: Mapped[int] = mapped_column(Id63, primary_key=True)
    hour_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    body: Mapped[Any] = mapped_column(Json)
