"""Who looks at a feed: all that is asked about a member before it is ranked, in one statement, whoever knows it."""

from collections.abc import Sequence

import msgspec

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.service._brain import Brain
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import Profile
from zhongcao.kit.db import Tx

_BESIDE = (identity.PROFILE, community.FOLLOWEES, store.BOUGHT)


class Looking(msgspec.Struct, frozen=True, kw_only=True):
    """A member who looks: what they told, what is kept about them, whom they follow and what they bought."""

    profile: Profile
    kept: store.Known
    followees: frozenset[int]
    bought: Sequence[store.Bought]

    @property
    def member(self) -> int:
        """Who it is."""
        return int(self.profile.id)


async def look_up(tx: Tx, member_id: int, *, brain: Brain) -> Looking:
    """Who this is; what they were shown so far is written down first, since it counts as seen."""
    if brain.open is not None:
        await brain.open.settle(tx, member_id)
    kept, answers = await store.find_viewer_with(tx, member_id, feeds=rules.SEEN_FEEDS_MAX, beside=_BESIDE)
    profile, followees, bought = answers
    return Looking(
        profile=identity.read_profile(profile, member_id=member_id),
        kept=kept,
        followees=frozenset(followees or ()),
        bought=store.read_bought(bought),
    )
