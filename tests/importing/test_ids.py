"""Ids of imported rows: the same for the same row, never too long, and as old as the row's day."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhongcao.importing.keys import UNDATED, id_for
from zhongcao.importing.reading import FIRST_YEAR, LAST_YEAR
from zhongcao.kit.ids import time_of

names = st.text(min_size=1, max_size=64)
days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR - 1, 12, 31))


@given(source=names, kind=names, name=names, day=st.none() | days)
def test_an_id_is_stable_and_fits_63_bits(source: str, kind: str, name: str, day: date | None) -> None:
    made = id_for(source, kind, name, day)
    id_for.cache_clear()
    assert id_for(source, kind, name, day) == made
    assert 0 <= made < 1 << 63


@given(name=names, day=st.dates(date(2013, 1, 1), date(LAST_YEAR - 1, 12, 31)))
def test_an_id_is_as_old_as_the_day_of_its_row(name: str, day: date) -> None:
    starts_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert starts_at <= time_of(id_for("open", "order", name, day)) < starts_at + timedelta(days=1)


@given(name=names)
def test_rows_without_a_day_stand_in_the_two_years_after_2018(name: str) -> None:
    assert UNDATED <= time_of(id_for("open", "product", name)).date() < UNDATED + timedelta(days=731)


def test_rows_of_one_day_get_different_ids_even_before_ids_began() -> None:
    for day in (date(2009, 1, 1), date(2020, 1, 1)):
        assert len({id_for("open", "order", f"o{number}", day) for number in range(20_000)}) == 20_000


def test_source_and_kind_tell_rows_apart() -> None:
    made = [id_for("open", "sku", "1"), id_for("open", "product", "1"), id_for("shopify", "sku", "1")]
    assert len(set(made)) == 3
