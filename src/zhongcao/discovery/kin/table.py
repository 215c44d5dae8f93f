"""The table of kin as a file that processes map into memory, and what a page asks it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds.found import Real, Whole, Worths
from zhongcao.discovery.kin import kernels
from zhongcao.discovery.search import artifact

LENGTH = 32
"""So many neighbours of each note and product are kept."""
NOTE, PRODUCT = 0, 1
FULL = 255.0
"""Weights are kept as bytes, the best neighbour of a row as the full byte, beside the row's own best weight."""


class Recent(list[tuple[int, int, float]]):
    """What somebody did last: id, kind, weight of each; and the same in arrays, made once for all who ask."""

    @classmethod
    def of(cls, done: Sequence[tuple[int, int, float]]) -> Self:
        """Any such list."""
        return done if isinstance(done, cls) else cls(done)

    @cached_property
    def names(self) -> NDArray[np.uint64]:
        """What was done, each id with its kind."""
        return np.array([key << 1 | kind for key, kind, _ in self], np.uint64)

    @cached_property
    def loudness(self) -> NDArray[np.float32]:
        """How loud each of it is."""
        return np.array([weight for _, _, weight in self], np.float32)


class Expected(msgspec.Struct, frozen=True):
    """What goes with what somebody did: ids of notes and of products, the best first, the best of each counting 1."""

    notes: Mapping[int, float] = {}
    products: Mapping[int, float] = {}


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
        acts = Recent.of(recent)
        done, loudness = acts.names, acts.loudness
        ids, gains = np.empty((2, most), np.int64), np.empty((2, most))
        rows, speaking = np.empty(len(done), np.int64), np.empty(len(done), np.float32)
        known = kernels.find(self.names, self.best, done, loudness, rows, speaking)
        table = (self.names, self.neighbours, self.weights, np.float32(FULL))
        counts = kernels.expect(*table, rows, speaking, known, ids, gains)
        return Expected(
            *(_beside_the_best(ids[kind, :count], gains[kind, :count]) for kind, count in enumerate(counts))
        )


def _beside_the_best(ids: Whole, gains: Real) -> Worths:
    return Worths(ids, gains / gains[:1])


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
    kernels.warm()
    return kin
