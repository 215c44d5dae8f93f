"""Lots, holds, the journal and corrections.

The three statements that move stock lock lots in the order of their key, so that they cannot deadlock, and write
counters, holds and journal together.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT

from zhongcao.inventory.rules import LotOnHand, MoveKind, Taken
from zhongcao.inventory.store._traces import add_traces
from zhongcao.inventory.tables import HoldRow, LotRow, StockMoveRow
from zhongcao.kit.db import ReadTx, Tx

_IDS = ARRAY(BIGINT)


async def add_lots(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """New lots, each with its trace code and the first entry of its journal."""
    await tx.execute(insert(LotRow), list(rows))
    await add_traces(tx, rows)
    await tx.execute(
        insert(StockMoveRow),
        [
            {
                "sku_id": row["sku_id"],
                "lot_id": row["id"],
                "kind": MoveKind.RECEIVED.value,
                "cause_id": row["id"],
                "line_no": 0,
                "quantity": row["received"],
                "at": row["received_at"],
            }
            for row in rows
        ],
    )


_AVAILABLE = text(
    "SELECT sku_id, sum(available)::bigint AS units FROM inventory.lot"
    " WHERE sku_id = ANY(:skus) AND available > 0 AND sells_until >= :day GROUP BY sku_id"
).bindparams(bindparam("skus", type_=_IDS))


async def sums_available(tx: Tx | ReadTx, sku_ids: Iterable[int], on: date) -> dict[int, int]:
    """Free units that may be sold, by SKU; SKUs without any are missing."""
    rows = await tx.execute(_AVAILABLE, {"skus": list(sku_ids), "day": on})
    return {row.sku_id: row.units for row in rows}


_TAKEN = text(
    "SELECT h.sku_id, sum(h.quantity)::bigint AS units"
    " FROM unnest(CAST(:skus AS bigint[]), CAST(:starts AS timestamptz[])) AS g (sku_id, since)"
    " JOIN inventory.hold h ON h.sku_id = g.sku_id AND h.held_at >= g.since AND h.outcome IS DISTINCT FROM 'released'"
    " GROUP BY h.sku_id"
)


async def units_taken(tx: Tx | ReadTx, since: dict[int, datetime]) -> dict[int, int]:
    """Units that orders took and kept since a moment, by SKU; SKUs without any are missing."""
    rows = await tx.execute(_TAKEN, {"skus": list(since), "starts": list(since.values())})
    return {row.sku_id: row.units for row in rows}


_CHOICE = text(
    "SELECT w.id, l.sku_id, max(l.units)::bigint AS units FROM inventory.warehouse w JOIN ("
    "  SELECT warehouse_id, sku_id, item_record_no, origin_country, sum(available) AS units FROM inventory.lot"
    "  WHERE sku_id = ANY(:skus) AND available > 0 AND sells_until >= :day"
    "  GROUP BY warehouse_id, sku_id, item_record_no, origin_country) l ON l.warehouse_id = w.id"
    " GROUP BY w.id, w.kind, l.sku_id ORDER BY w.kind = 'bonded' DESC, w.id"
).bindparams(bindparam("skus", type_=_IDS))


async def units_by_warehouse(tx: Tx | ReadTx, sku_ids: Sequence[int], on: date) -> dict[int, dict[int, int]]:
    """How many units of each SKU one order line could get from each warehouse; bonded ones first."""
    found: dict[int, dict[int, int]] = {}
    for warehouse, sku, units in await tx.execute(_CHOICE, {"skus": list(sku_ids), "day": on}):
        found.setdefault(warehouse, {})[sku] = units
    return found


_KINDS = text(
    "SELECT DISTINCT l.sku_id, w.kind FROM inventory.lot l JOIN inventory.warehouse w ON w.id = l.warehouse_id"
    " WHERE l.sku_id = ANY(:skus) AND l.available > 0 AND l.sells_until >= :day"
).bindparams(bindparam("skus", type_=_IDS))


async def kinds_on_hand(tx: Tx | ReadTx, sku_ids: Sequence[int], on: date) -> list[Any]:
    """In which kinds of warehouses SKUs have free units that may be sold."""
    return list((await tx.execute(_KINDS, {"skus": list(sku_ids), "day": on})).all())


_ON_HAND = text(
    "SELECT id, sku_id, available, expires_on, sells_until, received_at, item_record_no, origin_country,"
    " EXISTS (SELECT 1 FROM inventory.hold WHERE order_id = :order) AS held"
    " FROM inventory.lot WHERE warehouse_id = :warehouse AND sku_id = ANY(:skus) AND available > 0"
    " AND sells_until >= :day"
).bindparams(bindparam("skus", type_=_IDS))


async def lots_on_hand(
    tx: Tx, *, order_id: int, warehouse_id: int, sku_ids: Sequence[int], on: date
) -> tuple[list[LotOnHand], bool]:
    """Lots of a warehouse with free units, read without a lock, and whether the order already holds something."""
    rows = (
        await tx.execute(_ON_HAND, {"order": order_id, "warehouse": warehouse_id, "skus": list(sku_ids), "day": on})
    ).all()
    return [_on_hand(row) for row in rows], bool(rows and rows[0].held)


_TAKE = text(
    """
    WITH wanted AS (
      SELECT * FROM unnest(CAST(:lines AS int[]), CAST(:skus AS bigint[]), CAST(:lots AS bigint[]),
                           CAST(:quantities AS int[])) AS w (line_no, sku_id, lot_id, quantity)
    ), per_lot AS (
      SELECT sku_id, lot_id, sum(quantity) AS quantity FROM wanted GROUP BY sku_id, lot_id
    ), locked AS MATERIALIZED (
      SELECT id, sku_id, available, expires_on, sells_until, received_at, item_record_no, origin_country
      FROM inventory.lot WHERE sku_id = ANY(CAST(:all_skus AS bigint[])) AND id = ANY(CAST(:all_lots AS bigint[]))
      ORDER BY sku_id, id FOR UPDATE
    ), met AS (
      SELECT count(*) = (SELECT count(*) FROM per_lot) AS whole
      FROM per_lot p JOIN locked l ON l.id = p.lot_id AND l.sku_id = p.sku_id WHERE l.available >= p.quantity
    ), taken AS (
      UPDATE inventory.lot t SET available = t.available - p.quantity, reserved = t.reserved + p.quantity
      FROM per_lot p, met
      -- What is left was looked at in the locked rows; asking t again would ask the statement's older snapshot,
      -- which misses what was given back a moment ago. The CHECK on available holds the rest.
      WHERE met.whole AND t.sku_id = p.sku_id AND t.id = p.lot_id
      RETURNING t.id, t.available
    ), held AS (
      INSERT INTO inventory.hold (sku_id, order_id, line_no, lot_id, quantity, expires_at, held_at)
      SELECT w.sku_id, :order, w.line_no, w.lot_id, w.quantity, :expires_at, :now FROM wanted w, met WHERE met.whole
    ), moved AS (
      INSERT INTO inventory.stock_move (sku_id, lot_id, kind, cause_id, line_no, quantity, at)
      SELECT w.sku_id, w.lot_id, 'reserved', :order, w.line_no, w.quantity, :now FROM wanted w, met WHERE met.whole
    )
    SELECT l.*, t.available AS left_over FROM locked l LEFT JOIN taken t ON t.id = l.id
    """
)


async def take(
    tx: Tx,
    picks: Sequence[Taken],
    *,
    candidates: Sequence[LotOnHand],
    order_id: int,
    expires_at: datetime | None,
    now: datetime,
) -> tuple[bool, list[LotOnHand]]:
    """Reserve picks, all or none. Answers whether it worked, and the candidates as they are now, locked."""
    rows = (
        await tx.execute(
            _TAKE,
            {
                "lines": [pick.line_no for pick in picks],
                "skus": [pick.lot.sku_id for pick in picks],
                "lots": [pick.lot.id for pick in picks],
                "quantities": [pick.quantity for pick in picks],
                "all_skus": list({lot.sku_id for lot in candidates}),
                "all_lots": [lot.id for lot in candidates],
                "order": order_id,
                "expires_at": expires_at,
                "now": now,
            },
        )
    ).all()
    worked = any(row.left_over is not None for row in rows)
    return worked, [_on_hand(row, left=row.left_over) for row in rows]


_END = """
    WITH mine AS MATERIALIZED ({mine}),
    per_lot AS (SELECT sku_id, lot_id, sum(quantity) AS quantity FROM mine GROUP BY sku_id, lot_id),
    locked AS MATERIALIZED (
      SELECT l.sku_id, l.id FROM inventory.lot l JOIN per_lot p ON p.sku_id = l.sku_id AND p.lot_id = l.id
      ORDER BY l.sku_id, l.id FOR UPDATE OF l
    ), moved AS (
      UPDATE inventory.lot t SET {counters} FROM per_lot p JOIN locked l ON l.sku_id = p.sku_id AND l.id = p.lot_id
      WHERE t.sku_id = p.sku_id AND t.id = p.lot_id
    ), ended AS (
      UPDATE inventory.hold h SET ended_at = :now, outcome = '{kind}' FROM mine m
      WHERE h.sku_id = m.sku_id AND h.order_id = m.order_id AND h.line_no = m.line_no AND h.lot_id = m.lot_id
    ), written AS (
      INSERT INTO inventory.stock_move (sku_id, lot_id, kind, cause_id, line_no, quantity, at)
      SELECT sku_id, lot_id, '{kind}', order_id, line_no, quantity, :now FROM mine
    )
    SELECT order_id, sku_id, sum(quantity)::bigint AS quantity FROM mine GROUP BY order_id, sku_id
