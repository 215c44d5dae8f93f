"""Vectors of notes and goods as a file that processes map into memory, and what a page asks it.

Notes stand cell by cell (k-means), so that a page looks at the nearest cells and never at all notes. Beside them stand
audiences: groups of members of similar taste, each with the notes that it acts upon, and the goods that it wants, more
than everybody does; and the same for the people of each place.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds.found import Whole, Worths
from zhongcao.discovery.kin.table import NOTE, PRODUCT, Recent
from zhongcao.discovery.search import artifact
from zhongcao.discovery.training.interactions import Real
from zhongcao.discovery.vectors import kernels
from zhongcao.discovery.vectors.groups import LISTED
from zhongcao.discovery.vectors.kernels import SIZE
from zhongcao.discovery.vectors.places import nowhere

LOOK, LOOK_GOODS = 4_000, 2_000
"""Cells are opened until so many notes were looked at, or so many goods."""
AUDIENCE_FROM = 3
"""Whoever did fewer things belongs to no audience yet."""
FULL = 127.0
NOTHING = np.zeros(0, np.int64)


class Near(msgspec.Struct, frozen=True):
    """Notes that lie near what somebody did, the best counting 1; and what the audience nearest to them acts upon."""

    notes: Mapping[int, float] = {}
    audience: list[int] = []
    city: list[int] = []
    tier: list[int] = []
    """And what people of the same city, and of cities of its tier, act upon."""


class NearGoods(msgspec.Struct, frozen=True):
    """Goods that lie near what somebody did, the best counting 1; and what the audience nearest to them wants."""

    goods: Mapping[int, float] = {}
    audience: list[int] = []
    city: list[int] = []
    tier: list[int] = []
    """And what people of the same city, and of cities of its tier, want."""


class Vectors(msgspec.Struct, frozen=True):
    """The arrays; rows are notes, cell by cell, then goods in cells of their own.

    A name is an id with its kind, as in the table of kin.
    """

    names: NDArray[np.uint64]
    order: NDArray[np.int32]
    """The rows in order of their names."""
    codes: NDArray[np.int8]
    scales: Real
    """A row's vector is its codes times its scale."""
    cells: Real
    starts: Whole
    """Where each cell begins; goods stand behind the last."""
    goods_cells: Real
    goods_starts: Whole
    """The same for goods; no cells where notes, or goods, are found no better than by popularity."""
    gram: Real
    """What pulls every wish towards nothing: the square of all vectors as far as what is not done counts."""
    penalty: NDArray[np.float64]
    """The same for each thing that was done."""
    audiences: Real
    lean: Real
    """Half the square of each audience's middle."""
    lists: Whole
    """A row of notes for each audience, the best first, filled up with 0."""
    goods_lists: Whole
    """The same of goods."""
    places: NDArray[np.uint64] = msgspec.field(default_factory=lambda: nowhere().keys)
    """Cities and tiers by their keys (`vectors.places.key_of`), in order."""
    place_lists: Whole = msgspec.field(default_factory=lambda: nowhere().lists)
    goods_places: NDArray[np.uint64] = msgspec.field(default_factory=lambda: nowhere().keys)
    """Places whose people want goods that others do not."""
    goods_place_lists: Whole = msgspec.field(default_factory=lambda: nowhere().lists)

    def near(self, recent: Sequence[tuple[int, int, float]], seen: Whole, *, most: int, told: int) -> Near:
        """What lies near to things (id, kind, weight): notes that were not seen (ordered ids), at most so many each."""
        asked, rows, wish, known = self._wish(recent)
        if not known:
            return Near()
        notes = self._found(wish, (self.cells, self.starts), rows, seen, look=LOOK, most=most)
        return Near(notes, self._told(wish, known, NOTE, asked, seen, told))

    def goods_near(self, recent: Sequence[tuple[int, int, float]], *, most: int, told: int) -> NearGoods:
        """Goods that lie near to things (id, kind, weight) and are none of them, at most so many each."""
        if not len(self.goods_cells) and not len(self.audiences):
            return NearGoods()
        asked, rows, wish, known = self._wish(recent)
        if not known:
            return NearGoods()
        cells = (self.goods_cells, self.goods_starts)
        goods = self._found(wish, cells, rows, NOTHING, look=LOOK_GOODS, most=most) if len(self.goods_cells) else {}
        return NearGoods(goods, self._told(wish, known, PRODUCT, asked, NOTHING, told))

    def _told(self, wish: Real, known: int, kind: int, asked: NDArray[np.uint64], seen: Whole, told: int) -> list[int]:
        """What the audience nearest to a wish acts upon, of one kind; nothing where too little is known of the wish."""
        if known < AUDIENCE_FROM or not len(self.audiences):
            return []
        listed, lists = np.empty(told, np.int64), self.lists if kind == NOTE else self.goods_lists
        many = kernels.tell(wish, self.audiences, self.lean, lists, np.uint64(kind), asked, seen, listed)
        made: list[int] = listed[:many].tolist()
        return made

    def _wish(self, recent: Sequence[tuple[int, int, float]]) -> tuple[NDArray[np.uint64], Whole, Real, int]:
        """What was done by its names and rows, the vector of who did it, and how many of these things have one."""
        acts = Recent.of(recent)
        asked = acts.names
        rows, wish = np.empty(len(asked), np.int64), np.zeros((1, SIZE), np.float32)
        if not len(asked) or not len(self.names):
            return asked, rows, wish[0], 0
        kernels.find(self.names, self.order, asked, rows)
        known = kernels.fold(self.codes, self.scales, rows, acts.loudness, self.gram, float(self.penalty[0]), wish)
        return asked, rows, wish[0], known

    def _found(
        self, wish: Real, cells: tuple[Real, Whole], rows: Whole, seen: Whole, *, look: int, most: int
    ) -> Worths:
        """What the nearest cells hold that a wish meets best, without some rows and what was seen."""
        found, scores = np.empty(most, np.int64), np.empty(most, np.float32)
        count = kernels.search(wish, *cells, self.codes, self.scales, self.names, rows, seen, look, found, scores)
        keys = (self.names[found[:count]] >> np.uint64(1)).astype(np.int64)
        return Worths(keys, (scores[:count] / scores[0]).astype(np.float64))

    def of_places(
        self,
        keys: Sequence[int],
        recent: Sequence[tuple[int, int, float]],
        seen: Whole,
        *,
        told: int,
        kind: int = NOTE,
    ) -> list[list[int]]:
        """What people of each place act upon, without what was done (id, kind, weight) or seen; nothing for key 0."""
        known, lists = (self.places, self.place_lists) if kind == NOTE else (self.goods_places, self.goods_place_lists)
        if not any(keys) or not len(known):
            return [[] for _ in keys]
        rows = np.searchsorted(known, np.array(keys, np.uint64)).tolist()
        here = [key > 0 and row < len(known) and known[row] == key for key, row in zip(keys, rows, strict=True)]
        asked = Recent.of(recent).names
        listed = np.empty(told, np.int64)
        return [
            listed[: kernels.pick(lists[row], np.uint64(kind), asked, seen, listed)].tolist() if is_here else []
            for row, is_here in zip(rows, here, strict=True)
        ]


