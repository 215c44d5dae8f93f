"""Statements about carts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.money import Money
from zhongcao.trade.tables import CartLineRow


async def list_cart_lines(tx: Tx | ReadTx, member_id: int) -> list[tuple[int, int, int | None]]:
    """SKU, quantity and price when put in of every line of a cart, newest first."""
    rows = await tx.execute(
        select(CartLineRow.sku_id, CartLineRow.quantity, CartLineRow.price_amount)
        .where(CartLineRow.member_id == member_id)
        .order_by(CartLineRow.added_at.desc(), CartLineRow.sku_id)
    )
    return [(row.sku_id, row.quantity, row.price_amount) for row in rows]


async def count_cart_lines(tx: Tx, member_id: int, *, besides: int) -> int:
    """How many lines a cart has, not counting one SKU."""
    found = await tx.scalar(
        select(func.count()).where(CartLineRow.member_id == member_id, CartLineRow.sku_id != besides)
    )
    return found or 0


async def add_cart_line(
    tx: Tx,
    member_id: int,
    sku_id: int,
    quantity: int,
    now: datetime,
    *,
    price: Money | None = None,
    source: str | None = None,
) -> None:
    """Set the quantity of a SKU; the line keeps its place in the cart and its first price, and the last source."""
    told = {"price_amount": price.amount, "currency": price.currency.value} if price else {}
    named = {"source": source} if source else {}
    statement = insert(CartLineRow).values(
        member_id=member_id, sku_id=sku_id, quantity=quantity, added_at=now, **told, **named
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[CartLineRow.member_id, CartLineRow.sku_id], set_={"quantity": quantity, **named}
        )
    )


async def drop_cart(tx: Tx, member_id: int) -> None:
    """Empty a cart."""
    await tx.execute(delete(CartLineRow).where(CartLineRow.member_id == member_id))


async def remove_cart_line(tx: Tx, member_id: int, sku_id: int) -> None:
    """Take one SKU out."""
    await remove_cart_lines(tx, member_id, [sku_id])


_TAKE_WHOLE = text(
    """
    DELETE FROM trade.cart_line c
    USING unnest(cast(:skus AS bigint[]), cast(:quantities AS bigint[])) AS o (sku_id, quantity)
    WHERE c.member_id = :member AND c.sku_id = o.sku_id AND c.quantity <= o.quantity
    RETURNING c.sku_id, c.source
    """
)
_TAKE_PART = text(
    """
    UPDATE trade.cart_line c SET quantity = c.quantity - o.quantity
    FROM unnest(cast(:skus AS bigint[]), cast(:quantities AS bigint[])) AS o (sku_id, quantity)
    WHERE c.member_id = :member AND c.sku_id = o.sku_id AND c.quantity > o.quantity
    RETURNING c.sku_id, c.source
    """
)


async def take_ordered(tx: Tx, member_id: int, ordered: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Take out what was ordered (SKU, quantity); what was wanted beyond it stays. Answers what led to each SKU."""
    wanted = {"member": member_id, "skus": [sku for sku, _ in ordered], "quantities": [units for _, units in ordered]}
    whole = await tx.execute(_TAKE_WHOLE, wanted)
    # Its member may lower a line between the two statements; what is less than was ordered is left as they want it.
    part = await tx.execute(_TAKE_PART, wanted)
    return {row.sku_id: row.source for taken in (whole, part) for row in taken if row.source}


async def remove_cart_lines(tx: Tx, member_id: int, sku_ids: Sequence[int]) -> None:
    """Take SKUs out."""
    await tx.execute(delete(CartLineRow).where(CartLineRow.member_id == member_id, CartLineRow.sku_id.in_(sku_ids)))
