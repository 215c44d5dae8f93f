"""What the sandbox's carriers do when they are asked; always many parcels at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ARRAY, String, any_, bindparam, select, text, update

from zhongcao.kit.db import Base, ReadTx, Tx
from zhongcao.kit.sql import as_rows, insert_rows
from zhongcao.logistics.schemas import WaybillOrder
from zhongcao.sandboxes.carrier.rules import Event, Shipment, events_until, number_of
from zhongcao.sandboxes.carrier.tables import WaybillRow

WAYBILL = Base.metadata.tables["sandbox_carrier.waybill"]


_SERIALS = text("SELECT nextval('sandbox_carrier.serial') FROM generate_series(1, :many)")
_ISSUE = insert_rows(WAYBILL, tail="ON CONFLICT (reference) DO NOTHING")
_NUMBERS = select(WaybillRow.reference, WaybillRow.waybill_no).where(
    WaybillRow.reference == any_(bindparam("references", type_=ARRAY(String)))
)
_GIVEN = WaybillRow.waybill_no == any_(bindparam("numbers", type_=ARRAY(String)))
_PICK_UP = (
    update(WaybillRow)
    .where(_GIVEN, WaybillRow.picked_up_at.is_(None), WaybillRow.cancelled_at.is_(None))
    .values(picked_up_at=bindparam("now"))
)
_PICKED_UP = select(WaybillRow.waybill_no).where(_GIVEN, WaybillRow.picked_up_at.is_not(None))
_TRACK = select(
    WaybillRow.waybill_no,
    WaybillRow.mode,
    WaybillRow.origin_country,
    WaybillRow.division_code,
    WaybillRow.picked_up_at,
).where(_GIVEN, WaybillRow.picked_up_at.is_not(None))


async def issue_waybills(tx: Tx, *, orders: Sequence[WaybillOrder], now: datetime) -> dict[str, str]:
    """Waybill numbers by reference; the same reference again gets the same number."""
    references = [order.reference for order in orders]
    known = await _numbers_of(tx, references)
    fresh = {order.reference: order for order in orders if order.reference not in known}
    if not fresh:
        return known
    serials = await tx.scalars(_SERIALS, {"many": len(fresh)})
    rows = [
        {
            "waybill_no": number_of(order.carrier_code, serial, origin_country=order.origin_country),
            "reference": order.reference,
            "carrier_code": order.carrier_code,
            "mode": order.mode,
            "origin_country": order.origin_country,
            "division_code": order.division_code,
            "issued_at": now,
            "picked_up_at": None,
            "cancelled_at": None,
        }
        for order, serial in zip(fresh.values(), serials, strict=True)
    ]
    await tx.execute(_ISSUE, {"rows": as_rows(rows)})
    return await _numbers_of(tx, references)


async def _numbers_of(tx: Tx, references: Sequence[str]) -> dict[str, str]:
    found = await tx.execute(_NUMBERS, {"references": list(references)})
    return {row.reference: row.waybill_no for row in found}


async def pick_up(tx: Tx, *, numbers: Sequence[str], now: datetime) -> list[str]:
    """Take parcels along; returns the numbers that are with the carrier, now or since before."""
    await tx.execute(_PICK_UP, {"numbers": list(numbers), "now": now})
    return list(await tx.scalars(_PICKED_UP, {"numbers": list(numbers)}))


async def cancel(tx: Tx, *, numbers: Sequence[str], now: datetime) -> list[str]:
    """Forget waybills whose parcels have not been picked up; returns the numbers that are cancelled."""
    await tx.execute(
        update(WaybillRow)
        .where(WaybillRow.waybill_no.in_(numbers), WaybillRow.picked_up_at.is_(None), WaybillRow.cancelled_at.is_(None))
        .values(cancelled_at=now)
    )
    statement = select(WaybillRow.waybill_no).where(
        WaybillRow.waybill_no.in_(numbers), WaybillRow.cancelled_at.is_not(None)
    )
    return list(await tx.scalars(statement))


async def track(
    tx: Tx | ReadTx, *, numbers: Sequence[str], now: datetime, seed: int, pace: float
) -> dict[str, list[Event]]:
    """What has happened to parcels so far."""
    return {
        found.waybill_no: events_until(
            Shipment(
                waybill_no=found.waybill_no,
                mode=found.mode,
                origin_country=found.origin_country,
                division_code=found.division_code,
                picked_up_at=found.picked_up_at,
            ),
            now,
            seed=seed,
            pace=pace,
        )
        for found in await tx.execute(_TRACK, {"numbers": list(numbers)})
        if found.picked_up_at is not None
    }
