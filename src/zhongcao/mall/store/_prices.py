"""Prices and exchange rates by date, and SKUs as they are sold now."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import any_, bindparam, select, text
from sqlalchemy.dialects.postgresql import distinct_on, insert

from zhongcao.kit.db import IdList, ReadTx, Tx
from zhongcao.mall.tables import PriceRow, RateRow

_FOR_SALE = text(
    """
    SELECT s.id, s.product_id, s.variant, s.weight_grams, s.barcode, s.shelf_life_days,
      t.title, t.title_en, t.brand_id, t.category_id, c.path, c.nice_class,
      p.price_amount, p.market_amount, p.currency
    FROM mall.sku s
    JOIN mall.product t ON t.id = s.product_id AND t.state = 'listed'
    JOIN mall.category c ON c.id = t.category_id
    JOIN LATERAL (
      SELECT price_amount, market_amount, currency FROM mall.price
      WHERE sku_id = s.id AND starts_at <= :now ORDER BY starts_at DESC LIMIT 1) p ON true
    WHERE s.id = ANY(CAST(:skus AS bigint[])) AND s.state = 'listed'
    """
)


async def list_for_sale(tx: Tx | ReadTx, sku_ids: Collection[int], now: datetime) -> list[Any]:
    """SKUs that are listed and have a price, with what an order needs to know of them."""
    return list((await tx.execute(_FOR_SALE, {"skus": list(sku_ids), "now": now})).all())


_PRICES_NOW = (
    select(PriceRow.sku_id, PriceRow.price_amount, PriceRow.market_amount, PriceRow.currency)
    .ext(distinct_on(PriceRow.sku_id))
    .where(
        PriceRow.sku_id == any_(bindparam("skus", type_=IdList())),
        PriceRow.starts_at <= bindparam("now"),
    )
    .order_by(PriceRow.sku_id, PriceRow.starts_at.desc())
)


async def prices_now(tx: Tx | ReadTx, sku_ids: Collection[int], now: datetime) -> dict[int, Any]:
    """What SKUs cost now; those without a price are missing."""
    return {row.sku_id: row for row in await tx.execute(_PRICES_NOW, {"skus": list(sku_ids), "now": now})}


_ADD_PRICE = insert(PriceRow).on_conflict_do_nothing().returning(PriceRow.starts_at)


async def add_price(tx: Tx, **values: Any) -> bool:
    """A price from a moment on; no when one already begins then."""
    return (await tx.execute(_ADD_PRICE, values)).first() is not None


async def add_prices(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Many first prices."""
    await tx.execute(insert(PriceRow).on_conflict_do_nothing(), list(rows))


_LIST_PRICES = select(PriceRow.__table__).where(PriceRow.sku_id == bindparam("sku")).order_by(PriceRow.starts_at)


async def list_prices(tx: Tx | ReadTx, sku_id: int) -> list[Any]:
    """All prices of a SKU, oldest first."""
    return list((await tx.execute(_LIST_PRICES, {"sku": sku_id})).all())


_DUE = text(
    "UPDATE mall.price p SET applied_at = :now FROM mall.sku s"
    " WHERE (p.sku_id, p.starts_at) IN (SELECT sku_id, starts_at FROM mall.price"
    "   WHERE applied_at IS NULL AND starts_at <= :now ORDER BY starts_at LIMIT :limit FOR UPDATE SKIP LOCKED)"
    " AND s.id = p.sku_id RETURNING p.sku_id, s.product_id, p.price_amount, p.starts_at,"
    " (SELECT q.price_amount FROM mall.price q WHERE q.sku_id = p.sku_id AND q.starts_at < p.starts_at"
    "   ORDER BY q.starts_at DESC LIMIT 1) AS before_amount"
)


async def apply_due_prices(tx: Tx, *, now: datetime, limit: int) -> list[Any]:
    """Prices whose time has come, marked as such."""
    return list((await tx.execute(_DUE, {"now": now, "limit": limit})).all())


async def add_rate(tx: Tx, **values: Any) -> None:
    """An exchange rate from a day on; the same day's is replaced."""
    added = insert(RateRow).values(**values)
    await tx.execute(
        added.on_conflict_do_update(
            index_elements=[RateRow.currency, RateRow.starts_on],
            set_={"cny_per_unit": added.excluded.cny_per_unit, "source": added.excluded.source},
        )
    )


async def list_rates(tx: Tx | ReadTx, *, limit: int) -> list[Any]:
    """Exchange rates, the latest days first."""
    query = select(RateRow.__table__).order_by(RateRow.starts_on.desc(), RateRow.currency).limit(limit)
    return list((await tx.execute(query)).all())


_FIND_RATE = (
    select(RateRow.__table__)
    .where(RateRow.currency == bindparam("currency"), RateRow.starts_on <= bindparam("day"))
    .order_by(RateRow.starts_on.desc())
    .limit(1)
)


async def find_rate(tx: Tx | ReadTx, currency: str, on: date) -> Any | None:
    """The latest rate of a currency up to a day."""
    return (await tx.execute(_FIND_RATE, {"currency": currency, "day": on})).one_or_none()
