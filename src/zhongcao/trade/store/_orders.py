"""Statements about one order."""

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.trade.tables import OrderContactRow, OrderLineRow, OrderRow


async def add_order(tx: Tx, values: dict[str, Any]) -> bool:
    """Write a new order; False when this id has become an order before."""
    made = await tx.scalar(
        upsert(OrderRow)
        .values(values)
        .on_conflict_do_nothing(index_elements=[OrderRow.member_id, OrderRow.id])
        .returning(OrderRow.id)
    )
    return made is not None


async def add_lines(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """Write the lines of an order, all in one statement."""
    await tx.execute(insert(OrderLineRow).values(rows))


async def add_contact(tx: Tx, values: dict[str, Any]) -> None:
    """Write who receives an order."""
    await tx.execute(insert(OrderContactRow).values(values))


async def lock_order(tx: Tx, *, member_id: int, order_id: int) -> OrderRow | None:
    """The order, locked until the end of the transaction: whatever happens to it happens one after another."""
    return await tx.scalar(
        select(OrderRow)
        .where(OrderRow.member_id == member_id, OrderRow.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def find_order(tx: Tx | ReadTx, *, member_id: int, order_id: int) -> OrderRow | None:
    """An order of a member."""
    return await tx.scalar(
        select(OrderRow)
        .where(OrderRow.member_id == member_id, OrderRow.id == order_id)
        .execution_options(populate_existing=True)
    )


async def find_any_order(tx: Tx | ReadTx, order_id: int) -> OrderRow | None:
    """An order of whomever, for staff."""
    return await tx.scalar(select(OrderRow).where(OrderRow.id == order_id).execution_options(populate_existing=True))
