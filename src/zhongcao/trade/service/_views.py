"""How members and staff see orders."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

import msgspec

from zhongcao.customs import service as customs
from zhongcao.customs.schemas import DeclarationStatus
from zhongcao.identity import service as identity
from zhongcao.inventory import service as inventory
from zhongcao.inventory.schemas import Warehouse
from zhongcao.kit.cursor import Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.languages import Said
from zhongcao.kit.money import Currency, Money
from zhongcao.logistics import service as logistics
from zhongcao.logistics.schemas import ParcelView
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import SkuFace
from zhongcao.payments import service as payments
from zhongcao.trade import rules, store
from zhongcao.trade.errors import OrderNotFound
from zhongcao.trade.rules import IMPORTED_MODE, OrderEvent, OrderState, Progress
from zhongcao.trade.schemas import Contact, Order, OrderLine, OrderTabCount, StaffOrder, TimelineStep
from zhongcao.trade.service._cart import origin_of
from zhongcao.trade.service._progress import INSPECTED, carrier_of, problem_of, progress_of, stages_of
from zhongcao.trade.tables import OrderContactRow, OrderLineRow, OrderRow


async def get_order(tx: Tx | ReadTx, *, member_id: int, order_id: int, now: datetime) -> Order:
    """An order of this member with its timeline; another member's order does not exist for them."""
    row = await store.find_order(tx, member_id=member_id, order_id=order_id)
    if row is None:
        raise OrderNotFound(order=str(order_id))
    return await view_order(tx, row, now=now)


async def list_orders(
    tx: Tx | ReadTx,
    *,
    member_id: int,
    states: Sequence[OrderState],
    unreviewed: bool = False,
    cursor: str | None,
    limit: int,
    now: datetime,
) -> Page[Order]:
    """A member's orders, newest first, without timeline and contact; perhaps only those that wait for a note."""
    before = decode(cursor, int)[0] if cursor else None
    rows = await store.list_orders(
        tx, member_id=member_id, states=states, unreviewed=unreviewed, before=before, limit=limit + 1
    )
    lines = await store.list_lines(tx, [(row.member_id, row.id) for row in rows[:limit]])
    faces = await mall.faces(tx, {line.sku_id for held in lines.values() for line in held})
    held = await _held(tx, rows[:limit])
    items = [_order(row, lines[row.id], faces, now=now, held=held.get(row.id)) for row in rows[:limit]]
    return Page(items, encode(rows[limit - 1].id) if len(rows) > limit else None)


async def _held(tx: Tx | ReadTx, rows: Sequence[OrderRow]) -> dict[int, int]:
    """Those of some orders that customs looks at more closely, with its code."""
    declared = [(row.member_id, row.id) for row in rows if row.state == OrderState.DECLARED]
    found = await customs.list_held(tx, declared) if declared else {}
    return {order: code or INSPECTED for order, code in found.items()}


async def count_tabs(tx: Tx | ReadTx, *, member_id: int) -> list[OrderTabCount]:
    """The tabs above a member's orders, with how many each holds."""
    by_state = await store.count_by_state(tx, member_id=member_id)
    counted = {tab: sum(by_state.get(state, 0) for state in states) for tab, (_, states) in rules.TABS.items()}
    counted[rules.OrderTab.TO_REVIEW] = await store.count_unreviewed(tx, member_id=member_id)
    return [
        OrderTabCount(code=tab, zh=name.zh, en=name.en, orders=counted[tab]) for tab, (name, _) in rules.TABS.items()
    ]


async def list_staff_orders(
    tx: Tx | ReadTx,
    *,
    states: Sequence[OrderState],
    order_no: str | None,
    overdue: bool,
    cursor: str | None,
    limit: int,
    now: datetime,
) -> Page[StaffOrder]:
    """Orders of all members for staff, newest first, without contact data."""
    before = decode(cursor, int)[0] if cursor else None
    rows = await store.list_staff_orders(
        tx,
        states=states,
        order_no=order_no,
        due_before=now if overdue else None,
        before=before,
        limit=limit + 1,
    )
    lines = await store.list_lines(tx, [(row.member_id, row.id) for row in rows[:limit]])
    faces = await mall.faces(tx, {line.sku_id for held in lines.values() for line in held})
    held = await _held(tx, rows[:limit])
    items = [_for_staff(row, _order(row, lines[row.id], faces, now=now, held=held.get(row.id))) for row in rows[:limit]]
    return Page(items, encode(rows[limit - 1].id) if len(rows) > limit else None)


