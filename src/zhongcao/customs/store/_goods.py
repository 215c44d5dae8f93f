"""SQL of goods data, allowances and parties."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, String, any_, bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.customs.rules import AllowanceState
from zhongcao.customs.schemas import GoodsRow, Party, Port, Registry, UnmappedGoods
from zhongcao.customs.tables import (
    AllowanceEntryRow,
    AllowanceRow,
    GoodsDataRow,
    PartyRow,
    PortRow,
    UnmappedRow,
    table_of,
)
from zhongcao.kit.db import ReadTx, Tx

_GOODS = [getattr(GoodsDataRow, name) for name in GoodsRow.__struct_fields__]
_GET_GOODS = select(*_GOODS).where(GoodsDataRow.sku_id == any_(bindparam("skus", type_=ARRAY(BigInteger))))
_ADD_ENTRY = insert(AllowanceEntryRow).on_conflict_do_nothing().returning(AllowanceEntryRow.order_id)
_ADD_YEAR = insert(AllowanceRow).on_conflict_do_nothing()
_OF_YEAR = (AllowanceRow.person == bindparam("of_person")) & (AllowanceRow.year == bindparam("of_year"))
_YEAR = select(AllowanceRow.limit_amount, AllowanceRow.used_amount).where(_OF_YEAR)
_USED = AllowanceRow.used_amount + bindparam("amount", type_=BigInteger)
_USE = (
    update(AllowanceRow)
    .where(_OF_YEAR, _USED.between(0, AllowanceRow.limit_amount))
    .values(used_amount=_USED)
    .returning(AllowanceRow.used_amount)
)
_MOVE_ENTRIES = (
    update(AllowanceEntryRow)
    .where(
        AllowanceEntryRow.order_id == any_(bindparam("orders", type_=ARRAY(BigInteger))),
        AllowanceEntryRow.state == any_(bindparam("before", type_=ARRAY(String))),
    )
    .values(state=bindparam("after"), at=bindparam("now"))
    .returning(AllowanceEntryRow.person, AllowanceEntryRow.year, AllowanceEntryRow.amount)
)
_PARTIES = select(PartyRow.role, PartyRow.code, PartyRow.name)
_PORTS = select(
    PortRow.warehouse_code,
    PortRow.customs_code,
    PortRow.port_code,
    PortRow.ems_no,
    PortRow.area_code,
    PortRow.area_name,
    PortRow.traf_mode,
)


async def put_goods(tx: Tx, rows: Sequence[GoodsRow]) -> None:
    """Write customs data of SKUs; what was there before is replaced."""
    names = GoodsRow.__struct_fields__
    statement = insert(table_of(GoodsDataRow))
    replaced = {name: statement.excluded[name] for name in names if name != "sku_id"}
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["sku_id"], set_=replaced),
        [{name: getattr(row, name) for name in names} for row in rows],
    )
    await tx.execute(delete(UnmappedRow).where(UnmappedRow.sku_id.in_([row.sku_id for row in rows])))


async def get_goods(tx: Tx | ReadTx, sku_ids: Sequence[int]) -> dict[int, GoodsRow]:
    """Customs data by SKU; absent for those that have none."""
    found = await tx.execute(_GET_GOODS, {"skus": list(sku_ids)})
    return {row.sku_id: GoodsRow(**row._mapping) for row in found}


async def add_unmapped(tx: Tx, rows: Sequence[UnmappedGoods], now: datetime) -> None:
    """List SKUs that nobody could map."""
    values: list[dict[str, Any]] = [
        {"sku_id": r.sku_id, "name": r.name[:250], "reason": r.reason[:250], "at": now} for r in rows
    ]
    await tx.execute(insert(table_of(UnmappedRow)).on_conflict_do_nothing(), values)


async def list_unmapped(tx: Tx | ReadTx, *, after: int, limit: int) -> list[UnmappedGoods]:
    """SKUs without customs data, by id."""
    found = await tx.execute(
        select(UnmappedRow.sku_id, UnmappedRow.name, UnmappedRow.reason)
        .where(UnmappedRow.sku_id > after)
        .order_by(UnmappedRow.sku_id)
        .limit(limit)
    )
    return [UnmappedGoods(**row._mapping) for row in found]


async def add_entry(tx: Tx, **values: Any) -> bool:
    """Write an allowance entry once; False when the order has one already."""
    return await tx.scalar(_ADD_ENTRY, {"state": AllowanceState.RESERVED, "currency": "CNY", **values}) is not None


async def set_entry_amount(tx: Tx, *, person: str, order_id: int, amount: int) -> None:
    """Change what an order takes of its buyer's year."""
    await tx.execute(
        update(AllowanceEntryRow)
        .where(AllowanceEntryRow.person == person, AllowanceEntryRow.order_id == order_id)
        .values(amount=amount)
    )


