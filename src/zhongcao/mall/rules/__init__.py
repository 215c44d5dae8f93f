"""Rules of the mall: the tree of goods, states of a listing, prices in yuan."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

import msgspec

from zhongcao.kit.money import Currency, Money
from zhongcao.mall.rules._occasions import (
    FIRST_DAY,
    LAST_DAY,
    SALE_AHEAD_MAX,
    SALE_LASTS_MAX,
    SALE_LINES_MAX,
    sold_percent,
    week_begins,
    week_of,
)
from zhongcao.mall.rules._taxonomy import TAXONOMY, Place, find_place

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "MARGIN",
    "PERSONAL_USE_MAX",
    "POPULARITY_PER_SALE",
    "PRICE_MOST",
    "RATE_DAYS_MAX",
    "REFERENCE_RATES",
    "SALE_AHEAD_MAX",
    "SALE_LASTS_MAX",
    "SALE_LINES_MAX",
    "TAXONOMY",
    "TRANSITIONS",
    "WISHES_MAX",
    "WISHES_TOLD_AT_ONCE",
    "ListingState",
    "Place",
    "RateFrom",
    "Sort",
    "find_place",
    "may_change",
    "missing_for_listing",
    "price_is_possible",
    "quantity_max",
    "rate_is_fresh",
    "selling_price",
    "shown_first",
    "sold_percent",
    "struck_price",
    "week_begins",
    "week_of",
]


class ListingState(StrEnum):
    """Whether shoppers see a product (上架, 下架)."""

    DRAFT = "draft"
    LISTED = "listed"
    DELISTED = "delisted"


TRANSITIONS: dict[ListingState, frozenset[ListingState]] = {
    ListingState.DRAFT: frozenset({ListingState.LISTED}),
    ListingState.LISTED: frozenset({ListingState.DELISTED}),
    ListingState.DELISTED: frozenset({ListingState.LISTED}),
}
"""The ways of a listing: drafted once, then on sale and off sale as often as needed."""


def may_change(*, before: ListingState, after: ListingState) -> bool:
    """Whether a listing may go from one state to another; staying is always fine."""
    return before is after or after in TRANSITIONS[before]


def missing_for_listing(*, title: str, priced_skus: int, brand_known: bool) -> list[str]:
    """What a product still needs before shoppers may see it: a title, its brand, a SKU with a price."""
    missing = []
    if not title.strip():
        missing.append("title")
    if not brand_known:
        missing.append("brand")
    if priced_skus == 0:
        missing.append("priced_sku")
    return missing


MARGIN = Decimal("0.15")
"""What is added to a source price for freight into the zone, handling and profit."""


PRICE_MOST = 100_000_000
"""In fen: whoever types more has slipped."""


def price_is_possible(price: Money) -> bool:
    """Whether a price in yuan can be meant."""
    return 0 < price.amount <= PRICE_MOST


def selling_price(source: Money, *, rate: Decimal, margin: Decimal = MARGIN) -> Money:
    """A source price in yuan: converted, margin added, rounded up to whole yuan, at least one yuan.

    Rounding up once, at the end, keeps the margin; shoppers see whole yuan.
    """
    exact = source.converted(rate * (1 + margin) * 100, Currency.CNY)  # hundredths of a fen: no early rounding
    yuan = (Decimal(exact.amount) / 10_000).to_integral_value(rounding=ROUND_CEILING)
    return Money(max(int(yuan), 1) * 100, Currency.CNY)


RATE_DAYS_MAX = 800
"""A rate older than this is not used: better to ask for a new one than to sell at a stale price."""


def rate_is_fresh(*, starts_on: date, on: date) -> bool:
    """Whether a rate of one day may still be used on another."""
    return starts_on <= on <= starts_on + timedelta(days=RATE_DAYS_MAX)


class RateFrom(msgspec.Struct, frozen=True):
    """Yuan for one unit of a currency from a day on."""

    currency: Currency
    starts_on: date
    cny_per_unit: Decimal


def _yearly(currency: Currency, first_year: int, rates: str) -> tuple[RateFrom, ...]:
    return tuple(
        RateFrom(currency, date(first_year + index, 1, 1), Decimal(rate)) for index, rate in enumerate(rates.split())
    )


REFERENCE_RATES: tuple[RateFrom, ...] = (
    # Rounded yearly levels, good for samples, rehearsals and tests; a shop that trades enters daily rates itself.
    *_yearly(
        Currency.USD,
        2008,
        "6.95 6.83 6.77 6.46 6.31 6.20 6.14 6.23 6.64 6.76 6.62 6.90 6.90 6.45 6.73 7.08 7.19 7.19 7.10",
    ),
    *_yearly(Currency.EUR, 2017, "7.63 7.81 7.73 7.87 7.63 7.08 7.65 7.79 8.10 8.20"),
    *_yearly(Currency.JPY, 2017, "0.0602 0.0599 0.0633 0.0646 0.0588 0.0514 0.0504 0.0475 0.0480 0.0480"),
    *_yearly(Currency.KRW, 2017, "0.00598 0.00601 0.00592 0.00585 0.00564 0.00521 0.00542 0.00528 0.00505 0.00505"),
    *_yearly(Currency.GBP, 2017, "8.71 8.83 8.81 8.86 8.87 8.30 8.80 9.19 9.45 9.50"),
    *_yearly(Currency.AUD, 2017, "5.18 4.95 4.80 4.76 4.84 4.67 4.70 4.74 4.62 4.70"),
    *_yearly(Currency.NZD, 2017, "4.80 4.58 4.55 4.48 4.56 4.27 4.34 4.35 4.20 4.20"),
    *_yearly(Currency.CAD, 2017, "5.21 5.11 5.20 5.14 5.15 5.17 5.25 5.25 5.15 5.15"),
    *_yearly(Currency.CHF, 2017, "6.86 6.76 6.94 7.35 7.06 7.05 7.88 8.17 8.60 8.70"),
    *_yearly(Currency.HKD, 2017, "0.867 0.844 0.881 0.889 0.830 0.860 0.905 0.921 0.922 0.915"),
    *_yearly(Currency.SGD, 2017, "4.90 4.91 5.06 5.00 4.80 4.88 5.27 5.38 5.50 5.50"),
    *_yearly(Currency.THB, 2017, "0.199 0.205 0.222 0.220 0.202 0.192 0.203 0.204 0.215 0.215"),
)
"""Reference exchange rates by currency and year, in yuan for one unit."""


def struck_price(price: Money, *references: Money | None) -> Money | None:
    """What is shown struck through beside a price (划线价): the first known reference that is higher; else nothing."""
    return next(
        (one for one in references if one and one.currency is price.currency and one.amount > price.amount), None
    )


PERSONAL_USE_MAX = 20
"""At most so many of one SKU for one person at a time: goods are for personal use (个人自用), not for resale."""


def quantity_max(stock: int) -> int:
    """How many of a SKU one person may take now."""
    return max(min(stock, PERSONAL_USE_MAX), 0)


def shown_first(skus: Collection[tuple[str, int, int]]) -> str | None:
    """Of SKUs (id, price, `quantity_max`) the one shown until somebody chooses: the cheapest to be had, else of all."""
    there = [one for one in skus if one[2] > 0] or skus
    return min(there, key=lambda one: one[1])[0] if there else None


POPULARITY_PER_SALE = 10
WISHES_MAX = 100
"""So many restock alerts (到货提醒) one member may keep."""
WISHES_TOLD_AT_ONCE = 500
"""How many members one fact names, so that no reaction works for long in one transaction."""
"""How much a sold unit adds to a product's popularity, beside what shoppers look at and like."""


class Sort(StrEnum):
    """How a list of products is ordered: what sells or fits best, newest, cheapest or dearest first."""

    BEST = "best"
    NEW = "new"
    CHEAP = "cheap"
    DEAR = "dear"
