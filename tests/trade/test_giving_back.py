"""Orders that end early: cancelled, rejected by customs, come back; and the races around that."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import identity as identity_factory
from tests.factories import trade as make
from tests.trade.conftest import Drain, Shop, Travel, until
from zhongcao.customs.events import Held, Rejected
from zhongcao.kit import clock, outbox
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny
from zhongcao.logistics.events import Delivered, ParcelReturned, WaybillIssued
from zhongcao.payments import service as payments
from zhongcao.payments.events import Captured
from zhongcao.trade import service
from zhongcao.trade.errors import PaymentArriving
from zhongcao.trade.rules import PAY_WITHIN

UNTIL_DECLARED = ("pay", "issue_waybills")
"""Sweeps that take an order to customs' door and no further."""


async def cancel(shop: Shop, order: Any, expect: int = 201) -> Any:
    return await shop.browser.post(
        f"/v1/orders/{order['id']}/cancellation",
        {"reason": "不想要了"},
        headers={"Idempotency-Key": f"cancel-{uuid4().hex}"},
        expect=expect,
    )


async def tell(shop: Shop, fact: outbox.Fact) -> None:
    async with begin(shop.sessions) as tx:
        outbox.emit(tx, fact)


async def test_an_unpaid_order_is_cancelled_and_frees_everything(shop: Shop, drain: Drain) -> None:
    order = await shop.order(4)
    cancelled = await cancel(shop, order)
    assert (cancelled["state"], cancelled["reason"], cancelled["can_pay"]) == ("cancelled", "不想要了", False)
    assert await shop.stock() == (10, 0, 0)
    assert await shop.allowance(order) == "void"
    assert (await cancel(shop, order))["state"] == "cancelled", "again changes nothing"
    await drain()
    assert await shop.facts(order) == ["OrderPlaced", "OrderCancelled"]
    await shop.browser.post(f"/v1/orders/{order['id']}/payment", expect=409)
    await shop.sound()


