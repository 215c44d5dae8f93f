"""Statements about follows, fans and blocks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    String,
    any_,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from zhongcao.community.rules import VIEWER_CHANGED, FollowKind
from zhongcao.community.store._visible import IS_PUBLISHED, VIEWER
from zhongcao.community.tables import BlockRow, CircleRow, FanRow, FollowRow, NoteRow
from zhongcao.kit.db import IdList, Instant, ReadTx, Tx
from zhongcao.kit.hearing import tell_changed

_IS_OF_MEMBER = FollowRow.kind == literal_column(f"'{FollowKind.MEMBER.value}'", String)
_OTHERS = any_(bindparam("others", type_=IdList()))
_ADD = insert(FollowRow).on_conflict_do_nothing().returning(FollowRow.target_id)
_DROP = (
    delete(FollowRow)
    .where(
        FollowRow.member_id == bindparam("member"),
        FollowRow.kind == bindparam("kind"),
        FollowRow.target_id == bindparam("target"),
    )
    .returning(FollowRow.at)
)
_ADD_FAN = insert(FanRow).on_conflict_do_nothing()
_DROP_FAN = delete(FanRow).where(FanRow.member_id == bindparam("member"), FanRow.fan_id == bindparam("fan"))


async def add_follow(tx: Tx, *, member_id: int, kind: FollowKind, target_id: int, now: datetime) -> bool:
    """Follow something; returns whether that is new."""
    given = {"member_id": member_id, "kind": kind, "target_id": target_id, "at": now}
    return await tx.scalar(_ADD, given) is not None


async def drop_follow(tx: Tx, *, member_id: int, kind: FollowKind, target_id: int) -> datetime | None:
    """Stop following something; returns since when it was followed."""
    when: datetime | None = await tx.scalar(_DROP, {"member": member_id, "kind": kind, "target": target_id})
    return when


async def add_fan(tx: Tx, *, member_id: int, fan_id: int, now: datetime) -> None:
    """Write the follow down with whoever is followed."""
    await tx.execute(_ADD_FAN, {"member_id": member_id, "fan_id": fan_id, "at": now})


async def drop_fan(tx: Tx, *, member_id: int, fan_id: int) -> None:
    """Strike the follow out with whoever was followed."""
    await tx.execute(_DROP_FAN, {"member": member_id, "fan": fan_id})


_COUNT_UP = text(
    """
    INSERT INTO community.circle AS circle (member_id, fans, followees)
    SELECT member_id, fans, followees
    FROM (VALUES (cast(:follower AS bigint), 0, 1), (cast(:followee AS bigint), 1, 0))
        AS new (member_id, fans, followees)
    ORDER BY member_id
    ON CONFLICT (member_id) DO UPDATE
    SET fans = circle.fans + excluded.fans, followees = circle.followees + excluded.followees
    """
)
_COUNT_DOWN = (
    update(CircleRow)
    .where(CircleRow.member_id == bindparam("of_member"))
    .values(fans=CircleRow.fans - bindparam("fans_gone"), followees=CircleRow.followees - bindparam("followees_gone"))
)


async def count_circle(tx: Tx, *, follower: int, followee: int, change: int) -> None:
    """Move both counters by one; rows in the order of their keys, so that mutual follows cannot block each other."""
    if change > 0:
        await tx.execute(_COUNT_UP, {"follower": follower, "followee": followee})
        return
    for member_id, fans, followees in sorted([(follower, 0, 1), (followee, 1, 0)]):
        given = {"of_member": member_id, "fans_gone": fans, "followees_gone": followees}
        await tx.execute(_COUNT_DOWN, given)


_TARGETS = (
    select(FollowRow.target_id)
    .where(FollowRow.member_id == bindparam("member"), FollowRow.kind == bindparam("kind"))
    .order_by(FollowRow.at.desc())
    .limit(2000)
)
_FOLLOWS_AMONG = select(FollowRow.target_id).where(
    FollowRow.member_id == bindparam("member"), _IS_OF_MEMBER, FollowRow.target_id == _OTHERS
)
_FANS_AMONG = select(FanRow.fan_id).where(FanRow.member_id == bindparam("member"), FanRow.fan_id == _OTHERS)
_FANS = (
    select(FanRow.fan_id)
    .where(FanRow.member_id == bindparam("member"), FanRow.fan_id > bindparam("after"))
    .order_by(FanRow.fan_id)
    .limit(bindparam("most"))
)
_FOLLOWEES = (
    select(FollowRow.target_id)
    .where(FollowRow.member_id == bindparam("member"), _IS_OF_MEMBER, FollowRow.target_id > bindparam("after"))
    .order_by(FollowRow.target_id)
    .limit(bindparam("most"))
)


async def list_targets(tx: Tx | ReadTx, *, member_id: int, kind: FollowKind) -> Sequence[int]:
    """What a member follows, newest first."""
    return (await tx.scalars(_TARGETS, {"member": member_id, "kind": kind})).all()


FOLLOWED = text(
    """
    WITH followed AS MATERIALIZED (
        SELECT target_id, at FROM community.follow WHERE member_id = :member AND kind = 'member'
        ORDER BY at DESC LIMIT 2000
    )
    SELECT
        ARRAY(SELECT target_id FROM followed ORDER BY at DESC) AS followees,
        ARRAY(
            SELECT liked.note_id
            FROM (SELECT target_id FROM followed ORDER BY at DESC LIMIT :asked) AS one, LATERAL (
                SELECT note_id, at FROM community.note_like
                WHERE member_id = one.target_id AND at >= :since ORDER BY at DESC LIMIT :each
            ) AS liked
            GROUP BY liked.note_id HAVING count(*) >= :least
            ORDER BY count(*) DESC, max(liked.at) DESC, liked.note_id DESC LIMIT :most
        ) AS befriended
    """
).bindparams(
    bindparam("member", type_=BigInteger),
    bindparam("since", type_=Instant),
    *(bindparam(name, type_=Integer) for name in ("asked", "each", "least", "most")),
)
"""One row, for a statement to be asked in the same breath: whom `member` follows, newest first (`followees`), and which
notes `least` of the last `asked` of them liked `since` a moment, of the last `each` likes of each, at `most` so many
(`befriended`). What a single one liked is told to nobody."""


async def follows_among(tx: Tx | ReadTx, *, member_id: int, targets: Sequence[int]) -> set[int]:
    """Which of some members a member follows."""
    return set(await tx.scalars(_FOLLOWS_AMONG, {"member": member_id, "others": list(targets)}))


async def fans_among(tx: Tx | ReadTx, *, member_id: int, others: Sequence[int]) -> set[int]:
    """Which of some members follow a member."""
    return set(await tx.scalars(_FANS_AMONG, {"member": member_id, "others": list(others)}))


async def page_of_fans(tx: Tx | ReadTx, *, member_id: int, after: int | None, limit: int) -> Sequence[int]:
    """Who follows a member, by id."""
    return (await tx.scalars(_FANS, {"member": member_id, "after": after or 0, "most": limit})).all()


async def page_of_followees(tx: Tx | ReadTx, *, member_id: int, after: int | None, limit: int) -> Sequence[int]:
    """Whom a member follows, by id."""
    return (await tx.scalars(_FOLLOWEES, {"member": member_id, "after": after or 0, "most": limit})).all()


_OF_PUBLISHED = (
    select(
        func.count().label("notes"),
        func.coalesce(func.sum(NoteRow.likes), 0).label("likes"),
        func.coalesce(func.sum(NoteRow.collects), 0).label("collects"),
    )
    .where(NoteRow.author_id == bindparam("member"), IS_PUBLISHED)
    .subquery()
)
_OF_CIRCLE = select(CircleRow.fans, CircleRow.followees).where(CircleRow.member_id == bindparam("member")).subquery()
_CIRCLE = select(
    _OF_PUBLISHED,
    select(_OF_CIRCLE.c.fans).scalar_subquery().label("fans"),
    select(_OF_CIRCLE.c.followees).scalar_subquery().label("followees"),
    exists(
        select(1).where(FollowRow.member_id == VIEWER, _IS_OF_MEMBER, FollowRow.target_id == bindparam("member"))
    ).label("following"),
    exists(select(1).where(FanRow.member_id == VIEWER, FanRow.fan_id == bindparam("member"))).label("follows_viewer"),
    exists(select(1).where(BlockRow.member_id == VIEWER, BlockRow.blocked_id == bindparam("member"))).label("blocked"),
)
_COUNT_FANS = select(CircleRow.member_id, CircleRow.fans).where(CircleRow.member_id == _OTHERS)


async def find_circle(tx: Tx | ReadTx, member_id: int, *, viewer: int) -> Any:
    """A member's numbers, and how the viewer stands to them."""
    return (await tx.execute(_CIRCLE, {"member": member_id, "viewer": viewer})).one()


