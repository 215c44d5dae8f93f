"""Shows on air between the notes of Discover (直播卡片): of hosts whom one follows, or with a shelf that one may like.

A process holds what is on air and asks for it once in three seconds at most; while nobody is live, a page costs nothing
for it. The stage `offer_shows` decides with the ranking; a page then shows what is still on air.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.feeds.found import Found
from zhongcao.discovery.feeds.offering import Aired
from zhongcao.discovery.schemas import LiveBetween, Reason
from zhongcao.discovery.service._ask import Ask
from zhongcao.discovery.service._channels import heard
from zhongcao.discovery.service._listed import Listed
from zhongcao.discovery.service._live_board import Airing, LiveBoard
from zhongcao.discovery.service._wishes import shares_of
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.live import service as live


async def airing_for(tx: Tx | ReadTx, *, member: int, now: datetime, board: LiveBoard | None) -> list[Airing]:
    """What is on air for a member: no show of their own or across a block, none to which they just came."""
    if board is None or not (shows := await board.shows(tx, now=now)):
        return []
    visited = await live.list_visited(tx, member_id=member, since=now - rules.shows.AGAIN)
    apart = await community.apart(tx, member_id=member, others=sorted({one.airing.host for one in shows.values()}))
    known = (one.airing for key, one in shows.items() if key not in visited)
    return [one for one in known if one.host != member and one.host not in apart]


def offer_shows(ask: Ask, found: Found) -> Found:
    """Mix: now and then a show on air, of a host whom the viewer follows or with a shelf that they may like."""
    if not ask.airing or len(found) <= rules.shows.FIRST:
        return found
    shares = shares_of(ask.tastes)
    wanted = []
    for one in ask.airing:
        if ask.unwanted and not ask.unwanted.isdisjoint(_subjects(one)):
            continue
        liked, trait = max(((shares.get(trait, 0.0), trait) for trait in sorted(one.traits)), default=(0.0, ""))
        followed = one.host in ask.followees
        if followed or liked >= rules.shows.LIKED_LEAST:
            reason = "follow" if followed else rules.shows.KIND[trait[0]]
            wanted.append((followed + liked, one.watching, one.show, reason))
    wanted.sort(reverse=True)
    places = rules.shows.places(len(found))
    aired = [
        Aired(place=place, show=show, reason=reason)
        for place, (_, _, show, reason) in zip(places, wanted, strict=False)
    ]
    return found.but(aired=aired)


async def shows_between(
    tx: Tx,
    *,
    by: Actor,
    feed: Listed,
    start: int,
    stop: int,
    shown: Collection[int],
    board: LiveBoard | None,
    now: datetime,
) -> list[LiveBetween]:
    """The shows that stand between the notes of a page; on the first page of everyone's feed, those one follows."""
    if board is None:
        return []
    aired = feed.shows_between(start, stop)
    if not feed.member and by.signed_in and not feed.channel and not start:
        aired = await heard("home", "airing", _followed(tx, by=by, length=stop, now=now, board=board), nothing=[])
    if not aired:
        return []
    asked = _there(tx, by=by, aired=aired, shown=shown, board=board, now=now)
    return await heard("home", "airing", asked, nothing=[])


async def _followed(tx: Tx, *, by: Actor, length: int, now: datetime, board: LiveBoard) -> list[Aired]:
    """Shows of hosts whom a member follows who lets nothing else be known of them."""
    airing = await airing_for(tx, member=by.member_id, now=now, board=board)
    hosts = sorted({one.host for one in airing})
    followed = await community.followed_among(tx, member_id=by.member_id, others=hosts)
    of_followed = [one for one in airing if one.host in followed]
    if not of_followed:
        return []
    subjects = sorted({subject for one in of_followed for subject in _subjects(one)})
    averse = await store.averse_among(tx, member_id=by.member_id, subjects=subjects)
    wanted = [one.show for one in of_followed if averse.isdisjoint(_subjects(one))]
    places = rules.shows.places(length)
    return [Aired(place=place, show=show, reason="follow") for place, show in zip(places, wanted, strict=False)]


def _subjects(airing: Airing) -> tuple[str, str]:
    """What somebody may have sent away: the show, or whatever its host does."""
    return (f"l:{airing.show}", f"a:{airing.host}")


async def _there(
    tx: Tx, *, by: Actor, aired: Sequence[Aired], shown: Collection[int], board: LiveBoard, now: datetime
) -> list[LiveBetween]:
    """Those that are still on air, where no block came between."""
    shows = await board.shows(tx, now=now)
    there = [(one, shows[one.show]) for one in aired if one.show in shows]
    hosts = [on_air.airing.host for _, on_air in there]
    apart = await community.apart(tx, member_id=by.member_id, others=hosts)
    return [
        LiveBetween(show=on_air.card, reason=_reason(one.reason), before=sum(place < one.place for place in shown))
        for one, on_air in there
        if on_air.airing.host not in apart
    ]


def _reason(code: str) -> Reason:
    zh, en = rules.shows.REASONS[code]
    return Reason(code=code, zh=zh, en=en)
