"""What moderation does when something happens below it; again changes nothing."""

from zhongcao.identity.events import MemberErased
from zhongcao.kit.db import Tx
from zhongcao.kit.outbox import on
from zhongcao.moderation import service


@on(MemberErased)
async def forget_what_was_said(tx: Tx, fact: MemberErased) -> None:
    """Hashes of what a member said and their strikes go; cases and their decisions stay with the moderators."""
    await service.forget_member(tx, member_id=fact.member)
