"""What moderation tells others."""

from datetime import datetime
from typing import Literal

import msgspec

from zhongcao.kit.http import Key
from zhongcao.moderation.rules import ReportReason


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to a text at once, and why."""

    decision: Literal["pass", "hold", "refuse"]
    reasons: list[str] = []


class ReportView(msgspec.Struct, frozen=True, kw_only=True):
    """What one member said about a thing."""

    reason: ReportReason
    text: str
    at: datetime


class Reported(msgspec.Struct, frozen=True, kw_only=True):
    """That a member reported a thing, without what they said."""

    member: int
    number: int
    at: datetime


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that waits for a moderator, or was decided: held by our rules, or reported by members."""

    id: Key
    subject: str
    state: Literal["open", "kept", "removed"]
    author: Key | None
    reasons: list[str]
    excerpt: str
    reports: list[ReportView]
    opened_at: datetime
    decided_at: datetime | None
    decided_by: Key | None
    can_decide: bool


class Strike(msgspec.Struct, frozen=True, kw_only=True):
    """A mark against an account; it lives for 90 days."""

    subject: str
    reason: str
    given_at: datetime
    expires_at: datetime
