"""Vectors and audiences (向量、相近人群): made from acts, and what a feed asks them."""

from datetime import datetime
from pathlib import Path

import numpy as np

from zhongcao.discovery import rules
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.service._kin import Say, make_from_acts, weighed
from zhongcao.discovery.service._learnt import Taught, find_held, is_old
from zhongcao.discovery.store import Known
from zhongcao.discovery.vectors.learning import Verdict, learn
from zhongcao.discovery.vectors.table import Near, Vectors, save
from zhongcao.kit import log, metrics
from zhongcao.kit.db import ReadTx, Tx


async def are_vectors_due(tx: Tx | ReadTx, *, now: datetime) -> bool:
    """Whether vectors are to be learnt anew: there are none, or the last ones are old."""
    return await is_old(tx, "vectors", after=rules.KIN_EVERY, now=now)


async def make_vectors(read: ReadTx, *, path: Path, say: Say = lambda text: None) -> Taught[Verdict] | None:
    """Learn vectors and audiences from all that members did, into a file; nothing from too few acts."""
    return await make_from_acts(read, learn, save, path=path, say=say)


async def near(tx: Tx | ReadTx, shelf: Shelf[Vectors] | None, known: Known) -> Near:
    """Notes that lie near a member's last acts, and what members of similar taste act upon; nothing without vectors."""
    if shelf is None or not known.recent:
        return Near()
    held = await find_held(tx, shelf, "vectors")
    if held is None:
        return Near()
    try:
        most, told = rules.EXPECTED_MAX["near"], rules.EXPECTED_MAX["audience"]
        return held.near(weighed(known.recent), np.sort(known.seen), most=most, told=told)
    except Exception as error:  # a feed goes on without what lies near
        metrics.feed_stages.labels("home", "near", "failed").inc()
        log.get("vectors").warning("nothing found near", error=repr(error)[:300])
        return Near()
