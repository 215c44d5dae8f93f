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
    """Keep what holds enough of the query, and one of its leading units if there are any; answers how many."""
    size = 0
    for place in range(count):
        document = found[place]
        bits = held[document]
        if leading != 0 and bits & np.uint32(leading) == np.uint32(0):
            continue
        mass = np.float32(0)
        for unit in range(masses.shape[0]):
            if bits >> np.uint32(unit) & np.uint32(1):
                mass += masses[unit]
        if mass >= needed:
            kept[size] = document
            kept_scores[size] = scores[document]
            size += 1
    return size


@compiled()
def holds_label(found: Any, starts: Any, labels: Any, wanted: Any, out: Any) -> None:
    """Mark which documents carry one of some labels (sorted)."""
    for place in range(found.shape[0]):
        document = found[place]
        out[place] = False
        for at in range(starts[document], starts[document + 1]):
            spot = np.searchsorted(wanted, labels[at])
            if spot < wanted.shape[0] and wanted[spot] == labels[at]:
                out[place] = True
                break


@compiled()
def count_labels(found: Any, mask: Any, starts: Any, labels: Any, low: int, high: int, out: Any) -> None:
    """Count the labels of a range over the marked documents."""
    for place in range(found.shape[0]):
        if mask[place]:
            document = found[place]
            for at in range(starts[document], starts[document + 1]):
                label = labels[at]
                if low <= label < high:
                    out[label - low] += 1
