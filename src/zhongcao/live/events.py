"""What live tells those above: facts in the past tense."""

from datetime import datetime

from zhongcao.kit.outbox import Fact


class Started(Fact, frozen=True, kw_only=True):
    """A show is on air."""

    keyed_by = "show"
    show: int
    host: int
    at: datetime


class Ended(Fact, frozen=True, kw_only=True):
    """A show is over; it can be watched again."""

    keyed_by = "show"
    show: int
    host: int
    at: datetime


class Cancelled(Fact, frozen=True, kw_only=True):
    """An announced show does not take place."""

    keyed_by = "show"
    show: int
    host: int
    at: datetime


class Stopped(Fact, frozen=True, kw_only=True):
    """Staff took a show off the air, or its replay away, for a reason."""

    keyed_by = "show"
    show: int
    host: int
    reason: str
    at: datetime


class FarewellRemains(Fact, frozen=True, kw_only=True):
    """A member left and more of what they said in shows is still to be let go."""

    keyed_by = "member"
    member: int
