"""What experiment does by itself: read off what runs, stop what does harm, forget old feeds."""

from zhongcao.experiment import service
from zhongcao.kit import clock
from zhongcao.kit.db import begin, begin_read
from zhongcao.kit.jobs import Work, every


@every(seconds=300)
async def look_at_running_experiments(work: Work) -> None:
    """Read off each experiment that runs; one that does harm is stopped and says why."""
    async with begin_read(work.sessions) as read:
        ids = await service.list_to_look_at(read)
    for experiment_id in ids:
        async with begin(work.sessions) as tx:
            await service.look(tx, experiment_id=experiment_id, now=clock.now())


@every(seconds=600)
async def forget_old_line_ups(work: Work) -> int:
    """Which ranking picked what matters only as long as clicks are believed."""
    async with begin(work.sessions) as tx:
        return await service.drop_line_ups(tx, now=clock.now())
