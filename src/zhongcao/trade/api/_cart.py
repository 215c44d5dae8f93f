"""Cart and quotes."""

from typing import Annotated

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from zhongcao.customs.errors import (
    AllowanceExceeded,
    GoodsUnmapped,
    NotOnPositiveList,
    OverSingleLimit,
    ParcelOverLimit,
)
from zhongcao.identity.errors import AddressNotFound
from zhongcao.inventory.errors import OutOfStock
from zhongcao.kit import clock
from zhongcao.kit.db import Busy, ReadTx, Tx
from zhongcao.kit.http import ANYONE, MEMBER, Actor
from zhongcao.kit.keyring import KeyRing
from zhongcao.logistics.errors import NotServed
from zhongcao.trade import service
from zhongcao.trade.errors import CartFull, NotForSale, NoticeUnknown, QuantityOutOfRange
from zhongcao.trade.rules import CART_LINES_MAX
from zhongcao.trade.schemas import Cart, CartLineInput, Notice, Quote, QuoteInput

LeftOut = Annotated[
    list[int] | None, QueryParameter(max_items=CART_LINES_MAX, description="SKUs that are not selected.")
]
WORKING_OUT = (
    AddressNotFound,
    NotForSale,
    OutOfStock,
    QuantityOutOfRange,
    GoodsUnmapped,
    NotOnPositiveList,
    OverSingleLimit,
    AllowanceExceeded,
    ParcelOverLimit,
    NotServed,
)
"""What can stand in the way of a price: the same for a quote and for the order made of it."""


@get("/v1/cart", access=MEMBER)
async def view_cart(read: NamedDependency[ReadTx], actor: NamedDependency[Actor], leave_out: LeftOut = None) -> Cart:
    """The cart with present prices, what is left, and warnings, in the parcels in which it would come."""
    return await service.view_cart(
        read, member_id=actor.member_id, leave_out=frozenset(leave_out or ()), now=clock.now()
    )


@put("/v1/cart/lines/{sku:int}", access=MEMBER, refusals=(NotForSale, CartFull, QuantityOutOfRange, Busy))
async def put_in_cart(
    data: JSONBody[CartLineInput], sku: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> Cart:
    """Have so many of a SKU in the cart (idempotent)."""
    return await service.put_in_cart(
        tx, member_id=actor.member_id, sku_id=sku, quantity=data.quantity, source=data.source, now=clock.now()
    )


@delete("/v1/cart/lines/{sku:int}", access=MEMBER, status_code=204, refusals=(Busy,))
async def take_from_cart(sku: FromPath[int], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> None:
    """Take a SKU out of the cart (idempotent)."""
    await service.take_from_cart(tx, member_id=actor.member_id, sku_id=sku)


@post("/v1/quotes", access=MEMBER, refusals=WORKING_OUT)
async def make_quote(
    data: JSONBody[QuoteInput],
    read: NamedDependency[ReadTx],
    keys: NamedDependency[KeyRing],
    actor: NamedDependency[Actor],
) -> Quote:
    """What these goods cost at this address with freight and tax, promised for ten minutes; stores nothing."""
    return await service.quote(
        read,
        keys,
        member_id=actor.member_id,
        address_id=int(data.address),
        lines=[(int(line.sku), line.quantity) for line in data.lines],
        now=clock.now(),
    )


@get("/v1/consumer_notices/{version:str}", access=ANYONE, refusals=(NoticeUnknown,))
async def read_consumer_notice(version: FromPath[str]) -> Notice:
    """The consumer notice (消费者告知书) in a version that was ever shown."""
    return service.consumer_notice(version=version)


ROUTES = [view_cart, put_in_cart, take_from_cart, make_quote, read_consumer_notice]
