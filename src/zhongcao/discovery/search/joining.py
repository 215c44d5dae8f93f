"""Indexes made into one: the blocks of a large one, what changed and the version before, what came a moment ago.

Only lists of numbers are moved; no text is read again. Large lists go to disk a stretch of terms at a time, so that
memory grows with documents and words, not with what they say.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from zhongcao.discovery.search.artifact import Lying, packed, unpacked
from zhongcao.discovery.search.kernels import join_lists, move_labels, pack_lists

COLUMNS = ("keys", "quality", "minutes", "price", "flags")
STRETCH = 4_000_000
"""So many entries of lists are held in memory at a time."""
Arrays = Mapping[str, Any]


class Source(msgspec.Struct, frozen=True):
    """An index that is joined with others: how it is opened, and which of its documents are kept."""

    open: Callable[[], Arrays]
    kept: Any = None


class Lists(msgspec.Struct, frozen=True):
    """Posting lists that are joined with others, and the place of each of their documents among all, or -1."""

    open: Callable[[], Arrays]
    places: Any


def join(sources: Sequence[Source], folder: Path | None = None) -> dict[str, Any]:
    """The arrays of an index that holds what all of them hold; each key stands in one of them only.

    With a folder, lists are written there and stay only as long as it does.
    """
    opened = [source.open() for source in sources]
    kept = [
        np.ones(len(arrays["keys"]), np.bool_) if source.kept is None else source.kept
        for source, arrays in zip(sources, opened, strict=True)
    ]
    columns = {
        name: np.concatenate([arrays[name][those] for arrays, those in zip(opened, kept, strict=True)])
        for name in COLUMNS
    }
    order = np.argsort(columns["keys"], kind="stable")
    standing = np.empty(len(order), np.int32)
    standing[order] = np.arange(len(order), dtype=np.int32)
    places, begin = [], 0
    for those in kept:
        place = np.full(len(those), -1, np.int32)
        count = int(np.count_nonzero(those))
        place[those] = standing[begin : begin + count]
        begin += count
        places.append(place)
    lists = [Lists(source.open, place) for source, place in zip(sources, places, strict=True)]
    return {
        **{name: column[order] for name, column in columns.items()},
        **_labels(opened, places, len(order)),
        **join_all(lists, folder),
    }


def join_all(lists: Sequence[Lists], folder: Path | None = None) -> dict[str, Any]:
    """The terms of all lists in order, and what is said under each."""
    hashes: Any = reduce(np.union1d, (one.open()["hashes"] for one in lists), np.zeros(0, np.uint64))
    ranks = [np.searchsorted(hashes, one.open()["hashes"]).astype(np.int32) for one in lists]
    sizes = np.zeros(len(hashes), np.int64)
    for one, rank in zip(lists, ranks, strict=True):
        sizes[rank] += np.diff(one.open()["starts"])
    filled = np.zeros(len(hashes), np.int64)
    made = _stretches(lists, ranks, sizes, filled)
    documents, impacts = _kept(made) if folder is None else _laid_down(made, folder)
    said = filled > 0  # nothing may be left of a term
    starts = np.zeros(np.count_nonzero(said) + 1, np.int64)
    np.cumsum(filled[said], out=starts[1:])
    return {"hashes": hashes[said], "starts": starts, "documents": documents, "impacts": impacts}


def _kept(made: Iterator[tuple[Any, Any]]) -> tuple[Any, Any]:
    parts = [(np.zeros(0, np.int32), np.zeros(0, np.uint8)), *made]
    return np.concatenate([part for part, _ in parts]), np.concatenate([part for _, part in parts])


def _laid_down(made: Iterator[tuple[Any, Any]], folder: Path) -> tuple[Lying, Lying]:
    files = folder / "documents", folder / "impacts"
    with files[0].open("wb") as first, files[1].open("wb") as second:
        for documents, impacts in made:
            first.write(documents.data)
            second.write(impacts.data)
    return Lying(files[0], np.dtype(np.int32)), Lying(files[1], np.dtype(np.uint8))


def _stretches(lists: Sequence[Lists], ranks: Sequence[Any], sizes: Any, filled: Any) -> Iterator[tuple[Any, Any]]:
    """Documents and impacts, some terms at a time; `filled` says afterwards how many stand under each."""
    ends = np.cumsum(sizes)
    low = 0
    while low < len(sizes):
        before = int(ends[low - 1]) if low else 0
        high = max(int(np.searchsorted(ends, before + STRETCH, side="right")), low + 1)
        offsets = np.concatenate([[0], np.cumsum(sizes[low:high])])
        documents, impacts = np.empty(offsets[-1], np.int32), np.empty(offsets[-1], np.uint8)
        for one, rank in zip(lists, ranks, strict=True):
            arrays = one.open()  # anew for each stretch: pages of a file that were read are given back
            first, last = (int(at) for at in np.searchsorted(rank, (low, high)))
            join_lists(
                arrays["starts"], arrays["documents"], arrays["impacts"], first, last, rank, low, one.places,
                offsets, filled[low:high], documents, impacts,
            )  # fmt: skip
        size = pack_lists(offsets, filled[low:high], documents, impacts)
        yield documents[:size], impacts[:size]
        low = high


def _labels(opened: Sequence[Arrays], places: Sequence[Any], count: int) -> dict[str, Any]:
    """The labels of all documents, by names in order."""
    named = [list(unpacked(arrays, "label_names")) for arrays in opened]
    names = sorted({name for some in named for name in some})
    rank_of = {name: rank for rank, name in enumerate(names)}
    starts = np.zeros(count + 1, np.int64)
    for arrays, place in zip(opened, places, strict=True):
        kept = place >= 0
        starts[place[kept] + 1] = np.diff(arrays["label_starts"])[kept]
    np.cumsum(starts, out=starts)
    labels = np.empty(starts[-1], np.int32)
    for arrays, place, some in zip(opened, places, named, strict=True):
        ranks = np.array([rank_of[name] for name in some], np.int32)
        move_labels(arrays["label_starts"], arrays["labels"], ranks, place, starts, labels)
    return {"label_starts": starts, "labels": labels, **packed(names, "label_names")}
