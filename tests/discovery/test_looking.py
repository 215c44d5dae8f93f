"""One statement asks who looks at a feed; it answers what each domain says by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.discovery.test_habits import buy
from tests.driving import Browser
from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.service import Brain
from zhongcao.discovery.service._looking import look_up
from zhongcao.identity import service as identity
from zhongcao.identity.errors import MemberNotFound
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

TOLD = {"birth_year": 1992, "city": "上海", "skin_type": "dry", "concerns": ["acne"], "interests": ["防晒", 'a "b"']}


async def test_who_looks_is_who_they_are_everywhere(sessions: Sessions, browse: Callable[[], Browser]) -> None:
    other, member = await browse().sign_up(), await browse().sign_up()
    await member.put(f"/v1/members/{other.member_id}/follow")
    await buy(sessions, member.member_id, 71, 3, 40)
    await buy(sessions, member.member_id, 70, 9)
    async with begin(sessions) as tx:
        await identity.change_profile(tx, member_id=member.member_id, changes=TOLD, now=clock.now())
    async with begin(sessions) as tx:
        who = await look_up(tx, member.member_id, brain=Brain())
        assert who.profile == await identity.get_profile(tx, member_id=member.member_id)
        assert who.followees == set(await community.followees(tx, member.member_id)) == {other.member_id}
        assert who.bought == await store.list_bought(tx, member.member_id)
        kept = await store.find_viewer(tx, member.member_id, feeds=rules.SEEN_FEEDS_MAX)
        assert (who.kept.tastes, who.kept.changed_at) == (kept.tastes, kept.changed_at)
    assert [(one.product_id, one.times, one.last - one.first >= timedelta(days=36)) for one in who.bought] == [
        (70, 1, False),
        (71, 2, True),
    ]


async def test_who_told_nothing_and_follows_nobody_is_known_too_and_a_stranger_is_not(
    sessions: Sessions, browse: Callable[[], Browser]
) -> None:
    member = await browse().sign_up()
    async with begin(sessions) as tx:
        who = await look_up(tx, member.member_id, brain=Brain())
        assert (who.profile.personalised, who.followees, list(who.bought), who.kept.tastes) == (True, set(), [], {})
        with pytest.raises(MemberNotFound):
            await look_up(tx, 1, brain=Brain())
