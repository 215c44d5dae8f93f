"""Spreads a ranking: neighbours differ (sliding spectrum decomposition), and no author, brand or kind crowds a page.

Notes are points by their traits. A note is worth its score and the room that it adds to the last ten (the logarithm of
the volume, which grows by what is left of its vector beside theirs); after Huang et al., KDD 2021 (arXiv 2107.05204),
with the logarithm instead of the product so that the term does not fade as the window fills.
"""

import math
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from zhongcao.discovery.feeds.features import Real
from zhongcao.discovery.rules import SPREAD_WINDOW
from zhongcao.discovery.training.kernels import compiled

SIZE = 16
WINDOW = SPREAD_WINDOW
_POINTS = (np.random.default_rng(9).standard_normal((4096, SIZE)) / SIZE**0.5).astype(np.float32)
_WEIGHT = {"a": 0.5, "b": 0.8, "c": 1.0, "p": 1.0, "t": 0.7}
F = TypeVar("F")


@lru_cache(maxsize=100_000)
def _bucket(trait: str) -> tuple[int, float]:
    return zlib.crc32(trait.encode()) & 4095, _WEIGHT[trait[0]]


def vectors(traits: Sequence[Sequence[str]]) -> Real:
    """A point of length one for each list of traits; things that share traits lie close."""
    flat = [_bucket(trait) for one in traits for trait in one]
    made = np.zeros((len(traits), SIZE), np.float32)
    if flat:
        counts = np.array([len(one) for one in traits])
        buckets, weights = np.array(flat).T
        parts = _POINTS[buckets.astype(np.int64)] * weights[:, None].astype(np.float32)
        some = counts > 0
        made[some] = np.add.reduceat(parts, (np.cumsum(counts) - counts)[some])
    made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), np.float32(1e-6))
    return made


def diversified(scores: Real, points: Real, before: Real, *, length: int, room: float) -> list[int]:
    """Places of candidates in an order that mixes: `before` are the points last shown, `room` weighs difference."""
    if not len(scores) or not _spread.signatures:  # type: ignore[attr-defined]
        return list(range(min(length, len(scores))))
    span = max(float(scores[0] - scores[min(length, len(scores)) - 1]), 1e-6)
    order = np.empty(min(length, len(scores)), np.int64)
    _spread(
        (scores / np.float32(span)).astype(np.float32), points.copy(), before[-WINDOW:].copy(), np.float32(room), order
    )
    return [int(place) for place in order]


def warm() -> None:
    """Compile the loop, which takes seconds on a new machine; until then rankings are not mixed, and nobody waits."""
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
            best, most = -1, np.float32(-1e30)
            for one in range(count):
                if taken[one]:
                    continue
                rest = np.float32(1e-3)
                for axis in range(size):
                    rest += left[one, axis] * left[one, axis]
                gain = scores[one] + room * np.float32(0.5) * np.log(rest)
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
    mixed: list[F] = []
    waiting = [(one, [trait for trait in traits(one) if trait[0] in caps]) for one in found]
    recent: dict[str, int] = {}
    passing = [(kind, within - 1) for kind, (_, within) in caps.items()]
    history: list[list[str]] = []
    most = {kind: count for kind, (count, _) in caps.items()}
    while waiting and len(mixed) < length:
        at = 0
        for place, (_, own) in enumerate(waiting[:look]):
            for trait in own:
                if recent.get(trait, 0) >= most[trait[0]]:
                    break
            else:
                at = place
                break
        chosen, own = waiting.pop(at)
        mixed.append(chosen)
        history.append(own)
        for trait in own:
            recent[trait] = recent.get(trait, 0) + 1
        for kind, within in passing:
            if len(history) > within:
                for trait in history[-1 - within]:
                    if trait[0] == kind:
                        recent[trait] -= 1
    return mixed + [one for one, _ in waiting]


def lifted(found: Sequence[F], *, is_small: Callable[[F], bool], share: float, page: int) -> list[F]:
    """The same order, except that each page holds this share of a group, as long as there are any to come."""
    small = [is_small(one) for one in found]
    left = [place for place, is_one in enumerate(small) if not is_one]
    if not left or len(left) == len(small):
        return list(found)
    wanted, order = math.ceil(share * page), []
    waiting = deque(place for place, is_one in enumerate(small) if is_one)
    others = deque(left)
    while waiting or others:
        held = 0
        for place in range(page):
            if not waiting and not others:
                break
            must = wanted - held >= page - place
            if waiting and (must or not others or waiting[0] < others[0]):
                order.append(waiting.popleft())
                held += 1
            else:
                order.append(others.popleft())
    return [found[place] for place in order]
