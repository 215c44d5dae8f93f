"""Likes, collects, albums and comments."""

from typing import cast

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from zhongcao.community import rules, service
from zhongcao.community.errors import (
    AlbumExists,
    AlbumNotFound,
    Blocked,
    CommentNotFound,
    CommentRefused,
    NoteInvalid,
    NoteNotFound,
)
from zhongcao.community.schemas import Album, AlbumInput, CollectInput, Comment, CommentInput, NoteCard
from zhongcao.kit import clock, limits
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Sessions, Tx
from zhongcao.kit.http import ANYONE, MEMBER, Actor, CursorText, PageSize
from zhongcao.kit.idempotency import IdempotencyKey, KeyReused, has_answer, once
from zhongcao.kit.limits import Limit
from zhongcao.kit.problems import TooMany
from zhongcao.kit.settings import Settings

COMMENTS_PER_HOUR = Limit("comments", rules.COMMENTS_PER_HOUR_MAX, 3600)


@put("/v1/notes/{note:int}/like", access=MEMBER, refusals=(NoteNotFound,), status_code=204)
async def like_note(note: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Like a note; again changes nothing."""
    await service.like_note(tx, by=actor, note_id=note, now=clock.now())


@delete("/v1/notes/{note:int}/like", access=MEMBER, refusals=(NoteNotFound,))
async def unlike_note(note: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Take a like back; again changes nothing."""
    await service.unlike(tx, by=actor, note_id=note)


@put("/v1/notes/{note:int}/collect", access=MEMBER, refusals=(NoteNotFound, AlbumNotFound), status_code=204)
async def collect_note(
    note: FromPath[int],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    data: JSONBody[CollectInput | None] = None,
) -> None:
    """Keep a note in an album, or move it there; without one it goes to the default album."""
    album = int(data.album) if data and data.album else None
    await service.collect(tx, by=actor, note_id=note, album_id=album, now=clock.now())


@delete("/v1/notes/{note:int}/collect", access=MEMBER, refusals=(NoteNotFound,))
async def uncollect_note(note: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Stop keeping a note; again changes nothing."""
    await service.uncollect(tx, by=actor, note_id=note)


@post("/v1/me/albums", access=MEMBER, refusals=(AlbumExists, NoteInvalid))
async def add_album(data: JSONBody[AlbumInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Album:
    """Create an album (专辑)."""
    return await service.add_album(tx, by=actor, name=data.name, now=clock.now())


@get("/v1/me/albums", access=MEMBER)
async def list_albums(read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> list[Album]:
    """One's own albums; the default one comes first, without id and name."""
    return await service.list_albums(read, by=actor)


@get("/v1/me/collects", access=MEMBER, refusals=(AlbumNotFound, CursorUnreadable))
async def list_collects(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    album: FromQuery[int | None] = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[NoteCard]:
    """One's own kept notes, newest first; of one album, or all."""
    return await service.list_collected(read, by=actor, album_id=album, after=cursor, limit=limit)


@post(
    "/v1/notes/{note:int}/comments",
    access=MEMBER,
    refusals=(NoteNotFound, CommentNotFound, CommentRefused, Blocked, TooMany, KeyReused),
)
async def comment_on_note(
    note: FromPath[int],
    data: JSONBody[CommentInput],
    idempotency_key: IdempotencyKey,
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
) -> Response[Comment]:
    """Comment on a note, or answer a comment."""
    now = clock.now()
    if settings.rate_limits and not await has_answer(sessions, by=actor, route="comments", key=idempotency_key):
        await limits.spend(sessions, COMMENTS_PER_HOUR, str(actor.member_id), now=now)
    parent = int(data.parent) if data.parent else None
    answer = await once(
        tx,
        by=actor,
        route="comments",
        key=idempotency_key,
        request=(note, data),
        do=lambda: service.comment(tx, by=actor, note_id=note, text=data.text, parent_id=parent, now=now),
    )
    return cast("Response[Comment]", answer)


@get("/v1/notes/{note:int}/comments", access=ANYONE, refusals=(NoteNotFound, CursorUnreadable))
async def list_comments(
    note: FromPath[int],
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Comment]:
    """A note's comments: newest thread first, answers below in the order they were written."""
    return await service.list_comments(read, by=actor, note_id=note, after=cursor, limit=limit)


@delete("/v1/comments/{comment:int}", access=MEMBER, refusals=(CommentNotFound,))
async def delete_comment(comment: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Take a comment back: its writer may, and the author of the note."""
    await service.delete_comment(tx, by=actor, comment_id=comment, now=clock.now())


ROUTES = [
    like_note,
    unlike_note,
    collect_note,
    uncollect_note,
    add_album,
    list_albums,
    list_collects,
    comment_on_note,
    list_comments,
    delete_comment,
]
