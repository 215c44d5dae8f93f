"""What shoppers see: cards, lists, product pages, SKUs for sale."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from zhongcao.customs import service as customs
from zhongcao.customs.schemas import GoodsRow
from zhongcao.inventory import service as inventory
from zhongcao.kit import words
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.money import Currency, Money
from zhongcao.mall import rules, store
from zhongcao.mall.errors import ProductNotFound
from zhongcao.mall.rules import ListingState, Sort
from zhongcao.mall.schemas import (
    BrandPage,
    Category,
    Filter,
    FindableProduct,
    Product,
    ProductCard,
    SkuFace,
    SkuForSale,
    SkuTitle,
    SkuView,
    TaxHint,
)
from zhongcao.media import service as media
from zhongcao.media.schemas import Picture
from zhongcao.supply import service as supply
from zhongcao.supply.schemas import SkuToSell


async def cards(tx: Tx | ReadTx, product_ids: Collection[int]) -> dict[int, ProductCard]:
    """Products as cards, by id; those that are not listed are missing."""
    if not product_ids:
        return {}
    return {int(card.id): card for card in await present_cards(tx, await store.list_cards(tx, product_ids))}


async def cards_on_sale(tx: Tx | ReadTx, product_ids: Collection[int]) -> dict[int, tuple[str, ProductCard]]:
    """Cards of what can be bought now, by id, each with a mark (`ON_SALE`) that changes with its prices and words.

    Whoever kept a card shows it as long as its mark is among those of now.
    """
    rows = await store.list_there(tx, product_ids) if product_ids else []
    made = await present_cards(tx, rows)
    return {row.id: (row.mark, card) for row, card in zip(rows, made, strict=True)}


async def titles(tx: Tx | ReadTx, product_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """What products are called, in Chinese and English, for staff: whatever their state."""
    return {row.id: (row.title, row.title_en) for row in await store.list_titles(tx, product_ids)}


async def sku_titles(tx: Tx | ReadTx, sku_ids: Collection[int]) -> dict[int, SkuTitle]:
    """What SKUs are called with their products, for staff: whatever their state."""
    return {
        row.id: SkuTitle(
            product_id=row.product_id,
            barcode=row.barcode,
            zh=f"{row.title} {row.variant}".strip(),
            en=f"{row.title_en} {row.variant_en}".strip(),
        )
        for row in await store.list_sku_titles(tx, sku_ids)
    }


async def find_products(
    tx: Tx | ReadTx,
    *,
    query: str = "",
    narrow: Filter | None = None,
    sort: Sort = Sort.BEST,
    cursor: str | None = None,
    limit: int = 20,
) -> Page[ProductCard]:
    """A page of listed products, narrowed and searched.

    A search wants all words; when nothing holds them all, the whole list is of products that hold some of them.
    """
    key, last, loose = decode(cursor, int, int, bool) if cursor else (0, 0, False)
    after = (key, last) if cursor else None
    strict, wide = words.find_all(query), words.find_any(query)
    if query.strip() and not strict:
        return Page([])
    asked = (wide if loose else strict) or None
    rows = await store.find_products(
        tx, narrow=narrow or Filter(), sort=sort, words=asked, after=after, limit=limit + 1
    )
    if not rows and after is None and asked and wide != strict:
        loose = True
        rows = await store.find_products(
            tx, narrow=narrow or Filter(), sort=sort, words=wide, after=None, limit=limit + 1
        )
    more = encode(int(rows[limit - 1].key), rows[limit - 1].id, loose) if len(rows) > limit else None
    return Page(await present_cards(tx, rows[:limit]), more)


async def get_product(tx: Tx | ReadTx, *, product_id: int, now: datetime) -> Product:
    """A product's page: its SKUs with price and stock, its brand, and the chain that lets us sell it."""
    row = await store.find_product(tx, product_id)
    if row is None or row.state != ListingState.LISTED:
        raise ProductNotFound(product=str(product_id))
    today = day_in_china(now)
    category = await store.find_category(tx, row.category_id)
    skus = await store.list_skus(tx, [product_id], state=ListingState.LISTED)
    ids = [sku.id for sku in skus]
    prices = await store.prices_now(tx, ids, now)
    stock = await inventory.available(tx, ids, on=today)
    pictures = await media.pictures(tx, [*row.picture_ids, *(sku.picture_id for sku in skus if sku.picture_id)])
    goods = await customs.goods(tx, ids)
    brand = (await supply.brands(tx, [row.brand_id]))[row.brand_id]
    shown = [_sku(sku, prices[sku.id], stock[sku.id], pictures, goods.get(sku.id)) for sku in skus if sku.id in prices]
    return Product(
        id=str(row.id),
        title=row.title,
        title_en=row.title_en,
        description=row.description,
        brand=brand,
        authenticity=await supply.authenticity(tx, brand_id=row.brand_id, on=today),
        category=_category(category),
        pictures=[pictures[one] for one in row.picture_ids if one in pictures],
        attributes=row.attributes,
        price=_price(row),
        prices_from=_prices_from(row),
        struck_price=_struck(row),
        sold_out=all(stock[sku_id] == 0 for sku_id in ids),
        sold_count=row.sold_count,
        listed_at=row.listed_at,
        shown_first=rules.shown_first([(one.id, one.price.amount, one.quantity_max) for one in shown]),
        skus=shown,
    )


