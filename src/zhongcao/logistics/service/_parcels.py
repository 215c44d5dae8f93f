"""Quote freight, book a parcel, hand it over, show where it is."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from zhongcao.inventory import service as inventory
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import new_id
from zhongcao.kit.languages import Said
from zhongcao.kit.money import Money
from zhongcao.logistics import rules, store
from zhongcao.logistics.errors import AlreadyHandedOver, NotServed, NoWaybill, ParcelNotFound
from zhongcao.logistics.rules import CARRIERS, STEPS, ParcelState, Step
from zhongcao.logistics.schemas import CarrierView, FreightQuote, Parcel, ParcelView, TrackingEvent


async def quote_freight(
    tx: Tx | ReadTx,
    *,
    warehouse_id: int,
    mode: str,
    weight_grams: int,
    division_code: str,
    goods_value: Money,
    now: datetime,
) -> FreightQuote:
    """What delivery from a warehouse to an address costs and when it arrives; refuses places we do not deliver to."""
    zone = rules.zone_of(division_code)
    if zone is None:
        raise NotServed(division_code=division_code)
    warehouse = await inventory.get_warehouse(tx, warehouse_id=warehouse_id)
    row = rules.freight_row(mode=mode, zone=zone, on=day_in_china(now))
    way = rules.legs(mode=mode, country=warehouse.country, zone=zone)
    early, late = rules.promise(way, from_moment=now)
    return FreightQuote(
        amount=rules.freight(row, weight_grams=weight_grams, goods_value=goods_value),
        carrier_code=row.carrier_code,
        promise_from=early,
        promise_to=late,
    )


def freight_to(division_code: str | None, *, mode: str, weight_grams: int, goods_value: Money, on: date) -> Money:
    """What delivery to a province costs; to a near one where nobody knows yet where, or where we do not deliver."""
    zone = (rules.zone_of(division_code) if division_code else None) or rules.Zone.NEAR
    row = rules.freight_row(mode=mode, zone=zone, on=on)
    return rules.freight(row, weight_grams=weight_grams, goods_value=goods_value)


async def book_parcel(
    tx: Tx,
    *,
    order_id: int,
    member_id: int,
    order_no: str,
    warehouse_id: int,
    mode: str,
    consignee: str,
    phone: str,
    address: str,
    division_code: str,
    weight_grams: int,
    now: datetime,
) -> Parcel:
    """Book the one parcel of an order; a job asks the carrier for its waybill. Booking again changes nothing."""
    zone = rules.zone_of(division_code)
    if zone is None:
        raise NotServed(division_code=division_code)
    warehouse = await inventory.get_warehouse(tx, warehouse_id=warehouse_id)
    way = rules.legs(mode=mode, country=warehouse.country, zone=zone)
    early, late = rules.promise(way, from_moment=now)
    added = await store.add_parcel(
        tx,
        {
            "member_id": member_id,
            "id": new_id(),
            "order_id": order_id,
            "order_no": order_no,
            "warehouse_id": warehouse_id,
            "origin_country": warehouse.country,
            "mode": mode,
            "carrier_code": rules.freight_row(mode=mode, zone=zone, on=day_in_china(now)).carrier_code,
            "state": ParcelState.BOOKED,
            "step": Step.ORDERED,
            "consignee": consignee[:80],
            "phone": phone[:40],
            "address": address[:400],
            "division_code": division_code,
            "weight_grams": max(weight_grams, 1),
            "promise_from": early,
            "promise_to": late,
            "booked_at": now,
            "due_at": now,
            "tries": 0,
            "reports_seen": 0,
        },
    )
    row = await store.find_parcel(tx, order_id)
    assert row is not None, f"the parcel is there, added now or before ({added=})"
    return as_parcel(row, today=day_in_china(now))


async def hand_over(tx: Tx, *, order_id: int, now: datetime) -> None:
    """Let the parcel leave: a job tells the carrier to take it. Handing over again changes nothing."""
    moved = await store.move_parcel(
        tx,
        order_id=order_id,
        allowed=[ParcelState.LABELLED],
        change={
            "state": ParcelState.LEAVING,
            "step": Step.PACKED,
            "handed_over_at": now,
            "due_at": now,
            "tries": 0,
        },
    )
    if moved is not None:
        return
    row = await store.find_parcel(tx, order_id)
    if row is None:
        raise ParcelNotFound(order=str(order_id))
    if row.state not in rules.WITH_CARRIER:
        raise NoWaybill(order=str(order_id), state=row.state)


async def cancel_parcel(tx: Tx, *, order_id: int, now: datetime) -> None:
    """Give a parcel up that has not left; without one, nothing happens. Refuses when the carrier has it."""
    waits = await store.move_parcel(
        tx,
        order_id=order_id,
        allowed=[ParcelState.LABELLED],
        change={"state": ParcelState.CANCELLING, "due_at": now, "tries": 0},
    )
    if waits is not None:
        return
    ended = await store.move_parcel(
        tx,
        order_id=order_id,
        allowed=[ParcelState.BOOKED],
        change={"state": ParcelState.CANCELLED, "due_at": None},
    )
    if ended is not None:
        return
    row = await store.find_parcel(tx, order_id)
    if row is not None and row.state in rules.WITH_CARRIER:
        raise AlreadyHandedOver(order=str(order_id))


async def tracking(tx: Tx | ReadTx, *, member_id: int, order_id: int) -> ParcelView | None:
    """Where a member's parcel is, newest step first; None while there is no parcel."""
    row = await store.find_parcel(tx, order_id)
    if row is None or row.member_id != member_id:
        return None
    return ParcelView(
        carrier=_carrier(row.carrier_code),
        waybill_no=row.waybill_no,
        state=ParcelState(row.state),
        step=Step(row.step),
        promise_from=row.promise_from,
        promise_to=row.promise_to,
        events=await _steps(tx, row),
    )


