"""Tests that may be looked at every day: intervals that hold at all times at once, and a check of the split.

Asymptotic confidence sequence: Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, "Time-uniform central limit theory and
asymptotic confidence sequences" (Annals of Statistics 52, 2024), which is the normal mixture of Robbins (1970) and the
mixture sequential ratio test of Johari, Koomen, Pekelis, Walsh, "Always valid inference" (Operations Research, 2022).
Split check: Lindon, Malek, "Anytime-valid inference for multinomial count data" (NeurIPS 2022).
"""

import math
from collections.abc import Sequence

import msgspec

ALPHA = 0.05
"""How often an experiment without any effect may ever be called one, however often it is looked at."""
SPLIT_ALPHA = 0.001
"""Below this, members are not split as they should be, and no figure is believed."""
SPLIT_CONCENTRATION = 500.0


class Interval(msgspec.Struct, frozen=True):
    """A difference with bounds that hold at every look, and the p-value that may be looked at as often as one likes."""

    difference: float
    low: float
    high: float
    p: float


def always_valid(*, difference: float, variance: float, members: int, planned: int, alpha: float = ALPHA) -> Interval:
    """Bounds of a difference that hold at all looks together; tightest when about as many took part as were planned.

    `variance` is that of the difference as estimated from these members.
    """
    if variance <= 0 or members <= 0:
        return Interval(difference=difference, low=-math.inf, high=math.inf, p=1.0)
    log_odds = -2 * math.log(alpha)
    weight = members * (log_odds + math.log(log_odds + 1)) / planned
    half = math.sqrt(variance * 2 * (weight + 1) / weight * math.log(math.sqrt(weight + 1) / alpha))
    evidence = -0.5 * math.log(weight + 1) + difference**2 / variance * weight / (2 * (weight + 1))
    return Interval(
        difference=difference, low=difference - half, high=difference + half, p=min(1.0, math.exp(-max(evidence, 0.0)))
    )


def split_p(counts: Sequence[int], weights: Sequence[int]) -> float:
    """How believable it is that members were split by these weights; may be looked at as often as one likes."""
    total = sum(weights)
    evidence = math.lgamma(SPLIT_CONCENTRATION) - math.lgamma(SPLIT_CONCENTRATION + sum(counts))
    for count, weight in zip(counts, weights, strict=True):
        prior = SPLIT_CONCENTRATION * weight / total
        evidence += math.lgamma(prior + count) - math.lgamma(prior) - count * math.log(weight / total)
    return min(1.0, math.exp(-max(evidence, 0.0)))
