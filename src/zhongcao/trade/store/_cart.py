"""Statements about carts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.trade.tables import CartLineRow


async def list_cart_lines(tx: Tx | ReadTx, member_id: int) -> list[tuple[int, int]]:
    """SKU and quantity of every line of a cart, newest first."""
    rows = await tx.execute(
        select(CartLineRow.sku_id, CartLineRow.quantity)
        .where(CartLineRow.member_id == member_id)
        .order_by(CartLineRow.added_at.desc(), CartLineRow.sku_id)
    )
    return [(row.sku_id, row.quantity) for row in rows]


async def count_cart_lines(tx: Tx, member_id: int, *, besides: int) -> int:
    """How many lines a cart has, not counting one SKU."""
    found = await tx.scalar(
        select(func.count()).where(CartLineRow.member_id == member_id, CartLineRow.sku_id != besides)
    )
    return found or 0


async def add_cart_line(tx: Tx, member_id: int, sku_id: int, quantity: int, now: datetime) -> None:
    """Set the quantity of a SKU; the line keeps its place in the cart."""
    statement = insert(CartLineRow).values(member_id=member_id, sku_id=sku_id, quantity=quantity, added_at=now)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[CartLineRow.member_id, CartLineRow.sku_id], set_={"quantity": quantity}
        )
    )


async def remove_cart_line(tx: Tx, member_id: int, sku_id: int) -> None:
    """Take one SKU out."""
    await remove_cart_lines(tx, member_id, [sku_id])


async def remove_cart_lines(tx: Tx, member_id: int, sku_ids: Sequence[int]) -> None:
    """Take SKUs out that were ordered."""
    await tx.execute(delete(CartLineRow).where(CartLineRow.member_id == member_id, CartLineRow.sku_id.in_(sku_ids)))
