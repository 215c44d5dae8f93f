"""The inner loops of a feed, compiled once for this machine; until they are, the same loops run as plain Python.

No page waits for a compiler: `warm` is called when a process starts, in a thread of its own, and what it compiles is
kept on disk.
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
def meet(starts: Any, codes: Any, places: Any, shares: Any, taste: Any, strongest: Any, by_kind: Any) -> None:
    """How much of the viewer's tastes each candidate meets; `places` tell which taste each code is, -1 for none."""
    for row in range(starts.shape[0] - 1):
        best, sum_ = 0.0, 0.0
        for at in range(starts[row], starts[row + 1]):
            if places[at] < 0:
                continue
            part, kind = shares[places[at]], int(codes[at] & np.uint64(7))
            by_kind[row, kind] = max(part, by_kind[row, kind])
            if part > best:
                best = part
                strongest[row] = places[at]
                sum_ += part
            else:
                sum_ += 0.5 * part
        taste[row] = min(sum_, 2.0)


@compiled(exact=True)
def place(rows: Any, starts: Any, codes: Any, points: Any, weights: Any, out: Any) -> None:
    """Where some candidates lie: the sum of their traits' points, each as its kind weighs, made one long."""
    for place_ in range(rows.shape[0]):
        row, length = rows[place_], np.float32(0)
        for at in range(starts[row], starts[row + 1]):
            point = points[(codes[at] >> np.uint64(3)) & np.uint64(4095)]
            weight = weights[codes[at] & np.uint64(7)]
            for axis in range(out.shape[1]):
                out[place_, axis] += weight * point[axis]
        for axis in range(out.shape[1]):
            length += out[place_, axis] * out[place_, axis]
        length = max(np.sqrt(length), np.float32(1e-6))
        for axis in range(out.shape[1]):
            out[place_, axis] /= length


@compiled(exact=True)
def space(
    order: Any, fixed: Any, starts: Any, names: Any, codes: Any, caps: Any, gaps: Any, length: int, look: int, out: Any
) -> None:
    """The same order, but that a trait of a kind comes at most `caps` times within `gaps` places, if others are there.

    `names` are the candidates' traits (`codes`) as small numbers; a cap of 0 for their kind is none.
    What is `fixed` stays at its place, and counts for the places before it as for those behind it.
    """
    count = order.shape[0]
    recent = np.zeros(names.shape[0], np.int64)
    kinds = (codes & np.uint64(7)).astype(np.int64)
    waiting = order[~fixed]
    first = 0
    for made in range(-gaps.max(), min(length, count)):
        for kind in range(caps.shape[0]):
            coming = made + gaps[kind] - 1
            if caps[kind] and 0 <= coming < count and fixed[coming]:
                row = order[coming]
                for at in range(starts[row], starts[row + 1]):
                    if kinds[at] == kind:
                        recent[names[at]] += 1
        if made < 0:
            continue
        if fixed[made]:
            out[made] = order[made]
        else:
            chosen = first
            for place in range(first, min(first + look, waiting.shape[0])):
                row = waiting[place]
                fits = True
                for at in range(starts[row], starts[row + 1]):
                    most = caps[kinds[at]]
                    if most and recent[names[at]] >= most:
                        fits = False
                        break
                if fits:
                    chosen = place
                    break
            row = waiting[chosen]
            for place in range(chosen, first, -1):
                waiting[place] = waiting[place - 1]
            first += 1
            out[made] = row
            for at in range(starts[row], starts[row + 1]):
                if caps[kinds[at]]:
                    recent[names[at]] += 1
        for kind in range(caps.shape[0]):
            if caps[kind] and made + 1 >= gaps[kind]:
                old = out[made + 1 - gaps[kind]]
                for at in range(starts[old], starts[old + 1]):
                    if kinds[at] == kind:
                        recent[names[at]] -= 1
    for place in range(min(length, count), count):
        if fixed[place]:
            out[place] = order[place]
        else:
            out[place] = waiting[first]
            first += 1


@compiled(exact=True)
def lift(small: Any, wanted: int, page: int, out: Any) -> None:
    """Places in an order in which each page holds so many of the small all the way down, as long as there are any."""
    count = small.shape[0]
    first, other, made = 0, 0, 0
    while made < count:
        held = 0
        for place in range(page):
            while first < count and not small[first]:
                first += 1
            while other < count and small[other]:
                other += 1
            if first >= count and other >= count:
                break
            must = held < wanted * (place + 1) // page
            if first < count and (must or other >= count or first < other):
                out[made] = first
                first += 1
                held += 1
            else:
                out[made] = other
                other += 1
            made += 1


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


@compiled(exact=True)
def number(codes: Any, out: Any) -> int:
    """Small numbers for codes, the same for the same, in the order in which they come; answers how many there are."""
    size = 16
    while size < 2 * codes.shape[0]:
        size *= 2
    slots = np.full(size, -1, np.int64)
    count = 0
    firsts = np.empty(codes.shape[0], np.int64)
    for at in range(codes.shape[0]):
        slot = np.int64(codes[at] >> np.uint64(3)) & (size - 1)  # codes are hashes
        while slots[slot] >= 0 and codes[firsts[slots[slot]]] != codes[at]:
            slot = (slot + 1) & (size - 1)
        if slots[slot] < 0:
            slots[slot] = count
            firsts[count] = at
            count += 1
        out[at] = slots[slot]
    return count


