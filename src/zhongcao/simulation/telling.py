"""What came of the arms, side by side: orders, satisfaction, diversity, new creators, and how newcomers fared."""

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
import numpy as np

from zhongcao.simulation.days import Arm, Lived, PageRecord
from zhongcao.simulation.truth import NEVER, Real, Truth

DRAWS = 2_000
GOALS = {
    "orders_lift": 1.3,
    "satisfaction_gain": 0.0,
    "diversity_gain": 0.0,
    "new_creator_gain": 0.0,
    "newcomers_page_3_gain": 0.0,
}
"""Orders per member at least 30 % up, nothing else down."""
TURNS = (1, 2, 3)


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """The same town under both arms: the engine, and what it stands beside."""

    truth: Truth
    engine: Lived
    other: Lived


def figures(pairs: Sequence[Pair], *, seed: int, other: Arm = Arm.POPULAR) -> dict[str, float]:
    """Every figure of both arms over all towns; differences with 95 % bootstrap intervals over members."""
    told: dict[str, float] = {}
    for name, arms in ((Arm.ENGINE, [one.engine for one in pairs]), (other, [one.other for one in pairs])):
        told |= {f"{name}.{key}": value for key, value in _of_arm(arms, [one.truth for one in pairs]).items()}
    orders = _paired(pairs, _orders)
    told |= _ratio("orders_lift", orders, seed)
    told |= _ratio("gmv_lift", _paired(pairs, _fen), seed)
    told |= _difference("satisfaction_gain", _paired(pairs, _satisfaction), seed)
    told |= _difference("diversity_gain", _paired(pairs, _diversity), seed)
    told |= _difference("new_creator_gain", _paired(pairs, _new_creators), seed)
    for turn in TURNS:
        gains = _paired(pairs, partial(_newcomers, turn=turn))
        told |= _difference(f"newcomers_page_{turn}_gain", gains, seed)
    return told


def _of_arm(arms: Sequence[Lived], truths: Sequence[Truth]) -> dict[str, float]:
    pages = [page for lived in arms for page in lived.pages]
    members = sum(truth.member_count for truth in truths)
    told = {
        "orders_per_member": sum(sum(lived.orders.values()) for lived in arms) / members,
        "gmv_per_member": sum(sum(lived.fen.values()) for lived in arms) / members / 100,
        "satisfaction": _mean([page.worth for page in pages]),
        "diversity": _mean([page.spread for page in pages]),
        "new_creator_share": _mean([page.new_creators for page in pages]),
        "pages_per_member": len(pages) / members,
        "nights_with_places": _mean([float(lists > 0) for lived in arms for lists in lived.nights]),
    }
    for turn in TURNS:
        first = [
            page.pure
            for lived, truth in zip(arms, truths, strict=True)
            for page in lived.pages
            if page.turn == turn - 1 and truth.joins[page.member] != NEVER
        ]
        told[f"newcomers_page_{turn}"] = _mean(first)
    return told


Values = dict[int, float]
Value = Callable[[PageRecord], float]
Reader = Callable[[Lived, Truth], Values]


def _orders(lived: Lived, truth: Truth) -> Values:
    return {member: float(lived.orders.get(member, 0)) for member in range(truth.member_count)}


def _fen(lived: Lived, truth: Truth) -> Values:
    return {member: float(lived.fen.get(member, 0)) for member in range(truth.member_count)}


def _satisfaction(lived: Lived, truth: Truth) -> Values:
    return _by_member(lived.pages, lambda page: page.worth)


def _diversity(lived: Lived, truth: Truth) -> Values:
    return _by_member(lived.pages, lambda page: page.spread)


def _new_creators(lived: Lived, truth: Truth) -> Values:
    return _by_member(lived.pages, lambda page: page.new_creators)


def _newcomers(lived: Lived, truth: Truth, *, turn: int) -> Values:
    pages = [page for page in lived.pages if page.turn == turn - 1 and truth.joins[page.member] != NEVER]
    return _by_member(pages, lambda page: page.pure)


def _by_member(pages: Sequence[PageRecord], value: Value) -> Values:
    found: dict[int, list[float]] = {}
    for page in pages:
        found.setdefault(page.member, []).append(value(page))
    return {member: float(np.mean(values)) for member, values in found.items()}


def _paired(pairs: Sequence[Pair], values: Reader) -> Real:
    """Members of all towns who have a value under both arms: the engine's, and that of the arm beside it."""
    rows = []
    for pair in pairs:
        one, other = values(pair.engine, pair.truth), values(pair.other, pair.truth)
        rows += [(one[member], other[member]) for member in sorted(one.keys() & other.keys())]
    return np.array(rows, np.float64).reshape(-1, 2)


def _ratio(name: str, rows: Real, seed: int) -> dict[str, float]:
    picks = np.random.default_rng([seed, 5]).integers(0, len(rows), (DRAWS, len(rows)))
    sums = rows[picks].sum(axis=1)
    draws = sums[:, 0] / np.maximum(sums[:, 1], 1)
    return _told(name, rows[:, 0].sum() / max(rows[:, 1].sum(), 1), draws)


def _difference(name: str, rows: Real, seed: int) -> dict[str, float]:
    if not len(rows):
        return {}
    gains = rows[:, 0] - rows[:, 1]
    picks = np.random.default_rng([seed, 6]).integers(0, len(rows), (DRAWS, len(rows)))
    return _told(name, float(gains.mean()), gains[picks].mean(axis=1))


def _told(name: str, value: float, draws: Real) -> dict[str, float]:
    low, high = np.quantile(draws, [0.025, 0.975])
    return {name: float(value), f"{name}_low": float(low), f"{name}_high": float(high)}


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
