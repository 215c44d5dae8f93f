"""Behaviour events: taken over HTTP, each once, carried to the lake once, counted once."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from deltalake import DeltaTable
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import identity, mall
from tests.importing.folders import ask
from zhongcao.insight import jobs, service, store
from zhongcao.insight.rules import EventKind
from zhongcao.insight.schemas import Event
from zhongcao.kit import clock, lake
from zhongcao.kit.db import Busy, Sessions, begin, begin_read
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import uuid7
from zhongcao.kit.jobs import Work
from zhongcao.kit.settings import Settings

Drain = Callable[..., Awaitable[None]]


def event(kind: str = "product_view", **fields: Any) -> dict[str, Any]:
    """One thing somebody did just now."""
    return {"id": str(uuid4()), "kind": kind, "at": clock.now().isoformat(), "session": "visit-1", **fields}


async def send(browser: Browser, *events: dict[str, Any], expect: int = 202) -> Any:
    """A batch, as the app sends it."""
    return await browser.post("/v1/events", {"events": list(events)}, expect=expect)


async def waiting(sessions: Sessions) -> list[dict[str, Any]]:
    """The events that wait for the lake."""
    async with begin_read(sessions) as read:
        names = await ask(sessions, "SELECT DISTINCT batch FROM insight.event_batch")
        assert names in ([], [None])
        rows = (
            await read.execute(text("SELECT received_at, person, body FROM insight.event_batch ORDER BY seq"))
        ).all()
    return [told for row in rows for told in service.unpacked(row)]


@pytest.fixture
def events_table(settings: Settings, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """A lake of this test's own."""
    monkeypatch.setattr(lake, "table_uri", lambda settings, name: str(tmp_path / name))
    return str(tmp_path / "events")


def rows_in(uri: str) -> list[dict[str, Any]]:
    """The rows of a table in the lake."""
    if not DeltaTable.is_deltatable(uri):
        return []
    rows: list[dict[str, Any]] = DeltaTable(uri).to_pyarrow_table().to_pylist()
    return rows


async def test_the_same_batch_twice_counts_once(visitor: Browser, sessions: Sessions) -> None:
    batch = [event(), event("click", note="12", position=3, feed="discover")]
    assert await send(visitor, *batch) == {"accepted": 2, "duplicates": 0, "refused": []}
    before = await waiting(sessions)
    assert await send(visitor, *batch) == {"accepted": 0, "duplicates": 2, "refused": []}
    assert await waiting(sessions) == before
    assert len(before) == 2


async def test_an_id_that_is_repeated_within_a_batch_counts_once(visitor: Browser, sessions: Sessions) -> None:
    one = event()
    assert await send(visitor, one, one, event()) == {"accepted": 2, "duplicates": 1, "refused": []}
    assert len(await waiting(sessions)) == 2


async def test_a_batch_with_an_id_is_known_by_it_however_often_it_is_sent(visitor: Browser, sessions: Sessions) -> None:
    one, late = event(), event(at=(clock.now() - timedelta(days=8)).isoformat())
    batch = {"id": str(uuid4()), "events": [one, event("click", note="12"), one, late]}
    refused = [{"index": 3, "reason": "time"}]
    taken = await visitor.post("/v1/events", batch, expect=202)
    assert taken == {"accepted": 2, "duplicates": 1, "refused": refused}
    before = await waiting(sessions)
    again = await asyncio.gather(*(visitor.post("/v1/events", batch, expect=202) for _ in range(3)))
    assert again == [{"accepted": 0, "duplicates": 3, "refused": refused}] * 3
    assert await waiting(sessions) == before
    assert len(before) == 2
    assert [one.hex for one in await ask(sessions, "SELECT id FROM insight.event_seen")] == [
        batch["id"].replace("-", "")
    ], "one id for all of it"


async def test_an_unbelievable_time_is_refused_event_by_event(visitor: Browser, sessions: Sessions) -> None:
    now = clock.now()
    late, early = (now + timedelta(minutes=6)).isoformat(), (now - timedelta(days=8)).isoformat()
    good = event()
    answer = await send(visitor, event(at=late), good, event(at=early))
    assert answer == {
        "accepted": 1,
        "duplicates": 0,
        "refused": [{"index": 0, "reason": "time"}, {"index": 2, "reason": "time"}],
    }
    assert [one["id"] for one in await waiting(sessions)] == [good["id"]]


