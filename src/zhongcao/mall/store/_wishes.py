"""Who wants to be told when a SKU can be bought again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.mall.tables import RestockWishRow


async def add_wish(tx: Tx, *, member_id: int, sku_id: int, now: datetime) -> None:
    """Remember a wish; one that is there already stays as it is."""
    values = {"member_id": member_id, "sku_id": sku_id, "asked_at": now}
    await tx.execute(insert(RestockWishRow).values(values).on_conflict_do_nothing())


async def drop_wish(tx: Tx, *, member_id: int, sku_id: int) -> None:
    """Forget a wish, whether it is there or not."""
    await tx.execute(
        delete(RestockWishRow).where(RestockWishRow.member_id == member_id, RestockWishRow.sku_id == sku_id)
    )


async def drop_wishes(tx: Tx, member_id: int) -> None:
    """Forget all that a member waits for."""
    await tx.execute(delete(RestockWishRow).where(RestockWishRow.member_id == member_id))


async def list_wishes(tx: Tx | ReadTx, *, member_id: int) -> list[Any]:
    """A member's wishes, the latest first."""
    found = await tx.execute(
        select(RestockWishRow.sku_id, RestockWishRow.asked_at)
        .where(RestockWishRow.member_id == member_id)
        .order_by(RestockWishRow.asked_at.desc(), RestockWishRow.sku_id)
    )
    return list(found.all())


async def take_wishes(tx: Tx, sku_ids: Collection[int]) -> list[tuple[int, int]]:
    """Take out the wishes for these SKUs, as (SKU, member) in order: whoever takes them tells their members."""
    found = await tx.execute(
        delete(RestockWishRow)
        .where(RestockWishRow.sku_id == func.any(literal(sorted(sku_ids), ARRAY(BigInteger))))
        .returning(RestockWishRow.sku_id, RestockWishRow.member_id)
    )
    return sorted((row.sku_id, row.member_id) for row in found)
