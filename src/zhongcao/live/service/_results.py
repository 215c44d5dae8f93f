"""What came of a show, for its host; and orders that name it."""

from datetime import datetime

from zhongcao.community import service as community
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.money import cny
from zhongcao.live import rules, store
from zhongcao.live.errors import ShowNotFound
from zhongcao.live.schemas import Moment, Results
from zhongcao.live.service._seen import get_seen


async def get_results(tx: Tx | ReadTx, *, show_id: int, by: Actor, now: datetime) -> Results:
    """The numbers of one's own show: who watched when, and what it led to."""
    row = await get_seen(tx, show_id=show_id, by=by, now=now)
    if row.host_id != by.member_id:
        raise ShowNotFound(show=str(show_id))
    where = {"host_id": row.host_id, "show_id": show_id}
    sales = await store.sum_sales(tx, **where)
    won = 0
    if row.started_at is not None:
        won = await community.count_fans_between(
            tx, member_id=row.host_id, since=row.started_at, until=row.ended_at or now
        )
    return Results(
        curve=[Moment(at=one.at, watching=one.watching) for one in await store.list_curve(tx, **where)],
        most_at_once=row.most,
        came=rules.came_at_least(members=row.came, most_at_once=row.most),
        hearts=row.hearts,
        lines=row.lines,
        followers_won=won,
        orders=sales.orders,
        pieces=sales.pieces,
        sum=cny(sales.amount),
    )


async def note_order(tx: Tx, *, order: int, source: str | None, pieces: int, amount: int, at: datetime) -> None:
    """Note what of a paid order names a show as what led to it; again changes nothing."""
    show_id = rules.show_of_source(source)
    if show_id is not None:
        await store.add_sale(
            tx, show_id=show_id, order_id=order, pieces=pieces, currency=cny(0).currency.value, amount=amount, at=at
        )


async def note_refund(tx: Tx, *, order: int, source: str | None, at: datetime) -> None:
    """An order that named a show was given back; again changes nothing."""
    show_id = rules.show_of_source(source)
    if show_id is not None:
        await store.give_back_sale(tx, show_id=show_id, order_id=order, at=at)
