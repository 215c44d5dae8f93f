"""Routes by which members say that they are not interested, in notes, in goods and in shows."""

from typing import Any

from litestar import delete, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from zhongcao.community.errors import NoteNotFound
from zhongcao.discovery import service
from zhongcao.discovery.schemas import DismissalInput, GoodsDismissalInput, ShowDismissalInput
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.http import MEMBER, Actor
from zhongcao.live.errors import ShowNotFound
from zhongcao.mall.errors import ProductNotFound


@put("/v1/notes/{note:int}/dismissal", access=MEMBER, refusals=(NoteNotFound,), status_code=204)
async def dismiss_note(
    note: FromPath[int],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    data: JSONBody[DismissalInput],
) -> None:
    """Say that one is not interested in a note, and why; the next page heeds it. Again changes the reason."""
    await service.dismiss(tx, by=actor, note_id=note, reason=data.reason, now=clock.now())


@delete("/v1/notes/{note:int}/dismissal", access=MEMBER)
async def undo_dismissal(note: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Take "not interested" back; again changes nothing."""
    await service.undo_dismissal(tx, by=actor, note_id=note, now=clock.now())


@put("/v1/products/{product:int}/dismissal", access=MEMBER, refusals=(ProductNotFound,), status_code=204)
async def dismiss_goods(
    product: FromPath[int],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    data: JSONBody[GoodsDismissalInput],
) -> None:
    """Say that one is not interested in goods, and why; the next page heeds it. Again changes the reason."""
    await service.dismiss_goods(tx, by=actor, product_id=product, reason=data.reason, now=clock.now())


@delete("/v1/products/{product:int}/dismissal", access=MEMBER)
async def undo_goods_dismissal(product: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Take "not interested" in goods back; again changes nothing."""
    await service.undo_goods_dismissal(tx, by=actor, product_id=product, now=clock.now())


@put("/v1/shows/{show:int}/dismissal", access=MEMBER, refusals=(ShowNotFound,), status_code=204)
async def dismiss_show(
    show: FromPath[int],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    data: JSONBody[ShowDismissalInput],
) -> None:
    """Say that one is not interested in a show, or in its host; the next page heeds it. Again changes the reason."""
    await service.dismiss_show(tx, by=actor, show_id=show, reason=data.reason, now=clock.now())


@delete("/v1/shows/{show:int}/dismissal", access=MEMBER)
async def undo_show_dismissal(show: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Take "not interested" in a show back; again changes nothing."""
    await service.undo_show_dismissal(tx, by=actor, show_id=show, now=clock.now())


DISMISSALS: list[Any] = [
    dismiss_note,
    undo_dismissal,
    dismiss_goods,
    undo_goods_dismissal,
    dismiss_show,
    undo_show_dismissal,
]
