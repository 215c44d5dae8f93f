"""Topics by name; how full a full one is takes long to count and changes little, so that a sweep keeps it."""

from datetime import datetime

from zhongcao.community import rules, store
from zhongcao.community.schemas import Topic
from zhongcao.kit.db import ReadTx, Tx

KEPT_FROM = 50
"""Topics with fewer notes are counted whenever somebody looks."""
NAMED_MAX = 1000
"""More topics that hold a text are not looked at, short names first."""


async def count_full_topics(tx: Tx, *, now: datetime) -> None:
    """Keep how many notes and participants the full topics have."""
    await store.count_full_topics(tx, least=KEPT_FROM, now=now)


async def search_topics(tx: Tx | ReadTx, *, text: str, viewer: int, after: int = 0, limit: int) -> list[Topic]:
    """Topics whose name holds a text, the fullest first; `after` skips so many. Empty ones are left out."""
    name = rules.clean_topic(text)
    named = await store.topics_holding(tx, name, most=NAMED_MAX) if name else []
    size_of = {row.id: (row.notes, row.participants) for row in named if row.notes is not None}
    small = [row.id for row in named if row.notes is None]
    if small:
        size_of |= await store.size_topics(tx, small)
    there = [row for row in named if row.id in size_of]
    shown = sorted(there, key=lambda row: (row.name != name, -size_of[row.id][0], row.id))[after : after + limit]
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
