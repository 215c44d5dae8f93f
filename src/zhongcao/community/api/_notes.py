"""Publishing and reading notes."""

from typing import Annotated, cast

from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter

from zhongcao.community import rules, service
from zhongcao.community.errors import (
    AlreadyReviewed,
    NoteInvalid,
    NoteNotFound,
    NoteRefused,
    PurchaseNotReceived,
    StateConflict,
    TargetNotFound,
)
from zhongcao.community.rules import NoteState
from zhongcao.community.schemas import Earlier, Note, NoteCard, NoteEdit, NoteInput, ProductRating, Topic
from zhongcao.kit import clock, limits
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Sessions, Tx
from zhongcao.kit.http import ANYONE, MEMBER, Actor, CursorText, PageSize
from zhongcao.kit.idempotency import IdempotencyKey, KeyReused, has_answer, once
from zhongcao.kit.limits import Limit
from zhongcao.kit.problems import TooMany
from zhongcao.kit.settings import Settings
from zhongcao.mall.schemas import ProductCard
from zhongcao.media.errors import PictureNotYours

NOTES_PER_DAY = Limit("notes", rules.NOTES_PER_DAY_MAX, 86_400)
TopicInPath = Annotated[str, PathParameter(min_length=1, max_length=60)]


@post(
    "/v1/notes",
    access=MEMBER,
    refusals=(NoteInvalid, NoteRefused, PurchaseNotReceived, AlreadyReviewed, PictureNotYours, TooMany, KeyReused),
)
async def publish_note(
    data: JSONBody[NoteInput],
    idempotency_key: IdempotencyKey,
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
) -> Response[Note]:
    """Publish a note, or keep it as a draft; with an order line it becomes a verified review."""
    now = clock.now()
    if settings.rate_limits and not await has_answer(sessions, by=actor, route="notes", key=idempotency_key):
        await limits.spend(sessions, NOTES_PER_DAY, str(actor.member_id), now=now)
    answer = await once(
        tx,
        by=actor,
        route="notes",
        key=idempotency_key,
        request=data,
        do=lambda: service.publish_note(tx, by=actor, data=data, now=now),
    )
    return cast("Response[Note]", answer)


@get("/v1/notes/{note:int}", access=ANYONE, refusals=(NoteNotFound,))
async def get_note(note: FromPath[int], read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Note:
    """A note in full, as the viewer sees it."""
    return await service.get_note(read, note_id=note, by=actor)


@get("/v1/notes/{note:int}/goods", access=ANYONE, refusals=(NoteNotFound,))
async def list_goods_of_note(
    note: FromPath[int], read: NamedDependency[ReadTx], actor: NamedDependency[Actor]
) -> list[ProductCard]:
    """The products on sale that a note shows or rates: what its author bought first, then the order of its tags."""
    return await service.list_goods(read, note_id=note, by=actor)


@patch("/v1/notes/{note:int}", access=MEMBER, refusals=(NoteNotFound, NoteInvalid, NoteRefused, StateConflict))
async def edit_note(
    note: FromPath[int], data: JSONBody[NoteEdit], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> Note:
    """Change the words of one's own note."""
    return await service.edit_note(tx, by=actor, note_id=note, edit=data, now=clock.now())


@delete("/v1/notes/{note:int}", access=MEMBER, refusals=(NoteNotFound, StateConflict))
async def delete_note(note: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Delete one's own note."""
    await service.delete_note(tx, by=actor, note_id=note, now=clock.now())


@post("/v1/notes/{note:int}/publication", access=MEMBER, refusals=(NoteNotFound, NoteRefused, StateConflict))
async def publish_draft(note: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Note:
    """Publish a draft of one's own."""
    return await service.publish_draft(tx, by=actor, note_id=note, now=clock.now())


@get("/v1/notes/{note:int}/edits", access=MEMBER, refusals=(NoteNotFound,))
async def list_note_edits(
    note: FromPath[int], read: NamedDependency[ReadTx], actor: NamedDependency[Actor]
) -> list[Earlier]:
    """What one's own note said before, newest first."""
    return await service.list_edits(read, note_id=note, by=actor)


@get("/v1/products/{product:int}/notes", access=ANYONE, refusals=(CursorUnreadable,))
async def list_notes_of_product(
    product: FromPath[int],
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    verified: FromQuery[bool] = False,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[NoteCard]:
    """Notes that show or rate a product, newest first; with `verified` only those of its buyers."""
    return await service.list_notes_of_product(
        read, product_id=product, viewer=actor.member_id, verified_only=verified, after=cursor, limit=limit
    )


@get("/v1/products/{product:int}/rating", access=ANYONE)
async def get_product_rating(product: FromPath[int], read: NamedDependency[ReadTx]) -> ProductRating:
    """What verified buyers of a product said, in numbers."""
    found = await service.rate_products(read, [product])
    return found.get(product) or ProductRating(notes=0, ratings=0, average_hundredths=None)


@get("/v1/topics/{name:str}", access=ANYONE, refusals=(TargetNotFound,))
async def get_topic(name: TopicInPath, read: NamedDependency[ReadTx], actor: NamedDependency[Actor]) -> Topic:
    """A topic (话题)."""
    topic = await service.find_topic(read, name=name, viewer=actor.member_id)
    if topic is None:
        raise TargetNotFound(topic=name)
    return topic


@get("/v1/topics/{name:str}/notes", access=ANYONE, refusals=(CursorUnreadable,))
async def list_notes_of_topic(
    name: TopicInPath,
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[NoteCard]:
    """Notes of a topic, newest first."""
    return await service.list_notes_of_topic(read, name=name, viewer=actor.member_id, after=cursor, limit=limit)


@get("/v1/members/{member:int}/notes", access=ANYONE, refusals=(CursorUnreadable,))
async def list_notes_of_member(
    member: FromPath[int],
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[NoteCard]:
    """A member's published notes, newest first."""
    return await service.list_notes_of_member(
        read, author_id=member, viewer=actor.member_id, state=NoteState.PUBLISHED, after=cursor, limit=limit
    )


@get("/v1/me/notes", access=MEMBER, refusals=(CursorUnreadable,))
async def list_my_notes(
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    note_state: FromQuery[NoteState] = NoteState.PUBLISHED,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[NoteCard]:
    """One's own notes in one state, newest first."""
    return await service.list_notes_of_member(
        read, author_id=actor.member_id, viewer=actor.member_id, state=note_state, after=cursor, limit=limit
    )


ROUTES = [
    publish_note,
    get_note,
    list_goods_of_note,
    edit_note,
    delete_note,
    publish_draft,
    list_note_edits,
    list_notes_of_product,
    get_product_rating,
    get_topic,
    list_notes_of_topic,
    list_notes_of_member,
    list_my_notes,
]
