"""Corrections of counts, by one person or two."""

from datetime import datetime
from typing import Any

from zhongcao.inventory import rules, store
from zhongcao.inventory.errors import (
    AdjustmentDecided,
    AdjustmentNotFound,
    LotNotFound,
    SecondPersonNeeded,
    StockTooLow,
)
from zhongcao.inventory.events import BackInStock, SoldOut
from zhongcao.inventory.rules import AdjustmentState
from zhongcao.inventory.schemas import Adjustment
from zhongcao.kit import outbox
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import Currency, Money


async def adjust(tx: Tx, *, lot_id: int, change: int, reason: str, by: Actor, now: datetime) -> Adjustment:
    """Correct a lot's count: at once when small, otherwise it waits for a second person (四眼原则)."""
    lot = await store.find_lot(tx, lot_id)
    if lot is None:
        raise LotNotFound(lot=str(lot_id))
    row = await store.add_adjustment(
        tx,
        sku_id=lot.sku_id,
        id=new_id(),
        lot_id=lot_id,
        change=change,
        reason=reason,
        state=AdjustmentState.WAITING,
        asked_by=by.member_id,
        asked_at=now,
    )
    if rules.second_person_needed(change=change, unit_cost=Money(lot.unit_cost_amount, Currency(lot.currency))):
        return _adjustment(row, by)
    return await _apply(tx, row, by=by, decided_by=None, now=now)


async def decide_adjustment(tx: Tx, *, adjustment_id: int, approve: bool, by: Actor, now: datetime) -> Adjustment:
    """A second person approves or declines a correction."""
    row = await store.lock_adjustment(tx, adjustment_id)
    if row is None:
        raise AdjustmentNotFound(adjustment=str(adjustment_id))
    decision = AdjustmentState.APPLIED if approve else AdjustmentState.DECLINED
    if decision not in rules.TRANSITIONS[AdjustmentState(row.state)]:
        raise AdjustmentDecided(state=row.state)
    if row.asked_by == by.member_id:
        raise SecondPersonNeeded()
    if approve:
        return await _apply(tx, row, by=by, decided_by=by.member_id, now=now)
    decided = await store.decide_adjustment(tx, row, state=decision, decided_by=by.member_id, now=now)
    return _adjustment(decided, by)


async def list_adjustments(
    tx: Tx | ReadTx, *, by: Actor, state: AdjustmentState | None = None, cursor: str | None = None, limit: int = 20
) -> Page[Adjustment]:
    """Corrections of counts, newest first; of one state when asked."""
    before = decode(cursor, int)[0] if cursor else None
    rows = await store.list_adjustments(tx, state=state, before=before, limit=limit + 1)
    more = encode(rows[limit - 1].id) if len(rows) > limit else None
    return Page([_adjustment(row, by) for row in rows[:limit]], more)


async def _apply(tx: Tx, row: Any, *, by: Actor, decided_by: int | None, now: datetime) -> Adjustment:
    today = day_in_china(now)
    before = await store.sums_available(tx, [row.sku_id], today)
    if await store.correct_lot(tx, row, now) is None:
        raise StockTooLow(lot=str(row.lot_id), change=row.change)
    after = await store.sums_available(tx, [row.sku_id], today)
    if before and not after:
        outbox.emit(tx, SoldOut(sku=row.sku_id))
    if after and not before:
        outbox.emit(tx, BackInStock(sku=row.sku_id))
    decided = await store.decide_adjustment(tx, row, state=AdjustmentState.APPLIED, decided_by=decided_by, now=now)
    return _adjustment(decided, by)


def _adjustment(row: Any, by: Actor) -> Adjustment:
    open_now = AdjustmentState.APPLIED in rules.TRANSITIONS[AdjustmentState(row.state)]
    return Adjustment(
        id=str(row.id),
        sku_id=str(row.sku_id),
        lot_id=str(row.lot_id),
        change=row.change,
        reason=row.reason,
        state=AdjustmentState(row.state),
        asked_by=str(row.asked_by),
        asked_at=row.asked_at,
        decided_by=str(row.decided_by) if row.decided_by else None,
        decided_at=row.decided_at,
        can_decide=open_now and by.holds("warehouse") and row.asked_by != by.member_id,
    )