"""
_GIVEN_BACK = "available = t.available + p.quantity, reserved = t.reserved - p.quantity"
_HOLDS_OF_ORDER = """
    SELECT sku_id, order_id, line_no, lot_id, quantity FROM inventory.hold
    WHERE order_id = :order AND ended_at IS NULL ORDER BY sku_id, order_id, line_no, lot_id FOR UPDATE
"""
# An order of which somebody else has locked a part (its payment is being booked) is left for the next round.
_HOLDS_OUT_OF_TIME = """
    SELECT d.* FROM (
      SELECT sku_id, order_id, line_no, lot_id, quantity, count(*) OVER (PARTITION BY order_id) AS seen FROM (
        SELECT sku_id, order_id, line_no, lot_id, quantity FROM inventory.hold
        WHERE order_id = ANY(ARRAY(
            SELECT DISTINCT order_id FROM inventory.hold
            WHERE ended_at IS NULL AND expires_at <= :until ORDER BY order_id LIMIT :orders))
          AND ended_at IS NULL AND expires_at <= :until
        ORDER BY sku_id, order_id, line_no, lot_id FOR UPDATE SKIP LOCKED) s) d
    WHERE d.seen = (SELECT count(*) FROM inventory.hold h WHERE h.order_id = d.order_id AND h.ended_at IS NULL)
