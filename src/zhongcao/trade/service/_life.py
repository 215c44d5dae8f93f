"""How an order moves: locked, checked against the table of moves, written and told in one go."""

from collections import Counter
from datetime import datetime
from typing import Any

from zhongcao.kit import outbox
from zhongcao.kit.db import Tx
from zhongcao.trade import events, rules, store
from zhongcao.trade.errors import OrderNotFound
from zhongcao.trade.rules import OrderEvent, OrderState
from zhongcao.trade.tables import OrderRow

FACTS: dict[OrderState, type[events.OrderFact]] = {
    OrderState.PLACED: events.OrderPlaced,
    OrderState.PAID: events.OrderPaid,
    OrderState.DECLARED: events.OrderDeclared,
    OrderState.SHIPPED: events.OrderShipped,
    OrderState.DELIVERED: events.OrderDelivered,
    OrderState.COMPLETED: events.OrderCompleted,
    OrderState.CANCELLED: events.OrderCancelled,
    OrderState.REFUNDING: events.OrderRefunding,
    OrderState.REFUNDED: events.OrderRefunded,
}
"""What others hear when an order reaches a state; cleared is told by customs itself."""


async def lock(tx: Tx, *, member_id: int, order_id: int) -> OrderRow:
    """The order under its lock; refused when it is not this member's."""
    order = await store.lock_order(tx, member_id=member_id, order_id=order_id)
    if order is None:
        raise OrderNotFound(order=str(order_id))
    return order


def advance(tx: Tx, order: OrderRow, event: OrderEvent, *, now: datetime, at: datetime | None = None) -> bool:
    """Let something happen to a locked order; False when it had its effect before.

    `at` is when it happened in the world, `now` when we heard of it. The row is written with the transaction.
    """
    to = rules.next_state(OrderState(order.state), event)
    if to is None:
        return False
    happened = at or now
    if to is OrderState.COMPLETED and order.delivered_at is None:
        # The member confirmed before the carrier did: the goods are delivered all the same.
        order.delivered_at = happened
        tell(tx, order, OrderState.DELIVERED, happened)
    order.state = to
    setattr(order, f"{to}_at", happened)
    order.due_at = rules.due_at(to, now)
    order.times_chased = 0
    tell(tx, order, to, happened)
    return True


def tell(tx: Tx, order: OrderRow, state: OrderState, at: datetime) -> None:
    """Leave the fact that an order reached a state."""
    kind = FACTS.get(state)
    if kind is None:
        return
    more: dict[str, Any] = {"reason": order.reason or ""} if kind is events.OrderRefunding else {}
    outbox.emit(
        tx,
        kind(
            order=order.id,
            member=order.member_id,
            order_no=order.order_no,
            lines=[tuple(line) for line in order.told_lines],
            source=order.source,
            line_sources=order.told_sources or [],
            at=at,
            **more,
        ),
    )


def sold_units(order: OrderRow) -> dict[int, int]:
    """How many units of each product an order is about."""
    units: Counter[int] = Counter()
    for _, product, quantity, _ in order.told_lines:
        units[product] += quantity
    return dict(units)
