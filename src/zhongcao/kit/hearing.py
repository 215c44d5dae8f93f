"""Every web process hears within a second of what was changed, and believes what it holds of all the rest."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import BigInteger, String, func, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit import log, metrics
from zhongcao.kit.db import AWAY, Base, Instant, Sessions, Tx, begin_read, table_args
from zhongcao.kit.problems import Problem
from zhongcao.kit.sql import Session, as_array

LISTEN_SECONDS = 0.25
CURRENT_SECONDS = 1.0
"""Whoever has not listened for so long believes nothing that it holds."""
PATIENCE_SECONDS = 5.0
"""A server that does not answer for so long is given up: its connection may be dead without anybody having said so."""
APART_SECONDS = 60.0
"""Whoever slept longer between two times of listening may have missed rows that were cleared away meanwhile."""
ROWS_MAX = 100_000
KEYS_MAX = 200_000


class ChangeRow(Base):
    """That something was changed by a transaction, for some minutes; lost at a crash, which all listeners notice."""

    __tablename__ = "change"
    __table_args__ = (
        *table_args(schema="kit", group="local")[:-1],
        {"schema": "kit", "info": {"group": "local", "shard_by": None}, "prefixes": ["UNLOGGED"]},
    )
    xid: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant, server_default=func.clock_timestamp())


def tell_changed(tx: Tx, kind: str, keys: Iterable[int]) -> None:
    """Let no web process believe any longer what it holds of these, from a second after this transaction commits."""
    session = cast("Session", tx)
    for key in keys:
        session.gather(_write, (kind, key))


TELL = text(
    """
    INSERT INTO kit.change (xid, kind, key)
    SELECT cast(cast(pg_current_xact_id() AS text) AS bigint), told.kind, told.key
    FROM unnest(cast(:kinds AS text[]), cast(cast(:keys AS text) AS bigint[])) AS told (kind, key)
    ON CONFLICT DO NOTHING
    """
)


async def _write(tx: Session, told: list[tuple[str, int]]) -> None:
    once = dict.fromkeys(told)
    await tx.execute(TELL, {"kinds": [kind for kind, _ in once], "keys": as_array(key for _, key in once)})


FORGET = text(
    """
    DELETE FROM kit.change WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM kit.change WHERE at < now() - make_interval(secs => :seconds) LIMIT :most
    ))
    """
)


async def forget_changes(tx: Tx, *, seconds: float, limit: int) -> int:
    """Clear away what every listener has long heard, by the database's own clock; how many rows it was."""
    gone: Any = await tx.execute(FORGET, {"seconds": seconds, "most": limit})
    return int(gone.rowcount)


LISTEN = text(
    """
    SELECT cast(pg_current_snapshot() AS text) AS seen, NULL AS kind, cast(extract(epoch FROM now()) AS bigint) AS key
    UNION ALL (
        SELECT NULL, kind, key FROM kit.change
        WHERE xid BETWEEN :settled AND 9223372036854775807
            AND NOT pg_visible_in_snapshot(cast(cast(xid AS text) AS xid8), cast(cast(:seen AS text) AS pg_snapshot))
        LIMIT :most
    )
    """
)
"""The upper end is there for the planner: it then expects few rows, and goes by the key."""
NOTHING_SEEN = "1:1:"
NEVER = 9223372036854775807


class Hearing:
    """What one web process has heard of changes, and when.

    It listens in turns. Whoever wants to hold something reads `turn` first and then the thing itself: what is changed
    afterwards is heard in a later turn. One listening is one statement: it takes a snapshot of the database, and reads
    the rows of all transactions that the snapshot of the listening before it did not show. A transaction that was open
    meanwhile is therefore heard when it has committed, however old its number is, and each one is heard once.

    It keeps one connection for as long as that lives, and takes the connection's end for a loss: what was read before
    is believed no more. The table is unlogged, so that a crash of PostgreSQL empties it; after a crash, or on a standby
    that took over, numbers of transactions whose commit did not wait for the disk may be given out again. Neither can
    happen without the connection's end.
    """

    def __init__(self, *, tick: Callable[[], float] = time.monotonic) -> None:
        self.turn = 0
        """How many times it has listened with success."""
        self.floor = 1
        """What was read before this turn is not believed: something may have been missed."""
        self._heard: dict[str, dict[int, int]] = {}
        self._tick = tick
        self._session: Any = None
        self._seen: str | None = None
        """The snapshot of the last listening; None when it is to start afresh."""
        self._begun = 0.0
        self._clock = 0
        self._is_away = False

    @property
    def is_current(self) -> bool:
        """Whether it listened just now: the last time that succeeded began less than a second ago."""
        return self._seen is not None and self._tick() - self._begun < CURRENT_SECONDS

    def last(self, kind: str) -> Mapping[int, int]:
        """In which turn a change was heard last, by key; always the same live mapping, for whoever looks often."""
        return self._of(kind)

    def is_unchanged(self, kind: str, key: int, *, since: int) -> bool:
        """Whether what was read in turn `since` is still so, as far as a second ago."""
        return self.is_current and since >= self.floor and self._of(kind).get(key, 0) <= since

    async def listen(self, sessions: Sessions) -> None:
        """Hear once what was changed; a database that is away leaves it not current, and what was held unbelieved."""
        begun = self._tick()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                if self._session is None:
                    self._session = await begin_read(sessions).__aenter__()
                rows = (await self._session.execute(LISTEN, self._asked())).all()
        except (*AWAY, OSError, Problem, SQLAlchemyError) as error:
            self._lose()
            session, self._session = self._session, None
            if session is not None:
                await session.invalidate()
            if not self._is_away:
                log.get("hearing").warning("hears of no changes", error=repr(error)[:300])
            self._is_away = True
            return
        self._is_away = False
        self._take_in(rows, begun)

    async def run(self, sessions: Sessions) -> None:
        """Listen four times a second until cancelled."""
        try:
            while True:
                await self.listen(sessions)
                await asyncio.sleep(LISTEN_SECONDS)
        finally:
            self._lose()
            session, self._session = self._session, None
            if session is not None:
                await session.close()

    def _asked(self) -> dict[str, Any]:
        if self._seen is None:
            return {"settled": NEVER, "seen": NOTHING_SEEN, "most": 0}
        return {"settled": int(self._seen.partition(":")[0]), "seen": self._seen, "most": ROWS_MAX + 1}

    def _take_in(self, rows: list[Any], begun: float) -> None:
        """Believe what one listening said; where it may lack something, start afresh with its snapshot."""
        ((seen, _, clock),) = [row for row in rows if row[0] is not None]
        slept = max(begun - self._begun, clock - self._clock)
        if self._seen is not None and (slept > APART_SECONDS or len(rows) - 1 > ROWS_MAX):
            self._lose()
        elif len(rows) > 1:
            turn = self.turn + 1
            for told, kind, key in rows:
                if told is None:
                    self._of(kind)[key] = turn
            if sum(map(len, self._heard.values())) > KEYS_MAX:
                self._lose()
        self._seen, self._begun, self._clock = seen, begun, clock
        self.turn += 1

    def _lose(self) -> None:
        """Let only what is read after the next listening be believed."""
        if self._seen is not None:
            metrics.hearing_losses.inc()
        self.floor = self.turn + 1
        self._seen = None
        for heard in self._heard.values():
            heard.clear()

    def _of(self, kind: str) -> dict[int, int]:
        heard = self._heard.get(kind)
        if heard is None:
            heard = self._heard[kind] = {}
        return heard
