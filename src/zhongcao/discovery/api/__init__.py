"""Routes of discovery."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, delete, get, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter
from msgspec import Meta

from zhongcao.community.schemas import NoteCard
from zhongcao.discovery import service
from zhongcao.discovery.api._dismissals import DISMISSALS
from zhongcao.discovery.errors import ChannelUnknown, NoteNotShown, NotPicked, QueryEmpty, SubjectUnknown
from zhongcao.discovery.schemas import (
    Around,
    DiscoverPage,
    Exposure,
    GoodsItem,
    HotWord,
    Offer,
    PickInput,
    Portrait,
    PostItem,
    SearchResults,
    Suggestions,
)
from zhongcao.discovery.search.shelf import Shelf
from zhongcao.discovery.service import Brain
from zhongcao.inventory.rules import WarehouseKind
from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx, begin, begin_each
from zhongcao.kit.express import Question, Road
from zhongcao.kit.http import (
    ANYONE,
    CURSOR_LENGTH_MAX,
    MEMBER,
    PAGE_SIZE_MAX,
    Actor,
    CursorText,
    Input,
    PageSize,
    staff,
    wants_anew,
)
from zhongcao.kit.settings import Settings

CHANNEL_LENGTH_MAX = 60
Channel = Annotated[
    str,
    QueryParameter(max_length=CHANNEL_LENGTH_MAX, description="for_you, category:<id>, brand:<id> or topic:<name>."),
]
SearchText = Annotated[str, QueryParameter(min_length=1, max_length=80, description="What to look for.")]
Kind = Annotated[
    Literal["all", "notes", "products", "members", "topics"],
    QueryParameter(description="What kind of thing to look for; `all` is notes with the best few of everything else."),
]
SearchSort = Annotated[
    Literal["best", "new", "cheap", "dear"],
    QueryParameter(name="sort", description="Best fit or newest; goods also cheapest or dearest first."),
]
Days = Annotated[int | None, QueryParameter(name="days", ge=1, le=3650, description="Notes of the last days only.")]
IdFilter = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)]
Fen = Annotated[int | None, QueryParameter(ge=0, le=10**10, description="In fen; goods only.")]
Without = Annotated[
    list[Literal["brand", "price", "spelling"]] | None,
    QueryParameter(description="What shall not be read out of the query."),
]
Personal = Annotated[bool, QueryParameter(description="Off: the order is the same for everyone.")]
NAME = PathParameter(min_length=1, max_length=60)
SUBJECT = PathParameter(
    min_length=3,
    max_length=80,
    description="a:<member>, b:<brand>, c:<category>, p:<product>, n:<note>, t:<topic> or s:<need>.",
)


class DiscoverParams(Input, frozen=True, kw_only=True):
    """What a page of Discover is asked with."""

    channel: Annotated[str, Meta(max_length=CHANNEL_LENGTH_MAX)] = "for_you"
    cursor: Annotated[str, Meta(max_length=CURSOR_LENGTH_MAX)] | None = None
    limit: Annotated[int, Meta(ge=1, le=PAGE_SIZE_MAX)] = 20


class SearchParams(Input, frozen=True, kw_only=True):
    """What a search is usually asked with; one that is narrowed further takes the ordinary road."""

    q: Annotated[str, Meta(min_length=1, max_length=80)]
    kind: Literal["all", "notes", "products", "members", "topics"] = "notes"
    sort: Literal["best", "new", "cheap", "dear"] = "best"
    personal: bool = True
    cursor: Annotated[str, Meta(max_length=CURSOR_LENGTH_MAX)] | None = None
    limit: Annotated[int, Meta(ge=1, le=PAGE_SIZE_MAX)] = 20


encode_page = msgspec.json.Encoder().encode


@get("/v1/feeds/discover", access=ANYONE, refusals=(ChannelUnknown, CursorUnreadable))
async def discover(
    state: State,
    request: Request[Any, Any, Any],
    channel: Channel = "for_you",
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> DiscoverPage:
    """Discover (发现): notes for this viewer, each with the reason why it is shown.

    What a member did less than a second ago acts for certain if the page is asked for with `Cache-Control: no-cache`.
    """
    asked = DiscoverParams(channel=channel, cursor=cursor, limit=limit)
    return await _discover(state, request.scope["user"], asked, anew=wants_anew(request.headers))


async def _discover(state: Any, actor: Actor, asked: DiscoverParams, *, anew: bool) -> DiscoverPage:
    now, brain = clock.now(), state["brain"]
    async with begin_each(state["sessions"]) as tx:  # each of a page's few writes stands by itself
        if asked.cursor is not None:  # most pages go on with a feed as it was ranked
            page = await service.go_on(
                tx,
                by=actor,
                channel=asked.channel,
                after=asked.cursor,
                limit=asked.limit,
                now=now,
                brain=brain,
                anew=anew,
            )
            if page is not None:
                return page
        return await service.discover_encoded(
            tx, by=actor, channel=asked.channel, after=asked.cursor, limit=asked.limit, now=now, brain=brain
        )


async def discover_express(asked: Question) -> bytes | None:
    """A page of Discover on its short road."""
    try:
        params = msgspec.convert(asked.params, DiscoverParams, strict=False)
    except msgspec.ValidationError:
        return None
    return encode_page(await _discover(asked.state, asked.actor, params, anew=asked.anew))


@get("/v1/feeds/following", access=MEMBER, refusals=(CursorUnreadable,))
async def following(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[PostItem]:
    """Following (关注): the newest notes of the members and topics that one follows."""
    return await service.following(read, by=actor, after=cursor, limit=limit)


@get("/v1/feeds/goods", access=ANYONE, refusals=(CursorUnreadable,))
async def list_goods_feed(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    brain: NamedDependency[Brain],
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[GoodsItem]:
    """Goods that can be bought now, chosen for this viewer, each with the reason why it is shown."""
    return await service.goods_feed(read, by=actor, after=cursor, limit=limit, now=clock.now(), brain=brain)


@get("/v1/feeds/following/around", access=MEMBER)
async def around_following(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Around:
    """Beside the newest notes: who has news, what was missed (你错过的), and whom one might follow."""
    return await service.around(read, by=actor, now=clock.now())


@get("/v1/feeds/topics/{name:str}", access=ANYONE, refusals=(CursorUnreadable,))
async def list_popular_of_topic(
    name: Annotated[str, NAME],
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[NoteCard]:
    """Notes of a topic, the warmest first."""
    return await service.popular_of_topic(read, by=actor, name=name, after=cursor, limit=limit)


@get("/v1/notes/{note:int}/related", access=ANYONE)
async def list_related_notes(
    note: FromPath[int], read: NamedDependency[ReadTx], actor: NamedDependency[Actor], limit: PageSize = 12
) -> list[NoteCard]:
    """Notes about the same goods, brands and topics, or by the same author; what shares most comes first."""
    return await service.related(read, by=actor, note_id=note, limit=limit, now=clock.now())


@get("/v1/search", access=ANYONE, refusals=(QueryEmpty, CursorUnreadable))
async def search(
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    shelf: NamedDependency[Shelf],
    q: SearchText,
    kind: Kind = "notes",
    sort_by: SearchSort = "best",
    last_days: Days = None,
    brand: IdFilter = None,
    category: IdFilter = None,
    price_from: Fen = None,
    price_to: Fen = None,
    in_stock: FromQuery[bool] = False,
    warehouse: FromQuery[WarehouseKind | None] = None,
    verified: Annotated[bool, QueryParameter(description="Only notes of members who bought what they show.")] = False,
    personal: Personal = True,
    without: Without = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> SearchResults:
    """Search for notes, products, members or topics; what was read out of the query is told and can be taken off."""
    narrow = service.Narrow(
        brand=brand,
        category=category,
        price_from=price_from,
        price_to=price_to,
        in_stock=in_stock,
        warehouse=warehouse.value if warehouse else None,
        verified=verified,
        days=last_days,
    )
    wish = service.Wish(sort=sort_by, narrow=narrow, personal=personal, without=frozenset(without or ()))
    return await _search(tx, actor, shelf, SearchParams(q=q, kind=kind, cursor=cursor, limit=limit), wish)


async def _search(tx: Tx, actor: Actor, shelf: Shelf, asked: SearchParams, wish: service.Wish) -> SearchResults:
    return await service.search(
        tx,
        by=actor,
        shelf=shelf,
        query=asked.q,
        kind=asked.kind,
        wish=wish,
        after=asked.cursor,
        limit=asked.limit,
        now=clock.now(),
    )


async def search_express(asked: Question) -> bytes | None:
    """The same on its short road, as far as nothing is chosen but words, kind and order."""
    try:
        params = msgspec.convert(asked.params, SearchParams, strict=False)
    except msgspec.ValidationError:
        return None
    state, wish = asked.state, service.Wish(sort=params.sort, personal=params.personal)
    async with begin(state["sessions"]) as tx:
        found = await _search(tx, asked.actor, state["shelf"], params, wish)
    return encode_page(found)


@get("/v1/search/suggestions", access=ANYONE)
async def suggest(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    shelf: NamedDependency[Shelf],
    q: SearchText,
) -> Suggestions:
    """What someone who types may mean: words, topics, members, products; nothing of it is remembered."""
    return await service.suggest(read, by=actor, shelf=shelf, query=q, now=clock.now())


@get("/v1/search/recent", access=MEMBER)
async def list_recent_words(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> list[str]:
    """What one searched for last, on all devices."""
    return await service.recent_words(read, by=actor)


@delete("/v1/search/recent", access=MEMBER, status_code=204)
async def forget_recent_words(
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    word: Annotated[
        str | None, QueryParameter(name="q", max_length=80, description="Only this query; without it, all.")
    ] = None,
) -> None:
    """Delete what one searched for."""
    await service.forget_words(tx, by=actor, query=word)


@get("/v1/search/hot", access=ANYONE)
async def list_hot_words(read: NamedDependency[ReadTx], limit: PageSize = 20) -> list[HotWord]:
    """What most members searched for in the last week."""
    return await service.hot_words(read, limit=limit, now=clock.now())


@get("/v1/me/portrait", access=MEMBER)
async def get_portrait(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Portrait:
    """What is thought of one's taste, in words, and what one keeps away (画像)."""
    return await service.get_portrait(read, by=actor, now=clock.now())


