"""A browser for tests and pictures: one that is here, else one that can be had."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

SHELL = "chromium-headless-shell"
"""Chromium without windows of its own; the tests cost half as much in it."""
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
FETCH_SECONDS = 900

Say = Callable[[str], None]


def find_browser() -> Path | None:
    """A Chromium that is installed: named by CHROMIUM_PATH, on the path (the light one first), or fetched earlier."""
    named = os.environ.get("CHROMIUM_PATH")
    found = [Path(named)] if named else []
    found += [Path(path) for name in NAMES if (path := shutil.which(name))]
    found += [MAC, *sorted(_cache().glob("chromium-*/chrome-linux*/chrome"))]
    return next((path for path in found if path.exists()), None)


def bring_browser(say: Say) -> Path | None:
    """The same, fetched where it may be: Debian's package, else Playwright's own download; None where there is none."""
    found = find_browser()
    # A person's own browser is good enough for them; a machine that only tests is better served by the light one.
    if found is None or (os.environ.get("CI") and not os.environ.get("CHROMIUM_PATH") and found.name != SHELL):
        found = _install_shell(say) or found
    if found is None:
        say("fetching a browser for the tests")
        _quiet(sys.executable, "-m", "playwright", "install", "chromium")
        found = find_browser()
    if found is not None and not _writes_chinese() and shutil.which("apt-get") and os.geteuid() == 0:
        say("installing Chinese letters for the tests")
        _quiet("apt-get", "update", "-qq")
        _quiet("apt-get", "install", "-y", "-qq", "fonts-noto-cjk")
    return found


def _install_shell(say: Say) -> Path | None:
    """Debian's package, where packages may be installed; where it is not known, the whole browser."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    say("installing a browser for the tests (Debian's package)")
    _quiet("apt-get", "update", "-qq")
    for package in (SHELL, "chromium"):
        _quiet("apt-get", "install", "-y", "-qq", "--no-install-recommends", package, "fonts-noto-cjk")
        if found := find_browser():
            return found
    return None


def _writes_chinese() -> bool:
    """Whether a font with Chinese signs is here; without one every text is boxes."""
    if not shutil.which("fc-list"):
        return sys.platform == "darwin"
    told = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(told.stdout.strip())


def _cache() -> Path:
    return Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))


def _quiet(*command: str) -> None:
    """Run a fetching program; whether it helped is seen afterwards."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=FETCH_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return
