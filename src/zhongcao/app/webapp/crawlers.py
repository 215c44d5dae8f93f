"""What search engines read first: where they may go, and a list of everything that everybody may see."""

import time
from collections.abc import Awaitable, Callable

from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath

from zhongcao.community import service as community
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import ANYONE
from zhongcao.kit.problems import NotFound
from zhongcao.kit.settings import Settings
from zhongcao.mall import service as mall

ADDRESSES_PER_LIST = 5000
LISTS_PER_KIND_MAX = 200
KEPT_SECONDS = 3600
PERSONAL = (
    "/v1/", "/console", "/cart", "/checkout", "/orders", "/pay/", "/messages", "/me", "/publish", "/login", "/forgot",
    "/search", "/verify/", "/sandbox/",
)  # fmt: skip
"""First parts of addresses that are for nobody but whoever opened them, or are no pages."""

Ids = Callable[..., Awaitable[list[int]]]
KINDS: dict[str, tuple[str, Ids]] = {
    "notes": ("/note/", community.list_published_ids),
    "products": ("/p/", mall.list_listed_ids),
}
_OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


@get("/robots.txt", access=ANYONE, media_type="text/plain", include_in_schema=False)
async def show_robots(settings: NamedDependency[Settings]) -> Response[str]:
    """Where search engines may go."""
    closed = "".join(f"Disallow: {path}\n" for path in PERSONAL)
    text = f"User-agent: *\n{closed}\nSitemap: {settings.origin}/sitemap.xml\n"
    return Response(text, media_type="text/plain", headers=_kept())


@get("/sitemap.xml", access=ANYONE, media_type="application/xml", include_in_schema=False)
async def show_sitemap(
    state: State, read: NamedDependency[ReadTx], settings: NamedDependency[Settings]
) -> Response[str]:
    """The list of lists: where each begins; looked up once an hour."""
    kept: tuple[float, str] | None = state.get("sitemap")
    if kept is None or kept[0] < time.monotonic():
        text = await _index(read, settings.origin)
        kept = (time.monotonic() + KEPT_SECONDS, text)
        state["sitemap"] = kept
    return Response(kept[1], media_type="application/xml", headers=_kept())


@get("/sitemaps/{kind:str}/{after:int}", access=ANYONE, media_type="application/xml", include_in_schema=False)
async def show_sitemap_part(
    kind: FromPath[str], after: FromPath[int], read: NamedDependency[ReadTx], settings: NamedDependency[Settings]
) -> Response[str]:
    """One list: addresses of notes or products that follow an id."""
    if kind not in KINDS or not 0 <= after < 2**63:
        raise NotFound()
    path, ids = KINDS[kind]
    places = [
        f"<url><loc>{settings.origin}{path}{one}</loc></url>"
        for one in await ids(read, after=after, limit=ADDRESSES_PER_LIST)
    ]
    text = f'{_OPENING}<urlset xmlns="{_SCHEMA}">{"".join(places)}</urlset>'
    return Response(text, media_type="application/xml", headers=_kept())


async def _index(read: Tx | ReadTx, origin: str) -> str:
    parts = [
        f"<sitemap><loc>{origin}/sitemaps/{kind}/{after}</loc></sitemap>"
        for kind, (_, ids) in KINDS.items()
        for after in await _beginnings(read, ids)
    ]
    return f'{_OPENING}<sitemapindex xmlns="{_SCHEMA}">{"".join(parts)}</sitemapindex>'


async def _beginnings(read: Tx | ReadTx, ids: Ids) -> list[int]:
    found = [0]
    while len(found) < LISTS_PER_KIND_MAX:
        page = await ids(read, after=found[-1], limit=ADDRESSES_PER_LIST)
        if len(page) < ADDRESSES_PER_LIST:
            break
        found.append(page[-1])
    return found


def _kept() -> dict[str, str]:
    return {"Cache-Control": f"public, max-age={KEPT_SECONDS}"}


ROUTES = [show_robots, show_sitemap, show_sitemap_part]
