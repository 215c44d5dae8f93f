"""Pages that go on without asking, as long as a process hears of changes and heard of none."""

from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.driving import Browser
from tests.listening import Ear, Reading
from zhongcao.community import store as notes_store
from zhongcao.community.service._cards import KEPT_SECONDS
from zhongcao.discovery import rules, store
from zhongcao.discovery.service._listed import Listed
from zhongcao.discovery.service._viewer import find_reader
from zhongcao.kit import clock, metrics
from zhongcao.kit.db import Sessions, begin
from zhongcao.kit.express import Express
from zhongcao.kit.hearing import CURRENT_SECONDS, Hearing


@pytest.fixture
async def reading(browse: Callable[[], Browser], asked: list[str], ear: Ear, notes: list[int]) -> Reading:
    """A member on their first page, of which nothing was heard yet."""
    made = Reading(await browse().sign_up(), asked)
    await ear.listen()
    await made.page()
    return made


def _went_on(how: str) -> float:
    return float(metrics.pages_that_went_on.labels(how)._value.get())


async def _next_notes(app: Litestar, reading: Reading) -> list[int]:
    """The notes of the page that comes next."""
    feed = next(reversed(app.state["brain"].open._held.values()))
    start = len(reading.shown)
    return list(feed.note_ids[start : start + 5])


async def test_a_page_that_goes_on_asks_nothing(reading: Reading, ear: Ear, notes: list[int]) -> None:
    assert len(reading.of_cards()) == 1, "none of them was there"
    before = _went_on("held"), _went_on("asked")
    for _ in range(3):
        page = await reading.page()
        assert (len(page), reading.statements) == (5, [])
    assert (_went_on("held"), _went_on("asked")) == (before[0] + 3, before[1])
    assert len(set(reading.shown)) == 20
    assert {int(one) for one in reading.shown} <= set(notes)


async def test_a_first_page_of_cards_that_are_kept_asks_for_none(
    browse: Callable[[], Browser], reading: Reading, asked: list[str]
) -> None:
    other = Reading(await browse().sign_up(), asked)
    anew = await other.page(limit=1)
    assert len(anew) == 1
    assert other.statements
    assert other.of_cards() == []


async def test_pages_say_the_same_whether_they_ask_or_not(
    app: Litestar, reading: Reading, ear: Ear, notes: list[int]
) -> None:
    expected = await _next_notes(app, reading)
    await reading.browser.put(f"/v1/notes/{expected[1]}/like", expect=204)
    again = reading.cursor
    ear.clock.seconds += CURRENT_SECONDS  # nothing was heard for too long
    asking = await reading.page()
    assert [int(one["id"]) for one in asking] == expected
    assert any("community.note" in one for one in reading.statements)
    await ear.listen()  # hears of the like, so that the portrait is asked for
    reading.cursor = again
    assert await reading.page() == asking
    assert [one["liked"] for one in asking] == [False, True, False, False, False]


async def test_a_process_that_does_not_hear_asks(reading: Reading, ear: Ear) -> None:
    ear.clock.seconds += CURRENT_SECONDS
    assert len(await reading.page()) == 5
    assert reading.statements
    await ear.listen()
    assert len(await reading.page()) == 5
    assert reading.statements == []


async def test_what_was_read_before_a_loss_is_not_believed(reading: Reading, ear: Ear) -> None:
    before, losses = _went_on("asked"), metrics.hearing_losses._value.get()
    ear.hearing._lose()
    await ear.listen()
    assert metrics.hearing_losses._value.get() == losses + 1
    assert len(await reading.page()) == 5
    assert reading.statements
    assert _went_on("asked") == before + 1


@pytest.mark.parametrize("how", ["withdrawn", "blocked", "blocking"])
async def test_a_note_that_may_not_be_seen_any_more_is_left_out(
    app: Litestar, browse: Callable[[], Browser], sessions: Sessions, reading: Reading, ear: Ear, how: str
) -> None:
    coming = await _next_notes(app, reading)
    gone, member = coming[2], int(reading.browser.member_id)
    async with begin(sessions) as tx:
        author = await tx.scalar(text("SELECT author_id FROM community.note WHERE id = :note"), {"note": gone})
        if how == "withdrawn":
            await notes_store.set_note(tx, author_id=author, note_id=gone, values={"state": "hidden"})
        else:
            by, other = (author, member) if how == "blocked" else (member, author)
            await notes_store.add_block(tx, member_id=by, blocked_id=other, now=clock.now())
    await ear.listen()
    shown = {int(one["id"]) for one in await reading.page()}
    assert gone not in shown
    assert reading.statements