async def count_fans(tx: Tx | ReadTx, member_ids: Sequence[int]) -> dict[int, int]:
    """How many fans some members have."""
    return dict((await tx.execute(_COUNT_FANS, {"others": list(member_ids)})).all())


_FOLLOWS = (
    select(
        FollowRow.member_id,
        FollowRow.target_id.label("subject_id"),
        FollowRow.target_id.label("author_id"),
        FollowRow.at,
    )
    .where(
        _IS_OF_MEMBER,
        (FollowRow.member_id > bindparam("member"))
        | ((FollowRow.member_id == bindparam("member")) & (FollowRow.target_id > bindparam("target"))),
    )
    .order_by(FollowRow.member_id, FollowRow.target_id)
    .limit(bindparam("most"))
)


async def list_follows(tx: Tx | ReadTx, *, after: tuple[int, int], limit: int) -> Sequence[Any]:
    """All follows of members by (member, followee), for projections that are rebuilt."""
    return (await tx.execute(_FOLLOWS, {"member": after[0], "target": after[1], "most": limit})).all()


_ADD_BLOCK = insert(BlockRow).on_conflict_do_nothing().returning(BlockRow.blocked_id)
_BLOCK = (BlockRow.member_id == bindparam("member")) & (BlockRow.blocked_id == bindparam("other"))
_DROP_BLOCK = delete(BlockRow).where(_BLOCK)
_IS_BLOCKED = select(BlockRow.member_id).where(_BLOCK)
_BLOCKED_BY = select(BlockRow.member_id).where(
    BlockRow.member_id == _OTHERS, BlockRow.blocked_id == bindparam("member")
)
_BLOCKED_AMONG = select(BlockRow.blocked_id).where(
    BlockRow.member_id == bindparam("member"), BlockRow.blocked_id == _OTHERS
)
_FANS_BETWEEN = select(func.count()).where(
    FanRow.member_id == bindparam("member"),
    FanRow.at >= bindparam("since", type_=Instant),
    FanRow.at < bindparam("until", type_=Instant),
)
_BLOCKS = (
    select(BlockRow.blocked_id)
    .where(BlockRow.member_id == bindparam("member"), BlockRow.blocked_id > bindparam("after"))
    .order_by(BlockRow.blocked_id)
    .limit(bindparam("most"))
)


