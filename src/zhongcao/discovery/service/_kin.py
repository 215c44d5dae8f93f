"""The table of kin (近邻): made from acts, judged, published, taken back; and what a feed asks it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from operator import neg
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
import numpy as np

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.kin.learning import Acts, Verdict, learn
from zhongcao.discovery.kin.table import NOTE, PRODUCT, Expected, Kin, Recent, save
from zhongcao.discovery.service._learnt import Taught, V, consult, is_old
from zhongcao.kit.db import ReadTx, Tx

BATCH = 5000
LOUDNESS = {act.value: weight for act, weight in rules.ACT_WEIGHT.items()}
SPOKEN: tuple[Literal["like", "collect", "comment"], ...] = ("like", "collect", "comment")

Say = Callable[[str], None]
T = TypeVar("T")


async def is_kin_due(tx: Tx | ReadTx, *, now: datetime) -> bool:
    """Whether the table is to be made anew: there is none, or the last one is old."""
    return await is_old(tx, "kin", after=rules.KIN_EVERY, now=now)


async def make_kin(read: ReadTx, *, path: Path, say: Say = lambda text: None) -> Taught[Verdict] | None:
    """Learn the table from all that members did and write it into a file; nothing from too few acts."""
    acts = await find_acts(read, say)
    return None if acts is None else await taught(partial(learn, acts), save, path=path, say=say)


async def find_acts(read: ReadTx, say: Say) -> Acts | None:
    """All that members did, to learn from; nothing when that is too little."""
    say("reading what members did")
    acts = await _read_acts(read)
    return acts if len(acts.members) >= rules.KIN_ACTS_MIN else None


async def taught(
    learn: Callable[..., tuple[T, V]], save: Callable[[T, Path, dict[str, Any]], int], *, path: Path, say: Say
) -> Taught[V]:
    """Learn something and write it into a file, both beside the loop."""
    made, verdict = await asyncio.to_thread(learn, say=say)
    size = await asyncio.to_thread(save, made, path, msgspec.to_builtins(verdict))
    return Taught(verdict=verdict, size_bytes=size)


async def expected(
    tx: Tx | ReadTx, shelf: Shelf[Kin] | None, recent: Recent, *, feed: Literal["notes", "products"]
) -> Expected:
    """What is expected after a member's last acts, for a feed of one or the other; nothing without a table."""
    if not recent:
        return Expected()

    def question(held: Kin) -> Expected:
        return held.expected(recent, most=rules.EXPECTED_MAX["kin"])

    return await consult(tx, shelf, "kin", question, feed=feed, stage="expect", nothing=Expected())


def weighed(recent: dict[str, float]) -> Recent:
    """Each thing once, by its loudest act; what was done longer ago speaks less."""
    latest = sorted(zip(map(neg, recent.values()), recent, strict=True))
    loudest: dict[tuple[int, int], float] = {}
    for place, (_, key) in enumerate(latest):
        act, kind, subject = key.split(":")
        thing, loud = (int(subject), NOTE if kind == "n" else PRODUCT), LOUDNESS[act] * rules.KIN_FADING**place
        if loud > loudest.get(thing, 0.0):
            loudest[thing] = loud
    return Recent([(*thing, weight) for thing, weight in loudest.items()])


async def _read_acts(read: ReadTx) -> Acts:
    """Likes, collects, comments, purchases and carts, from where they are kept."""
    members: list[int] = []
    subjects: list[int] = []
    are_products: list[bool] = []
    at: list[float] = []

    def add(member: int, subject: int, is_product: bool, when: datetime) -> None:
        members.append(member)
        subjects.append(subject)
        are_products.append(is_product)
        at.append(when.timestamp())

    for kind in SPOKEN:
        after: tuple[int, int] | None = (0, 0)
        while after is not None:
            rows, after = await community.list_interactions(read, kind=kind, after=after, limit=BATCH)
            for row in rows:
                add(row.member, row.subject, False, row.at)
    last = (0, 0, 0)
    while bought := await store.list_purchases(read, after=last, limit=BATCH):
        for row in bought:
            add(row.member_id, row.product_id, True, row.at)
        last = (bought[-1].member_id, bought[-1].order_id, bought[-1].product_id)
    return Acts(
        members=np.array(members, np.int64),
        subjects=np.array(subjects, np.int64),
        are_products=np.array(are_products, np.bool_),
        at=np.array(at, np.float64),
    )
