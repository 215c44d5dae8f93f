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


@compiled()
def gather(
    starts: Any, documents: Any, impacts: Any, terms: Any, weights: Any, bits: Any, opening: int, scores: Any,
    held: Any, found: Any,
) -> int:  # fmt: skip
    """Score documents over the lists of some terms; the first `opening` of them bring documents in, the others only
    add to what is there. Answers how many were found; `held` has a bit for each unit that a document meets.
    """
    count = 0
    for number in range(terms.shape[0]):
        begin, end = starts[terms[number]], starts[terms[number] + 1]
        weight = weights[number] / np.float32(255)
        bit = bits[number]
        if number < opening:
            for at in range(begin, end):
                document = documents[at]
                if held[document] == 0:
                    found[count] = document
                    count += 1
                # The highest bit only says that the document is in.
                held[document] |= bit | np.uint32(0x80000000)
                scores[document] += weight * impacts[at]
        elif (end - begin) > 24 * count:
            for place in range(count):
                document = found[place]
                low, high = begin, end
                while low < high:
                    middle = (low + high) >> 1
                    if documents[middle] < document:
                        low = middle + 1
                    else:
                        high = middle
                if low < end and documents[low] == document:
                    held[document] |= bit
                    scores[document] += weight * impacts[low]
        else:
            for at in range(begin, end):
                document = documents[at]
                if held[document] != 0:
                    held[document] |= bit
                    scores[document] += weight * impacts[at]
    return count


@compiled()
def weigh(
    found: Any,
    count: int,
    held: Any,
    scores: Any,
    masses: Any,
    needed: float,
    leading: int,
    kept: Any,
    kept_scores: Any,
) -> int:
    """Keep what holds enough of the query, and one of its leading units if there are any; answers how many.

    What was gathered is wiped off `held` and `scores` on the way.
    """
    size, units = 0, min(masses.shape[0], 8)
    mass_of = np.zeros(1 << units, np.float32)  # of each choice among the first units: most queries have no more
    for choice in range(mass_of.shape[0]):
        for unit in range(units):
            if choice >> unit & 1:
                mass_of[choice] += masses[unit]
    few = np.uint32(mass_of.shape[0] - 1)
    for place in range(count):
        document = found[place]
        bits, score = held[document], scores[document]
        held[document] = 0
        scores[document] = 0
        if leading != 0 and bits & np.uint32(leading) == np.uint32(0):
            continue
        mass = mass_of[bits & few]
        for unit in range(units, masses.shape[0]):
            if bits >> np.uint32(unit) & np.uint32(1):
                mass += masses[unit]
        if mass >= needed:
            kept[size] = document
            kept_scores[size] = score
            size += 1
    return size


@compiled()
def appraise(
    found: Any,
    scores: Any,
    quality: Any,
    minutes: Any,
    flags: Any,
    now: int,
    worth: Any,
    fading: Any,
    step: float,
    stock: int,
    sold_out: float,
    out: Any,
) -> None:
    """Weigh scores by quality (`worth` of each byte), by age (`fading` of each step of minutes) and by stock."""
    last = fading.shape[0] - 1
    for place in range(found.shape[0]):
        document = found[place]
        age = max(now - minutes[document], 0)
        score = scores[place] * worth[quality[document]] * fading[min(int(age / step), last)]
        if stock != 0 and flags[document] & stock == 0:
            score *= sold_out
        out[place] = score


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
