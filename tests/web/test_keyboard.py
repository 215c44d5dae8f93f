"""Both faces by keyboard alone: Tab, Enter, Space, arrows, Escape; the focus is always somewhere and always seen."""

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page, expect

from zhongcao.app.measuring.stage import Stage
from zhongcao.sample.logins import DEMO_LOGINS

Visit = Callable[..., Awaitable[Page]]
TABS_MAX = 90
PATIENCE = 60_000
TROUBLE = """
    async () => {
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))  // until it is drawn
        const at = document.activeElement
        if (!at || at === document.body) return 'the focus is lost'
        const told = at.outerHTML.slice(0, 140)
        const rings = one => {
            const style = getComputedStyle(one)
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1
        }
        const near = [at, at.parentElement, at.parentElement?.parentElement, ...(at.parentElement?.children ?? [])]
        const lit = near.filter(one => one && (one.contains(at) || one.previousElementSibling === at)).some(rings)
        const ringed = at.id === 'main' || at.getAttribute('tabindex') === '-1' || lit
        if (!ringed) return `nothing shows where the focus is: ${told}`
        let box = at.getBoundingClientRect()
        if (box.width < 2 || box.height < 2) box = (at.closest('label') ?? at).getBoundingClientRect()
        if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) {
            return `the focus is outside of what is seen: ${told}`
        }
        const middle = [(Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2,
            (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2]
        const top = document.elementFromPoint(...middle)
        const shares = top && (at.contains(top) || top.contains(at) || top.closest('label') === at.closest('label'))
        return shares ? '' : `something lies over the focus: ${told} under ${top?.outerHTML.slice(0, 100)}`
    }
"""


async def test_a_member_signs_in_finds_buys_and_pays(visit: Visit, shop: Stage) -> None:
    page = await visit("/login", wide=True)
    await expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
    await type_into(page, page.get_by_label("手机号或邮箱"), DEMO_LOGINS[0].name)
    await type_into(page, page.get_by_label("密码", exact=True), DEMO_LOGINS[0].password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="发现")).to_be_attached()
    await expect_focus(page)
    await press(page, page.get_by_role("link", name="搜笔记、好物、品牌"))
    await expect(page.get_by_role("textbox", name="搜笔记、好物、用户、话题")).to_be_focused()
    await page.keyboard.type("干皮")
    await page.keyboard.press("Enter")
    card = page.locator("article.card").filter(has=page.locator(".chip", has_text=re.compile("件好物"))).first
    await card.wait_for()
    await press(page, card.locator("a.open"))
    note = page.get_by_role("dialog", name=re.compile("的笔记"))
    await expect(note).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(card.locator("a.open")).to_be_focused()
    assert await page.evaluate(TROUBLE) == ""
    await page.keyboard.press("Enter")
    await expect(note).to_be_focused()
    buy = page.get_by_role("region", name="笔记里的好物").get_by_role("button", name=re.compile("^去购买")).first
    await press(page, buy)
    sheet = page.get_by_role("dialog", name="选择规格")
    await expect(sheet.get_by_role("button", name="立即购买")).to_be_enabled()  # the goods have come
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await expect(buy).to_be_focused()
    await page.keyboard.press("Enter")
    await press(page, sheet.get_by_role("button", name="立即购买"))
    await page.wait_for_url(re.compile("/checkout"))
    pay = page.get_by_role("button", name="去付款")
    await pay.wait_for()
    await expect_focus(page)
    if await page.get_by_role("checkbox", name="我已阅读并同意").count():
        await reach(page, page.get_by_role("checkbox", name="我已阅读并同意"))
        await page.keyboard.press("Space")
    await press(page, pay)
    await page.wait_for_url(re.compile("/sandbox/pay"))
    await press(page, page.get_by_role("button", name="确认付款"))
    await expect(page.get_by_role("heading", name="付款成功")).to_be_visible(timeout=PATIENCE)
    await press(page, page.get_by_role("button", name="查看订单"))
    await page.wait_for_url(re.compile(r"/orders/\d+"))
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await expect_focus(page)


async def test_a_buyer_works_through_a_list(visit: Visit, shop: Stage) -> None:
    page = await visit("/console/overview", role="buyer", wide=True)
    await expect(page.get_by_role("heading", level=1, name="概览")).to_be_visible(timeout=PATIENCE)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    assert await page.evaluate(TROUBLE) == ""
    await page.keyboard.press("Enter")
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("combobox")).to_be_focused()
    await page.keyboard.type("商品")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="商品与价格")).to_be_visible()
    await expect_focus(page)
    rows = page.get_by_role("row")
    await expect(rows.nth(3)).to_be_visible()
    for key in ("j", "j", "j", "k"):
        await page.keyboard.press(key)
    await page.keyboard.press("Enter")
    drawer = page.get_by_role("complementary", name="详情")
    title = drawer.get_by_role("heading", level=2)
    await expect(title).to_be_focused()
    first = await title.inner_text()
    await page.keyboard.press("j")
    await expect(title).not_to_have_text(first)
    await expect(title).to_be_focused()
    for _ in range(6):
        await page.keyboard.press("Tab")
        assert await page.evaluate(TROUBLE) == ""
    await page.keyboard.press("Escape")
    await expect(drawer).to_have_count(0)
    await expect_focus(page)
    await page.keyboard.press("?")
    help_sheet = page.get_by_role("dialog", name="键盘")
    await expect(help_sheet).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(help_sheet).to_be_hidden()
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await expect(page.get_by_role("heading", level=1, name="品牌与授权")).to_be_visible()
    await expect_focus(page)
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox").first).to_be_focused()
    assert await page.evaluate(TROUBLE) == ""


async def reach(page: Page, wanted: Locator) -> None:
    """Tab on to something; on the way there the focus is never lost and always seen."""
    for _ in range(TABS_MAX):
        await page.keyboard.press("Tab")
        trouble, there = await wanted.evaluate(f"async one => [await ({TROUBLE})(), one === document.activeElement]")
        assert trouble == ""
        if there:
            return
    raise AssertionError(f"{TABS_MAX} times Tab did not lead to {wanted}")


async def press(page: Page, wanted: Locator) -> None:
    """Tab to a link or button and press Enter."""
    await reach(page, wanted)
    await page.keyboard.press("Enter")


async def type_into(page: Page, field: Locator, text: str) -> None:
    """Tab to a field and write."""
    await reach(page, field)
    await page.keyboard.type(text)


async def expect_focus(page: Page) -> None:
    """The focus went along to where the page went."""
    await expect(page.locator(":focus")).to_have_count(1)
    assert await page.evaluate(TROUBLE) == ""
