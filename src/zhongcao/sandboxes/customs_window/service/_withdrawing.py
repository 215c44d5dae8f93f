"""The window withdraws lists before release (623) and takes goods back after it (625)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from zhongcao.customs import rules as customs
from zhongcao.customs.gateways import ceb
from zhongcao.kit.db import Tx
from zhongcao.sandboxes.customs_window import answers, rules, store
from zhongcao.sandboxes.customs_window.rules import ListFacts


async def cancel_list(tx: Tx, one: ceb.InvtCancel, sender: str, now: datetime) -> None:
    """Withdraw a list that is not yet released; what was going to be said about it is not said."""
    row = await store.lock_list(tx, one.invt_no)
    fault = _common_fault(row, one)
    if fault is None and row.released_at is not None and row.released_at <= now:
        fault = "清单已放行，请申请退货"
    if fault is None:
        await store.drop_future_answers(tx, row.order_no, now)
        await store.set_codes(tx, rules.WITHDRAWN, [row.order_no])
        facts = msgspec.convert(row.body, ListFacts)
        year = customs.legal_date(row.stored_at).year
        await _give_back(tx, facts.person, year, facts.goods_value + facts.freight)
    await _answer(tx, one, sender, fault, (120,), now)


async def refund_list(tx: Tx, one: ceb.InvtRefund, sender: str, now: datetime) -> None:
    """Take goods of a released list back, asked within 30 days, never more than were declared."""
    row = await store.lock_list(tx, one.head.invt_no)
    fault = _common_fault(row, one.head)
    if fault is None and (row.released_at is None or row.released_at > now):
        fault = "清单未放行，请申请撤销"
    if fault is None and now > row.released_at + timedelta(days=customs.RETURN_APPLY_DAYS):
        fault = "超过放行之日起30日"
    if fault is None:
        fault = await _take_back(tx, row, one)
    await _answer(tx, one.head, sender, fault, (120, 399), now)


def _common_fault(row: Any, one: ceb.InvtCancel | ceb.InvtRefundHead) -> str | None:
    if row is None or row.order_no != one.order_no:
        return "找不到原清单"
    if row.code == rules.WITHDRAWN:
        return "清单已撤销"
    return None


async def _take_back(tx: Tx, row: Any, one: ceb.InvtRefund) -> str | None:
    """Count what comes back against what was declared; the reason when it is too much."""
    facts = msgspec.convert(row.body, ListFacts)
    declared = {line.gnum: line for line in facts.lines}
    returned: dict[str, str] = dict(row.returned or {})
    value = 0
    for line in one.lines:
        known = declared.get(line.gnum)
        if known is None or known.hs10 != line.gcode:
            return f"退货商品与原清单不一致[{line.gnum}]"
        so_far = Decimal(returned.get(str(line.gnum), "0")) + line.qty
        if so_far > Decimal(known.quantity):
            return f"退货数量超过原清单[{line.gnum}]"
        returned[str(line.gnum)] = format(so_far, "f")
        value += int(ceb.fen(Decimal(known.total)) * line.qty / Decimal(known.quantity))
    await store.set_returned(tx, row.key, returned)
    await _give_back(tx, facts.person, customs.legal_date(row.stored_at).year, value)
    return None


async def _give_back(tx: Tx, person: str, year: int, amount: int) -> None:
    used = await store.lock_quotas(tx, [person], year)
    await store.set_quotas(tx, {person: max(0, used[person] - amount)}, year)


async def _answer(
    tx: Tx,
    one: ceb.InvtCancel | ceb.InvtRefundHead,
    sender: str,
    fault: str | None,
    good: tuple[int, ...],
    now: datetime,
) -> None:
    codes = good if fault is None else (rules.REJECTED,)
    said = [answers.withdrawal_return(one, code, fault or "逻辑校验通过", now) for code in codes]
    await store.add_answers(
        tx, [answers.row(part, dxp_id=sender, subject=f"withdrawal {one.cop_no}", due_at=now) for part in said]
    )