async def skus_for_sale(tx: Tx | ReadTx, sku_ids: Collection[int], *, now: datetime) -> dict[int, SkuForSale]:
    """SKUs that may be bought now, by id: listed, priced, and their brand lets us sell them today."""
    if not sku_ids:
        return {}
    rows = await store.list_for_sale(tx, sku_ids, now)
    asked = [
        SkuToSell(sku_id=row.id, brand_id=row.brand_id, category_ids=frozenset(row.path), nice_class=row.nice_class)
        for row in rows
    ]
    allowed = await supply.authorised_skus(tx, skus=asked, on=day_in_china(now))
    return {row.id: _for_sale(row) for row in rows if row.id in allowed}


async def faces(tx: Tx | ReadTx, sku_ids: Collection[int]) -> dict[int, SkuFace]:
    """How SKUs look in a cart or an order, those that are no longer sold included."""
    if not sku_ids:
        return {}
    rows = await store.list_sku_faces(tx, sku_ids)
    own = {row.id: row.picture_id or next(iter(row.picture_ids), None) for row in rows}
    pictures = await media.pictures(tx, {picture for picture in own.values() if picture})
    return {
        row.id: SkuFace(
            product_id=str(row.product_id),
            title=row.title,
            title_en=row.title_en,
            variant=row.variant,
            variant_en=row.variant_en,
            picture=pictures.get(own[row.id] or 0),
        )
        for row in rows
    }


async def prices_of(tx: Tx | ReadTx, sku_ids: Collection[int], *, now: datetime) -> dict[int, Money]:
    """What SKUs cost now, those that may not be sold included; those without a price are missing."""
    if not sku_ids:
        return {}
    return {sku_id: _price(row) for sku_id, row in (await store.prices_now(tx, sku_ids, now)).items()}


async def product_of(tx: Tx | ReadTx, sku_ids: Collection[int]) -> dict[int, int]:
    """The product of each SKU."""
    return await store.products_of(tx, sku_ids) if sku_ids else {}


async def skus_of(tx: Tx | ReadTx, product_ids: Collection[int]) -> dict[int, list[int]]:
    """The listed SKUs of each product, in the order in which they are shown."""
    found: dict[int, list[int]] = {product_id: [] for product_id in product_ids}
    if product_ids:
        for row in await store.list_skus(tx, product_ids, state=ListingState.LISTED):
            found[row.product_id].append(row.id)
    return found


async def list_listed_ids(tx: Tx | ReadTx, *, after: int = 0, limit: int = 2000) -> list[int]:
    """Products on sale in the order of their ids, for lists of everything that can be seen."""
    return await store.listed_ids_after(tx, after, limit)


