"""The whole loop as one member lives it on a phone: read, buy, receive, write. Only what is on the screen is used."""

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.factories.identity import id_number
from tests.web.test_me import sign_up

PATIENCE = 60_000
"""What the worker does comes when it comes, in ms."""
A_WHILE = 3_000
DAYS_MAX = 40
TITLE = "干皮用了两周，来交作业"
Visit = Callable[..., Awaitable[Page]]
PassDays = Callable[[float], None]


async def test_a_member_reads_buys_receives_and_writes(visit: Visit, pass_days: PassDays) -> None:
    page = await sign_up(visit, "小满")
    await choose_interests(page)
    await find_a_note_with_goods(page)
    await buy_its_goods(page)
    await say_where_and_who(page)
    await pay(page)
    await wait_for_the_parcel(page, pass_days)
    await confirm_receipt(page)
    await write_about_it(page)


async def choose_interests(page: Page) -> None:
    await page.get_by_role("button", name="护肤", exact=True).click()
    await page.get_by_role("button", name="干皮").click()
    await page.get_by_role("button", name="选好了 · 1 项").click()
    await expect(page.locator("article.card").first).to_be_visible(timeout=PATIENCE)


async def find_a_note_with_goods(page: Page) -> None:
    """Search as on the keyboard of a phone, and take the first note that says it has goods."""
    await page.get_by_role("link", name="搜笔记、好物、品牌").click()
    await page.get_by_role("textbox", name="搜笔记、好物、用户、话题").fill("干皮")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="「干皮」的搜索结果")).to_be_attached()
    chip = page.locator(".chip").filter(has_text=re.compile(r"\d+ 件好物"))
    card = page.locator("article.card").filter(has=chip).first
    await card.locator("a.open").click()
    await page.wait_for_url(re.compile(r"/note/\d+"))


async def buy_its_goods(page: Page) -> None:
    goods = page.get_by_role("region", name="笔记里的好物")
    await goods.get_by_role("button", name=re.compile("^去购买")).first.click()
    sheet = page.get_by_role("dialog", name="选择规格")
    await sheet.get_by_role("button", name="立即购买").click()
    await page.wait_for_url(re.compile(r"/checkout\?.*source=note"))


async def say_where_and_who(page: Page, *, street: str = "南京东路 1 号", person: int = 4217) -> None:
    """The address at once; the real name when the quote says that customs wants it; then the notice."""
    await page.get_by_label("收货人").fill("林小满")
    await page.get_by_label("手机号").fill("13800138000")
    await page.get_by_role("button", name="所在地区").click()
    places = page.get_by_role("dialog", name="所在地区")
    await places.get_by_role("button", name="上海市").click()
    await places.get_by_role("button", name="黄浦区").click()
    await page.get_by_label("详细地址").fill(street)
    await page.get_by_role("button", name="保存并使用").click()
    await page.get_by_label("姓名", exact=True).fill("林小满")
    await page.get_by_label("身份证号", exact=True).fill(id_number(person))
    await page.get_by_text("我单独同意").click()
    await page.get_by_role("button", name="保存实名信息").click()
    await expect(page.get_by_text("还差实名信息")).to_have_count(0)
    await page.get_by_role("checkbox", name="我已阅读并同意").check()


async def pay(page: Page) -> None:
    await page.get_by_role("button", name="去付款").click()
    await page.wait_for_url(re.compile("/sandbox/pay"))
    await page.get_by_role("button", name="确认付款").click()
    await page.wait_for_url(re.compile(r"/pay/\d+"))
    await expect(page.get_by_role("heading", name="付款成功")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="查看订单").click()
    await page.wait_for_url(re.compile(r"/orders/\d+"))


async def wait_for_the_parcel(page: Page, pass_days: PassDays) -> None:
    """Days pass for the shop until the order can be confirmed as a delivered one; the page is looked at each day."""
    delivered = page.locator(".hero h2", has_text="已签收")
    for _ in range(DAYS_MAX):
        pass_days(1)
        await page.wait_for_timeout(A_WHILE)
        await page.reload()
        await expect(page.locator(".hero h2")).to_be_visible(timeout=PATIENCE)
        if await delivered.count():
            return
    await expect(delivered).to_be_visible()


async def confirm_receipt(page: Page) -> None:
    await expect(page.get_by_role("button", name="确认收货")).to_be_in_viewport()  # at hand, however long the page is
    await page.get_by_role("button", name="确认收货").click()
    await page.get_by_role("dialog", name="确认已经收到货？").get_by_role("button", name="确认收货").click()
    await expect(page.get_by_role("button", name="写一篇")).to_be_visible(timeout=PATIENCE)


async def write_about_it(page: Page) -> None:
    await page.get_by_role("button", name="写一篇").click()
    await page.wait_for_url(re.compile("/publish"))
    await page.get_by_role("textbox", name="标题").fill(TITLE)
    await page.get_by_role("textbox", name="正文").fill("早晚各一次，不再起皮。#干皮")
    await page.get_by_role("group", name="总体评价").locator("label", has_text="5 星").click()
    await page.get_by_role("button", name="发布", exact=True).click()
    await page.wait_for_url("**/me")
    card = page.locator("article.card").filter(has_text=TITLE)
    await expect(card.locator(".chip", has_text="已购")).to_be_visible(timeout=PATIENCE)
    await card.locator("a.open").click()
    note = page.get_by_label(f"小满的笔记：{TITLE}")
    await expect(note.get_by_text("已购").first).to_be_visible()
    await expect(note.get_by_text("作者在这里买过并收到了货")).to_be_attached()
    await expect(note.get_by_text("总评 5 分，满分 5 分")).to_be_attached()
