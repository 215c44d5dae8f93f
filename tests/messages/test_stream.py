"""Push: counters at once, then when they move, signs of life between, and a clean end."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import msgspec
import pytest

from tests.factories import community
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.messages import service
from zhongcao.messages.errors import TooManyStreams
from zhongcao.messages.rules import NoticeKind
from zhongcao.messages.schemas import Counts


async def events(stream: AsyncIterator[bytes]) -> AsyncIterator[Counts | str]:
    async for chunk in stream:
        for block in chunk.decode().strip().split("\n\n"):
            if block.startswith("event: counts"):
                yield msgspec.json.decode(block.partition("data: ")[2].encode(), type=Counts)
            else:
                yield block


async def test_counters_are_pushed_when_they_move(real_sessions: Sessions) -> None:
    async with begin(real_sessions) as tx:
        author, fan = await community.members(tx, count=2)
    board = service.Switchboard(real_sessions)
    stream = events(board.stream(author, heartbeat=0.2))
    try:
        assert await anext(stream) == "retry: 3000"
        assert await anext(stream) == Counts()
        assert board.listening == 1
        assert await anext(stream) == ": alive"
        async with begin(real_sessions) as tx:
            await service.tell_reaction(tx, kind=NoticeKind.LIKED, author=author, note=7, member=fan, now=clock.now())
        async with asyncio.timeout(5):
            moved = await anext(stream)
            while moved == ": alive":
                moved = await anext(stream)
        assert moved == Counts(likes=1, total=1)
    finally:
        await stream.aclose()  # type: ignore[attr-defined]
        await board.close()


async def test_a_closed_page_is_forgotten(real_sessions: Sessions) -> None:
    async with begin(real_sessions) as tx:
        (member,) = await community.members(tx, count=1)
    board = service.Switchboard(real_sessions)
    stream = board.stream(member)
    await anext(stream)
    await anext(stream)
    reading = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    reading.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await reading
    assert board.listening == 0
    await board.close()


async def test_a_stream_ends_by_itself(real_sessions: Sessions) -> None:
    async with begin(real_sessions) as tx:
        (member,) = await community.members(tx, count=1)
    board = service.Switchboard(real_sessions)
    chunks = [chunk async for chunk in board.stream(member, seconds=0.1)]
    assert chunks[0] == b"retry: 3000\n\n"
    assert board.listening == 0
    await board.close()


async def test_a_member_opens_only_so_many_pages(real_sessions: Sessions) -> None:
    board = service.Switchboard(real_sessions)
    streams = [board.stream(5) for _ in range(6)]
    for stream in streams:
        await anext(stream)
    with pytest.raises(TooManyStreams):
        board.check_room(5)
    for stream in streams:
        await stream.aclose()  # type: ignore[attr-defined]
    board.check_room(5)
    await board.close()
