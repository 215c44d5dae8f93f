"""The whole way of an order, with the sandboxes of channel, customs and carrier really answering."""

from datetime import timedelta
from typing import Any

from litestar import Litestar

from tests.driving import Browser
from tests.factories import trade as make
from tests.trade.conftest import Drain, Shop, Travel, moment, until
from zhongcao.kit.db import Sessions
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny


async def test_a_bonded_order_from_the_click_to_the_door(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order(2, source="note:77")
    assert (order["state"], order["can_pay"], order["can_cancel"], order["can_confirm"]) == (
        "placed",
        True,
        True,
        False,
    )
    assert await shop.stock() == (8, 2, 0)
    assert await shop.allowance(order) == "reserved"
    await shop.pay(order)
    await until(shop, order, "delivered", drain, travel)
    assert await shop.stock() == (8, 0, 2)
    assert await shop.allowance(order) == "counted"
    seen = await shop.browser.get(f"/v1/orders/{order['id']}", expect=200)
    steps = [(step["kind"], step["code"]) for step in seen["timeline"]]
    own = [code for kind, code in steps if kind == "order"]
    assert own == ["placed", "paid", "declared", "cleared", "shipped", "delivered"]
    assert ("customs", "list:800") in steps
    assert any(kind == "parcel" for kind, _ in steps)
    assert seen["waybill_no"]
    assert seen["carrier"]
    moments = [moment(step["at"]) for step in seen["timeline"]]
    assert moments == sorted(moments)
    confirmed = await shop.browser.post(f"/v1/orders/{order['id']}/receipt", expect=200)
    assert confirmed["state"] == "completed"
    assert (await shop.browser.post(f"/v1/orders/{order['id']}/receipt", expect=200))["state"] == "completed"
    assert await shop.facts(order) == [
        "OrderPlaced",
        "OrderPaid",
        "OrderDeclared",
        "OrderShipped",
        "OrderDelivered",
        "OrderCompleted",
    ]
    told = await shop.ask(
        "SELECT body FROM kit.outbox WHERE topic = 'trade.OrderDelivered' AND key = :key", key=f"order:{order['id']}"
    )
    product = await make.product_of(shop.sessions, shop.sku)
    assert told[0][0]["lines"] == [[shop.sku, product, 2, 200_00]]
    assert told[0][0]["source"] == "note:77"
    await drain()
    await shop.sound()
    sales = await shop.ask(
        "SELECT count(*) FROM payments.journal WHERE kind = 'sale' AND ref = :no", no=order["order_no"]
    )
    assert sales == [(1,)]


async def test_a_buyer_learns_which_lot_the_goods_came_from(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order(2)
    await shop.pay(order)
    waiting = await shop.browser.get(f"/v1/orders/{order['id']}", expect=200)
    assert waiting["lines"][0]["trace_codes"] == []
    await until(shop, order, "delivered", drain, travel)
    seen = await shop.browser.get(f"/v1/orders/{order['id']}", expect=200)
    (printed,) = await shop.ask("SELECT trace_code FROM inventory.lot WHERE sku_id = :sku", sku=shop.sku)
    assert seen["lines"][0]["trace_codes"] == [printed[0]]
    told = await shop.browser.get(f"/v1/traces/{printed[0]}", expect=200)
    assert told["product_id"] == seen["lines"][0]["product"]


async def test_a_postal_order_needs_neither_name_nor_declaration(
    visitor: Browser, sessions: Sessions, app: Litestar, keys: KeyRing, drain: Drain, travel: Travel
) -> None:
    address = await make.shopper(visitor, sessions, keys, named=False)
    shop = Shop(visitor, sessions, app, address, await make.sku(sessions, price=cny(400_00), overseas=True))
    await shop.look()
    order = await shop.order()
    assert order["mode"] == "postal"
    await shop.pay(order)
    await until(shop, order, "delivered", drain, travel)
    assert await shop.allowance(order) is None
    assert await shop.ask(
        "SELECT count(*) FROM customs.declaration WHERE member_id = :member", member=visitor.member_id
    ) == [(0,)]
    assert await shop.facts(order) == ["OrderPlaced", "OrderPaid", "OrderShipped", "OrderDelivered"]
    await shop.sound()


async def test_ten_quiet_days_confirm_a_delivery(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order()
    await shop.pay(order)
    await until(shop, order, "delivered", drain, travel)
    travel(days=10, hours=-1)
    await drain("confirm")
    assert await shop.state(order) == "delivered"
    travel(hours=2)
    await drain()
    assert await shop.state(order) == "completed"
    await shop.sound()


async def test_a_member_may_confirm_before_the_carrier_reports(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order()
    await shop.pay(order)
    await until(shop, order, "shipped", drain, travel)
    confirmed = await shop.browser.post(f"/v1/orders/{order['id']}/receipt", expect=200)
    assert confirmed["state"] == "completed"
    assert confirmed["delivered_at"] == confirmed["completed_at"]
    travel(days=20)
    await drain()
    assert await shop.state(order) == "completed"
    assert (await shop.facts(order))[-2:] == ["OrderDelivered", "OrderCompleted"]
    await shop.sound()


async def test_nothing_can_be_confirmed_before_it_left(shop: Shop) -> None:
    order = await shop.order()
    refused = await shop.browser.post(f"/v1/orders/{order['id']}/receipt", expect=409)
    assert refused["code"] == "trade.order-cannot"
    assert await shop.state(order) == "placed"


async def test_an_unpaid_order_ends_after_half_an_hour(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order(3)
    assert moment(order["expires_at"]) == moment(order["placed_at"]) + timedelta(minutes=30)
    travel(minutes=29)
    await drain("expire")
    assert await shop.state(order) == "placed"
    travel(minutes=1, seconds=1)
    late = await shop.browser.post(f"/v1/orders/{order['id']}/payment", expect=409)
    assert late["code"] == "trade.order-cannot"
    await drain("expire")
    assert await shop.state(order) == "cancelled"
    assert await shop.stock() == (10, 0, 0)
    assert await shop.allowance(order) == "void"
    assert await shop.facts(order) == ["OrderPlaced", "OrderCancelled"]
    await shop.sound()


async def test_money_that_comes_after_the_end_goes_back(shop: Shop, drain: Drain, travel: Travel) -> None:
    order = await shop.order()
    page = await shop.browser.post(f"/v1/orders/{order['id']}/payment", expect=200)
    await shop.browser.post(
        f"/v1/orders/{order['id']}/cancellation", {"reason": "太贵"}, headers={"Idempotency-Key": "cancel-1234"}
    )
    await make.press_pay(shop.app, page["url"])
    for _ in range(4):
        await drain()
        travel(minutes=10)
    assert await shop.state(order) == "cancelled"
    assert await shop.stock() == (10, 0, 0)
    paid: list[Any] = await shop.ask(
        "SELECT state, due_amount - refunded_amount FROM payments.payment WHERE order_id = :id", id=int(order["id"])
    )
    assert paid in ([("refunded", 0)], [("closed", paid[0][1])])
    await shop.sound()
