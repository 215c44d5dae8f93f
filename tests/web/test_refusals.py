"""What people see when something is missing: what to do, and where to go on."""

import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.web.test_taps import put_on_file
from zhongcao.app.measuring.stage import Stage
from zhongcao.customs.rules import RETAIL_LIMITS

Visit = Callable[..., Awaitable[Page]]
WEB = Path(__file__).parents[2] / "web" / "src"
SHARED = {"between", "card", "end", "ghost", "lane", "lane-block", "lanes", "settings-page", "tab", "tabs"}
"""Looks that several parts of the app have in common, and mean to."""


async def test_who_forgets_to_agree_is_told_beside_the_box_and_pays_after_ticking_it(visit: Visit, shop: Stage) -> None:
    page = await visit("/", newcomer="忘了打勾")
    await put_on_file(page, shop.origin)
    products = await page.context.request.get(f"{shop.origin}/v1/feeds/goods")
    product = (await products.json())["items"][0]["product"]["id"]
    shown = await (await page.context.request.get(f"{shop.origin}/v1/products/{product}")).json()
    sku = next(one["id"] for one in shown["skus"] if one["quantity_max"])
    await page.goto(f"{shop.origin}/checkout?sku={sku}&quantity=1")
    pay, notice = page.get_by_role("button", name="去付款"), page.get_by_role("button", name="《消费者告知书》")
    before = await notice.bounding_box()
    await pay.click()
    await expect(page.get_by_role("alert")).to_have_text("请先勾选同意《消费者告知书》")
    after = await notice.bounding_box()
    assert before
    assert after
    assert (after["x"], after["width"], after["height"]) == (before["x"], before["width"], before["height"])
    assert before["y"] - after["y"] < 40, "it moves up by the line that was added, no more"
    await page.get_by_role("checkbox").check()
    await pay.click()
    await page.wait_for_url(re.compile("/sandbox/pay"))
    # Who does not pay after all need not wait for a confirmation; their order is there, whatever the address says.
    await page.get_by_role("button", name="暂不付款").click()
    await expect(page.get_by_role("heading", name="还没有收到付款")).to_be_visible(timeout=5_000)
    await page.goto(f"{shop.origin}/orders?tab=nobody-knows-it")
    await expect(page.locator("main").get_by_role("link", name=re.compile("等待付款"))).to_have_count(1)


async def test_a_number_that_is_too_large_leaves_the_goods_at_the_till(visit: Visit, shop: Stage) -> None:
    page = await visit("/", newcomer="多买几件")
    await put_on_file(page, shop.origin)
    sku, most = await _dear(page, shop.origin)
    await page.goto(f"{shop.origin}/checkout?sku={sku}&quantity={most}")
    number = page.get_by_role("textbox", name=re.compile("的数量"))
    await expect(number).to_have_value(str(most))
    await page.get_by_role("button", name="多一件").click()
    await expect(page.get_by_role("alert")).to_have_text("金额超过了跨境单笔限额，请分开下单。")
    await expect(number).to_have_value(str(most))
    await expect(page.get_by_role("button", name="去付款")).to_be_enabled()
    await page.goto(f"{shop.origin}/checkout?sku={sku}&quantity={most + 1}")
    await expect(page.get_by_text("金额超过了跨境单笔限额")).to_be_visible()
    await page.get_by_role("group", name="少买几件").get_by_role("button", name="少一件").click()
    await expect(number).to_have_value(str(most))


async def _dear(page: Page, origin: str) -> tuple[str, int]:
    """Goods of which several are more than one order may hold, and how many are not."""
    listed = await page.context.request.get(f"{origin}/v1/feeds/goods?limit=20")
    for item in (await listed.json())["items"]:
        answer = await page.context.request.get(f"{origin}/v1/products/{item['product']['id']}")
        for sku in (await answer.json())["skus"]:
            most = RETAIL_LIMITS[-1].order_fen // sku["price"]["amount"]
            if 1 < most < (sku["quantity_max"] or 0):
                return sku["id"], most
    raise AssertionError("nothing on the first page is dear enough")


async def test_staff_without_a_network_are_told_and_go_on_when_it_is_back(visit: Visit) -> None:
    page = await visit("/console/members", role="admin", wide=True, cut_off=True)
    await expect(page.get_by_role("heading", name="会员与角色")).to_be_visible()
    await page.context.set_offline(True)
    await expect(page.get_by_text("现在没有网络，看到的是断网前的内容")).to_be_visible()
    audit = page.get_by_role("navigation").get_by_role("link", name="审计")
    await audit.click()
    await expect(page.get_by_role("status").filter(has_text=re.compile("^没有网络$"))).to_be_visible()
    await expect(page.get_by_role("heading", name="会员与角色")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_text("现在没有网络，看到的是断网前的内容")).to_have_count(0)
    await audit.click()
    await expect(page.get_by_role("heading", name="审计")).to_be_visible()


