"""Builders for what feeds are made of."""

from datetime import timedelta

from tests.factories import community
from zhongcao.discovery import service
from zhongcao.kit import clock
from zhongcao.kit.db import Tx


async def recent_notes(tx: Tx, *, count: int) -> list[int]:
    """Notes of forty authors in turn, published three hours ago, that take part in feeds."""
    authors = await community.members(tx, count=40, nickname="作者")
    made = await community.imported_notes(
        tx, authors=authors, count=count, published_at=clock.now() - timedelta(hours=3)
    )
    await service.adopt_notes(tx, note_ids=made)
    return made
