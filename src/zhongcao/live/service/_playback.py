"""What players get: a playlist of our own, and the bytes of a segment.

A thousand viewers ask for the same file within two seconds; a process asks the database and the object store once.
"""

from datetime import datetime
from typing import Any

import msgspec

from zhongcao.kit.db import ReadTx, Sessions, begin_read
from zhongcao.kit.http import Actor
from zhongcao.kit.kept import Kept
from zhongcao.kit.objects import Objects
from zhongcao.live import rules, store
from zhongcao.live.errors import MediaNotFound
from zhongcao.live.rules import Piece, PieceKind, ShowState
from zhongcao.live.service._ingest import object_name
from zhongcao.live.service._seen import get_seen, has_pictures

BYTES_SECONDS, BYTES_MOST = 20.0, 16
"""The last files of a process's shows are remembered: at most 128 MB."""
CONTENT_TYPES = {PieceKind.MP4: "video/mp4", PieceKind.M4S: "video/iso.segment", PieceKind.TS: "video/mp2t"}


class File(msgspec.Struct, frozen=True):
    """The bytes of a segment, and whether everybody may keep them."""

    content: bytes
    content_type: str
    is_public: bool


class Reel:
    """Files of media that a process remembers for some seconds."""

    def __init__(self) -> None:
        self._bytes: Kept[str, bytes] = Kept(seconds=BYTES_SECONDS, most=BYTES_MOST)

    async def read(self, objects: Objects, name: str) -> bytes | None:
        """The bytes under a name, from the store if nobody asked for them of late."""

        async def find(names: list[str]) -> dict[str, bytes]:
            content = await objects.get(names[0])
            return {} if content is None else {names[0]: content}

        return (await self._bytes.of([name], find)).get(name)


async def get_playlist(tx: ReadTx, *, show_id: int, by: Actor, now: datetime) -> tuple[str, bool]:
    """The playlist of a show that is on air, was, or is previewed by its host; whether it is complete."""
    row = await get_seen(tx, show_id=show_id, by=by, now=now)
    _check_watchable(row, by)
    is_over = row.state == ShowState.ENDED
    first = row.first_sequence if row.first_sequence is not None else 0
    where = {"host_id": row.host_id, "show_id": show_id, "first": first}
    rows = await store.list_pieces(tx, **where, limit=None if is_over else rules.WINDOW)
    if not rows:
        raise MediaNotFound()
    pieces = [
        Piece(
            sequence=row.sequence,
            milliseconds=row.milliseconds,
            take=row.take,
            address=f"media/{row.key}.{row.kind}",
            head=f"media/{row.head_key}.{row.head_kind}" if row.head_key else None,
        )
        for row in rows
    ]
    first_take = await store.find_first_take(tx, **where)
    return rules.playlist(pieces, first_take=first_take, is_over=is_over), is_over


async def get_file(
    sessions: Sessions, objects: Objects, reel: Reel, *, show_id: int, name: str, by: Actor, now: datetime
) -> File:
    """The bytes of a segment of a show that this actor may watch."""
    kind = rules.kind_of(name)
    key = name.removesuffix(f".{kind.value}")
    async with begin_read(sessions) as read:
        row = await get_seen(read, show_id=show_id, by=by, now=now)
        _check_watchable(row, by)
        first = row.first_sequence if row.first_sequence is not None else 0
        found = await store.find_piece(read, host_id=row.host_id, show_id=show_id, key=key, first=first)
    if found is None or found.kind != kind or not (found.is_head or (found.sequence or -1) >= first):
        raise MediaNotFound()
    content = await reel.read(objects, object_name(show_id, key))
    if content is None:
        raise MediaNotFound()
    return File(content, CONTENT_TYPES[kind], row.state != ShowState.ANNOUNCED)


def _check_watchable(row: Any, by: Actor) -> None:
    is_host = by.signed_in and row.host_id == by.member_id
    if not rules.may_watch(state=ShowState(row.state), is_host=is_host, aired=has_pictures(row)):
        raise MediaNotFound()
