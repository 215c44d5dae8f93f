"""A shop for measuring: scratch folder, embedded database, sample world, real server processes; all gone afterwards."""

import asyncio
import fcntl
import os
import random
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import httpx
import msgspec
import psutil

from zhongcao.app import planting, supervise
from zhongcao.app.cluster_home import scratch_folder
from zhongcao.app.database import OWNER, Database, open_database
from zhongcao.app.measuring import still
from zhongcao.app.measuring.processes import Cost, cpu_seconds
from zhongcao.app.migrate import upgrade
from zhongcao.app.supervise import Child
from zhongcao.kit import clock
from zhongcao.kit.settings import Settings

Say = Callable[[str], None]
LIGHT_PASSWORDS_KIB = 512
"""The cost of guessing passwords is not what is measured here."""
QUIET_SECONDS = 120
"""A shop of which no fact moves for so long is stuck."""
QUIET_SECONDS_MAX = 1_200
"""So long a slow machine may take, as long as facts move."""
DRAWING = "sample.jobs.draw_waiting_pictures"
STILL_PORTS = range(18_900, 18_950)
SHOP_PORTS = range(18_950, 19_000)
WAITING = """
    SELECT topic, count(*), max(error) FROM kit.outbox
    WHERE delivered_at IS NULL AND parked_at IS NULL AND coalesce(not_before, $1) <= $1
    GROUP BY topic ORDER BY count(*) DESC
"""
TOLD = "SELECT count(*) FROM kit.outbox WHERE delivered_at IS NOT NULL"
T = TypeVar("T")


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A running shop of its own."""

    settings: Settings
    database: Database
    web: Child
    worker: Child

    @property
    def origin(self) -> str:
        """Its address."""
        return self.settings.origin

    def cost(self) -> Cost:
        """CPU spent so far by each part, and by this program."""
        own = time.process_time()
        assert self.database.embedded is not None
        return Cost(
            cpu_seconds(self.web.pid), cpu_seconds(self.worker.pid), cpu_seconds(self.database.embedded.pid), own
        )

    @property
    def workers(self) -> list[int]:
        """The processes that answer requests."""
        assert self.web.pid is not None
        begun = [one.pid for one in psutil.Process(self.web.pid).children() if "spawn_main" in " ".join(one.cmdline())]
        return begun or [self.web.pid]  # one process alone serves by itself

    @property
    def pids(self) -> list[int | None]:
        """The heads of all parts of the shop."""
        assert self.database.embedded is not None
        return [self.web.pid, self.worker.pid, self.database.embedded.pid]

    def stop_worker(self) -> None:
        """Send the worker home, where only pages are measured."""
        supervise.stop_all([self.worker])

    async def rows(self, statement: str, *values: Any) -> list[Any]:
        """Rows of one statement, for looking behind the counter."""
        connection = await asyncpg.connect(self.database.dsn(OWNER))
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    async def until_quiet(self) -> None:
        """Wait until every fact is told; until then feeds and demand are not what they will be."""
        started = moved = time.monotonic()
        told_before = -1
        while rows := await self.rows(WAITING, clock.now()):
            now, told = time.monotonic(), (await self.rows(TOLD))[0][0]
            if told != told_before:
                moved, told_before = now, told
            if now > moved + QUIET_SECONDS or now > started + QUIET_SECONDS_MAX:
                waiting = ", ".join(f"{row[1]} {row[0]} ({row[2]})" for row in rows[:5])
                raise RuntimeError(f"facts are still waiting after {now - started:.0f} s: {waiting}")
            await asyncio.sleep(0.3)

    async def until_findable(self) -> None:
        """Wait until every fact is told and the worker has made the first index of the search."""
        await self.until_quiet()
        deadline = time.monotonic() + QUIET_SECONDS
        async with httpx.AsyncClient(base_url=self.origin, timeout=30) as client:
            while (await client.get("/v1/search", params={"q": "干皮"})).status_code != httpx.codes.OK:
                if time.monotonic() > deadline:
                    raise RuntimeError("the search is still not available")
                await asyncio.sleep(0.3)


@contextmanager
def open_stage(
    given: Settings, say: Say, *, sample: bool = True, shifted: bool = False, **changes: Any
) -> Iterator[Stage]:
    """Build and start a shop in a scratch folder; nothing is left when the block ends.

    `shifted` lets the shop live by a clock that can be moved on; `changes` are settings.
    """
    with ExitStack() as held:
        settings = held.enter_context(scratch(given, **changes))
        if shifted:
            settings = msgspec.structs.replace(settings, clock_file=settings.data_dir / "clock")
            clock.follow(settings.data_dir / "clock")
        say("starting the database")
        database = held.enter_context(open_database(settings))
        upgrade(database.url(OWNER), grant_to=database.application_role)
        if sample:
            planting.plant(database.url(OWNER), settings, lambda text: say(f"sample world: {text}"))
            asyncio.run(_leave_pictures_undrawn(database))
        web, worker = supervise.children_of(settings, database.url(), reload=False)
        held.callback(supervise.stop_all, [web, worker])
        say("starting the web server and the worker")
        web.start()
        if not supervise.wait_until_ready(settings.origin, [web]):
            raise RuntimeError(f"the web server does not answer: {supervise.last_words(web.log_file or Path())}")
        worker.start()
        yield Stage(settings=settings, database=database, web=web, worker=worker)


@contextmanager
def open_still(stage: Stage, body: bytes, *, kind: str = "application/json") -> Iterator[str]:
    """The same server with an application that only repeats these bytes; its address."""
    folder = stage.settings.data_dir / "still"
    folder.mkdir(exist_ok=True)
    (folder / "body").write_bytes(body)
    with port_of_its_own(STILL_PORTS) as port:
        command = supervise.serving_command(f"{still.__name__}:create_app", host="127.0.0.1", port=port)
        environment = os.environ | {still.FOLDER: str(folder), still.KIND: kind}
        child = Child("still server", command, environment, folder / "log")
        child.start()
        try:
            if not supervise.wait_until_ready(f"http://127.0.0.1:{port}", [child]):
                raise RuntimeError("the still server does not answer")
            yield f"http://127.0.0.1:{port}"
        finally:
            supervise.stop_all([child])


@contextmanager
def port_of_its_own(among: range) -> Iterator[int]:
    """A port of loopback that nobody listens on; no other stage of this machine gets it before it is given back."""
    for port in random.sample(among, len(among)):
        # Each user has claims of their own: nobody may write to those of somebody else.
        with (Path(tempfile.gettempdir()) / f"zhongcao-{os.getuid()}-port-{port}.lock").open("w") as claim:
            try:
                fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            if supervise.is_port_free("127.0.0.1", port):
                yield port
                return
    raise RuntimeError(f"no port is free among {among.start} to {among.stop - 1}")


async def together(things: list[T], lanes: int, act: Callable[[T], Awaitable[None]]) -> None:
    """Act on each thing, so many at a time."""
    waiting = list(reversed(things))

    async def lane() -> None:
        while waiting:
            await act(waiting.pop())

    async with asyncio.TaskGroup() as group:
        for _ in range(min(lanes, len(things))):
            group.create_task(lane())


@contextmanager
def scratch(given: Settings, **changes: Any) -> Iterator[Settings]:
    """Settings of a shop in a folder that is removed afterwards."""
    folder = scratch_folder("zhongcao-bench-")
    try:
        with port_of_its_own(SHOP_PORTS) as port:
            yield msgspec.structs.replace(
                given,
                **{
                    "data_dir": folder,
                    "database_url": None,
                    "environment": "test",
                    "host": "127.0.0.1",
                    "port": port,
                    "public_url": "",
                    "sandbox_url": "",
                    "objects_url": "",
                    "lake_url": "",
                    "keys_file": None,
                    "clock_file": None,
                    "password_memory_kib": LIGHT_PASSWORDS_KIB,
                    "rate_limits": False,
                    "log_level": "warning",
                    **changes,
                },
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _leave_pictures_undrawn(database: Database) -> None:
    """Drawing the sample's pictures takes minutes of CPU that would count as the shop's: put off its sweep."""
    connection = await asyncpg.connect(database.dsn(OWNER))
    try:
        later = "INSERT INTO kit.sweep (name, every_seconds, due_at) VALUES ($1, 4, '2999-01-01Z')"
        await connection.execute(later, DRAWING)
    finally:
        await connection.close()
