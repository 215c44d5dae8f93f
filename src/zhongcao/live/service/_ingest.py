"""Media that are pushed (推流): files are stored under the name of their content, playlists say which follow which.

A file is noted before its bytes are stored and marked afterwards: whoever is killed in between leaves a row behind
that tells which bytes to look for. Only what is marked gets a number.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhongcao.kit.db import Sessions, Tx, begin, begin_read
from zhongcao.kit.objects import Objects
from zhongcao.live import rules, store
from zhongcao.live.errors import KeyUnknown, MediaFull, MediaMalformed, PlaylistUnreadable
from zhongcao.live.rules import Named, PieceKind, ShowState
from zhongcao.live.service._running import hash_of

KEY_LENGTH = 40
FOLDER = "live"
LATER_MIN = 2
"""A named file that is missing is waited for, until so many that follow it have come."""


async def take_file(
    sessions: Sessions, objects: Objects, *, key: str, name: str, content: bytes, now: datetime
) -> None:
    """Take a file that an encoder pushes; the same file again changes nothing."""
    kind = rules.kind_of(name)
    if kind is PieceKind.PLAYLIST:
        await _take_playlist(sessions, key=key, name=name, content=content, now=now)
    else:
        await _take_piece(sessions, objects, key=key, name=name, kind=kind, content=content, now=now)


async def _take_piece(
    sessions: Sessions, objects: Objects, *, key: str, name: str, kind: PieceKind, content: bytes, now: datetime
) -> None:
    if not rules.looks_like(kind, content):
        raise MediaMalformed(name=name)
    digest = hashlib.sha256(content).hexdigest()[:KEY_LENGTH]
    async with begin(sessions) as tx:
        show = _opened(await _find(tx, key), key)
        fits = await store.add_piece(
            tx,
            host_id=show.host_id,
            show_id=show.id,
            key=digest,
            kind=kind.value,
            name=name,
            size=len(content),
            most=rules.SHOW_BYTES_MAX,
            now=now,
        )
        if not fits:
            raise MediaFull(most=str(rules.SHOW_BYTES_MAX))
    await objects.put(object_name(show.id, digest), content)
    async with begin(sessions) as tx:
        await store.mark_stored(tx, host_id=show.host_id, show_id=show.id, key=digest, now=now)


async def _take_playlist(sessions: Sessions, *, key: str, name: str, content: bytes, now: datetime) -> None:
    if len(content) > rules.PLAYLIST_BYTES_MAX:
        raise PlaylistUnreadable(bytes=len(content))
    try:
        named = rules.read_pushed(content.decode())
    except UnicodeDecodeError:
        raise PlaylistUnreadable(line=1) from None
    if not named:
        await check_key(sessions, key=key)
        return
    async with begin(sessions) as tx:
        show = _opened(await store.lock_show(tx, _show_of(key)), key)
        if show.playlist not in (None, name):
            raise PlaylistUnreadable(expected=show.playlist)
        values: dict[str, Any] = {"playlist": name} if show.playlist is None else {}
        takes = await _number(tx, show, named)
        if takes is not None:
            due = rules.due_at(
                ShowState(show.state), starts_at=show.starts_at, started_at=show.started_at, media_at=now
            )
            values |= {"media_at": now, "takes": takes, "due_at": due}
        if values:
            await store.set_show(tx, host_id=show.host_id, show_id=show.id, values=values)


async def check_key(sessions: Sessions, *, key: str) -> None:
    """Refuse a key that is not valid."""
    async with begin_read(sessions) as read:
        _opened(await _find(read, key), key)


async def _find(tx: Any, key: str) -> Any:
    return await store.find_head(tx, _show_of(key))


def _show_of(key: str) -> int:
    show = rules.id_in(key.partition("-")[0])
    if show is None:
        raise KeyUnknown()
    return show


def _opened(show: Any, key: str) -> Any:
    """A show, if the key is the present one of a show that is announced or on air."""
    if show is None or show.key_hash is None or not hmac.compare_digest(show.key_hash, hash_of(key)):
        raise KeyUnknown()
    return show


async def _number(tx: Tx, show: Any, named: Sequence[Named]) -> int | None:
    """Give the next numbers to files that a playlist names and that have none; the takes so far, None without new."""
    where = {"host_id": show.host_id, "show_id": show.id}
    names = {one.name for one in named} | {one.head for one in named if one.head}
    files = await store.list_named(tx, **where, names=sorted(names))
    last = await store.find_last(tx, **where)
    sequence, head_before = (last.sequence, last.head_key) if last else (0, None)
    takes: int = show.takes
    rows: list[tuple[str, int, int, int, Any]] = []
    is_first = last is None or last.take < show.takes
    for place, one in enumerate(named):
        file = files.get(one.name)
        head = files.get(one.head) if one.head else None
        if file is None or (one.head and head is None):
            if sum(later.name in files for later in named[place + 1 :]) < LATER_MIN:
                break
            continue
        if file.sequence is not None or any(file.key == row[0] for row in rows):
            continue
        head_key = head.key if head else None
        if not is_first and (one.breaks or file.was_another or head_key != head_before):
            takes += 1
        sequence += 1
        rows.append((file.key, sequence, one.milliseconds, takes, head_key))
        head_before, is_first = head_key, False
    if not rows:
        return None
    await store.number_pieces(tx, **where, rows=rows)
    return takes


def object_name(show_id: int, key: str) -> str:
    """Under which name the bytes of a file lie in the object store."""
    return f"{FOLDER}/{show_id}/{key}"
