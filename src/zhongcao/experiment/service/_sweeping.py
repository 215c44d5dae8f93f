"""Forgetting what nobody needs any more."""

from datetime import datetime, timedelta

from zhongcao.experiment import store
from zhongcao.kit.db import Tx

KEEP_LINE_UPS = timedelta(days=8)
"""Clicks are believed for seven days."""


async def drop_line_ups(tx: Tx, *, now: datetime) -> int:
    """Forget who picked what into feeds of more than a week ago."""
    return await store.drop_line_ups(tx, before=now - KEEP_LINE_UPS, limit=5_000)


async def forget_member(tx: Tx, *, member_id: int) -> None:
    """Let go what a member did lately; what running experiments counted stays under a number."""
    await store.drop_habits(tx, member_id)
