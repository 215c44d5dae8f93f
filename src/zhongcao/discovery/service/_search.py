"""Search for notes, products and members; what is asked for is remembered, found or not.

The index of this process answers (`_finding`); without one, or when it is stale, the database does (`_fallback`).
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.errors import QueryEmpty
from zhongcao.discovery.events import Searched
from zhongcao.discovery.schemas import HotWord, SearchResults, Suggestions
from zhongcao.discovery.search.asking import NOTES, PRODUCTS, Answer, Wish, nearby_words
from zhongcao.discovery.search.shelf import Held, Shelf
from zhongcao.discovery.search.wording import is_chinese, plain
from zhongcao.discovery.service import _fallback
from zhongcao.discovery.service._findable import held
from zhongcao.discovery.service._finding import ask, chips_of, facets_of, help_for
from zhongcao.kit import cursor, outbox, words
from zhongcao.kit.db import ReadTx, Tx, forgo_sync
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.mall import service as mall

HOT_DAYS = 7
SEARCHES_KEPT = timedelta(days=90)
FEEDS_KEPT = timedelta(days=7)
DROP_MAX = 2000
FEW = 4
"""So many products, members and topics stand above the notes when everything is searched."""
_INDEX = "i"


async def search(
    tx: Tx,
    *,
    by: Actor,
    shelf: Shelf,
    query: str,
    kind: str,
    wish: Wish,
    after: str | None,
    limit: int,
    now: datetime,
) -> SearchResults:
    """A page of what a query finds; the first page is remembered as demand."""
    asked = " ".join(query.split())[:80]
    if not words.query_words(asked):
        raise QueryEmpty(query=asked)
    if kind in ("members", "topics"):
        found = await _fallback.people_or_topics(tx, by=by, query=asked, kind=kind, after=after, limit=limit)
    else:
        found = await _goods_or_notes(
            tx, by=by, shelf=shelf, asked=asked, kind=kind, wish=wish, after=after, limit=limit, now=now
        )
    if after is None:
        await forgo_sync(tx)  # a search that a crash forgets is no loss
        results = len(found.notes) + len(found.products) + len(found.members) + len(found.topics)
        values = {"member_id": by.member_id, "id": new_id(), "query": words.fold(asked), "kind": kind}
        await store.add_search(tx, {**values, "results": results, "at": now})
        outbox.emit(tx, Searched(member=by.member_id, query=words.fold(asked), kind=kind, results=results, at=now))
    return found


async def _goods_or_notes(
    tx: Tx,
    *,
    by: Actor,
    shelf: Shelf,
    asked: str,
    kind: str,
    wish: Wish,
    after: str | None,
    limit: int,
    now: datetime,
) -> SearchResults:
    """Goods, notes, or notes with the best few of everything else: from the index, or else from the database."""
    wanted = PRODUCTS if kind == PRODUCTS else NOTES
    here = await held(tx, shelf, now=now)
    start = _place(after)
    if here is None or start is None:
        if start:
            return SearchResults(query=asked)  # the index went away between two pages
        found = await _fallback.goods_or_notes(
            tx, by=by, query=asked, kind=wanted, wish=wish, after=after, limit=limit, now=now
        )
        few = (await mall.find_products(tx, query=asked, limit=FEW)).items if kind == "all" and after is None else []
    else:
        found = await _page(tx, here, by=by, asked=asked, kind=wanted, wish=wish, start=start, limit=limit, now=now)
        few = []
        if kind == "all" and after is None:
            best = Wish(personal=wish.personal)
            goods = await _page(
                tx, here, by=by, asked=asked, kind=PRODUCTS, wish=best, start=0, limit=FEW, now=now, bare=True
            )
            few = goods.products
    if kind == "all" and after is None:
        return msgspec.structs.replace(
            found,
            products=few,
            members=await _fallback.members(tx, by=by, query=asked, limit=FEW),
            topics=await community.search_topics(tx, text=asked, viewer=by.member_id, limit=FEW),
        )
    return found


def _place(after: str | None) -> int | None:
    """How far a list from the index was read; nothing for a cursor of the database."""
    if after is None:
        return 0
    try:
        kind, start = cursor.decode(after, str, int)
    except cursor.CursorUnreadable:
        return None
    if kind != _INDEX or not 0 <= start <= rules.SEARCH_RESULTS_MAX:
        raise cursor.CursorUnreadable()
    return int(start)


async def _page(
    tx: Tx | ReadTx,
    here: Held,
    *,
    by: Actor,
    asked: str,
    kind: str,
    wish: Wish,
    start: int,
    limit: int,
    now: datetime,
    bare: bool = False,
) -> SearchResults:
    """One page out of the index; what was withdrawn a moment ago is left out, the next ones move up.

    `bare` is what was found alone, without what stands beside a first page.
    """
    first = start == 0 and not bare
    answer = await ask(tx, here, by=by, query=asked, kind=kind, wish=wish, most=start + limit, facets=first, now=now)
    found = SearchResults(query=asked)
    at = start
    while at < len(answer.keys) and _count(found) < limit:
        part = answer.keys[at : at + limit - _count(found)]
        found = await _with_cards(tx, found, part, by=by, kind=kind)
        at += len(part)
    goes_on = at < min(answer.total, rules.SEARCH_RESULTS_MAX) and at < len(answer.keys)
    return msgspec.structs.replace(
        found,
        next_cursor=cursor.encode(_INDEX, at) if goes_on else None,
        **(await _told(tx, here, answer, asked=asked, kind=kind, wish=wish, now=now) if first else {}),
    )


async def _told(
    tx: Tx | ReadTx, here: Held, answer: Answer, *, asked: str, kind: str, wish: Wish, now: datetime
) -> dict[str, Any]:
    """What stands beside the first page: how many, what was understood, facets, help."""
    nearby: list[str] = []
    if not answer.total or answer.relaxed:
        if here.popular is None:
            here.popular = [one.query for one in await hot_words(tx, limit=rules.SEARCH_NEARBY_MAX, now=now)]
        popular = here.popular
        nearby = nearby_words(here, answer, popular)
    return {
        "total": answer.total,
        "exact": answer.exact,
        "understood": chips_of(answer, wish, kind),
        "facets": facets_of(here, answer.counts, kind),
        "help": help_for(answer, asked=asked, nearby=nearby),
    }


def _count(found: SearchResults) -> int:
    return len(found.notes) + len(found.products)


async def _with_cards(tx: Tx | ReadTx, found: SearchResults, keys: list[int], *, by: Actor, kind: str) -> SearchResults:
    if kind == PRODUCTS:
        goods = await mall.cards(tx, keys)
        return msgspec.structs.replace(found, products=found.products + [goods[key] for key in keys if key in goods])
    cards = await community.cards(tx, keys, viewer=by.member_id)
    return msgspec.structs.replace(found, notes=found.notes + [cards[key] for key in keys if key in cards])


async def suggest(tx: Tx | ReadTx, *, by: Actor, shelf: Shelf, query: str, now: datetime) -> Suggestions:
    """What someone who types may mean, in characters or by sound; nothing of it is remembered."""
    asked = " ".join(query.split())[:80]
    if not words.query_words(asked):
        return Suggestions(query=asked, words=[], topics=[], members=[], products=[])
    most, few = rules.SUGGESTIONS_MAX, rules.SUGGESTIONS_MAX // 2
    here = await held(tx, shelf, now=now)
    others = await store.words_like(tx, words.fold(asked), since=now - timedelta(days=HOT_DAYS), limit=most)
    ours = here.engine.vocabulary.starting(plain(asked), most) if here else []
    said = list(dict.fromkeys([*others, *ours]))[:most]
    # Who types by sound means the first word that sounds so.
    topic = asked if not asked.isascii() else next((word for word in said if is_chinese(word)), asked)
    if here is None:
        products = (await mall.find_products(tx, query=asked, limit=few)).items
    else:
        wish = Wish(personal=False)
        page = await _page(
            tx, here, by=by, asked=topic, kind=PRODUCTS, wish=wish, start=0, limit=few, now=now, bare=True
        )
        products = page.products
    return Suggestions(
        query=asked,
        words=said,
        topics=await community.search_topics(tx, text=topic, viewer=by.member_id, limit=few),
        members=list(await _fallback.members(tx, by=by, query=asked, limit=few)),
        products=products,
    )


async def recent_words(tx: Tx | ReadTx, *, by: Actor) -> list[str]:
    """What a member searched for last, each once."""
    return list(await store.recent_words(tx, member_id=by.member_id, limit=rules.SEARCH_RECENT_MAX))


async def forget_words(tx: Tx, *, by: Actor, query: str | None) -> None:
    """Delete what a member searched for, one query or all; it is gone from hot words too."""
    await store.forget_words(tx, member_id=by.member_id, query=words.fold(query) if query is not None else None)


async def hot_words(tx: Tx | ReadTx, *, limit: int, now: datetime) -> list[HotWord]:
    """What most members searched for in the last week and found."""
    found = await store.hot_words(tx, since=now - timedelta(days=HOT_DAYS), limit=limit)
    return [HotWord(query=query, members=members) for query, members in found]


async def drop_old(tx: Tx, *, now: datetime) -> int:
    """Delete feeds and searches that have served their time."""
    gone = await store.drop_clicks(tx, before=now - SEARCHES_KEPT, limit=DROP_MAX)
    gone += await store.drop_glances(tx, before=now - rules.GLANCES_KEPT)
    before = now - SEARCHES_KEPT
    return gone + await store.drop_old(tx, feeds_before=now - FEEDS_KEPT, searches_before=before, limit=DROP_MAX)
