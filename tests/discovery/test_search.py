"""Search in Chinese and Latin, and the memory of what was asked for."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community, mall
from zhongcao.discovery import service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

Drain = Callable[..., Awaitable[None]]
ASKED = text("SELECT query, results FROM discovery.search WHERE member_id = :member ORDER BY id")
FACTS = text("SELECT count(*) FROM kit.outbox WHERE topic = 'discovery.Searched' AND key = :key")


async def test_notes_are_found_by_chinese_words(
    browse: Callable[[], Browser], sessions: Sessions, drain: Drain
) -> None:
    author, reader = await browse().sign_up("保湿达人"), await browse().sign_up()
    cream = (await community.note(author, title="保湿面霜测评", body="SK-II 神仙水配面霜"))["id"]
    face = (await community.note(author, title="洗面奶", body="霜打的茄子"))["id"]
    await drain("discovery")
    found = await reader.get("/v1/search", params={"q": "面霜"})
    assert [note["id"] for note in found["notes"]] == [cream]
    assert found["products"] == found["members"] == []
    latin = await reader.get("/v1/search", params={"q": "sk 神仙水"})
    assert [note["id"] for note in latin["notes"]] == [cream]
    await author.delete(f"/v1/notes/{cream}")
    await drain("discovery")
    loose = await reader.get("/v1/search", params={"q": "洗面 测评"})
    assert [note["id"] for note in loose["notes"]] == [face]
    async with begin(sessions) as tx:
        asked = [tuple(row) for row in await tx.execute(ASKED, {"member": reader.member_id})]
        told = (await tx.execute(FACTS, {"key": f"member:{reader.member_id}"})).scalar_one()
    assert asked == [("面霜", 1), ("sk 神仙水", 1), ("洗面 测评", 1)]
    assert told == 3


async def test_pages_of_a_search_do_not_overlap(browse: Callable[[], Browser], drain: Drain) -> None:
    author = await browse().sign_up()
    wanted = {(await community.note(author, title=f"橘子汽水 {n}"))["id"] for n in range(7)}
    await drain("discovery")
    shown: list[str] = []
    cursor = None
    for _ in range(4):
        params = {"q": "橘子汽水", "limit": 3, **({"cursor": cursor} if cursor else {})}
        page = await author.get("/v1/search", params=params)
        shown += [note["id"] for note in page["notes"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(shown) == 7
    assert set(shown) == wanted


async def test_members_and_products_are_found(browse: Callable[[], Browser], sessions: Sessions, drain: Drain) -> None:
    await browse().sign_up("保湿达人小鹿")
    reader = await browse().sign_up()
    async with begin(sessions) as tx:
        sku = await mall.sku(tx)
    await drain("discovery")
    members = await reader.get("/v1/search", params={"q": "小鹿", "kind": "members"})
    assert [member["nickname"] for member in members["members"]] == ["保湿达人小鹿"]
    products = await reader.get("/v1/search", params={"q": "卸妆油", "kind": "products"})
    assert [product["id"] for product in products["products"]] == [sku.product_id]


async def test_a_query_without_words_is_refused(visitor: Browser) -> None:
    answer = await visitor.get("/v1/search", params={"q": "！？"}, expect=422)
    assert answer["code"] == "discovery.query-empty"


async def test_hot_words_count_members_who_found_something_and_betray_no_single_one(
    browse: Callable[[], Browser], drain: Drain
) -> None:
    author, reader, third = [await browse().sign_up() for _ in range(3)]
    await community.note(author, title="露营灯与天幕")
    await drain("discovery")
    for browser in (author, reader, reader, third):
        await browser.get("/v1/search", params={"q": "露营灯"})
    for browser in (author, reader):
        await browser.get("/v1/search", params={"q": "天幕"})
    for browser in (author, reader, third):
        await browser.get("/v1/search", params={"q": "不存在的东西"})
    hot = await reader.get("/v1/search/hot")
    assert {"query": "露营灯", "members": 3} in hot
    assert not {"天幕", "不存在的东西"} & {word["query"] for word in hot}
    assert (await third.get("/v1/search/suggestions", params={"q": "天"}))["words"] == []


async def test_topics_are_found_the_fullest_first(browse: Callable[[], Browser], drain: Drain) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    for body in ("#露营装备", "#露营装备", "#露营"):
        await community.note(author, body=body)
    await drain("discovery")
    found = await reader.get("/v1/search", params={"q": "露营", "kind": "topics", "limit": 1})
    rest = await reader.get(
        "/v1/search", params={"q": "露营", "kind": "topics", "limit": 1, "cursor": found["next_cursor"]}
    )
    topics = found["topics"] + rest["topics"]
    assert [(one["name"], one["notes"], one["participants"]) for one in topics] == [("露营", 1, 1), ("露营装备", 2, 1)]
    assert rest["next_cursor"] is None


async def test_a_search_for_everything_shows_notes_and_the_best_of_the_rest(
    browse: Callable[[], Browser], drain: Drain
) -> None:
    author = await browse().sign_up("露营阿宽")
    reader = await browse().sign_up()
    await reader.put(f"/v1/members/{author.member_id}/follow", expect=204)
    note = (await community.note(author, title="露营灯测评", body="#露营"))["id"]
    await drain("discovery")
    found = await reader.get("/v1/search", params={"q": "露营", "kind": "all"})
    assert [card["id"] for card in found["notes"]] == [note]
    assert [(one["nickname"], one["following"], one["fans"]) for one in found["members"]] == [("露营阿宽", True, 1)]
    assert [topic["name"] for topic in found["topics"]] == ["露营"]


async def test_notes_are_sorted_by_day_and_narrowed_to_the_last_days(
    browse: Callable[[], Browser], sessions: Sessions
) -> None:
    reader = await browse().sign_up()
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=1)
        notes = []
        for days in (40, 3, 20):
            at = clock.now() - timedelta(days=days)
            notes += await community.imported_notes(tx, authors=authors, count=1, published_at=at, title="手冲壶")
        await service.adopt_notes(tx, note_ids=notes)
    newest = await reader.get("/v1/search", params={"q": "手冲壶", "sort": "new"})
    assert [card["id"] for card in newest["notes"]] == [str(notes[1]), str(notes[2]), str(notes[0])]
    lately = await reader.get("/v1/search", params={"q": "手冲壶", "days": 7})
    assert [card["id"] for card in lately["notes"]] == [str(notes[1])]


async def test_typing_is_met_with_suggestions_and_not_remembered(
    browse: Callable[[], Browser], sessions: Sessions, drain: Drain
) -> None:
    author = await browse().sign_up("露营阿宽")
    reader = await browse().sign_up()
    await community.note(author, title="露营灯测评", body="#露营")
    await drain("discovery")
    for _ in range(3):
        await (await browse().sign_up()).get("/v1/search", params={"q": "露营灯"})
    found = await reader.get("/v1/search/suggestions", params={"q": "露营"})
    assert found["words"] == ["露营灯"]
    assert [topic["name"] for topic in found["topics"]] == ["露营"]
    assert [member["nickname"] for member in found["members"]] == ["露营阿宽"]
    assert (await reader.get("/v1/search/suggestions", params={"q": "！"}))["words"] == []
    async with begin(sessions) as tx:
        assert list(await tx.execute(ASKED, {"member": reader.member_id})) == []
