"""What media does by itself: remove what nobody uses and what was taken down."""

from zhongcao.kit import clock
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every
from zhongcao.media import service


@every(seconds=600)
async def remove_unused_uploads(work: Work) -> int:
    """Remove uploads that nobody put into anything for two days."""
    async with begin(work.sessions) as tx:
        names = await service.forget_unclaimed(tx, now=clock.now())
    for name in names:
        await work.objects.delete(name)
    return len(names)


@every(seconds=30)
async def remove_refused_pictures(work: Work) -> int:
    """Remove the bytes of pictures that were taken down."""
    async with begin(work.sessions) as tx:
        count, names = await service.take_refused(tx, now=clock.now())
        for name in names:  # before the commit: a crash leaves the row for the next turn, and removing twice is fine
            await work.objects.delete(name)
    return count
