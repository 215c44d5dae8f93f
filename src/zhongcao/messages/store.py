"""Every SQL statement of messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import ARRAY, BigInteger, String, Table, bindparam, delete, func, literal_column, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import Instant, ReadTx, Tx
from zhongcao.messages.rules import Box, NoticeKind
from zhongcao.messages.tables import NoticeActorRow, NoticeRow, UnreadRow

NOTICE = cast(Table, NoticeRow.__table__)
UNREAD = cast(Table, UnreadRow.__table__)
IDS = ARRAY(BigInteger)

_MERGE = text(
    """
    WITH fresh AS (
        INSERT INTO messages.notice_actor (member_id, kind, subject_id, actor_id, at)
        VALUES (:member, :kind, :subject, :actor, :at)
        ON CONFLICT DO NOTHING
        RETURNING actor_id
    ), told AS (
        INSERT INTO messages.notice AS notice
            (member_id, id, box, kind, subject_id, item_id, actors, events, at)
        SELECT :member, :id, :box, :kind, :subject, 0, ARRAY[actor_id], 1, :at FROM fresh
        ON CONFLICT (member_id, kind, subject_id, item_id) DO UPDATE SET
            events = notice.events + 1,
            actors = (excluded.actors || notice.actors)[1:3],
            at = excluded.at
        RETURNING 1
    )
    INSERT INTO messages.unread AS unread (member_id, likes)
    SELECT :member, 1 FROM told
    ON CONFLICT (member_id) DO UPDATE SET likes = unread.likes + 1
    """
).bindparams(
    bindparam("member", type_=BigInteger),
    bindparam("subject", type_=BigInteger),
    bindparam("actor", type_=BigInteger),
    bindparam("id", type_=BigInteger),
    bindparam("kind", type_=String),
    bindparam("box", type_=String),
    bindparam("at", type_=Instant),
)
_UNMERGE = text(
    """
    WITH gone AS (
        DELETE FROM messages.notice_actor
        WHERE member_id = :member AND kind = :kind AND subject_id = :subject AND actor_id = :actor
        RETURNING at
    ), latest AS (
        SELECT array_agg(actor_id) AS actors, max(at) AS at FROM (
            SELECT actor_id, at FROM messages.notice_actor
            WHERE member_id = :member AND kind = :kind AND subject_id = :subject AND actor_id <> :actor
            ORDER BY at DESC, actor_id DESC LIMIT 3
        ) AS others
    ), emptied AS (
        DELETE FROM messages.notice
        WHERE member_id = :member AND kind = :kind AND subject_id = :subject AND item_id = 0
            AND EXISTS (SELECT 1 FROM gone) AND (SELECT actors FROM latest) IS NULL
        RETURNING 1
    ), kept AS (
        UPDATE messages.notice SET events = events - 1, actors = latest.actors, at = latest.at
        FROM latest
        WHERE member_id = :member AND kind = :kind AND subject_id = :subject AND item_id = 0
            AND EXISTS (SELECT 1 FROM gone) AND latest.actors IS NOT NULL
        RETURNING 1
    )
    UPDATE messages.unread SET likes = likes - 1
    FROM gone
    WHERE member_id = :member AND gone.at > coalesce(likes_read_at, '-infinity')
    """
).bindparams(
    bindparam("member", type_=BigInteger),
    bindparam("subject", type_=BigInteger),
    bindparam("actor", type_=BigInteger),
    bindparam("kind", type_=String),
)
_SETTLE = text(
    """
    UPDATE messages.unread SET
        likes = (SELECT count(*) FROM messages.notice_actor AS told
                 WHERE told.member_id = unread.member_id AND told.at > coalesce(likes_read_at, '-infinity')),
        follows = (SELECT count(*) FROM messages.notice AS told WHERE told.member_id = unread.member_id
                   AND told.box = 'follows' AND told.at > coalesce(follows_read_at, '-infinity')),
        comments = (SELECT count(*) FROM messages.notice AS told WHERE told.member_id = unread.member_id
                    AND told.box = 'comments' AND told.at > coalesce(comments_read_at, '-infinity')),
        notes = (SELECT count(*) FROM messages.notice AS told WHERE told.member_id = unread.member_id
                 AND told.box = 'notes' AND told.at > coalesce(notes_read_at, '-infinity')),
        orders = (SELECT count(*) FROM messages.notice AS told WHERE told.member_id = unread.member_id
                  AND told.box = 'orders' AND told.at > coalesce(orders_read_at, '-infinity'))
    WHERE member_id = :member
    """
)


async def merge(
    tx: Tx, *, member_id: int, notice_id: int, box: Box, kind: NoticeKind, subject_id: int, actor_id: int, at: datetime
) -> None:
    """Add a member to a merged notice and count it unread, or do neither when they are in it already."""
    values = {"member": member_id, "id": notice_id, "box": box.value, "kind": kind.value, "subject": subject_id}
    await tx.execute(_MERGE, {**values, "actor": actor_id, "at": at})


async def unmerge(tx: Tx, *, member_id: int, kind: NoticeKind, subject_id: int, actor_id: int) -> None:
    """Take a member out of a merged notice; the last one takes the notice away."""
    values = {"member": member_id, "kind": kind.value, "subject": subject_id, "actor": actor_id}
    await tx.execute(_UNMERGE, values)


_ADD_TO_BOX = """
    WITH fresh AS (
        INSERT INTO messages.notice (member_id, id, box, kind, subject_id, item_id, actors, events, details, at)
        SELECT member_id, id, box, kind, subject_id, item_id, actors, events, details, at
        FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS given (
            member_id bigint, id bigint, box text, kind text, subject_id bigint, item_id bigint, actors bigint[],
            events int, details jsonb, at timestamptz)
        ORDER BY member_id
        ON CONFLICT (member_id, kind, subject_id, item_id) DO NOTHING
        RETURNING member_id
    )
    INSERT INTO messages.unread AS unread (member_id, {box})
    SELECT member_id, count(*) FROM fresh GROUP BY member_id ORDER BY member_id
    ON CONFLICT (member_id) DO UPDATE SET {box} = unread.{box} + excluded.{box}
    RETURNING member_id
