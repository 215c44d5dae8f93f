"""What a first visit to Discover costs in bytes; times are measured by `bench`, never here."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import cannot
from zhongcao.app.webapp.dist import dist_folder

KILOBYTE = 1000
SCRIPT_MAX, STYLE_MAX, NOTE_MAX = 70 * KILOBYTE, 8 * KILOBYTE, 10 * KILOBYTE
FILES_MAX = 3
Chunks = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def chunks() -> Chunks:
    """The build's own list of its files."""
    manifest = dist_folder() / ".vite" / "manifest.json"
    if not manifest.exists():
        cannot("the pages are not built: ./zhongcao test builds them where the package registry can be reached")
    listed: Chunks = json.loads(manifest.read_text())
    return listed


def _reached(chunks: Chunks, start: str, *, lazy: bool = False) -> set[str]:
    """A chunk and all that it needs at once; with `lazy` also what it may fetch later."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += chunks[name].get("imports", [])
            waiting += chunks[name].get("dynamicImports", []) if lazy else []
    return found


def _squeezed(files: set[str]) -> int:
    return sum(len(gzip.compress((dist_folder() / file).read_bytes(), 9, mtime=0)) for file in files)


def test_discover_is_light(chunks: Chunks) -> None:
    needed = _reached(chunks, "index.html")
    assert len(needed) <= FILES_MAX, "each file is one more turn over a slow line"
    assert _squeezed({chunks[name]["file"] for name in needed}) <= SCRIPT_MAX
    assert _squeezed({style for name in needed for style in chunks[name].get("css", [])}) <= STYLE_MAX


def test_a_note_is_light(chunks: Chunks) -> None:
    note = next(name for name in chunks if name.endswith("note/NotePage.vue"))
    more = _reached(chunks, note) - _reached(chunks, "index.html")
    assert _squeezed({chunks[name]["file"] for name in more}) <= NOTE_MAX


def test_charts_belong_to_the_console_alone(chunks: Chunks) -> None:
    reached = _reached(chunks, "index.html", lazy=True)
    told = {name: Path(dist_folder() / chunks[name]["file"]).read_text() for name in reached}
    assert not [name for name, text in told.items() if "zrender" in text or "el-table" in text]
