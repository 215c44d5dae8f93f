"""The portrait over HTTP: what is learnt can be seen, corrected and forgotten, and the next page heeds it."""

import random
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community, mall
from zhongcao.discovery import rules, service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

Drain = Callable[..., Awaitable[None]]
CORRECTIONS = text("SELECT subject FROM discovery.correction WHERE member_id = :member ORDER BY subject")
DISCOVER, PORTRAIT = "/v1/feeds/discover", "/v1/me/portrait"


@pytest.fixture
async def world(sessions: Sessions) -> list[int]:
    """Fifty notes of twenty-five authors; the last ten are about sunscreen."""
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=25, nickname="作者")
        at = clock.now() - timedelta(days=2)
        notes = await community.imported_notes(tx, authors=authors, count=40, published_at=at)
        notes += await community.imported_notes(
            tx, authors=authors, count=10, published_at=at, title="防晒霜测评", topics=["防晒"]
        )
        await service.adopt_notes(tx, note_ids=notes)
    return notes


def ids(page: Any) -> list[str]:
    return [item["note"]["id"] for item in page["items"]]


def event(kind: str, **about: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "kind": kind, "at": clock.now().isoformat(), "session": "s", **about}


async def tastes(reader: Browser) -> dict[str, dict[str, Any]]:
    return {one["subject"]: one for one in (await reader.get(PORTRAIT))["tastes"]}


async def test_a_like_changes_the_next_page_of_the_same_session(
    browse: Callable[[], Browser], world: list[int], drain: Drain
) -> None:
    reader = await browse().sign_up()
    first = await reader.get(DISCOVER, params={"limit": 5})
    sunscreen = {str(note) for note in world[40:]} - set(ids(first))
    for note in list(sunscreen)[:2]:
        await reader.put(f"/v1/notes/{note}/collect")
    await drain("discovery")
    asked = {"limit": 10, "cursor": first["next_cursor"]}
    second = await reader.get(DISCOVER, params=asked)
    assert ids(second)[0] in sunscreen, "what is liked comes up at once"
    assert len(sunscreen & set(ids(second))) == rules.TOPIC_CAP[0], "and as often as a page lets one topic come"
    assert second["items"][0]["reason"]["code"] in ("topic", "author")
    assert not set(ids(first)) & set(ids(second)), "and a session still never repeats a note"
    assert ids(await reader.get(DISCOVER, params=asked)) == ids(second), "asked twice, answered the same"
    third = await reader.get(DISCOVER, params={"limit": 10, "cursor": second["next_cursor"]})
    assert len(set(ids(first) + ids(second) + ids(third))) == 25


async def test_a_portrait_tells_in_words_what_was_learnt(
    browse: Callable[[], Browser], world: list[int], drain: Drain
) -> None:
    reader = await browse().sign_up()
    empty = await reader.get(PORTRAIT)
    assert (empty["tastes"], empty["aversions"], empty["personalised"]) == ([], [], True)
    await reader.put(f"/v1/notes/{world[40]}/like")
    await reader.call("PATCH", "/v1/me", json={"interests": ["唇釉"]})
    await drain("discovery")
    found = await tastes(reader)
    assert found["t:防晒"]["zh"] == "#防晒"
    assert found["t:防晒"]["chosen"] is False
    assert found["t:唇釉"]["chosen"] is True
    assert max(one["share"] for one in found.values()) == 1
    assert any(one["kind"] == "author" and one["zh"].startswith("作者") for one in found.values())


