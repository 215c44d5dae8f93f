"""Measures the engine against popularity in towns of invented members with hidden tastes, on a virtual clock."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime

import uvloop

from zhongcao.app.cluster_setup import DATABASE, psql
from zhongcao.app.embedded import EmbeddedPostgres
from zhongcao.app.measuring.figures import Measure
from zhongcao.app.measuring.stage import Say, scratch
from zhongcao.app.migrate import upgrade
from zhongcao.app.wiring import load_tables
from zhongcao.kit import clock
from zhongcao.kit.db import make_engine, make_sessions
from zhongcao.kit.objects import memory_objects
from zhongcao.kit.settings import Settings
from zhongcao.simulation.days import Arm, Lived, live
from zhongcao.simulation.telling import GOALS, Pair, figures
from zhongcao.simulation.truth import Sizes, invent

EMPTY = "town"
SHOP = "zhongcao_owner"


def measure_simulation(sizes: Sizes, *, seeds: Sequence[int], say: Say) -> Measure:
    """Every town lives under both arms, each in an empty shop of its own on one database server."""
    load_tables()
    started, spent = time.monotonic(), time.process_time()
    start = clock.now().replace(hour=1, minute=0, second=0, microsecond=0)
    pairs = []
    with EmbeddedPostgres.ephemeral() as server:
        upgrade(server.url(SHOP))
        for seed in seeds:
            lived = {arm: _live(server, sizes, seed, arm, start, say) for arm in Arm}
            pairs.append(Pair(truth=invent(sizes, seed), engine=lived[Arm.ENGINE], popular=lived[Arm.POPULAR]))
    made = Measure(measure="simulate", seed=seeds[0])
    made.data = {"members": sizes.members, "newcomers": sizes.newcomers, "days": sizes.days, "towns": len(seeds)}
    made.data["pages"] = sum(len(lived.pages) for pair in pairs for lived in (pair.engine, pair.popular))
    made.figures = {name: round(value, 4) for name, value in figures(pairs, seed=seeds[0]).items()}
    made.figures |= {"wall": round(time.monotonic() - started, 1), "cpu": round(time.process_time() - spent, 1)}
    made.at_least = {name: value for name, value in GOALS.items() if name in made.figures}
    return made


def _live(server: EmbeddedPostgres, sizes: Sizes, seed: int, arm: Arm, start: datetime, say: Say) -> Lived:
    """One town under one arm, in a copy of the empty shop that is dropped afterwards."""
    name = f"{EMPTY}_{seed}_{arm.value}"
    psql(server.home, f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER {SHOP}", database="postgres")
    with scratch(Settings()) as settings:

        async def run() -> Lived:
            engine = make_engine(server.url(SHOP, name), pool_size=2, waits_for_disk=False)
            try:
                return await live(
                    make_sessions(engine), memory_objects(), settings,
                    sizes=sizes, seed=seed, arm=arm, start=start, say=say,
                )  # fmt: skip
            finally:
                await engine.dispose()

        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                return runner.run(run())
        finally:
            psql(server.home, f"DROP DATABASE {name} WITH (FORCE)", database="postgres")
