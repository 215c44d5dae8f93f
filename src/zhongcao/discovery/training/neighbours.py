"""Item-to-item tables: for each item its closest neighbours, which is what a page can afford to look up."""

from collections.abc import Callable

import msgspec
import numpy as np

from zhongcao.discovery.training.diffusion import Diffusion, Sharpness
from zhongcao.discovery.training.interactions import Index, Interactions, Real, Whole
from zhongcao.discovery.training.kernels import add_neighbours, best_of_columns, multiply

TABLE_BATCH = 128


class Neighbours(msgspec.Struct, frozen=True):
    """The closest items of each item (rows), best first, with their weights; -1 where there are fewer."""

    items: Index
    weights: Real

    def score(self, seen: Interactions, members: Whole) -> Real:
        """Scores of all items for some members, one column each: the sum over what they have."""
        scores = np.zeros((seen.item_count, len(members)), np.float32)
        owned = [seen.items[seen.starts[member] : seen.starts[member + 1]] for member in members]
        starts = np.concatenate([[0], np.cumsum([len(one) for one in owned])]).astype(np.int64)
        add_neighbours(starts, np.concatenate(owned), self.items, self.weights, scores)
        return scores


class Closeness(msgspec.Struct, frozen=True):
    """How co-occurrence is weighed: exponents of the members' and both items' degrees."""

    member: float = 0.5
    source: float = 0.5
    target: float = 0.5


def tabulate(
    operator: Diffusion, sharp: Sharpness, *, item_count: int, length: int, say: Callable[[int], None]
) -> Neighbours:
    """Write the operator down as a table: the strongest entries of each of its rows; memory stays flat."""

    def rows(batch: Index) -> Real:
        return operator.apply(_columns(batch, item_count), sharp)

    return _table(rows, item_count=item_count, length=length, say=say)


def together(seen: Interactions, close: Closeness) -> Callable[[Real], Real]:
    """Who has this also has that: carries columns of items to the items that occur with them, weighed by degrees."""
    owners = np.maximum(seen.per_member(), 1).astype(np.float64) ** -close.member
    degrees = np.maximum(seen.per_item(), 1).astype(np.float64)
    weights = (owners[seen.owners()] * degrees[seen.items] ** -close.source).astype(np.float32)
    turned = seen.by_item()
    back = (degrees[seen.items] ** -close.target).astype(np.float32)[turned.order]

    def carry(columns: Real) -> Real:
        own = np.empty((seen.member_count, columns.shape[1]), np.float32)
        multiply(seen.starts, seen.items, weights, columns, own)
        both = np.empty(columns.shape, np.float32)
        multiply(turned.starts, turned.members, back, own, both)
        return both

    return carry


def count_together(seen: Interactions, close: Closeness, *, length: int, say: Callable[[int], None]) -> Neighbours:
    """The same as a table: the strongest neighbours of each item."""
    carry = together(seen, close)
    return _table(
        lambda batch: carry(_columns(batch, seen.item_count)), item_count=seen.item_count, length=length, say=say
    )


def _table(rows: Callable[[Index], Real], *, item_count: int, length: int, say: Callable[[int], None]) -> Neighbours:
    items = np.empty((item_count, length), np.int32)
    weights = np.empty((item_count, length), np.float32)
    for start in range(0, item_count, TABLE_BATCH):
        batch = np.arange(start, min(start + TABLE_BATCH, item_count), dtype=np.int32)
        scores = rows(batch)
        scores[batch, np.arange(len(batch))] = -np.inf
        best_of_columns(scores, items[start : start + len(batch)], weights[start : start + len(batch)])
        say(start + len(batch))
    useless = weights <= 0
    items[useless], weights[useless] = -1, 0
    return Neighbours(items, weights)


def _columns(batch: Index, item_count: int) -> Real:
    columns = np.zeros((item_count, len(batch)), np.float32)
    columns[batch, np.arange(len(batch))] = 1
    return columns
