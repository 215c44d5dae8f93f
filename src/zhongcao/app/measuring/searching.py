"""Measures the search over HTTP: a large shop, its index, and queries that are never asked twice in a row.

With one connection, with four that ask as fast as they are answered, and with as many searches a second as a shop of
some size has, whether or not the earlier ones were answered: then a time counts from when a search should have begun.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import asyncpg

from zhongcao.app.database import OWNER
from zhongcao.app.measuring.corpus import Asked, Corpus, questions
from zhongcao.app.measuring.crowd import Crowd, Filling
from zhongcao.app.measuring.feed import read_still
from zhongcao.app.measuring.figures import Measure, quantile_ms
from zhongcao.app.measuring.processes import PeakMemory, cpu_seconds, shared_once_mb
from zhongcao.app.measuring.stage import Say, Stage
from zhongcao.discovery import rules
from zhongcao.rehearsal.line import Line, Refused, for_seconds

LANES = 4
QUERIES = 5_000
WARM = 60
STEADY_PER_S = 20
"""So many searches begin each second at modest load: 1.7 million a day."""
READY_SECONDS = 120
MEMBERS_SHARE = 10
"""One member who can be found by name for so many notes."""
MAKING_SECONDS = 2_400
_UNMADE = """
    WITH index AS (DELETE FROM discovery.search_version), pool AS (DELETE FROM discovery.artifact WHERE kind = 'pool'),
    sizes AS (UPDATE kit.sweep SET due_at = now() WHERE name LIKE '%count_full_topics')
    INSERT INTO discovery.search_change (kind, id, changed_at)
    SELECT 'products', min(id), now() FROM mall.product ON CONFLICT (kind, id) DO UPDATE SET changed_at = now()
"""
"""The shop as it is when it opens: nothing was made, and something changed."""
_MADE = """
    SELECT products, notes, size_bytes, seconds FROM discovery.search_version
    WHERE notes < $1 OR EXISTS (SELECT FROM discovery.artifact WHERE kind = 'pool')
