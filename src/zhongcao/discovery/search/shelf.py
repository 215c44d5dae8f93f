"""Which version of the index a process holds, and what changed since that was made."""

import asyncio
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from obstore.exceptions import BaseError

from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.discovery.search.engine import KINDS, Engine
from zhongcao.discovery.search.index import Index
from zhongcao.discovery.search.joining import Source, join
from zhongcao.discovery.search.ranking import Narrow, Order, Part, match, rank
from zhongcao.discovery.search.reading import Unit
from zhongcao.discovery.search.writing import Document, written
from zhongcao.kit import log
from zhongcao.kit.objects import Objects

SYNC_SECONDS = 1.0
"""How long a process goes on before it looks for changes; what was published is found after this at the latest."""
AGAIN_SECONDS, AGAIN_SECONDS_MAX = 5.0, 300.0
PART_BYTES = 32_000_000


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the index: its number, and in how many parts the object store holds it."""

    id: int
    parts: int
    horizon: float
    """All that changed before this moment (seconds since 1970) is in it."""


class Held:
    """An engine with what changed since it was made: later documents, and which older ones no longer hold."""

    def __init__(self, version: Version, engine: Engine) -> None:
        self.version, self.engine = version, engine
        self.popular: list[str] | None = None
        """What many search for, looked up when an empty page needs it; forgotten with each look at the database."""
        self.seen: dict[tuple[str, int], float] = {}
        """Changes that are taken in, each with its moment."""
        self._later: dict[str, dict[str, Any]] = {}
        self.parts: dict[str, list[Part]] = {kind: [Part(engine.indexes[kind])] for kind in KINDS}

    def take(self, kind: str, keys: Sequence[int], documents: Sequence[Document]) -> None:
        """Let these documents stand for these keys from now on; a key without a document is gone."""
        base = self.parts[kind][0]
        outdated = np.zeros(len(base.index), np.bool_) if base.outdated is None else base.outdated.copy()
        outdated[base.index.places(sorted(keys))] = True
        later = self._later.get(kind)
        fresh = written(documents, self.engine.lexicon)
        if later is not None:  # joined, not read again
            stays = ~np.isin(later["keys"], np.asarray(keys, np.int64))
            later = join([Source(lambda held=later: held, stays), Source(lambda: fresh)])  # type: ignore[misc]
        else:
            later = fresh
        self._later[kind] = later
        parts = [Part(base.index, outdated)]
        if len(later["keys"]):
            parts.append(Part(Index(later)))
        self.parts[kind] = parts


class Shelf:
    """The place of the index in one process; it opens new versions as they come and never fails a search."""

    def __init__(self, folder: Path, objects: Objects, *, sync_seconds: float = SYNC_SECONDS) -> None:
        self.folder, self.objects, self.sync_seconds = folder, objects, sync_seconds
        self.held: Held | None = None
        self.stale = True
        self.lock = asyncio.Lock()
        self._looked = -1e9
        self._broken: set[int] = set()
        self._failures, self._not_before = 0, -1e9
        self._opening: asyncio.Task[None] | None = None

    def is_time_to_look(self) -> bool:
        """Whether it is time to ask the database for versions and changes."""
        return time.monotonic() - self._looked >= self.sync_seconds

    def looked(self) -> None:
        """Remember that the database was asked."""
        self._looked = time.monotonic()
        if self.held is not None:
            self.held.popular = None

    def turn_to(self, version: Version) -> None:
        """Hold this version as soon as it is open; nobody who searches waits for that."""
        if (self.held and self.held.version.id == version.id) or version.id in self._broken:
            return
        if self._opening is not None and not self._opening.done():
            return
        if time.monotonic() >= self._not_before:
            self._opening = asyncio.create_task(self._fetch_and_open(version))

    def file(self, version: int) -> Path:
        """Where the file of a version lies on this machine."""
        return self.folder / f"{version}.idx"

    async def wait(self) -> None:
        """Until a version that is on its way is open."""
        if self._opening is not None:
            await self._opening

    async def _fetch_and_open(self, version: Version) -> None:
        path = self.file(version.id)
        try:
            is_here, error = path.exists() or await fetch(self.objects, version, path), "a part is missing"
        except (OSError, BaseError) as away:
            is_here, error = False, repr(away)[:300]
        if is_here:
            self._failures = 0
            await self._open(version)
            return
        # The object store may be away for a moment: the version is asked for again, after a pause that doubles.
        self._failures += 1
        self._not_before = time.monotonic() + min(AGAIN_SECONDS * 2 ** (self._failures - 1), AGAIN_SECONDS_MAX)
        log.get("search").warning("search index not here yet", version=version.id, error=error)

    async def _open(self, version: Version) -> None:
        try:
            self.held = await asyncio.to_thread(_opened, version, self.file(version.id))
            self.stale, self._looked = True, -1e9  # what changed since it was made is asked for by the next search
        except (Unreadable, OSError, KeyError, ValueError) as error:
            self._broken.add(version.id)
            log.get("search").warning("search index not opened", version=version.id, error=repr(error)[:300])
            return
        for old in self.folder.glob("*.idx"):
            if old.stem.isdigit() and int(old.stem) < version.id:
                with suppress(OSError):
                    old.unlink()


def prove(path: Path) -> None:
    """Open a finished file and search it; one that does not answer raises, and so is never published.

    It also compiles the loops of the search, which are kept beside the program: no page waits for that then.
    """
    _opened(Version(id=0, parts=0, horizon=0.0), path)


def _opened(version: Version, path: Path) -> Held:
    """Open a version and search it once, so that nobody waits for what happens only the first time."""
    held = Held(version, Engine.open(path))
    for kind in KINDS:
        hits = match(held.parts[kind], [Unit([("=w:保湿", 1.0)])], 0.6)
        rank(hits, Narrow(brand=1), Order(kind=kind), now=0.0, most=1).count()
        index = held.engine.indexes[kind]
        index.labelled(np.zeros(0, np.int32), index.label_names[:1])
    return held


async def fetch(objects: Objects, version: Version, path: Path, *, folder: str = "search") -> bool:
    """Bring the file of a version here from the object store."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_suffix(f".{os.getpid()}")
    with waiting.open("wb") as file:
        for number in range(version.parts):
            content = await objects.get(name_of(version.id, number, folder))
            if content is None:
                return False
            await asyncio.to_thread(file.write, content)
    waiting.replace(path)
    return True


async def borrow(objects: Objects, version: Version, folder: Path, to: Path) -> bool:
    """Lay the file of a version somewhere else too, so that it stays while it is read; False when it cannot be had."""
    try:
        os.link(folder / f"{version.id}.idx", to)
        return True
    except OSError:  # not on this machine, or removed a moment ago
        try:
            return await fetch(objects, version, to)
        except (OSError, BaseError) as away:
            log.get("search").warning("version before not here", version=version.id, error=repr(away)[:300])
            return False


async def publish(objects: Objects, version: int, path: Path, *, folder: str = "search") -> int:
    """Give the file of a version to the object store; answers in how many parts."""
    number = 0
    with path.open("rb") as file:
        while content := await asyncio.to_thread(file.read, PART_BYTES):
            await objects.put(name_of(version, number, folder), content)
            number += 1
    return number


async def withdraw(objects: Objects, version: Version, *, folder: str = "search") -> None:
    """Remove a version from the object store."""
    for number in range(version.parts):
        await objects.delete(name_of(version.id, number, folder))


def name_of(version: int, part: int, folder: str) -> str:
    """Under which name the object store holds a part of a version."""
    return f"{folder}/{version}/{part:04d}"
