"""The search index made: whole from all goods and notes, or from the version before and what changed since that."""

import asyncio
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np

from zhongcao.discovery import rules, store
from zhongcao.discovery.search import engine
from zhongcao.discovery.search.artifact import Unreadable, opened, unpacked
from zhongcao.discovery.search.joining import Source, join
from zhongcao.discovery.search.lexicon import Lexicon
from zhongcao.discovery.search.vocabulary import gathered
from zhongcao.discovery.search.writing import Document, Writer, manner, quality_byte
from zhongcao.discovery.service._findable import BATCH, DESCRIBE, MARGIN, lexicon_of_shop
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.mall import service as mall

LISTED = 20_000
CHANGES_READ_MAX = 1_000_000
TOPICS_MAX, QUERIES_MAX = 5_000, 20_000
QUERY_MEMBERS_MIN = 2
Say = Callable[[str], None]
Arrays = dict[str, Any]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """An index as it was made: its size, until when it knows everything, and how much of it was read anew."""

    size_bytes: int
    products: int
    notes: int
    horizon_at: datetime
    read: int
    """So many goods and notes were read; all others were taken from the version before."""


class Before(msgspec.Struct, frozen=True):
    """The version before: its file, and since when changes are missing in it."""

    path: Path
    horizon: float


class Build(msgspec.Struct):
    """What is at hand while an index is made."""

    tx: ReadTx
    lexicon: Lexicon
    now: datetime
    folder: Path
    say: Say
    read: int = 0


