"""SASRec of our own, the rival that the pipeline is measured against: learnt by cross entropy, stopped by validation.

Each position of each sequence foretells the next item; the loss is the softmax over all items, or over the batch's own
and some drawn at random where there are many. Known answers tell when more learning helps no more.
"""

from collections.abc import Callable, Iterator
from itertools import islice

import msgspec
import numpy as np

from zhongcao.discovery.training import attention
from zhongcao.discovery.training.attention import Shape, Weights
from zhongcao.discovery.training.following import gains
from zhongcao.discovery.training.interactions import Index, Real, Whole
from zhongcao.discovery.training.sequences import Sequences

RATE, DECAY_FIRST, DECAY_SECOND = 1e-3, 0.9, 0.98
EPOCHS_MAX, PATIENCE = 60, 4
ASKED_MAX = 4000
ALL_UP_TO, DRAWN = 5000, 768
"""With more items than this, so many are drawn beside the batch's own."""
LENGTHS = (2, 4, 8, 16, 32, 64, 128, 256)
POSITIONS, SEQUENCES = 4096, 256
"""A batch has at most so many positions and sequences."""
DROPOUTS = (0.2, 0.5)

Say = Callable[[str], None]


class Sasrec(msgspec.Struct, frozen=True):
    """What was learnt, and how well it did while its length of learning was chosen."""

    weights: Weights
    shape: Shape
    ndcg: float
    epochs: int

    def score(self, seen: Sequences, members: Whole) -> Real:
        """Scores of all items (columns) for some members, who have at least one item each."""
        ids = latest(seen, members, length=min(self.shape.longest, int(seen.lengths()[members].max())))
        hidden, _ = attention.forward(self.weights, ids, self.shape, None)
        made: Real = hidden[:, -1] @ self.weights["items"].T
        return made


def choose(seen: Sequences, answers: Index, *, repeats: bool, seed: int, say: Say) -> Sasrec:
    """Learn with each share of dropout until the known answers gain no more, and keep what did best."""
    made = [learn(seen, answers, Shape(dropout=share), repeats=repeats, seed=seed, say=say) for share in DROPOUTS]
    return max(made, key=lambda one: one.ndcg)


def learn(seen: Sequences, answers: Index, shape: Shape, *, repeats: bool, seed: int, say: Say) -> Sasrec:
    """Learn until the answers that are known of some members (-1: of others) are found no better."""
    asked = np.flatnonzero((answers >= 0) & (seen.lengths() > 0))
    if len(asked) > ASKED_MAX:
        asked = np.sort(np.random.default_rng(seed).permutation(asked)[:ASKED_MAX])
    some = np.full_like(answers, -1)
    some[asked] = answers[asked]
    best = Sasrec({}, shape, -1.0, 0)
    for epoch, weights in enumerate(_rounds(seen, shape, seed), start=1):
        found = places(Sasrec(weights, shape, 0, epoch), seen, some, repeats=repeats)[asked]
        ndcg = float(gains(found).mean()) if len(asked) else 0.0
        say(f"sasrec: round {epoch} with dropout {shape.dropout}, NDCG@10 {ndcg:.4f}")
        if ndcg > best.ndcg:
            best = Sasrec({name: one.copy() for name, one in weights.items()}, shape, ndcg, epoch)
        if epoch - best.epochs >= PATIENCE or epoch == EPOCHS_MAX:
            break
    return best


def learn_again(seen: Sequences, chosen: Sasrec, *, seed: int) -> Sasrec:
    """Learn from all that is known as long as was best before."""
    *_, weights = islice(_rounds(seen, chosen.shape, seed), chosen.epochs)
    return Sasrec(weights, chosen.shape, chosen.ndcg, chosen.epochs)


def _rounds(seen: Sequences, shape: Shape, seed: int) -> Iterator[Weights]:
    """The weights after each round through all members."""
    dice = np.random.default_rng(seed)
    able = np.flatnonzero(seen.lengths() >= 2)
    weights = attention.begin(seen.item_count, shape, dice)
    moments = {name: (np.zeros_like(one), np.zeros_like(one)) for name, one in weights.items()}
    step = 0
    while True:
        for members, length in _batches(seen, able, shape, dice):
            step += 1
            _, slopes = loss_and_slopes(weights, latest(seen, members, length=length + 1), shape, dice)
            _adam(weights, slopes, moments, step)
        yield weights


