"""Records of served pages: what stood where, brought by which sources, with what chance, by which figures.

Ranking leaves a trace beside its feed (some bytes a place); each page that is served becomes one record of its places.
Records wait in memory and leave in batches; a page never waits for them. What waits when a process is killed is lost,
as is what comes while the buffer is full; both only make a sample smaller.
"""

import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from zhongcao.discovery.feeds.features import GOODS_SCALES, NOTE_SCALES
from zhongcao.discovery.feeds.found import Found, Whole
from zhongcao.discovery.feeds.heads import HEADS
from zhongcao.kit import metrics

WAITING_MAX = 5000
"""So many pages wait at most; at a second between two batches that is far above what a process serves."""
EDITIONS_MAX = 500
PLACE = np.dtype(
    [
        ("sources", "<u2"),
        ("propensity", "<f2"),
        ("pool", "u1"),
        ("score", "<f4"),
        ("chances", "<f2", (len(HEADS),)),
        ("features", "u1", (len(NOTE_SCALES),)),
    ]
)
Places = NDArray[Any]


class _Page(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of every page that was served."""

    page: int
    member: int
    """Whose feed it is; 0 for the feed of everyone."""
    surface: str
    bucket: str
    model: int
    """The version of the ranker, 0 for the formula."""
    at: datetime
    start: int


class Served(_Page, frozen=True, kw_only=True):
    """One page as it was served; lists go by place, `chances` and `features` are rows of bytes one after the other."""

    items: list[int]
    sources: list[int]
    propensities: list[float]
    pools: list[int]
    """Out of how many each was drawn; 0 for what stood there by its rank."""
    scores: list[float]
    chances: bytes
    features: bytes


class Shown(_Page, frozen=True, kw_only=True):
    """One page of notes or goods at the moment of its serving: its record is made later, with many others."""

    items: Sequence[int]
    places: Places


def recorded(pages: Sequence[Served | Shown]) -> list[Served]:
    """The records of some pages, in their order; places are looked at all at once, for a fraction of page by page."""
    alike: dict[Any, list[Shown]] = {}
    for page in pages:
        if isinstance(page, Shown):  # places of notes and of goods are of two forms
            alike.setdefault(page.places.dtype, []).append(page)
    made = {record.page: record for some in alike.values() for record in _records(some)}
    return [page if isinstance(page, Served) else made[page.page] for page in pages]


def _records(pages: Sequence[Shown]) -> Iterator[Served]:
    # As bytes: to join them as records, numpy looks for a form that suits both, field by field and page by page.
    together = np.frombuffer(b"".join([page.places.tobytes() for page in pages]), pages[0].places.dtype)
    sources, pools = together["sources"].tolist(), together["pool"].tolist()
    propensities = together["propensity"].astype(np.float64).round(4).tolist()
    scores = together["score"].astype(np.float64).round(5).tolist()
    start = 0
    for page in pages:
        part = slice(start, start := start + len(page.places))
        yield Served(
            page=page.page,
            member=page.member,
            surface=page.surface,
            bucket=page.bucket,
            model=page.model,
            at=page.at,
            start=page.start,
            items=list(page.items),
            sources=sources[part],
            propensities=propensities[part],
            pools=pools[part],
            scores=scores[part],
            chances=np.ascontiguousarray(page.places["chances"]).tobytes() if page.model else b"",
            features=np.ascontiguousarray(page.places["features"]).tobytes(),
        )


def places_of(found: Found) -> Places:
    """What is kept of each place of a ranked feed."""
    places, order = np.zeros(len(found), PLACE), found.order
    places["sources"] = found.sources[order]
    places["propensity"] = found.propensity[order]
    places["pool"] = found.pool[order]
    places["score"] = found.score[order]
    if found.ranked.any():
        places["chances"] = found.chances[order]
    places["features"] = found.features[order]
    return places


class Trace(msgspec.Struct, frozen=True, array_like=True):
    """What is kept beside the notes of a feed: the ranker's version, the part taken in an experiment, why and how."""

    model: int = 0
    bucket: str = ""
    reasons: list[str] = []
    """Why each note stands there."""
    places: bytes = b""


def pack(places: Any, *, model: int, bucket: str = "", reasons: Sequence[str] = ()) -> bytes:
    """The trace of a feed, squeezed."""
    trace = Trace(model, bucket, list(reasons), np.asarray(places, PLACE).tobytes())
    return isal_zlib.compress(msgspec.msgpack.encode(trace), 1)


def unpack(kept: bytes | None, length: int) -> tuple[Trace, Places]:
    """A trace and one entry for each of its places; blank ones when none fits."""
    try:
        trace = msgspec.msgpack.decode(zlib.decompress(kept or b""), type=Trace)
        places = np.frombuffer(trace.places, PLACE)
    except (zlib.error, msgspec.DecodeError, ValueError):
        return Trace(), np.zeros(length, PLACE)
    return (trace, places) if len(places) == length else (Trace(), np.zeros(length, PLACE))


def as_bytes_of_ids(note_ids: Sequence[int]) -> bytes:
    """Notes in their order as they are kept: eight bytes each, the highest first, as PostgreSQL sends whole numbers."""
    return np.array(note_ids, ">i8").tobytes()


def as_ids(kept: bytes | None) -> Whole:
    """The same as numbers."""
    made: Whole = np.frombuffer(kept or b"", ">i8").astype(np.int64)
    return made


def goods_places(*, sources: Any, score: Any, chances: Any, features: Any, propensity: Any, pool: Any) -> Places:
    """The places of a page of goods, which is ranked and served at once and needs no trace."""
    places = np.zeros(len(sources), np.dtype([*PLACE.descr[:-1], ("features", "u1", (len(GOODS_SCALES),))]))
    places["sources"], places["score"] = sources, score
    places["propensity"], places["pool"] = propensity, pool
    places["chances"], places["features"] = chances, features
    return places


class PageLog:
    """Served pages that wait to be written; bounded, the newest are left out when it is full."""

    def __init__(self, *, most: int = WAITING_MAX) -> None:
        self._waiting: deque[Served | Shown] = deque()
        self._most = most
        self._editions: dict[tuple[Any, ...], int] = {}

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def add(self, page: Served | Shown) -> None:
        """Remember a page that was served."""
        if len(self._waiting) < self._most:
            self._waiting.append(page)
        else:
            metrics.pages_lost.labels("full").inc()

    def known(self, edition: tuple[Any, ...], fresh: int) -> tuple[int, bool]:
        """The number of a page of the feed for everyone, and whether it is new here; it is recorded once a process."""
        if edition in self._editions:
            return self._editions[edition], False
        if len(self._editions) >= EDITIONS_MAX:
            self._editions.pop(next(iter(self._editions)))
        self._editions[edition] = fresh
        return fresh, True

    def take(self, most: int) -> list[Served]:
        """The records of the pages that waited longest; they are not held any more."""
        return recorded([self._waiting.popleft() for _ in range(min(most, len(self._waiting)))])

    def give_back(self, pages: Sequence[Served]) -> None:
        """Let pages wait again that could not be written, as far as there is room."""
        room = max(self._most - len(self._waiting), 0)
        self._waiting.extendleft(reversed(pages[:room]))
        if len(pages) > room:
            metrics.pages_lost.labels("full").inc(len(pages) - room)
