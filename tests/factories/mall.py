"""Products that can be bought, for tests."""

from datetime import datetime

from tests.factories import inventory, supply
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import Money, cny
from zhongcao.mall import service
from zhongcao.mall.rules import ListingState, find_place
from zhongcao.mall.schemas import ConsoleProduct, ConsoleSku, ProductChange, ProductInput, SkuInput


async def product(
    tx: Tx,
    *,
    title: str = "橄榄卸妆油",
    title_en: str = "Olive cleansing oil",
    description: str = "",
    brand_id: int | None = None,
    category: str = "skincare.cleanse.makeup-remover",
    now: datetime | None = None,
) -> ConsoleProduct:
    """A drafted product, of a brand of its own unless one is given."""
    moment = now or clock.now()
    place = find_place(category)
    assert place is not None, category
    data = ProductInput(
        title=title,
        title_en=title_en,
        description=description,
        brand_id=str(brand_id or (await supply.brand(tx, now=moment)).id),
        category_id=str(place.id),
    )
    return await service.add_product(tx, data=data, now=moment)


async def sku(
    tx: Tx,
    *,
    product_id: int | None = None,
    variant: str = "200 ml",
    price: Money | None = None,
    market_price: Money | None = None,
    weight_grams: int = 260,
    stock: int = 0,
    warehouse_id: int | None = None,
    now: datetime | None = None,
    listed: bool = True,
) -> ConsoleSku:
    """A SKU with a price, on sale; with stock when asked for."""
    moment = now or clock.now()
    if product_id is None:
        product_id = int((await product(tx, now=moment)).id)
    made = await service.add_sku(
        tx,
        product_id=product_id,
        data=SkuInput(variant=variant, weight_grams=weight_grams, barcode=f"{new_id() % 10**13:013}"),
        now=moment,
    )
    await service.set_price(
        tx, sku_id=int(made.id), price=price or cny(129_00), market_price=market_price, by=SYSTEM, now=moment
    )
    if listed:
        await service.change_product(
            tx, product_id=product_id, data=ProductChange(state=ListingState.LISTED), now=moment
        )
    if stock:
        await inventory.lot(tx, sku_id=int(made.id), quantity=stock, warehouse_id=warehouse_id, now=moment)
        await service.note_stock(tx, sku_ids=[int(made.id)], now=moment)
    return made
