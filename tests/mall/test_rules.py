"""Rules of the mall: the tree of goods, prices, listing states."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.kit.db import Tx
from zhongcao.kit.money import Currency, Money, cny
from zhongcao.mall import rules, service
from zhongcao.mall.rules import ListingState


def test_every_category_hangs_on_one_above_it() -> None:
    ids = {place.id for place in rules.TAXONOMY}
    codes = [place.code for place in rules.TAXONOMY]
    assert len(ids) == len(codes) == len(set(codes)) >= 60
    for place in rules.TAXONOMY:
        assert set(place.path) <= ids
        assert place.path[-1] == place.id
        assert place.code.count(".") == len(place.path) - 1
        assert rules.find_place(place.code) is place
    assert rules.find_place("nothing") is None


@pytest.mark.parametrize(("fen", "possible"), [(0, False), (1, True), (100_000_000, True), (100_000_001, False)])
def test_a_price_that_nobody_can_mean_is_none(fen: int, possible: bool) -> None:
    assert rules.price_is_possible(cny(fen)) is possible


async def test_the_database_holds_the_same_tree_and_rates(tx: Tx) -> None:
    held = {(int(one.id), one.code, one.name_zh, one.name_en) for one in await service.categories(tx)}
    assert held == {(one.id, one.code, one.name_zh, one.name_en) for one in rules.TAXONOMY}
    for one in rules.REFERENCE_RATES:
        assert await service.rate(tx, currency=one.currency, on=one.starts_on) == one.cny_per_unit


@pytest.mark.parametrize(
    ("source", "rate", "fen"),
    [
        (Money(28_00, Currency.USD), "6.62", 214_00),  # 28 x 6.62 x 1.15 = 213.164
        (Money(1_800, Currency.JPY), "0.0599", 124_00),  # 1800 x 0.0599 x 1.15 = 123.993
        (Money(1, Currency.USD), "6.62", 1_00),
        (Money(0, Currency.USD), "6.62", 1_00),
        (cny(100_00), "1", 115_00),
    ],
)
def test_source_prices_become_whole_yuan(source: Money, rate: str, fen: int) -> None:
    assert rules.selling_price(source, rate=Decimal(rate)) == cny(fen)


@given(st.integers(1, 10_000_000), st.decimals("0.001", "20", places=4), st.sampled_from(list(Currency)))
def test_no_price_gives_the_margin_away(amount: int, rate: Decimal, currency: Currency) -> None:
    price = rules.selling_price(Money(amount, currency), rate=rate)
    exact = Decimal(amount).scaleb(-currency.decimals) * rate * (1 + rules.MARGIN) * 100
    assert price.amount % 100 == 0
    assert exact - 1 <= price.amount < max(exact, Decimal(0)) + 101


def test_a_rate_goes_stale() -> None:
    day = date(2018, 1, 1)
    assert rules.rate_is_fresh(starts_on=day, on=day)
    assert rules.rate_is_fresh(starts_on=day, on=day + timedelta(days=rules.RATE_DAYS_MAX))
    assert not rules.rate_is_fresh(starts_on=day, on=day + timedelta(days=rules.RATE_DAYS_MAX + 1))
    assert not rules.rate_is_fresh(starts_on=day, on=day - timedelta(days=1))


def test_what_a_listing_needs() -> None:
    assert rules.missing_for_listing(title="面霜", priced_skus=1, brand_known=True) == []
    assert rules.missing_for_listing(title=" ", priced_skus=0, brand_known=False) == ["title", "brand", "priced_sku"]


def test_ways_of_a_listing() -> None:
    assert set(rules.TRANSITIONS) == set(ListingState)
    assert rules.may_change(before=ListingState.DRAFT, after=ListingState.LISTED)
    assert not rules.may_change(before=ListingState.LISTED, after=ListingState.DRAFT)
    assert rules.may_change(before=ListingState.DELISTED, after=ListingState.DELISTED)


def test_nobody_takes_more_than_there_is_or_than_is_for_personal_use() -> None:
    assert rules.quantity_max(3) == 3
    assert rules.quantity_max(10_000) == rules.PERSONAL_USE_MAX
    assert rules.quantity_max(-1) == 0


def test_the_cheapest_sku_that_can_be_had_is_shown_first_and_of_sold_out_ones_the_cheapest() -> None:
    assert rules.shown_first([("dear", 900, 2), ("gone", 100, 0), ("cheap", 500, 1), ("even", 500, 3)]) == "cheap"
    assert rules.shown_first([("dear", 900, 0), ("cheap", 500, 0)]) == "cheap"
    assert rules.shown_first([]) is None


def test_a_week_begins_on_monday_in_china() -> None:
    sunday_evening_in_london = datetime(2026, 11, 29, 17, tzinfo=UTC)
    begins, ends = rules.week_of(sunday_evening_in_london)
    assert begins == datetime(2026, 11, 29, 16, tzinfo=UTC), "Monday 00:00 in China"
    assert ends - begins == timedelta(days=7)
    assert rules.week_of(begins - timedelta(seconds=1))[1] == begins


@pytest.mark.parametrize(
    ("references", "struck"),
    [
        ((cny(180_00),), cny(180_00)),
        ((cny(100_00),), None),
        ((cny(99_99),), None),
        ((None,), None),
        ((), None),
        ((None, cny(120_00)), cny(120_00)),
        ((cny(90_00), cny(120_00)), cny(120_00)),
        ((cny(180_00), cny(120_00)), cny(180_00)),
        ((Money(900_00, Currency.JPY),), None),
    ],
)
def test_only_what_is_higher_is_struck_through(references: tuple[Money | None, ...], struck: Money | None) -> None:
    assert rules.struck_price(cny(100_00), *references) == struck
