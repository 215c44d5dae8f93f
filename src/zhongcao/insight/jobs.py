"""What insight does by itself: carry events to the lake, propose purchases, forget what has left."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pyarrow as pa

from zhongcao.discovery.feeds.features import FEATURES_OF
from zhongcao.insight import service, store
from zhongcao.insight.schemas import KeptPage
from zhongcao.kit import clock, lake
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import begin, begin_read
from zhongcao.kit.ids import uuid7
from zhongcao.kit.jobs import Work, every

BATCH_SENDINGS, BATCH_PAGES, BATCH_FORMER, BATCH_LEAVING = 1_000, 5_000, 5_000, 100
KEEP_IDS = timedelta(days=8)
TEXTS = ("id", "kind", "session", "note", "product", "feed", "page", "query", "reason", "app", "person")
SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in TEXTS),
        pa.field("position", pa.int32()),
        pa.field("dwell_ms", pa.int32()),
        pa.field("at", pa.timestamp("us", tz="UTC")),
        pa.field("received_at", pa.timestamp("us", tz="UTC")),
        pa.field("day", pa.string()),
    ]
)
"""Columns of the lake's `events` table; `day` is the day in China and the partition."""


@every(seconds=10)
async def carry_events_to_the_lake(work: Work) -> int:
    """Append waiting events to the Delta table, each once, and count them towards demand and funnel.

    A batch is named first, written under that name, then marked: whoever is killed in between leaves a named batch
    that the next turn finishes, and the lake refuses a name that it has.
    """
    async with begin(work.sessions) as tx:
        await service.adopt_former(tx, limit=BATCH_FORMER, now=clock.now())
        batch = await store.find_open_batch(tx)
        if batch is None:
            batch = uuid7()
            if not await store.take_events(tx, batch=batch, limit=BATCH_SENDINGS):
                return 0
    async with begin_read(work.sessions) as read:
        events = await service.list_batch(read, batch=batch)
    uri = lake.table_uri(work.settings, "events")
    await asyncio.to_thread(lake.append, uri, _table(events), partition_by=["day"], batch=str(batch))
    async with begin(work.sessions) as tx:
        return await service.finish_batch(tx, batch=batch, events=events)


def _table(events: list[dict[str, Any]]) -> pa.Table:
    moments = [datetime.fromisoformat(event["at"]) for event in events]
    plain = (*TEXTS, "position", "dwell_ms", "received_at")
    columns: dict[str, list[Any]] = {name: [event.get(name) for event in events] for name in plain}
    columns |= {"at": moments, "day": [day_in_china(moment).isoformat() for moment in moments]}
    return pa.table(columns, schema=SCHEMA)


PAGES = pa.schema(
    [
        pa.field("page", pa.string()),
        *(pa.field(name, pa.string()) for name in ("person", "surface", "bucket", "features_of")),
        pa.field("model", pa.int64()),
        pa.field("at", pa.timestamp("us", tz="UTC")),
        pa.field("start", pa.int32()),
        pa.field("items", pa.list_(pa.int64())),
        pa.field("sources", pa.list_(pa.int32())),
        pa.field("propensities", pa.list_(pa.float32())),
        pa.field("pools", pa.list_(pa.int32())),
        pa.field("scores", pa.list_(pa.float32())),
        pa.field("chances", pa.binary()),
        pa.field("features", pa.binary()),
        pa.field("day", pa.string()),
    ]
)
"""Columns of the lake's `pages` table: one row a page that was served, its lists by place; `day` as for events."""


@every(seconds=10)
async def carry_pages_to_the_lake(work: Work) -> int:
    """Append the pages that were served to their Delta table, each once, in named batches as events travel."""
    async with begin(work.sessions) as tx:
        batch = await store.find_open_page_batch(tx)
        if batch is None:
            batch = uuid7()
            if not await store.take_pages(tx, batch=batch, limit=BATCH_PAGES):
                return 0
    async with begin_read(work.sessions) as read:
        bodies = await store.list_page_batch(read, batch=batch)
    uri = lake.table_uri(work.settings, "pages")
    await asyncio.to_thread(lake.append, uri, _pages(bodies), partition_by=["day"], batch=str(batch))
    async with begin(work.sessions) as tx:
        return await store.drop_page_batch(tx, batch=batch)


def _pages(bodies: list[bytes]) -> pa.Table:
    pages = [msgspec.msgpack.decode(body, type=KeptPage) for body in bodies]
    columns: dict[str, list[Any]] = {
        name: [getattr(one, name) for one in pages] for name in KeptPage.__struct_fields__ if name != "page"
    }
    columns |= {
        "page": [str(one.page) for one in pages],
        "features_of": [FEATURES_OF[one.surface] for one in pages],
        "day": [day_in_china(one.at).isoformat() for one in pages],
    }
    return pa.table(columns, schema=PAGES)


@every(seconds=60)
async def propose_purchases(work: Work) -> None:
    """Turn demand into purchase proposals for the buyers."""
    async with begin(work.sessions) as tx:
        await service.propose_purchases(tx, now=clock.now())


@every(seconds=3600)
async def forget_members_in_the_lake(work: Work) -> int:
    """Remove events and pages of members who left; whoever is killed in between begins again."""
    async with begin_read(work.sessions) as read:
        leaving = await service.list_leaving(read, work.keys, now=clock.now(), limit=BATCH_LEAVING)
    names = [name for known in leaving.values() for name in known]
    if not names:
        return 0
    for table in ("events", "pages"):
        await asyncio.to_thread(lake.forget, lake.table_uri(work.settings, table), "person", names)
    async with begin(work.sessions) as tx:
        return await store.drop_leaving(tx, list(leaving))


@every(seconds=600)
async def forget_old_events(work: Work) -> int:
    """Drop the ids of events that were taken more than a week ago."""
    async with begin(work.sessions) as tx:
        return await store.drop_seen(tx, before=clock.now() - KEEP_IDS, limit=10_000)
