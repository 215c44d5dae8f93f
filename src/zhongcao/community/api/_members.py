"""Following, fans, blocks, and what the community knows about a member."""

from typing import Annotated

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter

from zhongcao.community import service
from zhongcao.community.errors import Blocked, MemberNotFound, SelfFollow, TargetNotFound
from zhongcao.community.schemas import Fellow, Follows, MemberPage
from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import ANYONE, MEMBER, Actor, CursorText, PageSize

TopicInPath = Annotated[str, PathParameter(min_length=1, max_length=60)]


@get("/v1/members/{member:int}/community", access=ANYONE, refusals=(MemberNotFound,))
async def get_member_page(
    member: FromPath[int], read: NamedDependency[ReadTx], actor: NamedDependency[Actor]
) -> MemberPage:
    """A member's numbers, and whether the viewer follows them."""
    return await service.get_member_page(read, member_id=member, by=actor)


@put("/v1/members/{member:int}/follow", access=MEMBER, status_code=204, refusals=(MemberNotFound, SelfFollow, Blocked))
async def follow_member(member: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Follow a member; again changes nothing."""
    await service.follow(tx, by=actor, member_id=member, now=clock.now())


@delete("/v1/members/{member:int}/follow", access=MEMBER)
async def unfollow_member(member: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Stop following a member; again changes nothing."""
    await service.unfollow(tx, by=actor, member_id=member)


@get("/v1/members/{member:int}/fans", access=ANYONE, refusals=(CursorUnreadable,))
async def list_fans(
    member: FromPath[int],
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Fellow]:
    """Who follows a member."""
    return await service.list_fans(read, member_id=member, viewer=actor.member_id, after=cursor, limit=limit)


@get("/v1/members/{member:int}/followees", access=ANYONE, refusals=(CursorUnreadable,))
async def list_followees(
    member: FromPath[int],
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Fellow]:
    """Whom a member follows."""
    return await service.list_followees(read, member_id=member, viewer=actor.member_id, after=cursor, limit=limit)


@put("/v1/members/{member:int}/block", access=MEMBER, status_code=204, refusals=(MemberNotFound, SelfFollow))
async def block_member(member: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Block a member; both stop following each other."""
    await service.block(tx, by=actor, member_id=member, now=clock.now())


@delete("/v1/members/{member:int}/block", access=MEMBER)
async def unblock_member(member: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Lift a block."""
    await service.unblock(tx, by=actor, member_id=member)


@get("/v1/me/follows", access=MEMBER)
async def get_my_follows(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Follows:
    """The topics and brands that one follows."""
    return await service.get_follows(read, by=actor)


@put("/v1/brands/{brand:int}/follow", access=MEMBER, status_code=204, refusals=(TargetNotFound,))
async def follow_brand(brand: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Follow a brand; again changes nothing."""
    await service.follow_brand(tx, by=actor, brand_id=brand, now=clock.now())


@delete("/v1/brands/{brand:int}/follow", access=MEMBER)
async def unfollow_brand(brand: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Stop following a brand."""
    await service.unfollow_brand(tx, by=actor, brand_id=brand)


@put("/v1/topics/{name:str}/follow", access=MEMBER, status_code=204, refusals=(TargetNotFound,))
async def follow_topic(name: TopicInPath, tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Follow a topic; again changes nothing."""
    await service.follow_topic(tx, by=actor, name=name, now=clock.now())


@delete("/v1/topics/{name:str}/follow", access=MEMBER)
async def unfollow_topic(name: TopicInPath, tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Stop following a topic."""
    await service.unfollow_topic(tx, by=actor, name=name)


ROUTES = [
    get_member_page,
    follow_member,
    unfollow_member,
    list_fans,
    list_followees,
    block_member,
    unblock_member,
    get_my_follows,
    follow_brand,
    unfollow_brand,
    follow_topic,
    unfollow_topic,
]
