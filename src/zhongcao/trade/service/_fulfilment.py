"""From the captured payment to the carrier's hands: what each fact from below sets in motion.

Locks are taken in one order everywhere: the order, its payment, its parcel and declaration, stock last.
"""

from collections.abc import Sequence
from datetime import datetime

from zhongcao.customs import service as customs
from zhongcao.customs.schemas import DeclaredLine, OrderDeclaration
from zhongcao.inventory import service as inventory
from zhongcao.kit.db import Tx
from zhongcao.kit.money import Currency, Money
from zhongcao.logistics import service as logistics
from zhongcao.mall import service as mall
from zhongcao.payments import service as payments
from zhongcao.trade import rules, store
from zhongcao.trade.rules import OrderEvent, OrderState
from zhongcao.trade.service._giving_back import give_back
from zhongcao.trade.service._life import advance, lock, sold_units
from zhongcao.trade.tables import OrderContactRow, OrderLineRow, OrderRow


async def mark_paid(
    tx: Tx,
    *,
    member_id: int,
    order_id: int,
    payment_id: int,
    amount: Money,
    provider: str,
    transaction_no: str,
    at: datetime,
    now: datetime,
) -> None:
    """The money is there: keep the goods for good and have a parcel booked."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    if order.state == OrderState.CANCELLED:
        return  # it came after closing; payments sends it back by itself
    assert amount == Money(order.paid_amount, Currency(order.currency)), "payments takes no other amount"
    if not advance(tx, order, OrderEvent.CAPTURE, now=now, at=at):
        return
    order.payment_id, order.payment_provider, order.payment_transaction = payment_id, provider, transaction_no
    await book_parcel(tx, order, now=now)
    await mall.count_sales(tx, units=sold_units(order))
    if not await inventory.keep(tx, order_id=order_id):
        await give_back(tx, order, OrderEvent.CANCEL, reason="stock-gone", now=now)


async def book_parcel(tx: Tx, order: OrderRow, *, now: datetime) -> None:
    """Have a waybill asked for; asking twice gives one parcel."""
    contact = await _contact(tx, order)
    assert order.warehouse_id is not None
    await logistics.book_parcel(
        tx,
        order_id=order.id,
        member_id=order.member_id,
        order_no=order.order_no,
        warehouse_id=order.warehouse_id,
        mode=order.mode,
        consignee=contact.consignee,
        phone=contact.phone,
        address=contact.address,
        division_code=contact.division_code,
        weight_grams=order.weight_grams,
        now=now,
    )


async def take_waybill(
    tx: Tx,
    *,
    member_id: int,
    order_id: int,
    carrier_code: str,
    carrier_name: str,
    waybill_no: str,
    now: datetime,
) -> None:
    """The waybill is there: bonded goods are declared to customs, postal parcels leave at once."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    if order.mode != rules.RETAIL:
        order.carrier_code, order.carrier_name, order.waybill_no = carrier_code, carrier_name, waybill_no
        await _hand_over(tx, order, now=now)
        return
    if not advance(tx, order, OrderEvent.DECLARE, now=now):
        return
    order.carrier_code, order.carrier_name, order.waybill_no = carrier_code, carrier_name, waybill_no
    lines = (await store.list_lines(tx, [(member_id, order_id)]))[order_id]
    await customs.declare(tx, order=_declaration(order, await _contact(tx, order), lines), now=now)


async def release_to_carrier(tx: Tx, *, member_id: int, order_id: int, at: datetime, now: datetime) -> None:
    """Customs said 800: the purchase counts against the year, and the parcel leaves the bonded zone."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    if advance(tx, order, OrderEvent.CLEAR, now=now, at=at):
        await customs.count_allowance(tx, order_ids=[order_id], now=now)
        await _hand_over(tx, order, now=now)


async def mark_delivered(tx: Tx, *, member_id: int, order_id: int, at: datetime, now: datetime) -> None:
    """The carrier reports the signature: the order is fulfilled, and the books say so."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    if advance(tx, order, OrderEvent.DELIVER, now=now, at=at):
        await book_sale(tx, order, now=now)


async def book_sale(tx: Tx, order: OrderRow, *, now: datetime) -> None:
    """The member's deposit becomes income, and tax that is owed to the state."""
    currency = Currency(order.currency)
    await payments.recognise_sale(
        tx,
        order_id=order.id,
        order_no=order.order_no,
        goods=Money(order.goods_amount, currency),
        freight=Money(order.freight_amount, currency),
        tax=Money(order.tax_amount, currency),
        discount=Money(order.discount_amount, currency),
        regime=order.tax_regime or "",
        now=now,
    )


async def _hand_over(tx: Tx, order: OrderRow, *, now: datetime) -> None:
    if advance(tx, order, OrderEvent.HAND_OVER, now=now):
        await logistics.hand_over(tx, order_id=order.id, now=now)
        await inventory.ship(tx, order_id=order.id, now=now)


async def _contact(tx: Tx, order: OrderRow) -> OrderContactRow:
    contact = await store.find_contact(tx, member_id=order.member_id, order_id=order.id)
    assert contact is not None, "every order of ours knows who receives it"
    return contact


def _declaration(order: OrderRow, contact: OrderContactRow, lines: Sequence[OrderLineRow]) -> OrderDeclaration:
    currency = Currency(order.currency)
    assert order.paid_at is not None, "only paid orders are declared"
    assert order.payment_provider is not None
    assert order.payment_transaction is not None
    assert order.carrier_code is not None
    assert order.carrier_name is not None
    assert order.waybill_no is not None
    assert order.warehouse_id is not None
    assert order.warehouse_code is not None
    return OrderDeclaration(
        order_id=order.id,
        order_no=order.order_no,
        member_id=order.member_id,
        warehouse_id=str(order.warehouse_id),
        warehouse_code=order.warehouse_code,
        goods_value=Money(order.goods_amount, currency),
        freight=Money(order.freight_amount, currency),
        discount=Money(order.discount_amount, currency),
        tax_total=Money(order.tax_amount, currency),
        paid=Money(order.paid_amount, currency),
        payment_provider=order.payment_provider,
        payment_transaction=order.payment_transaction,
        paid_at=order.paid_at,
        consignee=contact.consignee,
        consignee_phone=contact.phone,
        consignee_address=contact.address,
        division_code=contact.division_code,
        carrier_code=order.carrier_code,
        carrier_name=order.carrier_name,
        waybill_no=order.waybill_no,
        gross_weight_grams=order.weight_grams,
        lines=[
            DeclaredLine(
                line_no=line.line_no,
                sku_id=line.sku_id,
                name=line.title,
                barcode=line.barcode,
                quantity=line.quantity,
                price=Money(line.price_amount, currency),
                total=Money(line.value_amount, currency),
                # All lots of a line share record and origin: inventory picks them so.
                item_record_no=line.lots[0]["item_record_no"] or None,
                origin_country=line.lots[0]["origin_country"],
            )
            for line in lines
        ],
    )
