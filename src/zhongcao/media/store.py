"""Every SQL statement of media."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    ScalarSelect,
    String,
    any_,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from zhongcao.kit.db import IdList, ReadTx, Tx
from zhongcao.media.rules import PictureState
from zhongcao.media.tables import BannedPictureRow, PictureRow

NEAR_BITS = 4
"""Perceptual hashes that differ in so few bits are of the same picture."""
_SHOWN = (
    PictureRow.id,
    PictureRow.key,
    PictureRow.width,
    PictureRow.height,
    PictureRow.colour,
    PictureRow.placeholder,
)


_IS_ONE_OF = PictureRow.id == any_(bindparam("ids", type_=IdList()))
"""One parameter for any number of ids, so that the prepared statement stays the same."""
_REFUSED = literal_column(f"'{PictureState.REFUSED.value}'", String)
_READY = literal_column(f"'{PictureState.READY.value}'", String)
_UNDRAWN = literal_column(f"'{PictureState.UNDRAWN.value}'", String)

_ADD = upsert(PictureRow).on_conflict_do_nothing()


async def add_pictures(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Add pictures; those already here stay as they are."""
    await tx.execute(_ADD, list(rows))


_LIST = select(*_SHOWN).where(_IS_ONE_OF, PictureRow.state != _REFUSED)


async def list_pictures(tx: Tx | ReadTx, ids: Iterable[int]) -> Sequence[Any]:
    """Pictures that may be shown."""
    return (await tx.execute(_LIST, {"ids": list(ids)})).all()


def picture_of(key: ColumnElement[int]) -> ScalarSelect[Any]:
    """The picture that a column of somebody else's row names, if it may be shown, for the statement that reads it."""
    return (
        select(func.json_build_array(*_SHOWN))
        .where(PictureRow.id == key, PictureRow.state != _REFUSED)
        .scalar_subquery()
    )


_CLAIM = (
    update(PictureRow)
    .where(PictureRow.owner_id == bindparam("of_owner"), _IS_ONE_OF, PictureRow.state != _REFUSED)
    .values(claimed_at=bindparam("now"))
    .returning(*_SHOWN)
)


async def claim_pictures(tx: Tx, *, owner_id: int, ids: Iterable[int], now: datetime) -> Sequence[Any]:
    """Mark a member's pictures as used; answers those that were theirs and not refused."""
    return (await tx.execute(_CLAIM, {"of_owner": owner_id, "ids": list(ids), "now": now})).all()


_LOCK = select(*PictureRow.__table__.columns).where(PictureRow.id == bindparam("id")).with_for_update()


async def lock_picture(tx: Tx, picture_id: int) -> Any | None:
    """A picture, held until the end of the transaction."""
    return (await tx.execute(_LOCK, {"id": picture_id})).one_or_none()


_SET = update(PictureRow).where(PictureRow.owner_id == bindparam("of_owner"), PictureRow.id == bindparam("of_id"))


async def set_picture(tx: Tx, *, owner_id: int, picture_id: int, values: dict[str, Any]) -> None:
    """Change a picture."""
    await tx.execute(_SET, {"of_owner": owner_id, "of_id": picture_id, **values})


_LIST_UNDRAWN = (
    select(PictureRow.id, PictureRow.owner_id, PictureRow.width, PictureRow.height, PictureRow.recipe)
    .where(PictureRow.state == _UNDRAWN)
    .order_by(PictureRow.id)
    .limit(bindparam("most"))
)


async def list_undrawn(tx: Tx | ReadTx, *, limit: int) -> Sequence[Any]:
    """Pictures that wait to be drawn, the oldest first."""
    return (await tx.execute(_LIST_UNDRAWN, {"most": limit})).all()


_IS_UNDRAWN = select(PictureRow.id).where(PictureRow.key == bindparam("key"), PictureRow.state == _UNDRAWN).limit(1)


async def is_undrawn(tx: Tx | ReadTx, key: str) -> bool:
    """Whether the bytes of this name wait to be drawn."""
    return await tx.scalar(_IS_UNDRAWN, {"key": key}) is not None


_IS_BANNED = text(
    "SELECT 1 FROM media.banned_picture WHERE bit_count((phash # CAST(:phash AS bigint))::bit(64)) <= :near LIMIT 1"
)


async def is_banned(tx: Tx, phash: int) -> bool:
    """Whether a picture looks like one that was taken down."""
    return await tx.scalar(_IS_BANNED, {"phash": phash, "near": NEAR_BITS}) is not None


async def add_ban(tx: Tx, *, phash: int, reason: str, now: datetime) -> None:
    """Keep pictures like this one out."""
    statement = upsert(BannedPictureRow).values(phash=phash, reason=reason, banned_at=now)
    await tx.execute(statement.on_conflict_do_nothing())


_UNCLAIMED = (
    select(PictureRow.owner_id, PictureRow.id)
    .where(PictureRow.claimed_at.is_(None), PictureRow.state == _READY, PictureRow.added_at < bindparam("before"))
    .order_by(PictureRow.added_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_DROP = delete(PictureRow).where(_IS_ONE_OF).returning(PictureRow.key)


async def drop_unclaimed(tx: Tx, *, before: datetime, limit: int) -> Sequence[str]:
    """Forget uploads that nobody used; answers the keys whose bytes no other picture has."""
    found = (await tx.execute(_UNCLAIMED, {"before": before, "most": limit})).all()
    if not found:
        return []
    return await _unshared(tx, set((await tx.scalars(_DROP, {"ids": [row.id for row in found]})).all()))


_LOCK_REFUSED = (
    select(PictureRow.id, PictureRow.key)
    .where(PictureRow.state == _REFUSED, PictureRow.removed_at.is_(None))
    .order_by(PictureRow.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_SET_REMOVED = update(PictureRow).where(_IS_ONE_OF).values(removed_at=bindparam("now"))


async def take_refused(tx: Tx, *, now: datetime, limit: int) -> tuple[int, Sequence[str]]:
    """Refused pictures whose bytes are still there: how many, and the keys that no other picture needs."""
    found = (await tx.execute(_LOCK_REFUSED, {"most": limit})).all()
    if not found:
        return 0, []
    await tx.execute(_SET_REMOVED, {"ids": [row.id for row in found], "now": now})
    return len(found), await _unshared(tx, {row.key for row in found})


_SHARED = select(PictureRow.key).where(
    PictureRow.key == any_(bindparam("keys", type_=ARRAY(String))), PictureRow.state != _REFUSED
)


async def _unshared(tx: Tx, keys: set[str]) -> Sequence[str]:
    """Those keys whose bytes no shown picture needs: equal content lies under one key."""
    return sorted(keys - set((await tx.scalars(_SHARED, {"keys": sorted(keys)})).all()))


_REFUSE_ALL = (
    update(PictureRow)
    .where(PictureRow.owner_id == bindparam("of_owner"), PictureRow.state != _REFUSED)
    .values(state=PictureState.REFUSED.value, recipe=None, phash=None)
)


async def refuse_all_of(tx: Tx, owner_id: int) -> None:
    """Take all pictures of a member down."""
    await tx.execute(_REFUSE_ALL, {"of_owner": owner_id})
