"""Statements about acts that wait, the heat of notes and the tastes of members."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import ARRAY, BigInteger, Double, Table, Text, any_, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.discovery import rules
from zhongcao.discovery.tables import PortraitRow, PurchaseRow, SignalRow, StandingRow, UpkeepRow
from zhongcao.kit.db import Instant, ReadTx, Tx
from zhongcao.kit.hearing import tell_changed
from zhongcao.kit.sql import Session, as_rows, insert_rows

SIGNAL = cast(Table, SignalRow.__table__)
STANDING = cast(Table, StandingRow.__table__)
PURCHASE = cast(Table, PurchaseRow.__table__)
IDS = ARRAY(BigInteger)
TEXTS = ARRAY(Text)
Weights = dict[str, float]
encode = msgspec.json.encode
FOLD_LOCK = 7_265_612
"""Advisory lock of whoever folds acts; portraits are read, changed and written under it."""

_TAKE = text(
    "DELETE FROM discovery.signal WHERE seq = ANY(ARRAY("
    "SELECT seq FROM discovery.signal ORDER BY seq LIMIT :limit)) "
    "RETURNING seq, act, sign, member_id, note_id, author_id, product_id, at"
)
_WARM = text(
    "UPDATE discovery.standing SET heat = greatest(standing.heat + given.change, 0) "
    "FROM unnest(:notes, :changes) AS given (note_id, change) WHERE standing.note_id = given.note_id"
).bindparams(bindparam("notes", type_=IDS), bindparam("changes", type_=ARRAY(Double)))
_PAINT = text(
    "INSERT INTO discovery.portrait (member_id, tastes, recent, style, changed_at) "
    "SELECT member_id, tastes::jsonb, recent::jsonb, style::jsonb, :now "
    "FROM unnest(:members, :tastes, :recent, :style) AS given (member_id, tastes, recent, style) "
    "ON CONFLICT (member_id) DO UPDATE "
    "SET tastes = excluded.tastes, recent = excluded.recent, style = excluded.style, changed_at = excluded.changed_at"
).bindparams(
    bindparam("members", type_=IDS),
    bindparam("tastes", type_=ARRAY(Text)),
    bindparam("recent", type_=ARRAY(Text)),
    bindparam("style", type_=ARRAY(Text)),
    bindparam("now", type_=Instant),
)

_TRY_LOCK = select(func.pg_try_advisory_xact_lock(FOLD_LOCK))
_ADD_SIGNALS = insert_rows(SIGNAL, "act", "sign", "member_id", "note_id", "author_id", "product_id", "at")
_GIVEN_NOTES = StandingRow.note_id == any_(bindparam("notes", type_=IDS))
_TRAITS = select(StandingRow.note_id, StandingRow.traits).where(_GIVEN_NOTES)
_STYLES = select(StandingRow.note_id, StandingRow.style).where(_GIVEN_NOTES, StandingRow.style.is_not(None))
_PORTRAITS = select(PortraitRow.member_id, PortraitRow.tastes, PortraitRow.recent, PortraitRow.style).where(
    PortraitRow.member_id == any_(bindparam("members", type_=IDS))
)
_ADD_PURCHASES = insert_rows(PURCHASE, tail="ON CONFLICT DO NOTHING RETURNING product_id")
_REBUILD_DUE = select(UpkeepRow.name).where(
    UpkeepRow.name == bindparam("name"),
    UpkeepRow.wanted_at <= bindparam("quiet_since"),
    UpkeepRow.done_at.is_(None) | (UpkeepRow.done_at < UpkeepRow.wanted_at),
)


async def try_fold_lock(tx: Tx) -> bool:
    """Be the only one who folds, until the end of this transaction; False when someone else does."""
    return bool(await tx.scalar(_TRY_LOCK))


async def wait_fold_lock(tx: Tx) -> None:
    """The same, but wait for the other to finish."""
    await tx.execute(select(func.pg_advisory_xact_lock(FOLD_LOCK)))


async def add_signals(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Leave acts to be folded; all of a transaction are written at its end."""
    if rows:
        cast("Session", tx).gather(_write_signals, rows)


async def _write_signals(tx: Session, parts: list[Sequence[dict[str, Any]]]) -> None:
    await tx.execute(_ADD_SIGNALS, {"rows": as_rows([row for part in parts for row in part])})


