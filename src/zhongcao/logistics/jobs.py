"""Sweeps of logistics: the only place that talks to carriers, many parcels in one question."""

from zhongcao.kit import clock, log
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every
from zhongcao.logistics import service
from zhongcao.logistics.gateways import CarrierAway, Carriers, open_carriers
from zhongcao.logistics.rules import ParcelState
from zhongcao.logistics.schemas import WaybillOrder
from zhongcao.logistics.service import DueParcel, Report


@every(seconds=1)
async def issue_waybills(work: Work) -> int:
    """Ask carriers for the waybills of booked parcels."""
    taken = await _take(work, ParcelState.BOOKED)
    if not taken:
        return 0
    orders = [_order(parcel) for parcel in taken]
    try:
        given = await _carriers(work).issue_waybills(orders)
    except CarrierAway as error:
        return _away(error)
    numbers = {int(reference): number for reference, number in given.items()}
    async with begin(work.sessions) as tx:
        return await service.record_waybills(tx, taken=taken, numbers=numbers, now=clock.now())


@every(seconds=1)
async def hand_parcels_over(work: Work) -> int:
    """Have carriers take along the parcels that may leave."""
    taken = await _take(work, ParcelState.LEAVING)
    if not taken:
        return 0
    try:
        gone = await _carriers(work).pick_up([parcel.waybill_no or "" for parcel in taken])
    except CarrierAway as error:
        return _away(error)
    left = [parcel for parcel in taken if parcel.waybill_no in gone]
    if left:
        async with begin(work.sessions) as tx:
            await service.record_picked_up(tx, taken=left, now=clock.now(), pace=_pace(work))
    return len(left)


@every(seconds=2)
async def withdraw_waybills(work: Work) -> int:
    """Tell carriers to forget the waybills of parcels that were given up."""
    taken = await _take(work, ParcelState.CANCELLING)
    if not taken:
        return 0
    try:
        forgotten = await _carriers(work).cancel([parcel.waybill_no or "" for parcel in taken])
    except CarrierAway as error:
        return _away(error)
    ended = [parcel for parcel in taken if parcel.waybill_no in forgotten]
    if ended:
        async with begin(work.sessions) as tx:
            await service.record_cancelled(tx, taken=ended)
    return len(ended)


@every(seconds=2)
async def poll_tracking(work: Work) -> int:
    """Ask carriers where parcels are, and tell who waits for them."""
    taken = await _take(work, ParcelState.MOVING)
    if not taken:
        return 0
    try:
        heard = await _carriers(work).track([parcel.waybill_no or "" for parcel in taken])
    except CarrierAway as error:
        return _away(error)
    reports = {
        number: [Report(code=event.code, at=event.at, place=event.place, text=event.text) for event in events]
        for number, events in heard.items()
    }
    async with begin(work.sessions) as tx:
        await service.record_reports(tx, taken=taken, reports=reports, now=clock.now(), pace=_pace(work))
    return len(taken)


@every(seconds=60)
async def remind_of_waiting_parcels(work: Work) -> int:
    """Report parcels that have a waybill for a week and have not left."""
    async with begin(work.sessions) as tx:
        return await service.remind_of_waiting(tx, now=clock.now())


async def _take(work: Work, state: ParcelState) -> list[DueParcel]:
    async with begin(work.sessions) as tx:
        return await service.take_parcels(tx, state=state, now=clock.now())


def _carriers(work: Work) -> Carriers:
    return open_carriers(work.http, work.settings, work.keys)


def _pace(work: Work) -> float:
    return work.settings.sandbox_pace if work.settings.sandbox else 1


def _away(error: CarrierAway) -> int:
    """Nothing is lost: what was taken is due again in a minute."""
    log.get("logistics").warning("carriers away", error=str(error))
    return 0


def _order(parcel: DueParcel) -> WaybillOrder:
    return WaybillOrder(
        reference=str(parcel.parcel_id),
        carrier_code=parcel.carrier_code,
        mode=parcel.mode,
        origin_country=parcel.origin_country,
        division_code=parcel.division_code,
        consignee=parcel.consignee,
        phone=parcel.phone,
        address=parcel.address,
        weight_grams=parcel.weight_grams,
    )
