"""The rules of discovery, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.discovery import rules
from zhongcao.discovery.rules import HEAT_HALF_LIFE, LANDMARK, Act, Dismissal


def test_an_act_counts_double_for_each_half_life_later() -> None:
    at = LANDMARK + timedelta(days=40)
    assert rules.heat_of(Act.LIKE, at + HEAT_HALF_LIFE) == pytest.approx(2 * rules.heat_of(Act.LIKE, at))
    assert rules.heat_of(Act.COLLECT, at) == pytest.approx(rules.heat_of(Act.LIKE, at + HEAT_HALF_LIFE))


def test_old_and_far_moments_stay_finite() -> None:
    for days in (-9000, -1, 0, 1, 9000):
        heat = rules.heat_of(Act.ORDER, LANDMARK + timedelta(days=days))
        assert 0 < heat < float("inf")


@given(st.tuples(st.floats(0.001, 1e6), st.floats(0.001, 1e6)))
def test_what_is_taken_back_vanishes(weights: tuple[float, float]) -> None:
    changes = dict(zip(["a:1", "t:防晒"], weights, strict=True))
    once = rules.merged_tastes({}, changes)
    assert once == pytest.approx(changes)
    assert rules.merged_tastes(once, {trait: -change for trait, change in changes.items()}) == {}


def test_only_the_strongest_tastes_are_remembered() -> None:
    many = {f"t:{n}": float(n) for n in range(1, rules.TASTES_MAX + 50)}
    kept = rules.merged_tastes({}, many)
    assert len(kept) == rules.TASTES_MAX
    assert min(kept.values()) == 50.0


def test_reasons_are_sentences_in_both_languages() -> None:
    assert rules.explain("topic:防晒") == ("topic", "因为你喜欢 #防晒", "Because you like #防晒")
    for code in rules.REASONS:
        kept, zh, en = rules.explain(code)
        assert kept == code
        assert zh
        assert en


def test_traits_say_what_they_are() -> None:
    traits = rules.traits_of(
        author=1, brands=[9, 9], categories=[3], products=[7], topics=["防晒", "防晒"], needs=["dry"]
    )
    assert traits == ["a:1", "b:9", "c:3", "p:7", "t:防晒", "s:dry"]
    assert {trait[0] for trait in traits} == rules.TRAIT_WEIGHT.keys()


def test_a_fresh_note_starts_as_if_liked_once() -> None:
    for at in (LANDMARK, LANDMARK + HEAT_HALF_LIFE, LANDMARK - HEAT_HALF_LIFE):
        assert rules.prior_heat(at) == rules.heat_of(Act.LIKE, at)
    assert rules.prior_heat(LANDMARK) == 1.0


def test_a_taste_weighs_the_act_the_trait_and_the_moment() -> None:
    assert rules.taste_of(Act.LIKE, "b7", LANDMARK) == 1.0
    assert rules.taste_of(Act.ORDER, "p7", LANDMARK) == 6.0
    assert rules.taste_of(Act.COLLECT, "c7", LANDMARK) == pytest.approx(1.2)
    later = LANDMARK + rules.TASTE_HALF_LIFE
    assert rules.taste_of(Act.LIKE, "b7", later) == 2.0, "what is younger by one half-life counts twice"


def test_an_index_is_made_after_a_rush_or_with_age_but_not_within_one() -> None:
    def due(*, made: timedelta | None, changes: int, newest: timedelta | None) -> bool:
        return rules.is_index_due(
            made_at=None if made is None else LANDMARK - made,
            changes=changes,
            newest_change_at=None if newest is None else LANDMARK - newest,
            now=LANDMARK,
        )

    second, hour = timedelta(seconds=1), timedelta(hours=1)
    assert not due(made=None, changes=0, newest=None)
    assert not due(made=None, changes=1, newest=second)
    assert due(made=None, changes=1, newest=hour)
    assert not due(made=hour, changes=0, newest=None)
    assert due(made=hour, changes=1, newest=second)
    assert not due(made=second * 20, changes=1, newest=second)
    assert due(made=second * 20, changes=rules.SEARCH_REMAKE_CHANGES, newest=second * 6)
    assert not due(made=second * 20, changes=rules.SEARCH_REMAKE_CHANGES, newest=second)
    assert due(made=rules.SEARCH_REFRESH, changes=0, newest=None)


def test_a_click_far_down_says_more_and_fades() -> None:
    assert rules.click_weight(place=0, at=LANDMARK) == 1.0
    assert rules.click_weight(place=3, at=LANDMARK) == 2.0
    assert rules.click_weight(place=10_000, at=LANDMARK) == rules.SEARCH_CLICK_PLACE_MAX
    half = rules.SEARCH_CLICKS_HALF
    assert rules.click_boost(half, LANDMARK) == pytest.approx(1 + rules.SEARCH_CLICKS / 2)
    assert rules.click_boost(half, LANDMARK + rules.SEARCH_CLICK_HALF_LIFE) < rules.click_boost(half, LANDMARK)
    assert rules.click_boost(0.0, LANDMARK) == 1.0


def test_quality_lies_between_nothing_and_all() -> None:
    unknown = rules.product_quality(popularity=0, stars_hundredths=None, ratings=0)
    loved = rules.product_quality(popularity=10**6, stars_hundredths=490, ratings=500)
    hated = rules.product_quality(popularity=0, stars_hundredths=110, ratings=500)
    assert 0 <= hated < unknown < loved <= 1
    assert rules.note_quality(0.0) == 0.0
    assert 0 < rules.note_quality(3.0) < rules.note_quality(300.0) <= 1


def test_prices_are_told_in_both_languages() -> None:
    assert rules.price_words(None, 20_000) == ("¥200 以下", "Up to ¥200")
    assert rules.price_words(15_050, None) == ("¥150.5 以上", "From ¥150.5")
    assert rules.price_words(5_000, 10_000) == ("¥50–100", "¥50–100")


def test_a_dismissal_sends_away_the_author_or_the_note_and_says_something_about_its_like_or_not() -> None:
    assert rules.subject_of_dismissal(Dismissal.AUTHOR, note=5, author=7) == "a:7"
    others = [reason for reason in Dismissal if reason is not Dismissal.AUTHOR]
    assert {rules.subject_of_dismissal(reason, note=5, author=7) for reason in others} == {"n:5"}
    assert {reason for reason in Dismissal if rules.makes_rarer(reason)} == {Dismissal.CONTENT, Dismissal.AD}
    assert not rules.makes_rarer(rules.MUTED)


def test_distaste_halves_in_a_month() -> None:
    assert rules.distaste_left(timedelta(0)) == rules.distaste_left(timedelta(days=-1)) == 1.0
    assert rules.distaste_left(rules.DISTASTE_HALF_LIFE) == pytest.approx(0.5)


def test_only_acts_after_the_forgetting_still_count() -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    later = at + timedelta(seconds=1)
    assert rules.still_counts("t:防晒", at, {})
    assert not rules.still_counts("t:防晒", at, {"t:防晒": at})
    assert rules.still_counts("t:防晒", later, {"t:防晒": at})
    assert rules.still_counts("b:1", at, {"t:防晒": at})
    assert not rules.still_counts("b:1", at, {rules.EVERYTHING: at})