async def add_year(tx: Tx, *, person: str, year: int, limit: int) -> None:
    """Open a person's year once."""
    fresh = {"person": person, "year": year, "limit_amount": limit, "used_amount": 0, "currency": "CNY"}
    await tx.execute(_ADD_YEAR, fresh)


async def use_allowance(tx: Tx, *, person: str, year: int, amount: int) -> bool:
    """Take from (or give back to) a person's year by one conditional update; False when it does not fit."""
    return await tx.scalar(_USE, {"of_person": person, "of_year": year, "amount": amount}) is not None


async def find_year(tx: Tx | ReadTx, *, person: str, year: int) -> tuple[int, int] | None:
    """Limit and use of a person's year."""
    row = (await tx.execute(_YEAR, {"of_person": person, "of_year": year})).first()
    return None if row is None else (row.limit_amount, row.used_amount)


async def move_entries(
    tx: Tx, order_ids: Sequence[int], *, before: Sequence[AllowanceState], after: AllowanceState, now: datetime
) -> list[tuple[str, int, int]]:
    """Move the entries of orders to a state; answers person, year and amount of those that moved."""
    moved = await tx.execute(
        _MOVE_ENTRIES,
        {"orders": list(order_ids), "before": [state.value for state in before], "after": after.value, "now": now},
    )
    return sorted((row.person, row.year, row.amount) for row in moved)


async def lessen_entry(tx: Tx, *, order_id: int, amount: int, now: datetime) -> list[tuple[str, int, int]]:
    """Lower the counted entry of an order; answers person, year and by how much."""
    lowered = await tx.execute(
        update(AllowanceEntryRow)
        .where(
            AllowanceEntryRow.order_id == order_id,
            AllowanceEntryRow.state == AllowanceState.COUNTED,
            AllowanceEntryRow.amount >= amount,
        )
        .values(amount=AllowanceEntryRow.amount - amount, at=now)
        .returning(AllowanceEntryRow.person, AllowanceEntryRow.year)
    )
    return [(row.person, row.year, amount) for row in lowered]


_INCONSISTENT = text(
    """
    SELECT 'allowance ' || left(a.person, 8) || ' ' || a.year || ': ' || a.used_amount || ' used, entries say '
           || coalesce(sum(e.amount), 0)
      FROM customs.allowance a
      LEFT JOIN customs.allowance_entry e
        ON e.person = a.person AND e.year = a.year AND e.state IN ('reserved', 'counted')
     GROUP BY a.person, a.year, a.used_amount
    HAVING a.used_amount <> coalesce(sum(e.amount), 0)
    UNION ALL
    SELECT 'declaration ' || d.id || ': released, but its allowance is only reserved'
      FROM customs.declaration d
      JOIN customs.allowance_entry e ON e.order_id = d.order_id
     WHERE d.released_at IS NOT NULL AND e.state = 'reserved'
    UNION ALL
    SELECT 'declaration ' || id || ': ' || state || ' and nobody will look at it'
      FROM customs.declaration
     WHERE due_at IS NULL AND state NOT IN ('cleared', 'closed', 'returned', 'cancelled')
    UNION ALL
    SELECT 'declaration ' || d.id || ': lines are not worth the goods value'
      FROM customs.declaration d
      JOIN customs.declaration_line l ON l.member_id = d.member_id AND l.declaration_id = d.id
     GROUP BY d.member_id, d.id, d.goods_value_amount
    HAVING sum(l.total_amount) <> d.goods_value_amount
    """
)


async def list_inconsistencies(tx: Tx | ReadTx) -> list[str]:
    """Rows that contradict each other, in words."""
    return list(await tx.scalars(_INCONSISTENT))


async def get_registry(tx: Tx | ReadTx) -> Registry:
    """Who we are for customs."""
    parties = await tx.execute(_PARTIES)
    ports = await tx.execute(_PORTS)
    return Registry(
        parties={row.role: Party(code=row.code, name=row.name) for row in parties},
        ports={row[0]: Port(**{name: row._mapping[name] for name in Port.__struct_fields__}) for row in ports},
    )
