"""Which version of a learnt thing a process holds; it turns to new ones by itself and never fails a page.

A version whose file cannot be had now (the object store is away) is tried again, after a pause that doubles; a file
that is torn is fetched anew once before its version counts as broken.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

from obstore.exceptions import BaseError

from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.discovery.search.shelf import AGAIN_SECONDS, AGAIN_SECONDS_MAX, Version, fetch
from zhongcao.kit import log
from zhongcao.kit.objects import Objects

LOOK_SECONDS = 2.0
T = TypeVar("T")


class Shelf(Generic[T]):
    """The place of one kind of learnt thing in one process."""

    def __init__(
        self,
        kind: str,
        folder: Path,
        objects: Objects,
        load: Callable[[Path], T],
        *,
        look_seconds: float = LOOK_SECONDS,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self.kind, self.folder, self.objects, self.look_seconds = kind, folder, objects, look_seconds
        self.held: T | None = None
        self.version: int | None = None
        self._load, self._tick = load, tick
        self._broken: set[int] = set()
        self._failures, self._not_before = 0, -1e9
        self._looked = -1e9
        self._opening: asyncio.Task[None] | None = None

    def is_time_to_look(self) -> bool:
        """Whether it is time to ask the database which version counts; asking is noted at once."""
        if self._tick() - self._looked < self.look_seconds:
            return False
        self._looked = self._tick()
        return True

    def turn_to(self, version: Version | None) -> None:
        """Hold this version as soon as it is here; none means none."""
        if version is None:
            self.held, self.version = None, None
            return
        is_busy = self._opening is not None and not self._opening.done()
        if version.id in (self.version, *self._broken) or is_busy or self._tick() < self._not_before:
            return
        self._opening = asyncio.create_task(self._open(version))

    async def wait(self) -> None:
        """Until a version that is on its way is open."""
        if self._opening is not None:
            await self._opening

    def file(self, version: int) -> Path:
        """Where the file of a version lies on this machine."""
        return self.folder / f"{version}.{self.kind}"

    async def _open(self, version: Version) -> None:
        path = self.file(version.id)
        was_here = path.exists()
        try:
            if not was_here:
                await self._fetch(version, path)
            try:
                held = await asyncio.to_thread(self._load, path)
            except (Unreadable, KeyError, ValueError):
                path.unlink(missing_ok=True)
                if not was_here:
                    raise
                await self._fetch(version, path)
                held = await asyncio.to_thread(self._load, path)
        except (Unreadable, KeyError, ValueError) as error:
            self._broken.add(version.id)
            self._say("broken", version, error)
            return
        except (OSError, BaseError) as error:
            self._failures += 1
            pause = min(AGAIN_SECONDS * 2 ** (self._failures - 1), AGAIN_SECONDS_MAX)
            self._not_before = self._tick() + pause
            self._say("not here yet", version, error)
            return
        self.held, self.version, self._failures = held, version.id, 0
        for old in self.folder.glob(f"*.{self.kind}"):
            if old.stem.isdigit() and int(old.stem) < version.id:
                with suppress(OSError):
                    old.unlink()

    async def _fetch(self, version: Version, path: Path) -> None:
        if not await fetch(self.objects, version, path, folder=self.kind):
            raise FileNotFoundError(f"the object store does not hold version {version.id}")

    def _say(self, what: str, version: Version, error: Exception) -> None:
        log.get("artifacts").warning(
            "version not opened", kind=self.kind, version=version.id, why=what, error=repr(error)[:300]
        )
