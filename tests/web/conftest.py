"""Browser tests: a real shop in processes of its own, real Chromium, people who only use what is on the screen.

All of them share one shop and one browser, in one process of the test runner (tests/conftest.py). Each person has a
context of their own; whatever the page complains about (an error, a broken policy) fails the test.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from datetime import timedelta
from typing import Any, NoReturn

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.driving import PASSWORD
from zhongcao.app.measuring.stage import Stage, open_stage
from zhongcao.app.webapp.browser import FLAGS, find_browser
from zhongcao.app.webapp.dist import dist_folder
from zhongcao.app.webapp.looking import BLOCKED, complaint
from zhongcao.kit import clock
from zhongcao.kit.settings import Settings
from zhongcao.sample.logins import DEMO_LOGINS

PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36"
SWEEP_SPEED = 8.0
"""How much less patient sweeps are; more would only keep the worker busy with finding nothing."""
SECONDS = 15_000
"""How long a page may take on a busy machine, in ms; speed is measured elsewhere."""
NO_NETWORK = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED")
NOT_SAFE = ("Cross-Origin-Opener-Policy header has been ignored",)
"""What a browser says of every page that comes over plain http from another machine."""
HOME = "shop.home.arpa"
"""A name of a home network (RFC 8375) that leads to this machine; unlike 127.0.0.1 no browser takes it for safe."""
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A camera that shows a moving figure, a microphone that beeps, and somebody who lets pages use them."""
Visit = Callable[..., Awaitable[Page]]
expect.set_options(timeout=SECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who looks at the shop as it was planted comes first; who moves its clock last: the others live in the present."""
    for item in items:
        if "visit" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: _turn(getattr(item, "fixturenames", ())))


def _turn(fixtures: Collection[str]) -> int:
    return 0 if "untouched_shop" in fixtures else 2 if "pass_days" in fixtures else 1


@pytest.fixture(scope="session")
def shop() -> Iterator[Stage]:
    """A whole shop with the sample world, by a clock that can be moved on; its pictures stay undrawn."""
    if not (dist_folder() / "index.html").exists():
        cannot("the pages are not built: ./zhongcao test builds them where the package registry can be reached")
    with open_stage(Settings(), lambda text: None, shifted=True, sweep_speed=SWEEP_SPEED, sandbox_pace=50.0) as stage:
        full = httpx.get(f"{stage.origin}/v1/feeds/discover?limit=20").json()["items"]
        assert len(full) == 20, "feeds are full at once, before any fact was delivered"
        asyncio.run(stage.until_findable())  # a world that was just planted has a lot to tell before anything else
        yield stage


@pytest.fixture
def untouched_shop(shop: Stage) -> Stage:
    """The shop before anybody was in it; tests that look at it run before all others."""
    return shop


@pytest.fixture
def pass_days(shop: Stage) -> Callable[[float], None]:
    """Let days pass for the shop: `pass_days(1)`; tests that do so run after all others."""
    assert shop.settings.clock_file is not None
    file = shop.settings.clock_file
    return lambda days: clock.shift_to(file, clock.now() + timedelta(days=days))


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests."""
    path = find_browser()
    if path is None:
        cannot("there is no browser here and none could be fetched")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, *CAMERA, f"--host-resolver-rules=MAP {HOME} 127.0.0.1"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def visit(chromium: Browser, shop: Stage) -> AsyncIterator[Visit]:
    """A maker of visits: `await visit("/mall", role="member", wide=True)` opens a page as somebody.

    `newcomer="小满"` opens it as somebody who has just joined, `cut_off=True` as somebody whose network may fail,
    `plain_http=True` as somebody who goes on to a name of a home network.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    async def open_page(
        path: str = "/",
        *,
        role: str | None = None,
        newcomer: str = "",
        wide: bool = False,
        cut_off: bool = False,
        plain_http: bool = False,
        **options: Any,
    ) -> Page:
        context = await _context(chromium, wide=wide, **options)
        contexts.append(context)
        context.set_default_timeout(SECONDS)
        if role:
            await sign_in(context, shop.origin, role)
        if newcomer:
            await join(context, shop.origin, newcomer)
        page = await context.new_page()
        # A page that may be without a network says of each request that it failed; what it shows then is tested.
        expected = (*BLOCKED, *(NO_NETWORK if cut_off else ()), *(NOT_SAFE if plain_http else ()))
        page.on("console", lambda message: troubles.extend(complaint(message, known=expected)))
        page.on("pageerror", lambda error: troubles.append(f"error on the page: {error}"))
        await page.goto(shop.origin + path, wait_until="domcontentloaded")
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert troubles == []


async def _context(browser: Browser, *, wide: bool, **options: Any) -> BrowserContext:
    given: dict[str, Any] = {"locale": "zh-CN", "service_workers": "block", "reduced_motion": "reduce"}
    if wide:
        given |= {"viewport": {"width": 1280, "height": 800}}
    else:
        given |= {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "user_agent": PHONE}
        given |= {"has_touch": True, "is_mobile": True}
    return await browser.new_context(**{**given, **options})


async def sign_in(context: BrowserContext, origin: str, role: str) -> None:
    """Sign in as one of the demo people, without the screen: that has a test of its own."""
    login = next(one for one in DEMO_LOGINS if one.role == role)
    answer = await context.request.post(
        f"{origin}/v1/sessions", data={"login": login.name, "password": login.password}, headers={"origin": origin}
    )
    assert answer.ok, await answer.text()


async def join(context: BrowserContext, origin: str, nickname: str) -> None:
    """Become a member, without the screens: those have tests of their own."""
    account = {"login": f"m{clock.now().timestamp()}@example.com", "password": PASSWORD, "nickname": nickname}
    answer = await context.request.post(f"{origin}/v1/accounts", data=account, headers={"origin": origin})
    assert answer.ok, await answer.text()


def cannot(why: str) -> NoReturn:
    """In continuous integration a missing browser is a failure; elsewhere the tests say why they did not run."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
