"""Statements about a member who left."""

from sqlalchemy import delete

from zhongcao.discovery import rules
from zhongcao.discovery.tables import (
    CorrectionRow,
    FeedRow,
    FindableMemberRow,
    GlanceRow,
    PortraitRow,
    PurchaseRow,
    SearchRow,
)
from zhongcao.kit.db import Tx
from zhongcao.kit.hearing import tell_changed

OF_MEMBERS = (PortraitRow, CorrectionRow, GlanceRow, PurchaseRow, FeedRow, SearchRow, FindableMemberRow)


async def drop_member(tx: Tx, member_id: int) -> None:
    """Remove all that is known of a member."""
    for table in OF_MEMBERS:
        await tx.execute(delete(table).where(table.member_id == member_id))
    tell_changed(tx, rules.PORTRAIT_CHANGED, [member_id])
