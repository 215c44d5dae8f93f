"""Statements about members who left."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from zhongcao.insight.tables import InteractionRow, LeavingRow
from zhongcao.kit.db import ReadTx, Tx


async def add_leaving(tx: Tx, member_id: int, at: datetime) -> None:
    """Remember that the lake is to forget a member, and forget here what was imported of them."""
    await tx.execute(insert(LeavingRow).values(member_id=member_id, left_at=at).on_conflict_do_nothing())
    await tx.execute(delete(InteractionRow).where(InteractionRow.member_id == member_id))


async def list_leaving(tx: Tx | ReadTx, *, limit: int) -> Sequence[int]:
    """Members whom the lake still knows, who left first."""
    return (await tx.scalars(select(LeavingRow.member_id).order_by(LeavingRow.left_at).limit(limit))).all()


async def drop_leaving(tx: Tx, members: Sequence[int]) -> int:
    """Note that the lake has forgotten them."""
    gone = delete(LeavingRow).where(LeavingRow.member_id.in_(members)).returning(LeavingRow.member_id)
    return len((await tx.scalars(gone)).all())
