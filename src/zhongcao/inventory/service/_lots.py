"""Warehouses, lots, and what is on hand."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from zhongcao.inventory import rules, store
from zhongcao.inventory.errors import LotNotFound, OutOfStock, ShelfLifeTooShort, WarehouseNotFound
from zhongcao.inventory.events import BackInStock, StockReceived
from zhongcao.inventory.rules import WarehouseKind
from zhongcao.inventory.schemas import Imbalance, Lot, LotReceipt, Move, Warehouse, WarehouseInput
from zhongcao.kit import outbox
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import new_id, public_number
from zhongcao.kit.money import Currency, Money


async def add_warehouse(tx: Tx, *, data: WarehouseInput, now: datetime, id: int | None = None) -> Warehouse:
    """Open a warehouse; one with the same code is answered as it is."""
    if known := await store.list_warehouses(tx, code=data.code):
        return _warehouse(known[0])
    warehouse_id = id or new_id()
    await store.add_warehouse(
        tx,
        id=warehouse_id,
        code=data.code,
        name=data.name,
        name_en=data.name_en,
        kind=data.kind,
        country=data.country,
        city=data.city,
        customs_code=data.customs_code,
        mode=data.mode,
        opened_at=now,
    )
    return await get_warehouse(tx, warehouse_id=warehouse_id)


async def warehouses(tx: Tx | ReadTx) -> list[Warehouse]:
    """All warehouses, oldest first."""
    return [_warehouse(row) for row in await store.list_warehouses(tx)]


async def get_warehouse(tx: Tx | ReadTx, *, warehouse_id: int) -> Warehouse:
    """One warehouse."""
    rows = await store.list_warehouses(tx, ids=[warehouse_id])
    if not rows:
        raise WarehouseNotFound(warehouse=str(warehouse_id))
    return _warehouse(rows[0])


async def receive_lot(
    tx: Tx,
    *,
    sku_id: int,
    warehouse_id: int,
    quantity: int,
    produced_on: date | None,
    expires_on: date | None,
    unit_cost: Money,
    origin_country: str,
    item_record_no: str,
    reference: str,
    now: datetime,
    batch_code: str | None = None,
    limits: rules.ShelfLimits | None = None,
) -> Lot:
    """Take goods into a warehouse as one lot; refused when they expire too soon."""
    receipt = LotReceipt(
        sku_id=sku_id,
        warehouse_id=warehouse_id,
        quantity=quantity,
        unit_cost=unit_cost,
        origin_country=origin_country,
        item_record_no=item_record_no,
        reference=reference,
        produced_on=produced_on,
        expires_on=expires_on,
        batch_code=batch_code,
        limits=limits,
    )
    return (await receive_lots(tx, receipts=[receipt], now=now))[0]


async def receive_lots(tx: Tx, *, receipts: Sequence[LotReceipt], now: datetime) -> list[Lot]:
    """Take many lots in at once; if one is refused, none is taken."""
    if not receipts:
        return []
    today = day_in_china(now)
    known = {int(warehouse.id) for warehouse in await warehouses(tx)}
    rows = [_lot_values(receipt, known=known, today=today, now=now) for receipt in receipts]
    before = await store.sums_available(tx, {receipt.sku_id for receipt in receipts}, today)
    await store.add_lots(tx, rows)
    for sku_id in sorted({row["sku_id"] for row in rows} - before.keys()):
        outbox.emit(tx, BackInStock(sku=sku_id))
    for row in rows:
        outbox.emit(
            tx,
            StockReceived(sku=row["sku_id"], quantity=row["received"], lot=row["id"], warehouse=row["warehouse_id"]),
        )
    return [_lot(_Values(row), today) for row in rows]


async def available(tx: Tx | ReadTx, sku_ids: Sequence[int], *, on: date) -> dict[int, int]:
    """Free units that may be sold on a day, over all warehouses; zero for a SKU without any."""
    if not sku_ids:
        return {}
    return {**dict.fromkeys(sku_ids, 0), **await store.sums_available(tx, sku_ids, on)}


async def kinds_on_hand(tx: Tx | ReadTx, sku_ids: Sequence[int], *, on: date) -> dict[int, set[WarehouseKind]]:
    """The kinds of warehouses (保税仓, 海外仓) that have free units of a SKU; SKUs without any are missing."""
    found: dict[int, set[WarehouseKind]] = {}
    for row in await store.kinds_on_hand(tx, sku_ids, on) if sku_ids else ():
        found.setdefault(row.sku_id, set()).add(WarehouseKind(row.kind))
    return found


async def taken_since(tx: Tx | ReadTx, since: dict[int, datetime]) -> dict[int, int]:
    """How many units orders took since a moment of each SKU, without what they gave back."""
    if not since:
        return {}
    return {**dict.fromkeys(since, 0), **await store.units_taken(tx, since)}


async def choose_warehouse(tx: Tx | ReadTx, *, lines: Sequence[tuple[int, int]], on: date) -> Warehouse:
    """The warehouse that has all of an order (SKU, quantity): bonded ones first, then the oldest."""
    assert lines, "an order has lines"
    wanted: Counter[int] = Counter()
    for sku_id, quantity in lines:
        wanted[sku_id] += quantity
    found = await store.units_by_warehouse(tx, list(wanted), on)
    for warehouse_id, units in found.items():
        if all(units.get(sku_id, 0) >= quantity for sku_id, quantity in wanted.items()):
            return await get_warehouse(tx, warehouse_id=warehouse_id)
    best = {sku_id: max((units.get(sku_id, 0) for units in found.values()), default=0) for sku_id in wanted}
    short = next((sku_id for sku_id in wanted if best[sku_id] < wanted[sku_id]), None)
    if short is None:  # each is there, but not all of them in one warehouse
        first = next(iter(found.values()))
        short = next(sku_id for sku_id in wanted if first.get(sku_id, 0) < wanted[sku_id])
        raise OutOfStock(sku=str(short), wanted=wanted[short], available=first.get(short, 0), together=False)
    raise OutOfStock(sku=str(short), wanted=wanted[short], available=best[short])


async def sending_warehouses(tx: Tx | ReadTx, *, lines: Sequence[tuple[int, int]], on: date) -> dict[int, Warehouse]:
    """Which warehouse would send each SKU alone: the first that has the wanted quantity, else the one with most."""
    found = await store.units_by_warehouse(tx, [sku_id for sku_id, _ in lines], on)
    chosen: dict[int, int] = {}
    for sku_id, quantity in lines:
        having = [(warehouse_id, units[sku_id]) for warehouse_id, units in found.items() if units.get(sku_id)]
        enough = [warehouse_id for warehouse_id, units in having if units >= quantity]
        if having:
            chosen[sku_id] = enough[0] if enough else max(having, key=lambda one: one[1])[0]
    known = await store.list_warehouses(tx, ids=sorted(set(chosen.values()))) if chosen else []
    warehouses_by_id = {row.id: _warehouse(row) for row in known}
    return {sku_id: warehouses_by_id[warehouse_id] for sku_id, warehouse_id in chosen.items()}


async def batch_codes(tx: Tx | ReadTx, lot_ids: Collection[int]) -> dict[int, str]:
    """What the makers call lots (批号); lots without such a code are missing."""
    return await store.batch_codes(tx, lot_ids) if lot_ids else {}


async def list_lots(
    tx: Tx | ReadTx,
    *,
    sku_id: int | None = None,
    warehouse_id: int | None = None,
    cursor: str | None = None,
    limit: int = 20,
    on: date,
) -> Page[Lot]:
    """Lots, newest first."""
    before = decode(cursor, int)[0] if cursor else None
    rows = await store.list_lots(tx, sku_id=sku_id, warehouse_id=warehouse_id, before=before, limit=limit + 1)
    more = encode(rows[limit - 1].id) if len(rows) > limit else None
    return Page([_lot(row, on) for row in rows[:limit]], more)


async def list_moves(tx: Tx | ReadTx, *, lot_id: int, limit: int = 50) -> list[Move]:
    """The latest entries of a lot's journal."""
    lot = await store.find_lot(tx, lot_id)
    if lot is None:
        raise LotNotFound(lot=str(lot_id))
    rows = await store.list_moves(tx, sku_id=lot.sku_id, lot_id=lot_id, limit=limit)
    return [
        Move(kind=row.kind, cause_id=str(row.cause_id), line_no=row.line_no, quantity=row.quantity, at=row.at)
        for row in rows
    ]


