"""Work of a rehearsal on the database itself; it may be killed at any moment and comes back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from zhongcao.kit.db import Busy, DatabaseAway

PATIENCE_TRIES = 120
PAUSE_SECONDS = 0.5
T = TypeVar("T")


async def patiently(act: Callable[[], Awaitable[T]], *, tries: int = PATIENCE_TRIES) -> T:
    """Do something that may be begun anew until it is done; a database that was just killed is waited for."""
    for _ in range(tries):
        try:
            return await act()
        except (DatabaseAway, Busy):
            await asyncio.sleep(PAUSE_SECONDS)
    raise TimeoutError("the database stayed away")
