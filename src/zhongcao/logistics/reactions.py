"""What logistics does when something happens below it; again changes nothing."""

from zhongcao.identity.events import MemberErased
from zhongcao.kit.db import Tx
from zhongcao.kit.outbox import on
from zhongcao.logistics import service


@on(MemberErased)
async def forget_who_lives_there(tx: Tx, fact: MemberErased) -> None:
    """A closed account's parcels keep their way and lose name, number and street."""
    await service.forget_member(tx, member_id=fact.member)
