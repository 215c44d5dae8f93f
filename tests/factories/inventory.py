"""Warehouses and lots for tests."""

from datetime import date, datetime, timedelta

from zhongcao.inventory import service
from zhongcao.inventory.rules import CustomsMode, ShelfLimits, WarehouseKind
from zhongcao.inventory.schemas import Lot, Warehouse, WarehouseInput
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import Money, cny


async def warehouse(
    tx: Tx,
    *,
    code: str | None = None,
    kind: WarehouseKind = WarehouseKind.BONDED,
    country: str = "CN",
    mode: CustomsMode | None = None,
    now: datetime | None = None,
) -> Warehouse:
    """A warehouse; bonded unless said otherwise."""
    bonded = kind is WarehouseKind.BONDED
    data = WarehouseInput(
        code=code or f"W{new_id()}",
        name="郑州保税一号仓" if bonded else "Tokyo 1",
        kind=kind,
        country=country if bonded or country != "CN" else "JP",
        city="郑州" if bonded else "Tokyo",
        mode=mode or (CustomsMode.RETAIL if bonded else CustomsMode.POSTAL),
        customs_code="4604" if bonded else None,
    )
    return await service.add_warehouse(tx, data=data, now=now or clock.now())


async def lot(
    tx: Tx,
    *,
    sku_id: int | None = None,
    warehouse_id: int | None = None,
    quantity: int = 10,
    days_left: int | None = 700,
    expires_on: date | None = None,
    limits: ShelfLimits | None = None,
    unit_cost: Money | None = None,
    origin_country: str = "JP",
    item_record_no: str = "R0001",
    now: datetime | None = None,
) -> Lot:
    """A lot in a warehouse of its own, unless one is given."""
    moment = now or clock.now()
    if expires_on is None and days_left is not None:
        expires_on = clock.day_in_china(moment) + timedelta(days=days_left)
    if warehouse_id is None:
        warehouse_id = int((await warehouse(tx, now=moment)).id)
    return await service.receive_lot(
        tx,
        sku_id=sku_id or new_id(),
        warehouse_id=warehouse_id,
        quantity=quantity,
        produced_on=expires_on - timedelta(days=1095) if expires_on else None,
        expires_on=expires_on,
        unit_cost=unit_cost or cny(50_00),
        origin_country=origin_country,
        item_record_no=item_record_no,
        reference="test",
        now=moment,
        limits=limits,
    )
