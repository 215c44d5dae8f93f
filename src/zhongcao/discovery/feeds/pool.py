"""All notes that may be shown, in one file that every process maps into memory: what a feed recalls from.

Facts of notes in the order of their ids, what each is about, and lists of the best and the newest: of all notes, and of
each trait (author, brand, category, product, topic). Heat fades for all alike, so that a list stays in order while time
passes. What came, changed or went since the file was made stands beside it as a small pool of its own.

What takes time among a million notes is waiting for memory: all facts of a note lie together in one line of it.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds import kernels
from zhongcao.discovery.feeds.found import (
    BLAND,
    Codes,
    Found,
    Traits,
    Whole,
    code_of,
    code_of_author,
    codes_of,
    unmeasured,
)
from zhongcao.discovery.search import artifact

FORM = 2
"""Counted up when what is kept of a note changes; a file of another form is not read, and the next one is."""
NOTE = np.dtype(
    [
        *(("id", "<i8"), ("author", "<i8"), ("heat", "<f8"), ("published", "<f8")),
        *(("shown", "<i4"), ("opened", "<i4"), ("fans", "<i4"), ("debut", "<u4"), ("style", "i1", (len(BLAND),))),
        *(("first_code", "<u4"), ("codes", "<u4")),
    ]
)
"""All that is kept of a note but its codes, in 64 bytes; of these, where they begin and how many they are."""
DEPTH = 20_000
"""So many of the warmest and of the newest notes are listed."""
TRAIT_DEPTH = 2_000
"""The same for each trait."""
ROOM = 4096
"""More candidates than this are never taken."""
POPULAR, FRESH, ALIKE, FOLLOWED, KIN, PICKED, WAITING, BEFRIENDED, NEAR, AUDIENCE, PLACE = (
    1 << place for place in range(11)
)


class Pool(msgspec.Struct, frozen=True):
    """The arrays; rows are places of notes, spans are places within `index`."""

    ids: Whole
    """Once more by themselves, since rows are looked up by them."""
    notes: NDArray[Any]
    codes: Codes
    names: Codes
    """Every trait in order; its lists lie between two of the starts that follow."""
    warm_starts: Whole
    new_starts: Whole
    index: NDArray[np.int32]
    """First the warmest of all, then the newest, then the warmest of each trait, then the newest of each."""

    @property
    def depth(self) -> int:
        """How many of all are listed."""
        return min(DEPTH, len(self.ids))

    def rows_of(self, note_ids: Sequence[int] | Whole) -> Whole:
        """The row of each of some notes, -1 for those that are not here."""
        given = np.asarray(note_ids, np.int64)
        rows = np.empty(len(given), np.int64)
        kernels.ready(kernels.rows_of)(self.ids, given, rows)
        return rows


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed looks for: so many of each source."""

    viewer: int
    seen: Whole
    channel: Sequence[str]
    tastes: Sequence[str]
    followees: Sequence[int]
    kin: Sequence[int] | Whole
    picked: Sequence[int]
    befriended: Sequence[int]
    near: Sequence[int] | Whole
    audience: Sequence[int]
    place: Sequence[int]
    limits: Mapping[str, int]


class Asked(msgspec.Struct, frozen=True):
    """The same in arrays, made once for all parts of a pool."""

    wanted: Wanted
    codes: Codes
    """Of a channel, then of tastes, then of authors."""
    counts: tuple[int, int, int]
    """Where each of the three ends."""
    named: Whole
    """Notes that are asked for by themselves, source by source."""
    ends: tuple[int, ...]
    """Where each of these sources ends."""


LISTED_BITS = (POPULAR, FRESH, ALIKE, FOLLOWED)
NAMED_BITS = (KIN, PICKED, WAITING, BEFRIENDED, NEAR, AUDIENCE, PLACE)


def _asked(wanted: Wanted, waiting: Whole) -> Asked:
    named = (
        wanted.kin,
        wanted.picked,
        waiting,
        wanted.befriended,
        wanted.near,
        wanted.audience,
        wanted.place,
    )
    ends = tuple(accumulate(map(len, named)))
    traits = [*wanted.channel, *wanted.tastes]
    codes = [*map(code_of, traits), *map(code_of_author, wanted.followees)]
    return Asked(
        wanted,
        np.array(codes, np.uint64),
        (len(wanted.channel), len(traits), len(codes)),
        np.concatenate([one if isinstance(one, np.ndarray) else _whole(one) for one in named]),
        ends,
    )


def _whole(ids: Collection[int]) -> Whole:
    return np.fromiter(ids, np.int64, len(ids))


