"""Stages of a feed: one that fails or comes too late is left out and counted; the page comes."""

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np
import pytest

from tests.discovery.test_home import NOW, candidate, run
from tests.driving import Browser
from tests.factories import community
from zhongcao.discovery import rules, service
from zhongcao.discovery.feeds import exploring, spreading
from zhongcao.discovery.feeds.found import Found, Traits, code_of, codes_of, gathered
from zhongcao.discovery.feeds.stages import Feed, Stage
from zhongcao.discovery.service import _home as home
from zhongcao.discovery.service._ask import Ask
from zhongcao.discovery.service._goods import GOODS
from zhongcao.discovery.service._trials import POPULAR
from zhongcao.kit import clock, metrics
from zhongcao.kit.db import Sessions, begin

Numbers = list[int]


def counted(feed: str, stage: str, outcome: str) -> float:
    return metrics.feed_stages.labels(feed, stage, outcome)._value.get()  # type: ignore[no-any-return]


def add_one(ask: int, found: Numbers) -> Numbers:
    return [one + ask for one in found]


def fail(ask: int, found: Numbers) -> Numbers:
    raise ZeroDivisionError


def test_a_stage_that_fails_is_left_out_and_counted() -> None:
    feed: Feed[int, Numbers] = Feed("tested", (Stage("fail", fail, 1), Stage("add", add_one, 1000)), budget_ms=10_000)
    before = counted("tested", "fail", "failed")
    assert feed.run(1, [1, 2]) == [2, 3]
    assert counted("tested", "fail", "failed") == before + 1


def test_what_is_only_nice_to_have_makes_way_when_it_is_late() -> None:
    stages = (Stage("first", add_one, 30), Stage("nice", add_one, 30), Stage("needed", add_one, 30, needed=True))
    feed: Feed[int, Numbers] = Feed("tested", stages, budget_ms=50)
    ticks: Iterator[float] = iter([0.0, 0.06, 0.07])
    before = [counted("tested", *one) for one in (("first", "slow"), ("nice", "late"), ("needed", "late"))]
    assert feed.run(1, [0], tick=lambda: next(ticks)) == [2]
    after = [counted("tested", *one) for one in (("first", "slow"), ("nice", "late"), ("needed", "late"))]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 0]


def test_a_feed_that_is_late_still_says_why() -> None:
    clocks: Iterator[float] = itertools.count(0.0, 1.0)
    feed: Feed[Ask, Found] = Feed("home", home.HOME.stages, budget_ms=1)
    before = counted("home", "diversify", "late")
    ask = Ask(viewer=1, now=NOW, seed=1, followees=frozenset({7}))
    late = feed.run(ask, gathered([candidate(1, author=7), candidate(2, author=8)]), tick=lambda: next(clocks))
    assert counted("home", "diversify", "late") == before + 1
    assert dict(zip(late.note_ids, late.told, strict=True))[1] == "follow"
    for one in (home.HOME, GOODS, POPULAR):
        assert {"explain": True}.items() <= {stage.name: stage.needed for stage in one.stages}.items(), one.name


@pytest.mark.parametrize("broken", [stage.name for stage in home.HOME.stages])
def test_discover_comes_without_any_one_of_its_stages(broken: str) -> None:
    def fails(ask: Ask, found: Found) -> Found:
        raise ValueError

    stages = [Stage(one.name, fails, 1) if one.name == broken else one for one in home.HOME.stages]
    feed: Feed[Ask, Found] = Feed("home", stages, budget_ms=10_000)
    found = [candidate(n, heat=n) for n in range(1, 40)]
    shown = feed.run(Ask(viewer=9, now=NOW, seed=5, tastes={"a:3": 1.0}), gathered(found))
    assert set(shown.note_ids) == set(range(1, 40))


