"""Statements about experiments as such."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from zhongcao.experiment.rules import ExperimentState
from zhongcao.experiment.tables import ExperimentRow, ExposureRow, ReadingRow
from zhongcao.kit.db import ReadTx, Tx

COLUMNS = ExperimentRow.__table__.columns


async def add_experiment(tx: Tx, values: dict[str, Any]) -> bool:
    """Keep a draft; False when its key is taken."""
    made = await tx.scalar(
        insert(ExperimentRow)
        .values(values)
        .on_conflict_do_nothing(index_elements=[ExperimentRow.key])
        .returning(ExperimentRow.id)
    )
    return made is not None


async def find_experiment(tx: Tx | ReadTx, experiment_id: int) -> Any | None:
    """One experiment."""
    return (await tx.execute(select(*COLUMNS).where(ExperimentRow.id == experiment_id))).one_or_none()


async def lock_experiment(tx: Tx, experiment_id: int) -> Any | None:
    """One experiment, for whoever changes it."""
    wanted = select(*COLUMNS).where(ExperimentRow.id == experiment_id).with_for_update(of=ExperimentRow)
    return (await tx.execute(wanted)).one_or_none()


async def lock_layer(tx: Tx, layer: str) -> Sequence[Any]:
    """All experiments of a layer that are no flags, in order of their ids, so that buckets are given out one by one."""
    wanted = select(*COLUMNS).where(ExperimentRow.layer == layer, ExperimentRow.kind != "flag")
    return (await tx.execute(wanted.order_by(ExperimentRow.id).with_for_update(of=ExperimentRow))).all()


async def list_experiments(tx: Tx | ReadTx, *, state: str | None, before: int | None, limit: int) -> Sequence[Any]:
    """Experiments, the newest first."""
    wanted = select(*COLUMNS)
    if state:
        wanted = wanted.where(ExperimentRow.state == state)
    if before is not None:
        wanted = wanted.where(ExperimentRow.id < before)
    return (await tx.execute(wanted.order_by(ExperimentRow.id.desc()).limit(limit))).all()


async def list_running(tx: Tx | ReadTx) -> Sequence[Any]:
    """What runs, in the order in which it was made."""
    wanted = select(*COLUMNS).where(ExperimentRow.state == ExperimentState.RUNNING).order_by(ExperimentRow.id)
    return (await tx.execute(wanted)).all()


async def change_experiment(tx: Tx, experiment_id: int, values: dict[str, Any]) -> None:
    """Write some fields of an experiment that is locked."""
    await tx.execute(update(ExperimentRow).where(ExperimentRow.id == experiment_id).values(values))


async def remove_experiment(tx: Tx, experiment_id: int) -> None:
    """Delete a draft that is locked."""
    await tx.execute(delete(ExperimentRow).where(ExperimentRow.id == experiment_id))


async def count_exposed(tx: Tx | ReadTx, experiment_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """How many members each variant of these experiments has."""
    counted = (
        select(ExposureRow.experiment_id, ExposureRow.variant, func.count())
        .where(ExposureRow.experiment_id.in_(experiment_ids))
        .group_by(ExposureRow.experiment_id, ExposureRow.variant)
    )
    return {(row[0], row[1]): row[2] for row in await tx.execute(counted)}


async def put_reading(tx: Tx, *, experiment_id: int, hour_at: datetime, body: Any) -> None:
    """Keep what was read in this hour; a later look of the same hour replaces it."""
    values = {"experiment_id": experiment_id, "hour_at": hour_at, "body": body}
    await tx.execute(
        insert(ReadingRow)
        .values(values)
        .on_conflict_do_update(index_elements=[ReadingRow.experiment_id, ReadingRow.hour_at], set_={"body": body})
    )


async def list_readings(tx: Tx | ReadTx, experiment_id: int, *, limit: int) -> Sequence[Any]:
    """The latest readings of an experiment, the oldest of them first."""
    wanted = select(ReadingRow.body).where(ReadingRow.experiment_id == experiment_id)
    found = (await tx.scalars(wanted.order_by(ReadingRow.hour_at.desc()).limit(limit))).all()
    return list(reversed(found))


async def last_readings(tx: Tx | ReadTx, experiment_ids: Sequence[int]) -> dict[int, Any]:
    """The latest reading of each of these experiments."""
    wanted = (
        select(ReadingRow.experiment_id, ReadingRow.body)
        .where(ReadingRow.experiment_id.in_(experiment_ids))
        .ext(distinct_on(ReadingRow.experiment_id))
        .order_by(ReadingRow.experiment_id, ReadingRow.hour_at.desc())
    )
    return {row.experiment_id: row.body for row in await tx.execute(wanted)}
