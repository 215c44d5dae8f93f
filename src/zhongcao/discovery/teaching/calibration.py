"""How good chances are: whether they order (AUC, within pages GAUC), and whether they are true (log loss, ECE)."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds.features import Real

BINS = 10
STEPS = 25
CALIBRATED_FROM = 10
"""With fewer positives than this a head keeps its own scale."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One head on examples that it did not see; `judged` counts those where the act happened."""

    judged: int
    auc: float
    gauc: float
    logloss: float
    ece: float


def figures(chances: Real, labels: Real, pages: NDArray[np.int64]) -> list[Figures]:
    """The figures of each head."""
    return [_figures(chances[:, at].astype(np.float64), labels[:, at] > 0, pages) for at in range(labels.shape[1])]


def _figures(chances: NDArray[np.float64], happened: NDArray[np.bool_], pages: NDArray[np.int64]) -> Figures:
    clipped = np.clip(chances, 1e-7, 1 - 1e-7)
    loss = -np.where(happened, np.log(clipped), np.log(1 - clipped)).mean() if len(chances) else 0.0
    return Figures(
        judged=int(happened.sum()),
        auc=area(chances, happened),
        gauc=grouped_area(chances, happened, pages),
        logloss=float(loss),
        ece=expected_error(chances, happened),
    )


def area(chances: NDArray[np.float64], happened: NDArray[np.bool_]) -> float:
    """How often what happened stands above what did not, equals counting half (AUC); else .5."""
    positives = int(happened.sum())
    negatives = len(happened) - positives
    if not positives or not negatives:
        return 0.5
    _, inverse, counts = np.unique(chances, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    ranks = middle[inverse]
    return float((ranks[happened].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def grouped_area(chances: NDArray[np.float64], happened: NDArray[np.bool_], pages: NDArray[np.int64]) -> float:
    """The same within each page that has both, weighted by how much of it was seen (GAUC)."""
    order = np.argsort(pages, kind="stable")
    bounds = np.flatnonzero(np.diff(pages[order])) + 1
    total, weight = 0.0, 0
    for part in np.split(order, bounds) if len(order) else ():
        hits = int(happened[part].sum())
        if 0 < hits < len(part):
            total += area(chances[part], happened[part]) * len(part)
            weight += len(part)
    return total / weight if weight else 0.5


def expected_error(chances: NDArray[np.float64], happened: NDArray[np.bool_]) -> float:
    """How far chances are from what happened, in ten bins of equal size (ECE)."""
    parts = np.array_split(np.argsort(chances, kind="stable"), BINS)
    gaps = [abs(chances[part].mean() - happened[part].mean()) * len(part) for part in parts if len(part)]
    return float(sum(gaps) / max(len(chances), 1))


def platt(raised: Real, labels: Real, known: Real) -> tuple[Real, Real]:
    """Slope and shift of each head that make its chances true on these examples (Platt, by Newton's steps)."""
    slope, shift = np.ones(labels.shape[1], np.float32), np.zeros(labels.shape[1], np.float32)
    for at in range(labels.shape[1]):
        happened = labels[:, at].astype(np.float64)
        if known[at] and CALIBRATED_FROM <= happened.sum() <= len(happened) - CALIBRATED_FROM:
            slope[at], shift[at] = _newton(raised[:, at].astype(np.float64), happened)
    return slope, shift


def _newton(raised: NDArray[np.float64], happened: NDArray[np.float64]) -> tuple[float, float]:
    both = np.array([1.0, 0.0])
    columns = np.stack([raised, np.ones_like(raised)], axis=1)
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-np.clip(columns @ both, -30, 30)))
        gradient = columns.T @ (chances - happened) + np.array([1e-3 * (both[0] - 1), 0.0])
        weights = chances * (1 - chances)
        curve = (columns * weights[:, None]).T @ columns + np.diag([1e-3, 1e-9])
        step = np.linalg.solve(curve, gradient)
        both -= np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-8:
            break
    if both[0] < 0.05:  # a head that orders the wrong way round on later pages says nothing but its rate
        rate = float(np.clip(happened.mean(), 1e-6, 1 - 1e-6))
        return 0.0, float(np.log(rate / (1 - rate)))
    return float(both[0]), float(both[1])


def place_effects(where: Real, labels: Real) -> Real:
    """The log odds of each head at each knot of the places, all else left aside (logistic regression)."""
    columns = where.astype(np.float64)
    made = np.zeros((where.shape[1], labels.shape[1]), np.float64)
    for at in range(labels.shape[1]):
        happened = labels[:, at].astype(np.float64)
        rate = np.clip(happened.mean(), 1e-5, 0.9)
        usual = np.log(rate / (1 - rate))
        found = np.full(where.shape[1], usual)
        for _ in range(STEPS if happened.any() else 0):
            chances = 1 / (1 + np.exp(-np.clip(columns @ found, -30, 30)))
            gradient = columns.T @ (chances - happened) + (found - usual)
            curve = (columns * (chances * (1 - chances))[:, None]).T @ columns + np.eye(len(found))
            step = np.linalg.solve(curve, gradient)
            found -= np.clip(step, -2, 2)
            if np.abs(step).max() < 1e-6:
                break
        made[:, at] = found
    effects: Real = made.astype(np.float32)
    return effects
