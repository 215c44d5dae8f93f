"""Statements about shows: one, pages of them, those that wait for somebody."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, literal_column, select, text, update

from zhongcao.kit.db import Id63, ReadTx, Tx
from zhongcao.live.rules import OPEN, ShowState
from zhongcao.live.tables import ShowRow, TallyRow

STREAMS_COUNT_FOR = timedelta(seconds=10)
"""A web process that said nothing for so long holds no streams any more."""
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
_ID_MAX, _INT_MAX = 2**63 - 1, 2**31 - 1
_SHOWN = """
    SELECT show.host_id, show.id, show.state, show.title, show.cover_id, show.starts_at, show.created_at,
        show.started_at, show.ended_at, show.reason, show.first_sequence, show.media_gone_at,
        tally.hearts, tally.lines, tally.came, tally.most,
        cast(coalesce((SELECT sum(streams) FROM live.audience WHERE audience.host_id = show.host_id
            AND audience.show_id = show.id AND audience.seen_at > :fresh_after), 0) AS int) AS watching,
        cast((SELECT count(*) FROM live.shelf
            WHERE shelf.host_id = show.host_id AND shelf.show_id = show.id) AS int) AS goods_count,
        EXISTS (SELECT 1 FROM live.reminder WHERE reminder.host_id = show.host_id
            AND reminder.show_id = show.id AND reminder.member_id = :viewer) AS reminded,
        EXISTS (SELECT 1 FROM live.silence WHERE silence.host_id = show.host_id
            AND silence.show_id = show.id AND silence.member_id = :viewer) AS silenced,
        EXISTS (SELECT 1 FROM live.segment WHERE segment.host_id = show.host_id
            AND segment.show_id = show.id AND segment.sequence >= coalesce(show.first_sequence, 0)) AS has_media
    FROM live.show JOIN live.tally ON tally.host_id = show.host_id AND tally.show_id = show.id
