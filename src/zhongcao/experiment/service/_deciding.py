"""What staff and our own guard do with experiments: draft, start, stop, go on, discard, look; all of it audited."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from zhongcao.experiment import rules, store
from zhongcao.experiment.errors import (
    AlreadyStarted,
    ExperimentNotFound,
    KeyTaken,
    LayerFull,
    StateNotReachable,
    VariantsUnfit,
)
from zhongcao.experiment.rules import BUCKETS, MEANS, ExperimentKind, ExperimentLayer, ExperimentState, Metric, Verdict
from zhongcao.experiment.schemas import ExperimentInput, ExperimentReading
from zhongcao.experiment.service._reading import read_off
from zhongcao.experiment.service._running import look_again
from zhongcao.identity import service as identity
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import SYSTEM, Actor
from zhongcao.kit.ids import new_id


async def draft_experiment(tx: Tx, *, by: Actor, given: ExperimentInput, now: datetime) -> int:
    """Write down what shall be tried; nobody takes part yet."""
    _check(given)
    experiment_id = new_id()
    values: dict[str, Any] = {
        **msgspec.to_builtins(given),
        "id": experiment_id,
        "metric": (Metric.CREDIT if given.kind is ExperimentKind.INTERLEAVING else given.metric).value,
        "state": ExperimentState.DRAFT.value,
        "slots": [],
        "salt": secrets.token_hex(16),
        "created_by": by.member_id,
        "created_at": now,
        "changed_by": by.member_id,
        "why": "",
    }
    if not await store.add_experiment(tx, values):
        raise KeyTaken(key=given.key)
    await _record(tx, by, "experiment.drafted", experiment_id, after=given, now=now)
    return experiment_id


def _check(given: ExperimentInput) -> None:
    """A flag has no rankings, a test two or more variants, interleaving two rankings of Discover."""
    names = [one.key for one in given.variants]
    ranked = [one.ranking for one in given.variants if one.ranking]
    count = len(names)
    fits = {
        ExperimentKind.FLAG: not ranked,
        ExperimentKind.TEST: count > 1,
        ExperimentKind.INTERLEAVING: count == 2 and len(set(ranked)) == 2,
    }
    is_known = given.metric in MEANS and (not ranked or given.layer is ExperimentLayer.DISCOVER)
    if len(set(names)) != count or not fits[given.kind] or not is_known:
        raise VariantsUnfit(variants=names)


async def set_state(tx: Tx, *, by: Actor, experiment_id: int, state: ExperimentState, why: str, now: datetime) -> bool:
    """Start a draft, stop what runs, or let a stopped one go on; the state that it has already changes nothing."""
    layer = await _lock_layer_of(tx, experiment_id) if state is ExperimentState.RUNNING else []
    row = await _locked(tx, experiment_id)
    if row.state == state:
        return False
    if not rules.may_become(ExperimentState(row.state), state, stopped_at=row.stopped_at, now=now):
        raise StateNotReachable(state=row.state)
    values: dict[str, Any] = {"state": state.value, "changed_by": by.member_id, "why": why}
    if state is ExperimentState.RUNNING:
        values |= {"started_at": row.started_at or now, "stopped_at": None, "slots": _slots(row, layer)}
    else:
        values["stopped_at"] = now
        if row.kind != ExperimentKind.FLAG:
            await look_at(tx, row, now=now)
    await store.change_experiment(tx, experiment_id, values)
    action = "stopped" if state is ExperimentState.STOPPED else "resumed" if row.started_at else "started"
    after = {"state": state.value, "why": why}
    await _record(tx, by, f"experiment.{action}", experiment_id, before={"state": row.state}, after=after, now=now)
    look_again()
    return True


async def _lock_layer_of(tx: Tx, experiment_id: int) -> Sequence[Any]:
    """Whoever starts something holds its whole layer first, so that buckets are given out to one after the other."""
    row = await store.find_experiment(tx, experiment_id)
    return [] if row is None or row.kind == ExperimentKind.FLAG else await store.lock_layer(tx, row.layer)


def _slots(row: Any, layer: Sequence[Any]) -> list[tuple[int, int]]:
    """Buckets of the layer for what is started: those it had if it goes on, free ones if it is new."""
    if row.kind == ExperimentKind.FLAG:
        return []
    running = [one for one in layer if one.state == ExperimentState.RUNNING and one.id != row.id]
    taken = [(start, end) for one in running for start, end in one.slots]
    if row.slots:
        if any(start < other_end and other < end for start, end in row.slots for other, other_end in taken):
            raise LayerFull(layer=row.layer)
        return list(row.slots)
    found = rules.allot(taken, row.share)
    if found is None:
        raise LayerFull(layer=row.layer, free=BUCKETS - sum(end - start for start, end in taken))
    return found


async def set_share(tx: Tx, *, by: Actor, experiment_id: int, share: int, why: str, now: datetime) -> bool:
    """Let a flag reach more or fewer; those who were in first are the last to go. The same share changes nothing."""
    row = await _locked(tx, experiment_id)
    if row.share == share:
        return False
    if row.kind != ExperimentKind.FLAG and row.state != ExperimentState.DRAFT:
        raise AlreadyStarted()
    await store.change_experiment(tx, experiment_id, {"share": share, "changed_by": by.member_id, "why": why})
    await _record(
        tx, by, "experiment.ramped", experiment_id,
        before={"share": row.share}, after={"share": share, "why": why}, now=now,
    )  # fmt: skip
    look_again()
    return True


async def discard_draft(tx: Tx, *, by: Actor, experiment_id: int, now: datetime) -> None:
    """Delete a draft; what has started stays for good."""
    row = await _locked(tx, experiment_id)
    if row.state != ExperimentState.DRAFT:
        raise AlreadyStarted()
    await store.remove_experiment(tx, experiment_id)
    await _record(tx, by, "experiment.discarded", experiment_id, before={"key": row.key}, now=now)


async def list_to_look_at(tx: Tx | ReadTx) -> list[int]:
    """What runs and is measured."""
    return [row.id for row in await store.list_running(tx) if row.kind != ExperimentKind.FLAG]


async def look(tx: Tx, *, experiment_id: int, now: datetime) -> Verdict | None:
    """Read an experiment off; one that does harm is stopped at once, and the audit log says by whom: by itself."""
    row = await store.lock_experiment(tx, experiment_id)
    if row is None or row.state != ExperimentState.RUNNING:
        return None
    reading = await look_at(tx, row, now=now)
    if reading.verdict is Verdict.HARMFUL:
        broken = sorted({one.metric.value for one in reading.guards if one.breached})
        why = f"guardrail: {', '.join(broken)}"
        values = {"state": ExperimentState.STOPPED.value, "stopped_at": now, "changed_by": 0, "why": why}
        await store.change_experiment(tx, experiment_id, values)
        figures = [one for one in reading.guards if one.breached]
        await _record(
            tx, SYSTEM, "experiment.stopped_by_guardrail", experiment_id,
            before={"state": row.state}, after={"state": values["state"], "why": why, "guards": figures}, now=now,
        )  # fmt: skip
        look_again()
    return reading.verdict


async def look_at(tx: Tx, row: Any, *, now: datetime) -> ExperimentReading:
    """Keep what an experiment shows in this hour."""
    last = (await store.last_readings(tx, [row.id])).get(row.id)
    before = msgspec.convert(last, ExperimentReading) if last else None
    reading = await read_off(tx, row, before=before, now=now)
    hour_at = now.replace(minute=0, second=0, microsecond=0)
    await store.put_reading(tx, experiment_id=row.id, hour_at=hour_at, body=msgspec.to_builtins(reading))
    return reading


async def _locked(tx: Tx, experiment_id: int) -> Any:
    row = await store.lock_experiment(tx, experiment_id)
    if row is None:
        raise ExperimentNotFound(experiment=str(experiment_id))
    return row


async def _record(
    tx: Tx, by: Actor, action: str, experiment_id: int, *, before: object = None, after: object = None, now: datetime
) -> None:
    subject = f"experiment:{experiment_id}"
    await identity.record_audit(tx, by=by, action=action, subject=subject, before=before, after=after, now=now)