async def test_a_paid_order_is_refunded_before_it_is_declared(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order(2)
    await shop.pay(order)
    await drain("pay", rounds=3)
    assert await shop.state(order) == "paid"
    refunding = await cancel(shop, order)
    assert (refunding["state"], refunding["can_cancel"]) == ("refunding", False)
    assert await shop.stock() == (10, 0, 0)
    assert await shop.allowance(order) == "void"
    for _ in range(3):
        await drain()
        travel(minutes=5)
    assert await shop.state(order) == "refunded"
    back = await shop.ask(
        "SELECT refunded_amount, state FROM payments.payment WHERE order_id = :id", id=int(order["id"])
    )
    assert back == [(order["total"]["amount"], "refunded")]
    assert (await shop.facts(order))[-2:] == ["OrderRefunding", "OrderRefunded"]
    await shop.sound()


async def test_what_customs_has_cannot_be_cancelled(shop: Shop, drain: Drain) -> None:
    order = await shop.order()
    await shop.pay(order)
    await drain(*UNTIL_DECLARED)
    assert await shop.state(order) == "declared"
    refused = await cancel(shop, order, expect=409)
    assert refused["code"] == "trade.order-cannot"
    assert await shop.state(order) == "declared"
    assert await shop.stock() == (9, 1, 0)


async def test_what_customs_rejects_is_given_back(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order(2)
    await shop.pay(order)
    await drain(*UNTIL_DECLARED)
    fact = Rejected(order=int(order["id"]), member=shop.browser.member_id, reason="订购人身份信息不符")
    await tell(shop, fact)
    await tell(shop, fact)
    for _ in range(3):
        await drain()
        travel(minutes=5)
    seen = await shop.browser.get(f"/v1/orders/{order['id']}")
    assert (seen["state"], seen["reason"]) == ("refunded", "customs: 订购人身份信息不符")
    assert await shop.stock() == (10, 0, 0)
    assert await shop.allowance(order) == "void"
    refunds = await shop.ask("SELECT count(*) FROM payments.refund WHERE order_id = :id", id=int(order["id"]))
    assert refunds == [(1,)]


async def test_a_parcel_that_comes_back_is_refunded(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order()
    await shop.pay(order)
    await until(shop, order, "shipped", drain, travel)
    fact = ParcelReturned(order=int(order["id"]), member=shop.browser.member_id, step="returned", at=clock.now())
    await tell(shop, fact)
    await drain("refund", "pay")
    travel(minutes=5)
    await drain("refund", "pay")
    assert await shop.state(order) == "refunded"
    assert await shop.stock() == (9, 0, 1), "what came back is counted in by the warehouse, not by us"


async def test_old_news_and_news_twice_change_nothing(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order()
    await shop.pay(order)
    await until(shop, order, "delivered", drain, travel)
    before = await shop.browser.get(f"/v1/orders/{order['id']}")
    told = await shop.facts(order)
    who = {"order": int(order["id"]), "member": shop.browser.member_id}
    for fact in (
        Captured(
            **who,
            payment=1,
            amount=order["total"]["amount"],
            currency="CNY",
            provider="sandbox",
            transaction_no="again",
            at=clock.now(),
        ),
        WaybillIssued(**who, carrier_code="X", carrier_name="X", waybill_no="X"),
        Held(**who, code=500),
        Delivered(**who, at=clock.now()),
    ):
        await tell(shop, fact)
    await drain("nothing")
    assert await shop.browser.get(f"/v1/orders/{order['id']}") == before
    assert await shop.facts(order) == told
    await shop.sound()


async def test_a_lost_fact_is_made_up_for(shop: Shop, drain: Drain, travel: Travel) -> None:
    """Customs released and the carrier delivered, but nobody told trade: the chase finds out."""
    order = await shop.order()
    await shop.pay(order)
    await drain(*UNTIL_DECLARED)
    await until_lost(shop, order, drain, travel, state="declared", topic="customs.Cleared")
    assert await shop.state(order) == "declared"
    travel(days=2)
    await drain("chase")
    assert await shop.state(order) == "shipped"
    await shop.sound()


async def until_lost(shop: Shop, order: Any, drain: Drain, travel: Travel, *, state: str, topic: str) -> None:
    for _ in range(30):
        travel(minutes=30)
        await drain("customs", rounds=1)
        done = await shop.ask("SELECT released_at FROM customs.declaration WHERE order_id = :id", id=int(order["id"]))
        if done[0][0] is not None:
            break
    async with begin(shop.sessions) as tx:
        connection = await tx.connection()
        await connection.exec_driver_sql(f"UPDATE kit.outbox SET delivered_at = at WHERE topic = '{topic}'")  # noqa: S608


async def test_chasing_is_counted_until_it_moves(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order()
    await shop.pay(order)
    await drain("pay", rounds=3)
    assert await shop.state(order) == "paid"
    travel(hours=3)
    await drain("chase_waiting_orders")
    chased = await shop.ask("SELECT times_chased, due_at > now() FROM trade.orders WHERE id = :id", id=int(order["id"]))
    assert chased == [(1, True)]


async def real_shopper(app: Litestar, sessions: Sessions, keys: KeyRing, stock: int) -> tuple[Browser, Any]:
    browser = Browser(app)
    await browser.sign_up(login=f"race-{uuid4().hex}@example.com")
    address = await identity_factory.address(browser)
    async with begin(sessions) as tx:
        await make.customs_factory.real_name(
            tx, keys, member_id=browser.member_id, number=browser.member_id // 7 % 1000, now=clock.now()
        )
    sku = await make.sku(sessions, stock=stock)
    return browser, await make.order(browser, address["id"], (sku, 1))


@pytest.mark.parametrize("ending", ["expire", "cancel"])
async def test_payment_against_the_end_has_one_winner(
    real_app: Litestar, real_sessions: Sessions, keys: KeyRing, ending: str
) -> None:
    """Twelve orders; capture and end start at once. Whoever is first wins, and nothing is in between."""
    pairs = [await real_shopper(real_app, real_sessions, keys, 1) for _ in range(12)]
    bodies = {}
    for browser, order in pairs:
        await make.pay(real_app, browser, order["id"])
        bodies[order["id"]] = await make.notification_of(real_sessions, order["order_no"])
    barrier = asyncio.Barrier(len(pairs) * 2)

    async def capture(order: Any) -> None:
        await barrier.wait()
        await make.notify(real_app, bodies[order["id"]])

    async def end(browser: Browser, order: Any) -> None:
        ids = {"member_id": browser.member_id, "order_id": int(order["id"])}
        await barrier.wait()
        async with begin(real_sessions) as tx:
            if ending == "expire":
                await service.expire_order(tx, **ids, now=clock.now() + PAY_WITHIN)
            else:
                await service.cancel_order(tx, **ids, reason="", now=clock.now())

    work: list[Awaitable[None]] = [capture(order) for _, order in pairs]
    work += [end(browser, order) for browser, order in pairs]
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    assert {type(one) for one in outcomes if one is not None} <= {PaymentArriving}
    seen: set[tuple[str, str, int]] = set()
    for browser, order in pairs:
        async with begin(real_sessions) as tx:
            payment = await payments.find_payment(tx, order_id=int(order["id"]))
            found = await service.get_order(tx, member_id=browser.member_id, order_id=int(order["id"]), now=clock.now())
            statement = "SELECT coalesce(sum(refund_amount), 0) FROM payments.refund WHERE order_id = :id"
            back = (await tx.execute(text(statement), {"id": int(order["id"])})).scalar_one()
        assert payment is not None
        seen.add((found.state, payment.state, int(back) // payment.amount.amount))
    # Either the money was first and its fact is on the way, or the end was first and the money goes back.
    assert seen <= {("placed", "paid", 0), ("cancelled", "paid", 1)}


async def test_a_quarter_of_the_money_does_not_pay(shop: Shop) -> None:
    order = await shop.order()
    async with begin(shop.sessions) as tx:
        with pytest.raises(AssertionError, match="no other amount"):
            await service.mark_paid(
                tx,
                member_id=shop.browser.member_id,
                order_id=int(order["id"]),
                payment_id=1,
                amount=cny(1),
                provider="sandbox",
                transaction_no="x",
                at=clock.now(),
                now=clock.now(),
            )
    assert await shop.state(order) == "placed"
