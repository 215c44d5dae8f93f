"""How good lists are: full ranking of all items for each member, ties broken against us.

Recall@k and NDCG@k as in the LightGCN tables: hits among the first k over the number of things to find, and the
discounted hits over the best that k places allow; averaged over members who have something to find.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.training.interactions import Index, Interactions, Real, Whole
from zhongcao.discovery.training.kernels import best_of_columns

LENGTH = 20
BATCH = 256

Score = Callable[[Whole], Real]
"""For some members: the scores of all items (rows), one column for each member."""


class Quality(msgspec.Struct, frozen=True):
    """Recall and NDCG of the first twenty."""

    recall: float
    ndcg: float

    @property
    def both(self) -> float:
        """What settings are chosen by."""
        return self.recall + self.ndcg


def one_hot(seen: Interactions, members: Whole) -> Real:
    """One column for each member, with 1 for what they have."""
    columns = np.zeros((seen.item_count, len(members)), np.float32)
    columns[seen.cells(members)] = 1
    return columns


def batches(members: Whole) -> Iterator[Whole]:
    """Members a few hundred at a time."""
    for start in range(0, len(members), BATCH):
        yield members[start : start + BATCH]


def judge(score: Score, seen: Interactions, hidden: Interactions, members: Whole) -> Quality:
    """Rank everything that a member has not seen, and see how much of what was hidden stands in front."""
    return judge_each(lambda batch: [("", score(batch))], seen, hidden, members)[""]


def judge_each(
    candidates: Callable[[Whole], Iterable[tuple[Hashable, Real]]],
    seen: Interactions,
    hidden: Interactions,
    members: Whole,
) -> dict[Hashable, Quality]:
    """The same for several ways to score, batch by batch, so that memory stays flat however many there are."""
    sums: dict[Hashable, NDArray[np.float64]] = {}
    judged = members[hidden.per_member()[members] > 0]
    for batch in batches(judged):
        counts = hidden.per_member()[batch]
        wanted = np.zeros((seen.item_count, len(batch)), np.bool_)
        wanted[hidden.cells(batch)] = True
        for name, scores in candidates(batch):
            listed = first_places(scores, seen, hidden, batch)
            hits = wanted[listed, np.arange(len(batch))[:, None]] & (listed >= 0)
            sums[name] = sums.get(name, np.zeros(2)) + gains(hits, counts).sum(0)
    return {name: Quality(*(held / len(judged)).tolist()) for name, held in sums.items()}


def gains(hits: NDArray[np.bool_], counts: Whole) -> NDArray[np.float64]:
    """Recall and NDCG of each member (rows): which of their twenty places hit, and how much there was to find."""
    discounts = 1 / np.log2(np.arange(2, LENGTH + 2))
    ideal = np.cumsum(discounts)[np.minimum(counts, LENGTH) - 1]
    return np.stack([hits.sum(1) / counts, (hits @ discounts) / ideal], axis=1)


def first_places(scores: Real, seen: Interactions, hidden: Interactions, members: Whole) -> Index:
    """The first twenty of each column: what was seen is left out, and equals of a wanted item stand before it."""
    wanted = hidden.cells(members)
    scores[wanted] = np.nextafter(scores[wanted], np.float32(-np.inf))
    scores[seen.cells(members)] = -np.inf
    out = np.empty((scores.shape[1], LENGTH), np.int32)
    best_of_columns(scores, out, np.empty((scores.shape[1], LENGTH), np.float32))
    return out
