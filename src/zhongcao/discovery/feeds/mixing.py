"""The inner loops that mix a ranking: spread, space, lift, draw; compiled as those of `kernels.py` are."""

from typing import Any

import numpy as np

from zhongcao.discovery.rules import SPREAD_WINDOW
from zhongcao.discovery.training.kernels import compiled

SIZE = 16
WINDOW = SPREAD_WINDOW


@compiled(exact=True)
def place(rows: Any, starts: Any, codes: Any, about: Any, points: Any, weights: Any, out: Any) -> None:
    """Where some candidates lie: the sum of their traits' points, each as its kind weighs, made one long.

    `about` is one trait more of each candidate, behind its own; 0 for none. A point stands in a column.
    """
    point = np.empty(out.shape[0], np.float32)
    for place_ in range(rows.shape[0]):
        row = rows[place_]
        point[:] = 0
        for at in range(starts[row], starts[row + 1] + 1):
            code = about[row] if at == starts[row + 1] else codes[at]
            if at == starts[row + 1] and not code:
                break
            of, weight = points[(code >> np.uint64(3)) & np.uint64(4095)], weights[code & np.uint64(7)]
            for axis in range(point.shape[0]):
                point[axis] += weight * of[axis]
        length = np.float32(0)
        for axis in range(point.shape[0]):
            length += point[axis] * point[axis]
        length = max(np.sqrt(length), np.float32(1e-6))
        for axis in range(point.shape[0]):
            out[axis, place_] = point[axis] / length


@compiled(exact=True)
def spread(order: Any, score: Any, points: Any, before: Any, room: Any, length: int, out: Any) -> None:
    """Greedy: take the best by score and room, then take its direction out of all others; the oldest comes back.

    Looked at are as many of an order as have points, taken are so many of these, and all others follow as they stood.
    Points stand in columns, so that the inner loops run along candidates, several at a time. What is taken out for one
    and put back for another is done in one go. `before` are the points last shown.
    """
    size, count = points.shape
    left, scores, first = points.copy(), score[order[:count]].astype(np.float32), max(before.shape[1] - WINDOW, 0)
    scores /= max(scores[0] - scores[length - 1], np.float32(1e-6))
    half, most_room = np.float32(0.5) * room, np.float32(0.5) * room * np.log(np.float32(1.01))
    kept = np.zeros((WINDOW, size), np.float32)
    along = np.zeros((WINDOW, count), np.float32)
    taken = np.zeros(count, np.bool_)
    rest = np.full(count, np.float32(1e-3))
    for axis in range(size):
        line = left[axis]
        for one in range(count):
            rest[one] += line[one] * line[one]
    shown = before.shape[1] - first
    for turn in range(shown + length):
        slot, back = turn % WINDOW, (turn + 1) % WINDOW
        direction = kept[slot]
        if turn < shown:
            direction[:] = before[:, first + turn]
        else:
            best, most = -1, np.float32(-1e30)
            for one in range(count):
                # No point is longer than one, so that no candidate gains more than this.
                if taken[one] or scores[one] + most_room < most:
                    continue
                gain = scores[one] + half * np.log(rest[one])
                if gain > most:
                    best, most = one, gain
            taken[best] = True
            out[turn - shown] = order[best]
            direction[:] = left[:, best]
        norm = np.float32(1e-6)
        for axis in range(size):
            norm += direction[axis] * direction[axis]
        shares, returned = along[slot], along[back]
        shares[:] = 0
        for axis in range(size):
            line, much = left[axis], direction[axis]
            for one in range(count):
                shares[one] += line[one] * much
        for one in range(count):
            shares[one] /= norm
            rest[one] = np.float32(1e-3)
        for axis in range(size):
            line, much, again = left[axis], direction[axis], kept[back, axis]
            for one in range(count):
                value = line[one] - shares[one] * much + returned[one] * again
                line[one] = value
                rest[one] += value * value
    at = length
    for one in range(order.shape[0]):
        if one >= count or not taken[one]:
            out[at] = order[one]
            at += 1


