"""Statements about standings of notes and about what can be found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    DateTime,
    Double,
    SmallInteger,
    Text,
    bindparam,
    cast,
    delete,
    func,
    literal,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import TSQUERY, insert

from zhongcao.discovery import rules
from zhongcao.discovery.store._signals import IDS, STANDING
from zhongcao.discovery.tables import EditionRow, FeedRow, FindableMemberRow, SearchRow, StandingRow
from zhongcao.kit.db import ReadTx, Tx

_ADOPT = text(
    "INSERT INTO discovery.standing (note_id, author_id, published_at, heat, traits, style, words) "
    "VALUES (:note_id, :author_id, :published_at, :heat, :traits, :style, CAST(:words AS tsvector)) "
    "ON CONFLICT (note_id) DO UPDATE "
    "SET traits = excluded.traits, style = excluded.style, words = excluded.words, hidden_at = NULL"
).bindparams(
    bindparam("traits", type_=ARRAY(Text)),
    bindparam("style", type_=ARRAY(SmallInteger)),
    bindparam("published_at", type_=DateTime(timezone=True)),
    bindparam("words", type_=Text),
)
_FINDABLE = text(
    "INSERT INTO discovery.findable_member (member_id, words) VALUES (:member_id, CAST(:words AS tsvector)) "
    "ON CONFLICT (member_id) DO UPDATE SET words = excluded.words"
).bindparams(bindparam("words", type_=Text))


async def adopt_notes(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Let notes take part; those that do already get their new words and keep their heat."""
    if rows:
        await tx.execute(_ADOPT, list(rows))


async def hide_note(tx: Tx, note_id: int, now: datetime) -> None:
    """Take a note out of feeds and search; its heat stays for the case that it comes back."""
    await tx.execute(update(STANDING).where(STANDING.c.note_id == note_id).values(hidden_at=now))


async def list_heat(tx: Tx | ReadTx) -> dict[int, float]:
    """The heat of all shown notes, for comparisons."""
    found = await tx.execute(select(StandingRow.note_id, StandingRow.heat).where(StandingRow.hidden_at.is_(None)))
    return dict(found.all())


async def search_notes(
    tx: Tx | ReadTx,
    query: str,
    *,
    newest_first: bool,
    since: datetime | None,
    before: tuple[float, int] | None,
    limit: int,
) -> Sequence[tuple[int, float]]:
    """Notes that match, best first: closeness of the words and heat together; or the newest first."""
    wanted = cast(query, TSQUERY)
    # Heat spans hundreds of half-lives; its logarithm counts like a word more or less.
    score = (
        func.ts_rank_cd(StandingRow.words, wanted) + func.log(func.greatest(StandingRow.heat, 1e-300)) * 0.02
    ).cast(Double)
    if newest_first:
        score = func.extract("epoch", StandingRow.published_at).cast(Double)
    found = select(StandingRow.note_id, score.label("score")).where(
        StandingRow.words.op("@@")(wanted), StandingRow.hidden_at.is_(None)
    )
    if since is not None:
        found = found.where(StandingRow.published_at >= since)
    ranked = found.subquery()
    page = select(ranked.c.note_id, ranked.c.score)
    if before is not None:
        page = page.where(
            (ranked.c.score < before[0]) | ((ranked.c.score == before[0]) & (ranked.c.note_id < before[1]))
        )
    page = page.order_by(ranked.c.score.desc(), ranked.c.note_id.desc()).limit(limit)
    return (await tx.execute(page)).all()


async def set_findable(tx: Tx, words: Mapping[int, str]) -> None:
    """Let members be found under their words."""
    if words:
        await tx.execute(_FINDABLE, [{"member_id": key, "words": found} for key, found in sorted(words.items())])


_SO_NAMED = (
    select(FindableMemberRow.member_id)
    .where(
        FindableMemberRow.words.op("@@")(cast(bindparam("words", type_=Text), TSQUERY)),
        FindableMemberRow.member_id > bindparam("after"),
    )
    .cte("so_named")
    # Found by their words first: walking all members in order until a few are called so takes long when nobody is.
    .prefix_with("MATERIALIZED")
)
_CALLED = select(_SO_NAMED.c.member_id).order_by(_SO_NAMED.c.member_id).limit(bindparam("most"))


async def search_members(tx: Tx | ReadTx, query: str, *, after: int, limit: int) -> Sequence[int]:
    """Members whose name matches, oldest account first."""
    return (await tx.scalars(_CALLED, {"words": query, "after": after, "most": limit})).all()


_ADD_SEARCH = insert(SearchRow).values(
    {name: bindparam(name) for name in ("member_id", "id", "query", "kind", "results", "at")}
)


async def add_search(tx: Tx, values: dict[str, Any]) -> None:
    """Remember a search."""
    await tx.execute(_ADD_SEARCH, values)


async def hot_words(tx: Tx | ReadTx, *, since: datetime, limit: int) -> Sequence[tuple[str, int]]:
    """What most members searched for since a moment and found."""
    members = func.count(SearchRow.member_id.distinct()).label("members")
    found = await tx.execute(
        select(SearchRow.query, members)
        .where(SearchRow.at >= since, SearchRow.results > 0, SearchRow.member_id > 0)
        .group_by(SearchRow.query)
        .having(members >= rules.WORDS_OF_MEMBERS_MIN)
        .order_by(members.desc(), SearchRow.query)
        .limit(limit)
    )
    return found.all()


async def words_like(tx: Tx | ReadTx, start: str, *, since: datetime, limit: int) -> Sequence[str]:
    """What members searched for since a moment and found, that begins in some way; most members first."""
    members = func.count(SearchRow.member_id.distinct())
    found = await tx.scalars(
        select(SearchRow.query)
        .where(SearchRow.at >= since, SearchRow.results > 0, SearchRow.query.startswith(start, autoescape=True))
        .group_by(SearchRow.query)
        .having(members >= rules.WORDS_OF_MEMBERS_MIN)
        .order_by(members.desc(), SearchRow.query)
        .limit(limit)
    )
    return found.all()


async def drop_old(tx: Tx, *, feeds_before: datetime, searches_before: datetime, limit: int) -> int:
    """Delete feeds, editions and searches that nobody needs any more; returns how many."""
    gone = 0
    old_feeds = select(FeedRow.member_id, FeedRow.id).where(FeedRow.at < feeds_before).limit(limit)
    old_searches = select(SearchRow.member_id, SearchRow.id).where(SearchRow.at < searches_before).limit(limit)
    for statement in (
        delete(FeedRow).where(_key(FeedRow).in_(old_feeds)),
        delete(EditionRow).where(EditionRow.starts_at < feeds_before),
        delete(SearchRow).where(_key(SearchRow).in_(old_searches)),
    ):
        result: Any = await tx.execute(statement)
        gone += result.rowcount
    return gone


def _key(table: type[FeedRow] | type[SearchRow]) -> Any:
    return tuple_(table.member_id, table.id)


async def known_notes(tx: Tx | ReadTx, note_ids: Sequence[int]) -> set[int]:
    """Which of some notes take part."""
    found = await tx.scalars(
        select(StandingRow.note_id).where(StandingRow.note_id == func.any(literal(list(note_ids), IDS)))
    )
    return set(found)
