"""What members tell about their skin, stage of life and city, and what notes say about the same."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.driving import Browser
from tests.factories import community
from zhongcao.discovery import rules, service
from zhongcao.discovery.search.lexicon import CONCERN, Lexicon
from zhongcao.discovery.search.needs import needs_of
from zhongcao.identity.rules import Concern, LifeStage, SkinType
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

Drain = Callable[..., Awaitable[None]]
DISCOVER, PORTRAIT, ME = "/v1/feeds/discover", "/v1/me/portrait", "/v1/me"
WORDS = {"dry": "干皮冬天怎么过", "pores": "毛孔粗大有救吗", "city": "周末散步", "plain": "今天的早餐"}


@pytest.fixture
async def notes(sessions: Sessions) -> dict[str, list[int]]:
    """Forty notes of twenty authors, some about dry skin, about pores, and about Shanghai by their topic."""
    made: dict[str, list[int]] = {}
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=20, nickname="作者")
        at = clock.now() - timedelta(days=2)
        for about, title in WORDS.items():
            topics = ["上海"] if about == "city" else []
            made[about] = await community.imported_notes(
                tx, authors=authors, count=20 if about == "plain" else 5, published_at=at, title=title, topics=topics
            )
        await service.adopt_notes(tx, note_ids=[note for some in made.values() for note in some])
    return made


def test_a_note_is_about_what_its_title_or_topics_name_or_its_text_says_twice() -> None:
    assert needs_of("干皮冬天怎么过", ["敏感肌"], "") == ["dry", "sensitive"]
    assert needs_of("早餐", [], "顺便说一句，毛孔") == []
    assert needs_of("早餐", [], "毛孔，还是毛孔") == ["pores"]
    assert needs_of("Dry skin in winter", [], "") == ["dry"]
    assert needs_of("女生必看", [], "") == [], "whom something is for is no need of skin"
    assert len(needs_of("干皮 油皮 敏感肌 祛痘 美白 淡斑 抗老", [], "")) == rules.NEEDS_OF_NOTE_MAX


def test_all_that_can_be_told_is_understood() -> None:
    named = {one.code for one in Lexicon.of_shop((), ()).entries if one.kind == CONCERN}
    assert set(rules.NEEDS) <= named, "a need that no text can name"
    assert {one.value for one in Concern} <= set(rules.NEEDS)
    assert {one.value for one in SkinType} - {"normal"} <= set(rules.NEEDS)
    assert {one.value for one in LifeStage} == set(rules.STAGE_MEANS)


@pytest.mark.parametrize("written", ["杭州", "杭州市", " 杭州市 ", "Hangzhou", "HANGZHOU", " hangzhou "])
def test_a_city_is_what_notes_name_in_their_topics_however_it_was_written(written: str) -> None:
    assert rules.topics_of_city(written) == ("杭州", "杭州探店", "杭州生活", "hangzhou")


def test_a_city_that_no_table_knows_is_called_as_it_was_written() -> None:
    assert rules.topics_of_city("义乌市") == ("义乌", "义乌探店", "义乌生活")
    assert rules.topics_of_city("Suzhou")[0] == "suzhou", "two cities are called so"
    assert rules.topics_of_city(" 市") == ()


async def test_what_a_newcomer_tells_leads_the_first_page_and_is_told_as_the_reason(
    browse: Callable[[], Browser], notes: dict[str, list[int]]
) -> None:
    said = {"skin_type": "dry", "concerns": ["pores"], "city": "上海市"}
    told_nothing, told_all = 0, 0
    for _ in range(10):  # one feed alone may have as many of them by its dice
        told_nothing += await shares(await browse().sign_up(), notes)
        reader = await browse().sign_up()
        await reader.call("PATCH", ME, json=said)
        told_all += await shares(reader, notes)
    assert told_all > told_nothing
    reader = await browse().sign_up()
    await reader.call("PATCH", ME, json=said)
    page = await reader.get(DISCOVER, params={"limit": 20})  # five authors wrote all of it, and each has a gap
    about = {str(note) for kind in ("dry", "pores", "city") for note in notes[kind]}
    reasons = {one["reason"]["zh"] for one in page["items"] if one["note"]["id"] in about}
    assert {"因为你关心干皮", "因为你关心毛孔"} <= reasons
    told = {one["subject"]: one for one in (await reader.get(PORTRAIT))["tastes"]}
    assert {"s:dry", "s:pores", "t:上海"} <= set(told)
    assert not {"t:上海探店", "t:上海生活"} & set(told), "a city that was told is said once"
    assert (told["s:dry"]["kind"], told["s:dry"]["en"], told["s:dry"]["chosen"]) == ("need", "dry skin", True)
    await reader.call("PATCH", ME, json={"city": "Shanghai"})
    abroad = [one["subject"] for one in (await reader.get(PORTRAIT))["tastes"] if one["kind"] == "topic"]
    assert abroad == ["t:上海"], "the same city, said once"
    await reader.call("PATCH", ME, json={"skin_type": None, "concerns": [], "city": None})
    assert (await reader.get(PORTRAIT))["tastes"] == [], "what is taken back does not count any more"


async def shares(reader: Browser, notes: dict[str, list[int]]) -> int:
    """How many of the first ten are about what will be told."""
    about = {str(note) for kind in ("dry", "pores", "city") for note in notes[kind]}
    page = await reader.get(DISCOVER, params={"limit": 10})
    return sum(one["note"]["id"] in about for one in page["items"])


async def test_likes_teach_needs_which_can_be_forgotten_and_kept_away(
    browse: Callable[[], Browser], notes: dict[str, list[int]], drain: Drain
) -> None:
    reader = await browse().sign_up()
    await reader.put(f"/v1/notes/{notes['dry'][0]}/like")
    await drain("discovery")
    told: dict[str, Any] = {one["subject"]: one for one in (await reader.get(PORTRAIT))["tastes"]}
    assert (told["s:dry"]["zh"], told["s:dry"]["chosen"]) == ("干皮", False)
    await reader.delete(f"{PORTRAIT}/tastes/s:dry")
    assert "s:dry" not in {one["subject"] for one in (await reader.get(PORTRAIT))["tastes"]}
    await reader.put(f"{PORTRAIT}/aversions/s:dry")
    page = await reader.get(DISCOVER, params={"limit": 40})
    assert not {one["note"]["id"] for one in page["items"]} & {str(note) for note in notes["dry"]}


async def test_without_personal_recommendations_nothing_of_it_counts(
    browse: Callable[[], Browser], notes: dict[str, list[int]], stop_clock: Callable[[], None]
) -> None:
    reader, visitor = await browse().sign_up(), browse()
    await reader.call("PATCH", ME, json={"skin_type": "dry", "personalised": False})
    stop_clock()
    mine, everyones = [await one.get(DISCOVER, params={"limit": 20}) for one in (reader, visitor)]
    assert [one["note"]["id"] for one in mine["items"]] == [one["note"]["id"] for one in everyones["items"]]
