"""Learns the ranker of many chances (多目标): a click, a like, a collect and so on, from pages that were shown.

An example is a note that somebody saw, with the bytes it was ranked by and the place where it stood. One small network
has a head for each act; the place is known while learning and left out when serving, so that what stood high is not
taken for what is good. Each head is calibrated on later examples (Platt), and all are judged on still later ones beside
today's formula, which gets the same treatment. Plain arithmetic, on a processor or a graphics card.
"""

import math
import time
from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds.features import Bytes, Real, as_shares
from zhongcao.discovery.feeds.heads import HEADS, Heads
from zhongcao.discovery.teaching import devices
from zhongcao.discovery.teaching.calibration import Figures, figures, place_effects, platt
from zhongcao.discovery.teaching.devices import CPU, Device

WIDTH, KNOTS = 32, 8
BATCH, EPOCHS_MAX, PATIENCE = 512, 30, 3
RATE, DECAY_FIRST, DECAY_SECOND, SHRINK = 3e-3, 0.9, 0.999, 1e-5
POSITIVES_MIN = 30
"""A head with fewer examples to learn from is left out."""
JUDGED_MIN = 20
FORMULA = 0
"""Which feature is today's formula."""

Say = Callable[[str], None]


class Examples(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen: features, place in its feed, what was done (a column for each head), page, and when."""

    features: Bytes
    places: NDArray[np.int64]
    labels: Real
    pages: NDArray[np.int64]
    at: NDArray[np.float64]
    propensities: NDArray[np.float64]
    pools: NDArray[np.int64]
    """With what chance each was drawn and out of how many; 1 and 0 for what stood there by its rank."""

    def part(self, chosen: NDArray[np.int64]) -> "Examples":
        """Some of them."""
        return Examples(**{name: getattr(self, name)[chosen] for name in self.__struct_fields__})


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """How the ranker did on later examples, head by head, beside today's formula; and whether it may count."""

    examples: int
    judged: int
    heads: dict[str, dict[str, float]]
    is_better: bool
    device: str = CPU.name
    seconds: dict[str, float] = {}
    """Where it was learnt, and how long learning from the earlier pages took on each device that is here."""


class Net(msgspec.Struct):
    """Weights while they are learnt; `by_place` adds to each head what a place is worth."""

    inner: Real
    inner_bias: Real
    outer: Real
    outer_bias: Real
    by_place: Real

    def each(self, change: Callable[[Real], Real]) -> "Net":
        """The same net with each of its weights changed: copied, or brought to a device and back."""
        return Net(*(change(getattr(self, name)) for name in self.__struct_fields__))


def learn(examples: Examples, *, seed: int, say: Say = lambda text: None) -> tuple[Heads, Verdict]:
    """Learn from the earlier four fifths, judge on the last; then learn from all, as long as it took before."""
    shown = examples.part(np.argsort(examples.at, kind="stable"))
    count = len(shown.at)
    train, apart, last = (
        shown.part(part) for part in np.split(np.arange(count), [int(count * 0.68), int(count * 0.8)])
    )
    known = (train.labels.sum(0) >= POSITIVES_MIN).astype(np.float32)
    say("learning from the earlier pages")
    device, seconds = devices.best(), {}
    for one in dict.fromkeys((CPU, device)):  # the last counts
        started = time.perf_counter()
        net, epochs = fit(train, apart, known, seed=seed, device=one)
        seconds[one.name] = round(time.perf_counter() - started, 3)
    slope, shift = platt(logits(net, apart), apart.labels, known)
    say("the same for today's formula")
    plain, _ = fit(_only_formula(train), _only_formula(apart), known, seed=seed)
    plain_slope, plain_shift = platt(logits(plain, _only_formula(apart)), apart.labels, known)
    say("judging on the later pages")
    made = figures(_sigmoid(logits(net, last) * slope + shift), last.labels, last.pages)
    formula = figures(_sigmoid(logits(plain, _only_formula(last)) * plain_slope + plain_shift), last.labels, last.pages)
    verdict = Verdict(
        examples=count,
        judged=len(last.at),
        heads={
            name: _told(made[at], formula[at], int(shown.labels[:, at].sum()))
            for at, name in enumerate(HEADS)
            if known[at]
        },
        is_better=_is_better(made[0], formula[0], bool(known[0])),
        device=device.name,
        seconds=seconds,
    )
    say("learning from all pages")
    whole, _ = fit(shown, None, known, seed=seed, epochs=epochs, device=device)
    heads = Heads(
        inner=whole.inner,
        inner_bias=whole.inner_bias,
        outer=whole.outer,
        outer_bias=whole.outer_bias + whole.by_place[0],
        slope=slope,
        shift=shift,
        known=known,
    )
    return heads, verdict


def _told(made: Figures, formula: Figures, positives: int) -> dict[str, float]:
    told = {name: round(value, 4) for name, value in msgspec.structs.asdict(made).items()}
    told |= {f"formula_{name}": round(value, 4) for name, value in msgspec.structs.asdict(formula).items()}
    return {"positives": positives, **told}


def _is_better(made: Figures, formula: Figures, is_known: bool) -> bool:
    """Clicks decide: they are many; within pages they are ordered better, and the chances are nearer to the truth."""
    if not is_known or made.judged < JUDGED_MIN:
        return False
    return made.logloss < formula.logloss and made.gauc > formula.gauc


def _only_formula(examples: Examples) -> Examples:
    features = np.zeros_like(examples.features)
    features[:, FORMULA] = examples.features[:, FORMULA]
    return msgspec.structs.replace(examples, features=features)


def fit(
    train: Examples,
    apart: Examples | None,
    known: Real,
    *,
    seed: int,
    epochs: int = EPOCHS_MAX,
    device: Device = CPU,
) -> tuple[Net, int]:
    """Learn until those kept apart gain no more, or for so many rounds; says how many were best.

    Chance is drawn by numpy everywhere, so that each device learns the same but for rounding.
    """
    dice = np.random.default_rng(seed)
    net = _begin(train, dice).each(device.put)
    moments = [tuple(device.put(np.zeros(one.shape, np.float32)) for _ in range(2)) for one in _weights(net)]
    shares, where, labels, told = map(device.put, (as_shares(train.features), knots(train.places), train.labels, known))
    best, kept, kept_at, step = np.inf, net, 1, 0
    for epoch in range(1, epochs + 1):
        order = dice.permutation(len(shares))
        for start in range(0, len(order), BATCH):
            rows = device.put(order[start : start + BATCH])
            step += 1
            slopes = _slopes(device, net, shares[rows], where[rows], labels[rows], told)
            net = _adam(device, net, slopes, moments, step)
        if apart is None:
            kept, kept_at = net, epoch
            continue
        loss = _loss(_sigmoid(logits(net.each(device.fetch), apart)), apart.labels, known)
        if loss < best - 1e-5:
            best, kept, kept_at = loss, net, epoch
        elif epoch - kept_at >= PATIENCE:
            break
    return kept.each(device.fetch), kept_at


def knots(places: NDArray[np.int64]) -> Real:
    """Where each place lies between the first, second, fourth, eighth place and so on: shares of the two around it."""
    level = np.minimum(np.log2(places + 1), KNOTS - 1)
    below = np.minimum(level.astype(np.int64), KNOTS - 2)
    made: Real = np.zeros((len(places), KNOTS), np.float32)
    rows = np.arange(len(places))
    made[rows, below] = 1 - (level - below)
    made[rows, below + 1] = level - below
    return made


def logits(net: Net, examples: Examples) -> Real:
    """What the network says of examples where they stood."""
    hidden = np.maximum(as_shares(examples.features) @ net.inner + net.inner_bias, 0)
    made: Real = hidden @ net.outer + net.outer_bias + knots(examples.places) @ net.by_place
    return made


def _begin(train: Examples, dice: np.random.Generator) -> Net:
    """Weights by chance, but for what the place explains by itself: else what put a note there would pass for good."""
    size = train.features.shape[1]
    return Net(
        inner=(dice.standard_normal((size, WIDTH)) * np.sqrt(2 / size)).astype(np.float32),
        inner_bias=np.zeros(WIDTH, np.float32),
        outer=(dice.standard_normal((WIDTH, len(HEADS))) * 0.05).astype(np.float32),
        outer_bias=np.zeros(len(HEADS), np.float32),
        by_place=place_effects(knots(train.places), train.labels),
    )


def _sigmoid(raised: Real) -> Real:
    made: Real = (1 / (1 + np.exp(-np.clip(raised, -30, 30)))).astype(np.float32)
    return made


def _loss(chances: Real, labels: Real, known: Real) -> float:
    clipped = np.clip(chances, 1e-7, 1 - 1e-7)
    losses = -(labels * np.log(clipped) + (1 - labels) * np.log(1 - clipped)).mean(0)
    return float((losses * known).sum())


def _slopes(device: Device, net: Net, shares: Real, where: Real, labels: Real, known: Real) -> list[Real]:
    """How the loss changes with each weight: forward, then back."""
    hidden = (shares @ net.inner + net.inner_bias).clip(0)
    raised = (hidden @ net.outer + net.outer_bias + where @ net.by_place).clip(-30, 30)
    back = (1 / (1 + device.lib.exp(-raised)) - labels) * known / len(labels)
    below = (back @ net.outer.T) * (hidden > 0)
    return [
        shares.T @ below + SHRINK * net.inner,
        below.sum(0),
        hidden.T @ back + SHRINK * net.outer,
        back.sum(0),
        where.T @ back,
    ]


def _adam(device: Device, net: Net, slopes: list[Real], moments: list[tuple[Real, Real]], step: int) -> Net:
    """The net after one step of Adam (Kingma and Ba, 2015)."""
    scale = RATE * math.sqrt(1 - DECAY_SECOND**step) / (1 - DECAY_FIRST**step)
    made = []
    for weights, slope, (first, second) in zip(_weights(net), slopes, moments, strict=True):
        first += (1 - DECAY_FIRST) * (slope - first)
        second += (1 - DECAY_SECOND) * (slope * slope - second)
        made.append(weights - scale * first / (device.lib.sqrt(second) + 1e-8))
    return Net(*made)


def _weights(net: Net) -> list[Real]:
    return [getattr(net, name) for name in net.__struct_fields__]
