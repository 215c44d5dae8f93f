"""Statements about versions of the search index, what changed since, clicks, and the log of queries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.discovery.store._signals import IDS, STANDING
from zhongcao.discovery.tables import SearchChangeRow, SearchClickRow, SearchRow, SearchVersionRow
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.sql import Session, as_rows, insert_rows

VERSION = cast(Table, SearchVersionRow.__table__)
CHANGE = cast(Table, SearchChangeRow.__table__)
_CHANGE = insert_rows(
    CHANGE, tail="ORDER BY kind, id ON CONFLICT (kind, id) DO UPDATE SET changed_at = excluded.changed_at"
)
_CLICK = text(
    "INSERT INTO discovery.search_click (query, kind, id, weight, at) VALUES (:query, :kind, :id, :weight, :at) "
    "ON CONFLICT (query, kind, id) DO UPDATE SET weight = search_click.weight + excluded.weight, "
    "at = greatest(search_click.at, excluded.at)"
)

_VERSION = select(VERSION).where(VERSION.c.withdrawn_at.is_(None)).order_by(VERSION.c.id.desc()).limit(1)
_COUNT_CHANGES = select(func.count(), func.max(SearchChangeRow.changed_at))
_COUNT_CHANGES_SINCE = _COUNT_CHANGES.where(SearchChangeRow.changed_at >= bindparam("since"))
_CHANGES = (
    select(SearchChangeRow.kind, SearchChangeRow.id, SearchChangeRow.changed_at)
    .where(SearchChangeRow.changed_at >= bindparam("since"))
    .order_by(SearchChangeRow.changed_at)
    .limit(bindparam("most"))
)


async def find_version(tx: Tx | ReadTx) -> Any | None:
    """The version of the index that is to be searched."""
    return (await tx.execute(_VERSION)).one_or_none()


async def list_versions(tx: Tx | ReadTx) -> Sequence[Any]:
    """All versions that are kept, newest first."""
    return (await tx.execute(select(VERSION).order_by(VERSION.c.id.desc()))).all()


async def add_version(tx: Tx, **values: Any) -> None:
    """Let a version be searched from now on."""
    await tx.execute(insert(VERSION).values(**values))


async def withdraw_version(tx: Tx, version: int, now: datetime) -> None:
    """Do not search a version any more."""
    await tx.execute(update(VERSION).where(VERSION.c.id == version).values(withdrawn_at=now))


async def drop_versions(tx: Tx, versions: Sequence[int], *, changes_before: datetime) -> None:
    """Forget versions, and changes that all others hold."""
    await tx.execute(delete(SearchVersionRow).where(SearchVersionRow.id.in_(versions)))
    await tx.execute(delete(SearchChangeRow).where(SearchChangeRow.changed_at < changes_before))


async def add_changes(tx: Tx, kind: str, ids: Sequence[int], now: datetime) -> None:
    """Note that these came, changed or went; written once, at the end of the transaction."""
    if ids:
        cast("Session", tx).gather(_write_changes, {(kind, key): now for key in ids})


async def _write_changes(tx: Session, parts: list[dict[tuple[str, int], datetime]]) -> None:
    changed = {key: at for part in parts for key, at in part.items()}
    rows = [{"kind": kind, "id": key, "changed_at": at} for (kind, key), at in changed.items()]
    await tx.execute(_CHANGE, {"rows": as_rows(rows)})


async def list_changes(tx: Tx | ReadTx, *, since: datetime, limit: int) -> Sequence[Any]:
    """What changed since a moment, oldest first."""
    return (await tx.execute(_CHANGES, {"since": since, "most": limit})).all()


async def count_changes(tx: Tx | ReadTx, since: datetime | None) -> tuple[int, datetime | None]:
    """How many changes there were since a moment, and the newest."""
    counted = tx.execute(_COUNT_CHANGES) if since is None else tx.execute(_COUNT_CHANGES_SINCE, {"since": since})
    count, newest = (await counted).one()
    return count, newest


async def heat_of(tx: Tx | ReadTx, note_ids: Sequence[int]) -> dict[int, float]:
    """The heat of the shown ones among some notes."""
    found = await tx.execute(
        select(STANDING.c.note_id, STANDING.c.heat).where(
            STANDING.c.note_id == func.any(literal(list(note_ids), IDS)), STANDING.c.hidden_at.is_(None)
        )
    )
    return dict(found.all())


_SHOWN = (
    select(STANDING.c.note_id, STANDING.c.heat)
    .where(STANDING.c.note_id > bindparam("after"), STANDING.c.hidden_at.is_(None))
    .order_by(STANDING.c.note_id)
    .limit(bindparam("most"))
)


async def shown_notes_after(tx: Tx | ReadTx, after: int, limit: int) -> Sequence[Any]:
    """A page of the notes that take part, in the order of their ids, each with its heat."""
    return (await tx.execute(_SHOWN, {"after": after, "most": limit})).all()


async def add_clicks(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Count what was opened after queries; rows in the order of their keys."""
    if rows:
        await tx.execute(_CLICK, [dict(row) for row in rows])


_CLICKED = (
    select(SearchClickRow.id, SearchClickRow.weight)
    .where(SearchClickRow.query == bindparam("query"), SearchClickRow.kind == bindparam("kind"))
    .order_by(SearchClickRow.weight.desc())
    .limit(bindparam("most"))
)


async def clicks_after(tx: Tx | ReadTx, *, query: str, kind: str, limit: int) -> Sequence[tuple[int, float]]:
    """What was opened most after a query."""
    found = await tx.execute(_CLICKED, {"query": query, "kind": kind, "most": limit})
    return [(row.id, row.weight) for row in found]


async def drop_clicks(tx: Tx, *, before: datetime, limit: int) -> int:
    """Forget clicks that faded long ago."""
    key = (SearchClickRow.query, SearchClickRow.kind, SearchClickRow.id)
    old = select(*key).where(SearchClickRow.at < before).limit(limit).subquery()
    result: Any = await tx.execute(
        delete(SearchClickRow).where(
            SearchClickRow.query == old.c.query, SearchClickRow.kind == old.c.kind, SearchClickRow.id == old.c.id
        )
    )
    return int(result.rowcount)


async def recent_words(tx: Tx | ReadTx, *, member_id: int, limit: int) -> Sequence[str]:
    """What a member searched for last, each query once."""
    latest = func.max(SearchRow.id)
    found = await tx.scalars(
        select(SearchRow.query)
        .where(SearchRow.member_id == member_id)
        .group_by(SearchRow.query)
        .order_by(latest.desc())
        .limit(limit)
    )
    return found.all()


async def forget_words(tx: Tx, *, member_id: int, query: str | None) -> None:
    """Delete what a member searched for: one query, or all."""
    gone = delete(SearchRow).where(SearchRow.member_id == member_id)
    if query is not None:
        gone = gone.where(SearchRow.query == query)
    await tx.execute(gone)


async def frequent_queries(tx: Tx | ReadTx, *, since: datetime, members: int, limit: int) -> Sequence[tuple[str, int]]:
    """What at least so many members searched for and found, the most frequent first."""
    asked = func.count(SearchRow.member_id.distinct()).label("members")
    found = await tx.execute(
        select(SearchRow.query, asked)
        .where(SearchRow.at >= since, SearchRow.results > 0, SearchRow.member_id > 0)
        .group_by(SearchRow.query)
        .having(asked >= members)
        .order_by(asked.desc(), SearchRow.query)
        .limit(limit)
    )
    return [(row.query, row.members) for row in found]
