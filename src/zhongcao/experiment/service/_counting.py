"""Counting what members did, while they take part in experiments and before."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from zhongcao.experiment import rules, store
from zhongcao.experiment.rules import Act, ExperimentKind
from zhongcao.experiment.schemas import Outcome, Running
from zhongcao.experiment.service._habits import growth
from zhongcao.experiment.service._running import running_experiments
from zhongcao.kit.db import Tx

HABITS = {Act.CLICK: "clicks", Act.LIKE: "likes", Act.COLLECT: "collects", Act.ORDER: "orders"}


async def list_counted(tx: Tx, units: Collection[int]) -> set[int]:
    """Of these members and visits, those who have seen what runs: acts of others count for nothing but habits.

    Few have, so that whoever knows of many acts asks first, and tells only those that count.
    """
    running = await running_experiments(tx)
    if not running or not units:
        return set()
    return await store.list_exposed(tx, units=units, experiments=[one.id for one in running])


async def count_outcomes(tx: Tx, outcomes: Sequence[Outcome]) -> None:
    """Count what members and visits did; whoever calls does so once for each act."""
    running = await running_experiments(tx)
    await _count_habits(tx, outcomes)
    inside = _taking_part({one.unit for one in outcomes}, running)
    taking = [one for one in outcomes if one.unit in inside]
    if not taking:
        return
    await store.count_outcomes(tx, rows=taking, experiments=[one.id for one in running], guard_hours=rules.GUARD_HOURS)
    turns = [one.id for one in running if one.kind is ExperimentKind.INTERLEAVING]
    clicks = [one for one in taking if one.act is Act.CLICK and one.note]
    if turns and clicks:
        await store.credit_clicks(tx, rows=clicks, experiments=turns)


def _taking_part(units: Collection[int], running: Sequence[Running]) -> set[int]:
    slots_of: dict[str, rules.Slots] = defaultdict(list)
    for one in running:
        slots_of[f"layer:{one.layer}"] += one.slots
    return {
        unit
        for unit in units
        if any(rules.takes_part(unit, salt=salt, slots=slots) for salt, slots in slots_of.items())
    }


def is_habit(act: Act) -> bool:
    """Whether a member's act is remembered as a habit, whatever runs."""
    return act in HABITS


async def _count_habits(tx: Tx, outcomes: Sequence[Outcome]) -> None:
    """What members did lately, so that experiments can tell habit from effect; not of visits, and not impressions."""
    rows: dict[int, dict[str, float]] = defaultdict(lambda: dict.fromkeys((*HABITS.values(), "gmv"), 0.0))
    for one in outcomes:
        if one.unit > 0 and one.act in HABITS:
            rows[one.unit][HABITS[one.act]] += growth(one.at)
            rows[one.unit]["gmv"] += one.amount * growth(one.at)
    if rows:
        await store.add_habits(tx, [{"member_id": member, **rows[member]} for member in sorted(rows)])
