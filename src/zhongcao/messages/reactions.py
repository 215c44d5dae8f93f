"""What messages hears."""

from zhongcao.community.events import (
    CommentDeleted,
    MemberFollowed,
    NoteCollected,
    NoteCommented,
    NoteLiked,
    NotePublished,
    NoteUncollected,
    NoteUnliked,
)
from zhongcao.customs.events import Cleared, Held
from zhongcao.identity.events import MemberErased
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.outbox import on
from zhongcao.live.events import Started, Stopped
from zhongcao.logistics.events import ParcelMoved
from zhongcao.mall.events import WishedSkuBack
from zhongcao.messages import service
from zhongcao.messages.events import FansRemain, GuestsRemain
from zhongcao.messages.rules import NoticeKind
from zhongcao.trade.events import (
    OrderCancelled,
    OrderCompleted,
    OrderDeclared,
    OrderDelivered,
    OrderFact,
    OrderPaid,
    OrderRefunded,
    OrderRefunding,
    OrderShipped,
)


@on(NoteLiked)
async def tell_the_author_of_a_like(tx: Tx, fact: NoteLiked) -> None:
    """The author reads who liked the note."""
    await service.tell_reaction(
        tx, kind=NoticeKind.LIKED, author=fact.author, note=fact.note, member=fact.member, now=clock.now()
    )


@on(NoteUnliked)
async def take_the_like_back(tx: Tx, fact: NoteUnliked) -> None:
    """A like that was taken back is no longer told."""
    kind = NoticeKind.LIKED
    await service.untell_reaction(tx, kind=kind, author=fact.author, note=fact.note, member=fact.member)


@on(NoteCollected)
async def tell_the_author_of_a_collect(tx: Tx, fact: NoteCollected) -> None:
    """The author reads who keeps the note."""
    await service.tell_reaction(
        tx, kind=NoticeKind.COLLECTED, author=fact.author, note=fact.note, member=fact.member, now=clock.now()
    )


@on(NoteUncollected)
async def take_the_collect_back(tx: Tx, fact: NoteUncollected) -> None:
    """A collect that was taken back is no longer told."""
    kind = NoticeKind.COLLECTED
    await service.untell_reaction(tx, kind=kind, author=fact.author, note=fact.note, member=fact.member)


@on(NoteCommented)
async def tell_of_a_comment(tx: Tx, fact: NoteCommented) -> None:
    """The author reads the comment, and so does whoever was answered."""
    await service.tell_comment(
        tx,
        author=fact.author,
        note=fact.note,
        member=fact.member,
        comment=fact.comment,
        parent_member=fact.parent_member,
        now=clock.now(),
    )


@on(CommentDeleted)
async def take_the_comment_back(tx: Tx, fact: CommentDeleted) -> None:
    """A deleted comment is no longer told to the note's author and to whoever was answered."""
    readers = {fact.author} if fact.parent_member is None else {fact.author, fact.parent_member}
    await service.untell_comment(tx, readers=sorted(readers), note=fact.note, comment=fact.comment)


@on(MemberFollowed)
async def tell_of_a_new_fan(tx: Tx, fact: MemberFollowed) -> None:
    """A member reads who follows them."""
    await service.tell_follow(tx, member=fact.member, followee=fact.followee, now=clock.now())


@on(NotePublished)
async def tell_the_fans(tx: Tx, fact: NotePublished) -> None:
    """Fans read of a new note, batch by batch."""
    await service.tell_fans(tx, author=fact.author, note=fact.note, after=0, now=clock.now())


@on(FansRemain)
async def tell_more_fans(tx: Tx, fact: FansRemain) -> None:
    """The next batch of fans reads of it."""
    await service.tell_fans(tx, author=fact.author, note=fact.note, after=fact.after, now=clock.now())


@on(Started)
async def tell_that_a_show_began(tx: Tx, fact: Started) -> None:
    """Who asked for it and who follows the host read that a show is on air, batch by batch."""
    for asked in (True, False):
        await service.tell_guests(tx, show=fact.show, host=fact.host, asked=asked, after=0, now=clock.now())


