"""An import may be cut off at any moment and run again: the end is the same as of one that was left alone."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.importing.folders import ask, everything, many, write_csv
from tests.importing.test_open_format import NOW, OPEN, bring
from zhongcao.importing.importer import TAKERS, import_folder
from zhongcao.kit.db import Sessions

CHANGING = frozenset({"kit.outbox", "trade.orders", "community.topic", "community.topic_note"})
"""Rows with numbers drawn by lot (order numbers, topics, facts); their count is compared, not what stands in them."""
FACTS = frozenset({"kit.outbox"})
"""Told once a chunk, so that a different cut tells them in other portions."""


class Cut(Exception):
    """The process dies here."""


async def state(sessions: Sessions) -> dict[str, tuple[int, int] | int]:
    """What the shop holds, less what is drawn by lot."""
    found = await everything(sessions)
    return {
        name: rows if name in CHANGING else (rows, contents)
        for name, (rows, contents) in found.items()
        if name not in FACTS
    }


@pytest.mark.parametrize("kind", ["products", "notes", "interactions", "orders"])
async def test_an_import_that_died_between_chunks_is_finished_by_the_next(
    sessions: Sessions, tmp_path: Path, kind: str
) -> None:
    folder = write_csv(tmp_path, **many(10))
    chunks = 0

    def die(told: str, rows: int) -> None:
        nonlocal chunks
        chunks += told == kind
        if chunks == 2 or (kind == "products" and chunks == 1):
            raise Cut

    with pytest.raises(Cut):
        await import_folder(sessions, folder, OPEN, now=NOW, origin="US", progress=die, chunk_rows=3)
    half = await ask(sessions, "SELECT count(*) FROM trade.orders")
    assert half[0] < 10
    await bring(sessions, folder, chunk_rows=3)
    after_two = await state(sessions)
    assert (await ask(sessions, "SELECT count(*) FROM community.note"))[0] == 10
    assert (await ask(sessions, "SELECT count(*) FROM insight.interaction"))[0] == 10
    assert await ask(sessions, "SELECT DISTINCT count(*) FROM trade.order_line GROUP BY order_id") == [3]
    await bring(sessions, folder, chunk_rows=4)
    assert await state(sessions) == after_two


async def test_a_chunk_that_is_cut_in_the_middle_leaves_nothing_of_itself(
    sessions: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_csv(tmp_path, **many(10))
    taken = TAKERS["orders"]

    async def take_and_hang(*given: object, **named: object) -> None:
        await taken(*given, **named)
        written.set()
        await asyncio.sleep(60)

    written = asyncio.Event()
    with monkeypatch.context() as patched:
        patched.setitem(TAKERS, "orders", take_and_hang)
        task = asyncio.create_task(bring(sessions, folder, chunk_rows=6))
        await asyncio.wait_for(written.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await ask(sessions, "SELECT count(*) FROM trade.orders") == [0]
    report = await bring(sessions, folder, chunk_rows=6)
    assert report.counts["orders"].new == 10
    assert {kind: report.counts[kind].new for kind in ("notes", "interactions")} == {"notes": 0, "interactions": 0}


async def test_an_import_cut_off_ends_like_one_that_was_left_alone(sessions: Sessions, tmp_path: Path) -> None:
    folder = write_csv(tmp_path, **many(7))
    async with sessions() as alone:
        await alone.execute(text("SAVEPOINT alone"))
        await bring(sessions, folder, chunk_rows=3)
        once = await state(sessions)
        await alone.execute(text("ROLLBACK TO SAVEPOINT alone"))
    assert await ask(sessions, "SELECT count(*) FROM community.note") == [0]

    def die(kind: str, rows: int) -> None:
        if kind == "notes":
            raise Cut

    with pytest.raises(Cut):
        await import_folder(sessions, folder, OPEN, now=NOW, origin="US", progress=die, chunk_rows=3)
    await bring(sessions, folder, chunk_rows=3)
    assert await state(sessions) == once


async def test_a_slow_machine_has_minutes_for_a_chunk(
    sessions: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, allowed = TAKERS["products"], list[str]()

    async def look(tx: Any, *given: Any, **more: Any) -> Any:
        allowed.append(str(await tx.scalar(text("SHOW statement_timeout"))))
        return await take(tx, *given, **more)

    monkeypatch.setitem(TAKERS, "products", look)
    await bring(sessions, write_csv(tmp_path, **many(10)), chunk_rows=3)
    assert set(allowed) == {"5min"}
