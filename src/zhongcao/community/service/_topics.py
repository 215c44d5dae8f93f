"""Topics by name; how full one is takes long to count when it is full, and changes little: it is kept for a while."""

import time
from collections.abc import Callable, Sequence

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

    async def of(self, tx: Tx | ReadTx, topics: Sequence[int]) -> dict[int, Size]:
        """Notes and participants of topics; empty ones are left out."""
        now = self._tick()
        known = {one: kept[1] for one in topics if (kept := self._known.get(one)) is not None and kept[0] > now}
        missing = [one for one in topics if one not in known]
        if not missing:
            return known
        counted = await store.size_topics(tx, missing)
        if len(self._known) > KEPT_MAX:
            self._known.clear()
        for one, size in counted.items():
            if size[0] >= KEPT_FROM:
                self._known[one] = (now + min(size[0] * SECONDS_A_NOTE, KEPT_SECONDS_MAX), size)
        return known | counted


async def search_topics(
    tx: Tx | ReadTx, *, text: str, viewer: int, after: int = 0, limit: int, sizes: TopicSizes | None = None
) -> list[Topic]:
    """Topics whose name holds a text, the fullest first; `after` skips so many."""
    name = rules.clean_topic(text)
    named = await store.topics_holding(tx, name, most=NAMED_MAX) if name else []
    if not named:
        return []
    size_of = await (sizes or TopicSizes()).of(tx, [row.id for row in named])
    there = [row for row in named if row.id in size_of]
    there.sort(key=lambda row: (row.name != name, -size_of[row.id][0], row.id))
    shown = there[after : after + limit]
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