async def test_likes_of_others_are_counted_and_ones_own_is_ones_own(
    app: Litestar, browse: Callable[[], Browser], reading: Reading, ear: Ear, asked: list[str]
) -> None:
    liked = (await _next_notes(app, reading))[0]
    other = Reading(await browse().sign_up(), asked)
    await other.browser.put(f"/v1/notes/{liked}/like", expect=204)
    await ear.listen()
    [shown, *_] = await reading.page()
    assert (int(shown["id"]), shown["likes"], shown["liked"]) == (liked, 1, False)
    page = await other.page(limit=40)
    [seen] = [one for one in page if int(one["id"]) == liked]
    assert (seen["likes"], seen["liked"]) == (1, True)


async def test_a_portrait_that_changed_acts_on_the_next_page(
    app: Litestar, sessions: Sessions, reading: Reading, ear: Ear
) -> None:
    before = next(reversed(app.state["brain"].open._held))
    async with begin(sessions) as tx:
        await store.touch_portrait(tx, int(reading.browser.member_id), now=clock.now())
    await ear.listen()
    assert len(await reading.page()) == 5
    assert next(reversed(app.state["brain"].open._held)) != before, "ranked anew"


@pytest.mark.parametrize("road", ["short", "ordinary"])
async def test_what_one_has_just_done_acts_at_once_for_whoever_wants_nothing_from_memory(
    app: Litestar, monkeypatch: pytest.MonkeyPatch, reading: Reading, road: str
) -> None:
    if road == "ordinary":
        monkeypatch.setattr(app, "express", Express([], gate=app.express._gate, https=False))  # type: ignore[attr-defined]
    before, again = next(reversed(app.state["brain"].open._held)), reading.cursor
    sent_away = {"reason": "author"}
    await reading.browser.put(f"/v1/notes/{reading.shown[0]}/dismissal", sent_away, expect=204)
    await reading.page()
    assert reading.statements == [], "nothing was heard yet"
    reading.cursor = again
    assert len(await reading.page(**{"Cache-Control": "no-cache"})) == 5
    assert next(reversed(app.state["brain"].open._held)) != before, "ranked anew"


async def test_portraits_that_are_all_made_anew_are_asked_for(sessions: Sessions, reading: Reading, ear: Ear) -> None:
    async with begin(sessions) as tx:
        await store.clear(tx)
    await ear.listen()
    await reading.page()
    assert reading.statements


async def test_a_change_between_the_question_and_the_answer_is_not_missed(
    sessions: Sessions,
    browse: Callable[[], Browser],
    ear: Ear,
    asked: list[str],
    notes: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is heard of while a feed is ranked that rests on what was read before."""
    other = Reading(await browse().sign_up(), asked)

    async def find_and_change(tx: Any, member: int, **how: Any) -> Any:
        found = await find_reader(tx, member, **how)
        async with begin(sessions) as change:
            await store.touch_portrait(change, member, now=clock.now())
        await ear.listen()
        return found

    with monkeypatch.context() as patched:
        patched.setattr("zhongcao.discovery.service._feeds.find_reader", find_and_change)
        await other.page()
    await other.page()
    assert other.statements, "the feed does not stand"
    assert any("INSERT INTO discovery.feed" in one for one in other.statements), "ranked anew"


async def test_an_old_card_is_made_anew(reading: Reading, ear: Ear) -> None:
    for _ in range(2):
        ear.clock.seconds += KEPT_SECONDS / 2 + 1
        await ear.listen()
    assert len(await reading.page()) == 5
    assert (len(reading.of_cards()), len(reading.statements)) == (1, 1)
    assert len(await reading.page()) == 5
    assert reading.statements == []


def test_a_feed_of_which_nobody_told_what_is_ones_own_does_not_stand() -> None:
    hearing = Hearing(tick=lambda: 0.0)
    hearing._take_in([("1:1:", None, 0)], 0.0)
    listed: dict[str, Any] = {"kind": "m", "number": 1, "channel": "", "note_ids": [1], "reasons": ["popular"]}
    places: Any = None
    feed = Listed(**listed, places=places, member=7, turn=1)
    assert not feed.stands(hearing)
    assert rules.EVERYONE == 0
