"""Following members, brands and topics; fans; blocks."""

from collections.abc import Sequence
from datetime import datetime

from zhongcao.community import rules, store
from zhongcao.community.errors import Blocked, MemberNotFound, SelfFollow, TargetNotFound
from zhongcao.community.events import MemberFollowed, MemberUnfollowed
from zhongcao.community.rules import FollowKind
from zhongcao.community.schemas import Fellow, Follows, MemberPage
from zhongcao.identity import service as identity
from zhongcao.identity.errors import MemberNotFound as UnknownMember
from zhongcao.identity.schemas import MemberCard
from zhongcao.kit import cursor, outbox
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.supply import service as supply


async def follow(tx: Tx, *, by: Actor, member_id: int, now: datetime) -> None:
    """Follow a member once."""
    if member_id == by.member_id:
        raise SelfFollow()
    await _get_member(tx, member_id)
    if await store.is_blocked(tx, by=member_id, member_id=by.member_id):
        raise Blocked()
    if await store.add_follow(tx, member_id=by.member_id, kind=FollowKind.MEMBER, target_id=member_id, now=now):
        await store.add_fan(tx, member_id=member_id, fan_id=by.member_id, now=now)
        await store.count_circle(tx, follower=by.member_id, followee=member_id, change=1)
        outbox.emit(tx, MemberFollowed(member=by.member_id, followee=member_id, at=now))


async def unfollow(tx: Tx, *, by: Actor, member_id: int) -> None:
    """Stop following a member; doing so twice changes nothing."""
    await part(tx, member_id=by.member_id, followee_id=member_id)


async def part(tx: Tx, *, member_id: int, followee_id: int) -> None:
    """One of two stops following the other, whoever wants it so; twice changes nothing."""
    since = await store.drop_follow(tx, member_id=member_id, kind=FollowKind.MEMBER, target_id=followee_id)
    if since is not None:
        await store.drop_fan(tx, member_id=followee_id, fan_id=member_id)
        await store.count_circle(tx, follower=member_id, followee=followee_id, change=-1)
        outbox.emit(tx, MemberUnfollowed(member=member_id, followee=followee_id, followed_at=since))


async def follow_brand(tx: Tx, *, by: Actor, brand_id: int, now: datetime) -> None:
    """Follow a brand once."""
    if brand_id not in await supply.brands(tx, [brand_id]):
        raise TargetNotFound(brand=str(brand_id))
    await store.add_follow(tx, member_id=by.member_id, kind=FollowKind.BRAND, target_id=brand_id, now=now)


async def unfollow_brand(tx: Tx, *, by: Actor, brand_id: int) -> None:
    """Stop following a brand."""
    await store.drop_follow(tx, member_id=by.member_id, kind=FollowKind.BRAND, target_id=brand_id)


async def follow_topic(tx: Tx, *, by: Actor, name: str, now: datetime) -> None:
    """Follow a topic once."""
    topic = await store.find_topic(tx, rules.clean_topic(name), viewer=by.member_id)
    if topic is None:
        raise TargetNotFound(topic=name)
    await store.add_follow(tx, member_id=by.member_id, kind=FollowKind.TOPIC, target_id=topic.id, now=now)


async def unfollow_topic(tx: Tx, *, by: Actor, name: str) -> None:
    """Stop following a topic."""
    topic = await store.find_topic(tx, rules.clean_topic(name), viewer=by.member_id)
    if topic is not None:
        await store.drop_follow(tx, member_id=by.member_id, kind=FollowKind.TOPIC, target_id=topic.id)


async def block(tx: Tx, *, by: Actor, member_id: int, now: datetime) -> None:
    """Block a member: both stop following each other and no longer meet in lists."""
    if member_id == by.member_id:
        raise SelfFollow()
    await _get_member(tx, member_id)
    if await store.add_block(tx, member_id=by.member_id, blocked_id=member_id, now=now):
        await part(tx, member_id=by.member_id, followee_id=member_id)
        await part(tx, member_id=member_id, followee_id=by.member_id)


async def unblock(tx: Tx, *, by: Actor, member_id: int) -> None:
    """Lift a block; old follows do not come back by themselves."""
    await store.drop_block(tx, member_id=by.member_id, blocked_id=member_id)


async def blocked_by(tx: Tx | ReadTx, *, member_id: int, among: Sequence[int]) -> set[int]:
    """Which of some members do not want to meet a member."""
    return await store.blocked_by(tx, member_id=member_id, others=among) if among else set()


async def apart(tx: Tx | ReadTx, *, member_id: int, others: Sequence[int]) -> set[int]:
    """The members among some between whom and a member stands a block, whoever set it."""
    if not others:
        return set()
    one_way = await store.blocked_by(tx, member_id=member_id, others=others)
    return one_way | await store.blocked_among(tx, member_id=member_id, others=others)


