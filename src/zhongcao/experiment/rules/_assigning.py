"""Who takes part, and in which variant: salted hashes, so that the answer is the same for ever and needs no table.

Layers after Tang et al., "Overlapping Experiment Infrastructure" (KDD 2010): a layer's buckets are given out to its
experiments without overlap, and every layer hashes with a salt of its own, so that layers do not disturb each other.
"""

import hashlib
from collections.abc import Sequence

from zhongcao.experiment.rules._states import BUCKETS

Slots = list[tuple[int, int]]
"""Half-open ranges of buckets."""


def unit_of_visit(visit: str) -> int:
    """The number under which a visitor's visit takes part: negative, so that it is never a member's."""
    digest = hashlib.blake2b(visit.encode(), key=b"visit", digest_size=8).digest()
    return -1 - (int.from_bytes(digest) >> 2)


def place_of(unit: int, salt: str, *, of: int = BUCKETS) -> int:
    """Where a unit falls among so many places, the same each time for the same salt."""
    digest = hashlib.blake2b(unit.to_bytes(8, signed=True), key=salt.encode()[:64], digest_size=8).digest()
    return int.from_bytes(digest) % of


def takes_part(unit: int, *, salt: str, slots: Slots) -> bool:
    """Whether a unit falls into one of these ranges of a layer's buckets."""
    place = place_of(unit, salt)
    return any(start <= place < end for start, end in slots)


def variant_of(unit: int, *, salt: str, weights: Sequence[int]) -> int:
    """Which variant a unit gets, by weight: 0 is the first."""
    place = place_of(unit, salt, of=sum(weights))
    for turn, weight in enumerate(weights):
        if place < weight:
            return turn
        place -= weight
    raise AssertionError("weights cover every place")


def allot(taken: Slots, share: int) -> Slots | None:
    """Buckets for a new experiment beside those that are taken, the lowest first; None when too few are free."""
    found: Slots = []
    at = 0
    for start, end in [*sorted(taken), (BUCKETS, BUCKETS)]:
        if at < start and share > 0:
            part = min(start - at, share)
            found.append((at, at + part))
            share -= part
        at = max(at, end)
    return found if share == 0 else None
