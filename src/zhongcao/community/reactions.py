"""What community hears."""

from zhongcao.community import service
from zhongcao.community.events import FarewellRemains
from zhongcao.identity.events import MemberErased
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.outbox import on
from zhongcao.moderation.events import SubjectKept, SubjectRemoved, SubjectReported


@on(SubjectKept)
async def let_the_note_appear(tx: Tx, fact: SubjectKept) -> None:
    """What was held and found good is published."""
    kind, _, key = fact.subject.partition(":")
    if kind == "note":
        await service.settle_case(tx, note_id=int(key), kept=True, reason="", now=clock.now())


@on(SubjectRemoved)
async def take_the_subject_down(tx: Tx, fact: SubjectRemoved) -> None:
    """What a moderator removed is taken down; verified reviews on legal grounds only."""
    kind, _, key = fact.subject.partition(":")
    if kind == "note":
        await service.settle_case(tx, note_id=int(key), kept=False, reason=fact.reason, now=clock.now())
    elif kind == "comment":
        await service.remove_comment(tx, comment_id=int(key), now=clock.now())


@on(SubjectReported)
async def tell_moderators_who_wrote_it(tx: Tx, fact: SubjectReported) -> None:
    """Whoever decides about a reported note or comment sees who wrote it; a strike finds its member."""
    kind, _, key = fact.subject.partition(":")
    if kind == "note":
        await service.tell_who_wrote_note(tx, note_id=int(key))
    elif kind == "comment":
        await service.tell_who_wrote_comment(tx, comment_id=int(key))


@on(MemberErased)
async def let_their_words_go(tx: Tx, fact: MemberErased) -> None:
    """Notes, comments, likes and follows of a closed account go, the first of them at once."""
    await service.forget_member(tx, member_id=fact.member, now=clock.now())


@on(FarewellRemains)
async def let_more_of_them_go(tx: Tx, fact: FarewellRemains) -> None:
    """The next batch of the same."""
    await service.forget_member(tx, member_id=fact.member, now=clock.now())
