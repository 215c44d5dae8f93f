"""Payments for tests."""

from datetime import datetime, timedelta

from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.ids import new_id, public_number
from zhongcao.kit.money import Money, cny
from zhongcao.payments import service
from zhongcao.payments.schemas import Payment


async def payment(
    tx: Tx,
    *,
    member_id: int | None = None,
    order_id: int | None = None,
    amount: Money | None = None,
    expires_in: timedelta = timedelta(minutes=30),
    now: datetime | None = None,
) -> Payment:
    """An open payment of an order that nobody else knows."""
    now = now or clock.now()
    return await service.open_payment(
        tx,
        order_id=order_id or new_id(),
        order_no=public_number("Z"),
        member_id=member_id or new_id(),
        amount=amount or cny(22281),
        subject="swisse 胶原蛋白",
        expires_at=now + expires_in,
        now=now,
    )
