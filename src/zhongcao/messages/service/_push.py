"""Push while a page is open: one task per process looks at the counters of connected members and wakes their streams.

Looking is one statement on primary keys every half second, and only while someone listens; there is no NOTIFY that
every commit would have to queue for, and a lost connection needs no catching up, since counters tell the whole state.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import msgspec

from zhongcao.kit import log
from zhongcao.kit.db import Sessions, begin_read
from zhongcao.messages import rules
from zhongcao.messages.errors import TooManyStreams
from zhongcao.messages.schemas import Counts
from zhongcao.messages.service._boxes import count_unread

STREAMS_PER_MEMBER_MAX = 6


class Switchboard:
    """The streams that are open in this process, by member."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self._lines: dict[int, set[asyncio.Queue[Counts]]] = {}
        self._told: dict[int, Counts] = {}
        self._looking: asyncio.Task[None] | None = None

    @property
    def listening(self) -> int:
        """How many streams are open."""
        return sum(len(lines) for lines in self._lines.values())

    def check_room(self, member_id: int) -> None:
        """Refuse one stream more than a member's pages need."""
        if len(self._lines.get(member_id, ())) >= STREAMS_PER_MEMBER_MAX:
            raise TooManyStreams(retry_after_seconds=rules.HEARTBEAT_SECONDS)

    async def stream(
        self,
        member_id: int,
        *,
        seconds: float = rules.STREAM_SECONDS_MAX,
        heartbeat: float = rules.HEARTBEAT_SECONDS,
    ) -> AsyncIterator[bytes]:
        """Server-sent events of one page: the counters at once, then whenever they move, and a sign of life between."""
        line: asyncio.Queue[Counts] = asyncio.Queue()
        self._lines.setdefault(member_id, set()).add(line)
        try:
            yield b"retry: 3000\n\n"
            async with begin_read(self.sessions) as read:
                now_unread = (await count_unread(read, [member_id]))[member_id]
            self._told.setdefault(member_id, now_unread)
            self._look()
            yield _event(now_unread)
            loop = asyncio.get_running_loop()
            ends = loop.time() + seconds
            while (left := ends - loop.time()) > 0:
                try:
                    yield _event(await asyncio.wait_for(line.get(), min(heartbeat, left)))
                except TimeoutError:
                    yield b": alive\n\n"
        finally:
            self._hang_up(member_id, line)

    def _hang_up(self, member_id: int, line: asyncio.Queue[Counts]) -> None:
        lines = self._lines.get(member_id, set())
        lines.discard(line)
        if not lines:
            self._lines.pop(member_id, None)
            self._told.pop(member_id, None)

    def _look(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._keep_looking(), name="notice counters")

    async def _keep_looking(self) -> None:
        """Look as long as someone listens; when the database is away, look again a little later."""
        while self._lines:
            await asyncio.sleep(rules.LOOK_SECONDS)
            try:
                await self._look_once()
            except Exception as error:
                log.get("messages").warning("counters not read", error=repr(error)[:300])
                await asyncio.sleep(rules.LOOK_SECONDS * 4)

    async def _look_once(self) -> None:
        members = sorted(self._told)
        if not members:
            return
        async with begin_read(self.sessions) as read:
            counts = await count_unread(read, members)
        for member, unread in counts.items():
            if member in self._told and unread != self._told[member]:
                self._told[member] = unread
                for line in self._lines.get(member, ()):
                    line.put_nowait(unread)

    async def close(self) -> None:
        """Stop looking; for tests and for the end of the process."""
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking


def _event(counts: Counts) -> bytes:
    return b"event: counts\ndata: " + msgspec.json.encode(counts) + b"\n\n"
