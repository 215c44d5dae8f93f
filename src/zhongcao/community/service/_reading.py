"""Questions about notes: what may be seen is decided here and in `store._visible`, nowhere else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhongcao.community import rules, store
from zhongcao.community.errors import NoteNotFound
from zhongcao.community.rules import NoteState
from zhongcao.community.schemas import (
    Earlier,
    Note,
    NoteCard,
    NoteInReview,
    NoteTraits,
    Post,
    ProductRating,
    Topic,
)
from zhongcao.community.service._show import show_cards, show_note, show_posts
from zhongcao.kit import cursor
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import ProductCard
from zhongcao.media import service as media

MODERATORS = ("moderator", "editor", "admin")


async def get_note(tx: Tx | ReadTx, *, note_id: int, by: Actor) -> Note:
    """A note in full, if this actor may see it."""
    row = await store.find_note(tx, note_id, viewer=by.member_id)
    if row is None or not _sees(row, by):
        raise NoteNotFound(note=str(note_id))
    return await show_note(tx, row, viewer=by.member_id)


async def picture_ids(tx: Tx | ReadTx, *, note_id: int) -> list[int]:
    """The pictures of a note in their order, whoever may see it."""
    row = await store.find_note(tx, note_id, viewer=0)
    return list(row.picture_ids or ()) if row else []


async def list_goods(tx: Tx | ReadTx, *, note_id: int, by: Actor) -> list[ProductCard]:
    """The products on sale that a note is about: what its author bought first, then what its tags show, in order."""
    row = await store.find_note(tx, note_id, viewer=by.member_id)
    if row is None or not _sees(row, by):
        raise NoteNotFound(note=str(note_id))
    bought = [row.product_id] if row.order_id is not None else []
    ids = list(dict.fromkeys([*bought, *(tag["product_id"] for tag in row.tags or () if tag["product_id"])]))
    shown = await mall.cards(tx, ids)
    return [shown[key] for key in ids if key in shown]


async def get_head(tx: Tx | ReadTx, *, note_id: int, by: Actor) -> Any:
    """Author and state of a note that this actor may see and react to."""
    row = await store.find_head(tx, note_id, viewer=by.member_id)
    if row is None or not _sees(row, by):
        raise NoteNotFound(note=str(note_id))
    return row


def _sees(row: Any, by: Actor) -> bool:
    return rules.may_see(
        state=NoteState(row.state),
        is_author=by.signed_in and row.author_id == by.member_id,
        is_moderator=by.holds(*MODERATORS),
        blocked=row.blocked,
    )


async def cards(tx: Tx | ReadTx, note_ids: Sequence[int], *, viewer: int) -> dict[int, NoteCard]:
    """The published or own ones among some notes, as cards by id."""
    if not note_ids:
        return {}
    rows = await store.list_cards(tx, note_ids, viewer=viewer)
    return {int(card.id): card for card in await show_cards(tx, rows)}


async def list_notes_of_member(
    tx: Tx | ReadTx, *, author_id: int, viewer: int, state: NoteState, after: str | None, limit: int
) -> Page[NoteCard]:
    """A member's notes, newest first; states other than published only for that member."""
    if state is not NoteState.PUBLISHED and author_id != viewer:
        return Page([])
    before = cursor.decode(after, int)[0] if after else None
    rows = await store.page_of_member(
        tx, author_id=author_id, viewer=viewer, state=state, before=before, limit=limit + 1
    )
    return await _card_page(tx, rows, limit)


async def list_newest_of(
    tx: Tx | ReadTx, *, author_ids: Sequence[int], topic_ids: Sequence[int], viewer: int, after: str | None, limit: int
) -> Page[Post]:
    """The newest notes of some authors and topics with all their words, for the Following feed."""
    before = cursor.decode(after, int)[0] if after else None
    rows = await store.page_of_followed(
        tx, author_ids=author_ids, topic_ids=topic_ids, viewer=viewer, before=before, limit=limit + 1
    )
    items = await show_posts(tx, rows[:limit])
    return Page(items, cursor.encode(rows[limit - 1].id) if len(rows) > limit else None)


async def list_newest_since(
    tx: Tx | ReadTx, *, author_ids: Sequence[int], since: datetime, before: datetime, limit: int
) -> list[tuple[int, int, datetime]]:
    """The newest notes that some authors published in a period: note, author, moment."""
    if not author_ids:
        return []
    rows = await store.list_newest_since(tx, author_ids=author_ids, since=since, before=before, limit=limit)
    return [(row.id, row.author_id, row.published_at) for row in rows]


async def list_notes_of_product(
    tx: Tx | ReadTx, *, product_id: int, viewer: int, verified_only: bool, after: str | None, limit: int
) -> Page[NoteCard]:
    """Notes that show or rate a product, newest first; bad ones like good ones."""
    before = cursor.decode(after, int)[0] if after else None
    ids = await store.ids_of_product(
        tx, product_id=product_id, verified_only=verified_only, before=before, limit=limit + 1
    )
    return await _page_of_ids(tx, ids, viewer, limit)


