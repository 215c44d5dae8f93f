"""Puts together what was shown and what was done about it: pages ⋈ events ⋈ acts become examples for the ranker.

An example is an impression of a page that was served to a member: a note that came into view, once a page. Clicks count
on the same page; what carries no page (shares, goods looked at, carts) counts within a day by visit and note; likes,
collects, comments and reports by person and note, follows by person and author, purchases by the note that led to them.
Pages of goods are put together alike, by product: there only what no note led to counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import numpy as np

from zhongcao.discovery.feeds.features import WIDTH_OF
from zhongcao.discovery.feeds.heads import HEADS
from zhongcao.discovery.teaching.heads import Examples

DAY = 86_400.0
WINDOW = dict.fromkeys(HEADS, DAY) | {"click": 1800.0, "purchase": 7 * DAY}
"""Within how many seconds after a note was seen an act counts for it."""
BY_VISIT = {"share": "share", "hide": "hide", "product_view": "product_view", "add_to_cart": "add_to_cart"}
THING_OF = {"discover": "note", "goods": "product"}
"""What the places of a page hold, as events name it."""
EXAMPLES_MAX = 500_000
Key = tuple[str, int]
Moments = Mapping[Key, list[float]]


class Seen(msgspec.Struct, frozen=True):
    """One impression: which page, which of its places, who in which visit, and when."""

    page: int
    place: int
    visit: str
    person: str
    at: float


class Shown(msgspec.Struct, frozen=True):
    """A page of a member as it was recorded."""

    number: int
    person: str
    start: int
    places: dict[int, int]
    features: bytes
    propensities: list[float]
    pools: list[int]


def read_pages(rows: Iterable[Mapping[str, Any]], *, surface: str = "discover") -> dict[str, Shown]:
    """Pages of members by their number in events."""
    width = WIDTH_OF[surface]
    return {
        row["page"]: Shown(
            number,
            row["person"],
            row["start"],
            {note: at for at, note in enumerate(row["items"])},
            row["features"],
            row["propensities"],
            row.get("pools") or [0] * len(row["items"]),
        )
        for number, row in enumerate(rows)
        if row["person"] and len(row["features"]) == width * len(row["items"])
    }


def put_together(
    pages: Mapping[str, Shown],
    events: Iterable[Mapping[str, Any]],
    acts: Mapping[str, Moments],
    authors: Mapping[int, int],
    *,
    surface: str = "discover",
) -> Examples:
    """Examples out of events in order of time; `acts` are moments by head, person and note (follows: author)."""
    thing = THING_OF[surface]
    seen: dict[tuple[str, int, str], Seen] = {}
    clicks: dict[tuple[str, int, str], list[float]] = defaultdict(list)
    visits: dict[str, dict[Key, list[float]]] = {head: defaultdict(list) for head in BY_VISIT.values()}
    for event in events:
        note, visit, at, page = int(event[thing] or 0), event["session"], event["at"], event["page"] or ""
        if event["kind"] in BY_VISIT:
            visits[BY_VISIT[event["kind"]]][visit, note].append(at)
        shown = pages.get(page)
        if shown is None or note not in shown.places or event["person"] != shown.person:
            continue
        if event["kind"] == "impression":
            one = Seen(shown.number, shown.places[note], visit, shown.person, at)
            seen.setdefault((page, note, visit), one)
        elif event["kind"] == "click":
            clicks[page, note, visit].append(at)
    latest = sorted(seen.items(), key=lambda item: item[1].at)[-EXAMPLES_MAX:]
    labels = np.zeros((len(latest), len(HEADS)), np.float32)
    for row, (key, one) in enumerate(latest):
        _, note, visit = key
        found: dict[str, list[float]] = {"click": clicks.get(key, [])}
        found |= {head: moments.get((visit, note), []) for head, moments in visits.items()}
        for head, moments in acts.items():
            subject = authors.get(note, 0) if head == "follow" else note
            found[head] = moments.get((one.person, subject), [])
        for at, head in enumerate(HEADS):
            labels[row, at] = any(0 <= moment - one.at <= WINDOW[head] for moment in found.get(head, ()))
    return _examples(pages, [(key[0], one) for key, one in latest], labels, WIDTH_OF[surface])


def _examples(pages: Mapping[str, Shown], seen: list[tuple[str, Seen]], labels: Any, width: int) -> Examples:
    kept = b"".join(pages[page].features[one.place * width : (one.place + 1) * width] for page, one in seen)
    return Examples(
        features=np.frombuffer(kept, np.uint8).reshape(len(seen), width),
        places=np.array([pages[page].start + one.place for page, one in seen], np.int64),
        labels=labels,
        pages=np.array([one.page for _, one in seen], np.int64),
        at=np.array([one.at for _, one in seen], np.float64),
        propensities=np.array([pages[page].propensities[one.place] for page, one in seen], np.float64),
        pools=np.array([pages[page].pools[one.place] for page, one in seen], np.int64),
    )
