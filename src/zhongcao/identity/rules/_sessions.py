"""How long a session lives, and which roles there are."""

from datetime import datetime, timedelta

STAFF_ROLES = frozenset(
    ["editor", "moderator", "buyer", "warehouse", "customs", "brand", "support", "finance", "admin", "auditor"]
)
"""Roles that are granted; visitor, member, author and system follow from what someone is."""
ROLES = STAFF_ROLES | {"visitor", "member", "author", "system"}
MEMBER_ABSOLUTE = timedelta(days=90)
STAFF_IDLE = timedelta(minutes=30)
STAFF_ABSOLUTE = timedelta(hours=12)
SEEN_STEP = timedelta(minutes=5)
"""A session's last sign of life is written no more often than this: most requests write nothing."""


def session_ends_at(*, created_at: datetime, seen_at: datetime, idle: timedelta, is_staff: bool) -> datetime:
    """When a session ends unless it is used: 30 idle days and 90 in all, for staff 30 idle minutes and 12 hours."""
    if is_staff:
        return min(seen_at + STAFF_IDLE, created_at + STAFF_ABSOLUTE)
    return min(seen_at + idle, created_at + MEMBER_ABSOLUTE)


def roles_of(*, granted: frozenset[str], verified: str | None) -> frozenset[str]:
    """All roles of a signed-in account: visitor and member, author once verified, and what was granted."""
    return granted | {"visitor", "member"} | ({"author"} if verified else frozenset())
