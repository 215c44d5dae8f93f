"""Statements about behaviour events, signals, steps of the loop and imported interactions."""

from collections import Counter
from collections.abc import Hashable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, delete, func, select, text, update

from zhongcao.insight.schemas import Interaction
from zhongcao.insight.tables import EventRow, FunnelRow, SignalRow
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.sql import Session

K = TypeVar("K", bound=Hashable)

ADD_EVENTS = text(
    """
    INSERT INTO insight.event (id, received_at, body, batch)
    SELECT id, received_at, cast(body AS jsonb), batch
    FROM unnest(
        cast(:ids AS uuid[]), cast(:moments AS timestamptz[]), cast(:bodies AS text[]), cast(:batches AS uuid[])
    ) AS new (id, received_at, body, batch)
    ON CONFLICT DO NOTHING
    RETURNING id
    """
)


async def add_events(tx: Tx, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Keep events that are new; returns which were."""
    fresh = await tx.scalars(
        ADD_EVENTS,
        {
            "ids": [row["id"] for row in rows],
            "moments": [row["received_at"] for row in rows],
            "bodies": [msgspec.json.encode(row["body"]).decode() for row in rows],
            "batches": [row.get("batch") for row in rows],
        },
    )
    return set(fresh)


COUNT_WAITING = select(func.count()).select_from(EventRow).where(EventRow.flushed_at.is_(None))
OPEN_BATCH = select(EventRow.batch).where(EventRow.flushed_at.is_(None), EventRow.batch.is_not(None)).limit(1)


async def count_waiting_events(tx: ReadTx) -> int:
    """How many events have not left for the lake."""
    return await tx.scalar(COUNT_WAITING) or 0


async def find_open_batch(tx: Tx) -> UUID | None:
    """A batch that was begun and not finished, by a worker that died."""
    return await tx.scalar(OPEN_BATCH)


WAITING = (
    select(EventRow.id)
    .where(EventRow.flushed_at.is_(None), EventRow.batch.is_(None))
    .order_by(EventRow.received_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
TAKE_EVENTS = (
    update(EventRow)
    .where(EventRow.id.in_(WAITING.scalar_subquery()))
    .values(batch=bindparam("batch"))
    .returning(EventRow.id)
)


async def take_events(tx: Tx, *, batch: UUID, limit: int) -> int:
    """Put waiting events into a batch; returns how many."""
    return len((await tx.scalars(TAKE_EVENTS, {"batch": batch, "most": limit})).all())


LIST_BATCH = (
    select(EventRow.received_at, EventRow.body).where(EventRow.batch == bindparam("batch")).order_by(EventRow.id)
)


async def list_batch(tx: ReadTx | Tx, *, batch: UUID) -> list[tuple[datetime, dict[str, Any]]]:
    """The events of a batch: when received, and what."""
    return [(row.received_at, row.body) for row in await tx.execute(LIST_BATCH, {"batch": batch})]


MARK_FLUSHED = (
    update(EventRow)
    .where(EventRow.batch == bindparam("of_batch"), EventRow.flushed_at.is_(None))
    .values(flushed_at=bindparam("flushed_at"), body={})
    .returning(EventRow.id)
)


async def mark_flushed(tx: Tx, *, batch: UUID, now: datetime) -> int:
    """The batch is in the lake; only the ids stay. Returns how many there were, nothing when already marked."""
    return len((await tx.scalars(MARK_FLUSHED, {"of_batch": batch, "flushed_at": now})).all())


OLD = select(EventRow.id).where(EventRow.flushed_at < bindparam("before")).limit(bindparam("most"))
DROP_FLUSHED = delete(EventRow).where(EventRow.id.in_(OLD.scalar_subquery())).returning(EventRow.id)


async def drop_flushed(tx: Tx, *, before: datetime, limit: int) -> int:
    """Forget ids of events that left long ago."""
    return len((await tx.scalars(DROP_FLUSHED, {"before": before, "most": limit})).all())


ADD_SIGNALS = text(
    """
    INSERT INTO insight.signal (subject, day, signal, count)
    SELECT subject, day, signal, count
    FROM unnest(
        cast(:subjects AS text[]), cast(:days AS date[]), cast(:signals AS text[]), cast(:counts AS int[])
    ) AS new (subject, day, signal, count)
    ORDER BY subject, day, signal
    ON CONFLICT (subject, day, signal) DO UPDATE SET count = signal.count + excluded.count
    """
)
"""Rows in one order, so that two writers never lock crosswise."""


async def add_signals(tx: Tx, counts: dict[tuple[str, date, str], int]) -> None:
    """Add to the counts of subject, day and signal, all of a transaction in one statement at its end."""
    if counts:
        cast("Session", tx).gather(_write_signals, counts)


async def _write_signals(tx: Session, parts: list[dict[tuple[str, date, str], int]]) -> None:
    counts = _summed(parts)
    given = {
        "subjects": [subject for subject, _, _ in counts],
        "days": [day for _, day, _ in counts],
        "signals": [signal for _, _, signal in counts],
        "counts": list(counts.values()),
    }
    await tx.execute(ADD_SIGNALS, given)


ADD_STEPS = text(
    """
    INSERT INTO insight.funnel_day AS kept (day, step, count)
    SELECT day, step, count
    FROM unnest(cast(:days AS date[]), cast(:steps AS text[]), cast(:counts AS int[])) AS new (day, step, count)
    ORDER BY day, step
    ON CONFLICT (day, step) DO UPDATE SET count = kept.count + excluded.count
    """
)


async def add_steps(tx: Tx, counts: dict[tuple[date, str], int]) -> None:
    """Add to the funnel's counts of day and step, all of a transaction in one statement at its end."""
    if counts := {key: count for key, count in counts.items() if count}:
        cast("Session", tx).gather(_write_steps, counts)


async def _write_steps(tx: Session, parts: list[dict[tuple[date, str], int]]) -> None:
    counts = _summed(parts)
    days, steps = zip(*counts, strict=True)
    await tx.execute(ADD_STEPS, {"days": days, "steps": steps, "counts": list(counts.values())})


def _summed(parts: list[dict[K, int]]) -> dict[K, int]:
    summed: Counter[K] = Counter()
    for part in parts:
        summed.update(part)
    return summed


LIST_SIGNALS = select(SignalRow.subject, SignalRow.day, SignalRow.signal, SignalRow.count).where(
    SignalRow.day.between(bindparam("since"), bindparam("until")), SignalRow.subject.like(bindparam("pattern"))
)


async def list_signals(tx: ReadTx | Tx, *, prefix: str, since: date, until: date) -> list[tuple[str, date, str, int]]:
    """The signals of all subjects of a kind from one day to another, both counted."""
    found = await tx.execute(LIST_SIGNALS, {"since": since, "until": until, "pattern": prefix + "%"})
    return [(subject, day, signal, count) for subject, day, signal, count in found]


SUM_STEPS = (
    select(FunnelRow.step, func.sum(FunnelRow.count))
    .where(FunnelRow.day >= bindparam("starts_on"), FunnelRow.day < bindparam("ends_on"))
    .group_by(FunnelRow.step)
)


async def sum_steps(tx: ReadTx | Tx, *, starts_on: date, ends_on: date) -> dict[str, int]:
    """How often each step was taken in a period, its last day left out."""
    found = await tx.execute(SUM_STEPS, {"starts_on": starts_on, "ends_on": ends_on})
    return {step: int(count) for step, count in found}


ADD_INTERACTIONS = text(
    """
    WITH fresh AS (
        INSERT INTO insight.interaction (member_id, subject_id, kind, at, value)
        SELECT * FROM unnest(
            cast(:members AS bigint[]), cast(:subjects AS bigint[]), cast(:kinds AS smallint[]),
            cast(:ats AS timestamptz[]), cast(:stars AS smallint[])
        )
        ON CONFLICT DO NOTHING
        RETURNING subject_id, kind, (at AT TIME ZONE 'Asia/Shanghai')::date AS day
    ), spoken AS (
        INSERT INTO insight.signal (subject, day, signal, count)
        SELECT :prefix || subject_id, day, meaning.signal, count(*)
        FROM fresh
        JOIN unnest(cast(:meant_kinds AS smallint[]), cast(:meant_signals AS text[])) AS meaning (kind, signal)
            USING (kind)
        GROUP BY subject_id, day, meaning.signal
        ORDER BY 1, 2, 3
        ON CONFLICT (subject, day, signal) DO UPDATE SET count = signal.count + excluded.count
    )
    SELECT count(*) FROM fresh
    """
)
"""One statement for thousands of rows: arrays in, the number of new rows out, their signals counted on the way."""


async def add_interactions(
    tx: Tx, rows: Sequence[Interaction], *, prefix: str, meaning: Sequence[tuple[int, str]]
) -> int:
    """Keep interactions that are new and count what each kind means; returns how many were new."""
    new = await tx.scalar(
        ADD_INTERACTIONS,
        {
            "members": [row.member for row in rows],
            "subjects": [row.subject for row in rows],
            "kinds": [row.kind for row in rows],
            "ats": [row.at for row in rows],
            "stars": [row.value for row in rows],
            "prefix": prefix,
            "meant_kinds": [kind for kind, _ in meaning],
            "meant_signals": [signal for _, signal in meaning],
        },
    )
    return int(new or 0)
