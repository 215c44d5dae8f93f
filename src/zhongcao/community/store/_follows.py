"""Statements about follows, fans and blocks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.community.rules import FollowKind, NoteState
from zhongcao.community.tables import BlockRow, CircleRow, FanRow, FollowRow, NoteRow
from zhongcao.kit.db import ReadTx, Tx

FOLLOW = cast(Table, FollowRow.__table__)
FAN = cast(Table, FanRow.__table__)
CIRCLE = cast(Table, CircleRow.__table__)


async def add_follow(tx: Tx, *, member_id: int, kind: FollowKind, target_id: int, now: datetime) -> bool:
    """Follow something; returns whether that is new."""
    added = await tx.scalar(
        insert(FOLLOW)
        .values(member_id=member_id, kind=kind, target_id=target_id, at=now)
        .on_conflict_do_nothing()
        .returning(FOLLOW.c.target_id)
    )
    return added is not None


async def drop_follow(tx: Tx, *, member_id: int, kind: FollowKind, target_id: int) -> datetime | None:
    """Stop following something; returns since when it was followed."""
    when: datetime | None = await tx.scalar(
        delete(FOLLOW)
        .where(FOLLOW.c.member_id == member_id, FOLLOW.c.kind == kind, FOLLOW.c.target_id == target_id)
        .returning(FOLLOW.c.at)
    )
    return when


async def add_fan(tx: Tx, *, member_id: int, fan_id: int, now: datetime) -> None:
    """Write the follow down with whoever is followed."""
    await tx.execute(insert(FAN).values(member_id=member_id, fan_id=fan_id, at=now).on_conflict_do_nothing())


async def drop_fan(tx: Tx, *, member_id: int, fan_id: int) -> None:
    """Strike the follow out with whoever was followed."""
    await tx.execute(delete(FAN).where(FAN.c.member_id == member_id, FAN.c.fan_id == fan_id))


async def count_circle(tx: Tx, *, follower: int, followee: int, change: int) -> None:
    """Move both counters by one; rows in the order of their keys, so that mutual follows cannot block each other."""
    rows = sorted(
        [
            {"member_id": follower, "fans": 0, "followees": change},
            {"member_id": followee, "fans": change, "followees": 0},
        ],
        key=lambda row: row["member_id"],
    )
    if change > 0:
        statement = insert(CIRCLE).values(rows)
        await tx.execute(
            statement.on_conflict_do_update(
                index_elements=["member_id"],
                set_={
                    "fans": CIRCLE.c.fans + statement.excluded.fans,
                    "followees": CIRCLE.c.followees + statement.excluded.followees,
                },
            )
        )
        return
    for row in rows:
        await tx.execute(
            update(CIRCLE)
            .where(CIRCLE.c.member_id == row["member_id"])
            .values(fans=CIRCLE.c.fans + row["fans"], followees=CIRCLE.c.followees + row["followees"])
        )


async def list_targets(tx: Tx | ReadTx, *, member_id: int, kind: FollowKind) -> Sequence[int]:
    """What a member follows, newest first."""
    found = await tx.scalars(
        select(FollowRow.target_id)
        .where(FollowRow.member_id == member_id, FollowRow.kind == kind)
        .order_by(FollowRow.at.desc())
        .limit(2000)
    )
    return found.all()


async def follows_among(tx: Tx | ReadTx, *, member_id: int, targets: Sequence[int]) -> set[int]:
    """Which of some members a member follows."""
    found = await tx.scalars(
        select(FollowRow.target_id).where(
            FollowRow.member_id == member_id,
            FollowRow.kind == FollowKind.MEMBER,
            FollowRow.target_id.in_(targets),
        )
    )
    return set(found)


async def fans_among(tx: Tx | ReadTx, *, member_id: int, others: Sequence[int]) -> set[int]:
    """Which of some members follow a member."""
    found = await tx.scalars(select(FanRow.fan_id).where(FanRow.member_id == member_id, FanRow.fan_id.in_(others)))
    return set(found)


async def page_of_fans(tx: Tx | ReadTx, *, member_id: int, after: int | None, limit: int) -> Sequence[int]:
    """Who follows a member, by id."""
    query = select(FanRow.fan_id).where(FanRow.member_id == member_id)
    if after is not None:
        query = query.where(FanRow.fan_id > after)
    return (await tx.scalars(query.order_by(FanRow.fan_id).limit(limit))).all()


async def page_of_followees(tx: Tx | ReadTx, *, member_id: int, after: int | None, limit: int) -> Sequence[int]:
    """Whom a member follows, by id."""
    query = select(FollowRow.target_id).where(FollowRow.member_id == member_id, FollowRow.kind == FollowKind.MEMBER)
    if after is not None:
        query = query.where(FollowRow.target_id > after)
    return (await tx.scalars(query.order_by(FollowRow.target_id).limit(limit))).all()


async def find_circle(tx: Tx | ReadTx, member_id: int, *, viewer: int) -> Any:
    """A member's numbers, and how the viewer stands to them."""
    notes = (
        select(
            func.count().label("notes"),
            func.coalesce(func.sum(NoteRow.likes), 0).label("likes"),
            func.coalesce(func.sum(NoteRow.collects), 0).label("collects"),
        )
        .where(NoteRow.author_id == member_id, NoteRow.state == NoteState.PUBLISHED)
        .subquery()
    )
    circle = select(CircleRow.fans, CircleRow.followees).where(CircleRow.member_id == member_id).subquery()
    found = await tx.execute(
        select(
            notes,
            select(circle.c.fans).scalar_subquery().label("fans"),
            select(circle.c.followees).scalar_subquery().label("followees"),
            exists(
                select(1).where(
                    FollowRow.member_id == viewer,
                    FollowRow.kind == FollowKind.MEMBER,
                    FollowRow.target_id == member_id,
                )
            ).label("following"),
            exists(select(1).where(FanRow.member_id == viewer, FanRow.fan_id == member_id)).label("follows_viewer"),
            exists(select(1).where(BlockRow.member_id == viewer, BlockRow.blocked_id == member_id)).label("blocked"),
        )
    )
    return found.one()


