"""Versions of what was learnt (kin, vectors, rankers, pool): published, listed, taken back; one way for all kinds."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, TypeVar

import msgspec

from zhongcao.discovery import store
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.search import shelf as files
from zhongcao.discovery.search.shelf import Version
from zhongcao.kit import log, metrics
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.objects import Objects

Kind = Literal["kin", "vectors", "rank", "goods", "pool"]
VERSIONS_KEPT = 3
T = TypeVar("T")
A = TypeVar("A")


class Judged(Protocol):
    """How something learnt did (a struct of figures)."""

    @property
    def is_better(self) -> bool:
        """Whether it is to count."""


V = TypeVar("V", bound=Judged)


class Taught(msgspec.Struct, Generic[V], frozen=True, kw_only=True):
    """Something that was learnt and written into a file: how it did, and how large the file is."""

    verdict: V
    size_bytes: int


class Learnt(msgspec.Struct, frozen=True, kw_only=True):
    """A version as it is kept: how it did when it was judged, and whether it was taken back."""

    id: int
    kind: str
    parts: int
    size_bytes: int
    verdict: dict[str, Any]
    seconds: float
    made_at: datetime
    withdrawn_at: datetime | None


async def find_learnt(tx: Tx | ReadTx, kind: Kind) -> Version | None:
    """The version that counts."""
    row = await store.find_artifact(tx, kind)
    return Version(id=row.id, parts=row.parts, horizon=row.made_at.timestamp()) if row else None


async def find_held(tx: Tx | ReadTx, shelf: Shelf[T] | None, kind: Kind) -> T | None:
    """What this process holds of a kind; every few seconds it looks whether another version counts."""
    if shelf is None:
        return None
    if shelf.is_time_to_look():
        shelf.turn_to(await find_learnt(tx, kind))
    return shelf.held


async def consult(
    tx: Tx | ReadTx,
    shelf: Shelf[T] | None,
    kind: Kind,
    question: Callable[[T], A],
    *,
    feed: str,
    stage: str,
    nothing: A,
) -> A:
    """What the version that counts answers to a page; one that fails, or is not there, leaves the feed without it."""
    held = await find_held(tx, shelf, kind)
    if held is None:
        return nothing
    try:
        return question(held)
    except Exception as error:
        metrics.feed_stages.labels(feed, stage, "failed").inc()
        log.get(kind).warning("nothing answered", feed=feed, stage=stage, error=repr(error)[:300])
        return nothing


async def is_old(tx: Tx | ReadTx, kind: Kind, *, after: timedelta, now: datetime) -> bool:
    """Whether there is no version of a kind, or the last one was made so long ago."""
    kept = await store.list_artifacts(tx, kind)
    return not kept or now - kept[0].made_at >= after


async def list_learnt(tx: Tx | ReadTx, kind: Kind) -> list[Learnt]:
    """All versions of a kind that are kept, newest first."""
    return [Learnt(**row._mapping) for row in await store.list_artifacts(tx, kind)]


async def publish_learnt(
    tx: Tx,
    *,
    kind: Kind,
    version: int,
    verdict: dict[str, Any],
    counts: bool,
    size_bytes: int,
    parts: int,
    seconds: float,
    now: datetime,
) -> list[Version]:
    """Keep a version; one that is no better than what it would replace does not count. Answers old ones to remove."""
    await store.add_artifact(
        tx,
        id=version,
        kind=kind,
        parts=parts,
        size_bytes=size_bytes,
        verdict=verdict,
        seconds=seconds,
        made_at=now,
        withdrawn_at=None if counts else now,
    )
    kept = await store.list_artifacts(tx, kind)
    good = [row.id for row in kept if row.withdrawn_at is None][:VERSIONS_KEPT]
    gone = [row for row in kept if row.id not in good and row.id != version]
    await store.drop_artifacts(tx, [row.id for row in gone])
    return [Version(id=row.id, parts=row.parts, horizon=row.made_at.timestamp()) for row in gone]


async def withdraw_learnt(tx: Tx, kind: Kind, *, now: datetime) -> Learnt | None:
    """Go back to the version before; answers it, or nothing when feeds now do without."""
    row = await store.find_artifact(tx, kind)
    if row is not None:
        await store.withdraw_artifact(tx, row.id, now)
    before = await store.find_artifact(tx, kind)
    return Learnt(**before._mapping) if before else None


async def remove_learnt_files(objects: Objects, kind: Kind, versions: Sequence[Version], folder: Path) -> None:
    """Remove versions that were forgotten from the object store and from this machine."""
    for version in versions:
        await files.withdraw(objects, version, folder=kind)
        (folder / f"{version.id}.{kind}").unlink(missing_ok=True)
