"""The inner loops of the search, compiled: posting lists into scores, and counting labels."""

from typing import Any

import numpy as np

from zhongcao.discovery.training.kernels import compiled


@compiled()
def place_postings(
    terms: Any, impacts: Any, lengths: Any, first: int, ranks: Any, free: Any, documents: Any, weights: Any
) -> None:
    """Put one block's tokens into the lists of their terms; documents come in order, so lists are sorted."""
    at = 0
    for offset in range(lengths.shape[0]):
        for _ in range(lengths[offset]):
            rank = ranks[terms[at]]
            spot = free[rank]
            documents[spot] = first + offset
            weights[spot] = impacts[at]
            free[rank] = spot + 1
            at += 1


WINDOW = 32_768
"""So many documents are looked at together: what is noted of them stays near the processor."""
IS_IN = np.uint32(0x80000000)
"""The highest bit only says that a document is in."""


@compiled()
def first_from(documents: Any, low: int, high: int, least: int) -> int:
    """The first place of a sorted stretch whose document is not below `least`."""
    while low < high:
        middle = (low + high) >> 1
        if documents[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@compiled()
def masses_together(masses: Any) -> Any:
    """The mass of each choice among the first eight units: most queries have no more."""
    units = min(masses.shape[0], 8)
    mass_of = np.zeros(1 << units, np.float32)
    for choice in range(mass_of.shape[0]):
        for unit in range(units):
            if choice >> unit & 1:
                mass_of[choice] += masses[unit]
    return mass_of


@compiled()
def mass_met(met: Any, masses: Any, mass_of: Any) -> float:
    """The mass of the units that a document meets."""
    mass = mass_of[met & np.uint32(mass_of.shape[0] - 1)]
    for unit in range(8, masses.shape[0]):
        if met >> np.uint32(unit) & np.uint32(1):
            mass += masses[unit]
    return float(mass)


@compiled()
def add_to(
    documents: Any, impacts: Any, at: int, end: int, begin: int, weight: Any, bit: Any, held: Any, scores: Any,
    found: Any, count: int,
) -> None:  # fmt: skip
    """Add a stretch of a list to those documents of a window that are in; a long one is searched for them."""
    if end - at > 24 * count:
        for one in range(count):
            place = found[one]
            spot = first_from(documents, at, end, begin + place)
            if spot < end and documents[spot] == begin + place:
                held[place] |= bit
                scores[place] += weight * impacts[spot]
        return
    for spot in range(at, end):
        place = documents[spot] - begin
        if held[place] != 0:
            held[place] |= bit
            scores[place] += weight * impacts[spot]


@compiled()
def sift(
    starts: Any, documents: Any, impacts: Any, terms: Any, weights: Any, bits: Any, opening: int, masses: Any,
    needed: float, leading: int, outdated: Any, kept: Any, kept_scores: Any,
) -> int:  # fmt: skip
    """Score documents over the lists of some terms and keep what holds enough of the query; answers how many.

    The first `opening` lists bring documents in, the others only add to what is there. A document is kept when the
    masses of the units that it meets reach `needed`, when it meets one of the `leading` ones if there are any, and
    when it is not `outdated` (an empty array: nothing is). Lists are walked together, one window of documents after
    the other.
    """
    mass_of = masses_together(masses)
    cursors, last = np.empty(terms.shape[0], np.int64), 0
    for number in range(terms.shape[0]):
        cursors[number] = starts[terms[number]]
        end = starts[terms[number] + 1]
        if number < opening and end > cursors[number]:
            last = max(last, documents[end - 1] + 1)
    held, scores = np.zeros(min(WINDOW, last), np.uint32), np.zeros(min(WINDOW, last), np.float32)
    found = np.empty(min(WINDOW, last), np.int32)
    size = 0
    for begin in range(0, last, WINDOW):
        count = 0
        for number in range(terms.shape[0]):
            at, end = cursors[number], starts[terms[number] + 1]
            weight, bit = weights[number] / np.float32(255), bits[number]
            if number < opening:
                while at < end and documents[at] < begin + WINDOW:
                    place = documents[at] - begin
                    if held[place] == 0:
                        found[count] = place
                        count += 1
                    held[place] |= bit | IS_IN
                    scores[place] += weight * impacts[at]
                    at += 1
                cursors[number] = at
            elif count > 0:
                at = first_from(documents, at, end, begin)
                end = first_from(documents, at, end, min(begin + WINDOW, last))  # behind `last` nothing is in
                add_to(documents, impacts, at, end, begin, weight, bit, held, scores, found, count)
                cursors[number] = end
        for one in range(count):
            place = found[one]
            met, score = held[place], scores[place]
            held[place] = 0
            scores[place] = 0
            if leading != 0 and met & np.uint32(leading) == np.uint32(0):
                continue
            if mass_met(met, masses, mass_of) < needed or (outdated.shape[0] != 0 and outdated[begin + place]):
                continue
            kept[size] = begin + place
            kept_scores[size] = score
            size += 1
    return size


@compiled()
def choose(
    found: Any, scores: Any, passed: Any, quality: Any, minutes: Any, flags: Any, now: int, worth: Any, fading: Any,
    step: float, stock: int, sold_out: float, starts: Any, labels: Any, liked: int, liking: float, best: Any,
    best_scores: Any,
) -> int:  # fmt: skip
    """The places of the best hits, in no order, and their scores; answers how many.

    A score is weighed by quality (`worth` of each byte), by age (`fading` of each step of minutes), by stock, and by
    `liking` when the document carries the label `liked` (-1: none). Of equal ones the later document is better. With
    `passed` (an empty array: all) only those that passed are looked at.
    """
    last, most, size = fading.shape[0] - 1, best.shape[0], 0
    highest = np.float32(worth.max() * fading.max() * liking * 1.001)
    for place in range(found.shape[0]):
        if passed.shape[0] != 0 and not passed[place]:
            continue
        if size == most and scores[place] * highest < best_scores[0]:
            continue  # not even if it were the best and newest of all
        document = found[place]
        age = max(now - minutes[document], 0)
        score = np.float32(scores[place] * worth[quality[document]] * fading[min(int(age / step), last)])
        if stock != 0 and flags[document] & stock == 0:
            score = np.float32(score * sold_out)
        if size == most and score * liking < best_scores[0]:
            continue
        if liked >= 0:
            for at in range(starts[document], starts[document + 1]):
                if labels[at] == liked:
                    score = np.float32(score * liking)
                    break
        # A heap with the worst on top.
        if size < most:
            at = size
            size += 1
            while at > 0:
                above = (at - 1) >> 1
                if best_scores[above] < score or (best_scores[above] == score and found[best[above]] < document):
                    break
                best[at], best_scores[at] = best[above], best_scores[above]
                at = above
        else:
            if best_scores[0] > score or (best_scores[0] == score and found[best[0]] > document):
                continue
            at = 0
            while 2 * at + 1 < most:
                below = 2 * at + 1
                if below + 1 < most and (
                    best_scores[below + 1] < best_scores[below]
                    or (best_scores[below + 1] == best_scores[below] and found[best[below + 1]] < found[best[below]])
                ):
                    below += 1
                if best_scores[below] > score or (best_scores[below] == score and found[best[below]] > document):
                    break
                best[at], best_scores[at] = best[below], best_scores[below]
                at = below
        best[at], best_scores[at] = place, score
    return size


@compiled()
def holds_label(found: Any, starts: Any, labels: Any, wanted: Any, out: Any) -> None:
    """Mark which documents carry one of some labels (sorted)."""
    one = wanted[0]
    for place in range(found.shape[0]):
        document = found[place]
        out[place] = False
        for at in range(starts[document], starts[document + 1]):
            if wanted.shape[0] == 1:
                if labels[at] == one:
                    out[place] = True
                    break
                continue
            spot = np.searchsorted(wanted, labels[at])
            if spot < wanted.shape[0] and wanted[spot] == labels[at]:
                out[place] = True
                break


@compiled()
def count_labels(found: Any, marked: Any, starts: Any, labels: Any, spans: Any, counts: Any) -> None:
    """Count the labels of each span over its marked documents; the counts of spans stand one after the other.

    Without marks (an empty row) all documents count.
    """
    everything = marked.shape[1] == 0
    for place in range(found.shape[0]):
        document = found[place]
        for at in range(starts[document], starts[document + 1]):
            label = labels[at]
            begin = 0
            for span in range(spans.shape[0]):
                low, high = spans[span, 0], spans[span, 1]
                if low <= label < high and (everything or marked[span, place]):
                    counts[begin + label - low] += 1
                begin += high - low


@compiled()
def join_lists(
    starts: Any, documents: Any, impacts: Any, first: int, last: int, ranks: Any, lowest: int, places: Any,
    offsets: Any, filled: Any, out_documents: Any, out_impacts: Any,
) -> None:  # fmt: skip
    """Take the lists of one part's terms into joined ones, in the order of documents; `places` says where those stand.

    A document whose place is negative is left out. `offsets` says where each joined list begins, `filled` how much of
    it is there; both count from the joined term `lowest`.
    """
    for term in range(first, last):
        spot = ranks[term] - lowest
        begin, size = offsets[spot], filled[spot]
        added = 0
        for at in range(starts[term], starts[term + 1]):
            added += places[documents[at]] >= 0
        filled[spot] = size + added
        # From the end: what is there moves up as far as it stands behind what comes, mostly not at all.
        old, to, at = begin + size - 1, begin + size + added - 1, starts[term + 1] - 1
        while at >= starts[term]:
            place = places[documents[at]]
            if place < 0:
                at -= 1
            elif old >= begin and out_documents[old] > place:
                out_documents[to] = out_documents[old]
                out_impacts[to] = out_impacts[old]
                old -= 1
                to -= 1
            else:
                out_documents[to] = place
                out_impacts[to] = impacts[at]
                at -= 1
                to -= 1


@compiled()
def pack_lists(offsets: Any, filled: Any, documents: Any, impacts: Any) -> int:
    """Move lists together that left room; answers how much they hold."""
    to = 0
    for spot in range(filled.shape[0]):
        for at in range(offsets[spot], offsets[spot] + filled[spot]):
            documents[to] = documents[at]
            impacts[to] = impacts[at]
            to += 1
    return to


@compiled()
def move_labels(starts: Any, labels: Any, ranks: Any, places: Any, out_starts: Any, out: Any) -> None:
    """Put the labels of one part's documents where those stand among all; `ranks` renames labels."""
    for document in range(places.shape[0]):
        if places[document] >= 0:
            to = out_starts[places[document]]
            for at in range(starts[document], starts[document + 1]):
                out[to] = ranks[labels[at]]
                to += 1
