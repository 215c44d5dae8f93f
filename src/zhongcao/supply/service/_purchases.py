"""Suppliers and purchase orders: ordered in the supplier's currency, received into lots."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from zhongcao.identity import service as identity
from zhongcao.inventory import service as inventory
from zhongcao.inventory.schemas import LotReceipt
from zhongcao.kit import outbox
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id, public_number
from zhongcao.kit.money import Currency, Money, total
from zhongcao.payments import service as payments
from zhongcao.payments.rules import PURCHASE_RECEIVED
from zhongcao.payments.schemas import Account, Entry
from zhongcao.supply import rules, store
from zhongcao.supply.errors import (
    CurrencyMismatch,
    PurchaseOrderClosed,
    PurchaseOrderNotFound,
    ReceiptUnfit,
    SupplierNotFound,
)
from zhongcao.supply.events import PurchaseOrderPlaced, PurchaseReceived
from zhongcao.supply.rules import PurchaseState
from zhongcao.supply.schemas import (
    PurchasedLine,
    PurchaseLine,
    PurchaseOrder,
    ReceivedLot,
    Supplier,
    SupplierInput,
)


async def add_supplier(tx: Tx, *, data: SupplierInput, now: datetime, id: int | None = None) -> Supplier:
    """Enter a supplier; one of the same name is answered as it is."""
    row = await store.add_supplier(
        tx,
        id=id or new_id(),
        name=data.name,
        country=data.country,
        currency=data.currency.value,
        lead_days=data.lead_days,
        added_at=now,
    )
    return _supplier(row)


async def get_supplier(tx: Tx | ReadTx, *, supplier_id: int) -> Supplier:
    """One supplier."""
    rows = await store.list_suppliers(tx, ids=[supplier_id])
    if not rows:
        raise SupplierNotFound(supplier=str(supplier_id))
    return _supplier(rows[0])


async def suppliers(tx: Tx | ReadTx, ids: Collection[int]) -> dict[int, Supplier]:
    """Suppliers by id; unknown ids are left out."""
    return {row.id: _supplier(row) for row in await store.list_suppliers(tx, ids=list(ids))} if ids else {}


async def list_suppliers(tx: Tx | ReadTx, *, cursor: str | None = None, limit: int = 20) -> Page[Supplier]:
    """All suppliers, oldest first."""
    after = decode(cursor, int)[0] if cursor else 0
    rows = await store.list_suppliers(tx, after=after, limit=limit + 1)
    more = encode(rows[limit - 1].id) if len(rows) > limit else None
    return Page([_supplier(row) for row in rows[:limit]], more)


async def place_purchase_order(
    tx: Tx, *, supplier_id: int, warehouse_id: int, lines: Sequence[PurchaseLine], by: Actor, now: datetime
) -> PurchaseOrder:
    """Order goods from a supplier into a warehouse; a SKU that is named twice becomes one line at the later price."""
    assert lines, "a purchase order orders something"
    supplier = await get_supplier(tx, supplier_id=supplier_id)
    warehouse = await inventory.get_warehouse(tx, warehouse_id=warehouse_id)
    if any(line.unit_cost.currency is not supplier.currency for line in lines):
        raise CurrencyMismatch(expected=supplier.currency.value)
    merged: dict[int, PurchaseLine] = {}
    for line in lines:
        quantity = line.quantity + (merged[line.sku_id].quantity if line.sku_id in merged else 0)
        merged[line.sku_id] = PurchaseLine(
            sku_id=line.sku_id,
            quantity=quantity,
            unit_cost=line.unit_cost,
            origin_country=line.origin_country or supplier.country,
        )
    order_id = new_id()
    sum_of_lines = total((line.unit_cost * line.quantity for line in merged.values()), supplier.currency)
    order = {
        "id": order_id,
        "number": public_number("P"),
        "supplier_id": supplier_id,
        "warehouse_id": int(warehouse.id),
        "state": PurchaseState.PLACED.value,
        "total_amount": sum_of_lines.amount,
        "currency": supplier.currency.value,
        "placed_by": by.member_id,
        "placed_at": now,
        "due_on": day_in_china(now + timedelta(days=supplier.lead_days)),
        "closed_at": None,
    }
    await store.add_purchase_order(
        tx,
        order,
        [
            {
                "purchase_order_id": order_id,
                "sku_id": line.sku_id,
                "quantity": line.quantity,
                "received": 0,
                "unit_cost_amount": line.unit_cost.amount,
                "currency": supplier.currency.value,
                "origin_country": line.origin_country,
            }
            for line in merged.values()
        ],
    )
    await _keep_offers(tx, supplier_id, warehouse_id, list(merged.values()), now)
    outbox.emit(
        tx,
        PurchaseOrderPlaced(
            purchase_order=order_id,
            supplier=supplier_id,
            skus=[[line.sku_id, line.quantity] for line in merged.values()],
        ),
    )
    return await _noted(tx, "purchase_order.placed", order_id, by=by, now=now)


async def receive_purchase_order(
    tx: Tx, *, purchase_order_id: int, lots: Sequence[ReceivedLot], by: Actor, now: datetime
) -> PurchaseOrder:
    """Take in what has arrived, lot by lot, and owe the supplier for it; never more than was ordered."""
    assert lots, "something has arrived"
    order = await store.lock_purchase_order(tx, purchase_order_id)
    if order is None:
        raise PurchaseOrderNotFound(purchase_order=str(purchase_order_id))
    if PurchaseState.ARRIVING not in rules.TRANSITIONS[PurchaseState(order.state)]:
        raise PurchaseOrderClosed(state=order.state)
    lines = {line.sku_id: line for line in await store.list_purchase_lines(tx, [purchase_order_id])}
    units: Counter[int] = Counter()
    for lot in lots:
        units[lot.sku_id] += lot.quantity
    fitting = await store.count_arrived(tx, purchase_order_id, dict(units))
    if unfit := sorted(units.keys() - fitting):
        raise ReceiptUnfit(skus=[str(sku_id) for sku_id in unfit])
    currency = Currency(order.currency)
    receipts = [
        LotReceipt(
            sku_id=lot.sku_id,
            warehouse_id=order.warehouse_id,
            quantity=lot.quantity,
            unit_cost=Money(lines[lot.sku_id].unit_cost_amount, currency),
            origin_country=lot.origin_country or lines[lot.sku_id].origin_country,
            item_record_no=lot.item_record_no,
            reference=order.number,
            produced_on=lot.produced_on,
            expires_on=lot.expires_on,
            batch_code=lot.batch_code,
        )
        for lot in lots
    ]
    taken = await inventory.receive_lots(tx, receipts=receipts, now=now)
    worth = total((lot.unit_cost * lot.received for lot in taken), currency)
    if worth.amount:
        await payments.post(
            tx,
            kind=PURCHASE_RECEIVED,
            ref=f"{order.number}/{taken[0].id}",
            entries=[
                Entry(Account.INVENTORY, worth),
                Entry(Account.SUPPLIERS_PAYABLE, -worth, str(order.supplier_id)),
            ],
            now=now,
        )
    complete = all(line.received + units[line.sku_id] == line.quantity for line in lines.values())
    state = PurchaseState.RECEIVED if complete else PurchaseState.ARRIVING
    await store.change_purchase_order(tx, purchase_order_id, state=state.value, closed_at=now if complete else None)
    outbox.emit(
        tx,
        PurchaseReceived(
            purchase_order=purchase_order_id,
            skus=[[lot.sku_id, lot.quantity] for lot in lots],
            complete=complete,
        ),
    )
    arrived = [(f"lot:{lot.id}", None, {"purchase_order": order.number, "quantity": lot.received}) for lot in taken]
    await identity.record_audits(tx, by=by, action="lot.received", entries=arrived, now=now)
    return await _noted(tx, "purchase_order.received", purchase_order_id, by=by, now=now)


async def cancel_purchase_order(tx: Tx, *, purchase_order_id: int, by: Actor, now: datetime) -> PurchaseOrder:
    """What has not arrived is no longer waited for; what has, stays."""
    order = await store.lock_purchase_order(tx, purchase_order_id)
    if order is None:
        raise PurchaseOrderNotFound(purchase_order=str(purchase_order_id))
    if PurchaseState.CANCELLED not in rules.TRANSITIONS[PurchaseState(order.state)]:
        raise PurchaseOrderClosed(state=order.state)
    await store.change_purchase_order(tx, purchase_order_id, state=PurchaseState.CANCELLED.value, closed_at=now)
    return await _noted(tx, "purchase_order.cancelled", purchase_order_id, by=by, now=now)


async def _noted(tx: Tx, action: str, purchase_order_id: int, *, by: Actor, now: datetime) -> PurchaseOrder:
    """A purchase order as it is now, with who made it so."""
    made = await get_purchase_order(tx, purchase_order_id=purchase_order_id)
    await identity.record_audit(tx, by=by, action=action, subject=f"purchase_order:{made.id}", after=made, now=now)
    return made


async def get_purchase_order(tx: Tx | ReadTx, *, purchase_order_id: int) -> PurchaseOrder:
    """One purchase order."""
    rows = await store.list_purchase_orders(tx, ids=[purchase_order_id])
    if not rows:
        raise PurchaseOrderNotFound(purchase_order=str(purchase_order_id))
    return (await _with_lines(tx, rows))[0]


async def purchase_orders(tx: Tx | ReadTx, ids: Collection[int]) -> dict[int, PurchaseOrder]:
    """Purchase orders by their ids."""
    rows = await store.list_purchase_orders(tx, ids=list(ids)) if ids else []
    return {int(order.id): order for order in await _with_lines(tx, rows)} if rows else {}


async def list_purchase_orders(
    tx: Tx | ReadTx, *, expected: bool = False, number: str | None = None, cursor: str | None = None, limit: int = 20
) -> Page[PurchaseOrder]:
    """All purchase orders, newest first; by number, or only those that still wait for goods."""
    before = decode(cursor, int)[0] if cursor else None
    rows = await store.list_purchase_orders(tx, expected=expected, number=number, before=before, limit=limit + 1)
    more = encode(rows[limit - 1].id) if len(rows) > limit else None
    return Page(await _with_lines(tx, rows[:limit]), more)


async def supplier_country(tx: Tx | ReadTx, *, number: str) -> str | None:
    """From which country the goods of a purchase order were bought; unknown for goods without one."""
    return await store.country_of_purchase(tx, number)


async def _with_lines(tx: Tx | ReadTx, rows: Collection[Any]) -> list[PurchaseOrder]:
    lines: dict[int, list[PurchasedLine]] = {row.id: [] for row in rows}
    for line in await store.list_purchase_lines(tx, list(lines)):
        lines[line.purchase_order_id].append(
            PurchasedLine(
                sku_id=str(line.sku_id),
                quantity=line.quantity,
                received=line.received,
                unit_cost=Money(line.unit_cost_amount, Currency(line.currency)),
                origin_country=line.origin_country,
            )
        )
    return [
        PurchaseOrder(
            id=str(row.id),
            number=row.number,
            supplier_id=str(row.supplier_id),
            warehouse_id=str(row.warehouse_id),
            state=PurchaseState(row.state),
            total=Money(row.total_amount, Currency(row.currency)),
            placed_at=row.placed_at,
            due_on=row.due_on,
            closed_at=row.closed_at,
            can_receive=PurchaseState.RECEIVED in rules.TRANSITIONS[PurchaseState(row.state)],
            can_cancel=PurchaseState.CANCELLED in rules.TRANSITIONS[PurchaseState(row.state)],
            lines=lines[row.id],
        )
        for row in rows
    ]


async def _keep_offers(
    tx: Tx, supplier_id: int, warehouse_id: int, lines: Sequence[PurchaseLine], now: datetime
) -> None:
    priced = [line for line in lines if line.unit_cost.amount > 0]
    if priced:
        await store.keep_offers(
            tx,
            [
                {
                    "sku_id": line.sku_id,
                    "supplier_id": supplier_id,
                    "unit_cost_amount": line.unit_cost.amount,
                    "currency": line.unit_cost.currency.value,
                    "warehouse_id": warehouse_id,
                    "at": now,
                }
                for line in priced
            ],
        )


def _supplier(row: Any) -> Supplier:
    return Supplier(
        id=str(row.id), name=row.name, country=row.country, currency=Currency(row.currency), lead_days=row.lead_days
    )
