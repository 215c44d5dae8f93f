"""What jobs take, ask carriers about, and record: always many parcels at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from zhongcao.kit import log, outbox
from zhongcao.kit.db import Tx
from zhongcao.logistics import rules, store
from zhongcao.logistics.events import Delivered, ParcelMoved, ParcelReturned, WaybillIssued
from zhongcao.logistics.rules import CARRIERS, ParcelState, Step

TAKE_MAX = 500


class DueParcel(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel that a job has taken to ask the carrier for something."""

    member_id: int
    parcel_id: int
    order_id: int
    order_no: str
    mode: str
    origin_country: str
    carrier_code: str
    waybill_no: str | None
    step: Step
    consignee: str
    phone: str
    address: str
    division_code: str
    weight_grams: int
    reports_seen: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a carrier reports about a number."""

    code: str
    at: datetime
    place: str = ""
    text: str = ""


async def take_parcels(tx: Tx, *, state: ParcelState, now: datetime, limit: int = TAKE_MAX) -> list[DueParcel]:
    """Take parcels of a state that are due; each is due again in a minute should the taker die."""
    rows = await store.take_due(tx, state=state, now=now, until=now + rules.LEASE, limit=limit)
    return [
        DueParcel(
            member_id=row.member_id,
            parcel_id=row.id,
            order_id=row.order_id,
            order_no=row.order_no,
            mode=row.mode,
            origin_country=row.origin_country,
            carrier_code=row.carrier_code,
            waybill_no=row.waybill_no,
            step=Step(row.step),
            consignee=row.consignee,
            phone=row.phone,
            address=row.address,
            division_code=row.division_code,
            weight_grams=row.weight_grams,
            reports_seen=row.reports_seen,
        )
        for row in rows
    ]


async def record_waybills(tx: Tx, *, taken: Sequence[DueParcel], numbers: Mapping[int, str], now: datetime) -> int:
    """Give parcels (by id) the waybill numbers that carriers made, and tell it; returns how many got one."""
    given = [
        (parcel.member_id, parcel.parcel_id, numbers[parcel.parcel_id])
        for parcel in taken
        if parcel.parcel_id in numbers
    ]
    if not given:
        return 0
    labelled = await store.label_parcels(tx, given, due_at=now + rules.LABELLED_FOR)
    for row in labelled:
        outbox.emit(
            tx,
            WaybillIssued(
                order=row.order_id,
                member=row.member_id,
                carrier_code=row.carrier_code,
                carrier_name=CARRIERS[row.carrier_code].name_zh,
                waybill_no=row.waybill_no,
            ),
        )
    return len(labelled)


async def record_picked_up(tx: Tx, *, taken: Sequence[DueParcel], now: datetime, pace: float = 1) -> None:
    """The carrier has these parcels: from now on we look after them."""
    await store.move_taken(
        tx,
        [(parcel.member_id, parcel.parcel_id) for parcel in taken],
        before=ParcelState.LEAVING,
        change={
            "state": ParcelState.MOVING,
            "due_at": rules.next_look(Step.PACKED, now=now, pace=pace),
            "tries": 0,
        },
    )


async def record_cancelled(tx: Tx, *, taken: Sequence[DueParcel]) -> None:
    """The carrier has forgotten these waybills."""
    await store.move_taken(
        tx,
        [(parcel.member_id, parcel.parcel_id) for parcel in taken],
        before=ParcelState.CANCELLING,
        change={"state": ParcelState.CANCELLED, "due_at": None},
    )


async def record_reports(
    tx: Tx,
    *,
    taken: Sequence[DueParcel],
    reports: Mapping[str, Sequence[Report]],
    now: datetime,
    pace: float = 1,
) -> int:
    """Record what a carrier reports about many parcels; late news is kept but never moves a parcel back.

    Reports repeat what was reported before, and may come in any order. Returns how many parcels have moved.
    """
    events: list[dict[str, Any]] = []
    moves: list[dict[str, Any]] = []
    facts: dict[tuple[int, int], outbox.Fact] = {}
    silent: dict[datetime, list[tuple[int, int]]] = {}
    for parcel in taken:
        heard = reports.get(parcel.waybill_no or "", ())
        if len(heard) == parcel.reports_seen:
            later = rules.next_look(parcel.step, now=now, pace=pace)
            silent.setdefault(later, []).append((parcel.member_id, parcel.parcel_id))
            continue
        known = _known(parcel, heard)
        events += [_event(parcel, report, step, now) for report, step in known]
        step = rules.furthest([parcel.step, *(step for _, step in known)]) or parcel.step
        at = max((report.at for report, reached in known if reached is step), default=now)
        moves.append(_move(parcel, step, at=at, seen=len(heard), now=now, pace=pace))
        if rules.has_advanced(parcel.step, step):
            facts[parcel.member_id, parcel.parcel_id] = _fact(parcel, step, at)
    for later, parcels in silent.items():
        await store.move_taken(tx, parcels, before=ParcelState.MOVING, change={"due_at": later, "tries": 0})
    if not moves:
        return 0
    await store.add_tracking(tx, events)
    told = [key for key in await store.advance_parcels(tx, moves) if key in facts]
    for key in told:
        outbox.emit(tx, facts[key])
    return len(told)


def _move(parcel: DueParcel, step: Step, *, at: datetime, seen: int, now: datetime, pace: float) -> dict[str, Any]:
    state = rules.state_at(step)
    return {
        "member_id": parcel.member_id,
        "id": parcel.parcel_id,
        "step": step.value,
        "state": state.value,
        "due_at": rules.next_look(step, now=now, pace=pace) if state is ParcelState.MOVING else None,
        "delivered_at": at if state is ParcelState.DELIVERED else None,
        "reports_seen": seen,
    }


async def remind_of_waiting(tx: Tx, *, now: datetime, limit: int = TAKE_MAX) -> int:
    """Report parcels that have had a waybill for a week and still have not left; asked again a day later."""
    waiting = await store.take_due(tx, state=ParcelState.LABELLED, now=now, until=now + timedelta(days=1), limit=limit)
    for row in waiting:
        log.get("logistics").warning("parcel waits for its release", order_no=row.order_no, waybill=row.waybill_no)
    return len(waiting)


def _known(parcel: DueParcel, reports: Sequence[Report]) -> list[tuple[Report, Step]]:
    found = []
    for report in reports:
        step = rules.step_of(report.code, from_abroad=parcel.mode == rules.POSTAL)
        if step is None:
            log.get("logistics").warning("unknown code of a carrier", carrier=parcel.carrier_code, code=report.code)
        else:
            found.append((report, step))
    return found


def _event(parcel: DueParcel, report: Report, step: Step, now: datetime) -> dict[str, Any]:
    return {
        "member_id": parcel.member_id,
        "parcel_id": parcel.parcel_id,
        "source": parcel.carrier_code,
        "occurred_at": report.at,
        "source_code": report.code[:20],
        "step": step,
        "place": report.place[:80],
        "text": report.text[:300],
        "recorded_at": now,
    }


def _fact(parcel: DueParcel, step: Step, at: datetime) -> outbox.Fact:
    state = rules.state_at(step)
    if state is ParcelState.DELIVERED:
        return Delivered(order=parcel.order_id, member=parcel.member_id, at=at)
    if state is ParcelState.RETURNED:
        return ParcelReturned(order=parcel.order_id, member=parcel.member_id, step=step.value, at=at)
    return ParcelMoved(order=parcel.order_id, member=parcel.member_id, step=step.value, at=at)
