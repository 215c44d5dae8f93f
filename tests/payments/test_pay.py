"""A buyer pays on the sandbox's page, and the notification does the rest."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.factories import payments as make
from tests.payments import flow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny
from zhongcao.kit.settings import Settings
from zhongcao.payments import service
from zhongcao.payments.errors import AlreadyPaid
from zhongcao.payments.jobs import ask_about_unpaid
from zhongcao.payments.rules import Account, PaymentState
from zhongcao.payments.schemas import Payment
from zhongcao.sandboxes.pay.jobs import deliver_notifications

KEPT = text("SELECT count(*) FROM payments.notification WHERE payment_id = :payment")
Drain = Callable[..., Awaitable[None]]


@pytest.fixture
async def payment(sessions: Sessions) -> Payment:
    async with begin(sessions) as tx:
        return await make.payment(tx)


async def facts(sessions: Sessions, payment: Payment, topic: str) -> list[Any]:
    """What was told about the payment's order, by topic."""
    statement = text("SELECT body FROM kit.outbox WHERE topic = :topic AND key = :key ORDER BY seq")
    async with begin(sessions) as tx:
        return list(await tx.scalars(statement, {"topic": topic, "key": f"order:{payment.order_id}"}))


async def balances(sessions: Sessions, payment: Payment) -> dict[tuple[str, str], int]:
    """What the accounts hold because of the payment's order; zeros left out."""
    statement = text(
        "SELECT account, detail, sum(signed_amount)::bigint AS held FROM payments.entry"
        " JOIN payments.journal ON journal.id = journal_id WHERE order_id = :order"
        " GROUP BY account, detail HAVING sum(signed_amount) <> 0"
    )
    async with begin(sessions) as tx:
        found = await tx.execute(statement, {"order": int(payment.order_id)})
        return {(row.account, row.detail): row.held for row in found}


async def test_the_page_shows_the_sum_in_the_buyers_language(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, payment: Payment
) -> None:
    fields = await flow.page_fields(sessions, keys, settings, payment)
    chinese = await app.state["http"].get("/sandbox/pay/gateway", params=fields)
    english = await app.state["http"].get(
        "/sandbox/pay/gateway", params=fields, headers={"Accept-Language": "en-GB,en"}
    )
    assert chinese.status_code == english.status_code == 200
    assert "¥ 222.81" in chinese.text
    assert "确认付款" in chinese.text
    assert "Pay now" in english.text
    assert "<script" not in chinese.text
    assert (await flow.state(sessions, payment)).state == PaymentState.CREATED


async def test_a_request_changed_on_the_way_is_not_shown(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, payment: Payment
) -> None:
    fields = await flow.page_fields(sessions, keys, settings, payment)
    fields["biz_content"] = fields["biz_content"].replace("222.81", "2.81")
    answer = await app.state["http"].get("/sandbox/pay/gateway", params=fields)
    assert answer.status_code == 400
    assert (await flow.confirm(app, fields)).status_code == 400
    async with begin(sessions) as tx:
        assert await tx.scalar(text("SELECT count(*) FROM sandbox_pay.trade")) == 0


async def test_paying_captures_once_and_books_it(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, work: Work, payment: Payment
) -> None:
    answer = await flow.pay(app, sessions, keys, settings, payment)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"http://test/pay/{payment.order_id}?")
    assert (await flow.state(sessions, payment)).state == PaymentState.CREATED, "the return address changes nothing"

    assert await deliver_notifications(work) == 1
    assert await deliver_notifications(work) == 0

    paid = await flow.state(sessions, payment)
    assert (paid.state, paid.provider) == (PaymentState.PAID, "sandbox")
    (captured,) = await facts(sessions, payment, "payments.Captured")
    assert captured["order"] == int(payment.order_id)
    assert captured["transaction_no"] == paid.transaction_no
    assert (captured["amount"], captured["currency"]) == (22281, "CNY")
    assert await balances(sessions, payment) == {
        ("psp_receivable", "sandbox"): 22281,
        ("customer_deposits", ""): -22281,
    }


