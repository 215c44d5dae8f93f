"""A quote becomes an order: everything it needs is held in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from zhongcao.customs import service as customs
from zhongcao.identity import service as identity
from zhongcao.inventory import service as inventory
from zhongcao.inventory.schemas import Pick, ReserveLine
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Tx
from zhongcao.kit.ids import public_number
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.settings import Settings
from zhongcao.payments import service as payments
from zhongcao.trade import rules, store
from zhongcao.trade.errors import IdentityNeeded, NoticeNotAccepted, OrderCannot, QuoteChanged, QuoteUsed
from zhongcao.trade.rules import OrderState
from zhongcao.trade.schemas import Order, PayPage
from zhongcao.trade.service._life import lock, tell
from zhongcao.trade.service._quote import Sheet, present, work_out
from zhongcao.trade.service._token import unseal
from zhongcao.trade.service._views import view_order

NUMBER_PREFIX = "Z"


async def place_order(
    tx: Tx,
    keys: KeyRing,
    *,
    member_id: int,
    token: str,
    notice_version: str,
    source: str | None,
    idempotency_key: str,
    now: datetime,
) -> Order:
    """Turn a quote into an order that waits for payment, holding stock, allowance and price; or refuse it whole.

    Everything is worked out again and must be what was promised. Stock is touched last: its rows are the hot ones.
    """
    offer = unseal(keys, token, member_id=member_id, now=now)
    if notice_version != offer.notice_version:
        raise NoticeNotAccepted(notice_version=offer.notice_version)
    wanted = [(sku, quantity) for sku, quantity, _ in offer.lines]
    # Held, it keeps its member's account from being erased between counting the orders and erasing.
    address = await identity.get_address(tx, member_id=member_id, address_id=offer.address_id, hold=True)
    sheet = await work_out(tx, member_id=member_id, address=address, lines=wanted, now=now)
    if changed := rules.differences(offer, sheet.offer):
        raise QuoteChanged(changed=changed, quote=msgspec.to_builtins(await present(tx, keys, sheet, now=now)))
    if sheet.needs_identity:
        raise IdentityNeeded()
    led_by = await _led_by(tx, sheet, source=source)
    order = _order_values(sheet, id=offer.order_id, source=source, idempotency_key=idempotency_key, now=now)
    order["told_sources"] = led_by if source is None and any(led_by) else None
    if not await store.add_order(tx, order):
        raise QuoteUsed(order=str(offer.order_id))
    await store.add_contact(tx, _contact_values(sheet, offer.order_id))
    picks = await _hold(tx, sheet, order_id=offer.order_id, order_no=order["order_no"], now=now)
    await store.add_lines(tx, _line_values(sheet, offer.order_id, picks, led_by))
    row = await store.find_order(tx, member_id=member_id, order_id=offer.order_id)
    assert row is not None, "it was written just now"
    tell(tx, row, OrderState.PLACED, now)
    return await view_order(tx, row, now=now)


async def _led_by(tx: Tx, sheet: Sheet, *, source: str | None) -> list[str | None]:
    """Take what is ordered out of the cart; what led to each line: what the order names, else its line in the cart."""
    wanted = [(sku, quantity) for sku, quantity, _ in sheet.offer.lines]
    kept = await store.take_ordered(tx, sheet.offer.member_id, wanted)
    return [source or kept.get(sku) for sku, _ in wanted]


async def _hold(tx: Tx, sheet: Sheet, *, order_id: int, order_no: str, now: datetime) -> list[Pick]:
    """Hold what the order needs until it is paid: the buyer's allowance, the price, and last the goods."""
    member_id, until = sheet.offer.member_id, now + rules.PAY_WITHIN
    if sheet.person_key is not None:
        await customs.reserve_allowance(
            tx,
            person=sheet.person_key,
            member_id=member_id,
            order_id=order_id,
            amount=sheet.tax.allowance,
            on=day_in_china(now),
            now=now,
        )
    await payments.open_payment(
        tx,
        order_id=order_id,
        order_no=order_no,
        member_id=member_id,
        amount=sheet.sums.paid,
        subject=_subject(sheet),
        expires_at=until,
        now=now,
    )
    return await inventory.reserve(
        tx,
        order_id=order_id,
        warehouse_id=sheet.offer.warehouse_id,
        lines=[
            ReserveLine(line_no=number, sku_id=sku, quantity=quantity)
            for number, (sku, quantity, _) in enumerate(sheet.offer.lines, start=1)
        ],
        expires_at=until,
        now=now,
        arrives_on=sheet.freight.promise_to,
    )


