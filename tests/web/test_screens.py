"""What `./zhongcao shots --check` looks for it does find.

That check opens every screen in all widths, languages and colours; continuous integration runs it after the tests.
"""

from pathlib import Path

import pytest

from tests.web.conftest import cannot
from zhongcao.app.measuring.stage import Stage
from zhongcao.app.webapp.browser import find_browser
from zhongcao.app.webapp.build import WEB
from zhongcao.app.webapp.furnished import Furnished
from zhongcao.app.webapp.looking import change_colours
from zhongcao.app.webapp.screens import PHONE, Screen
from zhongcao.app.webapp.sweep import examine
from zhongcao.app.webapp.tongues import read_sentences
from zhongcao.app.webapp.walking import Visit, Way, walk

LOST = Screen("lost", "/no/such/page")
PLANT = """() => {
    const add = (name, text, style) => {
        const made = document.createElement(name)
        made.textContent = text
        made.style.cssText = style
        document.querySelector('main').append(made)
    }
    add('button', '', 'width: 44px; height: 44px')
    add('p', '没有翻译的话', '')
    add('p', 'grey on white', 'color: #999; background: #fff')
    add('p', 'grey on black', 'color: light-dark(#fff, #333); background: #000')
    add('p', 'much too long for its place', 'width: 40px; overflow: hidden; white-space: nowrap')
    add('h1', 'another one', '')
    add('div', '', 'width: 3000px; height: 1px')
    console.error('something broke')
}"""


@pytest.fixture(scope="session")
def program() -> Path:
    """The browser's program."""
    return find_browser() or cannot("there is no browser here and none could be fetched")


@pytest.fixture(scope="session")
def furnished(shop: Stage) -> Furnished:
    """The shop with something of each kind to show."""
    return Furnished(shop.origin)


async def test_planted_faults_are_found_and_nothing_else(furnished: Furnished, program: Path) -> None:
    before: list[str] = []
    found: list[str] = []

    async def plant(visit: Visit) -> None:
        before.extend([*await examine(visit, read_sentences(WEB)), *visit.wrong])
        await change_colours(visit.page, visit.scheme)
        await visit.page.evaluate(PLANT)
        found.extend([*await examine(visit, read_sentences(WEB)), *visit.wrong])

    await walk(furnished, [LOST], program, plant, [Way(PHONE, "en")])
    assert before == []
    told = "\n".join(found)
    for what in (
        "dark: critical button-name",
        'light: serious color-contrast: <p style="color: rgb(153',
        'dark: serious color-contrast: <p style="color: light-dark',
        "in Chinese: 没有翻译的话",
        "cut: <p",
        "2 first headings",
        "wider than the window",
        "error: something broke",
    ):
        assert what in told
