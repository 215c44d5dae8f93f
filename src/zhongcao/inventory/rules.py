"""Rules of inventory: shelf life, which lots an order gets, who may correct a count."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from zhongcao.kit.money import Currency, Money

NEVER = date(9999, 12, 31)
"""Stands for the expiry of goods without a shelf life."""


class WarehouseKind(StrEnum):
    """Where a warehouse stands: inside a bonded zone (保税仓), or abroad (海外仓)."""

    BONDED = "bonded"
    OVERSEAS = "overseas"


class CustomsMode(StrEnum):
    """How goods of a warehouse enter the country: bonded retail import 1210, or as postal articles (行邮)."""

    RETAIL = "1210"
    POSTAL = "postal"


class MoveKind(StrEnum):
    """Why a counter of a lot changed."""

    RECEIVED = "received"
    RESERVED = "reserved"
    RELEASED = "released"
    SHIPPED = "shipped"
    ADJUSTED = "adjusted"


class AdjustmentState(StrEnum):
    """Whether a correction of a count has been made."""

    WAITING = "waiting"
    APPLIED = "applied"
    DECLINED = "declined"


TRANSITIONS: dict[AdjustmentState, frozenset[AdjustmentState]] = {
    AdjustmentState.WAITING: frozenset({AdjustmentState.APPLIED, AdjustmentState.DECLINED}),
    AdjustmentState.APPLIED: frozenset(),
    AdjustmentState.DECLINED: frozenset(),
}
"""The ways of an adjustment: applied at once when small, otherwise after a second person's yes."""


class ShelfLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Days before expiry at which a lot is no longer received (禁收), flagged (临期), no longer sold (禁售)."""

    reject_days: int
    advent_days: int
    lockup_days: int


SHELF_TIERS: tuple[tuple[int, ShelfLimits], ...] = (
    # Shelf life of at least so many days. Advent days as chains commonly publish them (no official table exists);
    # reject and lockup days are our own, so that reject >= advent >= lockup and the buyer has time to use it up.
    (365, ShelfLimits(reject_days=90, advent_days=45, lockup_days=30)),
    (180, ShelfLimits(reject_days=60, advent_days=20, lockup_days=15)),
    (90, ShelfLimits(reject_days=30, advent_days=15, lockup_days=10)),
    (30, ShelfLimits(reject_days=15, advent_days=10, lockup_days=5)),
    (16, ShelfLimits(reject_days=8, advent_days=5, lockup_days=3)),
    (0, ShelfLimits(reject_days=3, advent_days=2, lockup_days=1)),
)
"""Shelf-life tiers: how early goods are refused, flagged and taken off sale, by the length of their shelf life."""

UNLIMITED = ShelfLimits(reject_days=0, advent_days=0, lockup_days=0)


def shelf_limits(*, produced_on: date | None, expires_on: date | None, received_on: date) -> ShelfLimits:
    """The limits of a lot by its whole shelf life; without a production date, by what was left at receipt."""
    if expires_on is None:
        return UNLIMITED
    days = (expires_on - (produced_on or received_on)).days
    return next(limits for from_days, limits in SHELF_TIERS if days >= from_days or from_days == 0)


def may_receive(*, expires_on: date | None, limits: ShelfLimits, on: date) -> bool:
    """A lot is received while at least the reject days are left."""
    return expires_on is None or (expires_on - on).days >= limits.reject_days


def last_day_of_sale(*, expires_on: date | None, limits: ShelfLimits) -> date:
    """The last day on which a lot is sold: the lockup days must still be left."""
    return NEVER if expires_on is None else expires_on - timedelta(days=limits.lockup_days)


def nearly_expired(*, expires_on: date | None, advent_days: int, on: date) -> bool:
    """A lot is flagged once no more than the advent days are left."""
    return expires_on is not None and (expires_on - on).days <= advent_days


USABLE_DAYS_MIN = 14
"""A buyer has at least so many days after delivery to use the goods up."""


class LotOnHand(msgspec.Struct, frozen=True, kw_only=True):
    """What the choice of lots needs to know about one lot."""

    id: int
    sku_id: int
    available: int
    expires_on: date | None
    sells_until: date
    received_at: datetime
    item_record_no: str
    origin_country: str


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an order: so many units of a SKU."""

    line_no: int
    sku_id: int
    quantity: int


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """So many units of a lot for a line."""

    line_no: int
    lot: LotOnHand
    quantity: int


