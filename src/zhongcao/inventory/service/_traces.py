"""What a trace code says about goods."""

from zhongcao.inventory import rules, store
from zhongcao.inventory.errors import TraceNotFound
from zhongcao.inventory.schemas import TracedLot
from zhongcao.inventory.service._lots import get_warehouse
from zhongcao.kit.db import ReadTx, Tx


async def get_traced_lot(tx: Tx | ReadTx, *, code: str) -> TracedLot:
    """The lot that a trace code (溯源码) names."""
    row = await store.find_traced(tx, rules.clean_trace_code(code)[: rules.TRACE_CODE_LENGTH + 1])
    if row is None:
        raise TraceNotFound()
    return TracedLot(
        code=row.trace_code,
        sku_id=row.sku_id,
        warehouse=await get_warehouse(tx, warehouse_id=row.warehouse_id),
        batch_code=row.batch_code,
        origin_country=row.origin_country,
        produced_on=row.produced_on,
        expires_on=row.expires_on,
        reference=row.reference,
        received_at=row.received_at,
    )


async def trace_codes(tx: Tx | ReadTx, *, order_id: int) -> dict[int, list[str]]:
    """The trace codes of the goods that were sent for an order, by line."""
    found: dict[int, list[str]] = {}
    for row in await store.codes_of_order(tx, order_id):
        found.setdefault(row.line_no, []).append(row.trace_code)
    return found
