"""Served pages are recorded: what stood where and why; events of a page find their record in the lake."""

from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
import pytest
from deltalake import DeltaTable
from litestar import Litestar

from tests.driving import Browser
from tests.factories import discovery, mall
from tests.importing.folders import ask
from tests.insight.test_events import event, send
from zhongcao.app.asgi import record_pages
from zhongcao.discovery import store as discovery_store
from zhongcao.discovery.feeds.features import GOODS_SCALES, NOTE_SCALES
from zhongcao.discovery.feeds.pages import (
    PLACE,
    PageLog,
    Served,
    Shown,
    as_bytes_of_ids,
    as_ids,
    goods_places,
    pack,
    recorded,
    unpack,
)
from zhongcao.insight import jobs, store
from zhongcao.insight import service as insight
from zhongcao.kit import clock, lake
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.ids import uuid7
from zhongcao.kit.jobs import Work

Drain = Callable[..., Awaitable[None]]


@pytest.fixture
def pages_table(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """A lake of this test's own."""
    monkeypatch.setattr(lake, "table_uri", lambda settings, name: str(tmp_path / name))
    return str(tmp_path / "pages")


@pytest.fixture
async def notes(sessions: Sessions) -> list[int]:
    """Seventy notes of forty authors, published lately."""
    async with begin(sessions) as tx:
        return await discovery.recent_notes(tx, count=70)


async def carried(app: Litestar, work: Work) -> int | None:
    await record_pages(app)
    return await jobs.carry_pages_to_the_lake(work)


def rows_in(uri: str) -> list[dict[str, Any]]:
    return DeltaTable(uri).to_pyarrow_table().to_pylist() if DeltaTable.is_deltatable(uri) else []


async def test_every_page_of_a_member_is_recorded_as_it_was_served(
    browse: Callable[[], Browser], app: Litestar, work: Work, notes: list[int], pages_table: str
) -> None:
    reader = await browse().sign_up()
    first = await reader.get("/v1/feeds/discover", params={"limit": 20})
    second = await reader.get("/v1/feeds/discover", params={"limit": 20, "cursor": first["next_cursor"]})
    assert await carried(app, work) == 2
    rows = {row["page"]: row for row in rows_in(pages_table)}
    for page, start in ((first, 0), (second, 20)):
        [number] = {item["page"] for item in page["items"]}
        row = rows[number]
        assert [str(one) for one in row["items"]] == [item["note"]["id"] for item in page["items"]]
        assert (row["start"], row["surface"], row["model"], row["features_of"]) == (start, "discover", 0, "notes1")
        assert len(row["features"]) == 20 * len(NOTE_SCALES)
        assert row["chances"] == b""
        drawn = [chance for chance in row["propensities"] if chance < 1]
        assert [chance < 1 for chance in row["propensities"]] == ([False] * 9 + [True]) * 2, "each tenth place"
        assert [pool > 0 for pool in row["pools"]] == [chance < 1 for chance in row["propensities"]]
        assert min(drawn) >= 0.0199
        assert all(row["sources"])
    assert {len(row["person"]) for row in rows.values()} == {32}
    assert str(reader.member_id) not in str(rows)
    await send(reader, event("impression", note=first["items"][0]["note"]["id"], page=first["items"][0]["page"]))
    await jobs.carry_events_to_the_lake(work)
    [met] = DeltaTable(lake.table_uri(work.settings, "events")).to_pyarrow_table().to_pylist()
    assert (met["page"], met["person"]) == (first["items"][0]["page"], rows[met["page"]]["person"])


async def test_everyone_shares_one_page_and_goods_are_recorded_too(
    browse: Callable[[], Browser],
    app: Litestar,
    work: Work,
    sessions: Sessions,
    notes: list[int],
    pages_table: str,
    stop_clock: Callable[[], None],
) -> None:
    async with begin(sessions) as tx:
        for _ in range(3):
            await mall.sku(tx, product_id=int((await mall.product(tx)).id), stock=5)
    stop_clock()
    seen = [(await browse().get("/v1/feeds/discover"))["items"][0]["page"] for _ in range(2)]
    private = await browse().sign_up()
    await private.call("PATCH", "/v1/me", json={"personalised": False})
    seen.append((await private.get("/v1/feeds/discover"))["items"][0]["page"])
    assert len(set(seen)) == 1
    goods = await (await browse().sign_up()).get("/v1/feeds/goods")
    assert await carried(app, work) == 2
    shared, shown = sorted(rows_in(pages_table), key=lambda row: row["surface"])
    assert (shared["page"], shared["person"]) == (seen[0], "")
    assert [str(one) for one in shown["items"]] == [item["product"]["id"] for item in goods["items"]]
    assert (shown["features_of"], len(shown["features"])) == ("goods1", len(GOODS_SCALES) * len(shown["items"]))


async def test_a_batch_is_in_the_lake_once_whoever_is_killed(
    browse: Callable[[], Browser], app: Litestar, work: Work, sessions: Sessions, notes: list[int], pages_table: str
) -> None:
    reader = await browse().sign_up()
    for _ in range(3):
        await reader.get("/v1/feeds/discover")
    await record_pages(app)
    batch = uuid7()
    async with begin(sessions) as tx:
        assert await store.take_pages(tx, batch=batch, limit=2) == 2
    assert await jobs.carry_pages_to_the_lake(work) == 2, "a batch that somebody began is finished first"
    async with begin(sessions) as tx:
        assert await store.take_pages(tx, batch=batch, limit=2) == 1
        bodies = await store.list_page_batch(tx, batch=batch)  # type: ignore[arg-type]
    lake.append(pages_table, jobs._pages(bodies), partition_by=["day"], batch="written, not marked")
    assert await jobs.carry_pages_to_the_lake(work) == 1
    assert await jobs.carry_pages_to_the_lake(work) == 0
    assert await ask(sessions, "SELECT count(*) FROM insight.page") == [0]


async def test_what_is_served_while_records_are_written_waits_for_the_next_time(
    browse: Callable[[], Browser], app: Litestar, sessions: Sessions, notes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = await browse().sign_up()
    await reader.get("/v1/feeds/discover")
    await reader.get("/v1/feeds/discover")
    keep, written = insight.keep_pages, []

    async def meanwhile(*given: Any, pages: Any, **more: Any) -> None:
        await reader.get("/v1/feeds/discover")
        written.append(len(pages))
        await keep(*given, pages=pages, **more)

    monkeypatch.setattr(insight, "keep_pages", meanwhile)
    await record_pages(app)
    assert written == [2]
    await record_pages(app)
    assert written == [2, 1]
    assert await ask(sessions, "SELECT count(*) FROM insight.page") == [3]
    assert len(app.state["brain"].log) == 1


async def test_first_readers_are_counted_once_and_a_note_that_had_them_waits_no_more(
    browse: Callable[[], Browser], app: Litestar, work: Work, sessions: Sessions, notes: list[int], pages_table: str
) -> None:
    reader = await browse().sign_up()
    page = (await reader.get("/v1/feeds/discover"))["items"]
    one = {"note": page[0]["note"]["id"], "page": page[0]["page"], "feed": "discover"}
    await send(reader, event("impression", **one), event("impression", **one), event("click", **one))
    await send(reader, event("impression", note="12", feed="discover"), event("click", note=one["note"], feed="search"))
    await jobs.carry_events_to_the_lake(work)
    async with begin(sessions) as tx:
        assert await discovery_store.find_exposure(tx, [int(one["note"]), 12]) == {int(one["note"]): (1, 1)}


async def test_who_saw_and_opened_goods_in_their_feed_is_counted_once(
    browse: Callable[[], Browser], work: Work, sessions: Sessions, pages_table: str
) -> None:
    reader = await browse().sign_up()
    async with begin(sessions) as tx:
        key = str((await mall.sku(tx, stock=5)).product_id)
    seen = {"product": key, "page": "7", "feed": "mall"}
    await send(reader, event("impression", **seen), event("impression", **seen), event("click", **seen))
    await send(reader, event("impression", product=key, feed="brand"), event("click", product=key, feed="search"))
    await jobs.carry_events_to_the_lake(work)
    async with begin(sessions) as tx:
        assert await discovery_store.find_goods_exposure(tx, [int(key), 12]) == {int(key): (1, 1)}


def served(page: int) -> Served:
    blank = {"member": 1, "surface": "discover", "bucket": "", "model": 0, "at": clock.now(), "start": 0}
    lists = {
        "items": [1],
        "sources": [1],
        "propensities": [1.0],
        "pools": [0],
        "scores": [0.0],
        "chances": b"",
        "features": b"",
    }
    return Served(page=page, **blank, **lists)  # type: ignore[arg-type]


def test_the_buffer_is_bounded_and_takes_back_what_could_not_be_written() -> None:
    log = PageLog(most=3)
    for page in range(5):
        log.add(served(page))
    taken = log.take(2)
    assert [one.page for one in taken] == [0, 1]
    log.give_back(taken)
    assert [one.page for one in log.take(9)] == [0, 1, 2]
    assert log.known(("", 7), 1) == (1, True)
    assert log.known(("", 7), 2) == (1, False)


def test_pages_recorded_together_are_as_each_by_itself() -> None:
    rng = np.random.default_rng(7)
    blank: dict[str, Any] = {"member": 1, "surface": "discover", "bucket": "", "at": clock.now(), "start": 0}
    places = np.zeros(7, PLACE)
    for name in ("sources", "pool", "score", "propensity"):
        places[name] = rng.integers(0, 200, 7) / (1 if name in ("sources", "pool") else 300)
    goods = goods_places(
        sources=[4, 5], score=[0.5, 0.25], chances=0, features=np.ones((2, len(GOODS_SCALES))), propensity=1, pool=0
    )
    pages: list[Served | Shown] = [
        Shown(page=1, items=[5, 6, 7], places=places[:3], model=3, **blank),
        Shown(page=2, items=[1, 2], places=goods, model=0, **blank),
        served(3),
        Shown(page=4, items=[8, 9, 10, 11], places=places[3:], model=0, **blank),
    ]
    together = recorded(pages)
    assert together == [one for page in pages for one in recorded([page])]
    assert [one.page for one in together] == [1, 2, 3, 4]
    first, second, _, last = together
    assert [*first.sources, *last.sources] == places["sources"].tolist()
    assert first.propensities == [round(float(one), 4) for one in places["propensity"][:3]]
    assert (first.chances, last.chances) == (places["chances"][:3].tobytes(), b"")
    assert (second.scores, second.features) == ([0.5, 0.25], bytes([1] * 2 * len(GOODS_SCALES)))
    assert recorded([]) == []


def test_a_trace_is_whole_or_blank() -> None:
    kept = pack(np.ones(2, PLACE), model=7, bucket="fresh:b", reasons=["kin", "topic:防晒"])
    trace, places = unpack(kept, 2)
    assert (trace.model, trace.bucket, trace.reasons) == (7, "fresh:b", ["kin", "topic:防晒"])
    assert places["sources"].tolist() == [1, 1]
    trace, places = unpack(kept, 3)
    assert (trace.model, trace.bucket, len(places), float(np.abs(places["score"]).sum())) == (0, "", 3, 0.0)
    assert unpack(b"torn bytes, many of them", 2)[0].model == 0
    assert unpack(None, 2)[0].model == 0
    assert as_ids(as_bytes_of_ids([3, 2**62, 1])).tolist() == [3, 2**62, 1]
    assert as_ids(None).tolist() == []
