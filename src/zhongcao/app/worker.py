"""The worker process: relays facts, runs jobs of the queue, sweeps what is due."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import httpx
import msgspec
import uvloop
from pgqueuer import AsyncpgDriver, AsyncpgPoolDriver, Job, PgQueuer, Queries
from pgqueuer.models import Context
from sqlalchemy import func, text, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.app import forgetting, watch
from zhongcao.app.migrate import QUEUE_SCHEMA
from zhongcao.app.wiring import load_work
from zhongcao.kit import clock, log, metrics
from zhongcao.kit.db import Sessions, asyncpg_url, begin, make_engine, make_sessions
from zhongcao.kit.failures import note_failure
from zhongcao.kit.jobs import SweepRow, Work, jobs, note_run, sweeps
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.nodes import LEASE, NodeLease
from zhongcao.kit.objects import open_objects
from zhongcao.kit.relay import deliver_waiting
from zhongcao.kit.settings import Settings, load

RELAY_PAUSE_SECONDS = 0.03
RELAY_PAUSE_SECONDS_MAX = 0.2
RELAY_LOCK = 7_265_610
"""Advisory lock of the one relay that delivers at a time; order per key rests on it."""
SWEEP_TICK_SECONDS = 0.15
PLENTY = 16
"""Whoever moved so much goes on at once; who moved less waits a moment, so that more goes in one round."""
BREATH_SECONDS_MAX = 0.5


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Work until told to stop; each part restarts by itself when the database was away."""
    assert settings.database_url is not None
    load_work()
    watch.register()
    forgetting.register()
    engine = make_engine(settings.database_url, pool_size=settings.pool_size)
    hasty = make_engine(settings.database_url, pool_size=settings.pool_size, waits_for_disk=False)
    dsn = asyncpg_url(settings.database_url).replace("postgresql+asyncpg://", "postgresql://")
    async with httpx.AsyncClient(timeout=httpx.Timeout(20, connect=3), trust_env=False) as http:
        work = Work(
            sessions=make_sessions(engine),
            settings=settings,
            http=http,
            objects=open_objects(settings),
            keys=KeyRing.load(settings.keys_path),
        )
        parts: list[tuple[str, Callable[[], Awaitable[None]]]] = [
            ("lease", lambda: _hold_node(work)),
            ("relay", lambda: _relay(make_sessions(hasty), dsn)),
            ("queue", lambda: _serve_queue(work, dsn)),
            ("sweeps", lambda: _sweep(work, make_sessions(hasty))),
        ]
        tasks = [asyncio.create_task(_keep_going(name, part), name=name) for name, part in parts]
        await stop.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await engine.dispose()
    await hasty.dispose()


async def _keep_going(name: str, part: Callable[[], Awaitable[None]]) -> None:
    pause = 0.2
    while True:
        started = asyncio.get_running_loop().time()
        try:
            await part()
        except Exception as error:
            log.get("worker").warning("part stopped", part=name, error=repr(error)[:500])
        if asyncio.get_running_loop().time() - started > 30:
            pause = 0.2
        await asyncio.sleep(pause)
        pause = min(pause * 2, 5)


async def _hold_node(work: Work) -> None:
    lease = NodeLease(work.sessions)
    await lease.take(clock.real_now())
    while True:
        await asyncio.sleep(LEASE.total_seconds() / 4)
        if not await lease.renew(clock.real_now()):
            return


async def _relay(sessions: Sessions, dsn: str) -> None:
    """Deliver facts while this process holds the relay's lock."""
    lock = await asyncpg.connect(dsn, server_settings={"application_name": "zhongcao-relay"})
    try:
        while not await lock.fetchval("SELECT pg_try_advisory_lock($1)", RELAY_LOCK):  # noqa: ASYNC110
            await asyncio.sleep(1)
        await lock.execute(f"SET search_path TO {QUEUE_SCHEMA}")
        queue = Queries(AsyncpgDriver(lock))

        async def enqueue(handed: list[tuple[str, Any, datetime | None]]) -> None:
            now = clock.now()
            await queue.enqueue(
                [name for name, _, _ in handed],
                [msgspec.json.encode(payload) for _, payload, _ in handed],
                [0] * len(handed),
                [max(at - now, timedelta(0)) if at else None for _, _, at in handed],
            )

        pause = RELAY_PAUSE_SECONDS
        while not lock.is_closed():
            moved = await deliver_waiting(sessions, enqueue)
            if moved:
                pause = RELAY_PAUSE_SECONDS
            if moved < PLENTY:  # what comes meanwhile goes in one round
                await asyncio.sleep(pause)
            if not moved:
                pause = min(pause * 1.2, RELAY_PAUSE_SECONDS_MAX)  # a quiet shop is asked less often
    finally:
        with contextlib.suppress(Exception):
            await lock.close(timeout=1)


