"""Statements about what editors put forward."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, select
from sqlalchemy.dialects.postgresql import insert

from zhongcao.discovery.tables import PickRow, StandingRow
from zhongcao.kit.db import ReadTx, Tx

_LIVING = (
    select(PickRow.note_id, PickRow.why, PickRow.picked_by, PickRow.picked_at, PickRow.ends_at)
    .where(PickRow.ends_at > bindparam("now"))
    .order_by(PickRow.picked_at.desc(), PickRow.note_id.desc())
    .limit(bindparam("most"))
)


async def list_picks(tx: Tx | ReadTx, *, now: datetime, limit: int) -> Sequence[Any]:
    """What is put forward now, the newest first."""
    return (await tx.execute(_LIVING, {"now": now, "most": limit})).all()


async def is_shown(tx: Tx | ReadTx, note_id: int) -> bool:
    """Whether everybody sees a note."""
    shown = exists().where(StandingRow.note_id == note_id, StandingRow.hidden_at.is_(None))
    return bool(await tx.scalar(select(shown)))


async def put_pick(tx: Tx, values: dict[str, Any]) -> None:
    """Put a note forward; once more, it is put forward anew."""
    changed = {key: value for key, value in values.items() if key != "note_id"}
    await tx.execute(
        insert(PickRow).values(values).on_conflict_do_update(index_elements=[PickRow.note_id], set_=changed)
    )


async def end_pick(tx: Tx, note_id: int, *, now: datetime) -> bool:
    """Take a pick back; False when there was none."""
    result: Any = await tx.execute(delete(PickRow).where(PickRow.note_id == note_id, PickRow.ends_at > now))
    return bool(result.rowcount)


async def list_offers(tx: Tx | ReadTx, *, now: datetime, limit: int) -> Sequence[int]:
    """The warmest shown notes that are not put forward."""
    picked = exists().where(PickRow.note_id == StandingRow.note_id, PickRow.ends_at > now)
    found = await tx.scalars(
        select(StandingRow.note_id)
        .where(StandingRow.hidden_at.is_(None), ~picked)
        .order_by(StandingRow.heat.desc(), StandingRow.note_id.desc())
        .limit(limit)
    )
    return found.all()
