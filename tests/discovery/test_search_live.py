"""Searching through the index over HTTP: what is published is found at once, filters, chips, help, clicks, versions."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.discovery.test_ranker import Flaky
from tests.discovery.test_search_joining import told
from tests.driving import Browser
from tests.factories import community, mall
from tests.factories import supply as brands
from zhongcao.discovery import jobs, rules, service
from zhongcao.discovery.search import engine
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin, begin_read
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
    browse: Callable[[], Browser], work: Work, drain: Drain
) -> None:
    author = await browse().sign_up()
    old = (await community.note(author, title="保湿面霜测评"))["id"]
    await drain("discovery")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
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


async def test_without_an_index_or_with_a_broken_one_the_database_searches(
    browse: Callable[[], Browser], work: Work, sessions: Sessions, app: Litestar, drain: Drain
) -> None:
    author = await browse().sign_up()
    note = (await community.note(author, title="露营灯测评"))["id"]
    await drain("discovery")
    before = await author.get("/v1/search", params={"q": "露营灯"})
    assert (ids(before, "notes"), before["total"], before["facets"]) == ([note], None, None)
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    for path in app.state["shelf"].folder.glob("*.idx"):
        path.write_bytes(b"torn")
    broken = await author.get("/v1/search", params={"q": "露营灯"})
    assert (ids(broken, "notes"), broken["total"]) == ([note], None)


async def test_an_object_store_that_was_away_is_asked_again(
    browse: Callable[[], Browser], work: Work, app: Litestar, drain: Drain
) -> None:
    author = await browse().sign_up()
    note = (await community.note(author, title="露营灯测评"))["id"]
    await drain("discovery")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    shelf, store = app.state["shelf"], Flaky(work.objects)
    shelf.objects = store
    for path in shelf.folder.glob("*.idx"):
        path.unlink()
    await author.get("/v1/search", params={"q": "露营灯"})
    await shelf.wait()
    away = await author.get("/v1/search", params={"q": "露营灯"})
    assert (ids(away, "notes"), away["total"]) == ([note], None)
    store.away = False
    await author.get("/v1/search", params={"q": "露营灯"})
    await shelf.wait()
    assert shelf.held is None, "not before the pause is over"
    shelf._not_before = -1e9
    await author.get("/v1/search", params={"q": "露营灯"})
    await shelf.wait()
    found = await author.get("/v1/search", params={"q": "露营灯"})
    assert (ids(found, "notes"), found["total"]) == ([note], 1)


async def test_a_machine_without_the_file_gets_it_from_the_object_store(
    browse: Callable[[], Browser], work: Work, app: Litestar, drain: Drain
) -> None:
    author = await browse().sign_up()
    note = (await community.note(author, title="手冲壶"))["id"]
    await drain("discovery")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    for path in app.state["shelf"].folder.glob("*.idx"):
        path.unlink()
    await author.get("/v1/search", params={"q": "手冲壶"})
    await app.state["shelf"].wait()
    found = await author.get("/v1/search", params={"q": "手冲壶"})
    assert (ids(found, "notes"), found["total"]) == ([note], 1)


async def test_a_version_is_taken_back_for_the_one_before(
    browse: Callable[[], Browser], work: Work, sessions: Sessions, drain: Drain
) -> None:
    author = await browse().sign_up()
    await community.note(author, title="手冲壶")
    await drain("discovery")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    async with begin(sessions) as tx:
        newest, first = await service.list_versions(tx)
        assert await service.withdraw_index(tx, now=clock.now()) == first
        assert newest.id > first.id
    assert (await author.get("/v1/search", params={"q": "手冲壶"}))["total"] == 1
    async with begin(sessions) as tx:
        assert await service.withdraw_index(tx, now=clock.now()) is None
    assert (await author.get("/v1/search", params={"q": "手冲壶"}))["total"] is None


async def test_a_query_is_understood_and_each_part_can_be_taken_off(
    visitor: Browser, sessions: Sessions, work: Work
) -> None:
    async with begin(sessions) as tx:
        brand = await brands.brand(tx, name_zh="雅诗兰黛", name_en="Estée Lauder", now=clock.now())
    cheap = await lipstick(sessions, "花漾口红", brand=int(brand.id), yuan=150)
    dear = await lipstick(sessions, "倾慕口红", brand=int(brand.id), yuan=350)
    other = await lipstick(sessions, "别家的唇膏", yuan=90)
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    found = await goods(visitor, "雅詩蘭黛 口红 200以内")
    assert (ids(found), found["exact"], found["help"]["relaxed"]) == ([cheap, other], 1, ["brand"])
    chips = {(chip["kind"], chip["value"], chip["narrows"]) for chip in found["understood"]}
    assert chips == {("brand", brand.id, True), ("category", "203", False), ("price", "0-20000", True)}
    assert set(ids(await goods(visitor, "estee lauder 口红 200以内", without=["price"]))[:2]) == {cheap, dear}
    assert set(ids(await goods(visitor, "estee lauder 口红 200以内", without=["brand"]))) == {cheap, other}
    assert (await goods(visitor, "yashilandai kouhong"))["help"]["corrected"] == "雅诗兰黛口红"


async def test_goods_are_narrowed_and_counted(visitor: Browser, sessions: Sessions, work: Work) -> None:
    there = await lipstick(sessions, "丝绒口红", yuan=80)
    gone = await lipstick(sessions, "雾面口红", yuan=120, stock=0)
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
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
    visitor: Browser, sessions: Sessions, work: Work, drain: Drain
) -> None:
    product = await lipstick(sessions, "丝绒口红")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    async with begin(sessions) as tx:
        await shop.change_product(tx, product_id=int(product), data=ProductChange(title="丝绒眼影盘"), now=clock.now())
    await drain("nothing-but-facts")
    assert ids(await goods(visitor, "眼影盘")) == [product]
    later = await lipstick(sessions, "新到的眼影盘")
    await drain("nothing-but-facts")
    assert set(ids(await goods(visitor, "眼影盘"))) == {product, later}


async def test_an_empty_page_has_a_way_on(visitor: Browser, sessions: Sessions, work: Work) -> None:
    await lipstick(sessions, "丝绒口红", yuan=300)
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    nothing = await goods(visitor, "登山杖")
    assert (nothing["products"], nothing["help"]["relaxed"]) == ([], [])
    relaxed = await goods(visitor, "口红 100以内")
    assert (len(relaxed["products"]), relaxed["exact"], relaxed["help"]["relaxed"]) == (1, 0, ["price"])
    relaxed = await goods(visitor, "口红 登山杖")
    assert (len(relaxed["products"]), relaxed["exact"], relaxed["help"]["relaxed"]) == (1, 0, ["words"])
    assert "口红" in relaxed["help"]["nearby"]
    assert (await goods(visitor, "口红"))["help"] is None


async def test_what_is_opened_after_a_query_rises(
    browse: Callable[[], Browser], sessions: Sessions, work: Work, drain: Drain
) -> None:
    reader = await browse().sign_up()
    first, second = await lipstick(sessions, "丝绒口红"), await lipstick(sessions, "丝绒口红")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
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
    browse: Callable[[], Browser], sessions: Sessions, work: Work, drain: Drain
) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    liked = (await community.note(author, title="手冲壶入门"))["id"]
    await drain("discovery")
    other = (await community.note(await browse().sign_up(), title="手冲壶入门"))["id"]
    await drain("discovery")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
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


async def test_typing_by_sound_is_met_with_words_and_goods(visitor: Browser, sessions: Sessions, work: Work) -> None:
    product = await lipstick(sessions, "丝绒口红")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    found = await visitor.get("/v1/search/suggestions", params={"q": "kouh"})
    assert "口红" in found["words"]
    assert ids(found) == [product]


async def test_the_next_version_reads_only_what_changed(
    browse: Callable[[], Browser], work: Work, sessions: Sessions, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = await browse().sign_up()
    notes = [(await community.note(author, title=f"面霜测评第{number}篇"))["id"] for number in range(5)]
    product = await lipstick(sessions, "丝绒口红")
    await drain("discovery")
    first = await jobs.make_search_index(work.sessions, work.objects, work.settings)
    assert (first.notes, first.products, first.read) == (5, 1, 6)
    await pass_margin(sessions)
    await author.call("PATCH", f"/v1/notes/{notes[1]}", json={"title": "眼霜测评", "body": "改了"})
    await author.delete(f"/v1/notes/{notes[3]}")
    fresh = (await community.note(author, title="新买的面霜"))["id"]
    await drain("discovery")
    folder = work.settings.data_dir / "search"
    for path in folder.glob("*.idx"):  # the object store has it too
        path.unlink()
    monkeypatch.setattr(rules, "SEARCH_RENEWED_SHARE", 0.5)
    second = await jobs.make_search_index(work.sessions, work.objects, work.settings)
    assert (second.notes, second.products, second.read) == (5, 1, 2)
    await author.get("/v1/search", params={"q": "面霜"})
    found = await author.get("/v1/search", params={"q": "面霜"})
    assert (set(ids(found, "notes")), found["total"]) == ({notes[0], notes[2], notes[4], fresh}, 4)
    assert ids(await author.get("/v1/search", params={"q": "眼霜"}), "notes") == [notes[1]]
    assert ids(await goods(author, "口红")) == [product]
    third = await jobs.make_search_index(work.sessions, work.objects, work.settings, whole=True)
    assert (third.notes, third.products, third.read) == (5, 1, 6)
    renewed, whole = sorted(folder.glob("*.idx"))[-2:]
    for kind in engine.KINDS:
        one, other = (told(engine.arrays_of(path, kind)) for path in (renewed, whole))
        assert one == other
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".idx") == [], "nothing else is left lying"


async def test_a_version_that_was_made_otherwise_is_not_built_upon(
    browse: Callable[[], Browser], work: Work, sessions: Sessions, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = await browse().sign_up()
    await community.note(author, title="面霜测评")
    await drain("discovery")
    await jobs.make_search_index(work.sessions, work.objects, work.settings)
    await pass_margin(sessions)

    async def again() -> int:
        return (await jobs.make_search_index(work.sessions, work.objects, work.settings)).read

    assert await again() == 0
    monkeypatch.setattr("zhongcao.discovery.search.writing.MANNER", 0)
    assert await again() == 1, "texts are taken apart in another way"
    assert await again() == 0
    async with begin(sessions) as tx:
        await brands.brand(tx, name_zh="雅诗兰黛", name_en="Estée Lauder", now=clock.now())
    assert await again() == 1, "things are called otherwise"
    monkeypatch.setattr(rules, "SEARCH_WHOLE", timedelta(0))
    assert await again() == 1, "it is too old"


async def test_notes_cool_from_version_to_version(
    browse: Callable[[], Browser], work: Work, sessions: Sessions, drain: Drain, tmp_path: Path
) -> None:
    author = await browse().sign_up()
    note = (await community.note(author, title="面霜测评"))["id"]
    await drain("discovery")
    await pass_margin(sessions)
    now = clock.now()
    later = now + timedelta(hours=23)
    async with begin_read(sessions) as read:
        await service.make_index(read, path=tmp_path / "1", now=now)
        before = service.Before(tmp_path / "1", now.timestamp())
        made = await service.make_index(read, path=tmp_path / "2", now=later, before=before)
        await service.make_index(read, path=tmp_path / "3", now=later)
    warm, renewed, whole = (engine.arrays_of(tmp_path / name, "notes") for name in "123")
    assert (made.read, renewed["keys"].tolist()) == (0, [int(note)])
    assert 0 < renewed["quality"][0] == whole["quality"][0] < warm["quality"][0]


async def pass_margin(sessions: Sessions) -> None:
    """As if all changes so far lay some minutes back, so that the next version need not look at them again."""
    async with begin(sessions) as tx:
        await tx.execute(text("UPDATE discovery.search_change SET changed_at = changed_at - interval '5 minutes'"))


async def test_an_index_is_made_when_it_is_due(
    browse: Callable[[], Browser], sessions: Sessions, work: Work, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    await jobs.make_the_search_index(work)
    async with begin(sessions) as tx:
        assert await service.list_versions(tx) == []
        await service.note_changes(tx, kind="notes", ids=[1], now=clock.now() - timedelta(minutes=1))
    await jobs.make_the_search_index(work)
    async with begin(sessions) as tx:
        assert len(await service.list_versions(tx)) == 1
