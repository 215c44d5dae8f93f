"""A walk through screens in a real browser: each once for a width and a language, all of these ways side by side.

Whoever walks along looks at each screen in both colours; every second one is loaded in dark, so that what is drawn
once, when it is loaded, is met in both.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from playwright.async_api import Error as BrowserError

from zhongcao.app.webapp.browser import FLAGS
from zhongcao.app.webapp.furnished import AGENT, Furnished
from zhongcao.app.webapp.looking import complaint, listen, settle
from zhongcao.app.webapp.screens import DESK, PHONE, WIDTHS, Screen

HEIGHTS = {PHONE: 844, DESK: 800}
PATIENCE_MS = 20_000

Scheme = Literal["light", "dark"]


class Way(msgspec.Struct, frozen=True):
    """In which width and language screens are walked."""

    width: int
    language: str

    @property
    def english(self) -> bool:
        """Whether the screens speak English."""
        return self.language == "en"

    def __str__(self) -> str:
        return f"{self.width} {'en' if self.english else 'zh'}"


WAYS = tuple(Way(width, language) for language in ("zh-CN", "en") for width in WIDTHS)


class Visit(msgspec.Struct, frozen=True):
    """A screen that was opened in some way: in which colours it is shown, and what is wrong (it may become more)."""

    page: Page
    screen: Screen
    way: Way
    scheme: Scheme
    wrong: list[str]

    @property
    def other(self) -> Scheme:
        """The colours in which it is not shown now."""
        return "dark" if self.scheme == "light" else "light"


Act = Callable[[Visit], Awaitable[None]]


async def walk(shop: Furnished, screens: Sequence[Screen], program: Path, act: Act, ways: Sequence[Way] = WAYS) -> None:
    """Open these screens in all ways and let `act` look at each."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        async with asyncio.TaskGroup() as group:
            for way in ways:
                group.create_task(_go(browser, shop, _in_groups(screens), way, act))
        await browser.close()


async def _go(browser: Browser, shop: Furnished, screens: Sequence[Screen], way: Way, act: Act) -> None:
    """One way through all screens, on one page, as one person after the other."""
    context = await new_context(browser, way)
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.extend(complaint(message)))
    page.on("pageerror", lambda error: said.append(f"error on the page: {error}"))
    scheme: Scheme = "dark" if way.english else "light"
    role: str | None = None
    for screen in screens:
        if screen.role != role:
            role = screen.role
            await become(context, shop, role)
        await page.emulate_media(color_scheme=scheme)
        said += await open_screen(page, shop, screen)
        await act(Visit(page, screen, way, scheme, said))
        said.clear()
        scheme = "dark" if scheme == "light" else "light"
    await context.close()


def _in_groups(screens: Iterable[Screen]) -> list[Screen]:
    """The same screens, those of the same person one after the other."""
    by_role: dict[str | None, list[Screen]] = defaultdict(list)
    for screen in screens:
        by_role[screen.role].append(screen)
    return [screen for group in by_role.values() for screen in group]


async def new_context(browser: Browser, way: Way, **options: Any) -> BrowserContext:
    """A phone or a desk of its own, whose pages keep what the API answers."""
    phone: dict[str, Any] = {"device_scale_factor": 2, "has_touch": True, "is_mobile": True, "user_agent": AGENT}
    context = await browser.new_context(
        viewport={"width": way.width, "height": HEIGHTS[way.width]},
        locale="en-US" if way.english else "zh-CN",
        reduced_motion="reduce",
        service_workers="block",
        **(phone if way.width < DESK else {}),
        **options,
    )
    context.set_default_timeout(PATIENCE_MS)
    await listen(context)
    return context


async def become(context: BrowserContext, shop: Furnished, role: str | None) -> None:
    """Be this person from now on, or nobody."""
    await context.clear_cookies()
    if role:
        token = await asyncio.to_thread(shop.token, role)
        await context.add_cookies([{"name": "sid", "value": token, "url": shop.origin}])


async def open_screen(page: Page, shop: Furnished, screen: Screen) -> list[str]:
    """Open a screen and wait until it is there; what is wrong with that."""
    try:
        await page.goto(shop.origin + screen.path.format(**shop.known), wait_until="commit")
        return [] if await settle(page) else ["never comes to rest"]
    except BrowserError as error:
        return [f"does not open: {error.message.splitlines()[0]}"]
