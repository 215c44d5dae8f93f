"""Brands, trademarks, authorisations and the days on which they let us sell."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, Row, any_, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import Id63, ReadTx, Tx
from zhongcao.supply.tables import AuthorisationRow, BrandRow, SaleWindowRow, TrademarkRow

_IDS = any_(bindparam("ids", type_=ARRAY(Id63)))


async def add_brands(tx: Tx, rows: Sequence[dict[str, Any]]) -> int:
    """New brands; known ones stay as they are. Answers how many are new."""
    added = await tx.execute(insert(BrandRow).on_conflict_do_nothing().returning(BrandRow.id), list(rows))
    return len(added.all())


_BRANDS = select(BrandRow.__table__).where(BrandRow.id == _IDS).order_by(BrandRow.id)
_BRAND_OF_KEY = select(BrandRow.__table__).where(BrandRow.key == bindparam("key"))
_BRANDS_AFTER = (
    select(BrandRow.__table__).where(BrandRow.id > bindparam("after")).order_by(BrandRow.id).limit(bindparam("most"))
)


async def list_brands(
    tx: Tx | ReadTx, *, ids: Sequence[int] | None = None, key: str | None = None, after: int = 0, limit: int = 1000
) -> list[Any]:
    """Brands by ids or by key, or a page of all of them."""
    if ids is not None:
        found = await tx.execute(_BRANDS, {"ids": list(ids)})
    elif key is not None:
        found = await tx.execute(_BRAND_OF_KEY, {"key": key})
    else:
        found = await tx.execute(_BRANDS_AFTER, {"after": after, "most": limit})
    return list(found.all())


_LOCK_BRAND = select(BrandRow.id).where(BrandRow.id == bindparam("id")).with_for_update()


async def lock_brand(tx: Tx, brand_id: int) -> int | None:
    """Lock a brand while its papers change, so that its windows are worked out from all of them."""
    found: int | None = await tx.scalar(_LOCK_BRAND, {"id": brand_id})
    return found


async def add_trademark(tx: Tx, **values: Any) -> Row[Any]:
    """A new trademark, or the known one with the same registration."""
    columns = TrademarkRow.__table__.c
    added = (
        await tx.execute(insert(TrademarkRow).values(**values).on_conflict_do_nothing().returning(*columns))
    ).one_or_none()
    if added is not None:
        return added
    same = (
        (TrademarkRow.jurisdiction == values["jurisdiction"])
        & (TrademarkRow.register_no == values["register_no"])
        & (TrademarkRow.nice_class == values["nice_class"])
    )
    return (await tx.execute(select(TrademarkRow.__table__).where(same))).one()


async def find_trademark(tx: Tx | ReadTx, trademark_id: int) -> Any | None:
    """One trademark."""
    return (await tx.execute(select(TrademarkRow.__table__).where(TrademarkRow.id == trademark_id))).one_or_none()


_TRADEMARKS = select(TrademarkRow.__table__).where(TrademarkRow.brand_id == _IDS).order_by(TrademarkRow.id)


async def list_trademarks(tx: Tx | ReadTx, brand_ids: Sequence[int]) -> list[Any]:
    """The trademarks of brands."""
    return list((await tx.execute(_TRADEMARKS, {"ids": list(brand_ids)})).all())


async def add_trademarks(tx: Tx, rows: Sequence[dict[str, Any]]) -> set[int]:
    """Many new trademarks; answers the ids of those that are new."""
    added = await tx.execute(insert(TrademarkRow).on_conflict_do_nothing().returning(TrademarkRow.id), list(rows))
    return {row.id for row in added}


async def add_authorisations(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """New authorisations."""
    if rows:
        await tx.execute(insert(AuthorisationRow), list(rows))


async def find_authorisation(tx: Tx | ReadTx, authorisation_id: int) -> Any | None:
    """One authorisation."""
    query = select(AuthorisationRow.__table__).where(AuthorisationRow.id == authorisation_id)
    return (await tx.execute(query)).one_or_none()


_AUTHORISATIONS = (
    select(AuthorisationRow.__table__).where(AuthorisationRow.brand_id == _IDS).order_by(AuthorisationRow.id)
)


async def list_authorisations(tx: Tx | ReadTx, brand_ids: Sequence[int]) -> list[Any]:
    """All authorisations of brands."""
    return list((await tx.execute(_AUTHORISATIONS, {"ids": list(brand_ids)})).all())


async def change_authorisation(tx: Tx, authorisation_id: int, **values: Any) -> None:
    """Write down that an authorisation was verified, confirmed or revoked."""
    await tx.execute(update(AuthorisationRow).where(AuthorisationRow.id == authorisation_id).values(**values))


async def replace_windows(tx: Tx, brand_ids: Sequence[int], rows: Sequence[dict[str, Any]]) -> None:
    """The days on which chains of brands let us sell, newly worked out; warnings that were given stay given."""
    warned = {
        row.authorisation_id: (row.ends_on, row.warned_days)
        for row in await tx.execute(
            delete(SaleWindowRow)
            .where(SaleWindowRow.brand_id.in_(brand_ids))
            .returning(SaleWindowRow.authorisation_id, SaleWindowRow.ends_on, SaleWindowRow.warned_days)
        )
    }
    if not rows:
        return
    values = []
    for row in rows:
        ends_on, days = warned.get(row["authorisation_id"], (None, None))
        values.append({**row, "warned_days": days if ends_on == row["ends_on"] else None})
    await tx.execute(insert(SaleWindowRow), values)


_IS_OPEN = (
    (SaleWindowRow.brand_id == _IDS)
    & (SaleWindowRow.starts_on <= bindparam("day"))
    & (SaleWindowRow.ends_on >= bindparam("day"))
)
_BRANDS_WITH_WINDOW = select(SaleWindowRow.brand_id).where(_IS_OPEN).distinct()
_WINDOWS = (
    select(SaleWindowRow.__table__)
    .where(_IS_OPEN)
    .order_by(SaleWindowRow.brand_id, SaleWindowRow.ends_on.desc(), SaleWindowRow.authorisation_id)
)


async def brands_with_window(tx: Tx | ReadTx, brand_ids: Sequence[int], on: date) -> set[int]:
    """Brands of which some chain lets us sell on a day."""
    return set((await tx.scalars(_BRANDS_WITH_WINDOW, {"ids": list(brand_ids), "day": on})).all())


async def list_windows(tx: Tx | ReadTx, brand_ids: Sequence[int], on: date) -> list[Any]:
    """The windows of brands that are open on a day."""
    return list((await tx.execute(_WINDOWS, {"ids": list(brand_ids), "day": on})).all())


_TURNED = text(
    "WITH open AS (SELECT DISTINCT brand_id FROM supply.sale_window WHERE starts_on <= :day AND ends_on >= :day)"
    " UPDATE supply.brand b SET authorised_at = CASE WHEN b.authorised_at IS NULL"
    " THEN CAST(:now AS timestamptz) END"
    " WHERE (b.authorised_at IS NOT NULL) <> (b.id IN (SELECT brand_id FROM open))"
    " AND (CAST(:brands AS bigint[]) IS NULL OR b.id = ANY(CAST(:brands AS bigint[])))"
    " RETURNING b.id, b.authorised_at"
)


async def turn_brands(tx: Tx, *, on: date, now: datetime, brand_ids: Sequence[int] | None) -> list[Any]:
    """Mark brands whose chains have begun or ceased to let us sell; answers those that changed."""
    given = {"day": on, "now": now, "brands": list(brand_ids) if brand_ids is not None else None}
    return list((await tx.execute(_TURNED, given)).all())


_LAST = (
    select(SaleWindowRow.brand_id, func.max(SaleWindowRow.ends_on).label("ends_on"))
    .where(SaleWindowRow.ends_on >= bindparam("day"))
    .group_by(SaleWindowRow.brand_id)
    .having(func.max(SaleWindowRow.ends_on) <= bindparam("until"))
    .subquery()
)
_ENDING = (
    select(SaleWindowRow.__table__)
    .join(_LAST, (_LAST.c.brand_id == SaleWindowRow.brand_id) & (_LAST.c.ends_on == SaleWindowRow.ends_on))
    .order_by(SaleWindowRow.brand_id, SaleWindowRow.authorisation_id)
)


async def list_ending(tx: Tx | ReadTx, *, on: date, until: date) -> list[Any]:
    """The last windows of brands that end within some time, with the warning given so far."""
    return list((await tx.execute(_ENDING, {"day": on, "until": until})).all())


_WARN = (
    update(SaleWindowRow)
    .where(
        SaleWindowRow.brand_id == bindparam("of_brand"),
        SaleWindowRow.authorisation_id == bindparam("of_authorisation"),
    )
    .values(warned_days=bindparam("days"))
)


async def note_warning(tx: Tx, *, brand_id: int, authorisation_id: int, days: int) -> None:
    """A warning was given."""
    await tx.execute(_WARN, {"of_brand": brand_id, "of_authorisation": authorisation_id, "days": days})
