"""The audit log: rows are only added, and a chain of hashes makes every later change visible."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from zhongcao.identity import rules, store
from zhongcao.identity.schemas import AuditEntry, AuditProof
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import uuid7

PROOF_ROWS = 2000


async def record_audit(
    tx: Tx,
    *,
    by: Actor,
    action: str,
    subject: str,
    before: object = None,
    after: object = None,
    now: datetime,
) -> None:
    """Note what was done, by whom, to what. `before` and `after` never hold names or numbers in clear."""
    await record_audits(tx, by=by, action=action, entries=[(subject, before, after)], now=now)


async def record_audits(
    tx: Tx, *, by: Actor, action: str, entries: Sequence[tuple[str, object, object]], now: datetime
) -> None:
    """Note the same action on several things at once (subject, before, after)."""
    rows = [
        {
            "id": uuid7(),
            "by_id": by.member_id,
            "roles": sorted(by.roles - {"visitor", "member"}),
            "action": action,
            "subject": subject[:120],
            "before": msgspec.to_builtins(before),
            "after": msgspec.to_builtins(after),
            "network": by.network[:60],
            "session": by.session,
            "request_id": by.request_id[:40],
            "at": now,
        }
        for subject, before, after in entries
    ]
    await store.add_audit(tx, rows)


async def list_audit(
    tx: ReadTx, *, subjects: Sequence[str], action: str | None, before: UUID | None, limit: int
) -> list[AuditEntry]:
    """The audit log, the latest first; about some things, or about everything when none is named."""
    rows = await store.page_audit(tx, subjects=subjects, action=action, before=before, limit=limit)
    return [
        AuditEntry(
            id=row.id,
            number=row.number,
            by=str(row.by_id),
            roles=row.roles,
            action=row.action,
            subject=row.subject,
            before=row.before,
            after=row.after,
            at=row.at,
        )
        for row in rows
    ]


async def seal_audit(tx: Tx, *, limit: int = 500) -> int:
    """Link waiting rows into the chain.

    Sealing is apart from recording: one chain over all rows inside business transactions would make every staff
    action wait for every other, and lock rows in an order that nobody could keep.
    """
    number, head = await store.lock_audit_head(tx)
    waiting = await store.take_waiting_audit(tx, limit=limit)
    links = []
    for row in waiting:
        number, head = number + 1, rules.link_hash(head, _fields(row))
        links.append({"number": number, "audit_id": row.id, "hash": head})
    if links:
        await store.add_audit_links(tx, links)
    return len(links)


async def verify_audit(tx: Tx | ReadTx) -> AuditProof:
    """Compute the whole chain again and compare it, link by link."""
    number, head = 0, rules.GENESIS
    while rows := await store.list_audit_links(tx, after=number, limit=PROOF_ROWS):
        for row in rows:
            absent = row.id is None or row.number != number + 1
            head = rules.GENESIS if absent else rules.link_hash(head, _fields(row))
            if absent or head != row.hash:
                return AuditProof(holds=False, links=number, head="", broken_at=number + 1, waiting=0)
            number += 1
    unlinked, waiting = await store.count_unlinked_audit(tx)
    holds = unlinked == waiting
    return AuditProof(
        holds=holds, links=number, head=head.hex(), broken_at=None if holds else number + 1, waiting=waiting
    )


def _fields(row: Any) -> list[bytes]:
    """A row as the chain sees it, independent of how the database prints it."""
    kept = {
        "id": row.id.hex,
        "by": row.by_id,
        "roles": list(row.roles),
        "action": row.action,
        "subject": row.subject,
        "before": row.before,
        "after": row.after,
        "network": row.network,
        "session": row.session.hex if row.session else None,
        "request_id": row.request_id,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    return [name.encode() + b"=" + msgspec.json.encode(value, order="deterministic") for name, value in kept.items()]
