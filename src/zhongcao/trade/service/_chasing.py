"""Looking after orders that wait: ask those below how things stand, and catch up with what was missed."""

from collections.abc import Sequence
from datetime import datetime

from zhongcao.customs import service as customs
from zhongcao.customs.rules import RELEASED
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.logistics import service as logistics
from zhongcao.logistics.rules import ParcelState
from zhongcao.trade import rules, store
from zhongcao.trade.rules import OrderState
from zhongcao.trade.service._fulfilment import book_parcel, mark_delivered, release_to_carrier
from zhongcao.trade.service._giving_back import request_refund
from zhongcao.trade.service._life import lock


async def due_unpaid(tx: Tx | ReadTx, *, now: datetime, limit: int) -> list[tuple[int, int]]:
    """Orders (member, order) whose time to pay is over."""
    return await store.list_due(tx, now=now, placed=True, limit=limit)


async def due_waiting(tx: Tx | ReadTx, *, now: datetime, limit: int) -> list[tuple[int, int]]:
    """Orders (member, order) that wait for somebody else longer than they should."""
    return await store.list_due(tx, now=now, placed=False, limit=limit)


async def due_unconfirmed(tx: Tx | ReadTx, *, now: datetime, limit: int) -> list[tuple[int, int]]:
    """Delivered orders (member, order) that time confirms."""
    return await store.list_unconfirmed(tx, now=now, limit=limit)


async def chase(tx: Tx, *, member_id: int, order_id: int, now: datetime) -> bool:
    """Look after one order that waits too long; says whether it was due. Staff see how often that was needed."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    if order.due_at is None or order.due_at > now or order.state in _NOT_CHASED:
        return False
    before = order.state
    owner = {"member_id": member_id, "order_id": order_id}
    match OrderState(order.state):
        case OrderState.PAID:
            await book_parcel(tx, order, now=now)
        case OrderState.DECLARED:
            status = await customs.find_declaration(tx, **owner)
            if status is not None and status.state in RELEASED:
                await release_to_carrier(tx, **owner, at=now, now=now)
        case OrderState.SHIPPED:
            parcel = await logistics.tracking(tx, **owner)
            if parcel is not None and parcel.state is ParcelState.DELIVERED:
                await mark_delivered(tx, **owner, at=parcel.events[0].at, now=now)
        case OrderState.REFUNDING:
            await request_refund(tx, order, now=now)
        case _:
            pass
    if order.state == before:
        order.times_chased = min(order.times_chased + 1, TIMES_MAX)
        order.due_at = now + rules.CHASE_AGAIN
    return True


async def wait_longer(tx: Tx, *, member_id: int, order_id: int, now: datetime) -> None:
    """Somebody told us that it takes its time (customs looks closer): do not chase for a while."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    if order.due_at is not None and order.state not in _NOT_CHASED:
        order.due_at = now + rules.DUE_AFTER[OrderState(order.state)]


TIMES_MAX = 1000
_NOT_CHASED: Sequence[str] = (OrderState.PLACED, OrderState.DELIVERED)
