"""What is ordered and not here yet (在途)."""

from collections.abc import Sequence

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.supply import store


async def on_order(tx: Tx | ReadTx, sku_ids: Sequence[int]) -> dict[int, int]:
    """How many units of each SKU are bought and have not arrived; SKUs without any are absent."""
    return await store.units_coming(tx, sku_ids) if sku_ids else {}
