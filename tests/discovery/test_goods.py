"""Goods for a viewer over HTTP: only what is there, the viewer's own first, each with a true reason."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, cast

import numpy as np
import pytest
from sqlalchemy.exc import DBAPIError

from tests.driving import Browser
from tests.factories import community as people
from tests.factories import mall
from tests.importing.folders import ask
from zhongcao.community import service as community
from zhongcao.discovery import service, store
from zhongcao.discovery.feeds.pages import PageLog
from zhongcao.discovery.service._choices import Choices, Viewer
from zhongcao.discovery.service._choosing import recall
from zhongcao.discovery.service._goods import GOODS
from zhongcao.discovery.service._goods_paging import REMEMBERED, Shown
from zhongcao.discovery.service._shelf import Goods, GoodsShelf, gathered
from zhongcao.kit import clock, cursor
from zhongcao.kit.cursor import CursorUnreadable
from zhongcao.kit.db import Sessions, begin, begin_read
from zhongcao.kit.http import CURSOR_LENGTH_MAX, Actor
from zhongcao.mall import service as shop

Drain = Callable[..., Awaitable[None]]


async def shelf(sessions: Sessions, count: int) -> list[int]:
    """Products that can be bought, each of a brand of its own."""
    made = []
    async with begin(sessions) as tx:
        for number in range(count):
            product = await mall.product(tx, title=f"好物{number}", category="home.kitchen")
            await mall.sku(tx, product_id=int(product.id), stock=5)
            made.append(int(product.id))
    return made


async def notes_about(sessions: Sessions, product: int, *, count: int, days_ago: int = 1) -> list[int]:
    """Notes of as many authors about a product."""
    async with begin(sessions) as tx:
        authors = await people.members(tx, count=count, nickname="用家")
        notes = await people.imported_notes(
            tx,
            authors=authors,
            count=count,
            published_at=clock.now() - timedelta(days=days_ago),
            products=[product],
        )
        await service.adopt_notes(tx, note_ids=notes)
    return authors


async def feed(browser: Browser, **params: Any) -> list[Any]:
    """One page of goods."""
    return (await browser.get("/v1/feeds/goods", params=params))["items"]  # type: ignore[no-any-return]


async def test_visitors_see_what_notes_of_the_week_are_about(sessions: Sessions, visitor: Browser) -> None:
    goods = await shelf(sessions, 4)
    await notes_about(sessions, goods[2], count=3)
    await notes_about(sessions, goods[1], count=3, days_ago=30)
    first, *rest = await feed(visitor)
    assert first["product"]["id"] == str(goods[2])
    assert first["notes_this_week"] == 3
    assert first["reason"] == {"code": "week", "zh": "本周 3 篇笔记提到", "en": "Notes this week: 3"}
    assert {one["reason"]["code"] for one in rest} == {"popular"}


async def test_members_see_first_what_people_they_follow_use(browse: Callable[[], Browser], sessions: Sessions) -> None:
    goods = await shelf(sessions, 5)
    [friend] = await notes_about(sessions, goods[0], count=1, days_ago=20)
    await notes_about(sessions, goods[4], count=2)
    reader = await browse().sign_up()
    await reader.put(f"/v1/members/{friend}/follow")
    first = (await feed(reader))[0]
    assert first["product"]["id"] == str(goods[0])
    assert first["reason"]["code"] == "followed"
    assert first["reason"]["zh"].endswith("在用")


@pytest.mark.parametrize(
    ("many", "reason"),
    [
        (1, {"code": "followed", "zh": "你关注的人在用", "en": "Someone you follow uses this"}),
        (2, {"code": "followed_many", "zh": "2 位你关注的人在用", "en": "2 people you follow use this"}),
    ],
)
async def test_of_people_who_have_no_name_it_is_told_that_they_are_followed(
    browse: Callable[[], Browser], sessions: Sessions, many: int, reason: dict[str, str]
) -> None:
    goods = await shelf(sessions, 5)
    friends = await notes_about(sessions, goods[0], count=many, days_ago=20)
    for friend in friends:
        await ask(sessions, f"UPDATE identity.member SET nickname = '' WHERE member_id = {friend} RETURNING 1")  # noqa: S608
    reader = await browse().sign_up()
    for friend in friends:
        await reader.put(f"/v1/members/{friend}/follow")
    first = (await feed(reader))[0]
    assert (first["product"]["id"], first["reason"]) == (str(goods[0]), reason)


async def test_whoever_wants_no_portrait_sees_what_visitors_see(
    browse: Callable[[], Browser], sessions: Sessions, visitor: Browser
) -> None:
    goods = await shelf(sessions, 5)
    [friend] = await notes_about(sessions, goods[0], count=1, days_ago=20)
    reader = await browse().sign_up()
    await reader.put(f"/v1/members/{friend}/follow")
    await reader.call("PATCH", "/v1/me", json={"personalised": False})
    theirs, everyones = [
        [{name: value for name, value in one.items() if name != "page"} for one in await feed(browser)]
        for browser in (reader, visitor)
    ]
    assert theirs == everyones


async def test_goods_that_are_sold_out_are_left_out(sessions: Sessions, visitor: Browser) -> None:
    goods = await shelf(sessions, 2)
    async with begin(sessions) as tx:
        gone = await mall.sku(tx)
    shown = {one["product"]["id"] for one in await feed(visitor)}
    assert shown == {str(one) for one in goods}
    assert gone.product_id not in shown


async def test_pages_go_on_without_repeats(sessions: Sessions, visitor: Browser) -> None:
    await shelf(sessions, 7)
    first = await visitor.get("/v1/feeds/goods", params={"limit": 4})
    second = await visitor.get("/v1/feeds/goods", params={"limit": 4, "cursor": first["next_cursor"]})
    ids = [one["product"]["id"] for one in first["items"] + second["items"]]
    assert len(ids) == len(set(ids)) == 7
    assert second["next_cursor"] is None
    refused = await visitor.call("GET", "/v1/feeds/goods", params={"cursor": "nonsense"}, expect=422)
    assert refused["code"] == "cursor-unreadable"


async def test_a_dismissal_neither_skips_nor_repeats_goods_of_later_pages(
    sessions: Sessions, browse: Callable[[], Browser]
) -> None:
    goods = await shelf(sessions, 13)
    reader = await browse().sign_up()
    seen: list[str] = []
    after: dict[str, str] = {}
    for sizes in (4, 4, 4, 1):
        page = await reader.get("/v1/feeds/goods", params={"limit": 4} | after)
        shown = [one["product"]["id"] for one in page["items"]]
        assert len(shown) == sizes
        seen += shown
        after = {"cursor": page["next_cursor"]}
        for away, why in zip(shown[1:], ("owned", "brand"), strict=False):
            await reader.put(f"/v1/products/{away}/dismissal", {"reason": why}, expect=204)
    assert page["next_cursor"] is None
    assert sorted(seen) == sorted(str(one) for one in goods)


def test_of_many_goods_only_the_last_are_remembered_and_the_cursor_stays_short() -> None:
    now, ids = clock.now(), np.arange(10**18, 10**18 + 2 * REMEMBERED + 30, dtype=np.int64)
    shown, told = Shown.read(None, now=now), ""
    for at in range(0, 2 * REMEMBERED, 20):
        assert shown.left_of(ids).tolist() == list(range(at, len(ids)))
        told = shown.cursor(ids[at : at + 20])
        shown = Shown.read(told, now=now)
    assert (shown.count, len(shown.last)) == (2 * REMEMBERED, REMEMBERED)
    assert len(told) <= CURSOR_LENGTH_MAX
    without = np.delete(ids, [2 * REMEMBERED - 200, 2 * REMEMBERED - 3])  # two of those that are known were dismissed
    assert without[shown.left_of(without)].tolist() == ids[-30:].tolist()


@pytest.mark.parametrize("told", [(-1, 0, ""), (1, 0, "00000" * 2), (4, 0, " "), (4, -90_000, ""), (4, 60, "")])
def test_a_cursor_of_goods_that_nobody_was_given_is_refused(told: tuple[int, int, str]) -> None:
    count, later, packed = told
    began = int(clock.now().timestamp()) + later
    with pytest.raises(CursorUnreadable):
        Shown.read(cursor.encode(count, began, packed), now=clock.now())


async def failing(*args: Any, **given: Any) -> Any:
    """A statement that takes too long."""
    raise DBAPIError("SELECT", None, TimeoutError("statement timeout"))


@pytest.mark.parametrize("broken", ["users_by_product", "notes_by_product", "rate_products"])
async def test_a_channel_whose_statement_fails_leaves_the_page_full(
    browse: Callable[[], Browser], sessions: Sessions, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    goods = await shelf(sessions, 4)
    reader = await browse().sign_up()
    monkeypatch.setattr(community if broken == "rate_products" else store, broken, failing)
    assert {one["product"]["id"] for one in await feed(reader)} == {str(one) for one in goods}


@pytest.mark.parametrize("broken", [stage.name for stage in GOODS.stages])
async def test_goods_come_without_any_one_of_their_stages(sessions: Sessions, broken: str) -> None:
    goods = await shelf(sessions, 4)

    def fails(viewer: Viewer, found: Choices) -> Choices:
        raise ValueError

    stages = [type(one)(one.name, fails, 1) if one.name == broken else one for one in GOODS.stages]
    viewer = Viewer(tastes={f"p:{goods[0]}": 1.0}, kin={goods[1]: 1.0}, is_personal=True)
    async with begin_read(sessions) as read:
        found = await recall(read, viewer=viewer, now=clock.now(), shelf=None)
    shown = type(GOODS)("goods", stages, 1000).run(viewer, found)
    assert set(shown.goods.ids[shown.order].tolist()) == set(goods)


async def test_a_shelf_is_read_now_and_then_and_stands_while_it_cannot_be_read(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods, now = await shelf(sessions, 3), [0.0]
    kept = GoodsShelf(tick=lambda: now[0])

    async def there(expected: list[int]) -> Goods:
        async with begin_read(sessions) as read:
            return await kept.goods(read, expected, now=clock.now())

    assert sorted((await there([])).ids.tolist()) == goods
    [later] = await shelf(sessions, 1)
    assert sorted((await there([])).ids.tolist()) == goods, "as of some seconds ago"
    assert (await there([later, 5, goods[0]])).ids.tolist()[3:] == [later], "but what a viewer is expected to want"
    now[0] = 11.0
    with monkeypatch.context() as broken:
        broken.setattr(shop, "on_shelves", failing)
        assert sorted((await there([])).ids.tolist()) == goods
    now[0] = 22.0
    assert sorted((await there([])).ids.tolist()) == sorted([*goods, later])


async def test_what_sold_out_since_the_shelf_was_read_is_not_shown(sessions: Sessions) -> None:
    goods = await shelf(sessions, 3)
    brain = service.Brain(goods=GoodsShelf(tick=lambda: 0.0))

    async def shown(limit: int) -> list[int]:
        async with begin_read(sessions) as read:
            page = await service.goods_feed(read, by=Actor(), after=None, limit=limit, now=clock.now(), brain=brain)
        return [int(one.product.id) for one in page.items]

    first, *rest = await shown(3)
    assert {first, *rest} == set(goods)
    await ask(sessions, f"UPDATE mall.product SET sold_out_at = now() WHERE id = {first} RETURNING id")  # noqa: S608
    assert await shown(1) == rest[:1], "the next one moves up"


async def test_one_reads_the_shelf_anew_while_the_others_go_on_with_what_is_known() -> None:
    clock_hand, read = [0.0], asyncio.Event()
    readings: list[float] = []

    class Slow(GoodsShelf):
        async def _read_best(self, tx: Any, now: Any) -> Goods:
            readings.append(clock_hand[0])
            if len(readings) > 1:
                await read.wait()
            return gathered([], {}, {}, {})

    shelf = Slow(seconds=10.0, tick=lambda: clock_hand[0])
    now, nobody = clock.now(), cast(Any, None)
    first = await shelf.goods(nobody, [], now=now)
    clock_hand[0] = 11.0
    renewing = asyncio.create_task(shelf.goods(nobody, [], now=now))
    await asyncio.sleep(0)
    assert await asyncio.wait_for(shelf.goods(nobody, [], now=now), timeout=5) is first
    read.set()
    assert await renewing is not first
    assert readings == [0.0, 11.0]


async def test_each_tenth_place_is_drawn_among_the_newest_and_its_chance_is_recorded(
    browse: Callable[[], Browser], sessions: Sessions
) -> None:
    old = await shelf(sessions, 30)
    await ask(sessions, "UPDATE mall.product SET popularity = 9, listed_at = now() - interval '60 days' RETURNING id")
    fresh = set(await shelf(sessions, 12))
    reader = await browse().sign_up()
    brain = service.Brain(log=PageLog())

    async def page(by: Actor, *, later: int = 0) -> list[int]:
        async with begin_read(sessions) as read:
            now = clock.now() + timedelta(seconds=later)
            shown = await service.goods_feed(read, by=by, after=None, limit=25, now=now, brain=brain)
        return [int(one.product.id) for one in shown.items]

    member = Actor(member_id=reader.member_id)
    visits = [await page(member, later=turn) for turn in range(8)]
    assert all([key in fresh for key in one] == [place in (9, 19) for place in range(25)] for one in visits)
    assert len({tuple(one) for one in visits}) > 1, "another visit, another lot"
    assert not fresh & set(await page(Actor())), "nothing is drawn for a visitor"
    *records, everyones = brain.log.take(99) if brain.log else []
    for record in records:
        drawn = [place for place, pool in enumerate(record.pools) if pool]
        assert drawn == [9, 19]
        assert [record.pools[place] for place in drawn] == [12, 11]
        assert all(record.propensities[place] == pytest.approx(1 / record.pools[place], abs=1e-3) for place in drawn)
        assert all(record.propensities[place] == 1 for place in range(25) if place not in drawn)
    assert set(everyones.pools) == {0}
    assert old


async def test_new_goods_that_many_saw_and_nobody_opened_are_drawn_less(sessions: Sessions) -> None:
    await shelf(sessions, 20)
    await ask(sessions, "UPDATE mall.product SET popularity = 9, listed_at = now() - interval '60 days' RETURNING id")
    fresh = await shelf(sessions, 10)
    stale, liked = fresh[:5], fresh[5:]
    async with begin(sessions) as tx:
        await service.count_exposure(tx, {}, dict.fromkeys(stale, (400, 0)) | dict.fromkeys(liked, (20, 8)))
    drawn = []
    async with begin_read(sessions) as read:
        shelves = GoodsShelf()
        for seed in range(1, 41):
            viewer = Viewer(draw=seed)
            ranked = GOODS.run(viewer, await recall(read, viewer=viewer, now=clock.now(), shelf=shelves))
            drawn += ranked.goods.ids[ranked.order[ranked.pool[ranked.order] > 0]].tolist()
    assert set(drawn) <= set(fresh)
    assert sum(one in liked for one in drawn) > 3 * sum(one in stale for one in drawn) > 0, "each has some chance"
