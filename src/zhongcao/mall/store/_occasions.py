"""Limited-time sales, which are prices that end soon, and weeks of new goods."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.mall.store._catalogue import CARD, IS_LISTED
from zhongcao.mall.tables import NewWeekRow, ProductRow

# Every sale that runs or begins soon has a price that has not begun: few rows, found by ix_price_unapplied.
_SALES = text(
    """
    WITH ahead AS MATERIALIZED (
      SELECT DISTINCT sku_id FROM mall.price
      WHERE applied_at IS NULL AND starts_at > :now AND starts_at <= CAST(:now AS timestamptz) + :ahead + :lasts
    ), dated AS (
      SELECT p.sku_id, p.starts_at, p.price_amount, p.market_amount, p.currency,
        lead(p.starts_at) OVER w AS ends_at, lead(p.price_amount) OVER w AS usual_amount
      FROM mall.price p JOIN ahead a ON a.sku_id = p.sku_id
      WINDOW w AS (PARTITION BY p.sku_id ORDER BY p.starts_at)
    )
    SELECT d.*, s.product_id, s.variant, s.variant_en FROM dated d
    JOIN mall.sku s ON s.id = d.sku_id AND s.state = 'listed'
    JOIN mall.product t ON t.id = s.product_id AND t.state = 'listed'
    WHERE d.ends_at > :now AND d.starts_at <= CAST(:now AS timestamptz) + :ahead
      AND d.ends_at - d.starts_at <= :lasts AND d.usual_amount > d.price_amount
    ORDER BY d.ends_at, d.starts_at, t.popularity DESC, d.sku_id LIMIT :limit
    """
)


async def list_sales(tx: Tx | ReadTx, *, now: datetime, ahead: Any, lasts: Any, limit: int) -> list[Any]:
    """SKUs whose price is lower for a short while, now or soon; what ends first first."""
    found = await tx.execute(_SALES, {"now": now, "ahead": ahead, "lasts": lasts, "limit": limit})
    return list(found.all())


_LIST_NEW = (
    select(*CARD)
    .where(IS_LISTED, ProductRow.listed_at >= bindparam("since"), ProductRow.listed_at < bindparam("until"))
    .order_by(ProductRow.listed_at.desc(), ProductRow.id.desc())
    .limit(bindparam("most"))
)
_LIST_NEW_AFTER = _LIST_NEW.where(
    (ProductRow.listed_at < bindparam("at"))
    | ((ProductRow.listed_at == bindparam("at")) & (ProductRow.id < bindparam("last")))
)


async def list_new(
    tx: Tx | ReadTx, *, since: datetime, until: datetime, after: tuple[datetime, int] | None, limit: int
) -> Sequence[Any]:
    """Products that were listed in a period, the newest first."""
    given = {"since": since, "until": until, "most": limit}
    if after is None:
        return (await tx.execute(_LIST_NEW, given)).all()
    return (await tx.execute(_LIST_NEW_AFTER, {**given, "at": after[0], "last": after[1]})).all()


_COUNT_NEW = text(
    "SELECT count(*) FROM mall.product WHERE state = 'listed' AND listed_at >= :since AND listed_at < :until"
)


async def count_new(tx: Tx | ReadTx, *, since: datetime, until: datetime) -> int:
    """How many products were listed in a period."""
    return await tx.scalar(_COUNT_NEW, {"since": since, "until": until}) or 0


_FIND_WEEK = select(NewWeekRow.__table__).where(NewWeekRow.starts_on == bindparam("day"))


async def find_week(tx: Tx | ReadTx, starts_on: date) -> Any | None:
    """What editors call a week."""
    return (await tx.execute(_FIND_WEEK, {"day": starts_on})).one_or_none()


async def put_week(tx: Tx, **values: Any) -> None:
    """Write what editors call a week; said again it is replaced."""
    added = insert(NewWeekRow).values(**values)
    changed = {name: added.excluded[name] for name in values if name != "starts_on"}
    await tx.execute(added.on_conflict_do_update(index_elements=[NewWeekRow.starts_on], set_=changed))


_SHELF = text(
    "SELECT id FROM mall.product WHERE state = 'listed' AND sold_out_at IS NULL ORDER BY popularity DESC, id DESC"
    " LIMIT :limit"
)
_SHELF_NEW = text(
    "SELECT id FROM mall.product WHERE state = 'listed' AND sold_out_at IS NULL AND listed_at >= :since"
    " ORDER BY listed_at DESC, id DESC LIMIT :limit"
)


async def popular_ids(tx: Tx | ReadTx, *, limit: int) -> list[int]:
    """Products that are there, what sells best first."""
    return list((await tx.scalars(_SHELF, {"limit": limit})).all())


# What is said comes first, so that a rare name does not make the database read everything that sells better.
_SHELF_SAID = text(
    """
    WITH said AS MATERIALIZED (SELECT product_id FROM mall.product_words WHERE words @@ CAST(:words AS tsquery))
    SELECT id FROM mall.product JOIN said ON product_id = id
    WHERE state = 'listed' AND sold_out_at IS NULL AND category_id = ANY (:categories)
    ORDER BY popularity DESC, id DESC LIMIT :limit
    """
)


async def said_ids(tx: Tx | ReadTx, *, words: str, categories: Collection[int], limit: int) -> list[int]:
    """Products of some categories that are there and say such words (a tsquery), what sells best first."""
    given = {"words": words, "categories": list(categories), "limit": limit}
    return list((await tx.scalars(_SHELF_SAID, given)).all())


_STEPS = text(
    """
    SELECT category_id, percentile_disc(CAST(:shares AS double precision[])) WITHIN GROUP (ORDER BY price_amount) AS cut
    FROM mall.product WHERE state = 'listed' AND sold_out_at IS NULL
    GROUP BY category_id HAVING count(*) >= :least ORDER BY category_id
    """
)


async def price_steps(tx: Tx | ReadTx, *, shares: Sequence[float], least: int) -> dict[int, list[int]]:
    """Up to which price such shares of what is there of each category cost, where there are so many of it."""
    rows = await tx.execute(_STEPS, {"shares": list(shares), "least": least})
    return {row.category_id: list(row.cut) for row in rows}


async def new_ids(tx: Tx | ReadTx, *, since: datetime, limit: int) -> list[int]:
    """Products that are there and were listed since a moment, the newest first."""
    return list((await tx.scalars(_SHELF_NEW, {"since": since, "limit": limit})).all())
