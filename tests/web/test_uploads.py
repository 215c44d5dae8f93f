"""Pictures on their way: several at once, some that fail, a line that breaks, a page that is loaded again."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Route, expect

from tests.factories.media import drawing, encoded

Visit = Callable[..., Awaitable[Page]]
WIDTHS = (300, 340, 380, 420)
RETRY_MS = 20_000


def pictures(folder: Path, widths: tuple[int, ...] = WIDTHS) -> list[Path]:
    """Pictures that are told apart by how wide they are."""
    made = []
    for width in widths:
        file = folder / f"{width}.jpg"
        file.write_bytes(encoded(drawing(width, 400, seed=width)))
        made.append(file)
    return made


async def publish(page: Page) -> dict[str, Any]:
    """Press the button and tell what was published."""
    async with page.expect_response(lambda answer: answer.url.endswith("/v1/notes"), timeout=RETRY_MS) as sent:
        await page.get_by_role("button", name="发布", exact=True).click()
    note: dict[str, Any] = await (await sent.value).json()
    return note


def widths_of(note: dict[str, Any]) -> list[int]:
    return [one["picture"]["width"] for one in note["pictures"]]


async def test_a_picture_that_failed_is_tried_again_and_keeps_its_place(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/publish", newcomer="传图的人", cut_off=True)
    asked = 0

    async def fail(route: Route) -> None:
        nonlocal asked
        asked += 1
        if asked <= 2:
            await route.abort("failed")
        elif asked == 3:
            await route.fulfill(status=429, json={"code": "too-many", "title": "太快了，歇一会儿"})
        else:
            await route.continue_()

    await page.route("**/v1/media", fail)
    await page.locator("input[type=file]").set_input_files(pictures(tmp_path))
    await expect(page.get_by_role("button", name=re.compile("张图片的操作"))).to_have_count(len(WIDTHS))
    again = page.get_by_role("button", name="重试")
    await expect(again).to_have_count(1)
    await expect(page.get_by_text(re.compile("第 . 张图片：太快了，歇一会儿"))).to_be_visible()
    await page.get_by_role("textbox", name="标题").fill("四张都要")
    await page.get_by_role("button", name="发布", exact=True).click()
    await expect(page.get_by_text("有图片没传上去")).to_be_visible()
    assert (await page.evaluate("fetch('/v1/me/notes').then((answer) => answer.json())"))["items"] == []
    await again.click()
    await expect(again).to_have_count(0)
    note = await publish(page)
    assert (note["title"], widths_of(note)) == ("四张都要", list(WIDTHS))
    assert asked == len(WIDTHS) + 3, "what was up was not sent again"


async def test_what_is_no_picture_is_said_to_be_none_and_can_only_be_taken_out(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/publish", newcomer="传错文件的人")
    words, torn = tmp_path / "words.txt", tmp_path / "torn.jpg"
    words.write_text("不是图片")
    torn.write_bytes(encoded(drawing(300, 400, seed=1))[:40])
    shots = page.get_by_role("button", name=re.compile("张图片的操作"))
    await page.locator("input[type=file]").set_input_files(words)
    await expect(page.get_by_text("1 个文件不是图片，没有加进来")).to_be_visible()
    await expect(shots).to_have_count(0)
    await page.locator("input[type=file]").set_input_files([torn, pictures(tmp_path)[0]])
    await expect(page.get_by_text(re.compile("第 1 张图片：这个文件不是能识别的图片"))).to_be_visible()
    await expect(page.get_by_role("button", name="重试")).to_have_count(0)
    await page.get_by_role("button", name="删除这张 第 1 张图片").click()
    await expect(shots).to_have_count(1)
    await page.get_by_role("textbox", name="标题").fill("剩下的这张")
    assert widths_of(await publish(page)) == [WIDTHS[0]]


async def test_pictures_wait_for_the_network_and_go_on_after_a_reload(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/publish", newcomer="没信号的人", cut_off=True)
    first, second, third, _ = pictures(tmp_path)
    # The list of one's purchases is asked for once; without a network nothing else must be missing here.
    await page.get_by_role("textbox", name="标题").fill("地铁里写的")
    await expect(page.get_by_text("草稿已存在本机")).to_be_visible()
    await page.wait_for_url("**/publish/*-*")
    await page.context.set_offline(True)
    await page.locator("input[type=file]").set_input_files([first, second])
    shots = page.get_by_role("button", name=re.compile("张图片的操作"))
    await expect(shots).to_have_count(2)
    await page.wait_for_timeout(500)
    await expect(page.get_by_role("button", name="重试")).to_have_count(0)
    await expect(page.locator(".way")).to_have_count(2)
    await page.context.set_offline(False)
    await expect(page.locator(".way")).to_have_count(0, timeout=RETRY_MS)

    async def hold(route: Route) -> None:
        await route.abort("failed")

    await page.route("**/v1/media", hold)
    await page.locator("input[type=file]").set_input_files(third)
    await expect(shots).to_have_count(3)
    await expect(page.locator(".way")).to_have_count(1)
    await kept(page, pictures_kept=3)
    await page.unroute("**/v1/media")
    await page.reload()
    await expect(page.get_by_role("textbox", name="标题")).to_have_value("地铁里写的")
    await expect(shots).to_have_count(3)
    note = await publish(page)
    assert (note["title"], widths_of(note)) == ("地铁里写的", list(WIDTHS[:3]))


PICTURES_KEPT = """() => new Promise(done => {
    const opening = indexedDB.open('zhongcao-drafts', 1)
    opening.onsuccess = () => {
        const asked = opening.result.transaction('drafts').objectStore('drafts').getAll()
        asked.onsuccess = () => { opening.result.close(); done(asked.result[0]?.shots.length) }
    }
})"""


async def kept(page: Page, *, pictures_kept: int) -> None:
    """Wait until the draft on this device holds so many pictures."""
    # Asked from here: a promise counts as an answer for `wait_for_function`, whatever comes of it.
    for _ in range(RETRY_MS // 200):
        if await page.evaluate(PICTURES_KEPT) == pictures_kept:
            return
        await page.wait_for_timeout(200)
    raise AssertionError(f"{await page.evaluate(PICTURES_KEPT)} of {pictures_kept} pictures are kept")