@compiled(exact=True)
def guess(starts: Any, codes: Any, names: Any, count: int, topic: int, category: int, about: Any) -> None:
    """For each candidate with a topic and no category, the category most often named beside that topic.

    `names` are the codes as small numbers, `count` of them; `topic` and `category` are kinds. A candidate speaks for
    the first category that it names; of two that are named as often, the one with the smaller code is taken.
    """
    kinds = codes & np.uint64(7)
    code_of, tally = np.zeros(count, np.uint64), np.zeros(count, np.int64)
    last = np.full(count, -1, np.int64)  # where each topic was named last beside a category, and where before that
    before, beside = np.empty(codes.shape[0], np.int64), np.empty(codes.shape[0], np.int64)
    for row in range(starts.shape[0] - 1):
        first = -1
        for at in range(starts[row], starts[row + 1]):
            if kinds[at] == category and first < 0:
                first = names[at]
                code_of[first] = codes[at]
        about[row] = first >= 0
        for at in range(starts[row], starts[row + 1]):
            if first >= 0 and kinds[at] == topic:
                before[at], beside[at], last[names[at]] = last[names[at]], first, at
    for row in range(starts.shape[0] - 1):
        if about[row]:
            about[row] = 0
            continue
        for at in range(starts[row], starts[row + 1]):
            if kinds[at] != topic or about[row]:
                continue
            most, place = 0, last[names[at]]
            while place >= 0:
                tally[beside[place]] += 1
                seen, code = tally[beside[place]], code_of[beside[place]]
                if seen > most or (seen == most and code < about[row]):
                    about[row], most = code, seen
                place = before[place]
            place = last[names[at]]
            while place >= 0:
                tally[beside[place]] = 0
                place = before[place]


@compiled(exact=True)
def append(starts: Any, codes: Any, more: Any, starts_then: Any, codes_then: Any) -> int:
    """The codes of each candidate with one more behind them, where that is not 0; answers how many all are."""
    count = 0
    for row in range(more.shape[0]):
        for at in range(starts[row], starts[row + 1]):
            codes_then[count] = codes[at]
            count += 1
        if more[row]:
            codes_then[count] = more[row]
            count += 1
        starts_then[row + 1] = count
    return count


@compiled(exact=True)
def draw(weights: Any, aims: Any, least: float, chosen: Any, odds: Any) -> None:
    """Draw one place after the other by its weight, none twice, where each `aim` (0 to 1) points.

    Tells with what chance each was drawn: none is below the least, as far as there are not too many.
    """
    left = np.arange(weights.shape[0])
    count = weights.shape[0]
    for turn in range(aims.shape[0]):
        total, aim = 0.0, aims[turn]
        for at in range(count):
            total += weights[left[at]]
        floor = min(least, 1 / count)
        free = 1 - floor * count
        at, share = 0, floor + free * weights[left[0]] / total
        while at < count - 1 and aim >= share:
            aim -= share
            at += 1
            share = floor + free * weights[left[at]] / total
        chosen[turn], odds[turn] = left[at], share
        count -= 1
        for place in range(at, count):
            left[place] = left[place + 1]


def warm(facts: Any) -> None:
    """Compile all of it, or read what was compiled before; `facts` are those of one note, as a pool keeps them."""
    whole, codes = np.zeros(2, np.int64), np.zeros(1, np.uint64)
    starts = np.array([0, 1])
    one, points = np.zeros(1, np.int64), np.zeros((4096, 16), np.float32)
    find(codes, codes, one.copy())
    meet(starts, codes, one, np.zeros(1), np.zeros(1), one.copy(), np.zeros((1, 6)))
    place(one, starts, codes, points, np.zeros(8, np.float32), np.zeros((1, 16), np.float32))
    space(one, np.zeros(1, np.bool_), starts, one, codes, whole, whole, 1, 1, one.copy())
    lift(np.zeros(1, np.bool_), 1, 1, one.copy())
    number(codes, one.copy())
    guess(starts, codes, one, 1, 4, 2, codes.copy())
    append(starts, codes, codes, whole.copy(), np.zeros(2, np.uint64))
    draw(np.ones(1), np.ones(1), 0.0, one.copy(), np.ones(1))
    gather(
        np.zeros(1, np.int32), np.array([[0, 1, 1, 1]]), np.zeros(0, np.int64), np.zeros(0, np.int64), one, one.copy(),
        np.zeros(1, np.bool_), np.zeros(0, np.int64), 0, starts, np.full(1, -1, np.int32), whole.copy(), whole.copy(),
        whole.copy(),
    )  # fmt: skip
    none, style = np.zeros(1), np.zeros((1, 8), np.int8)
    fetch(
        one, one, whole, (one, one, facts, style, starts, codes), (one,) * 7, (none,) * 2, (style, whole, codes), 0, 0
    )
