"""Messages while one looks at them: what others do comes in by itself, also what was missed."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from playwright.async_api import Page, Route, expect

Visit = Callable[..., Awaitable[Page]]
NEWS_MS = 60_000
"""A worker that tells a whole world what happened may be busy for a while."""


async def call(page: Page, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
    """What this person's browser asks of the shop, beside what the screen shows."""
    origin = "/".join(page.url.split("/")[:3])
    headers = {"origin": origin} | ({"idempotency-key": key} if key else {})
    answer = await page.context.request.fetch(origin + path, method=method, data=body, headers=headers)
    assert answer.ok, f"{method} {path}: {await answer.text()}"
    return await answer.json() if await answer.body() else None


async def publish(page: Page, title: str) -> str:
    """A note of this person's."""
    body = {"kind": "text", "title": title, "body": "写给大家看。", "language": "zh-CN", "topics": [], "pictures": []}
    note: str = (await call(page, "POST", "/v1/notes", body, key=uuid4().hex))["id"]
    return note


async def opened(page: Page) -> Page:
    """The same page, once the server tells it live what waits."""
    async with page.expect_response("**/v1/notices/stream") as line:
        await page.reload(wait_until="domcontentloaded")
    assert (await line.value).ok
    # Whoever asks the page whether it was loaded again finds this gone.
    await page.evaluate("window.stayed = true")
    return page


async def test_likes_and_comments_come_in_while_one_looks(visit: Visit) -> None:
    author = await opened(await visit("/messages", newcomer="等消息的人"))
    note = await publish(author, "有人看吗")
    other = await visit("/icon.svg", newcomer="路过的人")
    await call(other, "PUT", f"/v1/notes/{note}/like")
    badge = author.get_by_role("navigation", name="消息分类").get_by_role("link", name="赞和收藏")
    await expect(badge).to_contain_text("1 条未读", timeout=NEWS_MS)
    await author.get_by_role("link", name=re.compile("评论和@")).click()
    await call(other, "POST", f"/v1/notes/{note}/comments", {"text": "看到了！"}, key=uuid4().hex)
    row = author.get_by_role("article").filter(has_text="路过的人")
    await expect(row).to_contain_text("看到了！", timeout=NEWS_MS)
    assert await author.evaluate("window.stayed"), "all of it without loading the page again"


async def test_an_order_is_told_step_by_step_while_one_looks(visit: Visit) -> None:
    page = await opened(await visit("/messages", role="member"))
    rows = page.get_by_role("article")
    before = await rows.count()
    order = await buy(page)
    link = page.locator(f'a[href="/orders/{order}"]').first
    await expect(link).to_be_visible(timeout=NEWS_MS)
    assert await rows.count() > before
    assert await page.evaluate("window.stayed"), "without loading the page again"


async def test_what_was_missed_without_a_line_comes_in_afterwards(visit: Visit) -> None:
    author = await visit("/messages", newcomer="断了线的人", cut_off=True)
    note = await publish(author, "断线的时候")
    other = await visit("/icon.svg", newcomer="断线时来的人")

    async def cut(route: Route) -> None:
        await route.abort("failed")

    await author.route("**/v1/notices/stream", cut)
    async with author.expect_event("requestfailed", lambda asked: asked.url.endswith("/v1/notices/stream")):
        await author.reload(wait_until="domcontentloaded")
    await author.evaluate("window.stayed = true")
    await call(other, "PUT", f"/v1/notes/{note}/like")
    for _ in range(NEWS_MS // 200):
        if (await call(author, "GET", "/v1/notices/counts"))["likes"]:
            break
        await author.wait_for_timeout(200)
    badge = author.get_by_role("navigation", name="消息分类").get_by_role("link", name="赞和收藏")
    await expect(badge).not_to_contain_text("未读")
    await author.unroute("**/v1/notices/stream")
    await expect(badge).to_contain_text("1 条未读", timeout=NEWS_MS)
    assert await author.evaluate("window.stayed")


async def place(page: Page) -> str:
    """An order of this person's, not paid yet."""
    goods = (await call(page, "GET", "/v1/products?limit=50"))["items"]
    product = next(one for one in goods if not one["sold_out"])
    skus = (await call(page, "GET", f"/v1/products/{product['id']}"))["skus"]
    sku = next(one["id"] for one in skus if one["quantity_max"])
    address = (await call(page, "GET", "/v1/me/addresses"))[0]["id"]
    quote = await call(page, "POST", "/v1/quotes", {"lines": [{"sku": sku, "quantity": 1}], "address": address})
    wanted = {"quote": quote["token"], "notice_version": quote["notice_version"]}
    order: str = (await call(page, "POST", "/v1/orders", wanted, key=uuid4().hex))["id"]
    return order


async def buy(page: Page) -> str:
    """An order of this person's, paid."""
    order = await place(page)
    paying = urlsplit((await call(page, "POST", f"/v1/orders/{order}/payment", {}))["url"])
    form = dict(parse_qsl(paying.query)) | {"decision": "pay"}
    origin = "/".join(page.url.split("/")[:3])
    paid = await page.context.request.post(
        f"{origin}/sandbox/pay/confirm", form=form, headers={"origin": origin}, max_redirects=0
    )
    assert paid.status < 400
    return order
