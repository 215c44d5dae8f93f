"""What the feed of goods asks before it ranks: who looks, and which goods take part.

A channel whose statement fails brings nothing; nothing is asked about visitors and whoever wants no portrait.
"""

from collections.abc import Collection
from datetime import datetime

import numpy as np

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.feeds.found import among, matched
from zhongcao.discovery.kin.table import Expected
from zhongcao.discovery.rules import prices
from zhongcao.discovery.service._brain import Brain
from zhongcao.discovery.service._channels import heard
from zhongcao.discovery.service._choices import Choices, Viewer
from zhongcao.discovery.service._habits import due_now
from zhongcao.discovery.service._kin import expected, weighed
from zhongcao.discovery.service._ranker import learnt_heads
from zhongcao.discovery.service._shelf import (
    AUDIENCE,
    DUE,
    EXPECTED,
    LEVEL,
    NEAR,
    NEED,
    NEW,
    PLACE,
    GoodsShelf,
)
from zhongcao.discovery.service._vectors import goods_near
from zhongcao.discovery.service._wishes import distaste, shares_of, tastes_with_interests, traits_of_stated, unwanted
from zhongcao.discovery.vectors.places import home_of
from zhongcao.discovery.vectors.table import NearGoods
from zhongcao.identity import service as identity
from zhongcao.identity.rules import place_told
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor


async def viewer_of(tx: Tx | ReadTx, *, by: Actor, now: datetime, brain: Brain, began: int) -> Viewer:
    """What is known about a member; nothing about visitors and whoever switched personalisation off."""
    if not by.signed_in:
        return Viewer()
    profile = await identity.get_profile(tx, member_id=by.member_id)
    if not profile.personalised:
        return Viewer()
    kept = await store.find_viewer(tx, by.member_id, feeds=1)
    interests = await traits_of_stated(tx, profile)
    fresh = rules.growth(now, rules.TASTE_HALF_LIFE)
    tastes = tastes_with_interests(kept.tastes, interests, fresh)
    followees = await community.followees(tx, by.member_id)
    since = now - rules.goods.USED_DAYS
    users = await heard(
        "goods",
        "followed",
        store.users_by_product(tx, author_ids=followees, since=since, limit=rules.goods.NOTES_MAX),
        nothing={},
    )
    version, heads = await learnt_heads(tx, brain.goods_ranker, kind="goods")
    recent = weighed(kept.recent)
    kin = await heard("goods", "kin", expected(tx, brain.kin, recent, feed="products"), nothing=Expected())
    city, tier = home_of(place_told(profile.city or ""), profile.city_tier)
    asked = goods_near(tx, brain.vectors, recent, city=city, tier=tier)
    close = await heard("goods", "near", asked, nothing=NearGoods())
    return Viewer(
        tastes=shares_of(tastes),
        interests=interests,
        users=users,
        unwanted=unwanted(kept),
        distaste=distaste(kept, now=now),
        kin=kin.products,
        near=close.goods,
        audience=close.audience,
        city=close.city,
        tier=close.tier,
        due=await heard("goods", "due", due_now(tx, by.member_id, now=now), nothing={}),
        style=rules.style_liked(kept.style, fresh=fresh)[: rules.LOOKS] if kept.style else [],
        leaning=prices.leaning(kept.style, fresh=fresh),
        draw=by.member_id ^ began,
        heads=heads,
        model=version,
        is_personal=True,
    )


async def recall(tx: Tx | ReadTx, *, viewer: Viewer, now: datetime, shelf: GoodsShelf | None) -> Choices:
    """Recall: what sells best, is new, expected, near to it, about to run out, wanted by similar people or by those of
    a place, on a level of prices, or for a need.
    """
    shelf = shelf or GoodsShelf()
    suiting = await heard("goods", "level", _on_level(tx, viewer, shelf, now=now), nothing=[])
    needing = await heard("goods", "needs", _of_needs(tx, viewer, shelf, now=now), nothing=[])
    brought_by: list[tuple[Collection[int], int]] = [(viewer.kin, EXPECTED), (viewer.near, NEAR), (viewer.due, DUE)]
    brought_by += [
        (viewer.audience, AUDIENCE),
        ([*viewer.city, *viewer.tier], PLACE),
        (suiting, LEVEL),
        (needing, NEED),
    ]
    goods = await shelf.goods(tx, [one for brought, _ in brought_by for one in brought], now=now)
    sources = goods.sources.copy()
    for brought, source in (one for one in brought_by if one[0]):
        is_brought = among(goods.ids, np.array(list(brought), np.int64))
        sources[is_brought] = (sources[is_brought] & ~NEW) | source
    people = {key: float(many) for key, (many, _) in viewer.users.items()}
    return Choices.of(goods, sources).but(
        people=matched(people, goods.ids).astype(np.int64), due=matched(viewer.due, goods.ids)
    )


async def _on_level(tx: Tx | ReadTx, viewer: Viewer, shelf: GoodsShelf, *, now: datetime) -> list[int]:
    """What sells best, on the level of prices that the viewer chooses, of the kinds of goods that they like most."""
    if abs(viewer.leaning) < prices.CLEAR:
        return []
    kinds = sorted((trait for trait in viewer.tastes if trait[0] == "c"), key=lambda one: (-viewer.tastes[one], one))
    return await shelf.on_level(tx, [int(trait[2:]) for trait in kinds[: prices.KINDS]], viewer.leaning, now=now)


async def _of_needs(tx: Tx | ReadTx, viewer: Viewer, shelf: GoodsShelf, *, now: datetime) -> list[int]:
    """What sells best for the needs that the viewer has most."""
    strongest = sorted(viewer.needs.items(), key=lambda one: (-one[1], one[0]))[: rules.goods.NEEDS_ASKED]
    asked = [need for need, share in strongest if share >= rules.goods.NEED_LEAST]
    return await shelf.naming(tx, asked, now=now) if asked else []
