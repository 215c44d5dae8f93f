"""Who may see a show, and what it looks like to them: one batch question per neighbour, never one per row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhongcao.community import service as community
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import MemberCard
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.live import rules, store
from zhongcao.live.errors import ShowNotFound
from zhongcao.live.rules import ShowState
from zhongcao.live.schemas import Line, Room, ShelfItem, Show
from zhongcao.mall import service as mall
from zhongcao.media import service as media
from zhongcao.media.schemas import Picture

STAFF = ("moderator", "editor", "admin")


async def get_seen(tx: Tx | ReadTx, *, show_id: int, by: Actor, now: datetime) -> Any:
    """The row of a show that this actor may see, or a refusal."""
    row = await store.find_show(tx, show_id, viewer=by.member_id, now=now)
    if row is None or not await _sees(tx, row, by):
        raise ShowNotFound(show=str(show_id))
    return row


async def get_own(tx: Tx, *, show_id: int, by: Actor) -> Any:
    """The row of one's own show, locked, or a refusal; another's show is none of one's own."""
    row = await store.lock_show(tx, show_id)
    if row is None or not by.signed_in or row.host_id != by.member_id:
        raise ShowNotFound(show=str(show_id))
    return row


async def _sees(tx: Tx | ReadTx, row: Any, by: Actor) -> bool:
    blocked = False
    if by.signed_in and row.host_id != by.member_id and not by.holds(*STAFF):
        blocked = bool(await community.blocked_by(tx, member_id=by.member_id, among=[row.host_id]))
    return is_seen(row, by, blocked=blocked)


def is_seen(row: Any, by: Actor, *, blocked: bool) -> bool:
    """Whether this actor may see a show whose host has blocked them, or has not."""
    is_host = by.signed_in and row.host_id == by.member_id
    return rules.may_see(state=ShowState(row.state), is_host=is_host, is_staff=by.holds(*STAFF), blocked=blocked)


async def show_shows(tx: Tx | ReadTx, rows: Sequence[Any], *, by: Actor) -> list[Show]:
    """Shows as cards, in the order of the rows; those of hosts who are gone are left out."""
    if not rows:
        return []
    hosts = await identity.cards(tx, {row.host_id for row in rows})
    covers = await media.pictures(tx, {row.cover_id for row in rows if row.cover_id is not None})
    return [
        Show(**_card(row, hosts[row.host_id], covers.get(row.cover_id), by)) for row in rows if row.host_id in hosts
    ]


def _card(row: Any, host: MemberCard, cover: Picture | None, by: Actor) -> dict[str, Any]:
    is_host = by.signed_in and row.host_id == by.member_id
    return {
        "id": str(row.id),
        "title": row.title,
        "state": ShowState(row.state),
        "cover": cover,
        "host": host,
        "starts_at": row.starts_at,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "watching": row.watching if row.state == ShowState.ON_AIR else 0,
        "came": rules.came_at_least(members=row.came, most_at_once=row.most),
        "hearts": row.hearts,
        "reminded": row.reminded,
        "mine": is_host,
        "goods_count": row.goods_count,
        "replay": row.state == ShowState.ENDED and has_pictures(row),
        "reason": row.reason if is_host or by.holds(*STAFF) else None,
    }


def has_pictures(row: Any) -> bool:
    """Whether there is something to be watched by everybody who sees the show."""
    return bool(row.first_sequence is not None and row.media_gone_at is None and row.has_media)


async def show_room(tx: Tx | ReadTx, row: Any, *, by: Actor, lines: Sequence[Line]) -> Room:
    """A show with its shelf, its chat and the address of its pictures."""
    host = await identity.get_card(tx, member_id=row.host_id)
    cover = (await media.pictures(tx, [row.cover_id])).get(row.cover_id) if row.cover_id is not None else None
    is_host = by.signed_in and row.host_id == by.member_id
    aired = has_pictures(row)
    watchable = rules.may_watch(state=ShowState(row.state), is_host=is_host, aired=aired)
    followed = await community.followed_among(tx, member_id=by.member_id, others=[row.host_id]) if by.signed_in else ()
    return Room(
        **_card(row, host, cover, by),
        shelf=await show_shelf(tx, host_id=row.host_id, show_id=row.id),
        stream=f"/v1/shows/{row.id}/index.m3u8" if watchable and row.has_media else None,
        lines=list(lines),
        silenced=row.silenced,
        following=row.host_id in followed,
    )


async def show_shelf(tx: Tx | ReadTx, *, host_id: int, show_id: int) -> list[ShelfItem]:
    """The shelf as everybody sees it; what is not listed any more is left out."""
    rows = await store.list_shelf(tx, host_id=host_id, show_id=show_id)
    cards = await mall.cards(tx, [row.product_id for row in rows])
    return [
        ShelfItem(product=cards[row.product_id], explaining=row.explaining, chapters=list(row.chapters))
        for row in rows
        if row.product_id in cards
    ]
