"""The inner loops of recall, compiled once for this machine; until they are, the same loops run as plain Python.

No page waits for a compiler: `warm` is called when a process starts, in a thread of its own, and what it compiles is
kept on disk. Those that measure candidates stand in `measuring.py`, those that mix a ranking in `mixing.py`; they are
asked through `ready`, and none calls another, which would be compiled where it is called.
"""

from typing import Any

import numpy as np

from zhongcao.discovery.training.kernels import compiled


def ready(kernel: Any) -> Any:
    """The compiled loop if it is there, else the same in plain Python."""
    return kernel if kernel.overloads else kernel.py_func


@compiled(exact=True)
def find(keys: Any, values: Any, out: Any) -> None:
    """At which place of `keys` each of some values stands, -1 where it does not."""
    size = 16
    while size < 2 * keys.shape[0]:
        size *= 2
    slots = np.full(size, -1, np.int64)
    last, far, farther = np.uint64(size - 1), np.uint64(17), np.uint64(40)
    for place in range(keys.shape[0]):
        key = keys[place]
        slot = np.int64((key ^ (key >> far) ^ (key >> farther)) & last)
        while slots[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        slots[slot] = place
    for place in range(values.shape[0]):
        value = values[place]
        slot = np.int64((value ^ (value >> far) ^ (value >> farther)) & last)
        while slots[slot] >= 0 and keys[slots[slot]] != value:
            slot = (slot + 1) & (size - 1)
        out[place] = slots[slot]


@compiled(exact=True)
def match(keys: Any, worths: Any, values: Any, out: Any) -> None:
    """What each of some values is worth by a list of keys, 0 where it stands on none."""
    size = 16
    while size < 2 * keys.shape[0]:
        size *= 2
    slots = np.full(size, -1, np.int32)
    for place in range(keys.shape[0]):
        key = keys[place]
        slot = (key ^ (key >> 17) ^ (key >> 40)) & (size - 1)
        while slots[slot] >= 0:
            slot = (slot + 1) & (size - 1)
        slots[slot] = place
    for place in range(values.shape[0]):
        value = values[place]
        slot = (value ^ (value >> 17) ^ (value >> 40)) & (size - 1)
        while slots[slot] >= 0 and keys[slots[slot]] != value:
            slot = (slot + 1) & (size - 1)
        out[place] = worths[slots[slot]] if slots[slot] >= 0 else 0.0


@compiled(exact=True)
def gather(
    index: Any,
    spans: Any,
    named: Any,
    named_bits: Any,
    notes_ids: Any,
    notes_authors: Any,
    gone: Any,
    seen: Any,
    viewer: int,
    starts: Any,
    place_of: Any,
    rows: Any,
    bits: Any,
    ends: Any,
) -> int:
    """Walk lists of notes, the best first, and take of each so many as the viewer may be shown; each note once.

    A span is a list within `index`: where it begins and ends, how many are taken, and the bit of its source. `named`
    notes are taken if they may be. `place_of` holds -1 for every note before and after. `ends` tell how many codes
    those up to a place have together, by where the codes of each note start.
    """
    count, room = 0, rows.shape[0]
    for span in range(spans.shape[0] + 1):
        is_named = span == spans.shape[0]
        start = 0 if is_named else spans[span, 0]
        stop = named.shape[0] if is_named else spans[span, 1]
        limit = named.shape[0] if is_named else spans[span, 2]
        taken, at = 0, start
        while at < stop and taken < limit and count < room:
            row = named[at] if is_named else index[at]
            bit = named_bits[at] if is_named else spans[span, 3]
            at += 1
            if place_of[row] >= 0:
                bits[place_of[row]] |= bit
                taken += 1
                continue
            if gone[row] or notes_authors[row] == viewer:
                continue
            note = notes_ids[row]
            low, high = 0, seen.shape[0]
            while low < high:
                middle = (low + high) >> 1
                if seen[middle] < note:
                    low = middle + 1
                else:
                    high = middle
            if low < seen.shape[0] and seen[low] == note:
                continue
            place_of[row] = count
            rows[count], bits[count] = row, bit
            count += 1
            taken += 1
    for place in range(count):
        row = rows[place]
        place_of[row] = -1
        ends[place + 1] = ends[place] + starts[row + 1] - starts[row]
    return count


@compiled(exact=True)
def fetch(
    rows: Any, bits: Any, ends: Any, notes: Any, whole: Any, real: Any, about: Any, first: int, first_code: int
) -> None:
    """Copy what is known of some notes into the arrays of a feed, from a place on and from a code on."""
    notes_ids, notes_authors, facts, notes_styles, notes_starts, notes_codes = notes
    ids, authors, sources, shown, opened, fans, debut = whole
    heat, published = real
    styles, starts, codes = about
    for place in range(rows.shape[0]):
        row, to, at = rows[place], first + place, first_code + ends[place]
        fact = facts[row]
        ids[to], authors[to], sources[to] = notes_ids[row], notes_authors[row], bits[place]
        shown[to], opened[to], fans[to], debut[to] = fact["shown"], fact["opened"], fact["fans"], fact["debut"]
        heat[to], published[to] = fact["heat"], fact["published"]
        for axis in range(styles.shape[1]):
            styles[to, axis] = notes_styles[row, axis]
        starts[to + 1] = first_code + ends[place + 1]
        for code in range(notes_starts[row], notes_starts[row + 1]):
            codes[at] = notes_codes[code]
            at += 1


def warm(facts: Any) -> None:
    """Compile all of it, or read what was compiled before; `facts` are those of one note, as a pool keeps them."""
    whole, codes = np.zeros(2, np.int64), np.zeros(1, np.uint64)
    starts = np.array([0, 1])
    one = np.zeros(1, np.int64)
    find(codes, codes, one.copy())
    match(one, np.zeros(1), one, np.zeros(1))
    gather(
        np.zeros(1, np.int32), np.array([[0, 1, 1, 1]]), np.zeros(0, np.int64), np.zeros(0, np.int64), one, one.copy(),
        np.zeros(1, np.bool_), np.zeros(0, np.int64), 0, starts, np.full(1, -1, np.int32), whole.copy(), whole.copy(),
        whole.copy(),
    )  # fmt: skip
    none, style = np.zeros(1), np.zeros((1, 8), np.int8)
    fetch(
        one, one, whole, (one, one, facts, style, starts, codes), (one,) * 7, (none,) * 2, (style, whole, codes), 0, 0
    )
