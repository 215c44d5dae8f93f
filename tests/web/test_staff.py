"""What staff do at a desk, each from the first look to the thing done; only what is on the screens is used."""

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page, Route, expect

from tests.web.test_whole_loop import buy_its_goods, find_a_note_with_goods, pay, say_where_and_who
from zhongcao.app.measuring.stage import Stage

Visit = Callable[..., Awaitable[Page]]
PassDays = Callable[[float], None]
A_MOMENT = 400
LOOKS_MAX = 150


async def test_a_buyer_turns_demand_into_goods_on_the_shelf(visit: Visit, shop: Stage) -> None:
    page = await visit("/console", role="buyer", wide=True)
    await go(page, "需求看板")
    await expect(page.get_by_role("table").get_by_role("row").nth(1)).to_be_visible()
    number = await accept_a_proposal(page)
    await expect(fact(page, "状态")).to_have_text("已下单")
    units = await receive_all(page, number)
    await go(page, "采购单")
    await look_for(page, "采购单号", number)
    row = page.get_by_role("row", name=re.compile(number))
    await expect(row).to_contain_text("已收齐")
    await expect(row).to_contain_text(f"{units} / {units}")
    await row.get_by_role("button", name=number).click()
    history = drawer(page).locator(".timeline")
    await expect(history).to_contain_text("收货")
    await expect(history).to_contain_text("采购 南星")


async def test_a_warehouse_clerk_receives_in_parts_and_corrects_a_count(visit: Visit, shop: Stage) -> None:
    buyer = await visit("/console", role="buyer", wide=True)
    number = await accept_a_proposal(buyer)
    page = await visit("/console", role="warehouse", wide=True, cut_off=True)
    await go(page, "收货")
    await scan(page, "扫采购单号", number)
    await expect(page.get_by_text("还差 12", exact=True)).to_be_visible()
    # The answer gets lost on its way: what is sent again is the same five.
    await page.route("**/receipts", lose_the_answer, times=1)
    await fill_in(page, units=5, batch="L-2609")
    await page.get_by_role("button", name="确认收货 5 件").click()
    await expect(page.get_by_role("alert").get_by_text("没有网络")).to_be_visible()
    await confirm_receipt(page, units=5)
    await expect(page.get_by_text("还差 7", exact=True)).to_be_visible()
    # Who does not send it again but looks at the order anew receives what is left as something of its own.
    await page.route("**/receipts", lose_the_answer, times=1)
    await fill_in(page, units=2, batch="L-2610")
    await page.get_by_role("button", name="确认收货 2 件").click()
    await expect(page.get_by_role("alert").get_by_text("没有网络")).to_be_visible()
    await page.get_by_role("button", name="换一张采购单").click()
    await scan(page, "扫采购单号", number)
    await expect(page.get_by_text("还差 5", exact=True)).to_be_visible()
    await receive(page, units=1, batch="L-2611")
    await expect(page.get_by_text("还差 4", exact=True)).to_be_visible()
    await go(page, "批次库存")
    lot = page.get_by_role("row", name=re.compile("L-2609"))
    await lot.get_by_role("button").click()
    await expect(fact(page, "可售")).to_have_text("5")
    await expect(fact(page, "备案号")).to_have_text("ZC-L-2609")
    await expect(drawer(page).get_by_role("region", name="流水")).to_contain_text("入库")
    await drawer(page).get_by_role("button", name="调整数量").click()
    sheet = page.get_by_role("dialog", name="调整数量")
    await sheet.get_by_label("增减").fill("-1")
    await sheet.get_by_label("原因").fill("外盒压坏一件")
    await sheet.get_by_role("button", name="调整数量").click()
    await expect(page.locator("span").filter(has_text="已生效")).to_be_visible()
    await expect(fact(page, "可售")).to_have_text("4")
    await expect(drawer(page).locator(".timeline")).to_contain_text("调整库存")
    await go(page, "采购单")
    await look_for(page, "采购单号", number)
    await expect(page.get_by_role("row", name=re.compile(number))).to_contain_text("到货中")