class Shortage(msgspec.Struct, frozen=True, kw_only=True):
    """The first line that cannot be served, and how many units it could have."""

    line_no: int
    sku_id: int
    wanted: int
    available: int


def sellable(lot: LotOnHand, *, on: date, arrives_on: date | None = None) -> bool:
    """Whether a lot may be sold: not in lockup, and usable for a while after it arrives."""
    if lot.sells_until < on:
        return False
    return (
        arrives_on is None or lot.expires_on is None or lot.expires_on >= arrives_on + timedelta(days=USABLE_DAYS_MIN)
    )


def pick_first_expiring(
    lots: Sequence[LotOnHand], wanted: Sequence[Wanted], *, on: date, arrives_on: date | None = None
) -> list[Taken] | Shortage:
    """First expired, first out (FEFO), for the lots of one warehouse.

    One line takes lots of one customs record (备案料号) and one country of origin only, since it is declared as one
    line. Of the records that can serve it whole, the one with the lot that expires first is taken. All or nothing.
    """
    left = {lot.id: lot.available for lot in lots}
    by_sku: dict[int, list[LotOnHand]] = defaultdict(list)
    for lot in sorted(lots, key=_first_expiring):
        if sellable(lot, on=on, arrives_on=arrives_on):
            by_sku[lot.sku_id].append(lot)
    taken: list[Taken] = []
    for line in wanted:
        records: dict[tuple[str, str], list[LotOnHand]] = defaultdict(list)
        for lot in by_sku[line.sku_id]:
            if left[lot.id] > 0:
                records[lot.item_record_no, lot.origin_country].append(lot)
        sums = {record: sum(left[lot.id] for lot in group) for record, group in records.items()}
        chosen = next((record for record in records if sums[record] >= line.quantity), None)
        if chosen is None:
            best = max(sums.values(), default=0)
            return Shortage(line_no=line.line_no, sku_id=line.sku_id, wanted=line.quantity, available=best)
        missing = line.quantity
        for lot in records[chosen]:
            if missing == 0:
                break
            quantity = min(missing, left[lot.id])
            taken.append(Taken(line_no=line.line_no, lot=lot, quantity=quantity))
            left[lot.id] -= quantity
            missing -= quantity
    return taken


def _first_expiring(lot: LotOnHand) -> tuple[date, datetime, int]:
    return (lot.expires_on or NEVER, lot.received_at, lot.id)


ALONE_UNITS_MAX = 20
ALONE_VALUE_MAX = Money(200_000, Currency.CNY)
"""Above so many units, or so much cost in yuan, a correction of a count needs a second person (四眼原则)."""


def second_person_needed(*, change: int, unit_cost: Money) -> bool:
    """Large corrections of a count are made by two people; costs in other currencies go by the units alone."""
    if abs(change) > ALONE_UNITS_MAX:
        return True
    return unit_cost.currency is Currency.CNY and unit_cost * abs(change) > ALONE_VALUE_MAX


HOLD_GRACE_SECONDS = 120
"""A hold is given back this long after its end, so that the order above it is closed first."""


TRACE_CODE_LENGTH = 12
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def clean_trace_code(written: str) -> str:
    """A trace code (溯源码) as it was meant: small letters, dashes, blanks and letters like digits are forgiven."""
    return "".join(one for one in written.upper() if one.isalnum()).translate(_LOOK_ALIKES)
