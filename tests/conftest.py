"""Fixtures: a real PostgreSQL, the real application, one transaction per test that is rolled back."""

import gc
import math
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import settings as property_settings
from hypothesis.internal.conjecture import providers
from litestar import Litestar
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from xdist.scheduler import LoadScopeScheduling

from tests.driving import Browser, drain_work, make_savepoints_cheap
from tests.factories.pages import small_build
from zhongcao.app import asgi, openapi
from zhongcao.app.cluster_setup import DATABASE, psql
from zhongcao.app.embedded import EmbeddedPostgres
from zhongcao.app.migrate import upgrade
from zhongcao.app.webapp.dist import Pages
from zhongcao.app.wiring import load_work
from zhongcao.discovery.artifacts.shelf import Shelf as LearntShelf
from zhongcao.discovery.feeds import heads, spreading
from zhongcao.discovery.feeds.pages import PageLog
from zhongcao.discovery.kin import table as kin_table
from zhongcao.discovery.search.shelf import Shelf
from zhongcao.discovery.service import Brain, FanCounts, OpenFeeds
from zhongcao.discovery.service._goods import GOODS
from zhongcao.discovery.service._home import HOME
from zhongcao.discovery.vectors import table as vectors_table
from zhongcao.insight.service import Intake
from zhongcao.kit import clock, ids, log
from zhongcao.kit.db import Sessions, Tx, make_engine, make_sessions
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.objects import memory_objects
from zhongcao.kit.settings import Settings
from zhongcao.kit.sql import Session

BROWSER_TESTS = "tests/web/"

# The same code gets the same answer, also on a busy machine. `--hypothesis-profile default` looks elsewhere each time.
property_settings.register_profile("build", derandomize=True, deadline=None, print_blob=True)
property_settings.load_profile("build")
# Nor does it depend on which modules happen to be loaded: made-up input is not mixed with constants of our own code,
# for which hypothesis would parse all of it in each process.
providers._get_local_constants = providers.Constants


@pytest.fixture(autouse=True, scope="module")
def present(request: pytest.FixtureRequest) -> None:
    """Whoever comes after the browser tests lives in the present: those follow the shop's clock, which moves on."""
    if clock._shift is not None and not request.node.nodeid.startswith(BROWSER_TESTS):
        clock._shift = None
        ids.use_node(0)


class Scheduling(LoadScopeScheduling):
    """Tests go wherever there is room; those in a browser share one shop, so they stay in one process and order."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER_TESTS if nodeid.startswith(BROWSER_TESTS) else nodeid


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, so that the short ones fill what is left at the end."""
    items.sort(key=lambda item: 0 if item.nodeid.startswith(BROWSER_TESTS) else 1 if "slow" in item.keywords else 2)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """The marks of xdist for groups are lost on pytest 9.2, so the groups are told here."""
    return Scheduling(config, log)


@pytest.fixture(scope="session")
def databases() -> Iterator[tuple[str, str]]:
    """Two migrated databases of this test process: one that tests leave as it was, one for what really commits.

    TEST_DATABASE_URL serves as both; without it they lie on an embedded server of our own.
    """
    if given := os.environ.get("TEST_DATABASE_URL"):
        upgrade(given)
        yield given, given
        return
    with EmbeddedPostgres.ephemeral() as server:
        upgrade(server.url("zhongcao_owner"))
        # At once: a database is copied only while nobody uses it.
        psql(server.home, f"CREATE DATABASE races TEMPLATE {DATABASE} OWNER zhongcao_owner", database="postgres")
        yield server.url("zhongcao_owner"), server.url("zhongcao_owner", "races")


@pytest.fixture(scope="session")
def database_url(databases: tuple[str, str]) -> str:
    """The database of nearly every test; each works in a transaction that is rolled back."""
    return databases[0]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Settings:
    """Settings of the application under test."""
    chosen = Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        database_url=database_url,
        environment="test",
        public_url="http://test",
        sandbox_url="http://test",
        log_level="critical",
        password_memory_kib=64,
        rate_limits=False,
    )
    log.configure(chosen)
    return chosen


@pytest.fixture(scope="session")
async def engine(database_url: str, settings: Settings) -> AsyncIterator[AsyncEngine]:
    """One engine per test process."""
    made = make_engine(database_url, pool_size=5)
    make_savepoints_cheap(made)
    yield made
    await made.dispose()


