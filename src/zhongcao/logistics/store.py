"""Every statement of logistics."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Row,
    SmallInteger,
    String,
    TableValuedAlias,
    bindparam,
    cast,
    column,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import Base, Instant, ReadTx, Tx
from zhongcao.logistics.rules import ParcelState
from zhongcao.logistics.tables import ParcelRow, TrackingRow

PARCEL = ParcelRow.__table__.c
TRACKING = Base.metadata.tables["logistics.tracking"]


_ADD = (
    insert(ParcelRow)
    .on_conflict_do_nothing(index_elements=[ParcelRow.order_id, ParcelRow.member_id])
    .returning(ParcelRow.id)
)
_FIND = select(*PARCEL).where(ParcelRow.order_id == bindparam("order"))
_DUE = (
    select(ParcelRow.member_id, ParcelRow.id)
    .where(ParcelRow.state == bindparam("before"), ParcelRow.due_at <= bindparam("now"))
    .order_by(ParcelRow.due_at)
    .limit(bindparam("most"))
)
_TAKE_DUE = (
    update(ParcelRow)
    .where(
        tuple_(ParcelRow.member_id, ParcelRow.id).in_(_DUE),
        ParcelRow.state == bindparam("before"),
        ParcelRow.due_at <= bindparam("now"),
    )
    .values(due_at=bindparam("until"), tries=ParcelRow.tries + 1)
    .returning(*PARCEL)
)
_TRACKING_OF = (
    select(*TrackingRow.__table__.c)
    .where(TrackingRow.member_id == bindparam("member"), TrackingRow.parcel_id == bindparam("parcel"))
    .order_by(TrackingRow.occurred_at.desc(), TrackingRow.source_code.desc())
    .limit(200)
)


async def add_parcel(tx: Tx, row: dict[str, Any]) -> bool:
    """Write a parcel unless its order has one; returns whether it was written."""
    return await tx.scalar(_ADD, row) is not None


async def find_parcel(tx: Tx | ReadTx, order_id: int) -> Row[Any] | None:
    """The parcel of an order."""
    return (await tx.execute(_FIND, {"order": order_id})).one_or_none()


async def list_parcels(
    tx: ReadTx, *, state: ParcelState | None, number: str | None, before: int | None, limit: int
) -> Sequence[Row[Any]]:
    """Parcels of all members, newest first, for staff; `number` is a waybill or an order number."""
    statement = select(*PARCEL).order_by(ParcelRow.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(ParcelRow.state == state)
    if number is not None:
        statement = statement.where((ParcelRow.waybill_no == number) | (ParcelRow.order_no == number))
    if before is not None:
        statement = statement.where(ParcelRow.id < before)
    return (await tx.execute(statement)).all()


async def move_parcel(
    tx: Tx, *, order_id: int, allowed: Sequence[ParcelState], change: dict[str, Any]
) -> Row[Any] | None:
    """Change a parcel's state if it is in one of the allowed ones; the condition is the check."""
    statement = (
        update(ParcelRow)
        .where(ParcelRow.order_id == order_id, ParcelRow.state.in_(allowed))
        .values(change)
        .returning(*PARCEL)
    )
    return (await tx.execute(statement)).one_or_none()


async def take_due(tx: Tx, *, state: ParcelState, now: datetime, until: datetime, limit: int) -> Sequence[Row[Any]]:
    """Take parcels of one state that are due; they are due again at `until` should the taker die."""
    asked = {"before": state, "now": now, "until": until, "most": limit}
    return (await tx.execute(_TAKE_DUE, asked)).all()


async def label_parcels(tx: Tx, numbers: Sequence[tuple[int, int, str]], *, due_at: datetime) -> Sequence[Row[Any]]:
    """Give booked parcels (member, id) their waybill numbers; those that were cancelled meanwhile stay out."""
    given = _rows(numbers, member_id=BigInteger, id=BigInteger, waybill_no=String)
    statement = (
        update(ParcelRow)
        .where(ParcelRow.member_id == given.c.member_id, ParcelRow.id == given.c.id)
        .where(ParcelRow.state == ParcelState.BOOKED)
        .values(waybill_no=given.c.waybill_no, state=ParcelState.LABELLED, due_at=due_at, tries=0)
        .returning(*PARCEL)
    )
    return (await tx.execute(statement)).all()


async def move_taken(
    tx: Tx, parcels: Sequence[tuple[int, int]], *, before: ParcelState, change: dict[str, Any]
) -> None:
    """Change the state of many parcels (member, id) that are in one state."""
    await tx.execute(
        update(ParcelRow)
        .where(tuple_(ParcelRow.member_id, ParcelRow.id).in_(list(parcels)), ParcelRow.state == before)
        .values(change)
    )


async def add_tracking(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what carriers reported; what is known already stays as it is."""
    if rows:
        await tx.execute(insert(TRACKING).on_conflict_do_nothing(), list(rows))


async def advance_parcels(tx: Tx, moves: Sequence[dict[str, Any]]) -> Sequence[tuple[int, int]]:
    """Write how far parcels with a carrier have come; returns those that were still with it."""
    columns: dict[str, Any] = {
        "member_id": BigInteger,
        "id": BigInteger,
        "step": String,
        "state": String,
        "due_at": Instant,
        "delivered_at": Instant,
        "reports_seen": SmallInteger,
    }
    given = _rows([tuple(move[name] for name in columns) for move in moves], **columns)
    statement = (
        update(ParcelRow)
        .where(ParcelRow.member_id == given.c.member_id, ParcelRow.id == given.c.id)
        .where(ParcelRow.state == ParcelState.MOVING)
        .values(
            step=given.c.step,
            state=given.c.state,
            due_at=given.c.due_at,
            delivered_at=given.c.delivered_at,
            reports_seen=given.c.reports_seen,
            tries=0,
        )
        .returning(ParcelRow.member_id, ParcelRow.id)
    )
    return [(row.member_id, row.id) for row in await tx.execute(statement)]


async def list_tracking(tx: Tx | ReadTx, *, member_id: int, parcel_id: int) -> Sequence[Row[Any]]:
    """What carriers reported about a parcel, newest first."""
    return (await tx.execute(_TRACKING_OF, {"member": member_id, "parcel": parcel_id})).all()


def _rows(rows: Sequence[tuple[Any, ...]], **columns: Any) -> TableValuedAlias:
    """Rows as a table of the statement: one array per column, so that the statement is the same for any number."""
    arrays = [cast([row[place] for row in rows], ARRAY(kind)) for place, kind in enumerate(columns.values())]
    shape = [column(name, kind) for name, kind in columns.items()]
    return func.unnest(*arrays).table_valued(*shape, name="given").render_derived()


_FORGET = (
    update(ParcelRow).where(ParcelRow.member_id == bindparam("of_member")).values(consignee="", phone="", address="")
)


async def forget_recipient(tx: Tx, member_id: int) -> None:
    """Blank who receives a member's parcels, and where."""
    await tx.execute(_FORGET, {"of_member": member_id})
