"""Measures Discover: pages of 20 notes for signed-in members, and what the same bytes cost bare."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import cycle

import asyncpg
import msgspec

from zhongcao.app.database import OWNER
from zhongcao.app.measuring import shopper
from zhongcao.app.measuring.corpus import Corpus
from zhongcao.app.measuring.crowd import Crowd, Filling, give_tastes, publish_kin, publish_vectors
from zhongcao.app.measuring.dialling import dial_evenly
from zhongcao.app.measuring.effect import measure_effect
from zhongcao.app.measuring.figures import Measure, quantile_ms
from zhongcao.app.measuring.processes import PeakMemory, shared_once_mb
from zhongcao.app.measuring.stage import Say, Stage, open_still
from zhongcao.discovery.jobs import make_pool
from zhongcao.insight.rules import BATCH_MAX
from zhongcao.kit.db import make_engine, make_sessions
from zhongcao.kit.ids import uuid7
from zhongcao.kit.objects import open_objects
from zhongcao.rehearsal.line import Line, Refused, for_seconds

PAGE = 20
LANES = 3
"""So many ask each web process at once: one is worked for, one waits for PostgreSQL, one for its turn; more would only
wait."""
STILL_LANES = 16
TELLING = 128
"""So many connections tell what was seen, beside those that read: each waits a moment for what others tell."""
PAGES_A_FEED = 5
READERS = 240
"""So many read in turn: one alone would have seen the whole shop within seconds."""
LOOKED_AT_EVERY = 10
"""The client counts the notes of one page in so many; it shares the machine with what it measures."""
SMALLER = 10
"""A shop of this share of the notes is measured first, to tell how cost grows."""
GROWS_FROM = 200_000
OPEN_SECONDS = 60
WARM_SECONDS = 2.0
"""Until every connection of every process has asked every statement."""
_PLACES = [b'%03x","position":%d,"note":"' % (place + 1, place) for place in range(BATCH_MAX)]
"""What differs between the events of a batch, with the note: the end of the id, and the place."""
_CURSOR, _NOTE, _PAGE_NUMBER = b'"next_cursor":"', b'"note":{"id":"', b'"page":"'


class Reader:
    """One connection behind which one member after the other reads a feed of five pages."""

    def __init__(self, line: Line, members: Iterator[str]) -> None:
        self.line = line
        self.first: list[float] = []
        self.more: list[float] = []
        self.wrong = 0
        self.last = b""
        self._members = members
        self._cursor = ""
        self._seen: set[bytes] = set()
        self._pages = self._looked = 0

    async def read(self) -> bytes:
        """One page; its content."""
        fresh = not self._cursor or self._pages >= PAGES_A_FEED
        turn = 1 if fresh else self._pages + 1
        if fresh:
            self._seen = set()
            self._looked += 1
            self.line.token = next(self._members)
        path = f"/v1/feeds/discover?limit={PAGE}" + ("" if fresh else f"&cursor={self._cursor}")
        answer = await self.line.ask("GET", path)
        if answer.status != 200:
            raise Refused(path, answer)
        (self.first if fresh else self.more).append(answer.seconds)
        page = answer.body
        self._cursor, self._pages = _text_after(page, page.rfind(_CURSOR)).decode(), turn
        if self._looked % LOOKED_AT_EVERY == 1:
            self._look_at(page, fresh)
            self.last = answer.raw
        return page

    def _look_at(self, page: bytes, fresh: bool) -> None:
        """A note twice in one feed is a mistake, and so is a first page that is not full."""
        notes = notes_of(page)
        if self._seen.intersection(notes) or len(set(notes)) < len(notes) or (fresh and len(notes) < PAGE):
            self.wrong += 1
        self._seen.update(notes)

    async def see(self) -> tuple[str, bytes] | None:
        """One page; who read it, and an event for each of its notes, as their app tells it."""
        page = await self.read()
        notes = notes_of(page)
        if not notes:  # a small shop's feed can end on a page without any
            return None
        return self.line.token, batch_of_events(notes, page=_text_after(page, page.find(_PAGE_NUMBER)))

    def forget(self) -> None:
        """Begin anew."""
        self.first.clear()
        self.more.clear()

    @property
    def times(self) -> list[float]:
        """The seconds of all pages."""
        return self.first + self.more


async def measure_feed(stage: Stage, *, more: Crowd, seed: int, seconds: float, say: Say) -> Measure:
    """One connection, then many, then with behaviour events, then the same bytes from a server that looks nothing up.

    A large shop is measured at a tenth of its notes first, so that the same run tells how cost grows.
    """
    say("waiting until all facts are told")
    await stage.until_quiet()
    made = Measure(measure="feed", seed=seed)
    connection = await asyncpg.connect(stage.database.dsn(OWNER))
    try:
        async with AsyncExitStack() as held:
            lanes = LANES * len(stage.workers)
            lines = [await held.enter_async_context(Line(stage.origin)) for _ in range(lanes + TELLING)]
            filling = Filling(connection, Corpus(seed), say)
            tokens = [await shopper.join(lines[0], f"reader{seed}-{number}") for number in range(READERS)]
            effect = await measure_effect(stage, tokens, seed=seed, say=say)
            made.figures |= effect
            stage.stop_worker()
            readers = [Reader(line, cycle(tokens[place::lanes])) for place, line in enumerate(lines[:lanes])]
            tellers = lines[lanes:]
            if more.notes >= GROWS_FROM:
                await _grow(stage, filling, Crowd(more.notes // SMALLER, more.skus, more.members), readers, say)
                say(f"reading among {more.notes // SMALLER:,} notes")
                smaller = await _read_together(stage, readers, seconds)
                made.figures |= {f"smaller.{name}": smaller[name] for name in ("cpu_web_ms", "cpu_pg_ms")}
            if more.notes:
                await _grow(stage, filling, more, readers, say)
            await _measure(stage, readers, tellers, made, seconds, say)
    finally:
        await connection.close()
    if more.notes >= GROWS_FROM:
        costs = [made.figures[f"{of}cpu_web_ms"] + made.figures[f"{of}cpu_pg_ms"] for of in ("", "smaller.")]
        made.figures["growth"] = round(costs[0] / costs[1], 3)
    sizes = await _sizes(stage)
    made.data |= sizes
    made.violations = sum(reader.wrong for reader in readers)
    made.data["page_bytes"] = len(readers[0].last)
    say("the same bytes, bare")
    made.limit["static_pages_per_s"] = await read_still(stage, readers[0].last, seconds / 2)
    made.ratio["pages"] = round(made.figures["pages_per_s"] / made.limit["static_pages_per_s"], 4)
    made.goal |= {"cpu_web_ms": 2.0, "cpu_page_ms": 2.6, "told.p99_ms": 60.0, "effect_max_ms": 1000.0}
    made.at_least |= {"told.pages_per_s": 700}
    return made


async def _measure(
    stage: Stage, readers: list[Reader], tellers: list[Line], made: Measure, seconds: float, say: Say
) -> None:
    with PeakMemory(stage.web.pid) as memory:
        await dial_evenly(stage, [reader.line for reader in readers])
        say("reading with one connection")
        await _warm(readers)
        one = readers[0]
        await for_seconds(seconds, [one.line], lambda line: one.read())
        made.figures |= {
            "one_p50_ms": quantile_ms(one.times, 0.5),
            "one_p99_ms": quantile_ms(one.times, 0.99),
            "first_p50_ms": quantile_ms(one.first, 0.5),
            "next_p50_ms": quantile_ms(one.more, 0.5),
        }
        say(f"reading with {len(readers)} connections")
        together = await _read_together(stage, readers, seconds)
        made.figures |= together
        made.figures["cpu_page_ms"] = round(made.figures["cpu_web_ms"] + made.figures["cpu_pg_ms"], 3)
        say("reading and telling what was seen")
        await dial_evenly(stage, tellers)
        await _read_together(stage, readers, WARM_SECONDS, tellers)
        told = await _read_together(stage, readers, seconds, tellers)
        made.figures |= {f"told.{name}": value for name, value in told.items()}
        made.figures["events_per_s"] = round(told["pages_per_s"] * PAGE, 1)
    made.figures["rss_mb"] = memory.mb
    web, all_parts = shared_once_mb(stage.web.pid), shared_once_mb(*stage.pids)
    made.figures |= {"web_shared_once_mb": web, "shared_once_mb": all_parts}


async def _grow(stage: Stage, filling: Filling, wanted: Crowd, readers: list[Reader], say: Say) -> None:
    """A larger shop, its pool, its kin and its vectors, open in every web process."""
    await filling.grow(wanted)
    nickname = f"reader{filling.seed}-%"
    await give_tastes(filling.connection, readers=nickname, members=wanted.members)
    engine = make_engine(stage.database.url(), pool_size=2)
    try:
        sessions, objects = make_sessions(engine), open_objects(stage.settings)
        say("kin")
        await publish_kin(sessions, objects, stage.settings, notes=wanted.notes, seed=filling.seed)
        say("vectors")
        counts = {"notes": wanted.notes, "goods": wanted.skus // 2}
        await publish_vectors(sessions, objects, stage.settings, **counts, seed=filling.seed)
        made = await make_pool(sessions, objects, stage.settings, say, least=0)
    finally:
        await engine.dispose()
    assert made is not None
    await dial_evenly(stage, [reader.line for reader in readers])
    say("opening the pool in every web process")
    for _ in range(OPEN_SECONDS):
        await _read_together(stage, readers, 0.5)
        if all(_maps(pid, kind) for pid in stage.workers for kind in (".pool", ".kin", ".vectors")):
            break
        await asyncio.sleep(0.5)
    else:
        raise RuntimeError("a web process did not open the pool")
    await _warm(readers)


def _maps(pid: int, kind: str) -> bool:
    """Whether a process has mapped a file of this kind, the newest: older ones are gone from the folder."""
    with open(f"/proc/{pid}/maps") as maps:
        return any(line.rstrip().endswith(kind) for line in maps)


async def _sizes(stage: Stage) -> dict[str, int]:
    counted = await stage.rows(
        "SELECT (SELECT count(*) FROM community.note) AS notes, (SELECT count(*) FROM mall.sku) AS skus,"
        " (SELECT count(*) FROM identity.member) AS members"
    )
    return dict(counted[0])


async def _warm(readers: list[Reader]) -> None:
    """Every connection opens, every statement is compiled, before anything is timed."""
    for reader in readers:
        for _ in range(PAGES_A_FEED + 1):
            await reader.read()
        reader.forget()


async def _read_together(
    stage: Stage, readers: list[Reader], seconds: float, tellers: Sequence[Line] = ()
) -> dict[str, float]:
    """Read with all connections; with `tellers`, every page's notes are told beside it, as apps do, until all are told.

    Whoever reads waits when as many pages as there are tellers wait to be told.
    """
    for reader in readers:
        reader.forget()
    before = stage.cost()
    by_line = {id(reader.line): reader for reader in readers}
    seen: asyncio.Queue[tuple[str, bytes] | None] = asyncio.Queue(max(len(tellers), 1))
    waits: list[float] = []

    async def act(line: Line) -> None:
        reader = by_line[id(line)]
        if not tellers:
            await reader.read()
        elif (page := await reader.see()) is not None:
            await seen.put(page)

    async def read() -> None:
        await for_seconds(seconds, [one.line for one in readers], act)
        for _ in tellers:
            await seen.put(None)

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        for line in tellers:
            group.create_task(_tell(line, seen, waits))
    passed = time.perf_counter() - started
    times = [second for reader in readers for second in reader.times]
    spent = stage.cost().since(before).each_ms(len(times))
    spent.pop("cpu_worker_ms")
    made = {
        "pages_per_s": round(len(times) / passed, 1),
        "p50_ms": quantile_ms(times, 0.5),
        "p99_ms": quantile_ms(times, 0.99),
        **spent,
    }
    return made | ({"batch_p50_ms": quantile_ms(waits, 0.5), "batch_p99_ms": quantile_ms(waits, 0.99)} if waits else {})


async def _tell(line: Line, seen: "asyncio.Queue[tuple[str, bytes] | None]", waits: list[float]) -> None:
    """Tell what was seen, page after page, until there is no more."""
    while (page := await seen.get()) is not None:
        line.token, batch = page
        answer = await line.ask("POST", "/v1/events", batch)
        if answer.status >= 400:
            raise Refused("events", answer)
        waits.append(answer.seconds)


def notes_of(page: bytes) -> list[bytes]:
    """The ids of a page's notes, in their order; found by hand, since the client shares the machine."""
    return [part[: part.index(b'"')] for part in page.split(_NOTE)[1:]]


