"""Web processes hear of every change that commits, in a later turn than anybody read before it; nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any, cast

import pytest
from sqlalchemy import text

from zhongcao.kit import hearing as module
from zhongcao.kit.db import Sessions, begin, begin_read, make_engine, make_sessions
from zhongcao.kit.hearing import CURRENT_SECONDS, Hearing, tell_changed
from zhongcao.kit.ids import new_id

BELL, DOOR = "test.bell", "test.door"
MY_PID = text("SELECT pg_backend_pid()")
KILL = text("SELECT pg_terminate_backend(:pid, 5000)")
COUNT = text("SELECT count(*) FROM kit.change WHERE kind = :kind AND key = :key")


class Tick:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def tick() -> Tick:
    return Tick()


@pytest.fixture
async def hearing(real_sessions: Sessions, tick: Tick) -> AsyncIterator[Hearing]:
    """One that has listened once."""
    made = Hearing(tick=tick)
    await made.listen(real_sessions)
    yield made
    if made._session is not None:
        await made._session.close()


async def tell(sessions: Sessions, key: int, kind: str = BELL) -> None:
    async with begin(sessions) as tx:
        tell_changed(tx, kind, [key])


async def kill(sessions: Sessions, hearing: Hearing) -> None:
    pid = await hearing._session.scalar(MY_PID)
    async with begin(sessions) as tx:
        assert await tx.scalar(KILL, {"pid": pid})


async def until(so: Callable[[], bool]) -> None:
    for _ in range(3000):
        if so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


async def test_what_nobody_changed_is_believed_and_a_change_is_heard_in_the_next_turn(
    hearing: Hearing, real_sessions: Sessions
) -> None:
    one, other = new_id(), new_id()
    since, heard = hearing.turn, hearing.last(BELL)
    assert hearing.is_unchanged(BELL, one, since=since)
    await tell(real_sessions, one)
    assert hearing.is_unchanged(BELL, one, since=since), "nobody has listened yet"
    await hearing.listen(real_sessions)
    assert not hearing.is_unchanged(BELL, one, since=since)
    assert hearing.is_unchanged(BELL, one, since=hearing.turn), "what is read now has seen the change"
    assert hearing.is_unchanged(BELL, other, since=since)
    assert hearing.is_unchanged(DOOR, one, since=since), "another kind"
    assert hearing.last(BELL) is heard
    assert heard[one] == hearing.turn == since + 1


async def test_nothing_is_believed_before_the_first_listening_nor_what_was_read_before_it(
    real_sessions: Sessions,
) -> None:
    fresh, key = Hearing(), new_id()
    since = fresh.turn
    assert not fresh.is_current
    assert not fresh.is_unchanged(BELL, key, since=since)
    await fresh.listen(real_sessions)
    assert fresh.is_current
    assert not fresh.is_unchanged(BELL, key, since=since)
    assert fresh.is_unchanged(BELL, key, since=fresh.turn)
    await fresh._session.close()


async def test_what_was_told_before_the_first_listening_is_not_heard(real_sessions: Sessions) -> None:
    key = new_id()
    await tell(real_sessions, key)
    fresh = Hearing()
    await fresh.listen(real_sessions)
    await fresh.listen(real_sessions)
    assert key not in fresh.last(BELL)
    await fresh._session.close()


async def test_a_transaction_that_was_open_over_two_listenings_is_heard_when_it_commits_and_once(
    hearing: Hearing, real_sessions: Sessions
) -> None:
    slow, quick = new_id(), new_id()
    since = hearing.turn
    async with begin(real_sessions) as tx:
        tell_changed(tx, BELL, [slow])
        await tx.flush()
        await tell(real_sessions, quick)  # a later number, committed before
        await hearing.listen(real_sessions)
        in_turn = hearing.last(BELL)[quick]
        await hearing.listen(real_sessions)
        assert hearing.is_unchanged(BELL, slow, since=since)
        held = hearing.turn
    await hearing.listen(real_sessions)
    assert not hearing.is_unchanged(BELL, slow, since=held), "read while it was open"
    assert hearing.last(BELL)[quick] == in_turn, "heard again though nothing happened to it"
    turn = hearing.turn
    await hearing.listen(real_sessions)
    assert hearing.last(BELL)[slow] == turn


async def test_a_transaction_begun_before_the_first_listening_is_heard(real_sessions: Sessions) -> None:
    key, fresh = new_id(), Hearing()
    async with begin(real_sessions) as tx:
        tell_changed(tx, BELL, [key])
        await tx.flush()
        await fresh.listen(real_sessions)
        since = fresh.turn
    await fresh.listen(real_sessions)
    assert not fresh.is_unchanged(BELL, key, since=since)
    await fresh._session.close()


async def test_what_was_rolled_back_is_not_heard(hearing: Hearing, real_sessions: Sessions) -> None:
    key, since = new_id(), hearing.turn

    async def tell_and_fail() -> None:
        async with begin(real_sessions) as tx:
            tell_changed(tx, BELL, [key])
            await tx.flush()
            raise ZeroDivisionError

    with suppress(ZeroDivisionError):
        await tell_and_fail()
    await hearing.listen(real_sessions)
    assert hearing.is_unchanged(BELL, key, since=since)


async def test_a_savepoint_is_heard_with_its_transaction_unless_it_was_rolled_back(
    hearing: Hearing, real_sessions: Sessions
) -> None:
    kept, undone, since = new_id(), new_id(), hearing.turn
    async with begin(real_sessions) as tx:
        async with tx.begin_nested():
            tell_changed(tx, BELL, [kept])
            await tx.flush()
        async with tx.begin_nested() as inner:
            tell_changed(tx, BELL, [undone])
            await tx.flush()
            await inner.rollback()
        await hearing.listen(real_sessions)
        assert hearing.is_unchanged(BELL, kept, since=since)
    await hearing.listen(real_sessions)
    assert not hearing.is_unchanged(BELL, kept, since=since)
    assert hearing.is_unchanged(BELL, undone, since=since)


async def test_all_of_a_transaction_leaves_in_one_statement_and_each_key_once(
    hearing: Hearing, real_sessions: Sessions, asked: list[str]
) -> None:
    one, other, since = new_id(), new_id(), hearing.turn
    async with begin(real_sessions) as tx:
        tell_changed(tx, BELL, [one, one])
        tell_changed(tx, DOOR, [other])
        tell_changed(tx, BELL, [one, other])
    assert sum("INSERT INTO kit.change" in statement for statement in asked) == 1
    async with begin(real_sessions) as tx:
        tell_changed(tx, BELL, [one])
        await tx.flush()
        tell_changed(tx, BELL, [one])  # told once more after the first was written
    async with begin(real_sessions) as tx:
        assert await tx.scalar(COUNT, {"kind": BELL, "key": one}) == 2
        assert await tx.scalar(COUNT, {"kind": BELL, "key": other}) == 1
    await hearing.listen(real_sessions)
    for kind, key in ((BELL, one), (BELL, other), (DOOR, other)):
        assert not hearing.is_unchanged(kind, key, since=since)


async def test_telling_nothing_writes_nothing(real_sessions: Sessions, asked: list[str]) -> None:
    async with begin(real_sessions) as tx:
        tell_changed(tx, BELL, [])
    assert asked == []


async def test_after_its_connection_was_lost_only_what_is_read_later_is_believed(
    hearing: Hearing, real_sessions: Sessions
) -> None:
    key, since = new_id(), hearing.turn
    await kill(real_sessions, hearing)
    await hearing.listen(real_sessions)
    assert not hearing.is_current
    assert not hearing.is_unchanged(BELL, key, since=since)
    meanwhile = hearing.turn
    await tell(real_sessions, key)
    await hearing.listen(real_sessions)
    assert hearing.is_current
    assert not hearing.is_unchanged(BELL, key, since=since)
    assert not hearing.is_unchanged(BELL, key, since=meanwhile)
    assert hearing.is_unchanged(BELL, key, since=hearing.turn)
    assert hearing.floor == hearing.turn
    later = hearing.turn
    await tell(real_sessions, key)
    await hearing.listen(real_sessions)
    assert not hearing.is_unchanged(BELL, key, since=later)


async def test_what_was_heard_before_a_loss_is_forgotten_in_the_same_mapping(
    hearing: Hearing, real_sessions: Sessions
) -> None:
    key, heard = new_id(), hearing.last(BELL)
    await tell(real_sessions, key)
    await hearing.listen(real_sessions)
    assert key in heard
    await kill(real_sessions, hearing)
    await hearing.listen(real_sessions)
    assert heard == {}
    assert hearing.last(BELL) is heard


async def test_who_has_not_listened_for_a_second_believes_nothing_until_the_next_time(
    hearing: Hearing, real_sessions: Sessions, tick: Tick
) -> None:
    key, since = new_id(), hearing.turn
    tick.at += CURRENT_SECONDS - 0.01
    assert hearing.is_unchanged(BELL, key, since=since)
    tick.at += 0.01
    assert not hearing.is_current
    assert not hearing.is_unchanged(BELL, key, since=since)
    await hearing.listen(real_sessions)
    assert hearing.is_unchanged(BELL, key, since=since), "nothing was missed"


async def test_a_listening_counts_from_when_it_began(real_sessions: Sessions, tick: Tick) -> None:
    fresh = Hearing(tick=tick)
    await fresh.listen(real_sessions)
    ask = fresh._session.execute

    async def take_long(*asked: Any) -> Any:
        tick.at += CURRENT_SECONDS
        return await ask(*asked)

    fresh._session.execute = take_long
    await fresh.listen(real_sessions)
    assert not fresh.is_current
    await fresh._session.close()


async def test_who_slept_for_minutes_may_have_missed_what_was_cleared_away(
    hearing: Hearing, real_sessions: Sessions, tick: Tick
) -> None:
    key, since = new_id(), hearing.turn
    tick.at += module.APART_SECONDS
    await hearing.listen(real_sessions)
    assert hearing.is_unchanged(BELL, key, since=since)
    tick.at += module.APART_SECONDS + 1
    await hearing.listen(real_sessions)
    assert hearing.is_current
    assert not hearing.is_unchanged(BELL, key, since=since)
    assert hearing.is_unchanged(BELL, key, since=hearing.turn)
    since = hearing.turn
    hearing._clock -= int(module.APART_SECONDS) + 2  # this machine stood still, the database's did not
    await hearing.listen(real_sessions)
    assert not hearing.is_unchanged(BELL, key, since=since)
    assert hearing.is_unchanged(BELL, key, since=hearing.turn)


async def test_more_changes_than_are_read_at_once_are_a_loss(
    hearing: Hearing, real_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_MAX", 2)
    key, since = new_id(), hearing.turn
    for _ in range(2):
        await tell(real_sessions, new_id())
    await hearing.listen(real_sessions)
    assert hearing.is_unchanged(BELL, key, since=since)
    for _ in range(4):
        await tell(real_sessions, new_id())
    await hearing.listen(real_sessions)
    assert not hearing.is_unchanged(BELL, key, since=since)
    assert hearing.is_unchanged(BELL, key, since=hearing.turn)
    since = hearing.turn
    await tell(real_sessions, key)
    await hearing.listen(real_sessions)
    assert not hearing.is_unchanged(BELL, key, since=since)


async def test_what_it_remembers_is_bounded(
    hearing: Hearing, real_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEYS_MAX", 3)
    keys, since = [new_id() for _ in range(4)], hearing.turn
    for key in keys[:3]:
        await tell(real_sessions, key)
    await hearing.listen(real_sessions)
    assert len(hearing.last(BELL)) == 3
    assert hearing.is_unchanged(BELL, keys[3], since=since)
    await tell(real_sessions, keys[3], DOOR)
    await hearing.listen(real_sessions)
    assert (len(hearing.last(BELL)), len(hearing.last(DOOR))) == (0, 0)
    assert hearing.is_current
    for kind in (BELL, DOOR):
        assert not hearing.is_unchanged(kind, keys[3], since=since)
        assert hearing.is_unchanged(kind, keys[3], since=hearing.turn)


async def test_a_database_that_is_away_is_noted_once_and_heard_again(
    hearing: Hearing, real_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    class Log:
        def warning(self, event: str, **_: Any) -> None:
            said.append(event)

    monkeypatch.setattr(module.log, "get", lambda area: Log())
    nowhere = make_engine("postgresql://nobody@/nothing?host=/nonexistent")
    away, since = make_sessions(nowhere), hearing.turn
    for _ in range(2):
        await kill(real_sessions, hearing)
        for _ in range(3):
            await hearing.listen(away)
            assert (hearing.is_current, hearing.floor) == (False, since + 1)
        await hearing.listen(real_sessions)
        assert hearing.is_current
        since = hearing.turn
    assert len(said) == 2
    await nowhere.dispose()


async def test_it_listens_by_itself_on_one_connection_and_gives_it_back(
    real_database: str, real_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LISTEN_SECONDS", 0.0)
    engine = make_engine(real_database, pool_size=1)
    pool, fresh, key = cast("Any", engine.sync_engine.pool), Hearing(), new_id()
    await fresh.listen(make_sessions(engine))
    pid = await fresh._session.scalar(MY_PID)
    running = asyncio.create_task(fresh.run(make_sessions(engine)))
    await until(lambda: fresh.turn > 2)
    assert pool.checkedout() == 1
    since = fresh.turn
    await tell(real_sessions, key)
    await until(lambda: fresh.last(BELL).get(key, 0) > since)
    async with begin(real_sessions) as tx:
        await tx.scalar(KILL, {"pid": pid})
    await until(lambda: fresh.floor > since and fresh.is_current)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert not fresh.is_current
    assert pool.checkedout() == 0
    await engine.dispose()


async def test_a_server_that_does_not_answer_is_given_up(
    hearing: Hearing, real_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.05)
    key, since, pid = new_id(), hearing.turn, await hearing._session.scalar(MY_PID)
    async with begin(real_sessions) as tx:
        await tx.execute(text("LOCK TABLE kit.change IN ACCESS EXCLUSIVE MODE"))
        await hearing.listen(real_sessions)
        assert (hearing.is_current, hearing.floor) == (False, since + 1)
    monkeypatch.undo()
    await hearing.listen(real_sessions)
    assert hearing.is_unchanged(BELL, key, since=hearing.turn)
    is_there = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
    async with begin_read(real_sessions) as read:
        for _ in range(1000):
            if not await read.scalar(is_there, {"pid": pid}):
                break
            await asyncio.sleep(0.01)
        else:
            raise AssertionError("its connection is still there")