async def test_looking_teaches_a_little_once_a_day(
    browse: Callable[[], Browser], sessions: Sessions, world: list[int], drain: Drain
) -> None:
    reader, other = await browse().sign_up(), await browse().sign_up()
    async with begin(sessions) as tx:
        sku = await mall.sku(tx)
    looks = [event("click", note=str(world[40])), event("product_view", product=str(sku.product_id))]
    await reader.post("/v1/events", {"events": looks})
    await drain("discovery")
    once = await tastes(reader)
    assert {"t:防晒", f"p:{sku.product_id}"} <= set(once)
    await reader.post("/v1/events", {"events": [event("click", note=str(world[40])) for _ in range(20)]})
    await drain("discovery")
    assert await tastes(reader) == once, "opening it twenty times more says nothing more today"
    await other.call("PATCH", "/v1/me", json={"personalised": False})
    await other.post("/v1/events", {"events": [event("click", note=str(world[41]))]})
    await drain("discovery")
    assert await tastes(other) == {}, "who switched it off is not watched"


async def test_a_forgotten_taste_stays_forgotten_until_something_new_is_done(
    browse: Callable[[], Browser], sessions: Sessions, world: list[int], drain: Drain
) -> None:
    reader = await browse().sign_up()
    await reader.put(f"/v1/notes/{world[40]}/collect")
    await drain("discovery")
    await reader.delete(f"{PORTRAIT}/tastes/t:防晒")
    assert "t:防晒" not in await tastes(reader)
    async with begin(sessions) as tx:
        await service.rebuild(tx, now=clock.now())
    left = await tastes(reader)
    assert "t:防晒" not in left, "a rebuild learns nothing that was forgotten"
    assert left, "the rest is still known"
    await reader.put(f"/v1/notes/{world[41]}/collect")
    await drain("discovery")
    assert "t:防晒" in await tastes(reader)
    await reader.delete(PORTRAIT)
    assert await tastes(reader) == {}
    async with begin(sessions) as tx:
        await service.rebuild(tx, now=clock.now())
    assert await tastes(reader) == {}


@pytest.mark.parametrize("reason", ["content", "author", "seen", "ad"])
async def test_not_interested_acts_on_the_very_next_page_and_can_be_undone(
    browse: Callable[[], Browser], world: list[int], reason: str
) -> None:
    reader, other = await browse().sign_up(), await browse().sign_up()
    first = await reader.get(DISCOVER, params={"limit": 3})
    note = next(str(one) for one in world[40:] if str(one) not in ids(first))
    author = (await reader.get(f"/v1/notes/{note}"))["author"]["id"]
    await reader.put(f"/v1/notes/{note}/dismissal", {"reason": reason})
    rest = await reader.get(DISCOVER, params={"limit": 50, "cursor": first["next_cursor"]})
    assert note not in ids(rest)
    by_author = [item for item in rest["items"] if item["note"]["author"]["id"] == author]
    assert bool(by_author) is (reason != "author")
    kept = (await reader.get(PORTRAIT))["aversions"]
    assert [(one["kind"], one["reason"]) for one in kept] == [("author" if reason == "author" else "note", reason)]
    if reason in ("content", "ad"):
        places = [at for at, item in enumerate(rest["items"]) if item["note"]["title"] == "防晒霜测评"]
        assert min(places) > 25, "and its like comes later"
    assert note in ids(await other.get(DISCOVER, params={"limit": 50})), "nobody else is concerned"
    await reader.delete(f"/v1/notes/{note}/dismissal")
    assert (await reader.get(PORTRAIT))["aversions"] == []


async def test_what_is_kept_away_is_shown_nowhere_in_the_feeds_until_it_is_let_back(
    browse: Callable[[], Browser], sessions: Sessions, world: list[int]
) -> None:
    reader = await browse().sign_up()
    async with begin(sessions) as tx:
        sku = await mall.sku(tx)
    sunscreen = {str(note) for note in world[40:]}
    await reader.put(f"{PORTRAIT}/aversions/t:防晒")
    await reader.put(f"{PORTRAIT}/aversions/t:防晒")
    await reader.put(f"{PORTRAIT}/aversions/p:{sku.product_id}")
    assert not sunscreen & set(ids(await reader.get(DISCOVER, params={"limit": 50})))
    goods = (await reader.get("/v1/feeds/goods", params={"limit": 50}))["items"]
    assert str(sku.product_id) not in {one["product"]["id"] for one in goods}
    assert {one["subject"] for one in (await reader.get(PORTRAIT))["aversions"]} == {
        "t:防晒",
        f"p:{sku.product_id}",
    }
    await reader.delete(f"{PORTRAIT}/aversions/t:防晒")
    assert sunscreen & set(ids(await reader.get(DISCOVER, params={"limit": 50})))


