"""Experiments as staff see them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from zhongcao.experiment import rules, store
from zhongcao.experiment.errors import ExperimentNotFound
from zhongcao.experiment.rules import ALPHA, ExperimentKind, ExperimentLayer, ExperimentState, Metric
from zhongcao.experiment.schemas import (
    ExperimentArm,
    ExperimentCard,
    ExperimentDetail,
    ExperimentPoint,
    ExperimentReading,
    ExperimentVariant,
)
from zhongcao.kit import cursor
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx, Tx

READINGS_MAX = 28 * 24
POINTS_MAX = 120


async def list_experiments(
    tx: Tx | ReadTx, *, state: ExperimentState | None, after: str | None, limit: int, now: datetime
) -> Page[ExperimentCard]:
    """A page of flags and experiments, the newest first."""
    before = cursor.decode(after, int)[0] if after else None
    rows = await store.list_experiments(tx, state=state, before=before, limit=limit + 1)
    cards = await _cards(tx, rows[:limit], now=now)
    return Page(cards, cursor.encode(int(cards[-1].id)) if len(rows) > limit else None)


async def get_experiment(tx: Tx | ReadTx, *, experiment_id: int, now: datetime) -> ExperimentDetail:
    """One experiment with its last reading, and how the deciding metric went over time."""
    row = await store.find_experiment(tx, experiment_id)
    if row is None:
        raise ExperimentNotFound(experiment=str(experiment_id))
    bodies = await store.list_readings(tx, experiment_id, limit=READINGS_MAX)
    readings = msgspec.convert(bodies, list[ExperimentReading])
    step = max(1, -(-len(readings) // POINTS_MAX))
    (card,) = await _cards(tx, [row], now=now)
    return ExperimentDetail(
        card=card,
        alpha=ALPHA,
        guard_margin=rules.GUARD_MARGIN,
        members_min=rules.MEMBERS_MIN,
        reading=readings[-1] if readings else None,
        over_time=[
            ExperimentPoint(at=one.at, members=sum(one.measured), bounds=[each.bounds for each in one.primary])
            for one in readings[(len(readings) - 1) % step :: step]
        ],
    )


async def _cards(tx: Tx | ReadTx, rows: Sequence[Any], *, now: datetime) -> list[ExperimentCard]:
    ids = [row.id for row in rows]
    counts = await store.count_exposed(tx, ids) if ids else {}
    last = await store.last_readings(tx, ids) if ids else {}
    return [_card(row, counts, last.get(row.id), now=now) for row in rows]


def _card(row: Any, counts: dict[tuple[int, int], int], last: Any, *, now: datetime) -> ExperimentCard:
    variants = msgspec.convert(row.variants, list[ExperimentVariant])
    reading = msgspec.convert(last, ExperimentReading) if last else None
    measured = reading.measured if reading else []
    arms = [
        ExperimentArm(
            key=one.key,
            weight=one.weight,
            ranking=one.ranking,
            exposed=counts.get((row.id, turn), 0),
            measured=measured[turn] if turn < len(measured) else 0,
        )
        for turn, one in enumerate(variants)
    ]
    state = ExperimentState(row.state)
    is_measured = row.kind != ExperimentKind.FLAG
    stopped = row.stopped_at or now - timedelta(days=9)
    return ExperimentCard(
        id=str(row.id),
        key=row.key,
        kind=ExperimentKind(row.kind),
        layer=ExperimentLayer(row.layer),
        state=state,
        name_zh=row.name_zh,
        name_en=row.name_en,
        hypothesis=row.hypothesis,
        hypothesis_en=row.hypothesis_en,
        share=row.share,
        metric=Metric(row.metric),
        window_hours=row.window_hours,
        planned_members=row.planned_members,
        arms=arms,
        verdict=reading.verdict if reading and is_measured else None,
        exposed=sum(one.exposed for one in arms),
        created_at=row.created_at,
        started_at=row.started_at,
        stopped_at=row.stopped_at,
        changed_by=str(row.changed_by),
        by_itself=row.changed_by == 0,
        why=row.why,
        can_start=state is ExperimentState.DRAFT,
        can_stop=state is ExperimentState.RUNNING,
        can_resume=state is ExperimentState.STOPPED
        and rules.may_become(state, ExperimentState.RUNNING, stopped_at=stopped, now=now),
        can_discard=state is ExperimentState.DRAFT,
        can_ramp=state is ExperimentState.DRAFT or not is_measured,
    )
