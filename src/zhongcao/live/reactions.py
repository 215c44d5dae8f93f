"""What live hears."""

from datetime import datetime

from zhongcao.identity.events import MemberErased, MemberSuspended
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.outbox import on
from zhongcao.live import service
from zhongcao.live.events import FarewellRemains
from zhongcao.moderation.events import SubjectRemoved, SubjectReported
from zhongcao.trade.events import OrderPaid, OrderRefunded

KEPT_OUT = "账号已停用 / the account was suspended"


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


@on(OrderPaid)
async def count_the_order_for_its_show(tx: Tx, fact: OrderPaid) -> None:
    """Lines of an order that name a show as what led to them are counted there once they are paid."""
    for source, lines in fact.by_source().items():
        pieces, amount = sum(line[2] for line in lines), sum(line[3] for line in lines)
        await service.note_order(tx, order=fact.order, source=source, pieces=pieces, amount=amount, at=fact.at)


@on(OrderRefunded)
async def count_the_order_off_again(tx: Tx, fact: OrderRefunded) -> None:
    """An order that was given back no longer counts for the shows that led to it."""
    for source in fact.by_source():
        await service.note_refund(tx, order=fact.order, source=source, at=fact.at)


@on(MemberSuspended)
async def stop_shows_of_who_is_kept_out(tx: Tx, fact: MemberSuspended) -> None:
    """Whose account is suspended is not on air either: their encoder would go on without them."""
    if clock.now() < datetime.fromisoformat(fact.until):
        await service.stop_all_of(tx, host_id=fact.member, reason=KEPT_OUT, now=clock.now())


@on(MemberErased)
async def let_their_shows_go(tx: Tx, fact: MemberErased) -> None:
    """Shows of a member who left end and lose their words and pictures, and so do lines in shows of others."""
    await service.forget_member(tx, member_id=fact.member, now=clock.now())


@on(FarewellRemains)
async def let_more_lines_go(tx: Tx, fact: FarewellRemains) -> None:
    """The next batch of the same."""
    await service.forget_member(tx, member_id=fact.member, now=clock.now())
