"""Filling an empty shop with the sample world; apart because it loads the domains that it plants."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import Any

from zhongcao.kit.db import make_engine, make_sessions
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.settings import Settings

WORLD = "zhongcao.sample.world"


def plant(url: str, settings: Settings, say: Callable[[str], None]) -> None:
    """Let the sample world move in."""
    world: Any = import_module(WORLD)

    async def run() -> None:
        engine = make_engine(url, pool_size=4)
        try:
            await world.plant(make_sessions(engine), settings, KeyRing.load(settings.keys_path), say)
        finally:
            await engine.dispose()

    asyncio.run(run())
