"""Pages of the feeds: a feed is ranked once and then served page by page, so that a session never repeats itself."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from zhongcao.community import service as community
from zhongcao.community.schemas import NoteCard
from zhongcao.discovery import rules, store
from zhongcao.discovery.errors import ChannelUnknown
from zhongcao.discovery.feeds.found import joined
from zhongcao.discovery.feeds.pages import as_bytes_of_ids
from zhongcao.discovery.schemas import DiscoverPage, FeedItem, PostItem, Reason
from zhongcao.discovery.service._airing import shows_between
from zhongcao.discovery.service._ask import Ask
from zhongcao.discovery.service._between import Cards, goods_between
from zhongcao.discovery.service._brain import Brain
from zhongcao.discovery.service._listed import Listed, kept_edition, kept_feed, ranked
from zhongcao.discovery.service._picks import living_picks
from zhongcao.discovery.service._pool import recalled
from zhongcao.discovery.service._ranker import learnt_heads
from zhongcao.discovery.service._recall import rank_home
from zhongcao.discovery.service._serving import remember_page
from zhongcao.discovery.service._trials import offer_on_trial, rank_on_trial
from zhongcao.discovery.service._viewer import Reader, ask_for, find_reader
from zhongcao.discovery.service._wishes import traits_of_channel
from zhongcao.kit import cursor, metrics
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.mall import service as mall

CHANNELS = {"category": "c", "topic": "t", "brand": "b"}
_MINE, _EDITION = "m", "e"
_BESIDE = (store.CHANGED_AT,)
_BESIDE_WITH_GOODS = (store.CHANGED_AT, mall.ON_SALE)
WITHOUT = Brain()
_HELD, _ASKED = (metrics.pages_that_went_on.labels(how) for how in ("held", "asked"))
SOON = 80
"""Where a card of a page is missing, those of so many places behind it are made too: the next pages have all then."""


async def discover(
    tx: Tx,
    *,
    by: Actor,
    channel: str,
    after: str | None,
    limit: int,
    now: datetime,
    brain: Brain = WITHOUT,
    encoded: bool = False,
) -> DiscoverPage:
    """A page of Discover: personal for members, the minute's edition for visitors and whoever wants no portrait."""
    trait = trait_of_channel(channel)
    cards = None
    if after:
        kind, number, start = cursor.decode(after, str, int, int)
        if kind == _EDITION:
            feed = await _edition(tx, trait=trait, minute=number, now=now, brain=brain)
        else:
            feed, start = await _continued(tx, by=by, feed_id=number, start=start, limit=limit, now=now, brain=brain)
    elif (reader := await _reader(tx, by, now=now, brain=brain)) is not None:
        feed, start = (
            await _rank_for_member(
                tx, by=by, reader=reader, trait=trait, limit=limit, now=now, first=True, brain=brain
            ),
            0,
        )
        cards = await _sure_cards(tx, feed, start, limit, brain=brain) if encoded else None
    else:
        minute = int(now.timestamp()) // rules.EDITION_SECONDS
        feed, start = await _edition(tx, trait=trait, minute=minute, now=now, brain=brain), 0
    return await _page(
        tx, by=by, feed=feed, start=start, limit=limit, now=now, brain=brain, encoded=encoded, first_cards=cards
    )


async def discover_encoded(
    tx: Tx, *, by: Actor, channel: str, after: str | None, limit: int, now: datetime, brain: Brain = WITHOUT
) -> DiscoverPage:
    """The same page with items that are encoded already, as they go over the wire."""
    return await discover(tx, by=by, channel=channel, after=after, limit=limit, now=now, brain=brain, encoded=True)


