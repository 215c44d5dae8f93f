"""Statements reach the driver directly and answer as SQLAlchemy's would."""

import asyncio
from datetime import UTC, datetime
from typing import Any, cast

import asyncpg
import pytest
from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

from zhongcao.kit.db import (
    DatabaseAway,
    IdList,
    Sessions,
    Tx,
    UncountedIds,
    begin,
    begin_each,
    begin_read,
    make_engine,
    make_sessions,
)
from zhongcao.kit.hearing import ChangeRow
from zhongcao.kit.jobs import SweepRow
from zhongcao.kit.limits import LimitRow
from zhongcao.kit.outbox import OutboxRow
from zhongcao.kit.plans import CONSTANT_AFTER, Row
from zhongcao.kit.sql import Session

AT = datetime(2026, 1, 2, tzinfo=UTC)
OF_NAME = select(LimitRow.subject, LimitRow.used).where(LimitRow.name == bindparam("name")).order_by(LimitRow.used)
SET_USED = update(LimitRow).where(LimitRow.name == bindparam("of_name")).values(used=bindparam("used"))
ADD = insert(LimitRow)


async def _fill(tx: Tx) -> None:
    for used in (1, 2, 3):
        await tx.execute(ADD, {"name": "test", "subject": f"s{used}", "starts_at": AT, "used": used})


async def test_rows_are_tuples_with_names(tx: Tx) -> None:
    await _fill(tx)
    rows = (await tx.execute(select(LimitRow.subject, LimitRow.used).where(LimitRow.name == "test"))).all()
    assert sorted(rows) == [("s1", 1), ("s2", 2), ("s3", 3)]
    assert {type(row).__base__ for row in rows} == {Row}
    assert dict(rows[0]._mapping) == {"subject": rows[0].subject, "used": rows[0].used}


async def test_a_mapped_class_answers_its_attributes(tx: Tx) -> None:
    await _fill(tx)
    found = (await tx.scalars(select(LimitRow).where(LimitRow.used > 1).order_by(LimitRow.used))).all()
    assert [(one.subject, one.used, one.starts_at) for one in found] == [("s2", 2, AT), ("s3", 3, AT)]


async def test_a_constant_answers_the_same_however_often_it_is_asked(tx: Tx) -> None:
    await _fill(tx)
    for used in range(10, 12 + CONSTANT_AFTER):
        changed = await tx.execute(SET_USED, {"of_name": "test", "used": used})
        assert changed.rowcount == 3  # type: ignore[attr-defined]
        assert {row.used for row in await tx.execute(OF_NAME, {"name": "test"})} == {used}
        assert (await tx.execute(OF_NAME, {"name": "another"})).all() == []


async def test_a_constant_asked_without_one_of_its_values_is_refused(tx: Tx) -> None:
    for _ in range(CONSTANT_AFTER):
        await tx.execute(OF_NAME, {"name": "test"})
    with pytest.raises(LookupError, match="name"):
        await tx.execute(OF_NAME)


async def test_values_of_lists_and_documents_travel_both_ways(tx: Tx) -> None:
    await _fill(tx)
    few = select(LimitRow.subject).where(LimitRow.subject.in_(["s1", "s3"]), LimitRow.name == "test")
    assert sorted(await tx.scalars(few)) == ["s1", "s3"]
    assert await tx.scalar(select(func.jsonb_build_object("a", 1, type_=OutboxRow.body.type))) == {"a": 1}
    assert await tx.scalar(text("SELECT cast(:ids AS bigint[])"), {"ids": [1, 2]}) == [1, 2]


async def test_defaults_of_columns_are_filled_in(tx: Tx) -> None:
    row = {"id": "0192f3a0-0000-7000-8000-000000000000", "topic": "t", "version": 1, "key": "k", "body": {}, "at": AT}
    added = await tx.execute(insert(OutboxRow).values(**row).returning(OutboxRow.seq, OutboxRow.tries))
    assert added.one().tries == 0


async def test_one_row_means_one_row(tx: Tx) -> None:
    await _fill(tx)
    with pytest.raises(MultipleResultsFound):
        (await tx.execute(OF_NAME, {"name": "test"})).one()
    with pytest.raises(NoResultFound):
        (await tx.execute(OF_NAME, {"name": "none"})).one()
    assert (await tx.execute(OF_NAME, {"name": "none"})).one_or_none() is None
    assert await tx.scalar(OF_NAME, {"name": "none"}) is None


async def test_an_error_of_the_database_is_told_as_ever_and_undoes_only_its_savepoint(tx: Tx) -> None:
    await _fill(tx)
    with pytest.raises(DBAPIError) as caught:
        await _change_and_fail(tx)
    assert getattr(caught.value.orig, "sqlstate", None) == "22012"
    assert {row.used for row in await tx.execute(OF_NAME, {"name": "test"})} == {1, 2, 3}


