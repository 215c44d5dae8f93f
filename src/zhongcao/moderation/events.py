"""Facts of moderation."""

from zhongcao.kit.outbox import Fact


class SubjectReported(Fact, frozen=True, kw_only=True):
    """A member reported something, such as note:123."""

    keyed_by = "subject"
    subject: str
    member: int
    reason: str


class SubjectKept(Fact, frozen=True, kw_only=True):
    """A moderator let something stand; what was held may be shown."""

    keyed_by = "subject"
    subject: str


class SubjectRemoved(Fact, frozen=True, kw_only=True):
    """A moderator took something down."""

    keyed_by = "subject"
    subject: str
    reason: str
