"""Closing an account for good (注销): how long a member may change their mind, and whose account stays."""

from collections.abc import Set
from datetime import datetime, timedelta

from zhongcao.identity.rules._sessions import STAFF_ROLES

SECOND_THOUGHTS = timedelta(days=15)
"""Between asking and erasing; longer while an order is still under way."""
ORDERS_FIRST = timedelta(days=1)
"""So long an account waits each time its closing meets an order that is not over."""
CLOSED_NAME = "已注销 Closed"
"""What stands where somebody's nickname stood, in orders and old cases."""


def may_close(roles: Set[str]) -> bool:
    """Whoever works here first gives their roles back: nobody's work may lose its name overnight."""
    return STAFF_ROLES.isdisjoint(roles)


def account_closes_at(asked_at: datetime) -> datetime:
    """When an account is erased that its member asked to close."""
    return asked_at + SECOND_THOUGHTS
