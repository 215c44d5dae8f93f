"""The inner loops of recall, compiled once for this machine; until they are, the same loops run as plain Python.

No page waits for a compiler: `warm` is called when a process starts, in a thread of its own, and what it compiles is
kept on disk. Those that measure candidates stand in `measuring.py`, those that mix a ranking in `mixing.py`; they are
asked through `ready`, and none calls another, which would be compiled where it is called.

What is looked up in stands in small tables with open addressing, several times as large as what they hold: most of what
is asked for meets an empty slot at once, and a processor guesses well which way it goes on.
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
    while size < 8 * keys.shape[0]:
        size *= 2
    slots = np.full(size, -1, np.int32)
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
    while size < 8 * keys.shape[0]:
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
def rows_of(ordered: Any, asked: Any, rows: Any) -> None:
    """Where each of some values stands among ordered ones, -1 where it does not.

    All are looked for together, half by half: memory is waited for once a step and not once for each of them.
    """
    count, left = asked.shape[0], ordered.shape[0]
    for place in range(count):
        rows[place] = 0 if left else -1
    while left > 1:
        half = left >> 1
        for place in range(count):
            rows[place] += half if ordered[rows[place] + half - 1] < asked[place] else 0
        left -= half
    for place in range(count):
        if rows[place] >= 0 and ordered[rows[place]] != asked[place]:
            rows[place] = -1


@compiled(exact=True)
def seek(lists: Any, notes: Any, depth: int, asked: Any, counts: Any, limits: Any, bits: Any, spans: Any) -> int:
    """The lists of a pool to walk: where each begins and ends, how many are taken, and its bit; answers how many.

    `asked` are codes: first those of a channel, then tastes, then authors, so many of each as `counts` tell. `limits`
    and `bits` are those of what is popular, fresh, alike and followed. Of too many authors the latest are asked.
    """
    index, names, warm_starts, new_starts = lists
    popular, fresh, alike, followed = limits
    found, ends, many = np.empty(asked.shape[0], np.int64), np.zeros(3, np.int64), 0
    for at in range(asked.shape[0]):
        low, high = 0, names.shape[0]
        while low < high:
            middle = (low + high) >> 1
            if names[middle] < asked[at]:
                low = middle + 1
            else:
                high = middle
        if low < names.shape[0] and names[low] == asked[at]:
            found[many] = low
            many += 1
        for part in range(3):
            if at < counts[part]:
                ends[part] = many
    first, second, last = ends[0], max(ends[0], ends[1]), many
    if last - second > followed:
        for place in range(second, second + followed):
            best = place
            for other in range(place, last):
                newest = notes[index[new_starts[found[best]]]]["published"]
                if notes[index[new_starts[found[other]]]]["published"] > newest:
                    best = other
            found[place], found[best] = found[best], found[place]
        last = second + followed
    count = 0
    if counts[0]:
        for part in range(2):
            starts, limit = (warm_starts, popular) if part == 0 else (new_starts, fresh)
            for at in range(first):
                spans[count, 0], spans[count, 1] = starts[found[at]], starts[found[at] + 1]
                spans[count, 2], spans[count, 3] = -(-limit // max(first, 1)), bits[part]
                count += 1
    else:
        for part in range(2):
            spans[count, 0], spans[count, 1] = part * depth, (part + 1) * depth
            spans[count, 2], spans[count, 3] = popular if part == 0 else fresh, bits[part]
            count += 1
    for at in range(first, last):
        trait, is_taste = found[at], at < second
        starts = warm_starts if is_taste else new_starts
        spans[count, 0], spans[count, 1] = starts[trait], starts[trait + 1]
        each = -(-alike // (second - first)) if is_taste else max(followed // (last - second), 2)
        spans[count, 2], spans[count, 3] = each, bits[2 if is_taste else 3]
        count += 1
    return count


@compiled(exact=True)
def touch(index: Any, spans: Any, named: Any, notes: Any) -> tuple[int, int]:
    """Read a bit of each note that will be looked at, all at once, so that memory is waited for many times less.

    Answers how many they are, and what was read, which would else be left out.
    """
    count, felt = named.shape[0], 0
    for at in range(named.shape[0]):
        felt ^= notes[named[at]]["author"] if named[at] >= 0 else 0
    for span in range(spans.shape[0]):
        start, stop = spans[span, 0], min(spans[span, 0] + spans[span, 2], spans[span, 1])
        count += stop - start
        for at in range(start, stop):
            felt ^= notes[index[at]]["author"]
    return count, felt


@compiled(exact=True)
def gather(
    index: Any, spans: Any, named: Any, named_ends: Any, named_bits: Any, notes: Any, seen: Any, viewer: int, gone: Any,
    expected: int, taken_up: Any,
) -> int:  # fmt: skip
    """Walk lists of notes, the best first, and take of each so many as the viewer may be shown; each note once.

    A span is a list within `index`: where it begins and ends, how many are taken, and the bit of its source. `named`
    rows are taken if they may be, -1 is none; each source ends where `named_ends` tell. `gone` has a bit for each note;
    no more than `expected` are found. `taken_up` are their rows, the bits of their sources, and how many codes those up
    to a place have together.
    """
    rows, bits, ends = taken_up
    room, size, seen_size = rows.shape[0], 16, 16
    while size < 2 * min(expected, room):
        size *= 2
    while seen_size < 2 * seen.shape[0]:
        seen_size *= 2
    places, slots = np.full(size, -1, np.int32), np.full(seen_size, -1, np.int32)
    for at in range(seen.shape[0]):
        slot = (seen[at] ^ (seen[at] >> 17) ^ (seen[at] >> 40)) & (seen_size - 1)
        while slots[slot] >= 0:
            slot = (slot + 1) & (seen_size - 1)
        slots[slot] = at
    count, source = 0, 0
    for span in range(spans.shape[0] + 1):
        is_named, many = span == spans.shape[0], named.shape[0]
        at, stop, limit = (0, many, many) if is_named else (spans[span, 0], spans[span, 1], spans[span, 2])
        taken = 0
        while at < stop and taken < limit and count < room:
            if is_named:
                while named_ends[source] <= at:
                    source += 1
                row, bit = named[at], named_bits[source]
            else:
                row, bit = np.int64(index[at]), spans[span, 3]
            at += 1
            if row < 0:
                continue
            stands = (row ^ (row >> 11)) & (size - 1)
            while places[stands] >= 0 and rows[places[stands]] != row:
                stands = (stands + 1) & (size - 1)
            if places[stands] >= 0:
                bits[places[stands]] |= bit
                taken += 1
                continue
            if notes[row]["author"] == viewer or gone[row >> 3] >> (row & 7) & 1:
                continue
            note = notes[row]["id"]
            slot = (note ^ (note >> 17) ^ (note >> 40)) & (seen_size - 1)
            while slots[slot] >= 0 and seen[slots[slot]] != note:
                slot = (slot + 1) & (seen_size - 1)
            if slots[slot] >= 0:
                continue
            places[stands] = count
            rows[count], bits[count] = row, bit
            count += 1
            taken += 1
    for place in range(count):
        ends[place + 1] = ends[place] + notes[rows[place]]["codes"]
    return count


@compiled(exact=True)
def fetch(
    rows: Any, bits: Any, ends: Any, pool: Any, whole: Any, real: Any, about: Any, first: int, first_code: int
) -> None:
    """Copy what is known of some notes into the arrays of a feed, from a place on and from a code on."""
    notes, notes_codes = pool
    ids, authors, sources, shown, opened, fans, debut = whole
    heat, published = real
    styles, starts, codes = about
    for place in range(rows.shape[0]):
        one, to = notes[rows[place]], first + place
        ids[to], authors[to], sources[to] = one["id"], one["author"], bits[place]
        shown[to], opened[to], fans[to], debut[to] = one["shown"], one["opened"], one["fans"], one["debut"]
        heat[to], published[to] = one["heat"], one["published"]
        for axis in range(styles.shape[1]):
            styles[to, axis] = one["style"][axis]
        starts[to + 1] = first_code + ends[place + 1]
    for place in range(rows.shape[0]):
        one, to = notes[rows[place]], first_code + ends[place]
        begin = np.int64(one["first_code"])
        for at in range(np.int64(one["codes"])):
            codes[to + at] = notes_codes[begin + at]


@compiled(exact=True)
def recount(ids: Any, sources: Any, bit: int, counted: Any, counts: Any, shown: Any, opened: Any) -> None:
    """How many saw and opened those notes of a source that were counted anew; a few, so that each is looked up."""
    for place in range(ids.shape[0]):
        if sources[place] & bit:
            for at in range(counted.shape[0]):
                if counted[at] == ids[place]:
                    shown[place], opened[place] = counts[at, 0], counts[at, 1]
                    break


@compiled(exact=True)
def tell(notes: Any, notes_codes: Any, rows: Any) -> tuple[Any, Any]:
    """What some notes are about, rows of -1 left out: where the codes of each begin, and these codes."""
    starts, count, at = np.zeros(rows.shape[0] + 1, np.int64), 0, 0
    for place in range(rows.shape[0]):
        if rows[place] >= 0:
            starts[count + 1] = starts[count] + np.int64(notes[rows[place]]["codes"])
            count += 1
    codes = np.empty(starts[count], np.uint64)
    for place in range(rows.shape[0]):
        if rows[place] >= 0:
            first = np.int64(notes[rows[place]]["first_code"])
            for code in range(first, first + np.int64(notes[rows[place]]["codes"])):
                codes[at] = notes_codes[code]
                at += 1
    return starts[: count + 1], codes


def warm(notes: Any) -> None:
    """Compile all of it, or read what was compiled before; `notes` are one note as a pool keeps it."""
    whole, codes = np.zeros(2, np.int64), np.zeros(1, np.uint64)
    starts = np.array([0, 1])
    one = np.zeros(1, np.int64)
    find(codes, codes, one.copy())
    match(one, np.zeros(1), one, np.zeros(1))
    rows_of(one, one, one.copy())
    tell(notes, codes, one)
    recount(one, one, 1, one, np.zeros((1, 2), np.int64), one.copy(), one.copy())
    index = np.zeros(1, np.int32)
    lists, four = (index, codes, starts, starts), (1, 1, 1, 1)
    seek(lists, notes, 1, codes, (1, 1, 1), four, four, np.zeros((6, 4), np.int64))
    touch(index, np.array([[0, 1, 1, 1]]), one, notes)
    gather(
        index, np.array([[0, 1, 1, 1]]), one, (1,) * 7, (1,) * 7, notes, np.zeros(0, np.int64), 0,
        np.zeros(1, np.uint8), 1, (whole.copy(), whole.copy(), whole.copy()),
    )  # fmt: skip
    none, style = np.zeros(1), np.zeros((1, 8), np.int8)
    fetch(one, one, whole, (notes, codes), (one,) * 7, (none,) * 2, (style, whole, codes), 0, 0)
