"""Vectors, audiences and places (向量、相近人群、同城): made from acts, and what a feed asks them."""

from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from zhongcao.discovery import rules
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.feeds.found import Whole
from zhongcao.discovery.service._kin import BATCH, Say, find_acts, taught, weighed
from zhongcao.discovery.service._learnt import Taught, consult, is_old
from zhongcao.discovery.store import Known
from zhongcao.discovery.vectors.learning import Verdict, learn
from zhongcao.discovery.vectors.places import Homes, home_of
from zhongcao.discovery.vectors.table import Near, Vectors, save
from zhongcao.identity import service as identity
from zhongcao.kit.db import ReadTx, Tx


async def are_vectors_due(tx: Tx | ReadTx, *, now: datetime) -> bool:
    """Whether vectors are to be learnt anew: there are none, or the last ones are old."""
    return await is_old(tx, "vectors", after=rules.KIN_EVERY, now=now)


async def make_vectors(read: ReadTx, *, path: Path, say: Say = lambda text: None) -> Taught[Verdict] | None:
    """Learn vectors, audiences and places from all that members did, into a file; nothing from too few acts."""
    acts = await find_acts(read, say)
    if acts is None:
        return None
    say("reading where they live")
    homes = await _read_homes(read, np.unique(acts.members))
    return await taught(partial(learn, acts, homes), save, path=path, say=say)


async def _read_homes(read: ReadTx, members: Whole) -> Homes:
    """Where some members live, as far as they told it and let themselves be known; two numbers for each."""
    homes = Homes(*(np.zeros(len(members), np.uint64) for _ in range(2)))
    for start in range(0, len(members), BATCH):
        for one in await identity.homes(read, members[start : start + BATCH].tolist()):
            row = np.searchsorted(members, one.member)
            homes.cities[row], homes.tiers[row] = home_of(one.place, one.tier)
    return homes


async def goods_near(tx: Tx | ReadTx, shelf: Shelf[Vectors] | None, known: Known) -> dict[int, float]:
    """Goods that lie near a member's last acts; nothing without vectors."""
    if not known.recent:
        return {}

    def question(held: Vectors) -> dict[int, float]:
        return held.goods_near(weighed(known.recent), most=rules.EXPECTED_MAX["near_goods"])

    return await consult(tx, shelf, "vectors", question, feed="goods", stage="near", nothing={})


async def near(tx: Tx | ReadTx, shelf: Shelf[Vectors] | None, known: Known, *, city: int = 0, tier: int = 0) -> Near:
    """Notes near a member's last acts, what members of similar taste and people of their city and its tier act upon.

    A place is told by its key; nothing without vectors.
    """
    if not (known.recent or city or tier):
        return Near()

    def question(held: Vectors) -> Near:
        most, recent, seen = rules.EXPECTED_MAX, weighed(known.recent), np.sort(known.seen)
        found = held.near(recent, seen, most=most["near"], told=most["audience"])
        at_home, alike = held.of_places((city, tier), recent, seen, told=most["place"])
        others = [note for note in alike if note not in at_home]
        return msgspec.structs.replace(found, city=at_home, tier=others[: most["place"] - len(at_home)])

    return await consult(tx, shelf, "vectors", question, feed="home", stage="near", nothing=Near())
