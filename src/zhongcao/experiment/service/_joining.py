"""Taking part: who gets which variant, and that they saw it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from zhongcao.experiment import rules, store
from zhongcao.experiment.errors import ExperimentNotFound
from zhongcao.experiment.rules import Drafted, ExperimentKind, ExperimentLayer
from zhongcao.experiment.schemas import Flag, Running, Trial
from zhongcao.experiment.service._habits import growth
from zhongcao.experiment.service._running import board_of
from zhongcao.kit.db import ReadTx, Tx


async def join(tx: Tx, *, layer: ExperimentLayer, unit: int, now: datetime, key: str | None = None) -> Trial | None:
    """The experiment of this layer that someone takes part in, if any; that they saw it is noted once.

    With a `key`, only the experiment of that key is looked at.
    """
    board = await board_of(tx)
    for one in board.running:
        if key not in (None, one.key):
            continue
        if one.layer is layer and one.kind is not ExperimentKind.FLAG and _is_in(one, unit):
            trial = _trial(one, unit)
            if (one.id, unit) not in board.seen and not await _expose(tx, one, [unit], now):
                board.saw(one.id, unit)  # it was kept by an earlier transaction, which has committed
            return trial
    return None


async def enrol(tx: Tx, *, key: str, units: Sequence[int], now: datetime) -> int:
    """Note that many saw an experiment; those who do not take part are left out. Returns how many are new."""
    one = next(
        (one for one in (await board_of(tx)).running if one.key == key and one.kind is not ExperimentKind.FLAG), None
    )
    if one is None:
        raise ExperimentNotFound(key=key)
    return len(await _expose(tx, one, [unit for unit in units if _is_in(one, unit)], now))


async def list_flags(tx: Tx | ReadTx, *, unit: int) -> list[Flag]:
    """Every flag and experiment that someone takes part in, with their variant; asking is not seeing."""
    return [
        Flag(one.key, one.variants[_variant(one, unit)].key)
        for one in (await board_of(tx)).running
        if one.kind is not ExperimentKind.INTERLEAVING and _is_in(one, unit)
    ]


async def is_on(tx: Tx | ReadTx, *, key: str, unit: int) -> bool:
    """Whether a flag lets someone in; one that does not run lets nobody in."""
    return any(
        one.key == key and _is_in(one, unit) for one in (await board_of(tx)).running if one.kind is ExperimentKind.FLAG
    )


async def is_kept_out(tx: Tx | ReadTx, *, key: str, unit: int) -> bool:
    """Whether a flag that runs does not let someone in; one that does not run keeps nobody out."""
    return any(
        one.key == key and not _is_in(one, unit)
        for one in (await board_of(tx)).running
        if one.kind is ExperimentKind.FLAG
    )


async def see(tx: Tx, *, key: str, unit: int, now: datetime) -> Flag:
    """Note that someone saw their variant of an experiment; again changes nothing."""
    one = next((one for one in (await board_of(tx)).running if one.key == key and _is_in(one, unit)), None)
    if one is None:
        raise ExperimentNotFound(key=key)
    if one.kind is ExperimentKind.TEST:
        await _expose(tx, one, [unit], now)
    return Flag(one.key, one.variants[_variant(one, unit)].key)


async def note_line_up(tx: Tx, *, trial: Trial, unit: int, drafted: Drafted, now: datetime) -> None:
    """Keep which ranking picked what, so that clicks find their team."""
    await store.add_line_up(
        tx,
        {
            "unit_id": unit,
            "experiment_id": trial.id,
            "at": now,
            "firsts": drafted.firsts,
            "seconds": drafted.seconds,
        },
    )


def _is_in(one: Running, unit: int) -> bool:
    if one.kind is ExperimentKind.FLAG:
        return rules.place_of(unit, f"flag:{one.salt}") < one.share
    return rules.takes_part(unit, salt=f"layer:{one.layer}", slots=one.slots)


def _variant(one: Running, unit: int) -> int:
    if one.kind is ExperimentKind.INTERLEAVING:
        return 0
    return rules.variant_of(unit, salt=one.salt, weights=[each.weight for each in one.variants])


def _trial(one: Running, unit: int) -> Trial:
    turn = _variant(one, unit)
    others = [each for place, each in enumerate(one.variants) if place != turn]
    return Trial(id=one.id, key=one.key, kind=one.kind, variant=one.variants[turn], others=others)


async def _expose(tx: Tx, one: Running, units: Sequence[int], now: datetime) -> list[int]:
    return await store.add_exposures(
        tx,
        experiment_id=one.id,
        units=units,
        variants=[_variant(one, unit) for unit in units],
        at=now,
        ends_at=now + timedelta(hours=one.window_hours),
        metric=one.metric.value,
        growth=growth(now),
    )
