"""Open a payment, send the buyer to a channel, close it, show it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from sqlalchemy import Row

from zhongcao.kit import outbox
from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import new_id, public_number
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import Currency, Money
from zhongcao.kit.settings import Settings
from zhongcao.payments import rules, store
from zhongcao.payments.errors import AlreadyPaid, NotPayable, PaymentNotFound
from zhongcao.payments.events import PaymentClosed
from zhongcao.payments.rules import AttemptState, PaymentState
from zhongcao.payments.schemas import Payment, PayPage
from zhongcao.payments.service._channels import channel_account

NUMBER_LENGTH = 16
"""Random letters of a payment number: 80 bits, so that two never meet although no table holds them all."""


async def open_payment(
    tx: Tx,
    *,
    order_id: int,
    order_no: str,
    member_id: int,
    amount: Money,
    subject: str,
    expires_at: datetime,
    now: datetime,
) -> Payment:
    """Open the one payment of an order; asking again gives the same one."""
    assert amount.amount > 0, "an order that costs nothing needs no payment"
    values: dict[str, Any] = {
        "member_id": member_id,
        "id": new_id(),
        "number": public_number("P", NUMBER_LENGTH),
        "order_id": order_id,
        "order_no": order_no,
        "subject": subject[:256],
        "state": PaymentState.CREATED,
        "due_amount": amount.amount,
        "promised_amount": 0,
        "refunded_amount": 0,
        "currency": amount.currency.value,
        "created_at": now,
        "expires_at": expires_at,
    }
    if not await store.add_payment(tx, values):
        row = await store.find_by_order(tx, order_id)
        assert row is not None
        return as_payment(row)
    return Payment(
        id=str(values["id"]),
        number=values["number"],
        order_id=str(order_id),
        order_no=order_no,
        member_id=str(member_id),
        state=PaymentState.CREATED,
        amount=amount,
        refunded=Money(0, amount.currency),
        refundable=Money(0, amount.currency),
        expires_at=expires_at,
    )


async def pay_url(
    tx: Tx,
    keys: KeyRing,
    settings: Settings,
    *,
    member_id: int,
    payment_id: int,
    now: datetime,
    provider: str = "sandbox",
) -> PayPage:
    """Where the buyer goes to pay: a request to the channel that we sign here, without any network."""
    account = channel_account(settings, provider)
    row = await store.lock_payment(tx, member_id=member_id, payment_id=payment_id)
    if row is None:
        raise PaymentNotFound(payment=str(payment_id))
    if row.state in (PaymentState.PAID, PaymentState.PART_REFUNDED, PaymentState.REFUNDED):
        raise AlreadyPaid(payment=str(payment_id))
    if row.state != PaymentState.CREATED or row.expires_at <= now:
        raise NotPayable(payment=str(payment_id), state=row.state)
    fields = rules.signed_request(
        "alipay.trade.page.pay",
        {
            "out_trade_no": row.number,
            "product_code": "FAST_INSTANT_TRADE_PAY",
            "subject": row.subject,
            "time_expire": rules.moment_text(row.expires_at),
            "total_amount": rules.yuan(Money(row.due_amount, Currency(row.currency))),
        },
        app_id=account.app_id,
        key=account.merchant_key,
        now=now,
        notify_url=f"{settings.origin}/v1/payments/notify/{provider}",
        return_url=f"{settings.origin}/pay/{row.order_id}",
    )
    sealed = keys.encrypt(msgspec.json.encode(fields), bound_to=f"payments.attempt|request|{payment_id}|{member_id}")
    await store.put_attempt(
        tx,
        {
            "member_id": member_id,
            "payment_id": payment_id,
            "provider": provider,
            "state": AttemptState.OPEN,
            "started_at": now,
            "due_at": rules.next_poll(started_at=now, expires_at=row.expires_at, now=now),
            "tries": 0,
            "request_sealed": sealed,
        },
    )
    return PayPage(f"{account.gateway_url}?{urlencode(fields)}")


async def close_payment(tx: Tx, *, order_id: int, now: datetime) -> Payment | None:
    """Give a payment up so that nobody pays for a cancelled order; refuses when the money is already here.

    Channels where the buyer may be paying at this moment are told by a job; money that still comes is sent back.
    """
    found = await store.find_by_order(tx, order_id)
    if found is None:
        return None
    row = await store.lock_payment(tx, member_id=found.member_id, payment_id=found.id)
    assert row is not None, "payments are never removed"
    if row.state == PaymentState.CLOSED or (row.closed_at is not None):
        return as_payment(row)
    if row.state != PaymentState.CREATED:
        raise AlreadyPaid(payment=str(row.id))
    await store.mark_closed(tx, member_id=row.member_id, payment_id=row.id, now=now)
    await store.close_attempts(tx, member_id=row.member_id, payment_id=row.id, due_at=now)
    outbox.emit(tx, PaymentClosed(order=order_id, member=row.member_id, at=now))
    return msgspec.structs.replace(as_payment(row), state=PaymentState.CLOSED)


async def find_payment(tx: Tx | ReadTx, *, order_id: int) -> Payment | None:
    """The payment of an order, or None."""
    row = await store.find_by_order(tx, order_id)
    return as_payment(row) if row is not None else None


async def get_payment(tx: Tx | ReadTx, *, member_id: int, payment_id: int) -> Payment:
    """A member's own payment."""
    row = await store.find_payment(tx, member_id=member_id, payment_id=payment_id)
    if row is None:
        raise PaymentNotFound(payment=str(payment_id))
    return as_payment(row)


async def list_payments(tx: ReadTx, *, state: PaymentState | None, cursor: str | None, limit: int) -> Page[Payment]:
    """Payments of all members, newest first, for staff."""
    before = None
    if cursor:
        at, last = decode(cursor, datetime, int)
        before = (at, last)
    rows: Sequence[Row[Any]] = await store.list_payments(tx, state=state, before=before, limit=limit + 1)
    last_row = rows[limit - 1] if len(rows) > limit else None
    return Page(
        [as_payment(row) for row in rows[:limit]],
        encode(last_row.created_at.isoformat(), last_row.id) if last_row is not None else None,
    )


def as_payment(row: Row[Any]) -> Payment:
    """A row as others see it."""
    currency = Currency(row.currency)
    return Payment(
        id=str(row.id),
        number=row.number,
        order_id=str(row.order_id),
        order_no=row.order_no,
        member_id=str(row.member_id),
        state=PaymentState(row.state),
        amount=Money(row.due_amount, currency),
        refunded=Money(row.refunded_amount, currency),
        refundable=_refundable(row),
        expires_at=row.expires_at,
        provider=row.provider,
        transaction_no=row.transaction_no,
        paid_at=row.paid_at,
    )


def _refundable(row: Row[Any]) -> Money:
    paid = PaymentState(row.state) not in (PaymentState.CREATED, PaymentState.CLOSED)
    return Money(row.due_amount - row.promised_amount if paid else 0, Currency(row.currency))
