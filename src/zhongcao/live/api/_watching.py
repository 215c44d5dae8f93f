"""What everybody may see of shows."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx
from zhongcao.kit.http import ANYONE, MEMBER, Actor, CursorText, PageSize
from zhongcao.live import service
from zhongcao.live.errors import ShowNotFound
from zhongcao.live.rules import View
from zhongcao.live.schemas import Room, Show

HostId = Annotated[int | None, QueryParameter(ge=0, le=2**63 - 1, description="Only shows of this member.")]


@get("/v1/shows", access=ANYONE, refusals=(CursorUnreadable,))
async def list_shows(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    view: FromQuery[View] = View.NOW,
    host: HostId = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Show]:
    """Shows: on air now (the most watched first), soon (the next first), or past ones (the latest first)."""
    return await service.list_shows(read, view=view, host_id=host, by=actor, after=cursor, limit=limit, now=clock.now())


@get("/v1/shows/{show:int}", access=ANYONE, refusals=(ShowNotFound,))
async def get_show(show: FromPath[int], read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Room:
    """A show with its room: shelf, chat, and where its pictures come from."""
    return await service.get_room(read, show_id=show, by=actor, now=clock.now())


@get("/v1/me/shows", access=MEMBER, refusals=(CursorUnreadable,))
async def list_my_shows(
    read: NamedDependency[ReadTx], actor: NamedDependency[Actor], cursor: CursorText = None, limit: PageSize = 20
) -> Page[Show]:
    """One's own shows in every state, the latest first."""
    return await service.list_own(read, by=actor, after=cursor, limit=limit, now=clock.now())


ROUTES = [list_shows, get_show, list_my_shows]
