"""Money: whole minor units, one currency, nothing lost."""

from decimal import ROUND_DOWN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.kit.money import Currency, Money, cny, total

amounts = st.integers(-(10**12), 10**12)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(sum)


def test_unlike_currencies_do_not_add_up() -> None:
    with pytest.raises(TypeError):
        cny(100) + Money(100, Currency.JPY)
    with pytest.raises(TypeError):
        assert cny(100) < Money(100, Currency.USD)


@given(amount=amounts, shares=weights)
def test_splitting_loses_nothing_and_stays_within_a_unit_of_fair(amount: int, shares: list[int]) -> None:
    parts = cny(amount).split(shares)
    assert total(parts) == cny(amount)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part.amount - Decimal(amount) * share / sum(shares)) < 1


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [(1000, [100, 100, 100], [334, 333, 333]), (1200, [199, 59, 41], [799, 237, 164])],
)
def test_freight_is_split_by_largest_remainder(amount: int, shares: list[int], parts: list[int]) -> None:
    assert [part.amount for part in cny(amount).split(shares)] == parts


def test_weights_must_mean_something() -> None:
    for shares in ([0, 0], [1, -1], []):
        with pytest.raises(ValueError, match="weights"):
            cny(1).split(shares)


def test_conversion_knows_that_yen_have_no_cents() -> None:
    assert Money(1500, Currency.JPY).converted(Decimal("0.0482"), Currency.CNY) == cny(7230)
    assert cny(7230).converted(Decimal("20.7469"), Currency.JPY) == Money(1500, Currency.JPY)


def test_rounding_is_said_by_the_caller() -> None:
    assert cny(105).times(Decimal("0.5")) == cny(53)
    assert cny(105).times(Decimal("0.5"), rounding=ROUND_DOWN) == cny(52)
    assert str(cny(12900)) == "129.00 CNY"
