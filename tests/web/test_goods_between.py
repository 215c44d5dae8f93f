"""Goods between the notes of Discover: written by the server as the app mounts them, opened, and sent away."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
from playwright.async_api import Page, Route, expect

from zhongcao.app.measuring.stage import Stage
from zhongcao.app.webapp.first_screen import write_first_screen
from zhongcao.discovery.schemas import DiscoverPage
from zhongcao.kit import clock

Visit = Callable[..., Awaitable[Page]]
BOOT = re.compile(r'(<script type="application/json" id="boot">)(.*?)(</script>)', re.DOTALL)
WRITTEN = re.compile(r'(<div id="app">).*</nav>', re.DOTALL)
REASON = {"code": "looked", "zh": "你最近看过它", "en": "You looked at this lately"}


@pytest.fixture
def goods(shop: Stage) -> dict[str, Any]:
    """A product that the shop sells, as its card."""
    card: dict[str, Any] = httpx.get(f"{shop.origin}/v1/feeds/goods").json()["items"][0]["product"]
    return card


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_app_mounts_the_goods_that_the_server_wrote(
    visit: Visit, goods: dict[str, Any], language: str
) -> None:
    struck = {"amount": goods["price"]["amount"] + 1050, "currency": "CNY"}
    product = {**goods, "prices_from": True, "struck_price": struck}

    async def with_goods(route: Route) -> None:
        answer = await route.fetch()
        html = await answer.text()
        found = BOOT.search(html)
        assert found is not None
        boot: dict[str, Any] = json.loads(found[2])
        boot["discover"]["goods"] = [{"product": product, "reason": REASON, "before": 1, "page": "1"}]
        page = msgspec.convert(boot["discover"], DiscoverPage)
        body = write_first_screen(page, [], language=language, count=2, icons={}, signed_in=False)
        told = json.dumps(boot).replace("<", "\\u003c")
        html = BOOT.sub(lambda part: part[1] + told + part[3], html, count=1)
        await route.fulfill(response=answer, body=WRITTEN.sub(lambda part: part[1] + body, html, count=1))

    cards = []
    for scripts in (False, True):
        page = await visit("/icon.svg", java_script_enabled=scripts, locale=language)
        await page.route(re.compile(r"//[^/]+/$"), with_goods)
        await page.goto(page.url.replace("/icon.svg", "/"), wait_until="domcontentloaded")
        if scripts:
            await page.wait_for_selector("#app[data-v-app] .between")
        card = await page.wait_for_selector(".lane:nth-child(2) .slot:first-child .between")
        assert card is not None
        opened = await card.query_selector(".open")
        menu = await card.query_selector(".dots")
        assert opened is not None
        assert menu is not None
        words = " ".join((await card.inner_text()).split())
        cards.append([await opened.get_attribute("href"), await menu.get_attribute("aria-label"), words])
    written, mounted = cards
    assert written == mounted
    assert {"zh-CN": "你最近看过它", "en": "You looked at this lately"}[language] in mounted[2]
    assert {"zh-CN": " 起", "en": "from ¥"}[language] in mounted[2]


async def test_what_one_looked_at_comes_between_the_notes_opens_and_is_sent_away(
    visit: Visit, shop: Stage, goods: dict[str, Any]
) -> None:
    page = await visit("/icon.svg", newcomer="看了又看")
    product = goods["id"]
    seen = {"id": str(uuid4()), "kind": "product_view", "at": clock.now().isoformat(), "session": "s"}
    headers = {"origin": shop.origin}
    told = await page.context.request.post(
        f"{shop.origin}/v1/events", data={"events": [{**seen, "product": product}]}, headers=headers
    )
    assert told.ok, await told.text()
    for _ in range(60):
        portrait = await (await page.context.request.get(f"{shop.origin}/v1/me/portrait")).json()
        if any(one["subject"] == f"p:{product}" for one in portrait["tastes"]):
            break
        await page.wait_for_timeout(500)
    await page.goto(shop.origin + "/", wait_until="domcontentloaded")
    await expect(page.locator("#app[data-v-app] .card").nth(5)).to_be_attached()
    card = page.locator(f".between:has([data-product='{product}'])")
    for _ in range(20):
        if await card.count():
            break
        await page.mouse.wheel(0, 500)
        await page.wait_for_timeout(200)
    await expect(card).to_contain_text("你最近看过它")
    await card.locator(".dots").click()
    await expect(page.get_by_role("dialog")).to_contain_text("你最近看过它")
    async with page.expect_response(lambda answer: "/dismissal" in answer.url) as sent:
        await page.get_by_role("button", name="已经有了").click()
    assert (await sent.value).ok
    await expect(card).to_have_count(0)
    async with page.expect_response(lambda answer: "/dismissal" in answer.url) as back:
        await page.get_by_role("button", name="撤销").click()
    assert (await back.value).ok
    await card.locator(".open").click()
    await expect(page).to_have_url(f"{shop.origin}/p/{product}")
