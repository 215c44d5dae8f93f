"""The verbs and questions of identity."""

from datetime import datetime

from zhongcao.kit.db import Tx
from zhongcao.kit.http import Actor


async def find_actor(tx: Tx, *, token: str, now: datetime) -> Actor | None:
    """Who holds a session token, or None."""
    return None
