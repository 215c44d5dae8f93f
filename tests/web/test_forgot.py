"""Who forgot their password gets back in from the sign-in page, by a code that the sandbox's letter box shows."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.driving import PASSWORD
from zhongcao.app.measuring.stage import Stage
from zhongcao.kit import clock

Visit = Callable[..., Awaitable[Page]]
NEW = "an even longer passphrase"


async def _code(page: Page, origin: str, login: str) -> str:
    for _ in range(60):
        box = await (await page.context.request.get(f"{origin}/sandbox/post")).text()
        if found := re.search(rf"{re.escape(login)}</dt>.*?(\d{{6}})", box, re.DOTALL):
            return found[1]
        await asyncio.sleep(0.25)
    raise AssertionError("no letter came")


async def test_a_forgotten_password_is_set_anew(visit: Visit, shop: Stage) -> None:
    page = await visit("/login?to=/me")
    login = f"forgot-{clock.now().timestamp()}@example.com"
    account = {"login": login, "password": PASSWORD, "nickname": "忘了密码的人"}
    answer = await page.context.request.post(
        f"{shop.origin}/v1/accounts", data=account, headers={"origin": shop.origin}
    )
    assert answer.ok
    await page.context.clear_cookies()
    await page.goto(f"{shop.origin}/login?to=/me")
    await page.get_by_label("手机号或邮箱").fill(login)
    await page.get_by_role("link", name="忘记密码？").click()
    await expect(page.get_by_label("手机号或邮箱")).to_have_value(login)
    await page.get_by_role("button", name="发送验证码").click()
    code = page.get_by_label("验证码", exact=True)
    await expect(code).to_be_focused()
    await expect(page.get_by_role("button", name="秒后可以重新发送")).to_be_disabled()
    right = await _code(page, shop.origin, login)
    await page.get_by_role("button", name="设好并登录").click()
    await expect(code).to_have_attribute("aria-invalid", "true")
    await code.fill(f"{(int(right) + 1) % 1_000_000:06}")
    await page.get_by_label("新密码").fill(NEW)
    await page.get_by_role("button", name="设好并登录").click()
    await expect(page.get_by_text("验证码不对，或者已经过期")).to_be_visible()
    await code.fill(right)
    await page.get_by_label("新密码").fill("12345678")
    await page.get_by_role("button", name="设好并登录").click()
    await expect(page.get_by_label("新密码")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("新密码").fill(NEW)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/me")
    await expect(page.get_by_text("忘了密码的人").first).to_be_visible()


async def test_what_is_no_login_is_said_at_the_field(visit: Visit) -> None:
    page = await visit("/forgot")
    await page.get_by_role("button", name="发送验证码").click()
    await expect(page.get_by_text("请填手机号或邮箱")).to_be_visible()
    await page.get_by_label("手机号或邮箱").fill("不是邮箱")
    await page.get_by_role("button", name="发送验证码").click()
    await expect(page.get_by_label("手机号或邮箱")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("手机号或邮箱")).to_be_focused()
