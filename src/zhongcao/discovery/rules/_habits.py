"""What a member's own times tell: how far they are with us, when they usually look, what they buy again and when."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

NEWCOMER = timedelta(days=14)
ACTIVE, LAPSING, AWAY_BEFORE = timedelta(days=7), timedelta(days=30), timedelta(days=21)
HOURS_ACTS_MIN = 8
CYCLE_DAYS_MIN, CYCLE_DAYS_MAX = 3.0, 400.0
"""What is bought again sooner belongs to the same occasion; what is bought again later is no habit."""
CYCLE_MEMBERS_MIN = 3
"""So many members must have bought something again before their median tells others when it runs out."""
DUE_FROM, DUE_TO, DUE_OVER = 0.7, 2.0, 3.0
"""In cycles since the last purchase: from when it is about to run out, until when it is surely missed, and when it is
given up."""
DUE_WEIGHT = 1.1
DUE_TOLD = 0.5
PURCHASES_MAX = 200


class Stage(StrEnum):
    """How far a member is with us (阶段)."""

    NEW = "new"
    ACTIVE = "active"
    RETURNING = "returning"
    LAPSING = "lapsing"
    AWAY = "away"


def stage_of(*, joined_at: datetime, acts: Sequence[datetime], now: datetime) -> Stage:
    """How far a member is, from when they joined and when they did something last."""
    if now - joined_at < NEWCOMER:
        return Stage.NEW
    latest = sorted(acts)[-2:]
    if not latest or now - latest[-1] >= LAPSING:
        return Stage.AWAY
    if now - latest[-1] >= ACTIVE:
        return Stage.LAPSING
    before = latest[0] if len(latest) == 2 else joined_at
    return Stage.RETURNING if latest[-1] - before >= AWAY_BEFORE else Stage.ACTIVE


def usual_hour(acts: Sequence[datetime]) -> int | None:
    """The hour of the day in which a member does most, of moments in China's time; None with too little to tell."""
    if len(acts) < HOURS_ACTS_MIN:
        return None
    hours = Counter(act.hour for act in acts)
    return min(hours, key=lambda hour: (-sum(hours[(hour + one) % 24] for one in (-1, 0, 1)), -hours[hour], hour))


def cycle_of(*, bought: int, first: datetime, last: datetime, others: float | None) -> float | None:
    """After how many days something is bought again: by the member's own habit, else by that of others; or None."""
    own = (last - first) / timedelta(days=1) / (bought - 1) if bought > 1 else 0.0
    days = own if own >= CYCLE_DAYS_MIN else others
    return days if days is not None and CYCLE_DAYS_MIN <= days <= CYCLE_DAYS_MAX else None


def due(*, last: datetime, days: float, now: datetime) -> float:
    """How much something is missed by now, from 0 (there is enough, or it was given up) to 1."""
    passed = (now - last) / timedelta(days=days)
    if passed <= DUE_FROM or passed >= DUE_OVER:
        return 0.0
    return min((passed - DUE_FROM) / (1 - DUE_FROM), 1.0, (DUE_OVER - passed) / (DUE_OVER - DUE_TO))
