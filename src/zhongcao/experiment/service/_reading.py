"""Reading an experiment: figures out of what was counted, and what may be said of them."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from zhongcao.experiment import rules, store
from zhongcao.experiment.rules import ALPHA, GUARDRAILS, Effect, ExperimentKind, Metric, Sums
from zhongcao.experiment.schemas import Bounds, Comparison, ExperimentReading, ExperimentVariant
from zhongcao.kit.db import ReadTx, Tx

DAILY = [Metric.HIDE_RATE, Metric.REPORT_RATE]
"""Guardrails of a member's first day; refunds take the whole window."""


async def read_off(tx: Tx | ReadTx, row: Any, *, before: ExperimentReading | None, now: datetime) -> ExperimentReading:
    """What an experiment shows now; a p-value never rises again from one look to the next."""
    variants = msgspec.convert(row.variants, list[ExperimentVariant])
    counts = await store.count_exposed(tx, [row.id])
    exposed = [counts.get((row.id, turn), 0) for turn in range(len(variants))]
    if row.kind == ExperimentKind.INTERLEAVING:
        return await _read_turns(tx, row, variants, exposed[0], before=before, now=now)
    wanted = [*rules.MEANS, Metric.REFUND_RATE]
    primary_metric = Metric(row.metric)
    found = await store.sum_metrics(tx, experiment_id=row.id, metrics=wanted, primary=primary_metric, until=now)
    sums = _by_metric(found, wanted, len(variants))
    early = timedelta(hours=min(rules.GUARD_HOURS, row.window_hours))
    found = await store.sum_guards(tx, experiment_id=row.id, metrics=DAILY, after=early, now=now)
    sums |= _by_metric(found, DAILY, len(variants))
    planned, arms = row.planned_members, range(1, len(variants))
    alpha = ALPHA / max(len(arms), 1)

    def compare(metric: Metric, level: float) -> list[Effect]:
        way = rules.compare_rates if metric in GUARDRAILS else rules.compare_means
        return [way(metric, arm, sums[metric][0], sums[metric][arm], planned=planned, alpha=level) for arm in arms]

    primary = compare(primary_metric, alpha)
    others = [one for metric in rules.MEANS if metric is not primary_metric for one in compare(metric, alpha)]
    guards = [one for metric in GUARDRAILS for one in compare(metric, rules.guard_alpha(len(variants)))]
    split = min(rules.split_p(exposed, [one.weight for one in variants]), before.split_p if before else 1.0)
    return _reading(
        row, variants, now=now, split=split, exposed=exposed, measured=[one.n for one in sums[primary_metric]],
        effects=(primary, others, guards), before=before,
    )  # fmt: skip


async def _read_turns(
    tx: Tx | ReadTx,
    row: Any,
    variants: list[ExperimentVariant],
    exposed: int,
    *,
    before: ExperimentReading | None,
    now: datetime,
) -> ExperimentReading:
    n, y, yy = await store.sum_credit(tx, experiment_id=row.id, until=now)
    effect = rules.compare_credit(Sums(n=n, y=y, yy=yy), planned=row.planned_members, alpha=ALPHA)
    return _reading(
        row, variants, now=now, split=1.0, exposed=[exposed], measured=[n], effects=([effect], [], []), before=before
    )


def _by_metric(found: Sequence[Any], metrics: Sequence[Metric], variants: int) -> dict[Metric, list[Sums]]:
    sums = {metric: [Sums(n=0)] * variants for metric in metrics}
    for row in found:
        variant, n, *rest = tuple(row)
        for turn, metric in enumerate(metrics):
            sums[metric][variant] = Sums(n, *(float(one) for one in rest[5 * turn : 5 * turn + 5]))
    return sums


def _reading(
    row: Any,
    variants: list[ExperimentVariant],
    *,
    now: datetime,
    split: float,
    exposed: list[int],
    measured: list[int],
    effects: tuple[list[Effect], list[Effect], list[Effect]],
    before: ExperimentReading | None,
) -> ExperimentReading:
    primary, others, guards = effects
    earlier = [one.bounds.p if one.bounds else 1.0 for one in before.primary] if before else [1.0] * len(primary)
    lowest = [min(p, one.interval.p if one.interval else 1.0) for one, p in zip(primary, earlier, strict=True)]
    return ExperimentReading(
        at=now,
        verdict=rules.judge(primary, guards, split=split, lowest_p=lowest),
        split_p=split,
        exposed=exposed,
        measured=measured,
        primary=[_told(one, variants, p) for one, p in zip(primary, lowest, strict=True)],
        others=[_told(one, variants) for one in others],
        guards=[_told(one, variants) for one in guards],
    )


def _told(one: Effect, variants: list[ExperimentVariant], p: float | None = None) -> Comparison:
    interval, bounds = one.interval, None
    if interval is not None and math.isfinite(interval.low) and math.isfinite(interval.high):
        lifts = (
            [part / one.control for part in (interval.difference, interval.low, interval.high)] if one.control else []
        )
        bounds = Bounds(
            difference=interval.difference,
            low=interval.low,
            high=interval.high,
            p=interval.p if p is None else p,
            **dict(zip(("lift", "lift_low", "lift_high"), lifts, strict=False)),
        )
    is_guard = one.metric in GUARDRAILS
    return Comparison(
        metric=one.metric,
        variant=variants[one.variant].key,
        control=one.control,
        value=one.value,
        members=one.members,
        bounds=bounds,
        breached=is_guard and rules.is_breached(one),
    )
