"""Sweeps of trade: what is due is looked after, one order and one transaction at a time."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from zhongcao.kit import clock, log
from zhongcao.kit.db import Busy, ReadTx, Sessions, Tx, begin, begin_read
from zhongcao.kit.jobs import Work, every
from zhongcao.trade import service

BATCH = 200
Due = Callable[..., Awaitable[list[tuple[int, int]]]]
LookAfter = Callable[..., Awaitable[bool]]


@every(seconds=5)
async def expire_unpaid_orders(work: Work) -> int:
    """Cancel orders that nobody paid in time, and give back what they hold."""
    return await _sweep(work.sessions, service.due_unpaid, service.expire_order)


@every(seconds=60)
async def confirm_received_orders(work: Work) -> int:
    """Confirm delivered orders whose members said nothing for ten days."""
    return await _sweep(work.sessions, service.due_unconfirmed, service.confirm_by_time)


@every(seconds=30)
async def chase_waiting_orders(work: Work) -> int:
    """Look after orders that wait for a waybill, for customs, for the carrier or for a refund too long."""
    return await _sweep(work.sessions, service.due_waiting, service.chase)


@every(seconds=300)
async def close_accounts(work: Work) -> int:
    """Erase accounts whose members asked for it and thought it over, once none of their orders is under way."""
    now = clock.now()
    async with begin_read(work.sessions) as read:
        members = await service.accounts_to_close(read, now=now, limit=BATCH)
    closed = 0
    for member_id in members:
        closed += await _one(work.sessions, service.close_account, now, member_id=member_id)
    return closed


async def _sweep(sessions: Sessions, due: Due, look_after: LookAfter) -> int:
    now = clock.now()
    async with begin_read(sessions) as read:
        orders = await _due(read, due, now)
    moved = 0
    for member_id, order_id in orders:
        moved += await _one(sessions, look_after, now, member_id=member_id, order_id=order_id)
    return moved


async def _due(read: ReadTx, due: Due, now: datetime) -> list[tuple[int, int]]:
    return await due(read, now=now, limit=BATCH)


async def _one(sessions: Sessions, look_after: LookAfter, now: datetime, **which: int) -> bool:
    try:
        async with begin(sessions) as tx:
            return await look_after(Tx(tx), **which, now=now)
    except Busy:
        return False  # somebody works on it right now; the next round looks again
    except Exception as error:
        # One order or account with a fault must not keep the others waiting; it stays due and shows up as overdue.
        log.get("trade").error("could not be looked after", **which, exc_info=error)
        return False
