"""An index in arrays, and what a query matches in it."""

import math
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from zhongcao.discovery.search.artifact import Texts, unpacked
from zhongcao.discovery.search.kernels import choose, count_labels, holds_label, sift
from zhongcao.discovery.search.reading import Unit
from zhongcao.discovery.search.wording import hashed

BITS = 31
NONE: Any = np.zeros(0, np.bool_)


class Index:
    """Documents of one kind and the lists of what they say, as `writing` made them."""

    def __init__(self, given: dict[str, Any]) -> None:
        arrays = {name: _still(array) for name, array in given.items()}
        self.keys = arrays["keys"]
        self.quality, self.minutes, self.price = arrays["quality"], arrays["minutes"], arrays["price"]
        self.flags = arrays["flags"]
        self.label_names: Texts = unpacked(arrays, "label_names")
        self._hashes, self._starts = arrays["hashes"], arrays["starts"]
        self._documents, self._impacts = arrays["documents"], arrays["impacts"]
        self._spans: dict[str, range] = {}
        self._label_starts, self._labels = arrays["label_starts"], arrays["labels"]

    def __len__(self) -> int:
        """How many documents."""
        return len(self.keys)

    def term(self, token: str) -> int:
        """The place of a token among the lists, or -1."""
        wanted = np.uint64(hashed(token))
        at = int(np.searchsorted(self._hashes, wanted))
        return at if at < len(self._hashes) and self._hashes[at] == wanted else -1

    def size(self, term: int) -> int:
        """In how many documents a term stands."""
        return int(self._starts[term + 1] - self._starts[term]) if term >= 0 else 0

    def places(self, keys: Sequence[int]) -> Any:
        """Where documents with these keys stand; those that are unknown are left out."""
        wanted = np.asarray(keys, np.int64)
        at = np.searchsorted(self.keys, wanted)
        at[at == len(self.keys)] = 0
        return at[self.keys[at] == wanted] if len(self.keys) else np.zeros(0, np.int64)

    def match(self, asked: "Weighed", needed: float, outdated: Any = None) -> tuple[Any, Any]:
        """Documents that hold enough of a query and are not out of date, with their scores."""
        terms, weights, bits, opening = asked.of(self, needed)
        most = min(sum(self.size(term) for term in terms[:opening].tolist()), len(self))
        kept, scores = np.empty(most, np.int32), np.empty(most, np.float32)
        size = sift(
            self._starts, self._documents, self._impacts, terms, weights, bits, opening, asked.masses, needed * 0.999,
            asked.leading, NONE if outdated is None else outdated, kept, scores,
        )  # fmt: skip
        return kept[:size], scores[:size]

    def best(self, documents: Any, scores: Any, passed: Any, value: "Value", most: int) -> tuple[Any, Any]:
        """The places of the best documents in no order, and their scores as quality, freshness, stock change them."""
        worth = value.worth
        most = min(most, len(documents))
        places, best = np.empty(most, np.int64), np.empty(most, np.float32)
        size = choose(
            documents, scores, NONE if passed is None else passed, self.quality, self.minutes, self.flags, value.now,
            worth.quality, worth.fading, worth.step, worth.stock, worth.sold_out, self._label_starts, self._labels,
            self.label_names.find(value.liked) if value.liked else -1, value.liking, places, best,
        )  # fmt: skip
        return places[:size], best[:size]

    def labelled(self, documents: Any, names: Sequence[str]) -> Any:
        """Which of some documents carry one of these labels."""
        wanted = np.asarray(sorted(at for name in names if (at := self.label_names.find(name)) >= 0), np.int32)
        out = np.zeros(len(documents), np.bool_)
        if len(wanted):
            holds_label(documents, self._label_starts, self._labels, wanted, out)
        return out

    def counted(self, documents: Any, marked: Any, starts: Sequence[str], most: int) -> list[list[tuple[str, int]]]:
        """How often each label that begins so stands at documents, for each beginning the most frequent first.

        `marked` says for each beginning which documents count; with an empty row for each, all of them do.
        """
        spans = [self._span(start) for start in starts]
        counts = np.zeros(sum(len(span) for span in spans), np.int32)
        ends = np.array([[span.start, span.stop] for span in spans], np.int64)
        count_labels(documents, marked, self._label_starts, self._labels, ends, counts)
        told, begin = [], 0
        for span in spans:
            part = counts[begin : begin + len(span)]
            best = np.argsort(-part, kind="stable")[:most]
            told.append([(self.label_names[span.start + int(at)], int(part[at])) for at in best if part[at]])
            begin += len(span)
        return told

    def _span(self, start: str) -> range:
        if start not in self._spans:
            self._spans[start] = self.label_names.starting(start)
        return self._spans[start]

    def labels_of(self, document: int) -> list[str]:
        """The labels of one document."""
        span = self._labels[self._label_starts[document] : self._label_starts[document + 1]]
        return [self.label_names[int(at)] for at in span]


