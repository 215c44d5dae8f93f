"""The shelf of a show, and what is being explained."""

from collections.abc import Sequence
from datetime import datetime

from zhongcao.kit.db import Tx
from zhongcao.kit.http import Actor
from zhongcao.live import rules, store
from zhongcao.live.errors import NotOnShelf, StateConflict
from zhongcao.live.rules import ShowState
from zhongcao.live.schemas import ShelfItem
from zhongcao.live.service._seen import get_own, show_shelf
from zhongcao.mall import service as mall


async def put_on_shelf(tx: Tx, *, host_id: int, show_id: int, products: Sequence[str]) -> None:
    """Put listed products on the shelf in this order, each once, and no others."""
    wanted = list(dict.fromkeys(int(key) for key in products))
    known = await mall.cards(tx, wanted)
    if absent := [str(key) for key in wanted if key not in known]:
        raise NotOnShelf(products=absent)
    await store.set_shelf(tx, host_id=host_id, show_id=show_id, products=wanted)


async def change_shelf(tx: Tx, *, show_id: int, by: Actor, products: Sequence[str]) -> list[ShelfItem]:
    """Change the shelf of one's own show, before it and while it is on; what is explained stays if it stays."""
    row = await get_own(tx, show_id=show_id, by=by)
    if row.state not in rules.OPEN:
        raise StateConflict(state=row.state)
    await put_on_shelf(tx, host_id=row.host_id, show_id=show_id, products=products)
    return await show_shelf(tx, host_id=row.host_id, show_id=show_id)


async def explain(tx: Tx, *, show_id: int, by: Actor, product_id: int, now: datetime) -> list[ShelfItem]:
    """Begin to explain a product of the shelf, instead of any other; again changes nothing."""
    row = await get_own(tx, show_id=show_id, by=by)
    if row.state != ShowState.ON_AIR:
        raise StateConflict(state=row.state)
    where = {"host_id": row.host_id, "show_id": show_id}
    await store.lay_down(tx, **where, but=product_id)
    is_new = await store.take_up(tx, **where, product_id=product_id, now=now)
    if is_new is None:
        raise NotOnShelf(products=[str(product_id)])
    if is_new:
        aired = await store.aired_milliseconds(tx, **where, first=row.first_sequence)
        await store.add_chapter(tx, **where, product_id=product_id, at_seconds=aired // 1000)
    return await show_shelf(tx, **where)


async def explain_nothing(tx: Tx, *, show_id: int, by: Actor) -> list[ShelfItem]:
    """Nothing is being explained any more; again changes nothing."""
    row = await get_own(tx, show_id=show_id, by=by)
    await store.lay_down(tx, host_id=row.host_id, show_id=show_id)
    return await show_shelf(tx, host_id=row.host_id, show_id=show_id)
