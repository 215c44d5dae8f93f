"""Sweeps of community."""

from zhongcao.community import service
from zhongcao.kit import clock
from zhongcao.kit.db import begin, forgo_sync
from zhongcao.kit.jobs import Work, every


@every(seconds=600)
async def count_full_topics(work: Work) -> None:
    """Count how full the full topics are, so that no search has to."""
    async with begin(work.sessions) as tx:
        await forgo_sync(tx)
        await service.count_full_topics(tx, now=clock.now())
