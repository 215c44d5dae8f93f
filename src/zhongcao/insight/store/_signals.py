"""Statements about signals, steps of the loop and imported interactions."""

from collections import Counter
from collections.abc import Hashable, Sequence
from datetime import date
from typing import TypeVar, cast

from sqlalchemy import bindparam, func, select, text

from zhongcao.insight.schemas import Interaction
from zhongcao.insight.tables import FunnelRow, SignalRow
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.sql import Session

K = TypeVar("K", bound=Hashable)

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


SIGNALS_OF = select(SignalRow.day, SignalRow.signal, SignalRow.count).where(
    SignalRow.subject == bindparam("subject"), SignalRow.day.between(bindparam("since"), bindparam("until"))
)


async def signals_of(tx: ReadTx | Tx, *, subject: str, since: date, until: date) -> list[tuple[date, str, int]]:
    """The signals of one subject from one day to another, both counted."""
    found = await tx.execute(SIGNALS_OF, {"subject": subject, "since": since, "until": until})
    return [(day, signal, count) for day, signal, count in found]


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
