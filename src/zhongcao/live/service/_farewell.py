"""What goes: the words of members who left, and media that nobody may see any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from zhongcao.kit import outbox
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.live import rules, store
from zhongcao.live.events import FarewellRemains
from zhongcao.live.rules import ShowState
from zhongcao.live.service._ingest import object_name
from zhongcao.live.service._running import advance

BATCH = 200
AUDIENCE_KEPT = timedelta(days=1)


async def forget_member(tx: Tx, *, member_id: int, now: datetime) -> None:
    """End the shows of a member who left, take words and pictures out of them, and their lines out of others'."""
    for show_id in await store.list_open_of(tx, member_id):
        row = await store.lock_show(tx, show_id)
        if row is not None and row.state in rules.OPEN:
            is_on_air = row.state == ShowState.ON_AIR
            await advance(tx, row, ShowState.ENDED if is_on_air else ShowState.CANCELLED, now=now)
    await store.empty_shows(tx, member_id=member_id, now=now)
    await store.drop_visits(tx, member_id)
    if await store.empty_lines(tx, member_id=member_id, now=now, limit=BATCH) == BATCH:
        outbox.emit(tx, FarewellRemains(member=member_id))


class Unseen(msgspec.Struct, frozen=True, kw_only=True):
    """Files of a show that nobody may see any more: some of them, with the names of their objects."""

    host_id: int
    show_id: int
    keys: Sequence[str]
    objects: Sequence[str]


async def list_unseen_media(tx: Tx | ReadTx, *, now: datetime) -> list[Unseen]:
    """Files that nobody may see any more: previews of shows that are over, and all of shows without a replay."""
    found = []
    for row in await store.list_media_due(tx, now=now, limit=20):
        is_replay = row.state == ShowState.ENDED and row.media_gone_at is None
        first = row.first_sequence if is_replay else None
        keys = await store.list_unseen(tx, host_id=row.host_id, show_id=row.id, first=first, limit=BATCH)
        names = [object_name(row.id, key) for key in keys]
        found.append(Unseen(host_id=row.host_id, show_id=row.id, keys=keys, objects=names))
    return found


async def forget_media(tx: Tx, some: Unseen) -> None:
    """The bytes of these files are gone; a show without any more is left alone."""
    if some.keys:
        await store.drop_pieces(tx, host_id=some.host_id, show_id=some.show_id, keys=some.keys)
    if len(some.keys) < BATCH:
        await store.set_show(tx, host_id=some.host_id, show_id=some.show_id, values={"media_due_at": None})


async def forget_old_audience(tx: Tx, *, now: datetime) -> None:
    """Forget web processes that are long gone."""
    await store.drop_old_audience(tx, before=now - AUDIENCE_KEPT)
