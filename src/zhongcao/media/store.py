"""Every SQL statement of media."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, String, any_, delete, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from zhongcao.kit.db import Id63, ReadTx, Tx
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


def _is_one_of(ids: Iterable[int]) -> ColumnElement[bool]:
    """One parameter for any number of ids, so that the prepared statement stays the same."""
    return PictureRow.id == any_(literal(list(ids), ARRAY(Id63)))


async def add_pictures(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Add pictures; those already here stay as they are."""
    await tx.execute(upsert(PictureRow).values(list(rows)).on_conflict_do_nothing())


async def list_pictures(tx: Tx | ReadTx, ids: Iterable[int]) -> Sequence[Any]:
    """Pictures that may be shown."""
    statement = select(*_SHOWN).where(_is_one_of(ids), PictureRow.state != PictureState.REFUSED.value)
    return (await tx.execute(statement)).all()


async def claim_pictures(tx: Tx, *, owner_id: int, ids: Iterable[int], now: datetime) -> Sequence[Any]:
    """Mark a member's pictures as used; answers those that were theirs and not refused."""
    statement = (
        update(PictureRow)
        .where(PictureRow.owner_id == owner_id, _is_one_of(ids), PictureRow.state != PictureState.REFUSED.value)
        .values(claimed_at=now)
        .returning(*_SHOWN)
    )
    return (await tx.execute(statement)).all()


async def lock_picture(tx: Tx, picture_id: int) -> Any | None:
    """A picture, held until the end of the transaction."""
    statement = select(*PictureRow.__table__.columns).where(PictureRow.id == picture_id).with_for_update()
    return (await tx.execute(statement)).one_or_none()


async def set_picture(tx: Tx, *, owner_id: int, picture_id: int, values: dict[str, Any]) -> None:
    """Change a picture."""
    where = (PictureRow.owner_id == owner_id) & (PictureRow.id == picture_id)
    await tx.execute(update(PictureRow).where(where).values(**values))


async def list_undrawn(tx: Tx | ReadTx, *, limit: int) -> Sequence[Any]:
    """Pictures that wait to be drawn, the oldest first."""
    statement = select(
        PictureRow.id, PictureRow.owner_id, PictureRow.width, PictureRow.height, PictureRow.recipe
    ).where(PictureRow.state == PictureState.UNDRAWN.value)
    return (await tx.execute(statement.order_by(PictureRow.id).limit(limit))).all()


async def is_banned(tx: Tx, phash: int) -> bool:
    """Whether a picture looks like one that was taken down."""
    found = await tx.scalar(
        text(
            "SELECT 1 FROM media.banned_picture"
            " WHERE bit_count((phash # CAST(:phash AS bigint))::bit(64)) <= :near LIMIT 1"
        ),
        {"phash": phash, "near": NEAR_BITS},
    )
    return found is not None


async def add_ban(tx: Tx, *, phash: int, reason: str, now: datetime) -> None:
    """Keep pictures like this one out."""
    statement = upsert(BannedPictureRow).values(phash=phash, reason=reason, banned_at=now)
    await tx.execute(statement.on_conflict_do_nothing())


async def drop_unclaimed(tx: Tx, *, before: datetime, limit: int) -> Sequence[str]:
    """Forget uploads that nobody used; answers the keys whose bytes no other picture has."""
    found = (
        await tx.execute(
            select(PictureRow.owner_id, PictureRow.id)
            .where(
                PictureRow.claimed_at.is_(None),
                PictureRow.state == PictureState.READY.value,
                PictureRow.added_at < before,
            )
            .order_by(PictureRow.added_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    ).all()
    if not found:
        return []
    gone = delete(PictureRow).where(_is_one_of(row.id for row in found)).returning(PictureRow.key)
    return await _unshared(tx, set((await tx.scalars(gone)).all()))


async def take_refused(tx: Tx, *, now: datetime, limit: int) -> tuple[int, Sequence[str]]:
    """Refused pictures whose bytes are still there: how many, and the keys that no other picture needs."""
    found = (
        await tx.execute(
            select(PictureRow.id, PictureRow.key)
            .where(PictureRow.state == PictureState.REFUSED.value, PictureRow.removed_at.is_(None))
            .order_by(PictureRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    ).all()
    if not found:
        return 0, []
    await tx.execute(update(PictureRow).where(_is_one_of(row.id for row in found)).values(removed_at=now))
    return len(found), await _unshared(tx, {row.key for row in found})


async def _unshared(tx: Tx, keys: set[str]) -> Sequence[str]:
    """Those keys whose bytes no shown picture needs: equal content lies under one key."""
    statement = select(PictureRow.key).where(
        PictureRow.key == any_(literal(sorted(keys), ARRAY(String))), PictureRow.state != PictureState.REFUSED.value
    )
    return sorted(keys - set((await tx.scalars(statement)).all()))
