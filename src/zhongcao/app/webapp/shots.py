"""Pictures of every screen, to be looked at: phone and desk, light and dark, both languages, and one page with all."""

from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import async_playwright

from zhongcao.app.webapp.browser import FLAGS
from zhongcao.app.webapp.furnished import Furnished
from zhongcao.app.webapp.looking import change_colours, press, settle, until_seen
from zhongcao.app.webapp.screens import DESK, PHONE, SCREENS, Screen
from zhongcao.app.webapp.walking import HEIGHTS, WAYS, Scheme, Visit, Way, become, new_context, open_screen, walk

Say = Callable[[str], None]

README: tuple[tuple[str, Way, Scheme], ...] = (
    ("discover", Way(PHONE, "zh-CN"), "light"),
    ("note", Way(PHONE, "zh-CN"), "light"),
    ("product", Way(PHONE, "zh-CN"), "dark"),
    ("checkout", Way(PHONE, "en"), "light"),
    ("discover", Way(DESK, "en"), "light"),
    ("console-demand", Way(DESK, "en"), "light"),
)
"""The screens that the README shows."""
README_WIDTHS = {PHONE: 520, DESK: 1120}
README_BYTES_MAX = 90_000


WINDOWS_MAX = 5
"""So many windows at most are shown of a whole page, since some never end."""
WHOLE_HEIGHT = """() => Math.max(document.documentElement.scrollHeight, ...[...document.querySelectorAll(
    '[role=dialog] *, dialog[open] *, .drawer *')]
    .filter(one => one.clientHeight && one.scrollHeight > one.clientHeight)
    .map(one => innerHeight + one.scrollHeight - one.clientHeight))"""
"""How high a window must be to show a page, or what lies over it, without scrolling."""


async def take(
    shop: Furnished,
    screens: Sequence[Screen],
    program: Path,
    folder: Path,
    *,
    say: Say,
    looks: Sequence[str] = (),
    whole: bool = False,
) -> list[Path]:
    """Render each screen in each way and in both colours; the files, and `index.html` with all of them.

    Only some looks, when their names begin so (`390-light-zh`). A whole page is as high as it is, up to some windows;
    those that fit into one are left out, since they were seen.
    """
    made: list[Path] = []
    wrong: list[str] = []

    def is_wanted(way: Way, scheme: Scheme) -> bool:
        return not looks or f"{way.width}-{scheme}-{way.language}".startswith(tuple(looks))

    async def shoot(visit: Visit) -> None:
        async def keep(name: str, scheme: Scheme) -> None:
            if not is_wanted(visit.way, scheme):
                return
            file = folder / f"{name}-{visit.way.width}-{scheme}-{visit.way.language}.png"
            if whole and not await _grow(visit):
                return
            await until_seen(visit.page)
            await visit.page.screenshot(path=file)
            made.append(file)
            if whole:
                await visit.page.set_viewport_size({"width": visit.way.width, "height": HEIGHTS[visit.way.width]})

        if visit.wrong:
            wrong.append(f"{visit.screen.name}, {visit.way}: {', '.join(visit.wrong)}")
        await keep(visit.screen.name, visit.scheme)
        await change_colours(visit.page, visit.other)
        await keep(visit.screen.name, visit.other)
        over: Scheme = visit.other if is_wanted(visit.way, visit.other) else visit.scheme
        await change_colours(visit.page, over)
        if visit.screen.press and await press(visit.page, visit.screen.press):
            await keep(f"{visit.screen.name}-opened", over)
        say(f"{len(made)} pictures: {visit.screen.name}, {visit.way}")

    ways = [way for way in WAYS if is_wanted(way, "light") or is_wanted(way, "dark")]
    await walk(shop, screens, program, shoot, ways)
    (folder / "index.html").write_text(_sheet(made), encoding="utf-8")
    for one in wrong:
        say(one)
    return made


async def _grow(visit: Visit) -> bool:
    """Make the window as high as what it shows, up to a limit; whether it was higher than the window."""
    usual = HEIGHTS[visit.way.width]
    height = usual
    for _ in range(WINDOWS_MAX):  # what has room may load more
        wanted = min(await visit.page.evaluate(WHOLE_HEIGHT), WINDOWS_MAX * usual)
        if wanted <= height:
            break
        height = wanted
        await visit.page.set_viewport_size({"width": visit.way.width, "height": height})
        await settle(visit.page)
    return height > usual


async def take_for_readme(shop: Furnished, program: Path, folder: Path, *, say: Say) -> list[Path]:
    """Render the few screens that the README shows, each small enough to be looked at in passing."""
    by_name = {screen.name: screen for screen in SCREENS}
    made: list[Path] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        for name, way, scheme in README:
            say(f"{name}, {way}, {scheme}")
            context = await new_context(browser, way, color_scheme=scheme)
            await become(context, shop, by_name[name].role)
            page = await context.new_page()
            if wrong := await open_screen(page, shop, by_name[name]):
                raise RuntimeError(f"{name}: {', '.join(wrong)}")
            await until_seen(page)
            shot = await page.screenshot()
            await context.close()
            made.append(_squeeze(shot, folder / f"{name}-{'phone' if way.width < DESK else 'desk'}.webp", way.width))
        await browser.close()
    return made


def _squeeze(shot: bytes, file: Path, width: int) -> Path:
    """The same picture, narrower and in as good a quality as its size allows."""
    with Image.open(BytesIO(shot)) as picture:
        shown = README_WIDTHS[width]
        small = picture.convert("RGB").resize(
            (shown, round(picture.height * shown / picture.width)), Image.Resampling.LANCZOS
        )
    for quality in range(90, 30, -4):
        body = BytesIO()
        small.save(body, "WEBP", quality=quality, method=6)
        if body.tell() < README_BYTES_MAX:
            break
    file.write_bytes(body.getvalue())
    return file


def _sheet(files: list[Path]) -> str:
    shown = "".join(
        f'<figure><img src="{escape(file.name)}" alt="" loading="lazy"><figcaption>{escape(file.stem)}</figcaption>'
        "</figure>"
        for file in sorted(files)
    )
    style = "body{font:14px system-ui;display:flex;flex-wrap:wrap;gap:16px}img{height:420px}figure{margin:0}"
    return f'<!doctype html><meta charset="utf-8"><title>Shots</title><style>{style}</style>{shown}'