async def list_notes_of_topic(
    tx: Tx | ReadTx, *, name: str, viewer: int, after: str | None, limit: int
) -> Page[NoteCard]:
    """Notes of a topic, newest first."""
    topic = await store.find_topic(tx, rules.clean_topic(name), viewer=viewer)
    if topic is None:
        return Page([])
    before = cursor.decode(after, int)[0] if after else None
    ids = await store.ids_of_topic(tx, topic_id=topic.id, before=before, limit=limit + 1)
    return await _page_of_ids(tx, ids, viewer, limit)


async def notes_of_product(tx: Tx | ReadTx, *, product_id: int, limit: int = 20) -> list[int]:
    """The newest notes about a product, by id."""
    return list(await store.ids_of_product(tx, product_id=product_id, verified_only=False, before=None, limit=limit))


async def rate_products(tx: Tx | ReadTx, product_ids: Sequence[int]) -> dict[int, ProductRating]:
    """What verified buyers said about products, in numbers."""
    if not product_ids:
        return {}
    return {
        row.product_id: ProductRating(
            notes=row.notes,
            ratings=row.ratings,
            average_hundredths=round(row.stars * 100 / row.ratings) if row.ratings else None,
        )
        for row in await store.rate_products(tx, product_ids)
    }


async def find_topic(tx: Tx | ReadTx, *, name: str, viewer: int) -> Topic | None:
    """A topic by its name."""
    row = await store.find_topic(tx, rules.clean_topic(name), viewer=viewer)
    if row is None:
        return None
    return _topic(row)


def _topic(row: Any) -> Topic:
    return Topic(id=str(row.id), name=row.name, notes=row.notes, participants=row.participants, following=row.following)


async def list_edits(tx: Tx | ReadTx, *, note_id: int, by: Actor) -> list[Earlier]:
    """What one's own note said before, newest first; moderators may look too."""
    head = await get_head(tx, note_id=note_id, by=by)
    if head.author_id != by.member_id and not by.holds(*MODERATORS):
        raise NoteNotFound(note=str(note_id))
    return [
        Earlier(
            version=row.version,
            title=row.title,
            body=row.body,
            location=row.location,
            replaced_at=row.replaced_at,
        )
        for row in await store.list_edits(tx, author_id=head.author_id, note_id=note_id)
    ]


async def list_in_review(tx: Tx | ReadTx, *, by: Actor, after: str | None, limit: int) -> Page[NoteInReview]:
    """Notes that wait for a moderator, oldest first."""
    start = cursor.decode(after, int)[0] if after else None
    ids = await store.page_in_review(tx, after=start, limit=limit + 1)
    waiting = []
    for note_id in ids[:limit]:
        row = await store.find_note(tx, note_id, viewer=by.member_id)
        if row is not None:
            waiting.append(NoteInReview(note=await show_note(tx, row, viewer=by.member_id), held_for=row.held_for))
    return Page(waiting, cursor.encode(ids[limit - 1]) if len(ids) > limit else None)


async def count_in_review(tx: Tx | ReadTx) -> tuple[int, datetime | None]:
    """How many notes wait for a moderator, and since when the oldest does."""
    return await store.count_in_review(tx)


async def traits(tx: Tx | ReadTx, note_ids: Sequence[int]) -> dict[int, NoteTraits]:
    """What ranking and search need to know about the published ones among some notes."""
    if not note_ids:
        return {}
    return {
        row.id: NoteTraits(
            id=row.id,
            author_id=row.author_id,
            published_at=row.published_at,
            title=row.title,
            body=row.body,
            topics=row.topics,
            products=row.products or [],
            brands=row.brands or [],
            verified=row.order_id is not None,
            rating=row.rating,
        )
        for row in await store.list_traits(tx, note_ids)
    }


async def palettes(tx: Tx | ReadTx, note_ids: Sequence[int]) -> dict[int, list[tuple[int, int, int]]]:
    """The colours of the covers of some notes, some across and some down; notes without a cover are left out."""
    covers = await store.list_covers(tx, note_ids)
    colours = await media.palettes(tx, covers.values())
    return {note: colours[cover] for note, cover in covers.items() if cover in colours}


async def list_published_ids(tx: Tx | ReadTx, *, after: int = 0, limit: int = 2000) -> list[int]:
    """Published notes in the order of their ids, for projections that are rebuilt."""
    return list(await store.list_published_ids(tx, after=after, limit=limit))


async def _page_of_ids(tx: Tx | ReadTx, ids: Sequence[int], viewer: int, limit: int) -> Page[NoteCard]:
    shown = await cards(tx, ids[:limit], viewer=viewer)
    items = [shown[key] for key in ids[:limit] if key in shown]
    return Page(items, cursor.encode(ids[limit - 1]) if len(ids) > limit else None)


async def _card_page(tx: Tx | ReadTx, rows: Sequence[Any], limit: int) -> Page[NoteCard]:
    items = await show_cards(tx, rows[:limit])
    return Page(items, cursor.encode(rows[limit - 1].id) if len(rows) > limit else None)