async def take_signals(tx: Tx, *, limit: int) -> list[Any]:
    """Take the oldest waiting acts away, in order."""
    found = await tx.execute(_TAKE, {"limit": limit})
    return sorted(found.all(), key=lambda row: row.seq)


async def count_signals(tx: Tx | ReadTx) -> int:
    """How many acts wait."""
    return await tx.scalar(select(func.count()).select_from(SIGNAL)) or 0


async def traits_of_notes(tx: Tx | ReadTx, note_ids: Sequence[int]) -> dict[int, list[str]]:
    """What some notes are about."""
    found = await tx.execute(_TRAITS, {"notes": list(note_ids)})
    return {row.note_id: row.traits for row in found}


async def styles_of_notes(tx: Tx | ReadTx, note_ids: Sequence[int]) -> dict[int, list[int]]:
    """How some notes look and read; those of which nobody knows are left out."""
    found = await tx.execute(_STYLES, {"notes": list(note_ids)})
    return {row.note_id: row.style for row in found}


async def warm_notes(tx: Tx, changes: Mapping[int, float]) -> None:
    """Add to the heat of notes; rows in the order of their keys."""
    if changes:
        notes = sorted(changes)
        await tx.execute(_WARM, {"notes": notes, "changes": [changes[note] for note in notes]})


class Portrayed(msgspec.Struct, frozen=True):
    """What acts taught about a member: tastes, the last acts themselves, and style."""

    tastes: Weights = {}
    recent: Weights = {}
    style: Weights = {}


async def find_portraits(tx: Tx | ReadTx, member_ids: Sequence[int]) -> dict[int, Portrayed]:
    """What is known about some members."""
    found = await tx.execute(_PORTRAITS, {"members": list(member_ids)})
    return {row.member_id: Portrayed(row.tastes, row.recent, row.style) for row in found}


async def set_portraits(tx: Tx, portraits: Mapping[int, Portrayed], *, now: datetime) -> None:
    """Write what is known about some members."""
    members = sorted(portraits)
    parts = {
        part: [encode(getattr(portraits[member], part)).decode() for member in members]
        for part in Portrayed.__struct_fields__
    }
    await tx.execute(_PAINT, {"members": members, "now": now, **parts})
    tell_changed(tx, rules.PORTRAIT_CHANGED, members)


async def add_purchases(tx: Tx, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Remember paid products once; returns those that are new."""
    return list(await tx.scalars(_ADD_PURCHASES, {"rows": as_rows(rows)}))


async def list_purchases(tx: Tx | ReadTx, *, after: tuple[int, int, int], limit: int) -> Sequence[Any]:
    """All purchases in the order of their keys."""
    key = func.row(PurchaseRow.member_id, PurchaseRow.order_id, PurchaseRow.product_id)
    found = await tx.execute(
        select(*PURCHASE.c)
        .where(key > func.row(*after))
        .order_by(PurchaseRow.member_id, PurchaseRow.order_id, PurchaseRow.product_id)
        .limit(limit)
    )
    return found.all()


async def clear(tx: Tx) -> None:
    """Forget all standings, tastes and waiting acts; only for a rebuild within the same transaction."""
    await tx.execute(delete(StandingRow))
    await tx.execute(delete(PortraitRow))
    tell_changed(tx, rules.PORTRAIT_CHANGED, [rules.EVERYONE])
    await tx.execute(delete(SignalRow))


async def want_rebuild(tx: Tx, name: str, now: datetime) -> None:
    """Ask for a projection to be rebuilt once things are quiet."""
    await tx.execute(
        insert(UpkeepRow)
        .values(name=name, wanted_at=now)
        .on_conflict_do_update(index_elements=["name"], set_={"wanted_at": now})
    )


async def is_rebuild_due(tx: Tx, name: str, *, quiet_since: datetime) -> bool:
    """Whether a rebuild was asked for, nothing more came since a moment, and it was not done yet."""
    return await tx.scalar(_REBUILD_DUE, {"name": name, "quiet_since": quiet_since}) is not None


async def mark_rebuilt(tx: Tx, name: str, now: datetime) -> None:
    """Note that a projection was rebuilt."""
    await tx.execute(update(UpkeepRow).where(UpkeepRow.name == name).values(done_at=now))


async def last_done(tx: Tx | ReadTx, name: str) -> datetime | None:
    """When some upkeep was last done."""
    return await tx.scalar(select(UpkeepRow.done_at).where(UpkeepRow.name == name))
