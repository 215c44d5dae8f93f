"""Routes of the two faces: every page address answers with the built page, what it needs at once written inside."""

import re
import secrets
from typing import Any
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from zhongcao.app.webapp import share, wording
from zhongcao.app.webapp.dist import Dist, Pages
from zhongcao.app.webapp.first_screen import EARLY, EARLY_DIGEST, begin_later, lane_count, write_first_screen
from zhongcao.discovery import service as discovery
from zhongcao.discovery.schemas import DiscoverPage
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import Profile
from zhongcao.kit import clock
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import ANYONE, Actor
from zhongcao.kit.languages import Language
from zhongcao.kit.problems import NotFound
from zhongcao.kit.settings import Settings
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import Category

CHANNEL = "for_you"
FIRST_PAGE = 20
IMMUTABLE = "public, max-age=31536000, immutable"
OUTSIDE = ("v1", "media", "assets", "sandbox", "problems", "openapi", "metrics", "health", "ready", ".well-known")
"""First parts of addresses that are never a page; an unknown one below them is a plain refusal."""
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""What people type for the machine that they sit at."""

_TITLE = re.compile(r"\s*<title>[^<]*</title>")


class Boot(msgspec.Struct, frozen=True, kw_only=True):
    """What a page knows at once: who asks, their roles, Discover's shelves and first page; `offline` when kept."""

    member: Profile | None = None
    roles: list[str] = []
    shelves: list[Category] = []
    discover: DiscoverPage | None = None
    offline: bool = False


