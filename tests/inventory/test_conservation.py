"""Any sequence of receipts, reservations, payments, releases, shipments and corrections keeps every unit accounted for.

The model is the rules alone: lots in a dictionary and FEFO as `rules` says it. The real thing is the SQL.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import inventory as make
from zhongcao.inventory import rules, service
from zhongcao.inventory.errors import HoldEnded, OutOfStock, StockTooLow
from zhongcao.inventory.rules import LotOnHand, Shortage, Wanted
from zhongcao.inventory.schemas import ReserveLine
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id

NOW = datetime(2026, 5, 1, 4, tzinfo=UTC)
KEEPER = Actor(member_id=7, roles=frozenset({"warehouse"}))
STEP = st.one_of(
    st.tuples(st.just("receive"), st.integers(0, 1), st.integers(1, 6), st.sampled_from([None, 100, 200, 500])),
    st.tuples(
        st.just("reserve"),
        st.integers(0, 4),
        st.lists(st.tuples(st.integers(0, 1), st.integers(1, 5)), min_size=1, max_size=3),
    ),
    st.tuples(st.just("keep"), st.integers(0, 4)),
    st.tuples(st.just("release"), st.integers(0, 4)),
    st.tuples(st.just("ship"), st.integers(0, 4)),
    st.tuples(st.just("expire")),
    st.tuples(st.just("correct"), st.integers(-4, 4).filter(bool)),
)


@dataclass
class Order:
    """An order in the model: what it holds of which lot, and how it stands."""

    picks: dict[tuple[int, int], int]
    state: str = "held"
    paid: bool = False


@dataclass
class Model:
    """Lots by id with their counters, and orders."""

    lots: dict[int, LotOnHand] = field(default_factory=dict)
    free: dict[int, int] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)
    gone: dict[int, int] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)

    def on_hand(self) -> list[LotOnHand]:
        """The lots with what is free in them now."""
        return [
            LotOnHand(**{**{name: getattr(lot, name) for name in lot.__struct_fields__}, "available": self.free[key]})
            for key, lot in self.lots.items()
        ]

    def end(self, order: Order, state: str) -> None:
        """An order lets go of its units, backwards or outwards."""
        for (_, lot_id), units in order.picks.items():
            self.held[lot_id] -= units
            (self.free if state == "released" else self.gone)[lot_id] += units
        order.state = state


class Shop:
    """The real thing beside its model; every step is done in both."""

    def __init__(self, tx: Tx, warehouse_id: int) -> None:
        self.tx, self.warehouse_id, self.model = tx, warehouse_id, Model()
        self.skus = [new_id(), new_id()]
        self.orders = [new_id() for _ in range(5)]

    async def receive(self, sku: int, units: int, days: int | None) -> None:
        """A lot arrives."""
        made = await make.lot(
            self.tx,
            sku_id=self.skus[sku],
            warehouse_id=self.warehouse_id,
            quantity=units,
            days_left=days,
            now=NOW,
        )
        lot = LotOnHand(
            id=int(made.id),
            sku_id=self.skus[sku],
            available=units,
            expires_on=made.expires_on,
            sells_until=made.sells_until,
            received_at=made.received_at,
            item_record_no=made.item_record_no,
            origin_country=made.origin_country,
        )
        self.model.lots[lot.id] = lot
        self.model.free[lot.id], self.model.held[lot.id], self.model.gone[lot.id] = units, 0, 0

    async def reserve(self, number: int, lines: list[tuple[int, int]]) -> None:
        """An order wants goods; a second call must answer the first picks."""
        order_id = self.orders[number]
        wanted = [Wanted(line_no=n, sku_id=self.skus[s], quantity=q) for n, (s, q) in enumerate(lines, 1)]
        expected: Any
        known = self.model.orders.get(order_id)
        if known is not None:
            expected = HoldEnded if known.state == "released" else known.picks
        else:
            plan = rules.pick_first_expiring(self.model.on_hand(), wanted, on=day_in_china(NOW))
            if isinstance(plan, Shortage):
                expected = OutOfStock
            else:
                expected = {(taken.line_no, taken.lot.id): taken.quantity for taken in plan}
                self.model.orders[order_id] = Order(picks=expected)
                for (_, lot_id), units in expected.items():
                    self.model.free[lot_id] -= units
                    self.model.held[lot_id] += units
        outcome: Any
        try:
            picks = await service.reserve(
                self.tx,
                order_id=order_id,
                warehouse_id=self.warehouse_id,
                lines=[ReserveLine(line_no=w.line_no, sku_id=w.sku_id, quantity=w.quantity) for w in wanted],
                expires_at=NOW + timedelta(minutes=30),
                now=NOW,
            )
            outcome = {(pick.line_no, int(pick.lot_id)): pick.quantity for pick in picks}
        except (HoldEnded, OutOfStock) as refusal:
            outcome = type(refusal)
        assert outcome == expected

    async def keep(self, number: int) -> None:
        """An order is paid."""
        order = self.model.orders.get(self.orders[number])
        alive = order is not None and order.state == "held"
        assert await service.keep(self.tx, order_id=self.orders[number]) is alive
        if order is not None and alive:
            order.paid = True

    async def release(self, number: int) -> None:
        """An order is given up."""
        order = self.model.orders.get(self.orders[number])
        units = sum(order.picks.values()) if order and order.state == "held" else 0
        assert await service.release(self.tx, order_id=self.orders[number], now=NOW) == units
        if order and units:
            self.model.end(order, "released")

    async def ship(self, number: int) -> None:
        """An order leaves."""
        order = self.model.orders.get(self.orders[number])
        try:
            shipped = await service.ship(self.tx, order_id=self.orders[number], now=NOW)
        except HoldEnded:
            assert order is not None
            assert order.state == "released"
            return
        assert shipped == (sum(order.picks.values()) if order and order.state == "held" else 0)
        if order and shipped:
            self.model.end(order, "shipped")

    async def expire(self) -> None:
        """Time runs out for whoever has not paid."""
        late = [order for order in self.model.orders.values() if order.state == "held" and not order.paid]
        assert await service.release_overdue(self.tx, now=NOW + timedelta(hours=1)) == len(late)
        for order in late:
            self.model.end(order, "released")

    async def correct(self, change: int) -> None:
        """The newest lot is counted again."""
        if not self.model.lots:
            return
        lot_id = max(self.model.lots)
        try:
            async with self.tx.begin_nested():
                await service.adjust(self.tx, lot_id=lot_id, change=change, reason="盘点", by=KEEPER, now=NOW)
        except StockTooLow:
            assert self.model.free[lot_id] + change < 0
        else:
            self.model.free[lot_id] += change

    async def compare(self) -> None:
        """The counters of all lots are those of the model, and the journal explains them."""
        assert await service.list_imbalances(self.tx) == []
        for sku_id in self.skus:
            for lot in (await service.list_lots(self.tx, sku_id=sku_id, limit=50, on=day_in_china(NOW))).items:
                key = int(lot.id)
                assert (lot.available, lot.reserved, lot.shipped) == (
                    self.model.free[key],
                    self.model.held[key],
                    self.model.gone[key],
                )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=14))
async def test_sql_and_rules_agree_after_any_steps(tx: Tx, steps: list[tuple[Any, ...]]) -> None:
    shop = Shop(tx, int((await make.warehouse(tx, now=NOW)).id))
    await shop.receive(0, 3, 500)
    for name, *given_to_it in steps:
        await getattr(shop, name)(*given_to_it)
    await shop.compare()
    await shop.expire()  # leaves nothing behind that another example could see
    await shop.compare()