@delete("/v1/me/portrait", access=MEMBER)
async def forget_portrait(tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Forget all tastes and everything that was looked at; what is kept away stays away."""
    await service.forget_everything(tx, by=actor, now=clock.now())


@delete("/v1/me/portrait/tastes/{subject:str}", access=MEMBER, refusals=(SubjectUnknown,))
async def forget_taste(
    subject: Annotated[str, SUBJECT], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Forget one taste; only what one does from now on can bring it back."""
    await service.forget_taste(tx, by=actor, subject=subject, now=clock.now())


@put("/v1/me/portrait/aversions/{subject:str}", access=MEMBER, refusals=(SubjectUnknown,), status_code=204)
async def keep_away(subject: Annotated[str, SUBJECT], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Keep an author, topic, brand, category or product away from one's feeds; again changes nothing."""
    await service.keep_away(tx, by=actor, subject=subject, now=clock.now())


@delete("/v1/me/portrait/aversions/{subject:str}", access=MEMBER, refusals=(SubjectUnknown,))
async def let_back(subject: Annotated[str, SUBJECT], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Let something that was kept away be shown again; again changes nothing."""
    await service.let_back(tx, by=actor, subject=subject, now=clock.now())


Picked = Annotated[bool, QueryParameter(description="What is put forward now; else the warmest of what is not.")]


@get("/v1/console/picks", access=staff("editor"))
async def list_picks(
    read: NamedDependency[ReadTx], actor: NamedDependency[Actor], picked: Picked = False
) -> Page[Offer]:
    """Notes for editors: what they put forward (精选), or what they might."""
    return Page(await service.list_offers(read, by=actor, picked=picked, now=clock.now()))


@put("/v1/console/picks/{note:int}", access=staff("editor"), status_code=204, refusals=(NoteNotShown,))
async def pick_note(
    note: FromPath[int], data: JSONBody[PickInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Put a note forward in Discover for some days; audited."""
    await service.pick_note(tx, by=actor, note_id=note, why=data.why, days=data.days, now=clock.now())


@delete("/v1/console/picks/{note:int}", access=staff("editor"), status_code=204, refusals=(NotPicked,))
async def unpick_note(note: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Take a pick back; audited."""
    await service.unpick_note(tx, by=actor, note_id=note, now=clock.now())


@get("/v1/console/exposure", access=staff("editor", "admin"))
async def show_exposure(
    read: NamedDependency[ReadTx],
    settings: NamedDependency[Settings],
    days: Annotated[int, QueryParameter(ge=1, le=28, description="Pages of so many days.")] = 7,
) -> Exposure:
    """How Discover gave out its places: to how many notes, to the long tail, to new and to small authors (公平曝光)."""
    return await service.get_exposure(read, settings=settings, days=days, now=clock.now())


EXPRESS = [
    Road(method="GET", path="/v1/feeds/discover", serve=discover_express),
    Road(method="GET", path="/v1/search", serve=search_express),
]
ROUTES: list[Any] = [
    show_exposure,
    list_picks,
    pick_note,
    unpick_note,
    discover,
    following,
    list_goods_feed,
    around_following,
    list_popular_of_topic,
    list_related_notes,
    search,
    suggest,
    list_recent_words,
    forget_recent_words,
    list_hot_words,
    get_portrait,
    forget_portrait,
    forget_taste,
    keep_away,
    let_back,
    *DISMISSALS,
]