@compiled(exact=True)
def guess(starts: Any, codes: Any, topic: int, category: int, about: Any) -> None:
    """For each candidate with a topic and no category, the category most often named beside that topic.

    `topic` and `category` are kinds. A candidate speaks for the first category that it names; of two that are named as
    often, the one with the smaller code is taken.
    """
    seven, three = np.uint64(7), np.uint64(3)
    size, many = 16, 0
    for row in range(starts.shape[0] - 1):
        about[row] = 0
        for at in range(starts[row], starts[row + 1]):
            if np.int64(codes[at] & seven) == category:
                about[row], many = codes[at], many + starts[row + 1] - starts[row]
                break
    while size < 3 * many:
        size *= 2
    # Topics and categories of those that name a category have small numbers; each topic a chain of what it is beside.
    slots, named, count = np.full(size, -1, np.int32), np.empty(many, np.uint64), 0
    last, best = np.full(many, -1, np.int32), np.zeros(many, np.uint64)
    before, beside, links = np.empty(many, np.int32), np.empty(many, np.int32), 0
    for row in range(starts.shape[0] - 1):
        of = -1
        for at in range(starts[row] - 1, starts[row + 1] if about[row] else starts[row] - 1):
            code = about[row] if of < 0 else codes[at]
            if of >= 0 and np.int64(code & seven) != topic:
                continue
            slot = np.int64(code >> three) & (size - 1)  # codes are hashes
            while slots[slot] >= 0 and named[slots[slot]] != code:
                slot = (slot + 1) & (size - 1)
            if slots[slot] < 0:
                slots[slot], named[count] = count, code
                count += 1
            if of < 0:
                of = slots[slot]
                continue
            before[links], beside[links], last[slots[slot]] = last[slots[slot]], of, links
            links += 1
    tally, tallied = np.zeros(count, np.int32), np.full(count, -1, np.int32)  # and for which topic
    for row in range(starts.shape[0] - 1):
        if about[row]:
            about[row] = 0
            continue
        for at in range(starts[row], starts[row + 1]):
            if np.int64(codes[at] & seven) != topic:
                continue
            slot = np.int64(codes[at] >> three) & (size - 1)
            while slots[slot] >= 0 and named[slots[slot]] != codes[at]:
                slot = (slot + 1) & (size - 1)
            number, most = slots[slot], 0
            if number < 0 or last[number] < 0:
                continue
            link = -1 if best[number] else last[number]
            while link >= 0:
                of = beside[link]
                tally[of], tallied[of] = (tally[of] + 1 if tallied[of] == number else 1), number
                if tally[of] > most or (tally[of] == most and named[of] < best[number]):
                    best[number], most = named[of], tally[of]
                link = before[link]
            about[row] = best[number]
            break


@compiled(exact=True)
def tag(order: Any, starts: Any, codes: Any, about: Any, caps: Any) -> tuple[Any, Any, Any, int]:
    """The traits of some candidates whose kinds have a cap, as small numbers: where each begins, they, their kinds.

    `about` is one trait more of each candidate, 0 for none. Answers too how many different ones there are.
    """
    count, three, seven = order.shape[0], np.uint64(3), np.uint64(7)
    room, size, many, different = 0, 16, 0, 0
    for place_ in range(count):
        room += starts[order[place_] + 1] - starts[order[place_]] + 1
    while size < 2 * room:
        size *= 2
    slots, firsts = np.full(size, -1, np.int32), np.empty(room, np.uint64)
    begins, names, kinds = np.zeros(count + 1, np.int64), np.empty(room, np.int32), np.empty(room, np.int8)
    for place_ in range(count):
        row = order[place_]
        for at in range(starts[row], starts[row + 1] + 1):
            code = about[row] if at == starts[row + 1] else codes[at]
            kind = np.int64(code & seven)
            if not caps[kind] or (at == starts[row + 1] and not code):
                continue
            slot = np.int64(code >> three) & (size - 1)  # codes are hashes
            while slots[slot] >= 0 and firsts[slots[slot]] != code:
                slot = (slot + 1) & (size - 1)
            if slots[slot] < 0:
                slots[slot], firsts[different] = different, code
                different += 1
            names[many], kinds[many] = slots[slot], kind
            many += 1
        begins[place_ + 1] = many
    return begins, names, kinds, different


@compiled(exact=True)
def space(
    order: Any, fixed: Any, begins: Any, names: Any, kinds: Any, different: int, caps: Any, gaps: Any, widest: int,
    length: int, look: int, out: Any,
) -> None:  # fmt: skip
    """The same order, but that a trait of a kind comes at most `caps` times within `gaps` places, if others are there.

    The traits of each place are small numbers (`tag`); none is wider apart than `widest`. What is `fixed` stays at its
    place, and counts for the places before it as for those behind it.
    """
    count = order.shape[0]
    recent = np.zeros(different, np.int32)
    waiting = np.empty(count, np.int64)  # places in the order
    placed, first, left = np.empty(min(length, count), np.int64), 0, 0
    for at in range(count):
        if not fixed[at]:
            waiting[left] = at
            left += 1
    for made in range(-widest, min(length, count)):
        for kind in range(caps.shape[0]):
            coming = made + gaps[kind] - 1
            if caps[kind] and 0 <= coming < count and fixed[coming]:
                for tag in range(begins[coming], begins[coming + 1]):
                    if kinds[tag] == kind:
                        recent[names[tag]] += 1
        if made < 0:
            continue
        if fixed[made]:
            placed[made] = made
        else:
            chosen = first
            for nth in range(first, min(first + look, left)):
                fits = True
                for tag in range(begins[waiting[nth]], begins[waiting[nth] + 1]):
                    if recent[names[tag]] >= caps[kinds[tag]]:
                        fits = False
                        break
                if fits:
                    chosen = nth
                    break
            taken = waiting[chosen]
            for nth in range(chosen, first, -1):
                waiting[nth] = waiting[nth - 1]
            first += 1
            placed[made] = taken
            for tag in range(begins[taken], begins[taken + 1]):
                recent[names[tag]] += 1
        for kind in range(caps.shape[0]):
            if caps[kind] and made + 1 >= gaps[kind]:
                old = placed[made + 1 - gaps[kind]]
                for tag in range(begins[old], begins[old + 1]):
                    if kinds[tag] == kind:
                        recent[names[tag]] -= 1
    for at in range(count):
        if at < placed.shape[0]:
            out[at] = order[placed[at]]
        elif fixed[at]:
            out[at] = order[at]
        else:
            out[at] = order[waiting[first]]
            first += 1