async def test_of_an_event_only_what_was_told_is_kept_however_it_was_packed(
    visitor: Browser, sessions: Sessions
) -> None:
    sent = event("click", note="7", position=0)
    await send(visitor, sent)
    (told,) = await waiting(sessions)
    assert set(told) == {*sent, "person", "received_at"}
    (row,) = await ask(sessions, "SELECT body FROM insight.event_batch")
    fields = msgspec.msgpack.decode(zlib.decompress(row))
    assert set(fields[0]) == set(sent)
    with_nulls = {name: fields[0].get(name) for name in Event.__struct_fields__}
    former = store.Waiting(
        received_at=told["received_at"],
        person=told["person"],
        events=1,
        body=zlib.compress(msgspec.msgpack.encode([with_nulls])),
    )
    assert service.unpacked(former) == [told], "as a program of the last release packed it"


@pytest.mark.parametrize(
    "mistake",
    [
        [event() for _ in range(501)],
        [],
        [event(kind="stare")],
        [event(id="42")],
        [event(at="2026-01-01T00:00:00")],
        [event(position=-1)],
        [event(query="x" * 101)],
        [event(phone="13800138000")],
        [event(product="9" * 19)],
        [event(note="7,8")],
        [event(note="")],
    ],
    ids=["501", "none", "kind", "id", "no offset", "position", "query", "unknown field", "no bigint", "two", "nothing"],
)
async def test_a_batch_that_does_not_fit_the_schema_stores_nothing(
    visitor: Browser, sessions: Sessions, mistake: list[dict[str, Any]]
) -> None:
    refused = await send(visitor, event(), *mistake, expect=422) if mistake else await send(visitor, expect=422)
    assert refused["status"] == 422
    assert await waiting(sessions) == []


async def test_of_many_events_the_one_that_names_nothing_possible_is_told(visitor: Browser, sessions: Sessions) -> None:
    refused = await send(visitor, event(note="7"), event(product="8", note="x"), event(note="9"), expect=422)
    assert "'events[1].note'" in str(refused["details"])
    assert await waiting(sessions) == []


async def test_five_hundred_events_are_one_batch(visitor: Browser, sessions: Sessions) -> None:
    answer = await send(visitor, *[event() for _ in range(500)])
    assert answer["accepted"] == len(await waiting(sessions)) == 500


async def test_a_person_is_a_pseudonym_and_never_an_account(browse: Callable[[], Browser], sessions: Sessions) -> None:
    member, other, passer = await browse().sign_up(), await browse().sign_up(), browse()
    for browser in (member, member, other, passer):
        await send(browser, event(session="same-device"))
    bodies = await waiting(sessions)
    people = [body["person"] for body in bodies]
    assert len(set(people)) == 3
    assert sorted(people.count(one) for one in set(people)) == [1, 1, 2]
    for body in bodies:
        assert len(body["person"]) == 32
        assert str(member.member_id) not in str(body)
        assert str(other.member_id) not in str(body)


async def test_the_sweep_carries_events_to_the_lake_once(
    visitor: Browser, sessions: Sessions, drain: Drain, events_table: str
) -> None:
    sent = [
        event("impression", note="7", position=0, feed="discover", page="p-1"),
        event("product_view", product="41", dwell_ms=1200),
        event("search", query="敏感肌 面霜"),
    ]
    await send(visitor, *sent)
    await drain("lake")
    await drain("lake")
    rows = {row["id"]: row for row in rows_in(events_table)}
    assert len(rows_in(events_table)) == 3
    assert set(rows) == {one["id"] for one in sent}
    seen = rows[sent[1]["id"]]
    assert (seen["kind"], seen["product"], seen["dwell_ms"], seen["note"]) == ("product_view", "41", 1200, None)
    assert seen["at"].isoformat() == sent[1]["at"]
    assert seen["day"] == clock.day_in_china(seen["at"]).isoformat()
    assert rows[sent[2]["id"]]["query"] == "敏感肌 面霜"
    assert await waiting(sessions) == []
    assert await ask(sessions, "SELECT count(*) FROM insight.event_seen") == [3], "only ids stay"
    assert await send(visitor, *sent) == {"accepted": 0, "duplicates": 3, "refused": []}
    await drain("lake")
    assert len(rows_in(events_table)) == 3


