"""The web process: all routes of all domains behind one gate, over one database."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
from litestar import Litestar, Request
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.types import Message, Scope
from sqlalchemy.exc import SQLAlchemyError

from zhongcao.app import console, owndata, pages
from zhongcao.app.webapp import crawlers, shell
from zhongcao.app.webapp.dist import Pages
from zhongcao.app.wiring import doors, load_tables, sandbox_doors
from zhongcao.community.service import CardCache
from zhongcao.discovery.artifacts.shelf import Shelf as LearntShelf
from zhongcao.discovery.feeds import heads, pool, spreading
from zhongcao.discovery.feeds.pages import PageLog
from zhongcao.discovery.kin import table as kin
from zhongcao.discovery.search.shelf import Shelf
from zhongcao.discovery.service import Brain, FanCounts, GoodsCards, GoodsShelf, LiveBoard, OpenFeeds
from zhongcao.discovery.vectors import table as vectors
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import Holder
from zhongcao.insight import service as insight
from zhongcao.kit import clock, log
from zhongcao.kit.db import ReadTx, Sessions, Tx, begin, begin_each, begin_read, make_engine, make_sessions
from zhongcao.kit.express import Express
from zhongcao.kit.headers import completed
from zhongcao.kit.hearing import Hearing
from zhongcao.kit.http import Actor, Gate, answer_problem, guard_access
from zhongcao.kit.kept import Kept
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.nodes import LEASE, NodeLease
from zhongcao.kit.objects import Objects, open_objects
from zhongcao.kit.problems import Problem
from zhongcao.kit.settings import Settings, load

ACTOR_CACHE_SECONDS = 1.0
"""How long a session's answer is remembered by a process that hears of no changes; sign-outs act within this time."""
ACTOR_HELD_SECONDS = 60.0
"""How long it is believed while the process hears of changes and heard of none; short of a sign of life's five minutes.
"""
ACTOR_CACHE_MAX = 20_000
PAGES_SECONDS = 1.0
PAGES_A_BATCH = 500
"""Records of served pages leave a process once a second, at most so many in one statement."""
SERVED_SECONDS = 0.5
"""How far feeds were shown is written for many at once after so long."""
PICKS_SECONDS = 1.0
POOL_SECONDS = 1.0
"""A note that was published or withdrawn is known to a process's pool after so long."""
ENDING_SECONDS = 2.0
"""What is under way at the end gives its connection back within so long."""
BODY_BYTES_MAX = 25_000_000


class Application(Litestar):
    """Litestar without its plugins for pydantic and attrs, which we do not use: they cost a third of the start."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]

    express: Express
    """The short roads of its busiest routes."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request: on a short road if it is as usual, else on the ordinary one."""
        if road := self.express.road(scope):
            again = await self.express.take(road, self, scope, receive, send)
            if again is None:
                return
            receive = again
        await super().__call__(scope, receive, send)


async def provide_tx(state: State) -> AsyncIterator[Tx]:
    """The request's only transaction: commits before the answer is built, rolls back on any exception."""
    async with begin(state["sessions"]) as tx:
        yield tx


async def provide_read(state: State) -> AsyncIterator[ReadTx]:
    """A transaction that only reads."""
    async with begin_read(state["sessions"]) as tx:
        yield tx


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """Who asks, as the gate found out."""
    actor: Actor = request.scope["user"]
    return actor


def _from_state(name: str) -> Provide:
    async def provide(state: State) -> Any:
        return state[name]

    return Provide(provide)


class Known(msgspec.Struct, frozen=True):
    """Who held a session token when it was asked last."""

    holder: Holder | None
    at: float
    turn: int
    """Up to where the process had heard of changes before it asked."""

    def still(self, hearing: Hearing, seconds: float) -> bool:
        """Whether it is believed: for some time anyway, longer while the process hears of changes; never a heard one.

        A token that nobody held may be held by somebody, though nobody changed.
        """
        age, holder = time.monotonic() - self.at, self.holder
        if holder is None:
            return age < seconds
        member_id = holder.actor.member_id
        if hearing.is_unchanged(identity.MEMBER_CHANGED, member_id, since=self.turn):
            return age < seconds or (age < ACTOR_HELD_SECONDS and clock.now() < holder.until)
        return age < seconds and hearing.last(identity.MEMBER_CHANGED).get(member_id, 0) <= self.turn


