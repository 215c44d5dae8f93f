"""Turning rows into what others see: one batch question per neighbour, never one per row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zhongcao.community.rules import NoteKind, NoteState
from zhongcao.community.schemas import (
    Comment,
    Note,
    NoteCard,
    NoteCounts,
    NotePicture,
    PictureTag,
    Post,
    Rating,
    VerifiedPurchase,
)
from zhongcao.community.store import WholeCard
from zhongcao.community.tables import CommentRow
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import MemberCard
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.media import service as media
from zhongcao.media.schemas import Picture


async def show_note(tx: Tx | ReadTx, row: Any, *, viewer: int) -> Note:
    """A note in full, as one viewer sees it."""
    authors = await identity.cards(tx, [row.author_id])
    pictures = await media.pictures(tx, row.picture_ids) if row.picture_ids else {}
    return Note(
        id=str(row.id),
        author=author_of(authors, row.author_id),
        kind=NoteKind(row.kind),
        state=NoteState(row.state),
        title=row.title,
        body=row.body,
        location=row.location,
        language=row.language,
        topics=row.topics,
        pictures=_pictures(row, pictures),
        counts=NoteCounts(likes=row.likes, collects=row.collects, comments=row.comments),
        liked=row.liked,
        collected=row.collected,
        following=row.following,
        mine=bool(viewer) and row.author_id == viewer,
        verified_purchase=_purchase(row),
        rating=Rating(overall=row.rating, aspects=row.aspects or {}) if row.rating else None,
        version=row.version,
        created_at=row.created_at,
        published_at=row.published_at,
        edited_at=row.edited_at,
    )


async def show_cards(tx: Tx | ReadTx, rows: Sequence[Any]) -> list[NoteCard]:
    """Notes as cards, in the order of the rows."""
    if not rows:
        return []
    authors = await identity.cards(tx, {row.author_id for row in rows})
    covers = {row.cover_id for row in rows if row.cover_id is not None}
    shown = await media.pictures(tx, covers) if covers else {}
    return [NoteCard(**_card(row, authors, shown)) for row in rows]


def show_whole(row: WholeCard) -> NoteCard:
    """A note as a card, as whoever does not like it sees it."""
    authors = {row.author_id: identity.as_card(row.author)} if row.author else {}
    covers = {row.cover_id: media.as_picture(row.cover)} if row.cover_id and row.cover else {}
    return NoteCard(**_card(row, authors, covers))


async def show_posts(tx: Tx | ReadTx, rows: Sequence[Any]) -> list[Post]:
    """Notes with all their words and pictures, in the order of the rows."""
    if not rows:
        return []
    authors = await identity.cards(tx, {row.author_id for row in rows})
    shown = {key for row in rows for key in (row.cover_id, *(row.picture_ids or ())) if key is not None}
    pictures = await media.pictures(tx, shown) if shown else {}
    return [
        Post(
            **_card(row, authors, pictures),
            body=row.body,
            location=row.location,
            topics=row.topics,
            pictures=[pictures[key] for key in row.picture_ids or () if key in pictures],
            collects=row.collects,
            collected=row.collected,
            comments=row.comments,
        )
        for row in rows
    ]


def _card(row: Any, authors: Mapping[int, MemberCard], pictures: Mapping[int, Picture]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "title": row.title,
        "cover": pictures.get(row.cover_id),
        "author": author_of(authors, row.author_id),
        "kind": NoteKind(row.kind),
        "likes": row.likes,
        "liked": row.liked,
        "verified": row.order_id is not None,
        "goods": row.goods,
        "published_at": row.published_at,
    }


async def show_comments(tx: Tx | ReadTx, rows: Iterable[CommentRow], *, viewer: int) -> list[Comment]:
    """Comments with who wrote them; their writer and the author of the note may take them back."""
    listed = list(rows)
    authors = await identity.cards(tx, {row.member_id for row in listed}) if listed else {}
    return [
        Comment(
            id=str(row.id),
            note_id=str(row.note_id),
            parent_id=str(row.parent_id) if row.parent_id else None,
            author=author_of(authors, row.member_id),
            text=row.text,
            deleted=row.deleted_at is not None,
            created_at=row.created_at,
            by_author=row.member_id == row.author_id,
            may_delete=row.deleted_at is None and bool(viewer) and viewer in (row.member_id, row.author_id),
        )
        for row in listed
    ]


def author_of(cards: Mapping[int, MemberCard], member_id: int) -> MemberCard:
    """A member's card; an account that is gone leaves an empty one."""
    return cards.get(member_id) or MemberCard(id=str(member_id), nickname="")


def _pictures(row: Any, pictures: dict[int, Picture]) -> list[NotePicture]:
    tags: dict[int, list[PictureTag]] = {}
    for tag in row.tags or ():
        tags.setdefault(tag["position"], []).append(
            PictureTag(
                kind=tag["kind"],
                x=round(tag["x"], 4),
                y=round(tag["y"], 4),
                direction=tag["direction"],
                text=tag["text"],
                product_id=str(tag["product_id"]) if tag["product_id"] else None,
                brand_id=str(tag["brand_id"]) if tag["brand_id"] else None,
            )
        )
    return [
        NotePicture(picture=pictures[picture_id], alt=alt, tags=tags.get(position, []))
        for position, (picture_id, alt) in enumerate(zip(row.picture_ids or (), row.alts or (), strict=True), start=1)
        if picture_id in pictures
    ]


def _purchase(row: Any) -> VerifiedPurchase | None:
    if row.order_id is None:
        return None
    return VerifiedPurchase(
        sku_id=str(row.sku_id), product_id=str(row.product_id), received_at=row.received_at or row.created_at
    )