def latest(seen: Sequences, members: Whole, *, length: int) -> Index:
    """The last items of some members, one row each, filled in front with -1."""
    at = seen.starts[members + 1][:, None] + np.arange(-length, 0)
    return np.where(at >= seen.starts[members][:, None], seen.items[np.maximum(at, 0)], -1).astype(np.int32)


def places(made: Sasrec, known: Sequences, answers: Index, *, repeats: bool) -> Whole:
    """The place of each answer among all items, equals before it; what a member has is left out unless they repeat."""
    found = np.full(known.member_count, 1 << 30, np.int64)
    asked = np.flatnonzero((answers >= 0) & (known.lengths() > 0))
    asked = asked[np.argsort(known.lengths()[asked], kind="stable")]
    for start in range(0, len(asked), SEQUENCES):
        members = asked[start : start + SEQUENCES]
        scores = made.score(known, members)
        own = scores[np.arange(len(members)), answers[members]][:, None]
        above = (scores >= own).sum(1)
        if not repeats:
            longest = int(known.lengths()[members].max())
            had = np.sort(latest(known, members, length=longest), axis=1)
            had[:, 1:][had[:, 1:] == had[:, :-1]] = -1
            above -= ((np.take_along_axis(scores, np.maximum(had, 0).astype(np.int64), 1) >= own) & (had >= 0)).sum(1)
        found[members] = above
    return found


def loss_and_slopes(weights: Weights, window: Index, shape: Shape, dice: np.random.Generator) -> tuple[float, Weights]:
    """Cross entropy of what comes next at each position of some windows, and how it changes with each weight."""
    ids, wanted = window[:, :-1], window[:, 1:]
    told = ids >= 0
    hidden, tape = attention.forward(weights, ids, shape, dice if shape.dropout else None)
    answers = wanted[told]
    candidates = _candidates(answers, len(weights["items"]), dice)
    vectors = weights["items"][candidates]
    out = hidden[told]
    chances = out @ vectors.T
    chances -= chances.max(1, keepdims=True)
    np.exp(chances, out=chances)
    chances /= chances.sum(1, keepdims=True)
    rows, right = np.arange(len(answers)), np.searchsorted(candidates, answers)
    loss = float(-np.log(chances[rows, right] + 1e-12).mean())
    chances[rows, right] -= 1
    chances /= len(answers)
    slope = np.zeros_like(hidden)
    slope[told] = chances @ vectors
    slopes = attention.backward(weights, tape, slope, shape)
    slopes["items"][candidates] += chances.T @ out
    return loss, slopes


def _candidates(answers: Index, item_count: int, dice: np.random.Generator) -> Whole:
    if item_count <= ALL_UP_TO:
        return np.arange(item_count)
    return np.unique(np.concatenate([answers.astype(np.int64), dice.integers(0, item_count, DRAWN)]))


def _batches(known: Sequences, able: Whole, shape: Shape, dice: np.random.Generator) -> Iterator[tuple[Whole, int]]:
    """Members of about the same length together, in random order, with how many positions they have to be told."""
    told = np.minimum(known.lengths()[able] - 1, shape.longest)
    made: list[tuple[Whole, int]] = []
    for below, length in zip((0, *LENGTHS), LENGTHS, strict=False):
        alike = dice.permutation(able[(told > below) & (told <= length)])
        size = max(1, min(SEQUENCES, POSITIONS // length))
        made += [(alike[start : start + size], min(length, shape.longest)) for start in range(0, len(alike), size)]
    for at in dice.permutation(len(made)):
        yield made[at]


def _adam(weights: Weights, slopes: Weights, moments: dict[str, tuple[Real, Real]], step: int) -> None:
    """One step of Adam (Kingma and Ba, 2015), in place."""
    scale = np.float32(RATE * np.sqrt(1 - DECAY_SECOND**step) / (1 - DECAY_FIRST**step))
    for name, slope in slopes.items():
        first, second = moments[name]
        first += np.float32(1 - DECAY_FIRST) * (slope - first)
        second += np.float32(1 - DECAY_SECOND) * (slope * slope - second)
        weights[name] -= scale * first / (np.sqrt(second) + np.float32(1e-8))
