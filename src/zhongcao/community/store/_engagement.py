"""Statements about likes, collects and albums: each action is one conditional statement that keeps its counter true."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, select, text, true, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.community.rules import NOTE_CHANGED, VIEWER_CHANGED
from zhongcao.community.tables import AlbumRow, CollectRow, LikeRow, NoteRow
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.hearing import tell_changed

_ADD = """
    WITH fresh AS (
        INSERT INTO community.{table} (member_id, note_id, author_id, {more}at)
        VALUES (:member, :note, :author, {more_values}:now)
        ON CONFLICT DO NOTHING
        RETURNING note_id
    )
    UPDATE community.note SET {counter} = {counter} + 1
    WHERE author_id = :author AND id = :note AND EXISTS (SELECT 1 FROM fresh)
    RETURNING id
"""
_DROP = """
    WITH gone AS (
        DELETE FROM community.{table} WHERE member_id = :member AND note_id = :note
        RETURNING at
    )
    UPDATE community.note SET {counter} = {counter} - 1
    WHERE author_id = :author AND id = :note AND EXISTS (SELECT 1 FROM gone)
    RETURNING (SELECT at FROM gone)
"""
_ADD_LIKE = text(_ADD.format(table="note_like", more="", more_values="", counter="likes"))
_DROP_LIKE = text(_DROP.format(table="note_like", counter="likes"))
_ADD_COLLECT = text(_ADD.format(table="note_collect", more="album_id, ", more_values=":album, ", counter="collects"))
_DROP_COLLECT = text(_DROP.format(table="note_collect", counter="collects"))
_MOVE_COLLECT = (
    update(CollectRow)
    .where(CollectRow.member_id == bindparam("of_member"), CollectRow.note_id == bindparam("of_note"))
    .values(album_id=bindparam("album_id"))
)


async def add_like(tx: Tx, *, member_id: int, note_id: int, author_id: int, now: datetime) -> bool:
    """Add a like and count it, or do neither; returns whether it is new."""
    given = {"member": member_id, "note": note_id, "author": author_id, "now": now}
    is_new = await tx.scalar(_ADD_LIKE, given) is not None
    if is_new:
        _tell_liked(tx, member_id, note_id)
    return is_new


async def drop_like(tx: Tx, *, member_id: int, note_id: int, author_id: int) -> datetime | None:
    """Take a like back and count it off, or do neither; returns when it had been given."""
    when: datetime | None = await tx.scalar(_DROP_LIKE, {"member": member_id, "note": note_id, "author": author_id})
    if when is not None:
        _tell_liked(tx, member_id, note_id)
    return when


def _tell_liked(tx: Tx, member_id: int, note_id: int) -> None:
    tell_changed(tx, NOTE_CHANGED, [note_id])
    tell_changed(tx, VIEWER_CHANGED, [member_id])


async def add_collect(
    tx: Tx, *, member_id: int, note_id: int, author_id: int, album_id: int | None, now: datetime
) -> bool:
    """Keep a note and count it, or do neither; returns whether it is new."""
    given = {"member": member_id, "note": note_id, "author": author_id, "album": album_id, "now": now}
    return await tx.scalar(_ADD_COLLECT, given) is not None


async def move_collect(tx: Tx, *, member_id: int, note_id: int, album_id: int | None) -> None:
    """Put a kept note into another album."""
    await tx.execute(_MOVE_COLLECT, {"of_member": member_id, "of_note": note_id, "album_id": album_id})


async def drop_collect(tx: Tx, *, member_id: int, note_id: int, author_id: int) -> datetime | None:
    """Stop keeping a note and count it off, or do neither; returns since when it had been kept."""
    when: datetime | None = await tx.scalar(_DROP_COLLECT, {"member": member_id, "note": note_id, "author": author_id})
    return when


_ADD_ALBUM = insert(AlbumRow).on_conflict_do_nothing(index_elements=["member_id", "name"]).returning(AlbumRow.id)


async def add_album(tx: Tx, *, member_id: int, album_id: int, name: str, now: datetime) -> bool:
    """Create an album; False when the member has one of this name."""
    given = {"member_id": member_id, "id": album_id, "name": name, "created_at": now}
    return await tx.scalar(_ADD_ALBUM, given) is not None


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
        update(CollectRow)
        .where(CollectRow.member_id == member_id, CollectRow.album_id == album_id)
        .values(album_id=None)
    )
    await tx.execute(delete(AlbumRow).where(AlbumRow.member_id == member_id, AlbumRow.id == album_id))


def _is_before(kind: type[LikeRow] | type[CollectRow]) -> ColumnElement[bool]:
    return (kind.at < bindparam("at")) | ((kind.at == bindparam("at")) & (kind.note_id < bindparam("last")))


_LIKED = (
    select(LikeRow.note_id, LikeRow.at)
    .where(LikeRow.member_id == bindparam("member"))
    .order_by(LikeRow.at.desc(), LikeRow.note_id.desc())
    .limit(bindparam("most"))
)
_LIKED_BEFORE = _LIKED.where(_is_before(LikeRow))


async def page_of_likes(
    tx: Tx | ReadTx, *, member_id: int, before: tuple[datetime, int] | None, limit: int
) -> Sequence[Any]:
    """Liked notes, the last liked first."""
    given = {"member": member_id, "most": limit}
    if before is None:
        return (await tx.execute(_LIKED, given)).all()
    return (await tx.execute(_LIKED_BEFORE, {**given, "at": before[0], "last": before[1]})).all()


_HAS_ALBUM = select(AlbumRow.id).where(AlbumRow.member_id == bindparam("member"), AlbumRow.id == bindparam("album"))


async def has_album(tx: Tx | ReadTx, *, member_id: int, album_id: int) -> bool:
    """Whether a member owns an album."""
    return await tx.scalar(_HAS_ALBUM, {"member": member_id, "album": album_id}) is not None


_KEPT = (
    select(CollectRow.album_id, func.count().label("notes"))
    .where(CollectRow.member_id == bindparam("member"))
    .group_by(CollectRow.album_id)
    .subquery()
)
_ALBUMS = (
    select(AlbumRow.id, AlbumRow.name, func.coalesce(_KEPT.c.notes, 0).label("notes"))
    .outerjoin(_KEPT, _KEPT.c.album_id == AlbumRow.id)
    .where(AlbumRow.member_id == bindparam("member"))
    .order_by(AlbumRow.id.desc())
)
_COUNT_DEFAULT = select(func.count()).where(CollectRow.member_id == bindparam("member"), CollectRow.album_id.is_(None))


async def list_albums(tx: Tx | ReadTx, member_id: int) -> Sequence[Any]:
    """A member's named albums with their number of notes, newest first; the default album comes as id None."""
    named: Sequence[Any] = (await tx.execute(_ALBUMS, {"member": member_id})).all()
    return named


