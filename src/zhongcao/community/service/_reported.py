"""What moderators must know of a reported note or comment: who wrote it, and what it says."""

from zhongcao.community import store
from zhongcao.kit.db import Tx
from zhongcao.moderation import service as moderation


async def tell_who_wrote_note(tx: Tx, *, note_id: int) -> None:
    """Name the author of a reported note to the moderators; a note that is gone changes nothing."""
    row = await store.find_note(tx, note_id, viewer=0)
    if row is not None:
        await moderation.name_author(
            tx, subject=f"note:{note_id}", author_id=row.author_id, texts=[row.title, row.body]
        )


async def tell_who_wrote_comment(tx: Tx, *, comment_id: int) -> None:
    """Name the writer of a reported comment to the moderators; a comment that is gone changes nothing."""
    row = await store.find_comment(tx, comment_id)
    if row is not None:
        await moderation.name_author(tx, subject=f"comment:{comment_id}", author_id=row.member_id, texts=[row.text])
