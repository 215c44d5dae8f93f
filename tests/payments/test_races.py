"""Races with real commits on several connections: one capture, one refund, never both a capture and a closing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.factories import payments as make
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import new_id
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny
from zhongcao.kit.settings import Settings
from zhongcao.payments import service
from zhongcao.payments.errors import AlreadyPaid, RefundTooLarge
from zhongcao.payments.rules import PaymentState, TradeReport, TradeStatus
from zhongcao.payments.schemas import Payment, Refund
from zhongcao.payments.service import Notification


@pytest.fixture
async def payment(real_sessions: Sessions, keys: KeyRing, settings: Settings) -> AsyncIterator[Payment]:
    """A payment that is really there, and afterwards waits for nothing, so that no other test finds it due."""
    async with begin(real_sessions) as tx:
        made = await make.payment(tx, member_id=new_id(), expires_in=timedelta(days=1))
        await service.pay_url(
            tx, keys, settings, member_id=int(made.member_id), payment_id=int(made.id), now=clock.now()
        )
    yield made
    async with begin(real_sessions) as tx:
        for statement in (
            "UPDATE payments.attempt SET state = 'closed', due_at = NULL WHERE payment_id = :payment",
            "UPDATE payments.refund SET state = 'failed', due_at = NULL WHERE payment_id = :payment",
            "UPDATE payments.notification SET is_odd = false WHERE payment_id = :payment",
        ):
            await tx.execute(text(statement), {"payment": int(made.id)})
        await tx.execute(text("DELETE FROM kit.outbox WHERE key = :key"), {"key": f"order:{made.order_id}"})


async def notify(
    sessions: Sessions, keys: KeyRing, settings: Settings, payment: Payment, gate: asyncio.Barrier, event_id: str
) -> str:
    account = service.channel_account(settings, "sandbox")
    report = TradeReport(
        number=payment.number,
        status=TradeStatus.TRADE_SUCCESS,
        transaction_no=f"T{payment.number}",
        amount=payment.amount,
        app_id=account.app_id,
        seller_id=account.seller_id,
    )
    notification = Notification(event_id=event_id, report=report, raw=b"raw")
    async with begin(sessions) as tx:
        await tx.execute(text("SELECT 1"))
        await gate.wait()
        return await service.receive_notification(tx, keys, account=account, notification=notification, now=clock.now())


async def facts_of(sessions: Sessions, payment: Payment) -> list[str]:
    statement = text("SELECT topic FROM kit.outbox WHERE key = :key ORDER BY seq")
    async with begin(sessions) as tx:
        return list(await tx.scalars(statement, {"key": f"order:{payment.order_id}"}))


async def journals_of(sessions: Sessions, payment: Payment) -> list[str]:
    statement = text("SELECT kind FROM payments.journal WHERE order_id = :order ORDER BY kind")
    async with begin(sessions) as tx:
        return list(await tx.scalars(statement, {"order": int(payment.order_id)}))


@pytest.mark.parametrize("same_id", [True, False], ids=["copies", "different-ids"])
async def test_twenty_notifications_capture_once(
    real_sessions: Sessions, keys: KeyRing, settings: Settings, payment: Payment, same_id: bool
) -> None:
    gate = asyncio.Barrier(20)
    outcomes = await asyncio.gather(
        *(
            notify(real_sessions, keys, settings, payment, gate, f"{payment.number}-{0 if same_id else place}")
            for place in range(20)
        )
    )
    assert sorted(outcomes) == ["captured"] + ["repeated"] * 19
    assert await facts_of(real_sessions, payment) == ["payments.Captured"]
    assert await journals_of(real_sessions, payment) == ["capture"]


@pytest.mark.parametrize("attempt", range(6))
async def test_closing_against_a_notification_has_one_winner(
    real_sessions: Sessions, keys: KeyRing, settings: Settings, payment: Payment, attempt: int
) -> None:
    gate = asyncio.Barrier(2)

    async def close() -> str:
        async with begin(real_sessions) as tx:
            await tx.execute(text("SELECT 1"))
            await gate.wait()
            try:
                await service.close_payment(tx, order_id=int(payment.order_id), now=clock.now())
            except AlreadyPaid:
                return "paid"
            return "closed"

    told, closing = await asyncio.gather(
        notify(real_sessions, keys, settings, payment, gate, f"{payment.number}-c"), close()
    )
    assert (told, closing) in {("captured", "paid"), ("late", "closed")}
    facts = await facts_of(real_sessions, payment)
    if closing == "paid":
        assert facts == ["payments.Captured"]
        assert await journals_of(real_sessions, payment) == ["capture"]
    else:
        assert facts == ["payments.PaymentClosed"]
        assert await journals_of(real_sessions, payment) == ["capture", "refund_promised"]


async def test_two_refunds_at_once_never_exceed_the_payment(
    real_sessions: Sessions, keys: KeyRing, settings: Settings, payment: Payment
) -> None:
    await notify(real_sessions, keys, settings, payment, asyncio.Barrier(1), f"{payment.number}-r")
    gate = asyncio.Barrier(8)

    async def refund(place: int) -> Refund | None:
        async with begin(real_sessions) as tx:
            await tx.execute(text("SELECT 1"))
            await gate.wait()
            try:
                return await service.refund(
                    tx,
                    order_id=int(payment.order_id),
                    refund_no=f"{payment.number}-{place // 2}",
                    amount=cny(10000),
                    reason="race",
                    now=clock.now(),
                )
            except RefundTooLarge:
                return None

    made = [refund for refund in await asyncio.gather(*(refund(place) for place in range(8))) if refund]
    assert len({refund.id for refund in made}) == 2
    assert len(made) == 4, "each of two numbers was asked for twice and made once"
    async with begin(real_sessions) as tx:
        found = await service.find_payment(tx, order_id=int(payment.order_id))
        promised = await tx.scalar(
            text("SELECT promised_amount FROM payments.payment WHERE id = :id"), {"id": int(payment.id)}
        )
    assert found is not None
    assert found.state == PaymentState.PAID
    assert promised == 20000


async def test_a_second_channel_that_also_took_the_money_gives_it_back(
    real_sessions: Sessions, keys: KeyRing, settings: Settings, payment: Payment
) -> None:
    await notify(real_sessions, keys, settings, payment, asyncio.Barrier(1), f"{payment.number}-1")
    sandbox = service.channel_account(settings, "sandbox")
    other = type(sandbox)(
        provider="alipay",
        gateway_url=sandbox.gateway_url,
        app_id=sandbox.app_id,
        seller_id=sandbox.seller_id,
        merchant_key=sandbox.merchant_key,
        channel_key=sandbox.channel_key,
    )
    report = TradeReport(
        number=payment.number, status=TradeStatus.TRADE_SUCCESS, transaction_no="A1", amount=payment.amount
    )
    outcomes = []
    for event in ("a", "b"):
        told = Notification(event_id=f"{payment.number}-{event}", report=report, raw=b"raw")
        async with begin(real_sessions) as tx:
            outcomes.append(
                await service.receive_notification(tx, keys, account=other, notification=told, now=clock.now())
            )
    assert outcomes[0] == "paid_twice"
    assert await journals_of(real_sessions, payment) == ["capture", "capture", "refund_promised"]
    assert await facts_of(real_sessions, payment) == ["payments.Captured"]