async def count_default_album(tx: Tx | ReadTx, member_id: int) -> int:
    """How many notes a member keeps outside named albums."""
    return await tx.scalar(_COUNT_DEFAULT, {"member": member_id}) or 0


_COLLECTED = (
    select(CollectRow.note_id, CollectRow.at)
    .where(CollectRow.member_id == bindparam("member"))
    .order_by(CollectRow.at.desc(), CollectRow.note_id.desc())
    .limit(bindparam("most"))
)
_IN = {
    "everything": true(),
    "default": CollectRow.album_id.is_(None),
    "album": CollectRow.album_id == bindparam("album"),
}
_COLLECTED_IN = {
    (place, further): _COLLECTED.where(inside, _is_before(CollectRow) if further else true())
    for place, inside in _IN.items()
    for further in (False, True)
}


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
    given: dict[str, Any] = {"member": member_id, "most": limit}
    place = "everything" if everything else "default" if album_id is None else "album"
    if place == "album":
        given["album"] = album_id
    if before is not None:
        given |= {"at": before[0], "last": before[1]}
    return (await tx.execute(_COLLECTED_IN[place, before is not None], given)).all()


def _rows(kind: type[LikeRow] | type[CollectRow]) -> Select[int, int, int, datetime]:
    return (
        select(kind.member_id, kind.note_id.label("subject_id"), kind.author_id, kind.at)
        .where(
            (kind.member_id > bindparam("member"))
            | ((kind.member_id == bindparam("member")) & (kind.note_id > bindparam("note")))
        )
        .order_by(kind.member_id, kind.note_id)
        .limit(bindparam("most"))
    )


_LIKES = _rows(LikeRow)
_COLLECTS = _rows(CollectRow)


async def list_likes(tx: Tx | ReadTx, *, after: tuple[int, int], limit: int) -> Sequence[Any]:
    """All likes by (member, note), for projections that are rebuilt."""
    return (await tx.execute(_LIKES, {"member": after[0], "note": after[1], "most": limit})).all()


async def list_collects(tx: Tx | ReadTx, *, after: tuple[int, int], limit: int) -> Sequence[Any]:
    """All collects by (member, note), for projections that are rebuilt."""
    return (await tx.execute(_COLLECTS, {"member": after[0], "note": after[1], "most": limit})).all()


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
