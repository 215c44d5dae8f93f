"""The pool of notes that feeds recall from: made from standings, published, and what a process holds of it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.feeds.found import BLAND, code_of
from zhongcao.discovery.feeds.pool import FORM, NOTE, Pool, Recalled, Standing, listed, save
from zhongcao.discovery.service._brain import FanCounts
from zhongcao.discovery.service._learnt import Taught, find_learnt
from zhongcao.discovery.service._projections import PROJECTIONS
from zhongcao.kit import log, metrics
from zhongcao.kit.db import ReadTx, Tx

BATCH = 20_000
MARGIN = timedelta(minutes=1)
"""A change that was noted so long before a pool was begun may have been committed after it was read."""
LATE = 10.0
"""The same for changes that are taken in, in seconds."""

Say = Callable[[str], None]


class PoolVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a pool holds; a new one is always better than the one before."""

    notes: int
    traits: int
    form: int = FORM
    is_better: bool = True


async def is_pool_due(tx: Tx | ReadTx, *, now: datetime) -> bool:
    """Whether a pool is to be made: the last one is old or of another form, or much changed or was rebuilt since."""
    kept = await store.list_artifacts(tx, "pool")
    if not kept:
        return await store.has_many_notes(tx, rules.POOL_NOTES_MIN)
    if kept[0].verdict.get("form") != FORM:
        return True
    made_at = kept[0].made_at
    rebuilt = await store.last_done(tx, PROJECTIONS)
    if now - made_at >= rules.POOL_EVERY or (rebuilt is not None and rebuilt > made_at):
        return True
    changes = await store.list_note_changes(tx, since=made_at, limit=rules.POOL_CHANGES_MANY)
    return len(changes) >= rules.POOL_CHANGES_MANY


async def make_pool(
    read: ReadTx, *, path: Path, now: datetime, least: int | None = None, say: Say = lambda text: None
) -> Taught[PoolVerdict] | None:
    """Make a pool of all notes that are shown and write it into a file; nothing while there are few."""
    if not await store.has_many_notes(read, rules.POOL_NOTES_MIN if least is None else least):
        return None
    parts: list[list[Any]] = []
    last, notes = 0, 0
    while rows := await store.page_of_standings(read, after=last, limit=BATCH):
        parts.append(await asyncio.to_thread(_columns, rows))
        last, notes = rows[-1].note_id, notes + len(rows)
        say(f"reading notes: {notes:,}")
    if not parts:
        return None
    columns = [np.concatenate([part.pop(0) for part in parts]) for _ in range(len(parts[0]))]  # none is held twice
    fans = await _fans(read, columns[0]["author"])
    say("listing the warmest and the newest of each trait")
    return await asyncio.to_thread(_written, columns, fans, path, now - MARGIN)


def _columns(rows: Sequence[Any]) -> list[Any]:
    notes = np.zeros(len(rows), NOTE)
    for name in ("heat", "published", "shown", "opened"):
        notes[name] = [getattr(row, name) for row in rows]
    notes["id"] = [row.note_id for row in rows]
    notes["author"] = [row.author_id for row in rows]
    notes["style"] = [row.style or BLAND for row in rows]
    notes["codes"] = [len(row.traits) for row in rows]
    return [notes, np.array([code_of(trait) for row in rows for trait in row.traits], np.uint64)]


async def _fans(read: ReadTx, authors: Any) -> Any:
    """How many fans the author of each note has."""
    different, places = np.unique(authors, return_inverse=True)
    counts = np.zeros(len(different), np.int32)
    for start in range(0, len(different), BATCH):
        part = different[start : start + BATCH].tolist()
        known = await community.count_fans(read, part)
        counts[start : start + len(part)] = [known.get(author, 0) for author in part]
    return counts[places]


def _written(columns: Sequence[Any], fans: Any, path: Path, horizon: datetime) -> Taught[PoolVerdict]:
    notes, codes = columns
    notes["fans"] = fans
    _, of = np.unique(notes["author"], return_inverse=True)
    debuts = np.full(of.max(initial=-1) + 1, np.inf)
    np.minimum.at(debuts, of, notes["published"])
    notes["debut"] = np.clip(debuts, 0, np.iinfo(np.uint32).max)[of]
    pool: Pool = listed(notes, codes)
    size = save(pool, path, {"horizon": horizon.timestamp()})
    return Taught(verdict=PoolVerdict(notes=len(notes), traits=len(pool.names)), size_bytes=size)


async def recalled(
    tx: Tx | ReadTx, shelf: Shelf[Recalled] | None, fans: FanCounts | None, *, now: datetime
) -> Recalled | None:
    """The pool of this process with all changes taken in; nothing while there is none, or while too much changed."""
    if shelf is None:
        return None
    try:
        if shelf.is_time_to_look():
            shelf.turn_to(await find_learnt(tx, "pool"))
            if shelf.held is not None:
                await _take_in(tx, shelf.held, fans, now)
    except (LookupError, ValueError, TypeError) as error:  # a feed goes on with what the database finds
        metrics.feed_stages.labels("home", "recall", "failed").inc()
        log.get("feeds").warning("changes not taken in", error=repr(error)[:300])
        return None
    return shelf.held if shelf.held is not None and not shelf.held.is_stale else None


async def _take_in(tx: Tx | ReadTx, held: Recalled, fans: FanCounts | None, now: datetime) -> None:
    """Let what came, changed or went since the last look stand beside the pool."""
    since = max(held.horizon, max(held.seen.values(), default=0.0) - LATE)
    most = rules.POOL_CHANGES_MAX
    rows = await store.list_note_changes(tx, since=datetime.fromtimestamp(since, UTC), limit=most + 1)
    fresh = {row.id: row.changed for row in rows if held.seen.get(row.id) != row.changed}
    if len(held.seen | fresh) > most:
        held.is_stale = True
        return
    if fresh:
        standings = await store.list_standings(tx, sorted(fresh))
        authors = [row.author_id for row in standings]
        known = await fans.of(tx, authors) if fans and authors else {}
        debuts = await fans.debuts(tx, authors) if fans and authors else {}
        changed = [_standing(row, known.get(row.author_id, 0), debuts.get(row.author_id, 0.0)) for row in standings]
        held.change(sorted(fresh), changed)
        held.seen |= fresh
    waiting = await store.list_waiting(tx, since=now - rules.CHANCE_DAYS, limit=rules.WAITING_MAX)
    held.waiting = {row.note_id: (row.shown, row.opened) for row in waiting}
    held.is_stale = False


def _standing(row: Any, fans: int, debut: float) -> Standing:
    return Standing(
        note_id=row.note_id,
        author_id=row.author_id,
        heat=row.heat,
        published=row.published,
        traits=row.traits,
        style=row.style or BLAND,
        shown=row.shown,
        opened=row.opened,
        fans=fans,
        debut=debut,
    )