async def test_figures_that_could_not_be_fetched_are_not_shown_as_none(visit: Visit) -> None:
    page = await visit("/console/demand", role="admin", wide=True)
    await expect(page.get_by_role("table").get_by_role("row").nth(1)).to_be_visible()
    busy = {"type": "", "title": "太忙了", "status": 429, "code": "too-many", "request_id": "01a2b3c4d5"}
    for part in ("queues", "funnel*", "demand*"):
        await page.route(f"**/v1/console/{part}", lambda route: route.fulfill(status=429, json=busy))
    await page.get_by_role("link", name="概览").click()
    again = page.get_by_role("button", name="再试一次")
    await expect(again).to_have_count(3)
    await expect(page.locator(".kpi")).to_have_count(0)
    await page.unroute_all()
    for left in (2, 1, 0):
        await again.first.click()
        await expect(again).to_have_count(left)
    await expect(page.locator(".kpi").first).to_be_visible()


async def test_staff_for_whom_there_is_nothing_are_told_so(visit: Visit) -> None:
    page = await visit("/console", role="brand", wide=True)
    await expect(page.get_by_text("现在没有要处理的事")).to_be_visible()


async def test_a_form_that_is_begun_is_not_closed_by_chance_and_says_which_amount_cannot_be_meant(visit: Visit) -> None:
    page = await visit("/console/purchases", role="buyer", wide=True)
    begin, sheet = page.get_by_role("button", name="新采购单"), page.get_by_role("dialog", name="新采购单")
    await begin.click()
    await expect(sheet.get_by_label("供应商")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await begin.click()
    await sheet.get_by_label("商品").fill("角鲨烷")
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(4, 400)):
        await leave()
        await expect(sheet.get_by_text("写的还没保存，再按一次就关掉")).to_be_visible()
        await sheet.get_by_label("商品").press_sequentially("精华")
        await expect(sheet.get_by_text("写的还没保存")).to_be_hidden()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()

    held = await page.evaluate(HELD)
    await begin.click()
    await sheet.get_by_label("供应商").select_option(label="Sakuragi Export · JPY")
    await sheet.get_by_label("入库仓").select_option(index=1)
    title = await sheet.locator("datalist option").first.get_attribute("value")
    await sheet.get_by_label("商品").fill(title or "")
    await sheet.get_by_label("商品").press("Tab")
    await expect(sheet.get_by_label("规格")).not_to_have_value("")
    await sheet.get_by_label("数量").fill("10")
    cost, send = sheet.get_by_label("单价"), sheet.get_by_role("button", name="新采购单")
    await cost.fill("12.55")
    await send.click()
    await expect(sheet.get_by_role("alert")).to_have_text("JPY 金额最多写 0 位小数")
    await cost.fill("999999999999")
    await send.click()
    await expect(sheet.get_by_role("alert")).to_have_text("金额：填写的内容有误，请检查后再提交。")
    assert await page.evaluate(HELD) == held


HELD = "fetch('/v1/console/purchase_orders').then((answer) => answer.json()).then((page) => page.items[0].id)"
"""The latest purchase order."""


async def test_a_search_that_finds_nothing_offers_words_to_go_on_with(visit: Visit) -> None:
    page = await visit("/search/qqqqzzzz")
    await expect(page.get_by_text("没有找到「qqqqzzzz」")).to_be_visible()
    word = page.locator(".try button").first
    chosen = await word.inner_text()
    await word.click()
    await expect(page.get_by_role("heading", name=f"「{chosen}」的搜索结果")).to_be_attached()


async def test_a_comment_that_was_refused_or_put_away_is_still_there_when_one_comes_back(visit: Visit) -> None:
    page = await visit("/", role="member")
    await page.locator("a[href^='/note/']").first.click()
    begin, field = page.get_by_role("button", name="说点什么…"), page.get_by_role("textbox", name="说点什么")
    await begin.click()
    await field.fill("加微信 abc12345 便宜代购")
    await page.get_by_role("button", name="发送").click()
    await expect(page.get_by_text("评论违反了社区规范，没有发布。")).to_be_visible()
    await expect(field).to_have_value("加微信 abc12345 便宜代购")
    await page.get_by_role("button", name="取消").click()
    await begin.click()
    await expect(field).to_have_value("加微信 abc12345 便宜代购")
    await field.fill("看着不错")
    async with page.expect_response(lambda answer: answer.url.endswith("/comments") and answer.status == 201):
        await page.get_by_role("button", name="发送").click()
    await begin.click()
    await expect(field).to_have_value("")


