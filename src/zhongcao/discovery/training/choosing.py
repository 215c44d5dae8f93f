"""Settings are chosen by the data's own validation: part of what is known is hidden, and choices are judged by it."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, TypeVar

import msgspec
import numpy as np

from zhongcao.discovery.training import diffusion, factors
from zhongcao.discovery.training.blending import Blend, Parts, choose_blend
from zhongcao.discovery.training.diffusion import Diffusion, Sharpness
from zhongcao.discovery.training.evaluation import Quality, Score, judge, judge_each, one_hot
from zhongcao.discovery.training.factors import Factors
from zhongcao.discovery.training.interactions import Interactions, Real, Whole, hold_out
from zhongcao.discovery.training.neighbours import Closeness, together

SHARE_HIDDEN = 0.1
MEMBERS_ASKED = 2500
MEMBERS_ASKED_LAST = 10_000
"""Shares differ by less than 2,500 members can tell; all else differs by more."""
LOW_PASSES = (0.1, 0.2, 0.3, 0.4)
TIMES = (0.0, 1.0, 1.5, 2.0, 2.5, 3.0)
EXPONENTS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
UNSEEN = (0.003, 0.01, 0.03)
PENALTY = 0.003
SMALLER = 128
"""What is not done is weighed by vectors of this many numbers, and the large ones are learnt once: four times as many
are sixteen times the work."""

Say = Callable[[str], None]
T = TypeVar("T")


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
    drawn = np.random.default_rng(seed).permutation(able)
    trial = Trial(known, hidden, np.sort(drawn[:MEMBERS_ASKED]))
    say("choosing: operator")
    operator = diffusion.fit(known, directions=directions, seed=seed)
    sharp = _choose_sharpness(trial, operator)
    say("choosing: co-occurrence")
    close = _choose_closeness(trial)
    say("choosing: vectors")
    unseen, vectors = _choose_vectors(trial, size=size, rounds=rounds, seed=seed)
    say("choosing: blend")
    more = Trial(known, hidden, np.sort(drawn[:MEMBERS_ASKED_LAST]))
    blend = _choose_blend(more, operator, sharp, close, vectors)
    return Settings(sharp, close, unseen, blend)


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
    def learn(unseen: float, length: int) -> Factors:
        return factors.fit(trial.known, size=length, rounds=rounds, unseen=unseen, penalty=PENALTY, seed=seed)

    best = max(UNSEEN, key=lambda one: trial.judge(learn(one, min(size, SMALLER)).score).both)
    return best, learn(best, size)


def _choose_blend(trial: Trial, operator: Diffusion, sharp: Sharpness, close: Closeness, vectors: Factors) -> Blend:
    carry = together(trial.known, close)

    def score(batch: Whole) -> Parts:
        columns = one_hot(trial.known, batch)
        return operator.apply(columns, sharp), carry(columns), vectors.score(batch)

    blend, _ = choose_blend(score, trial.known, trial.hidden, trial.members)
    return blend