async def list_imbalances(tx: Tx | ReadTx, *, limit: int = 20) -> list[Imbalance]:
    """Lots whose counters do not follow from their journal and holds; there must be none."""
    rows = await store.list_imbalances(tx, limit)
    return [Imbalance(**{**row._mapping, "sku_id": str(row.sku_id), "lot_id": str(row.lot_id)}) for row in rows]


async def count_units(tx: Tx | ReadTx) -> dict[str, int]:
    """All units received, available, reserved, shipped and adjusted, added up."""
    row = await store.count_units(tx)
    return {name: int(getattr(row, name)) for name in store.COUNTERS}


def _lot_values(receipt: LotReceipt, *, known: set[int], today: date, now: datetime) -> dict[str, Any]:
    assert receipt.quantity > 0, "a lot holds something"
    if receipt.warehouse_id not in known:
        raise WarehouseNotFound(warehouse=str(receipt.warehouse_id))
    limits = receipt.limits or rules.shelf_limits(
        produced_on=receipt.produced_on, expires_on=receipt.expires_on, received_on=today
    )
    if not rules.may_receive(expires_on=receipt.expires_on, limits=limits, on=today):
        raise ShelfLifeTooShort(
            sku=str(receipt.sku_id), expires_on=str(receipt.expires_on), days_needed=limits.reject_days
        )
    return {
        "sku_id": receipt.sku_id,
        "id": new_id(),
        "warehouse_id": receipt.warehouse_id,
        "batch_code": receipt.batch_code,
        "item_record_no": receipt.item_record_no,
        "origin_country": receipt.origin_country,
        "produced_on": receipt.produced_on,
        "expires_on": receipt.expires_on,
        "sells_until": rules.last_day_of_sale(expires_on=receipt.expires_on, limits=limits),
        "reject_days": limits.reject_days,
        "advent_days": limits.advent_days,
        "lockup_days": limits.lockup_days,
        "unit_cost_amount": receipt.unit_cost.amount,
        "currency": receipt.unit_cost.currency.value,
        "reference": receipt.reference,
        "received": receipt.quantity,
        "available": receipt.quantity,
        "reserved": 0,
        "shipped": 0,
        "adjusted": 0,
        "received_at": now,
        "trace_code": public_number("", rules.TRACE_CODE_LENGTH),
    }


class _Values:
    """Values about to be written, read like a row."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values


def _warehouse(row: Any) -> Warehouse:
    return Warehouse(
        id=str(row.id),
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        kind=rules.WarehouseKind(row.kind),
        country=row.country,
        city=row.city,
        customs_code=row.customs_code,
        mode=rules.CustomsMode(row.mode),
    )


def _lot(row: Any, on: date) -> Lot:
    return Lot(
        id=str(row.id),
        sku_id=str(row.sku_id),
        warehouse_id=str(row.warehouse_id),
        batch_code=row.batch_code,
        item_record_no=row.item_record_no,
        origin_country=row.origin_country,
        produced_on=row.produced_on,
        expires_on=row.expires_on,
        sells_until=row.sells_until,
        nearly_expired=rules.nearly_expired(expires_on=row.expires_on, advent_days=row.advent_days, on=on),
        unit_cost=Money(row.unit_cost_amount, Currency(row.currency)),
        reference=row.reference,
        trace_code=row.trace_code,
        received=row.received,
        available=row.available,
        reserved=row.reserved,
        shipped=row.shipped,
        adjusted=row.adjusted,
        received_at=row.received_at,
    )