@compiled(exact=True)
def lift(order: Any, group: Any, wanted: int, page: int, out: Any) -> None:
    """The order in which each page holds so many of a group all the way down, as long as there are any."""
    count = order.shape[0]
    due = np.empty(page, np.int64)
    for place_ in range(page):
        due[place_] = wanted * (place_ + 1) // page
    first, other, made = 0, 0, 0
    while made < count:
        held = 0
        for place_ in range(page):
            while first < count and not group[order[first]]:
                first += 1
            while other < count and group[order[other]]:
                other += 1
            if first >= count and other >= count:
                break
            must = held < due[place_]
            if first < count and (must or other >= count or first < other):
                out[made] = order[first]
                first += 1
                held += 1
            else:
                out[made] = order[other]
                other += 1
            made += 1


@compiled(exact=True)
def wait(
    order: Any, first: int, published: Any, oldest: float, shown: Any, enough: int, picked: Any, distaste: Any, out: Any
) -> int:
    """Those of an order, from a place on, who wait most for readers: young, neither picked nor disliked.

    Whom fewer saw comes first, up to `enough`; then the younger ones. Answers how many there are.
    """
    count, most = 0, out.shape[0]
    for at in range(first, order.shape[0]):
        row = order[at]
        if published[row] < oldest or picked[row] or distaste[row] != 0:
            continue
        seen, place_ = min(shown[row], enough), count
        while place_ > 0:
            other = out[place_ - 1]
            others = min(shown[other], enough)
            if others < seen or (others == seen and published[other] >= published[row]):
                break
            if place_ < most:
                out[place_] = other
            place_ -= 1
        if place_ < most:
            out[place_] = row
            count = min(count + 1, most)
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
        for place_ in range(at, count):
            left[place_] = left[place_ + 1]


@compiled(exact=True)
def deal(order: Any, drawn: Any, every: int, out: Any) -> None:
    """An order in which each so many-th place goes to one of those that were drawn, as long as there are any."""
    given, at, many, last = 0, 0, drawn.shape[0], 0
    for place_ in range(order.shape[0]):
        last = max(last, order[place_])
    is_drawn = np.zeros(last + 1, np.bool_)
    for nth in range(many):
        is_drawn[drawn[nth]] = True
    for made in range(out.shape[0]):
        if given < many and made % every == every - 1:
            out[made] = drawn[given]
            given += 1
            continue
        while is_drawn[order[at]]:
            at += 1
        out[made] = order[at]
        at += 1


@compiled(exact=True)
def fit(rows: Any, starts: Any, codes: Any, traits: Any) -> int:
    """The first of some candidates that has the first of some traits that any has; the first of all if none has."""
    best, most = 0, traits.shape[0]
    for place_ in range(rows.shape[0]):
        for at in range(starts[rows[place_]], starts[rows[place_] + 1]):
            for nth in range(most):
                if traits[nth] == codes[at]:
                    best, most = place_, nth
                    break
    return best


def warm() -> None:
    """Compile all of it, or read what was compiled before."""
    one, codes, starts = np.zeros(1, np.int64), np.zeros(1, np.uint64), np.array([0, 1])
    mask, real, eight = np.zeros(1, np.bool_), np.zeros(1), np.ones(8, np.int64)
    columns = np.zeros((SIZE, 1), np.float32)
    points = np.zeros((4096, SIZE), np.float32)
    place(one, starts, codes, codes, points, np.zeros(8, np.float32), columns)
    spread(one, real, columns, columns, np.float32(0), 1, one.copy())
    guess(starts, codes, 4, 2, codes.copy())
    space(one, mask, *tag(one, starts, codes, codes, eight), eight, eight, 1, 1, 1, one.copy())
    lift(one, mask, 1, 1, one.copy())
    wait(one, 0, real, 0.0, one, 1, mask, real, one.copy())
    draw(np.ones(1), np.ones(1), 0.0, one.copy(), np.ones(1))
    deal(one, one[:0], 1, one.copy())
    fit(one, starts, codes, codes)
