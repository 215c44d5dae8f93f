"""When the books may be read: once all that was done has also been heard and counted."""

import asyncio
from collections.abc import Awaitable, Callable

from zhongcao.insight import service as insight
from zhongcao.kit.db import DatabaseAway, Sessions, begin_read
from zhongcao.kit.relay import count_waiting
from zhongcao.rehearsal.report import Proof

BREATH_SECONDS = 0.3


async def wait_until_heard(
    sessions: Sessions, *, seconds: float, breathe: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> Proof:
    """Wait until every fact was heard and every behaviour event counted; what still waits in the end is a violation.

    A shopper has the answer that a note is published before the worker has counted it: whoever reads the funnel at
    once may find one note less than there are.
    """
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds
    while True:
        try:
            waiting = await _count(sessions)
        except DatabaseAway:
            if clock() > deadline:
                raise
        else:
            if not waiting or clock() > deadline:
                return Proof("all-was-heard", "Every fact was heard and every behaviour event counted.", waiting)
        await breathe(BREATH_SECONDS)


async def _count(sessions: Sessions) -> int:
    async with begin_read(sessions) as read:
        return await count_waiting(read) + await insight.count_waiting_events(read)
