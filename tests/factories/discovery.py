"""Builders for what feeds are made of."""

from datetime import timedelta
from typing import Any

import numpy as np

from tests.factories import community
from zhongcao.discovery import jobs, service
from zhongcao.discovery.feeds.features import GOODS_SCALES, NOTE_SCALES
from zhongcao.discovery.feeds.heads import HEADS, Heads, save
from zhongcao.discovery.feeds.pool import Wanted
from zhongcao.discovery.service import Kind
from zhongcao.discovery.service._recall import SOURCE_LIMITS
from zhongcao.discovery.teaching.heads import Verdict
from zhongcao.kit import clock
from zhongcao.kit.db import Tx
from zhongcao.kit.ids import new_id
from zhongcao.kit.jobs import Work

SCALES = {"rank": NOTE_SCALES, "goods": GOODS_SCALES}


async def old_and_lively_notes(tx: Tx, *, old: int, lively_days: int) -> tuple[list[int], list[int]]:
    """Notes of forty days ago that nothing brings by itself, and 230 of some days ago that fill every page."""
    authors = await community.members(tx, count=60, nickname="作者")
    at = clock.now() - timedelta(days=40)
    notes = await community.imported_notes(tx, authors=authors, count=old, published_at=at)
    others = await community.members(tx, count=60, nickname="别的作者")
    later = clock.now() - timedelta(days=lively_days)
    lively = await community.imported_notes(tx, authors=others, count=230, published_at=later)
    await service.adopt_notes(tx, note_ids=notes + lively)
    return notes, lively


def wanted(**given: Any) -> Wanted:
    """What a feed looks for: nothing but what is given."""
    blank: dict[str, Any] = {name: [] for name in Wanted.__struct_fields__}
    seen = np.array(given.pop("seen", ()), np.int64)
    return Wanted(**blank | {"viewer": 0, "limits": SOURCE_LIMITS, "seen": seen} | given)


async def recent_notes(tx: Tx, *, count: int) -> list[int]:
    """Notes of forty authors in turn, published three hours ago, that take part in feeds."""
    authors = await community.members(tx, count=40, nickname="作者")
    made = await community.imported_notes(
        tx, authors=authors, count=count, published_at=clock.now() - timedelta(hours=3)
    )
    await service.adopt_notes(tx, note_ids=made)
    return made


def ranker(kind: Kind, feature: str, *, least: float) -> Heads:
    """A ranker that expects a click the more of one feature there is, and nothing else; `least` is its lowest logit."""
    scales, count = SCALES[kind], len(HEADS)
    inner, outer = np.zeros((len(scales), 2), np.float32), np.zeros((2, count), np.float32)
    inner[list(scales).index(feature), 0] = 20
    outer[0, 0] = 1
    return Heads(
        inner=inner,
        inner_bias=np.zeros(2, np.float32),
        outer=outer,
        outer_bias=np.full(count, least, np.float32),
        slope=np.ones(count, np.float32),
        shift=np.zeros(count, np.float32),
        known=(np.arange(count) == 0).astype(np.float32),
    )


async def publish_ranker(work: Work, kind: Kind, heads: Heads) -> int:
    """Let a ranker count from now on; returns its version."""
    version = new_id()
    path = work.settings.data_dir / kind / f"{version}.{kind}"
    size = save(heads, path, {}, surface=service.RANKERS[kind])
    verdict = Verdict(examples=1, judged=1, heads={}, is_better=True)
    await jobs._publish(work.sessions, work.objects, kind, path, service.Taught(verdict=verdict, size_bytes=size), 0.1)
    return version
