"""Who looks: all that ranking asks about a member, put together for one feed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.feeds.found import Traits, codes_of
from zhongcao.discovery.service._airing import airing_for
from zhongcao.discovery.service._ask import Ask, Offers
from zhongcao.discovery.service._brain import Brain
from zhongcao.discovery.service._channels import heard
from zhongcao.discovery.service._kin import expected, weighed
from zhongcao.discovery.service._live_board import Airing
from zhongcao.discovery.service._offers import offers_for
from zhongcao.discovery.service._picks import living_picks
from zhongcao.discovery.service._pool import recalled
from zhongcao.discovery.service._vectors import near
from zhongcao.discovery.service._wishes import (
    distaste,
    tastes_with_interests,
    traits_of_channel,
    traits_of_stated,
    unwanted,
)
from zhongcao.discovery.vectors.places import home_of
from zhongcao.identity import service as identity
from zhongcao.identity.rules import place_told
from zhongcao.identity.schemas import Profile
from zhongcao.kit.db import Tx


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """A member who lets themselves be known."""

    profile: Profile
    kept: store.Known
    circle: Any
    """Whom they follow (`followees`), and what those liked (`befriended`)."""
    turn: int = 0
    """As of which turn of listening all of it counts."""


async def find_reader(tx: Tx, member: int, *, now: datetime, turn: int = 0) -> Reader | None:
    """Who looks and what is kept about them; None for whoever does not let themselves be known."""
    found = await store.find_reader(
        tx,
        member,
        feeds=rules.SEEN_FEEDS_MAX,
        whom=identity.WHO,
        beside=community.FOLLOWED,
        given={"since": now - rules.BEFRIENDED_SINCE, **rules.BEFRIENDED},
    )
    if found is None or not found[0].personalised:
        return None
    row, kept = found
    return Reader(profile=identity.as_profile(row), kept=kept, circle=row, turn=turn)


async def ask_for(tx: Tx, *, reader: Reader, trait: str, feed_id: int, now: datetime, brain: Brain) -> Ask:
    """All that ranking asks about a member."""
    profile, kept, circle = reader.profile, reader.kept, reader.circle
    member = int(profile.id)
    interests = await traits_of_stated(tx, profile)
    recent = weighed(kept.recent)
    kin = await expected(tx, brain.kin, recent, feed="notes")
    city, tier = home_of(place_told(profile.city or ""), profile.city_tier)
    close = await near(tx, brain.vectors, recent, seen=kept.seen, city=city, tier=tier)
    fresh = rules.growth(now, rules.TASTE_HALF_LIFE)
    pool = await recalled(tx, brain.pool, brain.fans, now=now)
    last = kept.seen[: rules.SPREAD_WINDOW][::-1]
    shown_last = pool.traits_of(last) if pool is not None else await _traits(tx, last.tolist())
    return Ask(
        viewer=member,
        now=now,
        seed=feed_id,
        channel=await traits_of_channel(tx, trait),
        tastes=tastes_with_interests(kept.tastes, interests, fresh),
        style=rules.style_liked(kept.style, fresh=fresh) if kept.style else [],
        interests=interests,
        followees=frozenset(circle.followees),
        befriended=circle.befriended,
        seen=kept.seen,
        unwanted=unwanted(kept),
        distaste=distaste(kept, now=now),
        kin=kin.notes,
        near=close.notes,
        audience=close.audience,
        city=close.city,
        tier=close.tier,
        picked=await living_picks(tx, now=now, kept=brain.picks),
        fans=brain.fans,
        pool=pool,
        shown_last=shown_last,
        offers=None if trait else await _offers(tx, member=member, kept=kept, kin=kin.products, now=now, brain=brain),
        airing=[] if trait else await _airing(tx, member=member, now=now, brain=brain),
    )


async def _offers(
    tx: Tx, *, member: int, kept: store.Known, kin: Mapping[int, float], now: datetime, brain: Brain
) -> Offers | None:
    asked = offers_for(tx, member=member, kept=kept, kin=kin, now=now, shelf=brain.goods)
    return await heard("home", "offers", asked, nothing=None)


async def _airing(tx: Tx, *, member: int, now: datetime, brain: Brain) -> list[Airing]:
    return await heard("home", "airing", airing_for(tx, member=member, now=now, board=brain.live), nothing=[])


async def _traits(tx: Tx, notes: Sequence[int]) -> Traits:
    traits = await store.traits_of_notes(tx, notes)
    return Traits.of([codes_of(traits[note]) for note in notes if note in traits])
