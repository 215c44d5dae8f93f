"""Freight (运费): zones, dated price rows, chargeable weight, and when a parcel arrives."""

from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

import msgspec

from zhongcao.kit.money import Money, cny

RETAIL = "1210"
POSTAL = "postal"
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


class Zone(StrEnum):
    """How far a province is from the bonded zones."""

    NEAR = "near"
    INLAND = "inland"
    REMOTE = "remote"


_NEAR = frozenset({"31", "32", "33", "34", "35", "36", "41", "42", "43", "44"})
_REMOTE = frozenset({"15", "54", "62", "63", "64", "65"})
_NOT_SERVED = frozenset({"71", "81", "82"})


def zone_of(division_code: str) -> Zone | None:
    """The zone of an address by the province in its division code (行政区划代码); None where we do not deliver."""
    province = division_code[:2]
    if len(province) < 2 or province in _NOT_SERVED or not province.isdigit() or province < "11":
        return None
    if province in _REMOTE:
        return Zone.REMOTE
    return Zone.NEAR if province in _NEAR else Zone.INLAND


class FreightRow(msgspec.Struct, frozen=True, kw_only=True):
    """Price of a parcel from a day on: first weight, each further started weight, free from a value of goods."""

    mode: str
    zone: Zone
    from_day: date
    carrier_code: str
    first_grams: int
    first: Money
    next_grams: int
    further: Money
    free_from: Money | None = None


_START = date(2014, 1, 1)
FREIGHT: tuple[FreightRow, ...] = (
    # Our own prices, open to members; what carriers charge us is another matter.
    FreightRow(
        mode=RETAIL,
        zone=Zone.NEAR,
        from_day=_START,
        carrier_code="sf",
        first_grams=1000,
        first=cny(1000),
        next_grams=1000,
        further=cny(300),
        free_from=cny(9900),
    ),
    FreightRow(
        mode=RETAIL,
        zone=Zone.INLAND,
        from_day=_START,
        carrier_code="zto",
        first_grams=1000,
        first=cny(1200),
        next_grams=1000,
        further=cny(500),
        free_from=cny(9900),
    ),
    FreightRow(
        mode=RETAIL,
        zone=Zone.REMOTE,
        from_day=_START,
        carrier_code="ems",
        first_grams=1000,
        first=cny(2000),
        next_grams=1000,
        further=cny(1500),
    ),
    FreightRow(
        mode=POSTAL,
        zone=Zone.NEAR,
        from_day=_START,
        carrier_code="ems",
        first_grams=500,
        first=cny(4500),
        next_grams=500,
        further=cny(2200),
    ),
    FreightRow(
        mode=POSTAL,
        zone=Zone.INLAND,
        from_day=_START,
        carrier_code="ems",
        first_grams=500,
        first=cny(4800),
        next_grams=500,
        further=cny(2400),
    ),
    FreightRow(
        mode=POSTAL,
        zone=Zone.REMOTE,
        from_day=_START,
        carrier_code="ems",
        first_grams=500,
        first=cny(6000),
        next_grams=500,
        further=cny(3000),
    ),
)
"""What members pay for freight, by customs mode, zone and day."""


def freight_row(*, mode: str, zone: Zone, on: date) -> FreightRow:
    """The freight row that holds on a day."""
    fitting = [row for row in FREIGHT if row.mode == mode and row.zone == zone and row.from_day <= on]
    return max(fitting, key=lambda row: row.from_day)


def freight(row: FreightRow, *, weight_grams: int, goods_value: Money) -> Money:
    """Freight of a parcel: nothing from the free threshold on, else first weight and each further started weight."""
    if row.free_from is not None and row.free_from <= goods_value:
        return cny(0)
    beyond = max(weight_grams - row.first_grams, 0)
    return row.first + row.further * -(-beyond // row.next_grams)


def volumetric_kg(length_cm: int, width_cm: int, height_cm: int, *, divisor: int) -> Decimal:
    """Volumetric weight (体积重): volume over the carrier's divisor (5000 for most, 6000 for SF and air cargo)."""
    return Decimal(length_cm * width_cm * height_cm) / divisor


def chargeable_kg(*, actual_kg: Decimal, volumetric: Decimal) -> Decimal:
    """Chargeable weight (计费重): the greater of actual and volumetric, up to the next half kilogram."""
    halves = (max(actual_kg, volumetric) * 2).to_integral_value(ROUND_CEILING)
    return halves / 2


class Leg(msgspec.Struct, frozen=True):
    """One leg of a lane, with the hours that half and nine tenths of all parcels need at the most."""

    name: str
    hours_p50: int
    hours_p90: int


_LAST_MILE: dict[Zone, Leg] = {
    Zone.NEAR: Leg("courier", 30, 60),
    Zone.INLAND: Leg("courier", 48, 96),
    Zone.REMOTE: Leg("courier", 96, 168),
}
_BONDED = (Leg("pack", 8, 24), Leg("customs", 2, 28))
_OVERSEAS = (Leg("receive", 24, 72), Leg("consolidate", 12, 24))
_PORT = Leg("customs", 24, 72)
_AIR_NEAR = Leg("air", 24, 72)
_AIR_FAR = Leg("air", 72, 168)
_NEAR_COUNTRIES = frozenset({"JP", "KR", "HK", "TW", "SG", "TH", "MY", "VN"})


def legs(*, mode: str, country: str, zone: Zone) -> tuple[Leg, ...]:
    """The legs of a parcel from a warehouse to a member's door; planning numbers of our own."""
    if mode == RETAIL:
        return (*_BONDED, _LAST_MILE[zone])
    air = _AIR_NEAR if country in _NEAR_COUNTRIES else _AIR_FAR
    return (*_OVERSEAS, air, _PORT, _LAST_MILE[zone])


def promise(way: tuple[Leg, ...], *, from_moment: datetime) -> tuple[date, date]:
    """The days between which a parcel arrives (预计送达): the sum of the medians to the sum of the 90th percentiles."""
    early = from_moment + timedelta(hours=sum(leg.hours_p50 for leg in way))
    late = from_moment + timedelta(hours=sum(leg.hours_p90 for leg in way))
    return early.astimezone(SHANGHAI).date(), late.astimezone(SHANGHAI).date()