class Part:
    """A pool in use: which of its notes are gone, and room to work in."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._gone = np.zeros(len(pool.ids) // 8 + 1, np.uint8)
        self._rows, self._bits = np.empty(ROOM, np.int64), np.empty(ROOM, np.int64)
        self._ends = np.zeros(ROOM + 1, np.int64)

    def lose(self, note_ids: Sequence[int]) -> None:
        """These are gone, or stand elsewhere from now on."""
        rows = self.pool.rows_of(note_ids)
        there = rows[rows >= 0]
        np.bitwise_or.at(self._gone, there >> 3, (1 << (there & 7)).astype(np.uint8))

    def gather(self, asked: Asked) -> tuple[int, int]:
        """Find candidates of all sources, each note once; how many they are, and how many codes they have."""
        pool, spans, named = self.pool, self._spans(asked), self.pool.rows_of(asked.named)
        expected, _ = kernels.ready(kernels.touch)(pool.index, spans, named, pool.notes)
        count = kernels.ready(kernels.gather)(
            pool.index,
            spans,
            named,
            asked.ends,
            NAMED_BITS,
            pool.notes,
            asked.wanted.seen,
            asked.wanted.viewer,
            self._gone,
            expected,
            (self._rows, self._bits, self._ends),
        )
        return count, int(self._ends[count])

    def copy_to(self, into: Found, at: int, count: int, codes_at: int) -> None:
        """Copy what was found into the arrays of a feed, from these places on."""
        pool = self.pool
        kernels.ready(kernels.fetch)(
            self._rows[:count],
            self._bits,
            self._ends,
            (pool.notes, pool.codes),
            (into.ids, into.authors, into.sources, into.shown, into.opened, into.fans, into.debut),
            (into.heat, into.published),
            (into.styles, into.starts, into.codes),
            at,
            codes_at,
        )

    def _spans(self, asked: Asked) -> Whole:
        """The lists to walk: where each begins and ends, how many are taken, the bit of its source."""
        pool, limits = self.pool, asked.wanted.limits
        spans = np.empty((2 + 2 * len(asked.codes), 4), np.int64)
        count = kernels.ready(kernels.seek)(
            (pool.index, pool.names, pool.warm_starts, pool.new_starts),
            pool.notes,
            pool.depth,
            asked.codes,
            asked.counts,
            (limits["popular"], limits["fresh"], limits["alike"], limits["followed"]),
            LISTED_BITS,
            spans,
        )
        return spans[:count]


class Recalled:
    """The pool of one version with what changed since: later notes beside it, and which of its own are gone."""

    def __init__(self, pool: Pool, horizon: float) -> None:
        self.base, self.later = Part(pool), Part(build([]))
        self.horizon = horizon
        self.seen: dict[int, float] = {}
        """Changes that are taken in, each with its moment."""
        self.is_stale = True
        """Until changes were taken in for the first time, and again when too much changed."""
        self.waiting = {}
        self._later: dict[int, Standing] = {}

    @property
    def waiting(self) -> dict[int, tuple[int, int]]:
        """Notes that wait for first readers: how many saw and how many opened each by now."""
        return self._waiting

    @waiting.setter
    def waiting(self, counts: dict[int, tuple[int, int]]) -> None:
        self._waiting, self._waiting_ids = counts, _whole(counts)
        self._waiting_counts = np.array(list(counts.values()), np.int64).reshape(-1, 2)

    def change(self, note_ids: Sequence[int], standings: Sequence["Standing"]) -> None:
        """Let these stand for these notes from now on; a note without a standing is gone."""
        self.base.lose(note_ids)
        for note in note_ids:
            self._later.pop(note, None)
        self._later |= {one.note_id: one for one in standings}
        self.later = Part(build([self._later[note] for note in sorted(self._later)]))

    def traits_of(self, note_ids: Sequence[int] | Whole) -> Traits:
        """What some notes are about, those that are not here left out."""
        pool = self.base.pool
        return Traits(*kernels.ready(kernels.tell)(pool.notes, pool.codes, pool.rows_of(note_ids)))

    def take(self, wanted: Wanted) -> Found:
        """Candidates from the version and from what came later, which the version has lost: each note once."""
        asked = _asked(wanted, self._waiting_ids)
        parts = [self.base, self.later] if self._later else [self.base]
        sizes = [part.gather(asked) for part in parts]
        taken, at, codes_at = unmeasured(sum(count for count, _ in sizes), sum(codes for _, codes in sizes)), 0, 0
        for part, (count, codes) in zip(parts, sizes, strict=True):
            part.copy_to(taken, at, count, codes_at)
            at, codes_at = at + count, codes_at + codes
        if wanted.channel:
            taken = taken.kept(taken.having(codes_of(wanted.channel)))
        if self.waiting:
            known = (self._waiting_ids, self._waiting_counts)
            kernels.ready(kernels.recount)(taken.ids, taken.sources, WAITING, *known, taken.shown, taken.opened)
        return taken


class Standing(msgspec.Struct, frozen=True):
    """A note as a pool is made of it."""

    note_id: int
    author_id: int
    heat: float
    published: float
    traits: Sequence[str]
    shown: int
    opened: int
    fans: int
    debut: float = 0.0
    style: Sequence[int] = BLAND


def build(standings: Sequence[Standing]) -> Pool:
    """A pool of some notes in the order of their ids."""
    notes = np.zeros(len(standings), NOTE)
    for name in ("heat", "published", "shown", "opened", "fans", "debut", "style"):
        notes[name] = [getattr(one, name) for one in standings] or 0
    notes["id"] = [one.note_id for one in standings]
    notes["author"] = [one.author_id for one in standings]
    notes["codes"] = [len(one.traits) for one in standings]
    return listed(notes, np.array([code_of(trait) for one in standings for trait in one.traits], np.uint64))


def listed(notes: NDArray[Any], codes: Codes) -> Pool:
    """The same from arrays, notes in the order of their ids and their codes in that order; the lists are made here."""
    count, sizes = len(notes), notes["codes"].astype(np.int64)
    if len(codes) > np.iinfo(np.uint32).max:
        raise ValueError("more codes than a pool can tell places of")
    notes["first_code"] = np.cumsum(sizes) - sizes
    names, of = _named(codes)
    lengths = np.bincount(of, minlength=len(names))
    owners = np.repeat(np.arange(count, dtype=np.int32), sizes)
    warmest, newest = (np.argsort(-notes[by], kind="stable").astype(np.int32) for by in ("heat", "published"))
    begins, all_starts, parts = 2 * min(DEPTH, count), [], [warmest[:DEPTH], newest[:DEPTH]]
    for order in (warmest, newest):
        parts.append(_in_each(order, of, owners, lengths))
        all_starts.append(begins + np.concatenate([[0], np.cumsum(np.minimum(lengths, TRAIT_DEPTH))]).astype(np.int64))
        begins = int(all_starts[-1][-1])
    ids = np.ascontiguousarray(notes["id"])
    return Pool(ids, notes, codes, names, all_starts[0], all_starts[1], np.concatenate(parts))


def _named(codes: Codes) -> tuple[Codes, NDArray[np.int32]]:
    """Every code once in order, and which of them each is (what `numpy.unique` answers, in half of its memory)."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    is_first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(codes) else np.zeros(0, np.bool_)
    of = np.empty(len(codes), np.int32)
    of[order] = np.cumsum(is_first, dtype=np.int32) - 1
    return ordered[is_first], of


