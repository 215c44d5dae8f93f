"""Experiments that are looked at every day: without an effect they stay silent, with one they speak.

Members are assigned by the real hashes and compared by the real functions, after every tenth of a day's members, as an
impatient watcher would. Chance is seeded; `naive` shows what the same watcher gets from a test that is not made for it.
"""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest

from zhongcao.experiment.rules import (
    ALPHA,
    Metric,
    Sums,
    compare_means,
    compare_rates,
    guard_alpha,
    is_breached,
    place_of,
    split_p,
    variant_of,
)

SEED = 20261127
RUNS, MEMBERS, LOOKS = 200, 2_000, 40
Values = Any


@cache
def assigned(run: int) -> Values:
    """The variant of each member of a run, by the hash that the shop uses."""
    salt = f"a-a-{run}"
    return np.array([variant_of(1_000_000 * run + member, salt=salt, weights=[1, 1]) for member in range(MEMBERS)])


def sums_at(looks: Values, arm: Values, y: Values, x: Values) -> list[list[Sums]]:
    """The sums of both variants at each look."""
    found = []
    for which in (0, 1):
        inside = arm == which
        parts = [np.cumsum(one * inside) for one in (np.ones_like(y), y, y * y, x, x * x, x * y)]
        found.append([Sums(int(parts[0][at]), *(float(part[at]) for part in parts[1:])) for at in looks])
    return found


def shopping(rng: Values) -> tuple[Values, Values]:
    """Members who differ: what they did in the window, and what they had done before, out of the same habit."""
    habit = rng.gamma(0.8, 1.0, MEMBERS)
    return rng.poisson(3 * habit).astype(float), rng.poisson(6 * habit).astype(float)


def spending(rng: Values) -> tuple[Values, Values]:
    """Few members buy, and a few of those buy for much: the kind of figure that averages like least."""
    habit = rng.gamma(0.8, 1.0, MEMBERS)
    orders = rng.poisson(0.15 * habit)
    return orders * rng.lognormal(9.5, 0.8, MEMBERS), rng.poisson(0.3 * habit) * rng.lognormal(9.5, 0.8, MEMBERS)


LOOK_AT = np.linspace(MEMBERS / LOOKS, MEMBERS, LOOKS).astype(int) - 1


@pytest.mark.parametrize("kind", [shopping, spending], ids=["clicks", "gmv"])
def test_without_an_effect_at_most_one_in_twenty_ever_speaks(kind: Any) -> None:
    rng = np.random.default_rng(SEED)
    loud = naive = 0
    for run in range(RUNS):
        y, x = kind(rng)
        control, other = sums_at(LOOK_AT, assigned(run), y, x)
        pairs = list(zip(control, other, strict=True))
        effects = [compare_means(Metric.CLICKS, 1, one, two, planned=MEMBERS, alpha=ALPHA) for one, two in pairs]
        known = [one.interval for one in effects if one.interval]
        assert known, f"seed {SEED}, run {run}: nothing was ever compared"
        loud += any(one.p <= ALPHA for one in known)
        naive += any(abs(z_of(one, two)) > 1.96 for one, two in pairs if min(one.n, two.n) >= 100)
    assert loud / RUNS <= ALPHA, f"seed {SEED}: {loud} of {RUNS} spoke"
    assert naive / RUNS > 3 * ALPHA, f"seed {SEED}: looking daily must mislead a plain test, else this proves nothing"


def z_of(one: Sums, two: Sums) -> float:
    """The plain test that is made for one look."""
    variance = one.spread()[0] / one.n + two.spread()[0] / two.n
    return (two.y / two.n - one.y / one.n) / math.sqrt(variance) if variance else 0.0


def test_a_planted_effect_is_found_and_its_bounds_hold_the_truth() -> None:
    rng = np.random.default_rng(SEED)
    runs, found, right = 60, 0, 0
    for run in range(runs):
        y, x = shopping(rng)
        arm = assigned(run)
        y = y + rng.poisson(0.6, MEMBERS) * (arm == 1)
        control, other = sums_at(LOOK_AT, arm, y, x)
        known = [
            one.interval
            for pair in zip(control, other, strict=True)
            if (one := compare_means(Metric.CLICKS, 1, *pair, planned=MEMBERS, alpha=ALPHA)).interval
        ]
        found += any(one.p <= ALPHA and one.difference > 0 for one in known)
        right += all(one.low <= 0.6 <= one.high for one in known)
    assert found / runs >= 0.95, f"seed {SEED}: {found} of {runs}"
    assert right / runs >= 1 - ALPHA, f"seed {SEED}: bounds held the truth at every look in {right} of {runs}"


def test_what_members_did_before_narrows_the_bounds() -> None:
    y, x = shopping(np.random.default_rng(SEED))
    arm = assigned(0)
    (control,), (other,) = sums_at(LOOK_AT[-1:], arm, y, x)
    (control_plain,), (other_plain,) = sums_at(LOOK_AT[-1:], arm, y, np.zeros_like(x))
    helped = compare_means(Metric.CLICKS, 1, control, other, planned=MEMBERS, alpha=ALPHA).interval
    plain = compare_means(Metric.CLICKS, 1, control_plain, other_plain, planned=MEMBERS, alpha=ALPHA).interval
    assert helped is not None
    assert plain is not None
    assert helped.high - helped.low < 0.75 * (plain.high - plain.low)


@pytest.mark.parametrize(("harm", "least", "most"), [(1.0, 0.0, ALPHA), (2.0, 0.95, 1.0)], ids=["none", "twice"])
def test_guardrails_stay_silent_without_harm_and_speak_with_it(harm: float, least: float, most: float) -> None:
    rng = np.random.default_rng(SEED)
    runs, alarms = 200, 0
    for run in range(runs):
        shown = rng.poisson(60 * rng.gamma(1.5, 1.0, MEMBERS)).astype(float)
        arm = assigned(run)
        hides = rng.binomial(shown.astype(int), np.where(arm == 1, 0.004 * harm, 0.004)).astype(float)
        control, other = sums_at(LOOK_AT, arm, hides, shown)
        alarms += any(
            is_breached(compare_rates(Metric.HIDE_RATE, 1, *pair, planned=MEMBERS, alpha=guard_alpha(2)))
            for pair in zip(control, other, strict=True)
        )
    assert least <= alarms / runs <= most, f"seed {SEED}: {alarms} of {runs}"


def test_a_right_split_is_believed_at_every_look_and_a_wrong_one_is_not() -> None:
    doubted = 0
    for run in range(RUNS):
        ones = np.cumsum(assigned(run))
        doubted += any(split_p([int(at + 1 - ones[at]), int(ones[at])], [1, 1]) < 0.05 for at in LOOK_AT)
    assert doubted / RUNS <= 0.05
    assert split_p([5_300, 4_700], [1, 1]) < 0.001
    assert split_p([2_000, 8_000], [1, 4]) > 0.5


def test_members_fall_evenly_and_layers_do_not_know_of_each_other() -> None:
    units = range(20_000)
    one = np.array([place_of(unit, "layer:discover") for unit in units])
    two = np.array([place_of(unit, "layer:search") for unit in units])
    counts = np.bincount(one // 1_000, minlength=10)
    assert abs(counts - 2_000).max() < 5 * math.sqrt(2_000)
    assert abs(np.corrcoef(one, two)[0, 1]) < 5 / math.sqrt(len(one))
