"""Topics by name; how full one is takes long to count when it is full, and changes little: it is kept for a while."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from zhongcao.community import rules, store
from zhongcao.community.schemas import Topic
from zhongcao.kit.db import ReadTx, Tx

KEPT_FROM = 50
"""Topics with fewer notes are counted each time."""
SECONDS_A_NOTE, KEPT_SECONDS_MAX = 0.1, 600.0
KEPT_MAX = 50_000
NAMED_MAX = 1000
"""More topics that hold a text are not looked at, short names first."""
Size = tuple[int, int]


class TopicSizes:
    """How many notes and participants the full topics have, as one process counted them some minutes ago."""

    def __init__(self, *, tick: Callable[[], float] = time.monotonic) -> None:
        self._known: dict[int, tuple[float, Size]] = {}
        self._tick = tick

    async def of(self, tx: Tx | ReadTx, topics: Sequence[int], *, roughly: bool = False) -> dict[int, Size]:
        """Notes and participants of topics; empty ones are left out.

        To put many in order it is enough to know `roughly` how full they are: what was full some minutes ago is not
        counted again.
        """
        now = self._tick() - (KEPT_SECONDS_MAX if roughly else 0.0)
        known = {one: kept[1] for one in topics if (kept := self._known.get(one)) is not None and kept[0] > now}
        missing = [one for one in topics if one not in known]
        return known | await self._count(tx, missing) if missing else known

    async def refreshed(self, tx: Tx | ReadTx, rough: Mapping[int, Size], shown: Sequence[int]) -> dict[int, Size]:
        """The sizes of what is shown, which were known roughly: those that were counted long ago are counted again."""
        now = self._tick()
        old = [one for one in shown if (kept := self._known.get(one)) is not None and kept[0] <= now]
        sizes = {one: rough[one] for one in shown if one not in old}
        return sizes | await self._count(tx, old) if old else sizes

    async def _count(self, tx: Tx | ReadTx, topics: Sequence[int]) -> dict[int, Size]:
        counted = await store.size_topics(tx, topics)
        if len(self._known) > KEPT_MAX:
            self._known.clear()
        for one in topics:
            self._known.pop(one, None)
        for one, size in counted.items():
            if size[0] >= KEPT_FROM:
                self._known[one] = (self._tick() + min(size[0] * SECONDS_A_NOTE, KEPT_SECONDS_MAX), size)
        return counted


async def search_topics(
    tx: Tx | ReadTx, *, text: str, viewer: int, after: int = 0, limit: int, sizes: TopicSizes | None = None
) -> list[Topic]:
    """Topics whose name holds a text, the fullest first; `after` skips so many."""
    name = rules.clean_topic(text)
    named = await store.topics_holding(tx, name, most=NAMED_MAX) if name else []
    if not named:
        return []
    sizes = sizes or TopicSizes()
    rough = await sizes.of(tx, [row.id for row in named], roughly=True)

    def in_order(rows: Iterable[Any], size_of: Mapping[int, Size]) -> list[Any]:
        there = [row for row in rows if row.id in size_of]
        return sorted(there, key=lambda row: (row.name != name, -size_of[row.id][0], row.id))

    shown = in_order(named, rough)[after : after + limit]
    size_of = await sizes.refreshed(tx, rough, [row.id for row in shown])
    shown = in_order(shown, size_of)
    followed = await store.followed_among(tx, [row.id for row in shown], viewer=viewer) if viewer and shown else set()
    return [
        Topic(
            id=str(row.id),
            name=row.name,
            notes=size_of[row.id][0],
            participants=size_of[row.id][1],
            following=row.id in followed,
        )
        for row in shown
    ]