async def get_staff_order(tx: Tx, *, order_id: int, by: Actor, now: datetime) -> StaffOrder:
    """An order as staff see it; whoever sees the full contact data leaves a trace in the audit log."""
    row = await store.find_any_order(tx, order_id)
    if row is None:
        raise OrderNotFound(order=str(order_id))
    in_full = rules.may_see_contact(by.roles)
    if in_full:
        await identity.record_audit(tx, by=by, action="trade.contact.seen", subject=f"order:{order_id}", now=now)
    payment = await payments.find_payment(tx, order_id=row.id)
    return msgspec.structs.replace(
        _for_staff(row, await view_order(tx, row, now=now, masked=not in_full)),
        refundable=payment.refundable if payment else None,
    )


async def view_order(tx: Tx | ReadTx, row: OrderRow, *, now: datetime, masked: bool = False) -> Order:
    """An order with its lines, its contact and everything that happened to it."""
    owner = {"member_id": row.member_id, "order_id": row.id}
    lines = await store.list_lines(tx, [(row.member_id, row.id)])
    contact = await store.find_contact(tx, **owner)
    declaration = await customs.find_declaration(tx, **owner) if row.declared_at else None
    parcel = await logistics.tracking(tx, **owner) if row.paid_at and row.mode != IMPORTED_MODE else None
    faces = await mall.faces(tx, {line.sku_id for line in lines[row.id]})
    warehouse = await _warehouse(tx, row)
    payment_no = await _payment_no(tx, row)
    progress = progress_of(
        row,
        declaration=declaration,
        parcel=parcel,
        payment_no=payment_no,
        origin=await _origin_text(tx, warehouse, lines[row.id]),
    )
    sent = row.shipped_at and row.mode != IMPORTED_MODE
    traces = await inventory.trace_codes(tx, order_id=row.id) if sent else {}
    return msgspec.structs.replace(
        _order(row, lines[row.id], faces, now=now, progress=progress, traces=traces),
        warehouse=origin_of(warehouse) if warehouse else None,
        payment_no=payment_no,
        customs_no=progress.customs_no,
        contact=_contact(contact, masked=masked) if contact else None,
        stages=stages_of(progress),
        timeline=_timeline(row, declaration, parcel),
    )


async def _warehouse(tx: Tx | ReadTx, row: OrderRow) -> Warehouse | None:
    if row.warehouse_id is None:
        return None
    return await inventory.get_warehouse(tx, warehouse_id=row.warehouse_id)


async def _payment_no(tx: Tx | ReadTx, row: OrderRow) -> str | None:
    payment = await payments.find_payment(tx, order_id=row.id) if row.paid_at and row.payment_id else None
    return payment.number if payment else None


async def _origin_text(tx: Tx | ReadTx, warehouse: Warehouse | None, lines: Sequence[OrderLineRow]) -> Said | None:
    """Where the goods left from: warehouse and makers' lots."""
    if warehouse is None:
        return None
    lots = {int(pick["lot_id"]) for line in lines for pick in line.lots or () if "lot_id" in pick}
    codes = sorted(set((await inventory.batch_codes(tx, lots)).values()))
    told = "".join(f" · {code}" for code in codes[:3])
    return Said(warehouse.name + told, (warehouse.name_en or warehouse.name) + told)


