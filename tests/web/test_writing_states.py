"""Writing when something is in the way: no network, no room on the device, a slip of the hand, a note already out."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Route, expect

from tests.factories.media import drawing, encoded
from zhongcao.app.measuring.stage import Stage

Visit = Callable[..., Awaitable[Page]]
SOON_MS = 1_500
MINE = "fetch('/v1/me/notes').then((answer) => answer.json())"
WRITE = """async (title) => (await fetch('/v1/notes', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ kind: 'text', title, body: '写在前面', language: 'zh-CN', topics: [], pictures: [] }),
})).json()"""
FULL = (
    """() => void (IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError') })"""
)


def picture(folder: Path, seed: int = 1) -> Path:
    file = folder / f"{seed}.jpg"
    file.write_bytes(encoded(drawing(300, 400, seed=seed)))
    return file


async def test_a_note_that_could_not_go_out_does_not_go_out_by_itself_later(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/publish", newcomer="没发出去的人", cut_off=True)
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await page.route("**/v1/media", hold)
    await page.get_by_role("textbox", name="标题").fill("先等等")
    await page.locator("input[type=file]").set_input_files(picture(tmp_path))
    await expect(page.locator(".way")).to_have_count(1)
    await page.get_by_role("button", name="发布", exact=True).click()
    await expect(page.get_by_text("图片还在上传，传完就发布")).to_be_visible()
    await held[0].fulfill(status=429, json={"code": "too-many", "title": "太快了，歇一会儿"})
    await expect(page.get_by_text("有图片没传上去")).to_be_visible()
    await page.unroute("**/v1/media")
    await page.get_by_role("button", name="重试").click()
    await expect(page.locator(".way")).to_have_count(0)
    await page.wait_for_timeout(SOON_MS)
    assert (await page.evaluate(MINE))["items"] == []
    await expect(page.get_by_role("textbox", name="标题")).to_have_value("先等等")


async def test_a_picture_taken_out_by_chance_is_put_back_where_it_was(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/publish", newcomer="手滑的人")
    await page.locator("input[type=file]").set_input_files([picture(tmp_path, 1), picture(tmp_path, 2)])
    shots = page.get_by_role("button", name=re.compile("张图片的操作"))
    await expect(shots).to_have_count(2)
    await expect(page.locator(".way")).to_have_count(0)
    first = await page.locator(".face img").first.get_attribute("src")
    await shots.first.click()
    await page.get_by_role("button", name="删除这张").click()
    await expect(shots).to_have_count(1)
    await page.locator(".toasts").get_by_role("button", name="撤销").click()
    await expect(shots).to_have_count(2)
    await expect(page.locator(".face img").first).to_have_attribute("src", first or "")


async def test_a_picture_that_the_browser_cannot_draw_is_not_offered_to_be_cut(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/publish", newcomer="老手机的人")
    torn = tmp_path / "torn.jpg"
    torn.write_bytes(b"\xff\xd8\xff none")

    async def take(route: Route) -> None:
        answer: dict[str, Any] = {"id": "1", "card_url": "/none", "thumb_url": "/none", "width": 3, "height": 4}
        await route.fulfill(status=201, json=answer)

    await page.route("**/v1/media", take)
    await page.locator("input[type=file]").set_input_files(torn)
    await page.get_by_role("button", name="第 1 张图片的操作").click()
    menu = page.get_by_role("dialog", name="第 1 张图片")
    await expect(menu.get_by_role("button", name="替代文字")).to_be_visible()
    await expect(menu.get_by_role("button", name="裁剪")).to_have_count(0)
    await expect(menu.locator("img")).to_have_count(0)


async def test_a_tag_says_that_there_is_no_network_and_not_that_nothing_was_found(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/publish", newcomer="地下室的人", cut_off=True)
    await page.locator("input[type=file]").set_input_files(picture(tmp_path))
    await page.get_by_role("button", name="第 1 张图片的操作").click()
    await page.get_by_role("button", name="标记", exact=True).click()
    await page.get_by_role("button", name="添加标记").click()
    await page.context.set_offline(True)
    for kind in ("商品", "人"):
        await page.get_by_role("button", name=kind, exact=True).click()
        await page.get_by_label("标记上的字").fill(f"角鲨烷{kind}")
        await expect(page.get_by_text("现在搜不了（没有网络），直接写上也可以")).to_be_visible()
        await expect(page.get_by_text("没找到")).to_have_count(0)
    await page.get_by_role("button", name="放好").click()
    await expect(page.get_by_role("button", name=re.compile("人：角鲨烷人"))).to_be_visible()


async def test_a_device_without_room_says_so_and_asks_before_the_draft_is_lost(visit: Visit) -> None:
    page = await visit("/publish", newcomer="存满的人")
    title = page.get_by_role("textbox", name="标题")
    await expect(title).to_be_visible()
    await page.evaluate(FULL)
    await title.fill("存不下的")
    await expect(page.get_by_text("这台设备存不下这篇草稿")).to_be_visible()
    await page.get_by_role("button", name="返回").click()
    asked = page.get_by_role("dialog", name="改动还没保存")
    await asked.get_by_role("button", name="取消").click()
    await expect(title).to_have_value("存不下的")
    await page.get_by_role("button", name="返回").click()
    await asked.get_by_role("button", name="不保存，离开").click()
    await page.wait_for_url("**/me")
    await expect(page.get_by_text("草稿已保存")).to_have_count(0)


async def test_what_was_changed_of_a_published_note_is_not_lost_by_going_back(visit: Visit, shop: Stage) -> None:
    page = await visit("/me", newcomer="改笔记的人", cut_off=True)
    note = await page.evaluate(WRITE, "第一版")
    await page.goto(f"{shop.origin}/publish?edit={note['id']}")
    text, asked = page.get_by_role("textbox", name="正文"), page.get_by_role("dialog", name="改动还没保存")
    await expect(text).to_have_value("写在前面")
    await page.get_by_role("button", name="返回").click()
    await page.wait_for_url("**/me")
    await page.goto(f"{shop.origin}/publish?edit={note['id']}")
    await text.fill("改了很多")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="返回").click()
    await asked.get_by_role("button", name="保存", exact=True).click()
    await expect(page.locator(".toasts").get_by_text("没有网络")).to_be_visible()
    await expect(text).to_have_value("改了很多")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="返回").click()
    await asked.get_by_role("button", name="保存", exact=True).click()
    await page.wait_for_url("**/me")
    assert (await page.evaluate(f"fetch('/v1/notes/{note['id']}').then((answer) => answer.json())"))[
        "body"
    ] == "改了很多"


async def test_two_windows_with_one_draft_do_not_wipe_out_each_other(visit: Visit, shop: Stage) -> None:
    page = await visit("/publish", newcomer="开两个窗口的人")
    title = page.get_by_role("textbox", name="标题")
    await title.fill("一起写的")
    await page.wait_for_url("**/publish/*-*")
    other = await page.context.new_page()
    await other.goto(page.url)
    text = other.get_by_role("textbox", name="正文")
    await expect(other.get_by_role("textbox", name="标题")).to_have_value("一起写的")
    await text.fill("另一个窗口里写了很多")
    await other.get_by_role("button", name="返回").click()
    await title.fill("这个窗口里改了标题")
    await expect(page.get_by_text("这篇草稿在另一个窗口里也改过")).to_be_visible()
    await expect(page).not_to_have_url(other.url)
    await page.goto(f"{shop.origin}/drafts")
    await expect(page.get_by_role("link", name="这个窗口里改了标题")).to_be_visible()
    await page.get_by_role("link", name="一起写的").click()
    await expect(page.get_by_role("textbox", name="正文")).to_have_value("另一个窗口里写了很多")


async def test_a_window_that_was_emptied_leaves_what_the_other_wrote(visit: Visit, shop: Stage) -> None:
    page = await visit("/publish", newcomer="清空一个窗口的人")
    title = page.get_by_role("textbox", name="标题")
    await title.fill("两边都开着")
    await page.wait_for_url("**/publish/*-*")
    other = await page.context.new_page()
    await other.goto(page.url)
    await other.get_by_role("textbox", name="正文").fill("后来写的要留着")
    await other.get_by_role("button", name="返回").click()
    await other.wait_for_url("**/me")
    await title.fill("")
    await page.get_by_role("button", name="返回").click()
    await page.wait_for_url("**/me")
    await page.goto(f"{shop.origin}/drafts")
    await page.get_by_role("link", name="两边都开着").click()
    await expect(page.get_by_role("textbox", name="正文")).to_have_value("后来写的要留着")


async def test_the_address_of_a_draft_that_is_gone_says_so_and_leads_on(visit: Visit) -> None:
    page = await visit("/publish/no-such-draft", newcomer="收藏了草稿的人", wide=True)
    await expect(page.get_by_text("这篇草稿不在这台设备上")).to_be_visible()
    await expect(page.get_by_role("link", name="草稿箱")).to_have_attribute("href", "/drafts")
    await expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    await page.get_by_role("button", name="写一篇新的").click()
    await page.wait_for_url("**/publish")
    await page.get_by_role("textbox", name="标题").fill("那就重新写")
    await page.wait_for_url("**/publish/*-*")


async def test_who_removes_pictures_by_keyboard_goes_on_at_the_next_one(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/publish", newcomer="用键盘的人", wide=True)
    await page.locator("input[type=file]").set_input_files([picture(tmp_path, 1), picture(tmp_path, 2)])
    await expect(page.locator(".face")).to_have_count(2)
    await page.get_by_role("button", name="第 1 张图片的操作").press("Enter")
    await page.get_by_role("button", name="删除这张").press("Enter")
    await expect(page.get_by_role("button", name="第 1 张图片的操作")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="删除这张").press("Enter")
    await expect(page.get_by_role("button", name="加图片")).to_be_focused()


async def test_a_picture_is_not_put_back_where_another_took_the_last_place(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/publish", newcomer="放满了的人", wide=True)
    file = picture(tmp_path)
    await page.locator("input[type=file]").set_input_files([file] * 18)
    await expect(page.locator(".face")).to_have_count(18)
    await page.get_by_role("button", name="第 9 张图片的操作").click()
    await page.get_by_role("button", name="删除这张").click()
    await expect(page.locator(".face")).to_have_count(17)
    await page.locator("input[type=file]").set_input_files(file)
    await expect(page.locator(".face")).to_have_count(18)
    await page.locator(".toasts").get_by_role("button", name="撤销").click()
    await expect(page.get_by_text("最多 18 张")).to_be_visible()
    await expect(page.locator(".face")).to_have_count(18)
