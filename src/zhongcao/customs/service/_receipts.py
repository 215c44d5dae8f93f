"""Answers of customs: each one kept, the state always computed from all of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhongcao.customs import rules, store
from zhongcao.customs.events import Cancelled, Cleared, Held, Rejected, ReturnAccepted
from zhongcao.customs.rules import DeclarationState, Document, Receipt
from zhongcao.customs.schemas import IncomingMessage, IncomingReceipt
from zhongcao.customs.service._allowance import count_allowance, void_allowance
from zhongcao.kit import outbox
from zhongcao.kit.db import Tx

S = DeclarationState
Pair = tuple[int, int]
_FOUND_BY = {
    Document.ORDER: "order_no",
    Document.PAYMENT: "payment_transaction",
    Document.WAYBILL: "waybill_no",
    Document.LIST: "cop_no",
}
MESSAGE = "message"  # 900: about a whole message of ours
_FOUND_BY_TOO = {"tax": "order_no", "signed": "waybill_no"}  # 816 and 514: kept, but no verdict
_CARRIED = {
    "CEB311Message": Document.ORDER,
    "CEB411Message": Document.PAYMENT,
    "CEB511Message": Document.WAYBILL,
    "CEB621Message": Document.LIST,
}
NOBODY: Pair = (0, 0)


async def keep_receipts(tx: Tx, *, messages: Sequence[IncomingMessage], now: datetime) -> int:
    """Keep messages of customs and move their declarations; the same message twice changes nothing."""
    if not messages:
        return 0
    await store.add_incoming(tx, messages, now)
    owners = await _owners(tx, [one for message in messages for one in message.receipts])
    rows, taxes = [], {}
    for message in messages:
        for one in message.receipts:
            for pair, document in owners.get((one.document, one.lookup), [(NOBODY, one.document)]):
                rows.append(_row(message, one, pair, document, now))
                if one.tax is not None and pair != NOBODY:
                    taxes[pair] = one.tax
    if not rows:
        return 0
    added = await store.add_receipts(tx, rows)
    touched = sorted({(row["member_id"], row["declaration_id"]) for row in rows} - {NOBODY})
    numbers = _numbers(messages, owners)
    await _move(tx, touched, taxes=taxes, numbers=numbers, now=now)
    return added


async def _owners(tx: Tx, receipts: Sequence[IncomingReceipt]) -> dict[tuple[str, str], list[tuple[Pair, str]]]:
    """Whose each receipt is: declarations by document and number."""
    wanted: dict[str, set[str]] = {}
    for one in receipts:
        wanted.setdefault(one.document, set()).add(one.lookup)
    owners: dict[tuple[str, str], list[tuple[Pair, str]]] = {}
    for document, lookups in wanted.items():
        keys = sorted(lookups)
        if document == MESSAGE:
            for key, pairs in (await store.declarations_of(tx, [key.split("|")[0] for key in keys])).items():
                for full in (full for full in keys if full.split("|")[0] == key):
                    carried = _CARRIED.get(full.split("|")[1], Document.LIST)
                    owners[document, full] = [(pair, carried) for pair in pairs]
            continue
        if document in (Document.CANCEL, Document.REFUND):
            matched = await store.match_withdrawals(tx, keys)
        else:
            field = _FOUND_BY_TOO.get(document) or _FOUND_BY[Document(document)]
            matched = await store.match_declarations(tx, field, keys)
        for key, pair in matched.items():
            owners[document, key] = [(pair, document)]
    return owners


def _row(message: IncomingMessage, one: IncomingReceipt, pair: Pair, document: str, now: datetime) -> dict[str, Any]:
    return {
        "member_id": pair[0],
        "declaration_id": pair[1],
        "message_type": one.message_type,
        # A 900 speaks about many declarations of one member at once: the key tells them apart.
        "business_key": f"{one.key}|{pair[1]}" if one.document == MESSAGE else one.key,
        "code": one.code,
        "returned_at": one.returned_at,
        "document": document,
        "info": one.info[:1000],
        "cop_msg_id": message.cop_msg_id,
        "received_at": now,
    }


def _numbers(
    messages: Sequence[IncomingMessage], owners: dict[tuple[str, str], list[tuple[Pair, str]]]
) -> dict[Pair, tuple[str | None, str | None]]:
    numbers: dict[Pair, tuple[str | None, str | None]] = {}
    for message in messages:
        for one in message.receipts:
            if one.document == Document.LIST and (one.invt_no or one.pre_no):
                for pair, _ in owners.get((one.document, one.lookup), []):
                    known = numbers.get(pair, (None, None))
                    numbers[pair] = (one.pre_no or known[0], one.invt_no or known[1])
    return numbers


async def _move(
    tx: Tx,
    pairs: Sequence[Pair],
    *,
    taxes: dict[Pair, tuple[int, int, int]],
    numbers: dict[Pair, tuple[str | None, str | None]],
    now: datetime,
) -> None:
    if not pairs:
        return
    rows = await store.lock_declarations(tx, pairs)
    receipts = await store.list_receipts(tx, pairs)
    changes, released = [], []
    for row in rows:
        pair = (row.member_id, row.id)
        change = _advance(tx, row, receipts.get(pair, []), now)
        pre_no, invt_no = numbers.get(pair, (None, None))
        duty, vat, consumption = taxes.get(
            pair, (row.noticed_duty_amount, row.noticed_vat_amount, row.noticed_consumption_amount)
        )
        changes.append(
            {
                **change,
                "pre_no": pre_no or row.pre_no,
                "invt_no": invt_no or row.invt_no,
                "noticed_duty_amount": duty,
                "noticed_vat_amount": vat,
                "noticed_consumption_amount": consumption,
            }
        )
        if change["released_at"] is not None and row.released_at is None:
            released.append(row.order_id)
    await store.set_declarations(tx, changes)
    await count_allowance(tx, order_ids=released, now=now)
    await _settle_withdrawals(tx, receipts, now)


def _advance(tx: Tx, row: Any, receipts: Sequence[Any], now: datetime) -> dict[str, Any]:
    """The declaration as all its receipts say, in whatever order they came; tells what is new about it."""
    codes: dict[Document, int] = {}
    for document in _FOUND_BY:
        mine = [Receipt(one.code, one.returned_at) for one in receipts if one.document == document]
        code = rules.deciding_code(mine, declared_at=row.declared_at)
        if code is not None:
            codes[document] = code
    before, state = S(row.state), rules.declaration_state(codes)
    if state in (before, S.SUBMITTED) or state not in rules.TRANSITIONS[before]:
        state = before
    reason = _reason(receipts, row) if state in (S.REJECTED, S.HELD, S.RETURNED) else None
    released_at = row.released_at
    if state in rules.RELEASED and released_at is None:
        # 899 alone releases too, should its 800 be lost.
        times = [one.returned_at for one in receipts if one.document == Document.LIST and one.code in (800, 899)]
        released_at = min(times)
    _tell(tx, row, before, state, code=codes.get(Document.LIST), reason=reason, released_at=released_at)
    return {
        "member_id": row.member_id,
        "id": row.id,
        "state": state,
        "order_code": codes.get(Document.ORDER),
        "payment_code": codes.get(Document.PAYMENT),
        "waybill_code": codes.get(Document.WAYBILL),
        "list_code": codes.get(Document.LIST),
        "reason": reason,
        "released_at": released_at,
        "due_at": row.due_at if state is before else rules.next_check(state, now),
    }


def _tell(
    tx: Tx,
    row: Any,
    before: DeclarationState,
    state: DeclarationState,
    *,
    code: int | None,
    reason: str | None,
    released_at: datetime | None,
) -> None:
    if state in rules.RELEASED and before not in rules.RELEASED:
        assert released_at is not None
        outbox.emit(tx, Cleared(order=row.order_id, member=row.member_id, at=released_at))
    elif state is S.HELD and (before is not S.HELD or code != row.list_code):
        outbox.emit(tx, Held(order=row.order_id, member=row.member_id, code=code or 0))
    elif state in (S.REJECTED, S.RETURNED) and before is not state:
        outbox.emit(tx, Rejected(order=row.order_id, member=row.member_id, reason=reason or ""))


def _reason(receipts: Sequence[Any], row: Any) -> str | None:
    """What customs said with its latest verdict against us."""
    verdicts = []
    for one in receipts:
        known = rules.status_row(one.code)
        bad = known is not None and known.state in (S.REJECTED, S.HELD, S.RETURNED)
        if bad and one.returned_at >= row.declared_at:
            verdicts.append((one.returned_at, one.code, one.info))
    return max(verdicts)[2] if verdicts else None


async def _settle_withdrawals(tx: Tx, receipts: dict[Pair, list[Any]], now: datetime) -> None:
    asked = {
        pair
        for pair, all_of in receipts.items()
        for one in all_of
        if one.document in (Document.CANCEL, Document.REFUND)
    }
    if not asked:
        return
    for one in await store.lock_withdrawals(tx, sorted(asked)):
        pair = (one.member_id, one.declaration_id)
        mine = [
            Receipt(r.code, r.returned_at)
            for r in receipts[pair]
            if r.document == one.kind and r.business_key.endswith(one.cop_no)
        ]
        code = rules.deciding_code(mine, declared_at=one.requested_at.replace(microsecond=0))
        known = rules.status_row(code) if code is not None else None
        if known is None or known.state not in (S.ACCEPTED, S.REJECTED) or one.state == known.state:
            continue
        await store.set_withdrawal(tx, member_id=one.member_id, withdrawal_id=one.id, state=known.state, code=code)
        if known.state is S.ACCEPTED:
            await _withdrawn(tx, one, now)


async def _withdrawn(tx: Tx, withdrawal: Any, now: datetime) -> None:
    row = (await store.lock_declarations(tx, [(withdrawal.member_id, withdrawal.declaration_id)]))[0]
    if withdrawal.kind == Document.REFUND:
        outbox.emit(tx, ReturnAccepted(order=row.order_id, member=row.member_id))
        return
    if row.released_at is not None or row.state == S.CANCELLED:
        return
    await store.set_declarations(tx, [{"member_id": row.member_id, "id": row.id, "state": S.CANCELLED, "due_at": None}])
    await void_allowance(tx, order_id=row.order_id, now=now)
    outbox.emit(tx, Cancelled(order=row.order_id, member=row.member_id))
