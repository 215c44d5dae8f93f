"""What discovery hears."""

from zhongcao.community.events import (
    CommentDeleted,
    InteractionsImported,
    MemberFollowed,
    MemberUnfollowed,
    NoteCollected,
    NoteCommented,
    NoteEdited,
    NoteLiked,
    NotePublished,
    NotesImported,
    NoteUncollected,
    NoteUnliked,
    NoteWithdrawn,
)
from zhongcao.discovery import service
from zhongcao.discovery.rules import Act
from zhongcao.discovery.service import Done
from zhongcao.identity.events import MemberErased, MemberJoined
from zhongcao.inventory.events import BackInStock, SoldOut
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.outbox import on
from zhongcao.mall.events import PriceChanged, ProductChanged, ProductDelisted, ProductListed, ProductsImported
from zhongcao.trade.events import OrderPaid


@on(NotePublished)
async def let_the_note_take_part(tx: Tx, fact: NotePublished) -> None:
    """A published note takes part in feeds and search."""
    await service.adopt_notes(tx, note_ids=[fact.note])
    await service.note_changes(tx, kind="notes", ids=[fact.note], now=clock.now())


@on(NoteEdited)
async def learn_the_new_words(tx: Tx, fact: NoteEdited) -> None:
    """An edited note is found under its new words."""
    await service.adopt_notes(tx, note_ids=[fact.note])
    await service.note_changes(tx, kind="notes", ids=[fact.note], now=clock.now())


@on(NotesImported)
async def let_imported_notes_take_part(tx: Tx, fact: NotesImported) -> None:
    """Imported notes take part like all others."""
    await service.adopt_notes(tx, note_ids=fact.notes)
    await service.note_changes(tx, kind="notes", ids=fact.notes, now=clock.now())


@on(NoteWithdrawn)
async def hide_the_note(tx: Tx, fact: NoteWithdrawn) -> None:
    """A withdrawn note leaves feeds and search."""
    await service.hide_note(tx, note_id=fact.note, now=clock.now())
    await service.note_changes(tx, kind="notes", ids=[fact.note], now=clock.now())


@on(ProductListed)
async def let_goods_be_found(tx: Tx, fact: ProductListed) -> None:
    """Goods that went on sale can be searched for."""
    await service.note_changes(tx, kind="products", ids=[fact.product], now=clock.now())


@on(ProductsImported)
async def let_imported_goods_be_found(tx: Tx, fact: ProductsImported) -> None:
    """Imported goods can be searched for like all others."""
    await service.note_changes(tx, kind="products", ids=fact.products, now=clock.now())


@on(ProductChanged)
async def find_goods_under_new_words(tx: Tx, fact: ProductChanged) -> None:
    """Goods are found under their new words."""
    await service.note_changes(tx, kind="products", ids=[fact.product], now=clock.now())


@on(ProductDelisted)
async def no_longer_find_goods(tx: Tx, fact: ProductDelisted) -> None:
    """What is off sale is not found any more."""
    await service.note_changes(tx, kind="products", ids=[fact.product], now=clock.now())


@on(PriceChanged)
async def find_goods_at_the_new_price(tx: Tx, fact: PriceChanged) -> None:
    """Searches for a price go by the new one."""
    await service.note_changes(tx, kind="products", ids=[fact.product], now=clock.now())


@on(SoldOut)
async def sink_what_is_sold_out(tx: Tx, fact: SoldOut) -> None:
    """What is sold out stands lower, and not among what is there."""
    await service.note_stock_changes(tx, sku_ids=[fact.sku], now=clock.now())


@on(BackInStock)
async def lift_what_is_back(tx: Tx, fact: BackInStock) -> None:
    """What came back stands where it belongs."""
    await service.note_stock_changes(tx, sku_ids=[fact.sku], now=clock.now())


@on(NoteLiked)
async def learn_from_a_like(tx: Tx, fact: NoteLiked) -> None:
    """A like warms the note and tells a taste."""
    await service.remember(tx, [Done(act=Act.LIKE, member=fact.member, note=fact.note, at=fact.at)])


@on(NoteUnliked)
async def unlearn_a_like(tx: Tx, fact: NoteUnliked) -> None:
    """A like that was taken back counts off exactly what it had added."""
    await service.remember(tx, [Done(act=Act.LIKE, sign=-1, member=fact.member, note=fact.note, at=fact.liked_at)])


@on(NoteCollected)
async def learn_from_a_collect(tx: Tx, fact: NoteCollected) -> None:
    """A collect warms the note and tells a taste."""
    await service.remember(tx, [Done(act=Act.COLLECT, member=fact.member, note=fact.note, at=fact.at)])


@on(NoteUncollected)
async def unlearn_a_collect(tx: Tx, fact: NoteUncollected) -> None:
    """A collect that was taken back counts off."""
    done = Done(act=Act.COLLECT, sign=-1, member=fact.member, note=fact.note, at=fact.collected_at)
    await service.remember(tx, [done])


@on(NoteCommented)
async def learn_from_a_comment(tx: Tx, fact: NoteCommented) -> None:
    """A comment warms the note and tells a taste."""
    await service.remember(tx, [Done(act=Act.COMMENT, member=fact.member, note=fact.note, at=fact.at)])


@on(CommentDeleted)
async def unlearn_a_comment(tx: Tx, fact: CommentDeleted) -> None:
    """A deleted comment counts off."""
    done = Done(act=Act.COMMENT, sign=-1, member=fact.member, note=fact.note, at=fact.commented_at)
    await service.remember(tx, [done])


@on(MemberFollowed)
async def learn_from_a_follow(tx: Tx, fact: MemberFollowed) -> None:
    """A follow tells a taste for an author."""
    await service.remember(tx, [Done(act=Act.FOLLOW, member=fact.member, author=fact.followee, at=fact.at)])


@on(MemberUnfollowed)
async def unlearn_a_follow(tx: Tx, fact: MemberUnfollowed) -> None:
    """A follow that ended counts off."""
    done = Done(act=Act.FOLLOW, sign=-1, member=fact.member, author=fact.followee, at=fact.followed_at)
    await service.remember(tx, [done])


@on(OrderPaid)
async def learn_from_an_order(tx: Tx, fact: OrderPaid) -> None:
    """A paid order tells the strongest taste, and warms the notes that led to it."""
    await service.remember_order(
        tx,
        member=fact.member,
        order=fact.order,
        led_by={product: source for source, lines in fact.by_source().items() for _, product, _, _ in lines},
        at=fact.at,
    )


@on(MemberJoined)
async def let_the_member_be_found(tx: Tx, fact: MemberJoined) -> None:
    """A new member can be searched for."""
    await service.adopt_members(tx, member_ids=[fact.member])


@on(MemberErased)
async def forget_the_portrait(tx: Tx, fact: MemberErased) -> None:
    """Of a closed account nothing is known any more, and nobody finds it."""
    await service.forget_member(tx, member_id=fact.member, now=clock.now())


@on(InteractionsImported)
async def catch_up_after_the_import(tx: Tx, fact: InteractionsImported) -> None:
    """Imported interactions are folded in one go once the import is over."""
    await service.want_rebuild(tx, now=clock.now())
