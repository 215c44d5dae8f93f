"""What another way of choosing would have brought, from what was drawn by known chances (counterfactual evaluation).

Each draw is weighed by how much likelier the other way would have made it, at most ten times (clipping keeps a single
draw from deciding). SNIPS divides by the sum of the weights; DR takes a prediction and mends it where draws differ from
it. The effective sample (ESS) says how many draws the weights leave; with too few there is no verdict.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

CLIP = 10.0
ESS_MIN = 1000.0
RESAMPLED = 400
Numbers = NDArray[np.float64]


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What was brought as drawn, and what the other way would have: three estimates, and the span of SNIPS (95 %)."""

    draws: int
    ess: float
    as_drawn: float
    ips: float
    snips: float
    dr: float
    low: float
    high: float

    @property
    def tells(self) -> bool:
        """Whether enough is left of the draws to say anything."""
        return self.ess >= ESS_MIN


def estimate(rewards: Numbers, propensities: Numbers, targets: Numbers, expected: Numbers, *, seed: int) -> Estimate:
    """Estimate the worth of another way: `targets` are its chances of the same draws, `expected` what was predicted.

    `expected` stands for the drawn thing and, on average over the other way's choices, for those it would have made.
    """
    draws = len(rewards)
    if not draws:
        return Estimate(draws=0, ess=0.0, as_drawn=0.0, ips=0.0, snips=0.0, dr=0.0, low=0.0, high=0.0)
    weights = np.minimum(targets / propensities, CLIP)
    dice = np.random.default_rng(seed)
    again = np.empty(RESAMPLED)
    for turn in range(RESAMPLED):
        rows = dice.integers(0, draws, draws)
        again[turn] = _snips(rewards[rows], weights[rows])
    low, high = np.quantile(again, (0.025, 0.975))
    return Estimate(
        draws=draws,
        ess=float(weights.sum() ** 2 / max((weights**2).sum(), 1e-12)),
        as_drawn=float(rewards.mean()),
        ips=float((weights * rewards).mean()),
        snips=_snips(rewards, weights),
        dr=float(np.average(expected, weights=weights) + (weights * (rewards - expected)).mean()),
        low=float(low),
        high=float(high),
    )


def _snips(rewards: Numbers, weights: Numbers) -> float:
    return float((weights * rewards).sum() / max(weights.sum(), 1e-12))
