"""The plan of a rehearsal: the same for a seed, texts first, only goods that customs can classify."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.importing.folders import write_jsonl
from zhongcao.importing.adapters import ADAPTERS
from zhongcao.rehearsal.plan import FIRST_DAY, Plan, PlannedOrder, make_plan

OPEN = ADAPTERS["open"]
MAPPED, UNMAPPED = "Skincare > Masks", "Skincare > Value & Gift Sets"


def day_of(number: int) -> str:
    """One day in March of six years in turn."""
    return f"20{17 + number % 6}-03-0{1 + number % 9}"


def write(folder: Path, *, ratings: int = 40, texts: int = 5) -> Path:
    """Two products that can be sold, one that cannot; ratings by many members; some with words."""
    products: list[dict[str, Any]] = [
        {"product": name, "title": name, "brand": "Grove", "category": category}
        for name, category in (("p1", MAPPED), ("p2", MAPPED), ("set", UNMAPPED))
    ]
    skus = [
        {"sku": f"{product}-{price}", "product": product, "price": str(price), "currency": "USD"}
        for product in ("p1", "p2", "set")
        for price in (30, 20, 0)
    ]
    rated = [
        {
            "member": f"m{n}",
            "kind": "rate",
            "product": product,
            "value": 1 + n % 5,
            "at": day_of(n),
        }
        for n in range(ratings)
        for product in ("p1", "set")
    ]
    early = [{"member": "m1", "kind": "rate", "product": "p2", "value": 5, "at": "2016-04-07"}]
    looked = [{"member": "m2", "kind": "view", "product": "p2", "at": "2018-01-01"}]
    notes = [
        {
            "note": f"n{n}",
            "member": f"m{n}",
            "body": "Soft.",
            "at": day_of(n),
            "products": ["p1"],
            "rating": 4,
        }
        for n in range(texts)
    ]
    return write_jsonl(folder, products=products, skus=skus, interactions=rated + early + looked, notes=notes)


def test_the_same_seed_makes_the_same_plan_and_another_may_not(tmp_path: Path) -> None:
    folder = write(tmp_path, texts=30)
    plan = make_plan(OPEN, folder, orders=10, seed=7)
    assert make_plan(OPEN, folder, orders=10, seed=7) == plan
    assert make_plan(OPEN, folder, orders=10, seed=8).orders != plan.orders


def test_only_mapped_goods_of_the_law_s_time_are_played_and_the_rest_is_counted(tmp_path: Path) -> None:
    plan = make_plan(OPEN, write(tmp_path), orders=1000, seed=1)
    assert len(plan.orders) == 40
    assert {order.product for order in plan.orders} == {"p1"}
    assert {order.sku for order in plan.orders} == {"p1-20"}, "the cheapest SKU with a price"
    assert (plan.skipped_unmapped, plan.skipped_early) == (40, 1)
    assert min(order.day for order in plan.orders) >= FIRST_DAY
    assert len({(order.member, order.product) for order in plan.orders}) == 40


@pytest.mark.parametrize(("orders", "told"), [(3, 3), (5, 5), (12, 5), (40, 5)])
def test_ratings_with_words_come_first(tmp_path: Path, orders: int, told: int) -> None:
    plan = make_plan(OPEN, write(tmp_path), orders=orders, seed=1)
    assert len(plan.orders) == orders
    assert sum(order.review is not None for order in plan.orders) == told
    assert {order.rating for order in plan.orders if order.review} == {4}


def test_orders_stand_in_order_of_time_and_are_numbered(tmp_path: Path) -> None:
    plan = make_plan(OPEN, write(tmp_path), orders=20, seed=1)
    assert [order.day for order in plan.orders] == sorted(order.day for order in plan.orders)
    assert [order.index for order in plan.orders] == list(range(20))
    assert len({order.day.year for order in plan.orders}) == 6, "spread over all years"


def test_input_without_goods_that_can_be_sold_gives_an_empty_plan(tmp_path: Path) -> None:
    folder = write_jsonl(
        tmp_path, products=[{"product": "set", "title": "Set", "brand": "Grove", "category": UNMAPPED}]
    )
    plan = make_plan(OPEN, folder, orders=10, seed=1)
    assert (plan.orders, list(plan.steps())) == ([], [])


@given(days=st.lists(st.dates(FIRST_DAY, date(2024, 1, 1)), min_size=1, max_size=120))
def test_every_order_is_in_exactly_one_step_of_its_time(days: list[date]) -> None:
    orders = [
        PlannedOrder(place, f"m{place}", f"s{place % 3}", "p", day, 5, None) for place, day in enumerate(sorted(days))
    ]
    plan = Plan(1, orders, 0, 0)
    steps = list(plan.steps())
    assert [order for _, listed in steps for order in listed] == orders
    for (starts_on, listed), following in zip(steps, [*steps[1:], None], strict=True):
        assert all(starts_on <= order.day for order in listed)
        if following:
            assert (following[0] - starts_on).days == plan.step_days
            assert all(order.day < following[0] for order in listed)
    needed = [plan.needs(first, last) for first, last in ((date(2016, 1, 1), days[0]), (days[0], date(2025, 1, 1)))]
    assert sum(sum(units.values()) for units in needed) == len(orders)


def test_a_step_is_over_once_the_clock_stands_in_a_later_one(tmp_path: Path) -> None:
    plan = make_plan(OPEN, write(tmp_path), orders=30, seed=1)
    days = [day for day, _ in plan.steps()]
    for place, today in enumerate(days):
        assert [plan.is_over(day, today) for day in days] == [other < place for other in range(len(days))]
