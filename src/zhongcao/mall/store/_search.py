"""Lists of products: by category, brand, price, and by words."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, any_, bindparam, cast, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import TSQUERY

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.mall.rules import ListingState, Sort
from zhongcao.mall.schemas import Filter
from zhongcao.mall.store._catalogue import CARD
from zhongcao.mall.tables import CategoryRow, ProductRow, ProductWordsRow


async def find_products(
    tx: Tx | ReadTx,
    *,
    narrow: Filter,
    sort: Sort,
    words: str | None,
    after: tuple[int, int] | None,
    limit: int,
) -> list[Any]:
    """A page of listed products with their sort key, after the one with the given key; `words` is a tsquery."""
    key, descending = _key(sort, words)
    key = key.label("key")
    query = select(*CARD, key).where(ProductRow.state == ListingState.LISTED)
    if words is not None:
        query = query.join(ProductWordsRow, ProductWordsRow.product_id == ProductRow.id)
        query = query.where(ProductWordsRow.words.op("@@")(_tsquery(words)))
    if narrow.category_id is not None:
        inside = select(CategoryRow.id).where(literal(narrow.category_id) == any_(CategoryRow.path))
        query = query.where(ProductRow.category_id.in_(inside))
    if narrow.brand_id is not None:
        query = query.where(ProductRow.brand_id == narrow.brand_id)
    if narrow.price_from is not None:
        query = query.where(ProductRow.price_amount >= narrow.price_from)
    if narrow.price_to is not None:
        query = query.where(ProductRow.price_amount <= narrow.price_to)
    place = tuple_(key.element, ProductRow.id)
    if after is not None:
        last = tuple_(literal(after[0]), literal(after[1]))
        query = query.where(place < last if descending else place > last)
    order = (key.desc(), ProductRow.id.desc()) if descending else (key.asc(), ProductRow.id.asc())
    return list((await tx.execute(query.order_by(*order).limit(limit))).all())


def _key(sort: Sort, words: str | None) -> tuple[ColumnElement[Any], bool]:
    """The sort key and whether it falls."""
    if sort is Sort.CHEAP:
        return ProductRow.price_amount, False  # type: ignore[return-value]
    if sort is Sort.DEAR:
        return ProductRow.price_amount, True  # type: ignore[return-value]
    if sort is Sort.NEW:
        return cast(func.extract("epoch", ProductRow.listed_at), Integer), True
    if words is None:
        return ProductRow.popularity, True  # type: ignore[return-value]
    # How well the words fit counts most; of texts that fit alike, what sells comes first. Whole numbers, so that a
    # cursor continues exactly.
    fit = func.ts_rank(ProductWordsRow.words, _tsquery(words))
    return cast(fit * (1 + 0.15 * func.ln(1 + ProductRow.popularity)) * 1_000_000, Integer), True


def _tsquery(words: str) -> ColumnElement[Any]:
    return cast(bindparam(None, words, Text), TSQUERY)
