"""A small town lives with the real engine: what members do comes back to them, and it beats popularity."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from tests.importing.folders import ask
from zhongcao.experiment import service as experiment
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.objects import memory_objects
from zhongcao.kit.settings import Settings
from zhongcao.kit.sql import Session
from zhongcao.simulation.days import Arm, Lived, live
from zhongcao.simulation.telling import Pair, figures
from zhongcao.simulation.truth import Sizes, invent

SEED = 11
COUNTS = ("SELECT count(*) FROM insight.event_seen", "SELECT count(*) FROM experiment.exposure")
SMALL = Sizes(members=36, newcomers=8, creators=16, notes=200, notes_a_day=5, days=4, history=12)
"""As few as show the difference."""
TINY = Sizes(members=20, newcomers=4, creators=8, notes=100, notes_a_day=5, days=2, history=12)
START = datetime(2026, 3, 2, tzinfo=UTC)


@asynccontextmanager
async def own_shop(engine: AsyncEngine) -> AsyncIterator[Sessions]:
    """A shop that is gone afterwards."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        # Learning compiles for a while between two statements of this one transaction, on machines however busy.
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield async_sessionmaker(
            connection, class_=Session, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        await outer.rollback()
    experiment.look_again()


@pytest.mark.slow
async def test_the_engine_serves_a_town_better_than_popularity(
    engine: AsyncEngine, settings: Settings, keys: KeyRing, tmp_path: Path
) -> None:
    lived: dict[Arm, Lived] = {}
    for arm in (Arm.ENGINE, Arm.POPULAR):
        own = msgspec.structs.replace(settings, data_dir=tmp_path / arm, lake_url="")
        async with own_shop(engine) as sessions, httpx.AsyncClient(trust_env=False) as http:
            work = Work(sessions=sessions, settings=own, http=http, objects=memory_objects(), keys=keys)
            lived[arm] = await live(work, sizes=SMALL, seed=SEED, arm=arm, start=START, say=lambda text: None)
            events, exposed = [(await ask(sessions, statement))[0] for statement in COUNTS]
            assert events >= sum(page.looked for page in lived[arm].pages), "every note that was looked at is told of"
            assert bool(exposed) == (arm is Arm.POPULAR), "the other ranking comes by the shop's own experiments"
    truth = invent(SMALL, SEED)
    told = figures([Pair(truth=truth, engine=lived[Arm.ENGINE], other=lived[Arm.POPULAR])], seed=SEED)
    assert told["satisfaction_gain_low"] > 0, f"seed {SEED}: {told}"
    assert told["engine.pages_per_member"] > 1


async def test_a_seed_lives_the_same_life_twice(
    engine: AsyncEngine, settings: Settings, keys: KeyRing, tmp_path: Path
) -> None:
    lived = []
    for turn in ("first", "second"):
        own = msgspec.structs.replace(settings, data_dir=tmp_path / turn, lake_url="")
        async with own_shop(engine) as sessions, httpx.AsyncClient(trust_env=False) as http:
            work = Work(sessions=sessions, settings=own, http=http, objects=memory_objects(), keys=keys)
            lived.append(await live(work, sizes=TINY, seed=SEED, arm=Arm.ENGINE, start=START, say=lambda text: None))
    assert len(lived[0].pages) > TINY.members, f"seed {SEED}"
    assert lived[0] == lived[1], f"seed {SEED}"
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1), "time goes on afterwards"
