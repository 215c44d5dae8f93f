"""Pages of the feeds: a feed is ranked once and then served page by page, so that a session never repeats itself."""

from datetime import UTC, datetime, timedelta

import msgspec

from zhongcao.community import service as community
from zhongcao.community.schemas import NoteCard
from zhongcao.discovery import rules, store
from zhongcao.discovery.errors import ChannelUnknown
from zhongcao.discovery.feeds.found import Found, joined
from zhongcao.discovery.feeds.pages import pack, places_of, unpack
from zhongcao.discovery.schemas import FeedItem, PostItem, Reason
from zhongcao.discovery.service._brain import Brain
from zhongcao.discovery.service._home import Ask
from zhongcao.discovery.service._kin import expected
from zhongcao.discovery.service._picks import living_picks
from zhongcao.discovery.service._ranker import learnt_heads
from zhongcao.discovery.service._recall import rank_home
from zhongcao.discovery.service._serving import remember_page
from zhongcao.discovery.service._trials import rank_on_trial
from zhongcao.discovery.service._wishes import (
    distaste,
    tastes_with_interests,
    traits_of_channel,
    traits_of_interests,
    unwanted,
)
from zhongcao.identity import service as identity
from zhongcao.kit import cursor
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx, Tx, forgo_sync
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id

