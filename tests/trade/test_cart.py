"""The cart: what a member means to buy, at the prices of now."""

from collections.abc import Callable
from datetime import timedelta

from tests.driving import Browser
from tests.factories import trade as make
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import SYSTEM
from zhongcao.kit.money import cny
from zhongcao.mall import service as mall
from zhongcao.mall.rules import ListingState
from zhongcao.mall.schemas import SkuChange
from zhongcao.trade import store
from zhongcao.trade.rules import CART_LINES_MAX


async def put(browser: Browser, sku: int, quantity: int, expect: int = 200) -> dict[str, object]:
    answer: dict[str, object] = await browser.put(f"/v1/cart/lines/{sku}", {"quantity": quantity}, expect=expect)
    return answer


async def test_a_cart_shows_prices_and_what_is_left(visitor: Browser, sessions: Sessions) -> None:
    await visitor.sign_up()
    lotion = await make.sku(sessions, price=cny(129_00), stock=5)
    answer = await put(visitor, lotion, 2)
    product = await make.product_of(sessions, lotion)
    assert answer == {
        "lines": [
            {
                "sku": str(lotion),
                "product": str(product),
                "title": "橄榄卸妆油",
                "variant": "200 ml",
                "quantity": 2,
                "price": {"amount": 129_00, "currency": "CNY"},
                "value": {"amount": 258_00, "currency": "CNY"},
                "available": 5,
                "warnings": [],
            }
        ],
        "goods": {"amount": 258_00, "currency": "CNY"},
    }
    assert await visitor.get("/v1/cart", expect=200) == answer


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
