"""Pages that people share: readable without script, told to other sites, and nothing that a visitor may not see."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.driving import Browser
from tests.factories import mall as make_mall
from tests.factories.community import note, picture_note
from tests.mall.test_traces import lot_code
from zhongcao.app.webapp.linked_data import script_text
from zhongcao.app.webapp.share_words import WORDS, country, decimal_of, sum_of
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.money import Currency, Money, cny

Browse = Callable[[], Browser]
NASTY = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>[[nonce]]<!--boot-->"


class Page(HTMLParser):
    """What a browser without script finds in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.metas: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.scripts: list[tuple[str | None, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.titles: list[str] = []
        self.said = ""
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag == "meta" and (name := given.get("name") or given.get("property")):
            self.metas[name] = given.get("content") or ""
        if tag == "link" and given.get("rel"):
            self.links[str(given["rel"])] = given.get("href") or ""
        if tag == "script":
            self.scripts.append((given.get("type"), ""))
        if tag in ("script", "style", "title"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        inside = self._inside[-1] if self._inside else ""
        if inside == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif inside == "title":
            self.titles.append(data)
        elif not inside:
            self.said += data

    @property
    def data(self) -> dict[str, Any]:
        """The linked data of the page."""
        (text,) = [text for kind, text in self.scripts if kind == "application/ld+json"]
        told: dict[str, Any] = json.loads(text)
        return told


async def read(app: Litestar, path: str, *, status: int = 200, **headers: str) -> Page:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"].startswith("text/html")
    return Page(answer.text)


async def test_a_note_is_read_without_script_and_tells_other_sites_what_it_is(app: Litestar, browse: Browse) -> None:
    author = await browse().sign_up("小满")
    made = await note(author, title="三瓶空了的护手霜", body="冬天就靠它。\n\n不油。", topics=["干皮"])
    page = await read(app, f"/note/{made['id']}")
    address = f"http://test/note/{made['id']}"
    assert page.titles == ["三瓶空了的护手霜 · 种草 Zhongcao"]
    assert (page.links["canonical"], page.metas["og:url"], page.metas["og:type"]) == (address, address, "article")
    assert page.metas["description"] == page.metas["og:description"] == "冬天就靠它。 不油。"
    assert page.metas["article:tag"] == "干皮"
    assert "robots" not in page.metas
    assert page.data["@type"] == "SocialMediaPosting"
    assert (page.data["headline"], page.data["author"]["name"]) == ("三瓶空了的护手霜", "小满")
    for said in ("三瓶空了的护手霜", "小满", "冬天就靠它。", "不油。", "#干皮"):
        assert said in page.said
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert ("main", "main") in [(tag, given.get("id")) for tag, given in page.tags]


async def test_english_readers_get_english_words(app: Litestar, browse: Browse) -> None:
    made = await note(await browse().sign_up("Mia"), title="Empties", body="Three of them.")
    page = await read(app, f"/note/{made['id']}", accept_language="en-GB")
    assert page.titles == ["Empties · Zhongcao"]
    assert page.metas["og:locale"] == "en_GB"
    assert WORDS["en"]["home"] in page.said


async def test_nothing_that_people_write_becomes_markup(app: Litestar, browse: Browse) -> None:
    author = await browse().sign_up("小<b>满")
    made = await note(author, title=NASTY[:60], body=NASTY, topics=["<i>x"])
    page = await read(app, f"/note/{made['id']}")
    kinds = [kind for kind, _ in page.scripts]
    assert kinds.count("application/ld+json") == 1
    assert "alert(1)" not in "".join(text for kind, text in page.scripts if kind != "application/ld+json")
    assert NASTY in page.said
    assert page.data["articleBody"] == NASTY
    assert not [given for tag, given in page.tags if tag == "img" and given.get("src") == "x"]
    assert not [tag for tag, _ in page.tags if tag in ("b", "i")]
    assert not [given for _, given in page.tags if any(name.startswith("on") for name in given)]


async def test_a_picture_of_a_note_is_its_preview(app: Litestar, browse: Browse) -> None:
    author = await browse().sign_up("小满")
    made = await picture_note(author, title="护手霜")
    page = await read(app, f"/note/{made['id']}")
    full = made["pictures"][0]["picture"]["full_url"]
    assert page.metas["og:image"] == f"http://test{full}"
    assert page.metas["twitter:card"] == "summary_large_image"
    assert page.data["image"] == [f"http://test{full}"]
    assert full in [given.get("src") for tag, given in page.tags if tag == "img"]


async def test_a_note_that_visitors_may_not_see_does_not_exist(app: Litestar, browse: Browse) -> None:
    author = await browse().sign_up("小满")
    made = await note(author, title="先不发", body="草稿里的话", draft=True)
    page = await read(app, f"/note/{made['id']}", status=404)
    assert page.titles == [WORDS["zh"]["lost"]]
    assert page.metas["robots"] == "noindex"
    assert "草稿里的话" not in page.said
    assert "og:title" not in page.metas
    own = await read(app, f"/note/{made['id']}", cookie=f"sid={author.token}")
    assert "草稿里的话" not in own.said, "the author's app asks for it; the page itself is the same for everybody"


@pytest.mark.parametrize(
    "path", ["/note/1", "/note/9999999999999999999", "/p/1", "/u/1", "/topic/没有", "/verify/NOPE"]
)
async def test_what_is_not_there_is_lost(app: Litestar, path: str) -> None:
    page = await read(app, path, status=404)
    assert WORDS["zh"]["lost"] in page.said
    assert page.metas["robots"] == "noindex"


async def test_a_product_tells_its_price_with_the_currency(app: Litestar, sessions: Sessions) -> None:
    async with begin(sessions) as tx:
        product = await make_mall.product(tx, title="橄榄<卸妆油>", description="温和。")
        await make_mall.sku(tx, product_id=int(product.id), price=cny(129_50), stock=3)
    page = await read(app, f"/p/{product.id}")
    assert (page.metas["product:price:amount"], page.metas["product:price:currency"]) == ("129.50", "CNY")
    assert page.data["@type"] == "Product"
    (offer,) = page.data["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("129.50", "CNY")
    assert offer["availability"] == "https://schema.org/InStock"
    for said in ("橄榄<卸妆油>", "¥129.50", "CNY", "温和。", "200 ml"):
        assert said in page.said
    assert page.titles == ["橄榄<卸妆油> · ¥129.50 · 种草 Zhongcao"]


@pytest.mark.parametrize(("language", "says"), [("zh-CN", "¥129.50 起"), ("en", "from ¥129.50")])
async def test_a_product_of_several_prices_says_where_they_begin(
    app: Litestar, sessions: Sessions, language: str, says: str
) -> None:
    async with begin(sessions) as tx:
        product = await make_mall.product(tx, title="橄榄卸妆油")
        for price in (cny(129_50), cny(199_00)):
            await make_mall.sku(tx, product_id=int(product.id), price=price, stock=3)
    page = await read(app, f"/p/{product.id}", accept_language=language)
    assert f" · {says} · " in page.titles[0]
    assert f"{says} CNY" in " ".join(page.said.split())


async def test_a_member_and_a_topic_show_their_notes(app: Litestar, browse: Browse) -> None:
    author = await browse().sign_up("小满")
    made = await note(author, title="护手霜", body="好用 #干皮救星")
    await note(author, title="还没写完", body="嘘", draft=True)
    member = await read(app, f"/u/{author.member_id}")
    assert member.data["@type"] == "ProfilePage"
    assert member.data["mainEntity"]["name"] == "小满"
    topic = await read(app, "/topic/%E5%B9%B2%E7%9A%AE%E6%95%91%E6%98%9F")
    assert topic.links["canonical"] == "http://test/topic/%E5%B9%B2%E7%9A%AE%E6%95%91%E6%98%9F"
    for page in (member, topic):
        assert f"/note/{made['id']}" in [given.get("href") for tag, given in page.tags if tag == "a"]
        assert "还没写完" not in page.said


async def test_a_trace_code_tells_the_way_of_goods_and_is_not_indexed(app: Litestar, sessions: Sessions) -> None:
    code, product_id = await lot_code(sessions)
    page = await read(app, f"/verify/{code.lower()}")
    assert page.metas["robots"] == "noindex"
    assert page.links["canonical"] == f"http://test/verify/{code}"
    for said in ("橄榄卸妆油", "蝶翠诗", "日本", "郑州保税一号仓", WORDS["zh"]["authorised"], "1210"):
        assert said in page.said
    assert f"/p/{product_id}" in [given.get("href") for tag, given in page.tags if tag == "a"]


async def test_discover_says_what_the_site_is_and_own_pages_are_not_indexed(app: Litestar) -> None:
    home = await read(app, "/")
    assert (home.titles, home.data["@type"]) == (["种草 Zhongcao"], "WebSite")
    assert home.links["canonical"] == "http://test/"
    assert (await read(app, "/cart")).metas["robots"] == "noindex"
    assert "robots" not in (await read(app, "/mall")).metas


def test_linked_data_cannot_end_its_element() -> None:
    text = script_text({"name": NASTY})
    assert "<" not in text
    assert json.loads(text)["name"] == NASTY


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    fields = re.compile(r"\{\w+\}")
    for name, said in WORDS["zh"].items():
        assert sorted(fields.findall(said)) == sorted(fields.findall(WORDS["en"][name])), name


def test_sums_and_countries_are_written_as_people_do() -> None:
    assert sum_of(cny(129_00)) == "¥129"
    assert sum_of(cny(1_299_05)) == "¥1,299.05"
    assert sum_of(Money(2800, Currency.JPY)) == "¥2,800"
    assert decimal_of(cny(5)) == "0.05"
    assert (country("JP", "zh"), country("JP", "en"), country("XX", "en")) == ("日本", "Japan", "XX")
