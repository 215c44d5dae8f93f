"""The first screen, written by the server: the page's frame and its first cards, before any script has run."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import jinja2

from zhongcao.app.webapp.lanes import cover_ratio, laid
from zhongcao.app.webapp.share_words import sum_of
from zhongcao.app.webapp.wording import WORDS, compact
from zhongcao.discovery.schemas import DiscoverPage, FeedItem, GoodsBetween, LiveBetween
from zhongcao.mall.schemas import Category, ProductCard

CARDS_PER_LANE = 3
SEEN_MAX = 3.5
"""So many widths of a lane are seen of it at most; on a phone the next card begins under the bar of tabs."""
LANES_KNOWN = (2, 3, 4, 5)
Card = FeedItem | GoodsBetween | LiveBetween
TABS = (
    ("messages", "chat-teardrop-dots"),
    ("following", "users"),
    ("discover", "compass-fill"),
    ("mall", "storefront"),
    ("me", "user"),
)
_FOLDER = Path(__file__).parent / "templates"
templates = jinja2.Environment(loader=jinja2.FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True)
EARLY = re.sub(r"\n\s*", "\n", (_FOLDER / "early.js").read_text(encoding="utf-8")).strip()
"""A script so small that it stands in the page: hearts that the server wrote answer before the app has come."""
EARLY_DIGEST = "sha256-" + base64.b64encode(hashlib.sha256(EARLY.encode()).digest()).decode()

_PROGRAM = re.compile(r'\s*<script type="module" crossorigin src="([^"]+)"></script>')


def begin_later(page: str) -> str:
    """A built page whose program is only fetched: the early script runs its files in turn once the cards are seen.

    As one program, all of them would be one long task in the moment in which people first see something to press.
    """
    program = _PROGRAM.search(page)
    assert program, "the build names one program for a page"
    ahead = f'<link rel="modulepreload" crossorigin fetchpriority="low" href="{program[1]}">'
    return page.replace(program[0], "", 1).replace("</head>", f"{ahead}</head>", 1)


def lane_count(cookie: str | None, agent: str) -> int:
    """How many lanes the visitor's window has: as it told last time, else by the kind of device."""
    if cookie and cookie.isdigit() and int(cookie) in LANES_KNOWN:
        return int(cookie)
    return 2 if "Mobi" in agent or "Android" in agent else 4


def write_first_screen(
    page: DiscoverPage,
    shelves: Sequence[Category],
    *,
    language: str,
    count: int,
    icons: Mapping[str, str],
    signed_in: bool,
) -> str:
    """Discover's frame with the cards that are seen at once, in lanes; what lies below is left to the app."""
    shown = _mixed(page)[: CARDS_PER_LANE * count]
    places = laid([_laid(item, language) for item in shown], count)
    columns: list[list[dict[str, Any]]] = [[] for _ in range(count)]
    for place, (item, (lane, top)) in enumerate(zip(shown, places, strict=True)):
        if top <= SEEN_MAX:
            width, height, _ = _laid(item, language)
            columns[lane].append(
                {**_told(item, language), "place": place, "ratio": f"{cover_ratio(width, height):.6g}"}
            )
    return templates.get_template("first.html.j2").render(
        words=WORDS[language],
        channels=[one.name_en if language == "en" else one.name_zh for one in shelves],
        columns=columns,
        tabs=TABS,
        icons=icons,
        signed_in=signed_in,
    )


def _mixed(page: DiscoverPage) -> list[Card]:
    """The notes of a page with the goods and the shows that stand between them; at one place the show comes first."""
    mixed: list[Card] = list(page.items)
    between: list[GoodsBetween | LiveBetween] = [*page.goods, *page.live]
    for one in sorted(between, key=lambda one: -one.before):
        if one.before < len(page.items):
            mixed.insert(one.before, one)
    return mixed


def _told(item: Card, language: str) -> dict[str, Any]:
    if isinstance(item, FeedItem):
        return _note(item, language)
    return _goods(item, language) if isinstance(item, GoodsBetween) else _show(item, language)


def _note(item: FeedItem, language: str) -> dict[str, Any]:
    note = item.note
    return {
        "note": note,
        "picked": item.reason.code == "picked",
        "colour": note.cover.colour if note.cover else "var(--sink)",
        "likes": compact(note.likes, language),
        "hue": _hue(note.author.nickname),
    }


def _goods(item: GoodsBetween, language: str) -> dict[str, Any]:
    """A card of goods as parts/GoodsBetween.vue has it."""
    product, price = item.product, sum_of(item.product.price)
    return {
        "goods": product,
        "title": _title(product, language),
        "colour": product.picture.colour if product.picture else "var(--sink)",
        "price": str(WORDS[language]["prices_from"]).replace("{price}", price) if product.prices_from else price,
        "struck": sum_of(product.struck_price) if product.struck_price else "",
        "why": item.reason.en if language == "en" else item.reason.zh,
        "brand": _said(product.brand.name_zh, product.brand.name_en or product.brand.name_zh, language),
    }


def _show(item: LiveBetween, language: str) -> dict[str, Any]:
    """A card of a show as live/LiveCard.vue has it."""
    show = item.show
    return {
        "show": show,
        "colour": show.cover.colour if show.cover else "var(--sink)",
        "watching": str(WORDS[language]["watching"]).replace("{n}", compact(show.watching, language)),
        "why": _said(item.reason.zh, item.reason.en, language),
        "hue": _hue(show.host.nickname),
    }


def _title(product: ProductCard, language: str) -> str:
    return _said(product.title, product.title_en or product.title, language)


def _said(zh: str, en: str, language: str) -> str:
    return en if language == "en" else zh


def _hue(name: str) -> int:
    """The colour behind the first sign of a name, as ds/Avatar.vue has it."""
    return reduce(lambda so_far, sign: (so_far * 31 + ord(sign)) % 360, name, 7)


def _laid(item: Card, language: str) -> tuple[int, int, str]:
    """Width and height of a card's picture and its title, by which it is laid into a lane."""
    if isinstance(item, FeedItem):
        picture, title = item.note.cover, item.note.title
    elif isinstance(item, GoodsBetween):
        picture, title = item.product.picture, _title(item.product, language)
    else:
        picture, title = item.show.cover, item.show.title
    return (picture.width, picture.height, title) if picture else (0, 0, title)
