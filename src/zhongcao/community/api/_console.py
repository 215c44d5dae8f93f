"""What moderators do with notes."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from zhongcao.community import service
from zhongcao.community.errors import NoteInvalid, NoteNotFound, ReviewProtected, StateConflict
from zhongcao.community.schemas import NoteDecision, NoteInReview
from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor, CursorText, PageSize, staff


@get("/v1/console/notes", access=staff("moderator", "editor", "admin"), refusals=(CursorUnreadable,))
async def list_notes_in_review(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[NoteInReview]:
    """Notes that wait for a moderator, oldest first."""
    return await service.list_in_review(read, by=actor, after=cursor, limit=limit)


@post(
    "/v1/console/notes/{note:int}/decision",
    access=staff("moderator", "admin"),
    refusals=(NoteNotFound, NoteInvalid, ReviewProtected, StateConflict),
    status_code=204,
)
async def decide_note(
    note: FromPath[int], data: JSONBody[NoteDecision], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Let a note through or take it down; audited. Verified reviews come down on legal grounds only."""
    await service.decide_note(
        tx,
        by=actor,
        note_id=note,
        decision=data.decision,
        ground=data.ground,
        reason=data.reason,
        now=clock.now(),
    )


ROUTES = [list_notes_in_review, decide_note]
