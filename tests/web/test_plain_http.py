"""A shop at home: a phone in the same network comes over plain http, where browsers keep some of their powers back."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from playwright.async_api import Page, Route, expect

from tests.web.conftest import HOME
from zhongcao.app.measuring.stage import Stage

Visit = Callable[..., Awaitable[Page]]


async def at_home(page: Page, origin: str) -> str:
    """Come by a name of the network, as a shop that has this name would be come to; its address."""
    own = f"http://{HOME}:{urlsplit(origin).port}"

    async def carry(route: Route) -> None:
        if route.request.method == "GET":
            await route.continue_()
            return
        # A browser lets nobody else say where a page comes from.
        headers = await route.request.all_headers() | {"origin": origin}
        sent = await route.fetch(url=route.request.url.replace(own, origin), headers=headers)
        await route.fulfill(response=sent)

    session = next(one for one in await page.context.cookies(origin) if one["name"] == "sid")
    await page.context.add_cookies([{"name": "sid", "value": session["value"], "url": own}])
    await page.route("**/v1/**", carry)
    return own


async def test_over_plain_http_people_read_like_and_write_as_anywhere(visit: Visit, shop: Stage) -> None:
    page = await visit("/", newcomer="在家试用", plain_http=True)
    own = await at_home(page, shop.origin)
    await page.goto(own)
    assert not await page.evaluate("isSecureContext")
    heart = page.locator("#app[data-v-app] .card .like").first
    await expect(heart).to_have_attribute("aria-pressed", "false")
    async with page.expect_response("**/like") as kept:
        await heart.click()
    assert (await kept.value).ok
    await expect(heart).to_have_attribute("aria-pressed", "true")
    await page.goto(own + "/publish")
    await expect(page.get_by_role("textbox").first).to_be_visible()
