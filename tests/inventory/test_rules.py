"""Rules of inventory: shelf life, first expired first out, second persons."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.inventory import rules
from zhongcao.inventory.rules import LotOnHand, Shortage, Taken, Wanted
from zhongcao.kit.money import Currency, Money, cny

DAY = date(2018, 5, 27)
THIRTY = rules.ShelfLimits(reject_days=60, advent_days=45, lockup_days=30)


def lot(number: int, expires_on: date | None, units: int, **given: object) -> LotOnHand:
    """A lot of SKU 1 whose last 30 days are locked."""
    values: dict[str, object] = {
        "id": number,
        "sku_id": 1,
        "available": units,
        "expires_on": expires_on,
        "sells_until": rules.last_day_of_sale(expires_on=expires_on, limits=THIRTY),
        "received_at": datetime(2018, 1, number % 27 + 1, tzinfo=UTC),
        "item_record_no": "R1",
        "origin_country": "JP",
    }
    return LotOnHand(**{**values, **given})  # type: ignore[arg-type]


def want(quantity: int, sku_id: int = 1, line_no: int = 1) -> Wanted:
    """A line of an order."""
    return Wanted(line_no=line_no, sku_id=sku_id, quantity=quantity)


def units_by_lot(taken: list[Taken] | Shortage) -> dict[int, int]:
    """What was taken of each lot."""
    assert not isinstance(taken, Shortage)
    return {one.lot.id: one.quantity for one in taken}


A, B, C = lot(1, date(2018, 6, 20), 5), lot(2, date(2018, 9, 1), 2), lot(3, date(2018, 8, 1), 1)


def test_the_vector_of_the_reference() -> None:
    assert units_by_lot(rules.pick_first_expiring([A, B, C], [want(3)], on=DAY)) == {3: 1, 2: 2}
    assert rules.pick_first_expiring([A, B, C], [want(4)], on=DAY) == Shortage(
        line_no=1, sku_id=1, wanted=4, available=3
    )


def test_lockup_begins_the_day_after_the_last_day_of_sale() -> None:
    last = date(2018, 6, 20) - timedelta(days=30)
    assert rules.sellable(A, on=last)
    assert not rules.sellable(A, on=last + timedelta(days=1))


def test_equal_expiry_goes_by_arrival_then_by_number() -> None:
    same = date(2019, 1, 1)
    early, late = datetime(2018, 1, 1, tzinfo=UTC), datetime(2018, 2, 1, tzinfo=UTC)
    lots = [lot(5, same, 1, received_at=late), lot(7, same, 1, received_at=early), lot(6, same, 1, received_at=early)]
    taken = rules.pick_first_expiring(lots, [want(3)], on=DAY)
    assert list(units_by_lot(taken)) == [6, 7, 5]


def test_goods_without_expiry_go_last() -> None:
    lots = [lot(1, None, 5), lot(2, date(2030, 1, 1), 1)]
    assert units_by_lot(rules.pick_first_expiring(lots, [want(2)], on=DAY)) == {2: 1, 1: 1}


def test_one_line_never_mixes_customs_records_or_origins() -> None:
    other = lot(4, date(2018, 8, 15), 9, item_record_no="R2")
    korean = lot(5, date(2018, 8, 10), 9, origin_country="KR")
    assert units_by_lot(rules.pick_first_expiring([B, C, other, korean], [want(3)], on=DAY)) == {3: 1, 2: 2}
    assert units_by_lot(rules.pick_first_expiring([B, C, other, korean], [want(4)], on=DAY)) == {5: 4}
    assert isinstance(rules.pick_first_expiring([B, C, other, korean], [want(10)], on=DAY), Shortage)


def test_two_lines_of_one_sku_share_what_is_there() -> None:
    lines = [want(2), want(1, line_no=2)]
    taken = rules.pick_first_expiring([B, C], lines, on=DAY)
    assert not isinstance(taken, Shortage)
    assert [(one.line_no, one.lot.id, one.quantity) for one in taken] == [(1, 3, 1), (1, 2, 1), (2, 2, 1)]
    short = rules.pick_first_expiring([B, C], [*lines, want(1, line_no=3)], on=DAY)
    assert short == Shortage(line_no=3, sku_id=1, wanted=1, available=0)


def test_a_lot_must_be_usable_after_it_arrives() -> None:
    arrives = date(2018, 8, 1) - timedelta(days=rules.USABLE_DAYS_MIN)
    assert rules.sellable(C, on=DAY, arrives_on=arrives)
    assert not rules.sellable(C, on=DAY, arrives_on=arrives + timedelta(days=1))
    assert units_by_lot(rules.pick_first_expiring([B, C], [want(1)], on=DAY, arrives_on=date(2018, 7, 30))) == {2: 1}


LOTS = st.lists(
    st.builds(
        lot,
        st.integers(1, 10_000),
        st.one_of(st.none(), st.dates(DAY, date(2020, 1, 1))),
        st.integers(0, 6),
        sku_id=st.integers(1, 2),
        item_record_no=st.sampled_from(["R1", "R2"]),
        origin_country=st.sampled_from(["JP", "KR"]),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)
LINES = st.lists(st.tuples(st.integers(1, 2), st.integers(1, 8)), min_size=1, max_size=4).map(
    lambda lines: [want(quantity, sku, number) for number, (sku, quantity) in enumerate(lines, 1)]
)


@given(LOTS, LINES)
def test_what_is_picked_is_whole_allowed_and_first_expiring(lots: list[LotOnHand], lines: list[Wanted]) -> None:
    taken = rules.pick_first_expiring(lots, lines, on=DAY)
    if isinstance(taken, Shortage):
        assert taken.available < taken.wanted
        return
    used: dict[int, int] = {}
    for line in lines:
        mine = [one for one in taken if one.line_no == line.line_no]
        assert sum(one.quantity for one in mine) == line.quantity
        assert {one.lot.sku_id for one in mine} == {line.sku_id}
        assert len({(one.lot.item_record_no, one.lot.origin_country) for one in mine}) == 1
        for one in mine:
            assert one.quantity > 0
            assert rules.sellable(one.lot, on=DAY)
            used[one.lot.id] = used.get(one.lot.id, 0) + one.quantity
            for other in lots:  # nothing of the same record that expires earlier is left over
                same = (other.sku_id, other.item_record_no, other.origin_country) == (
                    one.lot.sku_id,
                    one.lot.item_record_no,
                    one.lot.origin_country,
                )
                earlier = (other.expires_on or rules.NEVER) < (one.lot.expires_on or rules.NEVER)
                if same and earlier and rules.sellable(other, on=DAY):
                    total = sum(t.quantity for t in taken if t.lot.id == other.id and t.line_no <= line.line_no)
                    assert total == other.available
    for one in lots:
        assert used.get(one.id, 0) <= one.available


@given(LOTS, st.integers(1, 8))
def test_a_single_line_is_refused_only_when_no_record_has_enough(lots: list[LotOnHand], quantity: int) -> None:
    sums: dict[tuple[str, str], int] = {}
    for one in lots:
        if one.sku_id == 1 and rules.sellable(one, on=DAY):
            record = (one.item_record_no, one.origin_country)
            sums[record] = sums.get(record, 0) + one.available
    best = max(sums.values(), default=0)
    taken = rules.pick_first_expiring(lots, [want(quantity)], on=DAY)
    assert isinstance(taken, Shortage) == (best < quantity)
    if isinstance(taken, Shortage):
        assert taken.available == best


@pytest.mark.parametrize(
    ("days", "reject", "advent", "lockup"),
    [
        (1000, 90, 45, 30),
        (365, 90, 45, 30),
        (364, 60, 20, 15),
        (180, 60, 20, 15),
        (90, 30, 15, 10),
        (89, 15, 10, 5),
        (30, 15, 10, 5),
        (16, 8, 5, 3),
        (15, 3, 2, 1),
        (1, 3, 2, 1),
    ],
)
def test_limits_follow_the_length_of_the_shelf_life(days: int, reject: int, advent: int, lockup: int) -> None:
    limits = rules.shelf_limits(produced_on=DAY, expires_on=DAY + timedelta(days=days), received_on=DAY)
    assert (limits.reject_days, limits.advent_days, limits.lockup_days) == (reject, advent, lockup)


def test_every_tier_refuses_before_it_warns_before_it_locks() -> None:
    for _, limits in rules.SHELF_TIERS:
        assert limits.reject_days >= limits.advent_days >= limits.lockup_days > 0


def test_goods_without_shelf_life_are_always_fine() -> None:
    limits = rules.shelf_limits(produced_on=None, expires_on=None, received_on=DAY)
    assert limits == rules.UNLIMITED
    assert rules.may_receive(expires_on=None, limits=limits, on=DAY)
    assert rules.last_day_of_sale(expires_on=None, limits=limits) == rules.NEVER
    assert not rules.nearly_expired(expires_on=None, advent_days=45, on=DAY)


def test_the_edges_of_receiving_and_warning() -> None:
    assert rules.may_receive(expires_on=DAY + timedelta(days=60), limits=THIRTY, on=DAY)
    assert not rules.may_receive(expires_on=DAY + timedelta(days=59), limits=THIRTY, on=DAY)
    assert rules.nearly_expired(expires_on=DAY + timedelta(days=45), advent_days=45, on=DAY)
    assert not rules.nearly_expired(expires_on=DAY + timedelta(days=46), advent_days=45, on=DAY)


@pytest.mark.parametrize(
    ("change", "cost", "needed"),
    [
        (20, cny(100_00), False),
        (-20, cny(100_00), False),
        (21, cny(1), True),
        (-21, cny(1), True),
        (1, cny(2000_00), False),
        (-1, cny(2000_01), True),
        (20, Money(10_000_000, Currency.JPY), False),
    ],
)
def test_large_corrections_need_a_second_person(change: int, cost: Money, needed: bool) -> None:
    assert rules.second_person_needed(change=change, unit_cost=cost) is needed


def test_decided_adjustments_stay_decided() -> None:
    assert set(rules.TRANSITIONS) == set(rules.AdjustmentState)
    assert rules.TRANSITIONS[rules.AdjustmentState.APPLIED] == frozenset()
    assert rules.TRANSITIONS[rules.AdjustmentState.DECLINED] == frozenset()


@pytest.mark.parametrize(
    "written", ["ZC0123456789", "zc01-2345-6789", " zcO1 2345 6789 ", "ZCOI23456789", "zc0l23456789"]
)
def test_a_trace_code_is_read_as_it_was_meant(written: str) -> None:
    assert rules.clean_trace_code(written) == "ZC0123456789"
