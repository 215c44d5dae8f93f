"""The inner loop of asking the table of kin; compiled when a table is opened, before any page asks it."""

from typing import Any

import numpy as np

from zhongcao.discovery.training.kernels import compiled


@compiled(exact=True)
def expect(
    names: Any, neighbours: Any, weights: Any, full: Any, rows: Any, speaking: Any, ids: Any, gains: Any
) -> tuple[int, int]:
    """What goes with some rows, by how much each of them speaks, without these rows; how many of either kind.

    Ids and gains have a line for each kind, the best first; of two that gain the same, the one named before stands
    first.
    """
    asked, each, most = rows.shape[0], neighbours.shape[1], ids.shape[1]
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
    counts, stands = np.zeros(2, np.int64), np.empty((2, most), np.int64)
    for at in range(asked, different):
        place, gain = found[at], sums[at]
        name = names[place]
        kind = np.int64(name & np.uint64(1))
        to = counts[kind]
        if to == most:
            if gain < gains[kind, most - 1] or (gain == gains[kind, most - 1] and place > stands[kind, most - 1]):
                continue
            to -= 1
        while to and (gains[kind, to - 1] < gain or (gains[kind, to - 1] == gain and stands[kind, to - 1] > place)):
            ids[kind, to], gains[kind, to], stands[kind, to] = (
                ids[kind, to - 1],
                gains[kind, to - 1],
                stands[kind, to - 1],
            )
            to -= 1
        ids[kind, to], gains[kind, to], stands[kind, to] = np.int64(name >> np.uint64(1)), gain, place
        counts[kind] = min(counts[kind] + 1, most)
    return counts[0], counts[1]


def warm() -> None:
    """Compile it, or read what was compiled before."""
    names, rows, one = np.ones(1, np.uint64), np.zeros(1, np.int64), np.ones(1, np.float32)
    table, weights = np.zeros((1, 1), np.int32), np.ones((1, 1), np.uint8)
    expect(names, table, weights, np.float32(1), rows, one, np.zeros((2, 1), np.int64), np.zeros((2, 1)))
