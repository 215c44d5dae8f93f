"""Measures the engine against popularity in towns of invented members with hidden tastes, on a virtual clock."""

import asyncio
import hashlib
import logging
import multiprocessing
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime

import httpx
import msgspec
import uvloop

from zhongcao.app.cluster_setup import DATABASE, psql
from zhongcao.app.embedded import EmbeddedPostgres
from zhongcao.app.measuring.figures import Measure
from zhongcao.app.measuring.stage import Say, scratch
from zhongcao.app.migrate import upgrade
from zhongcao.app.wiring import load_tables
from zhongcao.kit.db import TIMEOUTS, make_engine, make_sessions
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.objects import memory_objects
from zhongcao.kit.settings import Settings
from zhongcao.simulation.days import Arm, Lived, live
from zhongcao.simulation.telling import GOALS, Pair, figures
from zhongcao.simulation.truth import Sizes, invent

SHOP = "zhongcao_owner"
START = datetime(2026, 3, 2, tzinfo=UTC)
"""When the days of a town begin: a Monday, the same for all, so that a seed says all there is to say of a life."""
PATIENT = {
    **TIMEOUTS,
    "synchronous_commit": "off",
    "idle_in_transaction_session_timeout": "0",
    "statement_timeout": "0",
    "lock_timeout": "0",
}
"""A town may live as slowly as the machine is busy."""


def measure_simulation(sizes: Sizes, *, seeds: Sequence[int], beside: Arm, say: Say) -> Measure:
    """Every town lives with the engine and under an arm beside it, in empty shops of their own on one server."""
    started = time.monotonic()
    wanted = [(seed, arm) for seed in seeds for arm in (Arm.ENGINE, beside)]
    with EmbeddedPostgres.ephemeral() as server, _hands() as hands:
        upgrade(server.url(SHOP))
        waiting = {}
        for seed, arm in wanted:
            name = f"town_{seed}_{arm.value}"
            psql(server.home, f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER {SHOP}", database="postgres")
            waiting[hands.submit(_live, server.url(SHOP, name), sizes, seed, arm, START)] = (seed, arm)
        lived: dict[tuple[int, Arm], Lived] = {}
        for done in as_completed(waiting):
            lived[waiting[done]] = done.result()
            say(f"{len(lived)} of {len(wanted)} lives lived, {time.monotonic() - started:.0f} s")
    pairs = [
        Pair(truth=invent(sizes, seed), engine=lived[seed, Arm.ENGINE], other=lived[seed, beside]) for seed in seeds
    ]
    made = Measure(measure="simulate", seed=seeds[0])
    made.data = {"members": sizes.members, "newcomers": sizes.newcomers, "days": sizes.days, "towns": len(seeds)}
    made.data["pages"] = sum(len(lived.pages) for pair in pairs for lived in (pair.engine, pair.other))
    made.data["digest"] = _digest(lived)
    made.figures = {name: round(value, 4) for name, value in figures(pairs, seed=seeds[0], other=beside).items()}
    made.figures["wall"] = round(time.monotonic() - started, 1)
    if beside is Arm.POPULAR:
        made.at_least = {name: value for name, value in GOALS.items() if name in made.figures}
    return made


def _hands() -> ProcessPoolExecutor:
    """As many processes as there are cores; each lives one town under one arm at a time.

    A process is made for each life: what the one before left in memory would tell in the next.
    """
    os.environ["PYTHONHASHSEED"] = "0"  # sets are walked in the same order in each of them
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(max_workers=os.cpu_count(), max_tasks_per_child=1, mp_context=spawn)


def _digest(lived: dict[tuple[int, Arm], Lived]) -> str:
    """A short sum of all that happened in all lives: the same for the same sizes, seeds and program."""
    return hashlib.sha256(msgspec.json.encode([lived[one] for one in sorted(lived)], enc_hook=float)).hexdigest()[:16]


def _live(url: str, sizes: Sizes, seed: int, arm: Arm, start: datetime) -> Lived:
    """One town under one arm, in an empty shop of its own."""
    load_tables()
    with scratch(Settings()) as settings:

        async def run() -> Lived:
            engine = make_engine(url, pool_size=2, connect_args={"server_settings": PATIENT, "timeout": 60})
            try:
                async with httpx.AsyncClient(trust_env=False) as http:
                    work = Work(
                        sessions=make_sessions(engine),
                        settings=settings,
                        http=http,
                        objects=memory_objects(),
                        keys=KeyRing.ephemeral(),
                    )
                    return await live(work, sizes=sizes, seed=seed, arm=arm, start=start, say=_whisper)
            finally:
                await engine.dispose()

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(run())


def _whisper(text: str) -> None:
    """Progress of a life, where the operator wants to follow it."""
    logging.getLogger("zhongcao.simulation").info(text)
