"""What could not be fetched without a network: said where it was wanted, and whole when it is wanted again."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.web.test_live import publish

Visit = Callable[..., Awaitable[Page]]
LOOK = "(place) => getComputedStyle(document.querySelector(place)).display"


async def test_a_screen_that_did_not_come_has_its_looks_when_it_does(visit: Visit) -> None:
    page = await visit("/", newcomer="进电梯的人", cut_off=True)
    mall = page.get_by_role("link", name="商城")
    await expect(page.locator(".card").first).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await page.context.set_offline(True)
    await mall.click()
    await expect(page.locator(".toasts").get_by_text("没有网络")).to_be_visible()
    await page.context.set_offline(False)
    await mall.click()
    await expect(page.get_by_role("heading", name="为你挑的")).to_be_visible()
    assert await page.evaluate(LOOK, ".shelves") == "grid"


async def test_what_one_presses_at_a_note_without_a_network_is_answered(visit: Visit) -> None:
    page = await visit("/icon.svg", newcomer="地铁里的人", cut_off=True)
    note = await publish(page, "隧道里看")
    await page.goto(page.url.replace("/icon.svg", f"/note/{note}"))
    await expect(page.get_by_text("还没有评论")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    say, share = page.get_by_role("button", name="说点什么"), page.get_by_role("button", name="分享")
    await page.context.set_offline(True)
    for button in (share, page.get_by_role("button", name="更多"), say):
        await button.click()
        await expect(page.locator(".toasts").get_by_text("没有网络").last).to_be_visible()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(say).to_be_visible()
    await page.context.set_offline(False)
    await say.click()
    await page.get_by_role("textbox", name="说点什么…").fill("出隧道了")
    assert await page.evaluate(LOOK, ".composer") == "grid"
    await page.get_by_role("button", name="发送").click()
    await expect(page.get_by_text("出隧道了")).to_be_visible()
    await share.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
