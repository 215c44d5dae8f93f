"""Facts of identity."""

from zhongcao.kit.outbox import Fact


class MemberJoined(Fact, frozen=True, kw_only=True):
    """Someone opened an account."""

    keyed_by = "member"
    member: int


class MemberSuspended(Fact, frozen=True, kw_only=True):
    """An account was suspended; until when is an instant in ISO 8601."""

    keyed_by = "member"
    member: int
    until: str
