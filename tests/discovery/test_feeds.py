"""Discover and Following over HTTP: personal, stable, without repeats, explained."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from sqlalchemy import text, update

from tests.driving import Browser
from tests.factories import community, mall
from tests.importing.folders import ask
from zhongcao.app.asgi import record_served
from zhongcao.discovery import rules, service, store
from zhongcao.discovery.service import OpenFeeds
from zhongcao.discovery.tables import FeedRow
from zhongcao.kit import clock
from zhongcao.kit.db import DatabaseAway, Sessions, begin
from zhongcao.kit.sql import Session

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
    browse: Callable[[], Browser], world: list[int], drain: Drain, stop_clock: Callable[[], None]
) -> None:
    reader, visitor = await browse().sign_up(), browse()
    await reader.call("PATCH", "/v1/me", json={"personalised": False})
    for note in world[50:55]:
        await reader.put(f"/v1/notes/{note}/collect")
    await drain("discovery")
    stop_clock()
    mine, theirs = await pages(reader), await pages(visitor)
    assert ids(mine) == ids(theirs)
    assert {item["reason"]["code"] for item in mine} <= {"popular", "fresh"}
    assert len(set(ids(mine))) == len(ids(mine))


async def test_switched_off_nothing_that_is_kept_of_a_member_is_even_read(
    browse: Callable[[], Browser], world: list[int], sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even within the server: who it is and what is kept of them are asked in one statement."""
    reader, asked = await browse().sign_up(), []
    execute = Session.execute

    async def noted(self: Session, statement: Any, params: Any = None, **options: Any) -> Any:
        asked.append((statement, params))
        return await execute(self, statement, params, **options)

    monkeypatch.setattr(Session, "execute", noted)
    for personalised in (True, False):
        await reader.call("PATCH", "/v1/me", json={"personalised": personalised})
        asked.clear()
        assert await pages(reader, most=2)
        [(statement, params)] = [one for one in asked if "discovery.portrait AS p" in str(one[0])]
        plain = text("EXPLAIN (ANALYZE, FORMAT JSON) " + statement.text).bindparams(*statement._bindparams.values())
        async with begin(sessions) as tx:
            plan: Any = (await tx.execute(plain, params)).scalar()
        read = {
            one["Relation Name"] for one in parts(plan[0]["Plan"]) if "Relation Name" in one and one["Actual Loops"]
        }
        assert read >= {"member", "portrait", "feed", "follow", "purchase"} if personalised else read == {"member"}


def parts(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """A plan and all that is done for it."""
    return [plan, *(part for below in plan.get("Plans", ()) for part in parts(below))]


async def test_a_feed_does_not_go_on_for_whom_it_would_be_ranked_anew_and_who_is_not_to_be_known_any_more(
    browse: Callable[[], Browser], world: list[int], sessions: Sessions
) -> None:
    reader = await browse().sign_up()
    page = await reader.get("/v1/feeds/discover", params={"limit": 20})
    async with begin(sessions) as tx:
        kept = await tx.scalar(text("SELECT count(*) FROM discovery.feed"))
        await tx.execute(text("UPDATE discovery.feed SET portrait_at = now()"))
    await reader.call("PATCH", "/v1/me", json={"personalised": False})
    again = {"limit": 20, "cursor": page["next_cursor"]}
    refused = await reader.call("GET", "/v1/feeds/discover", params=again, expect=422)
    assert refused["code"] == "cursor-unreadable"
    async with begin(sessions) as tx:
        assert await tx.scalar(text("SELECT count(*) FROM discovery.feed")) == kept
    assert await pages(reader, most=1)


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


def anew(app: Litestar, **parts: Any) -> None:
    """Go on as a process that has just begun: it holds no feed."""
    app.state["brain"] = msgspec.structs.replace(app.state["brain"], **{"open": OpenFeeds(), **parts})


async def test_any_process_goes_on_with_a_feed_that_another_one_ranked(
    app: Litestar, browse: Callable[[], Browser], world: list[int]
) -> None:
    reader = await browse().sign_up()
    first = await reader.get("/v1/feeds/discover", params={"limit": 15})
    here, onward = app.state["brain"], {"limit": 15, "cursor": first["next_cursor"]}
    second = await reader.get("/v1/feeds/discover", params=onward)
    anew(app)
    there = await reader.get("/v1/feeds/discover", params=onward)
    assert len(app.state["brain"].open) == 1, "and holds it from then on"
    for items in (there["items"], (await reader.get("/v1/feeds/discover", params=onward))["items"]):
        assert [{**one, "page": ""} for one in items] == [{**one, "page": ""} for one in second["items"]]
    anew(app, open=None)
    assert ids((await reader.get("/v1/feeds/discover", params=onward))["items"]) == ids(second["items"])
    app.state["brain"] = here
    foreign = await browse().sign_up()
    await foreign.get("/v1/feeds/discover", params=onward, expect=422)


async def test_what_was_shown_is_written_for_many_at_once_and_before_it_is_ranked_by(
    app: Litestar, browse: Callable[[], Browser], sessions: Sessions, world: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = await browse().sign_up(), await browse().sign_up()
    shown = {reader.member_id: ids(await pages(reader, limit=15, most=2)) for reader in (one, two)}
    assert await ask(sessions, "SELECT served FROM discovery.feed") == [15, 15], "the first page, as it was ranked"
    anew_feed = ids((await one.get("/v1/feeds/discover", params={"limit": 15}))["items"])
    assert not set(anew_feed) & set(shown[one.member_id])
    served = "SELECT served FROM discovery.feed ORDER BY member_id, id"
    assert await ask(sessions, served) == [30, 15, 15], "whose feed is ranked anew waits for nobody else"

    async def away(*given: Any) -> None:
        raise DatabaseAway()

    with monkeypatch.context() as broken:
        broken.setattr(store, "set_served", away)
        await record_served(app)
    assert await ask(sessions, served) == [30, 15, 15]
    assert app.state["brain"].open.is_behind, "what could not be written waits"
    await record_served(app)
    assert await ask(sessions, served) == [30, 15, 30]
    assert not app.state["brain"].open.is_behind
    await two.get("/v1/feeds/discover", params={"limit": 15})
    await record_served(app)
    assert await ask(sessions, served) == [30, 15, 30, 15]


async def test_a_feed_as_the_last_release_kept_it_goes_on_and_its_notes_count_as_seen(
    app: Litestar, browse: Callable[[], Browser], sessions: Sessions, world: list[int]
) -> None:
    reader = await browse().sign_up()
    first = await reader.get("/v1/feeds/discover", params={"limit": 15})
    second = await reader.get("/v1/feeds/discover", params={"limit": 15, "cursor": first["next_cursor"]})
    await record_served(app)
    feed = await ask(sessions, "SELECT id FROM discovery.feed")
    kept = next(iter(app.state["brain"].open._held.values()))
    async with begin(sessions) as tx:
        former = {"notes": None, "told": None, "note_ids": kept.note_ids, "reasons": kept.reasons, "trace": b"former"}
        await tx.execute(update(FeedRow).where(FeedRow.id == feed[0]).values(**former))
    anew(app)
    again = await reader.get("/v1/feeds/discover", params={"limit": 15, "cursor": first["next_cursor"]})
    assert [one["note"]["id"] for one in again["items"]] == ids(second["items"])
    assert [one["reason"] for one in again["items"]] == [one["reason"] for one in second["items"]]
    fresh = ids((await reader.get("/v1/feeds/discover", params={"limit": 15}))["items"])
    assert not set(fresh) & {*ids(first["items"]), *ids(second["items"])}
