"""Orders that end early: unpaid ones are let go, paid ones are given back, each undoing only what it holds."""

from datetime import datetime

from zhongcao.customs import service as customs
from zhongcao.customs.errors import DeclarationNotFound, NotCancellable
from zhongcao.inventory import service as inventory
from zhongcao.kit.db import Tx
from zhongcao.kit.money import Currency, Money
from zhongcao.logistics import service as logistics
from zhongcao.mall import service as mall
from zhongcao.payments import service as payments
from zhongcao.payments.errors import AlreadyPaid, RefundNumberReused, RefundTooLarge
from zhongcao.payments.rules import PaymentState
from zhongcao.trade import rules
from zhongcao.trade.errors import OrderCannot, PaymentArriving
from zhongcao.trade.rules import OrderEvent, OrderState
from zhongcao.trade.schemas import Order
from zhongcao.trade.service._life import advance, lock, sold_units
from zhongcao.trade.service._views import get_order
from zhongcao.trade.tables import OrderRow


async def cancel_order(tx: Tx, *, member_id: int, order_id: int, reason: str, now: datetime) -> Order:
    """Give an order up: unpaid it is cancelled, paid it is refunded; refused once customs has the documents."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    to = rules.next_state(OrderState(order.state), OrderEvent.CANCEL)
    if to is OrderState.CANCELLED:
        if not await _let_go(tx, order, OrderEvent.CANCEL, reason=reason or "member", now=now):
            raise PaymentArriving()
    elif to is OrderState.REFUNDING:
        await give_back(tx, order, OrderEvent.CANCEL, reason=reason or "member", now=now)
    return await get_order(tx, member_id=member_id, order_id=order_id, now=now)


async def expire_order(tx: Tx, *, member_id: int, order_id: int, now: datetime) -> bool:
    """Let go of an order that nobody paid in time; says whether it did. A payment that was faster wins."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    if order.state != OrderState.PLACED or order.due_at is None or order.due_at > now:
        return False
    return await _let_go(tx, order, OrderEvent.EXPIRE, reason="unpaid", now=now)


async def reject(tx: Tx, *, member_id: int, order_id: int, reason: str, now: datetime) -> None:
    """Customs will not let the goods in: everything is given back."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    await give_back(tx, order, OrderEvent.REJECT, reason=f"customs: {reason}", now=now)


async def take_returned_parcel(tx: Tx, *, member_id: int, order_id: int, step: str, now: datetime) -> None:
    """The parcel came back: the member gets everything back, the goods are counted in by the warehouse."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    order.reason = f"parcel: {step}"
    if advance(tx, order, OrderEvent.COME_BACK, now=now):
        await request_refund(tx, order, now=now)


async def give_back(tx: Tx, order: OrderRow, event: OrderEvent, *, reason: str, now: datetime) -> None:
    """Refund a paid order that has not left the warehouse, and free what it held."""
    was_declared = order.declared_at is not None
    before, order.reason = order.reason, reason[:200]
    if not advance(tx, order, event, now=now):
        order.reason = before
        return
    await request_refund(tx, order, now=now)
    if was_declared:
        await _withdraw_declaration(tx, order, now=now)
    await logistics.cancel_parcel(tx, order_id=order.id, now=now)
    await customs.void_allowance(tx, order_id=order.id, now=now)
    await mall.count_sales(tx, units={product: -units for product, units in sold_units(order).items()})
    await inventory.release(tx, order_id=order.id, now=now)


async def request_refund(tx: Tx, order: OrderRow, *, now: datetime) -> None:
    """Send everything that is not on its way back already to the payer; asking twice sends it once."""
    whole = Money(order.paid_amount, Currency(order.currency))
    number, reason = f"{order.order_no}R", order.reason or ""
    try:
        await payments.refund(tx, order_id=order.id, refund_no=number, amount=whole, reason=reason, now=now)
    except RefundTooLarge as refused:
        rest = int(refused.details.get("available", 0))  # finance has given a part back before
        if rest:
            part = Money(rest, whole.currency)
            await payments.refund(tx, order_id=order.id, refund_no=number, amount=part, reason=reason, now=now)
    except RefundNumberReused:
        return  # asked for before, as the rest of what finance had left


async def mark_refunded(tx: Tx, *, member_id: int, order_id: int, at: datetime, now: datetime) -> None:
    """A channel confirmed a refund: an order that is given back is refunded once all of its money is."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    if order.state != OrderState.REFUNDING:
        return  # a part given back out of goodwill, or money that came after closing
    payment = await payments.find_payment(tx, order_id=order_id)
    if payment is not None and payment.state is PaymentState.REFUNDED:
        advance(tx, order, OrderEvent.REFUND, now=now, at=at)


async def _let_go(tx: Tx, order: OrderRow, event: OrderEvent, *, reason: str, now: datetime) -> bool:
    if not rules.may(OrderState(order.state), event):
        raise OrderCannot(state=order.state, event=event)
    try:
        await payments.close_payment(tx, order_id=order.id, now=now)
    except AlreadyPaid:
        # The money is there and its fact on the way: the order will be paid, not cancelled.
        order.due_at = now + rules.CAPTURE_ARRIVES_WITHIN
        return False
    order.reason = reason[:200]
    advance(tx, order, event, now=now)
    await customs.void_allowance(tx, order_id=order.id, now=now)
    await inventory.release(tx, order_id=order.id, now=now)
    return True


async def _withdraw_declaration(tx: Tx, order: OrderRow, *, now: datetime) -> None:
    """A rejected declaration must not be sent again once the money goes back."""
    try:
        await customs.cancel_declaration(
            tx, member_id=order.member_id, order_id=order.id, reason=order.reason or "", now=now
        )
    except (NotCancellable, DeclarationNotFound):
        return  # turned away by customs: final already
