"""What players get: a playlist of our own, and the bytes of a segment.

A thousand viewers ask for the same within two seconds; a process asks the database once a second how a show stands, and
the object store once for each file.
"""

from datetime import datetime
from typing import Any

import msgspec

from zhongcao.community import service as community
from zhongcao.kit.db import ReadTx, Sessions, begin_read
from zhongcao.kit.http import Actor
from zhongcao.kit.kept import Kept
from zhongcao.kit.objects import Objects
from zhongcao.live import rules, store
from zhongcao.live.errors import MediaNotFound, ShowNotFound
from zhongcao.live.rules import Piece, PieceKind, ShowState
from zhongcao.live.service._ingest import object_name
from zhongcao.live.service._seen import has_pictures, is_seen

STANDS_SECONDS = 1.0
"""A show that ends or is stopped is watched through a process for so long at most."""
BYTES_SECONDS, BYTES_MOST = 20.0, 16
"""The last files of a process's shows are remembered: at most 128 MB."""
CONTENT_TYPES = {PieceKind.MP4: "video/mp4", PieceKind.M4S: "video/iso.segment", PieceKind.TS: "video/mp2t"}


class File(msgspec.Struct, frozen=True):
    """The bytes of a segment, and whether everybody may keep them."""

    content: bytes
    content_type: str
    is_public: bool


class Reel:
    """What a process remembers of the shows that are watched through it: for a second how they stand, files longer."""

    def __init__(self, *, seconds: float = STANDS_SECONDS) -> None:
        self.shows: Kept[int, Any] = Kept(seconds=seconds, most=1_000)
        self.blocked: Kept[tuple[int, int], bool] = Kept(seconds=10 * seconds, most=20_000)
        self.playlists: Kept[tuple[int, str], str] = Kept(seconds=seconds, most=200)
        self.files: Kept[tuple[int, str], Any] = Kept(seconds=20 * seconds, most=2_000)
        self._bytes: Kept[str, bytes] = Kept(seconds=BYTES_SECONDS, most=BYTES_MOST)

    async def read(self, objects: Objects, name: str) -> bytes | None:
        """The bytes under a name, from the store if nobody asked for them of late."""

        async def find(names: list[str]) -> dict[str, bytes]:
            content = await objects.get(names[0])
            return {} if content is None else {names[0]: content}

        return (await self._bytes.of([name], find)).get(name)


async def get_playlist(sessions: Sessions, reel: Reel, *, show_id: int, by: Actor, now: datetime) -> str:
    """The playlist of a show that is on air, was, or is previewed by its host."""
    async with begin_read(sessions) as read:
        row = await _watchable(read, reel, show_id=show_id, by=by, now=now)

        async def find(_: list[tuple[int, str]]) -> dict[tuple[int, str], str]:
            return {(show_id, row.state): await _playlist_of(read, row)}

        return (await reel.playlists.of([(show_id, row.state)], find))[show_id, row.state]


async def _playlist_of(read: ReadTx, row: Any) -> str:
    is_over = row.state == ShowState.ENDED
    where = {"host_id": row.host_id, "show_id": row.id, "first": row.first_sequence or 0}
    rows = await store.list_pieces(read, **where, limit=None if is_over else rules.WINDOW)
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
    first_take = await store.find_first_take(read, **where)
    return rules.playlist(pieces, first_take=first_take, is_over=is_over)


async def get_file(
    sessions: Sessions, objects: Objects, reel: Reel, *, show_id: int, name: str, by: Actor, now: datetime
) -> File:
    """The bytes of a segment of a show that this actor may watch."""
    kind = rules.kind_of(name)
    key = name.removesuffix(f".{kind.value}")
    async with begin_read(sessions) as read:
        row = await _watchable(read, reel, show_id=show_id, by=by, now=now)
        first = row.first_sequence or 0

        async def find(_: list[tuple[int, str]]) -> dict[tuple[int, str], Any]:
            found = await store.find_piece(read, host_id=row.host_id, show_id=show_id, key=key, first=first)
            return {} if found is None else {(show_id, key): found}

        piece = (await reel.files.of([(show_id, key)], find)).get((show_id, key))
    if piece is None or piece.kind != kind or not (piece.is_head or (piece.sequence or -1) >= first):
        raise MediaNotFound()
    content = await reel.read(objects, object_name(show_id, key))
    if content is None:
        raise MediaNotFound()
    return File(content, CONTENT_TYPES[kind], row.state != ShowState.ANNOUNCED)


async def _watchable(read: ReadTx, reel: Reel, *, show_id: int, by: Actor, now: datetime) -> Any:
    """The row of a show whose pictures this actor may see, as of a second ago at most."""

    async def find_show(_: list[int]) -> dict[int, Any]:
        row = await store.find_show(read, show_id, viewer=0, now=now)
        return {} if row is None else {show_id: row}

    async def find_block(asked: list[tuple[int, int]]) -> dict[tuple[int, int], bool]:
        host, member = asked[0]
        return {asked[0]: host in await community.blocked_by(read, member_id=member, among=[host])}

    row = (await reel.shows.of([show_id], find_show)).get(show_id)
    if row is None:
        raise ShowNotFound(show=str(show_id))
    is_host = by.signed_in and row.host_id == by.member_id
    pair = (row.host_id, by.member_id)
    blocked = (await reel.blocked.of([pair], find_block))[pair] if by.signed_in and not is_host else False
    if not is_seen(row, by, blocked=blocked):
        raise ShowNotFound(show=str(show_id))
    if not rules.may_watch(state=ShowState(row.state), is_host=is_host, aired=has_pictures(row)):
        raise MediaNotFound()
    return row
