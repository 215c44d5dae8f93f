"""Statements about who took part and what they did."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Double, Row, any_, bindparam, cast, delete, func, literal, select, text
from sqlalchemy.dialects.postgresql import insert

from zhongcao.experiment.rules import Metric
from zhongcao.experiment.tables import ExposureRow, HabitRow, LineUpRow
from zhongcao.kit.db import IdList, ReadTx, Tx
from zhongcao.kit.sql import as_array, as_rows, insert_rows

ADD_EXPOSURES = text(
    """
    INSERT INTO experiment.exposure (unit_id, experiment_id, variant, first_at, ends_at, before)
    SELECT new.unit_id, cast(:experiment AS bigint), new.variant,
        cast(:at AS timestamptz), cast(:ends_at AS timestamptz),
        coalesce(CASE cast(:metric AS text)
            WHEN 'clicks' THEN habit.clicks WHEN 'likes' THEN habit.likes WHEN 'collects' THEN habit.collects
            WHEN 'orders' THEN habit.orders WHEN 'gmv' THEN habit.gmv END, 0) / cast(:growth AS double precision)
    FROM unnest(cast(:units AS bigint[]), cast(:variants AS smallint[])) AS new (unit_id, variant)
    LEFT JOIN experiment.habit ON habit.member_id = new.unit_id
    ORDER BY new.unit_id
    ON CONFLICT DO NOTHING
    RETURNING unit_id
    """
)
"""The first exposure stays; what the member did lately, in the metric that decides, is noted beside it."""


async def add_exposures(
    tx: Tx,
    *,
    experiment_id: int,
    units: Sequence[int],
    variants: Sequence[int],
    at: datetime,
    ends_at: datetime,
    metric: str,
    growth: float,
) -> list[int]:
    """Note who saw an experiment; returns those who had not before."""
    given = {
        "experiment": experiment_id,
        "units": list(units),
        "variants": list(variants),
        "at": at,
        "ends_at": ends_at,
        "metric": metric,
        "growth": growth,
    }
    return list((await tx.scalars(ADD_EXPOSURES, given)).all())


LIST_EXPOSED = (
    select(ExposureRow.unit_id)
    .where(
        ExposureRow.unit_id == any_(bindparam("units", type_=IdList())),
        ExposureRow.experiment_id == any_(bindparam("experiments", type_=IdList())),
    )
    .distinct()
)


async def list_exposed(tx: Tx, *, units: Collection[int], experiments: Sequence[int]) -> set[int]:
    """Which of these units have seen any of these experiments."""
    return set(await tx.scalars(LIST_EXPOSED, {"units": units, "experiments": experiments}))


COUNT_OUTCOMES = text(
    """
    WITH held AS MATERIALIZED (
        SELECT unit_id, experiment_id, first_at, ends_at
        FROM experiment.exposure
        WHERE unit_id = ANY(cast(cast(:those AS text) AS bigint[]))
            AND experiment_id = ANY(cast(:experiments AS bigint[]))
        ORDER BY unit_id, experiment_id
        FOR UPDATE
    ), sums AS (
        SELECT held.unit_id, held.experiment_id,
            count(*) FILTER (WHERE act = 1 AND at < first_at + early) AS impressions,
            count(*) FILTER (WHERE act = 6 AND at < first_at + early) AS hides,
            count(*) FILTER (WHERE act = 7 AND at < first_at + early) AS reports,
            count(*) FILTER (WHERE act = 2) AS clicks,
            count(*) FILTER (WHERE act = 3) AS likes,
            count(*) FILTER (WHERE act = 4) AS collects,
            count(*) FILTER (WHERE act = 5) AS orders,
            coalesce(sum(amount) FILTER (WHERE act = 5), 0) AS gmv,
            count(*) FILTER (WHERE act = 8) AS refunds
        FROM unnest(
            cast(cast(:units AS text) AS bigint[]), cast(cast(:acts AS text) AS smallint[]),
            cast(cast(:ats AS text) AS timestamptz[]), cast(cast(:amounts AS text) AS bigint[])
        ) AS new (unit_id, act, at, amount)
        JOIN held USING (unit_id),
        make_interval(hours => cast(:guard_hours AS int)) AS early
        WHERE at >= first_at AND at < ends_at
        GROUP BY held.unit_id, held.experiment_id
    )
    UPDATE experiment.exposure AS kept SET
        impressions = kept.impressions + sums.impressions, hides = kept.hides + sums.hides,
        reports = kept.reports + sums.reports, clicks = kept.clicks + sums.clicks, likes = kept.likes + sums.likes,
        collects = kept.collects + sums.collects, orders = kept.orders + sums.orders, gmv = kept.gmv + sums.gmv,
        refunds = kept.refunds + sums.refunds
    FROM sums
    WHERE kept.unit_id = sums.unit_id AND kept.experiment_id = sums.experiment_id
    """
)
"""Rows are locked in order of their key, so that two writers never wait for each other crosswise."""


async def count_outcomes(tx: Tx, *, rows: Sequence[Any], experiments: Sequence[int], guard_hours: int) -> None:
    """Count what members did within the windows of these experiments, in one statement.

    Lists travel as texts: the driver looks at each element of an array several times.
    """
    given = {
        "those": as_array({row.unit for row in rows}),
        "units": as_array([row.unit for row in rows]),
        "acts": as_array([int(row.act) for row in rows]),
        "ats": "{" + ",".join([row.at.isoformat() for row in rows]) + "}",
        "amounts": as_array([row.amount for row in rows]),
        "experiments": list(experiments),
        "guard_hours": guard_hours,
    }
    await tx.execute(COUNT_OUTCOMES, given)


CREDIT_CLICKS = text(
    """
    WITH credited AS (
        SELECT page.unit_id, page.experiment_id,
            count(*) FILTER (WHERE new.note = ANY(page.firsts)) AS firsts,
            count(*) FILTER (WHERE new.note = ANY(page.seconds)) AS seconds
        FROM unnest(cast(:units AS bigint[]), cast(:notes AS bigint[]), cast(:ats AS timestamptz[]))
            AS new (unit_id, note, at)
        CROSS JOIN LATERAL (
            SELECT unit_id, experiment_id, firsts, seconds
            FROM experiment.line_up
            WHERE line_up.unit_id = new.unit_id AND experiment_id = ANY(cast(:experiments AS bigint[]))
                AND line_up.at <= new.at + interval '5 minutes'
                AND (new.note = ANY(firsts) OR new.note = ANY(seconds))
            ORDER BY line_up.at DESC
            LIMIT 1
        ) AS page
        JOIN experiment.exposure AS taking
            ON taking.unit_id = page.unit_id AND taking.experiment_id = page.experiment_id
            AND new.at < taking.ends_at
        GROUP BY page.unit_id, page.experiment_id
    )
    UPDATE experiment.exposure AS kept
    SET first_clicks = kept.first_clicks + credited.firsts, second_clicks = kept.second_clicks + credited.seconds
    FROM credited
    WHERE kept.unit_id = credited.unit_id AND kept.experiment_id = credited.experiment_id
    """
)
"""A click counts for whoever picked the note into the last feed that held it; clocks of clients may be minutes off."""


async def credit_clicks(tx: Tx, *, rows: Sequence[Any], experiments: Sequence[int]) -> None:
    """Credit clicks to the ranking that had picked what was opened."""
    given = {
        "units": [row.unit for row in rows],
        "notes": [row.note for row in rows],
        "ats": [row.at for row in rows],
        "experiments": list(experiments),
    }
    await tx.execute(CREDIT_CLICKS, given)


_ADD_HABITS = insert_rows(
    HabitRow.__table__,
    tail="""
    ON CONFLICT (member_id) DO UPDATE SET clicks = habit.clicks + excluded.clicks,
        likes = habit.likes + excluded.likes, collects = habit.collects + excluded.collects,
        orders = habit.orders + excluded.orders, gmv = habit.gmv + excluded.gmv
    """,
)


async def add_habits(tx: Tx, rows: Sequence[dict[str, float | int]]) -> None:
    """Add to what members did lately; rows come in order of their members."""
    await tx.execute(_ADD_HABITS, {"rows": as_rows(rows)})


async def add_line_up(tx: Tx, values: dict[str, Any]) -> None:
    """Keep who picked what into a feed."""
    await tx.execute(insert(LineUpRow).values(values).on_conflict_do_nothing())


async def drop_line_ups(tx: Tx, *, before: datetime, limit: int) -> int:
    """Forget feeds that nobody clicks in any more."""
    old = select(LineUpRow.unit_id, LineUpRow.experiment_id, LineUpRow.at).where(LineUpRow.at < before).limit(limit)
    keys = (LineUpRow.unit_id, LineUpRow.experiment_id, LineUpRow.at)
    gone: Any = await tx.execute(delete(LineUpRow).where(func.row(*keys).in_(old)))
    return int(gone.rowcount)


PAIRS: dict[Metric, tuple[str, str]] = {
    Metric.HIDE_RATE: ("hides", "impressions"),
    Metric.REPORT_RATE: ("reports", "impressions"),
    Metric.REFUND_RATE: ("refunds", "orders"),
}
"""Rates: what is counted, and what it is divided by."""


async def sum_metrics(
    tx: Tx | ReadTx, *, experiment_id: int, metrics: Sequence[Metric], primary: Metric, until: datetime
) -> Sequence[Row[Any]]:
    """Sums over the members of each variant whose window was over by then: count, then five sums a metric."""
    sums: list[ColumnElement[Any]] = []
    for metric in metrics:
        sums += _sums(metric, is_primary=metric is primary)
    wanted = (
        select(ExposureRow.variant, func.count(), *sums)
        .where(ExposureRow.experiment_id == experiment_id, ExposureRow.ends_at <= until)
        .group_by(ExposureRow.variant)
    )
    return (await tx.execute(wanted)).all()


async def sum_guards(
    tx: Tx | ReadTx, *, experiment_id: int, metrics: Sequence[Metric], after: timedelta, now: datetime
) -> Sequence[Row[Any]]:
    """The same for rates of harm, over members whose first exposure is this long past."""
    sums: list[ColumnElement[Any]] = []
    for metric in metrics:
        sums += _sums(metric, is_primary=False)
    wanted = (
        select(ExposureRow.variant, func.count(), *sums)
        .where(ExposureRow.experiment_id == experiment_id, ExposureRow.first_at <= now - after)
        .group_by(ExposureRow.variant)
    )
    return (await tx.execute(wanted)).all()


def _sums(metric: Metric, *, is_primary: bool) -> list[ColumnElement[Any]]:
    columns = ExposureRow.__table__.columns
    if metric in PAIRS:
        over, under = PAIRS[metric]
        y: ColumnElement[Any] = cast(columns[over], Double)
        x: ColumnElement[Any] = cast(columns[under], Double)
    else:
        y = cast(columns[metric.value], Double)
        x = columns["before"] if is_primary else literal(0.0, Double)
    return [func.coalesce(func.sum(one), 0.0) for one in (y, y * y, x, x * x, x * y)]


async def sum_credit(tx: Tx | ReadTx, *, experiment_id: int, until: datetime) -> tuple[int, float, float]:
    """Of members who clicked in a feed of two rankings: how many, and the sums of their share for the second."""
    clicks = cast(ExposureRow.first_clicks + ExposureRow.second_clicks, Double)
    lead = cast(ExposureRow.second_clicks - ExposureRow.first_clicks, Double) / clicks
    wanted = select(func.count(), func.coalesce(func.sum(lead), 0.0), func.coalesce(func.sum(lead * lead), 0.0)).where(
        ExposureRow.experiment_id == experiment_id, ExposureRow.ends_at <= until, clicks > 0
    )
    row = (await tx.execute(wanted)).one()
    return int(row[0]), float(row[1]), float(row[2])


async def drop_habits(tx: Tx, member_id: int) -> None:
    """Forget what a member did lately."""
    await tx.execute(delete(HabitRow).where(HabitRow.member_id == member_id))
