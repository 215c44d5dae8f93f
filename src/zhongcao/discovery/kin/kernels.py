"""The inner loop of asking the table of kin; compiled when a table is opened, before any page asks it."""

from typing import Any

import numpy as np

from zhongcao.discovery.training.kernels import compiled


@compiled(exact=True)
def find(names: Any, best: Any, done: Any, loudness: Any, rows: Any, speaking: Any) -> int:
    """The rows of what was done (names), and how much each speaks by how loud it is; answers how many have a row.

    All are looked for together, half by half: memory is waited for once a step and not once for each of them.
    """
    asked, left, count = done.shape[0], names.shape[0], 0
    for one in range(asked):
        rows[one] = 0
    while left > 1:
        half = left >> 1
        for one in range(asked):
            rows[one] += half if names[rows[one] + half - 1] < done[one] else 0
        left -= half
    for one in range(asked if left else 0):
        row = rows[one]
        if names[row] == done[one]:
            rows[count], speaking[count] = row, loudness[one] * best[row]
            count += 1
    return count


@compiled(exact=True)
def expect(
    names: Any, neighbours: Any, weights: Any, full: Any, rows: Any, speaking: Any, asked: int, ids: Any, gains: Any
) -> tuple[int, int]:
    """What goes with some rows, by how much each of them speaks, without these rows; how many of either kind.

    So many rows are `asked`. Ids and gains have a line for each kind, the best first; of two that gain the same, the
    one named before stands first.
    """
    each, most = neighbours.shape[1], ids.shape[1]
    size = 64
    while size < 2 * asked * (each + 1):
        size *= 2
    slots, found = np.full(size, -1, np.int32), np.empty(asked * (each + 1), np.int64)
    sums, different = np.zeros(asked * (each + 1)), 0
    for one in range(asked):  # they come first, and are no answer
        slot = rows[one] & (size - 1)
        while slots[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        slots[slot], found[one] = one, rows[one]
    different = asked
    for one in range(asked):
        for nth in range(each):
            place = np.int64(neighbours[rows[one], nth])
            if place < 0:
                continue
            slot = place & (size - 1)
            while slots[slot] >= 0 and found[slots[slot]] != place:
                slot = (slot + 1) & (size - 1)
            if slots[slot] < 0:
                slots[slot], found[different] = different, place
                different += 1
            share = np.float32(weights[rows[one], nth]) / full
            sums[slots[slot]] += np.float64(np.float32(share * speaking[one]))
    called = np.empty(different, np.uint64)
    for at in range(asked, different):  # memory is waited for here, for many of them at once
        called[at] = names[found[at]]
    counts, leading = np.zeros(2, np.int64), np.empty((2, most), np.int32)
    for at in range(asked, different):
        place, gain, kind = found[at], sums[at], np.int64(called[at] & np.uint64(1))
        to, ranked = counts[kind], leading[kind]
        if to == most:
            last = ranked[most - 1]
            if gain < sums[last] or (gain == sums[last] and place > found[last]):
                continue
            to -= 1
        while to and (sums[ranked[to - 1]] < gain or (sums[ranked[to - 1]] == gain and found[ranked[to - 1]] > place)):
            ranked[to] = ranked[to - 1]
            to -= 1
        ranked[to] = at
        counts[kind] = min(counts[kind] + 1, most)
    for of in range(2):
        for nth in range(counts[of]):
            ids[of, nth] = np.int64(called[leading[of, nth]] >> np.uint64(1))
            gains[of, nth] = sums[leading[of, nth]]
    return counts[0], counts[1]


def warm() -> None:
    """Compile it, or read what was compiled before."""
    names, rows, one = np.ones(1, np.uint64), np.zeros(1, np.int64), np.ones(1, np.float32)
    find(names, one, names, one, rows, one.copy())
    table, weights = np.zeros((1, 1), np.int32), np.ones((1, 1), np.uint8)
    expect(names, table, weights, np.float32(1), rows, one, 1, np.zeros((2, 1), np.int64), np.zeros((2, 1)))
