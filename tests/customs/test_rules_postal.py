"""Postal articles tax: the vectors of the law texts, every cliff, and what must hold for any parcel."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.customs.rules import (
    POSTAL_SCHEDULES,
    Content,
    Measure,
    PostalItem,
    PostalRoute,
    TaxCategory,
    assess_parcel,
    postal_limit,
    postal_rate,
    postal_schedule,
    postal_value,
)

C = TaxCategory
GOODS = PostalRoute.GOODS_OR_RETURN


def item(value: int, category: TaxCategory, quantity: int = 1, content: Content | None = None) -> PostalItem:
    return PostalItem(unit_value=value, quantity=quantity, category=category, content=content)


VECTORS = [
    ("P1", date(2015, 6, 1), "JP", [item(490_00, C.FOOD)], 49_00, 0),
    ("P2", date(2015, 6, 1), "JP", [item(500_00, C.FOOD)], 50_00, 0),
    ("P3", date(2015, 6, 1), "JP", [item(510_00, C.FOOD)], 51_00, 51_00),
    ("P4", date(2015, 6, 1), "JP", [item(100_00, C.MAKEUP)], 50_00, 0),
    ("P5a", date(2016, 5, 1), "JP", [item(333_33, C.FOOD)], 50_00, 0),
    ("P5b", date(2016, 5, 1), "JP", [item(333_40, C.FOOD)], 50_01, 50_01),
    ("P6", date(2018, 12, 1), "JP", [item(200_00, C.FOOD), item(100_00, C.TEXTILE)], 55_00, 55_00),
    ("P7a", date(2019, 5, 1), "JP", [item(384_62, C.FOOD)], 50_00, 0),
    ("P7b", date(2019, 5, 1), "JP", [item(384_66, C.FOOD)], 50_01, 50_01),
    ("P9a", date(2019, 5, 1), "HK", [item(900_00, C.TEXTILE)], 180_00, 180_00),
    ("P10b", date(2024, 12, 1), "JP", [item(900_00, C.TEXTILE, 2)], 360_00, 360_00),
    ("P11", date(2024, 12, 1), "HK", [item(2300_00, C.SPIRITS)], 1150_00, 1150_00),
]


@pytest.mark.parametrize(("name", "on", "origin", "items", "assessed", "payable"), VECTORS)
def test_parcel_vectors(name: str, on: date, origin: str, items: list[PostalItem], assessed: int, payable: int) -> None:
    result = assess_parcel(on, origin=origin, items=items)
    assert result.route is PostalRoute.ARTICLES, name
    assert (result.assessed, result.payable) == (assessed, payable), name
    assert sum(result.item_taxes) == assessed


@pytest.mark.parametrize(
    ("name", "on", "origin", "items"),
    [
        ("P8", date(2019, 5, 1), "JP", [item(500_50, C.FOOD, 2)]),
        ("P9b", date(2019, 5, 1), "HK", [item(450_00, C.TEXTILE, 2)]),
        ("P10a", date(2024, 11, 30), "JP", [item(900_00, C.TEXTILE, 2)]),
    ],
)
def test_parcels_over_the_limit_are_goods_or_go_back(name: str, on: date, origin: str, items: list[PostalItem]) -> None:
    result = assess_parcel(on, origin=origin, items=items)
    assert result.route is GOODS, name
    assert (result.item_taxes, result.assessed, result.payable) == ((), 0, 0)


@pytest.mark.parametrize(
    ("on", "origin", "limit"),
    [
        (date(2024, 11, 30), "HK", 800_00),
        (date(2024, 11, 30), "TW", 800_00),
        (date(2024, 11, 30), "MO", 800_00),
        (date(2024, 11, 30), "KR", 1000_00),
        (date(2024, 12, 1), "HK", 2000_00),
        (date(2024, 12, 1), "KR", 2000_00),
    ],
)
def test_the_limit_itself_still_passes_and_a_fen_more_does_not(on: date, origin: str, limit: int) -> None:
    half = limit // 2
    at = assess_parcel(on, origin=origin, items=[item(half, C.BOOK), item(half, C.BOOK)])
    over = assess_parcel(on, origin=origin, items=[item(half, C.BOOK), item(half + 1, C.BOOK)])
    single = assess_parcel(on, origin=origin, items=[item(limit + 1, C.BOOK)])
    assert (at.route, over.route, single.route) == (PostalRoute.ARTICLES, GOODS, PostalRoute.ARTICLES)


def test_exemption_is_a_cliff_on_the_tax() -> None:
    day = date(2025, 6, 1)
    free = assess_parcel(day, origin="JP", items=[item(250_00, C.TEXTILE)])
    due = assess_parcel(day, origin="JP", items=[item(250_05, C.TEXTILE)])
    assert (free.assessed, free.payable) == (50_00, 0)
    assert (due.assessed, due.payable) == (50_01, 50_01)


@pytest.mark.parametrize(
    ("day", "food", "textile", "spirits", "other", "golf"),
    [
        (date(2016, 4, 7), "0.10", "0.20", "0.50", "0.10", "0.30"),
        (date(2016, 4, 8), "0.15", "0.30", "0.60", "0.30", "0.60"),
        (date(2018, 10, 31), "0.15", "0.30", "0.60", "0.30", "0.60"),
        (date(2018, 11, 1), "0.15", "0.25", "0.50", "0.25", "0.50"),
        (date(2019, 4, 8), "0.15", "0.25", "0.50", "0.25", "0.50"),
        (date(2019, 4, 9), "0.13", "0.20", "0.50", "0.20", "0.50"),
        (date(2024, 11, 30), "0.13", "0.20", "0.50", "0.20", "0.50"),
        (date(2024, 12, 1), "0.13", "0.20", "0.50", "0.20", "0.50"),
    ],
)
def test_brackets_change_on_their_day(day: date, food: str, textile: str, spirits: str, other: str, golf: str) -> None:
    kinds = (C.FOOD, C.TEXTILE, C.SPIRITS, C.OTHER, C.GOLF)
    rates = tuple(postal_rate(day, item(100_00, kind)) for kind in kinds)
    assert rates == tuple(map(Decimal, (food, textile, spirits, other, golf)))


def test_cosmetics_follow_the_scope_of_the_consumption_tax() -> None:
    cream = Content(Decimal(30), Measure.ML)
    cheap, dear = item(299_99, C.SKIN_CARE, content=cream), item(300_00, C.SKIN_CARE, content=cream)
    lipstick = item(100_00, C.MAKEUP, content=Content(Decimal(4), Measure.GRAM))
    assert postal_rate(date(2016, 9, 30), dear) == Decimal("0.30")
    assert postal_rate(date(2016, 10, 1), dear) == Decimal("0.60")
    assert postal_rate(date(2016, 10, 1), cheap) == Decimal("0.30")
    assert postal_rate(date(2019, 5, 1), dear) == Decimal("0.50")
    assert postal_rate(date(2019, 5, 1), cheap) == Decimal("0.20")
    assert postal_rate(date(2016, 9, 30), item(10_00, C.MAKEUP)) == Decimal("0.60")
    assert postal_rate(date(2016, 10, 1), item(10_00, C.MAKEUP)) == Decimal("0.30")
    assert postal_rate(date(2025, 1, 1), lipstick) == Decimal("0.50")


def test_watches_turn_high_end_at_ten_thousand_yuan() -> None:
    assert postal_rate(date(2015, 1, 1), item(9_999_99, C.WATCH)) == Decimal("0.20")
    assert postal_rate(date(2015, 1, 1), item(10_000_00, C.WATCH)) == Decimal("0.30")
    assert postal_rate(date(2025, 1, 1), item(9_999_99, C.WATCH)) == Decimal("0.20")
    assert postal_rate(date(2025, 1, 1), item(10_000_00, C.WATCH)) == Decimal("0.50")


def test_customs_value_turned_from_table_first_to_price_first() -> None:
    before, after = date(2024, 11, 30), date(2024, 12, 1)
    assert postal_value(before, actual=150_00, listed=200_00) == 200_00
    assert postal_value(after, actual=150_00, listed=200_00) == 150_00
    assert postal_value(after, actual=None, listed=200_00) == 200_00
    assert postal_value(before, actual=150_00, listed=None) == 150_00
    # At twice or half the table an invoice replaces it; a fen short of that it does not.
    assert postal_value(before, actual=400_00, listed=200_00) == 400_00
    assert postal_value(before, actual=399_99, listed=200_00) == 200_00
    assert postal_value(before, actual=100_00, listed=200_00) == 100_00
    assert postal_value(before, actual=100_01, listed=200_00) == 200_00
    assert postal_value(before, actual=400_00, listed=200_00, has_invoice=False) == 200_00
    with pytest.raises(ValueError, match="neither"):
        postal_value(after, actual=None, listed=None)


def test_schedules_follow_each_other_without_gap_or_overlap() -> None:
    for earlier, later in itertools.pairwise(POSTAL_SCHEDULES):
        assert earlier.ends_on is not None
        assert later.starts_on == earlier.ends_on + timedelta(days=1)
    assert POSTAL_SCHEDULES[-1].ends_on is None
    with pytest.raises(ValueError, match="schedule"):
        postal_schedule(date(2011, 1, 26))
    with pytest.raises(ValueError, match="limit"):
        postal_limit(date(2010, 8, 31))


days = st.dates(min_value=date(2011, 1, 27), max_value=date(2030, 1, 1))
items = st.lists(
    st.builds(
        PostalItem,
        unit_value=st.integers(0, 3000_00),
        quantity=st.integers(1, 5),
        category=st.sampled_from(TaxCategory),
    ),
    min_size=1,
    max_size=5,
)


@given(on=days, origin=st.sampled_from(["HK", "JP", "US"]), goods=items)
def test_any_parcel(on: date, origin: str, goods: list[PostalItem]) -> None:
    result = assess_parcel(on, origin=origin, items=goods)
    assert result.assessed == sum(result.item_taxes)
    assert result.payable in (0, result.assessed)
    assert (result.payable == 0) == (result.assessed <= 50_00)
    if result.route is GOODS:
        assert sum(i.quantity for i in goods) > 1


@given(on=days, category=st.sampled_from(TaxCategory), low=st.integers(0, 500_00), more=st.integers(0, 500_00))
def test_assessed_tax_never_falls_as_the_price_rises(on: date, category: TaxCategory, low: int, more: int) -> None:
    first = assess_parcel(on, origin="JP", items=[item(low, category)])
    second = assess_parcel(on, origin="JP", items=[item(low + more, category)])
    assert first.assessed <= second.assessed
