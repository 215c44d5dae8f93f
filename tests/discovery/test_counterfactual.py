"""Counterfactual evaluation: a planted lottery whose other outcome is known."""

import numpy as np
import pytest

from zhongcao.discovery.feeds import exploring
from zhongcao.discovery.teaching.counterfactual import CLIP, ESS_MIN, estimate

SEED = 11


def lottery(rounds: int = 6000) -> tuple[np.ndarray, ...]:
    """Twenty notes, half of them good; drawn by promise, which favours the unseen, here the bad ones."""
    print(f"seed {SEED}")
    dice = np.random.default_rng(SEED)
    good = np.array([0.02] * 10 + [0.22] * 10)
    shown, opened = [0] * 10 + [300] * 10, [0] * 10 + [30] * 10
    drawn = [exploring.draw(shown, opened, places=1, seed=turn).each()[0] for turn in range(rounds)]
    places = np.array([one.place for one in drawn])
    propensities = np.array([one.propensity for one in drawn])
    rewards = (dice.random(rounds) < good[places]).astype(float)
    return rewards, propensities, np.full(rounds, 1 / 20), good[places]


def test_an_even_lot_is_judged_from_an_uneven_one() -> None:
    rewards, propensities, even, expected = lottery()
    told = estimate(rewards, propensities, even, np.full(len(rewards), 0.05), seed=1)
    assert told.as_drawn < 0.09, "the lot favoured the bad ones"
    assert told.tells
    assert told.low < 0.12 < told.high
    assert (told.snips, told.ips, told.dr) == tuple(pytest.approx(0.12, abs=0.02) for _ in range(3))
    exact = estimate(rewards, propensities, even, expected, seed=1)
    assert exact.dr == pytest.approx(0.12, abs=0.01)


def test_few_draws_and_far_ways_give_no_verdict() -> None:
    rewards, propensities, even, expected = (part[:200] for part in lottery(200))
    assert not estimate(rewards, propensities, even, expected, seed=1).tells
    tiny = np.full(5000, 0.001)
    tiny[:50] = 1.0
    far = estimate(np.ones(5000), np.where(tiny == 1.0, 0.02, 0.98), tiny, np.zeros(5000), seed=1)
    assert far.ess < ESS_MIN
    assert far.ips <= CLIP
    nothing = np.zeros(0)
    assert estimate(nothing, nothing, nothing, nothing, seed=1).draws == 0
