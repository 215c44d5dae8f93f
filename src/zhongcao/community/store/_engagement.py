"""Statements about likes, collects and albums: each action is one conditional statement that keeps its counter true."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.community.store._notes import NOTE
from zhongcao.community.tables import AlbumRow, CollectRow, LikeRow, NoteRow
from zhongcao.kit.db import ReadTx, Tx

LIKE = cast(Table, LikeRow.__table__)
COLLECT = cast(Table, CollectRow.__table__)


async def add_like(tx: Tx, *, member_id: int, note_id: int, author_id: int, now: datetime) -> bool:
    """Add a like and count it, or do neither; returns whether it is new."""
    fresh = (
        insert(LIKE)
        .values(member_id=member_id, note_id=note_id, author_id=author_id, at=now)
        .on_conflict_do_nothing()
        .returning(LIKE.c.note_id)
        .cte("fresh")
    )
    return await _count(tx, fresh, author_id=author_id, note_id=note_id, column="likes", change=1) is not None


async def drop_like(tx: Tx, *, member_id: int, note_id: int, author_id: int) -> datetime | None:
    """Take a like back and count it off, or do neither; returns when it had been given."""
    gone = (
        delete(LIKE)
        .where(LIKE.c.member_id == member_id, LIKE.c.note_id == note_id)
        .returning(LIKE.c.note_id, LIKE.c.at)
        .cte("gone")
    )
    when: datetime | None = await _count(tx, gone, author_id=author_id, note_id=note_id, column="likes", change=-1)
    return when


async def add_collect(
    tx: Tx, *, member_id: int, note_id: int, author_id: int, album_id: int | None, now: datetime
) -> bool:
    """Keep a note and count it, or do neither; returns whether it is new."""
    fresh = (
        insert(COLLECT)
        .values(member_id=member_id, note_id=note_id, author_id=author_id, album_id=album_id, at=now)
        .on_conflict_do_nothing()
        .returning(COLLECT.c.note_id)
        .cte("fresh")
    )
    return await _count(tx, fresh, author_id=author_id, note_id=note_id, column="collects", change=1) is not None


async def move_collect(tx: Tx, *, member_id: int, note_id: int, album_id: int | None) -> None:
    """Put a kept note into another album."""
    await tx.execute(
        update(COLLECT).where(COLLECT.c.member_id == member_id, COLLECT.c.note_id == note_id).values(album_id=album_id)
    )


async def drop_collect(tx: Tx, *, member_id: int, note_id: int, author_id: int) -> datetime | None:
    """Stop keeping a note and count it off, or do neither; returns since when it had been kept."""
    gone = (
        delete(COLLECT)
        .where(COLLECT.c.member_id == member_id, COLLECT.c.note_id == note_id)
        .returning(COLLECT.c.note_id, COLLECT.c.at)
        .cte("gone")
    )
    when: datetime | None = await _count(tx, gone, author_id=author_id, note_id=note_id, column="collects", change=-1)
    return when


async def _count(tx: Tx, moved: Any, *, author_id: int, note_id: int, column: str, change: int) -> Any:
    """Move one counter by one if the row was moved, in the same statement; None when nothing moved."""
    counter = NOTE.c[column]
    when = select(moved.c.at).scalar_subquery() if "at" in moved.c else NOTE.c.id
    return await tx.scalar(
        update(NOTE)
        .where(NOTE.c.author_id == author_id, NOTE.c.id == note_id, exists(select(1).select_from(moved)))
        .values({counter: counter + change})
        .returning(when)
    )


async def add_album(tx: Tx, *, member_id: int, album_id: int, name: str, now: datetime) -> bool:
    """Create an album; False when the member has one of this name."""
    added = await tx.scalar(
        insert(AlbumRow)
        .values(member_id=member_id, id=album_id, name=name, created_at=now)
        .on_conflict_do_nothing(index_elements=["member_id", "name"])
        .returning(AlbumRow.id)
    )
    return added is not None


async def rename_album(tx: Tx, *, member_id: int, album_id: int, name: str) -> bool:
    """Give an album another name; False when another album of this member has it."""
    taken = select(1).where(AlbumRow.member_id == member_id, AlbumRow.name == name, AlbumRow.id != album_id)
    await tx.execute(select(AlbumRow.id).where(AlbumRow.member_id == member_id).with_for_update())
    if await tx.scalar(taken) is not None:
        return False
    await tx.execute(update(AlbumRow).where(AlbumRow.member_id == member_id, AlbumRow.id == album_id).values(name=name))
    return True


async def drop_album(tx: Tx, *, member_id: int, album_id: int) -> None:
    """Remove an album; what was kept in it goes to the default album."""
    await tx.execute(
        update(COLLECT).where(COLLECT.c.member_id == member_id, COLLECT.c.album_id == album_id).values(album_id=None)
    )
    await tx.execute(delete(AlbumRow).where(AlbumRow.member_id == member_id, AlbumRow.id == album_id))


async def page_of_likes(
    tx: Tx | ReadTx, *, member_id: int, before: tuple[datetime, int] | None, limit: int
) -> Sequence[Any]:
    """Liked notes, the last liked first."""
    query = select(LikeRow.note_id, LikeRow.at).where(LikeRow.member_id == member_id)
    if before is not None:
        query = query.where((LikeRow.at < before[0]) | ((LikeRow.at == before[0]) & (LikeRow.note_id < before[1])))
    return (await tx.execute(query.order_by(LikeRow.at.desc(), LikeRow.note_id.desc()).limit(limit))).all()


async def has_album(tx: Tx | ReadTx, *, member_id: int, album_id: int) -> bool:
    """Whether a member owns an album."""
    found = await tx.scalar(select(AlbumRow.id).where(AlbumRow.member_id == member_id, AlbumRow.id == album_id))
    return found is not None


async def list_albums(tx: Tx | ReadTx, member_id: int) -> Sequence[Any]:
    """A member's named albums with their number of notes, newest first; the default album comes as id None."""
    kept = (
        select(CollectRow.album_id, func.count().label("notes"))
        .where(CollectRow.member_id == member_id)
        .group_by(CollectRow.album_id)
        .subquery()
    )
    query = (
        select(AlbumRow.id, AlbumRow.name, func.coalesce(kept.c.notes, 0).label("notes"))
        .outerjoin(kept, kept.c.album_id == AlbumRow.id)
        .where(AlbumRow.member_id == member_id)
        .order_by(AlbumRow.id.desc())
    )
    named: Sequence[Any] = (await tx.execute(query)).all()
    return named


