"""Money goes back once, whatever the channel answers."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.factories import payments as make
from tests.payments import flow
from tests.payments.test_pay import balances, facts
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import Money, cny
from zhongcao.kit.settings import Settings
from zhongcao.payments import service
from zhongcao.payments.errors import NotPaid, PaymentNotFound, RefundNumberReused, RefundTooLarge
from zhongcao.payments.jobs import send_refunds
from zhongcao.payments.rules import PaymentState, RefundState
from zhongcao.payments.schemas import Payment, Refund
from zhongcao.sandboxes.pay.jobs import deliver_notifications

Paid = Callable[[str], Awaitable[Payment]]


@pytest.fixture
def paid(app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, work: Work) -> Paid:
    async def make_paid(fault: str = "none") -> Payment:
        async with begin(sessions) as tx:
            payment = await make.payment(tx)
        await flow.pay(app, sessions, keys, settings, payment, fault=fault)
        assert await deliver_notifications(work) == 1
        return payment

    return make_paid


async def ask(sessions: Sessions, payment: Payment, amount: Money, refund_no: str = "R1") -> Refund:
    async with begin(sessions) as tx:
        return await service.refund(
            tx, order_id=int(payment.order_id), refund_no=refund_no, amount=amount, reason="换货", now=clock.now()
        )


async def made_by_channel(sessions: Sessions) -> list[int]:
    async with begin(sessions) as tx:
        return list(await tx.scalars(text("SELECT refund_amount FROM sandbox_pay.refund ORDER BY out_request_no")))


async def refunds(sessions: Sessions, payment: Payment) -> list[Refund]:
    async with begin(sessions) as tx:
        page = await service.list_refunds(tx, state=None, cursor=None, limit=10)  # type: ignore[arg-type]
    return [refund for refund in page.items if refund.payment_id == payment.id]


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


async def test_a_part_and_then_the_rest(paid: Paid, sessions: Sessions, work: Work) -> None:
    payment = await paid("none")
    await ask(sessions, payment, cny(2281), "R1")
    assert await send_refunds(work) == 1
    assert (await flow.state(sessions, payment)).state == PaymentState.PART_REFUNDED
    await ask(sessions, payment, cny(20000), "R2")
    assert await send_refunds(work) == 1
    after = await flow.state(sessions, payment)
    assert (after.state, after.refunded) == (PaymentState.REFUNDED, cny(22281))
    assert await made_by_channel(sessions) == [2281, 20000]
    assert [fact["refund_no"] for fact in await facts(sessions, payment, "payments.Refunded")] == ["R1", "R2"]
    assert await balances(sessions, payment) == {}


async def test_the_same_number_refunds_once(paid: Paid, sessions: Sessions, work: Work) -> None:
    payment = await paid("none")
    first = await ask(sessions, payment, cny(100))
    second = await ask(sessions, payment, cny(100))
    assert first.id == second.id
    assert [await send_refunds(work), await send_refunds(work)] == [1, 0]
    assert (await ask(sessions, payment, cny(100))).state is RefundState.CONFIRMED
    with pytest.raises(RefundNumberReused):
        await ask(sessions, payment, cny(101))
    assert await made_by_channel(sessions) == [100]


async def test_no_more_goes_back_than_came(paid: Paid, sessions: Sessions, work: Work) -> None:
    payment = await paid("none")
    await ask(sessions, payment, cny(22000), "R1")
    before = await balances(sessions, payment)
    with pytest.raises(RefundTooLarge):
        await ask(sessions, payment, cny(282), "R2")
    assert await balances(sessions, payment) == before
    assert len(await refunds(sessions, payment)) == 1


async def test_nothing_goes_back_before_it_came(sessions: Sessions) -> None:
    async with begin(sessions) as tx:
        payment = await make.payment(tx)
    with pytest.raises(NotPaid):
        await ask(sessions, payment, cny(1))
    with pytest.raises(PaymentNotFound):
        async with begin(sessions) as tx:
            await service.refund(tx, order_id=1, refund_no="R1", amount=cny(1), reason="no", now=clock.now())
    assert await refunds(sessions, payment) == []
    assert await balances(sessions, payment) == {}


@pytest.mark.parametrize(("fault", "sendings"), [("refund_unclear", 2), ("refund_lost", 3)])
async def test_an_unclear_answer_is_resolved_by_asking(
    paid: Paid, sessions: Sessions, work: Work, monkeypatch: pytest.MonkeyPatch, fault: str, sendings: int
) -> None:
    payment = await paid(fault)
    await ask(sessions, payment, cny(100))
    moment = clock.now()
    at(monkeypatch, moment)
    assert await send_refunds(work) == 1
    assert [refund.state for refund in await refunds(sessions, payment)] == [RefundState.UNKNOWN]
    assert await facts(sessions, payment, "payments.Refunded") == []
    assert await send_refunds(work) == 0, "it waits before it asks"
    at(monkeypatch, moment + timedelta(minutes=2))
    for _ in range(sendings - 1):
        assert await send_refunds(work) == 1
    assert [refund.state for refund in await refunds(sessions, payment)] == [RefundState.CONFIRMED]
    assert await made_by_channel(sessions) == [100]
    assert len(await facts(sessions, payment, "payments.Refunded")) == 1


async def test_a_job_that_dies_after_sending_is_followed_by_a_question(
    paid: Paid, sessions: Sessions, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = await paid("none")
    await ask(sessions, payment, cny(100))
    moment = clock.now()
    async with begin(sessions) as tx:
        (taken,) = await service.take_refunds(tx, now=moment)
    assert not taken.ask
    assert await send_refunds(work) == 0, "the dead job's lease still runs"
    at(monkeypatch, moment + timedelta(seconds=61))
    async with begin(sessions) as tx:
        (again,) = await service.take_refunds(tx, now=clock.now())
    assert again.ask, "only a question, never a second sending on a guess"


async def test_a_refused_refund_is_taken_back_in_the_books(paid: Paid, sessions: Sessions, work: Work) -> None:
    payment = await paid("refund_refused")
    before = await balances(sessions, payment)
    await ask(sessions, payment, cny(100))
    assert await send_refunds(work) == 1
    (refused,) = await refunds(sessions, payment)
    assert refused.state is RefundState.FAILED
    assert "ACQ.SELLER_BALANCE_NOT_ENOUGH" in (refused.error or "")
    assert await balances(sessions, payment) == before
    assert (await flow.state(sessions, payment)).state == PaymentState.PAID
    assert len(await facts(sessions, payment, "payments.RefundFailed")) == 1
    await ask(sessions, payment, cny(22281), "R2")


async def test_a_channel_that_is_away_costs_nothing(
    paid: Paid, sessions: Sessions, work: Work, app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = await paid("none")
    await ask(sessions, payment, cny(100))
    with monkeypatch.context() as patch:
        patch.setattr(service._channels, "SANDBOX_APP_ID", "2021000000000009")  # the gateway knows no such app
        moment = clock.now()
        assert await send_refunds(work) == 1
    assert await made_by_channel(sessions) == []
    at(monkeypatch, moment + timedelta(hours=1))
    for _ in range(3):
        await send_refunds(work)
    assert len(await made_by_channel(sessions)) <= 1
