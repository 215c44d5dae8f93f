"""The blend: operator, co-occurrence and vectors each propose, and a small ranker learnt from hidden acts orders.

How much each says depends on the others, on how many acts a member has and how common an item is; a ranker learns that
from members some of whose acts were hidden, by features that a page could compute as well.
"""

from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.training import ranker
from zhongcao.discovery.training.diffusion import Diffusion, Sharpness, sharpen
from zhongcao.discovery.training.evaluation import batches, one_hot
from zhongcao.discovery.training.factors import Factors
from zhongcao.discovery.training.interactions import Index, Interactions, Real, Whole
from zhongcao.discovery.training.kernels import best_of_columns, nearest
from zhongcao.discovery.training.neighbours import Closeness, Neighbours, count_together, together
from zhongcao.discovery.training.ranker import Ranker

PROPOSED = 100
"""Each channel proposes so many."""
TABLE_LENGTH = 100
FAINT, UNLISTED = 1e-4, -1e9

Say = Callable[[str], None]


class Channels(msgspec.Struct, frozen=True):
    """What was learnt from the same acts: the operator, what occurs together (whole, and as a table), vectors."""

    seen: Interactions
    operator: Diffusion
    sharp: Sharpness
    carry: Callable[[Real], Real]
    pairs: Neighbours
    vectors: Factors


class Candidates(msgspec.Struct, frozen=True):
    """What channels proposed to some members (rows), each item once, with features; -1 fills the rows."""

    items: Index
    features: Real

    @property
    def real(self) -> NDArray[np.bool_]:
        """Where a candidate stands."""
        return self.items >= 0


def gather(
    seen: Interactions, operator: Diffusion, sharp: Sharpness, close: Closeness, vectors: Factors, say: Say
) -> Channels:
    """All channels; the table of what occurs together is counted here."""
    say("blend: counting what occurs together")
    pairs = count_together(seen, close, length=TABLE_LENGTH, say=lambda done: None)
    return Channels(seen, operator, sharp, together(seen, close), pairs, vectors)


def learn(channels: Channels, hidden: Interactions, members: Whole, *, seed: int, say: Say) -> Ranker:
    """Learn to order from members some of whose acts were hidden from the channels."""
    made: list[Candidates] = []
    wanted: list[NDArray[np.bool_]] = []
    for batch in batches(members):
        say(f"blend: {sum(len(one) for one in wanted):,} of {len(members):,} members")
        found = propose(channels, batch)
        made.append(found)
        own = one_hot(hidden, batch) > 0
        wanted.append(own[np.maximum(found.items, 0), np.arange(len(batch))[:, None]] & found.real)
    say("blend: teaching")
    features = np.concatenate([one.features for one in made])
    return ranker.learn(features, np.concatenate([one.real for one in made]), np.concatenate(wanted), seed=seed)


def score(channels: Channels, taught: Ranker, members: Whole) -> Real:
    """Scores of all items (rows) for some members (columns); what nobody proposed stands far below."""
    found = propose(channels, members)
    scores = np.where(found.real, taught.score(found.features), np.float32(UNLISTED))
    made = np.full((channels.seen.item_count, len(members)), UNLISTED, np.float32)
    rows, columns = np.nonzero(found.real)
    made[found.items[rows, columns], rows] = scores[rows, columns]
    return made


def propose(channels: Channels, members: Whole) -> Candidates:
    """The best items of each channel together, without what members have, and what is known of each."""
    seen, columns = channels.seen, one_hot(channels.seen, members)
    powers = channels.operator.powers(columns, channels.sharp.low_pass)
    spread = channels.operator.step(columns)
    parts = [
        sharpen(powers, channels.sharp.time),
        channels.carry(columns),
        channels.vectors.score(members),
        spread,
        powers[0] - spread,
    ]
    had = columns > 0
    for part in parts:
        part[had] = 0
    tops = [_best(part) for part in parts[:3]]
    items = np.sort(np.concatenate(tops, axis=1), axis=1)
    items[:, 1:][items[:, 1:] == items[:, :-1]] = -1
    items[(items >= 0) & had[np.maximum(items, 0), np.arange(len(members))[:, None]]] = -1
    features = [one for part in parts for one in _describe(part, items)]
    features += _near(channels, items, members)
    lengths = np.log1p(seen.per_member()[members]).astype(np.float32)
    features += [np.log1p(seen.per_item().astype(np.float32))[items], np.broadcast_to(lengths[:, None], items.shape)]
    return Candidates(items, np.stack(features, axis=2).astype(np.float32))


def _best(part: Real) -> Index:
    length = min(PROPOSED, len(part))
    out = np.empty((part.shape[1], length), np.int32)
    best_of_columns(part, out, np.empty((part.shape[1], length), np.float32))
    return out


def _describe(part: Real, items: Index) -> list[Real]:
    """One channel's score as a share of its best, in logarithms, by its width over all items, and as a place."""
    values = part[np.maximum(items, 0), np.arange(len(items))[:, None]]
    share = np.where(items >= 0, values / np.maximum(part.max(0), FAINT**2)[:, None], 0)
    wide = np.where(items >= 0, values / np.maximum(part.std(0), FAINT**2)[:, None], 0)
    order = np.argsort(np.where(items >= 0, -values, np.inf), axis=1, kind="stable")
    place = np.empty(items.shape, np.float32)
    np.put_along_axis(place, order, np.broadcast_to(np.arange(items.shape[1], dtype=np.float32), items.shape), 1)
    return [share, np.log(np.maximum(share, FAINT)), wide, np.log1p(place)]


def _near(channels: Channels, items: Index, members: Whole) -> list[Real]:
    """How close each candidate is to the closest of what a member has, and to how many of them it is close at all."""
    seen = channels.seen
    most, count = np.zeros(items.shape, np.float32), np.zeros(items.shape, np.float32)
    pairs, scratch = channels.pairs, np.zeros((2, seen.item_count), np.float32)
    for at, member in enumerate(members):
        own = seen.items[seen.starts[member] : seen.starts[member + 1]]
        nearest(own, pairs.items, pairs.weights, items[at], scratch, most[at], count[at])
    return [np.log(most + np.float32(FAINT**2)), np.log1p(count)]
