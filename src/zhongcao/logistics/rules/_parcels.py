"""Life of a parcel, and how often we look after it."""

from datetime import datetime, timedelta
from enum import StrEnum

from zhongcao.logistics.rules._steps import Step


class ParcelState(StrEnum):
    """What we wait for with a parcel."""

    BOOKED = "booked"  # the carrier is asked for a waybill at due_at
    LABELLED = "labelled"  # has a waybill, waits for customs or packing; overdue at due_at
    LEAVING = "leaving"  # the carrier is asked to take it at due_at
    MOVING = "moving"  # with the carrier; looked after at due_at
    CANCELLING = "cancelling"  # the carrier is told at due_at to forget the waybill
    CANCELLED = "cancelled"
    DELIVERED = "delivered"
    RETURNED = "returned"


P = ParcelState
TRANSITIONS: dict[ParcelState, frozenset[ParcelState]] = {
    P.BOOKED: frozenset({P.LABELLED, P.CANCELLED}),
    P.LABELLED: frozenset({P.LEAVING, P.CANCELLING}),
    P.LEAVING: frozenset({P.MOVING}),
    P.MOVING: frozenset({P.DELIVERED, P.RETURNED}),
    P.CANCELLING: frozenset({P.CANCELLED}),
    P.CANCELLED: frozenset(),
    P.DELIVERED: frozenset(),
    P.RETURNED: frozenset(),
}
"""Which state of a parcel may follow which."""

FINAL = frozenset({P.CANCELLED, P.DELIVERED, P.RETURNED})
"""States that wait for nothing."""
WITH_CARRIER = frozenset({P.LEAVING, P.MOVING, P.DELIVERED, P.RETURNED})
"""States in which the parcel has left our hands."""

LEASE = timedelta(seconds=60)
"""How long a job that took a parcel may be silent before the parcel is due again."""
LABELLED_FOR = timedelta(days=7)
"""How long a labelled parcel may wait for its release before staff is told."""
LOOK_EVERY = timedelta(hours=4)
LOOK_EVERY_NEAR = timedelta(hours=1)
"""Carriers allow a question per number every half hour; near the door we ask more often than on the way."""
NEAR = frozenset({Step.ARRIVED_CITY, Step.OUT_FOR_DELIVERY, Step.LOCKER, Step.FAILED})


def next_look(step: Step, *, now: datetime, pace: float = 1) -> datetime:
    """When to ask the carrier about a parcel again; `pace` shortens it for a sandbox whose parcels fly."""
    return now + (LOOK_EVERY_NEAR if step in NEAR else LOOK_EVERY) / pace


def next_try(*, tries: int, now: datetime) -> datetime:
    """When to try a carrier again that did not answer: doubled each time, an hour at the most."""
    pause: timedelta = min(timedelta(seconds=20) * (1 << min(tries, 10)), timedelta(hours=1))
    return now + pause


def state_at(step: Step) -> ParcelState:
    """The state of a handed-over parcel that has come to a step."""
    if step is Step.DELIVERED:
        return ParcelState.DELIVERED
    return ParcelState.RETURNED if step in (Step.RETURNED, Step.RETURNED_ABROAD) else ParcelState.MOVING
