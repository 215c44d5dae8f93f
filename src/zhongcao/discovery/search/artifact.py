"""One file that holds named arrays, mapped into memory by every process that reads it; and texts as two arrays."""

import json
import os
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

MAGIC = b"ZCSEARCH"
ALIGNED = 64
FORM = 1
"""Counted up when the layout changes: a program reads only files of its own form."""
A_SLICE = 16_000_000
Arrays = Mapping[str, Any]


class Unreadable(Exception):
    """The file is no artifact of this form, or not whole."""


class Texts(Sequence[str]):
    """Many texts in two arrays; a text is decoded when it is asked for."""

    def __init__(self, blob: Any, ends: Any) -> None:
        self._blob, self._ends = blob, ends

    def __len__(self) -> int:
        """How many."""
        return len(self._ends)

    def __getitem__(self, at: Any) -> Any:
        """One text, or some that stand one after the other."""
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        start = int(self._ends[at - 1]) if at else 0
        return bytes(self._blob[start : int(self._ends[at])]).decode()

    def find(self, text: str) -> int:
        """Where a text stands among sorted ones, or -1."""
        at = bisect_left(self, text)
        return at if at < len(self) and self[at] == text else -1

    def starting(self, start: str) -> range:
        """The places of sorted texts that begin so."""
        return range(bisect_left(self, start), bisect_left(self, start + "\U0010ffff"))


class Lying(msgspec.Struct, frozen=True):
    """An array that lies in a file of its own, too large to be held in memory."""

    path: Path
    dtype: Any

    @property
    def nbytes(self) -> int:
        """How many bytes it takes."""
        return self.path.stat().st_size

    @property
    def shape(self) -> tuple[int]:
        """How many numbers it has."""
        return (self.nbytes // self.dtype.itemsize,)

    def mapped(self) -> Any:
        """The array, mapped into memory as long as it is held."""
        # As in `read`: private and writable, though nobody writes.
        return np.asarray(np.memmap(self.path, self.dtype, "c")) if self.nbytes else np.zeros(0, self.dtype)


def opened(arrays: Arrays) -> dict[str, Any]:
    """The same arrays, those that lie in files mapped into memory."""
    return {name: array.mapped() if isinstance(array, Lying) else array for name, array in arrays.items()}


def packed(texts: Sequence[str], name: str) -> dict[str, Any]:
    """Texts as the two arrays that `Texts` reads."""
    parts = [text.encode() for text in texts]
    ends = np.cumsum([len(part) for part in parts], dtype=np.int64) if parts else np.zeros(0, np.int64)
    return {f"{name}.blob": np.frombuffer(b"".join(parts), np.uint8), f"{name}.ends": ends}


def unpacked(arrays: Arrays, name: str) -> Texts:
    """The texts under a name."""
    return Texts(arrays[f"{name}.blob"], arrays[f"{name}.ends"])


def write(path: Path, arrays: Arrays, facts: dict[str, Any]) -> int:
    """Write arrays and facts about them into a file, whole or not at all; answers its bytes."""
    place, listed = 0, {}
    for name, array in arrays.items():
        listed[name] = [array.dtype.str, list(array.shape), place]
        place += -(-array.nbytes // ALIGNED) * ALIGNED
    head = json.dumps({"form": FORM, "arrays": listed, "facts": facts, "bytes": place}).encode()
    start = -(-(len(MAGIC) + 8 + len(head)) // ALIGNED) * ALIGNED
    waiting = path.with_suffix(".part")
    with waiting.open("wb") as file:
        file.write(MAGIC + len(head).to_bytes(8, "little") + head)
        for name, array in arrays.items():
            file.seek(start + listed[name][2])
            for part in _slices(array):
                file.write(part)
        file.truncate(start + place)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)
    return start + place


def _slices(array: Any) -> Iterator[Any]:
    if isinstance(array, Lying):
        with array.path.open("rb") as file:
            while part := file.read(A_SLICE):
                yield part
        return
    step = max(A_SLICE // array.dtype.itemsize, 1)
    for at in range(0, array.shape[0], step):
        yield np.ascontiguousarray(array[at : at + step]).data.cast("B")


def read(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Map a file into memory: its arrays, and the facts about them."""
    with path.open("rb") as file:
        start = file.read(len(MAGIC) + 8)
        if start[: len(MAGIC)] != MAGIC:
            raise Unreadable(f"{path.name} is no search artifact")
        length = int.from_bytes(start[len(MAGIC) :], "little")
        try:
            head = json.loads(file.read(length))
        except ValueError as error:
            raise Unreadable(f"{path.name}: {error}") from None
    begin = -(-(len(MAGIC) + 8 + length) // ALIGNED) * ALIGNED
    if head.get("form") != FORM or path.stat().st_size != begin + head["bytes"]:
        raise Unreadable(f"{path.name} is of another form, or not whole")
    # Private and writable, though nobody writes: the compiled loops take several times as long to accept arrays that
    # are not. Pages of the file stay shared by all processes.
    mapped = np.memmap(path, np.uint8, "c", offset=begin, shape=(head["bytes"],)) if head["bytes"] else np.zeros(0)
    arrays = {}
    for name, (kind, shape, place) in head["arrays"].items():
        size = int(np.prod(shape)) * np.dtype(kind).itemsize
        arrays[name] = (
            np.asarray(mapped[place : place + size]).view(kind).reshape(shape) if size else np.zeros(shape, kind)
        )
    return arrays, head["facts"]