@get("/", access=ANYONE, media_type="text/html", include_in_schema=False)
async def show_discover(
    request: Request[Any, Any, Any],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    brain: NamedDependency[discovery.Brain],
    pages: NamedDependency[Pages],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Discover, with its first cards already in the page."""
    if (home := _home(request, settings)) is not None:
        return home
    built = pages.now()
    if built is None:
        return _unbuilt(request)
    page = await discovery.discover(
        tx, by=actor, channel=CHANNEL, after=None, limit=FIRST_PAGE, now=clock.now(), brain=brain
    )
    member = await identity.get_profile(tx, member_id=actor.member_id) if actor.signed_in else None
    shelves = [one for one in await mall.categories(tx) if one.parent_id is None]
    body = write_first_screen(
        page,
        shelves,
        language=_language(request),
        count=lane_count(request.cookies.get("lanes"), request.headers.get("user-agent", "")),
        icons=built.icons,
        signed_in=member is not None,
    )
    boot = Boot(member=member, roles=sorted(actor.roles), shelves=shelves, discover=page)
    head = share.head_of_site(language=_spoken(request), origin=settings.origin)
    return answer(request, built, "index", boot=boot, head=head, body=body, early=True)


@get("/assets/{name:str}", access=ANYONE, include_in_schema=False, uncompressed=True)
async def show_asset(
    request: Request[Any, Any, Any], name: FromPath[str], pages: NamedDependency[Pages]
) -> Response[bytes]:
    """A file of the build whose name changes with its content: kept for ever, squeezed once."""
    built = pages.now()
    file = built.files.get(f"/assets/{name}") if built else None
    if file is None:
        raise NotFound()
    takes_gzip = file.squeezed is not None and "gzip" in request.headers.get("accept-encoding", "")
    headers = {"Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"}
    if takes_gzip:
        headers["Content-Encoding"] = "gzip"
    body = file.squeezed if takes_gzip and file.squeezed else file.body
    return Response(body, media_type=file.media_type, headers=headers)


@get("/{path:path}", access=ANYONE, media_type="text/html", include_in_schema=False)
async def show_page(
    request: Request[Any, Any, Any],
    path: FromPath[str],
    read: NamedDependency[ReadTx],
    actor: NamedDependency[Actor],
    pages: NamedDependency[Pages],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Any other address: a file of the build, a page of the app or the console, or nothing."""
    path = "/" + path.lstrip("/")
    built = pages.now()
    if built is not None and path in built.files:
        file = built.files[path]
        return Response(file.body, media_type=file.media_type, headers={"Cache-Control": "no-cache"})
    if path.split("/")[1] in OUTSIDE:
        raise NotFound()
    if (home := _home(request, settings)) is not None:
        return home
    if built is None:
        return _unbuilt(request)
    if path == "/shell":
        return answer(request, built, "index", boot=Boot(offline=True))
    member = await identity.get_profile(read, member_id=actor.member_id) if actor.signed_in else None
    boot = Boot(member=member, roles=sorted(actor.roles))
    if path == "/console" or path.startswith("/console/"):
        return answer(request, built, "console", boot=boot)
    language = _spoken(request)
    shared = await share.head_and_body(read, path, language=language, origin=settings.origin, now=clock.now())
    if shared is None:
        shared = share.plain(path) if built.is_page(path) else share.lost(language=language)
    elif not shared.found and actor.signed_in:
        shared = share.plain(path)  # perhaps their own, which the app then shows them
    status = 200 if shared.found else 404
    return answer(
        request,
        built,
        "index",
        boot=boot,
        head=shared.head,
        body=shared.body,
        style=share.STYLE if shared.body else "",
        status=status,
    )


def answer(
    request: Request[Any, Any, Any],
    built: Dist,
    page: str,
    *,
    boot: Boot,
    head: str = "",
    body: str = "",
    style: str = "",
    early: bool = False,
    status: int = 200,
) -> Response[bytes]:
    """A built page with its data, its first screen and its policy; personal ones are kept by nobody."""
    nonce = secrets.token_urlsafe(16)
    if style:
        head += f'<style nonce="{nonce}">{style}</style>'
    data = msgspec.json.encode(boot).decode().replace("<", "\\u003c")
    text = built.pages[page].replace('lang="zh-CN"', f'lang="{_language(request)}"', 1).replace("[[nonce]]", nonce, 1)
    if "<title>" in head:
        text = _TITLE.sub("", text, count=1)
    text = text.replace("<!--head-->", head, 1).replace("<!--app-->", body, 1)
    text = text.replace("<!--boot-->", f'<script type="application/json" id="boot">{data}</script>', 1)
    if early:
        text = begin_later(text).replace('<div id="app">', f'<script>{EARLY}</script><div id="app">', 1)
    return Response(
        text.encode(),
        status_code=status,
        media_type="text/html",
        headers={
            "Content-Security-Policy": content_policy(nonce, EARLY_DIGEST if early else ""),
            "Cache-Control": "private, no-store" if boot.member else "private, no-cache",
            "Vary": "Cookie, Accept-Language",
        },
    )


def content_policy(nonce: str, script: str = "") -> str:
    """What a page may load and do: our own files, one script by its digest, media just made, the pay page's form."""
    scripts = f"'self' '{script}'" if script else "'self'"
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; "
        "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types vue zhongcao"
    )


def _home(request: Request[Any, Any, Any], settings: Settings) -> Response[bytes] | None:
    """The way to our own address for whoever typed another name of this machine: signed in is who comes from there.

    A shop with a public name leads nobody away: whoever asks it by this machine's own names is a program beside it.
    """
    own = urlsplit(settings.origin)
    names = [f"{name}:{own.port}" for name in LOOPBACK]
    typed = request.headers.get("host", "")
    is_this_machine = own.netloc in names or not settings.public_url
    if typed == own.netloc or typed not in names or not is_this_machine:
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(b"", status_code=307, headers={"Location": f"{settings.origin}{request.url.path}{query}"})


def _unbuilt(request: Request[Any, Any, Any]) -> Response[bytes]:
    sentence = wording.WORDS[_language(request)]["unbuilt"]
    page = f'<!doctype html><meta charset="utf-8"><title>Zhongcao</title><p>{sentence}</p>'
    return Response(page.encode(), status_code=503, media_type="text/html", headers={"Retry-After": "5"})


def _language(request: Request[Any, Any, Any]) -> str:
    return wording.language_of(request.cookies.get("language"), request.headers.get("accept-language", ""))


def _spoken(request: Request[Any, Any, Any]) -> Language:
    return "en" if _language(request) == "en" else "zh"


ROUTES = [show_discover, show_asset, show_page]
