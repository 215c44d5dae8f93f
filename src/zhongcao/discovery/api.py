"""Routes of discovery."""

from typing import Annotated, Any, Literal

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from zhongcao.discovery import service
from zhongcao.discovery.errors import ChannelUnknown, QueryEmpty
from zhongcao.discovery.schemas import FeedItem, HotWord, SearchResults
from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import ANYONE, MEMBER, Actor, CursorText, PageSize

Channel = Annotated[
    str, QueryParameter(max_length=60, description="for_you, category:<id>, brand:<id> or topic:<name>.")
]
SearchText = Annotated[str, QueryParameter(min_length=1, max_length=80, description="What to look for.")]
Kind = Annotated[Literal["notes", "products", "members"], QueryParameter(description="What kind of thing to look for.")]


@get("/v1/feeds/discover", access=ANYONE, refusals=(ChannelUnknown, CursorUnreadable))
async def discover(
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    channel: Channel = "for_you",
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[FeedItem]:
    """Discover (发现): notes for this viewer, each with the reason why it is shown."""
    return await service.discover(tx, by=actor, channel=channel, after=cursor, limit=limit, now=clock.now())


@get("/v1/feeds/following", access=MEMBER, refusals=(CursorUnreadable,))
async def following(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[FeedItem]:
    """Following (关注): the newest notes of the members and topics that one follows."""
    return await service.following(read, by=actor, after=cursor, limit=limit)


@get("/v1/search", access=ANYONE, refusals=(QueryEmpty, CursorUnreadable))
async def search(
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    q: SearchText,
    kind: Kind = "notes",
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> SearchResults:
    """Search for notes, products or members."""
    return await service.search(tx, by=actor, query=q, kind=kind, after=cursor, limit=limit, now=clock.now())


@get("/v1/search/hot", access=ANYONE)
async def list_hot_words(read: NamedDependency[ReadTx], limit: PageSize = 20) -> list[HotWord]:
    """What most members searched for in the last week."""
    return await service.hot_words(read, limit=limit, now=clock.now())


ROUTES: list[Any] = [discover, following, search, list_hot_words]
