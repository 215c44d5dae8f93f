"""What an invariant is made of."""

from enum import StrEnum

import msgspec


class Severity(StrEnum):
    """How bad a violation is."""

    BROKEN = "broken"  # money, goods or law: must never be
    LATE = "late"  # somebody should look, nothing is lost


class Invariant(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that must be true, and the statement that finds where it is not."""

    name: str
    sentence: str
    tables: tuple[str, ...]
    """Tables that the statement reads; a database without one of them is older than the rule."""
    sql: str
    """Returns the violating rows, whatever names them first. It may use :now."""
    severity: Severity = Severity.BROKEN


OUTBOX = "kit.outbox"


def settled(order_id: str) -> str:
    """Condition: no fact about this order waits, so all domains have heard of everything."""
    return (
        "NOT EXISTS (SELECT FROM kit.outbox w WHERE w.delivered_at IS NULL AND w.parked_at IS NULL "
        f"AND w.key = 'order:' || {order_id})"
    )
