"""What members did in order of time: one list of items for each member."""

from pathlib import Path

import msgspec
import numpy as np

from zhongcao.discovery.training.interactions import Index, Interactions, Real, Whole


class Sequences(msgspec.Struct, frozen=True):
    """Items of each member in order of time: those of member `m` are `items[starts[m]:starts[m + 1]]`."""

    starts: Whole
    items: Index
    item_count: int
    ages: Real | None = None
    """How many days ago each was, where acts have dates."""

    @property
    def member_count(self) -> int:
        """How many members there are."""
        return len(self.starts) - 1

    def lengths(self) -> Whole:
        """How many items each member has."""
        return np.diff(self.starts)

    def without_last(self, count: int) -> "Sequences":
        """The same with the last items of each member taken away."""
        kept = np.maximum(self.lengths() - count, 0)
        starts = np.concatenate([[0], np.cumsum(kept)]).astype(np.int64)
        place = np.arange(len(self.items)) - np.repeat(self.starts[:-1], self.lengths())
        chosen = place < np.repeat(kept, self.lengths())
        ages = None if self.ages is None else self.ages[chosen]
        return Sequences(starts, self.items[chosen], self.item_count, ages)

    def last_but(self, count: int) -> Index:
        """Each member's item at this place from the end, 0 being the last; -1 where there is none."""
        at = self.starts[1:] - 1 - count
        return np.where(at >= self.starts[:-1], self.items[np.maximum(at, 0)], -1).astype(np.int32)

    def as_set(self) -> Interactions:
        """Which items each member has, without order and each once."""
        owners = np.repeat(np.arange(self.member_count), self.lengths())
        keys = np.unique(owners * self.item_count + self.items)
        counts = np.bincount(keys // self.item_count, minlength=self.member_count)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Interactions(starts, (keys % self.item_count).astype(np.int32), self.item_count)


class Named(msgspec.Struct, frozen=True):
    """Sequences with the names that items had in the file."""

    sequences: Sequences
    names: list[str]


def read_sequences(path: Path) -> Named:
    """Read one line for each member: an id, then item ids in order of time, all separated by white space."""
    numbers: dict[str, int] = {}
    starts, items = [0], []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            words = line.split()
            if len(words) > 1:
                items += [numbers.setdefault(word, len(numbers)) for word in words[1:]]
                starts.append(len(items))
    if not items:
        raise ValueError(f"{path}: no line with a member and items")
    held = Sequences(np.array(starts, np.int64), np.array(items, np.int32), len(numbers))
    return Named(held, list(numbers))


def read_attributes(path: Path, names: list[str]) -> Real:
    """A line for each item: its id, then attributes; made into vectors of length one, rare attributes counting more.

    Attributes are hashed by their number into at most 512 columns, the commonest alone in theirs.
    """
    places = {name: place for place, name in enumerate(names)}
    listed: list[list[str]] = [[] for _ in names]
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            item, *attributes = line.split()
            if item in places:
                listed[places[item]] += attributes
    return attribute_vectors(listed)


def attribute_vectors(listed: list[list[str]]) -> Real:
    """Attributes of each item as vectors of length one, rare attributes counting more."""
    rows = [place for place, words in enumerate(listed) for _ in words]
    words = [word for attributes in listed for word in attributes]
    known, codes, counts = np.unique(np.array(words, dtype=object).astype(str), return_inverse=True, return_counts=True)
    columns = min(512, max(len(known), 1))
    rank = np.empty(len(known), np.int64)
    rank[np.argsort(-counts, kind="stable")] = np.arange(len(known))
    made = np.zeros((len(listed), columns), np.float32)
    rarity = np.log(1 + len(listed) / np.maximum(counts, 1)).astype(np.float32)
    np.add.at(made, (np.array(rows, np.int64), rank[codes] % columns), rarity[codes])
    made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)
    return made
