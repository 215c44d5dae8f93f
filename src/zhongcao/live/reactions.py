"""What live hears."""

from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.outbox import on
from zhongcao.live import service
from zhongcao.moderation.events import SubjectRemoved, SubjectReported


@on(SubjectRemoved)
async def take_the_show_down(tx: Tx, fact: SubjectRemoved) -> None:
    """A show that a moderator removed is stopped; a replay is taken away."""
    kind, _, key = fact.subject.partition(":")
    if kind == "show":
        await service.take_down(tx, show_id=int(key), reason=fact.reason, now=clock.now())


@on(SubjectReported)
async def tell_moderators_whose_show_it_is(tx: Tx, fact: SubjectReported) -> None:
    """Whoever decides about a reported show sees whose it is."""
    kind, _, key = fact.subject.partition(":")
    if kind == "show":
        await service.tell_whose_show(tx, show_id=int(key))
