"""Sweeps of inventory."""

from zhongcao.inventory import service
from zhongcao.kit import clock
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every


@every(seconds=10)
async def expire_holds(work: Work) -> int:
    """Give back what unpaid orders hold beyond their time."""
    async with begin(work.sessions) as tx:
        return await service.release_overdue(tx, now=clock.now())
