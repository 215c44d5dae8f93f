"""Measures Discover: pages of 20 notes for signed-in members, and what the same bytes cost bare."""

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

import msgspec

from zhongcao.app.measuring import shopper
from zhongcao.app.measuring.figures import Measure, quantile_ms
from zhongcao.app.measuring.invented import Sizes, invent
from zhongcao.app.measuring.processes import PeakMemory
from zhongcao.app.measuring.stage import Say, Stage, open_still
from zhongcao.importing.adapters import opened
from zhongcao.importing.importer import import_folder
from zhongcao.kit import clock
from zhongcao.kit.db import make_engine, make_sessions
from zhongcao.rehearsal.line import Line, Refused, for_seconds

PAGE = 20
LANES = 8
PAGES_A_FEED = 5
MEMBERS = 60
"""So many read in turn: one alone would have seen the whole shop within seconds."""
EVENTS_A_BATCH = 20


class Reader:
    """One connection behind which one member after the other reads a feed of five pages."""

    def __init__(self, line: Line, members: Iterator[str]) -> None:
        self.line = line
        self.first: list[float] = []
        self.more: list[float] = []
        self.wrong = 0
        self.last = b""
        self._members = members
        self._cursor: str | None = None
        self._seen: set[str] = set()
        self._pages = 0

    async def read(self, line: Line | None = None) -> None:
        """One page."""
        fresh = self._cursor is None or self._pages >= PAGES_A_FEED
        if fresh:
            self._seen, self._pages = set(), 0
            self.line.token = next(self._members)
        path = f"/v1/feeds/discover?limit={PAGE}" + ("" if fresh else f"&cursor={self._cursor}")
        answer = await self.line.ask("GET", path)
        if answer.status != 200:
            raise Refused(path, answer)
        (self.first if fresh else self.more).append(answer.seconds)
        page = answer.json()
        notes = [item["note"]["id"] for item in page["items"]]
        # A note twice in one feed is a mistake, and so is a first page that is not full.
        if self._seen.intersection(notes) or (fresh and len(notes) < PAGE):
            self.wrong += 1
        self._seen.update(notes)
        self._pages += 1
        self._cursor = page["next_cursor"]
        if len(notes) == PAGE:
            self.last = answer.raw


async def measure_feed(stage: Stage, *, more: Sizes, seed: int, seconds: float, say: Say) -> Measure:
    """One connection, then eight, then behaviour events, then the same bytes from a server that looks nothing up."""
    await _grow(stage, more, seed, say)
    say("waiting until all facts are told")
    await stage.until_quiet()
    stage.stop_worker()
    made = Measure(measure="feed", seed=seed, data=await _sizes(stage))
    async with AsyncExitStack() as held:
        lines = [await held.enter_async_context(Line(stage.origin)) for _ in range(LANES)]
        members = cycle([await shopper.join(lines[0], f"reader{seed}-{number}") for number in range(MEMBERS)])
        readers = [Reader(line, members) for line in lines]
        with PeakMemory(stage.web.pid) as memory:
            say("reading with one connection")
            await _warm(readers)
            await for_seconds(seconds, [readers[0].line], readers[0].read)
            one = readers[0]
            made.figures |= {
                "one_p50_ms": quantile_ms(one.first + one.more, 0.5),
                "one_p99_ms": quantile_ms(one.first + one.more, 0.99),
                "first_p50_ms": quantile_ms(one.first, 0.5),
                "next_p50_ms": quantile_ms(one.more, 0.5),
            }
            say(f"reading with {LANES} connections")
            together = await _read_together(stage, readers, seconds)
            made.figures |= together
            say("sending behaviour events")
            made.figures["events_per_s"] = await _send_events(readers, seconds / 2)
        made.figures["rss_mb"] = memory.mb
        made.violations = sum(reader.wrong for reader in readers)
        made.data["page_bytes"] = len(readers[0].last)
        say("the same bytes, bare")
        made.limit["static_pages_per_s"] = await read_still(stage, readers[0].last, seconds / 2)
    made.ratio["pages"] = round(made.figures["pages_per_s"] / made.limit["static_pages_per_s"], 4)
    return made


async def _grow(stage: Stage, wanted: Sizes, seed: int, say: Say) -> None:
    """Add invented goods, members and notes to the sample world until the shop has as many as wanted."""
    there = await _sizes(stage)
    missing = {name: max(0, getattr(wanted, name) - there[name]) for name in there}
    if not any(missing.values()):
        return
    say("inventing a larger world")
    folder = stage.settings.data_dir / "invented"
    invent(folder, Sizes(**missing), seed)
    engine = make_engine(stage.database.url(), pool_size=2)
    try:
        await import_folder(
            make_sessions(engine), folder, opened, now=clock.now(), progress=lambda kind, rows: say(f"importing {kind}")
        )
    finally:
        await engine.dispose()


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
        reader.first.clear()
        reader.more.clear()


async def _read_together(stage: Stage, readers: list[Reader], seconds: float) -> dict[str, float]:
    for reader in readers:
        reader.first.clear()
        reader.more.clear()
    before = stage.cost()
    by_line = {id(reader.line): reader for reader in readers}
    passed = await for_seconds(seconds, [one.line for one in readers], lambda line: by_line[id(line)].read())
    times = [second for reader in readers for second in reader.first + reader.more]
    spent = stage.cost().since(before).each_ms(len(times))
    spent.pop("cpu_worker_ms")
    return {
        "pages_per_s": round(len(times) / passed, 1),
        "p50_ms": quantile_ms(times, 0.5),
        "p99_ms": quantile_ms(times, 0.99),
        **spent,
    }


async def _send_events(readers: list[Reader], seconds: float) -> float:
    taken = 0

    async def send(line: Line) -> None:
        nonlocal taken
        taken += (await line.send("POST", "/v1/events", {"events": batch_of_events(EVENTS_A_BATCH)}))["accepted"]

    passed = await for_seconds(seconds, [reader.line for reader in readers], send)
    return round(taken / passed, 1)


def batch_of_events(count: int) -> list[dict[str, Any]]:
    """Impressions as a page sends them when it is scrolled."""
    at = datetime.now(UTC).isoformat()
    return [
        {
            "id": str(uuid.uuid4()),
            "kind": "impression",
            "at": at,
            "session": "bench",
            "note": str(10**15 + place),
            "feed": "discover",
            "position": place,
        }
        for place in range(count)
    ]


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
        lines = [Line(origin) for _ in range(LANES)]
        passed = await for_seconds(seconds, lines, ask)
        await asyncio.gather(*(line.__aexit__() for line in lines))
    return round(answers / passed, 1)
