"""What buyers keep: products, SKUs, prices, exchange rates."""

from datetime import date
from typing import Annotated

from litestar import get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from zhongcao.identity import service as identity
from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor, CursorText, PageSize, staff
from zhongcao.kit.money import cny
from zhongcao.mall import service
from zhongcao.mall.errors import (
    CategoryNotFound,
    ListingRefused,
    PriceBeyondReason,
    PriceTaken,
    PriceTooLate,
    PriceUnclear,
    ProductNotFound,
    RateUnknown,
    SkuNotFound,
    WeekUnclear,
)
from zhongcao.mall.rules import ListingState
from zhongcao.mall.schemas import (
    ConsoleProduct,
    ConsoleSku,
    NewWeekInput,
    Price,
    PriceInput,
    ProductChange,
    ProductInput,
    Rate,
    RateInput,
    SkuChange,
    SkuInput,
)
from zhongcao.media.errors import PictureNotFound
from zhongcao.supply.errors import BrandNotFound

BUYER = staff("buyer")
InState = Annotated[ListingState | None, QueryParameter(name="state", description="Only in this state.")]
OfBrand = Annotated[int | None, QueryParameter(ge=0, le=2**63 - 1, description="Only of this brand.")]
Words = Annotated[str, QueryParameter(max_length=100, description="Words of the title.")]


@get("/v1/console/products", access=BUYER, refusals=(CursorUnreadable,))
async def list_console_products(
    read: NamedDependency[ReadTx],
    in_state: InState = None,
    brand: OfBrand = None,
    q: Words = "",
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[ConsoleProduct]:
    """Products in any state, newest first; of one state or brand, or found by words."""
    return await service.list_products(read, state=in_state, brand_id=brand, query=q, cursor=cursor, limit=limit)


@post("/v1/console/products", access=BUYER, refusals=(BrandNotFound, CategoryNotFound, PictureNotFound))
async def add_product(
    data: JSONBody[ProductInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> ConsoleProduct:
    """Draft a product."""
    now = clock.now()
    made = await service.add_product(tx, data=data, now=now)
    await _note(tx, actor, "product.added", f"product:{made.id}", made)
    return made


@patch(
    "/v1/console/products/{product:int}",
    access=BUYER,
    refusals=(ProductNotFound, CategoryNotFound, PictureNotFound, ListingRefused),
)
async def change_product(
    product: FromPath[int],
    data: JSONBody[ProductChange],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> ConsoleProduct:
    """Change a product, or put it on or off sale."""
    before = await service.find_product(tx, product_id=product)
    made = await service.change_product(tx, product_id=product, data=data, now=clock.now())
    await _note(tx, actor, "product.changed", f"product:{made.id}", made, before=before)
    return made


@get("/v1/console/products/{product:int}/skus", access=BUYER)
async def list_skus(product: FromPath[int], read: NamedDependency[ReadTx]) -> list[ConsoleSku]:
    """All SKUs of a product, on sale or not."""
    return await service.list_skus(read, product_id=product)


@post("/v1/console/products/{product:int}/skus", access=BUYER, refusals=(ProductNotFound, PictureNotFound))
async def add_sku(
    product: FromPath[int],
    data: JSONBody[SkuInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> ConsoleSku:
    """Add a SKU to a product."""
    made = await service.add_sku(tx, product_id=product, data=data, now=clock.now())
    await _note(tx, actor, "sku.added", f"sku:{made.id}", made)
    return made


@patch("/v1/console/skus/{sku:int}", access=BUYER, refusals=(SkuNotFound, PictureNotFound, ListingRefused))
async def change_sku(
    sku: FromPath[int],
    data: JSONBody[SkuChange],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> ConsoleSku:
    """Change a SKU, or put it on or off sale."""
    before = await service.find_sku(tx, sku_id=sku)
    made = await service.change_sku(tx, sku_id=sku, data=data, now=clock.now())
    await _note(tx, actor, "sku.changed", f"sku:{made.id}", made, before=before)
    return made


@get("/v1/console/skus/{sku:int}/prices", access=BUYER)
async def list_prices(sku: FromPath[int], read: NamedDependency[ReadTx]) -> list[Price]:
    """All prices of a SKU, oldest first; each ends where the next begins."""
    return await service.list_prices(read, sku_id=sku)


@post(
    "/v1/console/skus/{sku:int}/prices",
    access=BUYER,
    refusals=(SkuNotFound, PriceBeyondReason, PriceTaken, PriceTooLate, PriceUnclear, RateUnknown),
)
async def set_price(
    sku: FromPath[int],
    data: JSONBody[PriceInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
) -> Price:
    """Say what a SKU costs from now or from a later moment on."""
    made = await service.set_price(
        tx,
        sku_id=sku,
        by=actor,
        now=clock.now(),
        price=cny(data.price) if data.price else None,
        source=data.source.money if data.source else None,
        market_price=cny(data.market_price) if data.market_price else None,
        starts_at=data.starts_at,
    )
    await _note(tx, actor, "price.set", f"sku:{sku}", made)
    return made


@get("/v1/console/rates", access=staff("buyer", "finance"))
async def list_rates(read: NamedDependency[ReadTx]) -> list[Rate]:
    """Exchange rates, the latest days first."""
    return await service.list_rates(read)


@post("/v1/console/rates", access=staff("buyer", "finance"), refusals=(PriceUnclear,))
async def set_rate(data: JSONBody[RateInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]) -> Rate:
    """Enter an exchange rate from a day on; the same day's is replaced."""
    made = await service.set_rate(tx, data=data)
    await _note(tx, actor, "rate.set", f"rate:{made.currency}", made)
    return made


@put(
    "/v1/console/new_weeks/{starts_on:date}", access=staff("editor", "buyer"), status_code=204, refusals=(WeekUnclear,)
)
async def name_new_week(
    starts_on: FromPath[date], data: JSONBody[NewWeekInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Say what a week of new goods (焕新周) is called, by its Monday; said again it is replaced."""
    await service.name_week(tx, starts_on=starts_on, data=data, by=actor, now=clock.now())
    await _note(tx, actor, "week.named", f"week:{starts_on}", data)


async def _note(tx: Tx, actor: Actor, action: str, subject: str, after: object, *, before: object = None) -> None:
    await identity.record_audit(
        tx, by=actor, action=action, subject=subject, before=before, after=after, now=clock.now()
    )


ROUTES = [
    list_console_products,
    add_product,
    change_product,
    list_skus,
    add_sku,
    change_sku,
    list_prices,
    set_price,
    list_rates,
    set_rate,
    name_new_week,
]
