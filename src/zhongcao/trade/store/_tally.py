"""Orders counted and added up."""

from typing import Any

from sqlalchemy import func, select

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.trade.tables import OrderRow


async def tally_orders(tx: Tx | ReadTx) -> list[Any]:
    """Our own orders by state and tax regime: how many, and what was paid and taxed."""
    found = await tx.execute(
        select(
            OrderRow.state,
            OrderRow.tax_regime,
            func.count().label("orders"),
            func.sum(OrderRow.paid_amount).label("paid"),
            func.sum(OrderRow.tax_amount).label("tax"),
            func.count(OrderRow.declared_at).label("declared"),
            func.count(OrderRow.cleared_at).label("cleared"),
            func.count(OrderRow.delivered_at).label("delivered"),
        )
        .where(OrderRow.imported_at.is_(None))
        .group_by(OrderRow.state, OrderRow.tax_regime)
        .order_by(OrderRow.state, OrderRow.tax_regime)
    )
    return list(found.all())
