"""Chances for new notes (冷启动): drawn by lot, and with what chance each was drawn is known.

A note that nobody has seen may be good: it counts by the best that its few readers leave possible (the mean of its Beta
posterior and one deviation), and more while it still waits for its first readers. The lot is a softmax over that,
with a floor under every chance: whoever weighs by the inverse of a chance later may rely on it.
"""

import random
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds import measuring, mixing
from zhongcao.discovery.feeds.found import Found
from zhongcao.discovery.feeds.kernels import ready
from zhongcao.discovery.rules import CHANCE_BELOW, CHANCE_EVERY, FIRST_READERS

POOL = 20
CHANCE_LEAST = 0.02
PRIOR_READERS = 15.0
PRIOR_SHARE = 0.1
WARMTH = 0.12
Counts = Sequence[float] | NDArray[np.int64]
URGENCY = 0.15


class Drawn(msgspec.Struct, frozen=True):
    """A candidate that was drawn, by its place in the pool, how likely that was, and out of how many."""

    place: int
    propensity: float
    pool: int


class Lots(msgspec.Struct, frozen=True):
    """All that were drawn, in their order, in arrays: places in the pool, how likely each was, out of how many."""

    places: NDArray[np.int64]
    propensities: NDArray[np.float64]
    pools: NDArray[np.int64]

    def each(self) -> list[Drawn]:
        """One by one."""
        columns = (self.places.tolist(), self.propensities.tolist(), self.pools.tolist())
        return [Drawn(*one) for one in zip(*columns, strict=True)]


def draw(shown: Counts, opened: Counts, *, places: int, seed: int) -> Lots:
    """Draw so many of a pool, one after the other and none twice; the same seed draws the same."""
    warm, prior = np.empty(len(shown)), (PRIOR_READERS, PRIOR_SHARE, URGENCY, float(FIRST_READERS), WARMTH)
    ready(measuring.hope)(np.asarray(shown, np.int64), np.asarray(opened, np.int64), prior, warm)
    return lots(warm, places=places, seed=seed)


def waiting(found: Found, *, oldest: float) -> NDArray[np.intp]:
    """Young ones that wait most for readers, among the later ones of a feed; neither picked nor disliked."""
    pool = np.empty(POOL, np.intp)
    count = ready(mixing.wait)(
        found.order,
        CHANCE_BELOW,
        found.published,
        oldest,
        found.shown,
        FIRST_READERS,
        found.picked,
        found.distaste,
        pool,
    )
    return pool[:count]


def dealt(order: NDArray[np.intp], drawn: NDArray[np.intp]) -> NDArray[np.intp]:
    """An order in which each tenth place goes to one of those that were drawn."""
    if len(drawn) * CHANCE_EVERY > len(order):
        raise ValueError("more were drawn than there are places")
    dealt = np.empty_like(order)
    ready(mixing.deal)(order, drawn, CHANCE_EVERY, dealt)
    return dealt


def lots(warm: Sequence[float] | NDArray[np.float64], *, places: int, seed: int) -> Lots:
    """Draw so many by how warm each is, one after the other and none twice; the same seed draws the same.

    No chance is below the least one, as far as there are not too many.
    """
    dice = random.Random(seed)
    turns = min(places, len(warm))
    aims = np.array([dice.random() for _ in range(turns)])
    chosen, odds = np.empty(turns, np.int64), np.empty(turns)
    ready(mixing.draw)(np.asarray(warm, np.float64), aims, CHANCE_LEAST, chosen, odds)
    return Lots(chosen, odds, np.arange(len(warm), len(warm) - turns, -1))
