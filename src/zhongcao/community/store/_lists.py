"""Lists of notes: cards, pages of members and of what is followed, and what projections read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    Select,
    Text,
    bindparam,
    cast,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.types import NullType

from zhongcao.community.rules import NoteState
from zhongcao.community.store._columns import BRANDS, CARD, GOODS, POST
from zhongcao.community.store._visible import IS_NOT_DELETED, IS_PUBLISHED, VIEWER, VISIBLE
from zhongcao.community.tables import BlockRow, LikeRow, NoteRow, ProductNoteRow, TopicNoteRow
from zhongcao.kit.db import IdList, ReadTx, Tx, UncountedIds

NO_END = 2**63 - 1
"""Where the first page begins: later than every id."""
OfColumn = Callable[[Any], ScalarSelect[Any]]
"""What somebody else tells of what a column names, as a subquery."""
_IDS = IdList()
_IS_ONE_OF = NoteRow.id == func.any(bindparam("ids", type_=_IDS))
_UNCOUNTED = UncountedIds()
_IS_AMONG = NoteRow.id == func.any(bindparam("ids", type_=_UNCOUNTED))
_BY_AUTHORS = NoteRow.author_id == func.any(bindparam("authors", type_=_IDS))

_CARDS = {known: CARD.where(_IS_ONE_OF, visible) for known, visible in VISIBLE.items()}


async def list_cards(tx: Tx | ReadTx, note_ids: Sequence[int], *, viewer: int) -> Sequence[Any]:
    """Card columns of the visible ones among some notes."""
    found: Sequence[Any] = (await tx.execute(_CARDS[bool(viewer)], {"ids": list(note_ids), "viewer": viewer})).all()
    return found


class WholeCard(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What is on a note's card, the same for every viewer, with what others tell of its author and its cover."""

    id: int
    version: int
    author_id: int
    title: str
    kind: str
    cover_id: int | None
    likes: int
    order_id: int | None
    published_at: datetime | None
    goods: int
    author: list[Any] | None
    cover: list[Any] | None
    liked: bool = False
    """Not asked: it is filled in for whoever does."""


_read_whole = msgspec.json.Decoder(list[WholeCard]).decode
_OR_OWN = or_(IS_PUBLISHED, (NoteRow.author_id == VIEWER) & IS_NOT_DELETED)


@lru_cache(maxsize=8)
def whole_cards(author: OfColumn, cover: OfColumn, *, known: bool = False) -> ScalarSelect[Any]:
    """The cards of the published ones among some notes, with a `known` viewer's own, for a statement to be asked in the
    same breath: one document (`read_whole_cards` reads it), since each row costs the driver more.
    """
    own: list[Any] = [NoteRow.id, NoteRow.version, NoteRow.author_id, NoteRow.title, NoteRow.kind, NoteRow.cover_id]
    own += [NoteRow.likes, NoteRow.order_id, NoteRow.published_at, GOODS]
    card = func.json_build_array(*own, author(NoteRow.author_id), cover(NoteRow.cover_id))
    every = select(cast(func.json_agg(card), Text)).where(_IS_AMONG, _OR_OWN if known else IS_PUBLISHED)
    return every.scalar_subquery()


def read_whole_cards(told: str | None) -> list[WholeCard]:
    """The cards out of what `whole_cards` answers."""
    return _read_whole(told) if told else []


@lru_cache(maxsize=8)
def _whole_cards(author: OfColumn, cover: OfColumn, known: bool) -> Select[Any]:
    return select(whole_cards(author, cover, known=known))


async def list_whole_cards(
    tx: Tx | ReadTx, note_ids: Sequence[int], *, viewer: int = 0, author: OfColumn, cover: OfColumn
) -> list[WholeCard]:
    """The cards of the published ones among some notes, and of the viewer's own, whoever blocked whom."""
    asked = {"ids": list(note_ids), "viewer": viewer}
    return read_whole_cards(await tx.scalar(_whole_cards(author, cover, bool(viewer)), asked))