async def test_an_editor_picks_a_note_and_members_meet_it(visit: Visit) -> None:
    page = await visit("/console", role="editor", wide=True)
    await go(page, "编辑精选")
    rows = page.get_by_role("table", name=None).get_by_role("row")
    title = (await rows.nth(5).get_by_role("button").inner_text()).strip()
    await rows.nth(5).get_by_role("button").click()
    await drawer(page).get_by_role("button", name="精选").click()
    sheet = page.get_by_role("dialog", name="精选")
    await sheet.get_by_label("为什么选它").fill("步骤写得清楚")
    await sheet.get_by_role("button", name="精选", exact=True).click()
    await expect(page.get_by_text("已精选 1 篇")).to_be_visible()
    await page.get_by_role("button", name="已精选").click()
    await expect(page.get_by_role("row", name=re.compile(re.escape(title)))).to_contain_text("步骤写得清楚")
    member = await visit("/", newcomer="看精选的人")
    card = member.locator("article.card").filter(has_text=title).filter(has_text="编辑精选")
    await expect(card).to_be_visible()
    await card.get_by_role("button", name=re.compile("^更多")).click()
    await expect(member.get_by_role("dialog")).to_contain_text("编辑精选")


async def test_a_customs_officer_follows_an_inspection_to_the_release(visit: Visit, pass_days: PassDays) -> None:
    member = await visit("/", newcomer="等查验的人")
    await find_a_note_with_goods(member)
    await buy_its_goods(member)
    await say_where_and_who(member, street="查验路 1 号", person=4218)
    await pay(member)
    order = await member.locator(".papers dd .num").first.inner_text()
    page = await visit("/console", role="customs", wide=True)
    await go(page, "清关")
    await look_for(page, "订单号", order)
    row = page.get_by_role("row", name=re.compile(order))
    await until(page, row.filter(has_text="查验"))
    await row.get_by_role("button", name=order).click()
    for name in ("订单", "支付单", "运单", "清单"):
        await expect(drawer(page).locator("li.answered", has_text=name).first).to_be_visible()
    await expect(drawer(page).get_by_role("region", name="海关回执")).to_contain_text("查验")
    await drawer(page).get_by_role("button", name="重新申报").click()
    await page.get_by_role("dialog", name="重新申报").get_by_role("button", name="重新申报").click()
    await expect(page.get_by_text("已重新申报 1 票")).to_be_visible()
    await expect(fact(page, "第几次")).to_have_text("2")
    await expect(drawer(page).locator(".timeline")).to_contain_text("重新申报")
    pass_days(1)
    page = await visit("/console", role="customs", wide=True)  # staff sign in anew each day
    await go(page, "清关")
    await look_for(page, "订单号", order)
    row = page.get_by_role("row", name=re.compile(order))
    await until(page, row.filter(has_text="放行"))
    await row.get_by_role("button", name=order).click()
    await drawer(page).get_by_role("link", name="看订单").click()
    await expect(page.get_by_role("heading", level=1, name="订单")).to_be_visible()
    await expect(drawer(page)).to_contain_text("放行")
    await member.reload()
    await expect(member.get_by_role("region", name="订单进度")).to_contain_text("放行")
    await find_its_parcel(await visit("/console", role="warehouse", wide=True), order)


async def find_its_parcel(page: Page, order: str) -> None:
    """Where the warehouse has the parcel of an order, and when it was handed over."""
    await go(page, "包裹")
    await look_for(page, "运单号或订单号", order)
    await page.get_by_role("row", name=re.compile(order)).get_by_role("button", name=order).click()
    await expect(fact(page, "运单号")).to_have_text(re.compile(r"\w{8,}"))