def _still(array: Any) -> Any:
    """The same array, not to be written, as those of a file are: loops are compiled once for both."""
    still = array.view()
    still.flags.writeable = False
    return still


class Worth(msgspec.Struct, frozen=True):
    """What quality, freshness and stock are worth: factors by the byte of quality and by age in steps of minutes."""

    quality: Any
    fading: Any
    step: float
    stock: int
    sold_out: float


class Value(msgspec.Struct, frozen=True):
    """What hits are worth at a moment (minutes since 1970), and a label that is liked, with its factor."""

    worth: Worth
    now: int
    liked: str
    liking: float


class Weighed(msgspec.Struct):
    """A query's units with their weights over all parts of an index: what is rare weighs more."""

    units: list[Unit]
    idf: dict[str, float]
    masses: Any
    leading: int

    @property
    def whole(self) -> float:
        """The mass of all that is asked for."""
        return float(self.masses.sum())

    @property
    def least_leading(self) -> float:
        """The smallest mass of a unit that names a kind of goods."""
        return min(float(mass) for at, mass in enumerate(self.masses) if self.leading >> at & 1)

    def of(self, index: Index, needed: float) -> tuple[Any, Any, Any, int]:
        """The lists to read in one index: rarest units first; those that must be among any result open it."""
        order = sorted(range(len(self.units)), key=lambda at: -float(self.masses[at]))
        rest = self.whole
        terms: list[tuple[int, float, int]] = []
        opening = 0
        for at in order:
            opens = rest >= needed * 0.999 and self.masses[at] > 0
            rest -= float(self.masses[at])
            for token, weight in self.units[at].terms:
                term = index.term(token)
                if term >= 0:
                    bit = 1 << at if self.masses[at] > 0 and at < BITS else 0
                    terms.append((term, weight * self.idf[token], bit))
                    opening = len(terms) if opens else opening
        return (
            np.asarray([term for term, _, _ in terms], np.int64),
            np.asarray([weight for _, weight, _ in terms], np.float32),
            np.asarray([bit for _, _, bit in terms], np.uint32),
            opening,
        )


def weigh_units(units: Sequence[Unit], parts: Sequence[Index], *, unknown: bool = True) -> Weighed:
    """Give every token of a query its weight (BM25's idf) and every unit the mass that a result should hold.

    Without `unknown`, what stands in no document at all is not asked for.
    """
    total = max(sum(len(part) for part in parts), 1)
    idf: dict[str, float] = {}
    there: dict[str, int] = {}
    for unit in units:
        for token, _ in unit.terms:
            if token not in idf:
                there[token] = sum(part.size(part.term(token)) for part in parts)
                idf[token] = math.log(1 + (total - there[token] + 0.5) / (there[token] + 0.5))
    if not unknown:
        units = [unit for unit in units if any(there[token] for token, _ in unit.terms)]
    some_count = any(unit.counts for unit in units)
    masses = []
    for unit in units:
        token, weight = unit.terms[0]
        met = unit.between and not there[token]
        masses.append(weight * idf[token] if (unit.counts or not some_count) and not met else 0.0)
    known = [any(there[token] for token, _ in unit.terms) for unit in units]
    leading = sum(1 << at for at, unit in enumerate(units) if unit.leads and known[at] and masses[at] > 0 and at < BITS)
    return Weighed(units=list(units), idf=idf, masses=np.asarray(masses, np.float32), leading=leading)
