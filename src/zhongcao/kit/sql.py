"""How statements reach PostgreSQL: composed and compiled by SQLAlchemy, asked on the driver's connection itself.

SQLAlchemy's session spends several times what the driver needs on each statement: a greenlet, a cursor, a context, a
result with the description of its columns. These sessions keep SQLAlchemy's transactions, pool, compiler and cache,
and leave out what lies between the compiled text and the driver (`docs/decisions/0025`). A statement that they do
not know how to ask, such as one for objects that are to be changed and written back, takes the ordinary road.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import asyncpg
import msgspec
from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine import Engine as SyncEngine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.util import greenlet_spawn

from zhongcao.kit.plans import KNOWN, plan_for

RAISED = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    AsyncAdapt_asyncpg_dbapi.Error,
    OSError,
    ValueError,
    TypeError,
)
"""What the driver raises, and what its adapter makes of it where a transaction begins on a connection that died."""
Write = Callable[["Session", list[Any]], Awaitable[None]]
IN_HAND_OF = 4
"""One of so many connections of a pool may be kept in hand for reading: the others are there for whoever writes."""


def insert_rows(table: Any, *names: str, head: str = "", tail: str = "") -> TextClause:
    """A constant that inserts any number of rows, asked with `{"rows": as_rows([{...}, ...])}`.

    One document instead of parameters for each row and column: the same text for all. Not for binary columns.
    """
    columns = ", ".join(names or [column.name for column in table.columns])
    statement = "{head} INSERT INTO {table} ({columns}) SELECT {columns} FROM {rows} {tail}".format(  # noqa: S608
        head=head,
        table=table.fullname,
        columns=columns,
        rows=f"jsonb_populate_recordset(NULL::{table.fullname}, cast(cast(:rows AS text) AS jsonb))",
        tail=tail,
    )
    return text(statement)


def as_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as one document."""
    return msgspec.json.encode(rows).decode()


def as_array(values: Iterable[int]) -> str:
    """Whole numbers as PostgreSQL writes an array, for `cast(:values AS bigint[])`."""
    return "{" + ",".join(map(str, values)) + "}"


