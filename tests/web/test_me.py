"""A member's own screens in a real browser: signing up, interests, writing with tags and drafts, live messages."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page, Route, expect

from tests.driving import PASSWORD
from tests.factories.media import drawing, encoded
from zhongcao.app.measuring.stage import Stage
from zhongcao.kit import clock

PATIENCE = 60_000
"""A world that was just planted has a lot to tell before it comes to us, in ms."""
Visit = Callable[..., Awaitable[Page]]


async def sign_up(visit: Visit, nickname: str = "小柿子", to: str = "/") -> Page:
    """A newcomer on a phone, just asked what they like."""
    page = await visit(f"/login?new=1&to={to}")
    await page.get_by_label("手机号或邮箱").fill(f"m{clock.now().timestamp()}@example.com")
    await page.get_by_label("昵称").fill(nickname)
    await page.get_by_label("密码", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="注册并开始").click()
    await page.wait_for_url(re.compile("/welcome"))
    return page


async def test_a_newcomers_first_page_is_about_what_they_like(visit: Visit) -> None:
    page = await sign_up(visit)
    await page.get_by_role("button", name="护肤", exact=True).click()
    await page.get_by_role("button", name="防晒").click()
    await page.get_by_role("button", name="干皮").click()
    async with page.expect_response(lambda answer: "/v1/feeds/discover" in answer.url) as asked:
        await page.get_by_role("button", name="选好了 · 1 项").click()
    shown = await (await asked.value).json()
    # A shelf and a need were told; which of their notes come first is partly drawn, so that one may miss a page.
    assert {"interest", "need"} & {item["reason"]["code"] for item in shown["items"]}
    portrait = await page.evaluate("fetch('/v1/me/portrait').then((answer) => answer.json())")
    assert {one["kind"] for one in portrait["tastes"] if one["chosen"]} == {"category", "need"}
    told = await page.evaluate("fetch('/v1/me').then((answer) => answer.json())")
    assert "interests" in told, told
    assert (told["interests"], told["skin_type"]) == (["skincare.sun"], "dry")


async def test_a_portrait_says_in_words_that_what_was_told_counts_alike(visit: Visit) -> None:
    page = await sign_up(visit)
    await page.get_by_role("button", name="护肤", exact=True).click()
    for name in ("防晒", "面膜"):
        await page.get_by_role("button", name=name, exact=True).click()
    await page.get_by_role("button", name="选好了 · 2 项").click()
    await expect(page.locator("article.card").first).to_be_visible()
    await page.goto(page.url.split("/")[0] + "//" + page.url.split("/")[2] + "/settings/portrait")
    kinds = page.locator("section", has=page.get_by_role("heading", name="品类"))
    await expect(kinds.locator("li")).to_have_count(4)  # a shelf with shelves of its own stands for them too
    await expect(kinds).to_contain_text("这些是你告诉我们的，分量一样")
    await expect(kinds.locator(".bar")).to_have_count(0)
    await expect(kinds).not_to_contain_text("%")


async def test_a_portrait_says_where_one_lives_and_it_is_taken_back_in_the_profile(visit: Visit) -> None:
    page = await sign_up(visit)
    site = "/".join(page.url.split("/")[:3])
    await page.goto(f"{site}/settings/profile")
    await page.get_by_label("城市").fill("杭州")
    await page.get_by_role("button", name="保存").first.click()
    await expect(page.get_by_text("已保存")).to_be_visible()
    await page.goto(f"{site}/settings/portrait")
    home = page.locator("section", has=page.get_by_role("heading", name="所在城市"))
    await expect(home).to_contain_text("杭州 · 新一线城市")
    await home.get_by_role("link", name="「杭州 · 新一线城市」是你告诉我们的，去修改").click()
    await page.get_by_label("城市").fill("")
    await page.get_by_role("button", name="保存").first.click()
    await expect(page.get_by_text("已保存")).to_be_visible()
    await page.goto(f"{site}/settings/portrait")
    await expect(page.get_by_role("heading", name="习惯")).to_be_visible()
    await expect(home).to_have_count(0)


async def test_a_wrong_password_is_told_and_the_wish_is_kept(visit: Visit) -> None:
    page = await visit("/messages")
    await page.wait_for_url("**/login?to=/messages")
    await page.get_by_label("手机号或邮箱").fill("nobody@example.com")
    await page.get_by_label("密码", exact=True).fill("not the right one")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    await expect(page.get_by_label("密码", exact=True)).to_have_value("not the right one")


async def test_whoever_does_not_want_to_sign_in_finds_the_way_out(visit: Visit) -> None:
    page = await visit("/login?to=/messages")
    await page.get_by_role("link", name="先逛逛").click()
    await expect(page.get_by_role("heading", level=1, name="发现")).to_be_attached()
    await page.goto(page.url + "login?to=/messages")
    out = page.get_by_role("button", name="关闭")
    box = await out.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    await out.click()
    await expect(page.get_by_role("heading", level=1, name="发现")).to_be_attached()


async def test_a_note_is_written_with_a_picture_and_tagged_by_keyboard(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/publish", newcomer="小柿子")
    (tmp_path / "one.jpg").write_bytes(encoded(drawing(seed=7)))
    await page.locator("input[type=file]").set_input_files(tmp_path / "one.jpg")
    await page.get_by_role("button", name="第 1 张图片的操作").click()
    await page.get_by_role("button", name="标记", exact=True).click()
    await page.get_by_role("button", name="添加标记").press("Enter")
    await page.get_by_role("button", name="地点", exact=True).press("Enter")
    await page.get_by_label("标记上的字").fill("外滩")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="地点：外滩，横向 50%，纵向 50%")).to_be_focused()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp"):
        await page.keyboard.press(key)
    await expect(page.get_by_role("button", name="地点：外滩，横向 52%，纵向 45%")).to_be_focused()
    await page.get_by_role("button", name="完成", exact=True).click()
    await page.get_by_role("textbox", name="标题").fill("江边走走")
    await page.get_by_role("textbox", name="正文").fill("风很大。#散步")
    async with page.expect_response(lambda answer: answer.url.endswith("/v1/notes")) as sent:
        await page.get_by_role("button", name="发布", exact=True).click()
    note = await (await sent.value).json()
    assert (note["state"], note["topics"]) == ("published", ["散步"])
    (tag,) = note["pictures"][0]["tags"]
    assert (tag["kind"], tag["text"], tag["x"], tag["y"]) == ("place", "外滩", 0.52, 0.45)
    await page.wait_for_url("**/me")
    await expect(page.get_by_role("heading", name="江边走走")).to_be_visible()


async def test_a_note_whose_answer_was_lost_is_there_once(visit: Visit) -> None:
    page = await visit("/publish", newcomer="小柿子")
    await page.get_by_role("textbox", name="标题").fill("按了两次")
    await page.get_by_role("textbox", name="正文").fill("一次就好。")
    keys: list[str | None] = []

    async def lose(route: Route) -> None:
        keys.append(await route.request.header_value("idempotency-key"))
        if len(keys) == 1:
            assert (await route.fetch()).status == 201
            await route.fulfill(status=408, json={"code": "gateway", "title": "太久没有回答"})
        else:
            await route.continue_()

    await page.route("**/v1/notes", lose)
    await page.get_by_role("button", name="发布", exact=True).click()
    await expect(page.get_by_text("太久没有回答")).to_be_visible()
    await page.get_by_role("button", name="发布", exact=True).click()
    await page.wait_for_url("**/me")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    mine = await page.evaluate("fetch('/v1/me/notes').then((answer) => answer.json())")
    assert [note["title"] for note in mine["items"]] == ["按了两次"]


async def test_a_draft_survives_leaving_and_a_reload(visit: Visit, shop: Stage, tmp_path: Path) -> None:
    page = await visit("/publish", newcomer="小柿子")
    (tmp_path / "one.jpg").write_bytes(encoded(drawing(seed=8)))
    await page.locator("input[type=file]").set_input_files(tmp_path / "one.jpg")
    await page.get_by_role("textbox", name="标题").fill("写到一半")
    await expect(page.get_by_text("草稿已存在本机")).to_be_visible(timeout=15_000)
    await page.wait_for_url("**/publish/*-*")
    await page.reload()
    await expect(page.get_by_role("textbox", name="标题")).to_have_value("写到一半")
    await expect(page.get_by_role("button", name="第 1 张图片的操作")).to_be_visible()
    await page.get_by_role("button", name="返回").click()
    await page.goto(f"{shop.origin}/me")
    await page.get_by_role("link", name="1 篇草稿").click()
    await page.get_by_role("link", name="写到一半").click()
    await expect(page.get_by_role("textbox", name="标题")).to_have_value("写到一半")
