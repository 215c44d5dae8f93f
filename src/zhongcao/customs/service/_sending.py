"""From a prepared declaration to sent messages: taken up, recorded, marked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from zhongcao.customs import rules, store
from zhongcao.customs.events import Declared, Rejected
from zhongcao.customs.rules import DeclarationState
from zhongcao.customs.schemas import OutgoingMessage, Registry, Submission, SubmissionLine, Withdrawal
from zhongcao.kit import outbox
from zhongcao.kit.db import ReadTx, Tx

S = DeclarationState
CLAIM = timedelta(minutes=5)
"""How long a worker may take to build messages before another one takes the declarations up."""
NOT_YET = timedelta(seconds=30)
"""When a cancellation is looked at again whose list has no customs number yet."""


async def get_registry(tx: Tx | ReadTx) -> Registry:
    """Who we are for customs: parties by role, ports by warehouse."""
    return await store.get_registry(tx)


async def take_up_submissions(tx: Tx, *, now: datetime, limit: int) -> list[Submission]:
    """Take prepared declarations that are due; nobody else takes them for some minutes."""
    rows = await store.lock_due_declarations(tx, states=[S.PREPARED], now=now, limit=limit)
    if not rows:
        return []
    await store.set_declarations(
        tx, [{"member_id": row.member_id, "id": row.id, "due_at": now + CLAIM} for row in rows]
    )
    lines = await store.list_lines(tx, [(row.member_id, row.id) for row in rows])
    return [_submission(row, lines[row.member_id, row.id]) for row in rows]


def _submission(row: Any, lines: Sequence[Any]) -> Submission:
    codes = {"order": row.order_code, "payment": row.payment_code, "waybill": row.waybill_code, "list": row.list_code}
    return Submission(
        member_id=row.member_id,
        id=row.id,
        order_no=row.order_no,
        cop_no=row.cop_no,
        attempt=row.attempt,
        mode=row.mode,
        warehouse_code=row.warehouse_code,
        codes={document: code for document, code in codes.items() if code is not None},
        goods_value=row.goods_value_amount,
        freight=row.freight_amount,
        discount=row.discount_amount,
        tax_total=row.tax_total_amount,
        paid=row.paid_amount,
        payment_provider=row.payment_provider,
        payment_transaction=row.payment_transaction,
        paid_at=row.paid_at,
        consignee=row.consignee,
        consignee_phone=row.consignee_phone,
        consignee_address=row.consignee_address,
        division_code=row.division_code,
        carrier_code=row.carrier_code,
        carrier_name=row.carrier_name,
        waybill_no=row.waybill_no,
        gross_weight_grams=row.gross_weight_grams,
        lines=tuple(
            SubmissionLine(
                line_no=line.line_no,
                sku_id=line.sku_id,
                hs_code=line.hs_code,
                name=line.name,
                content=line.content,
                barcode=line.barcode,
                quantity=line.quantity,
                price=line.price_amount,
                total=line.total_amount,
                unit=line.unit,
                unit_statutory=line.unit_statutory,
                net_weight_grams=line.net_weight_grams,
                origin_country=line.origin_country,
                item_record_no=line.item_record_no,
            )
            for line in lines
        ),
    )


async def record_submissions(
    tx: Tx, *, submissions: Sequence[Submission], messages: Sequence[OutgoingMessage], now: datetime
) -> bool:
    """Keep the built messages and move their declarations on; False when one was withdrawn meanwhile."""
    rows = await store.lock_declarations(tx, [(one.member_id, one.id) for one in submissions])
    if any(row.state != S.PREPARED for row in rows):
        waiting = [row for row in rows if row.state == S.PREPARED]
        await store.set_declarations(tx, [{"member_id": row.member_id, "id": row.id, "due_at": now} for row in waiting])
        return False
    await store.add_outgoing(tx, messages, now)
    due = rules.next_check(S.SUBMITTED, now)
    await store.set_declarations(
        tx, [{"member_id": row.member_id, "id": row.id, "state": S.SUBMITTED, "due_at": due} for row in rows]
    )
    for row in rows:
        if row.attempt == 1:
            outbox.emit(tx, Declared(order=row.order_id, member=row.member_id))
    return True


async def refuse_submissions(tx: Tx, *, reasons: dict[tuple[int, int], str], now: datetime) -> None:
    """Set declarations aside whose documents cannot be written; staff must correct them."""
    rows = await store.lock_declarations(tx, list(reasons))
    changes = []
    for row in rows:
        if row.state != S.PREPARED:
            continue
        reason = reasons[row.member_id, row.id][:1000]
        due = rules.next_check(S.REJECTED, now)
        changes.append({"member_id": row.member_id, "id": row.id, "state": S.REJECTED, "reason": reason, "due_at": due})
        outbox.emit(tx, Rejected(order=row.order_id, member=row.member_id, reason=reason))
    await store.set_declarations(tx, changes)


async def take_up_withdrawals(tx: Tx, *, now: datetime, limit: int) -> list[Withdrawal]:
    """Take cancellations and returns that are due; those whose list has no customs number yet wait."""
    asked = await store.lock_due_withdrawals(tx, now=now, limit=limit)
    if not asked:
        return []
    pairs = sorted({(one.member_id, one.declaration_id) for one in asked})
    rows = {(row.member_id, row.id): row for row in await store.lock_declarations(tx, pairs)}
    lines = await store.list_lines(tx, pairs)
    ready = []
    for one in asked:
        row = rows[one.member_id, one.declaration_id]
        await store.set_withdrawal(
            tx,
            member_id=one.member_id,
            withdrawal_id=one.id,
            due_at=now + (CLAIM if row.invt_no else NOT_YET),
        )
        if row.invt_no:
            ready.append(
                Withdrawal(
                    member_id=one.member_id,
                    id=one.id,
                    kind=one.kind,
                    cop_no=one.cop_no,
                    reason=one.reason,
                    invt_no=row.invt_no,
                    lines=tuple((line, quantity) for line, quantity in one.lines),
                    declaration=_submission(row, lines[row.member_id, row.id]),
                )
            )
    return ready


async def record_withdrawals(
    tx: Tx, *, withdrawals: Sequence[Withdrawal], messages: Sequence[OutgoingMessage], now: datetime
) -> None:
    """Keep the messages of cancellations and returns."""
    await store.add_outgoing(tx, messages, now)
    for one in withdrawals:
        await store.set_withdrawal(tx, member_id=one.member_id, withdrawal_id=one.id, state=S.SUBMITTED, due_at=None)


async def take_up_messages(tx: Tx, *, now: datetime, limit: int) -> list[tuple[str, bytes, int]]:
    """Messages to be sent now: number, sealed bytes, how often it was tried."""
    rows = await store.claim_due_messages(tx, now=now, again_in=rules.SUBMIT_RETRY, limit=limit)
    return [(row.cop_msg_id, row.body, row.tries) for row in rows]


async def mark_sent(tx: Tx, *, cop_msg_ids: Sequence[str], now: datetime) -> None:
    """The gateway took these messages."""
    await store.mark_sent(tx, cop_msg_ids, now)


async def mark_failed(tx: Tx, *, cop_msg_id: str, error: str, tries: int, now: datetime) -> None:
    """The gateway did not take a message: the same bytes under the same number go again, ever more slowly."""
    wait = min(rules.SUBMIT_RETRY * 2 ** min(tries - 1, 6), timedelta(hours=1))
    await store.mark_failed(tx, cop_msg_id, error=error, due_at=now + wait)


async def postpone_silent(tx: Tx, *, now: datetime, limit: int) -> int:
    """Look at declarations on which customs is silent for too long: note it for staff and look again later."""
    states = [S.SUBMITTED, S.ACCEPTED, S.HELD, S.REJECTED]
    rows = await store.lock_due_declarations(tx, states=states, now=now, limit=limit)
    changes = [
        {
            "member_id": row.member_id,
            "id": row.id,
            "due_at": rules.next_check(S(row.state), now),
            "reason": row.reason or "海关超过预期时间未答复 / no answer from customs in the expected time",
        }
        for row in rows
    ]
    await store.set_declarations(tx, changes)
    return len(changes)


async def forget_old_names(tx: Tx, *, now: datetime, limit: int) -> int:
    """Let go who received what was declared years ago: the record stays, with its hash and without a person."""
    return await store.blank_names(tx, before=rules.names_kept_since(now), limit=limit)
