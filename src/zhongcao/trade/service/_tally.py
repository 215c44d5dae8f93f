"""Orders in figures."""

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.trade import store
from zhongcao.trade.schemas import OrderTally


async def tally_orders(tx: Tx | ReadTx) -> list[OrderTally]:
    """How many orders stand in which state under which tax regime, and their sums; imported ones are left out."""
    return [
        OrderTally(
            state=row.state,
            tax_regime=row.tax_regime,
            orders=row.orders,
            paid_amount=int(row.paid or 0),
            tax_amount=int(row.tax or 0),
            declared=row.declared,
            cleared=row.cleared,
            delivered=row.delivered,
        )
        for row in await store.tally_orders(tx)
    ]
