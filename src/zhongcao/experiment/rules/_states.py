"""What experiments are, and how they begin and end."""

from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

RESUME_WITHIN = timedelta(hours=1)
"""A stop by mistake is undone within the hour; later, members have lived without it for too long to go on."""
WINDOW_HOURS_MAX = 28 * 24
VARIANTS_MAX = 4
BUCKETS = 10_000
"""A layer is divided into so many buckets; a share of 2,500 is a quarter of all members."""


class ExperimentKind(StrEnum):
    """A flag lets some in; a test compares variants; interleaving lets two rankings take turns on one page."""

    FLAG = "flag"
    TEST = "test"
    INTERLEAVING = "interleaving"


class ExperimentState(StrEnum):
    """Where an experiment stands."""

    DRAFT = "draft"
    RUNNING = "running"
    STOPPED = "stopped"


class ExperimentLayer(StrEnum):
    """Within a layer a member takes part in one experiment at the most; layers do not know of each other."""

    DISCOVER = "discover"
    GOODS = "goods"
    SEARCH = "search"
    APP = "app"


class Ranking(StrEnum):
    """The rankings of Discover that can be compared."""

    ENGINE = "engine"
    POPULAR = "popular"


class Act(IntEnum):
    """What a member did that experiments count; stored nowhere, only handed over."""

    IMPRESSION = 1
    CLICK = 2
    LIKE = 3
    COLLECT = 4
    ORDER = 5
    HIDE = 6
    REPORT = 7
    REFUND = 8


TRANSITIONS: dict[ExperimentState, frozenset[ExperimentState]] = {
    ExperimentState.DRAFT: frozenset({ExperimentState.RUNNING}),
    ExperimentState.RUNNING: frozenset({ExperimentState.STOPPED}),
    ExperimentState.STOPPED: frozenset({ExperimentState.RUNNING}),
}
"""A draft starts, what runs stops, and a stop is undone within the hour."""


def may_become(state: ExperimentState, wanted: ExperimentState, *, stopped_at: datetime | None, now: datetime) -> bool:
    """Whether an experiment may go from one state to another now."""
    if wanted not in TRANSITIONS[state]:
        return False
    return state is not ExperimentState.STOPPED or (stopped_at is not None and now - stopped_at <= RESUME_WITHIN)