async def open_pay_page(
    tx: Tx, keys: KeyRing, settings: Settings, *, member_id: int, order_id: int, now: datetime
) -> PayPage:
    """Where to pay for an order; refused when it waits for no payment."""
    order = await lock(tx, member_id=member_id, order_id=order_id)
    if order.state != OrderState.PLACED or order.due_at is None or order.due_at <= now:
        raise OrderCannot(state=order.state, event="pay")
    payment = await payments.find_payment(tx, order_id=order_id)
    assert payment is not None, "every order that waits for payment has one"
    page = await payments.pay_url(tx, keys, settings, member_id=member_id, payment_id=int(payment.id), now=now)
    return PayPage(url=page.url)


def _subject(sheet: Sheet) -> str:
    first = sheet.lines[0].sku.title
    return first[:100] if len(sheet.lines) == 1 else f"{first[:90]} 等{len(sheet.lines)}件"


def _order_values(sheet: Sheet, *, id: int, source: str | None, idempotency_key: str, now: datetime) -> dict[str, Any]:
    sums = sheet.sums
    return {
        "member_id": sheet.offer.member_id,
        "id": id,
        "order_no": public_number(NUMBER_PREFIX),
        "state": OrderState.PLACED,
        "mode": sheet.offer.mode,
        "tax_regime": sheet.tax.regime,
        "tax_route": sheet.tax.route,
        "warehouse_id": sheet.offer.warehouse_id,
        "warehouse_code": sheet.warehouse.code,
        "weight_grams": sheet.weight_grams,
        "told_lines": [
            [int(line.sku.id), int(line.sku.product_id), line.quantity, line.value.amount] for line in sheet.lines
        ],
        "currency": sums.goods.currency,
        "goods_amount": sums.goods.amount,
        "freight_amount": sums.freight.amount,
        "tax_amount": sums.tax.amount,
        "discount_amount": sums.discount.amount,
        "paid_amount": sums.paid.amount,
        "person_key": sheet.person_key if sheet.offer.mode == rules.RETAIL else None,
        "promise_from": sheet.freight.promise_from,
        "promise_to": sheet.freight.promise_to,
        "notice_version": sheet.offer.notice_version,
        "idempotency_key": idempotency_key,
        "source": source,
        "due_at": rules.due_at(OrderState.PLACED, now),
        "placed_at": now,
        "times_chased": 0,
    }


def _contact_values(sheet: Sheet, order_id: int) -> dict[str, Any]:
    address = sheet.address
    # 直辖市: province and city are the same word, which nobody writes twice.
    places = dict.fromkeys((address.province, address.city, address.district, address.street))
    return {
        "member_id": sheet.offer.member_id,
        "order_id": order_id,
        "consignee": address.recipient,
        "phone": address.phone,
        "address": " ".join(place for place in places if place),
        "division_code": address.division_code,
    }


def _line_values(
    sheet: Sheet, order_id: int, picks: Sequence[Pick], led_by: Sequence[str | None]
) -> list[dict[str, Any]]:
    lots: dict[int, list[Any]] = defaultdict(list)
    for pick in picks:
        lots[pick.line_no].append(msgspec.to_builtins(pick))
    return [
        {
            "member_id": sheet.offer.member_id,
            "order_id": order_id,
            "line_no": number,
            "sku_id": int(line.sku.id),
            "product_id": int(line.sku.product_id),
            "title": line.sku.title,
            "variant": line.sku.variant,
            "barcode": line.sku.barcode,
            "quantity": line.quantity,
            "currency": line.value.currency.value,
            "price_amount": line.sku.price.amount,
            "value_amount": line.value.amount,
            "freight_amount": line.freight.amount,
            "duty_amount": line.duty.amount,
            "vat_amount": line.vat.amount,
            "consumption_amount": line.consumption.amount,
            "parcel_tax_amount": line.parcel_tax.amount,
            "tax_amount": line.tax.amount,
            "lots": lots[number],
            "source": led_by[number - 1],
        }
        for number, line in enumerate(sheet.lines, start=1)
    ]
