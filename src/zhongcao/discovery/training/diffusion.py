"""The linear operator of blurring and sharpening: a member's items spread to similar ones, and stand out again.

After BSPM (Choi et al., SIGIR 2023, arXiv 2211.09324). With R the matrix of members and items, each entry divided by
the roots of both degrees, P = R'R carries items to items (the heat of one blurring step), G is the ideal low pass of
R's strongest singular directions, and sharpening follows dx/dt = -xP for a time T, by one step of Runge-Kutta 4:
a polynomial of P. A member's scores are x (P + low_pass * G) p(P), where p(P) = sum of (-T P)^k / k!, k = 0..4.
"""

import msgspec
import numpy as np

from zhongcao.discovery.training.interactions import Index, Interactions, Real, Whole
from zhongcao.discovery.training.kernels import multiply

TERMS = 4
EXTRA_DIRECTIONS = 32
POWER_STEPS = 5


Weighted = tuple[Whole, Index, Real]
"""A sparse matrix: where each row starts, the columns of its entries, their weights."""


class Sharpness(msgspec.Struct, frozen=True):
    """How the operator is set: weight of the low pass, time of sharpening."""

    low_pass: float = 0.2
    time: float = 2.5


class Diffusion(msgspec.Struct, frozen=True):
    """The operator, ready to be applied: degree-weighted entries both ways, and the low pass as two thin matrices."""

    by_member: Weighted
    by_item: Weighted
    spread: Real
    gather: Real

    def step(self, x: Real) -> Real:
        """Carry items to items once: P x, with one column for each member of the batch."""
        return _times(self.by_item, _times(self.by_member, x))

    def apply(self, x: Real, sharp: Sharpness) -> Real:
        """Scores of all items (rows) for each column of `x`, which holds 1 for an item that the member has."""
        return sharpen(self.powers(x, sharp.low_pass), sharp.time)

    def powers(self, x: Real, low_pass: float) -> list[Real]:
        """The blurred columns and what further steps make of them, for trying several times of sharpening."""
        passed: Real = self.spread @ (self.gather @ x)
        made = [self.step(x) + np.float32(low_pass) * passed]
        for _ in range(TERMS):
            made.append(self.step(made[-1]))
        return made


def fit(seen: Interactions, *, directions: int, seed: int) -> Diffusion:
    """Prepare the operator from what members did; `directions` singular directions make the low pass."""
    per_member = np.maximum(seen.per_member(), 1).astype(np.float64)
    per_item = np.maximum(seen.per_item(), 1).astype(np.float64)
    weights = (per_member[seen.owners()] ** -0.5 * per_item[seen.items] ** -0.5).astype(np.float32)
    turned = seen.by_item()
    by_member = (seen.starts, seen.items, weights)
    by_item = (turned.starts, turned.members, weights[turned.order])
    strongest = _strongest(by_member, by_item, seen.item_count, directions, seed)
    root = np.sqrt(per_item).astype(np.float32)
    return Diffusion(
        by_member,
        by_item,
        spread=np.ascontiguousarray(root[:, None] * strongest),
        gather=np.ascontiguousarray(strongest.T / root[None, :]),
    )


def sharpen(powers: list[Real], time: float) -> Real:
    """The Runge-Kutta step over precomputed powers of the blurred columns."""
    made, factor = powers[0].copy(), 1.0
    for place, power in enumerate(powers[1:], start=1):
        factor *= -time / place
        made += np.float32(factor) * power
    return made


def _strongest(by_member: Weighted, by_item: Weighted, item_count: int, directions: int, seed: int) -> Real:
    """The strongest right singular directions of R, by subspace iteration from random columns."""
    width = min(directions + EXTRA_DIRECTIONS, item_count, len(by_member[0]) - 1)
    found = np.random.default_rng(seed).standard_normal((item_count, width)).astype(np.float32)
    for _ in range(POWER_STEPS):
        found, _ = np.linalg.qr(_times(by_item, _times(by_member, found)))
    found = np.ascontiguousarray(found, dtype=np.float32)
    seen = _times(by_member, found)
    values, turns = np.linalg.eigh((seen.T @ seen).astype(np.float64))
    order = np.argsort(-values)[:directions]
    return found @ turns[:, order].astype(np.float32)


def _times(sparse: Weighted, dense: Real) -> Real:
    starts, columns, weights = sparse
    out = np.empty((len(starts) - 1, dense.shape[1]), np.float32)
    multiply(starts, columns, weights, np.ascontiguousarray(dense), out)
    return out
