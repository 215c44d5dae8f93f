"""What experiment does when something happens below it; again changes nothing."""

from zhongcao.experiment import service
from zhongcao.identity.events import MemberErased
from zhongcao.kit.db import Tx
from zhongcao.kit.outbox import on


@on(MemberErased)
async def forget_the_habits(tx: Tx, fact: MemberErased) -> None:
    """Habits of a closed account go; what an experiment counted stays, under a number."""
    await service.forget_member(tx, member_id=fact.member)
