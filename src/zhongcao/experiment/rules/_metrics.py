"""What experiments measure: one value a member, taken once its window is over, compared between variants.

Each member counts once, when the window after their first exposure has passed: a row of independent values, which is
what tests that may be looked at daily need. Totals that go on growing would not be.
"""

import math
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from zhongcao.experiment.rules._sequential import ALPHA, SPLIT_ALPHA, Interval, always_valid

MEMBERS_MIN = 100
"""In each variant, before anything is said: averages of fewer members are not yet normal."""
ACTS_MIN = 50
"""In both together, before anything is said: rare acts need more members than common ones."""
GUARD_HOURS = 24
"""Hides and reports are counted in a member's first day, so that harm shows within days."""
GUARD_MARGIN = 0.05
"""A rate may rise by a twentieth before an experiment is stopped for it."""


class Metric(StrEnum):
    """What a member did within the window; the first of them an experiment may be decided by."""

    CLICKS = "clicks"
    LIKES = "likes"
    COLLECTS = "collects"
    ORDERS = "orders"
    GMV = "gmv"
    CREDIT = "credit"
    HIDE_RATE = "hide_rate"
    REPORT_RATE = "report_rate"
    REFUND_RATE = "refund_rate"


MEANS = (Metric.CLICKS, Metric.LIKES, Metric.COLLECTS, Metric.ORDERS, Metric.GMV)
GUARDRAILS = (Metric.HIDE_RATE, Metric.REPORT_RATE, Metric.REFUND_RATE)


class Verdict(StrEnum):
    """What can be said of an experiment now."""

    EARLY = "early"
    OPEN = "open"
    BETTER = "better"
    WORSE = "worse"
    HARMFUL = "harmful"
    SKEWED = "skewed"


class Sums(msgspec.Struct, frozen=True):
    """Sums over the members of one variant: of y, of x, of their squares and product.

    For an average, x is what the member did before the experiment; for a rate, what y is divided by.
    """

    n: int
    y: float = 0.0
    yy: float = 0.0
    x: float = 0.0
    xx: float = 0.0
    xy: float = 0.0

    def spread(self) -> tuple[float, float, float]:
        """Variance of y, variance of x, covariance."""
        rest = max(self.n - 1, 1)
        return (
            max(self.yy - self.y**2 / self.n, 0.0) / rest,
            max(self.xx - self.x**2 / self.n, 0.0) / rest,
            (self.xy - self.x * self.y / self.n) / rest,
        )


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """A variant beside the control in one metric; bounds are absent while there are too few members or acts."""

    metric: Metric
    variant: int
    control: float
    value: float
    interval: Interval | None
    members: int


def compare_means(metric: Metric, variant: int, control: Sums, other: Sums, *, planned: int, alpha: float) -> Effect:
    """Compare averages; what members did before explains a part of the chance away (CUPED).

    Deng, Xu, Kohavi, Walker, "Improving the sensitivity of online controlled experiments by utilizing pre-experiment
    data" (WSDM 2013).
    """
    members = control.n + other.n
    averages = [one.y / one.n if one.n else 0.0 for one in (control, other)]
    interval = None
    if min(control.n, other.n) >= MEMBERS_MIN and (control.y + other.y) >= ACTS_MIN:
        (vy0, vx0, c0), (vy1, vx1, c1) = control.spread(), other.spread()
        common = vx0 * (control.n - 1) + vx1 * (other.n - 1)
        slope = (c0 * (control.n - 1) + c1 * (other.n - 1)) / common if common > 0 else 0.0
        difference = averages[1] - averages[0] - slope * (other.x / other.n - control.x / control.n)
        variance = sum(
            (vy - 2 * slope * c + slope**2 * vx) / n
            for vy, vx, c, n in ((vy0, vx0, c0, control.n), (vy1, vx1, c1, other.n))
        )
        interval = always_valid(difference=difference, variance=variance, members=members, planned=planned, alpha=alpha)
    return Effect(
        metric=metric, variant=variant, control=averages[0], value=averages[1], interval=interval, members=members
    )


def compare_rates(metric: Metric, variant: int, control: Sums, other: Sums, *, planned: int, alpha: float) -> Effect:
    """Compare rates, such as hides per impression; members vary in both, which the delta method accounts for."""
    members = control.n + other.n
    rates = [one.y / one.x if one.x else 0.0 for one in (control, other)]
    interval = None
    is_enough = min(control.n, other.n) >= MEMBERS_MIN and (control.y + other.y) >= ACTS_MIN
    if is_enough and min(control.x, other.x) > 0:
        variance = 0.0
        for one, rate in zip((control, other), rates, strict=True):
            vy, vx, c = one.spread()
            variance += (vy - 2 * rate * c + rate**2 * vx) / (one.n * (one.x / one.n) ** 2)
        interval = always_valid(
            difference=rates[1] - rates[0], variance=variance, members=members, planned=planned, alpha=alpha
        )
    return Effect(metric=metric, variant=variant, control=rates[0], value=rates[1], interval=interval, members=members)


def compare_credit(sums: Sums, *, planned: int, alpha: float) -> Effect:
    """Compare two rankings that took turns: each member's share of credited clicks for the second, less the first's."""
    average = sums.y / sums.n if sums.n else 0.0
    interval = None
    if sums.n >= MEMBERS_MIN:
        vy, _, _ = sums.spread()
        interval = always_valid(difference=average, variance=vy / sums.n, members=sums.n, planned=planned, alpha=alpha)
    return Effect(metric=Metric.CREDIT, variant=1, control=0.0, value=average, interval=interval, members=sums.n)


def is_breached(effect: Effect) -> bool:
    """Whether a rate of harm has certainly risen by more than is allowed."""
    return effect.interval is not None and effect.interval.low > GUARD_MARGIN * max(effect.control, 0.0)


def guard_alpha(variants: int) -> float:
    """The chance of a false alarm that one guardrail of one variant may have, so that all together keep within one."""
    return ALPHA / (len(GUARDRAILS) * max(variants - 1, 1))


def judge(primary: Sequence[Effect], guards: Sequence[Effect], *, split: float, lowest_p: Sequence[float]) -> Verdict:
    """What can be said now: a wrong split first, then harm, then the metric that decides.

    `lowest_p` is the lowest p-value of each primary effect at any look so far: what was once certain stays so.
    """
    if split < SPLIT_ALPHA:
        return Verdict.SKEWED
    if any(is_breached(one) for one in guards):
        return Verdict.HARMFUL
    known = [(one, p) for one, p in zip(primary, lowest_p, strict=True) if one.interval is not None]
    if not known:
        return Verdict.EARLY
    certain = [one for one, p in known if p <= ALPHA / max(len(primary), 1)]
    if not certain:
        return Verdict.OPEN
    best = max(certain, key=lambda one: one.interval.difference if one.interval else -math.inf)
    return Verdict.BETTER if best.interval and best.interval.difference > 0 else Verdict.WORSE
