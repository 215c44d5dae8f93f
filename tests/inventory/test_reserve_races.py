"""Many buyers at once, with real commits: nothing is sold twice, nothing locks up, every unit is accounted for."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.factories import inventory as make
from zhongcao.inventory import service
from zhongcao.inventory.errors import HoldEnded, OutOfStock
from zhongcao.inventory.schemas import ReserveLine
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id


async def stocked(sessions: Sessions, *quantities: int, lots: int = 1) -> tuple[int, list[int]]:
    """A warehouse with one SKU per quantity, spread over some lots."""
    async with begin(sessions) as tx:
        warehouse_id = int((await make.warehouse(tx)).id)
        skus = [new_id() for _ in quantities]
        for sku_id, quantity in zip(skus, quantities, strict=True):
            for index in range(lots):
                share = quantity // lots + (index < quantity % lots)
                await make.lot(tx, sku_id=sku_id, warehouse_id=warehouse_id, quantity=share, days_left=400 + index * 10)
    return warehouse_id, skus


async def buy(sessions: Sessions, warehouse_id: int, lines: list[tuple[int, int]], barrier: asyncio.Barrier) -> int:
    """One buyer: an order id when it got everything, otherwise 0."""
    order_id, now = new_id(), clock.now()
    wanted = [ReserveLine(line_no=no, sku_id=sku, quantity=units) for no, (sku, units) in enumerate(lines, 1)]
    await barrier.wait()
    try:
        async with begin(sessions) as tx:
            await service.reserve(
                tx,
                order_id=order_id,
                warehouse_id=warehouse_id,
                lines=wanted,
                expires_at=now + timedelta(minutes=15),
                now=now,
            )
    except OutOfStock:
        return 0
    return order_id


async def at_once(buyers: int, work: Callable[[asyncio.Barrier], Awaitable[int]]) -> list[int]:
    """Everybody starts when the last one is ready."""
    barrier = asyncio.Barrier(buyers)
    return list(await asyncio.gather(*(work(barrier) for _ in range(buyers))))


async def units(sessions: Sessions, sku_id: int) -> tuple[int, int, int]:
    """Available, reserved and shipped units of a SKU; its journal must explain them."""
    async with begin(sessions) as tx:
        assert await service.list_imbalances(tx) == []
        page = await service.list_lots(tx, sku_id=sku_id, limit=50, on=clock.now().date())
    return (
        sum(lot.available for lot in page.items),
        sum(lot.reserved for lot in page.items),
        sum(lot.shipped for lot in page.items),
    )


async def test_the_last_unit_goes_to_exactly_one_of_fifty(real_sessions: Sessions) -> None:
    warehouse_id, [sku_id] = await stocked(real_sessions, 1)
    won = await at_once(50, lambda barrier: buy(real_sessions, warehouse_id, [(sku_id, 1)], barrier))
    assert sum(order_id > 0 for order_id in won) == 1
    assert await units(real_sessions, sku_id) == (0, 1, 0)


async def test_sold_and_left_add_up_over_several_lots(real_sessions: Sessions) -> None:
    warehouse_id, [sku_id] = await stocked(real_sessions, 23, lots=3)
    won = await at_once(30, lambda barrier: buy(real_sessions, warehouse_id, [(sku_id, 2)], barrier))
    winners = sum(order_id > 0 for order_id in won)
    assert winners == 11
    assert await units(real_sessions, sku_id) == (1, 22, 0)


async def test_two_skus_in_opposite_order_do_not_lock_up(real_sessions: Sessions) -> None:
    warehouse_id, [one, two] = await stocked(real_sessions, 40, 40, lots=2)
    turns = iter(range(60))

    async def either_way(barrier: asyncio.Barrier) -> int:
        lines = [(one, 1), (two, 1)]
        return await buy(real_sessions, warehouse_id, lines if next(turns) % 2 else lines[::-1], barrier)

    won = await at_once(60, either_way)
    assert sum(order_id > 0 for order_id in won) == 40
    assert await units(real_sessions, one) == (0, 40, 0)
    assert await units(real_sessions, two) == (0, 40, 0)


async def test_expiry_and_payment_of_the_same_order_agree(real_sessions: Sessions) -> None:
    warehouse_id, [sku_id] = await stocked(real_sessions, 20, lots=2)
    orders = [await buy(real_sessions, warehouse_id, [(sku_id, 1)], asyncio.Barrier(1)) for _ in range(20)]
    late = clock.now() + timedelta(hours=1)
    paid: dict[int, bool] = {}

    async def pay(order_id: int) -> None:
        async with begin(real_sessions) as tx:
            paid[order_id] = await service.keep(tx, order_id=order_id)

    async def expire() -> None:
        async with begin(real_sessions) as tx:
            await service.release_overdue(tx, now=late, orders=1000)

    calls = [*(pay(order_id) for order_id in orders), *(expire() for _ in range(5))]
    random.Random(7).shuffle(calls)
    await asyncio.gather(*calls)
    await expire()
    kept = sum(paid.values())
    assert await units(real_sessions, sku_id) == (20 - kept, kept, 0)
    for order_id, is_kept in paid.items():
        async with begin(real_sessions) as tx:
            if is_kept:
                assert await service.ship(tx, order_id=order_id, now=late) == 1
            else:
                with pytest.raises(HoldEnded):
                    await service.ship(tx, order_id=order_id, now=late)
    assert await units(real_sessions, sku_id) == (20 - kept, 0, kept)


async def test_releasing_and_buying_at_once_loses_nothing(real_sessions: Sessions) -> None:
    warehouse_id, [sku_id] = await stocked(real_sessions, 10, lots=2)
    first = [await buy(real_sessions, warehouse_id, [(sku_id, 1)], asyncio.Barrier(1)) for _ in range(10)]

    async def give_back(order_id: int) -> int:
        async with begin(real_sessions) as tx:
            return await service.release(tx, order_id=order_id, now=clock.now())

    async def give_back_twice(order_id: int) -> int:
        return sum(await asyncio.gather(give_back(order_id), give_back(order_id)))

    later, freed = await asyncio.gather(
        at_once(15, lambda barrier: buy(real_sessions, warehouse_id, [(sku_id, 1)], barrier)),
        asyncio.gather(*(give_back_twice(order_id) for order_id in first)),
    )
    assert freed == [1] * 10
    bought = sum(order_id > 0 for order_id in later)
    assert await units(real_sessions, sku_id) == (10 - bought, bought, 0)
