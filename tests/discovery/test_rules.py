"""The rules of discovery, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongcao.discovery import rules
from zhongcao.discovery.rules import HEAT_HALF_LIFE, LANDMARK, Act


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
    traits = rules.traits_of(author=1, brands=[9, 9], categories=[3], products=[7], topics=["防晒", "防晒"])
    assert traits == ["a:1", "b:9", "c:3", "p:7", "t:防晒"]
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
