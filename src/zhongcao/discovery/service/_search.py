"""Search for notes, products and members; what is asked for is remembered, found or not."""

from datetime import datetime, timedelta

import msgspec

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.errors import QueryEmpty
from zhongcao.discovery.events import Searched
from zhongcao.discovery.schemas import HotWord, SearchResults, Suggestions
from zhongcao.kit import cursor, outbox, words
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.mall import service as mall

HOT_DAYS = 7
SEARCHES_KEPT = timedelta(days=90)
FEEDS_KEPT = timedelta(days=7)
DROP_MAX = 2000


FEW = 4
"""So many products, members and topics stand above the notes when everything is searched."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """How notes shall be found: the newest first, and only of the last days."""

    newest_first: bool = False
    since: datetime | None = None


async def search(
    tx: Tx, *, by: Actor, query: str, kind: str, wish: Wish, after: str | None, limit: int, now: datetime
) -> SearchResults:
    """A page of what a query finds; the first page is remembered as demand."""
    asked = " ".join(query.split())[:80]
    if not words.query_words(asked):
        raise QueryEmpty(query=asked)
    if kind == "products":
        found = await _products(tx, asked, after, limit)
    elif kind == "members":
        found = await _members(tx, by, asked, after, limit)
    elif kind == "topics":
        found = await _topics(tx, by, asked, after, limit)
    else:
        found = await _notes(tx, by, asked, wish, after, limit)
    if kind == "all" and after is None:
        found = await _with_others(tx, by, found)
    if after is None:
        results = len(found.notes) + len(found.products) + len(found.members) + len(found.topics)
        values = {"member_id": by.member_id, "id": new_id(), "query": words.fold(asked), "kind": kind}
        await store.add_search(tx, {**values, "results": results, "at": now})
        outbox.emit(tx, Searched(member=by.member_id, query=words.fold(asked), kind=kind, results=results, at=now))
    return found


async def suggest(tx: Tx | ReadTx, *, by: Actor, query: str, now: datetime) -> Suggestions:
    """What someone who types may mean; nothing of it is remembered."""
    asked = " ".join(query.split())[:80]
    found = words.query_words(asked)
    most = rules.SUGGESTIONS_MAX
    return Suggestions(
        query=asked,
        words=list(await store.words_like(tx, words.fold(asked), since=now - timedelta(days=HOT_DAYS), limit=most)),
        topics=await community.search_topics(tx, text=asked, viewer=by.member_id, limit=most // 2),
        members=list((await _members(tx, by, asked, None, most // 2)).members) if found else [],
        products=(await mall.find_products(tx, query=asked, limit=most // 2)).items if found else [],
    )


async def hot_words(tx: Tx | ReadTx, *, limit: int, now: datetime) -> list[HotWord]:
    """What most members searched for in the last week and found."""
    found = await store.hot_words(tx, since=now - timedelta(days=HOT_DAYS), limit=limit)
    return [HotWord(query=query, members=members) for query, members in found]


async def drop_old(tx: Tx, *, now: datetime) -> int:
    """Delete feeds and searches that have served their time."""
    return await store.drop_old(tx, feeds_before=now - FEEDS_KEPT, searches_before=now - SEARCHES_KEPT, limit=DROP_MAX)


async def _notes(tx: Tx, by: Actor, asked: str, wish: Wish, after: str | None, limit: int) -> SearchResults:
    """Notes that hold every word; when the first page has none, notes that hold some."""
    loose, score, note, shown = cursor.decode(after, int, str, int, int) if after else (0, "0", 0, 0)
    before = (_number(score), note) if after else None
    wanted = words.find_any(asked) if loose else words.find_all(asked)
    newest, since = wish.newest_first, wish.since
    ranked = await store.search_notes(tx, wanted, newest_first=newest, since=since, before=before, limit=limit + 1)
    if after is None and not ranked:
        loose = 1
        some = words.find_any(asked)
        ranked = await store.search_notes(tx, some, newest_first=newest, since=since, before=None, limit=limit + 1)
    page = ranked[:limit]
    cards = await community.cards(tx, [key for key, _ in page], viewer=by.member_id)
    goes_on = len(ranked) > limit and shown + limit < rules.SEARCH_RESULTS_MAX
    return SearchResults(
        query=asked,
        notes=[cards[key] for key, _ in page if key in cards],
        next_cursor=cursor.encode(loose, repr(page[-1][1]), page[-1][0], shown + limit) if goes_on else None,
    )


async def _products(tx: Tx, asked: str, after: str | None, limit: int) -> SearchResults:
    page = await mall.find_products(tx, query=asked, cursor=after, limit=limit)
    return SearchResults(query=asked, products=page.items, next_cursor=page.next_cursor)


async def _with_others(tx: Tx, by: Actor, found: SearchResults) -> SearchResults:
    """The best few products, members and topics beside the notes."""
    asked = found.query
    return msgspec.structs.replace(
        found,
        products=(await mall.find_products(tx, query=asked, limit=FEW)).items,
        members=(await _members(tx, by, asked, None, FEW)).members,
        topics=await community.search_topics(tx, text=asked, viewer=by.member_id, limit=FEW),
    )


async def _topics(tx: Tx, by: Actor, asked: str, after: str | None, limit: int) -> SearchResults:
    start = cursor.decode(after, int)[0] if after else 0
    if not 0 <= start <= rules.SEARCH_RESULTS_MAX:
        raise cursor.CursorUnreadable()
    found = await community.search_topics(tx, text=asked, viewer=by.member_id, after=start, limit=limit + 1)
    following = cursor.encode(start + limit) if len(found) > limit else None
    return SearchResults(query=asked, topics=found[:limit], next_cursor=following)


async def _members(tx: Tx | ReadTx, by: Actor, asked: str, after: str | None, limit: int) -> SearchResults:
    start = cursor.decode(after, int)[0] if after else 0
    ids = await store.search_members(tx, words.find_all(asked), after=start, limit=limit + 1)
    cards = await community.fellows(tx, ids[:limit], viewer=by.member_id)
    return SearchResults(
        query=asked,
        members=[cards[key] for key in ids[:limit] if key in cards],
        next_cursor=cursor.encode(ids[limit - 1]) if len(ids) > limit else None,
    )


def _number(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        raise cursor.CursorUnreadable() from None
