"""How long a like takes to act: from the answer to it, in one web process, to the page that follows from it in another.

Members go on reading where they were, again and again, until the feed is ranked anew.
"""

import asyncio
import random
import time
from collections.abc import Sequence

from zhongcao.app.measuring.dialling import dial_evenly
from zhongcao.app.measuring.figures import quantile_ms
from zhongcao.app.measuring.stage import Say, Stage
from zhongcao.rehearsal.line import Line

LIKES = 16
PATIENCE_SECONDS = 20.0
LOOK_SECONDS = 0.02
PAUSE_SECONDS_MAX = 1.0
"""Likes come at any moment of whatever turns the shop works in."""
SETTLED_SECONDS_MAX = 120
UNSETTLED = """
    SELECT 'what an import changed' FROM discovery.upkeep WHERE done_at IS NULL OR done_at < wanted_at
    UNION ALL SELECT 'acts' WHERE EXISTS (SELECT 1 FROM discovery.signal)
"""
"""A new shop folds what it was filled with, all at once; likes wait for that."""


async def measure_effect(stage: Stage, tokens: Sequence[str], *, seed: int, say: Say) -> dict[str, float]:
    """The median and the longest of some likes, in milliseconds."""
    await _settled(stage)
    rng, waits = random.Random(seed), []
    reading, acting = Line(stage.origin), Line(stage.origin)
    await dial_evenly(stage, [reading, acting])
    try:
        for number, token in enumerate(tokens[:LIKES], start=1):
            say(f"likes that act: {number} of {LIKES}")
            await asyncio.sleep(rng.random() * PAUSE_SECONDS_MAX)
            reading.token = acting.token = token
            waits.append(await _like(reading, acting))
    finally:
        reading.hang_up()
        acting.hang_up()
    return {"effect_p50_ms": quantile_ms(waits, 0.5), "effect_max_ms": quantile_ms(waits, 1.0)}


async def _settled(stage: Stage) -> None:
    deadline = time.monotonic() + SETTLED_SECONDS_MAX
    while rows := await stage.rows(UNSETTLED):
        if time.monotonic() > deadline:
            raise RuntimeError(f"still to be folded: {', '.join(row[0] for row in rows)}")
        await asyncio.sleep(0.2)


async def _like(reading: Line, acting: Line) -> float:
    first = await reading.get("/v1/feeds/discover?limit=10")
    following = f"/v1/feeds/discover?limit=10&cursor={first['next_cursor']}"
    before = (await reading.get(following))["next_cursor"]
    liked = next(one["note"]["id"] for one in first["items"] if not one["note"]["liked"])
    await acting.send("PUT", f"/v1/notes/{liked}/like")
    since = time.perf_counter()
    while (await reading.get(following))["next_cursor"] == before:
        if time.perf_counter() - since > PATIENCE_SECONDS:
            raise RuntimeError(f"a like did not act within {PATIENCE_SECONDS:.0f} seconds")
        await asyncio.sleep(LOOK_SECONDS)
    return time.perf_counter() - since