async def list_parcel_steps(tx: ReadTx, *, order_id: int) -> list[TrackingEvent]:
    """Every step of the parcel of an order, newest first, for staff; none while there is no parcel."""
    row = await store.find_parcel(tx, order_id)
    return await _steps(tx, row) if row is not None else []


async def _steps(tx: Tx | ReadTx, row: Row[Any]) -> list[TrackingEvent]:
    steps = [
        _event(Step(report.step), at=report.occurred_at, place=report.place, words=report.text)
        for report in await store.list_tracking(tx, member_id=row.member_id, parcel_id=row.id)
    ]
    if row.handed_over_at is not None:
        steps.append(_event(Step.PACKED, at=row.handed_over_at))
    return [*steps, _event(Step.ORDERED, at=row.booked_at)]


async def list_parcels(
    tx: ReadTx, *, state: ParcelState | None, number: str | None, cursor: str | None, limit: int, now: datetime
) -> Page[Parcel]:
    """Parcels of all members, newest first, for staff."""
    before = None
    if cursor:
        (before,) = decode(cursor, int)
    rows: Sequence[Row[Any]] = await store.list_parcels(tx, state=state, number=number, before=before, limit=limit + 1)
    today = day_in_china(now)
    return Page(
        [as_parcel(row, today=today) for row in rows[:limit]],
        encode(rows[limit - 1].id) if len(rows) > limit else None,
    )


def as_parcel(row: Row[Any], *, today: date) -> Parcel:
    """A row as others see it."""
    state = ParcelState(row.state)
    return Parcel(
        id=str(row.id),
        order_id=str(row.order_id),
        order_no=row.order_no,
        member_id=str(row.member_id),
        warehouse_id=str(row.warehouse_id),
        mode=row.mode,
        carrier=_carrier(row.carrier_code),
        state=state,
        step=Step(row.step),
        waybill_no=row.waybill_no,
        weight_grams=row.weight_grams,
        promise_from=row.promise_from,
        promise_to=row.promise_to,
        booked_at=row.booked_at,
        handed_over_at=row.handed_over_at,
        delivered_at=row.delivered_at,
        overdue=state not in rules.FINAL and row.promise_to < today,
    )


def carrier_name(code: str | None, name: str) -> Said:
    """What a carrier is called in both languages; one that we do not know keeps its own name."""
    known = CARRIERS.get(code or "")
    return Said(name, known.name_en if known else name)


def _carrier(code: str) -> CarrierView:
    carrier = CARRIERS[code]
    return CarrierView(code=code, name_zh=carrier.name_zh, name_en=carrier.name_en)


def _event(step: Step, *, at: datetime, place: str = "", words: str = "") -> TrackingEvent:
    return TrackingEvent(
        code=step, text_zh=words or STEPS[step].name_zh, text_en=STEPS[step].name_en, place=place, at=at
    )


async def forget_member(tx: Tx, *, member_id: int) -> None:
    """Let go who received a member's parcels and where; what was sent which way stays."""
    await store.forget_recipient(tx, member_id)