def _text_after(page: bytes, name: int) -> bytes:
    """The text under the name that stands there; nothing where there is none."""
    return page[name:].split(b'"', 4)[3] if name >= 0 else b""


def batch_of_events(notes: list[bytes], *, page: bytes = b"") -> bytes:
    """Impressions as a page sends them when it is scrolled; written by hand, since the client shares the machine."""
    at, drawn = datetime.now(UTC).isoformat().encode(), uuid7().hex[:-3].encode()
    of_page = b'"page":"%s",' % page if page else b""
    begin = b'{"kind":"impression","at":"%s","session":"bench","feed":"discover",%s"id":"%s' % (at, of_page, drawn)
    events = (b'"},' + begin).join(map(bytes.__add__, _PLACES, notes))
    return b'{"id":"%s000","events":[%s%s"}]}' % (drawn, begin, events)


async def read_still(stage: Stage, body: bytes, seconds: float) -> float:
    """How many of these answers a second the same server gives without looking anything up."""
    answers = 0

    async def ask(line: Line) -> None:
        nonlocal answers
        answer = await line.ask("GET", "/")
        if answer.raw != body:
            raise Refused("still", answer)
        msgspec.json.decode(answer.body)  # the client does the same work as before
        answers += 1

    with open_still(stage, body) as origin:
        lines = [Line(origin) for _ in range(STILL_LANES)]
        passed = await for_seconds(seconds, lines, ask)
        await asyncio.gather(*(line.__aexit__() for line in lines))
    return round(answers / passed, 1)
