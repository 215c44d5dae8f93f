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


@every(seconds=60)
async def remove_media_nobody_sees(work: Work) -> int:
    """Remove previews of shows that are over, and media of shows that have no replay: the bytes first, then the row."""
    now, removed = clock.now(), 0
    async with begin_read(work.sessions) as read:
        found = await service.list_unseen_media(read, now=now)
    for some in found:
        for name in some.objects:
            await work.objects.delete(name)
        async with begin(work.sessions) as tx:
            await service.forget_media(tx, some)
        removed += len(some.keys)
    async with begin(work.sessions) as tx:
        await service.forget_old_audience(tx, now=now)
    return removed
