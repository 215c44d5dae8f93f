"""Measures behaviour events: how many are accepted, and how long until they are in the lake and counted."""

import asyncio
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable
from numpy.typing import NDArray

from zhongcao.app.measuring.feed import batch_of_events
from zhongcao.app.measuring.figures import Measure
from zhongcao.app.measuring.processes import PeakMemory
from zhongcao.app.measuring.stage import Say, Stage, open_still
from zhongcao.kit import lake
from zhongcao.rehearsal.line import Line, for_seconds

LANES = 64
BATCH = 50
NOTES = [str(10**15 + place).encode() for place in range(BATCH)]
CARRIED_SECONDS = 120
TAKEN = """
    SELECT (SELECT count(*) FROM insight.event_seen) AS batches,
        (SELECT coalesce(sum(events), 0) FROM insight.event_batch) AS waiting
"""


async def measure_events(stage: Stage, *, seed: int, seconds: float, say: Say) -> Measure:
    """Send batches as fast as they are taken, then wait until the worker has carried them all to the lake."""
    made = Measure(measure="events", seed=seed, data={"batch": BATCH, "lanes": LANES})
    accepted = refused = 0

    async def send(line: Line) -> None:
        nonlocal accepted, refused
        taken = (await line.ask("POST", "/v1/events", batch_of_events(NOTES))).json()
        accepted += taken["accepted"]
        refused += len(taken["refused"]) + taken["duplicates"]

    lines = [Line(stage.origin) for _ in range(LANES)]
    await for_seconds(0.5, lines, send)
    accepted, before = 0, stage.cost()
    say("sending")
    with PeakMemory(stage.web.pid) as memory:
        passed = await for_seconds(seconds, lines, send)
    spent = stage.cost().since(before).each_ms(accepted)
    made.figures = {"events_per_s": round(accepted / passed, 1), **spent, "rss_mb": memory.mb}
    await asyncio.gather(*(line.__aexit__() for line in lines))
    say("waiting until all are in the lake")
    deadline = time.monotonic() + CARRIED_SECONDS
    while True:
        found = (await stage.rows(TAKEN))[0]
        if not found["waiting"] or time.monotonic() > deadline:
            break
        await asyncio.sleep(0.5)
    lags = await asyncio.to_thread(lags_in_the_lake, lake.table_uri(stage.settings, "events"))
    made.data["events"] = found["batches"] * BATCH
    made.figures["lag_p99_ms"] = round(float(np.quantile(lags, 0.99)) * 1000, 1)
    made.violations = refused + abs(found["batches"] * BATCH - len(lags))
    say("the same batches, bare")
    made.limit["echo_per_s"] = await _send_still(stage, seconds / 2)
    made.ratio["events"] = round(made.figures["events_per_s"] / made.limit["echo_per_s"], 4)
    return made


def lags_in_the_lake(uri: str) -> NDArray[np.float64]:
    """How many seconds each event waited until its file was in the lake."""
    table = DeltaTable(uri)
    files = pa.table(table.get_add_actions(flatten=True)).to_pylist()
    waited = []
    for one in files:
        received = pq.read_table(Path(uri) / one["path"], columns=["received_at"])["received_at"]
        moments = received.cast(pa.int64()).to_numpy() / 1e6
        waited.append(one["modification_time"] / 1000 - moments)
    return np.concatenate(waited) if waited else np.zeros(0)


async def _send_still(stage: Stage, seconds: float) -> float:
    sent = 0

    async def send(line: Line) -> None:
        nonlocal sent
        await line.ask("POST", "/", batch_of_events(NOTES))
        sent += BATCH

    with open_still(stage, b"") as origin:
        lines = [Line(origin) for _ in range(LANES)]
        passed = await for_seconds(seconds, lines, send)
        await asyncio.gather(*(line.__aexit__() for line in lines))
    return round(sent / passed, 1)