_HAS_LIKED = (LikeRow.member_id == VIEWER) & (LikeRow.note_id == NoteRow.id)
_FIGURES: list[Any] = [
    func.array_agg(one, type_=NullType()) for one in (NoteRow.id, NoteRow.version, NoteRow.likes, LikeRow.note_id)
]


@lru_cache(maxsize=8)
def _figures(known: bool, beside: tuple[ScalarSelect[Any], ...]) -> Select[Any]:
    """The statement as a constant; `beside` are questions of somebody else's, asked in the same breath."""
    return select(*_FIGURES, *beside).outerjoin(LikeRow, _HAS_LIKED).where(_IS_ONE_OF, VISIBLE[known])


async def list_figures(
    tx: Tx | ReadTx,
    note_ids: Sequence[int],
    *,
    viewer: int,
    beside: tuple[ScalarSelect[Any], ...] = (),
    given: Mapping[str, Any] | None = None,
) -> tuple[Iterable[tuple[int, int, int, int | None]], tuple[Any, ...]]:
    """Id, version and likes of the visible ones among some notes, and None for those that the viewer does not like.

    With `beside`, subqueries about `viewer` and what else is `given`, their answers. All of it comes as one row: twenty
    cost the driver more than what they say.
    """
    asked = {"ids": list(note_ids), "viewer": viewer, **(given or {})}
    ids, versions, likes, liked, *answers = (await tx.execute(_figures(bool(viewer), beside), asked)).one()
    return zip(ids or (), versions or (), likes or (), liked or (), strict=True), tuple(answers)


_MEMBER = bindparam("member", type_=BigInteger)
_AUTHORS = func.any(bindparam("authors", type_=_UNCOUNTED))
_BLOCKED_BY = select(BlockRow.member_id).where(BlockRow.member_id == _AUTHORS, BlockRow.blocked_id == _MEMBER)
_HAS_BLOCKED = select(BlockRow.blocked_id).where(BlockRow.member_id == _MEMBER)
_LIKES = select(LikeRow.note_id).where(
    LikeRow.member_id == _MEMBER, LikeRow.note_id == func.any(bindparam("shown", type_=_UNCOUNTED))
)
OWN: tuple[ColumnElement[Any], ...] = tuple(
    func.array(one.scalar_subquery(), type_=NullType()) for one in (_LIKES, union_all(_BLOCKED_BY, _HAS_BLOCKED))
)
"""For a statement to be asked in the same breath: which of the `shown` notes `member` likes, and which of their
`authors` are behind a block, whoever blocked whom, with all whom `member` blocked."""


_OF_MEMBER = {
    known: CARD.where(
        NoteRow.author_id == bindparam("author"),
        NoteRow.state == bindparam("state"),
        NoteRow.id < bindparam("before"),
        visible,
    )
    .order_by(NoteRow.id.desc())
    .limit(bindparam("most"))
    for known, visible in VISIBLE.items()
}


async def page_of_member(
    tx: Tx | ReadTx, *, author_id: int, viewer: int, state: NoteState, before: int | None, limit: int
) -> Sequence[Any]:
    """A member's notes in one state, newest first."""
    given = {
        "author": author_id,
        "state": state,
        "before": NO_END if before is None else before,
        "viewer": viewer,
        "most": limit,
    }
    found: Sequence[Any] = (await tx.execute(_OF_MEMBER[bool(viewer)], given)).all()
    return found


