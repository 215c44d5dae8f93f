"""The cart: what a member means to buy, at the prices of now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import CheckConstraint

from tests.driving import Browser
from tests.factories import trade as make
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.money import cny
from zhongcao.mall import service as mall
from zhongcao.mall.rules import ListingState
from zhongcao.mall.schemas import SkuChange
from zhongcao.trade import rules, store
from zhongcao.trade.events import Line, OrderPaid
from zhongcao.trade.rules import CART_LINES_MAX
from zhongcao.trade.tables import CartLineRow


async def put(browser: Browser, sku: int, quantity: int, expect: int = 200) -> dict[str, object]:
    answer: dict[str, object] = await browser.put(f"/v1/cart/lines/{sku}", {"quantity": quantity}, expect=expect)
    return answer


async def test_a_cart_shows_prices_and_what_is_left(visitor: Browser, sessions: Sessions) -> None:
    await visitor.sign_up()
    lotion = await make.sku(sessions, price=cny(129_00), stock=5)
    answer: Any = await put(visitor, lotion, 2)
    product = await make.product_of(sessions, lotion)
    line = answer["lines"][0]
    assert {name: line[name] for name in ("sku", "product", "title", "variant", "quantity", "available")} == {
        "sku": str(lotion),
        "product": str(product),
        "title": "橄榄卸妆油",
        "variant": "200 ml",
        "quantity": 2,
        "available": 5,
    }
    assert (line["price"]["amount"], line["value"]["amount"], line["was"]) == (129_00, 258_00, None)
    assert (line["most"], line["low"], line["selected"], line["warnings"]) == (5, True, True, [])
    assert (answer["pieces"], answer["goods"]) == (2, {"amount": 258_00, "currency": "CNY"})
    assert await visitor.get("/v1/cart", expect=200) == answer


async def test_lines_are_grouped_by_the_warehouse_that_sends_them(visitor: Browser, sessions: Sessions) -> None:
    await visitor.sign_up()
    async with begin(sessions) as tx:
        bonded = await make.warehouse(tx)
    one, other = [await make.sku(sessions, price=cny(100_00), warehouse_id=bonded) for _ in range(2)]
    abroad = await make.sku(sessions, price=cny(300_00), overseas=True)
    for sku in (one, abroad, other):
        await put(visitor, sku, 1)
    cart = await visitor.get("/v1/cart", expect=200)
    assert [(parcel["warehouse"]["kind"], sorted(parcel["skus"])) for parcel in cart["parcels"]] == [
        ("bonded", sorted([str(one), str(other)])),
        ("overseas", [str(abroad)]),
    ]
    bonded_parcel, postal = cart["parcels"]
    assert (bonded_parcel["limit"]["amount"], bonded_parcel["filled"], bonded_parcel["over"]) == (5000_00, 4, False)
    assert postal["goods"]["amount"] == 300_00
    assert postal["limit"]["amount"] == 2000_00


async def test_what_is_left_out_is_not_added_up(visitor: Browser, sessions: Sessions) -> None:
    await visitor.sign_up()
    one, other = [await make.sku(sessions, price=cny(100_00)) for _ in range(2)]
    for sku in (one, other):
        await put(visitor, sku, 2)
    cart = await visitor.get(f"/v1/cart?leave_out={one}", expect=200)
    assert {line["sku"]: line["selected"] for line in cart["lines"]} == {str(one): False, str(other): True}
    assert (cart["pieces"], cart["goods"]["amount"]) == (2, 200_00)
    assert sorted(parcel["goods"]["amount"] for parcel in cart["parcels"]) == [0, 200_00]


async def test_a_parcel_over_the_limit_comes_with_parts_that_fit(visitor: Browser, sessions: Sessions) -> None:
    await visitor.sign_up()
    sku = await make.sku(sessions, price=cny(2600_00), stock=10, goods={"content_value": 2000})
    await put(visitor, sku, 3)
    parcel = (await visitor.get("/v1/cart", expect=200))["parcels"][0]
    assert (parcel["over"], parcel["filled"]) == (True, 100)
    assert [part["lines"] for part in parcel["parts"]] == [[{"sku": str(sku), "quantity": 1}]] * 3
    assert [part["goods"]["amount"] for part in parcel["parts"]] == [2600_00] * 3


async def test_the_limit_of_a_parcel_counts_freight_to_where_it_goes(
    visitor: Browser, browse: Callable[[], Browser], sessions: Sessions, keys: KeyRing
) -> None:
    near = await make.shopper(visitor, sessions, keys)
    far = browse()
    home = await make.shopper(far, sessions, keys, number=77)
    moved = {
        "recipient": "阿依",
        "phone": "13800138000",
        "division_code": "650102",
        "district": "",
        "street": "解放路 1 号",
    }
    await far.put(f"/v1/me/addresses/{home}", moved, expect=200)
    sku = await make.sku(sessions, price=cny(2495_00), stock=10, goods={"content_value": 2000})
    parcels = []
    for browser in (visitor, far):
        await put(browser, sku, 2)
        parcels += (await browser.get("/v1/cart", expect=200))["parcels"]
    assert [(parcel["goods"]["amount"], parcel["over"]) for parcel in parcels] == [(4990_00, False), (4990_00, True)]
    assert [part["lines"] for part in parcels[1]["parts"]] == [[{"sku": str(sku), "quantity": 1}]] * 2
    await make.quote(visitor, near, (sku, 2))
    refused = await make.quote(far, home, (sku, 2), expect=409)
    assert refused["code"] == "customs.over-single-limit"
    await make.quote(far, home, (sku, 1))


async def test_a_lower_price_is_told(visitor: Browser, sessions: Sessions) -> None:
    await visitor.sign_up()
    sku = await make.sku(sessions, price=cny(10_00))
    await put(visitor, sku, 1)
    async with begin(sessions) as tx:
        await mall.set_price(tx, sku_id=sku, price=cny(8_00), by=SYSTEM, now=clock.now() + timedelta(milliseconds=1))
    line = (await visitor.get("/v1/cart", expect=200))["lines"][0]
    assert (line["price"]["amount"], line["was"]["amount"]) == (8_00, 10_00)


async def test_an_order_takes_only_what_was_ordered(visitor: Browser, sessions: Sessions, keys: KeyRing) -> None:
    address = await make.shopper(visitor, sessions, keys)
    sku = await make.sku(sessions, stock=9)
    await put(visitor, sku, 3)
    await make.order(visitor, address, (sku, 2))
    assert [line["quantity"] for line in (await visitor.get("/v1/cart"))["lines"]] == [1]
    await make.order(visitor, address, (sku, 2))
    assert (await visitor.get("/v1/cart"))["lines"] == []


async def test_a_line_keeps_what_led_to_it_until_it_is_ordered(
    visitor: Browser, sessions: Sessions, keys: KeyRing
) -> None:
    address = await make.shopper(visitor, sessions, keys)
    async with begin(sessions) as tx:
        bonded = await make.warehouse(tx)
    sku, other, plain = [await make.sku(sessions, stock=9, warehouse_id=bonded) for _ in range(3)]
    for given, quantity, source in ((sku, 1, "note:5"), (sku, 3, "show:9"), (sku, 2, None), (other, 1, "note:7")):
        line = {"quantity": quantity, "source": source}
        await visitor.put(f"/v1/cart/lines/{given}", line, expect=200)
    await put(visitor, plain, 1)
    for source in ("garbage", "note:", "note:5\n", "Note:5", "note:5 ", "n" * 97 + ":123"):
        await visitor.put(f"/v1/cart/lines/{sku}", {"quantity": 1, "source": source}, expect=422)
    part = await make.order(visitor, address, (sku, 1), (plain, 1))
    assert (part["source"], [line["source"] for line in part["lines"]]) == (None, ["show:9", None])
    named = await make.order(visitor, address, (sku, 1), (other, 1), source="note:8")
    assert (named["source"], [line["source"] for line in named["lines"]]) == ("note:8", ["note:8", "note:8"])
    assert (await visitor.get("/v1/cart"))["lines"] == []
    await put(visitor, other, 2)
    bare = await make.order(visitor, address, (other, 1))
    assert [line["source"] for line in bare["lines"]] == [None]
    await visitor.put(f"/v1/cart/lines/{other}", {"quantity": 2, "source": "note:7"}, expect=200)
    await visitor.delete(f"/v1/cart/lines/{other}", expect=204)
    await put(visitor, other, 1)
    assert (await make.order(visitor, address, (other, 1)))["lines"][0]["source"] is None


def test_lines_are_told_by_what_led_to_them() -> None:
    bought: list[Line] = [(1, 10, 2, 500), (2, 20, 1, 300), (3, 30, 1, 100)]
    told: dict[str, Any] = {"order": 1, "member": 2, "order_no": "Z1", "lines": bought, "at": clock.now()}
    assert OrderPaid(**told, source="note:5").by_source() == {"note:5": bought}
    assert OrderPaid(**told, source=None).by_source() == {None: bought}
    mixed = OrderPaid(**told, source=None, line_sources=["show:9", None, "show:9"])
    assert mixed.by_source() == {"show:9": [bought[0], bought[2]], None: [bought[1]]}


def test_the_table_and_the_api_take_the_same_sources() -> None:
    constraints = [str(one.sqltext) for one in CartLineRow.__table__.constraints if isinstance(one, CheckConstraint)]
    assert f"source ~ '{rules.SOURCE}'" in constraints


async def test_saying_it_twice_is_saying_it_once(visitor: Browser, sessions: Sessions) -> None:
    await visitor.sign_up()
    sku = await make.sku(sessions)
    first = await put(visitor, sku, 2)
    assert await put(visitor, sku, 2) == first
    changed = await put(visitor, sku, 3)
    assert [line["quantity"] for line in changed["lines"]] == [3]  # type: ignore[attr-defined]
    await visitor.delete(f"/v1/cart/lines/{sku}", expect=204)
    await visitor.delete(f"/v1/cart/lines/{sku}", expect=204)
    assert (await visitor.get("/v1/cart"))["lines"] == []


async def test_what_cannot_be_bought_is_shown_with_a_warning_and_not_added_up(
    visitor: Browser, sessions: Sessions
) -> None:
    await visitor.sign_up()
    good, short, gone, delisted = [await make.sku(sessions, price=cny(10_00), stock=n) for n in (3, 1, 0, 4)]
    for sku in (good, short, gone, delisted):
        await put(visitor, sku, 2)
    async with begin(sessions) as tx:
        await mall.change_sku(tx, sku_id=delisted, data=SkuChange(state=ListingState.DELISTED), now=clock.now())
    cart = await visitor.get("/v1/cart")
    warnings = {line["sku"]: line["warnings"] for line in cart["lines"]}
    assert warnings == {str(good): [], str(short): ["short"], str(gone): ["sold_out"], str(delisted): ["off_sale"]}
    assert cart["goods"]["amount"] == 20_00


async def test_a_cart_shows_the_price_of_now(visitor: Browser, sessions: Sessions) -> None:
    await visitor.sign_up()
    sku = await make.sku(sessions, price=cny(10_00))
    await put(visitor, sku, 1)
    async with begin(sessions) as tx:
        await mall.set_price(tx, sku_id=sku, price=cny(11_00), by=SYSTEM, now=clock.now() + timedelta(milliseconds=1))
    assert (await visitor.get("/v1/cart"))["goods"]["amount"] == 11_00


async def test_quantities_are_for_personal_use(visitor: Browser, sessions: Sessions) -> None:
    await visitor.sign_up()
    sku = await make.sku(sessions)
    for quantity in (0, -1, 21, 10**12):
        await put(visitor, sku, quantity, expect=422)
    assert (await visitor.get("/v1/cart"))["lines"] == []
    await put(visitor, sku, 20)


async def test_unknown_goods_do_not_enter_a_cart(visitor: Browser) -> None:
    await visitor.sign_up()
    answer = await put(visitor, 4_242, 1, expect=409)
    assert answer["code"] == "trade.not-for-sale"
    assert (await visitor.get("/v1/cart"))["lines"] == []


async def test_a_cart_has_an_end(visitor: Browser, sessions: Sessions) -> None:
    await visitor.sign_up()
    skus = [await make.sku(sessions, stock=0) for _ in range(3)]
    async with begin(sessions) as tx:
        for number in range(CART_LINES_MAX - 1):
            await store.add_cart_line(tx, visitor.member_id, 1_000 + number, 1, clock.now())
    await put(visitor, skus[0], 1)
    assert (await put(visitor, skus[1], 1, expect=409))["code"] == "trade.cart-full"
    await put(visitor, skus[0], 2)
    assert len((await visitor.get("/v1/cart"))["lines"]) == CART_LINES_MAX


async def test_carts_are_apart(browse: Callable[[], Browser], sessions: Sessions) -> None:
    one, other = browse(), browse()
    await one.sign_up()
    await other.sign_up()
    sku = await make.sku(sessions)
    await put(one, sku, 1)
    assert (await other.get("/v1/cart"))["lines"] == []
    await other.delete(f"/v1/cart/lines/{sku}", expect=204)
    assert len((await one.get("/v1/cart"))["lines"]) == 1


async def test_a_visitor_has_no_cart(visitor: Browser) -> None:
    await visitor.get("/v1/cart", expect=401)
