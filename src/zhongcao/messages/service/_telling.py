"""Telling members what happened: each verb is safe to repeat, nobody is told about their own doing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhongcao.community import service as community
from zhongcao.kit import outbox
from zhongcao.kit.db import Tx
from zhongcao.kit.ids import new_id
from zhongcao.live import service as live
from zhongcao.logistics.rules import STEPS, Step
from zhongcao.messages import rules, store
from zhongcao.messages.events import FansRemain, GuestsRemain
from zhongcao.messages.rules import BOX_OF, NoticeKind


async def tell_reaction(tx: Tx, *, kind: NoticeKind, author: int, note: int, member: int, now: datetime) -> None:
    """Someone liked or collected a note: its author's notice about that note counts one member more."""
    assert kind in rules.MERGED
    if author != member:
        await store.merge(
            tx,
            member_id=author,
            notice_id=new_id(),
            box=BOX_OF[kind],
            kind=kind,
            subject_id=note,
            actor_id=member,
            at=now,
        )


async def untell_reaction(tx: Tx, *, kind: NoticeKind, author: int, note: int, member: int) -> None:
    """A like or collect was taken back: the notice counts one member less."""
    await store.unmerge(tx, member_id=author, kind=kind, subject_id=note, actor_id=member)


async def tell_comment(
    tx: Tx, *, author: int, note: int, member: int, comment: int, parent_member: int | None, now: datetime
) -> None:
    """Someone commented: the note's author is told, or whoever was answered."""
    told = {}
    if author != member:
        told[author] = NoticeKind.COMMENTED
    if parent_member is not None and parent_member != member:
        told[parent_member] = NoticeKind.ANSWERED
    rows = [
        _row(member_id=reader, kind=kind, subject=note, item=comment, actors=[member], now=now)
        for reader, kind in told.items()
    ]
    if rows:
        await store.add_notices(tx, rows, box=rules.Box.COMMENTS)


async def untell_comment(tx: Tx, *, readers: Sequence[int], note: int, comment: int) -> None:
    """A comment was deleted: nobody is told about it any more."""
    for reader in readers:
        for kind in (NoticeKind.COMMENTED, NoticeKind.ANSWERED):
            await store.drop_notice(tx, member_id=reader, kind=kind, subject_id=note, item_id=comment)


async def tell_follow(tx: Tx, *, member: int, followee: int, now: datetime) -> None:
    """Someone has a new fan; following again after a while is not told twice."""
    row = _row(member_id=followee, kind=NoticeKind.FOLLOWED, subject=member, actors=[member], now=now)
    await store.add_notices(tx, [row], box=rules.Box.FOLLOWS)


async def tell_fans(tx: Tx, *, author: int, note: int, after: int, now: datetime) -> None:
    """Put a new note into the boxes of the next fans, and leave a fact when more remain.

    Creators with many fans are left out: their fans find the note when they look (`list_notices`).
    """
    if after == 0 and (await community.count_fans(tx, [author])).get(author, 0) > rules.FAN_OUT_MAX:
        return
    fans = await community.fans(tx, member_id=author, after=after, limit=rules.FAN_OUT_BATCH)
    if fans:
        rows = [_row(member_id=fan, kind=NoticeKind.PUBLISHED, subject=note, actors=[author], now=now) for fan in fans]
        await store.add_notices(tx, rows, box=rules.Box.NOTES)
    if len(fans) == rules.FAN_OUT_BATCH:
        outbox.emit(tx, FansRemain(note=note, author=author, after=fans[-1]))


async def tell_guests(tx: Tx, *, show: int, host: int, asked: bool, after: int, now: datetime) -> None:
    """Tell the next of those who asked for a show, or of the host's fans, that it is on air; once each.

    A show that is over by now is told to nobody.
    """
    if show not in await live.on_air_among(tx, [show]):
        return
    if asked:
        guests = await live.list_reminded(tx, host_id=host, show_id=show, after=after, limit=rules.FAN_OUT_BATCH)
    elif after == 0 and (await community.count_fans(tx, [host])).get(host, 0) > rules.FAN_OUT_MAX:
        return
    else:
        guests = await community.fans(tx, member_id=host, after=after, limit=rules.FAN_OUT_BATCH)
    apart = await community.apart(tx, member_id=host, others=guests)
    kind = NoticeKind.STARTED
    rows = [
        _row(member_id=guest, kind=kind, subject=show, actors=[host], now=now)
        for guest in guests
        if guest not in apart and guest != host
    ]
    if rows:
        await store.add_notices(tx, rows, box=BOX_OF[kind])
    if len(guests) == rules.FAN_OUT_BATCH:
        outbox.emit(tx, GuestsRemain(show=show, host=host, asked=asked, after=guests[-1]))


async def tell_stop(tx: Tx, *, show: int, host: int, now: datetime) -> None:
    """Staff stopped a show: its host is told."""
    kind = NoticeKind.STOPPED
    await store.add_notices(tx, [_row(member_id=host, kind=kind, subject=show, now=now)], box=BOX_OF[kind])


async def tell_order(tx: Tx, *, kind: NoticeKind, member: int, order: int, order_no: str | None, now: datetime) -> None:
    """An order has come a step further."""
    number = order_no or await store.find_order_no(tx, member_id=member, order_id=order)
    row = _row(member_id=member, kind=kind, subject=order, now=now, details={"order_no": number})
    await store.add_notices(tx, [row], box=rules.Box.ORDERS)


async def tell_parcel(tx: Tx, *, member: int, order: int, step: str, now: datetime) -> None:
    """A parcel has come a step further that is worth telling."""
    if step not in rules.STEPS_TOLD:
        return
    number = await store.find_order_no(tx, member_id=member, order_id=order)
    row = _row(
        member_id=member,
        kind=NoticeKind.MOVED,
        subject=order,
        item=STEPS[Step(step)].rank,
        now=now,
        details={"order_no": number, "step": step},
    )
    await store.add_notices(tx, [row], box=rules.Box.ORDERS)


async def tell_restock(
    tx: Tx, *, members: Sequence[int], sku: int, product: int, title: str, title_en: str, at: datetime
) -> None:
    """What some members waited for can be bought again; each time it comes back is told anew."""
    details = {"product": str(product), "title": title, "title_en": title_en}
    rows = [
        _row(
            member_id=member,
            kind=NoticeKind.RESTOCKED,
            subject=sku,
            item=int(at.timestamp()),
            now=at,
            details=details,
        )
        for member in members
    ]
    await store.add_notices(tx, rows, box=rules.Box.ORDERS)


def _row(
    *,
    member_id: int,
    kind: NoticeKind,
    subject: int,
    now: datetime,
    item: int = 0,
    actors: Sequence[int] = (),
    details: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "member_id": member_id,
        "id": new_id(),
        "box": BOX_OF[kind].value,
        "kind": kind.value,
        "subject_id": subject,
        "item_id": item,
        "actors": list(actors),
        "events": 1,
        "details": details,
        "at": now,
    }
