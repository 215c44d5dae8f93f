"""The built front end: where it lies, its pages, and its files ready to be sent."""

import gzip
import json
import re
from pathlib import Path

import msgspec

from zhongcao.app.webapp.addresses import shape_of

REPOSITORY = Path(__file__).resolve().parents[4]
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
    ".md": "text/markdown",
    ".woff2": "font/woff2",
}
SQUEEZED = (".js", ".css", ".svg", ".webmanifest", ".md")
_STYLESHEET = re.compile(r'\s*<link rel="stylesheet"[^>]*href="(/assets/[^"]+\.css)"[^>]*>')


class BuiltFile(msgspec.Struct, frozen=True):
    """A file of the front end: its bytes as they are and squeezed, and what kind it is."""

    body: bytes
    squeezed: bytes | None
    media_type: str


class Dist(msgspec.Struct, frozen=True):
    """One build: its files by address, its two pages with their style inside, icons, addresses."""

    files: dict[str, BuiltFile]
    pages: dict[str, str]
    icons: dict[str, str]
    addresses: re.Pattern[str]
    changed_at: float

    def is_page(self, path: str) -> bool:
        """Whether the app has a screen at this address; elsewhere it says that there is nothing, with status 404."""
        return self.addresses.fullmatch(path) is not None


def dist_folder() -> Path:
    """Where the built pages lie: inside an installed package, else in the repository's web/dist."""
    packaged = Path(__file__).resolve().parents[2] / "webdist"
    return packaged if packaged.is_dir() else REPOSITORY / "web" / "dist"


class Pages:
    """The build as it lies on disk now; read at first use, and again after a new build."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or dist_folder()
        self._read: Dist | None = None

    def now(self) -> Dist | None:
        """The build, or None while nothing is built."""
        try:
            changed_at = (self.folder / "index.html").stat().st_mtime
        except OSError:
            return self._read  # in the moment of a new build the old one goes on
        if self._read is None or self._read.changed_at != changed_at:
            self._read = read(self.folder, changed_at)
        return self._read


def read(folder: Path, changed_at: float) -> Dist:
    """Read a build into memory: it is about two megabytes, and every visit needs it."""
    files: dict[str, BuiltFile] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in TYPES and not path.relative_to(folder).parts[0].startswith("."):
            body = path.read_bytes()
            squeezed = gzip.compress(body, 9, mtime=0) if path.suffix in SQUEEZED and len(body) > 500 else None
            files[f"/{path.relative_to(folder).as_posix()}"] = BuiltFile(body, squeezed, TYPES[path.suffix])
    pages = {name: _with_style(folder / f"{name}.html", files) for name in ("index", "console")}
    told = json.loads((folder / "server.json").read_text(encoding="utf-8"))
    return Dist(
        files=files,
        pages=pages,
        icons=told["icons"],
        addresses=shape_of(told["addresses"]),
        changed_at=changed_at,
    )


def _with_style(page: Path, files: dict[str, BuiltFile]) -> str:
    """A page whose own stylesheets stand inside it, so that the first paint waits for nothing.

    Their links stay, switched off and so never fetched: a screen that is loaded later looks for them and would
    otherwise bring the same style a second time, after what overrides it.
    """
    text = page.read_text(encoding="utf-8")
    styles = "".join(files[address].body.decode() for address in _STYLESHEET.findall(text))
    text = _STYLESHEET.sub(r'<link rel="stylesheet" href="\1" disabled>', text)
    return text.replace("<!--head-->", f'<style nonce="[[nonce]]">{styles}</style><!--head-->')
