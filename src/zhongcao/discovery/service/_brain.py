"""What one process holds for its feeds: what was learnt, what authors' fans were lately, records of served pages."""

import time
from collections.abc import Callable, Sequence

import msgspec

from zhongcao.community import service as community
from zhongcao.discovery import store
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.feeds.heads import Heads
from zhongcao.discovery.feeds.pages import PageLog
from zhongcao.discovery.feeds.pool import Recalled
from zhongcao.discovery.kin.table import Kin
from zhongcao.discovery.service._listed import OpenFeeds
from zhongcao.discovery.service._live_board import LiveBoard
from zhongcao.discovery.service._shelf import GoodsCards, GoodsShelf
from zhongcao.discovery.vectors.table import Vectors
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.hearing import Hearing
from zhongcao.kit.kept import Kept

FANS_SECONDS = 600.0
FANS_MAX = 100_000


class FanCounts:
    """How many fans authors have, asked of the database once in ten minutes for each; and since when they publish."""

    def __init__(self, *, seconds: float = FANS_SECONDS, tick: Callable[[], float] = time.monotonic) -> None:
        self._known: dict[int, tuple[float, int]] = {}
        self._debuts: dict[int, float] = {}
        self._seconds, self._tick = seconds, tick

    async def of(self, tx: Tx | ReadTx, authors: Sequence[int]) -> dict[int, int]:
        """The fans of some authors, as of some minutes ago."""
        now = self._tick()
        missing = {one for one in authors if one not in self._known or self._known[one][0] < now}
        if missing:
            if len(self._known) > FANS_MAX:
                self._known.clear()
                missing = set(authors)
            found = await community.count_fans(tx, sorted(missing))
            self._known |= {one: (now + self._seconds, found.get(one, 0)) for one in missing}
        return {one: self._known[one][1] for one in authors}

    async def debuts(self, tx: Tx | ReadTx, authors: Sequence[int]) -> dict[int, float]:
        """When some authors published first (epoch); asked once for each, as it does not change."""
        missing = {one for one in authors if one not in self._debuts}
        if missing:
            if len(self._debuts) > FANS_MAX:
                self._debuts.clear()
                missing = set(authors)
            found = await store.first_published(tx, sorted(missing))
            self._debuts |= {one: first.timestamp() for one, first in found.items()}
        return {one: self._debuts[one] for one in authors if one in self._debuts}


class Brain(msgspec.Struct, frozen=True, kw_only=True):
    """All of it; a feed without any of it still comes."""

    kin: Shelf[Kin] | None = None
    vectors: Shelf[Vectors] | None = None
    ranker: Shelf[Heads] | None = None
    goods_ranker: Shelf[Heads] | None = None
    pool: Shelf[Recalled] | None = None
    log: PageLog | None = None
    open: OpenFeeds | None = None
    fans: FanCounts | None = None
    cards: community.CardCache | None = None
    picks: Kept[str, list[int]] | None = None
    goods: GoodsShelf | None = None
    goods_cards: GoodsCards | None = None
    live: LiveBoard | None = None
    hearing: Hearing | None = None
