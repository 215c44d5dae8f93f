"""Bring a database to the schema of this program."""

import asyncio
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from pgqueuer import AsyncpgDriver, Queries

from zhongcao.kit.db import asyncpg_url

QUEUE_SCHEMA = "queue"


def config(url: str) -> Config:
    """Alembic's configuration for a database address."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["url"] = asyncpg_url(url)
    return made


def upgrade(url: str, *, grant_to: str | None = None) -> None:
    """Apply all migrations and install the job queue; `grant_to` is the role that the application uses."""
    command.upgrade(config(url), "head")
    asyncio.run(_install_queue(url, grant_to))


def newest() -> str:
    """The revision that this program expects."""
    head = ScriptDirectory.from_config(config("postgresql://")).get_current_head()
    assert head is not None
    return head


async def _install_queue(url: str, grant_to: str | None) -> None:
    dsn = asyncpg_url(url).replace("postgresql+asyncpg://", "postgresql://")
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {QUEUE_SCHEMA}")
        await connection.execute(f"SET search_path TO {QUEUE_SCHEMA}")
        queries = Queries(AsyncpgDriver(connection))
        if await queries.schema_is_installed():
            await queries.upgrade()
        else:
            await queries.install(create_schema=False)
        if grant_to:
            await _grant(connection, grant_to)
    finally:
        await connection.close()


async def _grant(connection: asyncpg.Connection, role: str) -> None:
    """The application may read and write rows, never change the schema."""
    schemas = await connection.fetch(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')"
    )
    for (schema,) in schemas:
        for grant in (
            f'GRANT USAGE ON SCHEMA "{schema}" TO {role}',
            f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{schema}" TO {role}',
            f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "{schema}" TO {role}',
            f'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA "{schema}" TO {role}',
        ):
            await connection.execute(grant)
