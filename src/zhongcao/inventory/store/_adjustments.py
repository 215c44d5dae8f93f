"""Statements about corrections of counts."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from zhongcao.inventory.rules import AdjustmentState
from zhongcao.inventory.tables import AdjustmentRow
from zhongcao.kit.db import ReadTx, Tx


async def add_adjustment(tx: Tx, **values: Any) -> Row[Any]:
    """A correction that was asked for."""
    return (await tx.execute(insert(AdjustmentRow).values(**values).returning(*AdjustmentRow.__table__.c))).one()


async def lock_adjustment(tx: Tx, adjustment_id: int) -> Row[Any] | None:
    """One correction, locked until the end of the transaction."""
    query = select(AdjustmentRow.__table__).where(AdjustmentRow.id == adjustment_id).with_for_update()
    return (await tx.execute(query)).one_or_none()


async def list_adjustments(
    tx: Tx | ReadTx, *, state: AdjustmentState | None, before: int | None, limit: int
) -> list[Row[Any]]:
    """Corrections, newest first."""
    query = select(AdjustmentRow.__table__).order_by(AdjustmentRow.id.desc()).limit(limit)
    if state is not None:
        query = query.where(AdjustmentRow.state == state)
    if before is not None:
        query = query.where(AdjustmentRow.id < before)
    return list((await tx.execute(query)).all())


async def decide_adjustment(
    tx: Tx, row: Row[Any], *, state: AdjustmentState, decided_by: int | None, now: datetime
) -> Row[Any]:
    """Write down the decision about a correction."""
    change = (
        update(AdjustmentRow)
        .where(AdjustmentRow.sku_id == row.sku_id, AdjustmentRow.id == row.id)
        .values(state=state, decided_by=decided_by, decided_at=now)
    )
    return (await tx.execute(change.returning(*AdjustmentRow.__table__.c))).one()
