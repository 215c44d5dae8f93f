"""Sweeps that forget what was told long ago: facts that were delivered, and of what changes web processes heard."""

from datetime import timedelta

from zhongcao.kit import clock, hearing, outbox
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every

KEPT = timedelta(days=14)
"""So long people who look after the machinery find a fact that was delivered."""
AT_ONCE = 5_000
CHANGES_KEPT_SECONDS = 600.0
"""Web processes hear of a change four times a second; who slept for a minute believes nothing any more."""
CHANGES_AT_ONCE = 50_000


def register() -> None:
    """Let the worker run this."""
    every(seconds=600)(forget_old_facts)
    every(seconds=300)(forget_old_changes)


async def forget_old_facts(work: Work) -> int:
    """Delete some thousand old facts; more at once while there are more."""
    async with begin(work.sessions) as tx:
        return await outbox.forget_delivered(tx, before=clock.now() - KEPT, limit=AT_ONCE)


async def forget_old_changes(work: Work) -> int:
    """Delete what every web process has long heard of; more at once while there is more."""
    async with begin(work.sessions) as tx:
        return await hearing.forget_changes(tx, seconds=CHANGES_KEPT_SECONDS, limit=CHANGES_AT_ONCE)