@on(GuestsRemain)
async def tell_more_guests(tx: Tx, fact: GuestsRemain) -> None:
    """The next batch of them reads of it."""
    await service.tell_guests(tx, show=fact.show, host=fact.host, asked=fact.asked, after=fact.after, now=clock.now())


@on(Stopped)
async def tell_the_host_that_it_was_stopped(tx: Tx, fact: Stopped) -> None:
    """The host reads that staff stopped a show, and why."""
    await service.tell_stop(tx, show=fact.show, host=fact.host, now=clock.now())


@on(OrderPaid)
async def tell_that_it_is_paid(tx: Tx, fact: OrderPaid) -> None:
    """The buyer reads that the payment arrived."""
    await _tell(tx, NoticeKind.PAID, fact)


@on(OrderDeclared)
async def tell_that_it_is_declared(tx: Tx, fact: OrderDeclared) -> None:
    """The buyer reads that customs has the documents."""
    await _tell(tx, NoticeKind.DECLARED, fact)


@on(Cleared)
async def tell_that_it_is_cleared(tx: Tx, fact: Cleared) -> None:
    """The buyer reads that customs released the order."""
    await service.tell_order(
        tx, kind=NoticeKind.CLEARED, member=fact.member, order=fact.order, order_no=None, now=clock.now()
    )


@on(Held)
async def tell_that_it_is_held(tx: Tx, fact: Held) -> None:
    """The buyer reads that customs examines the order."""
    await service.tell_order(
        tx, kind=NoticeKind.HELD, member=fact.member, order=fact.order, order_no=None, now=clock.now()
    )


@on(OrderShipped)
async def tell_that_it_is_shipped(tx: Tx, fact: OrderShipped) -> None:
    """The buyer reads that the parcel is on its way."""
    await _tell(tx, NoticeKind.SHIPPED, fact)


@on(ParcelMoved)
async def tell_the_step_of_the_parcel(tx: Tx, fact: ParcelMoved) -> None:
    """The buyer reads of the steps that matter."""
    await service.tell_parcel(tx, member=fact.member, order=fact.order, step=fact.step, now=clock.now())


@on(OrderDelivered)
async def tell_that_it_is_delivered(tx: Tx, fact: OrderDelivered) -> None:
    """The buyer reads that the parcel arrived, and is asked to share."""
    await _tell(tx, NoticeKind.DELIVERED, fact)


@on(OrderCompleted)
async def tell_that_it_is_complete(tx: Tx, fact: OrderCompleted) -> None:
    """The buyer reads that the order is complete."""
    await _tell(tx, NoticeKind.COMPLETED, fact)


@on(OrderCancelled)
async def tell_that_it_is_cancelled(tx: Tx, fact: OrderCancelled) -> None:
    """The buyer reads that the order was cancelled."""
    await _tell(tx, NoticeKind.CANCELLED, fact)


@on(OrderRefunding)
async def tell_that_it_is_given_back(tx: Tx, fact: OrderRefunding) -> None:
    """The buyer reads that money is on its way back."""
    await _tell(tx, NoticeKind.REFUNDING, fact)


@on(OrderRefunded)
async def tell_that_it_is_refunded(tx: Tx, fact: OrderRefunded) -> None:
    """The buyer reads that the money is back."""
    await _tell(tx, NoticeKind.REFUNDED, fact)


async def _tell(tx: Tx, kind: NoticeKind, fact: OrderFact) -> None:
    await service.tell_order(
        tx, kind=kind, member=fact.member, order=fact.order, order_no=fact.order_no, now=clock.now()
    )


@on(WishedSkuBack)
async def tell_who_waited_for_goods(tx: Tx, fact: WishedSkuBack) -> None:
    """Members who asked for it read that a SKU can be bought again."""
    await service.tell_restock(
        tx,
        members=fact.members,
        sku=fact.sku,
        product=fact.product,
        title=fact.title,
        title_en=fact.title_en,
        at=fact.at,
    )


@on(MemberErased)
async def empty_the_boxes(tx: Tx, fact: MemberErased) -> None:
    """Nobody reads the notices of a closed account any more."""
    await service.forget_member(tx, member_id=fact.member)
