"""Statements about what stands near a note, a topic or some authors."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, String, func, literal, select

from zhongcao.discovery.store._signals import IDS
from zhongcao.discovery.tables import StandingRow
from zhongcao.kit.db import ReadTx, Tx

_TEXTS = ARRAY(String)


async def list_alike(tx: Tx | ReadTx, *, traits: Sequence[str], without: int, limit: int) -> Sequence[Any]:
    """Shown notes that share a trait, the warmest first."""
    found = await tx.execute(
        select(StandingRow.note_id, StandingRow.author_id, StandingRow.heat, StandingRow.traits)
        .where(
            StandingRow.traits.op("&&")(literal(list(traits), _TEXTS)),
            StandingRow.hidden_at.is_(None),
            StandingRow.note_id != without,
        )
        .order_by(StandingRow.heat.desc())
        .limit(limit)
    )
    return found.all()


async def page_of_trait(tx: Tx | ReadTx, *, trait: str, before: tuple[float, int] | None, limit: int) -> Sequence[Any]:
    """Shown notes with a trait, the warmest first."""
    query = select(StandingRow.note_id, StandingRow.heat).where(
        StandingRow.traits.op("@>")(literal([trait], _TEXTS)), StandingRow.hidden_at.is_(None)
    )
    if before is not None:
        heat, note = before
        query = query.where((StandingRow.heat < heat) | ((StandingRow.heat == heat) & (StandingRow.note_id < note)))
    return (await tx.execute(query.order_by(StandingRow.heat.desc(), StandingRow.note_id.desc()).limit(limit))).all()


async def warmest_of(
    tx: Tx | ReadTx, *, author_ids: Sequence[int], since: datetime, before: datetime, limit: int
) -> Sequence[int]:
    """The warmest shown notes that some authors published in a period."""
    found = await tx.scalars(
        select(StandingRow.note_id)
        .where(
            StandingRow.author_id == func.any(literal(list(author_ids), IDS)),
            StandingRow.published_at >= since,
            StandingRow.published_at < before,
            StandingRow.hidden_at.is_(None),
        )
        .order_by(StandingRow.heat.desc(), StandingRow.note_id.desc())
        .limit(limit)
    )
    return found.all()


async def best_of_authors(tx: Tx | ReadTx, *, author_ids: Sequence[int], each: int) -> dict[int, list[int]]:
    """The warmest few notes of each of some authors."""
    place = func.row_number().over(
        partition_by=StandingRow.author_id, order_by=(StandingRow.heat.desc(), StandingRow.note_id.desc())
    )
    placed = (
        select(StandingRow.author_id, StandingRow.note_id, place.label("place"))
        .where(
            StandingRow.author_id == func.any(literal(list(author_ids), IDS)),
            StandingRow.hidden_at.is_(None),
        )
        .subquery()
    )
    rows = await tx.execute(
        select(placed.c.author_id, placed.c.note_id).where(placed.c.place <= each).order_by(placed.c.place)
    )
    best: dict[int, list[int]] = {}
    for author, note in rows:
        best.setdefault(author, []).append(note)
    return best
