"""What only a member sees of themselves: liked notes, albums as they change, blocks, purchases to write about."""

from datetime import datetime

from zhongcao.community import store
from zhongcao.community.errors import AlbumExists, AlbumNotFound, NoteInvalid
from zhongcao.community.schemas import Album, NoteCard, UnsharedPurchase
from zhongcao.community.service._engaging import list_albums
from zhongcao.community.service._reading import cards
from zhongcao.community.service._show import author_of
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import MemberCard
from zhongcao.kit import cursor
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.text import clean_line
from zhongcao.mall import service as mall
from zhongcao.trade import service as trade

PURCHASES_MAX = 100
"""So many received lines are looked through, the latest first."""


async def list_liked(tx: Tx | ReadTx, *, by: Actor, after: str | None, limit: int) -> Page[NoteCard]:
    """Notes that one liked, the last liked first; those that were withdrawn are left out."""
    before = cursor.decode(after, datetime, int) if after else None
    rows = await store.page_of_likes(
        tx, member_id=by.member_id, before=(before[0], before[1]) if before else None, limit=limit + 1
    )
    shown = await cards(tx, [row.note_id for row in rows[:limit]], viewer=by.member_id)
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        [shown[row.note_id] for row in rows[:limit] if row.note_id in shown],
        cursor.encode(last.at.isoformat(), last.note_id) if last else None,
    )


async def rename_album(tx: Tx, *, by: Actor, album_id: int, name: str) -> Album:
    """Give one's own album another name."""
    name = clean_line(name)
    if not name:
        raise NoteInvalid(faults=["name: an album needs one"])
    await _check_album(tx, by=by, album_id=album_id)
    if not await store.rename_album(tx, member_id=by.member_id, album_id=album_id, name=name):
        raise AlbumExists(name=name)
    return next(album for album in await list_albums(tx, by=by) if album.id == str(album_id))


async def remove_album(tx: Tx, *, by: Actor, album_id: int) -> None:
    """Remove one's own album; the notes in it stay kept, in the default album."""
    await _check_album(tx, by=by, album_id=album_id)
    await store.drop_album(tx, member_id=by.member_id, album_id=album_id)


async def list_blocked(tx: Tx | ReadTx, *, by: Actor, after: str | None, limit: int) -> Page[MemberCard]:
    """Whom one has blocked."""
    start = cursor.decode(after, int)[0] if after else None
    ids = await store.page_of_blocks(tx, member_id=by.member_id, after=start, limit=limit + 1)
    found = await identity.cards(tx, ids[:limit])
    return Page(
        [author_of(found, key) for key in ids[:limit]], cursor.encode(ids[limit - 1]) if len(ids) > limit else None
    )


async def list_unshared_purchases(tx: Tx | ReadTx, *, by: Actor) -> list[UnsharedPurchase]:
    """What one bought here and received and has not written about yet, the latest first."""
    lines = await trade.list_received_goods(tx, member_id=by.member_id, limit=PURCHASES_MAX)
    orders = sorted({int(line.order_id) for line in lines})
    shared = await store.list_shared_lines(tx, author_id=by.member_id, order_ids=orders) if orders else set()
    waiting = [line for line in lines if (int(line.order_id), line.line_no) not in shared]
    products = await mall.cards(tx, sorted({int(line.product_id) for line in waiting})) if waiting else {}
    return [
        UnsharedPurchase(
            order=line.order_id,
            order_no=line.order_no,
            line=line.line_no,
            title=line.title,
            variant=line.variant,
            product=products.get(int(line.product_id)),
            received_at=line.received_at,
        )
        for line in waiting
    ]


async def _check_album(tx: Tx, *, by: Actor, album_id: int) -> None:
    if not await store.has_album(tx, member_id=by.member_id, album_id=album_id):
        raise AlbumNotFound(album=str(album_id))
