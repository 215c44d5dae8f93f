"""Declarations of orders: made, withdrawn, sent again, looked at."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from zhongcao.customs import rules, store
from zhongcao.customs.errors import (
    DeclarationNotFound,
    GoodsUnmapped,
    NotCancellable,
    NotRetryable,
    ReturnTooLate,
)
from zhongcao.customs.events import Cancelled
from zhongcao.customs.rules import DeclarationState, Document, Mode
from zhongcao.customs.schemas import (
    DeclarationDetail,
    DeclarationDetailLine,
    DeclarationItem,
    DeclarationStatus,
    DeclarationStep,
    GoodsRow,
    OrderDeclaration,
)
from zhongcao.customs.service._allowance import void_allowance
from zhongcao.kit import outbox
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import new_id, public_number
from zhongcao.kit.money import cny

S = DeclarationState


async def declare(tx: Tx, *, order: OrderDeclaration, now: datetime) -> None:
    """Prepare the declaration of a paid order; a worker sends its documents. Once per order."""
    known = await store.get_goods(tx, [line.sku_id for line in order.lines])
    missing = sorted({line.sku_id for line in order.lines} - known.keys())
    if missing:
        raise GoodsUnmapped(skus=[str(sku) for sku in missing])
    declaration_id = new_id()
    net = sum(known[line.sku_id].net_weight_grams * line.quantity for line in order.lines)
    values = {
        "member_id": order.member_id,
        "id": declaration_id,
        "order_id": order.order_id,
        "order_no": order.order_no,
        "cop_no": public_number("ZC", 14),
        "mode": Mode.BONDED,
        "warehouse_id": int(order.warehouse_id),
        "warehouse_code": order.warehouse_code,
        "state": S.PREPARED,
        "attempt": 1,
        "declared_at": _whole_second(now),
        "due_at": now,
        "goods_value_amount": order.goods_value.amount,
        "freight_amount": order.freight.amount,
        "discount_amount": order.discount.amount,
        "tax_total_amount": order.tax_total.amount,
        "paid_amount": order.paid.amount,
        "currency": order.paid.currency,
        "payment_provider": order.payment_provider,
        "payment_transaction": order.payment_transaction,
        "paid_at": order.paid_at,
        "consignee": order.consignee,
        "consignee_phone": order.consignee_phone,
        "consignee_address": order.consignee_address[:200],
        "division_code": order.division_code,
        "carrier_code": order.carrier_code,
        "carrier_name": order.carrier_name,
        "waybill_no": order.waybill_no,
        "gross_weight_grams": max(order.gross_weight_grams, net),
        "created_at": now,
    }
    await store.add_declaration(tx, values, _lines(order, declaration_id, known))


def _lines(order: OrderDeclaration, declaration_id: int, known: dict[int, GoodsRow]) -> list[dict[str, Any]]:
    return [
        {
            "member_id": order.member_id,
            "declaration_id": declaration_id,
            "line_no": line.line_no,
            "sku_id": line.sku_id,
            "hs_code": known[line.sku_id].hs_code,
            "name": line.name[:250],
            "content": _content_text(known[line.sku_id]),
            "barcode": line.barcode,
            "quantity": line.quantity,
            "price_amount": line.price.amount,
            "total_amount": line.total.amount,
            "currency": line.price.currency,
            "unit": known[line.sku_id].unit,
            "unit_statutory": known[line.sku_id].unit_statutory,
            "net_weight_grams": known[line.sku_id].net_weight_grams,
            "origin_country": line.origin_country,
            "item_record_no": line.item_record_no,
        }
        for line in order.lines
    ]


def _content_text(row: GoodsRow) -> str:
    # The high-end test of customs reads the content out of the model text (规格型号).
    if row.content_value is None or row.content_unit is None:
        return f"{row.net_weight_grams}g/件"
    return f"{row.content_value}{row.content_unit}/件"


def _whole_second(moment: datetime) -> datetime:
    # Receipts may carry whole seconds only; a declaration must not look later than its own answer.
    return moment.replace(microsecond=0)


async def find_declaration(tx: Tx | ReadTx, *, member_id: int, order_id: int) -> DeclarationStatus | None:
    """Where the declaration of an order stands, or None when it has none."""
    row = await store.find_declaration(tx, member_id=member_id, order_id=order_id)
    if row is None:
        return None
    receipts = await store.list_receipts(tx, [(row.member_id, row.id)])
    return DeclarationStatus(
        state=S(row.state),
        status_code=row.list_code,
        invt_no=row.invt_no,
        times=_steps(receipts.get((row.member_id, row.id), [])),
    )


async def list_held(tx: Tx | ReadTx, orders: Sequence[tuple[int, int]]) -> dict[int, int | None]:
    """Those of some orders (member, order) whose declaration customs looks at more closely, with its last code."""
    return await store.list_held(tx, orders)


def _steps(receipts: Sequence[Any]) -> list[DeclarationStep]:
    steps = []
    for receipt in receipts:
        text_zh, text_en = rules.status_text(receipt.code)
        steps.append(
            DeclarationStep(
                document=receipt.document,
                code=receipt.code,
                text_zh=text_zh,
                text_en=text_en,
                at=receipt.returned_at,
            )
        )
    return steps


async def cancel_declaration(tx: Tx, *, member_id: int, order_id: int, reason: str, now: datetime) -> bool:
    """Withdraw a declaration before its release; True when done at once, else customs is asked (623)."""
    row = await store.lock_declaration(tx, member_id=member_id, order_id=order_id)
    if row is None:
        raise DeclarationNotFound(order=str(order_id))
    state = S(row.state)
    if state is S.CANCELLED:
        return True
    if state in rules.FINAL:
        raise NotCancellable(state=state)
    if state in (S.PREPARED, S.REJECTED):
        change = {"member_id": member_id, "id": row.id, "state": S.CANCELLED, "due_at": None}
        await store.set_declarations(tx, [change])
        await void_allowance(tx, order_id=order_id, now=now)
        outbox.emit(tx, Cancelled(order=order_id, member=member_id))
        return True
    await _ask(tx, row, kind=Document.CANCEL, reason=reason, lines=[], now=now)
    return False


async def request_return(
    tx: Tx, *, member_id: int, order_id: int, lines: Sequence[tuple[int, int]], reason: str, now: datetime
) -> None:
    """Ask customs to take goods of a released order back (625): line numbers and quantities, within 30 days."""
    row = await store.lock_declaration(tx, member_id=member_id, order_id=order_id)
    if row is None or row.released_at is None:
        raise DeclarationNotFound(order=str(order_id))
    if now > row.released_at + timedelta(days=rules.RETURN_APPLY_DAYS):
        raise ReturnTooLate(days=rules.RETURN_APPLY_DAYS)
    await _ask(tx, row, kind=Document.REFUND, reason=reason, lines=[list(line) for line in lines], now=now)


async def _ask(tx: Tx, row: Any, *, kind: Document, reason: str, lines: list[list[int]], now: datetime) -> None:
    earlier = await store.lock_withdrawals(tx, [(row.member_id, row.id)])
    if any(one.kind == kind and one.state in (S.PREPARED, S.SUBMITTED) for one in earlier):
        return  # asked already, and not yet answered
    await store.add_withdrawal(
        tx,
        {
            "member_id": row.member_id,
            "id": new_id(),
            "declaration_id": row.id,
            "kind": kind,
            "cop_no": public_number("ZW", 14),
            "state": S.PREPARED,
            "due_at": now,
            "reason": reason[:200],
            "lines": lines,
            "requested_at": now,
        },
    )


async def redeclare(tx: Tx, *, declaration_id: int, now: datetime) -> DeclarationItem:
    """Send a rejected or held declaration again; earlier rejections are then spent."""
    found = await store.find_declaration_by_id(tx, declaration_id)
    if found is None:
        raise DeclarationNotFound(declaration=str(declaration_id))
    row = (await store.lock_declarations(tx, [(found.member_id, found.id)]))[0]
    if S.PREPARED not in rules.TRANSITIONS[S(row.state)]:
        raise NotRetryable(state=row.state)
    receipts = (await store.list_receipts(tx, [(row.member_id, row.id)])).get((row.member_id, row.id), [])
    # Strictly after every answer so far, to the millisecond in which answers are dated.
    latest = max((one.returned_at for one in receipts), default=now) + timedelta(milliseconds=1)
    declared_at = max(now.replace(microsecond=now.microsecond // 1000 * 1000), latest)
    change = {
        "member_id": row.member_id,
        "id": row.id,
        "state": S.PREPARED,
        "attempt": row.attempt + 1,
        "declared_at": declared_at,
        "due_at": now,
        "reason": None,
    }
    await store.set_declarations(tx, [change])
    again = await store.find_declaration_by_id(tx, declaration_id)
    return _item(again)


async def list_declarations(
    tx: Tx | ReadTx,
    *,
    state: DeclarationState | None = None,
    order_no: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[DeclarationItem]:
    """Declarations for the customs officer, newest first; of one state, or of one order."""
    rows = await store.list_declarations(tx, state=state, order_no=order_no, before=before, limit=limit)
    return [_item(row) for row in rows]


async def get_declaration(tx: Tx | ReadTx, *, declaration_id: int) -> DeclarationDetail:
    """A declaration with its lines, every answer and the tax notice."""
    row = await store.find_declaration_by_id(tx, declaration_id)
    if row is None:
        raise DeclarationNotFound(declaration=str(declaration_id))
    pair = (row.member_id, row.id)
    lines = (await store.list_lines(tx, [pair])).get(pair, [])
    receipts = (await store.list_receipts(tx, [pair])).get(pair, [])
    noticed = None
    if row.noticed_vat_amount is not None:
        noticed = cny(row.noticed_duty_amount + row.noticed_vat_amount + row.noticed_consumption_amount)
    return DeclarationDetail(
        declaration=_item(row),
        invt_no=row.invt_no,
        tax_notice=noticed,
        lines=[
            DeclarationDetailLine(
                line_no=line.line_no,
                sku_id=str(line.sku_id),
                hs_code=line.hs_code,
                name=line.name,
                quantity=line.quantity,
                price=cny(line.price_amount),
                total=cny(line.total_amount),
                origin_country=line.origin_country,
            )
            for line in lines
        ],
        receipts=_steps(receipts),
    )


async def count_by_state(tx: Tx | ReadTx) -> dict[str, int]:
    """How many declarations stand in each state."""
    return await store.count_by_state(tx)


def _item(row: Any) -> DeclarationItem:
    return DeclarationItem(
        id=str(row.id),
        member_id=str(row.member_id),
        order_id=str(row.order_id),
        order_no=row.order_no,
        cop_no=row.cop_no,
        mode=row.mode,
        warehouse_code=row.warehouse_code,
        state=S(row.state),
        status_code=row.list_code,
        attempt=row.attempt,
        reason=row.reason,
        paid=cny(row.paid_amount),
        tax_total=cny(row.tax_total_amount),
        due_at=row.due_at,
        created_at=row.created_at,
        can_retry=S.PREPARED in rules.TRANSITIONS[S(row.state)],
    )
