"""The stages of a feed, one by one, without a database."""

import itertools
from datetime import timedelta

from zhongcao.discovery import rules
from zhongcao.discovery.feeds.found import Candidate, gathered
from zhongcao.discovery.rules import LANDMARK
from zhongcao.discovery.service import _home as home
from zhongcao.discovery.service._ask import Ask

NOW = LANDMARK + timedelta(days=100)


def candidate(note: int, *, author: int = 0, heat: float = 1.0, hours: float = 1.0, **fields: object) -> Candidate:
    published = (NOW - timedelta(hours=hours)).timestamp()
    unit = rules.growth(NOW, rules.HEAT_HALF_LIFE)
    values = {"traits": [f"a:{author or note}"], **fields}
    return Candidate(note_id=note, author_id=author or note, heat=heat * unit, published=published, **values)  # type: ignore[arg-type]


def run(ask: Ask, found: list[Candidate]) -> list[Candidate]:
    return home.HOME.run(ask, gathered(found)).rows()


def test_without_a_portrait_the_hot_and_fresh_come_first() -> None:
    ask = Ask(viewer=0, now=NOW, seed=0)
    feed = run(ask, [candidate(1, heat=1), candidate(2, heat=50), candidate(3, heat=1, hours=24 * 60)])
    assert [one.note_id for one in feed] == [2, 1, 3]
    assert [one.reason for one in feed] == ["popular", "fresh", "popular"]


def test_taste_beats_a_little_heat_and_is_told() -> None:
    ask = Ask(viewer=9, now=NOW, seed=0, tastes={"t:防晒": 4.0, "b:7": 1.0})
    feed = run(
        ask,
        [
            candidate(1, heat=2),
            candidate(2, heat=1, traits=["a:2", "t:防晒"]),
            candidate(3, heat=1, traits=["a:3", "b:7"]),
        ],
    )
    assert [one.note_id for one in feed] == [2, 3, 1]
    assert [one.reason for one in feed] == ["topic:防晒", "brand", "popular"]


def test_in_a_shop_of_millions_a_taste_still_weighs_beside_the_warmest_notes() -> None:
    ask = Ask(viewer=9, now=NOW, seed=0, tastes={"t:防晒": 4.0})
    hot = [candidate(n, heat=500_000 / 3**n) for n in range(1, 21)]
    liked = [candidate(n, heat=1_500, traits=[f"a:{n}", "t:防晒"]) for n in (101, 102)]
    feed = run(ask, [*hot, *liked])
    assert {one.note_id for one in feed[:2]} == {101, 102}
    assert [one.note_id for one in feed[2:6]] == [1, 2, 3, 4], "among the others the warmest come first, as before"
    plain = run(Ask(viewer=0, now=NOW, seed=0), [*hot, *liked])
    assert [one.note_id for one in plain[:4]] == [1, 2, 3, 4]


def test_followed_authors_are_told_as_such() -> None:
    ask = Ask(viewer=9, now=NOW, seed=0, followees=frozenset({5}))
    feed = run(ask, [candidate(1), candidate(2, author=5)])
    assert [(one.note_id, one.reason) for one in feed] == [(2, "follow"), (1, "fresh")]


def test_what_is_dated_after_now_waits() -> None:
    assert run(Ask(viewer=0, now=NOW, seed=0), [candidate(1, hours=-1)]) == []


def test_the_same_author_comes_back_after_some_others() -> None:
    found = [candidate(n, author=1, heat=90 - n) for n in range(1, 7)]
    found += [candidate(n, heat=1) for n in range(100, 130)]
    feed = run(Ask(viewer=0, now=NOW, seed=0), found)
    places = [place for place, one in enumerate(feed) if one.author_id == 1]
    assert len(places) == 6
    assert all(later - earlier >= rules.AUTHOR_GAP for earlier, later in itertools.pairwise(places[:5]))


def test_alone_an_author_may_fill_the_feed() -> None:
    feed = run(Ask(viewer=0, now=NOW, seed=0), [candidate(n, author=1) for n in range(1, 30)])
    assert len(feed) == 29


def test_each_tenth_place_is_a_chance_for_a_fresh_note() -> None:
    found = [candidate(n, heat=100, hours=48) for n in range(1, 200)]
    found += [candidate(n, heat=0.0, hours=n / 1000) for n in range(1000, 1020)]
    feed = run(Ask(viewer=0, now=NOW, seed=0), found)
    assert len(feed) == rules.FEED_LENGTH
    assert len({one.note_id for one in feed}) == rules.FEED_LENGTH
    chances = [one.note_id for place, one in enumerate(feed) if place % 10 == 9]
    assert all(note >= 1000 for note in chances)


def test_everyone_without_a_portrait_gets_the_same() -> None:
    found = [(n, float(n % 7)) for n in range(1, 60)]
    feeds = [
        [one.note_id for one in run(Ask(viewer=viewer, now=NOW, seed=0), [candidate(n, heat=h) for n, h in found])]
        for viewer in (0, 8)
    ]
    assert feeds[0] == feeds[1]
