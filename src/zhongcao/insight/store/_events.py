"""Statements about behaviour events: taken once each, on their way to the lake in packed batches."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import String, bindparam, delete, func, select, text, update

from zhongcao.insight.tables import EventBatchRow, EventRow, EventSeenRow
from zhongcao.kit.db import ReadTx, Tx

ADD_SEEN = text(
    """
    INSERT INTO insight.event_seen (id, received_at)
    SELECT id, :received_at FROM unnest(cast(:ids AS uuid[])) AS id
    ON CONFLICT DO NOTHING
    RETURNING id
    """
).bindparams(bindparam("ids", type_=String))


async def add_seen(tx: Tx, ids: Collection[UUID], *, now: datetime) -> set[UUID]:
    """Remember that events were taken; answers which are new."""
    given = "{" + ",".join(one.hex for one in ids) + "}"
    return set(await tx.scalars(ADD_SEEN, {"ids": given, "received_at": now})) if ids else set()


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Events that one person sent together, packed."""

    received_at: datetime
    person: str
    events: int
    body: bytes
    batch: UUID | None = None


ADD_WAITING = text(
    """
    INSERT INTO insight.event_batch (received_at, person, events, body, batch)
    SELECT * FROM unnest(
        cast(:moments AS timestamptz[]), cast(:persons AS text[]), cast(:counts AS int[]), cast(:bodies AS bytea[]),
        cast(:batches AS uuid[])
    )
    """
)


async def add_waiting(tx: Tx, rows: Sequence[Waiting]) -> None:
    """Keep events until the lake has them."""
    if rows:
        given = {
            "moments": [row.received_at for row in rows],
            "persons": [row.person for row in rows],
            "counts": [row.events for row in rows],
            "bodies": [row.body for row in rows],
            "batches": [row.batch for row in rows],
        }
        await tx.execute(ADD_WAITING, given)


COUNT_WAITING = select(func.coalesce(func.sum(EventBatchRow.events), 0))
OPEN_BATCH = select(EventBatchRow.batch).where(EventBatchRow.batch.is_not(None)).limit(1)


async def count_waiting_events(tx: ReadTx) -> int:
    """How many events have not left for the lake."""
    return int(await tx.scalar(COUNT_WAITING) or 0)


async def find_open_batch(tx: Tx) -> UUID | None:
    """A batch that was begun and not finished, by a worker that died."""
    return await tx.scalar(OPEN_BATCH)


WAITING = (
    select(EventBatchRow.seq)
    .where(EventBatchRow.batch.is_(None))
    .order_by(EventBatchRow.seq)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
TAKE_EVENTS = (
    update(EventBatchRow)
    .where(EventBatchRow.seq.in_(WAITING.scalar_subquery()))
    .values(batch=bindparam("name"))
    .returning(EventBatchRow.events)
)


async def take_events(tx: Tx, *, batch: UUID, limit: int) -> int:
    """Put what waits into a batch, so many sendings at the most, the oldest first; answers how many events."""
    return sum((await tx.scalars(TAKE_EVENTS, {"name": batch, "most": limit})).all())


LIST_BATCH = (
    select(EventBatchRow.received_at, EventBatchRow.person, EventBatchRow.body)
    .where(EventBatchRow.batch == bindparam("batch"))
    .order_by(EventBatchRow.seq)
)


async def list_batch(tx: ReadTx | Tx, *, batch: UUID) -> Sequence[Any]:
    """What was sent, as a batch holds it: when received, by whom, the packed events."""
    found: Sequence[Any] = (await tx.execute(LIST_BATCH, {"batch": batch})).all()
    return found


DROP_BATCH = delete(EventBatchRow).where(EventBatchRow.batch == bindparam("of_batch")).returning(EventBatchRow.events)


async def drop_batch(tx: Tx, *, batch: UUID) -> int:
    """The batch is in the lake; only the ids stay. Answers how many events it held, none when it is gone already."""
    return sum((await tx.scalars(DROP_BATCH, {"of_batch": batch})).all())


OLD = select(EventSeenRow.id).where(EventSeenRow.received_at < bindparam("before")).limit(bindparam("most"))
DROP_SEEN = delete(EventSeenRow).where(EventSeenRow.id.in_(OLD.scalar_subquery())).returning(EventSeenRow.id)


async def drop_seen(tx: Tx, *, before: datetime, limit: int) -> int:
    """Forget ids of events that were taken long ago."""
    return len((await tx.scalars(DROP_SEEN, {"before": before, "most": limit})).all())


FORMER = select(EventRow.id).limit(bindparam("most")).with_for_update(skip_locked=True)
TAKE_FORMER = (
    delete(EventRow)
    .where(EventRow.id.in_(FORMER.scalar_subquery()))
    .returning(EventRow.id, EventRow.received_at, EventRow.body, EventRow.batch, EventRow.flushed_at)
)


async def take_former(tx: Tx, *, limit: int) -> Sequence[Any]:
    """Take out what a program of the last release kept: id, moment, body, batch, and when it left."""
    found: Sequence[Any] = (await tx.execute(TAKE_FORMER, {"most": limit})).all()
    return found
