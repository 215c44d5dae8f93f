"""Facts go up: written in the change's own transaction, delivered to reactions in theirs."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Identity, Index, SmallInteger, String, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from zhongcao.kit import clock
from zhongcao.kit.db import Base, Instant, Json, ReadTx, Tx, table_args
from zhongcao.kit.ids import uuid7
from zhongcao.kit.problems import Conflict, NotFound
from zhongcao.kit.sql import Session


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something that has happened, named in the past tense, with primitive fields only.

    `keyed_by` names the field whose value orders the facts among themselves (an order, a note, a member).
    """

    keyed_by: ClassVar[str] = ""
    version: ClassVar[int] = 1

    @classmethod
    def topic(cls) -> str:
        """Its name on the wire: domain and class, such as `trade.OrderPaid`."""
        return f"{cls.__module__.split('.')[1]}.{cls.__name__}"

    def key(self) -> str:
        """The thing whose facts are delivered in order."""
        return f"{self.keyed_by}:{getattr(self, self.keyed_by)}"


class FactNotFound(NotFound):
    """There is no such fact."""

    code = "fact-not-found"
    zh = "没有这条消息。"


class FactNotParked(Conflict):
    """This fact is on its way, was delivered or was given up: there is nothing to decide about it."""

    code = "fact-not-parked"
    zh = "这条消息没有搁置：它还在路上、已经送到，或已经放弃。"


class OutboxRow(Base):
    """A fact or a job on its way, and for some weeks after it was delivered.

    One with both `parked_at` and `delivered_at` was given up by somebody.
    """

    __tablename__ = "outbox"
    __table_args__ = table_args(
        Index("ix_outbox_waiting", "seq", postgresql_where=text("delivered_at IS NULL AND parked_at IS NULL")),
        Index("ix_outbox_delivered_at", "delivered_at"),
        schema="kit",
        group="local",
    )
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    id: Mapped[UUID]
    topic: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(SmallInteger)
    key: Mapped[str] = mapped_column(String(120))
    body: Mapped[Any] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(Instant)
    not_before: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    error: Mapped[str | None] = mapped_column(String(2000))
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    parked_at: Mapped[datetime | None] = mapped_column(Instant)


class InboxRow(Base):
    """The mark that a reaction has seen a fact, written in the reaction's own transaction."""

    __tablename__ = "inbox"
    __table_args__ = table_args(Index("ix_inbox_at", "at"), schema="kit", group="local")
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    reaction: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


async def count_waiting(tx: Tx | ReadTx) -> Any:
    """How many facts and jobs wait, how many of them failed before, how many were given up, since when the oldest."""
    waits = OutboxRow.parked_at.is_(None)
    statement = select(
        func.count().filter(waits).label("waiting"),
        func.count().filter(waits, OutboxRow.tries > 0).label("retried"),
        func.count().filter(OutboxRow.parked_at.is_not(None)).label("parked"),
        func.min(OutboxRow.at).filter(waits).label("oldest_at"),
    ).where(OutboxRow.delivered_at.is_(None))
    return (await tx.execute(statement)).one()


async def list_troubled(tx: Tx | ReadTx, *, limit: int = 50) -> Sequence[Any]:
    """Facts that failed and were not delivered since, the latest first."""
    statement = (
        select(*OutboxRow.__table__.columns)
        .where(OutboxRow.delivered_at.is_(None), OutboxRow.tries > 0)
        .order_by(OutboxRow.seq.desc())
        .limit(limit)
    )
    return (await tx.execute(statement)).all()


async def find_fact(tx: Tx | ReadTx, seq: int) -> Any:
    """One fact or job, whatever became of it; refuses where there is none."""
    row = (await tx.execute(select(*OutboxRow.__table__.columns).where(OutboxRow.seq == seq))).one_or_none()
    if row is None:
        raise FactNotFound(fact=str(seq))
    return row


async def try_again(tx: Tx, seq: int) -> Any:
    """Let the relay try a parked fact once more, at once; what failed before is still counted."""
    return await _decide(tx, seq, parked_at=None, not_before=None)