async def go_on(
    tx: Tx,
    *,
    by: Actor,
    channel: str,
    after: str,
    limit: int,
    now: datetime,
    brain: Brain = WITHOUT,
    anew: bool = False,
) -> DiscoverPage | None:
    """The next page of a feed that this process holds, encoded; None when it has to be ranked anew.

    It goes on as it was ranked while the member's portrait has not changed. Where this process hears of changes and
    heard of none, nothing is asked; else, and for whoever wants it `anew`, one statement asks for that together with
    the cards.
    """
    trait_of_channel(channel)  # one that does not exist is refused on every page
    kind, number, start = cursor.decode(after, str, int, int)
    feed = brain.open.find(number, member=by.member_id) if brain.open is not None and kind == _MINE else None
    if feed is None or brain.cards is None or not 0 <= start < feed.length:
        return None
    offered = [one.product for one in feed.goods_between(start, start + limit)]
    cards = None if anew else await _sure_cards(tx, feed, start, limit, brain=brain)
    (_ASKED if cards is None else _HELD).inc()
    if cards is not None:
        marks = await mall.marks_on_sale(tx, offered) if offered else ()
    else:
        part, soon = _part(feed, start, limit)
        cards, answers = await community.encoded_cards(
            tx,
            part,
            viewer=by.member_id,
            kept=brain.cards,
            soon=soon,
            beside=_BESIDE_WITH_GOODS if offered else _BESIDE,
            given={"goods": offered} if offered else None,
        )
        if not cards or answers[0] != feed.portrait_at:
            return None
        marks = (answers[1] or ()) if offered else ()
    goods = brain.goods_cards.having(offered, marks) if brain.goods_cards is not None else {}
    return await _page(
        tx,
        by=by,
        feed=feed,
        start=start,
        limit=limit,
        now=now,
        brain=brain,
        encoded=True,
        first_cards=cards,
        goods_cards=goods,
    )


async def following(tx: Tx | ReadTx, *, by: Actor, after: str | None, limit: int) -> Page[PostItem]:
    """The newest notes of the members and topics that a member follows."""
    authors = await community.followees(tx, by.member_id)
    topics = await community.followed_topics(tx, by.member_id)
    if not authors and not topics:
        return Page([])
    page = await community.list_newest_of(
        tx, author_ids=authors, topic_ids=list(topics), viewer=by.member_id, after=after, limit=limit
    )
    known = set(authors)
    names = set(topics.values())
    items = []
    for card in page.items:
        topic = "" if int(card.author.id) in known else next(iter(names), "")
        items.append(PostItem(note=card, reason=_reason(f"topic:{topic}" if topic else "follow")))
    return Page(items, page.next_cursor)


def trait_of_channel(channel: str) -> str:
    """The trait that a channel asks for: `category:12`, `topic:防晒`, `brand:7`; empty means everything."""
    if channel in ("", "for_you"):
        return ""
    kind, _, name = channel.partition(":")
    if kind not in CHANNELS or not name or (kind != "topic" and not name.isdigit()):
        raise ChannelUnknown(channel=channel)
    return f"{CHANNELS[kind]}:{name}"


async def _reader(tx: Tx, by: Actor, *, now: datetime, brain: Brain) -> Reader | None:
    """Who looks, if they let themselves be known; what they saw until now is written before it is read."""
    if not by.signed_in:
        return None
    if brain.open is not None:
        await brain.open.settle(tx, by.member_id)
    turn = brain.hearing.turn if brain.hearing is not None else 0
    return await find_reader(tx, by.member_id, now=now, turn=turn)


