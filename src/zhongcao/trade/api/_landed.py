"""What one product costs in the end."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from zhongcao.customs.errors import (
    AllowanceExceeded,
    GoodsUnmapped,
    NotOnPositiveList,
    OverSingleLimit,
    ParcelOverLimit,
)
from zhongcao.inventory.errors import OutOfStock
from zhongcao.kit import clock
from zhongcao.kit.db import ReadTx
from zhongcao.kit.http import ANYONE, Actor
from zhongcao.logistics.errors import NotServed
from zhongcao.trade import service
from zhongcao.trade.errors import NotForSale, QuantityOutOfRange
from zhongcao.trade.schemas import LandedCost

Pieces = Annotated[int, QueryParameter(ge=1, le=1000, description="How many of it.")]


@get(
    "/v1/skus/{sku:int}/landed_cost",
    access=ANYONE,
    refusals=(
        NotForSale,
        QuantityOutOfRange,
        OutOfStock,
        NotServed,
        GoodsUnmapped,
        NotOnPositiveList,
        AllowanceExceeded,
        OverSingleLimit,
        ParcelOverLimit,
    ),
)
async def show_landed_cost(
    sku: FromPath[int], read: NamedDependency[ReadTx], actor: NamedDependency[Actor], quantity: Pieces = 1
) -> LandedCost:
    """What a SKU costs with freight and tax (到手价), from where and when it comes; no order is begun."""
    return await service.landed_cost(read, by=actor, sku_id=sku, quantity=quantity, now=clock.now())


ROUTES = [show_landed_cost]
