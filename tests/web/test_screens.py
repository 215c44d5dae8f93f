"""Every screen of both faces is for everybody: nothing serious for axe-core, one heading, nothing too wide."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from playwright.async_api import Page

from tests.web.conftest import axe
from zhongcao.app.measuring.stage import Stage
from zhongcao.app.webapp.screens import DESK, PHONE, SCREENS, SETTLED, Screen, fillings

Visit = Callable[..., Awaitable[Page]]
LOOKS = {
    "phone, light, zh": {"width": PHONE},
    "desk, dark, en": {"width": DESK, "color_scheme": "dark", "locale": "en-US"},
}
CASES = [
    pytest.param(screen, look, id=f"{screen.name}: {look}")
    for look, options in LOOKS.items()
    for screen in SCREENS
    if options["width"] in screen.widths
]


@pytest.fixture(scope="session")
def known(shop: Stage) -> dict[str, str]:
    """Things of the shop that addresses name."""
    with httpx.Client(base_url=shop.origin, timeout=30) as client:
        return fillings(lambda path: client.get(path).raise_for_status().json())


@pytest.mark.parametrize(("screen", "look"), CASES)
async def test_a_screen_is_for_everybody(screen: Screen, look: str, visit: Visit, known: dict[str, str]) -> None:
    options = dict(LOOKS[look])
    width = options.pop("width")
    page = await visit(screen.path.format(**known), role=screen.role, wide=width == DESK, **options)
    await page.wait_for_selector(SETTLED, state="attached")
    await page.wait_for_load_state("networkidle")
    assert await axe(page) == []
    assert await page.locator("h1").count() == 1
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the window"