async def _rank_for_member(
    tx: Tx, *, by: Actor, reader: Reader, trait: str, limit: int, now: datetime, first: bool, brain: Brain
) -> Listed:
    """Rank a feed for a member and keep it; a first page may bring back what was seen longest ago."""
    kept, seen = reader.kept, reader.kept.seen
    feed_id = new_id()
    version, heads = await learnt_heads(tx, brain.ranker)
    ask = await ask_for(tx, reader=reader, trait=trait, feed_id=feed_id, now=now, brain=brain)
    ask = msgspec.structs.replace(ask, heads=heads)
    found, bucket = await rank_on_trial(tx, ask)
    if first and len(found) < rules.CHANCE_EVERY and len(seen):
        recent = seen[: len(seen) // 2]
        found = joined(found, await rank_home(tx, msgspec.structs.replace(ask, seen=recent)))
    feed = msgspec.structs.replace(
        ranked(_MINE, feed_id, trait, found, model=version if found.ranked.any() else 0, bucket=bucket),
        member=by.member_id,
        portrait_at=kept.changed_at,
        goods=await offer_on_trial(tx, ask, found.offered),
    )
    asked = community.ask_own(
        feed.note_ids,
        found.authors[found.order].tolist(),
        soon=feed.note_ids[: limit + SOON],
        kept=brain.cards,
    )
    answers = await store.add_feed(
        tx,
        member_id=by.member_id,
        feed_id=feed_id,
        channel=trait,
        notes=as_bytes_of_ids(feed.note_ids),
        told=feed.told,
        served=min(limit, feed.length),
        at=now,
        portrait_at=kept.changed_at,
        goods=[msgspec.to_builtins(one) for one in feed.goods] or None,
        beside=asked.beside,
        given=asked.given,
    )
    return msgspec.structs.replace(feed, own=asked.own(answers), turn=reader.turn)


async def _continued(
    tx: Tx, *, by: Actor, feed_id: int, start: int, limit: int, now: datetime, brain: Brain
) -> tuple[Listed, int]:
    """The feed of the next page: this one, or one ranked anew because it is used up or the portrait changed since.

    A feed remembers how it was continued, so that the same request twice gets the same page.
    """
    kept = await store.find_feed(tx, member_id=by.member_id, feed_id=feed_id)
    while kept is not None and kept.continued_as is not None and start >= kept.continued_from:
        feed_id, start = kept.continued_as, start - kept.continued_from
        kept = await store.find_feed(tx, member_id=by.member_id, feed_id=feed_id)
    if kept is None:
        raise cursor.CursorUnreadable()
    is_as_ranked = kept.portrait_at == kept.changed_at or kept.continued_as is not None
    feed = kept_feed(_MINE, feed_id, kept, member=by.member_id)
    if start < feed.length and is_as_ranked:
        return feed, start
    reader = await _reader(tx, by, now=now, brain=brain)
    if reader is None:  # switched off since: the next feed is everyone's
        raise cursor.CursorUnreadable()
    feed = await _rank_for_member(
        tx, by=by, reader=reader, trait=kept.channel, limit=limit, now=now, first=False, brain=brain
    )
    await store.set_continued(tx, member_id=by.member_id, feed_id=feed_id, place=start, as_feed=feed.number)
    return feed, 0


async def _edition(tx: Tx, *, trait: str, minute: int, now: datetime, brain: Brain) -> Listed:
    """The feed of everyone as of one minute; ranked by whoever asks first."""
    starts_at = datetime.fromtimestamp(minute * rules.EDITION_SECONDS, UTC)
    kept = await store.find_edition(tx, channel=trait, starts_at=starts_at)
    if kept is not None:
        return kept_edition(_EDITION, minute, trait, kept)
    if now - starts_at > timedelta(seconds=2 * rules.EDITION_SECONDS) or starts_at > now:
        raise cursor.CursorUnreadable()
    channel = await traits_of_channel(tx, trait)
    picked = await living_picks(tx, now=now, kept=brain.picks)
    pool = await recalled(tx, brain.pool, brain.fans, now=now)
    ask = Ask(viewer=0, now=now, seed=0, draw=minute, channel=channel, picked=picked, fans=brain.fans, pool=pool)
    feed = ranked(_EDITION, minute, trait, await rank_home(tx, ask))
    await store.add_edition(
        tx,
        {
            "channel": trait,
            "starts_at": starts_at,
            "note_ids": feed.note_ids,
            "reasons": feed.reasons,
            "trace": feed.told,
        },
    )
    return feed


async def _page(
    tx: Tx,
    *,
    by: Actor,
    feed: Listed,
    start: int,
    limit: int,
    now: datetime,
    brain: Brain,
    encoded: bool,
    first_cards: Mapping[int, Any] | None = None,
    goods_cards: Cards | None = None,
) -> DiscoverPage:
    """One page of a ranked feed; notes that were withdrawn meanwhile are left out, the next ones move up.

    `first_cards` are the cards of the first `limit` notes, `goods_cards` those between them, where they are known.
    """
    shown: dict[int, Any] = {}
    at, is_mine, cards = start, feed.kind == _MINE, first_cards
    while at < feed.length and len(shown) < limit:
        part = feed.note_ids[at : at + limit - len(shown)]
        if cards is None:
            soon = feed.note_ids[at + len(part) : at + len(part) + SOON] if is_mine else ()
            cards = await _cards(tx, part, soon, by=by, brain=brain, encoded=encoded)
        shown |= {at + place: cards[note] for place, note in enumerate(part) if note in cards}
        at, cards = at + len(part), None
    if is_mine:
        await _note_shown(tx, feed, until=at, at_least=limit, brain=brain)
    page = remember_page(
        brain,
        by=by,
        is_personal=is_mine,
        surface="discover",
        edition=None if is_mine else (feed.channel, feed.number),
        bucket=feed.bucket,
        model=feed.model,
        start=start,
        items=[feed.note_ids[place] for place in shown],
        places=feed.places[start:at] if len(shown) == at - start else feed.places[list(shown)],
        now=now,
    )
    items: Any = (_encoded if encoded else _items)(shown, feed.reasons, page)
    # A personal feed goes on with a new ranking when this one is used up; an edition ends.
    goes_on = at < feed.length or (is_mine and bool(shown))
    span: dict[str, Any] = {"by": by, "feed": feed, "start": start, "stop": at, "shown": shown, "now": now}
    goods = await goods_between(tx, **span, brain=brain, encoded=encoded, cards=goods_cards)
    live = await shows_between(tx, **span, board=brain.live)
    following = cursor.encode(feed.kind, feed.number, at) if goes_on else None
    return DiscoverPage(items=items, goods=goods, live=live, next_cursor=following)


async def _note_shown(tx: Tx, feed: Listed, *, until: int, at_least: int, brain: Brain) -> None:
    """Remember how far a feed was shown; as it was ranked its first page was noted as shown already."""
    if brain.open is not None:
        brain.open.hold(feed)
        if until > at_least:
            brain.open.show(feed, until)
    else:
        await store.set_served(tx, [(feed.member, feed.number, until)])


def _part(feed: Listed, start: int, limit: int) -> tuple[Sequence[int], Sequence[int]]:
    """The notes of a page, and those whose cards are made with theirs if one is missing."""
    end = start + limit
    return feed.note_ids[start:end], feed.note_ids[end : end + SOON]


async def _sure_cards(tx: Tx, feed: Listed, start: int, limit: int, *, brain: Brain) -> Mapping[int, bytes] | None:
    """The cards of a page, asked for only where they are not kept; None if something was heard, so that it must be."""
    if brain.cards is None or feed.own is None or not feed.stands(brain.hearing):
        return None
    notes, soon = _part(feed, start, limit)
    cards = await community.sure_cards(tx, notes, own=feed.own, kept=brain.cards, soon=soon)
    return cards or None


async def _cards(
    tx: Tx, notes: Sequence[int], soon: Sequence[int], *, by: Actor, brain: Brain, encoded: bool
) -> Mapping[int, Any]:
    if encoded and brain.cards is not None:
        return (await community.encoded_cards(tx, notes, viewer=by.member_id, kept=brain.cards, soon=soon))[0]
    cards = await community.cards(tx, notes, viewer=by.member_id)
    return {note: msgspec.json.encode(card) for note, card in cards.items()} if encoded else cards


def _items(shown: Mapping[int, NoteCard], reasons: Sequence[str], page: str) -> list[FeedItem]:
    return [FeedItem(note=note, reason=_reason(reasons[place]), page=page) for place, note in shown.items()]


def _encoded(shown: Mapping[int, bytes], reasons: Sequence[str], page: str) -> msgspec.Raw:
    """The same list as it goes over the wire, in one piece: an item apiece costs more than all that is in it."""
    end = page.encode()
    items = [
        b'{"note":%b,"reason":%b,"page":"%b"}' % (note, _encoded_reason(reasons[place]), end)
        for place, note in shown.items()
    ]
    return msgspec.Raw(b"[%b]" % b",".join(items))


@lru_cache(maxsize=10_000)
def _encoded_reason(kept: str) -> bytes:
    return msgspec.json.encode(_reason(kept))


def _reason(kept: str) -> Reason:
    code, zh, en = rules.explain(kept)
    return Reason(code=code, zh=zh, en=en)
