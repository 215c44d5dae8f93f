"""Statements about notes, their pictures, tags, topics and history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ARRAY, BigInteger, Select, Table, and_, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from zhongcao.community.rules import FollowKind, NoteState
from zhongcao.community.store._visible import is_blocked_by_author, visible_notes
from zhongcao.community.tables import (
    CollectRow,
    FollowRow,
    LikeRow,
    NoteEditRow,
    NotePictureRow,
    NoteRow,
    NoteTagRow,
    ProductNoteRow,
    TopicNoteRow,
)
from zhongcao.kit.db import ReadTx, Tx

NOTE = cast(Table, NoteRow.__table__)
IDS = ARRAY(BigInteger)


async def add_note(tx: Tx, values: dict[str, Any]) -> bool:
    """Insert a note; False when its order line already has one."""
    added = await tx.scalar(insert(NOTE).values(values).on_conflict_do_nothing().returning(NOTE.c.id))
    return added is not None


async def add_pictures(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the pictures of a note."""
    if rows:
        await tx.execute(insert(NotePictureRow).values(rows))


async def add_tags(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the tags on a note's pictures."""
    if rows:
        await tx.execute(insert(NoteTagRow).values(rows))


async def add_edit(tx: Tx, values: dict[str, Any]) -> None:
    """Keep what a note said before."""
    await tx.execute(insert(NoteEditRow).values(values))


async def list_edits(tx: Tx | ReadTx, *, author_id: int, note_id: int) -> Sequence[NoteEditRow]:
    """Earlier versions of a note, newest first."""
    found = await tx.scalars(
        select(NoteEditRow)
        .where(NoteEditRow.author_id == author_id, NoteEditRow.note_id == note_id)
        .order_by(NoteEditRow.version.desc())
    )
    return found.all()


async def find_note(tx: Tx | ReadTx, note_id: int, *, viewer: int) -> Any:
    """A note with its pictures and tags, what the viewer did to it, and whether its author blocked them."""
    pictures = _of_pictures(NotePictureRow.picture_id)
    alts = _of_pictures(NotePictureRow.alt)
    tags = (
        select(func.json_agg(aggregate_order_by(_tag_json(), NoteTagRow.position, NoteTagRow.number)))
        .where(NoteTagRow.author_id == NoteRow.author_id, NoteTagRow.note_id == NoteRow.id)
        .correlate(NoteRow)
        .scalar_subquery()
    )
    found = await tx.execute(
        select(
            *NOTE.c,
            pictures.label("picture_ids"),
            alts.label("alts"),
            tags.label("tags"),
            _did(LikeRow, viewer).label("liked"),
            _did(CollectRow, viewer).label("collected"),
            _follows_author(viewer).label("following"),
            is_blocked_by_author(viewer).label("blocked"),
        )
        .select_from(NoteRow)
        .where(NoteRow.id == note_id)
    )
    return found.one_or_none()


async def find_head(tx: Tx | ReadTx, note_id: int, *, viewer: int) -> Any:
    """The little that must be known before a member may react to a note."""
    found = await tx.execute(
        select(
            NoteRow.id,
            NoteRow.author_id,
            NoteRow.state,
            is_blocked_by_author(viewer).label("blocked"),
        ).where(NoteRow.id == note_id)
    )
    return found.one_or_none()


async def lock_note(tx: Tx, *, author_id: int, note_id: int) -> Any:
    """A note's row, locked for a change of state or words; None if there is none."""
    found = await tx.execute(
        select(*NOTE.c).where(NOTE.c.author_id == author_id, NOTE.c.id == note_id).with_for_update(key_share=True)
    )
    return found.one_or_none()


async def set_note(tx: Tx, *, author_id: int, note_id: int, values: dict[str, Any]) -> None:
    """Change columns of one note."""
    await tx.execute(update(NOTE).where(NOTE.c.author_id == author_id, NOTE.c.id == note_id).values(values))


async def list_cards(tx: Tx | ReadTx, note_ids: Sequence[int], *, viewer: int) -> Sequence[Any]:
    """Card columns of the visible ones among some notes."""
    wanted = NoteRow.id == func.any(literal(list(note_ids), IDS))
    found: Sequence[Any] = (await tx.execute(_card_columns(viewer).where(wanted, visible_notes(viewer)))).all()
    return found


async def page_of_member(
    tx: Tx | ReadTx, *, author_id: int, viewer: int, state: NoteState, before: int | None, limit: int
) -> Sequence[Any]:
    """A member's notes in one state, newest first."""
    query = _card_columns(viewer).where(NoteRow.author_id == author_id, NoteRow.state == state, visible_notes(viewer))
    if before is not None:
        query = query.where(NoteRow.id < before)
    found: Sequence[Any] = (await tx.execute(query.order_by(NoteRow.id.desc()).limit(limit))).all()
    return found


async def page_of_followed(
    tx: Tx | ReadTx,
    *,
    author_ids: Sequence[int],
    topic_ids: Sequence[int],
    viewer: int,
    before: int | None,
    limit: int,
) -> Sequence[Any]:
    """The newest published notes of some authors and topics, with all their words."""
    of_topics = select(TopicNoteRow.note_id).where(TopicNoteRow.topic_id == func.any(literal(list(topic_ids), IDS)))
    followed = NoteRow.author_id == func.any(literal(list(author_ids), IDS))
    if topic_ids:
        newest = of_topics if before is None else of_topics.where(TopicNoteRow.note_id < before)
        newest = newest.order_by(TopicNoteRow.note_id.desc()).limit(limit * 2)
        followed |= NoteRow.id.in_(newest)
    query = _post_columns(viewer).where(followed, NoteRow.state == NoteState.PUBLISHED, visible_notes(viewer))
    if before is not None:
        query = query.where(NoteRow.id < before)
    found: Sequence[Any] = (await tx.execute(query.order_by(NoteRow.id.desc()).limit(limit))).all()
    return found


async def list_newest_since(
    tx: Tx | ReadTx, *, author_ids: Sequence[int], since: datetime, before: datetime, limit: int
) -> Sequence[Any]:
    """Notes that some authors published in a period, newest first."""
    found = await tx.execute(
        select(NoteRow.id, NoteRow.author_id, NoteRow.published_at)
        .where(
            NoteRow.author_id == func.any(literal(list(author_ids), IDS)),
            NoteRow.state == NoteState.PUBLISHED,
            NoteRow.published_at >= since,
            NoteRow.published_at < before,
        )
        .order_by(NoteRow.published_at.desc(), NoteRow.id.desc())
        .limit(limit)
    )
    return found.all()


async def page_in_review(tx: Tx | ReadTx, *, after: int | None, limit: int) -> Sequence[int]:
    """Notes that wait for a moderator, oldest first."""
    query = select(NoteRow.id).where(NoteRow.state == NoteState.IN_REVIEW)
    if after is not None:
        query = query.where(NoteRow.id > after)
    return (await tx.scalars(query.order_by(NoteRow.id).limit(limit))).all()


async def count_in_review(tx: Tx | ReadTx) -> tuple[int, datetime | None]:
    """How many notes wait for a moderator, and since when the oldest does."""
    query = select(func.count(), func.min(NoteRow.created_at)).where(NoteRow.state == NoteState.IN_REVIEW)
    counted, oldest_at = (await tx.execute(query)).one()
    return counted, oldest_at


async def list_shared_lines(tx: Tx | ReadTx, *, author_id: int, order_ids: Sequence[int]) -> set[tuple[int, int]]:
    """The order lines (order, line) about which a member wrote, drafts included."""
    found = await tx.execute(
        select(NoteRow.order_id, NoteRow.line_no).where(
            NoteRow.author_id == author_id,
            NoteRow.order_id == func.any(literal(list(order_ids), IDS)),
            NoteRow.state != NoteState.DELETED,
        )
    )
    return {(row.order_id, row.line_no) for row in found}


async def list_tags(tx: Tx | ReadTx, *, author_id: int, note_id: int) -> Sequence[Any]:
    """Products and brands that a note's tags name."""
    found = await tx.execute(
        select(NoteTagRow.product_id, NoteTagRow.brand_id).where(
            NoteTagRow.author_id == author_id, NoteTagRow.note_id == note_id
        )
    )
    return found.all()


async def list_traits(tx: Tx | ReadTx, note_ids: Sequence[int]) -> Sequence[Any]:
    """Words, topics and tagged things of the published ones among some notes."""
    brands = (
        select(func.array_agg(NoteTagRow.brand_id.distinct()))
        .where(
            NoteTagRow.author_id == NoteRow.author_id,
            NoteTagRow.note_id == NoteRow.id,
            NoteTagRow.brand_id.is_not(None),
        )
        .correlate(NoteRow)
        .scalar_subquery()
    )
    products = (
        select(func.array_agg(ProductNoteRow.product_id.distinct()))
        .where(ProductNoteRow.note_id == NoteRow.id)
        .correlate(NoteRow)
        .scalar_subquery()
    )
    found = await tx.execute(
        select(
            NoteRow.id,
            NoteRow.author_id,
            NoteRow.published_at,
            NoteRow.title,
            NoteRow.body,
            NoteRow.topics,
            NoteRow.order_id,
            NoteRow.rating,
            brands.label("brands"),
            products.label("products"),
        ).where(NoteRow.id == func.any(literal(list(note_ids), IDS)), NoteRow.state == NoteState.PUBLISHED)
    )
    return found.all()


async def list_published_ids(tx: Tx | ReadTx, *, after: int, limit: int) -> Sequence[int]:
    """Published notes by id, for projections that are rebuilt."""
    found = await tx.scalars(
        select(NoteRow.id)
        .where(NoteRow.id > after, NoteRow.state == NoteState.PUBLISHED)
        .order_by(NoteRow.id)
        .limit(limit)
    )
    return found.all()


def _card_columns(viewer: int) -> Select[Any]:
    goods = (
        select(func.count(NoteTagRow.product_id.distinct()))
        .where(NoteTagRow.author_id == NoteRow.author_id, NoteTagRow.note_id == NoteRow.id)
        .correlate(NoteRow)
        .scalar_subquery()
    )
    return select(
        NoteRow.id,
        NoteRow.author_id,
        NoteRow.title,
        NoteRow.kind,
        NoteRow.cover_id,
        NoteRow.likes,
        NoteRow.order_id,
        NoteRow.published_at,
        _did(LikeRow, viewer).label("liked"),
        goods.label("goods"),
    )


def _post_columns(viewer: int) -> Select[Any]:
    return _card_columns(viewer).add_columns(
        NoteRow.body,
        NoteRow.location,
        NoteRow.topics,
        NoteRow.collects,
        NoteRow.comments,
        _did(CollectRow, viewer).label("collected"),
        _of_pictures(NotePictureRow.picture_id).label("picture_ids"),
    )


def _did(kind: type[LikeRow] | type[CollectRow], viewer: int) -> Any:
    return exists(select(1).where(kind.member_id == viewer, kind.note_id == NoteRow.id).correlate(NoteRow))


def _follows_author(viewer: int) -> Any:
    return exists(
        select(1)
        .where(
            and_(
                FollowRow.member_id == viewer,
                FollowRow.kind == FollowKind.MEMBER,
                FollowRow.target_id == NoteRow.author_id,
            )
        )
        .correlate(NoteRow)
    )


def _of_pictures(column: Any) -> Any:
    """One column of a note's pictures, in their order."""
    return (
        select(func.array_agg(aggregate_order_by(column, NotePictureRow.position)))
        .where(NotePictureRow.author_id == NoteRow.author_id, NotePictureRow.note_id == NoteRow.id)
        .correlate(NoteRow)
        .scalar_subquery()
    )


def _tag_json() -> Any:
    return func.json_build_object(
        "position", NoteTagRow.position, "kind", NoteTagRow.kind, "x", NoteTagRow.x, "y", NoteTagRow.y,
        "direction", NoteTagRow.direction, "text", NoteTagRow.text,
        "product_id", NoteTagRow.product_id, "brand_id", NoteTagRow.brand_id,
    )  # fmt: skip
