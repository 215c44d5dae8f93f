"""The annual allowance of a person (年度交易限值): reserve, count, void, restore."""

from collections.abc import Sequence
from datetime import date, datetime

from zhongcao.customs import rules, store
from zhongcao.customs.errors import AllowanceExceeded
from zhongcao.customs.rules import AllowanceState
from zhongcao.customs.schemas import Allowance
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.money import Money, cny


async def reserve_allowance(
    tx: Tx, *, person: str, member_id: int, order_id: int, amount: Money, on: date, now: datetime
) -> None:
    """Take an order's value from its buyer's year; refused when it does not fit, and taken once per order."""
    year = on.year
    limit = rules.annual_limit(year)
    await store.add_year(tx, person=person, year=year, limit=limit)
    entry = {"person": person, "order_id": order_id, "year": year, "member_id": member_id, "at": now}
    if not await store.add_entry(tx, **entry, amount=amount.amount):
        return
    if await store.use_allowance(tx, person=person, year=year, amount=amount.amount):
        return
    if rules.retail_limit(on).over_is_full_tax:
        # Until 2018 what exceeded the year was taxed in full instead of refused, and took nothing from it.
        await store.set_entry_amount(tx, person=person, order_id=order_id, amount=0)
        return
    found = await store.find_year(tx, person=person, year=year)
    raise AllowanceExceeded(limit=limit, used=found[1] if found else 0, value=amount.amount)


async def void_allowance(tx: Tx, *, order_id: int, now: datetime) -> None:
    """Give back what an order had reserved; what customs has counted stays counted."""
    await _give_back(tx, order_id, AllowanceState.RESERVED, AllowanceState.VOID, now)


async def restore_allowance(tx: Tx, *, order_id: int, now: datetime) -> None:
    """Give back what customs had counted: the goods were returned within the time of the law."""
    await _give_back(tx, order_id, AllowanceState.COUNTED, AllowanceState.RESTORED, now)


async def lessen_allowance(tx: Tx, *, order_id: int, amount: Money, now: datetime) -> None:
    """Give back a part of what customs had counted: some goods of the order were returned in time."""
    for person, year, taken in await store.lessen_entry(tx, order_id=order_id, amount=amount.amount, now=now):
        given = await store.use_allowance(tx, person=person, year=year, amount=-taken)
        assert given, "more was given back than was taken"


async def count_allowance(tx: Tx, *, order_ids: Sequence[int], now: datetime) -> None:
    """Customs has released these orders: what they reserved is now counted."""
    if order_ids:
        before = [AllowanceState.RESERVED]
        await store.move_entries(tx, order_ids, before=before, after=AllowanceState.COUNTED, now=now)


async def _give_back(tx: Tx, order_id: int, before: AllowanceState, after: AllowanceState, now: datetime) -> None:
    assert after in rules.ALLOWANCE_TRANSITIONS[before], (before, after)
    for person, year, amount in await store.move_entries(tx, [order_id], before=[before], after=after, now=now):
        given = await store.use_allowance(tx, person=person, year=year, amount=-amount)
        assert given, "an allowance entry was given back twice"


async def get_allowance(tx: Tx | ReadTx, *, person: str, on: date) -> Allowance:
    """What a person may still buy this year across the border."""
    found = await store.find_year(tx, person=person, year=on.year)
    limit, used = found or (rules.annual_limit(on.year), 0)
    return Allowance(year=on.year, limit=cny(limit), used=cny(used), left=cny(limit - used))


async def list_inconsistencies(tx: Tx | ReadTx) -> list[str]:
    """What must never be: years that differ from their entries, released orders not counted, states nobody looks at."""
    return await store.list_inconsistencies(tx)