async def count_default_album(tx: Tx | ReadTx, member_id: int) -> int:
    """How many notes a member keeps outside named albums."""
    found = await tx.scalar(
        select(func.count()).where(CollectRow.member_id == member_id, CollectRow.album_id.is_(None))
    )
    return found or 0


async def page_of_collects(
    tx: Tx | ReadTx,
    *,
    member_id: int,
    album_id: int | None,
    everything: bool,
    before: tuple[datetime, int] | None,
    limit: int,
) -> Sequence[Any]:
    """Kept notes, newest first: of one album, of the default one, or all."""
    query = select(CollectRow.note_id, CollectRow.at).where(CollectRow.member_id == member_id)
    if not everything:
        query = query.where(CollectRow.album_id.is_(None) if album_id is None else CollectRow.album_id == album_id)
    if before is not None:
        query = query.where(
            (CollectRow.at < before[0]) | ((CollectRow.at == before[0]) & (CollectRow.note_id < before[1]))
        )
    return (await tx.execute(query.order_by(CollectRow.at.desc(), CollectRow.note_id.desc()).limit(limit))).all()


async def list_likes(tx: Tx | ReadTx, *, after: tuple[int, int], limit: int) -> Sequence[Any]:
    """All likes by (member, note), for projections that are rebuilt."""
    return await _list_rows(tx, LikeRow, after, limit)


async def list_collects(tx: Tx | ReadTx, *, after: tuple[int, int], limit: int) -> Sequence[Any]:
    """All collects by (member, note), for projections that are rebuilt."""
    return await _list_rows(tx, CollectRow, after, limit)


async def _list_rows(
    tx: Tx | ReadTx, kind: type[LikeRow] | type[CollectRow], after: tuple[int, int], limit: int
) -> Sequence[Any]:
    member, note = after
    found = await tx.execute(
        select(kind.member_id, kind.note_id.label("subject_id"), kind.author_id, kind.at)
        .where((kind.member_id > member) | ((kind.member_id == member) & (kind.note_id > note)))
        .order_by(kind.member_id, kind.note_id)
        .limit(limit)
    )
    return found.all()


async def miscounted(tx: Tx | ReadTx, *, limit: int = 20) -> Sequence[Any]:
    """Notes whose counters differ from the rows that they count; there must be none."""
    likes = select(LikeRow.note_id, func.count().label("rows")).group_by(LikeRow.note_id).subquery()
    collects = select(CollectRow.note_id, func.count().label("rows")).group_by(CollectRow.note_id).subquery()
    found = await tx.execute(
        select(NoteRow.id, NoteRow.likes, likes.c.rows.label("like_rows"), NoteRow.collects)
        .add_columns(collects.c.rows.label("collect_rows"))
        .outerjoin(likes, likes.c.note_id == NoteRow.id)
        .outerjoin(collects, collects.c.note_id == NoteRow.id)
        .where(
            (NoteRow.likes != func.coalesce(likes.c.rows, 0)) | (NoteRow.collects != func.coalesce(collects.c.rows, 0))
        )
        .limit(limit)
    )
    return found.all()
