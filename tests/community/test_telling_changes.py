"""What processes hear of: every act that makes a note, or what a member sees of notes, another one."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community
from zhongcao.community import store
from zhongcao.community.rules import NOTE_CHANGED, VIEWER_CHANGED
from zhongcao.community.service import forget_member
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

Told = Callable[[], Awaitable[set[tuple[str, int]]]]
TAKE = text("DELETE FROM kit.change RETURNING kind, key")


@pytest.fixture
async def told(sessions: Sessions) -> Told:
    """What was told since the last time, as (kind, key)."""

    async def take() -> set[tuple[str, int]]:
        async with begin(sessions) as tx:
            return {(one.kind, one.key) for one in await tx.execute(TAKE)}

    return take


async def test_likes_edits_and_withdrawals_are_told(browse: Callable[[], Browser], told: Told) -> None:
    author, reader = await browse().sign_up(), await browse().sign_up()
    note = await community.note(author)
    key, by = int(note["id"]), int(reader.member_id)
    await told()
    for act in (reader.put, reader.delete):
        await act(f"/v1/notes/{key}/like", expect=204)
        assert await told() == {(NOTE_CHANGED, key), (VIEWER_CHANGED, by)}
        await act(f"/v1/notes/{key}/like", expect=204)
        assert await told() == set(), "it changes nothing"
    await author.delete(f"/v1/notes/{key}", expect=204)
    assert (NOTE_CHANGED, key) in await told()


async def test_blocks_are_told_to_both(browse: Callable[[], Browser], told: Told) -> None:
    one, two = await browse().sign_up(), await browse().sign_up()
    both = {(VIEWER_CHANGED, int(who.member_id)) for who in (one, two)}
    await told()
    await one.put(f"/v1/members/{two.member_id}/block", expect=204)
    assert await told() == both
    await one.delete(f"/v1/members/{two.member_id}/block", expect=204)
    assert await told() == both


async def test_imported_likes_are_told_and_follows_are_nobodys_business(sessions: Sessions, told: Told) -> None:
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=2)
        notes = await community.imported_notes(tx, authors=authors, count=2, published_at=clock.now())
    await told()
    given: dict[str, Any] = {"members": authors, "moments": [clock.now()] * 2}
    async with begin(sessions) as tx:
        assert await store.import_interactions(tx, "follow", subjects=authors[::-1], **given) == 2
    assert await told() == set()
    async with begin(sessions) as tx:
        assert await store.import_interactions(tx, "like", subjects=notes, **given) == 2
    expected = {(NOTE_CHANGED, note) for note in notes} | {(VIEWER_CHANGED, one) for one in authors}
    assert await told() == expected


async def test_a_farewell_is_told(browse: Callable[[], Browser], sessions: Sessions, told: Told) -> None:
    leaving, other = await browse().sign_up(), await browse().sign_up()
    own, others = int((await community.note(leaving))["id"]), int((await community.note(other))["id"])
    await leaving.put(f"/v1/notes/{others}/like", expect=204)
    await leaving.put(f"/v1/members/{other.member_id}/block", expect=204)
    await told()
    async with begin(sessions) as tx:
        await forget_member(tx, member_id=int(leaving.member_id), now=clock.now())
    heard = await told()
    assert {(NOTE_CHANGED, own), (NOTE_CHANGED, others)} <= heard
    assert {(VIEWER_CHANGED, int(leaving.member_id)), (VIEWER_CHANGED, int(other.member_id))} <= heard