async def test_a_profile_says_which_field_is_wrong_and_asks_before_what_was_written_is_lost(visit: Visit) -> None:
    page = await visit("/settings", newcomer="改资料的人", cut_off=True)
    await page.get_by_role("link", name="资料").click()
    name, year, save = (
        page.get_by_label("昵称"),
        page.get_by_label("出生年份"),
        page.locator("header button", has_text="保存"),
    )
    for wrong in ("3000", "去年"):
        await year.fill(wrong)
        await save.click()
        await expect(year).to_have_attribute("aria-invalid", "true")
        await expect(page.get_by_text("写四位年份")).to_be_visible()
        await expect(year).to_be_focused()
    await expect(name).not_to_have_attribute("aria-invalid", "true")
    await year.fill("1996")
    await page.context.set_offline(True)
    await save.click()
    await expect(page.locator(".toasts").get_by_text("没有网络")).to_be_visible()
    await page.context.set_offline(False)
    assert (await page.evaluate("fetch('/v1/me').then((answer) => answer.json())"))["birth_year"] is None

    await page.go_back()
    asked = page.get_by_role("dialog", name="改动还没保存")
    await asked.get_by_role("button", name="关闭").click()
    await expect(year).to_have_value("1996")
    await page.go_back()
    await asked.get_by_role("button", name="不保存，离开").click()
    await page.get_by_role("link", name="资料").click()
    await expect(year).to_have_value("")
    await year.fill("1997")
    await page.get_by_role("button", name="返回").click()
    await asked.get_by_role("button", name="保存", exact=True).click()
    await page.get_by_role("link", name="资料").click()
    await expect(year).to_have_value("1997")
    await page.go_back()
    await expect(page.get_by_role("heading", name="设置", level=1)).to_be_visible()


async def test_prices_the_wrong_way_round_and_far_too_high_are_understood(visit: Visit) -> None:
    page = await visit("/search/面霜")
    await page.get_by_role("button", name="商品", exact=True).click()
    for low, high, told in (("500", "100", "price_from=10000&price_to=50000"), ("5", "9" * 20, "price_to=100000000")):
        await page.get_by_role("button", name="筛选").click()
        await page.get_by_placeholder("最低价").fill(low)
        await page.get_by_placeholder("最高价").fill(high)
        async with page.expect_response(lambda answer: "/v1/search?" in answer.url) as asked:
            await page.get_by_role("button", name="看结果").click()
        answer = await asked.value
        assert answer.ok
        assert told in answer.url
        assert (await answer.json())["products"]


@pytest.mark.parametrize(
    ("path", "way", "leads_to"),
    [
        ("/p/99999999", "去商城逛逛", "/mall"),
        ("/brand/99999999", "去商城逛逛", "/mall"),
        ("/note/99999999", "回到发现", "/"),
        ("/u/99999999", "回到发现", "/"),
        ("/search/%20", "换几个字搜", "/search"),
        ("/orders/99999999", "我的订单", "/orders"),
    ],
)
async def test_what_is_not_there_leads_elsewhere_instead_of_asking_again(
    visit: Visit, shop: Stage, path: str, way: str, leads_to: str
) -> None:
    page = await visit(path, role="member")
    trouble = page.get_by_role("alert")
    await expect(trouble.get_by_role("button", name="再试一次")).to_have_count(0)
    await trouble.get_by_role("link", name=way).click()
    await expect(page).to_have_url(shop.origin + leads_to)


def test_a_look_that_all_pages_have_is_not_put_on_by_chance() -> None:
    leads: dict[str, set[Path]] = {}
    for file, css in _styles_of_all_pages():
        for name in re.findall(r"(?:^|[},])\s*(?:[a-z]+)?\.([\w-]+)", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
            leads.setdefault(name, set()).add(file)
    worn = {
        (str(file.relative_to(WEB)), name)
        for file in (WEB / "app").rglob("*.vue")
        for name in _worn(file.read_text())
        if file not in leads.get(name, {file}) and name not in SHARED
    }
    assert worn == set(), "name it otherwise, or add it to what is shared on purpose"


def _styles_of_all_pages() -> Iterator[tuple[Path, str]]:
    """Styles of the app's parts that are not theirs alone."""
    for folder in ("app", "ds"):
        for file in (WEB / folder).rglob("*.vue"):
            for css in re.findall(r"<style>(.*?)</style>", file.read_text(), re.DOTALL):
                yield file, css


def _worn(source: str) -> set[str]:
    """The classes that a template names."""
    template = source[source.find("<template>") :]
    names = {name for listed in re.findall(r'(?<![:\w-])class="([^"]*)"', template) for name in listed.split()}
    for rule in re.findall(r':class="([^"]*)"', template):
        names |= set(re.findall(r"'([\w-]+)'", rule))
        names |= {one.split(":")[0].strip() for part in re.findall(r"\{([^}]*)\}", rule) for one in part.split(",")}
    return names
