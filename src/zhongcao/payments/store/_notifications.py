"""Statements about notifications as they came."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.payments.tables import NotificationRow

_ADD = insert(NotificationRow).on_conflict_do_nothing().returning(NotificationRow.id)
_CONCLUDE = (
    update(NotificationRow)
    .where(
        NotificationRow.member_id == bindparam("of_member"),
        NotificationRow.provider == bindparam("of_provider"),
        NotificationRow.event_id == bindparam("of_event"),
    )
    .values(outcome=bindparam("outcome"), is_odd=bindparam("is_odd"))
)


async def add_notification(tx: Tx, values: dict[str, Any]) -> bool:
    """Keep a notification; False when the same one is here already. Copies at the same moment wait for each other."""
    return await tx.scalar(_ADD, values) is not None


async def conclude_notification(
    tx: Tx, *, member_id: int, provider: str, event_id: str, outcome: str, is_odd: bool
) -> None:
    """Write what a notification came to."""
    place = {"of_member": member_id, "of_provider": provider, "of_event": event_id}
    await tx.execute(_CONCLUDE, {**place, "outcome": outcome, "is_odd": is_odd})


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
