"""Settings are chosen by the data's own validation: part of what is known is hidden, and choices are judged by it."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, Literal, TypeVar

import msgspec
import numpy as np

from zhongcao.discovery.training import diffusion, factors
from zhongcao.discovery.training.diffusion import Diffusion, Sharpness
from zhongcao.discovery.training.evaluation import Quality, Score, judge, judge_each, one_hot
from zhongcao.discovery.training.factors import Factors
from zhongcao.discovery.training.interactions import Interactions, Real, Whole, hold_out
from zhongcao.discovery.training.neighbours import Closeness, together

SHARE_HIDDEN = 0.1
MEMBERS_ASKED = 2500
LOW_PASSES = (0.1, 0.2, 0.3, 0.4)
TIMES = (0.0, 1.0, 1.5, 2.0, 2.5, 3.0)
EXPONENTS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
SHARES_TOGETHER = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
SHARES_FACTORS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.4)
UNSEEN = (0.003, 0.01, 0.03)
PENALTY = 0.001

Measure = Literal["best", "spread", "top", "root", "places"]
MEASURES: tuple[Measure, ...] = ("best", "spread", "top", "root", "places")
"""Scores of different kinds are brought to one scale for each member: by the best, by the spread over all goods (which
is a z-score, since a member's mean moves no order), by the mean of the first fifty, by the root of the share of the
best, or by places alone (reciprocal rank fusion)."""
TOP = 50
PLACES_KEPT, PLACES_BEGIN = 400, 20

Say = Callable[[str], None]
T = TypeVar("T")


Parts = tuple[Real, Real, Real]
"""Scores of the operator, of co-occurrence and of vectors."""


class Blend(msgspec.Struct, frozen=True):
    """How much of co-occurrence and of vectors goes beside the operator, and by what each score is measured."""

    together: float = 0.0
    factors: float = 0.0
    measure: Measure = "best"


class Settings(msgspec.Struct, frozen=True):
    """All that was chosen."""

    sharp: Sharpness = Sharpness()
    close: Closeness = Closeness()
    unseen: float = 0.01
    blend: Blend = Blend()


class Trial(msgspec.Struct, frozen=True):
    """What is known and what is hidden while choosing, and whom we ask."""

    known: Interactions
    hidden: Interactions
    members: Whole

    def best(self, candidates: Callable[[Whole], Iterator[tuple[T, Real]]]) -> T:
        """The candidate that is best for those whom we ask."""
        found: dict[Any, Quality] = judge_each(candidates, self.known, self.hidden, self.members)
        chosen: T = max(found, key=lambda name: found[name].both)
        return chosen

    def judge(self, score: Score) -> Quality:
        """How good one way to score is for them."""
        return judge(score, self.known, self.hidden, self.members)


def choose(seen: Interactions, *, directions: int, size: int, rounds: int, seed: int, say: Say) -> Settings:
    """Choose every setting one after the other, the blend last."""
    known, hidden = hold_out(seen, share=SHARE_HIDDEN, seed=seed)
    able = np.flatnonzero((known.per_member() > 0) & (hidden.per_member() > 0))
    asked = np.sort(np.random.default_rng(seed).permutation(able)[:MEMBERS_ASKED])
    trial = Trial(known, hidden, asked)
    say("choosing: operator")
    operator = diffusion.fit(known, directions=directions, seed=seed)
    sharp = _choose_sharpness(trial, operator)
    say("choosing: co-occurrence")
    close = _choose_closeness(trial)
    say("choosing: vectors")
    unseen, vectors = _choose_vectors(trial, size=size, rounds=rounds, seed=seed)
    say("choosing: blend")
    blend = _choose_blend(trial, operator, sharp, close, vectors)
    return Settings(sharp, close, unseen, blend)


def measured(parts: Parts, measure: Measure) -> Parts:
    """The three scores on one scale, member by member."""
    first, second, third = (_MEASURED[measure](part) for part in parts)
    return first, second, third


def mix(parts: Parts, blend: Blend) -> Real:
    """One score out of three that are on one scale."""
    whole, together_, vectors = parts
    made: Real = whole + np.float32(blend.together) * together_ + np.float32(blend.factors) * vectors
    return made


def _by_best(part: Real) -> Real:
    made: Real = part / np.maximum(part.max(axis=0, keepdims=True), 1e-9)
    return made


def _by_spread(part: Real) -> Real:
    made: Real = part / np.maximum(part.std(axis=0, keepdims=True), 1e-9)
    return made


def _by_top(part: Real) -> Real:
    top = np.partition(part, -min(TOP, len(part)), axis=0)[-TOP:]
    made: Real = part / np.maximum(top.mean(axis=0, keepdims=True), 1e-9)
    return made


def _by_root(part: Real) -> Real:
    made: Real = np.sqrt(np.maximum(_by_best(part), 0))
    return made


def _by_places(part: Real) -> Real:
    kept = min(PLACES_KEPT, len(part))
    best = np.argpartition(part, -kept, axis=0)[-kept:]
    order = np.argsort(-np.take_along_axis(part, best, 0), axis=0, kind="stable")
    made: Real = np.zeros_like(part)
    worth = (1 / (PLACES_BEGIN + np.arange(kept))).astype(np.float32)[:, None]
    np.put_along_axis(made, np.take_along_axis(best, order, 0), np.broadcast_to(worth, best.shape), 0)
    return made


_MEASURED: dict[Measure, Callable[[Real], Real]] = {
    "best": _by_best,
    "spread": _by_spread,
    "top": _by_top,
    "root": _by_root,
    "places": _by_places,
}


def without_seen(scores: Real, seen: Interactions, members: Whole) -> Real:
    """The same scores with nothing for what a member has already, so that the best is one to recommend."""
    scores[seen.cells(members)] = 0
    return scores


def _choose_sharpness(trial: Trial, operator: Diffusion) -> Sharpness:
    def candidates(batch: Whole) -> Iterator[tuple[Sharpness, Real]]:
        columns = one_hot(trial.known, batch)
        plain, passed = operator.powers(columns, 0.0), operator.powers(columns, 1.0)
        for low_pass, time in product(LOW_PASSES, TIMES):
            share = np.float32(low_pass)
            powers = [one + share * (other - one) for one, other in zip(plain, passed, strict=True)]
            yield Sharpness(low_pass, time), diffusion.sharpen(powers, time)

    return trial.best(candidates)


def _choose_closeness(trial: Trial) -> Closeness:
    """One exponent after the other, twice around."""
    chosen = Closeness()
    for name in ("member", "source", "target") * 2:
        close = [msgspec.structs.replace(chosen, **{name: exponent}) for exponent in EXPONENTS]
        carriers = [(one, together(trial.known, one)) for one in close]

        def candidates(
            batch: Whole, carriers: list[tuple[Closeness, Callable[[Real], Real]]] = carriers
        ) -> Iterator[tuple[Closeness, Real]]:
            columns = one_hot(trial.known, batch)
            yield from ((one, carry(columns)) for one, carry in carriers)

        chosen = trial.best(candidates)
    return chosen


def _choose_vectors(trial: Trial, *, size: int, rounds: int, seed: int) -> tuple[float, Factors]:
    made = {
        unseen: factors.fit(trial.known, size=size, rounds=rounds, unseen=unseen, penalty=PENALTY, seed=seed)
        for unseen in UNSEEN
    }
    unseen = max(made, key=lambda one: trial.judge(made[one].score).both)
    return unseen, made[unseen]


def _choose_blend(trial: Trial, operator: Diffusion, sharp: Sharpness, close: Closeness, vectors: Factors) -> Blend:
    carry = together(trial.known, close)

    def candidates(batch: Whole) -> Iterator[tuple[Blend, Real]]:
        columns = one_hot(trial.known, batch)
        made = (operator.apply(columns, sharp), carry(columns), vectors.score(batch))
        first, second, third = (without_seen(one, trial.known, batch) for one in made)
        for measure in MEASURES:
            parts = measured((first, second, third), measure)
            for shares in product(SHARES_TOGETHER, SHARES_FACTORS):
                blend = Blend(*shares, measure)
                yield blend, mix(parts, blend)

    return trial.best(candidates)
