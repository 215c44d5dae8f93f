"""Demand: what counts how much, how it fades, how much is bought because of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.insight import rules
from zhongcao.insight.rules import Signal

TODAY = date(2023, 3, 21)
NOW = datetime(2023, 3, 21, 4, tzinfo=UTC)


def test_a_signal_counts_half_after_a_week() -> None:
    assert rules.decay(day=TODAY, today=TODAY) == 1
    assert rules.decay(day=TODAY - timedelta(days=7), today=TODAY) == Decimal("0.5")
    assert rules.decay(day=TODAY - timedelta(days=14), today=TODAY) == Decimal("0.25")


@pytest.mark.parametrize(
    ("at", "believed"),
    [
        (NOW, True),
        (NOW - timedelta(days=7), True),
        (NOW - timedelta(days=7, seconds=1), False),
        (NOW + timedelta(minutes=5), True),
        (NOW + timedelta(minutes=5, seconds=1), False),
    ],
)
def test_only_events_with_a_believable_time_are_recorded(at: datetime, believed: bool) -> None:
    assert rules.may_record(at=at, now=NOW) is believed


def test_an_order_speaks_louder_than_a_cart_and_a_hide_speaks_against() -> None:
    assert rules.demand_score({Signal.ORDER: 1}) > rules.demand_score({Signal.ADD_TO_CART: 1})
    assert rules.demand_score({Signal.COLLECT: 1}) > rules.demand_score({Signal.LIKE: 1})
    assert rules.demand_score({Signal.HIDE: 1}) < 0


def test_a_steady_sale_of_two_units_a_day_expects_two_weeks_of_it() -> None:
    daily = {TODAY - timedelta(days=back): {Signal.UNIT: 2} for rules_day in [0] for back in range(rules_day, 28)}
    expected = rules.expected_units(daily, today=TODAY)
    assert Decimal(26) < expected < Decimal(29)


def test_nothing_is_proposed_for_a_faint_demand_or_while_stock_lasts() -> None:
    assert rules.propose(expected=Decimal(10), score=Decimal("2.9"), in_stock=0, on_order=0) is None
    assert rules.propose(expected=Decimal(10), score=Decimal(9), in_stock=6, on_order=4) is None


@pytest.mark.parametrize(
    ("expected", "stock", "units"), [(1, 0, 6), (6, 0, 6), (7, 0, 12), (20, 3, 18), (9000, 0, 600)]
)
def test_what_is_missing_is_bought_in_packs_of_six_within_limits(expected: int, stock: int, units: int) -> None:
    found = rules.propose(expected=Decimal(expected), score=Decimal(9), in_stock=stock, on_order=0)
    assert found is not None
    assert found.units == units


@given(expected=st.integers(0, 2000), stock=st.integers(0, 2000), coming=st.integers(0, 500))
def test_a_proposal_never_buys_more_than_a_pack_beyond_what_is_missing(expected: int, stock: int, coming: int) -> None:
    found = rules.propose(expected=Decimal(expected), score=Decimal(9), in_stock=stock, on_order=coming)
    missing = expected - stock - coming
    if found is None:
        assert missing <= 0
    else:
        assert found.units < max(missing, 0) + rules.PACK or found.units == rules.UNITS_MIN
        assert found.units % rules.PACK == 0


def test_a_period_is_compared_with_one_as_long_right_before_it() -> None:
    assert rules.period_before(starts_on=date(2023, 3, 15), ends_on=date(2023, 3, 22)) == date(2023, 3, 8)
    assert rules.period_before(starts_on=TODAY, ends_on=TODAY + timedelta(days=1)) == TODAY - timedelta(days=1)
    assert rules.period_before(starts_on=date(1, 1, 2), ends_on=date(1, 2, 1)) == date.min, "where the calendar begins"
