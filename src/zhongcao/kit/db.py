"""The database: one metadata, two kinds of transaction, one place where they begin and end."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache
from typing import Any, NewType

import asyncpg
import msgspec
from sqlalchemy import ARRAY, BigInteger, MetaData, Text, TypeDecorator, cast, select, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from zhongcao.kit.problems import Conflict, Invalid, Unavailable
from zhongcao.kit.sql import Engine, Session, Single, as_array

Tx = NewType("Tx", AsyncSession)
"""A transaction that may write; whoever began it ends it, nobody below commits."""
ReadTx = NewType("ReadTx", AsyncSession)
"""A transaction that only reads, and may later run on a replica."""
Sessions = async_sessionmaker[AsyncSession]

Instant = TIMESTAMP(timezone=True)
"""Column type of every moment: timestamptz."""
Id63 = BigInteger
"""Column type of ids made by `kit.ids`."""
Json = JSONB(none_as_null=True)


class IdList(TypeDecorator[list[int]]):
    """Type of a parameter that is a list of ids: it travels as one text, which costs a twentieth.

    The driver asks of each element of an array several times whether it is an array itself.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[int] | None, dialect: Any) -> str | None:
        """The ids as PostgreSQL writes an array."""
        return None if value is None else as_array(value)

    def bind_expression(self, bindvalue: Any) -> Any:
        """An array again, on the other side."""
        return cast(bindvalue, ARRAY(BigInteger))


class UncountedIds(IdList):
    """The same where PostgreSQL shall not know how many there are when it plans the statement.

    It holds a plan for fewer than ten to be cheaper than the one that it keeps for any number, and would plan such a
    statement anew each time it is asked, which costs more than answering it.
    """

    cache_ok = True

    def bind_expression(self, bindvalue: Any) -> Any:
        """The array again, as what a question of its own answers."""
        return cast(select(super().bind_expression(bindvalue)).scalar_subquery(), ARRAY(BigInteger))


TIMEOUTS = {
    "lock_timeout": "2s",
    "statement_timeout": "10s",
    "idle_in_transaction_session_timeout": "10s",
    "TimeZone": "UTC",
    "application_name": "zhongcao",
    "jit": "off",
}
"""Set on every connection, so that nothing waits for ever (reliability: 4.3), and so that PostgreSQL compiles no
machine code for statements that take a millisecond: with `jit` the compiler took twenty."""

PREPARED = {"statement_cache_size": 1000, "max_cached_statement_lifetime": 0, "prepared_statement_cache_size": 100}
"""A connection keeps what it prepared: the driver's own hundred were fewer than the shop has statements, so that most
were parsed and planned anew each time."""


class Base(DeclarativeBase):
    """Every mapped class of the house.

    `__table_args__` ends with a dict that names the schema of the domain and, under `info`, the sharding group of the
    table (`user`, `sku`, `journal`, `ref`, `local`) and the distribution column `shard_by`; a test holds the rules.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - declared so by SQLAlchemy


def table_args(*parts: Any, schema: str, group: str, shard_by: str | None = None) -> tuple[Any, ...]:
    """The `__table_args__` of a mapped class: constraints and indexes, then schema and sharding group."""
    return (*parts, {"schema": schema, "info": {"group": group, "shard_by": shard_by}})


def make_engine(url: str, *, pool_size: int = 10, waits_for_disk: bool = True, **options: Any) -> Engine:
    """An engine with our timeouts and JSON encoding; `url` is a postgresql+asyncpg URL.

    Without waiting for the disk a commit may be lost in a crash, whole and unnoticed: only for work that is repeated
    when it is lost, such as reactions, whose delivered mark is lost with them.
    """
    server_settings = TIMEOUTS if waits_for_disk else {**TIMEOUTS, "synchronous_commit": "off"}
    given: dict[str, Any] = {
        # Connections are opened when needed and kept: one that is closed again takes its prepared statements with it,
        # and the next one asks the catalogue about each array type anew.
        "pool_size": 2 * pool_size,
        "max_overflow": 0,
        "pool_timeout": 5,
        "json_serializer": lambda value: msgspec.json.encode(value).decode(),
        "json_deserializer": msgspec.json.decode,
        "connect_args": {"server_settings": server_settings, "timeout": 10, **PREPARED},
        "pool_use_lifo": True,
    }
    return Engine(create_async_engine(asyncpg_url(url), **given | options).sync_engine)


def asyncpg_url(url: str) -> str:
    """The same database address for SQLAlchemy's asyncpg dialect."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+asyncpg://" + url.removeprefix(prefix)
    return url


def make_sessions(engine: AsyncEngine) -> Sessions:
    """A maker of transactions; objects stay readable after the end of theirs."""
    return async_sessionmaker(engine, class_=Session, expire_on_commit=False)


