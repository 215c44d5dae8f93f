"""What is ordered and not here yet."""

from collections.abc import Sequence

from sqlalchemy import func, select

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.supply.rules import PurchaseState
from zhongcao.supply.tables import PurchaseLineRow, PurchaseOrderRow


async def units_coming(tx: Tx | ReadTx, sku_ids: Sequence[int]) -> dict[int, int]:
    """Units of open purchase orders that have not arrived, by SKU."""
    found = await tx.execute(
        select(PurchaseLineRow.sku_id, func.sum(PurchaseLineRow.quantity - PurchaseLineRow.received))
        .join(PurchaseOrderRow, PurchaseOrderRow.id == PurchaseLineRow.purchase_order_id)
        .where(
            PurchaseLineRow.sku_id.in_(sku_ids),
            PurchaseOrderRow.state.in_([PurchaseState.PLACED, PurchaseState.ARRIVING]),
        )
        .group_by(PurchaseLineRow.sku_id)
    )
    return {sku: int(units) for sku, units in found}