async def test_a_channel_of_whole_seconds_pays_nothing_before_its_order(
    app: Litestar,
    sessions: Sessions,
    keys: KeyRing,
    settings: Settings,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = clock.now().replace(microsecond=900_000)
    monkeypatch.setattr(clock, "now", lambda: opened)
    async with begin(sessions) as tx:
        payment = await make.payment(tx)
    await flow.pay(app, sessions, keys, settings, payment)
    assert await deliver_notifications(work) == 1
    (captured,) = await facts(sessions, payment, "payments.Captured")
    assert datetime.fromisoformat(captured["at"]) == opened


async def test_pressing_twice_pays_once(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, drain: Drain, payment: Payment
) -> None:
    fields = await flow.page_fields(sessions, keys, settings, payment)
    assert (await flow.confirm(app, fields)).status_code == 303
    assert (await flow.confirm(app, fields)).status_code == 303
    await drain("pay")
    async with begin(sessions) as tx:
        assert await tx.scalar(text("SELECT count(*) FROM sandbox_pay.notification")) == 1
    assert len(await facts(sessions, payment, "payments.Captured")) == 1


async def test_declining_leaves_everything_open(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, drain: Drain, payment: Payment
) -> None:
    back = await flow.pay(app, sessions, keys, settings, payment, decision="decline")
    assert back.status_code == 303
    assert "?" not in back.headers["location"], "who has not paid brings no word of a payment"
    await drain("pay")
    assert (await flow.state(sessions, payment)).state == PaymentState.CREATED
    assert await balances(sessions, payment) == {}


async def test_a_repeated_notification_changes_nothing(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, work: Work, payment: Payment
) -> None:
    await flow.pay(app, sessions, keys, settings, payment, fault="duplicate_notify")
    assert [await deliver_notifications(work) for _ in range(4)] == [1, 1, 1, 0]
    assert len(await facts(sessions, payment, "payments.Captured")) == 1
    assert (await balances(sessions, payment))["psp_receivable", "sandbox"] == 22281


@pytest.mark.parametrize("fault", ["wrong_amount", "wrong_seller"])
async def test_a_right_signature_with_wrong_content_never_pays(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, work: Work, payment: Payment, fault: str
) -> None:
    await flow.pay(app, sessions, keys, settings, payment, fault=fault)
    assert await deliver_notifications(work) == 1, "heard, so that the channel stops"
    assert (await flow.state(sessions, payment)).state == PaymentState.CREATED
    assert await balances(sessions, payment) == {}
    async with begin(sessions) as tx:
        page = await service.list_exceptions(tx, cursor=None, limit=5)  # type: ignore[arg-type]
    assert [found.outcome for found in page.items if found.payment_id == payment.id] == [fault]


async def test_a_bad_signature_is_refused_and_nothing_is_kept(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, work: Work, payment: Payment
) -> None:
    await flow.pay(app, sessions, keys, settings, payment, fault="bad_signature")
    assert await deliver_notifications(work) == 0
    async with begin(sessions) as tx:
        body = await tx.scalar(text("SELECT body FROM sandbox_pay.notification"))
        assert await tx.scalar(KEPT, {"payment": int(payment.id)}) == 0
    answer = await app.state["http"].post("/v1/payments/notify/sandbox", content=str(body).encode())
    assert answer.status_code == 401
    assert answer.json()["code"] == "payments.signature-wrong"
    assert (await flow.state(sessions, payment)).state == PaymentState.CREATED
    async with begin(sessions) as tx:
        assert await tx.scalar(KEPT, {"payment": int(payment.id)}) == 0


async def test_the_notification_is_answered_with_seven_bytes_and_kept_sealed(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, payment: Payment
) -> None:
    await flow.pay(app, sessions, keys, settings, payment)
    async with begin(sessions) as tx:
        body = str(await tx.scalar(text("SELECT body FROM sandbox_pay.notification"))).encode()
    for _ in range(2):
        answer = await app.state["http"].post("/v1/payments/notify/sandbox", content=body)
        assert (answer.status_code, answer.content) == (200, b"success")
    async with begin(sessions) as tx:
        statement = text("SELECT * FROM payments.notification WHERE payment_id = :payment")
        row = (await tx.execute(statement, {"payment": int(payment.id)})).one()
    bound_to = f"payments.notification|sealed|sandbox/{row.event_id}|{payment.member_id}"
    assert keys.decrypt(row.sealed, bound_to=bound_to) == body
    assert row.outcome == "captured"


async def test_a_lost_notification_is_made_good_by_asking(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, work: Work,
    payment: Payment, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    await flow.pay(app, sessions, keys, settings, payment, fault="no_notify")
    assert await deliver_notifications(work) == 0
    assert await ask_about_unpaid(work) == 0, "not before a minute has passed"
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await ask_about_unpaid(work) == 1
    assert (await flow.state(sessions, payment)).state == PaymentState.PAID
    assert len(await facts(sessions, payment, "payments.Captured")) == 1


async def test_asking_about_a_payment_that_nobody_made_leaves_it_open(
    sessions: Sessions, keys: KeyRing, settings: Settings, work: Work, payment: Payment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    await flow.page_fields(sessions, keys, settings, payment)
    start = clock.now()
    for minutes in (1.1, 5.1, 15.1, 29.6):
        moment = start + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert await ask_about_unpaid(work) == 1, minutes
        assert await ask_about_unpaid(work) == 0
    assert (await flow.state(sessions, payment)).state == PaymentState.CREATED


async def test_a_closed_payment_is_closed_at_the_channel_too(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, work: Work, payment: Payment
) -> None:
    fields = await flow.page_fields(sessions, keys, settings, payment)
    await app.state["http"].get("/sandbox/pay/gateway", params=fields)
    async with begin(sessions) as tx:
        await service.close_payment(tx, order_id=int(payment.order_id), now=clock.now())
    assert await ask_about_unpaid(work) == 1
    assert (await flow.confirm(app, fields)).status_code == 409
    assert (await flow.state(sessions, payment)).state == PaymentState.CLOSED
    assert len(await facts(sessions, payment, "payments.PaymentClosed")) == 1
    assert await ask_about_unpaid(work) == 0


async def test_money_that_comes_after_closing_goes_back_by_itself(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, drain: Drain, payment: Payment
) -> None:
    await flow.pay(app, sessions, keys, settings, payment)
    async with begin(sessions) as tx:
        await service.close_payment(tx, order_id=int(payment.order_id), now=clock.now())
    await drain("pay")
    after = await flow.state(sessions, payment)
    assert (after.state, after.refunded) == (PaymentState.REFUNDED, cny(22281))
    assert await facts(sessions, payment, "payments.Captured") == []
    (refunded,) = await facts(sessions, payment, "payments.Refunded")
    assert refunded["order"] == int(payment.order_id)
    assert await balances(sessions, payment) == {}


async def test_a_paid_payment_cannot_be_closed(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, drain: Drain, payment: Payment
) -> None:
    await flow.pay(app, sessions, keys, settings, payment)
    await drain("pay")
    with pytest.raises(AlreadyPaid):
        async with begin(sessions) as tx:
            await service.close_payment(tx, order_id=int(payment.order_id), now=clock.now())
    assert (await flow.state(sessions, payment)).state == PaymentState.PAID


async def test_opening_the_payment_of_an_order_twice_gives_the_same_one(sessions: Sessions, payment: Payment) -> None:
    async with begin(sessions) as tx:
        again = await make.payment(tx, order_id=int(payment.order_id), member_id=int(payment.member_id))
    assert (again.id, again.number) == (payment.id, payment.number)


async def test_a_fulfilled_order_becomes_income_and_tax(
    app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, drain: Drain, payment: Payment
) -> None:
    await flow.pay(app, sessions, keys, settings, payment)
    await drain("pay")
    for _ in range(2):
        async with begin(sessions) as tx:
            await service.recognise_sale(
                tx,
                order_id=int(payment.order_id),
                order_no=payment.order_no,
                goods=cny(20000),
                freight=cny(1000),
                tax=cny(1281),
                regime="retail",
                now=clock.now(),
            )
    held = await balances(sessions, payment)
    assert ("customer_deposits", "") not in held
    assert held["tax_payable", "retail"] == -1281
    assert held[Account.GOODS_REVENUE.value, ""] == -20000