async def add_block(tx: Tx, *, member_id: int, blocked_id: int, now: datetime) -> bool:
    """Block a member; returns whether that is new."""
    is_new = await tx.scalar(_ADD_BLOCK, {"member_id": member_id, "blocked_id": blocked_id, "at": now}) is not None
    tell_changed(tx, VIEWER_CHANGED, [member_id, blocked_id])
    return is_new


async def drop_block(tx: Tx, *, member_id: int, blocked_id: int) -> None:
    """Lift a block."""
    await tx.execute(_DROP_BLOCK, {"member": member_id, "other": blocked_id})
    tell_changed(tx, VIEWER_CHANGED, [member_id, blocked_id])


async def page_of_blocks(tx: Tx | ReadTx, *, member_id: int, after: int | None, limit: int) -> Sequence[int]:
    """Whom a member has blocked, by id."""
    return (await tx.scalars(_BLOCKS, {"member": member_id, "after": after or 0, "most": limit})).all()


async def is_blocked(tx: Tx | ReadTx, *, by: int, member_id: int) -> bool:
    """Whether `by` has blocked a member."""
    return await tx.scalar(_IS_BLOCKED, {"member": by, "other": member_id}) is not None


async def blocked_by(tx: Tx | ReadTx, *, member_id: int, others: Sequence[int]) -> set[int]:
    """Which of some members have blocked a member."""
    return set(await tx.scalars(_BLOCKED_BY, {"member": member_id, "others": list(others)}))


async def blocked_among(tx: Tx | ReadTx, *, member_id: int, others: Sequence[int]) -> set[int]:
    """Which of some members a member has blocked."""
    return set(await tx.scalars(_BLOCKED_AMONG, {"member": member_id, "others": list(others)}))


async def count_fans_between(tx: Tx | ReadTx, *, member_id: int, since: datetime, until: datetime) -> int:
    """How many of a member's fans came within a period."""
    return await tx.scalar(_FANS_BETWEEN, {"member": member_id, "since": since, "until": until}) or 0


async def miscounted_circles(tx: Tx | ReadTx, *, limit: int = 20) -> Sequence[Any]:
    """Members whose numbers of fans or followees differ from the rows; there must be none."""
    fans = select(FanRow.member_id, func.count().label("rows")).group_by(FanRow.member_id).subquery()
    followees = (
        select(FollowRow.member_id, func.count().label("rows"))
        .where(FollowRow.kind == FollowKind.MEMBER)
        .group_by(FollowRow.member_id)
        .subquery()
    )
    found = await tx.execute(
        select(CircleRow.member_id, CircleRow.fans, CircleRow.followees)
        .outerjoin(fans, fans.c.member_id == CircleRow.member_id)
        .outerjoin(followees, followees.c.member_id == CircleRow.member_id)
        .where(
            (CircleRow.fans != func.coalesce(fans.c.rows, 0))
            | (CircleRow.followees != func.coalesce(followees.c.rows, 0))
        )
        .limit(limit)
    )
    return found.all()
