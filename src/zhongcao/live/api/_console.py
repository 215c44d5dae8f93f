"""What staff do with shows."""

from typing import Annotated

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor, CursorText, PageSize, staff
from zhongcao.live import service
from zhongcao.live.errors import ShowNotFound, StateConflict
from zhongcao.live.rules import ShowState
from zhongcao.live.schemas import Show, StopInput

InState = Annotated[ShowState | None, QueryParameter(name="state", description="Only shows in this state.")]


@get("/v1/console/shows", access=staff("moderator", "editor", "admin"), refusals=(CursorUnreadable,))
async def list_shows_for_staff(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    in_state: InState = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Show]:
    """Shows in one state or in any, the latest first."""
    return await service.list_for_staff(read, state=in_state, by=actor, after=cursor, limit=limit, now=clock.now())


@post(
    "/v1/console/shows/{show:int}/stop",
    access=staff("moderator", "editor", "admin"),
    status_code=204,
    refusals=(ShowNotFound, StateConflict),
)
async def stop_show(
    show: FromPath[int], data: JSONBody[StopInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Take a show off the air, or a replay away; audited, and its host reads why. Again changes nothing."""
    await service.stop(tx, show_id=show, reason=data.reason, by=actor, now=clock.now())


ROUTES = [list_shows_for_staff, stop_show]
