"""How notes look and read, and what of it a member likes."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.driving import Browser
from tests.factories import community
from tests.factories.discovery import wanted
from zhongcao.discovery import rules, service
from zhongcao.discovery.feeds import pool as pools
from zhongcao.discovery.feeds.pool import Standing
from zhongcao.discovery.rules import Act
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, begin

Drain = Callable[..., Awaitable[None]]
DISCOVER, PORTRAIT, ME = "/v1/feeds/discover", "/v1/me/portrait", "/v1/me"
STEPS = (
    "1. 先卸妆，揉 30 秒\n2. 洗面奶两泵\n3. 精华 3 滴\n4. 面霜 1 勺\n5. 白天再加防晒 2 指\n" + "每一步等它吸收。" * 20
)
CHAT = "就是很喜欢！！晚上用着很舒服～"
STYLES = text("SELECT member_id, style FROM discovery.portrait WHERE member_id = :member")


def axes(style: list[int]) -> dict[str, int]:
    return dict(zip(rules.AXES, style, strict=True))


def test_a_note_is_told_by_its_cover_and_its_words() -> None:
    sunny = axes(rules.style_of(palette=[(255, 240, 200), (255, 160, 60), (120, 60, 20)], title="", body=""))
    night = axes(rules.style_of(palette=[(10, 20, 60), (12, 22, 66)], title="", body=""))
    assert sunny["light"] > night["light"]
    assert sunny["warm"] > 0 > night["warm"]
    assert sunny["rich"] > 0 > night["rich"]
    assert axes(rules.style_of(palette=[(10, 20, 60)], title="", body=""))["rich"] == 0, (
        "one colour tells nothing of it"
    )
    steps = axes(rules.style_of(palette=(), title="早晚流程", body=STEPS))
    chat = axes(rules.style_of(palette=(), title="晚安", body=CHAT))
    assert steps["listed"] == 100 > 0 > chat["listed"]
    assert steps["long"] > 0 > chat["long"]
    assert chat["lively"] == 100 > 0 > steps["lively"]
    assert steps["figures"] > 0 > chat["figures"]
    assert rules.style_of(palette=(), title="", body="") == [0] * len(rules.AXES)
    assert all(-100 <= value <= 100 for value in [*sunny.values(), *night.values(), *steps.values(), *chat.values()])


def test_a_style_is_liked_the_more_the_more_was_said_and_what_was_taken_back_is_gone() -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    fresh = rules.growth(at, rules.TASTE_HALF_LIFE)
    bright = rules.style_said(Act.LIKE, [100, *[0] * 7], at)
    once, often = rules.merged_tastes({}, bright), {end: 20 * weight for end, weight in bright.items()}
    assert 0 < rules.style_liked(once, fresh=fresh)[0] < rules.style_liked(often, fresh=fresh)[0] < 1
    both = {**often, "v:light-": often["v:light+"]}
    assert rules.style_liked(both, fresh=fresh)[0] == 0
    assert rules.merged_tastes(once, {end: -weight for end, weight in bright.items()}) == {}


def test_a_pool_keeps_styles_and_so_does_what_came_later(tmp_path: Path) -> None:
    style = list(range(-3, 5))
    pools.save(pools.build([Standing(n, n, 1.0, 1.0, (), 0, 0, 0) for n in (1, 2)]), tmp_path / "1", {"horizon": 0.0})
    held = pools.load(tmp_path / "1")
    held.change([2, 3], [Standing(n, n, 1.0, 1.0, (), 0, 0, 0, style=style) for n in (2, 3)])
    found = held.take(wanted())
    kept = dict(zip(found.ids[found.order].tolist(), found.styles[found.order].tolist(), strict=True))
    assert kept == {1: [0] * 8, 2: style, 3: style}


@pytest.fixture
async def notes(sessions: Sessions) -> dict[str, list[int]]:
    """Forty notes of forty authors about nothing in common: half of them steps with figures, half of them chat."""
    made: dict[str, list[int]] = {}
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=40, nickname="作者")
        at = clock.now() - timedelta(days=2)
        for name, body, some in (("steps", STEPS, authors[:20]), ("chat", CHAT, authors[20:])):
            made[name] = await community.imported_notes(tx, authors=some, count=20, published_at=at, body=body)
        await service.adopt_notes(tx, note_ids=[*made["steps"], *made["chat"]])
    return made


async def style_told(reader: Browser) -> dict[str, dict[str, Any]]:
    return {one["subject"]: one for one in (await reader.get(PORTRAIT))["tastes"] if one["kind"] == "style"}


async def liking(reader: Browser, drain: Drain, notes: list[int]) -> None:
    for note in notes:
        await reader.put(f"/v1/notes/{note}/like")
    await drain("discovery")


async def test_what_reads_as_one_likes_it_comes_first_and_says_so(
    browse: Callable[[], Browser], notes: dict[str, list[int]], drain: Drain
) -> None:
    reader = await browse().sign_up()
    await liking(reader, drain, notes["steps"][:6])
    page = await reader.get(DISCOVER, params={"limit": 40})
    steps = {str(note) for note in notes["steps"][6:]}
    first = [one for one in page["items"] if one["note"]["id"] not in {str(note) for note in notes["steps"][:6]}][:10]
    assert sum(one["note"]["id"] in steps for one in first) >= 8
    assert {one["reason"]["code"] for one in first if one["note"]["id"] in steps} == {"style"}
    assert all(one["reason"]["zh"].startswith("你喜欢的风格：") for one in first if one["note"]["id"] in steps)
    told = await style_told(reader)
    assert (told["v:listed+"]["zh"], told["v:listed+"]["en"], told["v:listed+"]["chosen"]) == (
        "分点分步骤",
        "Point by point",
        False,
    )
    assert 0 < told["v:listed+"]["share"] <= 1


async def test_a_style_is_forgotten_by_itself_and_cannot_be_kept_away(
    browse: Callable[[], Browser], notes: dict[str, list[int]], drain: Drain
) -> None:
    reader = await browse().sign_up()
    await liking(reader, drain, notes["steps"][:6])
    before = await style_told(reader)
    assert {"v:listed+", "v:figures+"} <= set(before)
    await reader.put(f"{PORTRAIT}/aversions/v:listed+", expect=422)
    assert await style_told(reader) == before
    await reader.delete(f"{PORTRAIT}/tastes/v:listed+")
    assert set(await style_told(reader)) == set(before) - {"v:listed+"}
    await reader.delete(PORTRAIT)
    assert await style_told(reader) == {}


async def test_folding_styles_equals_rebuilding_them_and_taking_back_leaves_nothing(
    browse: Callable[[], Browser], sessions: Sessions, notes: dict[str, list[int]], drain: Drain
) -> None:
    reader, other = await browse().sign_up(), await browse().sign_up()
    await liking(reader, drain, [*notes["steps"][:3], notes["chat"][0]])
    await liking(other, drain, notes["steps"][:1])
    await reader.delete(f"/v1/notes/{notes['chat'][0]}/like")
    await other.delete(f"/v1/notes/{notes['steps'][0]}/like")
    await drain("discovery")
    async with begin(sessions) as tx:
        once = (await tx.execute(STYLES, {"member": reader.member_id})).one().style
        assert "v:listed+" in once
        assert "v:listed-" not in once
        assert (await tx.execute(STYLES, {"member": other.member_id})).one().style == {}
        await service.rebuild(tx, now=clock.now())
        again = (await tx.execute(STYLES, {"member": reader.member_id})).one().style
    assert once == pytest.approx(again)


async def test_without_personal_recommendations_style_counts_nothing(
    browse: Callable[[], Browser], notes: dict[str, list[int]], drain: Drain, stop_clock: Callable[[], None]
) -> None:
    reader, visitor = await browse().sign_up(), browse()
    await liking(reader, drain, notes["steps"][:6])
    await reader.call("PATCH", ME, json={"personalised": False})
    stop_clock()
    mine, everyones = [await one.get(DISCOVER, params={"limit": 20}) for one in (reader, visitor)]
    assert [one["note"]["id"] for one in mine["items"]] == [one["note"]["id"] for one in everyones["items"]]
