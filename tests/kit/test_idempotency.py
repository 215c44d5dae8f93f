"""The same request twice has one effect and one answer."""

import asyncio
from typing import Any

import pytest
from litestar import Response
from sqlalchemy import delete, func, select

from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.http import Actor
from zhongcao.kit.idempotency import AnswerRow, KeyReused, once

BUYER = Actor(member_id=77)


async def place(tx: Tx, request: Any, done: list[int], key: str = "key-0001") -> Response[bytes]:
    async def do() -> dict[str, int]:
        done.append(1)
        return {"order": len(done)}

    return await once(tx, by=BUYER, route="place", key=key, request=request, do=do)


async def test_a_repeat_gets_the_same_bytes_and_does_nothing(tx: Tx) -> None:
    done: list[int] = []
    first = await place(tx, {"sku": 1}, done)
    again = await place(tx, {"sku": 1}, done)
    assert (first.content, first.status_code) == (again.content, again.status_code)
    assert len(done) == 1


async def test_another_request_under_the_same_key_is_refused_and_changes_nothing(tx: Tx) -> None:
    done: list[int] = []
    await place(tx, {"sku": 1}, done)
    with pytest.raises(KeyReused):
        await place(tx, {"sku": 2}, done)
    assert len(done) == 1


async def test_a_refusal_stores_nothing_so_that_the_key_may_be_used_again(sessions: Sessions) -> None:
    async def refuse() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        async with begin(sessions) as tx:
            await once(tx, by=BUYER, route="place", key="key-0002", request={}, do=refuse)
    async with begin(sessions) as tx:
        assert await tx.scalar(select(func.count()).select_from(AnswerRow)) == 0


async def test_twenty_at_the_same_time_have_one_effect(real_sessions: Sessions) -> None:
    done: list[int] = []
    start = asyncio.Event()

    async def buy() -> bytes:
        await start.wait()
        async with begin(real_sessions) as tx:
            return bytes((await place(tx, {"sku": 1}, done, key="key-0003")).content)

    tasks = [asyncio.create_task(buy()) for _ in range(20)]
    start.set()
    answers = await asyncio.gather(*tasks)
    assert len(done) == 1
    assert set(answers) == {b'{"order":1}'}
    async with begin(real_sessions) as tx:
        await tx.execute(delete(AnswerRow).where(AnswerRow.key == "key-0003"))
