"""Statements about the links from products and topics to their published notes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from zhongcao.community.rules import FollowKind
from zhongcao.community.store._notes import IDS
from zhongcao.community.tables import FollowRow, ProductNoteRow, TopicNoteRow, TopicRow
from zhongcao.kit.db import ReadTx, Tx


async def ids_of_product(
    tx: Tx | ReadTx, *, product_id: int, verified_only: bool, before: int | None, limit: int
) -> Sequence[int]:
    """Notes about a product, newest first."""
    query = select(ProductNoteRow.note_id).where(ProductNoteRow.product_id == product_id)
    if verified_only:
        query = query.where(ProductNoteRow.verified)
    if before is not None:
        query = query.where(ProductNoteRow.note_id < before)
    return (await tx.scalars(query.order_by(ProductNoteRow.note_id.desc()).limit(limit))).all()


async def rate_products(tx: Tx | ReadTx, product_ids: Sequence[int]) -> Sequence[Any]:
    """Per product: notes, ratings, sum of ratings."""
    found = await tx.execute(
        select(
            ProductNoteRow.product_id,
            func.count().label("notes"),
            func.count(ProductNoteRow.rating).label("ratings"),
            func.coalesce(func.sum(ProductNoteRow.rating), 0).label("stars"),
        )
        .where(ProductNoteRow.product_id == func.any(literal(list(product_ids), IDS)))
        .group_by(ProductNoteRow.product_id)
    )
    return found.all()


async def ids_of_topic(tx: Tx | ReadTx, *, topic_id: int, before: int | None, limit: int) -> Sequence[int]:
    """Notes of a topic, newest first."""
    query = select(TopicNoteRow.note_id).where(TopicNoteRow.topic_id == topic_id)
    if before is not None:
        query = query.where(TopicNoteRow.note_id < before)
    return (await tx.scalars(query.order_by(TopicNoteRow.note_id.desc()).limit(limit))).all()


async def link_products(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """List a note at the products that it shows or rates."""
    if rows:
        await tx.execute(insert(ProductNoteRow).values(rows).on_conflict_do_nothing())


async def ensure_topics(tx: Tx, names: Sequence[str], *, ids: Sequence[int], now: datetime) -> dict[str, int]:
    """The ids of topics by name; those that nobody named before are created with the given ids."""
    if not names:
        return {}
    rows = [{"id": key, "name": name, "created_at": now} for key, name in sorted(zip(ids, names, strict=True))]
    await tx.execute(insert(TopicRow).values(rows).on_conflict_do_nothing(index_elements=["name"]))
    found = await tx.execute(select(TopicRow.name, TopicRow.id).where(TopicRow.name.in_(names)))
    return dict(found.all())


async def link_topics(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """List a note at its topics."""
    if rows:
        await tx.execute(insert(TopicNoteRow).values(rows).on_conflict_do_nothing())


async def find_topic(tx: Tx | ReadTx, name: str, *, viewer: int) -> Any:
    """A topic by name, with its numbers and whether the viewer follows it."""
    return (await tx.execute(_topics(viewer).where(TopicRow.name == name))).one_or_none()


async def search_topics(tx: Tx | ReadTx, text: str, *, viewer: int, after: int, limit: int) -> Sequence[Any]:
    """Topics whose name holds a text, those with most notes first; `after` skips so many."""
    holds = TopicRow.name.contains(text, autoescape=True)
    found = _topics(viewer).where(holds).subquery()
    page = select(found).order_by((found.c.name == text).desc(), found.c.notes.desc(), found.c.id)
    return (await tx.execute(page.where(found.c.notes > 0).offset(after).limit(limit))).all()


def _topics(viewer: int) -> Select[Any]:
    joined = TopicNoteRow.topic_id == TopicRow.id
    notes = select(func.count()).where(joined).correlate(TopicRow).scalar_subquery()
    participants = (
        select(func.count(TopicNoteRow.author_id.distinct())).where(joined).correlate(TopicRow).scalar_subquery()
    )
    following = exists(
        select(1)
        .where(
            FollowRow.member_id == viewer,
            FollowRow.kind == FollowKind.TOPIC,
            FollowRow.target_id == TopicRow.id,
        )
        .correlate(TopicRow)
    )
    return select(
        TopicRow.id,
        TopicRow.name,
        notes.label("notes"),
        participants.label("participants"),
        following.label("following"),
    )


async def topic_names(tx: Tx | ReadTx, ids: Sequence[int]) -> dict[int, str]:
    """Names of topics by id."""
    found = await tx.execute(select(TopicRow.id, TopicRow.name).where(TopicRow.id.in_(ids)))
    return dict(found.all())


async def unlink(tx: Tx, note_id: int) -> None:
    """Take a note off the lists of its products and topics."""
    await tx.execute(delete(ProductNoteRow).where(ProductNoteRow.note_id == note_id))
    await tx.execute(delete(TopicNoteRow).where(TopicNoteRow.note_id == note_id))
