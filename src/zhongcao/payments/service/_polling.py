"""Ask channels about payments that nobody told us about, and tell them to close what was given up."""

from datetime import datetime

import msgspec

from zhongcao.kit.db import Tx
from zhongcao.payments import rules, store
from zhongcao.payments.rules import AttemptState, ChannelAccount, TradeReport, TradeStatus, Verdict
from zhongcao.payments.service._capture import settle

TAKE_MAX = 500


class DueAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt for a job to ask about, and to close first when it was given up."""

    member_id: int
    payment_id: int
    provider: str
    number: str
    closing: bool
    started_at: datetime
    expires_at: datetime
    tries: int


async def take_attempts(tx: Tx, *, now: datetime, limit: int = TAKE_MAX) -> list[DueAttempt]:
    """Take attempts that are due; each is due again in a minute should the taker die."""
    rows = await store.take_due_attempts(tx, now=now, until=now + rules.LEASE, limit=limit)
    return [
        DueAttempt(
            member_id=row.member_id,
            payment_id=row.payment_id,
            provider=row.provider,
            number=row.number,
            closing=row.state == AttemptState.CLOSING,
            started_at=row.started_at,
            expires_at=row.expires_at,
            tries=row.tries,
        )
        for row in rows
    ]


async def record_attempt(
    tx: Tx, *, account: ChannelAccount, due: DueAttempt, report: TradeReport | None, now: datetime
) -> str:
    """Record what a channel answered about an attempt; None means that it did not answer clearly."""
    if report is None:
        later = rules.next_try(tries=due.tries, now=now)
        await _postpone(tx, due, due_at=later, error="no clear answer")
        return "unclear"
    outcome = await settle(
        tx, account=account, member_id=due.member_id, payment_id=due.payment_id, report=report, now=now
    )
    if outcome == Verdict.ENDED or (due.closing and report.status is TradeStatus.ABSENT):
        await store.end_attempt(tx, member_id=due.member_id, payment_id=due.payment_id, provider=due.provider)
    elif due.closing:
        await _postpone(tx, due, due_at=rules.next_try(tries=due.tries, now=now), error=outcome)
    else:
        later = rules.next_poll(started_at=due.started_at, expires_at=due.expires_at, now=now)
        await _postpone(tx, due, due_at=later, error=None if outcome == Verdict.WAITS else outcome)
    return outcome


async def _postpone(tx: Tx, due: DueAttempt, *, due_at: datetime, error: str | None) -> None:
    await store.postpone_attempt(
        tx,
        member_id=due.member_id,
        payment_id=due.payment_id,
        provider=due.provider,
        due_at=due_at,
        error=error,
    )