async def describe(tx: Tx | ReadTx, product_ids: Collection[int], *, now: datetime) -> list[FindableProduct]:
    """What a search needs to know about the listed ones among some products."""
    if not product_ids:
        return []
    rows = await store.list_listed(tx, product_ids)
    brands = await supply.brands(tx, {row.brand_id for row in rows})
    skus = await skus_of(tx, [row.id for row in rows])
    every_sku = [sku for listed in skus.values() for sku in listed]
    kinds = await inventory.kinds_on_hand(tx, every_sku, on=day_in_china(now))
    return [
        FindableProduct(
            id=row.id,
            title=row.title,
            title_en=row.title_en,
            description=row.description,
            attributes=[str(value) for value in row.attributes.values()],
            brand=brands[row.brand_id],
            category_path=row.path,
            price=row.price_amount,
            popularity=row.popularity,
            listed_at=row.listed_at,
            sold_out=row.sold_out_at is not None,
            warehouses=frozenset(kind for sku in skus[row.id] for kind in kinds.get(sku, ())),
        )
        for row in rows
    ]


async def categories(tx: Tx | ReadTx) -> list[Category]:
    """The tree of goods, parents before children."""
    return [_category(row) for row in await store.list_categories(tx)]


async def get_brand_page(tx: Tx | ReadTx, *, brand_id: int, now: datetime) -> BrandPage:
    """A brand with the chain that lets us sell it."""
    brand = await supply.get_brand(tx, brand_id=brand_id)
    return BrandPage(brand=brand, authenticity=await supply.authenticity(tx, brand_id=brand_id, on=day_in_china(now)))


async def present_cards(tx: Tx | ReadTx, rows: Sequence[Any]) -> list[ProductCard]:
    """Rows of products as cards."""
    pictures = await media.pictures(tx, [row.picture_ids[0] for row in rows if row.picture_ids])
    brands = await supply.brands(tx, {row.brand_id for row in rows})
    return [
        ProductCard(
            id=str(row.id),
            title=row.title,
            title_en=row.title_en,
            brand=brands[row.brand_id],
            category_id=str(row.category_id),
            price=_price(row),
            prices_from=_prices_from(row),
            struck_price=_struck(row),
            picture=pictures.get(row.picture_ids[0]) if row.picture_ids else None,
            sold_out=row.sold_out_at is not None,
        )
        for row in rows
    ]


def _sku(row: Any, price: Any, stock: int, pictures: dict[int, Picture], goods: GoodsRow | None) -> SkuView:
    return SkuView(
        id=str(row.id),
        variant=row.variant,
        variant_en=row.variant_en,
        price=_price(price),
        struck_price=_struck(price),
        stock=stock,
        quantity_max=rules.quantity_max(stock),
        weight_grams=row.weight_grams,
        shelf_life_days=row.shelf_life_days,
        picture=pictures.get(row.picture_id) if row.picture_id else None,
        tax=TaxHint(tax_category=goods.tax_category, hs_code=goods.hs_code, origin_country=goods.origin_country)
        if goods
        else None,
    )


def _for_sale(row: Any) -> SkuForSale:
    return SkuForSale(
        id=str(row.id),
        product_id=str(row.product_id),
        title=row.title,
        title_en=row.title_en,
        variant=row.variant,
        price=_price(row),
        weight_grams=row.weight_grams,
        brand_id=str(row.brand_id),
        category_id=str(row.category_id),
        barcode=row.barcode,
        shelf_life_days=row.shelf_life_days,
    )


def _category(row: Any) -> Category:
    return Category(
        id=str(row.id),
        code=row.code,
        parent_id=str(row.parent_id) if row.parent_id else None,
        name_zh=row.name_zh,
        name_en=row.name_en,
    )


def _price(row: Any) -> Money:
    return Money(row.price_amount, Currency(row.currency))


def _prices_from(row: Any) -> bool:
    return row.price_max_amount is not None and row.price_max_amount > row.price_amount


def _struck(row: Any) -> Money | None:
    return rules.struck_price(
        _price(row), Money(row.market_amount, Currency(row.currency)) if row.market_amount else None
    )