@pytest.mark.parametrize("died_after", ["naming", "writing", "counting"])
async def test_a_carrier_that_dies_between_two_steps_is_finished_by_the_next(
    visitor: Browser, sessions: Sessions, work: Work, events_table: str, died_after: str
) -> None:
    await send(visitor, event("product_view", product="41"), event("add_to_cart", product="41"))
    batch = uuid7()
    async with begin(sessions) as tx:
        assert await store.take_events(tx, batch=batch, limit=jobs.BATCH_SENDINGS) == 2
    async with begin_read(sessions) as read:
        rows = await service.list_batch(read, batch=batch)
    if died_after != "naming":
        assert lake.append(events_table, jobs._table(rows), partition_by=["day"], batch=str(batch))
    if died_after == "counting":
        async with begin(sessions) as tx:
            await service.finish_batch(tx, batch=batch, events=rows)
    await send(visitor, event("click"))

    while await jobs.carry_events_to_the_lake(work):
        pass
    found = [row["kind"] for row in rows_in(events_table)]
    assert sorted(found) == ["add_to_cart", "click", "product_view"]
    signals = await ask(sessions, "SELECT signal, count FROM insight.signal WHERE subject = 'product:41' ORDER BY 1")
    assert signals == [("add_to_cart", 1), ("product_view", 1)]
    steps = await ask(sessions, "SELECT step, count FROM insight.funnel_day ORDER BY 1")
    assert steps == [("add_to_cart", 1), ("click", 1), ("product_view", 1)]


async def test_a_batch_is_counted_once_even_if_finished_twice(visitor: Browser, sessions: Sessions) -> None:
    await send(visitor, event("product_view", product="41"))
    batch = uuid7()
    async with begin(sessions) as tx:
        await store.take_events(tx, batch=batch, limit=10)
        told = await service.list_batch(tx, batch=batch)
        assert await service.finish_batch(tx, batch=batch, events=told) == 1
        assert await service.finish_batch(tx, batch=batch, events=told) == 0
    assert await ask(sessions, "SELECT count FROM insight.signal") == [1]


async def test_counts_are_what_the_lake_says(
    visitor: Browser, sessions: Sessions, work: Work, events_table: str
) -> None:
    """The projection can be rebuilt: counting the lake from its beginning gives the same signals and steps."""
    kinds = ["impression", "click", "product_view", "product_view", "add_to_cart", "share", "hide", "search", "dwell"]
    for part in (kinds[:4], kinds[4:]):
        await send(visitor, *[event(kind, product="41") for kind in part])
        while await jobs.carry_events_to_the_lake(work):
            pass
    kept = await counted(sessions)
    batch = uuid7()
    rebuilt = [
        {"kind": row["kind"], "at": row["at"].isoformat(), "product": row["product"]} for row in rows_in(events_table)
    ]
    async with begin(sessions) as tx:
        await tx.execute(text("DELETE FROM insight.signal"))
        await tx.execute(text("DELETE FROM insight.funnel_day"))
        await store.add_waiting(
            tx, [store.Waiting(received_at=clock.now(), person="", events=1, body=b"", batch=batch)]
        )
        await service.finish_batch(tx, batch=batch, events=rebuilt)
    assert await counted(sessions) == kept
    assert len(kept) == 6 + 4


async def counted(sessions: Sessions) -> list[Any]:
    """Every signal and every step."""
    return await ask(
        sessions,
        "SELECT subject, day, signal, count FROM insight.signal UNION ALL SELECT '', day, step, count "
        "FROM insight.funnel_day ORDER BY 1, 2, 3",
    )


async def test_ids_are_forgotten_after_a_week_and_waiting_events_never(
    visitor: Browser, sessions: Sessions, work: Work, events_table: str
) -> None:
    await send(visitor, event(), event())
    await jobs.carry_events_to_the_lake(work)
    await send(visitor, event())
    assert await jobs.forget_old_events(work) == 0
    async with begin(sessions) as tx:
        await tx.execute(text("UPDATE insight.event_seen SET received_at = received_at - interval '9 days'"))
    assert await jobs.forget_old_events(work) == 3
    assert len(await waiting(sessions)) == 1