async def accept_a_proposal(page: Page) -> str:
    """Read why something is proposed, order a dozen of it; the number of the purchase order, shown in the drawer."""
    await go(page, "补货建议")
    rows = page.get_by_role("table").get_by_role("row")
    await until(page, rows.nth(1))
    await rows.nth(1).get_by_role("button").click()
    why = drawer(page).locator("section", has=page.get_by_role("heading", name="为什么建议"))
    await expect(why.locator("dd").first).to_have_text(re.compile(r"\d"))
    heading = drawer(page).get_by_role("heading", level=2)
    await expect(heading).to_have_text(re.compile(r"\D"))  # its number stands there until its name is known
    goods = await heading.inner_text()
    await drawer(page).get_by_role("button", name="采纳并下单").click()
    sheet = page.get_by_role("dialog", name="采纳并下单")
    await sheet.get_by_label("数量").fill("12")
    await expect(sheet.get_by_text("向上次的供应商下单 12 件")).to_be_visible()
    await sheet.get_by_role("button", name="采纳并下单").click()
    await expect(page.get_by_text("已为 1 项建议下采购单")).to_be_visible()
    await page.get_by_role("button", name="已采纳", exact=True).click()
    await page.get_by_role("row", name=re.compile(re.escape(goods))).first.get_by_role("button").click()
    await drawer(page).get_by_role("link", name="采购单").click()
    await expect(page.get_by_role("heading", level=1, name="采购单")).to_be_visible()
    number = drawer(page).get_by_role("heading", level=2)
    await expect(number).to_have_text(re.compile(r"^[A-Z]+[0-9A-Z-]{6,}$"))
    return await number.inner_text()


async def receive_all(page: Page, number: str) -> int:
    """Go from the purchase order to the receiving desk and take everything in."""
    await drawer(page).get_by_role("link", name="去收货").click()
    await expect(page.get_by_role("heading", level=1, name="收货")).to_be_visible()
    await expect(page.locator(".which")).to_contain_text(number)
    await receive(page, units=12, batch="L-ALL")
    await expect(page.get_by_role("heading", name="选一张采购单")).to_be_visible()
    return 12


async def lose_the_answer(route: Route) -> None:
    """The shop does what is asked, and nobody hears of it."""
    await route.fetch()
    await route.abort("failed")


async def receive(page: Page, *, units: int, batch: str) -> None:
    """Scan the first goods of a purchase order, say how many came, and confirm."""
    await fill_in(page, units=units, batch=batch)
    await confirm_receipt(page, units=units)


async def confirm_receipt(page: Page, *, units: int) -> None:
    await page.get_by_role("button", name=f"确认收货 {units} 件").click()
    await expect(page.get_by_text(f"已收货 {units} 件")).to_be_visible()


async def fill_in(page: Page, *, units: int, batch: str) -> None:
    """Scan the first goods of a purchase order and say how many came."""
    code = page.locator(".lines .mono").first
    await expect(code).to_have_text(re.compile(r"\d{8,}"))
    await scan(page, "扫商品条码", await code.inner_text())
    await page.get_by_label("数量").fill(str(units))
    await page.get_by_label("备案号").fill(f"ZC-{batch}")
    await page.get_by_label("批号").fill(batch)
    await page.get_by_label("到期日").fill("2030-01-01")
    await page.get_by_role("button", name="加入这次收货").click()


async def scan(page: Page, name: str, code: str) -> None:
    """What a hand scanner does: type into the field that has the focus, and press Enter."""
    await expect(page.get_by_role("textbox", name=name)).to_be_focused()
    await page.keyboard.type(code)
    await page.keyboard.press("Enter")


async def go(page: Page, name: str) -> None:
    """Choose a screen in the navigation."""
    await page.get_by_role("navigation", name="运营台栏目").get_by_role("link", name=name, exact=True).click()
    await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


async def look_for(page: Page, name: str, what: str) -> None:
    """Narrow a list to what is typed."""
    await page.get_by_role("searchbox", name=name).fill(what)
    await page.keyboard.press("Enter")


async def until(page: Page, wanted: Locator) -> None:
    """Look again and again, as people do who wait for something."""
    for _ in range(LOOKS_MAX):
        if await wanted.count():
            break
        await page.get_by_role("button", name="刷新").click()
        await page.wait_for_timeout(A_MOMENT)
    await expect(wanted.first).to_be_visible()


def drawer(page: Page) -> Locator:
    """The details beside the list."""
    return page.get_by_role("complementary", name="详情")


def fact(page: Page, name: str) -> Locator:
    """The value of a fact in the drawer."""
    return (
        drawer(page).locator("dl > div", has=page.locator("dt", has_text=re.compile(f"^{name}$"))).locator("dd").first
    )
