"""Alembic's environment: one metadata, all schemas of the domains, one transaction a migration."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from zhongcao.app.wiring import load_tables
from zhongcao.kit.db import Base

load_tables()
OURS = {table.schema for table in Base.metadata.tables.values()}


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Compare only the schemas of our domains."""
    return name in OURS if kind == "schema" else True


def run(connection: Connection) -> None:
    """Run the migrations over an open connection."""
    connection.execute(text("SET lock_timeout = '2s'"))
    connection.execute(text("SET statement_timeout = '10min'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_schemas=True,
        include_name=include_name,
        transaction_per_migration=True,
        version_table="alembic_version",
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    """Connect and migrate."""
    engine = create_async_engine(context.config.attributes["url"])
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(main())
