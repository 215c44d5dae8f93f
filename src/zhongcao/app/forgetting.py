"""A sweep that forgets what was told long ago: facts that were delivered, and the marks of who heard them."""

from datetime import timedelta

from zhongcao.kit import clock, outbox
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every

KEPT = timedelta(days=14)
"""So long people who look after the machinery find a fact that was delivered."""
AT_ONCE = 5_000


def register() -> None:
    """Let the worker run this."""
    every(seconds=600)(forget_old_facts)


async def forget_old_facts(work: Work) -> int:
    """Delete some thousand old facts; more at once while there are more."""
    async with begin(work.sessions) as tx:
        return await outbox.forget_delivered(tx, before=clock.now() - KEPT, limit=AT_ONCE)