async def make_index(
    tx: ReadTx, *, path: Path, now: datetime, before: Before | None = None, say: Say = lambda text: None
) -> Made:
    """Write all goods and notes as one file; nothing is published yet.

    With a version before that is not too old, only what changed is read, and the rest is taken from it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent, prefix="making-") as folder:
        build = Build(tx, await lexicon_of_shop(tx), now, Path(folder), say)
        known = _facts(before, build.lexicon, now)
        made: dict[str, Arrays] = {}
        for kind in engine.KINDS:
            renewed = await _renewed(build, kind, before) if before is not None and known is not None else None
            if renewed is None:
                known = None
            made[kind] = await _whole(build, kind) if renewed is None else renewed
        facts = {
            "made_at": now.timestamp(),
            "whole_at": known["whole_at"] if known else now.timestamp(),
            "manner": manner(),
        }
        asked = await store.frequent_queries(
            tx, since=now - rules.SEARCH_QUERIES_SINCE, members=QUERY_MEMBERS_MIN, limit=QUERIES_MAX
        )
        words = gathered(build.lexicon, [*_weights(_topics(made["notes"])), *_weights(asked)])
        size = await asyncio.to_thread(engine.save, path, build.lexicon, words, made, facts)
    return Made(
        size_bytes=size,
        products=len(made["products"]["keys"]),
        notes=len(made["notes"]["keys"]),
        horizon_at=now - MARGIN,
        read=build.read,
    )


def _facts(before: Before | None, lexicon: Lexicon, now: datetime) -> dict[str, Any] | None:
    """What is known of the version before, if it can be built upon: names and manner are the same, and it is young."""
    if before is None:
        return None
    try:
        encoded, facts = engine.lexicon_of(before.path)
    except (Unreadable, OSError, KeyError):
        return None
    is_young = now.timestamp() - facts.get("whole_at", 0.0) < rules.SEARCH_WHOLE.total_seconds()
    is_alike = facts.get("manner") == manner() and encoded == engine.encoded(lexicon)
    return facts if is_young and is_alike else None


async def _whole(build: Build, kind: str) -> Arrays:
    """All of a kind, read from the database."""
    writer = Writer(build.lexicon, _folder(build, kind, "whole"))
    last = 0
    while ids := (await _listed(build.tx, kind, last, BATCH))[0]:
        last = ids[-1]
        await _take(build, writer, kind, ids)
        build.say(f"{kind}: {len(writer):,}")
    return await asyncio.to_thread(writer.finish)


async def _renewed(build: Build, kind: str, before: Before) -> Arrays | None:
    """What of a kind still holds as it was, and the rest read anew; nothing when too much changed."""
    keys = engine.arrays_of(before.path, kind)["keys"]
    ids, heats = await _all_listed(build, kind)
    since = datetime.fromtimestamp(before.horizon, build.now.tzinfo)
    rows = await store.list_changes(build.tx, since=since, limit=CHANGES_READ_MAX)
    changed = np.unique(np.array([row.id for row in rows if row.kind == kind], np.int64))
    stays = np.isin(keys, ids) & ~np.isin(keys, changed)
    wanted = ids[~np.isin(ids, keys[stays])].tolist()
    if len(wanted) > rules.SEARCH_RENEWED_SHARE * len(ids):
        return None
    writer = Writer(build.lexicon, _folder(build, kind, "changed"))
    for start in range(0, len(wanted), BATCH):
        await _take(build, writer, kind, wanted[start : start + BATCH])
        build.say(f"{kind} that changed: {len(writer):,}")
    fresh = await asyncio.to_thread(writer.finish)
    sources = [Source(lambda: engine.arrays_of(before.path, kind), stays), Source(lambda: opened(fresh))]
    build.say(f"{kind}: joining {len(fresh['keys']):,} with {np.count_nonzero(stays):,}")
    made = await asyncio.to_thread(join, sources, _folder(build, kind, "joined"))
    if heats is not None:
        made["quality"] = await asyncio.to_thread(_qualities, made["keys"], ids, heats, build.now)
    return made


def _folder(build: Build, kind: str, what: str) -> Path:
    folder = build.folder / kind / what
    folder.mkdir(parents=True)
    return folder


async def _listed(tx: Tx | ReadTx, kind: str, after: int, limit: int) -> tuple[Sequence[int], Sequence[float] | None]:
    """A page of the ids of what can be found, and how warm notes are."""
    if kind == "products":
        return await mall.list_listed_ids(tx, after=after, limit=limit), None
    rows = await store.shown_notes_after(tx, after, limit)
    return [row.note_id for row in rows], [row.heat for row in rows]


async def _all_listed(build: Build, kind: str) -> tuple[Any, Any]:
    ids, heats = [np.zeros(0, np.int64)], [np.zeros(0)]
    while True:
        page, warm = await _listed(build.tx, kind, int(ids[-1][-1]) if len(ids) > 1 else 0, LISTED)
        if not page:
            return np.concatenate(ids), np.concatenate(heats) if kind == "notes" else None
        ids.append(np.array(page, np.int64))
        heats.append(np.array(warm if warm is not None else (), np.float64))


async def _take(build: Build, writer: Writer, kind: str, ids: Sequence[int]) -> None:
    documents = await DESCRIBE[kind](build.tx, ids, build.now)
    await asyncio.to_thread(_add, writer, documents)
    build.read += len(documents)


def _add(writer: Writer, documents: Sequence[Document]) -> None:
    for document in sorted(documents, key=lambda one: one.key):
        writer.add(document)


def _qualities(keys: Any, ids: Any, heats: Any, now: datetime) -> Any:
    """Notes cool while nobody changes them: how good each is now."""
    unit = rules.growth(now, rules.HEAT_HALF_LIFE)
    at = np.minimum(np.searchsorted(ids, keys), max(len(ids) - 1, 0))
    warm = (heats[at] / unit).tolist()
    return np.array([quality_byte(rules.note_quality(heat)) for heat in warm], np.uint8)


def _topics(notes: Arrays) -> list[tuple[str, int]]:
    """The topics that most notes name."""
    names = unpacked(notes, "label_names")
    span = names.starting("t:")
    labels = notes["labels"]
    counts = np.bincount(labels[(labels >= span.start) & (labels < span.stop)] - span.start, minlength=len(span))
    best = np.argsort(-counts, kind="stable")[:TOPICS_MAX]
    return [(names[span.start + at][2:], int(counts[at])) for at in best.tolist() if counts[at]]


def _weights(counted: Iterable[tuple[str, int]]) -> list[tuple[str, float]]:
    return [(text, 1.0 + math.log1p(count)) for text, count in counted]
