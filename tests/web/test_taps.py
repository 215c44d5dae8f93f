"""How often a finger touches the glass: to "paid", and from signing up to the note about what was bought.

The numbers are those that docs/walkthroughs/first-purchase.md tells.
"""

import re
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.driving import PASSWORD
from tests.factories.identity import id_number
from tests.web.test_whole_loop import PATIENCE, TITLE, find_a_note_with_goods, wait_for_the_parcel
from zhongcao.app.measuring.stage import Stage
from zhongcao.identity.rules import CONSENT_VERSION
from zhongcao.kit import clock

Visit = Callable[..., Awaitable[Page]]
PassDays = Callable[[float], None]
TOLD = Path(__file__).parents[2] / "docs" / "walkthroughs" / "first-purchase.md"


class Finger:
    """A finger that counts how often it touches the glass; writing is done by the keyboard and not counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    async def tap(self, what: Locator) -> None:
        """Touch something."""
        await what.tap()
        self.taps += 1

    async def write(self, *lines: str) -> None:
        """Write into the field that has the keyboard, and into those that its "next" key leads to."""
        for number, line in enumerate(lines):
            if number:
                await self.page.keyboard.press("Tab")
            await self.page.keyboard.type(line)

    async def write_in(self, field: Locator, *lines: str) -> None:
        """Write into a field; it is touched first unless it has the keyboard already."""
        if not await field.evaluate("one => one === document.activeElement"):
            await self.tap(field)
        await self.write(*lines)


async def test_a_member_with_everything_on_file_pays_in_five_taps_then_four(visit: Visit, shop: Stage) -> None:
    page = await visit("/", newcomer="样样都有")
    await put_on_file(page, shop.origin)
    assert [await buy_with_all_on_file(page, shop.origin) for _ in range(2)] == told("on file")


async def test_a_new_member_pays_in_twelve_taps(visit: Visit) -> None:
    page = await visit("/", newcomer="头一回买")
    await find_a_note_with_goods(page)
    finger = Finger(page)
    await to_the_checkout(finger)
    await say_where_and_who(finger, person=4219)
    await pay(finger)
    assert [finger.taps] == told("new")


async def test_the_whole_path_from_signing_up_to_ones_own_note(visit: Visit, pass_days: PassDays) -> None:
    page = await visit("/login?new=1&to=/")
    finger = Finger(page)
    steps = [await part(finger) for part in (sign_up, choose_interests, find_a_note, buy)]
    await finger.tap(page.get_by_role("button", name="查看订单"))
    await page.wait_for_url(re.compile(r"/orders/\d+"))
    await expect(page.get_by_role("region", name="订单进度")).to_be_visible()
    await wait_for_the_parcel(page, pass_days)
    steps.append(finger.taps)
    await receive(finger)
    steps.append(finger.taps)
    await write_a_note(finger)
    steps.append(finger.taps)
    assert [after - before for before, after in pairwise([0, *steps])] == path_told()


async def sign_up(finger: Finger) -> int:
    """A name and a password of one's own."""
    field = finger.page.get_by_label("手机号或邮箱")
    await expect(field).to_be_visible()
    await finger.write_in(field, f"m{clock.now().timestamp()}@example.com", "全程一个人", PASSWORD)
    await finger.tap(finger.page.get_by_role("button", name="注册并开始"))
    await finger.page.wait_for_url(re.compile("/welcome"))
    return finger.taps


async def choose_interests(finger: Finger) -> int:
    """What one likes, and one's skin."""
    await finger.tap(finger.page.get_by_role("button", name="护肤", exact=True))
    await finger.tap(finger.page.get_by_role("button", name="干皮"))
    await finger.tap(finger.page.get_by_role("button", name="选好了 · 1 项"))
    await expect(finger.page.locator("article.card").first).to_be_visible(timeout=PATIENCE)
    return finger.taps


async def find_a_note(finger: Finger) -> int:
    """Search on the phone's keyboard; the first note that says it has goods."""
    page = finger.page
    await finger.tap(page.get_by_role("link", name="搜笔记、好物、品牌"))
    await finger.write_in(page.get_by_role("textbox", name="搜笔记、好物、用户、话题"), "干皮")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1, name="「干皮」的搜索结果")).to_be_attached()
    chip = page.locator(".chip").filter(has_text=re.compile(r"\d+ 件好物"))
    await finger.tap(page.locator("article.card").filter(has=chip).first.locator("a.open"))
    await page.wait_for_url(re.compile(r"/note/\d+"))
    return finger.taps


async def buy(finger: Finger) -> int:
    """The tagged product, to "paid"."""
    await to_the_checkout(finger)
    await say_where_and_who(finger, person=4221)
    await pay(finger)
    return finger.taps


