"""Learns kin from acts: a table of what follows what in members' sequences, judged on what was hidden from it.

The table is directed and fades with distance (training.succession); it is linear in the number of acts, so that it is
made anew each night. Notes and goods stand in one table: who likes a note is led to goods, and the other way round.
"""

from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.kin.table import LENGTH, Kin, named
from zhongcao.discovery.training import succession
from zhongcao.discovery.training.following import choose_rhythm, ranks
from zhongcao.discovery.training.interactions import Index, Whole
from zhongcao.discovery.training.sequences import Sequences
from zhongcao.discovery.training.succession import Rhythm

RECENT = 20
JUDGED_AT = 20
JUDGED_MAX = 20_000
CHOOSING_FROM, CHOOSING_UP_TO = 200, 2_000_000
"""Between so many members and so many acts the rhythm is chosen by validation; else the usual one is taken."""
SEQUENCE_MAX = 200

Say = Callable[[str], None]


class Acts(msgspec.Struct, frozen=True, kw_only=True):
    """What members did: member, subject (a note or a product), and when; one entry each."""

    members: Whole
    subjects: Whole
    are_products: NDArray[np.bool_]
    at: NDArray[np.float64]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """How often the next thing that a member did stands among twenty that are expected, by kin and by popularity."""

    members: int
    items: int
    acts: int
    judged: int
    kin_hits: float
    popular_hits: float

    @property
    def is_better(self) -> bool:
        """Whether kin says more than popularity; when nobody could be asked it says nothing."""
        return self.judged > 0 and self.kin_hits > self.popular_hits


def learn(acts: Acts, *, say: Say = lambda text: None) -> tuple[Kin, Verdict]:
    """Learn the table of kin from acts, and judge the same method on each member's hidden last act."""
    names, sequences = in_order(acts)
    earlier = sequences.without_last(1)
    answers = np.where(sequences.lengths() >= 3, sequences.last_but(0), -1).astype(np.int32)
    asked = answers >= 0
    rhythm = Rhythm()
    if int(asked.sum()) >= CHOOSING_FROM and len(sequences.items) <= CHOOSING_UP_TO:
        say("choosing how far and how fast kin fades")
        rhythm = choose_rhythm(earlier, answers, repeats=False)
    say("judging on what was hidden")
    verdict = _judge(earlier, answers, rhythm, acts=len(sequences.items))
    say("writing the table")
    found = succession.follow(sequences, rhythm, length=LENGTH)
    return named(names, found.items, found.weights), verdict


def in_order(acts: Acts) -> tuple[NDArray[np.uint64], Sequences]:
    """Each member's subjects in order of time, each once, the latest two hundred; and the names of the subjects."""
    names = acts.subjects.astype(np.uint64) << np.uint64(1) | acts.are_products.astype(np.uint64)
    known, items = np.unique(names, return_inverse=True)
    _, owners = np.unique(acts.members, return_inverse=True)
    order = np.lexsort((acts.at, owners))
    items, owners = items[order].astype(np.int64), owners[order]
    _, first = np.unique(owners * np.int64(max(len(known), 1)) + items, return_index=True)
    kept = np.sort(first)
    items, owners = items[kept], owners[kept]
    counts = np.bincount(owners, minlength=int(owners.max()) + 1) if len(owners) else np.zeros(0, np.int64)
    left = np.repeat(np.cumsum(counts), counts) - np.arange(len(items))
    late = left <= SEQUENCE_MAX
    starts = np.concatenate([[0], np.cumsum(np.minimum(counts, SEQUENCE_MAX))]).astype(np.int64)
    return known, Sequences(starts, items[late].astype(np.int32), len(known))


def _judge(earlier: Sequences, answers: Index, rhythm: Rhythm, *, acts: int) -> Verdict:
    asked = np.flatnonzero(answers >= 0)[:JUDGED_MAX]
    kin_hits = popular_hits = 0.0
    if len(asked):
        table = succession.follow(earlier, rhythm, length=LENGTH)
        expected = succession.expect(table, earlier, age=rhythm.age, recent=RECENT, length=JUDGED_AT, repeats=False)
        kin_hits = float((ranks(*expected, answers)[asked] <= JUDGED_AT).mean())
        popularity = np.bincount(earlier.items, minlength=earlier.item_count)
        best = np.argsort(-popularity, kind="stable")[:JUDGED_AT]
        popular_hits = float(np.isin(answers[asked], best).mean())
    return Verdict(
        members=earlier.member_count,
        items=earlier.item_count,
        acts=acts,
        judged=len(asked),
        kin_hits=round(kin_hits, 4),
        popular_hits=round(popular_hits, 4),
    )
