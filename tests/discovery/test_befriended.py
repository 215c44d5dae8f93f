"""What several of the people liked whom one follows comes up; what a single one liked is told to nobody."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community
from zhongcao.discovery import rules, service
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

Drain = Callable[..., Awaitable[None]]
DISCOVER, ME = "/v1/feeds/discover", "/v1/me"
LIKED_AT = text("UPDATE community.note_like SET at = :at WHERE note_id = :note")


@pytest.fixture
async def notes(sessions: Sessions) -> list[int]:
    """Three hundred notes that nobody follows; the last ones are older and colder than all that recall would take."""
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=60, nickname="作者")
        now = clock.now()
        made = await community.imported_notes(tx, authors=authors, count=290, published_at=now - timedelta(days=1))
        made += await community.imported_notes(tx, authors=authors, count=10, published_at=now - timedelta(days=60))
        await service.adopt_notes(tx, note_ids=made)
    return made


async def reader_with_friends(browse: Callable[[], Browser], count: int) -> tuple[Browser, list[Browser]]:
    reader, friends = await browse().sign_up(), [await browse().sign_up(f"朋友{n}") for n in range(count)]
    for friend in friends:
        await reader.put(f"/v1/members/{friend.member_id}/follow")
    return reader, friends


async def reasons(reader: Browser) -> dict[str, Any]:
    """All that a feed shows, each with its reason."""
    found: dict[str, Any] = {}
    page = await reader.get(DISCOVER, params={"limit": 40})
    for _ in range(3):
        found |= {one["note"]["id"]: one["reason"] for one in page["items"]}
        page = await reader.get(DISCOVER, params={"limit": 40, "cursor": page["next_cursor"]})
    return found


async def like(note: int, *who: Browser, sessions: Sessions | None = None, at: datetime | None = None) -> None:
    for one in who:
        await one.put(f"/v1/notes/{note}/like")
    if sessions is not None:
        async with begin(sessions) as tx:
            await tx.execute(LIKED_AT, {"at": at, "note": note})


async def test_what_several_liked_comes_up_and_says_so_without_a_name(
    browse: Callable[[], Browser], notes: list[int], drain: Drain
) -> None:
    reader, (first, second, third) = await reader_with_friends(browse, 3)
    stranger = await browse().sign_up()
    both, single, strange = notes[-1], notes[-2], notes[-3]
    await like(both, first, second)
    await like(single, third)
    await like(strange, third, stranger)
    await drain("discovery")
    told = await reasons(reader)
    assert (told[str(both)]["code"], told[str(both)]["en"]) == ("friends", "Several people you follow liked this")
    assert [key for key, reason in told.items() if reason["code"] == "friends"] == [str(both)], "one alone says nothing"
    page = await reader.get(DISCOVER, params={"limit": 5})
    assert str(both) not in {one["note"]["id"] for one in page["items"]}, "what was shown is not shown again"


async def test_likes_of_long_ago_and_ones_that_were_taken_back_bring_nothing(
    browse: Callable[[], Browser], sessions: Sessions, notes: list[int], drain: Drain
) -> None:
    reader, (first, second) = await reader_with_friends(browse, 2)
    ago = clock.now() - rules.BEFRIENDED_SINCE - timedelta(hours=1)
    await like(notes[-1], first, second, sessions=sessions, at=ago)
    await like(notes[-2], first, second)
    await second.delete(f"/v1/notes/{notes[-2]}/like")
    await drain("discovery")
    assert "friends" not in {reason["code"] for reason in (await reasons(reader)).values()}


async def test_whoever_is_not_to_be_known_is_shown_nothing_of_it(
    browse: Callable[[], Browser], notes: list[int], drain: Drain
) -> None:
    reader, friends = await reader_with_friends(browse, 2)
    await like(notes[-1], *friends)
    await drain("discovery")
    await reader.call("PATCH", ME, json={"personalised": False})
    page = await reader.get(DISCOVER, params={"limit": 40})
    assert "friends" not in {one["reason"]["code"] for one in page["items"]}
    await reader.call("PATCH", ME, json={"personalised": True})
    assert str(notes[-1]) in await reasons(reader)
