"""Facts: told once and in order, if and only if their transaction committed; failures wait, others go on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from zhongcao.app import forgetting
from zhongcao.kit import clock, outbox
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.failures import KEPT, KEPT_EACH, list_failures, note_failure
from zhongcao.kit.jobs import Work
from zhongcao.kit.outbox import (
    Fact,
    FactNotParked,
    InboxRow,
    OutboxRow,
    count_waiting,
    emit,
    find_fact,
    give_up,
    on,
    try_again,
)
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
        tries = await list_failures(tx, f"fact:{parked.seq}")
    assert "the listener is ill" in (parked.error or "")
    assert marks == 0
    assert heard == [(1, "c")]
    assert len(tries) == TRIES_MAX
    assert all("the listener is ill" in one.error for one in tries)
    assert [one.at for one in tries] == sorted((one.at for one in tries), reverse=True)


async def test_a_parked_fact_is_tried_once_more_and_told_where_the_listener_is_well_again(sessions: Sessions) -> None:
    seq = await park(sessions)
    async with begin(sessions) as tx:
        await try_again(tx, seq)
    await deliver(sessions)
    async with begin(sessions) as tx:
        still = await find_fact(tx, seq)
    assert (still.tries, still.delivered_at) == (TRIES_MAX + 1, None)
    assert still.parked_at is not None, "one more try, not eight"
    broken.clear()
    async with begin(sessions) as tx:
        await try_again(tx, seq)
    await deliver(sessions)
    assert heard == [(1, "b")]
    async with begin(sessions) as tx:
        with pytest.raises(FactNotParked):
            await try_again(tx, seq)
        with pytest.raises(FactNotParked):
            await give_up(tx, seq, now=clock.now())
        told = await find_fact(tx, seq)
    assert (told.parked_at, told.delivered_at is None) == (None, False)


async def test_a_fact_that_was_given_up_is_never_told(sessions: Sessions) -> None:
    seq = await park(sessions)
    broken.clear()
    async with begin(sessions) as tx:
        await give_up(tx, seq, now=clock.now())
        counted = await count_waiting(tx)
    await deliver(sessions)
    assert heard == []
    assert (counted.waiting, counted.parked) == (0, 0)


async def test_what_was_delivered_long_ago_is_forgotten_and_what_waits_never(
    sessions: Sessions, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ring(sessions, (1, "old"), (2, "old"), (3, "late"))
    await deliver(sessions)
    parked = await park(sessions)
    await ring(sessions, (5, "waits"))
    long_ago = clock.now() - forgetting.KEPT - timedelta(hours=1)
    async with begin(sessions) as tx:
        told = (await tx.scalars(select(OutboxRow.seq).order_by(OutboxRow.seq))).all()
        old, late = told[:2], told[2]
        await tx.execute(update(OutboxRow).values(at=long_ago))
        await tx.execute(update(OutboxRow).where(OutboxRow.seq.in_(old)).values(delivered_at=long_ago))
    monkeypatch.setattr(forgetting, "AT_ONCE", 1)
    assert [await forgetting.forget_old_facts(work) for _ in range(3)] == [1, 1, 0]
    async with begin(sessions) as tx:
        left = (await tx.scalars(select(OutboxRow.seq).order_by(OutboxRow.seq))).all()
        assert left == told[2:]
        assert parked in left
        assert (await tx.scalars(select(InboxRow.seq))).all() == [late]


async def test_of_one_subject_the_latest_failures_are_kept(sessions: Sessions) -> None:
    now = clock.now()
    async with begin(sessions) as tx:
        await note_failure(tx, "sweep:tea.pour", "long ago", at=now - KEPT - timedelta(days=1))
        await note_failure(tx, "sweep:tea.brew", "cold", at=now)
        old = await list_failures(tx, "sweep:tea.pour")
        for number in range(KEPT_EACH + 3):
            await note_failure(tx, "sweep:tea.boil", f"spilt {number}", at=now)
        kept = await list_failures(tx, "sweep:tea.boil")
        other = await list_failures(tx, "sweep:tea.brew")
    assert old == []
    assert [one.error for one in kept][:2] == [f"spilt {KEPT_EACH + 2}", f"spilt {KEPT_EACH + 1}"]
    assert len(kept) == KEPT_EACH
    assert [one.error for one in other] == ["cold"]


async def park(sessions: Sessions) -> int:
    """A fact whose listener was ill eight times."""
    broken.add("b")
    await ring(sessions, (1, "b"))
    for _ in range(TRIES_MAX):
        async with begin(sessions) as tx:
            await tx.execute(update(OutboxRow).values(not_before=None))
        await deliver(sessions)
    async with begin(sessions) as tx:
        return (await tx.scalars(select(OutboxRow.seq).where(OutboxRow.parked_at.is_not(None)))).one()
