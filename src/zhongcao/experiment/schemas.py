"""What crosses the border of experiment."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from zhongcao.experiment.rules import (
    BUCKETS,
    VARIANTS_MAX,
    WINDOW_HOURS_MAX,
    Act,
    ExperimentKind,
    ExperimentLayer,
    ExperimentState,
    Metric,
    Ranking,
    Slots,
    Verdict,
)
from zhongcao.kit.http import Input

Name = Annotated[str, Meta(min_length=1, max_length=80)]
Why = Annotated[str, Meta(min_length=1, max_length=200, description="Why; kept in the audit log.")]
Share = Annotated[int, Meta(ge=1, le=BUCKETS, description="Of ten thousand members.")]


class ExperimentVariant(msgspec.Struct, frozen=True, kw_only=True):
    """One way of doing it; the first variant is what the others are compared with."""

    key: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,19}$")]
    weight: Annotated[int, Meta(ge=1, le=100)] = 1
    ranking: Ranking | None = None


class ExperimentInput(Input, frozen=True, kw_only=True):
    """A new draft of a flag or an experiment."""

    key: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{1,39}$", description="By which programs ask for it.")]
    kind: ExperimentKind
    layer: ExperimentLayer
    name_zh: Name
    name_en: Name
    hypothesis: Annotated[str, Meta(min_length=1, max_length=400, description="What is expected, and why.")]
    hypothesis_en: Annotated[str, Meta(max_length=400, description="The same in English; empty: not translated.")] = ""
    share: Share = BUCKETS
    variants: Annotated[list[ExperimentVariant], Meta(min_length=1, max_length=VARIANTS_MAX)]
    metric: Metric = Metric.CLICKS
    window_hours: Annotated[int, Meta(ge=1, le=WINDOW_HOURS_MAX)] = 7 * 24
    planned_members: Annotated[int, Meta(ge=200, le=100_000_000)] = 10_000


class StateInput(Input, frozen=True, kw_only=True):
    """The state that an experiment shall have."""

    state: ExperimentState
    why: Why


class ShareInput(Input, frozen=True, kw_only=True):
    """How many a flag shall let in."""

    share: Share
    why: Why


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """A difference with bounds that hold at every look together, and its p-value so far.

    `lift` and its bounds are the same as shares of the first variant's value, where that has one.
    """

    difference: float
    low: float
    high: float
    p: float
    lift: float | None = None
    lift_low: float | None = None
    lift_high: float | None = None


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """A variant beside the first one in one metric; without bounds there were too few members or acts."""

    metric: Metric
    variant: str
    control: float
    value: float
    members: int
    bounds: Bounds | None = None
    breached: bool = False


class ExperimentArm(msgspec.Struct, frozen=True, kw_only=True):
    """A variant with the members that it has."""

    key: str
    weight: int
    ranking: Ranking | None
    exposed: int
    measured: int


class ExperimentReading(msgspec.Struct, frozen=True, kw_only=True):
    """What was read off an experiment at one look."""

    at: datetime
    verdict: Verdict
    split_p: float
    exposed: list[int]
    measured: list[int]
    primary: list[Comparison]
    others: list[Comparison]
    guards: list[Comparison]


class ExperimentPoint(msgspec.Struct, frozen=True, kw_only=True):
    """The deciding metric at one look, for a chart over time."""

    at: datetime
    members: int
    bounds: list[Bounds | None]


class ExperimentCard(msgspec.Struct, frozen=True, kw_only=True):
    """A flag or an experiment in a list, with what can be done with it now."""

    id: str
    key: str
    kind: ExperimentKind
    layer: ExperimentLayer
    state: ExperimentState
    name_zh: str
    name_en: str
    hypothesis: str
    hypothesis_en: str
    share: int
    metric: Metric
    window_hours: int
    planned_members: int
    arms: list[ExperimentArm]
    verdict: Verdict | None
    exposed: int
    created_at: datetime
    started_at: datetime | None
    stopped_at: datetime | None
    changed_by: str
    by_itself: bool
    why: str
    can_start: bool
    can_stop: bool
    can_resume: bool
    can_discard: bool
    can_ramp: bool


class ExperimentDetail(msgspec.Struct, frozen=True, kw_only=True):
    """An experiment with its last reading and the deciding metric over time."""

    card: ExperimentCard
    alpha: float
    guard_margin: float
    members_min: int
    reading: ExperimentReading | None
    over_time: list[ExperimentPoint]


class Flag(msgspec.Struct, frozen=True):
    """What a program asks for by key, and the variant that is meant for whoever asks."""

    key: str
    variant: str


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """An experiment that someone takes part in, with their variant."""

    id: int
    key: str
    kind: ExperimentKind
    variant: ExperimentVariant
    others: list[ExperimentVariant]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a member or visit did; `amount` in fen for orders, `note` for clicks in Discover."""

    unit: int
    act: Act
    at: datetime
    amount: int = 0
    note: int = 0


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """What a process must know of an experiment that runs."""

    id: int
    key: str
    kind: ExperimentKind
    layer: ExperimentLayer
    share: int
    slots: Slots
    salt: str
    variants: list[ExperimentVariant]
    metric: Metric
    window_hours: int
