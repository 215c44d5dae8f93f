"""Candidates of a feed in arrays: one array for each thing known about them, one place in each for a candidate.

Stages work on whole arrays; a candidate of its own is only made where somebody looks at one. What notes are about are
codes: 61 bits of the trait's hash and three that tell its kind.
"""

from collections.abc import Collection, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import accumulate
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds.blank import blank_of
from zhongcao.discovery.feeds.features import Bytes
from zhongcao.discovery.feeds.kernels import find, match, ready
from zhongcao.discovery.rules import AXES

KINDS = "abcpts"
"""Author, brand, category, product, topic, need: what the last bits of a code mean."""
KIND_BITS = 7
Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Codes = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Small = NDArray[np.int8]
BLAND = (0,) * len(AXES)
"""The style of a note of which nobody knows it."""


@lru_cache(maxsize=500_000)
def code_of(trait: str) -> int:
    """A trait as a number; the same everywhere and for ever."""
    digest = blake2b(trait.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") & ~KIND_BITS | max(KINDS.find(trait[0]), 0)


def codes_of(traits: Iterable[str]) -> Codes:
    """Traits as numbers."""
    return np.fromiter(map(code_of, traits), np.uint64)


@lru_cache(maxsize=100_000)
def code_of_author(author: int) -> int:
    """The trait of whatever somebody wrote, as a number."""
    return code_of(f"a:{author}")


class Worths(Mapping[int, float]):
    """What some notes or goods are worth, by their ids, in two arrays; looked at one by one only by people who look."""

    def __init__(self, ids: Whole, much: Real) -> None:
        self.ids, self.much = ids, much

    @cached_property
    def _by_id(self) -> dict[int, float]:
        return dict(zip(self.ids.tolist(), self.much.tolist(), strict=True))

    def __len__(self) -> int:
        """How many."""
        return len(self.ids)

    def __iter__(self) -> Iterator[int]:
        """Their ids."""
        return iter(self._by_id)

    def __getitem__(self, one: int) -> float:
        """What one of them is worth."""
        return self._by_id[one]

    def items(self) -> ItemsView[int, float]:
        """Each with what it is worth."""
        return self._by_id.items()

    def values(self) -> ValuesView[float]:
        """What each is worth."""
        return self._by_id.values()


def in_arrays(worths: Mapping[int, float]) -> tuple[Whole, Real]:
    """Ids, and what each is worth."""
    if isinstance(worths, Worths):
        return worths.ids, worths.much
    count = len(worths)
    return np.fromiter(worths, np.int64, count), np.fromiter(worths.values(), np.float64, count)


class Traits(msgspec.Struct, frozen=True):
    """What some notes are about: their codes one after the other, and where those of each begin, one entry more."""

    starts: Whole
    codes: Codes

    @classmethod
    def of(cls, codes: Sequence[Codes]) -> Self:
        """From the codes of each."""
        starts = np.fromiter(accumulate(map(len, codes), initial=0), np.int64, len(codes) + 1)
        return cls(starts, np.concatenate(codes) if codes else codes_of(()))


class Candidate(msgspec.Struct, kw_only=True):
    """A note on its way into a feed, looked at by itself."""

    note_id: int
    author_id: int
    heat: float
    published: float
    traits: list[str] = []
    style: Sequence[int] = BLAND
    sources: int = 0
    """Which sources brought it, one bit each: popular, fresh, alike, followed, kin, picked, waiting, befriended, near,
    audience, place."""
    shown: int = 0
    opened: int = 0
    """How many saw it, and how many of them opened it."""
    fans: int = 0
    debut: float = 0.0
    """When the author published first, 0 if nobody knows."""
    score: float = 0.0
    propensity: float = 1.0
    """With what chance it came where it stands; 1 but for what was drawn."""
    pool: int = 0
    """Out of how many it was drawn."""
    reason: str = "popular"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Candidates, and in which order they stand now; a stage answers a new one and changes nothing in the old."""

    order: NDArray[np.intp]
    """The places of those that are still there, the first one first."""
    ids: Whole
    authors: Whole
    heat: Real
    published: Real
    sources: Whole
    shown: Whole
    opened: Whole
    fans: Whole
    debut: Whole
    """When each author published first (epoch), 0 if nobody knows."""
    styles: Small
    """How each looks and reads, from -100 to 100 on each axis."""
    about: Codes
    """The category that a note seems to be about if it names none, 0 for nothing."""
    starts: Whole
    """Where the codes of each begin among all codes; one entry more than candidates."""
    codes: Codes
    heat_now: Real
    age: Real
    """In half-lives of heat."""
    taste: Real
    strongest: Whole
    """The place of the strongest trait among the viewer's tastes, -1 for none."""
    by_kind: NDArray[np.float32]
    """The share of the strongest trait of each kind, a row for each candidate."""
    distaste: Real
    style: Real
    """How much each looks and reads as the viewer likes it, from -1 to 1."""
    kin: Real
    followed: Mask
    picked: Mask
    befriended: Mask
    """Whether several whom the viewer follows liked it."""
    near: Real
    """How near each lies to what the viewer did last, from 0 to 1."""
    audience: Mask
    """Whether people of similar taste act upon it."""
    city: Mask
    tier: Mask
    """Whether people of the viewer's city, and of cities of its tier, act upon it."""
    formula: Real
    score: Real
    features: Bytes
    described: bool = False
    chances: NDArray[np.float16]
    ranked: Mask
    """Whether a learnt ranker told its chances."""
    propensity: Real
    pool: Whole
    reasons: Sequence[str] = ()
    """Why each stands there, in the order; empty until that was told."""
    offered: Sequence[Any] = ()
    """Goods that stand between them (`feeds.offering.Offered`)."""
    aired: Sequence[Any] = ()
    """Shows on air that stand between them (`feeds.offering.Aired`)."""

    def __len__(self) -> int:
        """How many are still there."""
        return len(self.order)

    def but(self, **changes: Any) -> Self:
        """The same, with some things changed."""
        return msgspec.structs.replace(self, **changes)

    def kept(self, good: Mask) -> Self:
        """Those for which this is true."""
        return self.but(order=self.order[good[self.order]])

    @property
    def note_ids(self) -> list[int]:
        """The notes in their order."""
        listed: list[int] = self.ids[self.order].tolist()
        return listed

    @property
    def told(self) -> list[str]:
        """Why each stands there, in the order."""
        return [*self.reasons, *["popular"] * (len(self) - len(self.reasons))]

    def having(self, codes: Codes) -> Mask:
        """Which candidates have one of these traits."""
        made = np.zeros(len(self.ids), np.bool_)
        if len(codes):
            met = np.flatnonzero(among(self.codes, codes))
            made[np.searchsorted(self.starts, met, side="right") - 1] = True
        return made

    def rows(self) -> list[Candidate]:
        """Each candidate by itself, in the order; for tests and for people who look."""
        told = self.told
        return [
            Candidate(
                note_id=int(self.ids[row]),
                author_id=int(self.authors[row]),
                heat=float(self.heat[row]),
                published=float(self.published[row]),
                sources=int(self.sources[row]),
                shown=int(self.shown[row]),
                opened=int(self.opened[row]),
                fans=int(self.fans[row]),
                debut=float(self.debut[row]),
                score=float(self.score[row]),
                propensity=float(self.propensity[row]),
                pool=int(self.pool[row]),
                reason=told[place],
            )
            for place, row in enumerate(self.order)
        ]


def unmeasured(count: int, codes: int) -> Found:
    """Room for so many candidates, who have so many codes together, of whom nothing is measured yet."""
    ids, authors, sources, shown, opened, fans, debut = np.empty((7, count), np.int64)
    heat, published = np.empty((2, count))
    starts = np.empty(count + 1, np.int64)
    starts[0] = 0
    return _blank(count).but(
        ids=ids,
        authors=authors,
        heat=heat,
        published=published,
        sources=sources,
        shown=shown,
        opened=opened,
        fans=fans,
        debut=debut,
        styles=np.empty((count, len(AXES)), np.int8),
        starts=starts,
        codes=np.empty(codes, np.uint64),
    )


@lru_cache(maxsize=1_000)
def _blank(count: int) -> Found:
    """So many candidates of whom nothing at all is known; most feeds have some hundreds, so that few are made."""
    shared = blank_of(count, kinds=len(KINDS))
    real, whole, none = shared.real, shared.whole, shared.none
    return Found(
        order=shared.order,
        ids=whole,
        authors=whole,
        heat=real,
        published=real,
        sources=whole,
        shown=whole,
        opened=whole,
        fans=whole,
        debut=whole,
        styles=np.empty((0, len(AXES)), np.int8),
        about=whole.view(np.uint64),
        starts=whole,
        codes=np.empty(0, np.uint64),
        heat_now=real,
        age=real,
        taste=real,
        strongest=shared.nowhere,
        by_kind=shared.by_kind,
        distaste=real,
        style=real,
        kin=real,
        followed=none,
        picked=none,
        befriended=none,
        near=real,
        audience=none,
        city=none,
        tier=none,
        formula=real,
        score=real,
        features=shared.features,
        chances=shared.chances,
        ranked=none,
        propensity=shared.certain,
        pool=whole,
    )


def gathered(rows: Sequence[Candidate]) -> Found:
    """Candidates that were made one by one, as arrays."""

    def column(name: str, kind: Any) -> Any:
        return np.array([getattr(one, name) for one in rows], kind)

    codes = codes_of(trait for one in rows for trait in one.traits)
    return unmeasured(len(rows), len(codes)).but(
        ids=column("note_id", np.int64),
        authors=column("author_id", np.int64),
        heat=column("heat", np.float64),
        published=column("published", np.float64),
        sources=column("sources", np.int64),
        shown=column("shown", np.int64),
        opened=column("opened", np.int64),
        fans=column("fans", np.int64),
        debut=column("debut", np.int64),
        styles=column("style", np.int8).reshape(len(rows), len(AXES)),
        starts=np.cumsum([0, *(len(one.traits) for one in rows)]),
        codes=codes,
    )


def joined(first: Found, second: Found) -> Found:
    """Both, those of the second behind those of the first, each note once."""
    known = among(second.ids, first.ids[first.order])
    new = second.kept(~known)
    by_place = {"starts", "order", "reasons", "described", "offered", "aired"}
    merged: dict[str, Any] = {
        name: np.concatenate([getattr(first, name), getattr(second, name)])
        for name in Found.__struct_fields__
        if name not in by_place
    }
    return Found(
        **merged,
        starts=np.concatenate([first.starts, second.starts[1:] + len(first.codes)]),
        order=np.concatenate([first.order, new.order + len(first.ids)]),
        described=first.described and second.described,
        reasons=[*first.told, *_told_of(second, new)],
        offered=first.offered,
        aired=first.aired,
    )


def _told_of(whole: Found, part: Found) -> list[str]:
    told = dict(zip(whole.order.tolist(), whole.told, strict=True))
    return [told[row] for row in part.order.tolist()]


def places_among(values: Any, keys: Any) -> Whole:
    """At which place of some keys each of some values stands, -1 where it does not."""
    if not len(keys):
        return np.full(values.shape, -1)
    at = np.empty(values.shape, np.int64)
    plain = [np.ascontiguousarray(one).reshape(-1).view(np.uint64) for one in (keys, values)]
    ready(find)(*plain, at.reshape(-1))
    return at


def among(values: Any, keys: Any) -> Mask:
    """Which of some values stand among some keys."""
    made: Mask = places_among(values, keys) >= 0
    return made


def matched(values: Mapping[int, float], ids: Whole) -> Real:
    """The value of each of some notes or goods, 0 where there is none."""
    made = np.zeros(len(ids))
    if values:
        ready(match)(*in_arrays(values), ids, made)
    return made


def named(ids: Whole, keys: Collection[int]) -> Mask:
    """Which of some notes, goods or authors stand among some keys."""
    if not keys:
        return np.zeros(len(ids), np.bool_)
    at = np.empty(len(ids), np.int64)
    ready(find)(np.fromiter(keys, np.int64, len(keys)).view(np.uint64), ids.view(np.uint64), at)
    made: Mask = at >= 0
    return made