async def _serve_queue(work: Work, dsn: str) -> None:
    """Run what other transactions handed over."""
    settings = {"search_path": QUEUE_SCHEMA, "application_name": "zhongcao-queue"}
    async with asyncpg.create_pool(dsn, min_size=2, max_size=4, server_settings=settings) as pool:
        queue = PgQueuer(AsyncpgPoolDriver(pool))
        for name, handler in jobs().items():

            @queue.entrypoint(name, accepts_context=True)
            async def call(job: Job, context: Context, handler: Any = handler) -> None:
                await handler(work, msgspec.json.decode(job.payload or b"{}"))

        await queue.run(batch_size=20)


async def _sweep(work: Work, hasty: Sessions) -> None:
    """Start each sweep when it is due and nobody else has taken it; one statement a tick asks for all of them."""
    known = sweeps()
    async with begin(work.sessions) as tx:
        rows = [{"name": name, "every_seconds": seconds, "due_at": func.now()} for name, (seconds, _) in known.items()]
        for row in rows:
            await tx.execute(
                insert(SweepRow)
                .values(row)
                .on_conflict_do_update(index_elements=[SweepRow.name], set_={"every_seconds": row["every_seconds"]})
            )
    running: dict[str, asyncio.Task[None]] = {}
    try:
        while True:
            for name in await _take_due(
                hasty, work.settings.sweep_speed, [name for name in known if name not in running]
            ):
                seconds, sweep = known[name]
                breath = min(seconds / work.settings.sweep_speed, BREATH_SECONDS_MAX)
                task = asyncio.create_task(run_sweep(work, name, sweep, breath=breath), name=name)
                running[name] = task
                task.add_done_callback(lambda task: running.pop(task.get_name(), None))
            await asyncio.sleep(SWEEP_TICK_SECONDS)
    finally:
        for task in list(running.values()):
            task.cancel()
        await asyncio.gather(*running.values(), return_exceptions=True)


async def _take_due(hasty: Sessions, speed: float, names: list[str]) -> list[str]:
    """The sweeps that are due, put off to their next turn; a lost commit only means one turn more."""
    async with begin(hasty) as tx:
        return list(await tx.scalars(TAKE_DUE, {"names": names, "speed": speed}))


TAKE_DUE = text(
    """
        UPDATE kit.sweep
        SET due_at = now() + make_interval(secs => every_seconds / :speed), ran_at = now(), error = NULL
        WHERE name = ANY(cast(:names AS text[])) AND due_at <= now() RETURNING name
        """
)


async def run_sweep(
    work: Work, name: str, sweep: Callable[[Work], Awaitable[int | None]], *, breath: float = 0
) -> None:
    """Run a sweep until it finds nothing more to move; a failure is recorded and the next turn tries again."""
    at, started, total, failure = clock.real_now(), time.monotonic(), 0, None
    try:
        while moved := await sweep(work):
            total += moved
            metrics.sweep_moves.labels(name).inc(moved)
            if moved < PLENTY:
                await asyncio.sleep(breath)
    except Exception as error:
        metrics.sweep_failures.labels(name).inc()
        log.get("worker").error("sweep failed", sweep=name, exc_info=error)
        failure = repr(error)[:2000]
    if not failure and not total:
        return
    async with begin(work.sessions) as tx:
        await note_run(tx, name, at=at, seconds=time.monotonic() - started, moved=total, error=failure)
        if failure:
            await tx.execute(update(SweepRow).where(SweepRow.name == name).values(error=failure))
            await note_failure(tx, f"sweep:{name}", failure, at=clock.real_now())


async def main() -> None:
    """Run one worker process from the environment's settings."""
    settings = load()
    log.configure(settings)
    if settings.clock_file:
        clock.follow(settings.clock_file)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await run(settings, stop)


if __name__ == "__main__":
    uvloop.run(main())
