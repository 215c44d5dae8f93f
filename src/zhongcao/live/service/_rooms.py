"""Rooms that are open: one task per process asks once a second about all shows that it has streams of.

It tells in one statement how many viewers this process has, and reads counters, states and fresh lines in two more.
Clocks of processes differ and lines become visible out of order: it looks some seconds back and tells each line once.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from zhongcao.kit import log
from zhongcao.kit.db import Sessions, begin, begin_read, forgo_sync
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import uuid7
from zhongcao.live import rules, store
from zhongcao.live.errors import TooManyStreams
from zhongcao.live.rules import ShowState
from zhongcao.live.schemas import Counts, ShelfItem
from zhongcao.live.service._chatting import show_lines
from zhongcao.live.service._seen import get_seen, show_shelf

LOOK_SECONDS = 1.0
BACK = timedelta(seconds=10)
STREAM_SECONDS_MAX = 600
HEARTBEAT_SECONDS = 15
STREAMS_PER_MEMBER_MAX, STREAMS_PER_NETWORK_MAX = 6, 60
EVENTS_WAITING_MAX = 200
"""A page that takes no events for so long has lost its way; its stream ends and it comes again."""

Line = asyncio.Queue[bytes | None]


class _Room:
    """A show that has streams here: who listens, and what they were told."""

    def __init__(self, host_id: int, show_id: int) -> None:
        self.host_id, self.show_id = host_id, show_id
        self.lines: dict[Line, bool] = {}
        """Who listens; a host in their own room is no viewer."""
        self.told: dict[str, bytes] = {}
        self.marks: dict[str, Any] = {}
        self.lines_told: dict[int, datetime] = {}
        self.recent: dict[int, bytes] = {}
        """Lines of the last seconds, for a page that read the room a moment before it began to listen."""
        self.lines_gone: dict[int, datetime] = {}
        self.peak: tuple[datetime | None, int] = (None, 0)

    @property
    def viewers(self) -> int:
        """How many watch through this process."""
        return sum(self.lines.values())

    def tell(self, event: bytes) -> None:
        """Hand an event to all who listen."""
        for line in self.lines:
            if line.qsize() >= EVENTS_WAITING_MAX:
                while not line.empty():
                    line.get_nowait()
                line.put_nowait(None)
            else:
                line.put_nowait(event)

    def forget_before(self, moment: datetime) -> None:
        """Forget lines that cannot be found any more."""
        self.lines_told = {key: at for key, at in self.lines_told.items() if at > moment}
        self.lines_gone = {key: at for key, at in self.lines_gone.items() if at > moment}
        self.recent = {key: event for key, event in self.recent.items() if key in self.lines_told}


class Rooms:
    """The rooms of which this process has streams."""

    def __init__(self, sessions: Sessions, *, now: Callable[[], datetime]) -> None:
        self.sessions = sessions
        self._now = now
        self._process = uuid7()
        self._rooms: dict[int, _Room] = {}
        self._left: set[tuple[int, int]] = set()
        self._held: Counter[str] = Counter()
        self._looking: asyncio.Task[None] | None = None

    @property
    def listening(self) -> int:
        """How many streams are open."""
        return sum(len(room.lines) for room in self._rooms.values())

    def check_space(self, by: Actor) -> None:
        """Refuse one stream more than the pages of a member, or of all visitors of one network, need."""
        most = STREAMS_PER_MEMBER_MAX if by.signed_in else STREAMS_PER_NETWORK_MAX
        if self._held[_who(by)] >= most:
            raise TooManyStreams(retry_after_seconds=HEARTBEAT_SECONDS)

    async def enter(self, *, show_id: int, by: Actor) -> int:
        """Let somebody in who may see the show, and count members while it is on air; answers its host."""
        self.check_space(by)
        now = self._now()
        async with begin_read(self.sessions) as read:
            row = await get_seen(read, show_id=show_id, by=by, now=now)
        if by.signed_in and row.state == ShowState.ON_AIR and row.host_id != by.member_id:
            async with begin(self.sessions) as tx:
                await store.enter(tx, host_id=row.host_id, show_id=show_id, member_id=by.member_id, now=now)
        host: int = row.host_id
        return host

    async def stream(
        self,
        host_id: int,
        show_id: int,
        by: Actor,
        *,
        seconds: float = STREAM_SECONDS_MAX,
        heartbeat: float = HEARTBEAT_SECONDS,
    ) -> AsyncIterator[bytes]:
        """Server-sent events of one page: how things stand, then what moves, and a sign of life between."""
        line: Line = asyncio.Queue()
        room = self._rooms.setdefault(show_id, _Room(host_id, show_id))
        room.lines[line] = by.member_id != host_id
        self._held[_who(by)] += 1
        try:
            yield b"retry: 3000\n\n"
            if not room.told:
                await self.look_once([room])
            else:
                for event in (*room.told.values(), *room.recent.values()):
                    yield event
            self._look()
            loop = asyncio.get_running_loop()
            ends = loop.time() + seconds
            while (left := ends - loop.time()) > 0:
                try:
                    event_or_end = await asyncio.wait_for(line.get(), min(heartbeat, left))
                except TimeoutError:
                    yield b": alive\n\n"
                    continue
                if event_or_end is None:
                    return
                yield event_or_end
        finally:
            self._leave(room, line, by)

    def _leave(self, room: _Room, line: Line, by: Actor) -> None:
        room.lines.pop(line, None)
        self._held[_who(by)] -= 1
        if self._held[_who(by)] <= 0:
            del self._held[_who(by)]
        if not room.lines and self._rooms.get(room.show_id) is room:
            del self._rooms[room.show_id]
            self._left.add((room.host_id, room.show_id))

    def _look(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._keep_looking(), name="live rooms")

    async def _keep_looking(self) -> None:
        """Look as long as somebody listens; when the database is away, look again a little later."""
        while self._rooms or self._left:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look_once()
            except Exception as error:
                log.get("live").warning("rooms not read", error=repr(error)[:300])
                await asyncio.sleep(LOOK_SECONDS * 4)

    async def look_once(self, some: list[_Room] | None = None) -> None:
        """Tell how many listen here, and what has moved, to the pages of all rooms or of some."""
        now = self._now()
        rooms = {room.show_id: room for room in (list(self._rooms.values()) if some is None else some)}
        streams = [(room.host_id, room.show_id, room.viewers) for room in rooms.values()]
        left = {place for place in self._left if place[1] not in self._rooms}
        if some is None:
            streams += [(host, show, 0) for host, show in left]
        if not streams:
            return
        async with begin(self.sessions) as tx:
            await forgo_sync(tx)
            await store.beat(tx, process=self._process, streams=streams, now=now)
            found = await store.look_at_rooms(tx, list(rooms), now=now) if rooms else []
            places = [(room.host_id, room.show_id) for room in rooms.values()]
            lines = await store.list_fresh_lines(tx, places, since=now - BACK) if places else []
            shelves = {}
            for row in found:
                room = rooms[row.id]
                if room.marks.get("shelf") != row.shelf_mark:
                    shelves[row.id] = await show_shelf(tx, host_id=row.host_id, show_id=row.id)
                if row.state == ShowState.ON_AIR and _is_peak(room, row.watching, now):
                    given = {"host_id": row.host_id, "show_id": row.id, "watching": row.watching}
                    await store.raise_curve(tx, **given, now=now)
            shown = await show_lines(tx, [row for row in lines if row.removed_at is None])
        if some is None:
            self._left -= left
        for row in found:
            _tell_counts(rooms[row.id], row, shelves.get(row.id))
        for row in lines:
            _tell_line(rooms[row.show_id], row, shown.get(row.id))
        for room in rooms.values():
            room.forget_before(now - 6 * BACK)

    async def close(self) -> None:
        """Stop looking; for tests and for the end of the process."""
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking


def _who(by: Actor) -> str:
    return str(by.member_id) if by.signed_in else by.network


def _is_peak(room: _Room, watching: int, now: datetime) -> bool:
    """Whether more watch than this process has written down for this minute."""
    minute = now.replace(second=0, microsecond=0)
    if room.peak[0] == minute and room.peak[1] >= watching:
        return False
    room.peak = (minute, watching)
    return True


def _tell_counts(room: _Room, row: Any, shelf: list[ShelfItem] | None) -> None:
    came = rules.came_at_least(members=row.came, most_at_once=max(row.most, row.watching))
    watching = row.watching if row.state == ShowState.ON_AIR else 0
    _tell_if_new(room, "state", row.state, {"state": row.state})
    _tell_if_new(room, "count", (watching, came, row.hearts), Counts(watching=watching, came=came, hearts=row.hearts))
    if shelf is not None:
        _tell_if_new(room, "shelf", row.shelf_mark, {"shelf": shelf})


def _tell_if_new(room: _Room, name: str, mark: Any, told: Any) -> None:
    if room.marks.get(name) != mark:
        room.marks[name] = mark
        room.told[name] = _event(name, told)
        room.tell(room.told[name])


def _tell_line(room: _Room, row: Any, line: Any) -> None:
    if row.removed_at is not None:
        if row.id not in room.lines_gone:
            room.lines_gone[row.id] = row.removed_at
            room.recent.pop(row.id, None)
            room.tell(_event("gone", {"id": str(row.id)}))
    elif line is not None and row.id not in room.lines_told:
        room.lines_told[row.id] = row.at
        room.recent[row.id] = _event("line", line)
        room.tell(room.recent[row.id])


def _event(name: str, told: Any) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + msgspec.json.encode(told) + b"\n\n"
