"""Finance sees the books, payments and refunds, and may ask for a refund; nobody else may."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from litestar import Litestar

from tests.driving import Browser
from tests.factories import identity
from tests.factories import payments as make
from tests.payments import flow
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Work
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny
from zhongcao.kit.settings import Settings
from zhongcao.payments.jobs import send_refunds
from zhongcao.payments.rules import PaymentState
from zhongcao.payments.schemas import Payment
from zhongcao.sandboxes.pay.jobs import deliver_notifications


@pytest.fixture
async def finance(browse: Callable[[], Browser], sessions: Sessions) -> Browser:
    return await identity.staff(sessions, browse(), "finance")


@pytest.fixture
async def paid(app: Litestar, sessions: Sessions, keys: KeyRing, settings: Settings, work: Work) -> Payment:
    async with begin(sessions) as tx:
        payment = await make.payment(tx)
    await flow.pay(app, sessions, keys, settings, payment)
    assert await deliver_notifications(work) == 1
    return payment


async def test_the_books_of_an_order(finance: Browser, paid: Payment) -> None:
    page = await finance.get(f"/v1/console/ledger/journals?order={paid.order_id}")
    (journal,) = page["items"]
    assert (journal["kind"], journal["total"]) == ("capture", {"amount": 22281, "currency": "CNY"})
    assert [(line["account"], line["amount"]["amount"]) for line in journal["lines"]] == [
        ("psp_receivable", 22281),
        ("customer_deposits", -22281),
    ]
    held = await finance.get("/v1/console/ledger/balances")
    assert sum(row["amount"]["amount"] for row in held) == 0


async def test_lists_go_on_where_they_stopped(finance: Browser, paid: Payment, sessions: Sessions) -> None:
    async with begin(sessions) as tx:
        for _ in range(2):
            await make.payment(tx)
    first = await finance.get("/v1/console/payments?limit=2")
    second = await finance.get(f"/v1/console/payments?limit=2&cursor={first['next_cursor']}")
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert len(ids) == len(set(ids)) >= 3
    only = await finance.get("/v1/console/payments?state=paid")
    assert paid.id in [item["id"] for item in only["items"]]
    assert {item["state"] for item in only["items"]} == {"paid"}
    await finance.get("/v1/console/payments/exceptions", expect=200)


async def test_finance_refunds_once_per_key(finance: Browser, paid: Payment, sessions: Sessions, work: Work) -> None:
    path, wish = f"/v1/console/orders/{paid.order_id}/refunds", {"amount": 281, "reason": "包裹破损"}
    key = {"Idempotency-Key": "refund-0001"}
    first = await finance.post(path, wish, headers=key, expect=201)
    assert await finance.post(path, wish, headers=key, expect=201) == first
    assert first["state"] == "prepared"
    assert await send_refunds(work) == 1
    (listed,) = (await finance.get("/v1/console/refunds?state=confirmed"))["items"]
    assert listed["id"] == first["id"]
    after = await flow.state(sessions, paid)
    assert (after.state, after.refundable) == (PaymentState.PART_REFUNDED, cny(22000))
    refused = await finance.post(
        path, {**wish, "amount": 22281}, headers={"Idempotency-Key": "refund-0002"}, expect=409
    )
    assert refused["code"] == "payments.refund-too-large"
    assert len((await finance.get("/v1/console/refunds"))["items"]) == 1
    assert (await flow.state(sessions, paid)).refundable == cny(22000)


async def test_others_are_kept_out(
    browse: Callable[[], Browser], visitor: Browser, sessions: Sessions, paid: Payment
) -> None:
    member = await browse().sign_up()
    auditor = await identity.staff(sessions, browse(), "auditor")
    wish = {"json": {"amount": 1, "reason": "so"}, "headers": {"Idempotency-Key": "refund-0003"}}
    for path in ("ledger/journals", "ledger/balances", "payments", "payments/exceptions", "refunds"):
        await visitor.get(f"/v1/console/{path}", expect=401)
        await member.get(f"/v1/console/{path}", expect=403)
        await auditor.get(f"/v1/console/{path}", expect=200)
    for browser, status in ((visitor, 401), (member, 403), (auditor, 403)):
        await browser.call("POST", f"/v1/console/orders/{paid.order_id}/refunds", expect=status, **wish)
    await member.get(f"/v1/payments/{paid.id}", expect=404)


async def test_a_member_pays_on_the_page(
    browse: Callable[[], Browser], app: Litestar, sessions: Sessions, work: Work
) -> None:
    member = await browse().sign_up()
    async with begin(sessions) as tx:
        payment = await make.payment(tx, member_id=member.member_id)
    url = (await member.post(f"/v1/payments/{payment.id}/page", {}, expect=201))["url"]
    assert "确认付款" in await member.get(url)
    fields = dict(parse_qsl(urlsplit(url).query))
    assert (await flow.confirm(app, fields)).status_code == 303
    assert await deliver_notifications(work) == 1
    assert (await member.get(f"/v1/payments/{payment.id}"))["state"] == "paid"
    refused = await member.post(f"/v1/payments/{payment.id}/page", {}, expect=409)
    assert refused["code"] == "payments.already-paid"
    other = await member.post(f"/v1/payments/{payment.id}/page", {"provider": "cowrie"}, expect=422)
    assert other["code"] == "payments.provider-unknown"


async def test_a_forged_notification_is_refused(visitor: Browser) -> None:
    answer = await visitor.post("/v1/payments/notify/sandbox", content=b"out_trade_no=P1&sign=AAAA", expect=401)
    assert answer["code"] == "payments.signature-wrong"
    assert (await visitor.post("/v1/payments/notify/cowrie", content=b"", expect=422))["code"]
