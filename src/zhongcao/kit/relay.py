"""The relay: takes what waits in the outbox, in order per key, and hands it to reactions or to the job queue.

Reactions share one transaction with their inbox marks and the delivered mark, so that a crash repeats all or
nothing. The worker hands in sessions that do not wait for the disk: when such a commit is lost, the fact is still
undelivered and comes again.
"""

import traceback
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import text, update

from zhongcao.kit import clock, log, metrics
from zhongcao.kit.db import ReadTx, Sessions, begin, begin_read
from zhongcao.kit.failures import note_failure
from zhongcao.kit.outbox import JOB, OutboxRow, reactions_to

BATCH = 200
BUNDLE = 24
"""So many facts share a transaction: what reactions gather for its end is written once for all of them."""
TRIES_MAX = 8
Waiting = Any
EnqueueJobs = Callable[[list[tuple[str, Any, datetime | None]]], Awaitable[None]]
"""Hands (name, payload, not before) to the queue; at least once."""


async def deliver_waiting(sessions: Sessions, enqueue: EnqueueJobs) -> int:
    """Deliver one batch of what waits; returns how many rows were looked at."""
    now = clock.now()
    async with begin_read(sessions) as read:
        rows = await _waiting(read, now)
    handed = [row for row in rows if row.topic.startswith(JOB)]
    if handed:
        await enqueue([(row.topic.removeprefix(JOB), row.body, row.not_before) for row in handed])
    by_key: dict[str, list[Waiting]] = {}
    for row in rows:
        if not row.topic.startswith(JOB):
            by_key.setdefault(row.key, []).append(row)
    unheard = [key for key, group in by_key.items() if not any(reactions_to(row.topic) for row in group)]
    done = handed + [row for key in unheard for row in by_key.pop(key)]
    if done:  # nobody listens to these: one statement for all of them
        async with begin(sessions) as tx:
            await tx.execute(MARK_DELIVERED, {"seqs": [row.seq for row in done], "at": now})
        for row in done:
            if not row.topic.startswith(JOB):
                metrics.facts_delivered.labels(row.topic).inc()
    for bundle in _bundles(list(by_key.values())):
        await _deliver_bundle(sessions, bundle)
    if rows:
        metrics.outbox_lag.set((clock.now() - rows[0].at).total_seconds())
    return len(rows)


async def count_waiting(tx: ReadTx) -> int:
    """How many facts are still on their way; one that was given up does not come any more."""
    return await tx.scalar(COUNT_WAITING) or 0


COUNT_WAITING = text("SELECT count(*) FROM kit.outbox WHERE delivered_at IS NULL AND parked_at IS NULL")
WAITING = text(
    """
    SELECT seq, topic, key, body, at, not_before, tries FROM kit.outbox
    WHERE delivered_at IS NULL AND parked_at IS NULL ORDER BY seq LIMIT :most
    """
).columns(
    OutboxRow.seq,
    OutboxRow.topic,
    OutboxRow.key,
    OutboxRow.body,
    OutboxRow.at,
    OutboxRow.not_before,
    OutboxRow.tries,
)
TAKE_UP = text(
    """
    WITH delivered AS (UPDATE kit.outbox SET delivered_at = :at WHERE seq = ANY(cast(:seqs AS bigint[])))
    INSERT INTO kit.inbox (seq, reaction, at)
    SELECT heard.seq, heard.reaction, :at
    FROM unnest(cast(:heard AS bigint[]), cast(:reactions AS text[])) AS heard (seq, reaction)
    ON CONFLICT DO NOTHING RETURNING seq, reaction
    """
)
MARK_DELIVERED = text("UPDATE kit.outbox SET delivered_at = :at WHERE seq = ANY(cast(:seqs AS bigint[]))")
"""Written out, since they run for every fact: composing them anew each time cost more than the database did."""


async def _waiting(tx: ReadTx, now: datetime) -> list[Waiting]:
    found = await tx.execute(WAITING, {"most": BATCH * 4})
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


def _bundles(groups: list[list[Waiting]]) -> Iterator[list[list[Waiting]]]:
    """Groups of facts of one key each, put together until they are enough for one transaction."""
    bundle: list[list[Waiting]] = []
    for group in groups:
        bundle.append(group)
        if sum(map(len, bundle)) >= BUNDLE:
            yield bundle
            bundle = []
    if bundle:
        yield bundle


async def _deliver_bundle(sessions: Sessions, bundle: list[list[Waiting]]) -> None:
    """All of them in one transaction; when one cannot be heard, each by itself, the later ones of a key only after."""
    try:
        await _deliver(sessions, [row for group in bundle for row in group])
    except Exception:
        for group in bundle:
            for row in group:
                if not await _deliver_alone(sessions, row):
                    break


async def _deliver_alone(sessions: Sessions, row: Waiting) -> bool:
    """One fact in a transaction of its own; a failure is recorded with its next try. Returns whether it went."""
    try:
        await _deliver(sessions, [row])
    except Exception as error:
        now = clock.now()
        parked = now if row.tries + 1 >= TRIES_MAX else None
        told = traceback.format_exc()[-2000:]
        log.get("relay").error("reaction failed", seq=row.seq, topic=row.topic, tries=row.tries + 1, exc_info=error)
        async with begin(sessions) as tx:
            await tx.execute(
                update(OutboxRow)
                .where(OutboxRow.seq == row.seq)
                .values(
                    tries=row.tries + 1,
                    error=told,
                    not_before=now + timedelta(seconds=min(0.2 * 4**row.tries, 600)),
                    parked_at=parked,
                )
            )
            await note_failure(tx, f"fact:{row.seq}", told, at=now)
        return parked is not None
    return True


async def _deliver(sessions: Sessions, rows: list[Waiting]) -> None:
    """Some facts in one transaction: taken up in one statement, then heard one after the other."""
    listeners = [(row, *listener) for row in rows for listener in reactions_to(row.topic)]
    taking = {
        "seqs": [row.seq for row in rows],
        "heard": [row.seq for row, *_ in listeners],
        "reactions": [name for _, name, _, _ in listeners],
        "at": clock.now(),
    }
    async with begin(sessions) as tx:
        new = {(one.seq, one.reaction) for one in await tx.execute(TAKE_UP, taking)}
        for row, name, reaction, kind in listeners:
            if (row.seq, name) not in new:
                continue
            try:
                await reaction(tx, msgspec.convert(row.body, kind))
            except Exception:
                metrics.facts_failed.labels(name).inc()
                raise
    for row in rows:
        metrics.facts_delivered.labels(row.topic).inc()
