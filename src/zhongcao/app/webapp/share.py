"""Pages that people share: readable without any script, with all that other sites and search engines ask for.

For the addresses of notes, products, members, topics and trace codes the server writes head and body as a visitor
may see them; the app takes over when it has started. What a visitor may not see does not exist here.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from zhongcao.app.webapp import linked_data
from zhongcao.app.webapp.share_words import WORDS, country, day, decimal_of, sum_of
from zhongcao.community import service as community
from zhongcao.community.rules import NoteState
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.languages import Language
from zhongcao.kit.problems import NotFound
from zhongcao.mall import service as mall
from zhongcao.media.schemas import Picture

VISITOR = Actor()
OPEN = ("/mall",)
NOTES_SHOWN = 12
DESCRIPTION_LETTERS_MAX = 140
TITLE_LETTERS_MAX = 60
ID_MAX = 2**63 - 1
_FOLDER = Path(__file__).parent / "templates"
STYLE = (_FOLDER / "share.css").read_text(encoding="utf-8")
_pages = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """What the server writes into a page: head and body; `found` is no where a visitor finds nothing."""

    head: str
    body: str
    found: bool = True


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What the head of a page says: in search results, and where its address is pasted."""

    title: str
    description: str
    address: str
    kind: str = "website"
    picture: Picture | None = None
    data: dict[str, Any] | None = None
    facts: Sequence[tuple[str, str]] = ()
    indexed: bool = True


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    named: str
    language: Language
    origin: str
    now: datetime


Writer = Callable[[Tx | ReadTx, _Asked], Awaitable[Shared]]


async def head_and_body(tx: Tx | ReadTx, path: str, *, language: Language, origin: str, now: datetime) -> Shared | None:
    """Head and body of a page that can be shared; None for all other addresses."""
    for shape, write in WRITERS:
        if found := shape.fullmatch(path):
            try:
                return await write(tx, _Asked(named=found[1], language=language, origin=origin, now=now))
            except NotFound:
                return lost(language=language)
    return None


def lost(*, language: Language) -> Shared:
    """There is nothing at this address, or nothing for a visitor."""
    words = WORDS[language]
    head = _pages.get_template("share_head.html.j2").render(
        card=Card(title=words["lost"], description=words["lost_hint"], address="", indexed=False),
        origin="",
        site=words["site"],
        language=language,
        data=None,
    )
    return Shared(head=head, body=_body("lost", language), found=False)


def plain(path: str) -> Shared:
    """A page that the app fills; search engines leave those out that are only for whoever opened them."""
    return Shared(head="" if path in OPEN else '<meta name="robots" content="noindex">', body="")


def head_of_site(*, language: Language, origin: str) -> str:
    """The head of Discover."""
    words = WORDS[language]
    data = linked_data.of_site(origin=origin, name=words["site"])
    card = Card(title=words["site"], description=words["slogan"], address=f"{origin}/", data=data)
    return _head(card, language=language, origin=origin)


async def _note(tx: Tx | ReadTx, asked: _Asked) -> Shared:
    words = WORDS[asked.language]
    note = await community.get_note(tx, note_id=_number(asked.named), by=VISITOR)
    tagged = [int(tag.product_id) for one in note.pictures for tag in one.tags if tag.product_id]
    if note.verified_purchase:
        tagged.append(int(note.verified_purchase.product_id))
    known = await mall.cards(tx, list(dict.fromkeys(tagged)))
    goods = [known[one] for one in dict.fromkeys(tagged) if one in known]
    title = note.title or _cut(note.body, TITLE_LETTERS_MAX) or words["untitled"]
    by = words["note_by"].format(name=note.author.nickname)
    facts = [("article:author", note.author.nickname)] + [("article:tag", name) for name in note.topics]
    if note.published_at:
        facts.append(("article:published_time", note.published_at.isoformat()))
    card = Card(
        title=f"{_cut(title, TITLE_LETTERS_MAX)} · {words['site']}",
        description=_cut(note.body, DESCRIPTION_LETTERS_MAX) or by,
        address=f"{asked.origin}/note/{note.id}",
        kind="article",
        picture=note.pictures[0].picture if note.pictures else None,
        data=linked_data.of_note(note, goods, origin=asked.origin),
        facts=facts,
    )
    paragraphs = [part for part in (line.strip() for line in note.body.splitlines()) if part]
    body = _body("note", asked.language, note=note, title=title, goods=goods, paragraphs=paragraphs)
    return Shared(head=_head(card, language=asked.language, origin=asked.origin), body=body)


