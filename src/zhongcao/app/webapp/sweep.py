"""Looks at every screen in both widths, languages and colours, and tells what is wrong: `./zhongcao shots --check`."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from zhongcao.app.webapp.build import WEB
from zhongcao.app.webapp.furnished import Furnished
from zhongcao.app.webapp.looking import ask_axe, change_colours, look, press
from zhongcao.app.webapp.screens import Screen
from zhongcao.app.webapp.tongues import Sentences, read_sentences
from zhongcao.app.webapp.walking import WAYS, Visit, Way, walk

Say = Callable[[str], None]


class Finding(msgspec.Struct, frozen=True):
    """What is wrong with a screen, in which way."""

    screen: str
    way: Way
    what: str


async def sweep(shop: Furnished, screens: Sequence[Screen], program: Path, *, say: Say) -> list[Finding]:
    """Look at these screens in all ways; what is wrong with them."""
    sentences = read_sentences(WEB)
    found: list[Finding] = []
    seen = 0

    async def judge(visit: Visit) -> None:
        nonlocal seen
        wrong = [] if visit.wrong else await examine(visit, sentences)
        found.extend(Finding(visit.screen.name, visit.way, one) for one in [*visit.wrong, *wrong])
        seen += 1
        say(f"{seen} of {len(screens) * len(WAYS)}, {len(found)} findings: {visit.screen.name}, {visit.way}")

    await walk(shop, screens, program, judge)
    return found


async def examine(visit: Visit, sentences: Sentences) -> list[str]:
    """All that is wrong with the screen that is shown; colours once more when they have changed."""
    found = await look(visit.page, english=visit.way.english, sentences=sentences)
    found += [f"{visit.scheme}: {one}" for one in await ask_axe(visit.page)]
    await change_colours(visit.page, visit.other)
    found += [f"{visit.other}: {one}" for one in await ask_axe(visit.page, "colour")]
    if visit.screen.press and await press(visit.page, visit.screen.press):
        wrong = await look(visit.page, english=visit.way.english, sentences=sentences)
        wrong += [f"{visit.other}: {one}" for one in await ask_axe(visit.page)]
        found += [f"opened, {one}" for one in wrong if one not in found]
    return found
