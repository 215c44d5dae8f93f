"""Routes of messages."""

from typing import Any

from litestar import get, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from litestar.response import Stream

from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Sessions, Tx
from zhongcao.kit.http import MEMBER, Actor, CursorText, PageSize
from zhongcao.messages import service
from zhongcao.messages.errors import TooManyStreams
from zhongcao.messages.rules import Box
from zhongcao.messages.schemas import Counts, Notice, ReadInput


@get("/v1/notices", access=MEMBER, refusals=(CursorUnreadable,))
async def list_notices(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    box: FromQuery[Box],
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Notice]:
    """A page of one of one's own boxes, newest first."""
    return await service.list_notices(read, by=actor, box=box, after=cursor, limit=limit, now=clock.now())


@get("/v1/notices/counts", access=MEMBER)
async def count_notices(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Counts:
    """How many events are unread, by box."""
    return (await service.count_unread(read, [actor.member_id]))[actor.member_id]


@put("/v1/notices/read", access=MEMBER)
async def read_notices(data: JSONBody[ReadInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Counts:
    """Mark a box, or all of them, as read."""
    return await service.mark_read(tx, by=actor, box=data.box, now=clock.now())


@get("/v1/notices/stream", access=MEMBER, refusals=(TooManyStreams,), media_type="text/event-stream")
async def stream_notices(state: State, sessions: NamedDependency[Sessions], actor: NamedDependency[Actor]) -> Stream:
    """Server-sent events: `counts` at once and whenever they move; the page reconnects every ten minutes."""
    board = _switchboard(state, sessions)
    board.check_room(actor.member_id)
    return Stream(
        board.stream(actor.member_id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _switchboard(state: State, sessions: Sessions) -> service.Switchboard:
    """The switchboard of this process, made with the first stream."""
    board: Any = state.get("switchboard")
    if board is None or board.sessions is not sessions:
        board = service.Switchboard(sessions)
        state["switchboard"] = board
    found: service.Switchboard = board
    return found


ROUTES: list[Any] = [list_notices, count_notices, read_notices, stream_notices]
