"""The report on fair exposure (公平曝光): how the places of served pages were given out, from their records."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import numpy as np

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.feeds import fairness
from zhongcao.discovery.feeds.fairness import Places
from zhongcao.discovery.schemas import Exposure
from zhongcao.discovery.service._ranker import RECORDS
from zhongcao.kit.db import ReadTx
from zhongcao.kit.settings import Settings

BATCH = 5000


async def get_exposure(read: ReadTx, *, settings: Settings, days: int, now: datetime) -> Exposure:
    """How Discover gave out its places in the last days."""
    records: Any = import_module(RECORDS)
    since = now - timedelta(days=days)
    notes, served = await asyncio.to_thread(records.count_served, settings, since)
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
