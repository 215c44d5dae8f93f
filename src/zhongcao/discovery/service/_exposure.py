"""How often notes and goods were seen and opened (曝光): counted from events, read by ranking and by lots."""

from collections.abc import Mapping

from zhongcao.discovery import store
from zhongcao.kit.db import Tx

Counts = Mapping[int, tuple[int, int]]


async def count_exposure(tx: Tx, notes: Counts, goods: Counts) -> None:
    """Add how many saw some notes and some goods in their feeds, and how many of them opened them there."""
    await store.count_exposure(tx, notes)
    await store.count_goods_exposure(tx, goods)
