"""Every screen of both faces is for everybody: nothing serious for axe-core, one heading, nothing too wide, no error.

Each look walks all screens, a few people at a time, and tells everything that it found at once.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable

import httpx
import pytest
from playwright.async_api import Page

from tests.web.conftest import axe
from zhongcao.app.measuring.stage import Stage, together
from zhongcao.app.webapp.screens import DESK, PHONE, SCREENS, SETTLED, Screen, fillings

Visit = Callable[..., Awaitable[Page]]
AT_A_TIME = 3
A_WALK = 8
"""So many screens are walked in one page after another."""
LOOKS = {
    "phone, light, zh": {"width": PHONE},
    "phone, dark, en": {"width": PHONE, "color_scheme": "dark", "locale": "en-US"},
    "desk, dark, zh": {"width": DESK, "color_scheme": "dark"},
    "desk, light, en": {"width": DESK, "locale": "en-US"},
}


@pytest.fixture(scope="session")
def known(shop: Stage) -> dict[str, str]:
    """Things of the shop that addresses name."""
    with httpx.Client(base_url=shop.origin, timeout=30) as client:
        return fillings(lambda path: client.get(path).raise_for_status().json())


@pytest.mark.parametrize("look", LOOKS)
async def test_every_screen_is_for_everybody(look: str, visit: Visit, shop: Stage, known: dict[str, str]) -> None:
    options = dict(LOOKS[look])
    width = options.pop("width")
    found: list[str] = []

    async def walk(screens: list[Screen]) -> None:
        first = screens[0]
        page = await visit(first.path.format(**known), role=first.role, wide=width == DESK, **options)
        for screen in screens:
            if screen is not first:
                await page.goto(shop.origin + screen.path.format(**known))
            found.extend(f"{screen.name}: {one}" for one in await look_at(page))

    await together(list(walks(one for one in SCREENS if width in one.widths)), AT_A_TIME, walk)
    assert found == []


def walks(screens: Iterable[Screen]) -> Iterable[list[Screen]]:
    """Screens in small groups of one person each."""
    by_role: dict[str | None, list[Screen]] = defaultdict(list)
    for screen in screens:
        by_role[screen.role].append(screen)
    for group in by_role.values():
        yield from (group[start : start + A_WALK] for start in range(0, len(group), A_WALK))


async def look_at(page: Page) -> list[str]:
    """What is wrong with the screen that is shown."""
    await page.wait_for_selector(SETTLED, state="attached")
    await page.wait_for_load_state("networkidle")
    found = await axe(page)
    if (headings := await page.locator("h1").count()) != 1:
        found.append(f"{headings} first headings")
    if not await page.evaluate("document.documentElement.scrollWidth <= Math.min(innerWidth, screen.width)"):
        found.append("wider than the window")
    return found
