"""Statements about refunds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.payments.rules import RefundState
from zhongcao.payments.tables import PaymentRow, RefundRow

REFUND = RefundRow.__table__.c
WAITING = (RefundState.SENT, RefundState.UNKNOWN)


_DUE = (
    select(RefundRow.member_id, RefundRow.id)
    .where(RefundRow.due_at <= bindparam("now"))
    .order_by(RefundRow.due_at)
    .limit(bindparam("most"))
)
_TAKE_DUE = (
    update(RefundRow)
    .where(tuple_(RefundRow.member_id, RefundRow.id).in_(_DUE), RefundRow.due_at <= bindparam("now"))
    .where(PaymentRow.member_id == RefundRow.member_id, PaymentRow.id == RefundRow.payment_id)
    .values(
        state=case((RefundRow.state == RefundState.PREPARED, RefundState.SENT.value), else_=RefundState.UNKNOWN.value),
        due_at=bindparam("until"),
        tries=RefundRow.tries + 1,
    )
    .returning(*REFUND, PaymentRow.number)
)


async def add_refund(tx: Tx, values: dict[str, Any]) -> bool:
    """Write a refund unless its number is taken; returns whether it was written."""
    added = await tx.scalar(insert(RefundRow).values(values).on_conflict_do_nothing().returning(RefundRow.id))
    return added is not None


async def find_refund(tx: Tx | ReadTx, *, member_id: int, refund_no: str) -> Row[Any] | None:
    """A refund by the number that its asker gave it."""
    statement = select(*REFUND).where(RefundRow.member_id == member_id, RefundRow.refund_no == refund_no)
    return (await tx.execute(statement)).one_or_none()


async def list_refunds(tx: ReadTx, *, state: RefundState | None, before: int | None, limit: int) -> Sequence[Row[Any]]:
    """Refunds of all members, newest first, for staff."""
    statement = select(*REFUND).order_by(RefundRow.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(RefundRow.state == state)
    if before is not None:
        statement = statement.where(RefundRow.id < before)
    return (await tx.execute(statement)).all()


async def take_due_refunds(tx: Tx, *, now: datetime, until: datetime, limit: int) -> Sequence[Row[Any]]:
    """Take refunds that are due: prepared ones become sent, silent ones unknown; due again at `until`."""
    return (await tx.execute(_TAKE_DUE, {"now": now, "until": until, "most": limit})).all()


async def conclude_refund(
    tx: Tx,
    *,
    member_id: int,
    refund_id: int,
    state: RefundState,
    due_at: datetime | None = None,
    confirmed_at: datetime | None = None,
    error: str | None = None,
) -> bool:
    """Write what the channel answered; False when that is known already."""
    done = await tx.scalar(
        update(RefundRow)
        .where(RefundRow.member_id == member_id, RefundRow.id == refund_id, RefundRow.state.in_(WAITING))
        .values(state=state, due_at=due_at, confirmed_at=confirmed_at, error=error)
        .returning(RefundRow.id)
    )
    return done is not None
