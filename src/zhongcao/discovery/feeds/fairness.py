"""How evenly places of feeds are given out (公平曝光): to notes, to the long tail, to new and to small authors."""

import msgspec
import numpy as np
from numpy.typing import NDArray

HEAD_SHARE = 0.8
"""The warmest notes that hold this share of all heat are the head; what lies outside of it is the long tail."""


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Notes that were served, a row each: how often, how warm they are, whether their authors are new or small."""

    served: NDArray[np.int64]
    heat: NDArray[np.float64]
    is_new_author: NDArray[np.bool_]
    is_small_author: NDArray[np.bool_]


class Shares(msgspec.Struct, frozen=True, kw_only=True):
    """How the places of a period were given out; shares and the Gini coefficient go from 0 to 1."""

    places: int
    notes_served: int
    notes_there: int
    gini: float
    """0 when every note that is there was served equally often, near 1 when a few had everything."""
    tail_share: float
    new_author_share: float
    small_author_share: float


def shares(given: Places, *, notes_there: int) -> Shares:
    """The figures of a period; `notes_there` also counts notes that were never served."""
    total = int(given.served.sum())

    def part(chosen: NDArray[np.bool_]) -> float:
        return round(float(given.served[chosen].sum()) / total, 4) if total else 0.0

    return Shares(
        places=total,
        notes_served=int((given.served > 0).sum()),
        notes_there=max(notes_there, len(given.served)),
        gini=round(gini(given.served, more=max(notes_there - len(given.served), 0)), 4),
        tail_share=part(~head_of(given.heat)),
        new_author_share=part(given.is_new_author),
        small_author_share=part(given.is_small_author),
    )


def gini(counts: NDArray[np.int64], *, more: int = 0) -> float:
    """How unequal counts are: 0 for all the same, towards 1 for all in one; `more` counts are nothing at all."""
    length, total = len(counts) + more, float(counts.sum())
    if not total:
        return 0.0
    rising = np.sort(counts).astype(np.float64)
    places = np.arange(more + 1, length + 1)
    return float(2 * (places * rising).sum() / (length * total) - (length + 1) / length)


def head_of(heat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which notes belong to the head: the warmest ones until they hold most of the heat."""
    order = np.argsort(-heat, kind="stable")
    before = np.cumsum(heat[order]) - heat[order]
    head = np.zeros(len(heat), np.bool_)
    head[order] = before < HEAD_SHARE * heat.sum()
    return head
