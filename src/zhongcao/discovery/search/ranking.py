"""What is found, narrowed, counted and put in order: words first, then quality, freshness, stock, taste and clicks."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from zhongcao.discovery import rules
from zhongcao.discovery.search.index import Index, weigh_units
from zhongcao.discovery.search.reading import Unit
from zhongcao.discovery.search.writing import BONDED, IN_STOCK, OVERSEAS, VERIFIED

MINUTE, DAY_MINUTES = 60, 1440
FLAG_OF = {"bonded": BONDED, "overseas": OVERSEAS}
PERIODS = (7, 30, 180)


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


class Hits(msgspec.Struct):
    """What a query matches, over all parts, column by column."""

    parts: list[tuple[Index, Any]]
    keys: Any
    scores: Any
    quality: Any
    minutes: Any
    price: Any
    flags: Any

    def by_label(self, names: Sequence[str]) -> Any:
        """Which hits carry one of some labels."""
        return np.concatenate([index.labelled(documents, names) for index, documents in self.parts])


class Counts(msgspec.Struct, kw_only=True):
    """How many hits there would be behind each further narrowing."""

    brands: list[tuple[int, int]] = []
    categories: list[tuple[int, int]] = []
    prices: list[tuple[int, int]] = []
    in_stock: int = 0
    warehouses: list[tuple[str, int]] = []
    verified: int = 0
    periods: list[tuple[int, int]] = []


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
        documents, scores = part.index.match(asked, needed)
        if part.outdated is not None and len(documents):
            fresh = ~part.outdated[documents]
            documents, scores = documents[fresh], scores[fresh]
        found.append((part.index, documents, scores))
    return _hits(found)


def everything(parts: Sequence[Part]) -> Hits:
    """All that there is, for queries that only narrow."""
    found = []
    for part in parts:
        documents = np.arange(len(part.index), dtype=np.int32)
        if part.outdated is not None:
            documents = documents[~part.outdated]
        found.append((part.index, documents, np.ones(len(documents), np.float32)))
    return _hits(found)


def _hits(found: Sequence[tuple[Index, Any, Any]]) -> Hits:
    column: Callable[[str], Any] = lambda name: np.concatenate([getattr(one, name)[at] for one, at, _ in found])  # noqa: E731
    return Hits(
        parts=[(index, documents) for index, documents, _ in found],
        keys=column("keys"),
        scores=np.concatenate([scores for _, _, scores in found]),
        quality=column("quality"),
        minutes=column("minutes"),
        price=column("price"),
        flags=column("flags"),
    )


def rank(hits: Hits, narrow: Narrow, order: Order, *, now: float, most: int) -> Ranked:
    """The best `most` of what was matched; `now` is seconds since 1970."""
    tests = _tests(hits, narrow, now)
    kept = np.ones(len(hits.keys), np.bool_)
    for passed in tests.values():
        kept &= passed
    at = np.flatnonzero(kept)
    by_fit = order.sort == "best"
    best = _best(hits, at, order, now=now, most=most) if by_fit else _sorted(hits, at, order.sort)[:most]
    return Ranked(keys=[int(key) for key in hits.keys[best]], total=len(at), count=lambda: _counts(hits, tests, now))


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


def _counts(hits: Hits, tests: Mapping[str, Any], now: float) -> Counts:
    """What each facet counts: all narrowings but its own hold."""

    def without(name: str) -> Any:
        mask = np.ones(len(hits.keys), np.bool_)
        for other, passed in tests.items():
            if other != name:
                mask &= passed
        return mask

    prices, days = without("price"), without("days")
    banded = np.searchsorted(np.asarray(rules.SEARCH_PRICE_BANDS), hits.price[prices & (hits.price > 0)], side="right")
    bands = np.bincount(banded, minlength=len(rules.SEARCH_PRICE_BANDS) + 1)[1:]
    warehouse = hits.flags[without("warehouse")]
    return Counts(
        brands=_labels(hits, without("brand"), "b:"),
        categories=_labels(hits, without("category"), "k:"),
        prices=[(band, int(count)) for band, count in zip(rules.SEARCH_PRICE_BANDS, bands, strict=True) if count],
        in_stock=int(np.count_nonzero(hits.flags[without("stock")] & IN_STOCK)),
        warehouses=[(name, int(np.count_nonzero(warehouse & flag))) for name, flag in FLAG_OF.items()],
        verified=int(np.count_nonzero(hits.flags[without("verified")] & VERIFIED)),
        periods=[
            (span, int(np.count_nonzero(days & (hits.minutes >= now / MINUTE - span * DAY_MINUTES))))
            for span in PERIODS
        ],
    )


def _labels(hits: Hits, mask: Any, start: str) -> list[tuple[int, int]]:
    total: Counter[str] = Counter()
    begin = 0
    for index, documents in hits.parts:
        end = begin + len(documents)
        total.update(dict(index.counted(documents, mask[begin:end], start)))
        begin = end
    ordered = sorted(total.items(), key=lambda one: (-one[1], one[0]))[: rules.SEARCH_FACETS_MAX]
    return [(int(name.removeprefix(start)), count) for name, count in ordered]


def _best(hits: Hits, at: Any, order: Order, *, now: float, most: int) -> Any:
    """By words, quality, freshness and stock; the first of them once more by taste and clicks."""
    half_life = rules.SEARCH_FRESH_HALF_LIFE[order.kind].total_seconds() / MINUTE
    age = np.maximum(now / MINUTE - hits.minutes[at], 0) / half_life
    score = hits.scores[at] * (1 + rules.SEARCH_QUALITY / 255 * hits.quality[at].astype(np.float32))
    score *= 1 + rules.SEARCH_FRESHNESS * np.exp2(-np.minimum(age, 60)).astype(np.float32)
    if order.kind == "products":
        score *= np.where(hits.flags[at] & IN_STOCK, np.float32(1), np.float32(rules.SEARCH_SOLD_OUT))
    if order.prefer:
        score *= 1 + rules.SEARCH_CATEGORY * hits.by_label([order.prefer])[at].astype(np.float32)
    place = _first(score, hits.keys[at], max(most, rules.SEARCH_RERANK))
    best, score = at[place], score[place]
    if order.tastes or order.clicks:
        lift = _lift(hits, best[: rules.SEARCH_RERANK], order)
        score[: len(lift)] *= lift
        again = np.lexsort((-hits.keys[best], -score))
        best = best[again]
    return best[:most]


def _first(score: Any, keys: Any, most: int) -> Any:
    """The places of the highest scores, best first; of equal ones the newer key."""
    if len(score) > 4 * most:
        near = np.argpartition(score, len(score) - most)[-most:]
        return near[np.lexsort((-keys[near], -score[near]))]
    return np.lexsort((-keys, -score))[:most]


def _lift(hits: Hits, best: Any, order: Order) -> Any:
    """The factor of taste and clicks for each of the best."""
    lift = np.ones(len(best), np.float32)
    ends = np.cumsum([len(documents) for _, documents in hits.parts])
    for number, at in enumerate(best):
        factor = order.clicks.get(int(hits.keys[at]), 1.0)
        if order.tastes:
            part = int(np.searchsorted(ends, at, side="right"))
            index, documents = hits.parts[part]
            labels = index.labels_of(int(documents[at - (ends[part - 1] if part else 0)]))
            labels.append(f"p:{int(hits.keys[at])}")
            shares = sorted((order.tastes.get(label, 0.0) for label in labels), reverse=True)[:2]
            factor *= 1 + rules.SEARCH_AFFINITY * min(shares[0] + 0.3 * (shares[1] if len(shares) > 1 else 0.0), 1.0)
        lift[number] = factor
    return lift


def _sorted(hits: Hits, at: Any, sort: str) -> Any:
    if sort == "cheap":
        return at[np.lexsort((-hits.keys[at], hits.price[at]))]
    if sort == "dear":
        return at[np.lexsort((-hits.keys[at], -hits.price[at].astype(np.int64)))]
    return at[np.lexsort((-hits.keys[at], -hits.minutes[at].astype(np.int64)))]
