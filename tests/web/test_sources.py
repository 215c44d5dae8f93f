"""What led somebody to goods stays with them: into the cart, through the checkout, into the order."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
from playwright.async_api import Page, expect

from tests.web.test_live import call
from zhongcao.app.measuring.stage import Stage

Visit = Callable[..., Awaitable[Page]]


def buyable(shop: Stage) -> tuple[str, str]:
    """Goods of which there is some, and their SKU."""
    goods = httpx.get(f"{shop.origin}/v1/products?limit=20").json()["items"]
    for one in goods:
        for sku in httpx.get(f"{shop.origin}/v1/products/{one['id']}").json()["skus"]:
            if sku["quantity_max"]:
                return one["id"], sku["id"]
    raise AssertionError("nothing can be bought")


async def bought(page: Page, sku: str) -> Any:
    """The order of one piece out of the cart."""
    address = (await call(page, "GET", "/v1/me/addresses"))[0]["id"]
    quote = await call(page, "POST", "/v1/quotes", {"lines": [{"sku": sku, "quantity": 1}], "address": address})
    wanted = {"quote": quote["token"], "notice_version": quote["notice_version"]}
    return await call(page, "POST", "/v1/orders", wanted, key=uuid4().hex)


async def test_what_is_put_into_the_cart_from_a_note_is_ordered_as_led_to_by_it(visit: Visit, shop: Stage) -> None:
    product, _ = buyable(shop)
    page = await visit(f"/p/{product}?source=note:5", role="member")
    await page.get_by_role("button", name="加入购物车").first.click()
    sheet = page.get_by_role("dialog", name="选择规格")
    async with page.expect_response(re.compile("/v1/cart/lines/")) as put:
        await sheet.get_by_role("button", name="加入购物车").click()
    answer = await put.value
    order = await bought(page, answer.url.rpartition("/")[2])
    assert (order["source"], [line["source"] for line in order["lines"]]) == (None, ["note:5"])


async def test_an_address_with_a_source_that_is_none_does_not_stand_in_the_way(visit: Visit, shop: Stage) -> None:
    """Goods found by searching used to be opened with one."""
    product, sku = buyable(shop)
    page = await visit(f"/checkout?sku={sku}&quantity=1&source=search", role="member")
    pay, agree = (page.get_by_role("button", name="去付款"), page.get_by_role("checkbox", name="我已阅读并同意"))
    await expect(pay).to_be_visible()
    if await agree.count():  # who accepted this notice before is not asked again
        await agree.check()
    orders = f"{page.url.partition('/checkout')[0]}/v1/orders"
    await pay.click()
    await expect(page).to_have_url(re.compile("/sandbox/pay"))
    # Asked for once more: the page has gone, and the browser forgets what it was answered.
    newest = (await (await page.context.request.get(orders)).json())["items"][0]["id"]
    order = await (await page.context.request.get(f"{orders}/{newest}")).json()
    assert (order["source"], order["lines"][0]["product"]) == (None, product)
