"""Members take part, what they did is counted once, harm stops an experiment, and two rankings take turns."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.driving import Browser
from tests.experiment.trials import drafted, put_state, running
from tests.factories import community, identity
from tests.importing.folders import ask
from zhongcao.discovery import service as discovery
from zhongcao.experiment import jobs, service
from zhongcao.experiment.rules import (
    Act,
    Metric,
    Sums,
    Verdict,
    always_valid,
    compare_credit,
    judge,
    takes_part,
    team_draft,
    unit_of_visit,
)
from zhongcao.experiment.service import Outcome
from zhongcao.experiment.tables import ExposureRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin, begin_read
from zhongcao.kit.jobs import Work

Drain = Callable[..., Awaitable[None]]
DETAIL = "/v1/console/experiments"
PLAIN = [{"key": "old"}, {"key": "new"}]


@pytest.fixture
async def editor(sessions: Sessions, browse: Callable[[], Browser]) -> Browser:
    """An editor."""
    return await identity.staff(sessions, browse(), "editor")


@pytest.fixture
async def notes(sessions: Sessions) -> list[int]:
    """Fifty notes by ten authors."""
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=10)
        at = clock.now() - timedelta(days=2)
        made = await community.imported_notes(tx, authors=authors, count=50, published_at=at)
        await discovery.adopt_notes(tx, note_ids=made)
    return made


async def exposures(sessions: Sessions, columns: str) -> list[Any]:
    """These columns of what is kept of exposures; one by itself without a row around it."""
    wanted = [ExposureRow.__table__.columns[name] for name in columns.split(", ")]
    async with begin_read(sessions) as read:
        rows = (await read.execute(select(*wanted).order_by(ExposureRow.unit_id))).all()
    return [row[0] if "," not in columns else tuple(row) for row in rows]


def event(kind: str, **fields: Any) -> dict[str, Any]:
    """One thing somebody did just now."""
    return {"id": str(uuid4()), "kind": kind, "at": clock.now().isoformat(), "session": "visit-1", **fields}


async def send(browser: Browser, *events: dict[str, Any]) -> None:
    """A batch, as the app sends it."""
    await browser.post("/v1/events", {"events": list(events)}, expect=202)


async def test_a_page_of_discover_exposes_once_and_what_follows_is_counted_once(
    editor: Browser, browse: Callable[[], Browser], sessions: Sessions, notes: list[int], drain: Drain
) -> None:
    await running(editor)
    member = await browse().sign_up()
    for _ in range(2):
        await member.get("/v1/feeds/discover")
    assert await exposures(sessions, "unit_id") == [member.member_id]
    batch = [event("impression", note=str(notes[0]), feed="discover"), event("click", note=str(notes[0]))]
    await send(member, *batch, event("hide", note=str(notes[1])))
    await send(member, *batch)
    await member.put(f"/v1/notes/{notes[0]}/like", expect=204)
    await drain()
    await member.delete(f"/v1/notes/{notes[0]}/like")
    await member.put(f"/v1/notes/{notes[0]}/like", expect=204)
    counted = await exposures(sessions, "impressions, clicks, hides, orders")
    assert counted == [(1, 1, 1, 0)]
    assert await exposures(sessions, "likes") == [1]


async def test_a_visitor_or_a_member_without_personalisation_is_never_ranked_by_an_experiment(
    editor: Browser, browse: Callable[[], Browser], sessions: Sessions, notes: list[int]
) -> None:
    await running(editor)
    await browse().get("/v1/feeds/discover")
    member = await browse().sign_up()
    await member.call("PATCH", "/v1/me", json={"personalised": False})
    await member.get("/v1/feeds/discover")
    assert await exposures(sessions, "unit_id") == []


async def test_what_was_done_before_or_long_after_is_not_counted(editor: Browser, sessions: Sessions) -> None:
    await running(editor, key="plain", layer="app", variants=PLAIN, metric="orders", window_hours=48)
    at = clock.now()
    unit = unit_of_visit("visit-1")

    def order(when: datetime) -> Outcome:
        return Outcome(unit=unit, act=Act.ORDER, at=when, amount=9_900)

    async with begin(sessions) as tx:
        assert await service.enrol(tx, key="plain", units=[unit, unit], now=at) == 1
        assert await service.enrol(tx, key="plain", units=[unit], now=at + timedelta(hours=1)) == 0
        hours = [-1, 0, 47, 48]
        await service.count_outcomes(tx, [order(at + timedelta(hours=hour)) for hour in hours])
        hides = [Outcome(unit=unit, act=Act.HIDE, at=at + timedelta(hours=hour)) for hour in (1, 23, 25)]
        await service.count_outcomes(tx, hides)
    assert await exposures(sessions, "orders, gmv, hides") == [(2, 19_800, 2)]


async def test_habits_before_the_exposure_are_noted_beside_it(editor: Browser, sessions: Sessions) -> None:
    await running(editor, key="plain", layer="app", variants=PLAIN, metric="clicks")
    now = clock.now()
    async with begin(sessions) as tx:
        past = [Outcome(unit=7, act=Act.CLICK, at=now - timedelta(days=28 * weeks)) for weeks in (0, 0, 1)]
        await service.count_outcomes(tx, past)
        await service.enrol(tx, key="plain", units=[7, 8], now=now)
        await service.count_outcomes(tx, [Outcome(unit=7, act=Act.CLICK, at=now)])
    first, second = await exposures(sessions, "before, clicks")
    assert (round(first[0], 6), first[1]) == (2.5, 1), "half of what was done four weeks ago still counts"
    assert tuple(second) == (0.0, 0)


async def test_only_acts_of_whoever_has_seen_what_runs_count_and_clicks_of_all_are_habits(
    editor: Browser, browse: Callable[[], Browser], sessions: Sessions
) -> None:
    seen, unseen = await browse().sign_up(), await browse().sign_up()
    batch = ["impression", "impression", "click", "hide", "product_view"]
    await send(seen, *[event(kind) for kind in batch])
    made = await running(editor, key="plain", layer="app", variants=PLAIN)
    await running(editor, key="later", layer="search", variants=PLAIN)
    await seen.put("/v1/flags/plain/exposure")
    units = [int(member.member_id) for member in (seen, unseen)]
    async with begin(sessions) as tx:
        assert await service.list_counted(tx, units) == {units[0]}
        assert await service.list_counted(tx, []) == set()
    for member in (seen, unseen):
        await send(member, *[event(kind) for kind in batch])
    assert await exposures(sessions, "impressions, clicks, hides") == [(2, 1, 1)]
    habits = await ask(sessions, "SELECT clicks FROM experiment.habit ORDER BY member_id")
    assert [round(one / habits[1], 2) for one in habits] == [2, 1], "also what was clicked before anything ran"
    await put_state(editor, made, "stopped")
    async with begin(sessions) as tx:
        assert await service.list_counted(tx, units) == set()
    await send(seen, event("impression"))
    assert await exposures(sessions, "impressions") == [2]


async def test_visits_of_one_batch_count_each_for_itself(
    editor: Browser, browse: Callable[[], Browser], sessions: Sessions
) -> None:
    await running(editor, key="plain", layer="app", variants=PLAIN)
    visitor = browse()
    for visit in ("v-1", "v-2"):
        await visitor.put("/v1/flags/plain/exposure", params={"visit": visit})
    batch = [("v-1", "impression"), ("v-2", "impression"), ("v-3", "click"), ("v-1", "impression"), ("v-2", "click")]
    await send(visitor, *[event(kind, session=visit) for visit, kind in batch])
    counted = await exposures(sessions, "unit_id, impressions, clicks")
    assert set(counted) == {(unit_of_visit("v-1"), 2, 0), (unit_of_visit("v-2"), 1, 1)}
    assert await ask(sessions, "SELECT count(*) FROM experiment.habit") == [0], "a visit has none"


async def test_flags_are_the_same_each_time_and_let_the_share_in(
    editor: Browser, browse: Callable[[], Browser], sessions: Sessions
) -> None:
    flag = await drafted(editor, key="new_card", kind="flag", layer="app", share=3_000, variants=[{"key": "on"}])
    visitor = browse()
    assert await visitor.get("/v1/flags", params={"visit": "v-1"}) == []
    await put_state(editor, flag, "running")
    visits = [f"v-{turn}" for turn in range(200)]

    async def let_in() -> set[str]:
        return {one for one in visits if await visitor.get("/v1/flags", params={"visit": one})}

    first = await let_in()
    assert await let_in() == first
    assert 35 <= len(first) <= 85
    await editor.put(f"{DETAIL}/{flag}/share", {"share": 8_000, "why": "放大"}, expect=200)
    assert await let_in() > first, "whoever was in stays in"
    async with begin(sessions) as tx:
        inside = [one for one in visits if await service.is_on(tx, key="new_card", unit=unit_of_visit(one))]
    assert set(inside) == await let_in()
    await put_state(editor, flag, "stopped")
    assert await let_in() == set()


async def test_a_screen_says_what_it_showed_and_the_first_time_counts(
    editor: Browser, browse: Callable[[], Browser], sessions: Sessions
) -> None:
    made = await running(editor, key="new_sheet", layer="app", variants=PLAIN)
    member = await browse().sign_up()
    (flag,) = await member.get("/v1/flags")
    for _ in range(2):
        assert await member.put("/v1/flags/new_sheet/exposure") == flag
    assert await exposures(sessions, "unit_id") == [member.member_id]
    refused = await member.put("/v1/flags/nothing/exposure", expect=404)
    assert refused["code"] == "experiment.not-found"
    await put_state(editor, made, "stopped")
    await browse().put("/v1/flags/new_sheet/exposure", params={"visit": "v-2"}, expect=404)
    assert await exposures(sessions, "unit_id") == [member.member_id]


async def planted(sessions: Sessions, key: str, *, at: datetime, members: int, clicks: int, hides: int) -> None:
    """Visits that took part a week ago; those of the second variant click and hide so much more."""
    units = [unit_of_visit(f"{key}-{turn}") for turn in range(members)]
    async with begin(sessions) as tx:
        await service.enrol(tx, key=key, units=units, now=at)
    second = set(await ask(sessions, "SELECT unit_id FROM experiment.exposure WHERE variant = 1"))
    done, turns = [], Counter[bool]()
    for unit in units:
        extra = unit in second
        turn, turns[extra] = turns[extra], turns[extra] + 1  # both variants are alike but for what is planted
        acts = [Act.IMPRESSION] * 40 + [Act.CLICK] * (turn % 5 + clicks * extra)
        acts += [Act.HIDE] * (turn % 2 + hides * extra)
        done += [Outcome(unit=unit, act=act, at=at + timedelta(minutes=1)) for act in acts]
    async with begin(sessions) as tx:
        await service.count_outcomes(tx, done)


async def test_a_planted_effect_shows_with_bounds_and_nothing_is_stopped(
    editor: Browser, sessions: Sessions, work: Work
) -> None:
    made = await running(editor, key="plain", layer="app", variants=PLAIN)
    await planted(sessions, "plain", at=clock.now() - timedelta(days=3), members=600, clicks=1, hides=0)
    await jobs.look_at_running_experiments(work)
    await jobs.look_at_running_experiments(work)
    detail = await editor.get(f"{DETAIL}/{made}")
    (primary,) = detail["reading"]["primary"]
    assert detail["card"]["verdict"] == detail["reading"]["verdict"] == "better"
    assert primary["bounds"]["low"] <= 1.0 <= primary["bounds"]["high"]
    assert primary["value"] - primary["control"] == pytest.approx(1.0, abs=0.1)
    assert primary["bounds"]["p"] <= 0.05
    assert len(detail["over_time"]) == 1, "one reading an hour"
    assert sum(arm["exposed"] for arm in detail["card"]["arms"]) == 600
    assert detail["card"]["state"] == "running"


async def test_harm_stops_an_experiment_by_itself_and_the_audit_says_so(
    editor: Browser, sessions: Sessions, work: Work
) -> None:
    made = await running(editor, key="plain", layer="app", variants=PLAIN)
    await planted(sessions, "plain", at=clock.now() - timedelta(days=2), members=600, clicks=3, hides=2)
    await jobs.look_at_running_experiments(work)
    card = (await editor.get(f"{DETAIL}/{made}"))["card"]
    assert (card["state"], card["by_itself"], card["why"]) == ("stopped", True, "guardrail: hide_rate")
    assert card["verdict"] == "harmful"
    (entry,) = await ask(
        sessions, "SELECT by_id, roles FROM identity.audit WHERE action = 'experiment.stopped_by_guardrail'"
    )
    assert tuple(entry) == (0, ["system"])
    await jobs.look_at_running_experiments(work)
    assert (await ask(sessions, "SELECT count(*) FROM identity.audit WHERE action LIKE 'experiment.stopped%'")) == [1]


async def test_without_enough_members_nothing_is_said(editor: Browser, sessions: Sessions, work: Work) -> None:
    made = await running(editor, key="plain", layer="app", variants=PLAIN)
    await planted(sessions, "plain", at=clock.now() - timedelta(days=2), members=150, clicks=3, hides=0)
    await jobs.look_at_running_experiments(work)
    detail = await editor.get(f"{DETAIL}/{made}")
    assert detail["card"]["verdict"] == "early"
    assert detail["reading"]["primary"][0]["bounds"] is None


async def test_two_rankings_make_a_feed_in_turn_and_clicks_find_their_team(
    editor: Browser, browse: Callable[[], Browser], sessions: Sessions, notes: list[int]
) -> None:
    variants = [{"key": "engine", "ranking": "engine"}, {"key": "popular", "ranking": "popular"}]
    await running(editor, key="turns", kind="interleaving", variants=variants)
    member = await browse().sign_up()
    page = [item["note"]["id"] for item in (await member.get("/v1/feeds/discover"))["items"]]
    assert len(set(page)) == len(page)
    ((firsts, seconds),) = await ask(sessions, "SELECT firsts, seconds FROM experiment.line_up")
    assert set(firsts).isdisjoint(seconds)
    assert abs(len(firsts) - len(seconds)) <= 1
    picks = [firsts[0], seconds[0], seconds[1]]
    await send(member, *[event("click", note=str(note), feed="discover") for note in picks])
    await send(member, event("click", note=str(firsts[1]), feed="search"))
    assert await exposures(sessions, "first_clicks, second_clicks") == [(1, 2)]


async def test_old_line_ups_are_forgotten(sessions: Sessions) -> None:
    async with begin(sessions) as tx:
        assert await service.drop_line_ups(tx, now=clock.now()) == 0


def test_captains_pick_in_turn_what_is_left() -> None:
    drafted_ = team_draft([1, 2, 3, 4], [1, 5, 2, 6], seed=3, length=6)
    assert sorted(drafted_.items) == [1, 2, 3, 4, 5, 6]
    assert abs(len(drafted_.firsts) - len(drafted_.seconds)) <= 2
    leads = sum(1 in team_draft([1, 2], [1, 3], seed=seed, length=2).firsts for seed in range(1_000))
    assert 430 <= leads <= 570, "a coin decides who picks first"
    assert team_draft([1, 2, 3], [], seed=1, length=2).items == [1, 2]


def test_whoever_takes_part_does_so_for_ever() -> None:
    slots = [(0, 2_500)]
    inside = [unit for unit in range(10_000) if takes_part(unit, salt="layer:app", slots=slots)]
    assert 2_250 <= len(inside) <= 2_750
    assert all(takes_part(unit, salt="layer:app", slots=slots) for unit in inside)


def test_a_wrong_split_is_judged_before_anything_else() -> None:
    sure = compare_credit(Sums(n=400, y=200.0, yy=300.0), planned=400, alpha=0.05)
    assert sure.metric is Metric.CREDIT
    assert sure.interval is not None
    assert judge([sure], [], split=1.0, lowest_p=[sure.interval.p]) is Verdict.BETTER
    assert judge([sure], [], split=1e-9, lowest_p=[sure.interval.p]) is Verdict.SKEWED
    assert judge([sure], [], split=1.0, lowest_p=[0.5]) is Verdict.OPEN


def test_bounds_are_tightest_near_the_planned_number() -> None:
    def width(planned: int) -> float:
        found = always_valid(difference=0.0, variance=1.0, members=2_000, planned=planned)
        return found.high - found.low

    assert width(2_000) < width(50)
    assert width(2_000) < width(200_000)