"""
_ADD = {box: text(_ADD_TO_BOX.format(box=box.value)) for box in Box}


async def add_notices(tx: Tx, rows: Sequence[dict[str, Any]], *, box: Box) -> int:
    """Add notices that are not there yet and count them unread; returns how many are new."""
    return len((await tx.execute(_ADD[box], {"rows": msgspec.json.encode(list(rows)).decode()})).all())


_DROP = (
    NOTICE.delete()
    .where(
        NOTICE.c.member_id == bindparam("member"),
        NOTICE.c.kind == bindparam("kind"),
        NOTICE.c.subject_id == bindparam("subject"),
        NOTICE.c.item_id == bindparam("item"),
    )
    .returning(NOTICE.c.id)
)


async def drop_notice(tx: Tx, *, member_id: int, kind: NoticeKind, subject_id: int, item_id: int) -> None:
    """Take a notice back, read or not, and count it off if it was unread."""
    given = {"member": member_id, "kind": kind, "subject": subject_id, "item": item_id}
    if await tx.scalar(_DROP, given) is not None:
        await settle(tx, member_id)


async def settle(tx: Tx, member_id: int) -> None:
    """Count a member's unread events anew from the notices themselves."""
    await tx.execute(_SETTLE, {"member": member_id})


_FIND_UNREAD = select(*UNREAD.c).where(UNREAD.c.member_id == func.any(bindparam("members", type_=IDS)))


async def find_unread(tx: Tx | ReadTx, member_ids: Sequence[int]) -> dict[int, Any]:
    """Unread counters and read marks of some members."""
    found = await tx.execute(_FIND_UNREAD, {"members": list(member_ids)})
    return {row.member_id: row for row in found}


def _marking(boxes: Sequence[Box]) -> Any:
    given = insert(UNREAD)
    names = [name for box in boxes for name in (box.value, f"{box.value}_read_at")]
    return given.on_conflict_do_update(
        index_elements=["member_id"], set_={name: given.excluded[name] for name in names}
    )


_MARK = {box: _marking([box]) for box in Box}
_MARK_ALL = _marking(list(Box))


async def mark_read(tx: Tx, *, member_id: int, boxes: Sequence[Box], now: datetime) -> None:
    """Nothing in these boxes is unread any more."""
    values: dict[str, Any] = {}
    for box in boxes:
        values |= {box.value: 0, f"{box.value}_read_at": now}
    known = _MARK[boxes[0]] if len(boxes) == 1 else _MARK_ALL if len(boxes) == len(Box) else _marking(boxes)
    await tx.execute(known, {"member_id": member_id, **values})


_PAGE = (
    select(*NOTICE.c)
    .where(NOTICE.c.member_id == bindparam("member"), NOTICE.c.box == bindparam("box"))
    .order_by(NOTICE.c.at.desc(), NOTICE.c.id.desc())
    .limit(bindparam("most"))
)
_PAGE_BEFORE = _PAGE.where(
    tuple_(NOTICE.c.at, NOTICE.c.id) < tuple_(bindparam("at", type_=Instant), bindparam("last", type_=BigInteger))
)


async def page_of_box(
    tx: Tx | ReadTx, *, member_id: int, box: Box, before: tuple[datetime, int] | None, limit: int
) -> Sequence[Any]:
    """Notices of a box, newest first."""
    given = {"member": member_id, "box": box.value, "most": limit}
    if before is None:
        return (await tx.execute(_PAGE, given)).all()
    return (await tx.execute(_PAGE_BEFORE, {**given, "at": before[0], "last": before[1]})).all()


_ORDER_NO = (
    select(NOTICE.c.details["order_no"].astext)
    .where(
        NOTICE.c.member_id == bindparam("member"),
        NOTICE.c.kind == literal_column(f"'{NoticeKind.PAID.value}'", String),
        NOTICE.c.subject_id == bindparam("order"),
    )
    .limit(1)
)


async def find_order_no(tx: Tx | ReadTx, *, member_id: int, order_id: int) -> str | None:
    """The order number that an earlier notice told about an order."""
    found: str | None = await tx.scalar(_ORDER_NO, {"member": member_id, "order": order_id})
    return found


async def list_miscounted(tx: Tx | ReadTx, *, limit: int = 20) -> list[int]:
    """Merged notices that count other than the members behind them; there must be none."""
    behind = (
        select(NoticeActorRow.member_id, NoticeActorRow.kind, NoticeActorRow.subject_id, func.count().label("members"))
        .group_by(NoticeActorRow.member_id, NoticeActorRow.kind, NoticeActorRow.subject_id)
        .subquery()
    )
    found = await tx.scalars(
        select(NoticeRow.id)
        .outerjoin(
            behind,
            (behind.c.member_id == NoticeRow.member_id)
            & (behind.c.kind == NoticeRow.kind)
            & (behind.c.subject_id == NoticeRow.subject_id),
        )
        .where(NoticeRow.box == Box.LIKES, NoticeRow.events != func.coalesce(behind.c.members, 0))
        .limit(limit)
    )
    return list(found)


async def drop_boxes(tx: Tx, member_id: int) -> None:
    """Remove all notices of a member, and what was counted of them."""
    for table in (NoticeRow, NoticeActorRow, UnreadRow):
        await tx.execute(delete(table).where(table.member_id == member_id))
