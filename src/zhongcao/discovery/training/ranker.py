"""A small listwise ranker: two hidden layers that order a member's candidates, learnt by softmax over each list.

Features are (members, candidates, features) with a mask of real candidates and one of those that are wanted; a member
none of whose candidates is wanted teaches nothing. Plain arithmetic, so that a page can run it.
"""

from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.training.interactions import Real

Mask = NDArray[np.bool_]

HIDDEN = (64, 32)
BATCH = 256
RATE, DECAY_FIRST, DECAY_SECOND = 2e-3, 0.9, 0.999
PATIENCE = 3
EPOCHS_MAX = 30
SHARE_APART = 0.1


class Ranker(msgspec.Struct, frozen=True):
    """Weights of the layers, and the mean and width by which each feature is brought to one scale."""

    middle: Real
    width: Real
    layers: list[tuple[Real, Real]]

    def score(self, features: Real) -> Real:
        """One score for each candidate."""
        values = (features - self.middle) / self.width
        for place, (weights, bias) in enumerate(self.layers):
            values = values @ weights + bias
            if place < len(self.layers) - 1:
                values = np.maximum(values, 0)
        made: Real = values[..., 0]
        return made


def learn(features: Real, real: Mask, wanted: Mask, *, seed: int) -> Ranker:
    """Learn from members who want some of their candidates; stop when those kept apart gain no more."""
    dice = np.random.default_rng(seed)
    taught = dice.permutation(np.flatnonzero(wanted.any(1)))
    apart, taught = np.split(taught, [int(len(taught) * SHARE_APART)])
    flat = features[real]
    ranker = Ranker(flat.mean(0), flat.std(0) + 1e-6, _begin(features.shape[-1], dice))
    moments = [(np.zeros_like(one), np.zeros_like(one)) for layer in ranker.layers for one in layer]
    best, kept, worse, step = np.inf, _copy(ranker.layers), 0, 0
    for _ in range(EPOCHS_MAX):
        taught = dice.permutation(taught)
        for start in range(0, len(taught), BATCH):
            members = taught[start : start + BATCH]
            step += 1
            slopes = _slopes(ranker, features[members], real[members], wanted[members])
            _adam(ranker, slopes, moments, step)
        loss = _loss(ranker, features[apart], real[apart], wanted[apart])
        if loss < best - 1e-4:
            best, kept, worse = loss, _copy(ranker.layers), 0
        else:
            worse += 1
            if worse >= PATIENCE:
                break
    return Ranker(ranker.middle, ranker.width, kept)


def _begin(inputs: int, dice: np.random.Generator) -> list[tuple[Real, Real]]:
    sizes = (inputs, *HIDDEN, 1)
    return [
        (
            (dice.standard_normal((before, after)) * np.sqrt(2 / before)).astype(np.float32),
            np.zeros(after, np.float32),
        )
        for before, after in pairwise(sizes)
    ]


def _copy(layers: list[tuple[Real, Real]]) -> list[tuple[Real, Real]]:
    return [(weights.copy(), bias.copy()) for weights, bias in layers]


def _chances(scores: Real, real: Mask) -> Real:
    scores = np.where(real, scores, -np.inf)
    made = np.exp(scores - scores.max(1, keepdims=True))
    chances: Real = made / made.sum(1, keepdims=True)
    return chances


def _loss(ranker: Ranker, features: Real, real: Mask, wanted: Mask) -> float:
    lost = -np.log(_chances(ranker.score(features), real) + 1e-12) * _shares(wanted)
    return float(lost.sum(1).mean()) if len(wanted) else 0.0


def _shares(wanted: Mask) -> Real:
    """Who wants several wants each of them as much."""
    made: Real = (wanted / wanted.sum(1, keepdims=True)).astype(np.float32)
    return made


def _slopes(ranker: Ranker, features: Real, real: Mask, wanted: Mask) -> list[Real]:
    """How the loss changes with each weight: forward, then back through the layers."""
    values: list[Real] = [np.divide(features - ranker.middle, ranker.width, dtype=np.float32)]
    for place, (weights, bias) in enumerate(ranker.layers):
        after = values[-1] @ weights + bias
        values.append(np.maximum(after, 0) if place < len(ranker.layers) - 1 else after)
    slope = _chances(values[-1][..., 0], real) - _shares(wanted)
    back = (slope / len(wanted))[..., None].astype(np.float32)
    made: list[Real] = []
    for place in range(len(ranker.layers) - 1, -1, -1):
        weights, _ = ranker.layers[place]
        before = values[place]
        made = [
            before.reshape(-1, before.shape[-1]).T @ back.reshape(-1, back.shape[-1]),
            back.sum((0, 1)),
            *made,
        ]
        if place:
            back = (back @ weights.T) * (before > 0)
    return made


def _adam(ranker: Ranker, slopes: list[Real], moments: list[tuple[Real, Real]], step: int) -> None:
    """One step of Adam (Kingma and Ba, 2015), in place."""
    flat = [one for layer in ranker.layers for one in layer]
    for weights, slope, (first, second) in zip(flat, slopes, moments, strict=True):
        first += (1 - DECAY_FIRST) * (slope - first)
        second += (1 - DECAY_SECOND) * (slope * slope - second)
        scale = RATE * np.sqrt(1 - DECAY_SECOND**step) / (1 - DECAY_FIRST**step)
        weights -= (scale * first / (np.sqrt(second) + 1e-8)).astype(np.float32)
