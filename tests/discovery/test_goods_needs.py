"""Goods whose titles name what a member's skin or stage of life needs: in front, brought from afar, told honestly."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.discovery.test_goods import failing
from tests.driving import Browser
from tests.factories import mall
from tests.importing.folders import ask
from zhongcao.discovery import rules, service
from zhongcao.discovery.rules import Act
from zhongcao.discovery.search.needs import names_of, needs_of_goods
from zhongcao.discovery.service import Glance
from zhongcao.discovery.service._choices import Viewer
from zhongcao.discovery.service._choosing import recall
from zhongcao.discovery.service._goods import GOODS
from zhongcao.discovery.service._shelf import BEST, NEED, GoodsShelf
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin, begin_read
from zhongcao.kit.http import Actor
from zhongcao.mall import service as shop
from zhongcao.mall.rules import find_place
from zhongcao.mall.schemas import ProductChange

FEED, PORTRAIT, ME = "/v1/feeds/goods", "/v1/me/portrait", "/v1/me"
PLAIN, DRY, PORES = "保湿面霜", "干性肌肤面霜", "收缩毛孔爽肤水"
CREAM = "skincare.moisturiser.cream"


def kind_of(code: str) -> int:
    place = find_place(code)
    assert place is not None
    return place.id


async def on_sale(sessions: Sessions, *titles: str, category: str = CREAM) -> list[int]:
    """Goods of these names, each of a brand of its own, listed long ago; what is named first sells best."""
    made = []
    async with begin(sessions) as tx:
        for title in titles:
            product = await mall.product(tx, title=title, category=category)
            await mall.sku(tx, product_id=int(product.id), stock=5)
            made.append(int(product.id))
    for place, key in enumerate(made):
        changed = f"popularity = {1000 - place}, listed_at = now() - interval '60 days'"
        await ask(sessions, f"UPDATE mall.product SET {changed} WHERE id = {key} RETURNING id")  # noqa: S608
    return made


async def rename(sessions: Sessions, product: int, title: str) -> None:
    async with begin(sessions) as tx:
        await shop.change_product(tx, product_id=product, data=ProductChange(title=title), now=clock.now())


async def feed(browser: Browser) -> list[dict[str, Any]]:
    return (await browser.get(FEED))["items"]  # type: ignore[no-any-return]


async def ids(browser: Browser) -> list[int]:
    return [int(one["product"]["id"]) for one in await feed(browser)]


def test_goods_are_for_what_their_title_names() -> None:
    cream, oral, hair, food = (kind_of(code) for code in (CREAM, "body.oral", "body.hair", "food.snack"))
    assert needs_of_goods("敏感肌舒缓面霜", "", cream) == ("sensitive",)
    assert needs_of_goods("Firming serum", "For dry skin", cream) == ("ageing", "dry")
    assert needs_of_goods("保湿面霜", "Cream", cream) == ()
    assert needs_of_goods("亮白牙膏", "Whitening toothpaste", oral) == (), "teeth are no skin"
    assert needs_of_goods("干性发质洗发水", "", hair) == ()
    assert needs_of_goods("孕妇可用饼干", "", food) == ("pregnant",)
    assert {cream, kind_of("skincare")} <= rules.categories_for("dry")
    assert not {oral, hair, food, kind_of("body")} & rules.categories_for("dry")
    assert {"干皮", "dry skin"} <= set(names_of("dry"))
    assert all(names_of(need) for need in rules.NEEDS)


def test_the_reason_says_for_whom_goods_are_or_what_they_are_about() -> None:
    assert rules.goods.told_by("need", "dry") == ("适合干皮", "For dry skin")
    assert rules.goods.told_by("need", "pores") == ("和你关心的毛孔有关", "About pores, which you care about")
    assert rules.goods.told_by("style", "light+")[0] == "你喜欢的风格：明亮的画面"
    assert all(all(rules.goods.told_by("need", need)) for need in rules.NEEDS)


async def test_what_a_newcomer_tells_brings_goods_for_it_in_front_and_says_so(
    browse: Callable[[], Browser], sessions: Sessions
) -> None:
    goods = await on_sale(sessions, *[f"{PLAIN}{number}" for number in range(8)], DRY, PORES)
    reader = await browse().sign_up()
    before = await ids(reader)
    assert before == goods, "nothing is known yet: by how well they sell"
    await reader.call("PATCH", ME, json={"skin_type": "dry", "concerns": ["pores"]})
    page = await feed(reader)
    assert {int(one["product"]["id"]) for one in page[:2]} == {goods[8], goods[9]}
    told = {int(one["product"]["id"]): one["reason"] for one in page}
    assert told[goods[8]] == {"code": "need", "zh": "适合干皮", "en": "For dry skin"}
    assert told[goods[9]]["zh"] == "和你关心的毛孔有关"
    assert {told[key]["code"] for key in goods[:8]} == {"popular"}
    await reader.call("PATCH", ME, json={"skin_type": None, "concerns": []})
    assert await ids(reader) == before, "what is taken back does not count any more"


async def test_needs_that_acts_on_goods_taught_count_and_can_be_kept_away(
    browse: Callable[[], Browser], sessions: Sessions
) -> None:
    goods = await on_sale(sessions, *[f"{PLAIN}{number}" for number in range(8)], DRY, f"{DRY}二号")
    reader = await browse().sign_up()
    async with begin(sessions) as tx:
        carted = Glance(act=Act.CART, subject=goods[8], at=clock.now())
        await service.observe(tx, by=Actor(member_id=reader.member_id), glances=[carted])
    async with begin(sessions) as tx:
        await service.fold_waiting(tx, now=clock.now())
    told = {int(one["product"]["id"]): one["reason"]["code"] for one in await feed(reader)}
    assert list(told)[:2] == [goods[8], goods[9]]
    assert {told[key] for key in goods[:8]} == {"category"}
    await reader.put(f"{PORTRAIT}/aversions/s:dry")
    assert sorted(await ids(reader)) == goods[:8]


async def test_without_personal_recommendations_needs_count_nothing(
    browse: Callable[[], Browser], sessions: Sessions
) -> None:
    goods = await on_sale(sessions, PLAIN, f"{PLAIN}二号", DRY)
    reader = await browse().sign_up()
    await reader.call("PATCH", ME, json={"skin_type": "dry"})
    assert (await ids(reader))[0] == goods[2]
    await reader.call("PATCH", ME, json={"personalised": False})
    assert await ids(reader) == await ids(browse()) == goods


async def test_goods_for_a_need_are_brought_from_beyond_what_sells_best(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods = await on_sale(
        sessions, *[f"{PLAIN}{number}" for number in range(4)], DRY, f"{DRY}二号", "刷子 dry brush for skin", PORES
    )
    [hair] = await on_sale(sessions, "干性发质洗发水", category="body.hair")
    await ask(sessions, f"UPDATE mall.product SET popularity = 1 WHERE id = {hair} RETURNING id")  # noqa: S608
    monkeypatch.setattr(rules.goods, "POPULAR", 3)
    hand = [0.0]
    shelf = GoodsShelf(tick=lambda: hand[0])

    async def brought(viewer: Viewer) -> dict[int, int]:
        async with begin_read(sessions) as read:
            found = await recall(read, viewer=viewer, now=clock.now(), shelf=shelf)
        ranked = GOODS.run(viewer, found)
        return dict(zip(ranked.goods.ids[ranked.order].tolist(), ranked.sources[ranked.order].tolist(), strict=True))

    best = dict.fromkeys(goods[:3], BEST)
    assert await brought(Viewer()) == best
    dry = Viewer(tastes={"s:dry": 1.0, "s:pores": 0.2})
    assert await brought(dry) == best | dict.fromkeys(goods[4:6], NEED), "word for word, and only needs that are strong"
    await rename(sessions, goods[4], PLAIN)
    await rename(sessions, goods[7], DRY)
    await ask(sessions, f"UPDATE mall.product SET sold_out_at = now() WHERE id = {goods[5]} RETURNING id")  # noqa: S608
    assert list(await brought(dry))[:2] == goods[4:6], "as of some seconds ago"
    hand[0] = 301.0
    assert await brought(dry) == best | {goods[7]: NEED}, "another title, other needs; and nothing that is sold out"


async def test_a_failing_search_for_needs_leaves_the_page_full(
    browse: Callable[[], Browser], sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods = await on_sale(sessions, PLAIN, DRY)
    reader = await browse().sign_up()
    await reader.call("PATCH", ME, json={"skin_type": "dry"})
    monkeypatch.setattr(shop, "best_named", failing)
    assert await ids(reader) == [goods[1], goods[0]], "what the shelf holds is still known to be for it"
