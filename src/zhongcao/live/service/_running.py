"""A show from its announcement to its end; one verb moves its state and says so."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from zhongcao.identity import service as identity
from zhongcao.kit import outbox
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.languages import Saying
from zhongcao.kit.text import clean_line
from zhongcao.live import rules, store
from zhongcao.live.errors import (
    AlreadyOnAir,
    HostUnnamed,
    NothingPushed,
    ShowInvalid,
    ShowNotFound,
    ShowRefused,
    StateConflict,
    TooManyAnnounced,
)
from zhongcao.live.events import Cancelled, Ended, Started, Stopped
from zhongcao.live.rules import ShowState
from zhongcao.live.schemas import Room, ShowEdit, ShowInput, StreamKey
from zhongcao.live.service._reading import get_room
from zhongcao.live.service._seen import get_own
from zhongcao.live.service._shelving import put_on_shelf
from zhongcao.media import service as media
from zhongcao.moderation import service as moderation

SWEEP = 100


async def announce(tx: Tx, *, by: Actor, show: ShowInput, now: datetime) -> Room:
    """Announce a show, for now or for later; its host has given a real name."""
    if await identity.find_person(tx, member_id=by.member_id) is None:
        raise HostUnnamed()
    if (await store.lock_host(tx, by.member_id)).announced >= rules.ANNOUNCED_MAX:
        raise TooManyAnnounced(most=rules.ANNOUNCED_MAX)
    starts_at = _moment(show.starts_at, now)
    title = await _title(tx, show.title, by=by, now=now)
    cover = int(show.cover_id)
    await media.claim(tx, owner_id=by.member_id, picture_ids=[cover], now=now)
    show_id = new_id()
    values = {
        "host_id": by.member_id,
        "id": show_id,
        "state": ShowState.ANNOUNCED.value,
        "title": title,
        "cover_id": cover,
        "starts_at": starts_at,
        "created_at": now,
        "due_at": rules.due_at(ShowState.ANNOUNCED, starts_at=starts_at, started_at=None, media_at=None),
    }
    await store.add_show(tx, values)
    await put_on_shelf(tx, host_id=by.member_id, show_id=show_id, products=show.products)
    return await get_room(tx, show_id=show_id, by=by, now=now)


def _moment(told: datetime | None, now: datetime) -> datetime:
    """The announced moment: never in the past, nor further ahead than anybody plans."""
    if told is None:
        return now
    if told.tzinfo is None:
        raise ShowInvalid(faults=[Saying("starts_at: needs a time zone", "starts_at: 请带上时区")])
    if told > now + rules.AHEAD:
        raise ShowInvalid(faults=[Saying("starts_at: too far ahead", "starts_at: 时间太远了")])
    return max(told, now)


async def _title(tx: Tx, told: str, *, by: Actor, now: datetime) -> str:
    title = clean_line(told)
    if not title:
        raise ShowInvalid(faults=[Saying("title: a show needs one", "title: 请给直播起个标题")])
    verdict = await moderation.screen(texts=[title], author_id=by.member_id, now=now, tx=tx)
    if verdict.decision != "pass":
        raise ShowRefused(reasons=list(verdict.reasons))
    return title


async def change(tx: Tx, *, show_id: int, by: Actor, edit: ShowEdit, now: datetime) -> Room:
    """Change title, cover or moment of a show that has not begun."""
    row = await get_own(tx, show_id=show_id, by=by)
    if row.state != ShowState.ANNOUNCED:
        raise StateConflict(state=row.state)
    values: dict[str, Any] = {}
    if not isinstance(edit.title, msgspec.UnsetType):
        values["title"] = await _title(tx, edit.title, by=by, now=now)
    if not isinstance(edit.cover_id, msgspec.UnsetType):
        values["cover_id"] = int(edit.cover_id)
        await media.claim(tx, owner_id=by.member_id, picture_ids=[int(edit.cover_id)], now=now)
    if not isinstance(edit.starts_at, msgspec.UnsetType):
        moment = _moment(edit.starts_at, now)
        values["starts_at"] = moment
        values["due_at"] = rules.due_at(ShowState.ANNOUNCED, starts_at=moment, started_at=None, media_at=None)
    if values:
        await store.set_show(tx, host_id=row.host_id, show_id=show_id, values=values)
    return await get_room(tx, show_id=show_id, by=by, now=now)


async def make_key(tx: Tx, *, show_id: int, by: Actor, origin: str) -> StreamKey:
    """Make a new stream key; the old one is worth nothing from now on."""
    row = await get_own(tx, show_id=show_id, by=by)
    if row.state not in rules.OPEN:
        raise StateConflict(state=row.state)
    key = f"{show_id}-{secrets.token_urlsafe(24)}"
    values = {"key_hash": hash_of(key), "playlist": None, "takes": row.takes + 1}
    await store.set_show(tx, host_id=row.host_id, show_id=show_id, values=values)
    return StreamKey(url=f"{origin}/v1/live_ingest/{key}", key=key)


def hash_of(key: str) -> bytes:
    """What is kept of a stream key; it is long and random, so that a plain hash tells nothing."""
    return hashlib.sha256(key.encode()).digest()


async def start(tx: Tx, *, show_id: int, by: Actor, now: datetime) -> Room:
    """Go on air; again changes nothing. Everybody sees what comes from the last segment on."""
    others = await store.lock_host(tx, by.member_id)
    row = await get_own(tx, show_id=show_id, by=by)
    if row.state != ShowState.ON_AIR:
        if row.state != ShowState.ANNOUNCED:
            raise StateConflict(state=row.state)
        if others.on_air is not None:
            raise AlreadyOnAir(show=str(others.on_air))
        last = await store.find_last(tx, host_id=row.host_id, show_id=show_id)
        if last is None or row.media_at is None or now - row.media_at > rules.SILENT:
            raise NothingPushed()
        await advance(tx, row, ShowState.ON_AIR, now=now, first_sequence=last.sequence)
    return await get_room(tx, show_id=show_id, by=by, now=now)


async def end(tx: Tx, *, show_id: int, by: Actor, now: datetime) -> Room:
    """End a show; again changes nothing. It can be watched again from now on."""
    row = await get_own(tx, show_id=show_id, by=by)
    if row.state != ShowState.ENDED:
        if not rules.may_advance(ShowState(row.state), ShowState.ENDED):
            raise StateConflict(state=row.state)
        await advance(tx, row, ShowState.ENDED, now=now)
    return await get_room(tx, show_id=show_id, by=by, now=now)


async def cancel(tx: Tx, *, show_id: int, by: Actor, now: datetime) -> Room:
    """Call an announced show off; again changes nothing."""
    row = await get_own(tx, show_id=show_id, by=by)
    if row.state != ShowState.CANCELLED:
        if not rules.may_advance(ShowState(row.state), ShowState.CANCELLED):
            raise StateConflict(state=row.state)
        await advance(tx, row, ShowState.CANCELLED, now=now)
    return await get_room(tx, show_id=show_id, by=by, now=now)


async def stop(tx: Tx, *, show_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Staff take a show off the air, or a replay away; its host reads why. Again changes nothing."""
    row = await store.lock_show(tx, show_id)
    if row is None:
        raise ShowNotFound(show=str(show_id))
    if row.state == ShowState.STOPPED:
        return
    if not rules.may_advance(ShowState(row.state), ShowState.STOPPED):
        raise StateConflict(state=row.state)
    told = clean_line(reason)[:200]
    await advance(tx, row, ShowState.STOPPED, now=now, reason=told)
    await identity.record_audit(
        tx,
        by=by,
        action="live.stop",
        subject=f"show:{show_id}",
        before={"state": row.state},
        after={"state": ShowState.STOPPED.value, "reason": told},
        now=now,
    )


