"""The table of kin as a file that processes map into memory, and what a page asks it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds.found import Mask, Real, Whole, among
from zhongcao.discovery.search import artifact

LENGTH = 32
"""So many neighbours of each note and product are kept."""
NOTE, PRODUCT = 0, 1
FULL = 255.0
"""Weights are kept as bytes, the best neighbour of a row as the full byte, beside the row's own best weight."""


class Expected(msgspec.Struct, frozen=True):
    """What goes with what somebody did: ids of notes and of products, the best first, the best of each counting 1."""

    notes: dict[int, float] = {}
    products: dict[int, float] = {}


class Kin(msgspec.Struct, frozen=True):
    """Neighbours of each name; a name is an id with its kind (`id * 2 + kind`). Rows and neighbours by place."""

    names: NDArray[np.uint64]
    neighbours: NDArray[np.int32]
    weights: NDArray[np.uint8]
    best: NDArray[np.float32]

    def expected(self, recent: Sequence[tuple[int, int, float]], *, most: int) -> Expected:
        """What goes with things (id, kind, weight), at most so many of either kind."""
        if not recent or not len(self.names):
            return Expected()
        asked = np.array([name(key, of) for key, of, _ in recent], np.uint64)
        at = np.minimum(np.searchsorted(self.names, asked), len(self.names) - 1)
        known = self.names[at] == asked
        rows = at[known]
        weighed = np.array([weight for _, _, weight in recent], np.float32)[known] * self.best[rows]
        places = self.neighbours[rows]
        gains = (self.weights[rows] / np.float32(FULL)) * weighed[:, None]
        flat, inverse = np.unique(places[places >= 0], return_inverse=True)
        sums: Real = np.asarray(np.bincount(inverse, weights=gains[places >= 0], minlength=len(flat)), np.float64)
        found = self.names[flat]
        is_new = ~among(found, asked)
        ids, kinds = (found >> np.uint64(1)).astype(np.int64), found & np.uint64(1)
        return Expected(*(_best(ids, sums, is_new & (kinds == np.uint64(kind)), most) for kind in (NOTE, PRODUCT)))


def _best(ids: Whole, sums: Real, wanted: Mask, most: int) -> dict[int, float]:
    """The best of those that are wanted, beside the very best."""
    ids, sums = ids[wanted], sums[wanted]
    order = np.argsort(-sums, kind="stable")[:most]
    top = float(sums[order[0]]) if len(order) else 1.0
    return dict(zip(ids[order].tolist(), (sums[order] / top).tolist(), strict=True))


def name(key: int, kind: int) -> int:
    """An id with its kind as one number."""
    return key << 1 | kind


def named(names: NDArray[np.uint64], neighbours: NDArray[np.int32], weights: NDArray[np.float32]) -> Kin:
    """A table from neighbours with weights, best first, -1 where there are none."""
    best = weights.max(axis=1, initial=0).astype(np.float32)
    share = weights / np.maximum(best, np.float32(1e-12))[:, None]
    return Kin(names, neighbours, np.ceil(share * FULL).astype(np.uint8), best)


def save(kin: Kin, path: Path, facts: dict[str, Any]) -> int:
    """Write a table into a file, whole or not at all; answers its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {field: getattr(kin, field) for field in Kin.__struct_fields__}
    return artifact.write(path, arrays, facts)


def load(path: Path) -> Kin:
    """Map a table into memory; raises `Unreadable` when the file is none, or not whole."""
    arrays, _ = artifact.read(path)
    kin = Kin(**{field: arrays[field] for field in Kin.__struct_fields__})
    if kin.neighbours.shape[:1] != kin.names.shape or kin.neighbours.max(initial=-1) >= len(kin.names):
        raise artifact.Unreadable(f"{path.name}: neighbours that are not there")
    return kin
