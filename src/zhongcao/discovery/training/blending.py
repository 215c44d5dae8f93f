"""One order out of several: scores are brought to one scale for each member, and shares are chosen among candidates.

What a blend puts among a member's first twenty, one of its parts has among its first hundred. So shares are tried on
the union of those hundreds instead of on the whole ranking, which finds the same for less.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.training.evaluation import LENGTH, Quality, batches, gains
from zhongcao.discovery.training.interactions import Index, Interactions, Real, Whole
from zhongcao.discovery.training.kernels import best_of_columns

SHARES_TOGETHER = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
SHARES_FACTORS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.4)
CANDIDATES = 100

Measure = Literal["best", "spread", "top", "root", "places"]
MEASURES: tuple[Measure, ...] = ("best", "spread", "top", "root", "places")
"""Scores of different kinds are brought to one scale for each member: by the best, by the spread over all goods (which
is a z-score, since a member's mean moves no order), by the mean of the first fifty, by the root of the share of the
best, or by places alone (reciprocal rank fusion)."""
TOP = 50
PLACES_KEPT, PLACES_BEGIN = 400, 20

Parts = tuple[Real, Real, Real]
"""Scores of the operator, of co-occurrence and of vectors: a row for each item, a column for each member."""


class Blend(msgspec.Struct, frozen=True):
    """How much of co-occurrence and of vectors goes beside the operator, and by what each score is measured."""

    together: float = 0.0
    factors: float = 0.0
    measure: Measure = "best"


def measured(parts: Parts, measure: Measure) -> Parts:
    """The three scores on one scale, member by member."""
    first, second, third = (_MEASURED[measure](part) for part in parts)
    return first, second, third


def mix(parts: Parts, blend: Blend) -> Real:
    """One score out of three that are on one scale."""
    whole, together, vectors = parts
    made: Real = whole + np.float32(blend.together) * together + np.float32(blend.factors) * vectors
    return made


def without_seen(scores: Real, seen: Interactions, members: Whole) -> Real:
    """The same scores with nothing for what a member has already, so that the best is one to recommend."""
    scores[seen.cells(members)] = 0
    return scores


def choose_blend(
    score: Callable[[Whole], Parts], known: Interactions, hidden: Interactions, members: Whole
) -> tuple[Blend, Quality]:
    """The blend that finds most of what was hidden from those whom we ask, and how much that is."""
    asked = members[hidden.per_member()[members] > 0]
    sums = {blend: np.zeros(2) for blend in _blends(*MEASURES)}
    for batch in batches(asked):
        first, second, third = (without_seen(part, known, batch) for part in score(batch))
        places, barred = _candidates((first, second, third), known, batch)
        hits, counts = _wanted(places, hidden, batch), hidden.per_member()[batch]
        for measure in MEASURES:
            scaled = measured((first, second, third), measure)
            one, two, three = (np.take_along_axis(part, places, 0) for part in scaled)
            for blend in _blends(measure):
                sums[blend] += _found(mix((one, two, three), blend), hits, barred, counts).sum(0)
    best = max(sums, key=lambda blend: float(sums[blend].sum()))
    recall, ndcg = (sums[best] / max(len(asked), 1)).tolist()
    return best, Quality(recall, ndcg)


def _blends(*measures: Measure) -> Iterator[Blend]:
    for measure in measures:
        for shares in product(SHARES_TOGETHER, SHARES_FACTORS):
            yield Blend(*shares, measure)


def _candidates(parts: Parts, known: Interactions, members: Whole) -> tuple[Index, NDArray[np.bool_]]:
    """For each member (columns) what stands in front by any of the parts, and which of it does not count."""
    kept = min(CANDIDATES, known.item_count)
    front = [np.argpartition(part, -kept, axis=0)[-kept:] for part in parts]
    places = np.sort(np.concatenate(front), axis=0).astype(np.int32)
    barred = _wanted(places, known, members)
    barred[1:] |= places[1:] == places[:-1]
    return places, barred


def _wanted(places: Index, held: Interactions, members: Whole) -> NDArray[np.bool_]:
    """Which of the candidates a member has."""
    has = np.zeros((held.item_count, len(members)), np.bool_)
    has[held.cells(members)] = True
    return np.take_along_axis(has, places, 0)


def _found(scores: Real, hits: NDArray[np.bool_], barred: NDArray[np.bool_], counts: Whole) -> NDArray[np.float64]:
    """Recall and NDCG of the first twenty of each member (rows); an equal of a wanted candidate stands before it."""
    scores[hits] = np.nextafter(scores[hits], np.float32(-np.inf))
    scores[barred] = -np.inf
    listed = np.empty((scores.shape[1], LENGTH), np.int32)
    best_of_columns(scores, listed, np.empty(listed.shape, np.float32))
    return gains(hits[listed, np.arange(len(listed))[:, None]] & (listed >= 0), counts)


def _by_best(part: Real) -> Real:
    made: Real = part / np.maximum(part.max(axis=0, keepdims=True), 1e-9)
    return made


def _by_spread(part: Real) -> Real:
    made: Real = part / np.maximum(part.std(axis=0, keepdims=True), 1e-9)
    return made


def _by_top(part: Real) -> Real:
    top = np.partition(part, -min(TOP, len(part)), axis=0)[-TOP:]
    made: Real = part / np.maximum(top.mean(axis=0, keepdims=True), 1e-9)
    return made


def _by_root(part: Real) -> Real:
    made: Real = np.sqrt(np.maximum(_by_best(part), 0))
    return made


def _by_places(part: Real) -> Real:
    kept = min(PLACES_KEPT, len(part))
    best = np.argpartition(part, -kept, axis=0)[-kept:]
    order = np.argsort(-np.take_along_axis(part, best, 0), axis=0, kind="stable")
    made: Real = np.zeros_like(part)
    worth = (1 / (PLACES_BEGIN + np.arange(kept))).astype(np.float32)[:, None]
    np.put_along_axis(made, np.take_along_axis(best, order, 0), np.broadcast_to(worth, best.shape), 0)
    return made


_MEASURED: dict[Measure, Callable[[Real], Real]] = {
    "best": _by_best,
    "spread": _by_spread,
    "top": _by_top,
    "root": _by_root,
    "places": _by_places,
}
