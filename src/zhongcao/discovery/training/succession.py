"""What follows what: a directed table of items, counted within a window of each member's sequence.

Pairs that stand close weigh more, forward pairs more than backward ones; both degrees are taken out in part
(reference figures: a window of 20 to 50, 0.85 for each place between, exponents 0.2 and 0.3). Where acts have dates, a
pair fades with the age of its later act as a power of it: what goes with what changes within weeks.
"""

from typing import Any

import msgspec
import numpy as np

from zhongcao.discovery.training.interactions import Index, Real
from zhongcao.discovery.training.kernels import compiled
from zhongcao.discovery.training.neighbours import Neighbours
from zhongcao.discovery.training.sequences import Sequences

FADING = 1.5


class Rhythm(msgspec.Struct, frozen=True):
    """How succession is counted and read: window, share of backward pairs, decay with distance and with age.

    `fade` is after how many days a pair counts about a third; 0 counts all alike.
    """

    window: int = 20
    backward: float = 0.5
    distance: float = 0.85
    age: float = 0.8
    own_degree: float = 0.2
    other_degree: float = 0.3
    fade: float = 0.0


def follow(seen: Sequences, rhythm: Rhythm, *, length: int) -> Neighbours:
    """The items that follow each item most, best first."""
    order = np.argsort(seen.items, kind="stable")
    degrees = np.bincount(seen.items, minlength=seen.item_count)
    starts = np.concatenate([[0], np.cumsum(degrees)]).astype(np.int64)
    owners = np.repeat(np.arange(seen.member_count), seen.lengths()).astype(np.int64)
    items = np.full((seen.item_count, length), -1, np.int32)
    weights = np.zeros((seen.item_count, length), np.float32)
    powers = (rhythm.distance ** np.arange(rhythm.window)).astype(np.float32)
    own = np.maximum(degrees, 1).astype(np.float32) ** -rhythm.own_degree
    other = np.maximum(degrees, 1).astype(np.float32) ** -rhythm.other_degree
    fresh = _freshness(seen, rhythm.fade)
    _count(starts, order, owners, seen.starts, seen.items, fresh, powers, rhythm.backward, own, other, items, weights)
    return Neighbours(items, weights)


def _freshness(seen: Sequences, fade: float) -> Real:
    """How much each act counts by its age: a power law, so that old pairs still say a little where there are no new."""
    if seen.ages is None or not fade:
        return np.ones(len(seen.items), np.float32)
    made: Real = ((1 + seen.ages / fade) ** -FADING).astype(np.float32)
    return made


def expect(
    table: Neighbours, seen: Sequences, *, age: float, recent: int, length: int, repeats: bool
) -> tuple[Index, Real]:
    """For each member the items most expected next, with scores: the last items' followers, older ones fading."""
    items = np.full((seen.member_count, length), -1, np.int32)
    scores = np.zeros((seen.member_count, length), np.float32)
    fading = (age ** np.arange(recent)).astype(np.float32)
    _expect(seen.starts, seen.items, table.items, table.weights, fading, repeats, seen.item_count, items, scores)
    return items, scores


@compiled()
def _insert(items: Any, scores: Any, item: Any, score: Any) -> None:
    last = items.shape[0] - 1
    if score <= scores[last] and items[last] >= 0:
        return
    place = last
    while place > 0 and (items[place - 1] < 0 or scores[place - 1] < score):
        items[place] = items[place - 1]
        scores[place] = scores[place - 1]
        place -= 1
    items[place] = item
    scores[place] = score


@compiled()
def _count(
    starts: Any,
    order: Any,
    owners: Any,
    begins: Any,
    sequence: Any,
    fresh: Any,
    powers: Any,
    backward: Any,
    own: Any,
    other: Any,
    items: Any,
    weights: Any,
) -> None:
    sums = np.zeros(items.shape[0], np.float32)
    touched = np.empty(items.shape[0], np.int32)
    window = powers.shape[0]
    for item in range(items.shape[0]):
        count = 0
        for entry in range(starts[item], starts[item + 1]):
            at = order[entry]
            member = owners[at]
            for place in range(max(begins[member], at - window), min(begins[member + 1], at + window + 1)):
                near = sequence[place]
                if near == item:
                    continue
                weight = powers[abs(place - at) - 1] * max(fresh[place], fresh[at])
                if place < at:
                    weight *= backward
                if sums[near] == 0:
                    touched[count] = near
                    count += 1
                sums[near] += weight
        for found in range(count):
            near = touched[found]
            if sums[near] > 0:
                _insert(items[item], weights[item], near, sums[near] * own[item] * other[near])
            sums[near] = 0


@compiled()
def _expect(
    begins: Any,
    sequence: Any,
    neighbours: Any,
    weights: Any,
    fading: Any,
    repeats: Any,
    item_count: Any,
    items: Any,
    scores: Any,
) -> None:
    sums = np.zeros(item_count, np.float32)
    had = np.zeros(item_count, np.int64)
    touched = np.empty(item_count, np.int32)
    for member in range(begins.shape[0] - 1):
        count = 0
        for place in range(begins[member], begins[member + 1]):
            had[sequence[place]] = member + 1
        for back in range(min(fading.shape[0], begins[member + 1] - begins[member])):
            item = sequence[begins[member + 1] - 1 - back]
            for entry in range(neighbours.shape[1]):
                near = neighbours[item, entry]
                if near < 0:
                    break
                if sums[near] == 0:
                    touched[count] = near
                    count += 1
                sums[near] += fading[back] * weights[item, entry]
        for found in range(count):
            near = touched[found]
            if repeats or had[near] != member + 1:
                _insert(items[member], scores[member], near, sums[near])
            sums[near] = 0
