"""Vectors, audiences and places (向量、相近人群、同城): made from acts, and what a feed asks them."""

from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from zhongcao.discovery import rules, store
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.feeds.found import Whole
from zhongcao.discovery.kin.learning import Acts
from zhongcao.discovery.kin.table import NOTE, PRODUCT, Recent
from zhongcao.discovery.rules import Act
from zhongcao.discovery.service._kin import BATCH, Say, find_acts, taught
from zhongcao.discovery.service._learnt import Taught, consult, is_old
from zhongcao.discovery.vectors.learning import Verdict, learn
from zhongcao.discovery.vectors.places import Homes, home_of
from zhongcao.discovery.vectors.table import NOTHING, Near, NearGoods, Vectors, save
from zhongcao.discovery.vectors.wants import Wants
from zhongcao.identity import service as identity
from zhongcao.kit.db import ReadTx, Tx

GOODS_ACTS = (Act.LOOK.value, Act.CART.value)


async def are_vectors_due(tx: Tx | ReadTx, *, now: datetime) -> bool:
    """Whether vectors are to be learnt anew: there are none, or the last ones are old."""
    return await is_old(tx, "vectors", after=rules.KIN_EVERY, now=now)


async def make_vectors(
    read: ReadTx, *, path: Path, now: datetime, say: Say = lambda text: None
) -> Taught[Verdict] | None:
    """Learn vectors, audiences, places and wants from all that members did, into a file; nothing from too few acts."""
    acts = await find_acts(read, say)
    if acts is None:
        return None
    say("reading where they live")
    homes = await _read_homes(read, np.unique(acts.members))
    say("reading which goods they want")
    wants = await _read_wants(read, acts, now=now)
    return await taught(partial(learn, acts, homes, wants), save, path=path, say=say)


async def _read_wants(read: ReadTx, acts: Acts, *, now: datetime) -> Wants:
    """What members bought, put into the cart and looked at; only of those who let themselves be known."""
    bought = acts.are_products
    parts = [np.stack([acts.members[bought], acts.subjects[bought], acts.at[bought].astype(np.int64)])]
    count, last, since = 0, None, now - rules.goods.WANTS_DAYS
    while count < rules.goods.WANTS_MAX:
        rows = await store.list_latest_glances(read, acts=GOODS_ACTS, since=since, before=last, limit=BATCH)
        if not rows:
            break
        parts.append(np.array([(row.member_id, row.subject_id, int(row.at.timestamp())) for row in rows], np.int64).T)
        count, last = count + len(rows), rows[-1]
    members, goods, at = np.concatenate(parts, axis=1)
    chosen = np.isin(members, await _knowable(read, np.unique(members)))
    wanted = Acts(
        members=members[chosen],
        subjects=goods[chosen],
        are_products=np.ones(int(chosen.sum()), np.bool_),
        at=at[chosen].astype(np.float64),
    )
    return Wants(wanted, await _read_homes(read, np.unique(wanted.members)))


async def _knowable(read: ReadTx, members: Whole) -> Whole:
    """Those of some members who let themselves be known."""
    known: list[int] = []
    for start in range(0, len(members), BATCH):
        known += await identity.knowable(read, members[start : start + BATCH].tolist())
    return np.array(known, np.int64)


async def _read_homes(read: ReadTx, members: Whole) -> Homes:
    """Where some members live, as far as they told it and let themselves be known; two numbers for each."""
    homes = Homes(*(np.zeros(len(members), np.uint64) for _ in range(2)))
    for start in range(0, len(members), BATCH):
        for one in await identity.homes(read, members[start : start + BATCH].tolist()):
            row = np.searchsorted(members, one.member)
            homes.cities[row], homes.tiers[row] = home_of(one.place, one.tier)
    return homes


async def goods_near(
    tx: Tx | ReadTx, shelf: Shelf[Vectors] | None, recent: Recent, *, city: int = 0, tier: int = 0
) -> NearGoods:
    """Goods near a member's last acts, what members of similar taste and people of their city and its tier want.

    A place is told by its key; nothing without vectors.
    """
    if not (recent or city or tier):
        return NearGoods()

    def question(held: Vectors) -> NearGoods:
        most = rules.EXPECTED_MAX
        found = held.goods_near(recent, most=most["near_goods"], told=most["audience_goods"])
        told = held.of_places((city, tier), recent, NOTHING, told=most["place_goods"], kind=PRODUCT)
        return msgspec.structs.replace(found, **_filled(*told, most=most["place_goods"]))

    return await consult(tx, shelf, "vectors", question, feed="goods", stage="near", nothing=NearGoods())


async def near(
    tx: Tx | ReadTx, shelf: Shelf[Vectors] | None, recent: Recent, *, seen: Whole, city: int = 0, tier: int = 0
) -> Near:
    """Notes near a member's last acts, what members of similar taste and people of their city and its tier act upon.

    A place is told by its key; nothing without vectors.
    """
    if not (recent or city or tier):
        return Near()

    def question(held: Vectors) -> Near:
        most, ordered = rules.EXPECTED_MAX, np.sort(seen)
        found = held.near(recent, ordered, most=most["near"], told=most["audience"])
        told = held.of_places((city, tier), recent, ordered, told=most["place"], kind=NOTE)
        return msgspec.structs.replace(found, **_filled(*told, most=most["place"]))

    return await consult(tx, shelf, "vectors", question, feed="home", stage="near", nothing=Near())


def _filled(at_home: list[int], alike: list[int], *, most: int) -> dict[str, list[int]]:
    """What is told of a city, filled up with what is told of its tier."""
    others = [one for one in alike if one not in at_home]
    return {"city": at_home, "tier": others[: most - len(at_home)]}
