"""What identity does by itself: seal the audit log, forget dead sessions."""

from zhongcao.identity import service
from zhongcao.kit import clock
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every


@every(seconds=2)
async def seal_the_audit_log(work: Work) -> int:
    """Link new audit rows into the chain."""
    async with begin(work.sessions) as tx:
        return await service.seal_audit(tx)


@every(seconds=3600)
async def forget_dead_sessions(work: Work) -> int:
    """Remove sessions that nobody can use any more."""
    async with begin(work.sessions) as tx:
        return await service.forget_ended_sessions(tx, now=clock.now())


@every(seconds=60)
async def seal_keys_again(work: Work) -> int:
    """After a new key entered the ring: seal members' own keys under it, some hundred at a time."""
    async with begin(work.sessions) as tx:
        return await service.rotate_data_keys(tx, work.keys)
