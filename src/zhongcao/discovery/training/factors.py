"""Vectors of members and items by implicit alternating least squares (iALS; Rendle et al. 2021, arXiv 2110.14037)."""

from collections.abc import Callable

import msgspec
import numpy as np

from zhongcao.discovery.training.interactions import Index, Interactions, Real, Whole
from zhongcao.discovery.training.kernels import add_errors

ROWS_TOGETHER = 1024
STEPS = 3
TINY = np.float32(1e-30)


class Factors(msgspec.Struct, frozen=True):
    """A vector for each member and each item; their product is the score."""

    members: Real
    items: Real

    def score(self, members: Whole) -> Real:
        """Scores of all items (rows) for some members (columns)."""
        made: Real = self.items @ self.members[members].T
        return made


def fit(seen: Interactions, *, size: int, rounds: int, unseen: float, penalty: float, seed: int) -> Factors:
    """Learn vectors; the penalty of a row grows with how much it says: `penalty * (entries + unseen * others)`."""
    dice = np.random.default_rng(seed)
    scale = 0.1 / np.sqrt(size)
    members = (dice.standard_normal((seen.member_count, size)) * scale).astype(np.float32)
    items = (dice.standard_normal((seen.item_count, size)) * scale).astype(np.float32)
    turned = seen.by_item()
    member_penalty = (penalty * (seen.per_member() + unseen * seen.item_count)).astype(np.float32)
    item_penalty = (penalty * (seen.per_item() + unseen * seen.member_count)).astype(np.float32)
    for _ in range(rounds):
        _half_round(seen.starts, seen.items, items, member_penalty, unseen, members)
        _half_round(turned.starts, turned.members, members, item_penalty, unseen, items)
    return Factors(members, items)


def _half_round(starts: Whole, columns: Index, other: Real, penalty: Real, unseen: float, rows: Real) -> None:
    """Bring all rows nearer to what is best for them while the other side stands still.

    What is not done weighs on all rows alike, so it is one product of matrices for many rows at a time, which for long
    vectors is most of the work.
    """
    gram = np.float32(unseen) * (other.T @ other)
    for first in range(0, len(rows), ROWS_TOGETHER):
        some, weights = rows[first : first + ROWS_TOGETHER], penalty[first : first + ROWS_TOGETHER, None]

        def pull(x: Real, target: float, first: int = first, weights: Real = weights) -> Real:
            out = np.empty_like(x)
            add_errors(starts, columns, other, first, np.float32(target), x, out)
            made: Real = out - x @ gram - weights * x
            return made

        _descend(some, pull)


def _descend(x: Real, pull: Callable[[Real, float], Real]) -> None:
    """Conjugate gradients for many rows at once, beginning where the rows stand."""
    residual = pull(x, 1.0)
    direction = residual.copy()
    length = _squares(residual)
    for _ in range(STEPS):
        image = -pull(direction, 0.0)
        step = length / np.maximum(np.einsum("ij,ij->i", direction, image)[:, None], TINY)
        x += step * direction
        residual -= step * image
        following = _squares(residual)
        direction *= following / np.maximum(length, TINY)
        direction += residual
        length = following


def _squares(rows: Real) -> Real:
    made: Real = np.einsum("ij,ij->i", rows, rows)[:, None]
    return made
