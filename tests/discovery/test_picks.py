"""Editors' picks: put forward to everybody, explained, ended; by editors only."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.driving import Browser
from tests.factories import community
from tests.factories import identity as people
from zhongcao.discovery import service
from zhongcao.discovery.rules import PICK_DAYS, PICK_EVERY, PICK_PLACE
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import SYSTEM

WHY = {"why": "写得真，图也好"}


@pytest.fixture
async def world(sessions: Sessions) -> list[int]:
    """Two hundred notes: more than a feed has places for; the last ones are by far the oldest."""
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=40)
        now = clock.now()
        notes = await community.imported_notes(tx, authors=authors, count=190, published_at=now - timedelta(days=2))
        old = await community.imported_notes(tx, authors=authors, count=10, published_at=now - timedelta(days=200))
        await service.adopt_notes(tx, note_ids=notes + old)
    return notes + old


@pytest.fixture
async def editor(sessions: Sessions, browse: Callable[[], Browser]) -> Browser:
    """An editor."""
    return await people.staff(sessions, browse(), "editor")


async def shown(browser: Browser, **query: Any) -> list[Any]:
    items: list[Any] = (await browser.get("/v1/feeds/discover", params={"limit": 30, **query}))["items"]
    return items


async def test_picks_stand_in_their_places_for_members_and_visitors(
    browse: Callable[[], Browser], editor: Browser, world: list[int]
) -> None:
    older, newer = world[-1], world[-2]
    await editor.call("PUT", f"/v1/console/picks/{older}", json=WHY, expect=204)
    await editor.call("PUT", f"/v1/console/picks/{newer}", json=WHY, expect=204)
    for viewer in (browse(), await browse().sign_up()):
        items = await shown(viewer)
        first, second = items[PICK_PLACE - 1], items[PICK_PLACE - 1 + PICK_EVERY]
        assert [first["note"]["id"], second["note"]["id"]] == [str(newer), str(older)]
        assert first["reason"] == {"code": "picked", "zh": "编辑精选", "en": "Picked by our editors"}
        assert [item["reason"]["code"] for item in items].count("picked") == 2


async def test_a_pick_that_was_seen_does_not_come_back(
    browse: Callable[[], Browser], editor: Browser, world: list[int]
) -> None:
    reader = await browse().sign_up()
    await editor.call("PUT", f"/v1/console/picks/{world[-1]}", json=WHY, expect=204)
    assert str(world[-1]) in {item["note"]["id"] for item in await shown(reader)}
    assert str(world[-1]) not in {item["note"]["id"] for item in await shown(reader)}


async def test_a_pick_ends_by_itself_or_is_taken_back(
    browse: Callable[[], Browser], editor: Browser, world: list[int], sessions: Sessions
) -> None:
    await editor.call("PUT", f"/v1/console/picks/{world[-1]}", json={**WHY, "days": 1}, expect=204)
    await editor.call("PUT", f"/v1/console/picks/{world[-2]}", json=WHY, expect=204)
    async with begin(sessions) as tx:
        for days, left in ((0, 2), (2, 1), (PICK_DAYS + 1, 0)):
            at = clock.now() + timedelta(days=days)
            assert len(await service.list_offers(tx, by=SYSTEM, picked=True, now=at)) == left
    (kept, _) = (await editor.get("/v1/console/picks?picked=true"))["items"]
    assert (kept["note"]["id"], kept["why"], kept["can_unpick"]) == (str(world[-2]), WHY["why"], True)
    await editor.call("DELETE", f"/v1/console/picks/{world[-2]}", expect=204)
    refused = await editor.call("DELETE", f"/v1/console/picks/{world[-2]}", expect=404)
    assert refused["code"] == "discovery.not-picked"
    assert [one["note"]["id"] for one in (await editor.get("/v1/console/picks?picked=true"))["items"]] == [
        str(world[-1])
    ]
    told = (await editor.get(f"/v1/console/history?subject=note:{world[-2]}"))["items"]
    assert [step["action"] for step in told] == ["discovery.unpick", "discovery.pick"]


async def test_only_what_everybody_sees_is_offered_and_picked(
    browse: Callable[[], Browser], editor: Browser, world: list[int], sessions: Sessions
) -> None:
    offers = (await editor.get("/v1/console/picks"))["items"]
    assert offers
    assert all(one["can_pick"] and not one["can_unpick"] and one["picked_at"] is None for one in offers)
    chosen = offers[0]["note"]["id"]
    await editor.call("PUT", f"/v1/console/picks/{chosen}", json=WHY, expect=204)
    assert chosen not in {one["note"]["id"] for one in (await editor.get("/v1/console/picks"))["items"]}
    async with begin(sessions) as tx:
        await service.hide_note(tx, note_id=world[-3], now=clock.now())
    refused = await editor.call("PUT", f"/v1/console/picks/{world[-3]}", json=WHY, expect=404)
    assert refused["code"] == "discovery.note-not-shown"
    await editor.call("PUT", f"/v1/console/picks/{world[-4]}", json={"why": ""}, expect=422)
    assert len((await editor.get("/v1/console/picks?picked=true"))["items"]) == 1