AWAY = (ConnectionError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError, PoolTimeout)
"""What a server that is starting, stopping or full answers before SQLAlchemy can make an error of it."""


@asynccontextmanager
async def begin(sessions: Sessions) -> AsyncIterator[Tx]:
    """One transaction: committed at the end of the block, rolled back by any exception."""
    try:
        session = sessions()
        try:
            yield Tx(session)
            await session.commit()
        except BaseException:
            await asyncio.shield(session.close())
            raise
    except AWAY as error:
        raise DatabaseAway() from error
    except DBAPIError as error:
        raise _translated(error) from error


def begin_read(sessions: Sessions) -> AbstractAsyncContextManager[ReadTx]:
    """One session that only reads, statement by statement.

    READ COMMITTED gives each statement a snapshot of its own anyway, so that BEGIN and ROLLBACK would only cost two
    more trips to the server.
    """
    return _Alone(sessions, commits=False)


def begin_each(sessions: Sessions) -> AbstractAsyncContextManager[Tx]:
    """One session in which each statement is a transaction of its own, for a write that is a single statement."""
    return _Alone(sessions, commits=True)


class _Alone:
    """A session whose statements stand alone; every request begins one, so that it is no generator."""

    __slots__ = ("_commits", "_session", "_sessions")

    def __init__(self, sessions: Sessions, *, commits: bool) -> None:
        self._sessions, self._commits = sessions, commits
        self._session: Any = None

    async def __aenter__(self) -> Any:
        sessions = self._sessions
        bind = sessions.kw.get("bind")
        if isinstance(bind, Engine):
            self._session = Single(bind, lambda: sessions(bind=_without_transaction(bind)))
        else:
            self._session = sessions()
        return self._session

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        session = self._session
        try:
            if error is None:
                await self._end(session)
                return
            await asyncio.shield(session.close())
        except AWAY as met:
            raise DatabaseAway() from met
        except DBAPIError as met:
            raise _translated(met) from met
        if isinstance(error, AWAY):
            raise DatabaseAway() from error
        if isinstance(error, DBAPIError):
            raise _translated(error) from error

    async def _end(self, session: Any) -> None:
        try:
            if self._commits:
                await session.commit()  # nothing is open here, unless someone else's transaction is around it all
        except BaseException:
            await asyncio.shield(session.close())
            raise
        await (session.close(as_lent=True) if isinstance(session, Single) else session.close())


async def forgo_sync(tx: Tx) -> None:
    """Do not wait for the disk at this commit; only for projections, which are folded again when it is lost."""
    await tx.execute(FORGO_SYNC)


FORGO_SYNC = text("SET LOCAL synchronous_commit = off")


async def allow_minutes(tx: Tx) -> None:
    """Let this transaction take minutes instead of seconds; only for bulk work, on machines however slow and busy."""
    await tx.execute(ALLOW_MINUTES, {"names": list(MINUTES_ALLOWED), "spans": list(MINUTES_ALLOWED.values())})


MINUTES_ALLOWED = {
    "transaction_timeout": "0",
    "statement_timeout": "5min",
    "idle_in_transaction_session_timeout": "2min",
}
ALLOW_MINUTES = text(
    """
    SELECT set_config(name, span, true)
    FROM unnest(cast(:names AS text[]), cast(:spans AS text[])) AS wanted (name, span)
    JOIN pg_settings USING (name)
    """
)
"""A timeout that this PostgreSQL does not know yet is left out (`transaction_timeout` came with 17)."""


@lru_cache(maxsize=8)
def _without_transaction(engine: AsyncEngine) -> AsyncEngine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


class Busy(Conflict):
    """Someone else is changing this right now; please try again."""

    code = "busy"
    zh = "有人正在修改同一内容，请再试一次。"


class DatabaseAway(Unavailable):
    """The database does not answer right now; please try again."""

    code = "database-away"
    zh = "系统暂时连不上数据，请稍后再试。"


class Unstorable(Invalid):
    """One of these values cannot be stored: a number that is too large, or a text with a zero byte."""

    code = "unstorable"
    zh = "有内容无法保存：数字太大，或文字里有不支持的字符。"


RETRY_STATES = {"40001", "40P01", "55P03"}
UNSTORABLE_STATES = {"22003", "22021", "22P05"}
AWAY_STATES = {"57P01", "57P02", "57P03", "08000", "08001", "08003", "08004", "08006", "53300"}


def sqlstate(error: DBAPIError) -> str | None:
    """PostgreSQL's five-character code of an error, if it has one."""
    return getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)


def _translated(error: DBAPIError) -> Exception:
    state = sqlstate(error)
    if state in RETRY_STATES:
        return Busy()
    if error.connection_invalidated or state in AWAY_STATES:
        return DatabaseAway()
    if state in UNSTORABLE_STATES or "value out of int" in str(error.orig):  # the driver refuses before the server
        return Unstorable()
    return error
