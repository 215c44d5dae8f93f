"""The rules of insight: which behaviour counts how much, and how much to buy because of it."""

from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import IntEnum, StrEnum
from functools import lru_cache

import msgspec

BATCH_MAX = 500
CLOCK_AHEAD_MAX = timedelta(minutes=5)
EVENT_AGE_MAX = timedelta(days=7)
HALF_LIFE_DAYS = 7
SCORE_DAYS = 28
"""Behaviour older than this no longer counts."""
COVER_DAYS = 14
"""A small batch often: what is bought should last two weeks (小批量多频次)."""
PROPOSE_FROM_SCORE = Decimal(3)
UNITS_MIN, UNITS_MAX, PACK = 6, 600, 6


class EventKind(StrEnum):
    """What a person did on a screen."""

    IMPRESSION = "impression"
    CLICK = "click"
    DWELL = "dwell"
    PRODUCT_VIEW = "product_view"
    ADD_TO_CART = "add_to_cart"
    SEARCH = "search"
    SHARE = "share"
    HIDE = "hide"


class InteractionKind(IntEnum):
    """What a member did with a product elsewhere, as imported; stored as a small number."""

    VIEW = 1
    LIKE = 2
    COLLECT = 3
    RATE = 4
    PURCHASE = 5


class Signal(StrEnum):
    """What speaks for a product or topic: screen behaviour, and facts of community and trade."""

    IMPRESSION = "impression"
    CLICK = "click"
    PRODUCT_VIEW = "product_view"
    ADD_TO_CART = "add_to_cart"
    SHARE = "share"
    HIDE = "hide"
    LIKE = "like"
    COLLECT = "collect"
    COMMENT = "comment"
    SEARCH = "search"
    NOTE = "note"
    ORDER = "order"
    UNIT = "unit"


WEIGHTS: dict[Signal, Decimal] = {
    Signal.IMPRESSION: Decimal(0),
    Signal.CLICK: Decimal("0.05"),
    Signal.PRODUCT_VIEW: Decimal("0.20"),
    Signal.SHARE: Decimal("0.30"),
    Signal.LIKE: Decimal("0.10"),
    Signal.COMMENT: Decimal("0.20"),
    Signal.COLLECT: Decimal("0.50"),
    Signal.SEARCH: Decimal("0.30"),
    Signal.NOTE: Decimal("0.50"),
    Signal.ADD_TO_CART: Decimal("1.00"),
    Signal.ORDER: Decimal("2.00"),
    Signal.UNIT: Decimal(0),
    Signal.HIDE: Decimal("-0.50"),
}
"""How much one signal speaks for demand; an order is twice a cart. Our own choice, to be learned from data later."""

UNITS_PER: dict[Signal, Decimal] = {
    Signal.CLICK: Decimal("0.002"),
    Signal.PRODUCT_VIEW: Decimal("0.02"),
    Signal.ADD_TO_CART: Decimal("0.25"),
    Signal.COLLECT: Decimal("0.05"),
    Signal.LIKE: Decimal("0.005"),
    Signal.SEARCH: Decimal("0.02"),
    Signal.UNIT: Decimal(1),
}
"""How many units one signal lets us expect to sell soon; sold units speak for themselves."""


class DemandStep(StrEnum):
    """The steps of the closed loop, in order, as the funnel shows them."""

    IMPRESSION = "impression"
    CLICK = "click"
    LIKE = "like"
    COLLECT = "collect"
    PRODUCT_VIEW = "product_view"
    ADD_TO_CART = "add_to_cart"
    ORDER_PLACED = "order_placed"
    ORDER_PAID = "order_paid"
    DECLARED = "declared"
    CLEARED = "cleared"
    DELIVERED = "delivered"
    NOTE_SHARED = "note_shared"
    PROPOSAL_ACCEPTED = "proposal_accepted"


class HeadlineName(StrEnum):
    """The figures that the loop is judged by."""

    IMPRESSIONS = "impressions"
    WANTS = "wants"
    PAID_ORDERS = "paid_orders"
    NOTES_AGAIN = "notes_again"


HEADLINES: dict[HeadlineName, frozenset[DemandStep]] = {
    HeadlineName.IMPRESSIONS: frozenset({DemandStep.IMPRESSION}),
    HeadlineName.WANTS: frozenset({DemandStep.COLLECT, DemandStep.ADD_TO_CART}),
    HeadlineName.PAID_ORDERS: frozenset({DemandStep.ORDER_PAID}),
    HeadlineName.NOTES_AGAIN: frozenset({DemandStep.NOTE_SHARED}),
}
"""Which steps of the funnel count towards each; whoever saves a note or fills the cart wants something (想要与加购)."""


class Proposal(msgspec.Struct, frozen=True):
    """How many units to buy, and why."""

    units: int
    expected_units: Decimal


def may_record(*, at: datetime, now: datetime) -> bool:
    """An event is believed when its time is at most seven days past and five minutes ahead."""
    return now - EVENT_AGE_MAX <= at <= now + CLOCK_AHEAD_MAX


def period_before(*, starts_on: date, ends_on: date) -> date:
    """When the period of the same length before this one begins, as far as the calendar goes back."""
    first = 2 * starts_on.toordinal() - ends_on.toordinal()
    return date.fromordinal(min(max(first, date.min.toordinal()), date.max.toordinal()))


def decay(*, day: date, today: date) -> Decimal:
    """What a signal of a past day still counts: half after every seven days."""
    assert day <= today, "a signal speaks from its day on, not before"
    return _decay_after((today - day).days)


@lru_cache(maxsize=512)
def _decay_after(days: int) -> Decimal:
    return Decimal(2) ** (Decimal(-days) / HALF_LIFE_DAYS)


def demand_score(counts: dict[Signal, int]) -> Decimal:
    """How much one day's signals speak for a thing."""
    return sum((WEIGHTS[signal] * count for signal, count in counts.items()), Decimal(0))


def expected_units(daily: dict[date, dict[Signal, int]], *, today: date) -> Decimal:
    """How many units the coming two weeks should sell, from decayed signals of the past four weeks.

    The decayed sum of a steady signal over an infinite past is half-life / ln 2 days of it (about 10 days), which turns
    the sum into a daily rate.
    """
    days = Decimal(HALF_LIFE_DAYS) / Decimal("0.6931")
    total = Decimal(0)
    for day, counts in daily.items():
        units = sum((UNITS_PER.get(signal, Decimal(0)) * count for signal, count in counts.items()), Decimal(0))
        total += decay(day=day, today=today) * units
    return total / days * COVER_DAYS


def propose(*, expected: Decimal, score: Decimal, in_stock: int, on_order: int) -> Proposal | None:
    """How many units to buy: what should sell in two weeks less what is there or coming, in packs of six."""
    if score < PROPOSE_FROM_SCORE:
        return None
    missing = expected - in_stock - on_order
    if missing <= 0:
        return None
    packs = (missing / PACK).quantize(Decimal(1), rounding=ROUND_CEILING)
    return Proposal(units=min(max(int(packs) * PACK, UNITS_MIN), UNITS_MAX), expected_units=expected)