async def take_down(tx: Tx, *, show_id: int, reason: str, now: datetime) -> None:
    """Stop a show that a moderator removed, whose decision is in the audit log; a show that is gone changes nothing."""
    row = await store.lock_show(tx, show_id)
    if row is not None and rules.may_advance(ShowState(row.state), ShowState.STOPPED):
        await advance(tx, row, ShowState.STOPPED, now=now, reason=reason[:200])


async def stop_all_of(tx: Tx, *, host_id: int, reason: str, now: datetime) -> None:
    """Stop every show of a host that is announced or on air, whose stream keys are worth nothing from then on."""
    for show_id in await store.list_open_of(tx, host_id):
        await take_down(tx, show_id=show_id, reason=reason, now=now)


async def tell_whose_show(tx: Tx, *, show_id: int) -> None:
    """Name the host of a reported show to the moderators; a show that is gone changes nothing."""
    row = await store.find_head(tx, show_id)
    if row is not None:
        await moderation.name_author(tx, subject=f"show:{show_id}", author_id=row.host_id, texts=[row.title])


async def advance(
    tx: Tx, row: Any, to: ShowState, *, now: datetime, first_sequence: int | None = None, reason: str | None = None
) -> None:
    """Move a locked show to another state, and say so."""
    state = ShowState(row.state)
    assert rules.may_advance(state, to), f"a show cannot go from {state} to {to}"
    values: dict[str, Any] = {"state": to.value}
    if to is ShowState.ON_AIR:
        values |= {"started_at": now, "first_sequence": first_sequence}
    else:
        values |= {"ended_at": row.ended_at or now, "key_hash": None, "reason": reason}
        values["media_due_at"] = rules.media_due_at(to, now=now)
        await store.lay_down(tx, host_id=row.host_id, show_id=row.id)
    values["due_at"] = rules.due_at(to, starts_at=row.starts_at, started_at=now, media_at=row.media_at)
    await store.set_show(tx, host_id=row.host_id, show_id=row.id, values=values)
    about: dict[str, Any] = {"show": row.id, "host": row.host_id, "at": now}
    if to is ShowState.ON_AIR:
        outbox.emit(tx, Started(**about))
    elif to is ShowState.ENDED:
        outbox.emit(tx, Ended(**about))
    elif to is ShowState.CANCELLED:
        outbox.emit(tx, Cancelled(**about))
    else:
        outbox.emit(tx, Stopped(**about, reason=reason or ""))


async def list_due(tx: Tx | ReadTx, *, now: datetime) -> Sequence[int]:
    """Some shows that nobody waits for any longer."""
    return await store.list_due(tx, now=now, limit=SWEEP)


async def settle_due(tx: Tx, *, show_id: int, now: datetime) -> bool:
    """Cancel an announced show that never began, end one into which nothing comes; False when it goes on after all."""
    row = await store.lock_show(tx, show_id)
    if row is None or row.due_at is None or row.due_at > now:
        return False
    to = ShowState.ENDED if row.state == ShowState.ON_AIR else ShowState.CANCELLED
    await advance(tx, row, to, now=now)
    return True
