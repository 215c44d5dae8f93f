"""Life of a payment, of an attempt at a channel, and of a refund."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum


class PaymentState(StrEnum):
    """Where a payment (支付单) stands."""

    CREATED = "created"  # waiting for the buyer
    PAID = "paid"
    PART_REFUNDED = "part_refunded"
    REFUNDED = "refunded"
    CLOSED = "closed"  # given up; money that still arrives is sent back by itself


TRANSITIONS: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.CREATED: frozenset({PaymentState.PAID, PaymentState.CLOSED}),
    PaymentState.PAID: frozenset({PaymentState.PART_REFUNDED, PaymentState.REFUNDED}),
    PaymentState.PART_REFUNDED: frozenset({PaymentState.PART_REFUNDED, PaymentState.REFUNDED}),
    PaymentState.REFUNDED: frozenset(),
    # A channel may capture in the second in which we close: the money is booked and refunded at once.
    PaymentState.CLOSED: frozenset({PaymentState.PAID}),
}
"""Which state of a payment may follow which."""


class AttemptState(StrEnum):
    """Where a payment stands at one channel."""

    OPEN = "open"  # the buyer may pay there; polled at due_at
    CLOSING = "closing"  # the channel is asked at due_at to take no money any more
    PAID = "paid"
    CLOSED = "closed"


class RefundState(StrEnum):
    """Where a refund (退款) stands."""

    PREPARED = "prepared"  # to be sent at due_at
    SENT = "sent"  # on its way; if no answer comes, asked about at due_at
    UNKNOWN = "unknown"  # the channel did not answer clearly: only a query may resolve it, at due_at
    CONFIRMED = "confirmed"
    FAILED = "failed"  # refused by the channel; staff decide


REFUND_TRANSITIONS: dict[RefundState, frozenset[RefundState]] = {
    RefundState.PREPARED: frozenset({RefundState.SENT}),
    RefundState.SENT: frozenset({RefundState.CONFIRMED, RefundState.FAILED, RefundState.UNKNOWN}),
    # A query that finds no such refund makes it safe to send again, under the same number.
    RefundState.UNKNOWN: frozenset({RefundState.CONFIRMED, RefundState.FAILED, RefundState.PREPARED}),
    RefundState.CONFIRMED: frozenset(),
    RefundState.FAILED: frozenset(),
}
"""Which state of a refund may follow which."""

POLL_MINUTES: Sequence[int] = (1, 5, 15)
"""Minutes after the buyer was sent to a channel at which we ask it ourselves: notifications get lost."""
POLL_BEFORE_CLOSING = timedelta(seconds=30)
"""How long before the end of a payment we ask one last time, so that a payment made is not given up."""
POLL_LATER = timedelta(hours=1)
"""How often an attempt is asked about that nobody has closed."""
LEASE = timedelta(seconds=60)
"""How long a job that took a row may be silent before the row is due again."""
RETRY_FIRST = timedelta(seconds=30)
RETRY_MAX = timedelta(hours=1)


def next_poll(*, started_at: datetime, expires_at: datetime, now: datetime) -> datetime:
    """When to ask the channel next about an unpaid attempt: after 1, 5 and 15 minutes and just before the end."""
    planned = [started_at + timedelta(minutes=minutes) for minutes in POLL_MINUTES]
    planned.append(expires_at - POLL_BEFORE_CLOSING)
    ahead = [moment for moment in planned if moment > now]
    return min(ahead) if ahead else now + POLL_LATER


def next_try(*, tries: int, now: datetime) -> datetime:
    """When to try a channel again that did not answer: half a minute, doubled each time, an hour at the most."""
    pause: timedelta = min(RETRY_FIRST * (1 << min(tries, 10)), RETRY_MAX)
    return now + pause


def may_follow(before: PaymentState, after: PaymentState) -> bool:
    """Whether a payment may go from one state to another."""
    return after in TRANSITIONS[before]


def state_after_refund(*, paid: int, refunded: int) -> PaymentState:
    """A payment is refunded when all of it went back, part-refunded before."""
    return PaymentState.REFUNDED if refunded >= paid else PaymentState.PART_REFUNDED
