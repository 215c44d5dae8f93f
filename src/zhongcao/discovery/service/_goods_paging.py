"""How pages of goods go on: the ranking is made anew for each, so that a cursor holds what was shown, not how much."""

import base64
import binascii
from datetime import datetime
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds.found import Whole
from zhongcao.kit import cursor
from zhongcao.kit.cursor import CursorUnreadable

REMEMBERED = 240
"""So many goods that were shown last are known by themselves; of those before only how many they were."""
DAY_SECONDS = 86_400


class Shown(msgspec.Struct, frozen=True):
    """What somebody has seen of the goods since they began: how many, and the end of each of the last ones' numbers."""

    began: int
    count: int
    last: NDArray[np.uint32]

    @classmethod
    def read(cls, after: str | None, *, now: datetime) -> Self:
        """What a cursor tells; nothing was shown without one. Refuses what is older than a day, or not ours."""
        if after is None:
            return cls(int(now.timestamp()), 0, np.zeros(0, np.uint32))
        count, began, packed = cursor.decode(after, int, int, str)
        try:
            last = np.frombuffer(base64.b85decode(packed), "<u4").astype(np.uint32)
        except (ValueError, binascii.Error):
            raise CursorUnreadable() from None
        if not len(last) <= min(count, REMEMBERED) or not 0 <= now.timestamp() - began <= DAY_SECONDS:
            raise CursorUnreadable()
        return cls(began, count, last)

    def left_of(self, ids: Whole) -> NDArray[np.intp]:
        """The places of a ranking that were not shown yet, in its order."""
        left = np.flatnonzero(~np.isin(_ends(ids), self.last))
        return left[self.count - len(self.last) :]

    def cursor(self, more: Whole) -> str:
        """A cursor that goes on behind this and some more goods."""
        last = np.concatenate((self.last, _ends(more)))[-REMEMBERED:]
        packed = base64.b85encode(last.astype("<u4").tobytes()).decode()
        return cursor.encode(self.count + len(more), self.began, packed)


def _ends(ids: Whole) -> NDArray[np.uint32]:
    """The low half of each number, enough to tell a few hundred goods from all others."""
    return (ids & 0xFFFFFFFF).astype(np.uint32)