"""
_SHIP = text(
    _END.format(
        mine=_HOLDS_OF_ORDER,
        kind=MoveKind.SHIPPED.value,
        counters="reserved = t.reserved - p.quantity, shipped = t.shipped + p.quantity",
    )
)
_RELEASE = text(_END.format(mine=_HOLDS_OF_ORDER, kind=MoveKind.RELEASED.value, counters=_GIVEN_BACK))
_EXPIRE = text(_END.format(mine=_HOLDS_OUT_OF_TIME, kind=MoveKind.RELEASED.value, counters=_GIVEN_BACK))


async def ship_holds(tx: Tx, order_id: int, now: datetime) -> dict[int, int]:
    """Turn what an order holds into shipped units; answers units by SKU."""
    rows = await tx.execute(_SHIP, {"order": order_id, "now": now})
    return {row.sku_id: row.quantity for row in rows}


async def release_holds(tx: Tx, order_id: int, now: datetime) -> dict[int, int]:
    """Give back what an order holds; answers units by SKU."""
    rows = await tx.execute(_RELEASE, {"order": order_id, "now": now})
    return {row.sku_id: row.quantity for row in rows}


async def release_overdue(tx: Tx, *, until: datetime, orders: int, now: datetime) -> list[tuple[int, int, int]]:
    """Give back what unpaid orders hold beyond their time; answers (order, SKU, units)."""
    rows = await tx.execute(_EXPIRE, {"until": until, "orders": orders, "now": now})
    return [(row.order_id, row.sku_id, row.quantity) for row in rows]


_KEEP = (
    update(HoldRow)
    .where(HoldRow.order_id == bindparam("order"), HoldRow.ended_at.is_(None))
    .values(expires_at=None)
    .returning(HoldRow.lot_id)
)
_HOLDS = (
    select(
        HoldRow.line_no,
        HoldRow.sku_id,
        HoldRow.lot_id,
        HoldRow.quantity,
        HoldRow.outcome,
        LotRow.expires_on,
        LotRow.origin_country,
        LotRow.item_record_no,
    )
    .join(LotRow, (LotRow.sku_id == HoldRow.sku_id) & (LotRow.id == HoldRow.lot_id))
    .where(HoldRow.order_id == bindparam("order"))
    .order_by(HoldRow.line_no, LotRow.expires_on, HoldRow.lot_id)
)
_FIND_LOT = select(LotRow.__table__).where(LotRow.id == bindparam("lot"))


async def keep_holds(tx: Tx, order_id: int) -> int:
    """Take away the end of what an order holds; answers how many holds are alive."""
    return len((await tx.execute(_KEEP, {"order": order_id})).all())


async def list_holds(tx: Tx | ReadTx, order_id: int) -> list[Any]:
    """Everything that was ever held for an order, with what a customs line needs to know of each lot."""
    return list((await tx.execute(_HOLDS, {"order": order_id})).all())


async def find_lot(tx: Tx | ReadTx, lot_id: int) -> Row[Any] | None:
    """One lot."""
    return (await tx.execute(_FIND_LOT, {"lot": lot_id})).one_or_none()


async def list_lots(
    tx: Tx | ReadTx, *, sku_id: int | None, warehouse_id: int | None, before: int | None, limit: int
) -> list[Row[Any]]:
    """Lots, newest first."""
    query = select(LotRow.__table__).order_by(LotRow.id.desc()).limit(limit)
    for column, value in ((LotRow.sku_id, sku_id), (LotRow.warehouse_id, warehouse_id)):
        if value is not None:
            query = query.where(column == value)
    if before is not None:
        query = query.where(LotRow.id < before)
    return list((await tx.execute(query)).all())


async def list_moves(tx: Tx | ReadTx, *, sku_id: int, lot_id: int, limit: int) -> list[Row[Any]]:
    """The latest entries of a lot's journal, newest first."""
    query = (
        select(StockMoveRow.__table__)
        .where(StockMoveRow.sku_id == sku_id, StockMoveRow.lot_id == lot_id)
        .order_by(StockMoveRow.at.desc(), StockMoveRow.cause_id.desc(), StockMoveRow.kind)
        .limit(limit)
    )
    return list((await tx.execute(query)).all())


