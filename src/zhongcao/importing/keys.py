"""Ids of imported rows: made from source and id there, so that importing again meets the same rows.

The 41 bits of time carry the row's own day, so that old rows sort as old; the rest comes from a hash. Two rows of one
kind meet by accident once in about 2^44 pairs of the same day, or 2^57 pairs of undated ones; the later one is then
taken for the earlier.
"""

import hashlib
from datetime import UTC, date, datetime
from functools import lru_cache

from zhongcao.kit.ids import EPOCH_MS, NODE_BITS, SEQUENCE_BITS

DAY_MS = 86_400_000
LOW_BITS = NODE_BITS + SEQUENCE_BITS
UNDATED = date(2018, 1, 1)
"""Rows without a date of their own are spread over the two years after this day."""


@lru_cache(maxsize=50_000)
def id_for(source: str, kind: str, name: str, day: date | None = None) -> int:
    """The id of a row of a source, always the same."""
    number = int.from_bytes(hashlib.blake2b(f"{source}\0{kind}\0{name}".encode(), digest_size=9).digest())
    span = DAY_MS if day else 730 * DAY_MS
    low, rest = number & ((1 << LOW_BITS) - 1), number >> LOW_BITS
    return _start_of(day or UNDATED) + rest % span << LOW_BITS | low


@lru_cache(maxsize=10_000)
def _start_of(day: date) -> int:
    """Milliseconds since the ids began; a day before stands at their beginning, spread like any other."""
    start = datetime.combine(day, datetime.min.time(), UTC).timestamp() * 1000
    return max(int(start) - EPOCH_MS, 0)
