"""Trace codes: each names one lot to everybody who reads it off a parcel."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, any_, bindparam, insert, select

from zhongcao.inventory.tables import HoldRow, LotRow, TraceRow
from zhongcao.kit.db import ReadTx, Tx


async def add_traces(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """The codes of new lots."""
    await tx.execute(
        insert(TraceRow),
        [{"code": row["trace_code"], "sku_id": row["sku_id"], "lot_id": row["id"]} for row in rows],
    )


_NAMED = select(TraceRow.sku_id, TraceRow.lot_id).where(TraceRow.code == bindparam("code"))
_LOT = select(LotRow.__table__).where(LotRow.sku_id == bindparam("sku"), LotRow.id == bindparam("lot"))
_OF_ORDER = (
    select(HoldRow.line_no, LotRow.trace_code, HoldRow.quantity)
    .join(LotRow, (LotRow.sku_id == HoldRow.sku_id) & (LotRow.id == HoldRow.lot_id))
    .where(HoldRow.order_id == bindparam("order"), HoldRow.outcome == "shipped", LotRow.trace_code.is_not(None))
    .order_by(HoldRow.line_no, HoldRow.lot_id)
)
_BATCHES = select(LotRow.id, LotRow.batch_code).where(
    LotRow.id == any_(bindparam("lots", type_=ARRAY(BigInteger))), LotRow.batch_code.is_not(None)
)


async def find_traced(tx: Tx | ReadTx, code: str) -> Any | None:
    """The lot that a code names."""
    named = (await tx.execute(_NAMED, {"code": code})).one_or_none()
    if named is None:
        return None
    return (await tx.execute(_LOT, {"sku": named.sku_id, "lot": named.lot_id})).one_or_none()


async def codes_of_order(tx: Tx | ReadTx, order_id: int) -> list[Any]:
    """Line, code and units of the lots from which the goods of an order left the warehouse."""
    return list((await tx.execute(_OF_ORDER, {"order": order_id})).all())


async def batch_codes(tx: Tx | ReadTx, lot_ids: Iterable[int]) -> dict[int, str]:
    """Makers' codes of lots that have one."""
    return {row.id: str(row.batch_code) for row in await tx.execute(_BATCHES, {"lots": list(lot_ids)})}
