"""People of a place (同城): what members of one city, and of cities of one tier, act upon more than everybody does."""

from functools import lru_cache
from hashlib import blake2b
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds.found import Codes, Mask
from zhongcao.discovery.kin.table import NOTE
from zhongcao.discovery.training.interactions import Whole
from zhongcao.discovery.training.sequences import Sequences
from zhongcao.discovery.vectors.groups import (
    JUDGED_AT,
    JUDGED_MAX,
    LISTED,
    hidden_acts,
    popular_ranks,
    told_by,
)

SEED = 1
PLACES_JUDGED_MIN = 50


class Homes(msgspec.Struct, frozen=True):
    """Where each member lives, in the order of their ids, as keys of a city and of a tier; 0 for what is not told."""

    cities: Codes
    tiers: Codes


class PlaceVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """How often the next note, or goods, of a member stand among the first twenty of their place, and of popularity."""

    lists: int = 0
    judged: int = 0
    hits: float = 0.0
    popular_hits: float = 0.0

    @property
    def is_better(self) -> bool:
        """Whether places say more than popularity, of as many members as make that more than chance."""
        return self.judged >= PLACES_JUDGED_MIN and self.hits > self.popular_hits


class Places(msgspec.Struct, frozen=True):
    """A row of notes, or of goods, for each place, by keys in order."""

    keys: Codes
    lists: Whole


def home_of(place: str, tier: int | None) -> tuple[int, int]:
    """The keys of a member's city and of its tier; 0 for what they did not tell."""
    return key_of("city", place) if place else 0, key_of("tier", str(tier)) if tier else 0


@lru_cache(maxsize=10_000)
def key_of(kind: Literal["city", "tier"], word: str) -> int:
    """A place as a number; the same everywhere and for ever."""
    return int.from_bytes(blake2b(f"{kind}:{word}".encode(), digest_size=8).digest(), "little")


def nowhere() -> Places:
    """No places."""
    return Places(np.zeros(0, np.uint64), np.zeros((0, LISTED), np.int64))


def learn_places(
    names: NDArray[np.uint64], sequences: Sequences, homes: Homes, *, kind: int = NOTE
) -> tuple[Places, PlaceVerdict, PlaceVerdict]:
    """Lists of cities and of tiers, and how each did; those that tell no more than popularity are left out.

    They are lists of notes, or of goods if that is the kind.
    """
    acts, found, verdicts = acts_on(kind, names, sequences), nowhere(), []
    judged = _judge([homes.cities, homes.tiers], kind, names, sequences)
    for keys, verdict in zip((homes.cities, homes.tiers), judged, strict=True):
        made = make_places(keys, names, acts) if verdict.is_better else nowhere()
        verdicts.append(msgspec.structs.replace(verdict, lists=len(made.keys)))
        found = _joined(found, made)
    return found, verdicts[0], verdicts[1]


def acts_on(kind: int, names: NDArray[np.uint64], sequences: Sequences) -> tuple[Whole, Whole]:
    """Who acted on which note, or on which goods; sequences of acts have each once."""
    chosen = _are(kind, names)[sequences.items]
    owners = np.repeat(np.arange(sequences.member_count), sequences.lengths())
    return owners[chosen], sequences.items[chosen].astype(np.int64)


def make_places(keys: Codes, names: NDArray[np.uint64], acts: tuple[Whole, Whole]) -> Places:
    """The notes or goods of each place, given where each member lives; places that have none are left out."""
    owners, items = acts
    known, group = np.unique(keys, return_inverse=True)
    group = np.where(keys == 0, -1, group)
    rows = told_by(group[owners], items, groups=len(known), item_count=len(names))
    told = rows[:, 0] >= 0
    things = np.append((names >> np.uint64(1)).astype(np.int64), 0)
    return Places(known[told], things[rows[told]])


def _are(kind: int, names: NDArray[np.uint64]) -> Mask:
    made: Mask = names & np.uint64(1) == kind
    return made


def _joined(first: Places, second: Places) -> Places:
    keys, lists = np.concatenate([first.keys, second.keys]), np.concatenate([first.lists, second.lists])
    order = np.argsort(keys)
    return Places(keys[order], lists[order])


def _judge(places: list[Codes], kind: int, names: NDArray[np.uint64], sequences: Sequences) -> list[PlaceVerdict]:
    """Ask for members as a page does, without their last act, and see whether that act stands in front."""
    before, of_kind = sequences.without_last(1), _are(kind, names)
    answers = hidden_acts(sequences, of_kind)
    acts, popular = acts_on(kind, names, before), popular_ranks(before, answers, of_kind) < JUDGED_AT
    verdicts = []
    for keys in places:
        earlier = make_places(keys, names, acts)
        asked = np.flatnonzero((answers >= 0) & np.isin(keys, earlier.keys))
        asked = np.random.default_rng(SEED).permutation(asked)[:JUDGED_MAX]
        rows, hits = np.searchsorted(earlier.keys, keys[asked]).tolist(), 0
        for member, row in zip(asked.tolist(), rows, strict=True):
            done = names[before.items[before.starts[member] : before.starts[member + 1]]]
            listed = earlier.lists[row]
            left = listed[~np.isin(listed, (done >> np.uint64(1)).astype(np.int64))][:JUDGED_AT]
            hits += bool(np.any(left == np.int64(names[answers[member]] >> np.uint64(1))))
        verdicts.append(
            PlaceVerdict(
                judged=len(asked),
                hits=round(hits / max(len(asked), 1), 4),
                popular_hits=round(float(popular[asked].sum()) / max(len(asked), 1), 4),
            )
        )
    return verdicts