async def count_fans(tx: Tx | ReadTx, member_ids: Sequence[int]) -> dict[int, int]:
    """How many fans some members have."""
    found = await tx.execute(select(CircleRow.member_id, CircleRow.fans).where(CircleRow.member_id.in_(member_ids)))
    return dict(found.all())


async def list_follows(tx: Tx | ReadTx, *, after: tuple[int, int], limit: int) -> Sequence[Any]:
    """All follows of members by (member, followee), for projections that are rebuilt."""
    member, target = after
    found = await tx.execute(
        select(
            FollowRow.member_id,
            FollowRow.target_id.label("subject_id"),
            FollowRow.target_id.label("author_id"),
            FollowRow.at,
        )
        .where(
            FollowRow.kind == FollowKind.MEMBER,
            (FollowRow.member_id > member) | ((FollowRow.member_id == member) & (FollowRow.target_id > target)),
        )
        .order_by(FollowRow.member_id, FollowRow.target_id)
        .limit(limit)
    )
    return found.all()


async def add_block(tx: Tx, *, member_id: int, blocked_id: int, now: datetime) -> bool:
    """Block a member; returns whether that is new."""
    added = await tx.scalar(
        insert(BlockRow)
        .values(member_id=member_id, blocked_id=blocked_id, at=now)
        .on_conflict_do_nothing()
        .returning(BlockRow.blocked_id)
    )
    return added is not None


async def drop_block(tx: Tx, *, member_id: int, blocked_id: int) -> None:
    """Lift a block."""
    await tx.execute(delete(BlockRow).where(BlockRow.member_id == member_id, BlockRow.blocked_id == blocked_id))


async def page_of_blocks(tx: Tx | ReadTx, *, member_id: int, after: int | None, limit: int) -> Sequence[int]:
    """Whom a member has blocked, by id."""
    query = select(BlockRow.blocked_id).where(BlockRow.member_id == member_id)
    if after is not None:
        query = query.where(BlockRow.blocked_id > after)
    return (await tx.scalars(query.order_by(BlockRow.blocked_id).limit(limit))).all()


async def is_blocked(tx: Tx | ReadTx, *, by: int, member_id: int) -> bool:
    """Whether `by` has blocked a member."""
    found = await tx.scalar(
        select(BlockRow.member_id).where(BlockRow.member_id == by, BlockRow.blocked_id == member_id)
    )
    return found is not None


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