async def followed_among(tx: Tx | ReadTx, *, member_id: int, others: Sequence[int]) -> set[int]:
    """Which of some members a member follows."""
    return await store.follows_among(tx, member_id=member_id, targets=others) if others else set()


async def count_fans_between(tx: Tx | ReadTx, *, member_id: int, since: datetime, until: datetime) -> int:
    """How many of a member's fans came within a period."""
    return await store.count_fans_between(tx, member_id=member_id, since=since, until=until)


async def get_member_page(tx: Tx | ReadTx, *, member_id: int, by: Actor) -> MemberPage:
    """What the community knows about a member."""
    member = await _get_member(tx, member_id)
    row = await store.find_circle(tx, member_id, viewer=by.member_id)
    return MemberPage(
        member=member,
        notes=row.notes,
        likes=int(row.likes),
        collects=int(row.collects),
        fans=row.fans or 0,
        followees=row.followees or 0,
        following=row.following,
        follows_viewer=row.follows_viewer,
        blocked=row.blocked,
        is_viewer=member_id == by.member_id,
    )


async def list_fans(tx: Tx | ReadTx, *, member_id: int, viewer: int, after: str | None, limit: int) -> Page[Fellow]:
    """Who follows a member."""
    start = cursor.decode(after, int)[0] if after else None
    ids = await store.page_of_fans(tx, member_id=member_id, after=start, limit=limit + 1)
    return await _member_page(tx, ids, viewer, limit)


async def list_followees(
    tx: Tx | ReadTx, *, member_id: int, viewer: int, after: str | None, limit: int
) -> Page[Fellow]:
    """Whom a member follows."""
    start = cursor.decode(after, int)[0] if after else None
    ids = await store.page_of_followees(tx, member_id=member_id, after=start, limit=limit + 1)
    return await _member_page(tx, ids, viewer, limit)


async def fellows(tx: Tx | ReadTx, member_ids: Sequence[int], *, viewer: int) -> dict[int, Fellow]:
    """Some members as a viewer meets them in a list of people; accounts that are gone are left out."""
    if not member_ids:
        return {}
    found = await identity.cards(tx, member_ids)
    fans = await store.count_fans(tx, member_ids)
    following = await store.follows_among(tx, member_id=viewer, targets=member_ids) if viewer else set()
    followed_by = await store.fans_among(tx, member_id=viewer, others=member_ids) if viewer else set()
    return {
        key: Fellow(
            id=card.id,
            nickname=card.nickname,
            avatar_url=card.avatar_url,
            verified=card.verified,
            fans=fans.get(key, 0),
            following=key in following,
            follows_viewer=key in followed_by,
            is_viewer=key == viewer,
        )
        for key, card in found.items()
    }


async def get_follows(tx: Tx | ReadTx, *, by: Actor) -> Follows:
    """The topics and brands that a member follows."""
    topics = await followed_topics(tx, by.member_id)
    ids = await followed_brands(tx, by.member_id)
    brands = await supply.brands(tx, ids) if ids else {}
    return Follows(topics=list(topics.values()), brands=[brands[key] for key in ids if key in brands])


async def followees(tx: Tx | ReadTx, member_id: int) -> list[int]:
    """The members whom a member follows, newest first, at most two thousand."""
    return list(await store.list_targets(tx, member_id=member_id, kind=FollowKind.MEMBER))


async def followed_topics(tx: Tx | ReadTx, member_id: int) -> dict[int, str]:
    """The topics that a member follows, by id."""
    ids = await store.list_targets(tx, member_id=member_id, kind=FollowKind.TOPIC)
    return await store.topic_names(tx, ids) if ids else {}


async def followed_brands(tx: Tx | ReadTx, member_id: int) -> list[int]:
    """The brands that a member follows."""
    return list(await store.list_targets(tx, member_id=member_id, kind=FollowKind.BRAND))


async def fans(tx: Tx | ReadTx, *, member_id: int, after: int = 0, limit: int = 1000) -> list[int]:
    """Who follows a member, by id, for telling them something."""
    return list(await store.page_of_fans(tx, member_id=member_id, after=after, limit=limit))


async def count_fans(tx: Tx | ReadTx, member_ids: Sequence[int]) -> dict[int, int]:
    """How many fans some members have; members without fans are left out."""
    return await store.count_fans(tx, member_ids) if member_ids else {}


async def _member_page(tx: Tx | ReadTx, ids: Sequence[int], viewer: int, limit: int) -> Page[Fellow]:
    found = await fellows(tx, ids[:limit], viewer=viewer)
    items = [found[key] for key in ids[:limit] if key in found]
    return Page(items, cursor.encode(ids[limit - 1]) if len(ids) > limit else None)


async def _get_member(tx: Tx | ReadTx, member_id: int) -> MemberCard:
    try:
        return await identity.get_card(tx, member_id=member_id)
    except UnknownMember:
        raise MemberNotFound(member=str(member_id)) from None
