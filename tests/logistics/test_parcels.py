"""A parcel from the booking to the door, with the sandbox's carriers."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.factories import inventory
from tests.factories import logistics as make
from zhongcao.inventory.rules import WarehouseKind
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.jobs import Work
from zhongcao.kit.money import cny
from zhongcao.logistics import jobs, rules, service
from zhongcao.logistics.errors import AlreadyHandedOver, NotServed, NoWaybill, ParcelNotFound
from zhongcao.logistics.rules import POSTAL, ParcelState, Step
from zhongcao.logistics.schemas import Parcel, ParcelView
from zhongcao.logistics.service import Report
from zhongcao.sandboxes.carrier import rules as carrier

Go = Callable[[timedelta], None]


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Go:
    """Let time pass for everybody."""
    start = clock.now()
    moved = [start]
    monkeypatch.setattr(clock, "now", lambda: moved[0])

    def go(by: timedelta) -> None:
        moved[0] += by

    return go


async def view(sessions: Sessions, parcel: Parcel) -> ParcelView:
    async with begin(sessions) as tx:
        found = await service.tracking(tx, member_id=int(parcel.member_id), order_id=int(parcel.order_id))
    assert found is not None
    return found


async def facts(sessions: Sessions, parcel: Parcel) -> list[tuple[str, Any]]:
    statement = text("SELECT topic, body FROM kit.outbox WHERE key = :key ORDER BY seq")
    async with begin(sessions) as tx:
        found = await tx.execute(statement, {"key": f"order:{parcel.order_id}"})
        return [(row.topic.removeprefix("logistics."), row.body) for row in found]


async def leave(sessions: Sessions, work: Work, parcel: Parcel) -> None:
    """Labelled, handed over, and with the carrier."""
    assert await jobs.issue_waybills(work)
    async with begin(sessions) as tx:
        await service.hand_over(tx, order_id=int(parcel.order_id), now=clock.now())
    assert await jobs.hand_parcels_over(work)


async def arrive(work: Work, pass_time: Go) -> None:
    """Look after parcels until none is on the way."""
    for _ in range(200):
        pass_time(timedelta(hours=4))
        if not await jobs.poll_tracking(work):
            return
    raise AssertionError("the parcel never arrives")


@pytest.fixture
async def parcel(sessions: Sessions, pass_time: Go) -> Parcel:
    async with begin(sessions) as tx:
        return await make.parcel(tx)


async def test_a_bonded_parcel_travels_to_the_door(
    sessions: Sessions, work: Work, app: Litestar, parcel: Parcel, pass_time: Go
) -> None:
    await leave(sessions, work, parcel)
    await arrive(work, pass_time)
    arrived = await view(sessions, parcel)
    assert (arrived.state, arrived.step) == (ParcelState.DELIVERED, Step.DELIVERED)
    assert rules.carriers_of(arrived.waybill_no or "") == ["sf"]
    codes = [event.code for event in arrived.events]
    assert codes[0] is Step.DELIVERED
    assert codes[-2:] == [Step.PACKED, Step.ORDERED]
    assert {Step.COURIER_PICKED_UP, Step.IN_TRANSIT, Step.ARRIVED_CITY, Step.OUT_FOR_DELIVERY} < set(codes)
    assert [event.at for event in arrived.events] == sorted((event.at for event in arrived.events), reverse=True)
    told = await facts(sessions, parcel)
    assert told[0][0] == "WaybillIssued"
    assert told[0][1]["waybill_no"] == arrived.waybill_no
    assert told[-1][0] == "Delivered"
    assert [topic for topic, _ in told].count("Delivered") == 1
    assert await jobs.poll_tracking(work) == 0


async def test_a_postal_parcel_passes_abroad_the_air_and_customs(
    sessions: Sessions, work: Work, app: Litestar, pass_time: Go
) -> None:
    async with begin(sessions) as tx:
        tokyo = await inventory.warehouse(tx, kind=WarehouseKind.OVERSEAS, country="JP")
        parcel = await make.parcel(tx, warehouse_id=int(tokyo.id), mode=POSTAL, division_code="510104")
    await leave(sessions, work, parcel)
    await arrive(work, pass_time)
    arrived = await view(sessions, parcel)
    assert rules.s10_is_valid(arrived.waybill_no or "")
    assert arrived.waybill_no is not None
    assert arrived.waybill_no.endswith("JP")
    codes = [event.code for event in reversed(arrived.events)]
    expected = [
        Step.OVERSEAS_RECEIVED,
        Step.MAIN_LEG_DEPARTED,
        Step.MAIN_LEG_ARRIVED,
        Step.CUSTOMS_DECLARED,
        Step.CUSTOMS_RELEASED,
        Step.COURIER_PICKED_UP,
        Step.DELIVERED,
    ]
    assert [code for code in codes if code in expected] == expected
    assert arrived.state is ParcelState.DELIVERED


async def test_the_same_seed_gives_the_same_way(app: Litestar) -> None:
    now = clock.now()
    way = carrier.Shipment(
        waybill_no="SF1000000000001", mode="1210", origin_country="CN", division_code="310101", picked_up_at=now
    )
    later = now + timedelta(days=30)
    first = carrier.events_until(way, later, seed=1, pace=1.0)
    assert first == carrier.events_until(way, later, seed=1, pace=1.0)
    assert first != carrier.events_until(way, later, seed=2, pace=1.0)
    early = carrier.events_until(way, now + timedelta(hours=5), seed=1, pace=1.0)
    assert early == first[: len(early)]
    fast = carrier.events_until(way, now + timedelta(hours=1), seed=1, pace=1000.0)
    assert [event.code for event in fast] == [event.code for event in first]


async def test_booking_twice_gives_one_parcel(sessions: Sessions, parcel: Parcel) -> None:
    async with begin(sessions) as tx:
        again = await make.parcel(tx, order_id=int(parcel.order_id), member_id=int(parcel.member_id))
    assert again.id == parcel.id


async def test_a_parcel_without_waybill_stays(sessions: Sessions, parcel: Parcel) -> None:
    with pytest.raises(NoWaybill):
        async with begin(sessions) as tx:
            await service.hand_over(tx, order_id=int(parcel.order_id), now=clock.now())
    with pytest.raises(ParcelNotFound):
        async with begin(sessions) as tx:
            await service.hand_over(tx, order_id=new_id(), now=clock.now())
    assert (await view(sessions, parcel)).state is ParcelState.BOOKED


async def test_a_cancelled_parcel_is_forgotten_by_the_carrier(
    sessions: Sessions, work: Work, app: Litestar, parcel: Parcel
) -> None:
    assert await jobs.issue_waybills(work) == 1
    async with begin(sessions) as tx:
        await service.cancel_parcel(tx, order_id=int(parcel.order_id), now=clock.now())
    assert await jobs.withdraw_waybills(work) == 1
    assert (await view(sessions, parcel)).state is ParcelState.CANCELLED
    async with begin(sessions) as tx:
        number = (await view(sessions, parcel)).waybill_no
        statement = text("SELECT cancelled_at FROM sandbox_carrier.waybill WHERE waybill_no = :number")
        assert await tx.scalar(statement, {"number": number}) is not None


async def test_a_parcel_cancelled_before_its_waybill_gets_none(
    sessions: Sessions, work: Work, app: Litestar, parcel: Parcel
) -> None:
    async with begin(sessions) as tx:
        taken = await service.take_parcels(tx, state=ParcelState.BOOKED, now=clock.now())
        await service.cancel_parcel(tx, order_id=int(parcel.order_id), now=clock.now())
        given = await service.record_waybills(
            tx, taken=taken, numbers={int(parcel.id): "SF1000000000001"}, now=clock.now()
        )
    assert given == 0
    assert (await view(sessions, parcel)).state is ParcelState.CANCELLED
    assert await facts(sessions, parcel) == []


async def test_a_parcel_on_its_way_cannot_be_cancelled(
    sessions: Sessions, work: Work, app: Litestar, parcel: Parcel
) -> None:
    await leave(sessions, work, parcel)
    with pytest.raises(AlreadyHandedOver):
        async with begin(sessions) as tx:
            await service.cancel_parcel(tx, order_id=int(parcel.order_id), now=clock.now())
    assert (await view(sessions, parcel)).state is ParcelState.MOVING


async def test_asking_for_a_waybill_again_gives_the_same_number(
    sessions: Sessions, work: Work, app: Litestar, parcel: Parcel, pass_time: Go
) -> None:
    async with begin(sessions) as tx:
        taken = await service.take_parcels(tx, state=ParcelState.BOOKED, now=clock.now())
    first = await jobs._carriers(work).issue_waybills([jobs._order(due) for due in taken])
    assert await jobs.issue_waybills(work) == 0, "the dead job's lease still runs"
    pass_time(timedelta(seconds=61))
    assert await jobs.issue_waybills(work) == 1
    assert (await view(sessions, parcel)).waybill_no == first[parcel.id]


async def test_late_and_repeated_news(sessions: Sessions, work: Work, app: Litestar, parcel: Parcel) -> None:
    await leave(sessions, work, parcel)
    now = clock.now()

    async def report(*codes_and_hours: tuple[str, int]) -> int:
        async with begin(sessions) as tx:
            await tx.execute(text("UPDATE logistics.parcel SET due_at = :now WHERE state = 'moving'"), {"now": now})
            taken = await service.take_parcels(tx, state=ParcelState.MOVING, now=now)
            (due,) = [due for due in taken if str(due.parcel_id) == parcel.id]
            heard = [Report(code=code, at=now + timedelta(hours=hours)) for code, hours in codes_and_hours]
            return await service.record_reports(tx, taken=[due], reports={due.waybill_no or "": heard}, now=now)

    assert await report(("5", 30)) == 1
    assert await report(("5", 30)) == 0
    assert await report(("5", 30), ("0", 3)) == 0, "late news is kept, and moves nothing"
    assert await report(("5", 30), ("0", 3), ("4711", 31)) == 0, "a code that nobody knows is left out"
    shown = await view(sessions, parcel)
    assert shown.step is Step.OUT_FOR_DELIVERY
    assert [event.code for event in shown.events][:2] == [Step.OUT_FOR_DELIVERY, Step.IN_TRANSIT]
    assert await report(("5", 30), ("0", 3), ("4711", 31), ("6", 50), ("4", 60)) == 1
    assert (await view(sessions, parcel)).state is ParcelState.RETURNED
    assert (await facts(sessions, parcel))[-1][0] == "ParcelReturned"


async def test_others_do_not_see_a_parcel(sessions: Sessions, parcel: Parcel) -> None:
    async with begin(sessions) as tx:
        assert await service.tracking(tx, member_id=new_id(), order_id=int(parcel.order_id)) is None


async def test_freight_and_promise_of_a_quote(sessions: Sessions) -> None:
    now = datetime.fromisoformat("2018-05-27T04:00:00+00:00")
    async with begin(sessions) as tx:
        zhengzhou = await inventory.warehouse(tx)
        quote = await service.quote_freight(
            tx,
            warehouse_id=int(zhengzhou.id),
            mode="1210",
            weight_grams=1200,
            division_code="310101",
            goods_value=cny(8000),
            now=now,
        )
        assert (quote.amount, quote.carrier_code) == (cny(1300), "sf")
        assert (quote.promise_from.isoformat(), quote.promise_to.isoformat()) == ("2018-05-29", "2018-06-01")
        with pytest.raises(NotServed):
            await service.quote_freight(
                tx,
                warehouse_id=int(zhengzhou.id),
                mode="1210",
                weight_grams=1200,
                division_code="810000",
                goods_value=cny(8000),
                now=now,
            )


async def test_a_request_that_is_not_ours_moves_nothing(app: Litestar, sessions: Sessions, parcel: Parcel) -> None:
    answer = await app.state["http"].post("/sandbox/carrier/waybills", json={"orders": []})
    assert answer.status_code == 401


async def test_many_parcels_cost_few_statements(
    sessions: Sessions, work: Work, app: Litestar, pass_time: Go, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with begin(sessions) as tx:
        hub = int((await inventory.warehouse(tx)).id)
        parcels = [await make.parcel(tx, warehouse_id=hub) for _ in range(30)]
    assert await jobs.issue_waybills(work) == 30
    async with begin(sessions) as tx:
        for parcel in parcels:
            await service.hand_over(tx, order_id=int(parcel.order_id), now=clock.now())
    asked: list[str] = []
    real: Callable[..., Awaitable[Any]] = app.state["http"].post

    async def post(address: str, **request: Any) -> Any:
        asked.append(address)
        return await real(address, **request)

    monkeypatch.setattr(work.http, "post", post)
    assert await jobs.hand_parcels_over(work) == 30
    pass_time(timedelta(hours=4))
    assert await jobs.poll_tracking(work) == 30
    assert len(asked) == 2, "one request each, however many parcels"
