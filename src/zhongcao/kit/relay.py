"""The relay: takes what waits in the outbox, in order per key, and hands it to reactions or to the job queue.

Reactions share one transaction with their inbox marks and the delivered mark, so that a crash repeats all or
nothing. The worker hands in sessions that do not wait for the disk: when such a commit is lost, the fact is still
undelivered and comes again.
"""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit import clock, log, metrics
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.outbox import JOB, InboxRow, OutboxRow, reactions_to

BATCH = 200
TRIES_MAX = 8
Waiting = Any
EnqueueJobs = Callable[[list[tuple[str, Any, datetime | None]]], Awaitable[None]]
"""Hands (name, payload, not before) to the queue; at least once."""


async def deliver_waiting(sessions: Sessions, enqueue: EnqueueJobs, *, lanes: int = 4) -> int:
    """Deliver one batch of what waits; returns how many rows were looked at."""
    now = clock.now()
    async with begin(sessions) as tx:
        rows = await _waiting(tx, now)
    handed = [row for row in rows if row.topic.startswith(JOB)]
    if handed:
        await enqueue([(row.topic.removeprefix(JOB), row.body, row.not_before) for row in handed])
        async with begin(sessions) as tx:
            await _mark_delivered(tx, [row.seq for row in handed], now)
    by_key: dict[str, list[Waiting]] = {}
    for row in rows:
        if not row.topic.startswith(JOB):
            by_key.setdefault(row.key, []).append(row)
    queue = list(by_key.values())
    await asyncio.gather(*(_run_lane(sessions, queue) for _ in range(min(lanes, len(queue)))))
    if rows:
        metrics.outbox_lag.set((clock.now() - rows[0].at).total_seconds())
    return len(rows)


async def _waiting(tx: Tx, now: datetime) -> list[Waiting]:
    found = await tx.execute(
        select(OutboxRow.seq, OutboxRow.topic, OutboxRow.key, OutboxRow.body, OutboxRow.at, OutboxRow.not_before)
        .add_columns(OutboxRow.tries)
        .where(OutboxRow.delivered_at.is_(None), OutboxRow.parked_at.is_(None))
        .order_by(OutboxRow.seq)
        .limit(BATCH * 4)
    )
    ready: list[Waiting] = []
    held: set[str] = set()
    for row in found:
        # A failed fact waits for its retry, and the later ones of its key wait behind it.
        is_job = row.topic.startswith(JOB)
        if not is_job and (row.key in held or (row.not_before is not None and row.not_before > now)):
            held.add(row.key)
            continue
        ready.append(row)
        if len(ready) == BATCH:
            break
    return ready


async def _run_lane(sessions: Sessions, queue: list[list[Waiting]]) -> None:
    while queue:
        rows = queue.pop()
        try:
            async with begin(sessions) as tx:
                for row in rows:
                    await _react(tx, row)
                await _mark_delivered(tx, [row.seq for row in rows], clock.now())
        except Exception:
            for row in rows:
                if not await _deliver_alone(sessions, row):
                    break


async def _deliver_alone(sessions: Sessions, row: Waiting) -> bool:
    """One fact in a transaction of its own; a failure is recorded with its next try. Returns whether it went."""
    try:
        async with begin(sessions) as tx:
            await _react(tx, row)
            await _mark_delivered(tx, [row.seq], clock.now())
    except Exception as error:
        now = clock.now()
        parked = now if row.tries + 1 >= TRIES_MAX else None
        log.get("relay").error("reaction failed", seq=row.seq, topic=row.topic, tries=row.tries + 1, exc_info=error)
        async with begin(sessions) as tx:
            await tx.execute(
                update(OutboxRow)
                .where(OutboxRow.seq == row.seq)
                .values(
                    tries=row.tries + 1,
                    error=traceback.format_exc()[-2000:],
                    not_before=now + timedelta(seconds=min(0.2 * 4**row.tries, 600)),
                    parked_at=parked,
                )
            )
        return parked is not None
    return True


async def _react(tx: Tx, row: Waiting) -> None:
    listeners = reactions_to(row.topic)
    if not listeners:
        return
    marks = [{"seq": row.seq, "reaction": name, "at": clock.now()} for name, _, _ in listeners]
    fresh = await tx.scalars(insert(InboxRow).values(marks).on_conflict_do_nothing().returning(InboxRow.reaction))
    new = set(fresh)
    for name, reaction, kind in listeners:
        if name not in new:
            continue
        try:
            await reaction(tx, msgspec.convert(row.body, kind))
        except Exception:
            metrics.facts_failed.labels(name).inc()
            raise
    metrics.facts_delivered.labels(row.topic).inc()


async def _mark_delivered(tx: Tx, seqs: list[int], now: datetime) -> None:
    await tx.execute(update(OutboxRow).where(OutboxRow.seq.in_(seqs)).values(delivered_at=now))
