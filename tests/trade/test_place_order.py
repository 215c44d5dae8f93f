"""A quote becomes an order: once, for its member, at what was promised, or not at all."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import trade as make
from tests.trade.conftest import Shop, Travel
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny
from zhongcao.mall import service as mall
from zhongcao.mall.rules import ListingState
from zhongcao.mall.schemas import SkuChange

NOTHING = (0, 0, 0, 0, 0)


async def quoted(shop: Shop, quantity: int = 1) -> Any:
    return await make.quote(shop.browser, shop.address, (shop.sku, quantity))


async def test_an_order_is_what_was_quoted(shop: Shop) -> None:
    await shop.browser.put(f"/v1/cart/lines/{shop.sku}", {"quantity": 2})
    promise = await quoted(shop, 2)
    order = await make.order_of(shop.browser, promise, source="note:5")
    for part in ("goods", "freight", "tax", "discount", "total", "promise_from", "promise_to", "notice_version"):
        assert order[part] == promise[part], part
    same = ("sku", "product", "title", "variant", "quantity", "price", "value", "freight", "tax")
    assert [[line[name] for name in same] for line in order["lines"]] == [
        [line[name] for name in same] for line in promise["lines"]
    ]
    assert [line["line_no"] for line in order["lines"]] == [1]
    assert order["contact"] == {
        "consignee": "林小满",
        "phone": "13800138000",
        "address": order["contact"]["address"],
        "division_code": "310101",
    }
    assert "南京东路" in order["contact"]["address"]
    assert order["order_no"][0] == "Z"
    assert len(order["order_no"]) == 13
    assert await shop.browser.get(f"/v1/orders/{order['id']}", expect=200) == order
    assert (await shop.browser.get("/v1/cart"))["lines"] == [], "what is ordered leaves the cart"
    lots = await shop.ask("SELECT lots FROM trade.order_line WHERE order_id = :id", id=int(order["id"]))
    assert [pick["quantity"] for pick in lots[0][0]] == [2]
    payment = await shop.ask(
        "SELECT due_amount, order_no FROM payments.payment WHERE order_id = :id", id=int(order["id"])
    )
    assert payment == [(promise["total"]["amount"], order["order_no"])]
    await shop.sound()


async def test_one_quote_is_one_order(shop: Shop) -> None:
    promise = await quoted(shop)
    order = await make.order_of(shop.browser, promise)
    again = await make.order_of(shop.browser, promise, expect=409)
    assert again["code"] == "trade.quote-used"
    assert again["details"] == {"order": order["id"]}
    assert await shop.held() == (1, 1, 1, 1, 1)
    assert await shop.stock() == (9, 1, 0)


async def test_the_same_key_gives_the_same_answer_byte_for_byte(shop: Shop) -> None:
    promise = await quoted(shop)
    body = {"quote": promise["token"], "notice_version": promise["notice_version"]}
    headers = {"Idempotency-Key": "one-intention", "Authorization": f"Bearer {shop.browser.token}"}
    http: httpx.AsyncClient = shop.app.state["http"]
    first = await http.post("/v1/orders", json=body, headers=headers)
    second = await http.post("/v1/orders", json=body, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert await shop.held() == (1, 1, 1, 1, 1)
    other = await shop.browser.post("/v1/orders", {**body, "source": "note:1"}, headers=headers, expect=422)
    assert other["code"] == "idempotency-key-reused"


async def test_an_order_needs_a_key(shop: Shop) -> None:
    promise = await quoted(shop)
    await shop.browser.post(
        "/v1/orders", {"quote": promise["token"], "notice_version": promise["notice_version"]}, expect=400
    )
    assert await shop.held() == NOTHING


async def test_a_quote_belongs_to_its_member(
    shop: Shop, browse: Callable[[], Browser], sessions: Sessions, keys: KeyRing
) -> None:
    other = browse()
    await make.shopper(other, sessions, keys)
    refused = await make.order_of(other, await quoted(shop), expect=422)
    assert refused["code"] == "trade.quote-unreadable"
    assert await shop.held() == NOTHING


async def test_a_changed_token_buys_nothing(shop: Shop) -> None:
    promise = await quoted(shop)
    token: str = promise["token"]
    first, last = "B" if token[0] == "A" else "A", "QQ" if token.endswith("AA") else "AA"
    for forged in (token[:-2] + last, first + token[1:], token + "AAAA", "", "é"):
        refused = await make.order_of(shop.browser, {**promise, "token": forged}, expect=422)
        assert refused["code"] == "trade.quote-unreadable"
    assert await shop.held() == NOTHING


async def test_a_quote_ends_after_ten_minutes(shop: Shop, travel: Travel) -> None:
    promise = await quoted(shop)
    travel(minutes=10, seconds=1)
    assert (await make.order_of(shop.browser, promise, expect=410))["code"] == "trade.quote-expired"
    assert await shop.held() == NOTHING


async def test_a_new_price_is_offered_not_charged(shop: Shop) -> None:
    promise = await quoted(shop, 2)
    async with begin(shop.sessions) as tx:
        later = clock.now() + timedelta(milliseconds=1)
        await mall.set_price(tx, sku_id=shop.sku, price=cny(120_00), by=SYSTEM, now=later)
    refused = await make.order_of(shop.browser, promise, expect=409)
    assert refused["code"] == "trade.quote-changed"
    assert {"goods", "tax"} <= set(refused["details"]["changed"])
    fresh = refused["details"]["quote"]
    assert fresh["goods"]["amount"] == 240_00
    assert await shop.held() == NOTHING
    order = await make.order_of(shop.browser, fresh)
    assert order["goods"]["amount"] == 240_00


async def test_goods_that_left_the_shop_cannot_be_ordered(shop: Shop) -> None:
    promise = await quoted(shop)
    async with begin(shop.sessions) as tx:
        await mall.change_sku(tx, sku_id=shop.sku, data=SkuChange(state=ListingState.DELISTED), now=clock.now())
    assert (await make.order_of(shop.browser, promise, expect=409))["code"] == "trade.not-for-sale"
    assert await shop.held() == NOTHING


async def test_sold_out_in_between_is_said_and_nothing_is_held(
    shop: Shop, browse: Callable[[], Browser], sessions: Sessions, keys: KeyRing
) -> None:
    promise = await quoted(shop, 6)
    faster = browse()
    address = await make.shopper(faster, sessions, keys)
    await make.order(faster, address, (shop.sku, 5))
    before = await shop.held()
    refused = await make.order_of(shop.browser, promise, expect=409)
    assert refused["code"] == "inventory.out-of-stock"
    assert await shop.held() == before
    assert await shop.stock() == (5, 5, 0)


async def test_another_warehouse_is_another_offer(shop: Shop, sessions: Sessions) -> None:
    promise = await quoted(shop)
    async with begin(sessions) as tx:
        abroad = await make.warehouse(tx, overseas=True)
        await make.inventory_factory.lot(tx, sku_id=shop.sku, warehouse_id=abroad, quantity=5)
        await tx.execute(
            text("UPDATE inventory.lot SET sells_until = '2020-01-01' WHERE sku_id = :sku AND warehouse_id <> :abroad"),
            {"sku": shop.sku, "abroad": abroad},
        )
    refused = await make.order_of(shop.browser, promise, expect=409)
    assert refused["code"] == "trade.quote-changed"
    assert "warehouse" in refused["details"]["changed"]
    assert refused["details"]["quote"]["mode"] == "postal"


async def test_the_notice_must_be_accepted_in_its_version(shop: Shop) -> None:
    promise = await quoted(shop)
    refused = await make.order_of(shop.browser, {**promise, "notice_version": "2019-01"}, expect=422)
    assert refused["code"] == "trade.notice-not-accepted"
    assert await shop.held() == NOTHING


async def test_bonded_goods_need_a_real_name(
    visitor: Browser, sessions: Sessions, app: Litestar, keys: KeyRing
) -> None:
    address = await make.shopper(visitor, sessions, keys, named=False)
    shop = Shop(visitor, sessions, app, address, await make.sku(sessions))
    promise = await quoted(shop)
    assert promise["needs_identity"] is True
    refused = await make.order_of(visitor, promise, expect=409)
    assert refused["code"] == "trade.identity-needed"
    assert await shop.held() == NOTHING
    async with begin(sessions) as tx:
        await make.customs_factory.real_name(tx, keys, member_id=visitor.member_id, now=clock.now())
    assert (await make.order_of(visitor, promise))["state"] == "placed"


async def test_the_year_of_a_person_has_a_limit(shop: Shop, sessions: Sessions) -> None:
    dear = await make.sku(sessions, price=cny(4900_00), stock=9, goods={"content_value": 2000})
    shop.sku = dear
    for _ in range(5):
        await shop.order()
    before = await shop.held()
    refused = await make.quote(shop.browser, shop.address, (dear, 1), expect=409)
    assert refused["code"] == "customs.allowance-exceeded"
    assert await shop.held() == before
    await shop.sound()


async def test_orders_of_others_do_not_exist(
    shop: Shop, browse: Callable[[], Browser], sessions: Sessions, keys: KeyRing
) -> None:
    order, other = await shop.order(), browse()
    await make.shopper(other, sessions, keys)
    path = f"/v1/orders/{order['id']}"
    assert (await other.get(path, expect=404))["code"] == "trade.order-not-found"
    for action, body in (("payment", None), ("receipt", None), ("cancellation", {"reason": "x"})):
        await other.post(f"{path}/{action}", body, headers={"Idempotency-Key": "not-mine-1"}, expect=404)
    assert (await other.get("/v1/orders"))["items"] == []
    assert await shop.state(order) == "placed"
    assert await shop.stock() == (9, 1, 0)


async def test_orders_are_listed_by_state_page_by_page(shop: Shop) -> None:
    made = [await shop.order() for _ in range(5)]
    await shop.browser.post(
        f"/v1/orders/{made[0]['id']}/cancellation", {}, headers={"Idempotency-Key": "give-it-up"}, expect=201
    )
    first = await shop.browser.get("/v1/orders?limit=3")
    assert [item["id"] for item in first["items"]] == [order["id"] for order in made[:1:-1]]
    assert first["items"][0]["timeline"] is None
    assert first["items"][0]["contact"] is None
    assert first["items"][0]["lines"] == made[4]["lines"]
    rest = await shop.browser.get(f"/v1/orders?limit=3&cursor={first['next_cursor']}")
    assert [item["id"] for item in rest["items"]] == [made[1]["id"], made[0]["id"]]
    assert rest["next_cursor"] is None
    cancelled = await shop.browser.get("/v1/orders?state=cancelled")
    assert [item["id"] for item in cancelled["items"]] == [made[0]["id"]]
    both = await shop.browser.get("/v1/orders?state=cancelled&state=placed")
    assert len(both["items"]) == 5
    await shop.browser.get("/v1/orders?state=nonsense", expect=422)
    await shop.browser.get("/v1/orders?cursor=nonsense", expect=422)


async def test_visitors_order_nothing(visitor: Browser) -> None:
    await visitor.get("/v1/orders", expect=401)
    await visitor.post("/v1/quotes", {"lines": [{"sku": "1", "quantity": 1}], "address": "1"}, expect=401)


async def test_fifty_repeats_at_once_make_one_order(real_app: Litestar, real_sessions: Sessions, keys: KeyRing) -> None:
    browser = Browser(real_app)
    await browser.sign_up(login=f"fifty-{uuid4().hex}@example.com")
    address = await make.identity_factory.address(browser)
    async with begin(real_sessions) as tx:
        await make.customs_factory.real_name(
            tx, keys, member_id=browser.member_id, number=browser.member_id % 1000, now=clock.now()
        )
    sku = await make.sku(real_sessions, stock=60)
    promise = await make.quote(browser, address["id"], (sku, 1))
    body = {"quote": promise["token"], "notice_version": promise["notice_version"]}
    headers = {"Idempotency-Key": "fifty-at-once", "Authorization": f"Bearer {browser.token}"}
    http: httpx.AsyncClient = real_app.state["http"]
    answers = await asyncio.gather(*(http.post("/v1/orders", json=body, headers=headers) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    async with begin(real_sessions) as tx:
        found = await tx.execute(
            text("SELECT count(*) FROM trade.orders WHERE member_id = :m"), {"m": browser.member_id}
        )
        assert found.scalar_one() == 1
        kept = await tx.execute(text("SELECT sum(reserved) FROM inventory.lot WHERE sku_id = :sku"), {"sku": sku})
        assert kept.scalar_one() == 1


async def test_the_last_bottle_is_sold_once(real_app: Litestar, real_sessions: Sessions, keys: KeyRing) -> None:
    sku = await make.sku(real_sessions, stock=3)
    shoppers: list[tuple[Browser, Any]] = []
    for number in range(8):
        browser = Browser(real_app)
        await browser.sign_up(login=f"last-{number}-{uuid4().hex}@example.com")
        address = await make.identity_factory.address(browser)
        async with begin(real_sessions) as tx:
            await make.customs_factory.real_name(
                tx, keys, member_id=browser.member_id, number=100 + number, now=clock.now()
            )
        shoppers.append((browser, await make.quote(browser, address["id"], (sku, 1))))
    http: httpx.AsyncClient = real_app.state["http"]
    answers = await asyncio.gather(
        *(
            http.post(
                "/v1/orders",
                json={"quote": promise["token"], "notice_version": promise["notice_version"]},
                headers={"Idempotency-Key": "the-last-one", "Authorization": f"Bearer {browser.token}"},
            )
            for browser, promise in shoppers
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 5
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"inventory.out-of-stock"}
    async with begin(real_sessions) as tx:
        left = await tx.execute(
            text("SELECT sum(available), sum(reserved) FROM inventory.lot WHERE sku_id = :s"), {"s": sku}
        )
        assert tuple(left.one()) == (0, 3)