async def find_actor(app: Litestar, token: str) -> Actor | None:
    """Who holds a session token; remembered for as long as nothing was heard of a change, at most a minute."""
    cache: dict[str, Known] = app.state["actors"]
    hearing: Hearing = app.state["hearing"]
    known = cache.get(token)
    if known is None or not known.still(hearing, app.state["actor_cache_seconds"]):
        turn = hearing.turn
        async with begin_read(app.state["sessions"]) as read:  # its one rare write (last seen) commits by itself
            holder = await identity.find_holder(Tx(read), token=token, now=clock.now())
        if len(cache) > ACTOR_CACHE_MAX:
            cache.clear()
        known = cache[token] = Known(holder, time.monotonic(), turn)
    return known.holder.actor if known.holder else None


async def complete_headers(message: Message, scope: Scope) -> None:
    """Give every answer the headers that it lacks, refusals of unknown addresses included."""
    if message["type"] == "http.response.start" and scope["type"] == ScopeType.HTTP:
        settings: Settings = scope["litestar_app"].state["settings"]
        message["headers"] = completed(
            message.get("headers", []),
            path=scope["path"],
            signed_in=bool(scope.get("state", {}).get("known")),
            https=settings.origin.startswith("https://"),
        )


def _state(settings: Settings, *, keys: KeyRing, objects: Objects) -> dict[str, Any]:
    """What the requests of one process share."""
    learnt = settings.data_dir
    hearing = Hearing()
    return {
        "settings": settings,
        "keys": keys,
        "objects": objects,
        "actors": {},
        "actor_cache_seconds": ACTOR_CACHE_SECONDS,
        "hearing": hearing,
        "http": None,
        "pages": Pages(),
        "intake": insight.Intake(),
        "shelf": Shelf(learnt / "search", objects),
        "brain": Brain(
            kin=LearntShelf("kin", learnt / "kin", objects, kin.load),
            vectors=LearntShelf("vectors", learnt / "vectors", objects, vectors.load),
            ranker=LearntShelf("rank", learnt / "rank", objects, heads.load),
            goods_ranker=LearntShelf("goods", learnt / "goods", objects, heads.load_for_goods),
            pool=LearntShelf("pool", learnt / "pool", objects, pool.load, look_seconds=POOL_SECONDS),
            log=PageLog(),
            open=OpenFeeds(),
            fans=FanCounts(),
            cards=CardCache(hearing=hearing),
            picks=Kept(seconds=PICKS_SECONDS, most=1),
            goods=GoodsShelf(),
            goods_cards=GoodsCards(),
            live=LiveBoard(),
            hearing=hearing,
        ),
    }


def build(settings: Settings, sessions: Sessions, *, keys: KeyRing, objects: Objects, **extra: Any) -> Litestar:
    """The application over given parts; `create_app` and the tests hand them in."""
    load_tables()
    routes: list[Any] = [handler for door in doors("api") for handler in getattr(door, "ROUTES", [])]
    if settings.sandbox:
        routes += [handler for door in sandbox_doors("api") for handler in door.ROUTES]
    gate = Gate(find_actor, origin=settings.origin, trusted_proxies=settings.trusted_proxies)
    app = Application(
        route_handlers=[*routes, *pages.ROUTES, *console.ROUTES, *owndata.ROUTES, *crawlers.ROUTES, *shell.ROUTES],
        dependencies={
            "tx": Provide(provide_tx),
            "read": Provide(provide_read),
            "actor": Provide(provide_actor),
            **{
                name: _from_state(name)
                for name in ("keys", "objects", "settings", "sessions", "http", "pages", "shelf", "brain")
            },
        },
        guards=[guard_access],
        before_send=[complete_headers],
        middleware=[gate],
        exception_handlers={Exception: answer_problem},
        openapi_config=OpenAPIConfig(
            title="Zhongcao",
            version="1",
            path="/openapi",
            render_plugins=[JsonRenderPlugin(path="/raw.json")],
            use_handler_docstrings=True,
            operation_id_creator=lambda handler, method, path: handler.handler_name,
        ),
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=1500, gzip_compress_level=4, exclude_opt_key="uncompressed"
        ),
        request_max_body_size=BODY_BYTES_MAX,
        type_encoders={bytes: lambda value: value.hex()},
        state=State({**_state(settings, keys=keys, objects=objects), "sessions": sessions, **extra}),
        logging_config=None,
        debug=False,
        lifespan=[_open_http],
    )
    roads = [road for door in doors("api") for road in getattr(door, "EXPRESS", [])]
    app.express = Express(roads, gate=gate, https=settings.origin.startswith("https://"))
    return app


