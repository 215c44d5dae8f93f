"""Parcels for tests."""

from datetime import datetime

from tests.factories import inventory
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.ids import new_id, public_number
from zhongcao.logistics import service
from zhongcao.logistics.rules import RETAIL
from zhongcao.logistics.schemas import Parcel


async def parcel(
    tx: Tx,
    *,
    member_id: int | None = None,
    order_id: int | None = None,
    warehouse_id: int | None = None,
    mode: str = RETAIL,
    division_code: str = "310101",
    weight_grams: int = 800,
    now: datetime | None = None,
) -> Parcel:
    """A booked parcel of an order that nobody else knows."""
    now = now or clock.now()
    if warehouse_id is None:
        warehouse_id = int((await inventory.warehouse(tx, now=now)).id)
    return await service.book_parcel(
        tx,
        order_id=order_id or new_id(),
        member_id=member_id or new_id(),
        order_no=public_number("Z"),
        warehouse_id=warehouse_id,
        mode=mode,
        consignee="林小满",
        phone="13800138000",
        address="上海市黄浦区南京东路 1 号",
        division_code=division_code,
        weight_grams=weight_grams,
        now=now,
    )
