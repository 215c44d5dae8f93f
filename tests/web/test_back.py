"""Going back closes what lies over a page, and leaves the page where it was: on phones and on desks."""

import re
from collections.abc import Awaitable, Callable

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from zhongcao.app.measuring.stage import Stage

Visit = Callable[..., Awaitable[Page]]
FAR = 1400
NEAR = 4
WIDTHS = pytest.mark.parametrize("wide", [False, True], ids=["phone", "desk"])
CALM = """async () => {
    for (let calm = 0, before = -1; calm < 10; before = scrollY) {
        await new Promise(requestAnimationFrame)
        calm = scrollY === before ? calm + 1 : 0
    }
    return scrollY
}"""


SEEN = """() => {
    const cards = [...document.querySelectorAll('.discover .card .open:has(img)')]
    const one = cards.find(card => { const top = card.getBoundingClientRect().top; return top > 100 && top < 450 })
    return [one.dataset.note, one.getBoundingClientRect().top]
}"""
Place = tuple[str, float]


async def scrolled(page: Page) -> Place:
    """Scroll the feed down and tell what is seen where it came to rest."""
    await expect(page.locator("#app[data-v-app] .card").nth(7)).to_be_attached()
    while await page.evaluate("scrollY") < FAR:
        await page.mouse.wheel(0, FAR)
        await page.wait_for_timeout(100)
    await page.evaluate(CALM)
    note, top = await page.evaluate(SEEN)
    return note, top


async def stands(page: Page, place: Place) -> None:
    """The same card is seen where it was."""
    await page.evaluate(CALM)
    box = await page.locator(f".discover .card .open[data-note='{place[0]}']").bounding_box()
    assert box is not None
    assert abs(box["y"] - place[1]) <= NEAR


async def in_view(page: Page, what: str) -> Locator:
    """One of these that can be seen in the middle of the screen."""
    at = await page.evaluate(
        "what => [...document.querySelectorAll(what)].findIndex(one => {"
        " const top = one.getBoundingClientRect().top; return top > 150 && top < 550 })",
        what,
    )
    return page.locator(what).nth(at)


async def closes(page: Page, sheet: Locator, *, at: str) -> None:
    """Going back closes the sheet and nothing else."""
    await expect(sheet).to_be_visible()
    await page.go_back()
    await expect(sheet).to_have_count(0)
    await page.wait_for_timeout(200)
    assert page.url.endswith(at)


@WIDTHS
async def test_the_first_page_of_a_visit_stays_when_its_sheet_is_left(visit: Visit, wide: bool) -> None:
    page = await visit("/icon.svg", wide=wide)
    await page.goto(page.url.replace("/icon.svg", "/"), wait_until="domcontentloaded")
    place = await scrolled(page)
    why = page.get_by_role("dialog", name="为什么看到这篇")
    for _ in range(2):
        await (await in_view(page, ".card .dots")).click()
        await closes(page, why, at="/")
        await stands(page, place)
    await (await in_view(page, ".card .dots")).click()
    await why.get_by_role("button", name="关闭").click()
    await expect(why).to_have_count(0)
    await page.go_back(wait_until="commit")
    await page.wait_for_url("**/icon.svg")


@WIDTHS
async def test_a_note_its_sheets_and_its_large_picture_are_left_one_by_one(visit: Visit, wide: bool) -> None:
    page = await visit("/", wide=wide)
    place = await scrolled(page)
    await page.locator(f".card .open[data-note='{place[0]}']").click(position={"x": 40, "y": 20})
    note = page.get_by_role("dialog", name=re.compile("的笔记"))
    await expect(note).to_be_visible()
    at = page.url[page.url.index("/note/") :]
    await note.get_by_role("button", name="放大看").click()
    await closes(page, page.get_by_role("dialog", name="放大看"), at=at)
    await note.get_by_role("button", name="分享").first.click()
    await closes(page, page.get_by_role("dialog", name="分享"), at=at)
    await expect(note).to_be_visible()
    await page.go_back()
    await expect(note).to_have_count(0)
    await stands(page, place)


def buyable(shop: Stage) -> str:
    """Goods that can be had."""
    goods = httpx.get(f"{shop.origin}/v1/products?limit=20").json()["items"]
    found: str = next(one["id"] for one in goods if not one["sold_out"])
    return found


@WIDTHS
async def test_choosing_a_variant_is_left_without_leaving_the_goods(visit: Visit, shop: Stage, wide: bool) -> None:
    at = f"/p/{buyable(shop)}"
    page = await visit(at, role="member", wide=wide)
    variants = page.get_by_role("dialog", name="选择规格")
    for _ in range(2):
        await page.get_by_role("button", name="加入购物车").first.click()
        await closes(page, variants, at=at)
    # Nothing lies behind a page that was opened from outside: its arrow leads into the shop, as if no sheet had been.
    await page.get_by_role("button", name="返回").click()
    await page.wait_for_url("**/mall")


@WIDTHS
async def test_a_search_is_left_step_by_step(visit: Visit, wide: bool) -> None:
    page = await visit("/", wide=wide)
    home = page.url
    place = await scrolled(page)
    # The bar stays at the top of the view; who presses it by script need not scroll to where it would stand else.
    await page.get_by_role("link", name="搜笔记、好物、品牌").evaluate("bar => bar.click()")
    await page.get_by_role("textbox").fill("面霜")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="筛选").click()
    await closes(page, page.get_by_role("dialog", name="排序和筛选"), at="/search/%E9%9D%A2%E9%9C%9C")
    await page.go_back()
    await page.wait_for_url("**/search")
    await page.go_back()
    await page.wait_for_url(home)
    await stands(page, place)


async def test_whoever_opens_the_search_may_type_at_once_and_who_comes_back_to_what_was_found_reads(
    visit: Visit,
) -> None:
    page = await visit("/")
    field = page.get_by_role("search").get_by_role("textbox")
    for _ in range(2):  # the second time the page is there already
        await page.locator("#app[data-v-app] .discover .pill").click()
        await expect(field).to_be_focused()
        await page.go_back()
        await expect(page.locator(".discover")).to_be_visible()
    await page.locator(".discover .pill").click()
    await expect(field).to_be_focused()
    await page.keyboard.type("面霜")
    await page.keyboard.press("Enter")
    await page.locator(".search-page .card .open").first.click()
    await page.wait_for_url("**/note/*")
    await page.go_back()
    await page.wait_for_url("**/search/*")
    await expect(field).to_have_value("面霜")
    await expect(field).not_to_be_focused()
