"""Goods for a viewer over HTTP: only what is there, the viewer's own first, each with a true reason."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from tests.driving import Browser
from tests.factories import community, mall
from zhongcao.discovery import service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

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
        authors = await community.members(tx, count=count, nickname="用家")
        notes = await community.imported_notes(
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
