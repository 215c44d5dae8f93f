"""What a host does with their shows."""

from typing import cast

from litestar import Response, delete, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.http import MEMBER, Actor
from zhongcao.kit.idempotency import IdempotencyKey, KeyReused, once
from zhongcao.kit.settings import Settings
from zhongcao.live import service
from zhongcao.live.errors import (
    AlreadyOnAir,
    HostUnnamed,
    NothingPushed,
    NotOnShelf,
    ShowInvalid,
    ShowNotFound,
    ShowRefused,
    StateConflict,
    TooManyAnnounced,
)
from zhongcao.live.schemas import ExplainedInput, Room, ShelfInput, ShelfItem, ShowEdit, ShowInput, StreamKey
from zhongcao.media.errors import PictureNotYours


@post(
    "/v1/shows",
    access=MEMBER,
    refusals=(HostUnnamed, ShowInvalid, ShowRefused, NotOnShelf, TooManyAnnounced, PictureNotYours, KeyReused),
)
async def announce_show(
    data: JSONBody[ShowInput],
    idempotency_key: IdempotencyKey,
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> Response[Room]:
    """Announce a show, for now or for later; whoever does has given a real name."""
    answer = await once(
        tx,
        by=actor,
        route="shows",
        key=idempotency_key,
        request=data,
        do=lambda: service.announce(tx, by=actor, show=data, now=clock.now()),
    )
    return cast("Response[Room]", answer)


@patch(
    "/v1/shows/{show:int}",
    access=MEMBER,
    refusals=(ShowNotFound, ShowInvalid, ShowRefused, StateConflict, PictureNotYours),
)
async def change_show(
    show: FromPath[int], data: JSONBody[ShowEdit], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> Room:
    """Change title, cover or moment of a show of one's own that has not begun."""
    return await service.change(tx, show_id=show, by=actor, edit=data, now=clock.now())


@put("/v1/shows/{show:int}/shelf", access=MEMBER, refusals=(ShowNotFound, StateConflict, NotOnShelf))
async def set_shelf(
    show: FromPath[int], data: JSONBody[ShelfInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> list[ShelfItem]:
    """Put these products on the shelf (橱窗) in this order, and no others."""
    return await service.change_shelf(tx, show_id=show, by=actor, products=data.products)


@put("/v1/shows/{show:int}/explained", access=MEMBER, refusals=(ShowNotFound, StateConflict, NotOnShelf))
async def explain_product(
    show: FromPath[int], data: JSONBody[ExplainedInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> list[ShelfItem]:
    """Begin to explain a product of the shelf (讲解), instead of any other; while the show is on air."""
    return await service.explain(tx, show_id=show, by=actor, product_id=int(data.product), now=clock.now())


@delete("/v1/shows/{show:int}/explained", access=MEMBER, refusals=(ShowNotFound,), status_code=200)
async def explain_nothing(
    show: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> list[ShelfItem]:
    """Stop explaining; again changes nothing."""
    return await service.explain_nothing(tx, show_id=show, by=actor)


@post("/v1/shows/{show:int}/stream_key", access=MEMBER, refusals=(ShowNotFound, StateConflict), status_code=200)
async def make_stream_key(
    show: FromPath[int],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    settings: NamedDependency[Settings],
) -> StreamKey:
    """Make a new stream key (推流密钥), shown this once; the old one is worth nothing from now on."""
    return await service.make_key(tx, show_id=show, by=actor, origin=settings.origin)


@post(
    "/v1/shows/{show:int}/start",
    access=MEMBER,
    refusals=(ShowNotFound, StateConflict, AlreadyOnAir, NothingPushed),
    status_code=200,
)
async def start_show(show: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Room:
    """Go on air (开播) once pictures arrive; again changes nothing. A member has one show on air."""
    return await service.start(tx, show_id=show, by=actor, now=clock.now())


@post("/v1/shows/{show:int}/end", access=MEMBER, refusals=(ShowNotFound, StateConflict), status_code=200)
async def end_show(show: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Room:
    """End a show; again changes nothing. It can be watched again from now on."""
    return await service.end(tx, show_id=show, by=actor, now=clock.now())


@post("/v1/shows/{show:int}/cancellation", access=MEMBER, refusals=(ShowNotFound, StateConflict), status_code=200)
async def cancel_show(show: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Room:
    """Call an announced show off; again changes nothing."""
    return await service.cancel(tx, show_id=show, by=actor, now=clock.now())


ROUTES = [
    announce_show,
    change_show,
    set_shelf,
    explain_product,
    explain_nothing,
    make_stream_key,
    start_show,
    end_show,
    cancel_show,
]
