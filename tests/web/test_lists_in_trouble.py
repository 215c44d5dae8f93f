"""Lists that cannot say all they have: drafts, whom one follows, pages that did not come."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from zhongcao.app.measuring.stage import Stage

Visit = Callable[..., Awaitable[Page]]
FOLLOW_AUTHOR = """async () => {
    const { items } = await (await fetch('/v1/feeds/discover?limit=1')).json()
    await fetch(`/v1/members/${items[0].note.author.id}/follow`, { method: 'PUT' })
}"""
KEEP_DRAFT = """async (title) => (await fetch('/v1/notes', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ kind: 'text', title, body: '', language: 'zh-CN', topics: [], pictures: [], draft: true }),
})).ok"""
DRAFTS = "fetch('/v1/me/notes?note_state=draft').then((answer) => answer.json())"


async def test_who_follows_somebody_silent_is_not_told_to_follow_nobody(visit: Visit, shop: Stage) -> None:
    silent = await visit("/me", newcomer="不发的人")
    me = await silent.evaluate("fetch('/v1/me').then((answer) => answer.json())")
    page = await visit("/following", newcomer="只关注一个人的")
    await expect(page.get_by_text("还没有关注任何人")).to_be_visible()
    assert await page.evaluate(f"fetch('/v1/members/{me['id']}/follow', {{ method: 'PUT' }}).then(a => a.ok)")
    await page.reload()
    await expect(page.get_by_text("你关注的人还没有新笔记")).to_be_visible()
    await expect(page.get_by_text("还没有关注任何人")).to_have_count(0)


async def test_a_further_page_that_did_not_come_is_told_and_asked_for_again(visit: Visit) -> None:
    page = await visit("/me", newcomer="翻页的人", cut_off=True)
    await page.evaluate(FOLLOW_AUTHOR)
    busy = True

    async def answer(route: Route) -> None:
        if "cursor=more" not in route.request.url:
            first: dict[str, Any] = await (await route.fetch()).json()
            await route.fulfill(json=first | {"next_cursor": "more"})
        elif busy:
            await route.fulfill(status=403, json={"code": "forbidden", "title": "不行"})
        else:
            await route.fulfill(json={"items": [], "next_cursor": None})

    await page.route(re.compile(r"/v1/feeds/following\?"), answer)
    await page.get_by_role("link", name="关注", exact=True).click()
    again = page.get_by_role("button", name="没加载出来，点这里继续")
    await page.get_by_text("正在加载").scroll_into_view_if_needed()
    await expect(again).to_be_visible()
    busy = False
    await again.click()
    await expect(page.get_by_text("到底啦")).to_be_attached()


@pytest.mark.parametrize("kind", ["笔记", "商品"])
async def test_a_search_says_when_what_follows_did_not_come(visit: Visit, kind: str) -> None:
    page = await visit("/search/精华")

    async def answer(route: Route) -> None:
        if "cursor=more" in route.request.url:
            await route.fulfill(status=429, json={"code": "too-many", "title": "太忙了"})
        else:
            first: dict[str, Any] = await (await route.fetch()).json()
            await route.fulfill(json=first | {"next_cursor": "more"})

    await page.route(re.compile(r"/v1/search\?"), answer)
    await page.get_by_role("button", name=kind, exact=True).click()
    await page.evaluate("scrollTo(0, document.body.scrollHeight)")
    await expect(page.get_by_role("button", name="没加载出来，点这里继续")).to_be_visible()


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


async def test_who_would_rather_not_sign_in_goes_on_where_they_were(visit: Visit, shop: Stage) -> None:
    page = await visit("/")
    await page.locator("#app[data-v-app] a[href^='/note/']").first.click()
    await page.wait_for_url("**/note/*")
    note = page.url
    await page.get_by_role("dialog").get_by_role("button", name=re.compile("关注")).first.click()
    await page.wait_for_url("**/login?to=**")
    await page.get_by_role("button", name="关闭").click()
    await expect(page).to_have_url(note)
    await page.goto(f"{shop.origin}/messages")
    await page.wait_for_url("**/login?to=/messages")
    await page.get_by_role("button", name="关闭").click()
    await expect(page).to_have_url(f"{shop.origin}/")


async def test_who_is_signed_in_already_is_led_on_instead_of_asked_to_sign_in(visit: Visit, shop: Stage) -> None:
    page = await visit("/login?to=/drafts", newcomer="登录过的人")
    await expect(page).to_have_url(f"{shop.origin}/drafts")
    await page.goto(f"{shop.origin}/login")
    await expect(page).to_have_url(f"{shop.origin}/")
