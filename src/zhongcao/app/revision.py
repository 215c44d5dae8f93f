"""Which schema a database has and which one this program expects, without loading the migration tool."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg

VERSIONS = Path(__file__).parent / "migrations" / "versions"


def expected() -> str:
    """The newest migration; revisions are called like their files and count upwards."""
    return max(file.stem for file in VERSIONS.glob("[0-9]*.py"))


def found(dsn: str) -> str | None:
    """The schema revision of a database; None when it is empty."""
    if query(dsn, "SELECT to_regclass('public.alembic_version')")[0][0] is None:
        return None
    rows = query(dsn, "SELECT version_num FROM public.alembic_version")
    return str(rows[0][0]) if rows else None


def query(dsn: str, statement: str) -> list[Any]:
    """The rows of one statement."""

    async def ask() -> list[Any]:
        connection = await asyncpg.connect(dsn, timeout=10)
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()

    return asyncio.run(ask())