async def _change_and_fail(tx: Tx) -> None:
    async with tx.begin_nested():
        await tx.execute(update(LimitRow).values(used=7))
        await tx.execute(text("SELECT 1 / 0"))


async def test_what_is_left_is_written_before_the_next_statement_and_at_the_end(sessions: Sessions) -> None:
    written: list[list[str]] = []

    async def write(_: object, items: list[str]) -> None:
        written.append(items)

    async with begin(sessions) as tx:
        tx.leave(write, "a")  # type: ignore[attr-defined]
        tx.leave(write, "b")  # type: ignore[attr-defined]
        assert written == []
        await tx.execute(select(SweepRow.name))
        assert written == [["a", "b"]]
        tx.leave(write, "c")  # type: ignore[attr-defined]
    assert written == [["a", "b"], ["c"]]


async def test_what_is_left_is_not_written_when_the_transaction_fails(sessions: Sessions) -> None:
    written: list[str] = []

    async def write(_: object, items: list[str]) -> None:
        written.extend(items)

    async def leave_and_fail() -> None:
        async with begin(sessions) as tx:
            tx.leave(write, "a")  # type: ignore[attr-defined]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await leave_and_fail()
    assert written == []


async def test_what_is_made_of_a_constant_is_another_statement(tx: Tx) -> None:
    await _fill(tx)
    for _ in range(CONSTANT_AFTER):
        await tx.execute(OF_NAME, {"name": "test"})
    rows = await tx.execute(OF_NAME.where(LimitRow.used > 2), {"name": "test"})
    assert [row.used for row in rows] == [3]


@pytest.mark.parametrize("open_one", [begin, begin_read])
async def test_a_connection_that_died_is_told_once_and_dropped(real_database: str, open_one: Any) -> None:
    engine = make_engine(real_database)
    sessions = make_sessions(engine)
    async with begin(sessions) as tx:
        driver = (await (await tx.connection()).get_raw_connection()).driver_connection
    assert driver is not None
    driver.terminate()
    with pytest.raises(DatabaseAway):
        async with open_one(sessions) as tx:
            await tx.execute(OF_NAME, {"name": "test"})
    async with open_one(sessions) as tx:
        assert (await tx.execute(OF_NAME, {"name": "nobody"})).all() == []
    await engine.dispose()


@pytest.mark.parametrize("open_one", [begin, begin_read, begin_each])
async def test_a_server_that_is_starting_is_told_as_an_absence(
    real_database: str, monkeypatch: pytest.MonkeyPatch, open_one: Any
) -> None:
    async def refuse(*words: object, **options: object) -> None:
        raise asyncpg.CannotConnectNowError("the database system is starting up")

    engine = make_engine(real_database)
    monkeypatch.setattr(asyncpg, "connect", refuse)
    with pytest.raises(DatabaseAway):
        async with open_one(make_sessions(engine)) as tx:
            await tx.execute(OF_NAME, {"name": "test"})
    monkeypatch.undo()
    async with open_one(make_sessions(engine)) as tx:
        assert (await tx.execute(OF_NAME, {"name": "nobody"})).all() == []
    await engine.dispose()


async def test_statements_by_themselves_do_what_a_session_does(real_sessions: Sessions) -> None:
    row = {"name": "single", "subject": "s", "starts_at": AT, "used": 1}
    async with begin_each(real_sessions) as tx:
        await tx.execute(ADD, row)
        with pytest.raises(DBAPIError):
            await tx.execute(ADD, row)
        assert await tx.scalar(OF_NAME, {"name": "single"}) == "s", "one that fails undoes only itself"
        asked_oddly = await tx.execute(OF_NAME, {"name": "single"}, execution_options={"any": 1})
        assert [one.used for one in asked_oddly] == [1], "the ordinary road sees what was written"
    async with begin(real_sessions) as tx:
        assert (await tx.execute(SET_USED, {"of_name": "single", "used": 2})).rowcount == 1  # type: ignore[attr-defined]
    async with begin_each(real_sessions) as tx:
        cast("Session", tx).gather(_write_down, 3)
    async with begin_read(real_sessions) as read:
        assert [one.used for one in await read.execute(OF_NAME, {"name": "single"})] == [2, 3]


async def _write_down(tx: Session, used: list[int]) -> None:
    for one in used:
        await tx.execute(ADD, {"name": "single", "subject": f"at the end {one}", "starts_at": AT, "used": one})