"""
_OF_HOST = " AND (cast(:host AS bigint) IS NULL OR show.host_id = cast(:host AS bigint))"
_FIND = text(_SHOWN + " WHERE show.id = :show")
_FIND_SOME = text(_SHOWN + " WHERE show.id = ANY(cast(:shows AS bigint[]))")
_NOW = text(
    "SELECT * FROM ("  # noqa: S608 - constants
    + _SHOWN
    + " WHERE show.state = 'on_air'"
    + _OF_HOST
    + """) AS shown WHERE (watching, id) < (cast(:sort AS int), cast(:last AS bigint))
    ORDER BY watching DESC, id DESC LIMIT :most"""
)
_SOON = text(
    _SHOWN
    + " WHERE show.state = 'announced'"
    + _OF_HOST
    + """ AND (show.starts_at, show.id) > (cast(:sort AS timestamptz), cast(:last AS bigint))
    ORDER BY show.starts_at, show.id LIMIT :most"""
)
_PAST = text(
    _SHOWN
    + " WHERE show.state = 'ended' AND show.media_gone_at IS NULL"
    + _OF_HOST
    + """ AND (show.started_at, show.id) < (cast(:sort AS timestamptz), cast(:last AS bigint))
    ORDER BY show.started_at DESC, show.id DESC LIMIT :most"""
)
_MINE = text(_SHOWN + " WHERE show.host_id = :host AND show.id < :last ORDER BY show.id DESC LIMIT :most")
_STAFFS = text(
    _SHOWN
    + """ WHERE show.id < :last AND (cast(:state AS text) IS NULL OR show.state = cast(:state AS text))
    ORDER BY show.id DESC LIMIT :most"""
)


def _given(viewer: int, now: datetime, **more: Any) -> dict[str, Any]:
    return {"viewer": viewer, "fresh_after": now - STREAMS_COUNT_FOR, **more}


async def add_show(tx: Tx, values: dict[str, Any]) -> None:
    """Add a show and the row of its counters."""
    await tx.execute(insert(ShowRow).values(**values))
    await tx.execute(insert(TallyRow).values(host_id=values["host_id"], show_id=values["id"]))


async def find_show(tx: Tx | ReadTx, show_id: int, *, viewer: int, now: datetime) -> Any:
    """A show with its counters, and what the viewer has to do with it."""
    return (await tx.execute(_FIND, _given(viewer, now, show=show_id))).one_or_none()


async def find_shows(tx: Tx | ReadTx, show_ids: Sequence[int], *, viewer: int, now: datetime) -> Sequence[Any]:
    """Some shows."""
    return (await tx.execute(_FIND_SOME, _given(viewer, now, shows=list(show_ids)))).all()


_ON_AIR_AMONG = text("SELECT id FROM live.show WHERE id = ANY(cast(:shows AS bigint[])) AND state = 'on_air'")


async def on_air_among(tx: Tx | ReadTx, show_ids: Sequence[int]) -> Sequence[int]:
    """Which of some shows are on air."""
    return (await tx.scalars(_ON_AIR_AMONG, {"shows": list(show_ids)})).all()


_SHELVES = text(
    "SELECT show_id, array_agg(product_id ORDER BY position) AS products FROM live.shelf"
    " WHERE show_id = ANY(cast(:shows AS bigint[])) AND host_id = ANY(cast(:hosts AS bigint[])) GROUP BY show_id"
)
_VISITED = text("SELECT show_id FROM live.viewing WHERE member_id = :member AND came_at > cast(:since AS timestamptz)")


async def list_shelves(tx: Tx | ReadTx, shows: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    """The products on the shelves of some shows (host, show), by show."""
    given = {"hosts": [host for host, _ in shows], "shows": [show for _, show in shows]}
    return {row.show_id: list(row.products) for row in await tx.execute(_SHELVES, given)}


async def list_visited(tx: Tx | ReadTx, *, member_id: int, since: datetime) -> Sequence[int]:
    """Shows to which a member came since a moment."""
    return (await tx.scalars(_VISITED, {"member": member_id, "since": since})).all()


async def page_now(
    tx: Tx | ReadTx, *, host_id: int | None, after: tuple[int, int] | None, viewer: int, now: datetime, limit: int
) -> Sequence[Any]:
    """Shows on air, the most watched first."""
    sort, last = after or (_INT_MAX, _ID_MAX)
    return (await tx.execute(_NOW, _given(viewer, now, host=host_id, sort=sort, last=last, most=limit))).all()


async def page_soon(
    tx: Tx | ReadTx, *, host_id: int | None, after: tuple[datetime, int] | None, viewer: int, now: datetime, limit: int
) -> Sequence[Any]:
    """Announced shows, the next first."""
    sort, last = after or (EARLIEST, 0)
    return (await tx.execute(_SOON, _given(viewer, now, host=host_id, sort=sort, last=last, most=limit))).all()


async def page_past(
    tx: Tx | ReadTx, *, host_id: int | None, after: tuple[datetime, int] | None, viewer: int, now: datetime, limit: int
) -> Sequence[Any]:
    """Shows that can be watched again, the latest first."""
    sort, last = after or (LATEST, _ID_MAX)
    return (await tx.execute(_PAST, _given(viewer, now, host=host_id, sort=sort, last=last, most=limit))).all()


async def page_of_host(
    tx: Tx | ReadTx, *, host_id: int, before: int | None, now: datetime, limit: int
) -> Sequence[Any]:
    """All shows of a host in their own eyes, the latest first."""
    given = _given(host_id, now, host=host_id, last=before or _ID_MAX, most=limit)
    return (await tx.execute(_MINE, given)).all()


async def page_for_staff(
    tx: Tx | ReadTx, *, state: ShowState | None, before: int | None, now: datetime, limit: int
) -> Sequence[Any]:
    """Shows in one state or in any, the latest first."""
    given = _given(0, now, state=state.value if state else None, last=before or _ID_MAX, most=limit)
    return (await tx.execute(_STAFFS, given)).all()


_COLUMNS = tuple(ShowRow.__table__.columns)
_HEAD = select(*_COLUMNS).where(ShowRow.id == bindparam("show"))
_LOCK = _HEAD.with_for_update()
_LOCK_HOST = text("SELECT pg_advisory_xact_lock(hashtextextended('live.host', cast(:host AS bigint)))")
_COUNT_OPEN = text(
    """
    SELECT count(*) FILTER (WHERE state = 'announced') AS announced,
        (array_agg(id) FILTER (WHERE state = 'on_air'))[1] AS on_air
    FROM live.show WHERE host_id = :host AND state IN ('announced', 'on_air')
    """
)


async def find_head(tx: Tx | ReadTx, show_id: int) -> Any:
    """The row of a show alone."""
    return (await tx.execute(_HEAD, {"show": show_id})).one_or_none()


async def lock_show(tx: Tx, show_id: int) -> Any:
    """The row of a show, held until the end of the transaction."""
    return (await tx.execute(_LOCK, {"show": show_id})).one_or_none()


async def lock_host(tx: Tx, host_id: int) -> Any:
    """Let one transaction at a time announce or begin shows of a host; how many are announced, and which is on air."""
    await tx.execute(_LOCK_HOST, {"host": host_id})
    return (await tx.execute(_COUNT_OPEN, {"host": host_id})).one()


async def set_show(tx: Tx, *, host_id: int, show_id: int, values: dict[str, Any]) -> None:
    """Change a show."""
    await tx.execute(update(ShowRow).where(ShowRow.host_id == host_id, ShowRow.id == show_id).values(**values))


_DUE = (
    select(ShowRow.id)
    .where(ShowRow.due_at.is_not(None), ShowRow.due_at <= bindparam("now"))
    .order_by(ShowRow.due_at)
    .limit(bindparam("most"))
)
_OPEN_OF = select(ShowRow.id).where(
    ShowRow.host_id == bindparam("host", type_=Id63),
    ShowRow.state.in_([literal_column(f"'{state.value}'") for state in sorted(OPEN)]),
)


async def list_due(tx: Tx | ReadTx, *, now: datetime, limit: int) -> Sequence[int]:
    """Shows that nobody waits for any longer, the longest overdue first."""
    return (await tx.scalars(_DUE, {"now": now, "most": limit})).all()


async def list_open_of(tx: Tx | ReadTx, host_id: int) -> Sequence[int]:
    """Shows of a host that are announced or on air."""
    return (await tx.scalars(_OPEN_OF, {"host": host_id})).all()
