"""SQL of the audit log and its chain."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Uuid, any_, bindparam, delete, func, select, text

from zhongcao.identity.rules import GENESIS
from zhongcao.identity.tables import AuditLinkRow, AuditRow, AuditWaitingRow
from zhongcao.kit.db import ReadTx, Tx

CHAIN_LOCK = 7_265_611
"""Advisory lock of whoever lengthens the chain; there is one chain."""


_ADD = text(
    """
    WITH new AS (
      SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
        id uuid, by_id bigint, roles text[], action text, subject text, before jsonb, after jsonb, network text,
        session uuid, request_id text, at timestamptz)
    ), added AS (
      INSERT INTO identity.audit
        (id, by_id, roles, action, subject, before, after, network, session, request_id, at)
      SELECT id, by_id, roles, action, subject, before, after, network, session, request_id, at FROM new
    )
    INSERT INTO identity.audit_waiting (id) SELECT id FROM new
    """
)


async def add_audit(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows, and the marks that they are not linked yet."""
    await tx.execute(_ADD, {"rows": msgspec.json.encode(rows).decode()})


async def page_audit(
    tx: ReadTx, *, subjects: Sequence[str], action: str | None, before: UUID | None, limit: int
) -> Sequence[Any]:
    """The audit log, the latest first, with each row's number in the chain."""
    statement = (
        select(*AuditRow.__table__.columns, AuditLinkRow.number)
        .outerjoin(AuditLinkRow, AuditLinkRow.audit_id == AuditRow.id)
        .order_by(AuditRow.id.desc())
        .limit(limit)
    )
    if len(subjects) == 1:
        statement = statement.where(AuditRow.subject == subjects[0])
    elif subjects:
        statement = statement.where(AuditRow.subject.in_(subjects))
    if action is not None:
        statement = statement.where(AuditRow.action == action)
    if before is not None:
        statement = statement.where(AuditRow.id < before)
    return (await tx.execute(statement)).all()


_LOCK = select(func.pg_advisory_xact_lock(CHAIN_LOCK))
_HEAD = select(AuditLinkRow.number, AuditLinkRow.hash).order_by(AuditLinkRow.number.desc()).limit(1)


async def lock_audit_head(tx: Tx) -> tuple[int, bytes]:
    """The number and hash of the last link; nobody else may add one until the end of the transaction."""
    await tx.execute(_LOCK)
    row = (await tx.execute(_HEAD)).one_or_none()
    return (row.number, row.hash) if row else (0, GENESIS)


_TAKE = (
    delete(AuditWaitingRow)
    .where(
        AuditWaitingRow.id.in_(
            select(AuditWaitingRow.id).order_by(AuditWaitingRow.id).limit(bindparam("most")).scalar_subquery()
        )
    )
    .returning(AuditWaitingRow.id)
)
_LIST = (
    select(*AuditRow.__table__.columns)
    .where(AuditRow.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(AuditRow.id)
)


async def take_waiting_audit(tx: Tx, *, limit: int) -> Sequence[Any]:
    """Unlinked rows, the oldest first; they no longer wait once this transaction commits."""
    gone = (await tx.scalars(_TAKE, {"most": limit})).all()
    return (await tx.execute(_LIST, {"ids": gone})).all() if gone else []


_ADD_LINKS = text(
    "INSERT INTO identity.audit_link (number, audit_id, hash) SELECT number, audit_id, hash"
    " FROM unnest(CAST(:numbers AS bigint[]), CAST(:ids AS uuid[]), CAST(:hashes AS bytea[]))"
    " AS new (number, audit_id, hash)"
)


async def add_audit_links(tx: Tx, links: Sequence[dict[str, Any]]) -> None:
    """Lengthen the chain."""
    await tx.execute(
        _ADD_LINKS,
        {
            "numbers": [link["number"] for link in links],
            "ids": [link["audit_id"] for link in links],
            "hashes": [link["hash"] for link in links],
        },
    )


_LIST_LINKS = (
    select(AuditLinkRow.number, AuditLinkRow.hash, *AuditRow.__table__.columns)
    .outerjoin(AuditRow, AuditRow.id == AuditLinkRow.audit_id)
    .where(AuditLinkRow.number > bindparam("after"))
    .order_by(AuditLinkRow.number)
    .limit(bindparam("most"))
)


async def list_audit_links(tx: Tx | ReadTx, *, after: int, limit: int) -> Sequence[Any]:
    """Links in order with their rows; a missing row shows as nulls."""
    return (await tx.execute(_LIST_LINKS, {"after": after, "most": limit})).all()


_COUNT_UNLINKED = text(
    "SELECT (SELECT count(*) FROM identity.audit a WHERE NOT EXISTS"
    " (SELECT 1 FROM identity.audit_link l WHERE l.audit_id = a.id)) AS unlinked,"
    " (SELECT count(*) FROM identity.audit_waiting) AS waiting"
)


async def count_unlinked_audit(tx: Tx | ReadTx) -> tuple[int, int]:
    """How many rows have no link, and how many are marked as waiting for one: both must be the same."""
    row = (await tx.execute(_COUNT_UNLINKED)).one()
    return row.unlinked, row.waiting