async def give_up(tx: Tx, seq: int, *, now: datetime) -> Any:
    """Never tell a parked fact; nobody is asked about it again."""
    return await _decide(tx, seq, delivered_at=now)


FORGET = text(
    """
    WITH old AS (SELECT seq FROM kit.outbox WHERE delivered_at < :before ORDER BY delivered_at LIMIT :most),
        gone AS (DELETE FROM kit.outbox WHERE seq IN (SELECT seq FROM old) RETURNING seq),
        marks AS (DELETE FROM kit.inbox WHERE seq IN (SELECT seq FROM gone))
    SELECT count(*) FROM gone
    """
)


async def forget_delivered(tx: Tx, *, before: datetime, limit: int) -> int:
    """Delete facts that were delivered or given up so long ago, with the marks of who heard them; how many it was."""
    return int(await tx.scalar(FORGET, {"before": before, "most": limit}))


async def _decide(tx: Tx, seq: int, **values: Any) -> Any:
    parked = (OutboxRow.seq == seq, OutboxRow.parked_at.is_not(None), OutboxRow.delivered_at.is_(None))
    changed = update(OutboxRow).where(*parked).values(**values).returning(*OutboxRow.__table__.columns)
    row = (await tx.execute(changed)).one_or_none()
    if row is None:
        await find_fact(tx, seq)
        raise FactNotParked(fact=str(seq))
    return row


F = TypeVar("F", bound=Fact)
Reaction = Callable[[Tx, Any], Awaitable[None]]
_reactions: dict[str, list[tuple[str, Reaction, type[Fact]]]] = {}
JOB = "job:"


def emit(tx: Tx, fact: Fact) -> None:
    """Leave a fact in the outbox; it is told to others if and only if this transaction commits."""
    leave(tx, topic=fact.topic(), version=fact.version, key=fact.key(), body=fact)


def leave(tx: Tx, *, topic: str, version: int, key: str, body: Any, not_before: datetime | None = None) -> None:
    """Leave a row for the relay; all rows of a transaction are written together at its end."""
    text_of_body = msgspec.json.encode(body).decode()
    row = (uuid7(), topic, version, key, text_of_body, clock.now(), not_before)
    cast("Session", tx).gather(_write, row)


LEAVE = text(
    """
        INSERT INTO kit.outbox (id, topic, version, key, body, at, not_before, tries)
        SELECT u.id, u.topic, u.version, u.key, u.body::jsonb, u.at, u.not_before, 0
        FROM unnest(
            cast(:ids AS uuid[]), cast(:topics AS text[]), cast(:versions AS smallint[]), cast(:keys AS text[]),
            cast(:bodies AS text[]), cast(:ats AS timestamptz[]), cast(:not_befores AS timestamptz[])
        ) WITH ORDINALITY AS u (id, topic, version, key, body, at, not_before, place)
        ORDER BY u.place
        """
)


async def _write(tx: Session, rows: list[Any]) -> None:
    columns = ("ids", "topics", "versions", "keys", "bodies", "ats", "not_befores")
    await tx.execute(LEAVE, dict(zip(columns, (list(one) for one in zip(*rows, strict=True)), strict=True)))


def on(kind: type[F]) -> Callable[[Callable[[Tx, F], Awaitable[None]]], Callable[[Tx, F], Awaitable[None]]]:
    """Let a function react to a kind of fact, at least once per fact and in order per key."""

    def register(reaction: Callable[[Tx, F], Awaitable[None]]) -> Callable[[Tx, F], Awaitable[None]]:
        name = f"{reaction.__module__.removeprefix('zhongcao.')}.{reaction.__name__}"
        listed = _reactions.setdefault(kind.topic(), [])
        if all(known != name for known, _, _ in listed):
            listed.append((name, reaction, kind))
        return reaction

    return register


def reactions_to(topic: str) -> list[tuple[str, Reaction, type[Fact]]]:
    """The reactions that listen to a topic: name, function, kind of fact."""
    return _reactions.get(topic, [])


def all_reactions() -> dict[str, list[tuple[str, Reaction, type[Fact]]]]:
    """Every reaction by topic, for the generated documentation."""
    return dict(_reactions)
