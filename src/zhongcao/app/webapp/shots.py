"""Pictures of every screen, to be looked at: phone and desk, light and dark, both languages, and one page with all."""

import json
from collections.abc import Callable, Iterator
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import msgspec
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from zhongcao.app.webapp.browser import FLAGS
from zhongcao.app.webapp.screens import DESK, PHONE, SCREENS, SETTLED, Screen, fillings
from zhongcao.sample.logins import DEMO_LOGINS

SECONDS = 20_000
HEIGHTS = {390: 844, 1280: 800}
THERE = "document.querySelectorAll('main .ghost, main [aria-busy=true]').length === 0"
"""Nothing on the screen is still on its way."""
AGENT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36"

Say = Callable[[str], None]


class Look(msgspec.Struct, frozen=True):
    """How a screen is looked at: light or dark, in which language."""

    scheme: str
    language: str


README = (
    ("discover", PHONE, Look("light", "zh-CN")),
    ("note", PHONE, Look("light", "zh-CN")),
    ("product", PHONE, Look("dark", "zh-CN")),
    ("checkout", PHONE, Look("light", "en")),
    ("discover", DESK, Look("light", "en")),
    ("console-demand", DESK, Look("light", "en")),
)
"""The screens that the README shows."""
README_WIDTHS = {PHONE: 520, DESK: 1120}
README_BYTES_MAX = 90_000
LOOKS = (Look("light", "zh-CN"), Look("dark", "zh-CN"), Look("light", "en"), Look("dark", "en"))


def take(origin: str, screens: tuple[Screen, ...], browser: Path, folder: Path, *, say: Say) -> list[Path]:
    """Render each screen in each width and look; the files, and `index.html` with all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with urlopen(origin + "/ready"):  # noqa: S310 - our own address
        pass
    known = fillings(lambda path: _ask(origin, path))
    made: list[Path] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=list(FLAGS))
        signed_in = {
            role: _sign_in(chromium, origin, role) for role in sorted({one.role for one in screens if one.role})
        }
        for width, look, role in _ways(screens):
            context = _context(chromium, width, look, signed_in.get(role or ""))
            for screen in screens:
                if screen.role == role and width in screen.widths:
                    say(f"{screen.name}, {width} px, {look.scheme}, {look.language}")
                    made.append(_shoot(context, origin + screen.path.format(**known), folder, screen, width, look))
            context.close()
        chromium.close()
    (folder / "index.html").write_text(_sheet(made), encoding="utf-8")
    return made


def take_for_readme(origin: str, browser: Path, folder: Path, *, say: Say) -> list[Path]:
    """Render the few screens that the README shows, each small enough to be looked at in passing."""
    folder.mkdir(parents=True, exist_ok=True)
    known = fillings(lambda path: _ask(origin, path))
    by_name = {screen.name: screen for screen in SCREENS}
    made: list[Path] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=list(FLAGS))
        for name, width, look in README:
            screen = by_name[name]
            say(f"{name}, {width} px, {look.scheme}, {look.language}")
            signed_in = _sign_in(chromium, origin, screen.role) if screen.role else None
            context = _context(chromium, width, look, signed_in)
            shot = _shoot(context, origin + screen.path.format(**known), folder, screen, width, look)
            context.close()
            made.append(_squeeze(shot, folder / f"{name}-{'phone' if width < DESK else 'desk'}.webp", width))
            shot.unlink()
        chromium.close()
    return made


def _squeeze(shot: Path, file: Path, width: int) -> Path:
    """The same picture, narrower and in as good a quality as its size allows."""
    with Image.open(shot) as picture:
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


def _ways(screens: tuple[Screen, ...]) -> Iterator[tuple[int, Look, str | None]]:
    """Every width, look and role: one context of the browser each."""
    roles = sorted({screen.role for screen in screens}, key=str)
    for width in sorted({width for screen in screens for width in screen.widths}):
        for look in LOOKS:
            for role in roles:
                yield width, look, role


def _sign_in(browser: Browser, origin: str, role: str) -> Any:
    """Sign in once as one of the demo people; what a browser keeps of it. The shop limits how often one may."""
    login = next(one for one in DEMO_LOGINS if one.role == role)
    context = browser.new_context()
    sent = {"login": login.name, "password": login.password}
    answer = context.request.post(f"{origin}/v1/sessions", data=sent, headers={"origin": origin})
    if not answer.ok:
        raise RuntimeError(f"{login.name} cannot sign in at {origin}: {answer.text()[:300]}")
    kept = context.storage_state()
    context.close()
    return kept


def _context(browser: Browser, width: int, look: Look, signed_in: Any) -> BrowserContext:
    phone: dict[str, Any] = {"device_scale_factor": 2, "has_touch": True, "is_mobile": True, "user_agent": AGENT}
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        color_scheme="dark" if look.scheme == "dark" else "light",
        locale="en-US" if look.language == "en" else "zh-CN",
        reduced_motion="reduce",
        service_workers="block",
        storage_state=signed_in,
        **(phone if width < DESK else {}),
    )
    context.set_default_timeout(SECONDS)
    return context


def _shoot(context: BrowserContext, address: str, folder: Path, screen: Screen, width: int, look: Look) -> Path:
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(SETTLED, state="attached")
    page.wait_for_load_state("networkidle")
    page.wait_for_function(THERE)
    file = folder / f"{screen.name}-{width}-{look.scheme}-{look.language}.png"
    page.screenshot(path=file)
    page.close()
    return file


def _ask(origin: str, path: str) -> Any:
    with urlopen(origin + path) as answer:  # noqa: S310 - our own address
        return json.load(answer)


def _sheet(files: list[Path]) -> str:
    shown = "".join(
        f'<figure><img src="{escape(file.name)}" alt="" loading="lazy"><figcaption>{escape(file.stem)}</figcaption>'
        "</figure>"
        for file in sorted(files)
    )
    style = "body{font:14px system-ui;display:flex;flex-wrap:wrap;gap:16px}img{height:420px}figure{margin:0}"
    return f'<!doctype html><meta charset="utf-8"><title>Shots</title><style>{style}</style>{shown}'
