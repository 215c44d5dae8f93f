"""Statements about the links from products and topics to their published notes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ARRAY, Select, String, any_, bindparam, delete, exists, func, select, text

from zhongcao.community.rules import FollowKind
from zhongcao.community.store._lists import NO_END
from zhongcao.community.store._notes import IDS
from zhongcao.community.tables import FollowRow, ProductNoteRow, TopicNoteRow, TopicRow, TopicSizeRow
from zhongcao.kit.db import Instant, ReadTx, Tx

_OF_PRODUCT = (
    select(ProductNoteRow.note_id)
    .where(ProductNoteRow.product_id == bindparam("product"), ProductNoteRow.note_id < bindparam("before"))
    .order_by(ProductNoteRow.note_id.desc())
    .limit(bindparam("most"))
)
_VERIFIED_OF_PRODUCT = _OF_PRODUCT.where(ProductNoteRow.verified)
_RATINGS = (
    select(
        ProductNoteRow.product_id,
        func.count().label("notes"),
        func.count(ProductNoteRow.rating).label("ratings"),
        func.coalesce(func.sum(ProductNoteRow.rating), 0).label("stars"),
    )
    .where(ProductNoteRow.product_id == func.any(bindparam("products", type_=IDS)))
    .group_by(ProductNoteRow.product_id)
)
_OF_TOPIC = (
    select(TopicNoteRow.note_id)
    .where(TopicNoteRow.topic_id == bindparam("topic"), TopicNoteRow.note_id < bindparam("before"))
    .order_by(TopicNoteRow.note_id.desc())
    .limit(bindparam("most"))
)


async def ids_of_product(
    tx: Tx | ReadTx, *, product_id: int, verified_only: bool, before: int | None, limit: int
) -> Sequence[int]:
    """Notes about a product, newest first."""
    given = {"product": product_id, "before": NO_END if before is None else before, "most": limit}
    return (await tx.scalars(_VERIFIED_OF_PRODUCT if verified_only else _OF_PRODUCT, given)).all()


async def rate_products(tx: Tx | ReadTx, product_ids: Sequence[int]) -> Sequence[Any]:
    """Per product: notes, ratings, sum of ratings."""
    return (await tx.execute(_RATINGS, {"products": list(product_ids)})).all()


async def ids_of_topic(tx: Tx | ReadTx, *, topic_id: int, before: int | None, limit: int) -> Sequence[int]:
    """Notes of a topic, newest first."""
    given = {"topic": topic_id, "before": NO_END if before is None else before, "most": limit}
    return (await tx.scalars(_OF_TOPIC, given)).all()


_LINK_PRODUCTS = text(
    """
    INSERT INTO community.product_note (product_id, note_id, author_id, verified, rating)
    SELECT product_id, note_id, author_id, verified, rating
    FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS given (
        product_id bigint, note_id bigint, author_id bigint, verified boolean, rating smallint)
    ON CONFLICT DO NOTHING
    """
)
_LINK_TOPICS = text(
    """
    INSERT INTO community.topic_note (topic_id, note_id, author_id)
    SELECT topic_id, note_id, author_id
    FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS given (topic_id bigint, note_id bigint, author_id bigint)
    ON CONFLICT DO NOTHING
    """
)
_ADD_TOPICS = text(
    """
    INSERT INTO community.topic (id, name, created_at)
    SELECT id, name, :now FROM unnest(cast(:ids AS bigint[]), cast(:names AS text[])) AS new (id, name) ORDER BY id
    ON CONFLICT (name) DO NOTHING
    """
).bindparams(bindparam("now", type_=Instant))
_TOPICS_NAMED = select(TopicRow.name, TopicRow.id).where(TopicRow.name == any_(bindparam("names", type_=ARRAY(String))))
_NAMES = select(TopicRow.id, TopicRow.name).where(TopicRow.id == func.any(bindparam("ids", type_=IDS)))


async def link_products(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """List a note at the products that it shows or rates."""
    if rows:
        await tx.execute(_LINK_PRODUCTS, {"rows": msgspec.json.encode(list(rows)).decode()})


async def ensure_topics(tx: Tx, names: Sequence[str], *, ids: Sequence[int], now: datetime) -> dict[str, int]:
    """The ids of topics by name; those that nobody named before are created with the given ids."""
    if not names:
        return {}
    assert len(ids) == len(names)
    await tx.execute(_ADD_TOPICS, {"ids": list(ids), "names": list(names), "now": now})
    return dict((await tx.execute(_TOPICS_NAMED, {"names": list(names)})).all())


async def link_topics(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """List a note at its topics."""
    if rows:
        await tx.execute(_LINK_TOPICS, {"rows": msgspec.json.encode(list(rows)).decode()})


async def find_topic(tx: Tx | ReadTx, name: str, *, viewer: int) -> Any:
    """A topic by name, with its numbers and whether the viewer follows it."""
    return (await tx.execute(_topics(viewer).where(TopicRow.name == name))).one_or_none()


_SIZES = (
    select(
        TopicNoteRow.topic_id,
        func.count().label("notes"),
        func.count(TopicNoteRow.author_id.distinct()).label("people"),
    )
    .where(TopicNoteRow.topic_id == func.any(bindparam("topics", type_=IDS)))
    .group_by(TopicNoteRow.topic_id)
)
_FOLLOWED = select(FollowRow.target_id).where(
    FollowRow.member_id == bindparam("viewer"),
    FollowRow.kind == FollowKind.TOPIC,
    FollowRow.target_id == func.any(bindparam("topics", type_=IDS)),
)


_COUNT_FULL = text(
    """
    INSERT INTO community.topic_size (topic_id, notes, participants, counted_at)
    SELECT topic_id, count(*), count(DISTINCT author_id), :now FROM community.topic_note
    GROUP BY topic_id HAVING count(*) >= :least ORDER BY topic_id
    ON CONFLICT (topic_id) DO UPDATE
    SET notes = excluded.notes, participants = excluded.participants, counted_at = excluded.counted_at
    """
).bindparams(bindparam("now", type_=Instant))


async def count_full_topics(tx: Tx, *, least: int, now: datetime) -> None:
    """Keep how full each topic of so many notes is; what has fewer by now is forgotten."""
    await tx.execute(_COUNT_FULL, {"least": least, "now": now})
    await tx.execute(delete(TopicSizeRow).where(TopicSizeRow.counted_at < now))


async def topics_holding(tx: Tx | ReadTx, text: str, *, most: int) -> Sequence[Any]:
    """Topics whose name holds a text, and how full each is where that is kept; the same name first, then short ones."""
    kept = TopicSizeRow.topic_id == TopicRow.id
    holding = (
        select(TopicRow.id, TopicRow.name, TopicSizeRow.notes, TopicSizeRow.participants)
        .outerjoin(TopicSizeRow, kept)
        .where(TopicRow.name.contains(text, autoescape=True))
    )
    nearest = holding.order_by((TopicRow.name == text).desc(), func.length(TopicRow.name), TopicRow.id)
    return (await tx.execute(nearest.limit(most))).all()


async def size_topics(tx: Tx | ReadTx, topics: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many notes topics have, and how many people wrote them; empty ones are left out."""
    found = await tx.execute(_SIZES, {"topics": list(topics)})
    return {row.topic_id: (row.notes, row.people) for row in found}


async def followed_among(tx: Tx | ReadTx, topics: Sequence[int], *, viewer: int) -> set[int]:
    """Which of some topics a member follows."""
    return set(await tx.scalars(_FOLLOWED, {"viewer": viewer, "topics": list(topics)}))


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
    return dict((await tx.execute(_NAMES, {"ids": list(ids)})).all())


_UNLINK_PRODUCTS = delete(ProductNoteRow).where(ProductNoteRow.note_id == bindparam("note"))
_UNLINK_TOPICS = delete(TopicNoteRow).where(TopicNoteRow.note_id == bindparam("note"))


async def unlink(tx: Tx, note_id: int) -> None:
    """Take a note off the lists of its products and topics."""
    await tx.execute(_UNLINK_PRODUCTS, {"note": note_id})
    await tx.execute(_UNLINK_TOPICS, {"note": note_id})
