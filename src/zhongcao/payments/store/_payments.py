"""Statements about payments and their attempts at channels."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.payments.rules import AttemptState, PaymentState
from zhongcao.payments.tables import AttemptRow, PaymentRow

PAYMENT = PaymentRow.__table__.c
ATTEMPT = AttemptRow.__table__.c
Found = Row[Any] | None


_OF_PAYMENT = (PaymentRow.member_id == bindparam("of_member")) & (PaymentRow.id == bindparam("of_payment"))
_OF_ATTEMPT = (AttemptRow.member_id == bindparam("of_member")) & (AttemptRow.payment_id == bindparam("of_payment"))
_ADD = (
    insert(PaymentRow)
    .on_conflict_do_nothing(index_elements=[PaymentRow.order_id, PaymentRow.member_id])
    .returning(PaymentRow.id)
)
_FIND = select(*PAYMENT).where(_OF_PAYMENT)
_LOCK = _FIND.with_for_update()
_FIND_BY_ORDER = select(*PAYMENT).where(PaymentRow.order_id == bindparam("order"))
_FIND_BY_NUMBER = select(*PAYMENT).where(PaymentRow.number == bindparam("number"))
_PAID = (
    update(PaymentRow)
    .where(_OF_PAYMENT, PaymentRow.state.in_([PaymentState.CREATED, PaymentState.CLOSED]))
    .values(
        state=PaymentState.PAID,
        provider=bindparam("provider"),
        transaction_no=bindparam("transaction_no"),
        paid_at=bindparam("paid_at"),
    )
)
_PUT = insert(AttemptRow)
_PUT_ATTEMPT = _PUT.on_conflict_do_update(
    index_elements=[AttemptRow.member_id, AttemptRow.payment_id, AttemptRow.provider],
    set_={name: _PUT.excluded[name] for name in ("state", "started_at", "due_at", "request_sealed")},
    where=AttemptRow.state != AttemptState.PAID,
)
_PAY_ATTEMPT = _PUT.on_conflict_do_update(
    index_elements=[AttemptRow.member_id, AttemptRow.payment_id, AttemptRow.provider],
    set_={name: _PUT.excluded[name] for name in ("state", "due_at", "transaction_no", "error")},
)
_ATTEMPTS = select(*ATTEMPT).where(_OF_ATTEMPT)
_DUE = (
    select(AttemptRow.member_id, AttemptRow.payment_id, AttemptRow.provider)
    .where(AttemptRow.due_at <= bindparam("now"))
    .order_by(AttemptRow.due_at)
    .limit(bindparam("most"))
)
_TAKE_DUE = (
    update(AttemptRow)
    .where(
        tuple_(AttemptRow.member_id, AttemptRow.payment_id, AttemptRow.provider).in_(_DUE),
        AttemptRow.due_at <= bindparam("now"),
    )
    .where(PaymentRow.member_id == AttemptRow.member_id, PaymentRow.id == AttemptRow.payment_id)
    .values(due_at=bindparam("until"), tries=AttemptRow.tries + 1)
    .returning(*ATTEMPT, PaymentRow.number, PaymentRow.expires_at)
)


async def add_payment(tx: Tx, values: dict[str, Any]) -> bool:
    """Write a payment unless its order has one; returns whether it was written."""
    return await tx.scalar(_ADD, values) is not None


async def find_payment(tx: Tx | ReadTx, *, member_id: int, payment_id: int) -> Found:
    """One payment of a member."""
    return (await tx.execute(_FIND, {"of_member": member_id, "of_payment": payment_id})).one_or_none()


async def find_by_order(tx: Tx | ReadTx, order_id: int) -> Found:
    """The payment of an order."""
    return (await tx.execute(_FIND_BY_ORDER, {"order": order_id})).one_or_none()


async def find_by_number(tx: Tx | ReadTx, number: str) -> Found:
    """The payment that channels know by this number."""
    return (await tx.execute(_FIND_BY_NUMBER, {"number": number})).one_or_none()


async def lock_payment(tx: Tx, *, member_id: int, payment_id: int) -> Found:
    """The payment, held until the end of this transaction; every change of its state happens under this lock."""
    return (await tx.execute(_LOCK, {"of_member": member_id, "of_payment": payment_id})).one_or_none()


async def list_payments(
    tx: ReadTx, *, state: PaymentState | None, before: tuple[datetime, int] | None, limit: int
) -> Sequence[Row[Any]]:
    """Payments of all members, newest first, for staff."""
    statement = select(*PAYMENT).order_by(PaymentRow.created_at.desc(), PaymentRow.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(PaymentRow.state == state)
    if before is not None:
        statement = statement.where(tuple_(PaymentRow.created_at, PaymentRow.id) < tuple_(*before))
    return (await tx.execute(statement)).all()


async def mark_paid(
    tx: Tx, *, member_id: int, payment_id: int, provider: str, transaction_no: str, paid_at: datetime
) -> None:
    """Write that the money has come."""
    place = {"of_member": member_id, "of_payment": payment_id}
    await tx.execute(_PAID, {**place, "provider": provider, "transaction_no": transaction_no, "paid_at": paid_at})


async def mark_closed(tx: Tx, *, member_id: int, payment_id: int, now: datetime) -> None:
    """Write that the payment is given up."""
    await tx.execute(
        update(PaymentRow)
        .where(_is(member_id, payment_id), PaymentRow.state == PaymentState.CREATED)
        .values(state=PaymentState.CLOSED, closed_at=now)
    )


async def promise_refund(tx: Tx, *, member_id: int, payment_id: int, amount: int) -> bool:
    """Set part of a payment aside for a refund; False when that is more than is left. Negative takes it back."""
    done = await tx.scalar(
        update(PaymentRow)
        .where(_is(member_id, payment_id), PaymentRow.promised_amount + amount <= PaymentRow.due_amount)
        .values(promised_amount=PaymentRow.promised_amount + amount)
        .returning(PaymentRow.id)
    )
    return done is not None


async def add_refunded(tx: Tx, *, member_id: int, payment_id: int, amount: int) -> None:
    """Write that a part, or the rest, of a payment has gone back."""
    refunded = PaymentRow.refunded_amount + amount
    await tx.execute(
        update(PaymentRow)
        .where(_is(member_id, payment_id))
        .values(
            refunded_amount=refunded,
            state=case(
                (refunded >= PaymentRow.due_amount, PaymentState.REFUNDED.value),
                else_=PaymentState.PART_REFUNDED.value,
            ),
        )
    )


async def put_attempt(tx: Tx, values: dict[str, Any]) -> None:
    """Write that the buyer was sent to a channel; a second time only renews the request and the polling."""
    await tx.execute(_PUT_ATTEMPT, values)


async def list_attempts(tx: Tx, *, member_id: int, payment_id: int) -> Sequence[Row[Any]]:
    """The attempts of a payment at all channels."""
    return (await tx.execute(_ATTEMPTS, {"of_member": member_id, "of_payment": payment_id})).all()


async def pay_attempt(
    tx: Tx, *, member_id: int, payment_id: int, provider: str, transaction_no: str, now: datetime
) -> None:
    """Write that a channel took the money; also where we never sent the buyer there."""
    paid = {"state": AttemptState.PAID, "due_at": None, "transaction_no": transaction_no, "error": None}
    fresh = {"member_id": member_id, "payment_id": payment_id, "provider": provider, "started_at": now, "tries": 0}
    await tx.execute(_PAY_ATTEMPT, fresh | paid | {"request_sealed": b""})


async def end_attempt(tx: Tx, *, member_id: int, payment_id: int, provider: str) -> None:
    """Write that a channel will take no money any more."""
    await tx.execute(
        update(AttemptRow)
        .where(_attempt(member_id, payment_id), AttemptRow.provider == provider)
        .values(state=AttemptState.CLOSED, due_at=None, error=None)
    )


async def close_attempts(tx: Tx, *, member_id: int, payment_id: int, due_at: datetime) -> None:
    """Let the channels of a payment be asked to take no money any more."""
    await tx.execute(
        update(AttemptRow)
        .where(_attempt(member_id, payment_id), AttemptRow.state == AttemptState.OPEN)
        .values(state=AttemptState.CLOSING, due_at=due_at, tries=0)
    )


async def take_due_attempts(tx: Tx, *, now: datetime, until: datetime, limit: int) -> Sequence[Row[Any]]:
    """Take attempts that are due; they are due again at `until` should the taker die."""
    return (await tx.execute(_TAKE_DUE, {"now": now, "until": until, "most": limit})).all()


async def postpone_attempt(
    tx: Tx, *, member_id: int, payment_id: int, provider: str, due_at: datetime, error: str | None
) -> None:
    """Ask about an attempt again later."""
    await tx.execute(
        update(AttemptRow)
        .where(
            _attempt(member_id, payment_id),
            AttemptRow.provider == provider,
            AttemptRow.state.in_([AttemptState.OPEN, AttemptState.CLOSING]),
        )
        .values(due_at=due_at, error=error)
    )


def _is(member_id: int, payment_id: int) -> Any:
    return (PaymentRow.member_id == member_id) & (PaymentRow.id == payment_id)


def _attempt(member_id: int, payment_id: int) -> Any:
    return (AttemptRow.member_id == member_id) & (AttemptRow.payment_id == payment_id)
