"""What commands share that act on the shop's database themselves."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from zhongcao.app.database import open_database
from zhongcao.kit.db import Sessions, make_engine, make_sessions
from zhongcao.kit.settings import Settings, load

T = TypeVar("T")


def act(do: Callable[[Sessions, Settings], Awaitable[T]]) -> T:
    """Open the database of this shop, do something with it, close it again."""
    settings = load()
    with open_database(settings) as database:

        async def run() -> T:
            engine = make_engine(database.url(), pool_size=2)
            try:
                return await do(make_sessions(engine), settings)
            finally:
                await engine.dispose()

        return asyncio.run(run())
