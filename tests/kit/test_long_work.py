"""Bulk work may take minutes; everything else is cut off after seconds."""

import pytest
from sqlalchemy import text

from zhongcao.kit.db import DatabaseAway, Sessions, Tx, allow_minutes, begin

HASTY = text("SET LOCAL transaction_timeout = '300ms'")
SLOW = text("SELECT pg_sleep(0.6)")


async def settings_of(tx: Tx) -> dict[str, str]:
    found = await tx.execute(text("SELECT name, setting FROM pg_settings WHERE name LIKE '%\\_timeout'"))
    return {str(row.name): str(row.setting) for row in found}


async def test_a_transaction_is_cut_off_after_its_time(real_sessions: Sessions) -> None:
    async def dawdle() -> None:
        async with begin(real_sessions) as tx:
            await tx.execute(HASTY)
            await tx.execute(SLOW)

    with pytest.raises(DatabaseAway):
        await dawdle()


async def test_bulk_work_is_not_and_leaves_the_next_transaction_as_it_was(real_sessions: Sessions) -> None:
    async with begin(real_sessions) as tx:
        before = await settings_of(tx)
        await tx.execute(HASTY)
        await allow_minutes(tx)
        await tx.execute(SLOW)
        assert (await settings_of(tx))["statement_timeout"] == "300000"
    async with begin(real_sessions) as tx:
        assert await settings_of(tx) == before