def _in_each(
    order: NDArray[np.int32], of: NDArray[np.int32], owners: NDArray[np.int32], lengths: Whole
) -> NDArray[np.int32]:
    """The notes of each trait in this order, one trait behind the other, none with more than are listed.

    Trait and place are one number, so that sorting needs no more memory than it.
    """
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    keys = of.astype(np.int64) << 32
    keys |= place[owners]
    keys.sort()
    kept = np.ones(len(keys), np.bool_)
    ends = np.cumsum(lengths)
    for long in np.flatnonzero(lengths > TRAIT_DEPTH).tolist():
        kept[ends[long] - lengths[long] + TRAIT_DEPTH : ends[long]] = False
    keys &= 0xFFFFFFFF
    listed: NDArray[np.int32] = order[keys[kept]]
    return listed


def save(pool: Pool, path: Path, facts: dict[str, Any]) -> int:
    """Write a pool into a file, whole or not at all; answers its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {name: getattr(pool, name) for name in Pool.__struct_fields__}
    return artifact.write(path, {**arrays, "notes": pool.notes.view(np.uint8)}, {**facts, "form": FORM})


def load(path: Path) -> Recalled:
    """Map a pool into memory; raises `Unreadable` when the file is none, one of another form, or not whole."""
    arrays, told = artifact.read(path)
    if told.get("form") != FORM:
        raise artifact.Unreadable(f"{path.name}: notes in another form")
    arrays["notes"] = arrays["notes"].view(NOTE)
    pool = Pool(**{name: arrays[name] for name in Pool.__struct_fields__})
    count, traits, notes = len(pool.ids), len(pool.names), pool.notes
    if len(notes) != count or (len(pool.warm_starts), len(pool.new_starts)) != (traits + 1,) * 2:
        raise artifact.Unreadable(f"{path.name}: arrays of other lengths")
    # Compiled loops look nothing up twice: every place that they will follow is checked here, once.
    ends = (pool.warm_starts[0] - 2 * pool.depth, pool.new_starts[0] - pool.warm_starts[-1])
    if any(ends) or pool.new_starts[-1] != len(pool.index):
        raise artifact.Unreadable(f"{path.name}: lists that do not end where others begin")
    if any(np.any(np.diff(one) < 0) for one in (pool.warm_starts, pool.new_starts)):
        raise artifact.Unreadable(f"{path.name}: lists that end before they begin")
    if pool.index.max(initial=-1) >= count or pool.index.min(initial=0) < 0:
        raise artifact.Unreadable(f"{path.name}: notes that are not there")
    codes_end = np.cumsum(notes["codes"], dtype=np.int64)
    if np.any(notes["first_code"] != codes_end - notes["codes"]) or codes_end[-1:].sum() != len(pool.codes):
        raise artifact.Unreadable(f"{path.name}: codes that do not begin where others end")
    if np.any(pool.ids[1:] <= pool.ids[:-1]) or np.any(pool.names[1:] <= pool.names[:-1]):
        raise artifact.Unreadable(f"{path.name}: not in order")
    if np.any(notes["id"] != pool.ids):
        raise artifact.Unreadable(f"{path.name}: notes of other ids")
    return Recalled(pool, float(told["horizon"]))
