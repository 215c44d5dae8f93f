"""Addresses of logistics: staff's view of parcels. Members see theirs with their orders."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx
from zhongcao.kit.http import CursorText, PageSize, staff
from zhongcao.logistics import service
from zhongcao.logistics.rules import ParcelState
from zhongcao.logistics.schemas import Parcel, TrackingEvent

StateFilter = Annotated[ParcelState | None, QueryParameter(name="state", description="Only in this state.")]
Number = Annotated[str | None, QueryParameter(max_length=60, description="A waybill or order number.")]


@get("/v1/console/parcels", access=staff("warehouse", "support"), refusals=(CursorUnreadable,))
async def list_parcels(
    read: NamedDependency[ReadTx],
    in_state: StateFilter = None,
    number: Number = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Parcel]:
    """Parcels of all members, newest first, without names and addresses."""
    return await service.list_parcels(read, state=in_state, number=number, cursor=cursor, limit=limit, now=clock.now())


@get("/v1/console/parcels/{order:int}/steps", access=staff("warehouse", "support"))
async def list_parcel_steps(order: FromPath[int], read: NamedDependency[ReadTx]) -> list[TrackingEvent]:
    """What the carrier reported of the parcel of an order, the newest first."""
    return await service.list_parcel_steps(read, order_id=order)


ROUTES = [list_parcels, list_parcel_steps]