_CORRECT = text(
    """
    WITH changed AS (
      UPDATE inventory.lot SET available = available + :change, adjusted = adjusted + :change
      WHERE sku_id = :sku AND id = :lot AND available + :change >= 0 RETURNING available
    ), moved AS (
      INSERT INTO inventory.stock_move (sku_id, lot_id, kind, cause_id, line_no, quantity, at)
      SELECT :sku, :lot, 'adjusted', :cause, 0, :change, :now FROM changed
    )
    SELECT available FROM changed
    """
)


async def correct_lot(tx: Tx, row: Row[Any], now: datetime) -> int | None:
    """Apply a correction to its lot; answers the free units, or None when there are too few."""
    given = {"sku": row.sku_id, "lot": row.lot_id, "cause": row.id, "change": row.change, "now": now}
    left: int | None = await tx.scalar(_CORRECT, given)
    return left


_IMBALANCES = text(
    """
    WITH booked AS (
      SELECT sku_id, lot_id,
        sum(quantity) FILTER (WHERE kind = 'received') AS received,
        coalesce(sum(quantity) FILTER (WHERE kind = 'reserved'), 0) AS reserved,
        coalesce(sum(quantity) FILTER (WHERE kind = 'released'), 0) AS released,
        coalesce(sum(quantity) FILTER (WHERE kind = 'shipped'), 0) AS shipped,
        coalesce(sum(quantity) FILTER (WHERE kind = 'adjusted'), 0) AS adjusted
      FROM inventory.stock_move GROUP BY sku_id, lot_id
    ), alive AS (
      SELECT sku_id, lot_id, sum(quantity) AS quantity FROM inventory.hold WHERE ended_at IS NULL
      GROUP BY sku_id, lot_id
    ), compared AS (
      SELECT l.sku_id, l.id AS lot_id, l.received, l.available, l.reserved, l.shipped,
        coalesce(b.received - b.reserved + b.released + b.adjusted, 0)::bigint AS expected_available,
        coalesce(b.reserved - b.released - b.shipped, 0)::bigint AS expected_reserved,
        coalesce(b.shipped, 0)::bigint AS expected_shipped,
        coalesce(a.quantity, 0)::bigint AS live_holds
      FROM inventory.lot l
      LEFT JOIN booked b ON b.sku_id = l.sku_id AND b.lot_id = l.id
      LEFT JOIN alive a ON a.sku_id = l.sku_id AND a.lot_id = l.id
    )
    SELECT * FROM compared
    WHERE available <> expected_available OR reserved <> expected_reserved OR shipped <> expected_shipped
      OR reserved <> live_holds
    ORDER BY sku_id, lot_id LIMIT :limit
    """
)


async def list_imbalances(tx: Tx | ReadTx, limit: int) -> list[Row[Any]]:
    """Lots whose counters do not follow from journal and holds."""
    return list((await tx.execute(_IMBALANCES, {"limit": limit})).all())


async def count_units(tx: Tx | ReadTx) -> Any:
    """All counters of all lots, added up."""
    columns = [func.coalesce(func.sum(getattr(LotRow, name)), 0).label(name) for name in COUNTERS]
    return (await tx.execute(select(*columns))).one()


COUNTERS = ("received", "available", "reserved", "shipped", "adjusted")


def _on_hand(row: Any, *, left: int | None = None) -> LotOnHand:
    return LotOnHand(
        id=row.id,
        sku_id=row.sku_id,
        available=row.available if left is None else left,
        expires_on=row.expires_on,
        sells_until=row.sells_until,
        received_at=row.received_at,
        item_record_no=row.item_record_no,
        origin_country=row.origin_country,
    )
