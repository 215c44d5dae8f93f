"""Reading the boxes: pages of notices, unread counters, marking as read."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from zhongcao.community import service as community
from zhongcao.community.schemas import Comment, Fellow, NoteCard
from zhongcao.kit import cursor
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.live import service as live
from zhongcao.live.rules import ShowState
from zhongcao.live.schemas import Show
from zhongcao.mall import service as mall
from zhongcao.media.schemas import Picture
from zhongcao.messages import rules, store
from zhongcao.messages.rules import Box, NoticeKind
from zhongcao.messages.schemas import Counts, Notice
from zhongcao.trade import service as trade

EXCERPT_CHARACTERS = 60
_ABOUT_NOTES = frozenset(
    {NoticeKind.LIKED, NoticeKind.COLLECTED, NoticeKind.COMMENTED, NoticeKind.ANSWERED, NoticeKind.PUBLISHED}
)
_ABOUT_SHOWS = frozenset({NoticeKind.STARTED, NoticeKind.STOPPED})
_SOME_SHOW = ("一场直播", "a live show")
"""What a show is called whose title its reader may not see any more."""
_NEVER = datetime.min.replace(tzinfo=UTC)


async def list_notices(
    tx: Tx | ReadTx, *, by: Actor, box: Box, after: str | None, limit: int, now: datetime
) -> Page[Notice]:
    """A page of one's own box, newest first."""
    before = cursor.decode(after, datetime, int) if after else None
    place = (before[0], before[1]) if before else None
    rows = await store.page_of_box(tx, member_id=by.member_id, box=box, before=place, limit=limit + 1)
    if box is Box.NOTES:
        rows = await _with_big_creators(tx, rows, member_id=by.member_id, before=place, now=now, limit=limit + 1)
    unread = (await store.find_unread(tx, [by.member_id])).get(by.member_id)
    read_at = getattr(unread, f"{box.value}_read_at", None) or _NEVER
    items = await _show(tx, rows[:limit], viewer=by.member_id, read_at=read_at, now=now)
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items, cursor.encode(last.at.isoformat(), last.id) if last else None)


async def count_unread(tx: Tx | ReadTx, member_ids: Sequence[int]) -> dict[int, Counts]:
    """Unread events of some members, by box."""
    rows = await store.find_unread(tx, member_ids)
    return {member: _counts(rows.get(member)) for member in member_ids}


async def mark_read(tx: Tx, *, by: Actor, box: Box | None, now: datetime) -> Counts:
    """A box, or all of them, was read."""
    await store.mark_read(tx, member_id=by.member_id, boxes=[box] if box else list(Box), now=now)
    return (await count_unread(tx, [by.member_id]))[by.member_id]


async def rebuild_unread(tx: Tx, *, member_id: int) -> Counts:
    """Count a member's unread events anew from the notices themselves."""
    await store.settle(tx, member_id)
    return (await count_unread(tx, [member_id]))[member_id]


async def list_miscounted(tx: Tx | ReadTx) -> list[str]:
    """Merged notices that count other than the members behind them; there must be none."""
    return [f"notice {notice}: events" for notice in await store.list_miscounted(tx)]