async def _product(tx: Tx | ReadTx, asked: _Asked) -> Shared:
    words = WORDS[asked.language]
    product = await mall.get_product(tx, product_id=_number(asked.named), now=asked.now)
    number = int(product.id)
    rating = (await community.rate_products(tx, [number])).get(number)
    notes = await community.list_notes_of_product(
        tx, product_id=number, viewer=0, verified_only=False, after=None, limit=NOTES_SHOWN
    )
    title = (product.title_en if asked.language == "en" else "") or product.title
    about = _cut(product.description, DESCRIPTION_LETTERS_MAX)
    priced = sum_of(product.price)
    if product.prices_from:
        priced = words["prices_from"].format(price=priced)
    card = Card(
        title=f"{_cut(title, TITLE_LETTERS_MAX)} · {priced} · {words['site']}",
        description=about or f"{_brand(product.brand, asked.language)} · {title} · {priced}",
        address=f"{asked.origin}/p/{product.id}",
        kind="product",
        picture=product.pictures[0] if product.pictures else None,
        data=linked_data.of_product(product, rating, origin=asked.origin, title=title),
        facts=[
            ("product:price:amount", decimal_of(product.price)),
            ("product:price:currency", product.price.currency.value),
            ("product:brand", product.brand.name_en or product.brand.name_zh),
            ("product:availability", "out of stock" if product.sold_out else "in stock"),
        ],
    )
    body = _body(
        "product", asked.language, product=product, title=title, priced=priced, rating=rating, notes=notes.items
    )
    return Shared(head=_head(card, language=asked.language, origin=asked.origin), body=body)


async def _member(tx: Tx | ReadTx, asked: _Asked) -> Shared:
    words = WORDS[asked.language]
    page = await community.get_member_page(tx, member_id=_number(asked.named), by=VISITOR)
    notes = await community.list_notes_of_member(
        tx, author_id=int(page.member.id), viewer=0, state=NoteState.PUBLISHED, after=None, limit=NOTES_SHOWN
    )
    name = page.member.nickname
    says = words["member_says"].format(name=name, n=page.notes, likes=page.likes)
    covers = [note.cover for note in notes.items if note.cover]
    card = Card(
        title=f"{words['member'].format(name=name)} · {words['site']}",
        description=says,
        address=f"{asked.origin}/u/{page.member.id}",
        kind="profile",
        picture=covers[0] if covers else None,
        data=linked_data.of_member(page, notes.items, origin=asked.origin),
        facts=[("profile:username", name)],
    )
    body = _body("member", asked.language, page=page, notes=notes.items)
    return Shared(head=_head(card, language=asked.language, origin=asked.origin), body=body)


async def _topic(tx: Tx | ReadTx, asked: _Asked) -> Shared:
    words = WORDS[asked.language]
    topic = await community.find_topic(tx, name=asked.named, viewer=0)
    if topic is None:
        raise NotFound()
    notes = await community.list_notes_of_topic(tx, name=topic.name, viewer=0, after=None, limit=NOTES_SHOWN)
    says = words["topic_says"].format(n=topic.notes, name=topic.name)
    covers = [note.cover for note in notes.items if note.cover]
    address = f"{asked.origin}/topic/{quote(topic.name, safe='')}"
    card = Card(
        title=f"#{topic.name} · {words['site']}",
        description=says,
        address=address,
        picture=covers[0] if covers else None,
        data=linked_data.of_topic(topic, notes.items, origin=asked.origin, address=address),
    )
    body = _body("topic", asked.language, topic=topic, says=says, notes=notes.items)
    return Shared(head=_head(card, language=asked.language, origin=asked.origin), body=body)


async def _trace(tx: Tx | ReadTx, asked: _Asked) -> Shared:
    words = WORDS[asked.language]
    trace = await mall.get_trace(tx, code=asked.named)
    title = (trace.title_en if asked.language == "en" else "") or trace.title
    card = Card(
        title=f"{words['trace']} · {_cut(title, TITLE_LETTERS_MAX)} · {words['site']}",
        description=words["trace_says"],
        address=f"{asked.origin}/verify/{trace.code}",
        picture=trace.picture,
        data=linked_data.of_trace(trace, origin=asked.origin),
        indexed=False,
    )
    code = "-".join(trace.code[place : place + 4] for place in range(0, len(trace.code), 4))
    body = _body("trace", asked.language, trace=trace, title=title, code=code)
    return Shared(head=_head(card, language=asked.language, origin=asked.origin), body=body)


WRITERS: tuple[tuple[re.Pattern[str], Writer], ...] = (
    (re.compile("/note/([0-9]{1,19})"), _note),
    (re.compile("/p/([0-9]{1,19})"), _product),
    (re.compile("/u/([0-9]{1,19})"), _member),
    (re.compile("/topic/([^/]{1,200})"), _topic),
    (re.compile("/verify/([^/]{1,60})"), _trace),
)


def _head(card: Card, *, language: Language, origin: str) -> str:
    data = linked_data.script_text(card.data) if card.data else None
    return _pages.get_template("share_head.html.j2").render(
        card=card, origin=origin, site=WORDS[language]["site"], language=language, data=data
    )


def _body(name: str, language: Language, **values: Any) -> str:
    return _pages.get_template(f"share_{name}.html.j2").render(
        words=WORDS[language],
        language=language,
        country=lambda code: country(code, language),
        day=lambda on: day(on, language),
        sum_of=sum_of,
        brand=lambda card: _brand(card, language),
        **values,
    )


def _brand(card: Any, language: Language) -> str:
    names = (card.name_en, card.name_zh) if language == "en" else (card.name_zh, card.name_en)
    return str(names[0] or names[1])


def _number(text: str) -> int:
    number = int(text)
    if number > ID_MAX:
        raise NotFound()
    return number


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
