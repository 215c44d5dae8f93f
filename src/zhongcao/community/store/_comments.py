"""Statements about comments; the note's counter moves in the same statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.community.store._notes import IDS, NOTE
from zhongcao.community.tables import CommentRow, NoteRow
from zhongcao.kit.db import ReadTx, Tx

COMMENT = cast(Table, CommentRow.__table__)


async def add_comment(tx: Tx, values: dict[str, Any]) -> None:
    """Add a comment and count it."""
    fresh = insert(COMMENT).values(values).returning(COMMENT.c.id).cte("fresh")
    await tx.execute(
        update(NOTE)
        .where(
            NOTE.c.author_id == values["author_id"],
            NOTE.c.id == values["note_id"],
            exists(select(1).select_from(fresh)),
        )
        .values(comments=NOTE.c.comments + 1)
    )


async def import_comments(tx: Tx, rows: Sequence[dict[str, Any]]) -> int:
    """Add comments that are not there yet and count them at their notes; returns how many were new."""
    fresh = insert(COMMENT).values(list(rows)).on_conflict_do_nothing()
    added = fresh.returning(COMMENT.c.author_id, COMMENT.c.note_id).cte("added")
    counts = (
        select(added.c.author_id, added.c.note_id, func.count().label("new"))
        .group_by(added.c.author_id, added.c.note_id)
        .cte("counts")
    )
    new = await tx.scalars(
        update(NOTE)
        .where(NOTE.c.author_id == counts.c.author_id, NOTE.c.id == counts.c.note_id)
        .values(comments=NOTE.c.comments + counts.c.new)
        .returning(counts.c.new)
    )
    return sum(new)


async def drop_comment(tx: Tx, *, author_id: int, note_id: int, comment_id: int, now: datetime) -> bool:
    """Empty a comment and count it off; False when it was gone already."""
    gone = (
        update(COMMENT)
        .where(COMMENT.c.author_id == author_id, COMMENT.c.id == comment_id, COMMENT.c.deleted_at.is_(None))
        .values(deleted_at=now, text="")
        .returning(COMMENT.c.id)
        .cte("gone")
    )
    counted = await tx.scalar(
        update(NOTE)
        .where(NOTE.c.author_id == author_id, NOTE.c.id == note_id, exists(select(1).select_from(gone)))
        .values(comments=NOTE.c.comments - 1)
        .returning(NOTE.c.id)
    )
    return counted is not None


async def find_comment(tx: Tx | ReadTx, comment_id: int) -> CommentRow | None:
    """A comment by id."""
    return await tx.scalar(select(CommentRow).where(CommentRow.id == comment_id))


async def find_comments(tx: Tx | ReadTx, comment_ids: Sequence[int]) -> Sequence[CommentRow]:
    """The living ones among some comments."""
    found = await tx.scalars(
        select(CommentRow).where(
            CommentRow.id == func.any(literal(list(comment_ids), IDS)), CommentRow.deleted_at.is_(None)
        )
    )
    return found.all()


async def page_comments(
    tx: Tx | ReadTx, *, author_id: int, note_id: int, after: str | None, limit: int
) -> Sequence[CommentRow]:
    """A note's comments in the order of their threads; deleted ones only where answers hang on them."""
    answer = CommentRow.__table__.alias("answer")
    has_answers = exists(
        select(literal(1))
        .select_from(answer)
        .where(
            answer.c.author_id == CommentRow.author_id,
            answer.c.note_id == CommentRow.note_id,
            answer.c.deleted_at.is_(None),
            func.left(answer.c.path, 17) == CommentRow.path + "/",
        )
        .correlate(CommentRow.__table__)
    )
    query = select(CommentRow).where(
        CommentRow.author_id == author_id,
        CommentRow.note_id == note_id,
        CommentRow.deleted_at.is_(None) | has_answers,
    )
    if after is not None:
        query = query.where(CommentRow.path > after)
    return (await tx.scalars(query.order_by(CommentRow.path).limit(limit))).all()


async def list_comments(tx: Tx | ReadTx, *, after: int, limit: int) -> Sequence[Any]:
    """All living comments by id, for projections that are rebuilt."""
    found = await tx.execute(
        select(
            CommentRow.id,
            CommentRow.member_id,
            CommentRow.note_id.label("subject_id"),
            CommentRow.author_id,
            CommentRow.created_at.label("at"),
        )
        .where(CommentRow.id > after, CommentRow.deleted_at.is_(None))
        .order_by(CommentRow.id)
        .limit(limit)
    )
    return found.all()


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
