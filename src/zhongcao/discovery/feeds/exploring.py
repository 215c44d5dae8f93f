"""Chances for new notes (冷启动): drawn by lot, and with what chance each was drawn is known.

A note that nobody has seen may be good: it counts by the best that its few readers leave possible (the mean of its Beta
posterior and one deviation), and more while it still waits for its first readers. The lot is a softmax over that,
with a floor under every chance: whoever weighs by the inverse of a chance later may rely on it.
"""

import math
import random
from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds import mixing
from zhongcao.discovery.feeds.found import Found
from zhongcao.discovery.feeds.kernels import ready
from zhongcao.discovery.rules import CHANCE_BELOW, CHANCE_EVERY, FIRST_READERS

POOL = 20
CHANCE_LEAST = 0.02
PRIOR_READERS = 15.0
PRIOR_SHARE = 0.1
WARMTH = 0.12
URGENCY = 0.15


class Drawn(msgspec.Struct, frozen=True):
    """A candidate that was drawn, by its place in the pool, how likely that was, and out of how many."""

    place: int
    propensity: float
    pool: int


@lru_cache(maxsize=20_000)
def promise(shown: float, opened: float) -> float:
    """How good a note may still be: mean and deviation of its posterior, more while first readers are missing."""
    weight = shown + PRIOR_READERS
    mean = min((opened + PRIOR_READERS * PRIOR_SHARE) / weight, 1.0)
    deviation = math.sqrt(mean * (1 - mean) / (weight + 1))
    return mean + deviation + URGENCY * max(1 - shown / FIRST_READERS, 0.0)


def draw(shown: Sequence[float], opened: Sequence[float], *, places: int, seed: int) -> list[Drawn]:
    """Draw so many of a pool, one after the other and none twice; the same seed draws the same."""
    promises = [promise(seen, met) for seen, met in zip(shown, opened, strict=True)]
    best = max(promises, default=0.0)
    return lots([math.exp((one - best) / WARMTH) for one in promises], places=places, seed=seed)


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


def lots(warm: Sequence[float], *, places: int, seed: int) -> list[Drawn]:
    """Draw so many by how warm each is, one after the other and none twice; the same seed draws the same.

    No chance is below the least one, as far as there are not too many.
    """
    dice = random.Random(seed)
    turns = min(places, len(warm))
    aims = np.array([dice.random() for _ in range(turns)])
    chosen, odds = np.empty(turns, np.int64), np.empty(turns)
    ready(mixing.draw)(np.array(warm), aims, CHANCE_LEAST, chosen, odds)
    pools = range(len(warm), len(warm) - turns, -1)
    return [Drawn(*one) for one in zip(chosen.tolist(), odds.tolist(), pools, strict=True)]
