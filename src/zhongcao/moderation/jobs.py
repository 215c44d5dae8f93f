"""What moderation does by itself."""

from zhongcao.kit import clock
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every
from zhongcao.moderation import service


@every(seconds=3600)
async def forget_old_texts(work: Work) -> int:
    """Forget hashes of texts that no longer count as repeated."""
    async with begin(work.sessions) as tx:
        return await service.forget_said(tx, now=clock.now())
