"""What media does when something happens below it; again changes nothing."""

from zhongcao.identity.events import MemberErased
from zhongcao.kit.db import Tx
from zhongcao.kit.outbox import on
from zhongcao.media import service


@on(MemberErased)
async def take_pictures_away(tx: Tx, fact: MemberErased) -> None:
    """Pictures of a closed account are shown nowhere, and their bytes go with the next sweep."""
    await service.forget_member(tx, member_id=fact.member)
