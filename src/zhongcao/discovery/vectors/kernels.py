"""The inner loops of looking for vectors; compiled when a table is opened, before any page asks it."""

from typing import Any

import numpy as np

from zhongcao.discovery.training.kernels import compiled, solve_rows

SIZE = 32
"""How many numbers a vector has."""


@compiled()
def meet(line: Any, wish: Any) -> Any:
    """How much a line of numbers meets a wish; written so that the compiler takes eight at a time."""
    total = np.float32(0)
    for axis in range(wish.shape[0]):
        total += wish[axis] * np.float32(line[axis])
    return total


@compiled()
def find(names: Any, order: Any, asked: Any, rows: Any) -> None:
    """The row of each name that is asked for, -1 where there is none; `order` lists the rows by their names.

    All are looked for together, half by half: memory is waited for once a step and not once for each of them.
    """
    count, left = asked.shape[0], order.shape[0]
    for place in range(count):
        rows[place] = 0 if left else -1
    while left > 1:
        half = left >> 1
        for place in range(count):
            rows[place] += half if names[order[rows[place] + half - 1]] < asked[place] else 0
        left -= half
    for place in range(count):
        if rows[place] >= 0:
            row = order[rows[place]]
            rows[place] = row if names[row] == asked[place] else -1


@compiled()
def fold(codes: Any, scales: Any, rows: Any, weights: Any, gram: Any, penalty: float, wish: Any) -> int:
    """The vector of somebody who did such things, rows of -1 left out: the one row of iALS that fits them.

    Answers how many rows there are.
    """
    count = 0
    pull = np.empty((rows.shape[0], SIZE), np.float32)
    for place in range(rows.shape[0]):
        row = rows[place]
        if row < 0:
            continue
        share = scales[row] * np.sqrt(weights[place])
        for axis in range(SIZE):
            pull[count, axis] = share * np.float32(codes[row, axis])
        count += 1
    ends, places = np.array([0, count]), np.arange(count).astype(np.int32)
    pulled = np.full(1, penalty * count, np.float32)
    solve_rows(ends, places, pull, gram, pulled, np.float32(1), wish)
    return count


@compiled()
def search(
    wish: Any,
    cells: Any,
    starts: Any,
    codes: Any,
    scales: Any,
    names: Any,
    known: Any,
    seen: Any,
    look: int,
    rows: Any,
    scores: Any,
) -> int:
    """The notes that a wish meets best, the best first; answers how many.

    Cells are opened from the nearest on until so many notes were looked at. Left out are `known` rows and notes that
    were `seen` (ordered ids).
    """
    count, most, looked = 0, rows.shape[0], 0
    close = np.empty(cells.shape[0], np.float32)
    for cell in range(cells.shape[0]):
        close[cell] = meet(cells[cell], wish)
    least = np.float32(0)
    for _ in range(cells.shape[0]):
        if looked >= look:
            break
        best = np.argmax(close)
        close[best] = np.float32(-1e30)
        looked += starts[best + 1] - starts[best]
        for row in range(starts[best], starts[best + 1]):
            total = meet(codes[row], wish) * scales[row]
            if total <= least or is_one_of(known, row) or is_among(names[row] >> np.uint64(1), seen):
                continue
            place = min(count, most - 1)
            while place > 0 and scores[place - 1] < total:
                rows[place], scores[place] = rows[place - 1], scores[place - 1]
                place -= 1
            rows[place], scores[place] = row, total
            count = min(count + 1, most)
            if count == most:
                least = scores[most - 1]
    return count


@compiled()
def tell(wish: Any, audiences: Any, lean: Any, lists: Any, kind: Any, asked: Any, seen: Any, told: Any) -> int:
    """What the nearest audience acts upon, without what was done (`asked` names) or seen; answers how many."""
    length = np.sqrt(meet(wish, wish))
    if length <= 0:
        return 0
    best, highest = 0, np.float32(-1e30)
    for audience in range(audiences.shape[0]):
        close = meet(audiences[audience], wish) / length - lean[audience]
        if close > highest:
            best, highest = audience, close
    return pick(lists[best], kind, asked, seen, told)


@compiled()
def pick(listed: Any, kind: Any, asked: Any, seen: Any, told: Any) -> int:
    """A list of notes or of goods in its order, without what was done (`asked` names) or seen; answers how many."""
    count = 0
    for thing in listed:
        if count == told.shape[0] or thing <= 0:
            break
        if not is_one_of(asked, np.uint64(thing) << np.uint64(1) | kind) and not is_among(thing, seen):
            told[count] = thing
            count += 1
    return count


@compiled()
def is_one_of(few: Any, one: Any) -> Any:
    """Whether one stands among a few."""
    found = False
    for at in range(few.shape[0]):
        found = found or few[at] == one
    return found


@compiled()
def is_among(note: Any, ordered: Any) -> Any:
    """Whether a note stands among ordered ones."""
    low, high = 0, ordered.shape[0]
    while low < high:
        middle = (low + high) >> 1
        if ordered[middle] < np.int64(note):
            low = middle + 1
        else:
            high = middle
    return low < ordered.shape[0] and ordered[low] == np.int64(note)


def warm() -> None:
    """Compile all of it, or read what was compiled before."""
    names, rows, ends = np.ones(1, np.uint64), np.zeros(1, np.int64), np.array([0, 1])
    vector, one = np.ones((1, SIZE), np.float32), np.ones(1, np.float32)
    codes = np.ones((1, SIZE), np.int8)
    find(names, np.zeros(1, np.int32), names, rows)
    fold(codes, one, rows, one, np.eye(SIZE, dtype=np.float32), 1.0, vector.copy())
    search(vector[0], vector, ends, codes, one, names, rows, rows, 1, rows.copy(), one.copy())
    tell(vector[0], vector, one, np.ones((1, 1), np.int64), names[0], names, rows, rows.copy())
    pick(rows, names[0], names, rows, rows.copy())
