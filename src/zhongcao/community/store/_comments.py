"""Statements about comments; the note's counter moves in the same statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, exists, func, literal, select, text

from zhongcao.community.store._notes import IDS
from zhongcao.community.tables import CommentRow, NoteRow
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.sql import as_rows, insert_rows

COMMENT = cast(Table, CommentRow.__table__)


_ADD = text(
    """
    WITH fresh AS (
        INSERT INTO community.comment (author_id, id, note_id, member_id, parent_id, path, text, created_at)
        VALUES (:author_id, :id, :note_id, :member_id, :parent_id, :path, :text, :created_at)
        RETURNING id
    )
    UPDATE community.note SET comments = comments + 1
    WHERE author_id = :author_id AND id = :note_id AND EXISTS (SELECT 1 FROM fresh)
    """
)


async def add_comment(tx: Tx, values: dict[str, Any]) -> None:
    """Add a comment and count it."""
    await tx.execute(_ADD, values)


_IMPORT = insert_rows(
    COMMENT,
    "author_id",
    "id",
    "note_id",
    "member_id",
    "parent_id",
    "path",
    "text",
    "created_at",
    head="WITH added AS (",
    tail="""
        ON CONFLICT DO NOTHING
        RETURNING author_id, note_id
    ), counts AS (SELECT author_id, note_id, count(*) AS new FROM added GROUP BY author_id, note_id)
    UPDATE community.note SET comments = comments + counts.new FROM counts
    WHERE note.author_id = counts.author_id AND note.id = counts.note_id
    RETURNING counts.new
    """,
)


async def import_comments(tx: Tx, rows: Sequence[dict[str, Any]]) -> int:
    """Add comments that are not there yet and count them at their notes; returns how many were new."""
    return sum(await tx.scalars(_IMPORT, {"rows": as_rows(rows)}))


_DROP = text(
    """
    WITH gone AS (
        UPDATE community.comment SET deleted_at = :now, text = ''
        WHERE author_id = :author AND id = :comment AND deleted_at IS NULL
        RETURNING id
    )
    UPDATE community.note SET comments = comments - 1
    WHERE author_id = :author AND id = :note AND EXISTS (SELECT 1 FROM gone)
    RETURNING id
    """
)


async def drop_comment(tx: Tx, *, author_id: int, note_id: int, comment_id: int, now: datetime) -> bool:
    """Empty a comment and count it off; False when it was gone already."""
    given = {"author": author_id, "note": note_id, "comment": comment_id, "now": now}
    return await tx.scalar(_DROP, given) is not None


_FIND = select(CommentRow).where(CommentRow.id == bindparam("comment"))
_FIND_SOME = select(CommentRow).where(
    CommentRow.id == func.any(bindparam("comments", type_=IDS)), CommentRow.deleted_at.is_(None)
)


async def find_comment(tx: Tx | ReadTx, comment_id: int) -> CommentRow | None:
    """A comment by id."""
    return await tx.scalar(_FIND, {"comment": comment_id})


async def find_comments(tx: Tx | ReadTx, comment_ids: Sequence[int]) -> Sequence[CommentRow]:
    """The living ones among some comments."""
    return (await tx.scalars(_FIND_SOME, {"comments": list(comment_ids)})).all()


_ANSWER = CommentRow.__table__.alias("answer")
_HAS_ANSWERS = exists(
    select(literal(1))
    .select_from(_ANSWER)
    .where(
        _ANSWER.c.author_id == CommentRow.author_id,
        _ANSWER.c.note_id == CommentRow.note_id,
        _ANSWER.c.deleted_at.is_(None),
        func.left(_ANSWER.c.path, 17) == CommentRow.path + "/",
    )
    .correlate(CommentRow.__table__)
)
_PAGE = (
    select(CommentRow)
    .where(
        CommentRow.author_id == bindparam("author"),
        CommentRow.note_id == bindparam("note"),
        CommentRow.deleted_at.is_(None) | _HAS_ANSWERS,
        CommentRow.path > bindparam("after"),
    )
    .order_by(CommentRow.path)
    .limit(bindparam("most"))
)


async def page_comments(
    tx: Tx | ReadTx, *, author_id: int, note_id: int, after: str | None, limit: int
) -> Sequence[CommentRow]:
    """A note's comments in the order of their threads; deleted ones only where answers hang on them."""
    given = {"author": author_id, "note": note_id, "after": after or "", "most": limit}
    return (await tx.scalars(_PAGE, given)).all()


_LIVING = (
    select(
        CommentRow.id,
        CommentRow.member_id,
        CommentRow.note_id.label("subject_id"),
        CommentRow.author_id,
        CommentRow.created_at.label("at"),
    )
    .where(CommentRow.id > bindparam("after"), CommentRow.deleted_at.is_(None))
    .order_by(CommentRow.id)
    .limit(bindparam("most"))
)


async def list_comments(tx: Tx | ReadTx, *, after: int, limit: int) -> Sequence[Any]:
    """All living comments by id, for projections that are rebuilt."""
    return (await tx.execute(_LIVING, {"after": after, "most": limit})).all()


async def miscounted_comments(tx: Tx | ReadTx, *, limit: int = 20) -> Sequence[Any]:
    """Notes whose comment counter differs from their living comments; there must be none."""
    living = (
        select(CommentRow.note_id, func.count().label("rows"))
        .where(CommentRow.deleted_at.is_(None))
        .group_by(CommentRow.note_id)
        .subquery()
    )
    found = await tx.execute(
        select(NoteRow.id, NoteRow.comments, living.c.rows.label("comment_rows"))
        .outerjoin(living, living.c.note_id == NoteRow.id)
        .where(NoteRow.comments != func.coalesce(living.c.rows, 0))
        .limit(limit)
    )
    return found.all()
