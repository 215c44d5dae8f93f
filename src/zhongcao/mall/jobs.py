"""Sweeps of the mall."""

from zhongcao.kit import clock
from zhongcao.kit.db import begin
from zhongcao.kit.jobs import Work, every
from zhongcao.mall import service

STOCK_PAGE = 2000


@every(seconds=20)
async def begin_due_prices(work: Work) -> int:
    """Show prices whose time has come."""
    async with begin(work.sessions) as tx:
        return await service.apply_due_prices(tx, now=clock.now())


@every(seconds=3600)
async def look_for_sold_out(work: Work) -> int:
    """Look at the stock of every SKU, since lots go off sale by themselves when they near their expiry."""
    changed, after = 0, 0
    while True:
        async with begin(work.sessions) as tx:
            sku_ids = await service.list_sku_ids(tx, after=after, limit=STOCK_PAGE)
            if sku_ids:
                changed += await service.note_stock(tx, sku_ids=sku_ids, now=clock.now())
        if len(sku_ids) < STOCK_PAGE:
            return changed
        after = sku_ids[-1]
