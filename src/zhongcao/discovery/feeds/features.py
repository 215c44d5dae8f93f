"""What a ranker knows about a candidate: a few figures, each kept in one byte.

The same bytes are ranked by, written into the record of the page, and learnt from, so that training and serving cannot
differ. The form is counted up when a feature changes its meaning; a ranker of another form is not used.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Real = NDArray[np.float32]

FORM = 1
NOTE_SCALES: dict[str, tuple[float, float]] = {
    "formula": (-1.0, 5.0),
    "heat": (0.0, 8.0),
    "age": (0.0, 5.0),
    "taste": (0.0, 2.0),
    "taste_author": (0.0, 1.0),
    "taste_brand": (0.0, 1.0),
    "taste_category": (0.0, 1.0),
    "taste_product": (0.0, 1.0),
    "taste_topic": (0.0, 1.0),
    "distaste": (0.0, 2.0),
    "kin": (0.0, 1.0),
    "followed": (0.0, 1.0),
    "picked": (0.0, 1.0),
    "interest": (0.0, 1.0),
    "shown": (0.0, 12.0),
    "opened_share": (0.0, 0.5),
    "fans": (0.0, 14.0),
    "traits": (0.0, 20.0),
    "products": (0.0, 4.0),
    "sources": (0.0, 4.0),
    "among_popular": (0.0, 1.0),
    "among_fresh": (0.0, 1.0),
    "tastes_known": (0.0, 6.0),
    "acts_known": (0.0, 40.0),
}
"""Features of a note for a member, each with the span that its byte covers; in the order of the bytes."""
GOODS_SCALES: dict[str, tuple[float, float]] = {
    "formula": (0.0, 6.0),
    "place": (0.0, 7.0),
    "taste": (0.0, 2.0),
    "kin": (0.0, 1.0),
    "people": (0.0, 3.0),
    "notes": (0.0, 5.0),
    "stars": (0.0, 1.0),
    "ratings": (0.0, 6.0),
    "is_new": (0.0, 1.0),
}
"""Features of goods. The price is none of them: what somebody is shown never depends on what they might pay."""

FEATURES_OF = {"discover": f"notes{FORM}", "goods": f"goods{FORM}", "between": ""}
"""By which names records tell what their feature bytes mean; goods between notes have none."""
WIDTH_OF = {"discover": len(NOTE_SCALES), "goods": len(GOODS_SCALES)}


def spans(scales: dict[str, tuple[float, float]]) -> tuple[Real, Real]:
    """Where the span of each figure begins, and how wide it is."""
    return _spans(tuple(scales.values()))


@lru_cache(maxsize=8)
def _spans(spans: tuple[tuple[float, float], ...]) -> tuple[Real, Real]:
    low = np.array([span[0] for span in spans], np.float32)
    return low, np.array([span[1] - span[0] for span in spans], np.float32)


def as_bytes(rows: Sequence[Sequence[float]] | NDArray[Any], scales: dict[str, tuple[float, float]]) -> Bytes:
    """Rows of figures as bytes; what lies outside of its span counts as the end of it."""
    low, wide = spans(scales)
    if not len(rows):
        return np.zeros((0, len(scales)), np.uint8)
    share = (np.asarray(rows, np.float32) - low) / wide
    made: Bytes = np.rint(np.clip(share, 0, 1) * np.float32(255)).astype(np.uint8)
    return made


def as_shares(kept: Any) -> Real:
    """Bytes as numbers from 0 to 1, as a ranker takes them."""
    made: Real = np.asarray(kept, np.uint8).astype(np.float32) / np.float32(255)
    return made
