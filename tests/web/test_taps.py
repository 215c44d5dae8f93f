"""How often a finger touches the glass between a note and "paid": what docs/walkthroughs/first-purchase.md tells."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.factories.identity import id_number
from tests.web.test_whole_loop import PATIENCE, find_a_note_with_goods
from zhongcao.app.measuring.stage import Stage
from zhongcao.identity.rules import CONSENT_VERSION

Visit = Callable[..., Awaitable[Page]]
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


async def test_a_member_with_everything_on_file_pays_in_five_taps_then_four(visit: Visit, shop: Stage) -> None:
    page = await visit("/", newcomer="样样都有")
    await put_on_file(page, shop.origin)
    assert [await buy_with_all_on_file(page, shop.origin) for _ in range(2)] == told("on file")


async def test_a_new_member_pays_in_twelve_taps(visit: Visit) -> None:
    page = await visit("/", newcomer="头一回买")
    await find_a_note_with_goods(page)
    finger = await to_the_checkout(page)
    await expect(page.get_by_label("收货人")).to_be_focused()
    await finger.write("林头回", "13800138001")
    await finger.tap(page.get_by_role("button", name="所在地区"))
    for name in ("浙江省", "杭州市", "西湖区"):
        await finger.tap(page.get_by_role("dialog", name="所在地区").get_by_role("button", name=name))
    await page.get_by_label("详细地址").focus()
    await finger.write("文三路 1 号")
    await finger.tap(page.get_by_role("button", name="保存并使用"))
    await page.get_by_label("姓名", exact=True).focus()
    await finger.write("林头回", id_number(4219))
    await finger.tap(page.get_by_text("我单独同意"))
    await finger.tap(page.get_by_role("button", name="保存实名信息"))
    await expect(page.get_by_text("还差实名信息")).to_have_count(0)
    await finger.tap(page.get_by_role("checkbox", name="我已阅读并同意"))
    await pay(finger)
    assert [finger.taps] == told("new")


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
    finger = await to_the_checkout(page)
    button = page.get_by_role("button", name="去付款")
    await expect(button).to_be_enabled()
    consent = page.get_by_role("checkbox", name="我已阅读并同意")
    if await consent.count():
        await finger.tap(consent)
    await pay(finger)
    return finger.taps


async def to_the_checkout(page: Page) -> Finger:
    """Buy in the note, buy in the sheet of variants."""
    finger = Finger(page)
    goods = page.get_by_role("region", name="笔记里的好物")
    await finger.tap(goods.get_by_role("button", name=re.compile("^去购买")).first)
    await finger.tap(page.get_by_role("dialog", name="选择规格").get_by_role("button", name="立即购买"))
    await page.wait_for_url(re.compile(r"/checkout\?.*source=note"))
    return finger


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
