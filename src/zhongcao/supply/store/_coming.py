"""What is ordered and not here yet."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, String, any_, bindparam, func, literal_column, select

from zhongcao.kit.db import Id63, ReadTx, Tx
from zhongcao.supply.rules import PurchaseState
from zhongcao.supply.tables import PurchaseLineRow, PurchaseOrderRow

_COMING = (
    select(PurchaseLineRow.sku_id, func.sum(PurchaseLineRow.quantity - PurchaseLineRow.received))
    .join(PurchaseOrderRow, PurchaseOrderRow.id == PurchaseLineRow.purchase_order_id)
    .where(
        PurchaseLineRow.sku_id == any_(bindparam("skus", type_=ARRAY(Id63))),
        PurchaseOrderRow.state.in_(
            [literal_column(f"'{state.value}'", String) for state in (PurchaseState.PLACED, PurchaseState.ARRIVING)]
        ),
    )
    .group_by(PurchaseLineRow.sku_id)
)
"""The states stand in the text, so that the partial index of open orders can be used."""


async def units_coming(tx: Tx | ReadTx, sku_ids: Sequence[int]) -> dict[int, int]:
    """Units of open purchase orders that have not arrived, by SKU."""
    return {sku: int(units) for sku, units in await tx.execute(_COMING, {"skus": list(sku_ids)})}
