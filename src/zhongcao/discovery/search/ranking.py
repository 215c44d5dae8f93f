"""What is found, narrowed, counted and put in order: words first, then quality, freshness, stock, taste and clicks."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np

from zhongcao.discovery import rules
from zhongcao.discovery.search.index import Index, Value, Worth, weigh_units
from zhongcao.discovery.search.reading import Unit
from zhongcao.discovery.search.writing import BONDED, IN_STOCK, OVERSEAS, VERIFIED

MINUTE, DAY_MINUTES = 60, 1440
FLAG_OF = {"bonded": BONDED, "overseas": OVERSEAS}
COLUMNS = frozenset({"keys", "minutes", "price", "flags"})
LABELS = ("b:", "k:")
PARTS_FACETS_MAX = 200
"""So many brands and categories of each part are added up when there are several."""
FADED, FADING_STEPS = 40, 256
"""After so many half-lives nothing is new any more; each is told in so many steps."""


class Narrow(msgspec.Struct, frozen=True, kw_only=True):
    """To what results are narrowed; a category includes all below it, prices are in fen."""

    brand: int | None = None
    category: int | None = None
    price_from: int | None = None
    price_to: int | None = None
    in_stock: bool = False
    warehouse: str | None = None
    verified: bool = False
    days: int | None = None


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """How results are put in order, and what is known about whoever asks: tastes as shares of the strongest one."""

    sort: str = "best"
    kind: str = "notes"
    prefer: str = ""
    tastes: Mapping[str, float] = {}
    clicks: Mapping[int, float] = {}


class Part(msgspec.Struct, frozen=True):
    """An index and which of its documents are out of date: they were withdrawn, or stand in a later part."""

    index: Index
    outdated: Any = None


class Hits:
    """What a query matches, over all parts; a column is read when somebody asks for it."""

    def __init__(self, found: Sequence[tuple[Index, Any, Any]]) -> None:
        self.parts = [(index, documents) for index, documents, _ in found]
        self.scores = _joined([scores for _, _, scores in found])
        self._columns: dict[str, Any] = {}

    def __len__(self) -> int:
        """How many."""
        return len(self.scores)

    def __getattr__(self, name: str) -> Any:
        """A column of all hits: keys, price, minutes, flags."""
        if name not in COLUMNS:
            raise AttributeError(name)
        if name not in self._columns:
            self._columns[name] = _joined([getattr(index, name)[documents] for index, documents in self.parts])
        return self._columns[name]

    def keys_at(self, places: Any) -> Any:
        """The keys of some hits."""
        if len(self.parts) == 1:
            index, documents = self.parts[0]
            return index.keys[documents[places]]
        keys, begin = np.empty(len(places), np.int64), 0
        for index, documents in self.parts:
            here = (places >= begin) & (places < begin + len(documents))
            keys[here] = index.keys[documents[places[here] - begin]]
            begin += len(documents)
        return keys

    def thinned(self, step: int) -> tuple["Hits", Any]:
        """Every n-th hit, and where those stand among all."""
        places, found, begin = [], [], 0
        for index, documents in self.parts:
            places.append(np.arange(begin, begin + len(documents), step))
            found.append((index, documents[::step], self.scores[begin : begin + len(documents) : step]))
            begin += len(documents)
        return Hits(found), _joined(places)

    def by_label(self, names: Sequence[str]) -> Any:
        """Which hits carry one of some labels."""
        return _joined([index.labelled(documents, names) for index, documents in self.parts])

    def best(self, passed: Any, value: Value, most: int) -> tuple[Any, Any]:
        """Where the best of each part stand, in no order, and what they score."""
        chosen, begin = [], 0
        for index, documents in self.parts:
            end = begin + len(documents)
            here = None if passed is None else passed[begin:end]
            places, scores = index.best(documents, self.scores[begin:end], here, value, most)
            chosen.append((places + begin, scores))
            begin = end
        return _joined([places for places, _ in chosen]), _joined([scores for _, scores in chosen])


def _joined(parts: Sequence[Any]) -> Any:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


class Counts(msgspec.Struct, kw_only=True):
    """How many hits there would be behind each further narrowing."""

    brands: list[tuple[int, int]] = []
    categories: list[tuple[int, int]] = []
    prices: list[tuple[int, int]] = []
    in_stock: int = 0
    warehouses: list[tuple[str, int]] = []
    verified: int = 0


class Ranked(msgspec.Struct):
    """The best hits in order, how many there are in all, and a way to count the facets."""

    keys: list[int]
    total: int
    count: Callable[[], Counts]


def match(
    parts: Sequence[Part], units: Sequence[Unit], share: float, *, unknown: bool = True, kind_suffices: bool = False
) -> Hits:
    """Everything that holds its share of a query, or of what is known of it; or is of a kind that the query names."""
    asked = weigh_units(units, [part.index for part in parts], unknown=unknown)
    needed = asked.whole * share
    if kind_suffices and asked.leading:
        needed = min(needed, asked.least_leading)
    found = []
    for part in parts:
        found.append((part.index, *part.index.match(asked, needed, part.outdated)))
    return Hits(found)


def everything(parts: Sequence[Part]) -> Hits:
    """All that there is, for queries that only narrow."""
    found = []
    for part in parts:
        documents = np.arange(len(part.index), dtype=np.int32)
        if part.outdated is not None:
            documents = documents[~part.outdated]
        found.append((part.index, documents, np.ones(len(documents), np.float32)))
    return Hits(found)


def rank(hits: Hits, narrow: Narrow, order: Order, *, now: float, most: int) -> Ranked:
    """The best `most` of what was matched; `now` is seconds since 1970."""
    tests = _tests(hits, narrow, now)
    passed = np.logical_and.reduce(list(tests.values())) if tests else None
    if order.sort == "best":
        best = _best(hits, passed, order, now=now, most=most)
    else:
        best = _sorted(hits, passed, order.sort, most)
    return Ranked(
        keys=hits.keys_at(best).tolist(),
        total=len(hits) if passed is None else int(np.count_nonzero(passed)),
        count=lambda: _counts(hits, tests, order.kind),
    )


def _tests(hits: Hits, narrow: Narrow, now: float) -> dict[str, Any]:
    """One array of yes and no for each narrowing that is asked for."""
    tests: dict[str, Any] = {}
    if narrow.brand is not None:
        tests["brand"] = hits.by_label([f"b:{narrow.brand}"])
    if narrow.category is not None:
        tests["category"] = hits.by_label([f"c:{narrow.category}"])
    if narrow.price_from is not None or narrow.price_to is not None:
        low, high = narrow.price_from or 0, narrow.price_to if narrow.price_to is not None else 2**31 - 1
        tests["price"] = (hits.price >= low) & (hits.price <= high)
    if narrow.in_stock:
        tests["stock"] = (hits.flags & IN_STOCK) > 0
    if narrow.warehouse is not None:
        tests["warehouse"] = (hits.flags & FLAG_OF[narrow.warehouse]) > 0
    if narrow.verified:
        tests["verified"] = (hits.flags & VERIFIED) > 0
    if narrow.days is not None:
        tests["days"] = hits.minutes >= now / MINUTE - narrow.days * DAY_MINUTES
    return tests


def _counts(hits: Hits, tests: Mapping[str, Any], kind: str) -> Counts:
    """What each facet counts: all narrowings but its own hold. Notes have no price.

    Of very many hits only some are counted, evenly taken, and what that comes to is told in round numbers.
    """
    if len(hits) > 2 * rules.SEARCH_COUNTED:
        step = -(-len(hits) // rules.SEARCH_COUNTED)
        some, places = hits.thinned(step)
        return _scaled(_counts(some, {name: test[places] for name, test in tests.items()}, kind), step)

    def without(name: str) -> Any:
        others = [passed for other, passed in tests.items() if other != name]
        return np.logical_and.reduce(others) if others else None

    def carry(flag: int, among: str) -> int:
        mask = without(among)
        found = (hits.flags & flag) > 0
        return int(np.count_nonzero(found if mask is None else found & mask))

    brands, categories = _labels(hits, [without("brand"), without("category")])
    if kind != "products":
        return Counts(brands=brands, categories=categories, verified=carry(VERIFIED, "verified"))
    prices = hits.price if (mask := without("price")) is None else hits.price[mask]
    banded = np.searchsorted(np.asarray(rules.SEARCH_PRICE_BANDS), prices[prices > 0], side="right")
    bands = np.bincount(banded, minlength=len(rules.SEARCH_PRICE_BANDS) + 1)[1:]
    return Counts(
        brands=brands,
        categories=categories,
        prices=[(band, int(count)) for band, count in zip(rules.SEARCH_PRICE_BANDS, bands, strict=True) if count],
        in_stock=carry(IN_STOCK, "stock"),
        warehouses=[(name, carry(flag, "warehouse")) for name, flag in FLAG_OF.items()],
    )


def _scaled(counts: Counts, step: int) -> Counts:
    """Counts of every n-th hit as counts of all, to two digits."""

    def rounded(count: int) -> int:
        return round(count * step, 2 - len(str(count * step)))

    def each(pairs: list[Any]) -> list[Any]:
        return [(value, rounded(count)) for value, count in pairs]

    return Counts(
        brands=each(counts.brands),
        categories=each(counts.categories),
        prices=each(counts.prices),
        in_stock=rounded(counts.in_stock),
        warehouses=each(counts.warehouses),
        verified=rounded(counts.verified),
    )


def _labels(hits: Hits, masks: Sequence[Any]) -> list[list[tuple[int, int]]]:
    """How often each brand and each category stands there, the most frequent first; `masks` say among which hits."""
    totals: list[Counter[str]] = [Counter() for _ in LABELS]
    is_whole = all(mask is None for mask in masks)
    if is_whole:
        marked = np.zeros((len(LABELS), 0), np.bool_)
    else:
        marked = np.stack([np.ones(len(hits), np.bool_) if mask is None else mask for mask in masks])
    most = rules.SEARCH_FACETS_MAX if len(hits.parts) == 1 else PARTS_FACETS_MAX
    begin = 0
    for index, documents in hits.parts:
        end = begin + len(documents)
        counted = index.counted(documents, np.ascontiguousarray(marked[:, begin:end]), LABELS, most)
        for total, part in zip(totals, counted, strict=True):
            total.update(dict(part))
        begin = end
    return [
        [
            (int(name.removeprefix(start)), count)
            for name, count in sorted(total.items(), key=lambda one: (-one[1], one[0]))[: rules.SEARCH_FACETS_MAX]
        ]
        for start, total in zip(LABELS, totals, strict=True)
    ]


@lru_cache(maxsize=4)
def _worth(kind: str) -> Worth:
    half_life = rules.SEARCH_FRESH_HALF_LIFE[kind].total_seconds() / MINUTE
    steps = np.arange(FADED * FADING_STEPS) / FADING_STEPS
    return Worth(
        quality=(1 + rules.SEARCH_QUALITY / 255 * np.arange(256)).astype(np.float32),
        fading=(1 + rules.SEARCH_FRESHNESS * np.exp2(-steps)).astype(np.float32),
        step=half_life / FADING_STEPS,
        stock=IN_STOCK if kind == "products" else 0,
        sold_out=rules.SEARCH_SOLD_OUT,
    )


def _best(hits: Hits, passed: Any, order: Order, *, now: float, most: int) -> Any:
    """By words, quality, freshness and stock; the first of them once more by taste and clicks."""
    wanted = max(most, rules.SEARCH_RERANK)
    value = Value(_worth(order.kind), int(now / MINUTE), order.prefer, 1 + rules.SEARCH_CATEGORY)
    best, score = hits.best(passed, value, wanted)
    again = np.lexsort((-hits.keys_at(best), -score))[:wanted]
    best, score = best[again], score[again]
    if order.tastes or order.clicks:
        lift = _lift(hits, best[: rules.SEARCH_RERANK], order)
        score[: len(lift)] *= lift
        again = np.lexsort((-hits.keys_at(best), -score))
        best = best[again]
    return best[:most]


def _lift(hits: Hits, best: Any, order: Order) -> Any:
    """The factor of taste and clicks for each of the best."""
    lift = np.ones(len(best), np.float32)
    ends = np.cumsum([len(documents) for _, documents in hits.parts])
    keys = hits.keys_at(best).tolist()
    for number, at in enumerate(best):
        factor = order.clicks.get(keys[number], 1.0)
        if order.tastes:
            part = int(np.searchsorted(ends, at, side="right"))
            index, documents = hits.parts[part]
            labels = index.labels_of(int(documents[at - (ends[part - 1] if part else 0)]))
            labels.append(f"p:{keys[number]}")
            shares = sorted((order.tastes.get(label, 0.0) for label in labels), reverse=True)[:2]
            factor *= 1 + rules.SEARCH_AFFINITY * min(shares[0] + 0.3 * (shares[1] if len(shares) > 1 else 0.0), 1.0)
        lift[number] = factor
    return lift


def _sorted(hits: Hits, passed: Any, sort: str, most: int) -> Any:
    """The cheapest, dearest or newest; of equal ones the later."""
    values = (
        hits.price.astype(np.int64)
        if sort == "cheap"
        else -(hits.price if sort == "dear" else hits.minutes).astype(np.int64)
    )
    at = np.arange(len(hits)) if passed is None else np.flatnonzero(passed)
    if len(at) > 4 * most:
        there = values[at]
        at = at[there <= np.partition(there, most)[most]]
    return at[np.lexsort((-hits.keys_at(at), values[at]))][:most]
