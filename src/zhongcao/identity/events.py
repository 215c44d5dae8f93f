"""Facts of identity."""

from datetime import datetime

from zhongcao.kit.outbox import Fact


class MemberJoined(Fact, frozen=True, kw_only=True):
    """Someone opened an account."""

    keyed_by = "member"
    member: int


class MemberErased(Fact, frozen=True, kw_only=True):
    """An account was closed for good: whoever keeps something of this member lets it go."""

    keyed_by = "member"
    member: int
    at: datetime


class MemberSuspended(Fact, frozen=True, kw_only=True):
    """An account was suspended; until when is an instant in ISO 8601."""

    keyed_by = "member"
    member: int
    until: str
