"""Habits that people bring along: places kept, pulling for news, a dark screen, views and lists of one's own."""

import csv
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page, expect

Visit = Callable[..., Awaitable[Page]]
FAR = 1400
NEAR = 4
IN_SIGHT = """async () => {
    for (let calm = 0, before = -1; calm < 10; before = scrollY) {
        await new Promise(requestAnimationFrame)
        calm = scrollY === before ? calm + 1 : 0
    }
    const tops = [...document.querySelectorAll('.card .open')].map(one => [one, one.getBoundingClientRect().top])
    return tops.find(([, top]) => top > 100 && top < 400)[0].dataset.note
}"""
"""The note of a card in the upper half of the view, once the page stands still."""


async def test_a_note_opens_over_the_feed_and_gives_its_place_back(visit: Visit) -> None:
    page = await visit("/", reduced_motion="no-preference")
    await expect(page.locator("#app[data-v-app] .card").nth(7)).to_be_attached()
    await page.evaluate("""() => {
        window.morphs = 0
        const real = document.startViewTransition.bind(document)
        document.startViewTransition = how => { window.morphs++; return real(how) }
    }""")
    while await page.evaluate("scrollY") < FAR:
        await page.mouse.wheel(0, FAR)
        await page.wait_for_timeout(100)
    note = await page.evaluate(IN_SIGHT)
    place = await page.evaluate("scrollY")
    card = page.locator(f".card .open[data-note='{note}']")
    await card.click()
    await expect(page.get_by_role("dialog", name=re.compile("的笔记"))).to_be_visible()
    assert await page.evaluate("morphs") == 1, "the cover grows into the note"
    await page.go_back()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(card).to_be_in_viewport()
    assert abs(await page.evaluate("scrollY") - place) <= NEAR


async def test_a_tab_is_found_where_it_was_left_and_pressed_again_it_begins_anew(visit: Visit) -> None:
    page = await visit("/")
    await expect(page.locator("#app[data-v-app] .card").nth(7)).to_be_attached()
    while await page.evaluate("scrollY") < FAR:
        await page.mouse.wheel(0, FAR)
        await page.wait_for_timeout(100)
    note, place = await page.evaluate(IN_SIGHT), await page.evaluate("scrollY")
    tabs = page.get_by_role("navigation", name="主要栏目")
    await tabs.get_by_role("link", name="商城").click()
    await expect(page.get_by_role("heading", level=1, name="商城")).to_be_attached()
    assert await page.evaluate("scrollY") == 0, "a tab that was not open yet begins at its top"
    await tabs.get_by_role("link", name="发现").click()
    await expect(page.locator(f".card .open[data-note='{note}']")).to_be_in_viewport()
    assert abs(await page.evaluate("scrollY") - place) <= NEAR
    await tabs.get_by_role("link", name="发现").click()
    for _ in range(100):
        if await page.evaluate("scrollY") == 0:
            return
        await page.wait_for_timeout(50)
    raise AssertionError("the lit tab leads to the top")


async def test_pulling_the_feed_down_asks_for_it_anew(visit: Visit) -> None:
    page = await visit("/")
    await expect(page.locator("#app[data-v-app] .card").nth(7)).to_be_attached()
    finger = await page.context.new_cdp_session(page)

    async def touch(kind: str, *places: int) -> None:
        for y in places or (0,):
            points = [{"x": 195, "y": y}] if places else []
            await finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    async with page.expect_response(lambda answer: "/v1/feeds/discover" in answer.url) as asked:
        await touch("touchStart", 300)
        await touch("touchMove", 360, 420, 480, 540)
        await touch("touchEnd")
    assert (await asked.value).ok


async def test_the_app_can_be_installed_and_stays_dark(visit: Visit) -> None:
    page = await visit("/settings/display")
    await page.get_by_role("button", name="深色").click()
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 19, 18)"
    told = await page.evaluate("""async () => {
        const manifest = await (await fetch(document.querySelector('link[rel=manifest]').href)).json()
        const icons = await Promise.all(manifest.icons.map(one => fetch(one.src)))
        return [manifest.display, manifest.start_url, icons.every(one => one.ok)]
    }""")
    assert told == ["standalone", "/", True]


