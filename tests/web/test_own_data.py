"""A member takes a copy of their data along, on the page of settings that is made for it."""

import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page, Route, expect

from tests.driving import PASSWORD
from zhongcao.sample.logins import DEMO_LOGINS

Visit = Callable[..., Awaitable[Page]]


async def test_a_copy_is_downloaded_with_the_right_password_only(visit: Visit, tmp_path: Path) -> None:
    page = await visit("/settings/data", newcomer="带走数据的人")
    start = page.get_by_role("button", name="打包下载")
    await expect(start).to_be_disabled()
    await page.get_by_label("登录密码").fill("不是这一个密码")
    await start.click()
    await expect(page.get_by_label("登录密码")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("登录密码").fill(PASSWORD)
    async with page.expect_download() as coming:
        await start.click()
    file = tmp_path / "copy.zip"
    await (await coming.value).save_as(file)
    packed = zipfile.ZipFile(file)
    assert packed.testzip() is None
    assert "带走数据的人" in packed.read("index.html").decode()
    await expect(page.get_by_role("status").filter(has_text="已下载")).to_be_visible()
    await expect(page.get_by_label("登录密码")).to_have_value("")


async def test_a_download_that_breaks_off_says_so_and_keeps_nothing(visit: Visit) -> None:
    page = await visit("/settings/data", newcomer="网断了的人", cut_off=True)

    async def cut(route: Route) -> None:
        await route.abort()

    await page.route("**/v1/me/data", cut)
    await page.get_by_label("登录密码").fill(PASSWORD)
    await page.get_by_role("button", name="打包下载").click()
    await expect(page.locator(".toasts")).to_contain_text("网络")
    await expect(page.get_by_label("登录密码")).to_have_value(PASSWORD)


async def test_an_account_is_closed_with_the_password_and_kept_with_one_press(visit: Visit) -> None:
    page = await visit("/settings/data", newcomer="想走又留下的人")
    await page.get_by_role("button", name="注销账号…").click()
    sheet = page.get_by_role("dialog", name="确定注销？")
    await expect(sheet.get_by_label("登录密码")).to_be_focused()
    await sheet.get_by_label("登录密码").fill("不是这一个密码")
    await sheet.get_by_role("button", name="申请注销").click()
    await expect(sheet.get_by_label("登录密码")).to_have_attribute("aria-invalid", "true")
    await sheet.get_by_label("登录密码").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(sheet).to_be_hidden()
    await expect(page.get_by_role("status").filter(has_text="账号将在")).to_be_visible()
    await page.goto(page.url.replace("/settings/data", "/me"))
    await page.get_by_role("link", name="账号将在").click()
    await page.get_by_role("button", name="不注销了").click()
    await expect(page.get_by_role("button", name="注销账号…")).to_be_visible()
    await page.goto(page.url.replace("/settings/data", "/me"))
    await expect(page.get_by_text("想走又留下的人").first).to_be_visible()
    await expect(page.get_by_role("link", name="账号将在")).to_have_count(0)


async def test_staff_are_told_why_their_account_stays(visit: Visit) -> None:
    page = await visit("/settings/data", role="editor")
    await page.get_by_role("button", name="注销账号…").click()
    sheet = page.get_by_role("dialog", name="确定注销？")
    await sheet.get_by_label("登录密码").fill(next(one.password for one in DEMO_LOGINS if one.role == "editor"))
    await sheet.get_by_role("button", name="申请注销").click()
    await expect(sheet).to_contain_text("要先交还角色")
