"""Staff draft, start, stop and discard experiments: once each, audited, and refused where it does not fit."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from litestar import Litestar

from tests.driving import Browser
from tests.experiment.trials import draft, drafted, put_state, running
from tests.factories import identity
from tests.importing.folders import ask
from zhongcao.experiment import service
from zhongcao.experiment.errors import StateNotReachable
from zhongcao.experiment.rules import BUCKETS, RESUME_WITHIN, ExperimentState, allot, may_become
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.http import SYSTEM

LIST = "/v1/console/experiments"


@pytest.fixture
async def editor(sessions: Sessions, browse: Callable[[], Browser]) -> Browser:
    """An editor."""
    return await identity.staff(sessions, browse(), "editor")


async def kept(sessions: Sessions) -> Any:
    return await ask(sessions, "SELECT key, state, share, why FROM experiment.experiment ORDER BY id")


async def audited(sessions: Sessions) -> list[str]:
    found: list[str] = await ask(
        sessions, "SELECT action FROM identity.audit WHERE action LIKE 'experiment.%' ORDER BY at, id"
    )
    return found


async def test_an_experiment_is_drafted_started_stopped_and_goes_on(editor: Browser, sessions: Sessions) -> None:
    made = await drafted(editor)
    card = (await editor.get(f"{LIST}/{made}"))["card"]
    assert (card["state"], card["can_start"], card["can_stop"], card["can_discard"]) == ("draft", True, False, True)
    card = (await put_state(editor, made, "running"))["card"]
    assert (card["state"], card["can_stop"], card["can_discard"]) == ("running", True, False)
    card = (await put_state(editor, made, "stopped", why="看够了"))["card"]
    assert (card["state"], card["why"], card["can_resume"]) == ("stopped", "看够了", True)
    assert (await put_state(editor, made, "running"))["card"]["state"] == "running"
    expected = ["experiment.drafted", "experiment.started", "experiment.stopped", "experiment.resumed"]
    assert await audited(sessions) == expected
    assert [one["id"] for one in (await editor.get(LIST, params={"state": "running"}))["items"]] == [made]


async def test_what_is_expected_is_told_in_both_languages(editor: Browser) -> None:
    made = await drafted(editor, hypothesis_en="Members open more notes.")
    alone = await drafted(editor, key="alone")
    cards = [(await editor.get(f"{LIST}/{one}"))["card"] for one in (made, alone)]
    zh = "千人千面的排序让会员点开更多笔记。"
    assert [(card["hypothesis"], card["hypothesis_en"]) for card in cards] == [
        (zh, "Members open more notes."),
        (zh, ""),
    ]
    wrong = draft(key="wordy", hypothesis_en="x" * 401)
    await editor.post(LIST, wrong, headers={"Idempotency-Key": "draft-wordy"}, expect=422)
    assert {one["id"] for one in (await editor.get(LIST))["items"]} == {made, alone}


async def test_the_same_state_again_changes_nothing(editor: Browser, sessions: Sessions) -> None:
    made = await running(editor)
    before = await kept(sessions), await audited(sessions)
    await put_state(editor, made, "running", why="再来一次")
    assert (await kept(sessions), await audited(sessions)) == before


async def test_the_same_draft_twice_is_one_and_another_with_its_key_is_refused(
    editor: Browser, sessions: Sessions
) -> None:
    first = await drafted(editor)
    assert await drafted(editor) == first
    refused = await editor.post(LIST, draft(), headers={"Idempotency-Key": "another-intention"}, expect=409)
    assert refused["code"] == "experiment.key-taken"
    assert len(await kept(sessions)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"variants": [{"key": "only"}]},
        {"variants": [{"key": "same"}, {"key": "same"}]},
        {"kind": "flag", "variants": [{"key": "on", "ranking": "engine"}]},
        {"kind": "interleaving", "variants": [{"key": "a", "ranking": "engine"}, {"key": "b", "ranking": "engine"}]},
        {"kind": "interleaving", "variants": [{"key": "a"}, {"key": "b"}]},
        {"layer": "search"},
        {"metric": "hide_rate"},
        {"share": 0},
        {"share": BUCKETS + 1},
        {"window_hours": 0},
        {"variants": [{"key": "a", "weight": 0}, {"key": "b"}]},
        {"variants": [{"key": "a", "ranking": "magic"}, {"key": "b"}]},
        {"key": "Not A Key"},
        {"salt": "mine"},
    ],
    ids=lambda fields: str(fields)[:40],
)
async def test_what_does_not_fit_is_refused_and_nothing_is_kept(
    editor: Browser, sessions: Sessions, fields: dict[str, Any]
) -> None:
    await editor.post(LIST, draft(**fields), headers={"Idempotency-Key": "unfit-draft"}, expect=422)
    assert await kept(sessions) == []
    assert await audited(sessions) == []


async def test_a_started_experiment_is_never_discarded_or_ramped(editor: Browser, sessions: Sessions) -> None:
    made = await running(editor)
    before = await kept(sessions), await audited(sessions)
    assert (await editor.delete(f"{LIST}/{made}", expect=409))["code"] == "experiment.already-started"
    ramped = await editor.put(f"{LIST}/{made}/share", {"share": 10, "why": "少一点"}, expect=409)
    assert ramped["code"] == "experiment.already-started"
    assert (await put_state(editor, made, "draft", expect=409))["code"] == "experiment.state-not-reachable"
    assert (await kept(sessions), await audited(sessions)) == before


async def test_a_draft_is_discarded_once(editor: Browser, sessions: Sessions) -> None:
    made = await drafted(editor)
    await editor.delete(f"{LIST}/{made}", expect=204)
    await editor.delete(f"{LIST}/{made}", expect=404)
    assert await kept(sessions) == []


async def test_a_stop_is_undone_within_the_hour_and_not_later(editor: Browser, sessions: Sessions) -> None:
    made = await running(editor)
    await put_state(editor, made, "stopped")
    late = clock.now() + RESUME_WITHIN + timedelta(minutes=1)
    with pytest.raises(StateNotReachable):
        async with begin(sessions) as tx:
            await service.set_state(
                tx, by=SYSTEM, experiment_id=int(made), state=ExperimentState.RUNNING, why="太晚了", now=late
            )
    assert [row[1] for row in await kept(sessions)] == ["stopped"]
    async with begin(sessions) as tx:
        assert not (await service.get_experiment(tx, experiment_id=int(made), now=late)).card.can_resume


async def test_a_full_layer_starts_nothing_more_and_another_layer_is_free(editor: Browser, sessions: Sessions) -> None:
    await running(editor, share=7_000)
    second = await drafted(editor, key="second", share=4_000)
    refused = await put_state(editor, second, "running", expect=409)
    assert refused["code"] == "experiment.layer-full"
    assert refused["details"]["free"] == 3_000
    assert [row[:2] for row in await kept(sessions)] == [("discover_popular", "running"), ("second", "draft")]
    plain = [{"key": "old"}, {"key": "new"}]
    await running(editor, key="elsewhere", layer="app", variants=plain)


async def test_members_see_nothing_of_it_and_watchers_may_not_decide(
    editor: Browser, browse: Callable[[], Browser], sessions: Sessions
) -> None:
    made = await drafted(editor)
    member = await browse().sign_up()
    await member.get(LIST, expect=403)
    watcher = await identity.staff(sessions, browse(), "finance")
    await watcher.get(f"{LIST}/{made}", expect=200)
    await put_state(watcher, made, "running", expect=403)
    assert [row[1] for row in await kept(sessions)] == ["draft"]


async def test_two_that_start_at_once_never_share_a_bucket(real_app: Litestar, real_sessions: Sessions) -> None:
    tag = str(clock.now_ms())
    editors = [await identity.staff(real_sessions, Browser(real_app), "editor") for _ in range(4)]
    plain = [{"key": "old"}, {"key": "new"}]
    made = [
        await drafted(editor, key=f"race_{tag}_{turn}", layer="goods", share=4_000, variants=plain)
        for turn, editor in enumerate(editors)
    ]

    async def start(editor: Browser, experiment: str) -> int:
        path = f"{LIST}/{experiment}/state"
        answer = await editor._client.put(
            path, json={"state": "running", "why": "race"}, headers={"Authorization": f"Bearer {editor.token}"}
        )
        return answer.status_code

    answers = await asyncio.gather(*(start(editor, one) for editor, one in zip(editors, made, strict=True)))
    assert sorted(answers) == [200, 200, 409, 409]
    running_now = await ask(real_sessions, "SELECT id, slots FROM experiment.experiment WHERE state = 'running'")
    ranges = sorted(tuple(part) for row in running_now if str(row[0]) in made for part in row[1])
    assert all(end <= start for (_, end), (start, _) in pairwise(ranges))
    for editor, one in zip(editors, made, strict=True):
        await start_stop(editor, one)


async def start_stop(editor: Browser, experiment: str) -> None:
    """Leave nothing running behind."""
    card = (await editor.get(f"{LIST}/{experiment}"))["card"]
    if card["can_stop"]:
        await put_state(editor, experiment, "stopped")


def test_buckets_are_given_out_from_the_lowest_free_ones() -> None:
    assert allot([], 10) == [(0, 10)]
    assert allot([(0, 4_000), (5_000, 9_000)], 1_500) == [(4_000, 5_000), (9_000, 9_500)]
    assert allot([(0, BUCKETS - 5)], 6) is None


def test_states_that_cannot_be_reached() -> None:
    now = clock.now()
    assert may_become(ExperimentState.DRAFT, ExperimentState.RUNNING, stopped_at=None, now=now)
    assert not may_become(ExperimentState.DRAFT, ExperimentState.STOPPED, stopped_at=None, now=now)
    assert not may_become(ExperimentState.RUNNING, ExperimentState.DRAFT, stopped_at=None, now=now)
    assert not may_become(ExperimentState.STOPPED, ExperimentState.DRAFT, stopped_at=now, now=now)
