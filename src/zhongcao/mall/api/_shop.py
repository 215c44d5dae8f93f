"""What shoppers see."""

from datetime import date
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter, QueryParameter

from zhongcao.inventory.errors import TraceNotFound
from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx
from zhongcao.kit.http import ANYONE, CursorText, PageSize
from zhongcao.mall import service
from zhongcao.mall.errors import ProductNotFound
from zhongcao.mall.rules import Sort
from zhongcao.mall.schemas import BrandPage, Category, Filter, NewWeek, Product, ProductCard, Sales, Trace
from zhongcao.supply.errors import BrandNotFound

Query = Annotated[str, QueryParameter(name="q", max_length=100, description="Words, Chinese or Latin.")]
IdFilter = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1)]
Fen = Annotated[int | None, QueryParameter(ge=0, le=10**10, description="In fen.")]
TraceCode = Annotated[
    str, PathParameter(min_length=1, max_length=40, description="As printed; dashes may be left out.")
]
WeekDay = Annotated[date | None, QueryParameter(description="Any day of the week.")]
SortBy = Annotated[Sort, QueryParameter(name="sort", description="Best fit or best sold, newest, cheapest, dearest.")]


@get("/v1/products", access=ANYONE, refusals=(CursorUnreadable,))
async def list_products(
    read: NamedDependency[ReadTx],
    wanted: Query = "",
    category: IdFilter = None,
    brand: IdFilter = None,
    price_from: Fen = None,
    price_to: Fen = None,
    sort_by: SortBy = Sort.BEST,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[ProductCard]:
    """Products on sale, narrowed and searched; a category includes all below it."""
    narrow = Filter(category_id=category, brand_id=brand, price_from=price_from, price_to=price_to)
    return await service.find_products(read, query=wanted, narrow=narrow, sort=sort_by, cursor=cursor, limit=limit)


@get("/v1/products/{product:int}", access=ANYONE, refusals=(ProductNotFound,))
async def get_product(product: FromPath[int], read: NamedDependency[ReadTx]) -> Product:
    """A product's page."""
    return await service.get_product(read, product_id=product, now=clock.now())


@get("/v1/categories", access=ANYONE)
async def list_categories(read: NamedDependency[ReadTx]) -> list[Category]:
    """The tree of goods, parents before children."""
    return await service.categories(read)


@get("/v1/brands/{brand:int}", access=ANYONE, refusals=(BrandNotFound,))
async def get_brand(brand: FromPath[int], read: NamedDependency[ReadTx]) -> BrandPage:
    """A brand, and the chain that lets us sell it."""
    return await service.get_brand_page(read, brand_id=brand, now=clock.now())


@get("/v1/traces/{code:str}", access=ANYONE, refusals=(TraceNotFound,))
async def get_trace(code: TraceCode, read: NamedDependency[ReadTx]) -> Trace:
    """Where goods come from, by the trace code (溯源码) that stands on the order and the parcel."""
    return await service.get_trace(read, code=code)


@get("/v1/sales", access=ANYONE)
async def list_sales(read: NamedDependency[ReadTx]) -> Sales:
    """Limited-time sales (限时购) that run or begin soon, with the server's time and how much of each is gone."""
    return await service.sales(read, now=clock.now())


@get("/v1/new_week", access=ANYONE, refusals=(CursorUnreadable,))
async def get_new_week(
    read: NamedDependency[ReadTx], day: WeekDay = None, cursor: CursorText = None, limit: PageSize = 20
) -> NewWeek:
    """The week of new goods (焕新周) of a day, this week's without one: what was listed in it."""
    return await service.new_week(read, day=day, cursor=cursor, limit=limit, now=clock.now())


ROUTES = [list_products, get_product, list_categories, get_brand, get_trace, list_sales, get_new_week]
