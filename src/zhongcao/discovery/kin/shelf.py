"""Which table of kin a process holds; it turns to new versions by itself and never fails a page."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

from zhongcao.discovery.kin.table import Kin, load
from zhongcao.discovery.search.artifact import Unreadable
from zhongcao.discovery.search.shelf import Version, fetch
from zhongcao.kit import log
from zhongcao.kit.objects import Objects

FOLDER = "kin"
LOOK_SECONDS = 2.0


class KinShelf:
    """The place of the table in one process."""

    def __init__(self, folder: Path, objects: Objects, *, look_seconds: float = LOOK_SECONDS) -> None:
        self.folder, self.objects, self.look_seconds = folder, objects, look_seconds
        self.kin: Kin | None = None
        self._version: int | None = None
        self._broken: set[int] = set()
        self._looked = -1e9
        self._opening: asyncio.Task[None] | None = None

    def is_time_to_look(self) -> bool:
        """Whether it is time to ask the database which version counts; asking is noted at once."""
        if time.monotonic() - self._looked < self.look_seconds:
            return False
        self._looked = time.monotonic()
        return True

    def turn_to(self, version: Version | None) -> None:
        """Hold this version as soon as it is here; none means none."""
        if version is None:
            self.kin, self._version = None, None
            return
        is_busy = self._opening is not None and not self._opening.done()
        if version.id != self._version and version.id not in self._broken and not is_busy:
            self._opening = asyncio.create_task(self._open(version))

    async def wait(self) -> None:
        """Until a version that is on its way is open."""
        if self._opening is not None:
            await self._opening

    def file(self, version: int) -> Path:
        """Where the file of a version lies on this machine."""
        return self.folder / f"{version}.kin"

    async def _open(self, version: Version) -> None:
        path = self.file(version.id)
        try:
            if not path.exists() and not await fetch(self.objects, version, path, folder=FOLDER):
                raise FileNotFoundError(f"the object store does not hold version {version.id}")
            self.kin = await asyncio.to_thread(load, path)
            self._version = version.id
        except (Unreadable, OSError, KeyError, ValueError) as error:
            self._broken.add(version.id)
            log.get("kin").warning("table of kin not opened", version=version.id, error=repr(error)[:300])
            return
        for old in self.folder.glob("*.kin"):
            if old.stem.isdigit() and int(old.stem) < version.id:
                with suppress(OSError):
                    old.unlink()
