"""Who did something with what: a sparse matrix of members and items, read by rows and by columns."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Index = NDArray[np.int32]
Real = NDArray[np.float32]


class Interactions(msgspec.Struct, frozen=True):
    """Items of each member: those of member `m` are `items[starts[m]:starts[m + 1]]`, each once, in rising order."""

    starts: Whole
    items: Index
    item_count: int

    @property
    def member_count(self) -> int:
        """How many members there are, those without items included."""
        return len(self.starts) - 1

    def per_member(self) -> Whole:
        """How many items each member has."""
        return np.diff(self.starts)

    def per_item(self) -> Whole:
        """How many members each item has."""
        return np.bincount(self.items, minlength=self.item_count).astype(np.int64)

    def owners(self) -> Index:
        """The member of each entry."""
        return np.repeat(np.arange(self.member_count, dtype=np.int32), self.per_member())

    def cells(self, members: Whole) -> tuple[Index, Whole]:
        """Where what some members have stands in a table with a row for each item and a column for each of them."""
        counts = self.per_member()[members]
        columns = np.repeat(np.arange(len(members)), counts)
        first = self.starts[members] - (np.cumsum(counts) - counts)
        return self.items[np.arange(len(columns)) + first[columns]], columns

    def by_item(self) -> "ByItem":
        """The same entries in order of items."""
        order = np.argsort(self.items, kind="stable")
        starts = np.concatenate([[0], np.cumsum(self.per_item())]).astype(np.int64)
        return ByItem(starts, self.owners()[order], order)

    def only(self, chosen: NDArray[np.bool_]) -> "Interactions":
        """The chosen entries, with all members and items kept in their places."""
        counts = np.bincount(self.owners()[chosen], minlength=self.member_count)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Interactions(starts, self.items[chosen], self.item_count)


class ByItem(msgspec.Struct, frozen=True):
    """Members of each item, and where each entry stood in the order of members."""

    starts: Whole
    members: Index
    order: Whole


def read_npz(path: Path) -> Interactions:
    """Read a matrix that scipy saved in CSR form (`save_npz`): members are rows, items are columns."""
    with np.load(path) as held:
        kept: dict[str, Any] = {name: held[name] for name in ("indptr", "indices", "shape")}
    starts, items = kept["indptr"].astype(np.int64), kept["indices"].astype(np.int32)
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    # Whoever wrote the file may have left columns unordered or twice; here each entry counts once.
    keys = np.unique(owners * int(kept["shape"][1]) + items)
    counts = np.bincount(keys // int(kept["shape"][1]), minlength=len(starts) - 1)
    return Interactions(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        (keys % int(kept["shape"][1])).astype(np.int32),
        int(kept["shape"][1]),
    )


def hold_out(seen: Interactions, *, share: float, seed: int) -> tuple[Interactions, Interactions]:
    """Part entries at random: most to learn from, a share to choose settings by."""
    kept = np.random.default_rng(seed).random(len(seen.items)) >= share
    return seen.only(kept), seen.only(~kept)