async def test_behaviour_reaches_the_funnel_and_the_demand_of_staff(
    browse: Callable[[], Browser], sessions: Sessions, drain: Drain, events_table: str
) -> None:
    async with begin(sessions) as tx:
        product = (await mall.sku(tx)).product_id
    member = await browse().sign_up()
    await send(member, event("impression"), *[event("product_view", product=product) for _ in range(3)])
    await drain("lake")
    buyer = await identity.staff(sessions, browse(), "buyer")
    shown = next(one for one in (await buyer.get("/v1/console/demand"))["items"] if product in one["subject"])
    assert (shown["title"], shown["signals"], shown["score"]) == ("橄榄卸妆油", {"product_view": 3}, 0.6)
    steps = {one["step"]: one["count"] for one in (await buyer.get("/v1/console/funnel"))["steps"]}
    assert (steps["impression"], steps["product_view"], steps["order_placed"]) == (1, 3, 0)
    old = await buyer.get("/v1/console/funnel?starts_on=2020-01-01&ends_on=2020-02-01")
    assert {one["count"] for one in old["steps"]} == {0}
    await member.get("/v1/console/demand", expect=403)
    await browse().get("/v1/console/funnel", expect=401)


@pytest.mark.parametrize("product", ["8" + "9" * 18, "404"])
async def test_a_product_that_does_not_exist_does_not_disturb_the_buyers(
    browse: Callable[[], Browser],
    sessions: Sessions,
    drain: Drain,
    work: Work,
    events_table: str,
    product: str,
) -> None:
    await send(browse(), *[event("add_to_cart", product=product) for _ in range(9)])
    await drain("lake")
    await jobs.propose_purchases(work)
    buyer = await identity.staff(sessions, browse(), "buyer")
    assert (await buyer.get("/v1/console/proposals"))["items"] == []
    await buyer.get("/v1/console/demand")


async def test_what_several_send_at_once_is_kept_together_and_told_each(
    app: Litestar, browse: Callable[[], Browser], sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    together: list[int] = []
    record = service._taking.record_together

    async def watched(tx: Any, several: Any) -> Any:
        together.append(len(several))
        return await record(tx, several)

    monkeypatch.setattr(service._taking, "record_together", watched)
    app.state["intake"] = service.Intake(seconds=0.2)
    browsers, same = [browse() for _ in range(5)], event()
    answers = await asyncio.gather(*(send(one, event("impression"), same) for one in browsers))
    assert sum(together) == 5
    assert len(together) < 5
    assert sorted(one["accepted"] for one in answers) == [1, 1, 1, 1, 2], "what two send counts for the first"
    assert [one["accepted"] + one["duplicates"] for one in answers] == [2] * 5
    assert len(await waiting(sessions)) == 6


async def test_whoever_sends_what_cannot_be_kept_harms_nobody_else(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = service._taking.record_together

    async def refuses_one(tx: Any, several: Any) -> Any:
        taken = await record(tx, several)
        if any(sent.person == "bad" for sent in several):
            raise Busy()
        return taken

    monkeypatch.setattr(service._taking, "record_together", refuses_one)
    intake, now = service.Intake(seconds=0.1), clock.now()
    sent = [
        service.Sent(
            events=[Event(id=uuid4(), kind=EventKind.CLICK, at=now, session="s")], by=Actor(), person=person, now=now
        )
        for person in ("a", "bad", "b")
    ]
    answers = await asyncio.gather(*(intake.take(sessions, one) for one in sent), return_exceptions=True)
    assert [getattr(one, "accepted", None) for one in answers] == [1, None, 1]
    assert isinstance(answers[1], Busy)
    assert sorted(one["person"] for one in await waiting(sessions)) == ["a", "b"]


async def test_what_a_program_of_the_last_release_kept_is_carried_once(
    visitor: Browser, sessions: Sessions, work: Work, events_table: str
) -> None:
    again, former, left = event("product_view", product="41"), event("click", note="7"), event()
    await send(visitor, again)
    add = text(
        "INSERT INTO insight.event (id, received_at, body, flushed_at)"
        " VALUES (cast(:id AS uuid), now(), cast(cast(:body AS text) AS jsonb), cast(:left AS timestamptz))"
    )
    async with begin(sessions) as tx:
        for one, at in ((again, None), (former, None), (left, clock.now())):
            body = msgspec.json.encode({**one, "person": "p" * 32} if at is None else {}).decode()
            await tx.execute(add, {"id": one["id"], "body": body, "left": at})
    while await jobs.carry_events_to_the_lake(work):
        pass
    rows = {row["id"]: row for row in rows_in(events_table)}
    assert set(rows) == {again["id"], former["id"]}
    assert (rows[former["id"]]["person"], rows[former["id"]]["note"]) == ("p" * 32, "7")
    assert await ask(sessions, "SELECT count(*) FROM insight.event") == [0]
    assert (await send(visitor, again, former, left))["duplicates"] == 3
