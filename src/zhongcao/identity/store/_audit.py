"""SQL of the audit log and its chain."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text

from zhongcao.identity.rules import GENESIS
from zhongcao.identity.tables import AuditLinkRow, AuditRow, AuditWaitingRow
from zhongcao.kit.db import ReadTx, Tx

CHAIN_LOCK = 7_265_611
"""Advisory lock of whoever lengthens the chain; there is one chain."""


async def add_audit(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows, and the marks that they are not linked yet."""
    await tx.execute(insert(AuditRow).values(list(rows)))
    await tx.execute(insert(AuditWaitingRow).values([{"id": row["id"]} for row in rows]))


async def page_audit(
    tx: ReadTx, *, subject: str | None, action: str | None, before: UUID | None, limit: int
) -> Sequence[Any]:
    """The audit log, the latest first, with each row's number in the chain."""
    statement = (
        select(*AuditRow.__table__.columns, AuditLinkRow.number)
        .outerjoin(AuditLinkRow, AuditLinkRow.audit_id == AuditRow.id)
        .order_by(AuditRow.id.desc())
        .limit(limit)
    )
    if subject is not None:
        statement = statement.where(AuditRow.subject == subject)
    if action is not None:
        statement = statement.where(AuditRow.action == action)
    if before is not None:
        statement = statement.where(AuditRow.id < before)
    return (await tx.execute(statement)).all()


async def lock_audit_head(tx: Tx) -> tuple[int, bytes]:
    """The number and hash of the last link; nobody else may add one until the end of the transaction."""
    await tx.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    statement = select(AuditLinkRow.number, AuditLinkRow.hash).order_by(AuditLinkRow.number.desc()).limit(1)
    row = (await tx.execute(statement)).one_or_none()
    return (row.number, row.hash) if row else (0, GENESIS)


async def take_waiting_audit(tx: Tx, *, limit: int) -> Sequence[Any]:
    """Unlinked rows, the oldest first; they no longer wait once this transaction commits."""
    taken = select(AuditWaitingRow.id).order_by(AuditWaitingRow.id).limit(limit).scalar_subquery()
    gone = (
        await tx.scalars(delete(AuditWaitingRow).where(AuditWaitingRow.id.in_(taken)).returning(AuditWaitingRow.id))
    ).all()
    if not gone:
        return []
    statement = select(*AuditRow.__table__.columns).where(AuditRow.id.in_(gone)).order_by(AuditRow.id)
    return (await tx.execute(statement)).all()


async def add_audit_links(tx: Tx, links: Sequence[dict[str, Any]]) -> None:
    """Lengthen the chain."""
    await tx.execute(insert(AuditLinkRow).values(list(links)))


async def list_audit_links(tx: Tx | ReadTx, *, after: int, limit: int) -> Sequence[Any]:
    """Links in order with their rows; a missing row shows as nulls."""
    statement = (
        select(AuditLinkRow.number, AuditLinkRow.hash, *AuditRow.__table__.columns)
        .outerjoin(AuditRow, AuditRow.id == AuditLinkRow.audit_id)
        .where(AuditLinkRow.number > after)
        .order_by(AuditLinkRow.number)
        .limit(limit)
    )
    return (await tx.execute(statement)).all()


async def count_unlinked_audit(tx: Tx | ReadTx) -> tuple[int, int]:
    """How many rows have no link, and how many are marked as waiting for one: both must be the same."""
    row = (
        await tx.execute(
            text(
                "SELECT (SELECT count(*) FROM identity.audit a WHERE NOT EXISTS"
                " (SELECT 1 FROM identity.audit_link l WHERE l.audit_id = a.id)) AS unlinked,"
                " (SELECT count(*) FROM identity.audit_waiting) AS waiting"
            )
        )
    ).one()
    return row.unlinked, row.waiting
