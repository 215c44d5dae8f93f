"""Goods kept for orders: reserved, kept, given back, shipped."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from zhongcao.inventory import rules, store
from zhongcao.inventory.errors import HoldEnded, OutOfStock
from zhongcao.inventory.events import BackInStock, HoldExpired, SoldOut
from zhongcao.inventory.rules import LotOnHand, Shortage, Wanted
from zhongcao.inventory.schemas import Pick, ReserveLine
from zhongcao.kit import outbox
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx


async def reserve(
    tx: Tx,
    *,
    order_id: int,
    warehouse_id: int,
    lines: Sequence[ReserveLine],
    expires_at: datetime | None,
    now: datetime,
    arrives_on: date | None = None,
) -> list[Pick]:
    """Keep goods for an order, first expired first out; all lines or none. A second call answers the same picks.

    Lots are first read without a lock. Then one statement locks them in order and reserves; if somebody was faster,
    the same statement is repeated once with what is left in the lots that are now locked, which cannot fail again.
    """
    today = day_in_china(now)
    skus = list({line.sku_id for line in lines})
    wanted = [Wanted(line_no=line.line_no, sku_id=line.sku_id, quantity=line.quantity) for line in lines]
    lots, held = await store.lots_on_hand(tx, order_id=order_id, warehouse_id=warehouse_id, sku_ids=skus, on=today)
    if held and (picks := await picks_of(tx, order_id=order_id)):
        return picks
    plan = rules.pick_first_expiring(lots, wanted, on=today, arrives_on=arrives_on)
    worked = False
    for _ in range(2):
        if isinstance(plan, Shortage):
            break
        worked, lots = await store.take(tx, plan, candidates=lots, order_id=order_id, expires_at=expires_at, now=now)
        if worked:
            break
        plan = rules.pick_first_expiring(lots, wanted, on=today, arrives_on=arrives_on)
    if isinstance(plan, Shortage):
        if picks := await picks_of(tx, order_id=order_id):  # its own earlier reservation took the last ones
            return picks
        raise OutOfStock(sku=str(plan.sku_id), line_no=plan.line_no, wanted=plan.wanted, available=plan.available)
    assert worked, "locked lots have what was just counted"
    await _tell_sold_out(tx, lots, today)
    return [_pick(taken.line_no, taken.quantity, taken.lot.sku_id, taken.lot.id, taken.lot) for taken in plan]


async def picks_of(tx: Tx | ReadTx, *, order_id: int) -> list[Pick]:
    """What is kept or was shipped for an order; refuses when it has been given back."""
    rows = await store.list_holds(tx, order_id)
    if any(row.outcome == rules.MoveKind.RELEASED for row in rows):
        raise HoldEnded(order=str(order_id))
    return [_pick(row.line_no, row.quantity, row.sku_id, row.lot_id, row) for row in rows]


async def keep(tx: Tx, *, order_id: int) -> bool:
    """The order is paid: what it holds no longer expires. Says no when it has already been given back."""
    return await store.keep_holds(tx, order_id) > 0


async def release(tx: Tx, *, order_id: int, now: datetime) -> int:
    """Give back what an order holds; answers the units. A second call, or one after shipping, changes nothing."""
    freed = await store.release_holds(tx, order_id, now)
    await _tell_back(tx, freed, day_in_china(now))
    return sum(freed.values())


async def ship(tx: Tx, *, order_id: int, now: datetime) -> int:
    """The goods of an order leave the warehouse; answers the units. A second call changes nothing."""
    shipped = await store.ship_holds(tx, order_id, now)
    if not shipped:
        await picks_of(tx, order_id=order_id)
    return sum(shipped.values())


async def release_overdue(tx: Tx, *, now: datetime, orders: int = 100) -> int:
    """Give back what unpaid orders hold beyond their time; answers the number of orders."""
    until = now - timedelta(seconds=rules.HOLD_GRACE_SECONDS)
    freed = await store.release_overdue(tx, until=until, orders=orders, now=now)
    units: Counter[int] = Counter()
    for _, sku_id, quantity in freed:
        units[sku_id] += quantity
    expired = sorted({order_id for order_id, _, _ in freed})
    for order_id in expired:
        outbox.emit(tx, HoldExpired(order=order_id))
    await _tell_back(tx, units, day_in_china(now))
    return len(expired)


async def _tell_sold_out(tx: Tx, lots: Sequence[LotOnHand], today: date) -> None:
    left: Counter[int] = Counter()
    for lot in lots:
        left[lot.sku_id] += lot.available
    empty = [sku_id for sku_id, units in left.items() if units == 0]
    if empty:
        elsewhere = await store.sums_available(tx, empty, today)
        for sku_id in empty:
            if sku_id not in elsewhere:
                outbox.emit(tx, SoldOut(sku=sku_id))


async def _tell_back(tx: Tx, freed: Mapping[int, int], today: date) -> None:
    if not freed:
        return
    sums = await store.sums_available(tx, freed, today)
    for sku_id, units in sorted(freed.items()):
        if sums.get(sku_id) == units:
            outbox.emit(tx, BackInStock(sku=sku_id))


def _pick(line_no: int, quantity: int, sku_id: int, lot_id: int, lot: Any) -> Pick:
    return Pick(
        line_no=line_no,
        sku_id=str(sku_id),
        lot_id=str(lot_id),
        quantity=quantity,
        expires_on=lot.expires_on,
        origin_country=lot.origin_country,
        item_record_no=lot.item_record_no,
    )
