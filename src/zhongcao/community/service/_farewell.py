"""What becomes of the words and acts of a member who left: they go, and every counter that knew them counts one less.

Some hundred at a time, each batch in a transaction of its own: a creator with a million fans holds nobody up.
"""

from datetime import datetime

from zhongcao.community import store
from zhongcao.community.events import FarewellRemains
from zhongcao.community.rules import NoteState
from zhongcao.community.service._commenting import remove_comment
from zhongcao.community.service._engaging import uncollect, unlike
from zhongcao.community.service._following import part
from zhongcao.community.service._publishing import delete_note
from zhongcao.kit import outbox
from zhongcao.kit.db import Tx
from zhongcao.kit.http import Actor

BATCH = 200


async def forget_member(tx: Tx, *, member_id: int, now: datetime) -> None:
    """Let go a batch of what a member wrote, liked, kept and followed, and say so if more is left."""
    by = Actor(member_id=member_id)
    notes = await store.list_notes_to_empty(tx, member_id=member_id, limit=BATCH)
    for note in notes:
        if note.state != NoteState.DELETED:
            await delete_note(tx, by=by, note_id=note.id, now=now)
        await store.empty_note(tx, author_id=member_id, note_id=note.id)
    comments = await store.list_comments_of(tx, member_id=member_id, limit=BATCH)
    for comment in comments:
        await remove_comment(tx, comment_id=comment.id, now=now)
    liked, kept = await store.list_given(tx, member_id=member_id, limit=BATCH)
    for row in liked:
        await unlike(tx, by=by, note_id=row.note_id)
    for row in kept:
        await uncollect(tx, by=by, note_id=row.note_id)
    fans = await store.page_of_fans(tx, member_id=member_id, after=None, limit=BATCH)
    for fan in fans:
        await part(tx, member_id=fan, followee_id=member_id)
    followees = await store.page_of_followees(tx, member_id=member_id, after=None, limit=BATCH)
    for followee in followees:
        await part(tx, member_id=member_id, followee_id=followee)
    if any(len(one) == BATCH for one in (notes, comments, liked, kept, fans, followees)):
        outbox.emit(tx, FarewellRemains(member=member_id))
    else:
        await store.drop_own_lists(tx, member_id)
