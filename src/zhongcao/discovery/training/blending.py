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

SHARES_TOGETHER = (0.0, 0.2, 0.4, 0.7, 1.0)
SHARES_FACTORS = (0.0, 0.3, 0.6, 1.0, 1.4, 2.0, 2.8, 4.0)
CANDIDATES = 100

Measure = Literal["best", "top", "root"]
MEASURES: tuple[Measure, ...] = ("best", "top", "root")
"""Scores of different kinds are brought to one scale for each member: by the best, by the mean of the first fifty, or
by the root of the share of the best."""
TOP = 50

Parts = tuple[Real, Real, Real]
"""Scores of the operator, of co-occurrence and of vectors: a row for each item, a column for each member."""
Gains = NDArray[np.float64]
"""Recall and NDCG of each member (rows)."""


class Blend(msgspec.Struct, frozen=True):
    """How much of co-occurrence and of vectors goes beside the operator, and by what each score is measured."""

    together: float = 0.0
    factors: float = 0.0
    measure: Measure = "best"


class Front(msgspec.Struct, frozen=True):
    """Candidates (rows) of some members (columns): scores, the best of all, what is wanted, what is no choice."""

    parts: Parts
    best: Parts
    hits: NDArray[np.bool_]
    barred: NDArray[np.bool_]
    counts: Whole


def measured(parts: Parts, measure: Measure) -> Parts:
    """The three scores on one scale, member by member."""
    first, second, third = (_scaled(part, _foremost(part, min(TOP, len(part)))[1], measure) for part in parts)
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
    """The blend that finds most of what was hidden from those whom we ask, and how much that is.

    Many shares find about as much, and which finds most is chance. So it is the mean of all shares, each weighed by how
    likely it is no worse than the one that found most.
    """
    asked = members[hidden.per_member()[members] > 0]
    if not len(asked):
        return Blend(), Quality(0.0, 0.0)
    fronts = [_front(score(batch), known, hidden, batch) for batch in batches(asked)]
    found = {blend: _found(fronts, blend) for blend in _blends()}
    best = max(found, key=lambda blend: float(found[blend].sum()))
    alike = [blend for blend in found if blend.measure == best.measure]
    weights = np.array([_likeliness(found[best], found[blend]) for blend in alike])
    shares = np.array([(blend.together, blend.factors) for blend in alike])
    together, factors = (weights @ shares / weights.sum()).tolist()
    chosen = Blend(together, factors, best.measure)
    recall, ndcg = _found(fronts, chosen).mean(0).tolist()
    return chosen, Quality(recall, ndcg)


def _blends() -> Iterator[Blend]:
    for measure, together, factors in product(MEASURES, SHARES_TOGETHER, SHARES_FACTORS):
        yield Blend(together, factors, measure)


def _likeliness(best: Gains, other: Gains) -> float:
    """One for what is as good as the best, less the more standard errors it lies below."""
    below = (best - other).sum(1)
    error = below.std() / np.sqrt(len(below))
    return float(np.exp(-0.5 * (below.mean() / max(error, 1e-12)) ** 2))


def _front(parts: Parts, known: Interactions, hidden: Interactions, members: Whole) -> Front:
    """What stands in front by any of the parts; what a member has and what stands there twice does not count."""
    first, second, third = (without_seen(part, known, members) for part in parts)
    fronts = [_foremost(part, min(CANDIDATES, len(part))) for part in (first, second, third)]
    places = np.sort(np.concatenate([listed for listed, _ in fronts]), axis=0)
    barred = _wanted(places, known, members)
    barred[1:] |= places[1:] == places[:-1]
    return Front(
        parts=_three(np.take_along_axis(part, places, 0) for part in (first, second, third)),
        best=_three(values for _, values in fronts),
        hits=_wanted(places, hidden, members),
        barred=barred,
        counts=hidden.per_member()[members],
    )


def _three(parts: Iterator[Real]) -> Parts:
    first, second, third = parts
    return first, second, third


def _foremost(part: Real, length: int) -> tuple[Index, Real]:
    """The items with the best scores of each member (columns), best first, and these scores."""
    listed = np.empty((part.shape[1], length), np.int32)
    values = np.empty(listed.shape, np.float32)
    best_of_columns(part, listed, values)
    return listed.T, values.T


def _wanted(places: Index, held: Interactions, members: Whole) -> NDArray[np.bool_]:
    """Which of the candidates a member has."""
    has = np.zeros((held.item_count, len(members)), np.bool_)
    has[held.cells(members)] = True
    return np.take_along_axis(has, places, 0)


def _found(fronts: list[Front], blend: Blend) -> Gains:
    """What each member finds among the first twenty; an equal of a wanted candidate stands before it."""
    made = []
    for front in fronts:
        scaled = (_scaled(part, best, blend.measure) for part, best in zip(front.parts, front.best, strict=True))
        scores = mix(_three(scaled), blend)
        scores[front.hits] = np.nextafter(scores[front.hits], np.float32(-np.inf))
        scores[front.barred] = -np.inf
        listed, _ = _foremost(scores, LENGTH)
        hits = np.take_along_axis(front.hits, listed, 0) & (listed >= 0)
        made.append(gains(hits.T, front.counts))
    return np.concatenate(made)


def _scaled(part: Real, best: Real, measure: Measure) -> Real:
    """Scores on a scale that the best scores of each member give."""
    whole = best[:TOP].mean(axis=0) if measure == "top" else best[0]
    made: Real = part / np.maximum(whole, np.float32(1e-9))
    return np.sqrt(np.maximum(made, 0)) if measure == "root" else made
