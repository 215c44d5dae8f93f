"""How often notes were seen and opened (曝光): counted from behaviour events, read by ranking and by chances."""

from collections.abc import Mapping

from zhongcao.discovery import store
from zhongcao.kit.db import Tx


async def count_exposure(tx: Tx, counts: Mapping[int, tuple[int, int]]) -> None:
    """Add how many saw some notes and how many of them opened them."""
    await store.count_exposure(tx, counts)
