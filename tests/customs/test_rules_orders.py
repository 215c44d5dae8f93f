"""What an order must obey as a whole: limits, shares of freight, prices with tax inside, the positive list."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.customs.rules import (
    POSITIVE_LIST,
    TARIFF,
    Channel,
    Content,
    ListedGoods,
    Measure,
    Mode,
    RetailLine,
    TaxCategory,
    actual_paid,
    annual_limit,
    channel_check,
    consumption_row,
    find_tariff,
    legal_date,
    open_inclusive_price,
    positive_list_refusals,
    retail_tax,
    split_freight,
    vat_rate,
)

NEW, OLD = date(2019, 1, 1), date(2018, 12, 31)
ML30 = Content(Decimal(30), Measure.ML)


@pytest.mark.parametrize(
    ("on", "value", "units", "used", "expected"),
    [
        (NEW, 5000_00, 3, 0, Channel.IN_LIMIT),
        (NEW, 5000_01, 1, 0, Channel.FULL_TAX),
        (NEW, 5000_01, 2, 0, Channel.SPLIT_REQUIRED),
        (NEW, 5000_00, 1, 21_000_00, Channel.IN_LIMIT),
        (NEW, 5000_01, 1, 21_000_00, Channel.GENERAL_TRADE),
        (NEW, 200_00, 1, 25_900_00, Channel.GENERAL_TRADE),
        (NEW, 100_00, 1, 25_900_00, Channel.IN_LIMIT),
        (NEW, 12_000_00, 1, 0, Channel.FULL_TAX),
        (NEW, 26_000_01, 1, 0, Channel.GENERAL_TRADE),
        (OLD, 2000_00, 3, 0, Channel.IN_LIMIT),
        (OLD, 2000_01, 1, 0, Channel.FULL_TAX),
        (OLD, 2000_01, 2, 0, Channel.FULL_TAX),
        (OLD, 100_00, 1, 19_900_00, Channel.IN_LIMIT),
        (OLD, 200_00, 1, 19_900_00, Channel.FULL_TAX),
    ],
)
def test_channel_check(on: date, value: int, units: int, used: int, expected: Channel) -> None:
    assert channel_check(on, value=value, units=units, used=used) is expected


def test_annual_limits_by_year() -> None:
    assert (annual_limit(2018), annual_limit(2019), annual_limit(2030)) == (20_000_00, 26_000_00, 26_000_00)


@pytest.mark.parametrize(
    ("freight", "values", "shares"),
    [
        (10_00, (100, 100, 100), (3_34, 3_33, 3_33)),
        (12_00, (199, 59, 41), (7_99, 2_37, 1_64)),
        (10_00, (0, 0, 0), (3_34, 3_33, 3_33)),
        (1, (1, 1), (1, 0)),
        (0, (5, 7), (0, 0)),
    ],
)
def test_freight_vectors(freight: int, values: tuple[int, ...], shares: tuple[int, ...]) -> None:
    assert split_freight(freight, values) == shares


@given(
    freight=st.integers(0, 1000_00),
    values=st.lists(st.integers(0, 5000_00), min_size=1, max_size=30),
)
def test_freight_is_shared_to_the_last_fen(freight: int, values: list[int]) -> None:
    shares = split_freight(freight, values)
    assert sum(shares) == freight
    assert len(shares) == len(values)
    whole = sum(values) or len(values)
    weights = values if sum(values) else [1] * len(values)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * whole - freight * weight) < whole


@pytest.mark.parametrize(
    ("paid", "category", "base", "tax"),
    [(199_00, TaxCategory.FOOD, 182_40, 16_60), (599_00, TaxCategory.SKIN_CARE, 486_76, 112_24)],
)
def test_inclusive_price_vectors(paid: int, category: TaxCategory, base: int, tax: int) -> None:
    day = date(2020, 1, 10)
    row = None
    if category is TaxCategory.SKIN_CARE:
        from_content = RetailLine(value=599_00, quantity=1, category=category, content=ML30)
        row = consumption_row(day, from_content)
    price = open_inclusive_price(paid, on=day, vat=vat_rate(day, category), consumption=row)
    assert (price.base, price.tax, price.rounding) == (base, tax, 0)


@given(paid=st.integers(0, 5000_00), on=st.dates(min_value=date(2016, 4, 8), max_value=date(2030, 1, 1)))
def test_inclusive_price_keeps_the_order_identity(paid: int, on: date) -> None:
    price = open_inclusive_price(paid, on=on, vat=vat_rate(on, TaxCategory.FOOD), consumption=None)
    (tax,) = retail_tax(on, [RetailLine(value=price.base, quantity=1, category=TaxCategory.FOOD)], in_limit=True)
    assert tax.total == price.tax
    assert 0 <= price.rounding <= 2
    assert actual_paid(goods_value=price.base, freight=0, tax=price.tax, discount=price.rounding) == paid


def test_inclusive_price_refuses_tax_by_weight() -> None:
    day = date(2020, 1, 10)
    whisky = RetailLine(value=500_00, quantity=1, category=TaxCategory.SPIRITS, content=ML30)
    with pytest.raises(ValueError, match="weight"):
        open_inclusive_price(500_00, on=day, vat=Decimal("0.13"), consumption=consumption_row(day, whisky))


def test_the_day_of_the_law_is_the_day_in_shanghai() -> None:
    assert legal_date(datetime(2019, 3, 31, 15, 59, 59, tzinfo=UTC)) == date(2019, 3, 31)
    assert legal_date(datetime(2019, 3, 31, 16, 0, 0, tzinfo=UTC)) == date(2019, 4, 1)


def goods(hs10: str, name: str = "x", kilograms: str = "1", this_year: str = "0") -> ListedGoods:
    return ListedGoods(hs10=hs10, name=name, kilograms=Decimal(kilograms), kilograms_this_year=Decimal(this_year))


def test_positive_list_remarks() -> None:
    day = date(2020, 1, 1)
    assert positive_list_refusals(day, Mode.BONDED, [goods("3304990000")]) == ()
    assert len(positive_list_refusals(day, Mode.BONDED, [goods("9999999900")])) == 1
    assert positive_list_refusals(day, Mode.BONDED, [goods("0306179000")]) == ()
    assert len(positive_list_refusals(day, Mode.DIRECT, [goods("0306179000")])) == 1
    assert positive_list_refusals(day, Mode.BONDED, [goods("3215190000", "家用打印机墨水")]) == ()
    assert len(positive_list_refusals(day, Mode.BONDED, [goods("3215190000", "印刷油墨")])) == 1
    assert positive_list_refusals(day, Mode.BONDED, [goods("1701991000", kilograms="2")]) == ()
    over = goods("1701991000", kilograms="1", this_year="1.001")
    assert len(positive_list_refusals(day, Mode.BONDED, [over])) == 1
    assert len(positive_list_refusals(day, Mode.BONDED, [goods("7113191900")])) == 1


def test_reference_tables_are_sound() -> None:
    assert len({row.hs10 for row in TARIFF}) == len(TARIFF)
    assert all(len(row.hs10) == 10 and row.hs10.isdigit() and row.source for row in TARIFF)
    assert all(row.synthetic for row in POSITIVE_LIST)
    found = find_tariff("3304990000")
    assert found is not None
    assert found.category is TaxCategory.SKIN_CARE
    assert find_tariff("0000000000") is None
