"""The annual allowance: one conditional update, no race wins twice, everything taken can be given back once."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import select

from zhongcao.customs import service
from zhongcao.customs.errors import AllowanceExceeded
from zhongcao.customs.tables import AllowanceEntryRow, AllowanceRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import cny

DAY = date(2026, 3, 1)


async def reserve(tx: Tx, person: str, order_id: int, amount: int, on: date = DAY) -> None:
    await service.reserve_allowance(
        tx, person=person, member_id=1, order_id=order_id, amount=cny(amount), on=on, now=clock.now()
    )


async def used(tx: Tx, person: str, on: date = DAY) -> int:
    return (await service.get_allowance(tx, person=person, on=on)).used.amount


async def test_up_to_the_last_fen(tx: Tx) -> None:
    await reserve(tx, "a", 1, 25_999_99)
    await reserve(tx, "a", 2, 1)
    with pytest.raises(AllowanceExceeded):
        async with tx.begin_nested():
            await reserve(tx, "a", 3, 1)
    assert await used(tx, "a") == 26_000_00
    assert await tx.scalar(select(AllowanceEntryRow.order_id).where(AllowanceEntryRow.order_id == 3)) is None


async def test_one_order_takes_once(tx: Tx) -> None:
    for _ in range(3):
        await reserve(tx, "a", 1, 100)
    assert await used(tx, "a") == 100


async def test_giving_back_is_idempotent_and_years_are_separate(tx: Tx) -> None:
    await reserve(tx, "a", 1, 100)
    await reserve(tx, "a", 2, 50, on=date(2027, 1, 1))
    for _ in range(2):
        await service.void_allowance(tx, order_id=1, now=clock.now())
    assert (await used(tx, "a"), await used(tx, "a", date(2027, 5, 5))) == (0, 50)
    await service.void_allowance(tx, order_id=999, now=clock.now())


async def test_what_customs_counted_is_only_restored(tx: Tx) -> None:
    await reserve(tx, "a", 1, 100)
    await service.count_allowance(tx, order_ids=[1], now=clock.now())
    await service.void_allowance(tx, order_id=1, now=clock.now())
    assert await used(tx, "a") == 100
    for _ in range(2):
        await service.restore_allowance(tx, order_id=1, now=clock.now())
    assert await used(tx, "a") == 0
    left = await service.get_allowance(tx, person="a", on=DAY)
    assert (left.limit, left.left) == (cny(26_000_00), cny(26_000_00))


async def test_in_2018_what_exceeded_the_year_was_taxed_in_full_instead(tx: Tx) -> None:
    day = date(2018, 6, 1)
    await reserve(tx, "a", 1, 19_900_00, on=day)
    await reserve(tx, "a", 2, 200_00, on=day)
    assert await used(tx, "a", day) == 19_900_00
    await service.void_allowance(tx, order_id=2, now=clock.now())
    assert await used(tx, "a", day) == 19_900_00


async def test_two_accounts_of_one_person_race_for_the_rest(real_sessions: Sessions) -> None:
    person = f"race-{new_id()}"
    async with begin(real_sessions) as tx:
        await reserve(tx, person, new_id(), 25_000_00)
    barrier = asyncio.Barrier(8)

    async def buy() -> bool:
        try:
            async with begin(real_sessions) as tx:
                await service.get_allowance(tx, person=person, on=DAY)
                await barrier.wait()  # everybody has read; now everybody writes
                await reserve(tx, person, new_id(), 600_00)
        except AllowanceExceeded:
            return False
        return True

    won = await asyncio.gather(*(buy() for _ in range(8)))
    async with begin(real_sessions) as tx:
        assert won.count(True) == 1
        assert await used(tx, person) == 25_600_00
        amounts = await tx.scalars(select(AllowanceEntryRow.amount).where(AllowanceEntryRow.person == person))
        assert sum(amounts) == 25_600_00


async def test_one_order_given_back_from_two_sides_at_once(real_sessions: Sessions) -> None:
    person, order = f"race-{new_id()}", new_id()
    async with begin(real_sessions) as tx:
        await reserve(tx, person, order, 500)
        await reserve(tx, person, new_id(), 7)
    barrier = asyncio.Barrier(5)

    async def give_back() -> None:
        async with begin(real_sessions) as tx:
            await barrier.wait()
            await service.void_allowance(tx, order_id=order, now=clock.now())

    await asyncio.gather(*(give_back() for _ in range(5)))
    async with begin(real_sessions) as tx:
        found = await tx.scalar(select(AllowanceRow.used_amount).where(AllowanceRow.person == person))
    assert found == 7