async def test_a_driver_that_lost_its_place_is_told_as_an_absence_and_dropped(
    real_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*words: object, **options: object) -> None:
        raise asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")

    for open_one in (begin, begin_read):
        with monkeypatch.context() as patched:
            patched.setattr(asyncpg.Connection, "fetch", lost)
            with pytest.raises(DatabaseAway):
                async with open_one(real_sessions) as tx:
                    await tx.execute(OF_NAME, {"name": "test"})
        async with open_one(real_sessions) as tx:
            assert (await tx.execute(OF_NAME, {"name": "nobody"})).all() == []


async def test_whoever_is_sent_away_while_waiting_leaves_the_connection_clean(real_sessions: Sessions) -> None:
    async def wait_long() -> None:
        async with begin(real_sessions) as tx:
            await tx.execute(ADD, {"name": "cancelled", "subject": "s", "starts_at": AT, "used": 1})
            await tx.execute(text("SELECT pg_sleep(30)"))

    waiting = [asyncio.create_task(wait_long()) for _ in range(3)]
    await asyncio.sleep(0.5)
    for task in waiting:
        task.cancel()
    assert all(
        isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(*waiting, return_exceptions=True)
    )
    async with begin_read(real_sessions) as read:
        assert (await read.execute(OF_NAME, {"name": "cancelled"})).all() == []
        assert await read.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)'")) <= 1


async def test_ids_travel_as_one_text(tx: Tx) -> None:
    ids = select(func.unnest(bindparam("ids", type_=IdList())))
    for given in ([], [3], [2**62, -1, 5]):
        assert (await tx.scalars(ids, {"ids": given})).all() == given


async def test_a_question_about_few_ids_is_planned_once(tx: Tx) -> None:
    among = select(ChangeRow.key).where(ChangeRow.xid == func.any(bindparam("ids", type_=UncountedIds())))
    for given in ([], [3], [2**62, -1, 5], *([place] for place in range(20))):
        assert (await tx.scalars(among, {"ids": given})).all() == []
    planned = text("SELECT max(custom_plans) FROM pg_prepared_statements WHERE statement LIKE '%change.xid = any%'")
    assert await tx.scalar(planned) == 5, "as many as PostgreSQL tries before it decides"
    ids = select(func.unnest(bindparam("ids", type_=UncountedIds())))
    for given in ([], [3], [2**62, -1, 5]):
        assert (await tx.scalars(ids, {"ids": given})).all() == given


async def test_whoever_is_sent_away_while_reading_leaves_the_connection_clean(real_database: str) -> None:
    engine = make_engine(real_database, pool_size=1, max_overflow=0)
    sessions = make_sessions(engine)

    async def wait_long() -> None:
        async with begin_read(sessions) as read:
            await read.execute(text("SELECT pg_sleep(30)"))

    waiting = asyncio.create_task(wait_long())
    await asyncio.sleep(0.3)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    for _ in range(3):
        async with begin_read(sessions) as read:
            assert (await read.execute(OF_NAME, {"name": "nobody"})).all() == []
    await engine.dispose()


BACKEND = text("SELECT pg_backend_pid()")


async def _backend(sessions: Sessions) -> int:
    async with begin_read(sessions) as read:
        return int(await read.scalar(BACKEND))


async def test_reading_keeps_a_connection_in_hand(real_database: str) -> None:
    engine = make_engine(real_database, pool_size=4)
    sessions = make_sessions(engine)
    assert len({await _backend(sessions) for _ in range(5)}) == 1
    lent = [await engine.lend() for _ in range(8)]
    for one in lent:
        engine.take_back(one)
    free = engine.pool.checkedin()  # type: ignore[attr-defined]
    assert free == 6, "only a quarter is kept from whoever writes"
    await engine.dispose()


async def test_a_connection_in_hand_that_died_is_replaced_unnoticed(real_database: str) -> None:
    engine, other = make_engine(real_database, pool_size=1), make_engine(real_database, pool_size=1)
    sessions = make_sessions(engine)
    first = await _backend(sessions)
    async with begin_each(make_sessions(other)) as tx:
        assert await tx.scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": first})
    await asyncio.sleep(0.1)
    assert await _backend(sessions) != first
    await engine.dispose()
    await other.dispose()


async def test_what_failed_or_was_sent_away_goes_back_to_the_pool(real_database: str) -> None:
    engine = make_engine(real_database, pool_size=1)
    with pytest.raises(DBAPIError):
        async with begin_read(make_sessions(engine)) as read:
            await read.execute(text("SELECT 1 / 0"))
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    await _backend(make_sessions(engine))
    assert engine.pool.checkedout() == 1  # type: ignore[attr-defined]
    await engine.dispose()
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
