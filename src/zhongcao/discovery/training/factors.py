"""Vectors of members and items by implicit alternating least squares (iALS; Rendle et al. 2021, arXiv 2110.14037)."""

import msgspec
import numpy as np

from zhongcao.discovery.training.interactions import Interactions, Real, Whole
from zhongcao.discovery.training.kernels import solve_rows


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
        solve_rows(seen.starts, seen.items, items, items.T @ items, member_penalty, np.float32(unseen), members)
        solve_rows(turned.starts, turned.members, members, members.T @ members, item_penalty, np.float32(unseen), items)
    return Factors(members, items)
