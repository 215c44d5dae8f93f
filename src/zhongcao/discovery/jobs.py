"""Sweeps of discovery."""

from zhongcao.discovery import service
from zhongcao.kit import clock
from zhongcao.kit.db import begin, forgo_sync
from zhongcao.kit.jobs import Work, every


@every(seconds=1)
async def fold_acts_into_heat_and_tastes(work: Work) -> int:
    """Likes, collects, comments, follows and orders change what is shown within about a second."""
    async with begin(work.sessions) as tx:
        return await service.fold_waiting(tx)


@every(seconds=5)
async def rebuild_after_imports(work: Work) -> int:
    """An import tells of itself once; when it is over, heat and tastes are made anew."""
    async with begin(work.sessions) as tx:
        await forgo_sync(tx)
        return await service.rebuild_if_due(tx, now=clock.now())


@every(seconds=600)
async def drop_old_feeds_and_searches(work: Work) -> int:
    """What was shown a week ago and searched for a season ago is deleted."""
    async with begin(work.sessions) as tx:
        return await service.drop_old(tx, now=clock.now())
