"""Search in Chinese and Latin, and the memory of what was asked for."""

from collections.abc import Awaitable, Callable

from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community, mall
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


async def test_hot_words_count_members_who_found_something(browse: Callable[[], Browser], drain: Drain) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    await community.note(author, title="露营灯")
    await drain("discovery")
    for browser in (author, reader, reader):
        await browser.get("/v1/search", params={"q": "露营灯"})
    await reader.get("/v1/search", params={"q": "不存在的东西"})
    hot = await reader.get("/v1/search/hot")
    assert {"query": "露营灯", "members": 2} in hot
    assert all(word["query"] != "不存在的东西" for word in hot)