async def test_nonsense_is_refused_and_changes_nothing(browse: Callable[[], Browser], world: list[int]) -> None:
    reader = await browse().sign_up()
    for subject in ("x:1", "a:many", "brand", "a:999999999999999", "b:9999999999999999999"):
        refused = await reader.call("PUT", f"{PORTRAIT}/aversions/{subject}", expect=422)
        assert refused["code"] == "discovery.subject-unknown"
    for note in (1, 2**62):
        assert (await reader.call("PUT", f"/v1/notes/{note}/dismissal", json={"reason": "seen"}, expect=404))["code"]
    assert (await reader.call("PUT", f"/v1/notes/{world[0]}/dismissal", json={"reason": "boring"}, expect=422))["code"]
    assert (await reader.get(PORTRAIT))["aversions"] == []


async def test_a_muted_author_stays_muted_when_a_dismissal_is_taken_back(
    browse: Callable[[], Browser], world: list[int]
) -> None:
    reader = await browse().sign_up()
    note = world[0]
    author = (await reader.get(f"/v1/notes/{note}"))["author"]["id"]
    await reader.put(f"{PORTRAIT}/aversions/a:{author}")
    await reader.put(f"/v1/notes/{note}/dismissal", {"reason": "author"})
    await reader.delete(f"/v1/notes/{note}/dismissal")
    kept = (await reader.get(PORTRAIT))["aversions"]
    assert [(one["subject"], one["reason"]) for one in kept] == [(f"a:{author}", "muted")]


async def test_a_dismissed_author_who_is_muted_then_stays_away(browse: Callable[[], Browser], world: list[int]) -> None:
    reader = await browse().sign_up()
    note = world[0]
    author = (await reader.get(f"/v1/notes/{note}"))["author"]["id"]
    await reader.put(f"/v1/notes/{note}/dismissal", {"reason": "author"})
    await reader.put(f"{PORTRAIT}/aversions/a:{author}")
    await reader.delete(f"/v1/notes/{note}/dismissal")
    assert [one["reason"] for one in (await reader.get(PORTRAIT))["aversions"]] == ["muted"]


async def test_a_portrait_stays_bounded(
    browse: Callable[[], Browser], sessions: Sessions, world: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhongcao.discovery.rules.CORRECTIONS_MAX", 3)
    reader = await browse().sign_up()
    for number in range(6):
        await reader.put(f"{PORTRAIT}/aversions/t:话题{number}")
        await reader.delete(f"{PORTRAIT}/tastes/t:从没喜欢过{number}")
    async with begin(sessions) as tx:
        kept = (await tx.scalars(CORRECTIONS, {"member": reader.member_id})).all()
    assert kept == ["t:话题3", "t:话题4", "t:话题5"]


async def test_glances_are_part_of_a_rebuild(
    browse: Callable[[], Browser], sessions: Sessions, world: list[int], drain: Drain
) -> None:
    reader, dice = await browse().sign_up(), random.Random(11)
    for _ in range(12):
        note = str(dice.choice(world))
        await reader.post("/v1/events", {"events": [event("click", note=note)]})
        if dice.random() < 0.4:
            await reader.put(f"/v1/notes/{note}/like")
    await drain("discovery")
    folded = {subject: one["share"] for subject, one in (await tastes(reader)).items()}
    async with begin(sessions) as tx:
        await service.rebuild(tx, now=clock.now())
    assert {subject: one["share"] for subject, one in (await tastes(reader)).items()} == pytest.approx(folded)
