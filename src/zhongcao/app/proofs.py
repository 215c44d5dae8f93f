"""The invariants of the business as findings; apart from doctor.py because it loads every domain."""

import asyncio
from importlib import import_module
from typing import Any

from zhongcao.app.database import OWNER, Database
from zhongcao.app.doctor import Finding
from zhongcao.kit.db import begin_read, make_engine, make_sessions


def examine(database: Database) -> list[Finding]:
    """Every invariant of the business, each as a finding."""
    invariants: Any = import_module("zhongcao.app.invariants")

    async def run() -> list[Finding]:
        engine = make_engine(database.url(OWNER), pool_size=1)
        try:
            async with begin_read(make_sessions(engine)) as tx:
                results = await invariants.check(tx)
        finally:
            await engine.dispose()
        return [Finding(f"invariant {result.name}", not result.violations, result.detail) for result in results]

    return asyncio.run(run())