_NEWEST_OF_TOPICS = (
    select(TopicNoteRow.note_id)
    .where(
        TopicNoteRow.topic_id == func.any(bindparam("topics", type_=_IDS)),
        TopicNoteRow.note_id < bindparam("before"),
    )
    .order_by(TopicNoteRow.note_id.desc())
    .limit(bindparam("most_of_topics"))
)
_FOLLOWED = {
    (known, with_topics): POST.where(
        (_BY_AUTHORS | NoteRow.id.in_(_NEWEST_OF_TOPICS)) if with_topics else _BY_AUTHORS,
        NoteRow.id < bindparam("before"),
        IS_PUBLISHED,
        visible,
    )
    .order_by(NoteRow.id.desc())
    .limit(bindparam("most"))
    for known, visible in VISIBLE.items()
    for with_topics in (False, True)
}


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
    given = {
        "authors": list(author_ids),
        "before": NO_END if before is None else before,
        "viewer": viewer,
        "most": limit,
    }
    if topic_ids:
        given |= {"topics": list(topic_ids), "most_of_topics": limit * 2}
    found: Sequence[Any] = (await tx.execute(_FOLLOWED[bool(viewer), bool(topic_ids)], given)).all()
    return found


_NEWEST_SINCE = (
    select(NoteRow.id, NoteRow.author_id, NoteRow.published_at)
    .where(
        _BY_AUTHORS,
        IS_PUBLISHED,
        NoteRow.published_at >= bindparam("since"),
        NoteRow.published_at < bindparam("before"),
    )
    .order_by(NoteRow.published_at.desc(), NoteRow.id.desc())
    .limit(bindparam("most"))
)


async def list_newest_since(
    tx: Tx | ReadTx, *, author_ids: Sequence[int], since: datetime, before: datetime, limit: int
) -> Sequence[Any]:
    """Notes that some authors published in a period, newest first."""
    given = {"authors": list(author_ids), "since": since, "before": before, "most": limit}
    return (await tx.execute(_NEWEST_SINCE, given)).all()


_SHARED_LINES = select(NoteRow.order_id, NoteRow.line_no).where(
    NoteRow.author_id == bindparam("author"),
    NoteRow.order_id == func.any(bindparam("orders", type_=_IDS)),
    IS_NOT_DELETED,
)


async def list_shared_lines(tx: Tx | ReadTx, *, author_id: int, order_ids: Sequence[int]) -> set[tuple[int, int]]:
    """The order lines (order, line) about which a member wrote, drafts included."""
    found = await tx.execute(_SHARED_LINES, {"author": author_id, "orders": list(order_ids)})
    return {(row.order_id, row.line_no) for row in found}


_TRAITS = select(
    NoteRow.id,
    NoteRow.author_id,
    NoteRow.published_at,
    NoteRow.title,
    NoteRow.body,
    NoteRow.topics,
    NoteRow.order_id,
    NoteRow.rating,
    BRANDS,
    select(func.array_agg(ProductNoteRow.product_id.distinct()))
    .where(ProductNoteRow.note_id == NoteRow.id)
    .correlate(NoteRow)
    .scalar_subquery()
    .label("products"),
).where(_IS_ONE_OF, IS_PUBLISHED)


async def list_traits(tx: Tx | ReadTx, note_ids: Sequence[int]) -> Sequence[Any]:
    """Words, topics and tagged things of the published ones among some notes."""
    return (await tx.execute(_TRAITS, {"ids": list(note_ids)})).all()


_COVERS = select(NoteRow.id, NoteRow.cover_id).where(_IS_ONE_OF, NoteRow.cover_id.is_not(None))


async def list_covers(tx: Tx | ReadTx, note_ids: Sequence[int]) -> dict[int, int]:
    """The cover picture of each of some notes that has one."""
    return {row.id: row.cover_id for row in await tx.execute(_COVERS, {"ids": list(note_ids)})}


_PUBLISHED_IDS = (
    select(NoteRow.id)
    .where(NoteRow.id > bindparam("after"), IS_PUBLISHED)
    .order_by(NoteRow.id)
    .limit(bindparam("most"))
)


async def list_published_ids(tx: Tx | ReadTx, *, after: int, limit: int) -> Sequence[int]:
    """Published notes by id, for projections that are rebuilt."""
    return (await tx.scalars(_PUBLISHED_IDS, {"after": after, "most": limit})).all()
