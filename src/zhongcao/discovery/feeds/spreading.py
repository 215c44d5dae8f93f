"""Spreads a ranking: neighbours differ (sliding spectrum decomposition), and no author, brand or kind crowds a page.

Notes are points by their traits. A note is worth its score and the room that it adds to the last ten (the logarithm of
the volume, which grows by what is left of its vector beside theirs); after Huang et al., KDD 2021 (arXiv 2107.05204),
with the logarithm instead of the product so that the term does not fade as the window fills.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from zhongcao.discovery.feeds import kernels
from zhongcao.discovery.feeds.features import Real
from zhongcao.discovery.feeds.found import KIND_BITS, KINDS, Codes, Found, Mask, Whole, codes_of
from zhongcao.discovery.feeds.pool import FACTS
from zhongcao.discovery.rules import SPREAD_WINDOW
from zhongcao.discovery.training.kernels import compiled

SIZE = 16
WINDOW = SPREAD_WINDOW
_POINTS = (np.random.default_rng(9).standard_normal((4096, SIZE)) / SIZE**0.5).astype(np.float32)
_WEIGHT = np.array([0.5, 0.8, 1.0, 1.0, 0.7, 0.4, 0, 0], np.float32)
"""How much a trait of each kind tells of what a note is about."""
Order = Any
"""Places of candidates, the first one first."""
F = TypeVar("F")


def vectors(codes: Sequence[Codes]) -> Real:
    """A point of length one for the codes of each candidate; things that share traits lie close."""
    starts: Whole = np.cumsum([0, *(len(one) for one in codes)])
    return points(np.arange(len(codes)), starts, np.concatenate(codes) if codes else codes_of(()))


def points(rows: Order, starts: Whole, codes: Codes) -> Real:
    """The same for some candidates whose codes stand one after the other."""
    made = np.zeros((len(rows), SIZE), np.float32)
    kernels.ready(kernels.place)(rows, starts, codes, _POINTS, _WEIGHT, made)
    return made


def guessed(starts: Whole, codes: Codes) -> Codes:
    """For notes that name a topic and no category: the category most often named beside that topic; 0 for nothing."""
    about: Codes = np.zeros(len(starts) - 1, np.uint64)
    names, count = numbered(codes)
    kernels.ready(kernels.guess)(starts, codes, names, count, KINDS.index("t"), KINDS.index("c"), about)
    return about


def numbered(codes: Codes) -> tuple[Whole, int]:
    """Small numbers for codes, the same for the same, and how many there are."""
    names = np.empty(len(codes), np.int64)
    return names, kernels.ready(kernels.number)(codes, names)


def with_about(found: Found) -> tuple[Whole, Codes]:
    """Where the codes of each begin and all codes, with the category that each seems to be about behind its own."""
    starts, codes = np.zeros_like(found.starts), np.empty(len(found.codes) + len(found.about), np.uint64)
    count = kernels.ready(kernels.append)(found.starts, found.codes, found.about, starts, codes)
    return starts, codes[:count]


def _in_one(traits: Sequence[Sequence[str]]) -> tuple[Whole, Codes]:
    starts: Whole = np.cumsum([0, *(len(one) for one in traits)])
    return starts, codes_of(trait for one in traits for trait in one)


def diversified(scores: Real, points: Real, before: Real, *, length: int, room: float) -> list[int]:
    """Places of candidates in an order that mixes: `before` are the points last shown, `room` weighs difference."""
    if not len(scores) or not _spread.overloads:  # type: ignore[attr-defined]
        return list(range(min(length, len(scores))))
    span = max(float(scores[0] - scores[min(length, len(scores)) - 1]), 1e-6)
    order = np.empty(min(length, len(scores)), np.int64)
    _spread(
        (scores / np.float32(span)).astype(np.float32), points.copy(), before[-WINDOW:].copy(), np.float32(room), order
    )
    return [int(place) for place in order]


def warm() -> None:
    """Compile the loops, which takes seconds on a new machine; until then rankings are not mixed, and nobody waits."""
    kernels.warm(np.zeros(1, FACTS))
    _spread(
        np.zeros(2, np.float32),
        np.eye(2, SIZE, dtype=np.float32),
        _POINTS[:1].copy(),
        np.float32(0),
        np.zeros(2, np.int64),
    )


@compiled()
def _spread(scores: Any, left: Any, before: Any, room: Any, order: Any) -> None:
    """Greedy: take the best by score and room, then take its direction out of all others; the oldest comes back."""
    count, size = left.shape
    kept = np.zeros((WINDOW, size), np.float32)
    along = np.zeros((WINDOW, count), np.float32)
    held = np.zeros(WINDOW, np.bool_)
    taken = np.zeros(count, np.bool_)
    rest = np.empty(count, np.float32)
    for turn in range(before.shape[0] + order.shape[0]):
        slot = turn % WINDOW
        if held[slot]:
            for one in range(count):
                for axis in range(size):
                    left[one, axis] += along[slot, one] * kept[slot, axis]
        if turn < before.shape[0]:
            for axis in range(size):
                kept[slot, axis] = before[turn, axis]
        else:
            top = np.float32(0)
            for one in range(count):
                rest[one] = np.float32(1e-3)
                for axis in range(size):
                    rest[one] += left[one, axis] * left[one, axis]
                top = max(top, rest[one])
            best, most, highest = -1, np.float32(-1e30), room * np.float32(0.5) * np.log(top)
            for one in range(count):
                if taken[one] or scores[one] + highest < most:
                    continue
                gain = scores[one] + room * np.float32(0.5) * np.log(rest[one])
                if gain > most:
                    best, most = one, gain
            taken[best] = True
            order[turn - before.shape[0]] = best
            for axis in range(size):
                kept[slot, axis] = left[best, axis]
        held[slot] = True
        norm = np.float32(1e-6)
        for axis in range(size):
            norm += kept[slot, axis] * kept[slot, axis]
        for one in range(count):
            part = np.float32(0)
            for axis in range(size):
                part += left[one, axis] * kept[slot, axis]
            along[slot, one] = part / norm
            for axis in range(size):
                left[one, axis] -= along[slot, one] * kept[slot, axis]


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
    starts, codes = _in_one([traits(one) for one in found])
    order, fixed = np.arange(len(found)), np.zeros(len(found), np.bool_)
    order = spread_out(order, starts, codes, fixed=fixed, caps=caps, length=length, look=look)
    return [found[place] for place in order.tolist()]


def spread_out(
    order: Order,
    starts: Whole,
    codes: Codes,
    *,
    fixed: Mask,
    caps: dict[str, tuple[int, int]],
    length: int,
    look: int,
) -> Order:
    """The same for candidates whose codes stand one after the other; those at `fixed` places of the order stay there.

    Answers the candidates in the new order.
    """
    most, gaps = np.zeros(KIND_BITS + 1, np.int64), np.zeros(KIND_BITS + 1, np.int64)
    for kind, (count, within) in caps.items():
        most[KINDS.index(kind)], gaps[KINDS.index(kind)] = count, within
    names, _ = numbered(codes)
    out = np.empty(len(order), np.int64)
    kernels.ready(kernels.space)(order.astype(np.int64), fixed, starts, names, codes, most, gaps, length, look, out)
    return out


def lifted(found: Sequence[F], *, is_small: Callable[[F], bool], share: float, page: int) -> list[F]:
    """The same order, except that each page holds this share of a group all the way down, as long as there are any."""
    order = lifted_order(np.array([is_small(one) for one in found], np.bool_), share=share, page=page)
    return [found[place] for place in order.tolist()]


def lifted_order(small: Mask, *, share: float, page: int) -> Order:
    """The same for a mask of who belongs to the group; answers places in what was given."""
    out = np.empty(len(small), np.int64)
    kernels.ready(kernels.lift)(small, math.ceil(share * page), page, out)
    return out
