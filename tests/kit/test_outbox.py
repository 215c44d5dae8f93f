"""Facts: told once and in order, if and only if their transaction committed; failures wait, others go on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from zhongcao.kit import clock, outbox
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.outbox import Fact, InboxRow, OutboxRow, emit, on
from zhongcao.kit.relay import TRIES_MAX, deliver_waiting


class BellRang(Fact, frozen=True, kw_only=True):
    """A bell rang."""

    keyed_by = "bell"
    bell: int
    sound: str


heard: list[tuple[int, str]] = []
broken: set[str] = set()


@pytest.fixture(autouse=True)
def listener() -> Iterator[None]:
    heard.clear()
    broken.clear()

    async def listen(tx: Tx, fact: BellRang) -> None:
        if fact.sound in broken:
            raise RuntimeError("the listener is ill")
        heard.append((fact.bell, fact.sound))

    on(BellRang)(listen)
    yield
    outbox._reactions.pop(BellRang.topic())


async def ignore_jobs(handed: list[tuple[str, Any, datetime | None]]) -> None:
    assert not handed


async def ring(sessions: Sessions, *rings: tuple[int, str]) -> None:
    async with begin(sessions) as tx:
        for bell, sound in rings:
            emit(tx, BellRang(bell=bell, sound=sound))


async def deliver(sessions: Sessions) -> None:
    while await deliver_waiting(sessions, ignore_jobs):
        pass


async def test_facts_arrive_in_order_per_key_and_once(sessions: Sessions) -> None:
    await ring(sessions, (1, "a"), (2, "x"), (1, "b"), (1, "c"))
    await deliver(sessions)
    await deliver(sessions)
    assert [sound for bell, sound in heard if bell == 1] == ["a", "b", "c"]
    assert heard.count((2, "x")) == 1


async def test_a_fact_of_a_failed_transaction_is_never_told(sessions: Sessions) -> None:
    async def ring_and_fail() -> None:
        async with begin(sessions) as tx:
            emit(tx, BellRang(bell=1, sound="a"))
            await tx.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ring_and_fail()
    await deliver(sessions)
    assert heard == []


async def test_a_redelivered_fact_is_recognised_by_the_inbox(sessions: Sessions) -> None:
    await ring(sessions, (1, "a"))
    await deliver(sessions)
    async with begin(sessions) as tx:
        await tx.execute(update(OutboxRow).values(delivered_at=None))
    await deliver(sessions)
    assert heard == [(1, "a")]


async def test_a_failing_fact_holds_back_its_own_key_only_and_is_tried_again(sessions: Sessions) -> None:
    broken.add("b")
    await ring(sessions, (1, "a"), (1, "b"), (1, "c"), (2, "x"))
    await deliver(sessions)
    assert set(heard) == {(1, "a"), (2, "x")}  # "a" may be heard twice: its first transaction fell with "b"
    broken.clear()
    heard.clear()
    async with begin(sessions) as tx:
        await tx.execute(update(OutboxRow).values(not_before=clock.now() - timedelta(seconds=1)))
    await deliver(sessions)
    assert heard == [(1, "b"), (1, "c")]


async def test_a_fact_that_keeps_failing_is_parked_with_its_error_and_the_rest_goes_on(sessions: Sessions) -> None:
    broken.add("b")
    await ring(sessions, (1, "b"), (1, "c"))
    for _ in range(TRIES_MAX):
        async with begin(sessions) as tx:
            await tx.execute(update(OutboxRow).values(not_before=None))
        await deliver(sessions)
    async with begin(sessions) as tx:
        parked = (await tx.execute(select(OutboxRow).where(OutboxRow.parked_at.is_not(None)))).scalars().one()
        marks = await tx.scalar(select(func.count()).select_from(InboxRow).where(InboxRow.seq == parked.seq))
    assert "the listener is ill" in (parked.error or "")
    assert marks == 0
    assert heard == [(1, "c")]
