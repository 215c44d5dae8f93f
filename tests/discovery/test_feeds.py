"""Discover and Following over HTTP: personal, stable, without repeats, explained."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.driving import Browser
from tests.factories import community, mall
from zhongcao.discovery import rules, service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

Drain = Callable[..., Awaitable[None]]


@pytest.fixture
async def world(sessions: Sessions) -> list[int]:
    """Sixty notes of thirty authors; every sixth about sunscreen."""
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=30, nickname="作者")
        notes = await community.imported_notes(
            tx, authors=authors, count=50, published_at=clock.now() - timedelta(days=2)
        )
        notes += await community.imported_notes(
            tx,
            authors=authors,
            count=10,
            published_at=clock.now() - timedelta(days=2),
            title="防晒霜测评",
            topics=["防晒"],
        )
        await service.adopt_notes(tx, note_ids=notes)
    return notes


async def pages(browser: Browser, path: str = "/v1/feeds/discover", limit: int = 20, most: int = 10) -> list[Any]:
    items: list[Any] = []
    cursor = None
    for _ in range(most):
        page = await browser.get(path, params={"limit": limit, **({"cursor": cursor} if cursor else {})})
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    return items


def ids(items: list[Any]) -> list[str]:
    return [item["note"]["id"] for item in items]


async def test_a_session_shows_every_note_once(browse: Callable[[], Browser], world: list[int]) -> None:
    reader = await browse().sign_up()
    shown = ids(await pages(reader))
    assert len(shown) == len(set(shown)) >= 60
    assert {str(note) for note in world} <= set(shown)


async def test_a_feed_is_stable_while_others_act(browse: Callable[[], Browser], world: list[int], drain: Drain) -> None:
    reader, other = await browse().sign_up(), await browse().sign_up()
    first = await reader.get("/v1/feeds/discover", params={"limit": 15})
    for note in world[:20]:
        await other.put(f"/v1/notes/{note}/like")
    await drain("discovery")
    second = await reader.get("/v1/feeds/discover", params={"limit": 15, "cursor": first["next_cursor"]})
    again = await reader.get("/v1/feeds/discover", params={"limit": 15, "cursor": first["next_cursor"]})
    assert not set(ids(first["items"])) & set(ids(second["items"]))
    assert ids(second["items"]) == ids(again["items"])


async def test_what_was_seen_does_not_come_back_before_the_rest(
    browse: Callable[[], Browser], world: list[int]
) -> None:
    reader = await browse().sign_up()
    first = ids((await reader.get("/v1/feeds/discover"))["items"])
    second = ids((await reader.get("/v1/feeds/discover"))["items"])
    third = ids((await reader.get("/v1/feeds/discover"))["items"])
    assert len({*first, *second, *third}) == 60
    fourth = ids((await reader.get("/v1/feeds/discover"))["items"])
    assert len(fourth) == 20


async def test_likes_change_what_is_shown_and_why(
    browse: Callable[[], Browser], world: list[int], drain: Drain
) -> None:
    reader, neutral = await browse().sign_up(), await browse().sign_up()
    for note in world[50:53]:
        await reader.put(f"/v1/notes/{note}/collect")
    await drain("discovery")
    items = (await reader.get("/v1/feeds/discover"))["items"]
    about = [item for item in items if item["note"]["title"] == "防晒霜测评"]
    assert items[0] in about, "what is liked comes first"
    assert len(about) == rules.TOPIC_CAP[0], "and as often as a page lets one topic come"
    assert {item["reason"]["code"] for item in about} <= {"topic", "author"}
    assert any(item["reason"]["zh"] == "因为你喜欢 #防晒" for item in about)
    top = (await reader.get("/v1/feeds/discover", params={"limit": 5, "channel": "topic:防晒"}))["items"]
    assert all(item["note"]["title"] == "防晒霜测评" for item in top)
    others = ids((await neutral.get("/v1/feeds/discover"))["items"])
    assert others != ids((await pages(reader))[:20])


async def test_a_newcomer_sees_first_what_they_said_they_like(
    browse: Callable[[], Browser], sessions: Sessions, world: list[int]
) -> None:
    seller, newcomer, other = browse(), await browse().sign_up(), await browse().sign_up()
    async with begin(sessions) as tx:
        cream = await mall.product(tx, category="skincare.moisturiser.cream")
        await mall.sku(tx, product_id=int(cream.id))
        about = await community.imported_notes(
            tx,
            authors=await community.members(tx, count=3),
            count=3,
            published_at=clock.now() - timedelta(days=20),
            products=[int(cream.id)],
        )
        await service.adopt_notes(tx, note_ids=about)
    await newcomer.call("PATCH", "/v1/me", json={"interests": ["skincare", "防晒"]})
    page = (await newcomer.get("/v1/feeds/discover", params={"limit": 20}))["items"]
    assert {item["note"]["title"] for item in page} >= {"防晒霜测评"}
    reasons = {item["note"]["id"]: item["reason"] for item in page}
    assert {str(note) for note in about} <= reasons.keys()
    assert reasons[str(about[0])]["code"] == "interest"
    theirs = (await other.get("/v1/feeds/discover", params={"limit": 13}))["items"]
    assert not {str(note) for note in about} & set(ids(theirs))
    shelf = await seller.get("/v1/feeds/discover", params={"channel": "category:1"})
    assert set(ids(shelf["items"])) == {str(note) for note in about}


async def test_switched_off_everyone_sees_the_same(
    browse: Callable[[], Browser], world: list[int], drain: Drain
) -> None:
    reader, visitor = await browse().sign_up(), browse()
    await reader.call("PATCH", "/v1/me", json={"personalised": False})
    for note in world[50:55]:
        await reader.put(f"/v1/notes/{note}/collect")
    await drain("discovery")
    mine, theirs = await pages(reader), await pages(visitor)
    assert ids(mine) == ids(theirs)
    assert {item["reason"]["code"] for item in mine} <= {"popular", "fresh"}
    assert len(set(ids(mine))) == len(ids(mine))


async def test_withdrawn_notes_leave_the_feed_and_others_move_up(
    browse: Callable[[], Browser], world: list[int], drain: Drain
) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    note = (await community.note(author))["id"]
    await drain("discovery")
    first = await reader.get("/v1/feeds/discover", params={"limit": 1})
    rest = await pages(reader)
    assert note in ids(first["items"]) + ids(rest)
    await author.delete(f"/v1/notes/{note}")
    page = await browse().get("/v1/feeds/discover", params={"limit": 50})
    assert note not in ids(page["items"])
    assert len(page["items"]) == 50


@pytest.mark.parametrize("channel", ["nowhere", "category:x", "topic:"])
async def test_an_unknown_channel_is_refused(visitor: Browser, channel: str) -> None:
    answer = await visitor.get("/v1/feeds/discover", params={"channel": channel}, expect=422)
    assert answer["code"] == "discovery.channel-unknown"


async def test_an_unknown_channel_is_refused_on_later_pages_too(
    browse: Callable[[], Browser], world: list[int]
) -> None:
    reader = await browse().sign_up()
    asked = {"limit": 5, "cursor": (await reader.get("/v1/feeds/discover", params={"limit": 5}))["next_cursor"]}
    answer = await reader.get("/v1/feeds/discover", params={**asked, "channel": "nowhere"}, expect=422)
    assert answer["code"] == "discovery.channel-unknown"
    assert len((await reader.get("/v1/feeds/discover", params=asked))["items"]) == 5, "the feed itself goes on"


async def test_a_foreign_cursor_is_refused(browse: Callable[[], Browser], world: list[int]) -> None:
    reader, other = await browse().sign_up(), await browse().sign_up()
    page = await reader.get("/v1/feeds/discover", params={"limit": 5})
    for cursor in (page["next_cursor"], "abc"):
        answer = await other.get("/v1/feeds/discover", params={"cursor": cursor}, expect=422)
        assert answer["code"] == "cursor-unreadable"


async def test_following_shows_the_newest_of_followees_and_topics(
    browse: Callable[[], Browser], world: list[int]
) -> None:
    author, other, reader = await browse().sign_up(), await browse().sign_up(), await browse().sign_up()
    old = (await community.note(author, title="旧的"))["id"]
    new = (await community.note(author, title="新的"))["id"]
    topical = (await community.note(other, body="#徒步 装备"))["id"]
    assert (await reader.get("/v1/feeds/following"))["items"] == []
    await reader.put(f"/v1/members/{author.member_id}/follow")
    await reader.put("/v1/topics/徒步/follow")
    first = await reader.get("/v1/feeds/following", params={"limit": 2})
    rest = await reader.get("/v1/feeds/following", params={"limit": 2, "cursor": first["next_cursor"]})
    assert ids(first["items"] + rest["items"]) == [topical, new, old]
    assert [item["reason"]["code"] for item in first["items"]] == ["topic", "follow"]
