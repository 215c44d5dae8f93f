"""What staff and imports keep: products, SKUs, listing states, what is sold out."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET

from zhongcao.customs import service as customs
from zhongcao.customs.rules import Missing
from zhongcao.customs.schemas import UnmappedGoods
from zhongcao.inventory import service as inventory
from zhongcao.kit import outbox, words
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import new_id, uuid7
from zhongcao.kit.money import Currency, Money
from zhongcao.mall import rules, store
from zhongcao.mall.errors import CategoryNotFound, ListingRefused, ProductNotFound, SkuNotFound
from zhongcao.mall.events import ProductChanged, ProductDelisted, ProductListed, ProductsImported
from zhongcao.mall.rules import ListingState
from zhongcao.mall.schemas import (
    ConsoleProduct,
    ConsoleSku,
    ProductChange,
    ProductImport,
    ProductInput,
    SkuChange,
    SkuImport,
    SkuInput,
)
from zhongcao.mall.service._wishes import tell_wishes
from zhongcao.media import service as media
from zhongcao.media.errors import PictureNotFound
from zhongcao.supply import service as supply
from zhongcao.supply.schemas import BrandCard

SYSTEM_MEMBER = 0


async def add_product(tx: Tx, *, data: ProductInput, now: datetime, id: int | None = None) -> ConsoleProduct:
    """Draft a product; it is listed once it has a SKU with a price."""
    category = await store.find_category(tx, int(data.category_id))
    if category is None:
        raise CategoryNotFound(category=data.category_id)
    brand = await supply.get_brand(tx, brand_id=int(data.brand_id))
    product_id = id or new_id()
    draft = ProductImport(
        id=product_id,
        title=data.title,
        title_en=data.title_en,
        description=data.description,
        brand_id=int(data.brand_id),
        category_id=int(data.category_id),
        picture_ids=await _known_pictures(tx, data.picture_ids),
        attributes=data.attributes,
        created_at=now,
    )
    found_by = _words(data.title, data.title_en, brand, category, data.description)
    await store.add_products(tx, [_product_values(draft)], {product_id: found_by})
    return _product(await store.find_product(tx, product_id))


async def change_product(tx: Tx, *, product_id: int, data: ProductChange, now: datetime) -> ConsoleProduct:
    """Change a product, or put it on or off sale; what is left out stays."""
    row = await store.lock_product(tx, product_id)
    if row is None:
        raise ProductNotFound(product=str(product_id))
    values: dict[str, Any] = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not UNSET}
    if "picture_ids" in values:
        values["picture_ids"] = await _known_pictures(tx, values["picture_ids"])
    if "category_id" in values:
        values["category_id"] = int(values["category_id"])
    texts = {**row._mapping, **values}
    category = await store.find_category(tx, texts["category_id"])
    if category is None:
        raise CategoryNotFound(category=str(texts["category_id"]))
    brand = await supply.get_brand(tx, brand_id=row.brand_id)
    if not values.keys().isdisjoint({"title", "title_en", "description", "category_id"}):
        found_by = _words(texts["title"], texts["title_en"], brand, category, texts["description"])
        await store.keep_words(tx, {product_id: found_by})
    after = ListingState(texts["state"])
    if after is not ListingState(row.state):
        await _may_list(tx, row, after, title=texts["title"], now=now)
        values |= {"listed_at": now} if after is ListingState.LISTED else {}
    changed = await store.change_product(tx, product_id, **values, updated_at=now)
    if after is not ListingState(row.state):
        if after is ListingState.LISTED:
            outbox.emit(tx, ProductListed(product=product_id, brand=row.brand_id, category=changed.category_id))
        else:
            outbox.emit(tx, ProductDelisted(product=product_id))
    elif values.keys() - {"state", "picture_ids"}:
        outbox.emit(tx, ProductChanged(product=product_id))
    return _product(changed)


async def find_product(tx: Tx | ReadTx, *, product_id: int) -> ConsoleProduct | None:
    """A product in any state as it is kept."""
    row = await store.find_product(tx, product_id)
    return _product(row) if row else None


async def list_products(
    tx: Tx | ReadTx,
    *,
    state: ListingState | None = None,
    brand_id: int | None = None,
    query: str = "",
    cursor: str | None = None,
    limit: int = 20,
) -> Page[ConsoleProduct]:
    """Products in any state, newest first; of one state or brand, or found by words."""
    before = decode(cursor, int)[0] if cursor else None
    asked = words.find_all(query) if query.strip() else None
    if asked == "":
        return Page([], None)
    rows = await store.list_products(tx, state=state, brand_id=brand_id, words=asked, before=before, limit=limit + 1)
    more = encode(rows[limit - 1].id) if len(rows) > limit else None
    return Page([_product(row) for row in rows[:limit]], more)


async def add_sku(tx: Tx, *, product_id: int, data: SkuInput, now: datetime, id: int | None = None) -> ConsoleSku:
    """Add a SKU to a product; it is on sale as soon as it has a price. Customs learns that its code must be found."""
    product = await store.lock_product(tx, product_id)
    if product is None:
        raise ProductNotFound(product=str(product_id))
    others = await store.list_skus(tx, [product_id])
    row = await store.add_sku(
        tx,
        id=id or new_id(),
        product_id=product_id,
        variant=data.variant,
        variant_en=data.variant_en,
        barcode=data.barcode,
        weight_grams=data.weight_grams,
        shelf_life_days=data.shelf_life_days,
        state=ListingState.LISTED,
        position=len(others),
        picture_id=(await _known_pictures(tx, [data.picture_id]))[0] if data.picture_id else None,
        sold_out_at=now,
        created_at=now,
    )
    await note_stock(tx, sku_ids=[row.id], now=now)
    name = " ".join(part for part in (product.title, data.variant) if part)
    await customs.note_unmapped(tx, [UnmappedGoods(sku_id=row.id, name=name, reason=Missing.NEW)], now=now)
    return _sku(row)


async def change_sku(tx: Tx, *, sku_id: int, data: SkuChange, now: datetime) -> ConsoleSku:
    """Change a SKU, or put it on or off sale; what is left out stays."""
    row = await store.find_sku(tx, sku_id)
    if row is None:
        raise SkuNotFound(sku=str(sku_id))
    values = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not UNSET}
    if values.get("picture_id"):
        values["picture_id"] = (await _known_pictures(tx, [values["picture_id"]]))[0]
    if "state" in values and not rules.may_change(before=ListingState(row.state), after=values["state"]):
        raise ListingRefused(state=row.state, wanted=values["state"])
    if values:
        row = await store.change_sku(tx, sku_id, **values)
        await store.refresh_products(tx, [row.product_id], now)
    return _sku(row)


async def find_sku(tx: Tx | ReadTx, *, sku_id: int) -> ConsoleSku | None:
    """A SKU in any state as it is kept."""
    row = await store.find_sku(tx, sku_id)
    return _sku(row) if row else None


async def list_skus(tx: Tx | ReadTx, *, product_id: int) -> list[ConsoleSku]:
    """All SKUs of a product, on sale or not."""
    return [_sku(row) for row in await store.list_skus(tx, [product_id])]


async def note_stock(tx: Tx, *, sku_ids: Sequence[int], now: datetime) -> int:
    """Ask inventory which of these SKUs are sold out, and show it; answers the number of products that changed."""
    stock = await inventory.available(tx, sku_ids, on=day_in_china(now))
    there = [sku_id for sku_id, units in stock.items() if units > 0]
    products = await store.note_stock(tx, sku_ids=sku_ids, there=there, now=now)
    await store.refresh_products(tx, products, now)
    await tell_wishes(tx, sku_ids=there, now=now)
    return len(products)


async def list_sku_ids(tx: Tx | ReadTx, *, after: int, limit: int = 2000) -> list[int]:
    """A page of all SKU ids, for sweeps."""
    return await store.sku_ids_after(tx, after, limit)


async def count_sales(tx: Tx, *, units: dict[int, int]) -> None:
    """Count sold units by product; negative ones came back."""
    if units:
        await store.count_sales(tx, units, rules.POPULARITY_PER_SALE)


async def set_popularity(tx: Tx, *, values: dict[int, int]) -> None:
    """Set how popular products are, as worked out above from what shoppers do."""
    if values:
        await store.set_popularity(tx, values)


async def import_products(tx: Tx, rows: Sequence[ProductImport]) -> int:
    """Bring in many products as drafts; known ids are left as they are. Answers how many are new."""
    if not rows:
        return 0
    brands = await supply.brands(tx, {row.brand_id for row in rows})
    places = {row.id: row for row in await store.list_categories(tx)}
    found_by = {}
    for row in rows:
        if row.category_id not in places:
            raise CategoryNotFound(category=str(row.category_id), product=str(row.id))
        brand, category = brands[row.brand_id], places[row.category_id]
        found_by[row.id] = _words(row.title, row.title_en, brand, category, row.description)
    return await store.add_products(tx, [_product_values(row) for row in rows], found_by)


async def import_skus(tx: Tx, rows: Sequence[SkuImport], *, now: datetime) -> int:
    """Bring in many SKUs with their prices and list their products; known ids are left as they are."""
    if not rows:
        return 0
    new = await store.add_skus(tx, [_sku_values(row) for row in rows])
    fresh = [row for row in rows if row.id in new]
    if fresh:
        await store.add_prices(tx, [_price_values(row, now) for row in fresh])
        products = {row.product_id for row in fresh}
        await note_stock(tx, sku_ids=sorted(new), now=now)
        await store.refresh_products(tx, products, now)
        await store.list_imported(tx, products)
        outbox.emit(tx, ProductsImported(batch=uuid7().hex, products=sorted(products)))
    return len(fresh)


async def _may_list(tx: Tx, row: Any, after: ListingState, *, title: str, now: datetime) -> None:
    if not rules.may_change(before=ListingState(row.state), after=after):
        raise ListingRefused(state=row.state, wanted=after.value)
    if after is ListingState.LISTED:
        skus = await store.list_skus(tx, [row.id], state=ListingState.LISTED)
        priced: Collection[int] = await store.prices_now(tx, [sku.id for sku in skus], now)
        missing = rules.missing_for_listing(title=title, priced_skus=len(priced), brand_known=True)
        if missing:
            raise ListingRefused(state=row.state, wanted=after.value, missing=missing)


async def _known_pictures(tx: Tx, ids: Sequence[str]) -> list[int]:
    wanted = [int(one) for one in ids]
    found = await media.pictures(tx, wanted)
    if absent := [one for one in wanted if one not in found]:
        raise PictureNotFound(pictures=[str(one) for one in absent])
    return wanted


def _words(title: str, title_en: str, brand: BrandCard, category: Any, description: str) -> str:
    return words.vector(
        (title, "A"),
        (title_en, "A"),
        (f"{brand.name_zh} {brand.name_en}", "B"),
        (f"{category.name_zh} {category.name_en}", "C"),
        (description, "D"),
    )


def _product_values(row: ProductImport) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "title_en": row.title_en,
        "description": row.description,
        "brand_id": row.brand_id,
        "category_id": row.category_id,
        "state": ListingState.DRAFT.value,
        "picture_ids": list(row.picture_ids),
        "attributes": row.attributes,
        "currency": Currency.CNY.value,
        "sold_count": 0,
        "popularity": row.popularity,
        "sold_out_at": row.created_at,
        "created_at": row.created_at,
        "updated_at": row.created_at,
    }


def _sku_values(row: SkuImport) -> dict[str, Any]:
    return {
        "id": row.id,
        "product_id": row.product_id,
        "variant": row.variant,
        "variant_en": row.variant_en,
        "barcode": row.barcode,
        "weight_grams": row.weight_grams,
        "shelf_life_days": row.shelf_life_days,
        "state": ListingState.LISTED.value,
        "position": row.position,
        "picture_id": row.picture_id,
        "sold_out_at": row.created_at,
        "created_at": row.created_at,
    }


def _price_values(row: SkuImport, now: datetime) -> dict[str, Any]:
    return {
        "sku_id": row.id,
        "starts_at": row.created_at,
        "price_amount": row.price.amount,
        "market_amount": row.market_price.amount if row.market_price else None,
        "currency": row.price.currency.value,
        "source_amount": row.source.amount if row.source else None,
        "source_currency": row.source.currency.value if row.source else None,
        "source_rate": row.source_rate,
        "set_by": SYSTEM_MEMBER,
        "set_at": now,
        "applied_at": now,
    }


def _product(row: Any) -> ConsoleProduct:
    return ConsoleProduct(
        id=str(row.id),
        title=row.title,
        title_en=row.title_en,
        brand_id=str(row.brand_id),
        category_id=str(row.category_id),
        state=ListingState(row.state),
        picture_ids=[str(one) for one in row.picture_ids],
        price=Money(row.price_amount, Currency(row.currency)) if row.price_amount else None,
        sold_count=row.sold_count,
        created_at=row.created_at,
        can_become=sorted(rules.TRANSITIONS[ListingState(row.state)]),
    )


def _sku(row: Any) -> ConsoleSku:
    return ConsoleSku(
        id=str(row.id),
        product_id=str(row.product_id),
        variant=row.variant,
        variant_en=row.variant_en,
        barcode=row.barcode,
        weight_grams=row.weight_grams,
        shelf_life_days=row.shelf_life_days,
        state=ListingState(row.state),
    )
