"""Groups of points that lie near each other: k-means (Lloyd 1982), begun by lot with a seed."""

import numpy as np

from zhongcao.discovery.training.interactions import Real, Whole

EACH = 64
"""So many points for each group are enough to find its middle."""
BATCH = 8192


def find_middles(points: Real, count: int, *, rounds: int, seed: int) -> Real:
    """The middles of so many groups; a group that nobody joins begins anew where points lie farthest from all."""
    dice = np.random.default_rng(seed)
    if len(points) > count * EACH:
        points = points[np.sort(dice.choice(len(points), count * EACH, replace=False))]
    middles: Real = points[dice.choice(len(points), count, replace=False)].copy()
    for _ in range(rounds):
        of, far = nearest(points, middles)
        counts = np.bincount(of, minlength=count)
        joined, order = counts > 0, np.argsort(of, kind="stable")
        sums = np.add.reduceat(points[order], (np.cumsum(counts) - counts)[joined], axis=0)
        middles[joined] = sums / counts[joined, None]
        middles[~joined] = points[np.argsort(-far, kind="stable")[: int((~joined).sum())]]
    return middles


def nearest(points: Real, middles: Real) -> tuple[Whole, Real]:
    """The group whose middle lies nearest to each point, and how far it is (squared)."""
    lean = (middles**2).sum(axis=1) / 2
    of, far = np.empty(len(points), np.int64), np.empty(len(points), np.float32)
    for start in range(0, len(points), BATCH):
        part = points[start : start + BATCH]
        close = part @ middles.T - lean
        best = close.argmax(axis=1)
        of[start : start + BATCH] = best
        far[start : start + BATCH] = (part**2).sum(axis=1) - 2 * close[np.arange(len(part)), best]
    return of, far