def _order(
    row: OrderRow,
    lines: Sequence[OrderLineRow],
    faces: Mapping[int, SkuFace],
    *,
    now: datetime,
    progress: Progress | None = None,
    traces: Mapping[int, list[str]] = MappingProxyType({}),
    held: int | None = None,
) -> Order:
    known = progress or progress_of(row, held=held)
    headline, advice = rules.headline(known)
    currency, state = Currency(row.currency), OrderState(row.state)
    waits_for_money = state is OrderState.PLACED
    return Order(
        id=str(row.id),
        order_no=row.order_no,
        member=str(row.member_id),
        state=state,
        mode=row.mode,
        tax_regime=row.tax_regime,
        lines=[
            _line(
                line,
                currency,
                faces.get(line.sku_id),
                received=state in rules.RECEIVED,
                trace_codes=traces.get(line.line_no, []),
            )
            for line in lines
        ],
        goods=Money(row.goods_amount, currency),
        freight=Money(row.freight_amount, currency),
        tax=Money(row.tax_amount, currency),
        discount=Money(row.discount_amount, currency),
        total=Money(row.paid_amount, currency),
        promise_from=row.promise_from,
        promise_to=row.promise_to,
        notice_version=row.notice_version,
        source=row.source,
        reason=row.reason,
        carrier=carrier_of(row),
        waybill_no=row.waybill_no,
        can_pay=waits_for_money and row.due_at is not None and row.due_at > now,
        can_cancel=rules.may(state, OrderEvent.CANCEL),
        can_confirm=rules.may(state, OrderEvent.CONFIRM),
        imported=row.imported_at is not None,
        placed_at=row.placed_at,
        expires_at=row.placed_at + rules.PAY_WITHIN if waits_for_money else None,
        paid_at=row.paid_at,
        shipped_at=row.shipped_at,
        delivered_at=row.delivered_at,
        completed_at=row.completed_at,
        cancelled_at=row.cancelled_at,
        refunded_at=row.refunded_at,
        headline=headline,
        advice=advice,
        problem=problem_of(known),
    )


def _line(
    line: OrderLineRow, currency: Currency, face: SkuFace | None, *, received: bool, trace_codes: list[str]
) -> OrderLine:
    return OrderLine(
        line_no=line.line_no,
        sku=str(line.sku_id),
        product=str(line.product_id),
        title=line.title,
        title_en=face.title_en if face else "",
        variant=line.variant,
        variant_en=face.variant_en if face else "",
        picture=face.picture if face else None,
        quantity=line.quantity,
        reviewable=received and line.reviewed_at is None,
        price=Money(line.price_amount, currency),
        value=Money(line.value_amount, currency),
        freight=Money(line.freight_amount, currency),
        tax=Money(line.tax_amount, currency),
        source=line.source,
        trace_codes=trace_codes,
    )


def _contact(row: OrderContactRow, *, masked: bool) -> Contact:
    if not masked:
        return Contact(consignee=row.consignee, phone=row.phone, address=row.address, division_code=row.division_code)
    return Contact(
        consignee=rules.mask_name(row.consignee),
        phone=rules.mask_phone(row.phone),
        address="***",
        division_code=row.division_code,
    )


def _timeline(row: OrderRow, declaration: DeclarationStatus | None, parcel: ParcelView | None) -> list[TimelineStep]:
    steps: list[TimelineStep] = []
    for state, (text_zh, text_en) in rules.STEP_TEXTS.items():
        if at := getattr(row, f"{state}_at"):
            steps.append(TimelineStep(kind="order", code=state, text_zh=text_zh, text_en=text_en, place=None, at=at))
    for answer in declaration.times if declaration else []:
        steps.append(
            TimelineStep(
                kind="customs",
                code=f"{answer.document}:{answer.code}",
                text_zh=answer.text_zh,
                text_en=answer.text_en,
                place=None,
                at=answer.at,
            )
        )
    for event in parcel.events if parcel else []:
        steps.append(
            TimelineStep(
                kind="parcel",
                code=event.code,
                text_zh=event.text_zh,
                text_en=event.text_en,
                place=event.place,
                at=event.at,
            )
        )
    return sorted(steps, key=lambda step: step.at)


def _for_staff(row: OrderRow, order: Order) -> StaffOrder:
    return StaffOrder(
        order=order,
        warehouse_code=row.warehouse_code,
        payment_transaction=row.payment_transaction,
        due_at=row.due_at,
        times_chased=row.times_chased,
    )
