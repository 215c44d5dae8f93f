"""The network of SASRec (Kang and McAuley, ICDM 2018, arXiv 1808.09781): self-attention that only looks back.

Items and learned positions go through blocks of causal attention and a small network, each with what went in added
again, layer norms and dropout; what comes out beside a position is compared with the items' own vectors. Positions are
counted from the end, shorter sequences are filled in front with -1. Forward and back are written out, so that learning
needs no other library; a test compares each slope with finite differences.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.training.interactions import Index, Real

EPSILON = 1e-8
FAR_BELOW = -1e9

Weights = dict[str, Real]
"""Everything that is learnt, by name: `items`, `places`, and for block b `b.query`, `b.query_bias` and so on."""
Tape = dict[str, Any]
"""What going forward leaves for going back."""


class Shape(msgspec.Struct, frozen=True):
    """How large the network is, how much of it is left out by chance while learning, how far it looks back."""

    size: int = 64
    blocks: int = 2
    dropout: float = 0.2
    longest: int = 50


def begin(item_count: int, shape: Shape, dice: np.random.Generator) -> Weights:
    """Weights by chance, norms that change nothing yet."""
    size = shape.size

    def some(rows: int) -> Real:
        drawn: Real = (dice.standard_normal((rows, size)) * np.sqrt(2 / (rows + size))).astype(np.float32)
        return drawn

    made = {"items": some(item_count), "places": some(shape.longest)}
    for block in range(shape.blocks):
        for name in ("query", "key", "value", "out", "inner", "outer"):
            made[f"{block}.{name}"] = some(size)
            made[f"{block}.{name}_bias"] = np.zeros(size, np.float32)
        for name in ("first", "second"):
            made |= _plain_norm(f"{block}.{name}", size)
    return made | _plain_norm("last", size)


def forward(weights: Weights, ids: Index, shape: Shape, dice: np.random.Generator | None) -> tuple[Real, Tape]:
    """What stands beside each position of each sequence; without dice nothing is left out."""
    real = (ids >= 0)[..., None]
    tape: Tape = {"ids": ids, "real": real}
    x = weights["items"][np.maximum(ids, 0)] * np.float32(np.sqrt(shape.size)) + weights["places"][-ids.shape[1] :]
    x = _drop(x, "begin", shape, dice, tape) * real
    back = np.tril(np.ones((ids.shape[1],) * 2, bool)) & (real.swapaxes(1, 2) | np.eye(ids.shape[1], dtype=bool))
    for block in range(shape.blocks):
        own = _of(weights, block)
        x = _attend(own, x, back, shape, dice, tape.setdefault(f"{block}", {}))
        x = _think(own, x, shape, dice, tape[f"{block}"]) * real
    return _norm(weights, "last", x, tape), tape


def backward(weights: Weights, tape: Tape, slope: Real, shape: Shape) -> Weights:
    """How a loss changes with each weight, from how it changes with what `forward` gave out."""
    slopes: Weights = {"items": np.zeros_like(weights["items"]), "places": np.zeros_like(weights["places"])}
    ids, real = tape["ids"], tape["real"]
    slope = _norm_back(weights, "last", slope, tape, slopes)
    for block in reversed(range(shape.blocks)):
        own, found = _of(weights, block), Weights()
        slope = _think_back(own, slope * real, tape[f"{block}"], found)
        slope = _attend_back(own, slope, tape[f"{block}"], found)
        slopes |= {f"{block}.{name}": value for name, value in found.items()}
    slope = _drop_back(slope * real, "begin", tape)
    slopes["places"][-ids.shape[1] :] = slope.sum(0)
    np.add.at(slopes["items"], ids[ids >= 0], slope[ids >= 0] * np.float32(np.sqrt(shape.size)))
    return slopes


def _attend(own: Weights, x: Real, back: NDArray[np.bool_], shape: Shape, dice: Any, tape: Tape) -> Real:
    """Attention: the normed position asks, what stands there and before it answers."""
    asking = _norm(own, "first", x, tape)
    query, key, value = (_layer(own, name, part) for name, part in (("query", asking), ("key", x), ("value", x)))
    scale = np.float32(1 / np.sqrt(shape.size))
    raw = np.where(back, query @ key.swapaxes(1, 2) * scale, np.float32(FAR_BELOW))
    raw = np.exp(raw - raw.max(2, keepdims=True))
    shares: Real = raw / raw.sum(2, keepdims=True)
    kept = _drop(shares, "shares", shape, dice, tape)
    mixed: Real = kept @ value
    tape |= {"x": x, "asking": asking, "query": query, "key": key, "value": value}
    tape |= {"attention": shares, "kept": kept, "mixed": mixed, "scale": scale}
    return asking + _layer(own, "out", mixed)


def _attend_back(own: Weights, slope: Real, tape: Tape, slopes: Weights) -> Real:
    mixed = _layer_back(own, "out", tape["mixed"], slope, slopes)
    shares = _drop_back(mixed @ tape["value"].swapaxes(1, 2), "shares", tape)
    value = tape["kept"].swapaxes(1, 2) @ mixed
    raw = tape["attention"] * (shares - (shares * tape["attention"]).sum(2, keepdims=True)) * tape["scale"]
    query, key = raw @ tape["key"], raw.swapaxes(1, 2) @ tape["query"]
    asking = slope + _layer_back(own, "query", tape["asking"], query, slopes)
    x = _layer_back(own, "key", tape["x"], key, slopes) + _layer_back(own, "value", tape["x"], value, slopes)
    return x + _norm_back(own, "first", asking, tape, slopes)


def _think(own: Weights, x: Real, shape: Shape, dice: Any, tape: Tape) -> Real:
    """Two layers for each position alone."""
    normed = _norm(own, "second", x, tape)
    inner = np.maximum(_drop(_layer(own, "inner", normed), "inner", shape, dice, tape), 0)
    tape |= {"normed": normed, "hidden": inner}
    return normed + _drop(_layer(own, "outer", inner), "outer", shape, dice, tape)


def _think_back(own: Weights, slope: Real, tape: Tape, slopes: Weights) -> Real:
    inner = _layer_back(own, "outer", tape["hidden"], _drop_back(slope, "outer", tape), slopes)
    inner = _drop_back(inner * (tape["hidden"] > 0), "inner", tape)
    return _norm_back(own, "second", slope + _layer_back(own, "inner", tape["normed"], inner, slopes), tape, slopes)


def _of(weights: Mapping[str, Real], block: int) -> Weights:
    mark = f"{block}."
    return {name.removeprefix(mark): value for name, value in weights.items() if name.startswith(mark)}


def _layer(own: Weights, name: str, x: Real) -> Real:
    made: Real = x @ own[name] + own[f"{name}_bias"]
    return made


def _layer_back(own: Weights, name: str, x: Real, slope: Real, slopes: Weights) -> Real:
    flat = slope.reshape(-1, slope.shape[-1])
    slopes[name] = x.reshape(-1, x.shape[-1]).T @ flat
    slopes[f"{name}_bias"] = flat.sum(0)
    made: Real = slope @ own[name].T
    return made


def _plain_norm(name: str, size: int) -> Weights:
    return {f"{name}_gain": np.ones(size, np.float32), f"{name}_shift": np.zeros(size, np.float32)}


def _norm(own: Weights, name: str, x: Real, tape: Tape) -> Real:
    """Layer norm (Ba et al. 2016): each position has mean 0 and width 1, then gain and shift."""
    apart = x - x.mean(-1, keepdims=True)
    narrow = 1 / np.sqrt((apart * apart).mean(-1, keepdims=True) + EPSILON)
    even: Real = apart * narrow
    tape[f"{name}_even"], tape[f"{name}_narrow"] = even, narrow
    return even * own[f"{name}_gain"] + own[f"{name}_shift"]


def _norm_back(own: Weights, name: str, slope: Real, tape: Tape, slopes: Weights) -> Real:
    even, narrow = tape[f"{name}_even"], tape[f"{name}_narrow"]
    slopes[f"{name}_gain"] = (slope * even).sum((0, 1))
    slopes[f"{name}_shift"] = slope.sum((0, 1))
    slope = slope * own[f"{name}_gain"]
    middle, along = slope.mean(-1, keepdims=True), (slope * even).mean(-1, keepdims=True)
    made: Real = (slope - middle - even * along) * narrow
    return made


def _drop(x: Real, name: str, shape: Shape, dice: np.random.Generator | None, tape: Tape) -> Real:
    if dice is None or not shape.dropout:
        return x
    kept = (dice.random(x.shape, np.float32) >= shape.dropout) * np.float32(1 / (1 - shape.dropout))
    tape[f"drop_{name}"] = kept
    made: Real = x * kept
    return made


def _drop_back(slope: Real, name: str, tape: Tape) -> Real:
    made: Real = slope * tape.get(f"drop_{name}", np.float32(1))
    return made