CHANNELS = {"category": "c", "topic": "t", "brand": "b"}
_MINE, _EDITION = "m", "e"
WITHOUT = Brain()


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A ranked feed from which pages are cut: its number (an edition's is its minute), notes, reasons and trace."""

    kind: str
    number: int
    channel: str
    note_ids: list[int]
    reasons: list[str]
    trace: bytes | None


async def discover(
    tx: Tx, *, by: Actor, channel: str, after: str | None, limit: int, now: datetime, brain: Brain = WITHOUT
) -> Page[FeedItem]:
    """A page of Discover: personal for members, the minute's edition for visitors and whoever wants no portrait."""
    trait = trait_of_channel(channel)
    if after:
        kind, number, start = cursor.decode(after, str, int, int)
        if kind == _EDITION:
            feed = await _edition(tx, trait=trait, minute=number, now=now, brain=brain)
        else:
            feed, start = await _continued(tx, by=by, feed_id=number, start=start, now=now, brain=brain)
    elif by.signed_in and await _is_personal(tx, by):
        feed, start = await _rank_for_member(tx, by=by, trait=trait, now=now, first=True, brain=brain), 0
    else:
        minute = int(now.timestamp()) // rules.EDITION_SECONDS
        feed, start = await _edition(tx, trait=trait, minute=minute, now=now, brain=brain), 0
    return await _page(tx, by=by, feed=feed, start=start, limit=limit, now=now, brain=brain)


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


async def _is_personal(tx: Tx, by: Actor) -> bool:
    profile = await identity.get_profile(tx, member_id=by.member_id)
    return profile.personalised


async def _rank_for_member(tx: Tx, *, by: Actor, trait: str, now: datetime, first: bool, brain: Brain) -> Listed:
    """Rank a feed for a member and keep it; a first page may bring back what was seen longest ago."""
    await forgo_sync(tx)  # a feed that a crash forgets is ranked anew
    kept = await store.find_viewer(tx, by.member_id, feeds=rules.SEEN_FEEDS_MAX)
    seen = kept.seen
    feed_id = new_id()
    version, heads = await learnt_heads(tx, brain.ranker)
    ask = await _ask(tx, by=by, trait=trait, kept=kept, feed_id=feed_id, now=now, brain=brain)
    ask = msgspec.structs.replace(ask, heads=heads)
    ranked, bucket = await rank_on_trial(tx, ask)
    if first and len(ranked) < rules.CHANCE_EVERY and seen:
        recent = seen[: len(seen) // 2]
        ranked = joined(ranked, await rank_home(tx, msgspec.structs.replace(ask, seen=recent)))
    model = version if ranked.ranked.any() else 0
    feed = _listed(_MINE, feed_id, trait, ranked, model=model, bucket=bucket)
    await store.add_feed(
        tx,
        {
            "member_id": by.member_id,
            "id": feed_id,
            "channel": trait,
            "note_ids": feed.note_ids,
            "reasons": feed.reasons,
            "trace": feed.trace,
            "served": 0,
            "at": now,
            "portrait_at": kept.changed_at,
        },
    )
    return feed


async def _ask(tx: Tx, *, by: Actor, trait: str, kept: store.Known, feed_id: int, now: datetime, brain: Brain) -> Ask:
    """All that ranking asks about a member."""
    profile = await identity.get_profile(tx, member_id=by.member_id)
    interests = await traits_of_interests(tx, profile.interests)
    last = kept.seen[: rules.SPREAD_WINDOW]
    traits = await store.traits_of_notes(tx, last)
    return Ask(
        viewer=by.member_id,
        now=now,
        seed=feed_id,
        channel=await traits_of_channel(tx, trait),
        tastes=tastes_with_interests(kept.tastes, interests, rules.growth(now, rules.TASTE_HALF_LIFE)),
        interests=interests,
        followees=frozenset(await community.followees(tx, by.member_id)),
        seen=kept.seen,
        unwanted=unwanted(kept),
        distaste=distaste(kept, now=now),
        kin=await expected(tx, brain.kin, kept, of="notes"),
        picked=await living_picks(tx, now=now),
        fans=brain.fans,
        shown_last=[traits[note] for note in reversed(last) if note in traits],
    )


def _listed(kind: str, number: int, channel: str, ranked: Found, *, model: int = 0, bucket: str = "") -> Listed:
    return Listed(
        kind=kind,
        number=number,
        channel=channel,
        note_ids=ranked.note_ids,
        reasons=ranked.told,
        trace=pack(places_of(ranked), model=model, bucket=bucket),
    )


async def _continued(tx: Tx, *, by: Actor, feed_id: int, start: int, now: datetime, brain: Brain) -> tuple[Listed, int]:
    """The feed of the next page: this one, or one ranked anew because it is used up or the portrait changed since.

    A feed remembers how it was continued, so that the same request twice gets the same page.
    """
    kept = await store.find_feed(tx, member_id=by.member_id, feed_id=feed_id)
    while kept is not None and kept.continued_as is not None and start >= kept.continued_from:
        feed_id, start = kept.continued_as, start - kept.continued_from
        kept = await store.find_feed(tx, member_id=by.member_id, feed_id=feed_id)
    if kept is None:
        raise cursor.CursorUnreadable()
    await forgo_sync(tx)  # a page that a crash forgets may be shown again
    is_as_ranked = kept.portrait_at == kept.changed_at or kept.continued_as is not None
    if start < len(kept.note_ids) and is_as_ranked:
        return (
            Listed(
                kind=_MINE,
                number=feed_id,
                channel=kept.channel,
                note_ids=kept.note_ids,
                reasons=kept.reasons,
                trace=kept.trace,
            ),
            start,
        )
    feed = await _rank_for_member(tx, by=by, trait=kept.channel, now=now, first=False, brain=brain)
    await store.set_continued(tx, member_id=by.member_id, feed_id=feed_id, place=start, as_feed=feed.number)
    return feed, 0


async def _edition(tx: Tx, *, trait: str, minute: int, now: datetime, brain: Brain) -> Listed:
    """The feed of everyone as of one minute; ranked by whoever asks first."""
    starts_at = datetime.fromtimestamp(minute * rules.EDITION_SECONDS, UTC)
    kept = await store.find_edition(tx, channel=trait, starts_at=starts_at)
    if kept is not None:
        return Listed(
            kind=_EDITION,
            number=minute,
            channel=trait,
            note_ids=kept.note_ids,
            reasons=kept.reasons,
            trace=kept.trace,
        )
    if now - starts_at > timedelta(seconds=2 * rules.EDITION_SECONDS) or starts_at > now:
        raise cursor.CursorUnreadable()
    channel = await traits_of_channel(tx, trait)
    picked = await living_picks(tx, now=now)
    ask = Ask(viewer=0, now=now, seed=0, draw=minute, channel=channel, picked=picked, fans=brain.fans)
    feed = _listed(_EDITION, minute, trait, await rank_home(tx, ask))
    await store.add_edition(
        tx,
        {
            "channel": trait,
            "starts_at": starts_at,
            "note_ids": feed.note_ids,
            "reasons": feed.reasons,
            "trace": feed.trace,
        },
    )
    return feed


async def _page(
    tx: Tx, *, by: Actor, feed: Listed, start: int, limit: int, now: datetime, brain: Brain
) -> Page[FeedItem]:
    """One page of a ranked feed; notes that were withdrawn meanwhile are left out, the next ones move up."""
    shown: dict[int, NoteCard] = {}
    at, is_mine = start, feed.kind == _MINE
    while at < len(feed.note_ids) and len(shown) < limit:
        part = range(at, min(at + limit - len(shown), len(feed.note_ids)))
        cards = await community.cards(tx, [feed.note_ids[place] for place in part], viewer=by.member_id)
        shown |= {place: cards[feed.note_ids[place]] for place in part if feed.note_ids[place] in cards}
        at = part.stop
    if is_mine:
        await store.set_served(tx, member_id=by.member_id, feed_id=feed.number, served=at)
    model, bucket, places = unpack(feed.trace, len(feed.note_ids))
    page = remember_page(
        brain,
        by=by,
        is_personal=is_mine,
        surface="discover",
        edition=None if is_mine else (feed.channel, feed.number),
        bucket=bucket,
        model=model,
        start=start,
        items=[feed.note_ids[place] for place in shown],
        places=places[list(shown)],
        now=now,
    )
    items = [FeedItem(note=note, reason=_reason(feed.reasons[place]), page=page) for place, note in shown.items()]
    # A personal feed goes on with a new ranking when this one is used up; an edition ends.
    goes_on = at < len(feed.note_ids) or (is_mine and bool(items))
    return Page(items, cursor.encode(feed.kind, feed.number, at) if goes_on else None)


def _reason(kept: str) -> Reason:
    code, zh, en = rules.explain(kept)
    return Reason(code=code, zh=zh, en=en)