@pytest.fixture
async def sessions(engine: AsyncEngine) -> AsyncIterator[Sessions]:
    """Transactions that end in savepoints of one outer transaction, undone after the test."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        # On a new machine loops are compiled within a test, for longer than a transaction may do nothing.
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '3min'"))
        yield async_sessionmaker(
            connection, class_=Session, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        await outer.rollback()


@pytest.fixture
async def tx(sessions: Sessions) -> AsyncIterator[Tx]:
    """An open transaction for calling verbs directly."""
    async with sessions() as session:
        yield Tx(session)
        await session.commit()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that reach the database from now on, as text."""
    seen: list[str] = []
    execute = Session.execute

    async def told(session: Session, statement: Any, *rest: Any, **options: Any) -> Any:
        seen.append(str(statement))
        return await execute(session, statement, *rest, **options)

    monkeypatch.setattr(Session, "execute", told)
    return seen


@pytest.fixture(scope="session")
def keys() -> KeyRing:
    """A key ring made from a seed."""
    return KeyRing.ephemeral()


@pytest.fixture(scope="session")
def shared_app(settings: Settings, engine: AsyncEngine, keys: KeyRing) -> Litestar:
    """The whole application, built once."""
    load_work()
    spreading.warm()
    for feed in (HOME, GOODS):  # a busy machine leaves no stage of a test's page out
        msgspec.structs.force_setattr(feed, "budget_ms", math.inf)
    small_build(settings.data_dir / "pages")
    return asgi.build(settings, make_sessions(engine), keys=keys, objects=memory_objects())


@pytest.fixture
async def app(shared_app: Litestar, sessions: Sessions, settings: Settings) -> AsyncIterator[Litestar]:
    """The application over this test's transaction, with an outgoing client that reaches the application itself."""
    shared_app.state["sessions"] = sessions
    shared_app.state["actors"] = {}
    shared_app.state["actor_cache_seconds"] = 0.0
    shared_app.state["reel_seconds"] = 0.0
    shared_app.state["objects"] = memory_objects()
    shared_app.state["intake"] = Intake(seconds=0)
    shared_app.state["pages"] = Pages(settings.data_dir / "pages")
    shared_app.state["shelf"] = Shelf(settings.data_dir / "search", shared_app.state["objects"], sync_seconds=0)
    objects = shared_app.state["objects"]
    shared_app.state["brain"] = Brain(
        kin=LearntShelf("kin", settings.data_dir / "kin", objects, kin_table.load, look_seconds=0),
        vectors=LearntShelf("vectors", settings.data_dir / "vectors", objects, vectors_table.load, look_seconds=0),
        ranker=LearntShelf("rank", settings.data_dir / "rank", objects, heads.load, look_seconds=0),
        goods_ranker=LearntShelf("goods", settings.data_dir / "goods", objects, heads.load_for_goods, look_seconds=0),
        log=PageLog(),
        open=OpenFeeds(),
        fans=FanCounts(seconds=0),
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shared_app), base_url="http://test") as http:
        shared_app.state["http"] = http
        yield shared_app


@pytest.fixture
def work(app: Litestar, settings: Settings, sessions: Sessions, keys: KeyRing) -> Work:
    """What sweeps and jobs get."""
    return Work(sessions=sessions, settings=settings, http=app.state["http"], objects=app.state["objects"], keys=keys)


@pytest.fixture
def drain(work: Work) -> Callable[..., Awaitable[None]]:
    """Let the worker do all that waits: facts, jobs and sweeps (all, or those whose name contains a word)."""

    async def settle(*words: str, rounds: int = 6) -> None:
        await drain_work(work, *words, rounds=rounds)

    return settle


@pytest.fixture
def browse(app: Litestar) -> Callable[[], Browser]:
    """A maker of visitors; each can sign up and then acts as that member. Answers are held against the OpenAPI."""
    return lambda: Browser(app)


@pytest.fixture
def visitor(browse: Callable[[], Browser]) -> Browser:
    """Someone who has not signed in."""
    return browse()


@pytest.fixture(scope="session")
def real_database(databases: tuple[str, str]) -> str:
    """The database of tests that need real commits; they use rows of their own only."""
    return databases[1]


@pytest.fixture(scope="session")
async def real_sessions(real_database: str) -> AsyncIterator[Sessions]:
    """Transactions that really commit, for races on several connections."""
    engine = make_engine(real_database, pool_size=30, pool_timeout=60)  # a race is no test of patience
    yield make_sessions(engine)
    await engine.dispose()


@pytest.fixture(scope="session")
async def real_app(
    shared_app: Litestar, real_sessions: Sessions, settings: Settings, keys: KeyRing
) -> AsyncIterator[Litestar]:
    """The application with real commits on many connections."""
    app = asgi.build(settings, real_sessions, keys=keys, objects=memory_objects())
    app.state["openapi"] = openapi.document(shared_app)  # the same routes
    app.state["actor_cache_seconds"] = 60.0
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        app.state["http"] = http
        yield app


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real data beside the project; tests that need it skip in plain words without it."""
    folder = Path(os.environ.get("ZHONGCAO_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.exists():
        pytest.skip(f"the real data set is not here: {folder.name}")
    return folder
