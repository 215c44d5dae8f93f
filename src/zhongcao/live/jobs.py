"""Sweeps of live."""

from zhongcao.kit import clock
from zhongcao.kit.db import begin, begin_read
from zhongcao.kit.jobs import Work, every
from zhongcao.live import service


@every(seconds=15)
async def end_what_nobody_waits_for(work: Work) -> int:
    """Cancel announced shows that never began, and end shows on air into which nothing comes any more."""
    now, settled = clock.now(), 0
    async with begin_read(work.sessions) as read:
        due = await service.list_due(read, now=now)
    for show in due:
        async with begin(work.sessions) as tx:
            settled_one = await service.settle_due(tx, show_id=show, now=now)
        settled += settled_one
    return settled
