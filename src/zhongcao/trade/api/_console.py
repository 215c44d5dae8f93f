"""Orders for staff."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor, CursorText, PageSize, staff
from zhongcao.trade import service
from zhongcao.trade.api._orders import States
from zhongcao.trade.errors import OrderNotFound
from zhongcao.trade.schemas import StaffOrder

WATCHERS = staff("support", "finance", "customs", "warehouse")
OrderNumber = Annotated[str | None, QueryParameter(max_length=20, description="The number that people read aloud.")]


@get("/v1/console/orders", access=WATCHERS, refusals=(CursorUnreadable,))
async def list_staff_orders(
    read: NamedDependency[ReadTx],
    states: States = None,
    order_no: OrderNumber = None,
    overdue: FromQuery[bool] = False,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[StaffOrder]:
    """Orders of all members, newest first; `overdue` shows those that wait longer than they should."""
    return await service.list_staff_orders(
        read, states=states or [], order_no=order_no, overdue=overdue, cursor=cursor, limit=limit, now=clock.now()
    )


@get("/v1/console/orders/{order:int}", access=WATCHERS, refusals=(OrderNotFound,))
async def get_staff_order(order: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> StaffOrder:
    """One order; only support and customs see who receives it in full, and that is recorded."""
    return await service.get_staff_order(tx, order_id=order, by=actor, now=clock.now())


ROUTES = [list_staff_orders, get_staff_order]
