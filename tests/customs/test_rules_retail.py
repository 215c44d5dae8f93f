"""Retail import tax: the vectors, the dates on which rates change, the thresholds, and laws for any line."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhongcao.customs.rules import (
    CONSUMPTION_TAX,
    Content,
    LineTax,
    Measure,
    Mode,
    Regime,
    RetailLine,
    TaxCategory,
    beer_class,
    composite_rate,
    consumption_row,
    is_high_end_cosmetic,
    is_high_end_watch,
    printed_rate,
    regime_of,
    retail_limit,
    retail_tax,
    round_fen,
    specific_consumption,
    tax_line,
    vat_rate,
)

C = TaxCategory
ML30 = Content(Decimal(30), Measure.ML)


def line(
    value: int,
    category: TaxCategory,
    *,
    quantity: int = 1,
    content: Content | None = None,
    duty: str = "0",
) -> RetailLine:
    return RetailLine(value=value, quantity=quantity, category=category, content=content, duty_rate=Decimal(duty))


def ml(amount: str) -> Content:
    return Content(Decimal(amount), Measure.ML)


VECTORS = [
    ("T1", date(2016, 5, 1), line(300_00, C.FOOD), True, (0, 0, 35_70)),
    ("T2", date(2018, 6, 1), line(300_00, C.FOOD), True, (0, 0, 33_60)),
    ("T3", date(2019, 5, 1), line(300_00, C.FOOD), True, (0, 0, 27_30)),
    ("T4", date(2016, 5, 1), line(200_00, C.MAKEUP, content=ml("4")), True, (0, 60_00, 34_00)),
    ("T5", date(2018, 3, 1), line(200_00, C.SKIN_CARE, content=ml("200")), True, (0, 0, 23_80)),
    ("T6", date(2018, 3, 1), line(600_00, C.SKIN_CARE, content=ML30), True, (0, 74_12, 84_00)),
    ("T7", date(2018, 6, 1), line(600_00, C.SKIN_CARE, content=ML30), True, (0, 74_12, 79_06)),
    ("T8", date(2019, 5, 1), line(600_00, C.SKIN_CARE, content=ML30), True, (0, 74_12, 64_24)),
    ("T9", date(2020, 1, 10), line(400_00, C.WINE, content=ml("750")), True, (0, 31_11, 40_44)),
    ("T10", date(2020, 1, 10), line(100_00, C.BOOK), True, (0, 0, 6_30)),
    ("T11", date(2020, 1, 10), line(500_00, C.SPIRITS, content=ml("700")), True, (0, 88_06, 56_95)),
    ("T12", date(2020, 1, 10), line(12_000_00, C.WATCH, duty="0.08"), False, (960_00, 3240_00, 2106_00)),
    ("T13", date(2020, 1, 10), line(5001_00, C.LEATHER, duty="0.06"), False, (300_06, 0, 689_14)),
    ("T13b", date(2020, 1, 10), line(5000_00, C.LEATHER, duty="0.06"), True, (0, 0, 455_00)),
    ("T14", date(2018, 6, 1), line(2001_00, C.LEATHER, duty="0.10"), False, (200_10, 0, 352_18)),
    ("T15", date(2020, 1, 10), line(120_00, C.BEER_B, content=ml("7920")), True, (0, 1_23, 11_08)),
]


@pytest.mark.parametrize(("name", "on", "one", "in_limit", "expected"), VECTORS)
def test_line_vectors(name: str, on: date, one: RetailLine, in_limit: bool, expected: tuple[int, int, int]) -> None:
    (tax,) = retail_tax(on, [one], in_limit=in_limit)
    assert (tax.duty, tax.consumption, tax.vat) == expected, name
    assert tax.total == sum(expected)


@pytest.mark.parametrize(
    ("name", "total"), [("T4", 94_00), ("T6", 158_12), ("T8", 138_36), ("T9", 71_55), ("T11", 145_01)]
)
def test_totals_are_not_the_rounded_composite(name: str, total: int) -> None:
    _, on, one, in_limit, _ = next(vector for vector in VECTORS if vector[0] == name)
    assert retail_tax(on, [one], in_limit=in_limit)[0].total == total


def test_high_end_is_a_cliff_at_ten_yuan_a_millilitre() -> None:
    day = date(2019, 5, 1)  # T16
    (below,) = retail_tax(day, [line(299_99, C.SKIN_CARE, content=ML30)], in_limit=True)
    (above,) = retail_tax(day, [line(300_00, C.SKIN_CARE, content=ML30)], in_limit=True)
    assert (below.total, above.total) == (27_30, 69_18)


@pytest.mark.parametrize(
    ("value", "content", "high"),
    [
        ("29999", Content(Decimal(30), Measure.GRAM), False),
        ("30000", Content(Decimal(30), Measure.GRAM), True),
        ("7499", Content(Decimal(5), Measure.PIECE), False),
        ("7500", Content(Decimal(5), Measure.PIECE), True),
        ("99999", None, False),
    ],
)
def test_high_end_by_gram_and_piece(value: str, content: Content | None, high: bool) -> None:
    for category in (C.MAKEUP, C.SKIN_CARE):
        day = date(2020, 1, 1)
        found = is_high_end_cosmetic(on=day, category=category, unit_value=Decimal(value), content=content)
        assert found is high


def test_several_pieces_are_judged_one_by_one() -> None:
    day = date(2020, 1, 1)
    assert consumption_row(day, line(599_98, C.SKIN_CARE, quantity=2, content=ML30)) is None
    assert consumption_row(day, line(600_00, C.SKIN_CARE, quantity=2, content=ML30)) is not None


@pytest.mark.parametrize(
    ("on", "category", "rate"),
    [
        (date(2018, 4, 30), C.FOOD, "0.17"),
        (date(2018, 5, 1), C.FOOD, "0.16"),
        (date(2019, 3, 31), C.FOOD, "0.16"),
        (date(2019, 4, 1), C.FOOD, "0.13"),
        (date(2026, 1, 1), C.FOOD, "0.13"),
        (date(2017, 6, 30), C.BOOK, "0.13"),
        (date(2017, 7, 1), C.BOOK, "0.11"),
        (date(2018, 5, 1), C.EDIBLE_OIL, "0.10"),
        (date(2019, 4, 1), C.FARM_PRODUCE, "0.09"),
    ],
)
def test_vat_changes_at_midnight(on: date, category: TaxCategory, rate: str) -> None:
    assert vat_rate(on, category) == Decimal(rate)


def test_there_was_no_retail_tax_before_its_first_day() -> None:
    with pytest.raises(ValueError, match="did not exist"):
        vat_rate(date(2016, 4, 7), C.FOOD)
    assert regime_of(date(2016, 4, 7), Mode.BONDED) is Regime.POSTAL
    assert regime_of(date(2016, 4, 8), Mode.BONDED) is Regime.RETAIL
    assert regime_of(date(2025, 1, 1), Mode.DIRECT) is Regime.RETAIL
    assert regime_of(date(2025, 1, 1), Mode.PARCEL) is Regime.POSTAL


def test_consumption_tax_on_cosmetics_changed_on_the_first_of_october_2016() -> None:
    lipstick = line(200_00, C.MAKEUP, content=Content(Decimal(50), Measure.GRAM))
    serum = line(600_00, C.SKIN_CARE, content=ML30)
    eve, day = date(2016, 9, 30), date(2016, 10, 1)
    before = consumption_row(eve, lipstick)
    assert before is not None
    assert before.rate == Decimal("0.30")
    assert consumption_row(eve, serum) is None
    assert consumption_row(day, lipstick) is None
    after = consumption_row(day, serum)
    assert after is not None
    assert after.rate == Decimal("0.15")


@pytest.mark.parametrize(
    ("vat", "rates"),
    [
        ("0.17", ("11.9000", "21.0000", "26.3529", "32.3750", "47.0000")),
        ("0.16", ("11.2000", "20.2222", "25.5294", "31.5000", "46.0000")),
        ("0.13", ("9.1000", "17.8889", "23.0588", "28.8750", "43.0000")),
    ],
)
def test_printed_composite_rates(vat: str, rates: tuple[str, ...]) -> None:
    found = tuple(
        composite_rate(vat=Decimal(vat), consumption=Decimal(c)) * 100 for c in ("0", "0.10", "0.15", "0.20", "0.30")
    )
    assert tuple(str(rate.quantize(Decimal("0.0001"))) for rate in found) == rates


@pytest.mark.parametrize(("vat", "rate"), [("0.13", "9.1"), ("0.11", "7.7"), ("0.10", "7.0"), ("0.09", "6.3")])
def test_printed_reduced_composite_rates(vat: str, rate: str) -> None:
    assert composite_rate(vat=Decimal(vat), consumption=Decimal(0)) * 100 == Decimal(rate)


def test_drinks_need_their_content() -> None:
    with pytest.raises(ValueError, match="by weight"):
        retail_tax(date(2020, 1, 1), [line(500_00, C.SPIRITS)], in_limit=True)
    by_piece = line(500_00, C.SPIRITS, content=Content(Decimal(1), Measure.PIECE))
    with pytest.raises(ValueError, match="by weight"):
        retail_tax(date(2020, 1, 1), [by_piece], in_limit=True)


def test_tax_by_weight_grows_with_the_number_of_bottles() -> None:
    day = date(2020, 1, 1)
    (one,) = retail_tax(day, [line(0, C.YELLOW_WINE, content=ml("962"))], in_limit=False)
    (ten,) = retail_tax(day, [line(0, C.YELLOW_WINE, quantity=10, content=ml("962"))], in_limit=False)
    assert (one.consumption, ten.consumption) == (24, 2_40)


def test_beer_class_turns_at_370_dollars_a_tonne() -> None:
    assert beer_class(duty_paid_fen_per_tonne=Decimal(2590_00), fen_per_usd=Decimal(700)) is C.BEER_A
    assert beer_class(duty_paid_fen_per_tonne=Decimal(2589_99), fen_per_usd=Decimal(700)) is C.BEER_B


days = st.dates(min_value=date(2016, 4, 8), max_value=date(2030, 1, 1))
categories = st.sampled_from(TaxCategory)
duties = st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.15")])


@given(
    on=days,
    category=categories,
    duty=duties,
    quantity=st.integers(1, 6),
    low=st.integers(0, 6000_00),
    more=st.integers(0, 500_00),
    in_limit=st.booleans(),
)
def test_tax_never_falls_as_the_price_rises(
    on: date, category: TaxCategory, duty: Decimal, quantity: int, low: int, more: int, in_limit: bool
) -> None:
    def tax(value: int) -> LineTax:
        one = RetailLine(value=value, quantity=quantity, category=category, content=ML30, duty_rate=duty)
        return retail_tax(on, [one], in_limit=in_limit)[0]

    below, above = tax(low), tax(low + more)
    assert below.total <= above.total


@given(on=days, category=categories, duty=duties, value=st.integers(0, 20_000_00))
def test_tax_within_the_limits_never_exceeds_the_full_tax(
    on: date, category: TaxCategory, duty: Decimal, value: int
) -> None:
    one = RetailLine(value=value, quantity=1, category=category, content=ML30, duty_rate=duty)
    (within,) = retail_tax(on, [one], in_limit=True)
    (full,) = retail_tax(on, [one], in_limit=False)
    assert within.duty == 0
    assert within.total <= full.total
    assert within.consumption <= full.consumption
    assert within.vat <= full.vat


@given(on=days, value=st.integers(1, 5000_00), category=categories)
def test_total_stays_within_a_fen_per_part_of_the_composite(on: date, value: int, category: TaxCategory) -> None:
    one = RetailLine(value=value, quantity=1, category=category, content=ML30)
    row = consumption_row(on, one)
    assume(row is None or row.fen_per_kg == 0)
    vat = vat_rate(on, category)
    tax = tax_line(one, on=on, vat=vat, consumption=row, in_limit=True)
    exact = value * composite_rate(vat=vat, consumption=row.rate if row else Decimal(0))
    assert abs(tax.total - exact) <= 1


def test_every_consumption_row_says_where_it_comes_from() -> None:
    assert all(row.source for row in CONSUMPTION_TAX)
    assert len({(row.category, row.starts_on) for row in CONSUMPTION_TAX}) == len(CONSUMPTION_TAX)


def test_a_watch_is_high_end_from_10000_yuan() -> None:
    assert is_high_end_watch(category=C.WATCH, unit_value=Decimal(10_000_00))
    assert not is_high_end_watch(category=C.WATCH, unit_value=Decimal(9_999_99))
    assert not is_high_end_watch(category=C.SKIN_CARE, unit_value=Decimal(10_000_00))


@pytest.mark.parametrize(("exact", "fen"), [("0.4", 0), ("0.5", 1), ("1.5", 2), ("2.5", 3), ("1082.9", 1083)])
def test_fen_are_rounded_half_up(exact: str, fen: int) -> None:
    assert round_fen(Decimal(exact)) == fen


def test_consumption_tax_by_weight_turns_volume_into_weight_first() -> None:
    bottles = line(200_00, C.SPIRITS, quantity=2, content=Content(Decimal(500), Measure.ML))
    row = consumption_row(date(2026, 1, 1), bottles)
    assert row is not None
    assert specific_consumption(row, bottles) == Decimal("91.2"), "one litre is 0.912 kg, one yuan each"
    weighed = line(200_00, C.SPIRITS, content=Content(Decimal(500), Measure.GRAM))
    assert specific_consumption(row, weighed) == 50
    with pytest.raises(ValueError, match="its content must be known"):
        specific_consumption(row, line(200_00, C.SPIRITS))
    wine = line(200_00, C.WINE)
    by_value = consumption_row(date(2026, 1, 1), wine)
    assert by_value is not None
    assert specific_consumption(by_value, wine) == 0


@pytest.mark.parametrize(
    ("on", "order_fen", "year_fen"),
    [
        (date(2016, 4, 8), 2000_00, 20_000_00),
        (date(2018, 12, 31), 2000_00, 20_000_00),
        (date(2019, 1, 1), 5000_00, 26_000_00),
        (date(2026, 11, 27), 5000_00, 26_000_00),
    ],
)
def test_the_limits_of_a_day_are_those_of_the_law_of_that_day(on: date, order_fen: int, year_fen: int) -> None:
    limit = retail_limit(on)
    assert (limit.order_fen, limit.year_fen) == (order_fen, year_fen)


def test_before_its_first_day_the_retail_tax_has_no_limit() -> None:
    with pytest.raises(ValueError, match="did not exist"):
        retail_limit(date(2016, 4, 7))


def test_a_line_prints_its_rate_unless_weight_or_the_limit_decides() -> None:
    lotion = RetailLine(value=100_00, quantity=1, category=TaxCategory.OTHER)
    assert printed_rate(date(2026, 11, 20), lotion, in_limit=True) == Decimal("0.091")
    assert printed_rate(date(2026, 11, 20), lotion, in_limit=False) is None
