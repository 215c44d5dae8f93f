"""Comments: threads of one level, kept with the note's author."""

from collections.abc import Sequence
from datetime import datetime

from zhongcao.community import rules, store
from zhongcao.community.errors import Blocked, CommentNotFound, CommentRefused, NoteNotFound
from zhongcao.community.events import CommentDeleted, NoteCommented
from zhongcao.community.rules import NoteState
from zhongcao.community.schemas import Comment
from zhongcao.community.service._reading import get_head
from zhongcao.community.service._show import show_comments
from zhongcao.community.tables import CommentRow
from zhongcao.kit import cursor, outbox
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.text import clean_text
from zhongcao.moderation import service as moderation


async def comment(
    tx: Tx, *, by: Actor, note_id: int, text: str, parent_id: int | None = None, now: datetime
) -> Comment:
    """Comment on a note, or answer a comment."""
    head = await get_head(tx, note_id=note_id, by=by)
    if head.state != NoteState.PUBLISHED:
        raise NoteNotFound(note=str(note_id))
    cleaned = clean_text(text)
    if not cleaned:
        raise CommentRefused(reasons=["empty"])
    parent = await _find_parent(tx, note_id=note_id, parent_id=parent_id)
    if parent and await store.is_blocked(tx, by=parent.member_id, member_id=by.member_id):
        raise Blocked()
    verdict = await moderation.screen(texts=[cleaned], author_id=by.member_id, now=now, tx=tx)
    if verdict.decision != "pass":
        raise CommentRefused(reasons=list(verdict.reasons))
    comment_id = new_id()
    values = {
        "author_id": head.author_id,
        "id": comment_id,
        "note_id": note_id,
        "member_id": by.member_id,
        "parent_id": parent_id,
        "path": rules.thread_path(comment=comment_id, parent_path=parent.path if parent else None),
        "text": cleaned,
        "created_at": now,
    }
    await store.add_comment(tx, values)
    outbox.emit(
        tx,
        NoteCommented(
            note=note_id,
            author=head.author_id,
            member=by.member_id,
            comment=comment_id,
            parent_member=parent.member_id if parent else None,
            at=now,
        ),
    )
    return (await show_comments(tx, [CommentRow(**values, deleted_at=None)], viewer=by.member_id))[0]


async def delete_comment(tx: Tx, *, by: Actor, comment_id: int, now: datetime) -> None:
    """Take a comment back: its writer may, and the author of the note."""
    row = await store.find_comment(tx, comment_id)
    if row is None or row.deleted_at is not None or by.member_id not in (row.member_id, row.author_id):
        raise CommentNotFound(comment=str(comment_id))
    await _drop(tx, row, now=now)


async def remove_comment(tx: Tx, *, comment_id: int, now: datetime) -> None:
    """Take a comment down that a moderator removed; again changes nothing."""
    row = await store.find_comment(tx, comment_id)
    if row is not None and row.deleted_at is None:
        await _drop(tx, row, now=now)


async def _drop(tx: Tx, row: CommentRow, *, now: datetime) -> None:
    parent = await store.find_comment(tx, row.parent_id) if row.parent_id else None
    gone = await store.drop_comment(tx, author_id=row.author_id, note_id=row.note_id, comment_id=row.id, now=now)
    if gone:
        outbox.emit(
            tx,
            CommentDeleted(
                note=row.note_id,
                author=row.author_id,
                member=row.member_id,
                comment=row.id,
                parent_member=parent.member_id if parent else None,
                commented_at=row.created_at,
            ),
        )


async def list_comments(tx: Tx | ReadTx, *, by: Actor, note_id: int, after: str | None, limit: int) -> Page[Comment]:
    """A note's comments: newest thread first, answers below in the order they were written."""
    head = await get_head(tx, note_id=note_id, by=by)
    start = cursor.decode(after, str)[0] if after else None
    rows = await store.page_comments(tx, author_id=head.author_id, note_id=note_id, after=start, limit=limit + 1)
    items = await show_comments(tx, rows[:limit], viewer=by.member_id)
    return Page(items, cursor.encode(rows[limit - 1].path) if len(rows) > limit else None)


async def _find_parent(tx: Tx, *, note_id: int, parent_id: int | None) -> CommentRow | None:
    if parent_id is None:
        return None
    parent = await store.find_comment(tx, parent_id)
    if parent is None or parent.note_id != note_id or parent.deleted_at is not None:
        raise CommentNotFound(comment=str(parent_id))
    return parent


async def comments(tx: Tx | ReadTx, comment_ids: Sequence[int]) -> dict[int, Comment]:
    """Some comments by id; deleted ones are left out."""
    if not comment_ids:
        return {}
    rows = await store.find_comments(tx, comment_ids)
    return {int(found.id): found for found in await show_comments(tx, rows, viewer=0)}
