"""What stands in the arrays of candidates of whom nothing is measured yet: made once, and looked at by every feed."""

from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds.features import NOTE_SCALES, Bytes
from zhongcao.discovery.feeds.heads import HEADS

MANY = 8192
"""Feeds of no more candidates than this share their blanks."""


class Blank(msgspec.Struct, frozen=True):
    """Arrays that nobody writes into, one place for each candidate: whoever measures something brings its own."""

    order: NDArray[np.intp]
    real: NDArray[np.float64]
    none: NDArray[np.bool_]
    whole: NDArray[np.int64]
    nowhere: NDArray[np.int64]
    certain: NDArray[np.float64]
    by_kind: NDArray[np.float32]
    features: Bytes
    chances: NDArray[np.float16]


def blank_of(count: int, *, kinds: int) -> Blank:
    """For so many candidates, of whose traits there are so many kinds."""
    made = _made(max(count, MANY), kinds)
    return made if count > MANY else Blank(*(part[:count] for part in _parts(made)))


def _parts(blank: Blank) -> tuple[Any, ...]:
    return msgspec.structs.astuple(blank)


@lru_cache(maxsize=2)
def _made(count: int, kinds: int) -> Blank:
    return Blank(
        order=np.arange(count),
        real=np.zeros(count),
        none=np.zeros(count, np.bool_),
        whole=np.zeros(count, np.int64),
        nowhere=np.full(count, -1),
        certain=np.ones(count),
        by_kind=np.zeros((count, kinds), np.float32),
        features=np.zeros((count, len(NOTE_SCALES)), np.uint8),
        chances=np.zeros((count, len(HEADS)), np.float16),
    )
