"""Every screen of both faces is for everybody: nothing serious for axe-core, one heading, nothing too wide, no error.

Each look walks its screens, a few people at a time, and tells all that it found at once. Colours do not depend on
the language and hardly on the width, so they are looked at once for each screen in light and in dark, on the same page.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpx
import msgspec
import pytest
from playwright.async_api import Page

from tests.web.conftest import axe
from zhongcao.app.measuring.stage import Stage, together
from zhongcao.app.webapp.screens import APP, CONSOLE, DESK, PHONE, RECEIVING, SCREENS, SETTLED, Screen, fillings

Visit = Callable[..., Awaitable[Page]]
AT_A_TIME = 3
A_WALK = 12
"""So many screens are walked in one page after another."""
OTHERWISE_LAID = ("discover", "note", "mall", "product", "checkout", "me")
"""Screens that a desk shows in another way than a phone, not only wider."""


SETTLED_COLOURS = """async () => {
    for (let calm = 0, frames = 0; calm < 3 && frames < 120; frames++) {
        await new Promise(requestAnimationFrame);
        calm = document.getAnimations().some(one => one.playState === 'running') ? 0 : calm + 1;
    }
}"""
"""Colours change by transitions, short ones where motion is reduced, and what inherits them begins after its parent."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How screens are looked at: in which width and language, and whether their colours are looked at too."""

    screens: tuple[Screen, ...]
    width: int
    language: str
    colours: bool = False


LOOKS = {
    "phone, zh, light and dark": Look(screens=(*APP, RECEIVING), width=PHONE, language="zh-CN", colours=True),
    "phone, en": Look(screens=(*APP, RECEIVING), width=PHONE, language="en-US"),
    "desk, zh, light and dark": Look(
        screens=(*(one for one in APP if one.name in OTHERWISE_LAID), *CONSOLE, RECEIVING),
        width=DESK,
        language="zh-CN",
        colours=True,
    ),
    "desk, en": Look(screens=SCREENS, width=DESK, language="en-US"),
}


@pytest.fixture(scope="session")
def known(shop: Stage) -> dict[str, str]:
    """Things of the shop that addresses name."""
    with httpx.Client(base_url=shop.origin, timeout=30) as client:
        return fillings(lambda path: client.get(path).raise_for_status().json())


@pytest.mark.parametrize("name", LOOKS)
async def test_every_screen_is_for_everybody(name: str, visit: Visit, shop: Stage, known: dict[str, str]) -> None:
    look = LOOKS[name]
    found: list[str] = []
    options: dict[str, Any] = {"wide": look.width == DESK, "locale": look.language}

    async def walk(screens: list[Screen]) -> None:
        first = screens[0]
        page = await visit(first.path.format(**known), role=first.role, **options)
        for screen in screens:
            if screen is not first:
                await page.goto(shop.origin + screen.path.format(**known))
            found.extend(f"{screen.name}: {one}" for one in await look_at(page, colours=look.colours))

    await together(list(walks(look.screens)), AT_A_TIME, walk)
    assert found == []


def test_every_screen_is_looked_at_in_both_languages_and_in_its_colours() -> None:
    every = {screen.name for screen in SCREENS}
    for language in ("zh-CN", "en-US"):
        assert {one.name for look in LOOKS.values() if look.language == language for one in look.screens} == every
    assert {one.name for look in LOOKS.values() if look.colours for one in look.screens} == every


def walks(screens: Iterable[Screen]) -> Iterable[list[Screen]]:
    """Screens in small groups of one person each."""
    by_role: dict[str | None, list[Screen]] = defaultdict(list)
    for screen in screens:
        by_role[screen.role].append(screen)
    for group in by_role.values():
        yield from (group[start : start + A_WALK] for start in range(0, len(group), A_WALK))


async def look_at(page: Page, *, colours: bool) -> list[str]:
    """What is wrong with the screen that is shown; with colours, in light and then in dark."""
    await page.wait_for_selector(SETTLED, state="attached")
    await page.wait_for_load_state("networkidle")
    found = await axe(page, "all" if colours else "not colour")
    if colours:
        await page.emulate_media(color_scheme="dark")
        await page.evaluate(SETTLED_COLOURS)
        found += [f"dark: {one}" for one in await axe(page, "colour")]
        await page.emulate_media(color_scheme="light")
    if (headings := await page.locator("h1").count()) != 1:
        found.append(f"{headings} first headings")
    if not await page.evaluate("document.documentElement.scrollWidth <= Math.min(innerWidth, screen.width)"):
        found.append("wider than the window")
    return found