async def receive(finger: Finger) -> None:
    """Say that the parcel is here."""
    await finger.tap(finger.page.get_by_role("button", name="确认收货"))
    sheet = finger.page.get_by_role("dialog", name="确认已经收到货？")
    await finger.tap(sheet.get_by_role("button", name="确认收货"))
    await expect(finger.page.get_by_role("button", name="写一篇")).to_be_visible(timeout=PATIENCE)


async def write_a_note(finger: Finger) -> None:
    """A title, a text, five stars."""
    page = finger.page
    await finger.tap(page.get_by_role("button", name="写一篇"))
    await page.wait_for_url(re.compile("/publish"))
    await finger.write_in(page.get_by_role("textbox", name="标题"), TITLE, "早晚各一次，不再起皮。")
    await finger.tap(page.get_by_role("group", name="总体评价").locator("label", has_text="5 星"))
    await finger.tap(page.get_by_role("button", name="发布", exact=True))
    await page.wait_for_url("**/me")
    await expect(page.locator("article.card").filter(has_text=TITLE)).to_be_visible(timeout=PATIENCE)


async def say_where_and_who(finger: Finger, *, person: int) -> None:
    """The address, the real name, the notice."""
    page = finger.page
    await expect(page.get_by_label("收货人")).to_be_focused()
    await finger.write("林头回", "13800138001")
    await finger.tap(page.get_by_role("button", name="所在地区"))
    for name in ("浙江省", "杭州市", "西湖区"):
        await finger.tap(page.get_by_role("dialog", name="所在地区").get_by_role("button", name=name))
    await page.get_by_label("详细地址").focus()
    await finger.write("文三路 1 号")
    await finger.tap(page.get_by_role("button", name="保存并使用"))
    await page.get_by_label("姓名", exact=True).focus()
    await finger.write("林头回", id_number(person))
    await finger.tap(page.get_by_text("我单独同意"))
    await finger.tap(page.get_by_role("button", name="保存实名信息"))
    await expect(page.get_by_text("还差实名信息")).to_have_count(0)
    await finger.tap(page.get_by_role("checkbox", name="我已阅读并同意"))


async def put_on_file(page: Page, origin: str) -> None:
    """An address and a real name, without the screens: they have tests of their own."""
    home = {"recipient": "周样样", "phone": "13800138002", "division_code": "310101", "district": "黄浦区"}
    headers = {"origin": origin}
    answer = await page.request.post(
        f"{origin}/v1/me/addresses", data={**home, "street": "南京东路 2 号"}, headers=headers
    )
    assert answer.ok, await answer.text()
    person = {"name": "周样样", "id_number": id_number(4220), "consent_version": CONSENT_VERSION}
    answer = await page.request.put(f"{origin}/v1/me/real_name", data=person, headers=headers)
    assert answer.ok, await answer.text()


async def buy_with_all_on_file(page: Page, origin: str) -> int:
    """From an open note to paid; how many taps it took."""
    await page.goto(origin)
    await find_a_note_with_goods(page)
    finger = Finger(page)
    await to_the_checkout(finger)
    button = page.get_by_role("button", name="去付款")
    await expect(button).to_be_enabled()
    consent = page.get_by_role("checkbox", name="我已阅读并同意")
    if await consent.count():
        await finger.tap(consent)
    await pay(finger)
    return finger.taps


async def to_the_checkout(finger: Finger) -> None:
    """Buy in the note, buy in the sheet of variants."""
    page = finger.page
    goods = page.get_by_role("region", name="笔记里的好物")
    await finger.tap(goods.get_by_role("button", name=re.compile("^去购买")).first)
    await finger.tap(page.get_by_role("dialog", name="选择规格").get_by_role("button", name="立即购买"))
    await page.wait_for_url(re.compile(r"/checkout\?.*source=note"))


async def pay(finger: Finger) -> None:
    """To the pay page, pay there, and be back."""
    await finger.tap(finger.page.get_by_role("button", name="去付款"))
    await finger.page.wait_for_url(re.compile("/sandbox/pay"))
    await finger.tap(finger.page.get_by_role("button", name="确认付款"))
    await expect(finger.page.get_by_role("heading", name="付款成功")).to_be_visible(timeout=PATIENCE)


def told(who: str) -> list[int]:
    """The numbers of taps that the walkthrough tells, from its line `driven: on file 5, 4; new 12`."""
    line = re.search(r"driven: on file (.+); new (.+)\)", TOLD.read_text(encoding="utf-8"))
    assert line
    return [int(number) for number in line[1 if who == "on file" else 2].split(", ")]


def path_told() -> list[int]:
    """The taps of each part of the whole path, from the last column of the walkthrough's table."""
    text = TOLD.read_text(encoding="utf-8").partition("## The whole path")[2].partition("\n## ")[0]
    parts = [int(number) for number in re.findall(r"\| (\d+) \|$", text, flags=re.MULTILINE)]
    total = re.search(r"(\d+) taps", text)
    assert total
    assert sum(parts) == int(total[1]), "the parts of the table make up its sum"
    return parts
