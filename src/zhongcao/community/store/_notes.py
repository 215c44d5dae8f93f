"""Statements about notes, their pictures, tags and history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import String, Table, bindparam, func, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.community.rules import NOTE_CHANGED, NoteState
from zhongcao.community.store._columns import ALTS, COLLECTED, FOLLOWING, LIKED, PICTURE_IDS, TAGS
from zhongcao.community.store._visible import IS_BLOCKED_BY_AUTHOR
from zhongcao.community.tables import NoteEditRow, NoteRow, NoteTagRow
from zhongcao.kit.db import IdList, ReadTx, Tx
from zhongcao.kit.hearing import tell_changed

NOTE = cast(Table, NoteRow.__table__)
IDS = IdList()
_IS_IN_REVIEW = NoteRow.state == literal_column(f"'{NoteState.IN_REVIEW.value}'", String)

_ADD = insert(NOTE).on_conflict_do_nothing().returning(NOTE.c.id)
_ADD_PICTURES = text(
    """
    INSERT INTO community.note_picture (author_id, note_id, position, picture_id, alt)
    SELECT author_id, note_id, position, picture_id, alt
    FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS given (
        author_id bigint, note_id bigint, position smallint, picture_id bigint, alt text)
    """
)
_ADD_TAGS = text(
    """
    INSERT INTO community.note_tag
        (author_id, note_id, position, number, kind, x, y, direction, text, product_id, brand_id)
    SELECT author_id, note_id, position, number, kind, x, y, direction, text, product_id, brand_id
    FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS given (
        author_id bigint, note_id bigint, position smallint, number smallint, kind text, x real, y real,
        direction text, text text, product_id bigint, brand_id bigint)
    """
)
_ADD_EDIT = insert(NoteEditRow)


async def add_note(tx: Tx, values: dict[str, Any]) -> bool:
    """Insert a note; False when its order line already has one."""
    return await tx.scalar(_ADD, values) is not None


async def add_pictures(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the pictures of a note."""
    if rows:
        await tx.execute(_ADD_PICTURES, {"rows": msgspec.json.encode(list(rows)).decode()})


async def add_tags(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the tags on a note's pictures."""
    if rows:
        await tx.execute(_ADD_TAGS, {"rows": msgspec.json.encode(list(rows)).decode()})


async def add_edit(tx: Tx, values: dict[str, Any]) -> None:
    """Keep what a note said before."""
    await tx.execute(_ADD_EDIT, values)


_EDITS = (
    select(NoteEditRow)
    .where(NoteEditRow.author_id == bindparam("author"), NoteEditRow.note_id == bindparam("note"))
    .order_by(NoteEditRow.version.desc())
)


async def list_edits(tx: Tx | ReadTx, *, author_id: int, note_id: int) -> Sequence[NoteEditRow]:
    """Earlier versions of a note, newest first."""
    return (await tx.scalars(_EDITS, {"author": author_id, "note": note_id})).all()


_FIND = (
    select(
        *NOTE.c,
        PICTURE_IDS,
        ALTS,
        TAGS,
        LIKED,
        COLLECTED,
        FOLLOWING,
        IS_BLOCKED_BY_AUTHOR.label("blocked"),
    )
    .select_from(NoteRow)
    .where(NoteRow.id == bindparam("note"))
)
_HEAD = select(
    NoteRow.id,
    NoteRow.author_id,
    NoteRow.state,
    IS_BLOCKED_BY_AUTHOR.label("blocked"),
).where(NoteRow.id == bindparam("note"))


async def find_note(tx: Tx | ReadTx, note_id: int, *, viewer: int) -> Any:
    """A note with its pictures and tags, what the viewer did to it, and whether its author blocked them."""
    return (await tx.execute(_FIND, {"note": note_id, "viewer": viewer})).one_or_none()


async def find_head(tx: Tx | ReadTx, note_id: int, *, viewer: int) -> Any:
    """The little that must be known before a member may react to a note."""
    return (await tx.execute(_HEAD, {"note": note_id, "viewer": viewer})).one_or_none()


_LOCK = (
    select(*NOTE.c)
    .where(NOTE.c.author_id == bindparam("author"), NOTE.c.id == bindparam("note"))
    .with_for_update(key_share=True)
)
_SET = update(NOTE).where(NOTE.c.author_id == bindparam("of_author"), NOTE.c.id == bindparam("of_note"))


async def lock_note(tx: Tx, *, author_id: int, note_id: int) -> Any:
    """A note's row, locked for a change of state or words; None if there is none."""
    return (await tx.execute(_LOCK, {"author": author_id, "note": note_id})).one_or_none()


async def set_note(tx: Tx, *, author_id: int, note_id: int, values: dict[str, Any]) -> None:
    """Change columns of one note."""
    await tx.execute(_SET, {"of_author": author_id, "of_note": note_id, **values})
    tell_changed(tx, NOTE_CHANGED, [note_id])


_IN_REVIEW = (
    select(NoteRow.id)
    .where(_IS_IN_REVIEW, NoteRow.id > bindparam("after"))
    .order_by(NoteRow.id)
    .limit(bindparam("most"))
)
_COUNT_IN_REVIEW = select(func.count(), func.min(NoteRow.created_at)).where(_IS_IN_REVIEW)


async def page_in_review(tx: Tx | ReadTx, *, after: int | None, limit: int) -> Sequence[int]:
    """Notes that wait for a moderator, oldest first."""
    return (await tx.scalars(_IN_REVIEW, {"after": after or 0, "most": limit})).all()


async def count_in_review(tx: Tx | ReadTx) -> tuple[int, datetime | None]:
    """How many notes wait for a moderator, and since when the oldest does."""
    counted, oldest_at = (await tx.execute(_COUNT_IN_REVIEW)).one()
    return counted, oldest_at


_TAGS_OF = select(NoteTagRow.product_id, NoteTagRow.brand_id).where(
    NoteTagRow.author_id == bindparam("author"), NoteTagRow.note_id == bindparam("note")
)


async def list_tags(tx: Tx | ReadTx, *, author_id: int, note_id: int) -> Sequence[Any]:
    """Products and brands that a note's tags name."""
    return (await tx.execute(_TAGS_OF, {"author": author_id, "note": note_id})).all()