def coded(vectors: Real) -> tuple[NDArray[np.int8], Real]:
    """Vectors as small whole numbers, each with its own scale."""
    scales = (np.abs(vectors).max(axis=1, initial=0) / FULL).astype(np.float32)
    codes = np.rint(vectors / np.maximum(scales, np.float32(1e-30))[:, None]).astype(np.int8)
    return codes, scales


def save(vectors: Vectors, path: Path, facts: dict[str, Any]) -> int:
    """Write a table into a file, whole or not at all; answers its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return artifact.write(path, {field: getattr(vectors, field) for field in Vectors.__struct_fields__}, facts)


def load(path: Path) -> Vectors:
    """Map a table into memory; raises `Unreadable` when the file is none, or not whole."""
    arrays, _ = artifact.read(path)
    arrays = _unknown(arrays) | arrays  # files of before have no places, no cells of goods, and no lists of goods
    made = Vectors(**{field: arrays[field] for field in Vectors.__struct_fields__})
    count, cells, audiences, places = len(made.names), len(made.cells), len(made.audiences), len(made.places)
    goods_cells, ends = len(made.goods_cells), np.concatenate([made.starts, made.goods_starts])
    shapes = {
        "order": (count,),
        "codes": (count, SIZE),
        "scales": (count,),
        "cells": (cells, SIZE),
        "starts": (cells + 1,),
        "goods_cells": (goods_cells, SIZE),
        "goods_starts": (goods_cells + 1,),
        "gram": (SIZE, SIZE),
        "penalty": (1,),
        "audiences": (audiences, SIZE),
        "lean": (audiences,),
    }
    ends_at = (audiences, audiences, places, len(made.goods_places))
    lists = (made.lists, made.goods_lists, made.place_lists, made.goods_place_lists)
    if any(getattr(made, field).shape != shape for field, shape in shapes.items()) or ends_at != tuple(map(len, lists)):
        raise artifact.Unreadable(f"{path.name}: arrays of other lengths")
    # Compiled loops look nothing up twice: every place that they will follow is checked here, once.
    if made.order.max(initial=-1) >= count or made.order.min(initial=0) < 0:
        raise artifact.Unreadable(f"{path.name}: rows that are not there")
    if np.any(np.diff(ends) < 0) or ends[0] or ends[-1] > count:
        raise artifact.Unreadable(f"{path.name}: cells that end where none begins")
    ordered = made.names[made.order]
    if any(np.any(keys[1:] <= keys[:-1]) for keys in (ordered, made.places, made.goods_places)):
        raise artifact.Unreadable(f"{path.name}: not in order")
    kernels.warm()
    return made


def _unknown(arrays: Mapping[str, Any]) -> dict[str, Any]:
    none = nowhere()
    places = {"places": none.keys, "place_lists": none.lists}
    wanted: dict[str, Any] = {f"goods_{name}": array for name, array in places.items()}
    wanted["goods_lists"] = np.zeros((len(arrays["audiences"]), LISTED), np.int64)
    cells = {"goods_cells": np.zeros((0, SIZE), np.float32), "goods_starts": arrays["starts"][-1:]}
    return places | wanted | cells
