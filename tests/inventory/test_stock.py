"""Receiving, choosing, reserving, shipping and correcting; over HTTP where staff do it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import identity as make_staff
from tests.factories import inventory as make
from zhongcao.inventory import service
from zhongcao.inventory.errors import OutOfStock, ShelfLifeTooShort, WarehouseNotFound
from zhongcao.inventory.rules import WarehouseKind
from zhongcao.inventory.schemas import ReserveLine
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import cny

Browse = Callable[[], Browser]


def today() -> date:
    """The day in China."""
    return clock.day_in_china(clock.now())


def key() -> dict[str, str]:
    """A fresh idempotency key."""
    return {"Idempotency-Key": f"test-{new_id()}"}


async def facts(tx: Tx, sku_id: int) -> list[str]:
    """What was told about a SKU, in order."""
    await tx.flush()
    told = text("SELECT topic FROM kit.outbox WHERE key = :key ORDER BY seq")
    return [row.topic.split(".")[1] for row in await tx.execute(told, {"key": f"sku:{sku_id}"})]


async def reserve(tx: Tx, sku_id: int, quantity: int, warehouse_id: int, order_id: int | None = None) -> int:
    """Keep some units; answers the order."""
    order_id = order_id or new_id()
    now = clock.now()
    await service.reserve(
        tx,
        order_id=order_id,
        warehouse_id=warehouse_id,
        lines=[ReserveLine(line_no=1, sku_id=sku_id, quantity=quantity)],
        expires_at=now + timedelta(minutes=30),
        now=now,
    )
    return order_id


async def test_selling_the_last_unit_and_its_return_are_told_once(tx: Tx) -> None:
    lot = await make.lot(tx, quantity=2)
    sku_id, warehouse_id = int(lot.sku_id), int(lot.warehouse_id)
    order_id = await reserve(tx, sku_id, 2, warehouse_id)
    assert await facts(tx, sku_id) == ["BackInStock", "StockReceived", "SoldOut"]
    assert await service.available(tx, [sku_id], on=today()) == {sku_id: 0}
    assert await service.release(tx, order_id=order_id, now=clock.now()) == 2
    assert await service.release(tx, order_id=order_id, now=clock.now()) == 0
    assert (await facts(tx, sku_id))[3:] == ["BackInStock"]


async def test_stock_in_another_warehouse_is_not_sold_out(tx: Tx) -> None:
    lot = await make.lot(tx, quantity=1)
    await make.lot(tx, sku_id=int(lot.sku_id), quantity=1)
    await reserve(tx, int(lot.sku_id), 1, int(lot.warehouse_id))
    assert "SoldOut" not in await facts(tx, int(lot.sku_id))


async def test_a_refused_reservation_says_what_is_left_and_changes_nothing(tx: Tx) -> None:
    lot = await make.lot(tx, quantity=3)
    other = await make.lot(tx, quantity=9, warehouse_id=int(lot.warehouse_id))
    lines = [
        ReserveLine(line_no=1, sku_id=int(other.sku_id), quantity=2),
        ReserveLine(line_no=2, sku_id=int(lot.sku_id), quantity=4),
    ]
    now = clock.now()
    with pytest.raises(OutOfStock) as refusal:
        await service.reserve(tx, order_id=1, warehouse_id=int(lot.warehouse_id), lines=lines, expires_at=now, now=now)
    assert refusal.value.details == {"sku": lot.sku_id, "line_no": 2, "wanted": 4, "available": 3}
    assert await service.picks_of(tx, order_id=1) == []
    left = await service.available(tx, [int(lot.sku_id), int(other.sku_id)], on=today())
    assert list(left.values()) == [3, 9]


async def test_a_lot_leaves_sale_by_itself_when_it_nears_its_expiry(tx: Tx) -> None:
    lot = await make.lot(tx, quantity=5, days_left=400)
    sku_id = int(lot.sku_id)
    assert await service.available(tx, [sku_id], on=lot.sells_until) == {sku_id: 5}
    assert await service.available(tx, [sku_id], on=lot.sells_until + timedelta(days=1)) == {sku_id: 0}


async def test_bonded_warehouses_come_first_and_must_have_everything(tx: Tx) -> None:
    overseas = int((await make.warehouse(tx, kind=WarehouseKind.OVERSEAS)).id)
    bonded = int((await make.warehouse(tx)).id)
    one, two = new_id(), new_id()
    for sku_id, warehouse_id, units in ((one, overseas, 5), (two, overseas, 5), (one, bonded, 2)):
        await make.lot(tx, sku_id=sku_id, warehouse_id=warehouse_id, quantity=units)
    assert int((await service.choose_warehouse(tx, lines=[(one, 2)], on=today())).id) == bonded
    assert int((await service.choose_warehouse(tx, lines=[(one, 3)], on=today())).id) == overseas
    assert int((await service.choose_warehouse(tx, lines=[(one, 1), (two, 1)], on=today())).id) == overseas
    with pytest.raises(OutOfStock) as refusal:
        await service.choose_warehouse(tx, lines=[(one, 3), (one, 3)], on=today())
    assert refusal.value.details == {"sku": str(one), "wanted": 6, "available": 5}
    await make.lot(tx, sku_id=two, warehouse_id=bonded, quantity=9)
    with pytest.raises(OutOfStock) as refusal:
        await service.choose_warehouse(tx, lines=[(one, 4), (two, 8)], on=today())
    assert refusal.value.details["together"] is False


async def test_what_expires_too_soon_is_not_received(tx: Tx) -> None:
    warehouse_id, sku_id = int((await make.warehouse(tx)).id), new_id()
    with pytest.raises(ShelfLifeTooShort):
        await make.lot(tx, sku_id=sku_id, warehouse_id=warehouse_id, days_left=89)
    with pytest.raises(WarehouseNotFound):
        await make.lot(tx, sku_id=sku_id, warehouse_id=warehouse_id + 1)
    assert (await service.list_lots(tx, sku_id=sku_id, on=today())).items == []
    assert await facts(tx, sku_id) == []


async def test_small_corrections_act_at_once_and_large_ones_need_two(sessions: Sessions, browse: Browse) -> None:
    async with begin(sessions) as tx:
        lot = await make.lot(tx, quantity=100, unit_cost=cny(50_00))
    first = await make_staff.staff(sessions, browse(), "warehouse")
    second = await make_staff.staff(sessions, browse(), "warehouse")
    at = f"/v1/console/lots/{lot.id}/adjustments"
    once = key()
    done = await first.post(at, {"change": -3, "reason": "破损三瓶"}, headers=once, expect=201)
    assert done["state"] == "applied"
    assert await first.post(at, {"change": -3, "reason": "破损三瓶"}, headers=once, expect=201) == done
    waiting = await first.post(at, {"change": -60, "reason": "盘点差异"}, headers=key(), expect=201)
    assert waiting["state"] == "waiting"

    async def counters() -> tuple[int, int]:
        page = await first.get("/v1/console/lots", params={"sku": lot.sku_id})
        return page["items"][0]["available"], page["items"][0]["adjusted"]

    assert await counters() == (97, -3)
    for clerk, may in ((first, False), (second, True)):
        (listed,) = (await clerk.get("/v1/console/adjustments?state=waiting"))["items"]
        assert (listed["id"], listed["can_decide"]) == (waiting["id"], may)
    decide = f"/v1/console/adjustments/{waiting['id']}/decision"
    answer = await first.post(decide, {"approve": True}, expect=403)
    assert answer["code"] == "inventory.second-person-needed"
    assert await counters() == (97, -3)
    approved = await second.post(decide, {"approve": True}, expect=201)
    assert (approved["state"], approved["decided_by"]) == ("applied", str(second.member_id))
    assert await counters() == (37, -63)
    await second.post(decide, {"approve": False}, expect=409)
    refused = await second.post(at, {"change": -38, "reason": "盘点差异"}, headers=key(), expect=201)
    assert (await first.post(f"/v1/console/adjustments/{refused['id']}/decision", {"approve": True}, expect=409))[
        "code"
    ] == "inventory.stock-too-low"
    assert await counters() == (37, -63)
    moves = await first.get(f"/v1/console/lots/{lot.id}/moves")
    assert [(move["kind"], move["quantity"]) for move in moves] == [
        ("adjusted", -60),
        ("adjusted", -3),
        ("received", 100),
    ]


async def test_warehouses_are_opened_by_administrators_and_listed(sessions: Sessions, browse: Browse) -> None:
    admin = await make_staff.staff(sessions, browse(), "admin", "warehouse")
    given = {
        "code": f"NB{new_id()}",
        "name": "宁波保税二号仓",
        "kind": "bonded",
        "country": "CN",
        "city": "宁波",
        "mode": "1210",
        "customs_code": "3105",
    }
    made = await admin.post("/v1/console/warehouses", given, expect=201)
    assert await admin.post("/v1/console/warehouses", given, expect=201) == made
    assert made in await admin.get("/v1/console/warehouses")
    keeper = await make_staff.staff(sessions, browse(), "warehouse")
    await keeper.post("/v1/console/warehouses", {**given, "code": "OTHER"}, expect=403)


async def test_the_journal_cannot_be_rewritten(tx: Tx) -> None:
    lot = await make.lot(tx, quantity=2)
    for statement in ("UPDATE inventory.stock_move SET quantity = 3", "DELETE FROM inventory.stock_move"):
        with pytest.raises(Exception, match="only ever added"):
            async with tx.begin_nested():
                await tx.execute(text(f"{statement} WHERE lot_id = :lot"), {"lot": int(lot.id)})
    assert len(await service.list_moves(tx, lot_id=int(lot.id))) == 1


async def test_a_counter_that_nothing_explains_is_found(tx: Tx) -> None:
    lot = await make.lot(tx, quantity=2)
    wrong = text("UPDATE inventory.lot SET available = 1, reserved = 1 WHERE id = :lot")
    await tx.execute(wrong, {"lot": int(lot.id)})
    [found] = await service.list_imbalances(tx)
    assert (found.lot_id, found.available, found.expected_available, found.live_holds) == (lot.id, 1, 2, 0)
    await tx.execute(text("UPDATE inventory.lot SET available = 2, reserved = 0 WHERE id = :lot"), {"lot": int(lot.id)})
