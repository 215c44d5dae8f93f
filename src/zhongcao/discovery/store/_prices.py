"""Statements about the levels of prices."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from zhongcao.discovery.tables import PriceScaleRow
from zhongcao.kit.db import ReadTx, Tx


async def price_scales(tx: Tx | ReadTx) -> dict[int, list[int]]:
    """The five prices of each category that has a scale."""
    rows = await tx.execute(select(PriceScaleRow.category_id, PriceScaleRow.steps))
    return {row.category_id: row.steps for row in rows}


async def set_price_scales(tx: Tx, scales: Mapping[int, Sequence[int]]) -> None:
    """Keep these scales, and no others."""
    await tx.execute(delete(PriceScaleRow).where(PriceScaleRow.category_id.not_in(list(scales))))
    if scales:
        rows = [{"category_id": category, "steps": list(steps)} for category, steps in sorted(scales.items())]
        adding = insert(PriceScaleRow).values(rows)
        await tx.execute(
            adding.on_conflict_do_update(index_elements=["category_id"], set_={"steps": adding.excluded.steps})
        )