async def test_a_broken_stage_does_not_break_the_page(
    browse: Callable[[], Browser], sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with begin(sessions) as tx:
        authors = await community.members(tx, count=20)
        notes = await community.imported_notes(tx, authors=authors, count=30, published_at=clock.now())
        await service.adopt_notes(tx, note_ids=notes)
    monkeypatch.setattr(spreading, "diversified", fail)
    before = counted("home", "diversify", "failed")
    page = await (await browse().sign_up()).get("/v1/feeds/discover")
    assert len(page["items"]) == 20
    assert counted("home", "diversify", "failed") == before + 1


def test_what_is_alike_does_not_stand_side_by_side() -> None:
    spreading.warm()
    traits = [["c:1", "t:a"]] * 10 + [["c:2", "t:b"]] * 10
    order, scores = np.arange(20), np.linspace(1, 0.8, 20)
    points = spreading.vectors(Traits.of([codes_of(one) for one in traits]))
    plain = spreading.diversified(order, scores, points, points[:, :0], length=20, room=0.0).tolist()
    mixed = spreading.diversified(order, scores, points, points[:, :0], length=20, room=0.3).tolist()
    assert plain == list(range(20))
    assert sorted(mixed) == plain
    assert {place // 10 for place in mixed[:2]} == {0, 1}
    after = spreading.diversified(order, scores, points, points[:, :1].copy(), length=20, room=0.3)
    assert after[0] >= 10, "what was shown last counts as a neighbour"


def test_brands_do_not_crowd_a_page_and_small_authors_get_their_half() -> None:
    found = [["b:1"]] * 30 + [["b:2"], ["b:3"], ["t:x"]] * 10
    spread = spreading.spaced(found, traits=lambda one: one, caps={"b": (3, 20)}, length=60)
    first = [one[0] for one in spread[:19]]
    assert first.count("b:1") == first.count("b:2") == first.count("b:3") == 3
    assert sorted(spread) == sorted(found)
    fans = [5000] * 30 + [3] * 15
    lifted = spreading.lifted(fans, is_small=lambda one: one < 1000, share=0.5, page=20)
    assert [sum(one < 1000 for one in lifted[start : start + 20]) for start in (0, 20)] == [10, 5]
    assert sum(one < 1000 for one in lifted[:10]) == 5, "their half goes all the way down, not to the foot of the page"
    assert sorted(lifted) == sorted(fans)


def test_authors_who_began_lately_get_their_share_of_each_page() -> None:
    began = (NOW - timedelta(days=10)).timestamp()
    long_ago = (NOW - timedelta(days=400)).timestamp()
    old = [candidate(n, heat=500 - n, hours=200, debut=long_ago, fans=10) for n in range(1, 100)]
    new = [candidate(n, heat=1, hours=200, debut=began, fans=10) for n in range(1000, 1020)]
    feed = run(Ask(viewer=9, now=NOW, seed=7), old + new)
    shares = [sum(one.note_id >= 1000 for one in feed[start : start + 20]) for start in (0, 20, 40)]
    assert shares == [9, 9, 2]
    assert sum(one.note_id >= 1000 for one in feed[:10]) == 4
    unknown = [candidate(n, heat=1, hours=200, fans=10) for n in range(1000, 1020)]
    feed = run(Ask(viewer=9, now=NOW, seed=7), old + unknown)
    assert all(one.note_id < 1000 for one in feed[:60]), "nobody is new of whom nothing is known"


def test_a_note_without_goods_counts_to_the_category_that_its_topic_is_named_beside() -> None:
    named = [["c:1", "t:a"], ["c:1", "t:a"], ["c:2", "t:a"], ["c:2", "t:b"]]
    found = gathered([candidate(n, traits=one) for n, one in enumerate([*named, ["t:a"], ["t:x", "t:b"], ["t:x"], []])])
    about = spreading.guessed(found.starts, found.codes)
    assert about.tolist() == [0, 0, 0, 0, code_of("c:1"), code_of("c:2"), 0, 0]
    seeming = spreading.points(np.arange(8), found.starts, found.codes, about)
    named_too = [["t:a", "c:1"], ["t:x", "t:b", "c:2"]]
    assert np.array_equal(seeming[:, 4:6], spreading.vectors(Traits.of([codes_of(one) for one in named_too])))
    nothing = spreading.guessed(found.starts[:1], found.codes[:0])
    assert nothing.tolist() == []


def test_a_page_for_one_taste_still_looks_around() -> None:
    liked = [candidate(n, hours=200, traits=[f"a:{n}", "t:a", *(["c:1"] if n % 2 else [])]) for n in range(1, 81)]
    others = [candidate(n, traits=[f"a:{n}", f"t:{n % 9}", f"c:{n % 9 + 2}"]) for n in range(1001, 1081)]
    feed = run(Ask(viewer=9, now=NOW, seed=7, tastes={"t:a": 3.0}), liked + others)
    traits = {one.note_id: one.traits for one in liked + others}
    for start in (0, 20, 40):
        page = [traits[one.note_id] for one in feed[start : start + 20]]
        assert sum("t:a" in one for one in page) == 3, "no more of what is liked most than the rules let"
        assert sum("c:2" in one for one in page) <= 4
    assert len(feed) == rules.FEED_LENGTH


@pytest.mark.parametrize("seed", range(1, 9))
def test_what_was_drawn_by_lot_keeps_its_place_whoever_stands_around(seed: int) -> None:
    authors = [f"a:{n}" for n in range(60)]
    liked = [candidate(n, author=n % 60, hours=200, traits=[authors[n % 60], "t:a"]) for n in range(1, 200)]
    young = [candidate(n, author=n % 60, traits=[authors[n % 60], f"t:{n}"]) for n in range(1000, 1040)]
    feed = run(Ask(viewer=9, now=NOW, seed=seed, tastes={"t:a": 3.0}), liked + young)
    drawn = [place for place, one in enumerate(feed) if one.pool]
    assert drawn == list(range(rules.CHANCE_EVERY - 1, rules.FEED_LENGTH, rules.CHANCE_EVERY))
    first = feed[: rules.PAGE_USUAL]
    assert sum(one.note_id < 1000 for one in first) == rules.TOPIC_CAP[0]
    for place, one in enumerate(first):
        assert all(one.author_id != other.author_id for other in feed[place + 1 : place + rules.AUTHOR_GAP])


def test_chances_are_known_never_tiny_and_favour_who_waits() -> None:
    drawn = [
        exploring.draw([0] * 10 + [400] * 10, [0] * 10 + [4] * 10, places=1, seed=seed).each()[0] for seed in range(400)
    ]
    assert min(one.propensity for one in drawn) >= 0.02
    waiting = sum(one.place < 10 for one in drawn) / 400
    assert waiting > 0.7
    expected = sum(1 / one.propensity for one in drawn) / 400
    assert expected == pytest.approx(20, rel=0.25), "weighing by the inverse counts the pool"
    again = exploring.draw([0] * 5, [0] * 5, places=9, seed=3).each()
    assert sorted(one.place for one in again) == [0, 1, 2, 3, 4]
    assert again[-1].propensity == pytest.approx(1)
    assert exploring.draw([], [], places=3, seed=1).each() == []


def test_new_notes_get_a_place_with_a_known_chance_and_the_rest_is_certain() -> None:
    old = [candidate(n, heat=100, hours=30 * 24) for n in range(1, 150)]
    new = [candidate(n, heat=0, hours=2) for n in range(1000, 1030)]
    feed = run(Ask(viewer=9, now=NOW, seed=7), old + new)
    chances = [one for one in feed if one.propensity < 1]
    assert len(chances) == rules.FEED_LENGTH // rules.CHANCE_EVERY
    assert all(one.note_id >= 1000 and one.propensity >= 0.02 for one in chances)
    stale = [candidate(n, heat=0, hours=24 * 4) for n in range(1000, 1030)]
    assert timedelta(days=4) > rules.CHANCE_DAYS
    assert all(one.propensity == 1 for one in run(Ask(viewer=9, now=NOW, seed=7), old + stale))
