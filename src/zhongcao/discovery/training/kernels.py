"""The inner loops, compiled: sparse times dense, the best of a column, counting neighbours.

All work on float32 with the batch as the innermost axis, so that one loop over a batch is one run through memory.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(*, exact: bool = False) -> Callable[[Kernel], Kernel]:
    """Compile a loop once for this machine; `exact` keeps infinities, which fast arithmetic may not."""
    decorate: Any = numba.njit(cache=True, nogil=True, fastmath=not exact)
    return cast(Callable[[Kernel], Kernel], decorate)


@compiled()
def multiply(starts: Any, columns: Any, weights: Any, dense: Any, out: Any) -> None:
    """`out = sparse @ dense`, where `dense` has one column for each member or item of a batch."""
    batch = dense.shape[1]
    for row in range(starts.shape[0] - 1):
        line = out[row]
        for at in range(batch):
            line[at] = np.float32(0)
        for entry in range(starts[row], starts[row + 1]):
            source = dense[columns[entry]]
            weight = weights[entry]
            for at in range(batch):
                line[at] += weight * source[at]


@compiled(exact=True)
def best_of_columns(scores: Any, out: Any, values: Any) -> None:
    """The rows with the highest scores of each column, best first; -1 where there are not enough."""
    rows, batch = scores.shape
    length = out.shape[1]
    for at in range(batch):
        for place in range(length):
            values[at, place] = -np.inf
            out[at, place] = -1
    for row in range(rows):
        line = scores[row]
        for at in range(batch):
            score = line[at]
            if score > values[at, length - 1]:
                place = length - 1
                while place > 0 and values[at, place - 1] < score:
                    values[at, place] = values[at, place - 1]
                    out[at, place] = out[at, place - 1]
                    place -= 1
                values[at, place] = score
                out[at, place] = row


@compiled()
def add_neighbours(starts: Any, items: Any, neighbours: Any, weights: Any, scores: Any) -> None:
    """Add up, for each column's member, the neighbours of the items they have."""
    for at in range(scores.shape[1]):
        for entry in range(starts[at], starts[at + 1]):
            item = items[entry]
            for place in range(neighbours.shape[1]):
                other = neighbours[item, place]
                if other >= 0:
                    scores[other, at] += weights[item, place]


@compiled()
def look_up(items: Any, neighbours: Any, weights: Any, sums: Any, touched: Any) -> int:
    """One member's scores as a page computes them: add neighbours into a scratch line, say which items were touched."""
    count = 0
    for entry in range(items.shape[0]):
        item = items[entry]
        for place in range(neighbours.shape[1]):
            other = neighbours[item, place]
            if other < 0:
                break
            if sums[other] == 0:
                touched[count] = other
                count += 1
            sums[other] += weights[item, place]
    return count


@compiled()
def add_errors(starts: Any, columns: Any, other: Any, first: int, target: Any, rows: Any, out: Any) -> None:
    """For each of some rows, `first` and on: the vectors of its entries, each times what it lacks to `target`."""
    size = rows.shape[1]
    for place in range(rows.shape[0]):
        row, line = rows[place], out[place]
        for k in range(size):
            line[k] = np.float32(0)
        for entry in range(starts[first + place], starts[first + place + 1]):
            vector = other[columns[entry]]
            lacks = target
            for k in range(size):
                lacks -= row[k] * vector[k]
            for k in range(size):
                line[k] += lacks * vector[k]


@compiled()
def solve_rows(starts: Any, columns: Any, other: Any, gram: Any, penalty: Any, unseen: Any, rows: Any) -> None:
    """One half step of iALS: three conjugate-gradient steps for each row, beginning where the row stands."""
    size = rows.shape[1]
    for row in range(rows.shape[0]):
        x = rows[row]
        residual = np.zeros(size, np.float32)
        for entry in range(starts[row], starts[row + 1]):
            vector = other[columns[entry]]
            share = np.float32(1)
            for k in range(size):
                share -= x[k] * vector[k]
            for k in range(size):
                residual[k] += share * vector[k]
        for k in range(size):
            total = np.float32(0)
            for j in range(size):
                total += gram[k, j] * x[j]
            residual[k] -= unseen * total + penalty[row] * x[k]
        direction = residual.copy()
        length = np.float32(0)
        for k in range(size):
            length += residual[k] * residual[k]
        for _ in range(3):
            if length < 1e-12:
                break
            image = np.zeros(size, np.float32)
            for k in range(size):
                total = np.float32(0)
                for j in range(size):
                    total += gram[k, j] * direction[j]
                image[k] = unseen * total + penalty[row] * direction[k]
            for entry in range(starts[row], starts[row + 1]):
                vector = other[columns[entry]]
                part = np.float32(0)
                for k in range(size):
                    part += direction[k] * vector[k]
                for k in range(size):
                    image[k] += part * vector[k]
            along = np.float32(0)
            for k in range(size):
                along += direction[k] * image[k]
            step = length / along
            following = np.float32(0)
            for k in range(size):
                x[k] += step * direction[k]
                residual[k] -= step * image[k]
                following += residual[k] * residual[k]
            ratio = following / length
            for k in range(size):
                direction[k] = residual[k] + ratio * direction[k]
            length = following