@asynccontextmanager
async def _open_http(app: Litestar) -> AsyncIterator[None]:
    """One outgoing HTTP client for the process, and a node number for its ids."""
    async with httpx.AsyncClient(timeout=httpx.Timeout(5, connect=2), follow_redirects=False, trust_env=False) as http:
        app.state["http"] = http
        lease = NodeLease(app.state["sessions"])
        await lease.take(clock.real_now())
        warming = asyncio.create_task(asyncio.to_thread(spreading.warm))
        tasks = [warming, asyncio.create_task(_hold_node(lease)), asyncio.create_task(_record_pages(app))]
        tasks.append(asyncio.create_task(_record_served(app)))
        tasks.append(asyncio.create_task(app.state["hearing"].run(app.state["sessions"])))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=ENDING_SECONDS)
        await record_served(app)
        await record_pages(app)
        if engine := app.state.get("engine"):
            await engine.dispose()


async def _hold_node(lease: NodeLease) -> None:
    """Renew the lease well within its hour; a process that lost it would make ids that another one makes too."""
    while True:
        await asyncio.sleep(LEASE.total_seconds() / 4)
        try:
            if not await lease.renew(clock.real_now()):
                await lease.take(clock.real_now())
        except (Problem, OSError) as error:
            log.get("web").warning("node lease not renewed", error=repr(error)[:300])


async def _record_pages(app: Litestar) -> None:
    """Write down the pages that were served, once a second."""
    while True:
        await asyncio.sleep(PAGES_SECONDS)
        await record_pages(app)


async def _record_served(app: Litestar) -> None:
    """Write how far feeds were shown, twice a second."""
    while True:
        await asyncio.sleep(SERVED_SECONDS)
        await record_served(app)


async def record_served(app: Litestar) -> None:
    """Write how far the feeds that this process serves were shown; what cannot be written now waits."""
    brain: Brain = app.state["brain"]
    if brain.open is None or not brain.open.is_behind:
        return
    try:
        async with begin_each(app.state["sessions"]) as tx:
            await brain.open.write(tx)
    except (Problem, OSError, SQLAlchemyError) as error:
        log.get("web").warning("feeds not noted as shown", error=repr(error)[:300])


async def record_pages(app: Litestar) -> None:
    """Hand the pages that wait in this process over to insight; what cannot be written now waits again.

    What comes meanwhile waits for the next time: one statement for many pages costs hardly more than for one.
    """
    brain: Brain = app.state["brain"]
    waiting = len(brain.log or ())
    while brain.log and waiting > 0:
        pages = brain.log.take(min(PAGES_A_BATCH, waiting))
        waiting -= len(pages)
        try:
            async with begin_each(app.state["sessions"]) as tx:
                await insight.keep_pages(tx, pages=pages, keys=app.state["keys"], now=clock.now())
        except (Problem, OSError, SQLAlchemyError) as error:
            brain.log.give_back(pages)
            log.get("web").warning("served pages not recorded", pages=len(pages), error=repr(error)[:300])
            return


def create_app() -> Litestar:
    """The application of one web process, from the environment's settings."""
    settings = load()
    log.configure(settings)
    if settings.clock_file:
        clock.follow(settings.clock_file)
    if settings.database_url is None:
        raise RuntimeError("ZHONGCAO_DATABASE_URL is missing; `./zhongcao up` sets it for the embedded database")
    engine = make_engine(settings.database_url, pool_size=settings.pool_size)
    return build(
        settings,
        make_sessions(engine),
        keys=KeyRing.load(settings.keys_path),
        objects=open_objects(settings),
        engine=engine,
    )
