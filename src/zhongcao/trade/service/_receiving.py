"""The end of an order: confirmed by its member, or by time."""

from datetime import datetime

from zhongcao.kit.db import Tx
from zhongcao.trade.rules import OrderEvent, OrderState
from zhongcao.trade.schemas import Order
from zhongcao.trade.service._fulfilment import book_sale
from zhongcao.trade.service._life import advance, lock
from zhongcao.trade.service._views import get_order


async def confirm_receipt(tx: Tx, *, member_id: int, order_id: int, now: datetime) -> Order:
    """The member says that the goods are there; saying it again changes nothing."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    was_shipped = order.state == OrderState.SHIPPED
    if advance(tx, order, OrderEvent.CONFIRM, now=now) and was_shipped:
        await book_sale(tx, order, now=now)
    return await get_order(tx, member_id=member_id, order_id=order_id, now=now)


async def confirm_by_time(tx: Tx, *, member_id: int, order_id: int, now: datetime) -> bool:
    """Ten quiet days after delivery count as a confirmation (自动确认收货); says whether it did anything."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    if order.state != OrderState.DELIVERED or order.due_at is None or order.due_at > now:
        return False
    return advance(tx, order, OrderEvent.CONFIRM, now=now)
