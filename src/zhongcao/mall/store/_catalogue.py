"""Categories, products and SKUs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, any_, bindparam, cast, extract, func, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import TSQUERY, insert

from zhongcao.kit.db import IdList, ReadTx, Tx, UncountedIds
from zhongcao.mall.rules import ListingState
from zhongcao.mall.tables import CategoryRow, ProductRow, ProductWordsRow, SkuRow

CARD = (
    ProductRow.id,
    ProductRow.title,
    ProductRow.title_en,
    ProductRow.brand_id,
    ProductRow.category_id,
    ProductRow.price_amount,
    ProductRow.price_max_amount,
    ProductRow.market_amount,
    ProductRow.currency,
    ProductRow.picture_ids,
    ProductRow.sold_out_at,
    ProductRow.popularity,
    ProductRow.listed_at,
)


IS_LISTED = ProductRow.state == literal_column(f"'{ListingState.LISTED.value}'", String)
_IDS = any_(bindparam("ids", type_=IdList()))

_LIST_CATEGORIES = select(CategoryRow.__table__).order_by(CategoryRow.position, CategoryRow.id)


async def list_categories(tx: Tx | ReadTx) -> list[Any]:
    """The whole tree, parents before children."""
    return list((await tx.execute(_LIST_CATEGORIES)).all())


_FIND_CATEGORY = select(CategoryRow.__table__).where(CategoryRow.id == bindparam("id"))


async def find_category(tx: Tx | ReadTx, category_id: int) -> Any | None:
    """One category."""
    return (await tx.execute(_FIND_CATEGORY, {"id": category_id})).one_or_none()


async def add_products(tx: Tx, rows: Sequence[dict[str, Any]], words: Mapping[int, str]) -> int:
    """New products with their words; known ids are left as they are. Answers how many are new."""
    added = await tx.scalars(insert(ProductRow).on_conflict_do_nothing().returning(ProductRow.id), list(rows))
    new = list(added.all())
    if new:
        await keep_words(tx, {product_id: words[product_id] for product_id in new})
    return len(new)


async def keep_words(tx: Tx, words: Mapping[int, str]) -> None:
    """The words under which products are found."""
    added = insert(ProductWordsRow)
    await tx.execute(
        added.on_conflict_do_update(index_elements=[ProductWordsRow.product_id], set_={"words": added.excluded.words}),
        [{"product_id": product_id, "words": found_by} for product_id, found_by in words.items()],
    )


_FIND_PRODUCT = select(ProductRow.__table__).where(ProductRow.id == bindparam("id"))
_LOCK_PRODUCT = _FIND_PRODUCT.with_for_update()


async def find_product(tx: Tx | ReadTx, product_id: int) -> Any | None:
    """One product, whatever its state."""
    return (await tx.execute(_FIND_PRODUCT, {"id": product_id})).one_or_none()


async def lock_product(tx: Tx, product_id: int) -> Any | None:
    """One product, locked until the end of the transaction."""
    return (await tx.execute(_LOCK_PRODUCT, {"id": product_id})).one_or_none()


async def change_product(tx: Tx, product_id: int, **values: Any) -> Any:
    """Write changes of a product."""
    change = update(ProductRow).where(ProductRow.id == product_id).values(**values)
    return (await tx.execute(change.returning(*ProductRow.__table__.c))).one()


_LIST_CARDS = select(*CARD).where(ProductRow.id == _IDS, IS_LISTED)


async def list_cards(tx: Tx | ReadTx, product_ids: Collection[int]) -> list[Any]:
    """What cards show of products that are listed."""
    return list((await tx.execute(_LIST_CARDS, {"ids": list(product_ids)})).all())


_IS_THERE = IS_LISTED & ProductRow.sold_out_at.is_(None)
_MARK = func.concat_ws(
    ":",
    ProductRow.id,
    ProductRow.price_amount,
    func.coalesce(ProductRow.price_max_amount, 0),
    func.coalesce(ProductRow.market_amount, 0),
    extract("epoch", ProductRow.updated_at),
)
_LIST_THERE = select(*CARD, _MARK.label("mark")).where(ProductRow.id == _IDS, _IS_THERE)
ON_SALE = (
    select(func.array_agg(_MARK))
    .where(ProductRow.id == any_(bindparam("goods", type_=UncountedIds())), _IS_THERE)
    .scalar_subquery()
)
"""The marks of those among `goods` that can be bought now: a question for another statement."""


_MARKS = select(ON_SALE)


async def marks_on_sale(tx: Tx | ReadTx, product_ids: Collection[int]) -> Sequence[str]:
    """The marks of those among some products that can be bought now."""
    return await tx.scalar(_MARKS, {"goods": list(product_ids)}) or ()


async def list_there(tx: Tx | ReadTx, product_ids: Collection[int]) -> list[Any]:
    """What cards show of products that can be bought now, and a mark that changes with it."""
    return list((await tx.execute(_LIST_THERE, {"ids": list(product_ids)})).all())


_LIST_LISTED = (
    select(*ProductRow.__table__.c, CategoryRow.path)
    .join(CategoryRow, CategoryRow.id == ProductRow.category_id)
    .where(ProductRow.id == _IDS, IS_LISTED)
)


async def list_listed(tx: Tx | ReadTx, product_ids: Collection[int]) -> list[Any]:
    """Everything about the listed ones among some products, with the path of their category."""
    return list((await tx.execute(_LIST_LISTED, {"ids": list(product_ids)})).all())


async def list_products(
    tx: Tx | ReadTx,
    *,
    state: ListingState | None = None,
    brand_id: int | None = None,
    words: str | None = None,
    before: int | None,
    limit: int,
) -> list[Any]:
    """Products in any state, newest first; of one state or brand, or found by words (a tsquery)."""
    query = select(ProductRow.__table__).order_by(ProductRow.id.desc()).limit(limit)
    if state is not None:
        query = query.where(ProductRow.state == state)
    if brand_id is not None:
        query = query.where(ProductRow.brand_id == brand_id)
    if words is not None:
        found = ProductWordsRow.words.op("@@")(cast(words, TSQUERY))
        query = query.join(ProductWordsRow, ProductWordsRow.product_id == ProductRow.id).where(found)
    if before is not None:
        query = query.where(ProductRow.id < before)
    return list((await tx.execute(query)).all())


async def add_sku(tx: Tx, **values: Any) -> Any:
    """A new SKU."""
    return (await tx.execute(insert(SkuRow).values(**values).returning(*SkuRow.__table__.c))).one()


async def add_skus(tx: Tx, rows: Sequence[dict[str, Any]]) -> set[int]:
    """Many SKUs; known ids are left as they are. Answers the ids of the new ones."""
    added = await tx.execute(insert(SkuRow).on_conflict_do_nothing().returning(SkuRow.id), list(rows))
    return {row.id for row in added}


_FIND_SKU = select(SkuRow.__table__).where(SkuRow.id == bindparam("id"))


async def find_sku(tx: Tx | ReadTx, sku_id: int) -> Any | None:
    """One SKU, whatever its state."""
    return (await tx.execute(_FIND_SKU, {"id": sku_id})).one_or_none()


async def change_sku(tx: Tx, sku_id: int, **values: Any) -> Any:
    """Write changes of a SKU."""
    change = update(SkuRow).where(SkuRow.id == sku_id).values(**values)
    return (await tx.execute(change.returning(*SkuRow.__table__.c))).one()


_LIST_SKUS = (
    select(SkuRow.__table__).where(SkuRow.product_id == _IDS).order_by(SkuRow.product_id, SkuRow.position, SkuRow.id)
)
_LIST_SKUS_IN_STATE = _LIST_SKUS.where(SkuRow.state == bindparam("state"))


async def list_skus(tx: Tx | ReadTx, product_ids: Collection[int], *, state: str | None = None) -> list[Any]:
    """The SKUs of products, in the order in which they are shown."""
    if state is None:
        return list((await tx.execute(_LIST_SKUS, {"ids": list(product_ids)})).all())
    return list((await tx.execute(_LIST_SKUS_IN_STATE, {"ids": list(product_ids), "state": state})).all())


_LIST_TITLES = select(ProductRow.id, ProductRow.title, ProductRow.title_en).where(ProductRow.id == _IDS)


async def list_titles(tx: Tx | ReadTx, product_ids: Collection[int]) -> list[Any]:
    """What products are called, whatever their state."""
    return list((await tx.execute(_LIST_TITLES, {"ids": list(product_ids)})).all())


_LIST_SKU_FACES = (
    select(
        SkuRow.id,
        SkuRow.product_id,
        ProductRow.title,
        ProductRow.title_en,
        SkuRow.variant,
        SkuRow.variant_en,
        SkuRow.picture_id,
        ProductRow.picture_ids,
    )
    .join(ProductRow, ProductRow.id == SkuRow.product_id)
    .where(SkuRow.id == _IDS)
)


async def list_sku_faces(tx: Tx | ReadTx, sku_ids: Collection[int]) -> list[Any]:
    """How SKUs look, whatever their state: names, and the picture of their own or of their product."""
    return list((await tx.execute(_LIST_SKU_FACES, {"ids": list(sku_ids)})).all())


_LIST_SKU_TITLES = (
    select(
        SkuRow.id,
        SkuRow.product_id,
        SkuRow.barcode,
        SkuRow.variant,
        SkuRow.variant_en,
        ProductRow.title,
        ProductRow.title_en,
    )
    .join(ProductRow, ProductRow.id == SkuRow.product_id)
    .where(SkuRow.id == _IDS)
)


async def list_sku_titles(tx: Tx | ReadTx, sku_ids: Collection[int]) -> list[Any]:
    """What SKUs are called together with their products, whatever their state."""
    return list((await tx.execute(_LIST_SKU_TITLES, {"ids": list(sku_ids)})).all())


_PRODUCTS_OF = select(SkuRow.id, SkuRow.product_id).where(SkuRow.id == _IDS)


async def products_of(tx: Tx | ReadTx, sku_ids: Collection[int]) -> dict[int, int]:
    """The product of each SKU."""
    return {row.id: row.product_id for row in await tx.execute(_PRODUCTS_OF, {"ids": list(sku_ids)})}


_SKU_IDS_AFTER = select(SkuRow.id).where(SkuRow.id > bindparam("after")).order_by(SkuRow.id).limit(bindparam("most"))
_LISTED_IDS_AFTER = (
    select(ProductRow.id)
    .where(ProductRow.id > bindparam("after"), IS_LISTED)
    .order_by(ProductRow.id)
    .limit(bindparam("most"))
)


async def sku_ids_after(tx: Tx | ReadTx, after: int, limit: int) -> list[int]:
    """A page of all SKU ids."""
    return list((await tx.scalars(_SKU_IDS_AFTER, {"after": after, "most": limit})).all())


async def listed_ids_after(tx: Tx | ReadTx, after: int, limit: int) -> list[int]:
    """A page of the ids of products that are on sale."""
    return list((await tx.scalars(_LISTED_IDS_AFTER, {"after": after, "most": limit})).all())


_NOTE_STOCK = text(
    "UPDATE mall.sku SET sold_out_at = CASE WHEN id = ANY(CAST(:there AS bigint[])) THEN NULL"
    " ELSE coalesce(sold_out_at, CAST(:now AS timestamptz)) END"
    " WHERE id = ANY(CAST(:skus AS bigint[]))"
    " AND (sold_out_at IS NULL) <> (id = ANY(CAST(:there AS bigint[]))) RETURNING product_id"
)


async def note_stock(tx: Tx, *, sku_ids: Sequence[int], there: Sequence[int], now: datetime) -> set[int]:
    """Mark which SKUs are sold out; answers the products for which this is news."""
    rows = await tx.execute(_NOTE_STOCK, {"skus": list(sku_ids), "there": list(there), "now": now})
    return {row.product_id for row in rows}


_REFRESH = text(
    """
    WITH of_sku AS (
      SELECT s.product_id, s.sold_out_at, p.price_amount, p.market_amount
      FROM mall.sku s
      LEFT JOIN LATERAL (
        SELECT price_amount, market_amount FROM mall.price
        WHERE sku_id = s.id AND starts_at <= :now ORDER BY starts_at DESC LIMIT 1) p ON true
      WHERE s.product_id = ANY(CAST(:products AS bigint[])) AND s.state = 'listed'
    ), of_product AS (
      SELECT product_id, min(price_amount) AS price_amount, max(price_amount) AS price_max_amount,
        (array_agg(market_amount ORDER BY price_amount, market_amount DESC NULLS LAST))[1] AS market_amount,
        count(*) FILTER (WHERE sold_out_at IS NULL AND price_amount IS NOT NULL) AS in_stock
      FROM of_sku GROUP BY product_id
    )
    UPDATE mall.product t SET
      price_amount = coalesce(f.price_amount, t.price_amount),
      price_max_amount = CASE WHEN f.price_amount IS NULL THEN t.price_max_amount ELSE f.price_max_amount END,
      market_amount = CASE WHEN f.price_amount IS NULL THEN t.market_amount ELSE f.market_amount END,
      sold_out_at = CASE WHEN f.in_stock > 0 THEN NULL ELSE coalesce(t.sold_out_at, CAST(:now AS timestamptz)) END
    FROM (SELECT id FROM mall.product WHERE id = ANY(CAST(:products AS bigint[])) ORDER BY id FOR UPDATE) k
      LEFT JOIN of_product f ON f.product_id = k.id
    WHERE t.id = k.id
    """
)


async def refresh_products(tx: Tx, product_ids: Collection[int], now: datetime) -> None:
    """Work out anew what cards show of products: the prices from lowest to highest, and whether any is there."""
    if product_ids:
        await tx.execute(_REFRESH, {"products": sorted(product_ids), "now": now})


_LIST_IMPORTED = text(
    "UPDATE mall.product SET state = 'listed', listed_at = created_at"
    " WHERE id = ANY(CAST(:products AS bigint[])) AND state = 'draft' AND price_amount IS NOT NULL"
)


async def list_imported(tx: Tx, product_ids: Collection[int]) -> None:
    """Put products on sale that were brought in and now have a price."""
    await tx.execute(_LIST_IMPORTED, {"products": list(product_ids)})


_COUNT_SALES = text(
    "UPDATE mall.product p SET sold_count = greatest(p.sold_count + n.units, 0),"
    " popularity = greatest(p.popularity + n.units * :weight, 0)"
    " FROM unnest(CAST(:products AS bigint[]), CAST(:units AS int[])) AS n (id, units) WHERE p.id = n.id"
)


async def count_sales(tx: Tx, units: dict[int, int], weight: int) -> None:
    """Count sold units of products (negative ones came back)."""
    products = sorted(units)
    given = {"products": products, "units": [units[product] for product in products], "weight": weight}
    await tx.execute(_COUNT_SALES, given)


_SET_POPULARITY = text(
    "UPDATE mall.product p SET popularity = n.popularity"
    " FROM unnest(CAST(:products AS bigint[]), CAST(:values AS bigint[])) AS n (id, popularity)"
    " WHERE p.id = n.id AND p.popularity <> n.popularity"
)


async def set_popularity(tx: Tx, values: dict[int, int]) -> None:
    """Write how popular products are."""
    products = sorted(values)
    await tx.execute(_SET_POPULARITY, {"products": products, "values": [values[one] for one in products]})
