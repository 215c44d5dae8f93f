"""Statements about notifications as they came."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.payments.tables import NotificationRow


async def add_notification(tx: Tx, values: dict[str, Any]) -> bool:
    """Keep a notification; False when the same one is here already. Copies at the same moment wait for each other."""
    added = await tx.scalar(
        insert(NotificationRow).values(values).on_conflict_do_nothing().returning(NotificationRow.id)
    )
    return added is not None


async def conclude_notification(
    tx: Tx, *, member_id: int, provider: str, event_id: str, outcome: str, is_odd: bool
) -> None:
    """Write what a notification came to."""
    await tx.execute(
        update(NotificationRow)
        .where(
            NotificationRow.member_id == member_id,
            NotificationRow.provider == provider,
            NotificationRow.event_id == event_id,
        )
        .values(outcome=outcome, is_odd=is_odd)
    )


async def list_odd_notifications(tx: ReadTx, *, before: UUID | None, limit: int) -> Sequence[Any]:
    """Notifications that staff should look at, newest first."""
    row = NotificationRow
    statement = (
        select(row.id, row.provider, row.event_id, row.payment_id, row.outcome, row.received_at)
        .where(row.is_odd)
        .order_by(row.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(row.id < before)
    return (await tx.execute(statement)).all()
