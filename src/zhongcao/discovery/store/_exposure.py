"""Statements about how often notes and goods were seen and opened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, DateTime, Integer, bindparam, func, literal, select, text

from zhongcao.discovery.rules import FIRST_READERS
from zhongcao.discovery.store._signals import IDS
from zhongcao.discovery.tables import ExposureRow, GoodsExposureRow, StandingRow
from zhongcao.kit.db import ReadTx, Tx

_AWAIT = text(
    "INSERT INTO discovery.exposure (note_id, published_at)"
    " SELECT note_id, published_at FROM unnest(:notes, :moments) AS given (note_id, published_at)"
    " ON CONFLICT DO NOTHING"
).bindparams(bindparam("notes", type_=IDS), bindparam("moments", type_=ARRAY(DateTime(timezone=True))))
_COUNTS = (
    bindparam("ids", type_=IDS),
    bindparam("shown", type_=ARRAY(Integer)),
    bindparam("opened", type_=ARRAY(Integer)),
)
_COUNT = text(
    "UPDATE discovery.exposure AS e SET shown = e.shown + given.shown, opened = e.opened + given.opened"
    " FROM (SELECT * FROM unnest(:ids, :shown, :opened) AS one (note_id, shown, opened) ORDER BY note_id) AS given"
    " WHERE e.note_id = given.note_id"
).bindparams(*_COUNTS)
_COUNT_GOODS = text(
    "INSERT INTO discovery.goods_exposure AS e (product_id, shown, opened)"
    " SELECT * FROM unnest(:ids, :shown, :opened) AS one (product_id, shown, opened) ORDER BY product_id"
    " ON CONFLICT (product_id) DO UPDATE SET shown = e.shown + excluded.shown, opened = e.opened + excluded.opened"
).bindparams(*_COUNTS)


async def await_readers(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Let notes wait for their first readers; those that do or did already go on as they were."""
    if rows:
        moments = [row["published_at"] for row in rows]
        await tx.execute(_AWAIT, {"notes": [row["note_id"] for row in rows], "moments": moments})


async def count_exposure(tx: Tx, counts: Mapping[int, tuple[int, int]]) -> None:
    """Add how many saw notes and how many opened them; what is no note is left out."""
    if counts:
        await tx.execute(_COUNT, _in_columns(counts))


async def count_goods_exposure(tx: Tx, counts: Mapping[int, tuple[int, int]]) -> None:
    """Add how many saw goods in their feed and how many opened them."""
    if counts:
        await tx.execute(_COUNT_GOODS, _in_columns(counts))


def _in_columns(counts: Mapping[int, tuple[int, int]]) -> dict[str, list[int]]:
    ids = sorted(counts)
    return {"ids": ids, "shown": [counts[key][0] for key in ids], "opened": [counts[key][1] for key in ids]}


async def find_goods_exposure(tx: Tx | ReadTx, product_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many saw some goods in their feed, and how many opened them."""
    wanted = GoodsExposureRow.product_id == func.any(literal(list(product_ids), IDS))
    columns = select(GoodsExposureRow.product_id, GoodsExposureRow.shown, GoodsExposureRow.opened)
    return {row.product_id: (row.shown, row.opened) for row in await tx.execute(columns.where(wanted))}


async def find_exposure(tx: Tx | ReadTx, note_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many saw some notes, and how many opened them."""
    found = await tx.execute(
        select(ExposureRow.note_id, ExposureRow.shown, ExposureRow.opened).where(ExposureRow.note_id.in_(note_ids))
    )
    return {row.note_id: (row.shown, row.opened) for row in found}


async def authors_of(tx: Tx | ReadTx, note_ids: Sequence[int]) -> dict[int, int]:
    """Who wrote some notes."""
    wanted = StandingRow.note_id == func.any(literal(list(note_ids), IDS))
    found = await tx.execute(select(StandingRow.note_id, StandingRow.author_id).where(wanted))
    return dict(found.all())


async def standings_of(tx: Tx | ReadTx, note_ids: Sequence[int]) -> Sequence[Any]:
    """Author and heat of some notes that are shown."""
    wanted = StandingRow.note_id == func.any(literal(list(note_ids), IDS))
    found = await tx.execute(
        select(StandingRow.note_id, StandingRow.author_id, StandingRow.heat).where(
            wanted, StandingRow.hidden_at.is_(None)
        )
    )
    return found.all()


async def first_published(tx: Tx | ReadTx, author_ids: Sequence[int]) -> dict[int, datetime]:
    """When some authors published the first note that takes part."""
    wanted = StandingRow.author_id == func.any(literal(list(author_ids), IDS))
    first = select(StandingRow.author_id, func.min(StandingRow.published_at))
    return dict((await tx.execute(first.where(wanted).group_by(StandingRow.author_id))).all())


async def count_shown(tx: Tx | ReadTx) -> int:
    """How many notes take part in feeds."""
    shown = select(func.count()).select_from(StandingRow).where(StandingRow.hidden_at.is_(None))
    return await tx.scalar(shown) or 0


async def count_waiting(tx: Tx | ReadTx, *, since: datetime) -> int:
    """How many notes published since a moment still miss some of their first readers."""
    waiting = select(func.count()).select_from(ExposureRow)
    waiting = waiting.where(ExposureRow.shown < FIRST_READERS, ExposureRow.published_at >= since)
    return await tx.scalar(waiting) or 0
