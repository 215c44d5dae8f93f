"""Likes, collects and albums; doing it twice changes nothing."""

from datetime import datetime

from zhongcao.community import store
from zhongcao.community.errors import AlbumExists, AlbumNotFound, NoteInvalid, NoteNotFound
from zhongcao.community.events import NoteCollected, NoteLiked, NoteUncollected, NoteUnliked
from zhongcao.community.rules import NoteState
from zhongcao.community.schemas import Album, NoteCard
from zhongcao.community.service._reading import cards, get_head
from zhongcao.kit import cursor, outbox
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.languages import Saying
from zhongcao.kit.text import clean_line


async def like_note(tx: Tx, *, by: Actor, note_id: int, now: datetime) -> None:
    """Like a note once."""
    author_id = await _published(tx, note_id=note_id, by=by)
    if await store.add_like(tx, member_id=by.member_id, note_id=note_id, author_id=author_id, now=now):
        outbox.emit(tx, NoteLiked(note=note_id, author=author_id, member=by.member_id, at=now))


async def unlike(tx: Tx, *, by: Actor, note_id: int) -> None:
    """Take a like back; also of a note that can no longer be seen."""
    head = await store.find_head(tx, note_id, viewer=by.member_id)
    if head is None:
        raise NoteNotFound(note=str(note_id))
    given = await store.drop_like(tx, member_id=by.member_id, note_id=note_id, author_id=head.author_id)
    if given is not None:
        outbox.emit(tx, NoteUnliked(note=note_id, author=head.author_id, member=by.member_id, liked_at=given))


async def collect(tx: Tx, *, by: Actor, note_id: int, album_id: int | None, now: datetime) -> None:
    """Keep a note in an album, or move it there; without one it goes to the default album."""
    author_id = await _published(tx, note_id=note_id, by=by)
    if album_id is not None and not await store.has_album(tx, member_id=by.member_id, album_id=album_id):
        raise AlbumNotFound(album=str(album_id))
    fresh = await store.add_collect(
        tx, member_id=by.member_id, note_id=note_id, author_id=author_id, album_id=album_id, now=now
    )
    if fresh:
        outbox.emit(tx, NoteCollected(note=note_id, author=author_id, member=by.member_id, at=now))
    elif album_id is not None:
        await store.move_collect(tx, member_id=by.member_id, note_id=note_id, album_id=album_id)


async def uncollect(tx: Tx, *, by: Actor, note_id: int) -> None:
    """Stop keeping a note; also one that can no longer be seen."""
    head = await store.find_head(tx, note_id, viewer=by.member_id)
    if head is None:
        raise NoteNotFound(note=str(note_id))
    kept = await store.drop_collect(tx, member_id=by.member_id, note_id=note_id, author_id=head.author_id)
    if kept is not None:
        outbox.emit(tx, NoteUncollected(note=note_id, author=head.author_id, member=by.member_id, collected_at=kept))


async def add_album(tx: Tx, *, by: Actor, name: str, now: datetime) -> Album:
    """Create an album."""
    name = clean_line(name)
    if not name:
        raise NoteInvalid(faults=[Saying("name: an album needs one", "name: 请给专辑起个名字")])
    album_id = new_id()
    if not await store.add_album(tx, member_id=by.member_id, album_id=album_id, name=name, now=now):
        raise AlbumExists(name=name)
    return Album(id=str(album_id), name=name, notes=0)


async def list_albums(tx: Tx | ReadTx, *, by: Actor) -> list[Album]:
    """One's own albums: the default one first, then the newest."""
    default = Album(id=None, name=None, notes=await store.count_default_album(tx, by.member_id))
    named = await store.list_albums(tx, by.member_id)
    return [default, *(Album(id=str(row.id), name=row.name, notes=row.notes) for row in named)]


async def list_collected(
    tx: Tx | ReadTx, *, by: Actor, album_id: int | None, after: str | None, limit: int
) -> Page[NoteCard]:
    """One's own kept notes, newest first; of one album, or all. Notes that were withdrawn are left out."""
    if album_id is not None and not await store.has_album(tx, member_id=by.member_id, album_id=album_id):
        raise AlbumNotFound(album=str(album_id))
    before = cursor.decode(after, datetime, int) if after else None
    rows = await store.page_of_collects(
        tx,
        member_id=by.member_id,
        album_id=album_id,
        everything=album_id is None,
        before=(before[0], before[1]) if before else None,
        limit=limit + 1,
    )
    shown = await cards(tx, [row.note_id for row in rows[:limit]], viewer=by.member_id)
    items = [shown[row.note_id] for row in rows[:limit] if row.note_id in shown]
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items, cursor.encode(last.at.isoformat(), last.note_id) if last else None)


async def _published(tx: Tx, *, note_id: int, by: Actor) -> int:
    """The author of a note that is published and visible to this actor."""
    head = await get_head(tx, note_id=note_id, by=by)
    if head.state != NoteState.PUBLISHED:
        raise NoteNotFound(note=str(note_id))
    author_id: int = head.author_id
    return author_id
