"""Send money back: promise it, let a job send it, record what the channel answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from zhongcao.kit import outbox
from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import Currency, Money
from zhongcao.payments import rules, store
from zhongcao.payments.errors import NotPaid, PaymentNotFound, RefundNumberReused, RefundTooLarge
from zhongcao.payments.events import Refunded, RefundFailed
from zhongcao.payments.rules import PaymentState, RefundAnswer, RefundState
from zhongcao.payments.schemas import Refund
from zhongcao.payments.service._books import post

TAKE_MAX = 500


class DueRefund(msgspec.Struct, frozen=True, kw_only=True):
    """A refund for a job to send (`ask` false) or to ask the channel about (`ask` true)."""

    member_id: int
    refund_id: int
    payment_id: int
    order_id: int
    provider: str
    number: str
    refund_no: str
    amount: Money
    reason: str
    of_payment: bool
    tries: int
    ask: bool


async def refund(tx: Tx, *, order_id: int, refund_no: str, amount: Money, reason: str, now: datetime) -> Refund:
    """Promise a refund; a job sends it. The number makes it happen once, whoever asks how often."""
    found = await store.find_by_order(tx, order_id)
    if found is None:
        raise PaymentNotFound(order=str(order_id))
    row = await store.lock_payment(tx, member_id=found.member_id, payment_id=found.id)
    assert row is not None, "payments are never removed"
    if kept := await store.find_refund(tx, member_id=row.member_id, refund_no=refund_no):
        if kept.payment_id != row.id or _amount(kept) != amount:
            raise RefundNumberReused(refund_no=refund_no)
        return as_refund(kept)
    if row.state in (PaymentState.CREATED, PaymentState.CLOSED):
        raise NotPaid(order=str(order_id))
    if amount.currency != row.currency or amount.amount <= 0:
        raise RefundTooLarge(refund_no=refund_no)
    return await _promise(
        tx,
        row,
        provider=row.provider,
        refund_no=refund_no,
        amount=amount,
        reason=reason,
        of_payment=True,
        now=now,
    )


async def promise_back(
    tx: Tx, row: Row[Any], *, provider: str, amount: Money, reason: str, of_payment: bool, now: datetime
) -> None:
    """Promise back money that should not have come; the payment is locked by the caller."""
    await _promise(
        tx,
        row,
        provider=provider,
        refund_no=f"{row.number}-{provider}",
        amount=amount,
        reason=reason,
        of_payment=of_payment,
        now=now,
    )


async def _promise(
    tx: Tx,
    row: Row[Any],
    *,
    provider: str,
    refund_no: str,
    amount: Money,
    reason: str,
    of_payment: bool,
    now: datetime,
) -> Refund:
    if of_payment and not await store.promise_refund(
        tx, member_id=row.member_id, payment_id=row.id, amount=amount.amount
    ):
        raise RefundTooLarge(refund_no=refund_no, wanted=amount.amount, available=row.due_amount - row.promised_amount)
    values = {
        "member_id": row.member_id,
        "id": new_id(),
        "payment_id": row.id,
        "order_id": row.order_id,
        "refund_no": refund_no,
        "provider": provider,
        "of_payment": of_payment,
        "state": RefundState.PREPARED,
        "refund_amount": amount.amount,
        "currency": amount.currency.value,
        "reason": reason[:200],
        "requested_at": now,
        "due_at": now,
        "tries": 0,
    }
    added = await store.add_refund(tx, values)
    assert added, "the payment is locked, so nobody else can use this number for it"
    await post(
        tx,
        kind="refund_promised",
        ref=f"{row.number}/{refund_no}",
        order_id=row.order_id,
        entries=rules.refund_promised_entries(amount),
        now=now,
    )
    return Refund(
        id=str(values["id"]),
        refund_no=refund_no,
        order_id=str(row.order_id),
        payment_id=str(row.id),
        member_id=str(row.member_id),
        state=RefundState.PREPARED,
        amount=amount,
        reason=reason[:200],
        provider=provider,
        requested_at=now,
    )


async def take_refunds(tx: Tx, *, now: datetime, limit: int = TAKE_MAX) -> list[DueRefund]:
    """Take refunds that are due, marked as sent before anything is sent: a job that dies leaves a trace."""
    rows = await store.take_due_refunds(tx, now=now, until=now + rules.LEASE, limit=limit)
    return [
        DueRefund(
            member_id=row.member_id,
            refund_id=row.id,
            payment_id=row.payment_id,
            order_id=row.order_id,
            provider=row.provider,
            number=row.number,
            refund_no=row.refund_no,
            amount=_amount(row),
            reason=row.reason,
            of_payment=row.of_payment,
            tries=row.tries,
            ask=row.state == RefundState.UNKNOWN,
        )
        for row in rows
    ]


async def record_refund(tx: Tx, *, due: DueRefund, answer: RefundAnswer, error: str | None, now: datetime) -> None:
    """Record what the channel answered about a refund. What is unclear stays unknown until a query resolves it."""
    await store.lock_payment(tx, member_id=due.member_id, payment_id=due.payment_id)
    state, due_at = _after(answer, asked=due.ask, tries=due.tries, now=now)
    changed = await store.conclude_refund(
        tx,
        member_id=due.member_id,
        refund_id=due.refund_id,
        state=state,
        due_at=due_at,
        confirmed_at=now if state is RefundState.CONFIRMED else None,
        error=error[:400] if error else None,
    )
    if not changed:
        return
    if state is RefundState.CONFIRMED:
        await _confirm(tx, due, now=now)
    elif state is RefundState.FAILED:
        await _fail(tx, due, error=error or "", now=now)


def _after(answer: RefundAnswer, *, asked: bool, tries: int, now: datetime) -> tuple[RefundState, datetime | None]:
    if answer is RefundAnswer.DONE:
        return RefundState.CONFIRMED, None
    if answer is RefundAnswer.REFUSED:
        return RefundState.FAILED, None
    if answer is RefundAnswer.ABSENT and asked:
        return RefundState.PREPARED, now
    return RefundState.UNKNOWN, rules.next_try(tries=tries, now=now)


async def _confirm(tx: Tx, due: DueRefund, *, now: datetime) -> None:
    if due.of_payment:
        await store.add_refunded(tx, member_id=due.member_id, payment_id=due.payment_id, amount=due.amount.amount)
    await post(
        tx,
        kind="refund_confirmed",
        ref=f"{due.number}/{due.refund_no}",
        order_id=due.order_id,
        entries=rules.refund_confirmed_entries(due.amount, provider=due.provider),
        now=now,
    )
    outbox.emit(
        tx,
        Refunded(
            order=due.order_id,
            member=due.member_id,
            refund_no=due.refund_no,
            amount=due.amount.amount,
            currency=due.amount.currency.value,
            at=now,
        ),
    )


async def _fail(tx: Tx, due: DueRefund, *, error: str, now: datetime) -> None:
    if due.of_payment:
        await store.promise_refund(tx, member_id=due.member_id, payment_id=due.payment_id, amount=-due.amount.amount)
    await post(
        tx,
        kind="refund_failed",
        ref=f"{due.number}/{due.refund_no}",
        order_id=due.order_id,
        entries=rules.refund_promised_entries(-due.amount),
        now=now,
    )
    outbox.emit(
        tx,
        RefundFailed(
            order=due.order_id,
            member=due.member_id,
            refund_no=due.refund_no,
            amount=due.amount.amount,
            currency=due.amount.currency.value,
            reason=error[:200],
            at=now,
        ),
    )


async def list_refunds(tx: ReadTx, *, state: RefundState | None, cursor: str | None, limit: int) -> Page[Refund]:
    """Refunds of all members, newest first, for staff."""
    before = None
    if cursor:
        (before,) = decode(cursor, int)
    rows: Sequence[Row[Any]] = await store.list_refunds(tx, state=state, before=before, limit=limit + 1)
    return Page([as_refund(row) for row in rows[:limit]], encode(rows[limit - 1].id) if len(rows) > limit else None)


def as_refund(row: Row[Any]) -> Refund:
    """A row as others see it."""
    return Refund(
        id=str(row.id),
        refund_no=row.refund_no,
        order_id=str(row.order_id),
        payment_id=str(row.payment_id),
        member_id=str(row.member_id),
        state=RefundState(row.state),
        amount=_amount(row),
        reason=row.reason,
        provider=row.provider,
        requested_at=row.requested_at,
        confirmed_at=row.confirmed_at,
        error=row.error,
    )


def _amount(row: Row[Any]) -> Money:
    return Money(row.refund_amount, Currency(row.currency))
