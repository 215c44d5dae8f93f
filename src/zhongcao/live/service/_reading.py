"""Questions about shows: what is on, what comes, what was, and one of them with its room."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhongcao.community import service as community
from zhongcao.kit import cursor
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.live import store
from zhongcao.live.rules import ShowState, View
from zhongcao.live.schemas import Room, Show
from zhongcao.live.service._chatting import last_lines
from zhongcao.live.service._seen import get_seen, show_room, show_shows


async def list_shows(
    tx: Tx | ReadTx, *, view: View, host_id: int | None, by: Actor, after: str | None, limit: int, now: datetime
) -> Page[Show]:
    """A page of shows; none of hosts between whom and the viewer stands a block."""
    given: dict[str, Any] = {"host_id": host_id, "viewer": by.member_id, "now": now, "limit": limit + 1}
    if view is View.NOW:
        count = cursor.decode(after, int, int) if after else None
        rows = await store.page_now(tx, after=(count[0], count[1]) if count else None, **given)
        key: Any = [row.watching for row in rows[limit - 1 : limit]]
    else:
        moment = _moment(after) if after else None
        page = store.page_soon if view is View.SOON else store.page_past
        rows = await page(tx, after=moment, **given)
        last = rows[limit - 1 : limit]
        key = [(row.starts_at if view is View.SOON else row.started_at).isoformat() for row in last]
    more = len(rows) > limit
    shown = rows[:limit]
    if by.signed_in and shown:
        hosts = sorted({row.host_id for row in shown})
        apart = await community.apart(tx, member_id=by.member_id, others=hosts)
        shown = [row for row in shown if row.host_id not in apart]
    items = await show_shows(tx, shown, by=by)
    return Page(items, cursor.encode(key[0], rows[limit - 1].id) if more else None)


def _moment(after: str) -> tuple[datetime, int]:
    told, last = cursor.decode(after, datetime, int)
    if told.tzinfo is None:
        raise CursorUnreadable()
    return told, last


async def list_own(tx: Tx | ReadTx, *, by: Actor, after: str | None, limit: int, now: datetime) -> Page[Show]:
    """One's own shows in every state, the latest first."""
    before = cursor.decode(after, int)[0] if after else None
    rows = await store.page_of_host(tx, host_id=by.member_id, before=before, now=now, limit=limit + 1)
    return await _page(tx, rows, by=by, limit=limit)


async def list_for_staff(
    tx: Tx | ReadTx, *, state: ShowState | None, by: Actor, after: str | None, limit: int, now: datetime
) -> Page[Show]:
    """Shows in one state or in any, the latest first."""
    before = cursor.decode(after, int)[0] if after else None
    rows = await store.page_for_staff(tx, state=state, before=before, now=now, limit=limit + 1)
    return await _page(tx, rows, by=by, limit=limit)


async def _page(tx: Tx | ReadTx, rows: Sequence[Any], *, by: Actor, limit: int) -> Page[Show]:
    items = await show_shows(tx, rows[:limit], by=by)
    return Page(items, cursor.encode(rows[limit - 1].id) if len(rows) > limit else None)


async def get_room(tx: Tx | ReadTx, *, show_id: int, by: Actor, now: datetime) -> Room:
    """A show with its room, if this actor may see it."""
    row = await get_seen(tx, show_id=show_id, by=by, now=now)
    lines = await last_lines(tx, host_id=row.host_id, show_id=show_id)
    return await show_room(tx, row, by=by, lines=lines)


async def shows(tx: Tx | ReadTx, show_ids: Sequence[int], *, viewer: int, now: datetime) -> dict[int, Show]:
    """Some shows as cards by id, whatever became of them; those of hosts who are gone are left out."""
    if not show_ids:
        return {}
    rows = await store.find_shows(tx, show_ids, viewer=viewer, now=now)
    shown = await show_shows(tx, rows, by=Actor(member_id=viewer))
    return {int(show.id): show for show in shown}


async def on_air_among(tx: Tx | ReadTx, show_ids: Sequence[int]) -> set[int]:
    """Which of some shows are on air."""
    return set(await store.on_air_among(tx, show_ids))


async def list_on_air(tx: Tx | ReadTx, *, now: datetime, limit: int) -> list[tuple[Show, list[int]]]:
    """Shows on air, the most watched first, each with the products on its shelf."""
    rows = await store.page_now(tx, host_id=None, after=None, viewer=0, now=now, limit=limit)
    if not rows:
        return []
    shelves = await store.list_shelves(tx, [(row.host_id, row.id) for row in rows])
    return [(show, shelves.get(int(show.id), [])) for show in await show_shows(tx, rows, by=Actor())]


async def list_visited(tx: Tx | ReadTx, *, member_id: int, since: datetime) -> set[int]:
    """Shows to which a member came since a moment."""
    return set(await store.list_visited(tx, member_id=member_id, since=since))
