"""Goods that come back to their zone: what the law gives back with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhongcao.customs import rules, store
from zhongcao.customs.rules import DeclarationState, Document
from zhongcao.customs.service._allowance import lessen_allowance, restore_allowance
from zhongcao.kit.db import Tx
from zhongcao.kit.money import cny

S = DeclarationState


async def record_return_arrival(tx: Tx, *, member_id: int, order_id: int, now: datetime) -> bool:
    """Returned goods are back in their zone: True when the law gives their tax and allowance back."""
    row = await store.lock_declaration(tx, member_id=member_id, order_id=order_id)
    if row is None or row.released_at is None:
        return False
    pair = (row.member_id, row.id)
    asked = [one for one in await store.lock_withdrawals(tx, [pair]) if one.kind == Document.REFUND]
    arrived = [
        one
        for one in asked
        if one.state == S.ACCEPTED
        and rules.return_refunds_tax(released_at=row.released_at, applied_at=one.requested_at, arrived_at=now)
    ]
    if not arrived:
        return False
    for one in arrived:
        await store.set_withdrawal(tx, member_id=member_id, withdrawal_id=one.id, state=S.CLOSED)
    lines = (await store.list_lines(tx, [pair]))[pair]
    back = [one for one in asked if one in arrived or one.state == S.CLOSED]
    if _quantities(back) == {line.line_no: line.quantity for line in lines}:
        await restore_allowance(tx, order_id=order_id, now=now)
    else:
        worth = {line.line_no: (line.total_amount, line.quantity) for line in lines}
        parts = _quantities(arrived).items()
        value = sum(worth[number][0] * quantity // worth[number][1] for number, quantity in parts)
        await lessen_allowance(tx, order_id=order_id, amount=cny(value), now=now)
    return True


def _quantities(withdrawals: Sequence[Any]) -> dict[int, int]:
    """How many pieces of each line some returns bring back."""
    back: dict[int, int] = {}
    for one in withdrawals:
        for number, quantity in one.lines:
            back[number] = back.get(number, 0) + quantity
    return back