async def test_a_list_is_narrowed_kept_as_a_view_selected_and_taken_along(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/console/products", role="buyer", wide=True)
    rows = page.get_by_role("table").locator("tbody tr")
    await expect(rows.nth(3)).to_be_visible()
    await page.locator(".controls select").first.select_option(index=1)
    await page.get_by_role("button", name="存为视图").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("视图名称").fill("只看一个牌子")
    await page.keyboard.press("Enter")
    view = page.get_by_role("group", name="视图").get_by_role("button", name=re.compile("^只看一个牌子"))
    await expect(view).to_have_attribute("aria-pressed", "true")
    await page.reload()
    await expect(view).to_have_attribute("aria-pressed", "true")
    await expect(rows.first).to_be_visible()
    for key in ("j", "x"):
        await page.keyboard.press(key)
    await expect(page.get_by_role("toolbar")).to_contain_text("已选 1 项")
    async with page.expect_download() as taken:
        await page.get_by_role("button", name="导出 CSV").click()
    await (await taken.value).save_as(tmp_path / "goods.csv")
    with (tmp_path / "goods.csv").open(encoding="utf-8-sig", newline="") as file:
        kept = list(csv.reader(file))
    assert kept[0][0] == "商品名"
    assert [line[0] for line in kept[1:]] == [await row.locator(".first").inner_text() for row in await rows.all()]


async def test_a_bulk_action_is_carried_out_on_all_that_were_selected(visit: Visit) -> None:
    page = await visit("/console/picks", role="editor", wide=True)
    rows = page.get_by_role("table").locator("tbody tr")
    await expect(rows.nth(3)).to_be_visible()
    titles = [await rows.nth(place).locator(".first").inner_text() for place in (0, 1)]
    for key in ("j", "x", "j", "x"):
        await page.keyboard.press(key)
    await expect(page.get_by_role("toolbar")).to_contain_text("已选 2 项")
    await page.get_by_role("toolbar").get_by_role("button", name=re.compile("^精选")).click()
    sheet = page.get_by_role("dialog", name="精选")
    await sheet.get_by_label("为什么选它").fill("两篇一起看更明白")
    await sheet.get_by_role("button", name="精选", exact=True).click()
    await expect(page.get_by_text("已精选 2 篇")).to_be_visible()
    await page.get_by_role("group", name="视图").get_by_role("button", name="已精选").click()
    picked = rows.filter(has_text="两篇一起看更明白")
    await expect(picked).to_have_count(2)
    assert sorted([await row.locator(".first").inner_text() for row in await picked.all()]) == sorted(titles)
    for row in await picked.all():
        await row.get_by_role("checkbox").check()
    await page.keyboard.press("r")
    await page.get_by_role("dialog", name="撤下").get_by_role("button", name="撤下", exact=True).click()
    await expect(page.get_by_text("已撤下 2 篇")).to_be_visible()
    await expect(picked).to_have_count(0)


async def test_the_ledgers_chart_has_a_table_behind_it(visit: Visit) -> None:
    page = await visit("/console/ledger", role="finance", wide=True)
    chart = page.locator("section.chart")
    await expect(chart.get_by_role("heading", level=2)).to_be_visible()
    drawn = chart.get_by_role("img").first
    await expect(drawn).to_be_visible()
    await expect(drawn).not_to_have_attribute("aria-label", re.compile(r"[0-9]{15}"))  # names come after the numbers
    told = await drawn.get_attribute("aria-label")
    assert told is not None
    await chart.get_by_role("button", name="看表格").click()
    lines = chart.get_by_role("row")
    await expect(lines.nth(1)).to_be_visible()
    for line in (await lines.all())[1:]:
        name, number = (await line.locator("th, td").all_inner_texts())[:2]
        assert f"{name} {number}" in told, "chart and table tell the same"
