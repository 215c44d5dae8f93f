"""Lists that cannot say all they have: drafts, whom one follows, pages that did not come."""

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, Route, expect

from zhongcao.app.measuring.stage import Stage

Visit = Callable[..., Awaitable[Page]]
KEEP_DRAFT = """async (title) => (await fetch('/v1/notes', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ kind: 'text', title, body: '', language: 'zh-CN', topics: [], pictures: [], draft: true }),
})).ok"""
DRAFTS = "fetch('/v1/me/notes?note_state=draft').then((answer) => answer.json())"


async def test_a_draft_that_was_thrown_away_by_chance_comes_back(visit: Visit) -> None:
    page = await visit("/publish", newcomer="丢草稿的人")
    await page.get_by_role("textbox", name="标题").fill("别丢我")
    await page.get_by_role("button", name="返回").click()
    await page.wait_for_url("**/me")
    await page.get_by_role("link", name="1 篇草稿").click()
    await page.get_by_role("button", name="删除 别丢我").click()
    await expect(page.get_by_text("没有草稿")).to_be_visible()
    await page.locator(".toasts").get_by_role("button", name="撤销").click()
    await page.get_by_role("link", name="别丢我").click()
    await expect(page.get_by_role("textbox", name="标题")).to_have_value("别丢我")


async def test_drafts_of_the_account_are_asked_about_and_not_said_to_be_none_when_nobody_answered(
    visit: Visit, shop: Stage
) -> None:
    page = await visit("/me", newcomer="存云上的人", cut_off=True)
    assert await page.evaluate(KEEP_DRAFT, "云上的草稿")

    async def refuse(route: Route) -> None:
        await route.fulfill(status=429, json={"code": "too-many", "title": "太快了，歇一会儿"})

    waiting = re.compile(r"/v1/me/notes\?.*note_state=draft")
    await page.route(waiting, refuse)
    await page.goto(f"{shop.origin}/drafts")
    await expect(page.get_by_text("太快了，歇一会儿")).to_be_visible()
    await expect(page.get_by_text("没有草稿")).to_have_count(0)
    await page.unroute(waiting)
    await page.get_by_role("button", name="再试一次").click()
    await page.get_by_role("button", name="删除 云上的草稿").click()
    asked = page.get_by_role("dialog", name="删除这篇草稿？")
    await asked.get_by_role("button", name="取消").click()
    assert len((await page.evaluate(DRAFTS))["items"]) == 1
    await page.get_by_role("button", name="删除 云上的草稿").click()
    await asked.get_by_role("button", name="删除").click()
    await expect(page.get_by_text("没有草稿")).to_be_visible()
