"""Searching the database: members and topics always, notes and goods while there is no index."""

from datetime import datetime, timedelta

from zhongcao.community import service as community
from zhongcao.community.schemas import Fellow
from zhongcao.discovery import rules, store
from zhongcao.discovery.schemas import SearchResults
from zhongcao.discovery.search.asking import PRODUCTS, Wish
from zhongcao.kit import cursor, words
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.mall import service as mall
from zhongcao.mall.rules import Sort
from zhongcao.mall.schemas import Filter


async def goods_or_notes(
    tx: Tx | ReadTx,
    *,
    by: Actor,
    query: str,
    kind: str,
    wish: Wish,
    after: str | None,
    limit: int,
    now: datetime,
) -> SearchResults:
    """A page of goods or notes that hold the words of a query."""
    if kind == PRODUCTS:
        return await _products(tx, query, wish, after, limit)
    return await _notes(tx, by, query, wish, after, limit, now)


async def people_or_topics(
    tx: Tx | ReadTx, *, by: Actor, query: str, kind: str, after: str | None, limit: int
) -> SearchResults:
    """A page of members or topics that are called so."""
    if kind == "members":
        return await _members(tx, by, query, after, limit)
    return await _topics(tx, by, query, after, limit)


async def members(tx: Tx | ReadTx, *, by: Actor, query: str, limit: int) -> list[Fellow]:
    """The first members that are called so."""
    return (await _members(tx, by, query, None, limit)).members


async def _products(tx: Tx | ReadTx, asked: str, wish: Wish, after: str | None, limit: int) -> SearchResults:
    narrow = Filter(
        category_id=wish.narrow.category,
        brand_id=wish.narrow.brand,
        price_from=wish.narrow.price_from,
        price_to=wish.narrow.price_to,
    )
    page = await mall.find_products(tx, query=asked, narrow=narrow, sort=Sort(wish.sort), cursor=after, limit=limit)
    return SearchResults(query=asked, products=page.items, next_cursor=page.next_cursor)


async def _notes(
    tx: Tx | ReadTx, by: Actor, asked: str, wish: Wish, after: str | None, limit: int, now: datetime
) -> SearchResults:
    """Notes that hold every word; when the first page has none, notes that hold some."""
    loose, score, note, shown = cursor.decode(after, int, str, int, int) if after else (0, "0", 0, 0)
    before = (_number(score), note) if after else None
    wanted = words.find_any(asked) if loose else words.find_all(asked)
    newest = wish.sort == "new"
    since = now - timedelta(days=wish.narrow.days) if wish.narrow.days is not None else None
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


async def _topics(tx: Tx | ReadTx, by: Actor, asked: str, after: str | None, limit: int) -> SearchResults:
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