"""


class Seeker:
    """Searches one after the other, and what came back."""

    def __init__(self, asked: Iterator[Asked]) -> None:
        self._asked = asked
        self.times: dict[str, list[float]] = {"notes": [], "products": [], "all": []}
        self.empty = self.unindexed = self.wrong = 0
        self.last = b""

    async def seek(self, line: Line) -> None:
        """One search."""
        one = next(self._asked)
        answer = await line.ask("GET", f"/v1/search?{urlencode({'q': one.query, 'kind': one.kind})}")
        if answer.status != 200:
            raise Refused(one.query, answer)
        self.times[one.kind].append(answer.seconds)
        found = answer.json()
        listed = [item["id"] for item in found["products" if one.kind == "products" else "notes"]]
        self.empty += not listed
        self.unindexed += found["total"] is None
        self.wrong += len(listed) != len(set(listed))
        if len(listed) == 20:
            self.last = answer.raw

    def forget(self) -> None:
        """Begin anew."""
        for times in self.times.values():
            times.clear()
        self.empty = self.unindexed = 0

    @property
    def all_times(self) -> list[float]:
        """All seconds, whatever was searched for."""
        return [second for times in self.times.values() for second in times]


async def measure_search(stage: Stage, *, skus: int, notes: int, seed: int, seconds: float, say: Say) -> Measure:
    """Fill a shop, make its index, and search with one connection and with four."""
    stage.stop_worker()  # it would make indexes of its own while the shop grows
    corpus = Corpus(seed)
    connection = await asyncpg.connect(stage.database.dsn(OWNER))
    try:
        filling = Filling(connection, corpus, say)
        await filling.grow(Crowd(notes, max(skus, 2), max(notes // MEMBERS_SHARE, 10)))
        await filling.name_and_join()
    finally:
        await connection.close()
    made = Measure(measure="search", seed=seed, data={"skus": skus})
    await _index(stage, made, say)
    seeker = Seeker(cycle(questions(corpus, QUERIES)))
    async with AsyncExitStack() as held:
        lines = [await held.enter_async_context(Line(stage.origin)) for _ in range(LANES)]
        with PeakMemory(stage.web.pid) as memory:
            say("opening the index")
            await _until_indexed(lines[0], seeker)
            for _ in range(WARM):
                await seeker.seek(lines[0])
            say("searching with one connection")
            seeker.forget()
            await for_seconds(seconds, lines[:1], seeker.seek)
            made.figures |= {"one_p50_ms": quantile_ms(seeker.all_times, 0.5)}
            made.figures |= {"one_p99_ms": quantile_ms(seeker.all_times, 0.99)}
            for kind, times in seeker.times.items():
                made.figures[f"{kind}.one_p99_ms"] = quantile_ms(times, 0.99)
            say(f"searching with {LANES} connections")
            together = await _together(stage, seeker, lines, seconds)
            made.figures |= together
            say(f"{STEADY_PER_S} searches a second")
            steady = await _steady(seeker, lines, seconds)
            made.figures |= steady
        made.figures["rss_mb"] = memory.mb
        made.figures["shared_once_mb"] = shared_once_mb(stage.web.pid, stage.pids[2])
    made.goal |= {"steady.p99_ms": 40.0, "p99_ms": 40.0}
    made.violations = seeker.wrong + seeker.unindexed
    say("the same bytes, bare")
    made.limit["static_pages_per_s"] = await read_still(stage, seeker.last, seconds / 2)
    made.ratio["pages"] = round(made.figures["queries_per_s"] / made.limit["static_pages_per_s"], 4)
    return made


async def _together(stage: Stage, seeker: Seeker, lines: list[Line], seconds: float) -> dict[str, Any]:
    seeker.forget()
    before = stage.cost()
    passed = await for_seconds(seconds, lines, seeker.seek)
    times = seeker.all_times
    cost = stage.cost().since(before).each_ms(len(times))
    cost.pop("cpu_worker_ms")
    return {
        "queries_per_s": round(len(times) / passed, 1),
        "p50_ms": quantile_ms(times, 0.5),
        "p99_ms": quantile_ms(times, 0.99),
        "empty_share": round(seeker.empty / max(len(times), 1), 4),
        **cost,
    }


async def _steady(seeker: Seeker, lines: list[Line], seconds: float) -> dict[str, float]:
    """Searches that begin at their time, each with whatever connection is free."""
    seeker.forget()
    free: asyncio.Queue[Line] = asyncio.Queue()
    for line in lines:
        free.put_nowait(line)
    took: list[float] = []
    began = time.perf_counter()

    async def one(due: float) -> None:
        line = await free.get()
        await seeker.seek(line)
        free.put_nowait(line)
        took.append(time.perf_counter() - due)

    async with asyncio.TaskGroup() as group:
        for number in range(int(seconds * STEADY_PER_S)):
            due = began + number / STEADY_PER_S
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            group.create_task(one(due))
    figures = {"steady.p50_ms": quantile_ms(took, 0.5), "steady.p99_ms": quantile_ms(took, 0.99)}
    return figures | {f"steady.{kind}.p99_ms": quantile_ms(times, 0.99) for kind, times in seeker.times.items()}


async def _index(stage: Stage, made: Measure, say: Say) -> None:
    """The worker makes index and pool of the whole shop by itself, as it does when it finds neither."""
    await stage.rows(_UNMADE)
    stage.worker.start()
    began = time.monotonic()
    with PeakMemory(stage.worker.pid) as memory:
        while not (rows := await stage.rows(_MADE, rules.POOL_NOTES_MIN)):
            if time.monotonic() - began > MAKING_SECONDS or stage.worker.pid is None:
                raise RuntimeError(f"the worker made no index and pool in {MAKING_SECONDS} s")
            say(f"the worker makes index and pool ({time.monotonic() - began:.0f} s)")
            await asyncio.sleep(1)
        made.figures["worker_cpu"] = round(cpu_seconds(stage.worker.pid), 1)
    stage.stop_worker()
    index = rows[0]
    made.data |= {"products": index["products"], "notes": index["notes"], "index_mb": index["size_bytes"] // 10**6}
    made.figures["index_build"] = round(index["seconds"], 1)
    made.figures["worker_peak_mb"] = memory.mb


async def _until_indexed(line: Line, seeker: Seeker) -> None:
    """The web process turns to the index by itself; until then the database searches."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        seeker.forget()
        await seeker.seek(line)
        if not seeker.unindexed:
            return
        if time.monotonic() > deadline:
            raise RuntimeError("the web process did not open the index")
        await asyncio.sleep(0.5)
