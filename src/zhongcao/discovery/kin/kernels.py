"""The inner loop of asking the table of kin; compiled when a table is opened, before any page asks it."""

from typing import Any

import numpy as np

from zhongcao.discovery.training.kernels import compiled


@compiled(exact=True)
def expect(
    names: Any, neighbours: Any, weights: Any, full: Any, rows: Any, speaking: Any, asked: Any, ids: Any, gains: Any
) -> tuple[int, int]:
    """What goes with some rows, by how much each of them speaks, without what was `asked`; how many of either kind.

    Ids and gains have a line for each kind, the best first; of two that gain the same, the one named before stands
    first.
    """
    places = np.sort(neighbours[rows].ravel())
    sums = np.zeros(places.shape[0])
    for one in range(rows.shape[0]):
        for nth in range(neighbours.shape[1]):
            place = neighbours[rows[one], nth]
            if place >= 0:
                share = np.float32(weights[rows[one], nth]) / full
                sums[np.searchsorted(places, place)] += np.float64(np.float32(share * speaking[one]))
    counts = np.zeros(2, np.int64)
    for at in range(places.shape[0]):
        if places[at] < 0 or (at and places[at] == places[at - 1]):
            continue
        name = names[places[at]]
        if np.any(asked == name):
            continue
        kind, key, gain = np.int64(name & np.uint64(1)), np.int64(name >> np.uint64(1)), sums[at]
        count, most = counts[kind], ids.shape[1]
        if count == most and gain <= gains[kind, most - 1]:
            continue
        place = min(count, most - 1)
        while place > 0 and gains[kind, place - 1] < gain:
            ids[kind, place], gains[kind, place] = ids[kind, place - 1], gains[kind, place - 1]
            place -= 1
        ids[kind, place], gains[kind, place] = key, gain
        counts[kind] = min(count + 1, most)
    return counts[0], counts[1]


def warm() -> None:
    """Compile it, or read what was compiled before."""
    names, rows, one = np.ones(1, np.uint64), np.zeros(1, np.int64), np.ones(1, np.float32)
    table, weights = np.zeros((1, 1), np.int32), np.ones((1, 1), np.uint8)
    expect(names, table, weights, np.float32(1), rows, one, names, np.zeros((2, 1), np.int64), np.zeros((2, 1)))
