"""Lists and search of products."""

from tests.factories import mall as make
from tests.factories import supply as make_supply
from zhongcao.kit.db import Tx
from zhongcao.kit.money import cny
from zhongcao.mall import service
from zhongcao.mall.rules import Sort
from zhongcao.mall.schemas import Filter


async def listed(tx: Tx, title: str, *, title_en: str = "", price: int = 100_00, **given: object) -> int:
    """A product on sale."""
    made = await make.product(tx, title=title, title_en=title_en, **given)  # type: ignore[arg-type]
    await make.sku(tx, product_id=int(made.id), price=cny(price))
    return int(made.id)


async def ids(tx: Tx, query: str = "", **given: object) -> list[int]:
    """The ids that a search finds."""
    return [int(card.id) for card in (await service.find_products(tx, query=query, **given)).items]  # type: ignore[arg-type]


async def test_chinese_is_found_by_parts_of_a_title(tx: Tx) -> None:
    cream = await listed(tx, "高保湿修护面霜", category="skincare.moisturiser.cream")
    oil = await listed(tx, "橄榄深层卸妆油")
    assert await ids(tx, "保湿面霜") == [cream]  # no text holds 湿面, so some of the words are enough
    assert await ids(tx, "面霜") == [cream]
    assert await ids(tx, "卸妆油") == [oil]
    assert await ids(tx, "防晒") == []


async def test_latin_is_found_without_accents_and_by_its_beginning(tx: Tx) -> None:
    brand = await make_supply.brand(tx, name_zh="兰蔻", name_en="Lancôme")
    serum = await listed(tx, "小黑瓶精华", title_en="Génifique Serum", brand_id=int(brand.id))
    assert await ids(tx, "LANCOME") == [serum]
    assert await ids(tx, "ＧＥＮＩＦ") == [serum]
    assert await ids(tx, "兰蔻 小黑瓶") == [serum]


async def test_the_title_counts_more_than_the_description(tx: Tx) -> None:
    beside = await listed(tx, "身体乳", description="配合面膜使用更佳", category="body.lotion")
    mask = await listed(tx, "玻尿酸面膜", category="skincare.mask.sheet")
    await service.set_popularity(tx, values={beside: 50})
    assert await ids(tx, "面膜") == [mask, beside]


async def test_lists_are_narrowed_and_ordered(tx: Tx) -> None:
    brand = int((await make_supply.brand(tx)).id)
    cheap = await listed(tx, "洁面", price=50_00, category="skincare.cleanse.face-wash", brand_id=brand)
    dear = await listed(tx, "面霜", price=500_00, category="skincare.moisturiser.cream", brand_id=brand)
    middle = await listed(tx, "口红", price=200_00, category="makeup.lip", brand_id=brand)
    mine = Filter(brand_id=brand)
    assert await ids(tx, narrow=mine, sort=Sort.CHEAP) == [cheap, middle, dear]
    assert await ids(tx, narrow=mine, sort=Sort.DEAR) == [dear, middle, cheap]
    assert set(await ids(tx, narrow=Filter(brand_id=brand, category_id=1))) == {cheap, dear}
    assert await ids(tx, narrow=Filter(brand_id=brand, category_id=10101)) == [cheap]
    assert await ids(tx, narrow=Filter(brand_id=brand, price_from=100_00, price_to=300_00)) == [middle]


async def test_pages_follow_each_other_without_gap_or_repetition(tx: Tx) -> None:
    brand = int((await make_supply.brand(tx)).id)
    made = [await listed(tx, f"面膜 {number}", brand_id=brand) for number in range(7)]
    await service.set_popularity(tx, values={product: index % 3 for index, product in enumerate(made)})
    for given in ({}, {"query": "面膜"}, {"sort": Sort.NEW}, {"sort": Sort.CHEAP}, {"query": "面膜 不存在"}):
        seen: list[str] = []
        cursor: str | None = None
        while True:
            page = await service.find_products(tx, narrow=Filter(brand_id=brand), cursor=cursor, limit=3, **given)  # type: ignore[arg-type]
            seen += [card.id for card in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert sorted(map(int, seen)) == sorted(made), given


async def test_drafts_are_not_found(tx: Tx) -> None:
    made = await make.product(tx, title="未上架的面霜")
    await make.sku(tx, product_id=int(made.id), listed=False)
    assert await ids(tx, "未上架") == []
    assert await service.cards(tx, [int(made.id)]) == {}


async def test_a_query_of_nothing_but_stop_words_finds_nothing(tx: Tx) -> None:
    await listed(tx, "面霜 the")
    assert await ids(tx, "the") == []