class Session(AsyncSession):
    """A transaction whose statements go straight to the driver."""

    _at: tuple[Any, Dialect, Any] | None = None
    _left: list[tuple[Write, Any]] | None = None
    _gathered: dict[Write, list[Any]] | None = None

    def leave(self, write: Write, item: Any) -> None:
        """Have something written before the next statement, or at the end, together with its like beside it."""
        if self._left is None:
            self._left = []
        self._left.append((write, item))

    async def write_left(self) -> None:
        """Write what was left, once, in its order."""
        while self._left is not None:
            left, self._left = self._left, None
            for write, items in groupby(left, key=itemgetter(0)):
                await write(self, [item for _, item in items])

    def gather(self, write: Write, item: Any) -> None:
        """Have something written at the very end, together with all of its like: nothing here reads it before."""
        if self._gathered is None:
            self._gathered = {}
        self._gathered.setdefault(write, []).append(item)

    async def flush(self, objects: Any = None) -> None:
        """Write all that waits."""
        await super().flush(objects)
        await self.write_left()
        while self._gathered is not None:
            gathered, self._gathered = self._gathered, None
            for write, items in gathered.items():
                await write(self, items)

    async def commit(self) -> None:
        """Write all that waits, then commit."""
        if self._left is not None or self._gathered is not None:
            await self.flush()
        await super().commit()

    async def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Ask one statement; its rows and how many it touched."""
        if self._left is not None:
            await self.write_left()
        plan = None
        if isinstance(params, list) and len(params) == 1:
            params = params[0]
        if not options and (params is None or isinstance(params, dict)) and isinstance(statement, KNOWN):
            if not self.sync_session._is_clean():
                await self.flush()
            dialect, raw = await self._connected()
            plan, values = plan_for(statement, params or {}, dialect)
        if plan is None:
            return await super().execute(statement, params, **options)
        words, arguments = plan.bind(values)
        try:
            if raw._transaction is None:
                await raw._start_transaction()
            return await plan.ask(raw._connection, words, arguments)
        except RAISED as error:
            connection = await self.connection()
            await greenlet_spawn(_refuse, error, raw, connection.sync_connection, words, arguments)

    async def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """The first column of the first row, or None."""
        return (await self.execute(statement, params, **options)).scalar()

    async def scalars(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """The first column of each row."""
        return (await self.execute(statement, params, **options)).scalars()

    async def _connected(self) -> tuple[Dialect, Any]:
        """This transaction's dialect, and the adapter around the driver's connection; a savepoint is one too."""
        here = self.sync_session._transaction
        if self._at is None or self._at[0] is not here or here is None:
            connection = await greenlet_spawn(self.sync_session.connection)
            self._at = (self.sync_session._transaction, connection.dialect, connection.connection.dbapi_connection)
        return self._at[1], self._at[2]


class Engine(AsyncEngine):
    """An engine that keeps some of its pool's connections in hand for what only reads.

    Borrowing one from the pool and giving it back costs more than the statement that is asked on it.
    """

    def __init__(self, sync_engine: SyncEngine) -> None:
        super().__init__(sync_engine)
        self._in_hand: list[Any] = []
        self._most = max(sync_engine.pool.size() // IN_HAND_OF, 1)  # type: ignore[attr-defined]

    async def lend(self) -> Any:
        """A connection with no transaction open: one in hand, else one of the pool."""
        while self._in_hand:
            lent = self._in_hand.pop()
            if not lent.dbapi_connection._connection.is_closed():
                return lent
            lent.invalidate()
        return await greenlet_spawn(_borrow, self.sync_engine)

    def take_back(self, lent: Any) -> None:
        """Keep a connection in hand that was left as it was lent, or give it to the pool."""
        if len(self._in_hand) < self._most and lent.is_valid:
            self._in_hand.append(lent)
        else:
            lent.close()

    async def dispose(self, close: bool = True) -> None:
        """Close every connection that nobody uses."""
        in_hand, self._in_hand = self._in_hand, []
        for lent in in_hand:
            lent.close()
        await super().dispose(close)


class Single:
    """A session in which each statement is a transaction of its own, on one connection that goes back at the end.

    It is what reading needs, and costs a fifth of a session that could do more. Whatever else is asked of it, such as
    a statement that is not known or a row to be written with others at the end, an ordinary session does.
    """

    def __init__(self, engine: Engine, ordinary: Callable[[], AsyncSession]) -> None:
        self.bind = engine
        self._engine = engine.sync_engine
        self._make = ordinary
        self._borrowed: Any = None
        self._ordinary: AsyncSession | None = None

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """It passes for a session where one is asked for: routes are given nothing whose kind is not as they say."""
        return AsyncSession

    def __getattr__(self, name: str) -> Any:
        return getattr(self._as_ordinary(), name)

    def _as_ordinary(self) -> AsyncSession:
        if self._ordinary is None:
            self._ordinary = self._make()
        return self._ordinary

    async def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Ask one statement; its rows and how many it touched."""
        if isinstance(params, list) and len(params) == 1:
            params = params[0]
        plan = None
        is_plain = not options and (params is None or isinstance(params, dict)) and isinstance(statement, KNOWN)
        if self._ordinary is None and is_plain:
            plan, values = plan_for(statement, params or {}, self._engine.dialect)
        if plan is None:
            return await self._as_ordinary().execute(statement, params, **options)
        words, arguments = plan.bind(values)
        if self._borrowed is None:
            self._borrowed = await self.bind.lend()
        raw = self._borrowed.dbapi_connection
        try:
            return await plan.ask(raw._connection, words, arguments)
        except RAISED as error:
            refused = Connection(self._engine, self._borrowed)
            await greenlet_spawn(_refuse, error, raw, refused, words, arguments)

    scalar, scalars = Session.scalar, Session.scalars

    async def commit(self) -> None:
        """Write what was left for the end."""
        if self._ordinary is not None:
            await self._ordinary.commit()

    async def close(self, *, as_lent: bool = False) -> None:
        """Give the connection back; one that is left `as_lent`, with nothing under way on it, is kept in hand."""
        borrowed, self._borrowed = self._borrowed, None
        if borrowed is not None:
            # No transaction is open, so that nothing is to be waited for.
            self.bind.take_back(borrowed) if as_lent else borrowed.close()
        if self._ordinary is not None:
            await self._ordinary.close()

    async def invalidate(self) -> None:
        """Close the connection for good: nobody knows in what state it is."""
        borrowed, self._borrowed = self._borrowed, None
        if borrowed is not None and borrowed.is_valid:
            borrowed.invalidate()
        if self._ordinary is not None:
            await self._ordinary.invalidate()


def _borrow(engine: SyncEngine) -> Any:
    """A connection of the pool; when there is none to be had, SQLAlchemy's own exception around the driver's."""
    try:
        return engine.raw_connection()
    except AsyncAdapt_asyncpg_dbapi.Error as error:
        Connection._handle_dbapi_exception_noconnection(error, engine.dialect, engine)
        raise


def _refuse(error: Exception, raw: Any, connection: Any, words: str, arguments: Sequence[Any]) -> None:
    """Raise what SQLAlchemy would: its own exception around the driver's; a connection that died is dropped."""
    if isinstance(error, asyncpg.InternalClientError):
        # The server died between two messages and the driver lost its place: nobody shall use this one again.
        raw._connection.terminate()
        error = asyncpg.InterfaceError(f"connection is closed: {error}")
    try:
        raw._handle_exception(error)
    except Exception as translated:
        connection._handle_dbapi_exception(translated, words, arguments, None, None)
