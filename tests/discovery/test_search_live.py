"""Searching through the index over HTTP: what is published is found at once, filters, chips, help, clicks, versions."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from tests.discovery.conftest import Index
from tests.driving import Browser
from tests.factories import community, mall
from tests.factories import supply as brands
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.jobs import Work
from zhongcao.kit.money import cny
from zhongcao.mall import service as shop
from zhongcao.mall.schemas import ProductChange

Drain = Callable[..., Awaitable[None]]


async def lipstick(sessions: Sessions, title: str, *, brand: int | None = None, yuan: int = 100, stock: int = 3) -> str:
    async with begin(sessions) as tx:
        product = await mall.product(tx, title=title, title_en="", brand_id=brand, category="makeup.lip")
        await mall.sku(tx, product_id=int(product.id), price=cny(yuan * 100), stock=stock)
    return product.id


async def goods(browser: Browser, query: str, **params: Any) -> dict[str, Any]:
    found: dict[str, Any] = await browser.get("/v1/search", params={"q": query, "kind": "products", **params})
    return found


def ids(found: dict[str, Any], kind: str = "products") -> list[str]:
    return [one["id"] for one in found[kind]]


async def test_a_note_is_found_in_the_index_and_beside_it(
    browse: Callable[[], Browser], index: Index, drain: Drain
) -> None:
    author = await browse().sign_up()
    old = (await community.note(author, title="保湿面霜测评"))["id"]
    await drain("discovery")
    await index()
    found = await author.get("/v1/search", params={"q": "面霜"})
    assert (ids(found, "notes"), found["total"]) == ([old], 1)
    fresh = (await community.note(author, title="新买的面霜"))["id"]
    await drain("discovery")
    assert set(ids(await author.get("/v1/search", params={"q": "面霜"}), "notes")) == {old, fresh}
    await author.call("PATCH", f"/v1/notes/{old}", json={"title": "眼霜测评", "body": "改了"})
    await author.delete(f"/v1/notes/{fresh}")
    await drain("discovery")
    assert (await author.get("/v1/search", params={"q": "面霜"}))["total"] == 0
    assert ids(await author.get("/v1/search", params={"q": "眼霜"}), "notes") == [old]


async def test_a_query_is_understood_and_each_part_can_be_taken_off(
    index: Index, visitor: Browser, sessions: Sessions
) -> None:
    async with begin(sessions) as tx:
        brand = await brands.brand(tx, name_zh="雅诗兰黛", name_en="Estée Lauder", now=clock.now())
    cheap = await lipstick(sessions, "花漾口红", brand=int(brand.id), yuan=150)
    dear = await lipstick(sessions, "倾慕口红", brand=int(brand.id), yuan=350)
    other = await lipstick(sessions, "别家的唇膏", yuan=90)
    await index()
    found = await goods(visitor, "雅詩蘭黛 口红 200以内")
    assert (ids(found), found["exact"], found["help"]["relaxed"]) == ([cheap, other], 1, ["brand"])
    chips = {(chip["kind"], chip["value"], chip["narrows"]) for chip in found["understood"]}
    assert chips == {("brand", brand.id, True), ("category", "203", False), ("price", "0-20000", True)}
    assert set(ids(await goods(visitor, "estee lauder 口红 200以内", without=["price"]))[:2]) == {cheap, dear}
    assert set(ids(await goods(visitor, "estee lauder 口红 200以内", without=["brand"]))) == {cheap, other}
    assert (await goods(visitor, "yashilandai kouhong"))["help"]["corrected"] == "雅诗兰黛口红"


async def test_goods_are_narrowed_and_counted(index: Index, visitor: Browser, sessions: Sessions) -> None:
    there = await lipstick(sessions, "丝绒口红", yuan=80)
    gone = await lipstick(sessions, "雾面口红", yuan=120, stock=0)
    await index()
    found = await goods(visitor, "口红")
    assert ids(found) == [there, gone], "what is sold out sinks"
    facets = found["facets"]
    assert [one["count"] for one in facets["brands"]] == [1, 1]
    assert [(one["value"], one["count"]) for one in facets["prices"]] == [("5000-10000", 1), ("10000-20000", 1)]
    assert [(one["zh"], one["count"]) for one in facets["categories"]] == [("唇妆", 2)]
    assert facets["in_stock"] == 1
    assert ids(await goods(visitor, "口红", in_stock=True)) == [there]
    assert ids(await goods(visitor, "口红", price_from=10_000)) == [gone]
    assert ids(await goods(visitor, "口红", brand=facets["brands"][0]["value"])) in ([there], [gone])
    assert ids(await goods(visitor, "口红", category=2)) == [there, gone]
    assert ids(await goods(visitor, "口红", category=1)) == []
    assert ids(await goods(visitor, "口红", sort="dear")) == [gone, there]
    assert ids(await goods(visitor, "口红", warehouse="bonded")) == [there]


async def test_goods_that_change_are_found_as_they_are(
    index: Index, visitor: Browser, sessions: Sessions, drain: Drain
) -> None:
    product = await lipstick(sessions, "丝绒口红")
    await index()
    async with begin(sessions) as tx:
        await shop.change_product(tx, product_id=int(product), data=ProductChange(title="丝绒眼影盘"), now=clock.now())
    await drain("nothing-but-facts")
    assert ids(await goods(visitor, "眼影盘")) == [product]
    later = await lipstick(sessions, "新到的眼影盘")
    await drain("nothing-but-facts")
    assert set(ids(await goods(visitor, "眼影盘"))) == {product, later}


async def test_an_empty_page_has_a_way_on(index: Index, visitor: Browser, sessions: Sessions) -> None:
    await lipstick(sessions, "丝绒口红", yuan=300)
    await index()
    nothing = await goods(visitor, "登山杖")
    assert (nothing["products"], nothing["help"]["relaxed"]) == ([], [])
    relaxed = await goods(visitor, "口红 100以内")
    assert (len(relaxed["products"]), relaxed["exact"], relaxed["help"]["relaxed"]) == (1, 0, ["price"])
    relaxed = await goods(visitor, "口红 登山杖")
    assert (len(relaxed["products"]), relaxed["exact"], relaxed["help"]["relaxed"]) == (1, 0, ["words"])
    assert "口红" in relaxed["help"]["nearby"]
    assert (await goods(visitor, "口红"))["help"] is None


async def test_what_is_opened_after_a_query_rises(
    browse: Callable[[], Browser], index: Index, sessions: Sessions, drain: Drain
) -> None:
    reader = await browse().sign_up()
    first, second = await lipstick(sessions, "丝绒口红"), await lipstick(sessions, "丝绒口红")
    await index()
    order = ids(await goods(reader, "丝绒口红"))
    assert set(order) == {first, second}
    events = [
        {
            "id": str(uuid4()),
            "kind": "click",
            "at": clock.now().isoformat(),
            "session": f"visit {n}",
            "product": order[1],
            "feed": "search",
            "position": 1,
            "query": "丝绒口红",
        }
        for n in range(5)
    ]
    for event in events:  # five visitors, since one person counts once
        await browse().post("/v1/events", {"events": [event]}, expect=202)
    await drain("insight")
    assert ids(await goods(reader, "丝绒口红")) == order[::-1]
    assert ids(await goods(reader, "口红")) == order, "another query is not touched"


async def test_taste_moves_results_unless_it_is_switched_off(
    browse: Callable[[], Browser], index: Index, sessions: Sessions, drain: Drain
) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    liked = (await community.note(author, title="手冲壶入门"))["id"]
    await drain("discovery")
    other = (await community.note(await browse().sign_up(), title="手冲壶入门"))["id"]
    await drain("discovery")
    await index()
    plain = ids(await reader.get("/v1/search", params={"q": "手冲壶入门"}), "notes")
    favourite = plain[1]
    fan_of = author if favourite == liked else None
    await reader.put(f"/v1/notes/{favourite}/like")
    await drain("discovery")
    assert set(plain) == {liked, other}
    assert fan_of is None or favourite == liked
    wanted = {"q": "手冲壶入门"}
    assert ids(await reader.get("/v1/search", params=wanted), "notes")[0] == favourite
    assert ids(await reader.get("/v1/search", params={**wanted, "personal": False}), "notes") == plain
    await reader.call("PATCH", "/v1/me", json={"personalised": False})
    assert ids(await reader.get("/v1/search", params=wanted), "notes") == plain


async def test_recent_words_are_seen_and_deleted(browse: Callable[[], Browser], work: Work) -> None:
    member = await browse().sign_up()
    for query in ("面霜", "口红", "面霜", "香水"):
        await member.get("/v1/search", params={"q": query})
    assert await member.get("/v1/search/recent") == ["香水", "面霜", "口红"]
    await member.delete("/v1/search/recent", params={"q": "面霜"}, expect=204)
    assert await member.get("/v1/search/recent") == ["香水", "口红"]
    await member.delete("/v1/search/recent", expect=204)
    assert await member.get("/v1/search/recent") == []


async def test_typing_by_sound_is_met_with_words_and_goods(index: Index, visitor: Browser, sessions: Sessions) -> None:
    product = await lipstick(sessions, "丝绒口红")
    await index()
    found = await visitor.get("/v1/search/suggestions", params={"q": "kouh"})
    assert "口红" in found["words"]
    assert ids(found) == [product]
