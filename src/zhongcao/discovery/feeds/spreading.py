"""Spreads a ranking: neighbours differ (sliding spectrum decomposition), and no author, brand or kind crowds a page.

Notes are points by their traits. A note is worth its score and the room that it adds to the last ten (the logarithm of
the volume, which grows by what is left of its vector beside theirs); after Huang et al., KDD 2021 (arXiv 2107.05204),
with the logarithm instead of the product so that the term does not fade as the window fills.
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds import kernels, measuring, mixing
from zhongcao.discovery.feeds.features import Real
from zhongcao.discovery.feeds.found import KIND_BITS, KINDS, Codes, Mask, Traits, Whole, codes_of
from zhongcao.discovery.feeds.kernels import ready
from zhongcao.discovery.feeds.pool import NOTE

_POINTS = (np.random.default_rng(9).standard_normal((4096, mixing.SIZE)) / mixing.SIZE**0.5).astype(np.float32)
_WEIGHT = np.array([0.5, 0.8, 1.0, 1.0, 0.7, 0.4, 0, 0], np.float32)
"""How much a trait of each kind tells of what a note is about."""
Order = Any
"""Places of candidates, the first one first."""
F = TypeVar("F")


def vectors(notes: Traits) -> Real:
    """A point of length one for what each note is about, in a column; things that share traits lie close."""
    count = len(notes.starts) - 1
    return points(np.arange(count), notes.starts, notes.codes, np.zeros(count, np.uint64))


def points(rows: Order, starts: Whole, codes: Codes, about: Codes) -> Real:
    """The same for some candidates whose codes stand one after the other; `about` is one more of each, 0 for none."""
    made = np.empty((mixing.SIZE, len(rows)), np.float32)
    ready(mixing.place)(rows, starts, codes, about, _POINTS, _WEIGHT, made)
    return made


def guessed(starts: Whole, codes: Codes) -> Codes:
    """For notes that name a topic and no category: the category most often named beside that topic; 0 for nothing."""
    about: Codes = np.empty(len(starts) - 1, np.uint64)
    ready(mixing.guess)(starts, codes, KINDS.index("t"), KINDS.index("c"), about)
    return about


def diversified(
    order: Order, score: NDArray[np.float64], points: Real, before: Real, *, length: int, room: float
) -> Order:
    """An order that mixes: so many of its first ones, which have points, in another turn, and all others behind them.

    `before` are the points last shown, `room` weighs difference.
    """
    length = min(length, points.shape[1])
    if not length or not mixing.spread.overloads:  # type: ignore[attr-defined]
        return order
    out = np.empty(len(order), np.int64)
    mixing.spread(order, score, points, before, np.float32(room), length, out)
    return out


def warm() -> None:
    """Compile the loops, which takes seconds on a new machine; until then rankings are not mixed, and nobody waits."""
    kernels.warm(np.zeros(1, NOTE))
    measuring.warm()
    mixing.warm()


def spaced(
    found: Sequence[F],
    *,
    traits: Callable[[F], Sequence[str]],
    caps: dict[str, tuple[int, int]],
    length: int,
    look: int = 120,
) -> list[F]:
    """The same order, except that a trait of a kind comes at most so often within so many places, if others are there.

    `caps` says for each kind of trait (`a:` author and so on) how many within how many places.
    """
    told = [traits(one) for one in found]
    starts = np.fromiter(accumulate(map(len, told), initial=0), np.int64, len(told) + 1)
    codes = codes_of(trait for one in told for trait in one)
    order, fixed = np.arange(len(found)), np.zeros(len(found), np.bool_)
    order = spread_out(order, starts, codes, fixed=fixed, caps=caps, length=length, look=look)
    return [found[place] for place in order.tolist()]


def spread_out(
    order: Order,
    starts: Whole,
    codes: Codes,
    *,
    about: Codes | None = None,
    fixed: Mask,
    caps: dict[str, tuple[int, int]],
    length: int,
    look: int,
) -> Order:
    """The same for candidates whose codes stand one after the other; those at `fixed` places of the order stay there.

    `about` is one trait more of each, 0 for none. Answers the candidates in the new order.
    """
    about = np.zeros(len(starts) - 1, np.uint64) if about is None else about
    most, gaps = _by_kind(tuple(caps.items()))
    out, widest = np.empty(len(order), np.int64), max((within for _, within in caps.values()), default=0)
    looked_at = length + max(look, widest) + np.count_nonzero(fixed)
    tags = ready(mixing.tag)(order[:looked_at], starts, codes, about, most)
    ready(mixing.space)(order, fixed, *tags, most, gaps, widest, length, look, out)
    return out


@lru_cache(maxsize=32)
def _by_kind(caps: tuple[tuple[str, tuple[int, int]], ...]) -> tuple[Whole, Whole]:
    most, gaps = np.zeros(KIND_BITS + 1, np.int64), np.zeros(KIND_BITS + 1, np.int64)
    for kind, (count, within) in caps:
        most[KINDS.index(kind)], gaps[KINDS.index(kind)] = count, within
    return most, gaps


def lifted(found: Sequence[F], *, is_small: Callable[[F], bool], share: float, page: int) -> list[F]:
    """The same order, except that each page holds this share of a group all the way down, as long as there are any."""
    small = np.array([is_small(one) for one in found], np.bool_)
    return [found[place] for place in lifted_order(np.arange(len(found)), small, share=share, page=page).tolist()]


def lifted_order(order: Order, small: Mask, *, share: float, page: int) -> Order:
    """The same for candidates in an order, and a mask that tells of each whether it belongs to the group."""
    out = np.empty(len(order), np.int64)
    ready(mixing.lift)(order, small, math.ceil(share * page), page, out)
    return out
