"""Statements about what a member who left has written, liked and followed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update

from zhongcao.community.rules import NOTE_CHANGED, VIEWER_CHANGED, FollowKind, NoteState
from zhongcao.community.tables import (
    AlbumRow,
    BlockRow,
    CircleRow,
    CollectRow,
    CommentRow,
    FollowRow,
    LikeRow,
    NoteEditRow,
    NotePictureRow,
    NoteRow,
    NoteTagRow,
)
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.hearing import tell_changed

_NOTES = (
    select(NoteRow.id, NoteRow.state)
    .where(
        NoteRow.author_id == bindparam("member"),
        or_(NoteRow.state != NoteState.DELETED.value, NoteRow.title != "", NoteRow.body != ""),
    )
    .limit(bindparam("most"))
)
_COMMENTS = (
    select(CommentRow)
    .where(CommentRow.member_id == bindparam("member"), CommentRow.deleted_at.is_(None))
    .limit(bindparam("most"))
)
_LIKES, _COLLECTS = (
    select(table.note_id, table.author_id, table.at)
    .where(table.member_id == bindparam("member"))
    .limit(bindparam("most"))
    for table in (LikeRow, CollectRow)
)
_EMPTY = (
    update(NoteRow)
    .where(NoteRow.author_id == bindparam("of_author"), NoteRow.id == bindparam("of_note"))
    .values(title="", body="", location=None, topics=[], cover_id=None, aspects=None, held_for=[])
)
_PARTS = [
    delete(table).where(table.author_id == bindparam("author"), table.note_id == bindparam("note"))
    for table in (NotePictureRow, NoteTagRow, NoteEditRow)
]


async def list_notes_to_empty(tx: Tx | ReadTx, *, member_id: int, limit: int) -> Sequence[Any]:
    """Notes of a member that still say something, or that were not deleted."""
    return (await tx.execute(_NOTES, {"member": member_id, "most": limit})).all()


async def list_comments_of(tx: Tx | ReadTx, *, member_id: int, limit: int) -> Sequence[CommentRow]:
    """Comments of a member that were not deleted."""
    return (await tx.scalars(_COMMENTS, {"member": member_id, "most": limit})).all()


async def list_given(tx: Tx | ReadTx, *, member_id: int, limit: int) -> tuple[Sequence[Any], Sequence[Any]]:
    """Notes that a member likes, and notes that they keep."""
    given = {"member": member_id, "most": limit}
    return (await tx.execute(_LIKES, given)).all(), (await tx.execute(_COLLECTS, given)).all()


async def empty_note(tx: Tx, *, author_id: int, note_id: int) -> None:
    """Remove the words, pictures, tags and earlier versions of a note."""
    await tx.execute(_EMPTY, {"of_author": author_id, "of_note": note_id})
    tell_changed(tx, NOTE_CHANGED, [note_id])
    for statement in _PARTS:
        await tx.execute(statement, {"author": author_id, "note": note_id})


async def drop_own_lists(tx: Tx, member_id: int) -> None:
    """Remove what only the member saw: albums, blocks, followed brands and topics, the counter of their circle."""
    blocked = await tx.scalars(delete(BlockRow).where(BlockRow.member_id == member_id).returning(BlockRow.blocked_id))
    tell_changed(tx, VIEWER_CHANGED, [member_id, *blocked])
    for table in (AlbumRow, CircleRow):
        await tx.execute(delete(table).where(table.member_id == member_id))
    others = FollowRow.kind != FollowKind.MEMBER.value
    await tx.execute(delete(FollowRow).where(FollowRow.member_id == member_id, others))
