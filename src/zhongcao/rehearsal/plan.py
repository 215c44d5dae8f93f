"""Who will buy what on which day: made from the dated ratings of the input, always the same for a seed."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from zhongcao.importing.adapters import Adapter
from zhongcao.importing.format import InteractionRow, NoteRow, ProductRow, Row, SkuRow
from zhongcao.importing.mapping import find_mapping
from zhongcao.importing.reading import Placed
from zhongcao.kit.clock import day_in_china

FIRST_DAY = date(2016, 4, 8)
"""From this day retail import tax (跨境电商综合税) exists; older ratings are history, not orders."""
STEP_DAYS_MIN = 14
ORDERS_A_STEP = 25
STEPS_MIN = 12
SEASON_DAYS = 84
"""The buyer orders for the coming twelve weeks: small batches, often."""


class PlannedOrder(msgspec.Struct, frozen=True):
    """One dated rating of the input, to be played as an order that is received and perhaps written about."""

    index: int
    member: str
    sku: str
    product: str
    day: date
    rating: int
    review: NoteRow | None


class Plan(msgspec.Struct, frozen=True):
    """All orders in order of time, and what the input held besides."""

    seed: int
    orders: list[PlannedOrder]
    skipped_unmapped: int
    skipped_early: int

    @property
    def step_days(self) -> int:
        """How far the clock moves at a time: two weeks, or more when there are few orders for the years."""
        span = (self.orders[-1].day - self.orders[0].day).days + 1
        return max(STEP_DAYS_MIN, -(-span // max(len(self.orders) // ORDERS_A_STEP, STEPS_MIN)))

    @property
    def season_steps(self) -> int:
        """So many steps make a season, after which the buyer orders again."""
        return max(1, SEASON_DAYS // self.step_days)

    def is_over(self, step: date, today: date) -> bool:
        """Whether the clock has left a step behind; its staff did their work before a rehearsal was cut off."""
        return today >= step + timedelta(days=self.step_days)

    def steps(self) -> Iterator[tuple[date, list[PlannedOrder]]]:
        """The orders by steps of time, steps without an order included, so that parcels go on moving."""
        if not self.orders:
            return
        day, last, place = self.orders[0].day, self.orders[-1].day, 0
        while day <= last:
            end = day + timedelta(days=self.step_days)
            start = place
            while place < len(self.orders) and self.orders[place].day < end:
                place += 1
            yield day, self.orders[start:place]
            day = end

    def needs(self, first: date, last: date) -> dict[str, int]:
        """How many units of each SKU are ordered in a period, its last day left out."""
        units: dict[str, int] = {}
        for order in self.orders:
            if first <= order.day < last:
                units[order.sku] = units.get(order.sku, 0) + 1
        return units


def make_plan(adapter: Adapter, folder: Path, *, orders: int, seed: int) -> Plan:
    """Choose the orders: every review with a text first, then dated ratings spread evenly over the years."""
    sellable = _sellable(adapter, folder)
    reviews = {
        (row.member, row.products[0]): row
        for row in rows_of(adapter, folder, "notes", NoteRow)
        if row.products and row.rating
    }
    dated: dict[tuple[str, str], tuple[date, int]] = {
        pair: (day_in_china(row.at), row.rating or 5) for pair, row in reviews.items()
    }
    for row in rows_of(adapter, folder, "interactions", InteractionRow):
        if row.kind in ("rate", "purchase") and row.product:
            dated.setdefault((row.member, row.product), (day_in_china(row.at), row.value or 5))
    unmapped = sum(product not in sellable for _, product in dated)
    early = sum(product in sellable and day < FIRST_DAY for (_, product), (day, _) in dated.items())
    usable = sorted(
        (day, member, product, rating)
        for (member, product), (day, rating) in dated.items()
        if product in sellable and day >= FIRST_DAY
    )
    chosen = _chosen(usable, set(reviews), orders, random.Random(seed))
    return Plan(
        seed=seed,
        orders=[
            PlannedOrder(index, member, sellable[product], product, day, rating, reviews.get((member, product)))
            for index, (day, member, product, rating) in enumerate(chosen)
        ],
        skipped_unmapped=unmapped,
        skipped_early=early,
    )


R = TypeVar("R", bound=Row)


def rows_of(adapter: Adapter, folder: Path, kind: str, shape: type[R]) -> Iterator[R]:
    """The good rows of one kind, without their places."""
    return (placed.row for placed in adapter.rows(folder, kind) if isinstance(placed, Placed))


Usable = tuple[date, str, str, int]


def _chosen(usable: list[Usable], told: set[tuple[str, str]], orders: int, rng: random.Random) -> list[Usable]:
    with_text = [one for one in usable if (one[1], one[2]) in told]
    if len(with_text) > orders:
        with_text = sorted(rng.sample(with_text, orders))
    others = [one for one in usable if (one[1], one[2]) not in told]
    missing = min(orders - len(with_text), len(others))
    spread = [others[(place * len(others)) // missing] for place in range(missing)] if missing > 0 else []
    return sorted([*with_text, *spread])


def _sellable(adapter: Adapter, folder: Path) -> dict[str, str]:
    """The cheapest SKU of each product that customs can classify; a SKU belongs to the first product that names it."""
    mapped = {
        row.product
        for row in rows_of(adapter, folder, "products", ProductRow)
        if row.hs_code or find_mapping(row.category)
    }
    cheapest: dict[str, SkuRow] = {}
    owners: dict[str, str] = {}
    for row in rows_of(adapter, folder, "skus", SkuRow):
        if owners.setdefault(row.sku, row.product) == row.product in mapped and row.price > 0:
            known = cheapest.get(row.product)
            if known is None or (row.price, row.sku) < (known.price, known.sku):
                cheapest[row.product] = row
    return {product: row.sku for product, row in cheapest.items()}
