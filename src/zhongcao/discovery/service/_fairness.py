"""The report on fair exposure (公平曝光): how the places of served pages were given out, from their records."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.feeds import fairness
from zhongcao.discovery.feeds.fairness import Places
from zhongcao.discovery.schemas import Exposure
from zhongcao.kit import lake
from zhongcao.kit.db import ReadTx

BATCH = 5000


async def get_exposure(read: ReadTx, *, pages: str, days: int, now: datetime) -> Exposure:
    """How Discover gave out its places in the last days; `pages` is the lake's table of served pages."""
    since = now - timedelta(days=days)
    notes, served = await asyncio.to_thread(_served, pages, since)
    given = await _described(read, notes, served, now)
    told = fairness.shares(given, notes_there=await store.count_shown(read))
    return Exposure(
        starts_at=since,
        ends_at=now,
        places=told.places,
        notes_served=told.notes_served,
        notes_there=told.notes_there,
        gini=told.gini,
        tail_share=told.tail_share,
        new_author_share=told.new_author_share,
        small_author_share=told.small_author_share,
        waiting_notes=await store.count_waiting(read, since=now - rules.CHANCE_DAYS),
    )


def _served(uri: str, since: datetime) -> tuple[list[int], list[int]]:
    """Which notes stood on pages of Discover since a moment, and how often."""
    found = lake.read(uri, ["surface", "at", "items"], since=since)
    if found is None:
        return [], []
    moment = pa.scalar(since, pa.timestamp("us", tz="UTC"))
    is_ours = pc.and_(pc.equal(found["surface"], "discover"), pc.greater_equal(found["at"], moment))
    counted = pc.value_counts(pc.list_flatten(found.filter(is_ours)["items"]))
    return counted.field("values").to_pylist(), counted.field("counts").to_pylist()


async def _described(read: ReadTx, notes: Sequence[int], served: Sequence[int], now: datetime) -> Places:
    """What is known of these notes and their authors; notes that are gone do not count."""
    often = dict(zip(notes, served, strict=True))
    rows: list[Any] = []
    for start in range(0, len(notes), BATCH):
        rows += await store.standings_of(read, notes[start : start + BATCH])
    authors = sorted({row.author_id for row in rows})
    began: dict[int, datetime] = {}
    fans: dict[int, int] = {}
    for start in range(0, len(authors), BATCH):
        part = authors[start : start + BATCH]
        began |= await store.first_published(read, part)
        fans |= await community.count_fans(read, part)
    newest = now - rules.NEW_AUTHOR
    top = max((row.heat for row in rows), default=1.0)
    return Places(
        served=np.array([often[row.note_id] for row in rows], np.int64),
        heat=np.array([row.heat / top for row in rows], np.float64),
        is_new_author=np.array([began[row.author_id] >= newest for row in rows], np.bool_),
        is_small_author=np.array([fans.get(row.author_id, 0) < rules.SMALL_FANS for row in rows], np.bool_),
    )
