"""Work outside requests: sweeps that look for what is due, and jobs that are handed over.

A sweep is a function that runs every few seconds and is safe to run twice. A job is enqueued within a transaction:
its row travels through our outbox and only then into the queue, so that no NOTIFY happens inside business work.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import httpx
import msgspec
from sqlalchemy import BigInteger, Double, Identity, Index, Integer, String, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit.db import Base, Instant, ReadTx, Sessions, Tx, table_args
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.objects import Objects
from zhongcao.kit.outbox import JOB, leave
from zhongcao.kit.problems import NotFound
from zhongcao.kit.settings import Settings


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What a sweep or job may use: database, settings, an HTTP client, the object store, the key ring."""

    sessions: Sessions
    settings: Settings
    http: httpx.AsyncClient
    objects: Objects
    keys: KeyRing


class SweepRow(Base):
    """When a sweep is next due; one worker takes it by one conditional update."""

    __tablename__ = "sweep"
    __table_args__ = table_args(schema="kit", group="local")
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    every_seconds: Mapped[float] = mapped_column(Double)
    due_at: Mapped[datetime] = mapped_column(Instant)
    ran_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str | None] = mapped_column(String(2000))


class SweepRunRow(Base):
    """One run of a sweep that moved something or failed: how long it took, how many things it moved."""

    __tablename__ = "sweep_run"
    __table_args__ = table_args(Index("ix_sweep_run_name", "name", "id"), schema="kit", group="local")
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Instant)
    seconds: Mapped[float] = mapped_column(Double)
    moved: Mapped[int] = mapped_column(Integer)
    error: Mapped[str | None] = mapped_column(String(2000))


RUNS_KEPT = 50
"""So many runs of each sweep are kept; those that found nothing to do are not."""
_NOTE_RUN = text(
    "INSERT INTO kit.sweep_run (name, at, seconds, moved, error) VALUES (:name, :at, :seconds, :moved, :error)"
)
_FORGET_RUNS = text(
    "DELETE FROM kit.sweep_run"
    " WHERE id = ANY(ARRAY(SELECT id FROM kit.sweep_run WHERE name = :name ORDER BY id DESC OFFSET :kept))"
)


class SweepNotFound(NotFound):
    """There is no such sweep."""

    code = "sweep-not-found"
    zh = "没有这个巡检。"


async def note_run(tx: Tx, name: str, *, at: datetime, seconds: float, moved: int, error: str | None = None) -> None:
    """Keep that a sweep moved something or failed; all but the latest runs of it go."""
    await tx.execute(_NOTE_RUN, {"name": name, "at": at, "seconds": seconds, "moved": moved, "error": error})
    await tx.execute(_FORGET_RUNS, {"name": name, "kept": RUNS_KEPT})


async def list_runs(tx: Tx | ReadTx, name: str) -> Sequence[Any]:
    """The kept runs of a sweep, the latest first."""
    statement = select(*SweepRunRow.__table__.columns).where(SweepRunRow.name == name)
    return (await tx.execute(statement.order_by(SweepRunRow.id.desc()))).all()


async def hurry(tx: Tx, name: str, *, now: datetime) -> None:
    """Let a sweep run at its next tick instead of when it would be due."""
    if (
        await tx.scalar(update(SweepRow).where(SweepRow.name == name).values(due_at=now).returning(SweepRow.name))
        is None
    ):
        raise SweepNotFound(sweep=name)


async def list_sweeps(tx: Tx | ReadTx) -> Sequence[Any]:
    """Every sweep that a worker ever ran, by name."""
    return (await tx.execute(select(*SweepRow.__table__.columns).order_by(SweepRow.name))).all()


Sweep = Callable[[Work], Awaitable[int | None]]
Job = Callable[[Work, Any], Awaitable[None]]
_sweeps: dict[str, tuple[float, Sweep]] = {}
_jobs: dict[str, Job] = {}


def every(*, seconds: float) -> Callable[[Sweep], Sweep]:
    """Run a sweep this often. It returns how many things it moved; when it moved some it is run again at once."""

    def register(sweep: Sweep) -> Sweep:
        _sweeps[_name(sweep)] = (seconds, sweep)
        return sweep

    return register


def job(handler: Job) -> Job:
    """Let a function handle enqueued jobs of its own name; it must be safe to run twice."""
    _jobs[_name(handler)] = handler
    return handler


def enqueue(tx: Tx, handler: Job, payload: dict[str, Any], *, at: datetime | None = None) -> None:
    """Hand work to a worker once this transaction commits, not before `at`."""
    name = _name(handler)
    leave(tx, topic=JOB + name, version=1, key=JOB + name, body=payload, not_before=at)


class Rest:
    """Keeps heavy work to a small part of a process's time, however often it would be due.

    What is due is asked of the shop's clock, in which a rehearsal lets days pass within seconds; how long the machine
    was busy is asked of the real one.
    """

    TIMES = 20
    """After work of a minute comes a rest of this many minutes."""

    def __init__(self) -> None:
        self._until = 0.0

    def is_over(self) -> bool:
        """Whether the work may begin again."""
        return time.monotonic() >= self._until

    @contextmanager
    def after(self) -> Iterator[None]:
        """Do the work in this block; the rest begins when it ends, well or not."""
        started = time.monotonic()
        try:
            yield
        finally:
            ended = time.monotonic()
            self._until = ended + self.TIMES * (ended - started)


T = TypeVar("T")
A = TypeVar("A")


async def in_lanes(
    work: Work, items: Sequence[T], ask: Callable[[T], Awaitable[A]], *, lanes: int = 8
) -> list[tuple[T, A]]:
    """Ask the outside world about each item, a few at a time; pairs come in the order of the items.

    Under test there is one lane, since all transactions share one connection there.
    """
    free = asyncio.Semaphore(1 if work.settings.environment == "test" else lanes)

    async def one(item: T) -> tuple[T, A]:
        async with free:
            return item, await ask(item)

    return list(await asyncio.gather(*(one(item) for item in items)))


def sweeps() -> dict[str, tuple[float, Sweep]]:
    """Every sweep by name, with its interval in seconds."""
    return dict(_sweeps)


def jobs() -> dict[str, Job]:
    """Every job handler by name."""
    return dict(_jobs)


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__.removeprefix('zhongcao.')}.{function.__name__}"
