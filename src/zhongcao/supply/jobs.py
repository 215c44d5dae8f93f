"""Sweeps of supply."""

from zhongcao.kit import clock
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every
from zhongcao.supply import service


@every(seconds=600)
async def look_at_authorisations(work: Work) -> int:
    """Mark brands whose papers begin or end with the day in China, and warn of endings 60, 30 and 7 days ahead."""
    async with begin(work.sessions) as tx:
        return await service.look_at_authorisations(tx, now=clock.now())