class _OnRead(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that is not kept but found when its reader looks; shaped like a kept one."""

    id: int
    subject_id: int
    actors: list[int]
    at: datetime
    kind: NoticeKind = NoticeKind.PUBLISHED
    box: Box = Box.NOTES
    item_id: int = 0
    events: int = 1
    details: None = None


async def _with_big_creators(
    tx: Tx | ReadTx,
    rows: Sequence[Any],
    *,
    member_id: int,
    before: tuple[datetime, int] | None,
    now: datetime,
    limit: int,
) -> list[Any]:
    """Kept notices together with the newest notes of followees who have too many fans to be told one by one."""
    followees = await community.followees(tx, member_id)
    fans = await community.count_fans(tx, followees)
    big = [followee for followee in followees if fans.get(followee, 0) > rules.FAN_OUT_MAX]
    newest = await community.list_newest_since(
        tx,
        author_ids=big,
        since=now - timedelta(days=rules.FOLLOWED_NOTES_DAYS),
        before=before[0] if before else now,
        limit=limit,
    )
    kept = {row.subject_id for row in rows}
    found = [
        _OnRead(id=note, subject_id=note, actors=[author], at=at) for note, author, at in newest if note not in kept
    ]
    return sorted([*rows, *found], key=lambda row: (row.at, row.id), reverse=True)[:limit]


def _counts(row: Any) -> Counts:
    if row is None:
        return Counts()
    numbers = {box.value: getattr(row, box.value) for box in Box}
    return Counts(**numbers, total=sum(numbers.values()))


async def _show(tx: Tx | ReadTx, rows: Sequence[Any], *, viewer: int, read_at: datetime, now: datetime) -> list[Notice]:
    if not rows:
        return []
    members = await community.fellows(tx, sorted({actor for row in rows for actor in row.actors}), viewer=viewer)
    notes = await community.cards(
        tx, sorted({row.subject_id for row in rows if row.kind in _ABOUT_NOTES}), viewer=viewer
    )
    comments = await community.comments(tx, [row.item_id for row in rows if row.box == Box.COMMENTS and row.item_id])
    goods = await _pictures(tx, rows, viewer=viewer)
    told = sorted({row.subject_id for row in rows if row.kind in _ABOUT_SHOWS})
    shows = _visible(await live.shows(tx, told, viewer=viewer, now=now))
    return [_notice(row, members, notes, comments, shows, goods.get(row.id), read_at) for row in rows]


def _visible(shows: dict[int, Show]) -> dict[int, Show]:
    gone = (ShowState.CANCELLED, ShowState.STOPPED)
    return {key: show for key, show in shows.items() if show.mine or show.state not in gone}


def _is_of_order(row: Any) -> bool:
    return bool(row.box == Box.ORDERS and row.kind != NoticeKind.RESTOCKED)


async def _pictures(tx: Tx | ReadTx, rows: Sequence[Any], *, viewer: int) -> dict[int, Picture]:
    """How the goods look that notices are about, by notice."""
    orders = {row.id: row.subject_id for row in rows if _is_of_order(row)}
    products = {row.id: int(row.details["product"]) for row in rows if (row.details or {}).get("product")}
    bought = await trade.pictures(tx, member_id=viewer, order_ids=sorted(set(orders.values())))
    cards = await mall.cards(tx, sorted(set(products.values())))
    found = {notice: bought.get(order) for notice, order in orders.items()}
    found |= {notice: cards[product].picture for notice, product in products.items() if product in cards}
    return {notice: picture for notice, picture in found.items() if picture}


def _notice(
    row: Any,
    members: dict[int, Fellow],
    notes: dict[int, NoteCard],
    comments: dict[int, Comment],
    shows: dict[int, Show],
    picture: Picture | None,
    read_at: datetime,
) -> Notice:
    kind = NoticeKind(row.kind)
    actors = [members[actor] for actor in row.actors if actor in members]
    details = row.details or {}
    comment = comments.get(row.item_id) if row.box == Box.COMMENTS else None
    show = shows.get(row.subject_id) if kind in _ABOUT_SHOWS else None
    titles = (details.get("title", ""), details.get("title_en", ""))
    if kind in _ABOUT_SHOWS:
        titles = (show.title, show.title) if show else _SOME_SHOW
    zh, en = rules.sentence(
        kind,
        names=[actor.nickname for actor in actors],
        events=row.events,
        order_no=details.get("order_no"),
        step=details.get("step"),
        titles=titles,
        reason=(show.reason or "") if show else "",
    )
    return Notice(
        id=str(row.id),
        box=Box(row.box),
        kind=kind,
        zh=zh,
        en=en,
        actors=actors,
        events=row.events,
        note=notes.get(row.subject_id) if kind in _ABOUT_NOTES else None,
        comment_id=str(row.item_id) if row.box == Box.COMMENTS else None,
        excerpt=comment.text[:EXCERPT_CHARACTERS] if comment else None,
        order_id=str(row.subject_id) if _is_of_order(row) else None,
        order_no=details.get("order_no"),
        product_id=details.get("product"),
        show_id=str(row.subject_id) if show else None,
        picture=show.cover if show else picture,
        unread=row.at > read_at,
        at=row.at,
    )


async def forget_member(tx: Tx, *, member_id: int) -> None:
    """Empty the boxes of a member who left."""
    await store.drop_boxes(tx, member_id)
