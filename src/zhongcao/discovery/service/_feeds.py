"""Pages of the feeds: a feed is ranked once and then served page by page, so that a session never repeats itself."""

from datetime import UTC, datetime, timedelta

import msgspec

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.errors import ChannelUnknown
from zhongcao.discovery.kin.shelf import KinShelf
from zhongcao.discovery.schemas import FeedItem, PostItem, Reason
from zhongcao.discovery.service._home import Ask, Candidate, rank_home
from zhongcao.discovery.service._kin import expected
from zhongcao.discovery.service._picks import living_picks
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


async def discover(
    tx: Tx, *, by: Actor, channel: str, after: str | None, limit: int, now: datetime, kin: KinShelf | None = None
) -> Page[FeedItem]:
    """A page of Discover: personal for members, the minute's edition for visitors and whoever wants no portrait."""
    trait = trait_of_channel(channel)
    if after:
        kind, feed, start = cursor.decode(after, str, int, int)
        if kind == _EDITION:
            return await _edition_page(tx, by=by, trait=trait, minute=feed, start=start, limit=limit, now=now)
        return await _continued(tx, by=by, feed_id=feed, start=start, limit=limit, now=now, kin=kin)
    if by.signed_in and await _is_personal(tx, by):
        feed_id, feed = await _rank_for_member(tx, by=by, trait=trait, now=now, first=True, kin=kin)
        return await _serve(tx, by=by, feed_id=feed_id, feed=feed, start=0, limit=limit)
    minute = int(now.timestamp()) // rules.EDITION_SECONDS
    return await _edition_page(tx, by=by, trait=trait, minute=minute, start=0, limit=limit, now=now)


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


async def _rank_for_member(
    tx: Tx, *, by: Actor, trait: str, now: datetime, first: bool, kin: KinShelf | None
) -> tuple[int, list[Candidate]]:
    """Rank a feed for a member and keep it; a first page may bring back what was seen longest ago."""
    await forgo_sync(tx)  # a feed that a crash forgets is ranked anew
    kept = await store.find_viewer(tx, by.member_id, feeds=rules.SEEN_FEEDS_MAX)
    seen = kept.seen
    profile = await identity.get_profile(tx, member_id=by.member_id)
    interests = await traits_of_interests(tx, profile.interests)
    followees = frozenset(await community.followees(tx, by.member_id))
    feed_id = new_id()
    ask = Ask(
        viewer=by.member_id,
        now=now,
        seed=feed_id,
        channel=await traits_of_channel(tx, trait),
        tastes=tastes_with_interests(kept.tastes, interests, rules.growth(now, rules.TASTE_HALF_LIFE)),
        interests=interests,
        followees=followees,
        seen=seen,
        unwanted=unwanted(kept),
        distaste=distaste(kept, now=now),
        kin=await expected(tx, kin, kept, of="notes"),
        picked=await living_picks(tx, now=now),
    )
    feed = await rank_on_trial(tx, ask)
    if first and len(feed) < rules.CHANCE_EVERY and seen:
        fresh = {one.note_id for one in feed}
        recent = seen[: len(seen) // 2]
        again = await rank_home(tx, msgspec.structs.replace(ask, seen=recent))
        feed += [one for one in again if one.note_id not in fresh]
    await store.add_feed(
        tx,
        {
            "member_id": by.member_id,
            "id": feed_id,
            "channel": trait,
            "note_ids": [one.note_id for one in feed],
            "reasons": [one.reason for one in feed],
            "served": 0,
            "at": now,
            "portrait_at": kept.changed_at,
        },
    )
    return feed_id, feed


async def _continued(
    tx: Tx, *, by: Actor, feed_id: int, start: int, limit: int, now: datetime, kin: KinShelf | None
) -> Page[FeedItem]:
    """The next page: of this feed, or of one ranked anew because it is used up or the portrait has changed since.

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
        listed = list(zip(kept.note_ids, kept.reasons, strict=True))
        return await _page(tx, by=by, kind=_MINE, feed=feed_id, listed=listed, start=start, limit=limit)
    next_id, feed = await _rank_for_member(tx, by=by, trait=kept.channel, now=now, first=False, kin=kin)
    await store.set_continued(tx, member_id=by.member_id, feed_id=feed_id, place=start, as_feed=next_id)
    return await _serve(tx, by=by, feed_id=next_id, feed=feed, start=0, limit=limit)


async def _serve(tx: Tx, *, by: Actor, feed_id: int, feed: list[Candidate], start: int, limit: int) -> Page[FeedItem]:
    listed = [(one.note_id, one.reason) for one in feed]
    return await _page(tx, by=by, kind=_MINE, feed=feed_id, listed=listed, start=start, limit=limit)


async def _edition_page(
    tx: Tx, *, by: Actor, trait: str, minute: int, start: int, limit: int, now: datetime
) -> Page[FeedItem]:
    starts_at = datetime.fromtimestamp(minute * rules.EDITION_SECONDS, UTC)
    kept = await store.find_edition(tx, channel=trait, starts_at=starts_at)
    if kept is not None:
        listed = list(zip(kept.note_ids, kept.reasons, strict=True))
    elif now - starts_at > timedelta(seconds=2 * rules.EDITION_SECONDS) or starts_at > now:
        raise cursor.CursorUnreadable()
    else:
        channel = await traits_of_channel(tx, trait)
        picked = await living_picks(tx, now=now)
        feed = await rank_home(tx, Ask(viewer=0, now=now, seed=0, channel=channel, picked=picked))
        listed = [(one.note_id, one.reason) for one in feed]
        await store.add_edition(
            tx,
            {
                "channel": trait,
                "starts_at": starts_at,
                "note_ids": [note for note, _ in listed],
                "reasons": [reason for _, reason in listed],
            },
        )
    return await _page(tx, by=by, kind=_EDITION, feed=minute, listed=listed, start=start, limit=limit)


async def _page(
    tx: Tx, *, by: Actor, kind: str, feed: int, listed: list[tuple[int, str]], start: int, limit: int
) -> Page[FeedItem]:
    """One page of a ranked feed; notes that were withdrawn meanwhile are left out, the next ones move up."""
    items: list[FeedItem] = []
    at = start
    while at < len(listed) and len(items) < limit:
        part = listed[at : at + limit - len(items)]
        cards = await community.cards(tx, [note for note, _ in part], viewer=by.member_id)
        items += [FeedItem(note=cards[note], reason=_reason(reason)) for note, reason in part if note in cards]
        at += len(part)
    if kind == _MINE:
        await store.set_served(tx, member_id=by.member_id, feed_id=feed, served=at)
    # A personal feed goes on with a new ranking when this one is used up; an edition ends.
    goes_on = at < len(listed) or (kind == _MINE and bool(items))
    return Page(items, cursor.encode(kind, feed, at) if goes_on else None)


def _reason(kept: str) -> Reason:
    code, zh, en = rules.explain(kept)
    return Reason(code=code, zh=zh, en=en)
