"""Book what a channel reports about a payment; notifications and queries both end here."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from zhongcao.kit import outbox
from zhongcao.kit.db import Tx
from zhongcao.kit.money import Currency, Money
from zhongcao.payments import rules, store
from zhongcao.payments.events import Captured
from zhongcao.payments.rules import AttemptState, ChannelAccount, PaymentState, TradeReport, Verdict
from zhongcao.payments.service._books import post
from zhongcao.payments.service._refunds import promise_back

CAPTURED, REPEATED, LATE, PAID_TWICE, UNKNOWN_PAYMENT = (
    "captured",
    "repeated",
    "late",
    "paid_twice",
    "unknown_payment",
)
ODD = frozenset({UNKNOWN_PAYMENT, PAID_TWICE, Verdict.WRONG_AMOUNT, Verdict.WRONG_APP, Verdict.WRONG_SELLER})
"""Outcomes that staff should look at; none but `paid_twice` has changed anything."""


async def settle(
    tx: Tx, *, account: ChannelAccount, member_id: int, payment_id: int, report: TradeReport, now: datetime
) -> str:
    """Apply a channel's report to a payment, under the payment's lock; returns what it came to."""
    row = await store.lock_payment(tx, member_id=member_id, payment_id=payment_id)
    assert row is not None, "payments are never removed"
    amount = Money(row.due_amount, Currency(row.currency))
    verdict = rules.judge(report, account=account, due=amount)
    if verdict is not Verdict.PAYS:
        return verdict.value
    provider = account.provider
    attempts = {a.provider: a.state for a in await store.list_attempts(tx, member_id=member_id, payment_id=payment_id)}
    if attempts.pop(provider, None) == AttemptState.PAID:
        return REPEATED
    await store.pay_attempt(
        tx,
        member_id=member_id,
        payment_id=payment_id,
        provider=provider,
        transaction_no=report.transaction_no,
        now=now,
    )
    await post(
        tx,
        kind="capture",
        ref=f"{row.number}/{provider}",
        order_id=row.order_id,
        entries=rules.capture_entries(amount, provider=provider),
        now=now,
    )
    if row.state not in (PaymentState.CREATED, PaymentState.CLOSED):
        # Another channel was faster: this second sum belongs to the member.
        await promise_back(tx, row, provider=provider, amount=amount, reason="paid twice", of_payment=False, now=now)
        return PAID_TWICE
    if AttemptState.OPEN in attempts.values():
        await store.close_attempts(tx, member_id=member_id, payment_id=payment_id, due_at=now)
    return await _take(tx, row, provider=provider, report=report, amount=amount, now=now)


async def _take(tx: Tx, row: Row[Any], *, provider: str, report: TradeReport, amount: Money, now: datetime) -> str:
    # Channels tell whole seconds: a payment made at once must not seem older than its order.
    paid_at = max(report.paid_at or now, row.created_at)
    assert rules.may_follow(PaymentState(row.state), PaymentState.PAID)
    await store.mark_paid(
        tx,
        member_id=row.member_id,
        payment_id=row.id,
        provider=provider,
        transaction_no=report.transaction_no,
        paid_at=paid_at,
    )
    if row.state == PaymentState.CLOSED:
        await promise_back(
            tx, row, provider=provider, amount=amount, reason="paid after closing", of_payment=True, now=now
        )
        return LATE
    outbox.emit(
        tx,
        Captured(
            payment=row.id,
            order=row.order_id,
            member=row.member_id,
            amount=amount.amount,
            currency=amount.currency.value,
            provider=provider,
            transaction_no=report.transaction_no,
            at=paid_at,
        ),
    )
    return CAPTURED
