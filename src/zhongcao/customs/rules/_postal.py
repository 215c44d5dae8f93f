"""Personal postal articles tax (行邮税, 进境物品进口税): dated brackets, limits, exemption, routes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from zhongcao.customs.rules._goods import (
    COSMETICS,
    Content,
    TaxCategory,
    is_high_end_cosmetic,
    is_high_end_watch,
    round_fen,
)

C = TaxCategory


class PostalRoute(StrEnum):
    """What may happen with a parcel of personal articles."""

    ARTICLES = "articles"
    GOODS_OR_RETURN = "goods_or_return"  # over the limit: clear as goods (货物) or send back


class PostalSchedule(msgspec.Struct, frozen=True, kw_only=True):
    """One period of the brackets: the rate of each category, and of everything not listed."""

    id: str
    starts_on: date
    ends_on: date | None  # last day included
    rates: dict[TaxCategory, Decimal]
    high_end_cosmetics: Decimal | None  # None: no such notion in this period
    high_end_watch: Decimal
    otherwise: Decimal
    source: str


def _brackets(*groups: tuple[str, Sequence[TaxCategory]]) -> dict[TaxCategory, Decimal]:
    return {category: Decimal(rate) for rate, categories in groups for category in categories}


_FIRST = (C.BOOK, C.FOOD, C.FARM_PRODUCE, C.EDIBLE_OIL, C.COMPUTER, C.CAMERA, C.GOLD_SILVER)
_HOME = (C.FURNITURE, C.TOY)
_DRINK_AND_TOBACCO = (C.WINE, C.SPIRITS, C.BEER_A, C.BEER_B, C.YELLOW_WINE, C.TOBACCO)
_TOP = (*_DRINK_AND_TOBACCO, C.JEWELLERY, C.GOLF)

POSTAL_SCHEDULES: tuple[PostalSchedule, ...] = (
    # GAC 2011-6; brackets verified, start date and detail of the lists recalled. Skin care (洗护)
    # stood with the goods not listed elsewhere, make-up with the cosmetics.
    PostalSchedule(
        id="PA",
        starts_on=date(2011, 1, 27),
        ends_on=date(2016, 4, 7),
        rates=_brackets(
            ("0.20", (C.TEXTILE, C.APPLIANCE, C.BICYCLE, C.WATCH)),
            ("0.30", (C.GOLF,)),
            ("0.50", (*_DRINK_AND_TOBACCO, C.MAKEUP)),
        ),
        high_end_cosmetics=None,
        high_end_watch=Decimal("0.30"),
        otherwise=Decimal("0.10"),
        source="GAC 2011-6, tables GAC 2012-15",
    ),
    # 税委会〔2016〕2号: three levels; the numbers 15/30/60 are recalled. From here on what is not
    # listed falls into the second bracket, and cosmetics follow the scope of the consumption tax:
    # make-up and perfume until 2016-09-30 ...
    PostalSchedule(
        id="PB1",
        starts_on=date(2016, 4, 8),
        ends_on=date(2016, 9, 30),
        rates=_brackets(("0.15", (*_FIRST, *_HOME)), ("0.60", (*_TOP, C.MAKEUP))),
        high_end_cosmetics=None,
        high_end_watch=Decimal("0.60"),
        otherwise=Decimal("0.30"),
        source="税委会〔2016〕2号, tables GAC 2016-25",
    ),
    # ... and high-end cosmetics (skin care included) from 2016-10-01 (财税〔2016〕103号).
    PostalSchedule(
        id="PB2",
        starts_on=date(2016, 10, 1),
        ends_on=date(2018, 10, 31),
        rates=_brackets(("0.15", (*_FIRST, *_HOME)), ("0.60", _TOP)),
        high_end_cosmetics=Decimal("0.60"),
        high_end_watch=Decimal("0.60"),
        otherwise=Decimal("0.30"),
        source="税委会〔2016〕2号 with 财税〔2016〕103号",
    ),
    PostalSchedule(
        id="PC",
        starts_on=date(2018, 11, 1),
        ends_on=date(2019, 4, 8),
        rates=_brackets(("0.15", (*_FIRST, *_HOME, C.MEDICINE)), ("0.50", _TOP)),
        high_end_cosmetics=Decimal("0.50"),
        high_end_watch=Decimal("0.50"),
        otherwise=Decimal("0.25"),
        source="税委会〔2018〕49号",
    ),
    PostalSchedule(
        id="PD",
        starts_on=date(2019, 4, 9),
        ends_on=date(2024, 11, 30),
        rates=_brackets(("0.13", (*_FIRST, *_HOME, C.MEDICINE)), ("0.50", _TOP)),
        high_end_cosmetics=Decimal("0.50"),
        high_end_watch=Decimal("0.50"),
        otherwise=Decimal("0.20"),
        source="税委会〔2019〕17号, tables GAC 2019-63",
    ),
    # 关税法 art. 5 and GAC 2024-175/176 are verified; that the rates stayed 13/20/50 is an assumption.
    PostalSchedule(
        id="PE",
        starts_on=date(2024, 12, 1),
        ends_on=None,
        rates=_brackets(("0.13", (*_FIRST, *_HOME, C.MEDICINE)), ("0.50", _TOP)),
        high_end_cosmetics=Decimal("0.50"),
        high_end_watch=Decimal("0.50"),
        otherwise=Decimal("0.20"),
        source="关税法 art. 5, 税委会公告2024年第11号 (rates unverified)",
    ),
)
"""Brackets of the personal postal articles tax (行邮税) by date."""


class PostalLimit(msgspec.Struct, frozen=True, kw_only=True):
    """How much one inbound parcel may be worth, and up to which tax nothing is collected."""

    starts_on: date
    nearby_fen: int  # from Hong Kong, Macau, Taiwan
    elsewhere_fen: int
    exempt_tax_fen: int  # this amount included
    actual_price_first: bool  # else the value table comes first
    source: str


POSTAL_LIMITS: tuple[PostalLimit, ...] = (
    PostalLimit(
        starts_on=date(2010, 9, 1),
        nearby_fen=800_00,
        elsewhere_fen=1000_00,
        exempt_tax_fen=50_00,
        actual_price_first=False,
        source="GAC 2010-43",
    ),
    PostalLimit(
        starts_on=date(2024, 12, 1),
        nearby_fen=2000_00,
        elsewhere_fen=2000_00,
        exempt_tax_fen=50_00,
        actual_price_first=True,
        source="GAC 2024-175, GAC 2024-176",
    ),
)
"""Value limit per inbound parcel and the tax exemption (起征点) by date."""

NEARBY = frozenset({"HK", "MO", "TW"})


class PostalItem(msgspec.Struct, frozen=True, kw_only=True):
    """Some equal pieces in a parcel: value of one piece in fen, how many, what they are."""

    unit_value: int
    quantity: int
    category: TaxCategory
    content: Content | None = None


class PostalAssessment(msgspec.Struct, frozen=True, kw_only=True):
    """What customs would answer: the route, the tax of each item, the tax to pay."""

    route: PostalRoute
    item_taxes: tuple[int, ...]
    assessed: int
    payable: int


def postal_schedule(on: date) -> PostalSchedule:
    """The brackets of the postal articles tax that apply on a day."""
    for row in POSTAL_SCHEDULES:
        if row.starts_on <= on and (row.ends_on is None or on <= row.ends_on):
            return row
    raise ValueError(f"no postal articles tax schedule is known for {on}")


def postal_limit(on: date) -> PostalLimit:
    """The parcel limit and the exemption that apply on a day."""
    rows = [row for row in POSTAL_LIMITS if row.starts_on <= on]
    if not rows:
        raise ValueError(f"no parcel limit is known for {on}")
    return rows[-1]


def postal_rate(on: date, item: PostalItem) -> Decimal:
    """Rate of the postal articles tax for one item on a day."""
    schedule = postal_schedule(on)
    value = Decimal(item.unit_value)
    if item.category in COSMETICS and schedule.high_end_cosmetics is not None:
        high = is_high_end_cosmetic(on=on, category=item.category, unit_value=value, content=item.content)
        return schedule.high_end_cosmetics if high else schedule.otherwise
    if is_high_end_watch(category=item.category, unit_value=value):
        return schedule.high_end_watch
    return schedule.rates.get(item.category, schedule.otherwise)


def postal_value(on: date, *, actual: int | None, listed: int | None, has_invoice: bool = True) -> int:
    """Customs value (完税价格) of one piece: since 2024-12-01 the price paid first, before that the table."""
    if postal_limit(on).actual_price_first or listed is None:
        value = actual if actual is not None else listed
    elif actual is not None and has_invoice and (actual >= 2 * listed or 2 * actual <= listed):
        value = actual  # far from the table: a genuine invoice may replace it
    else:
        value = listed
    if value is None:
        raise ValueError("neither an actual price nor a listed value is known")
    return value


def assess_parcel(on: date, *, origin: str, items: Sequence[PostalItem]) -> PostalAssessment:
    """Assess a parcel of personal articles: route, tax, and nothing to pay up to 50 yuan of tax."""
    limit = postal_limit(on)
    total = sum(item.unit_value * item.quantity for item in items)
    pieces = sum(item.quantity for item in items)
    allowed = limit.nearby_fen if origin in NEARBY else limit.elsewhere_fen
    # A single indivisible piece for own use may pass although it is worth more than the limit.
    if total > allowed and pieces != 1:
        return PostalAssessment(route=PostalRoute.GOODS_OR_RETURN, item_taxes=(), assessed=0, payable=0)
    taxes = tuple(round_fen(i.unit_value * i.quantity * postal_rate(on, i)) for i in items)
    assessed = sum(taxes)
    return PostalAssessment(
        route=PostalRoute.ARTICLES,
        item_taxes=taxes,
        assessed=assessed,
        payable=0 if assessed <= limit.exempt_tax_fen else assessed,
    )
