"""Which goods members want (想要): what they bought, put into the cart or looked at; listed for audiences and places.

More members want goods than buy any, and whoever wants some need not have liked a note; so wants are learnt beside the
acts that teach vectors, and change none of them.
"""

from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.kin.learning import Acts, in_order
from zhongcao.discovery.kin.table import PRODUCT
from zhongcao.discovery.training.interactions import Whole
from zhongcao.discovery.training.sequences import Sequences
from zhongcao.discovery.vectors.groups import JUDGED_AT, JUDGED_MAX, LISTED, hidden_acts, popular_ranks, told_by
from zhongcao.discovery.vectors.places import Homes, Places, PlaceVerdict, acts_on, learn_places, nowhere
from zhongcao.discovery.vectors.table import Vectors

Done = tuple[Whole, list[tuple[int, int, float]]]
"""All that a member did, and the latest of it as a page asks: id, kind, weight."""
SEED = 1
GOODS_JUDGED_MIN = 50


class GoodsVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """How often the next goods of a member stand among twenty: by what was learnt, and by popularity."""

    judged: int = 0
    hits: float = 0.0
    popular_hits: float = 0.0

    @property
    def is_better(self) -> bool:
        """Whether it says more than popularity, of as many members as make that more than chance."""
        return self.judged >= GOODS_JUDGED_MIN and self.hits > self.popular_hits


class Wants(msgspec.Struct, frozen=True):
    """What members want, all of it goods, and where each of these members lives, in the order of their ids."""

    acts: Acts
    homes: Homes


class Wanted(msgspec.Struct, frozen=True):
    """The goods that each member wants, each once in order of time."""

    names: NDArray[np.uint64]
    sequences: Sequences
    homes: Homes
    rows: Whole
    """Which of those who teach vectors each member is; -1 for who is none of them."""

    @classmethod
    def of(cls, wants: Wants | None, teachers: Whole) -> "Wanted":
        """Wants in order; `teachers` are the members who teach vectors, in order."""
        if wants is None or not len(wants.acts.members):
            none = Sequences(np.zeros(1, np.int64), np.zeros(0, np.int32), 0)
            homes = Homes(np.zeros(0, np.uint64), np.zeros(0, np.uint64))
            return cls(np.zeros(0, np.uint64), none, homes, np.zeros(0, np.int64))
        members = np.unique(wants.acts.members)
        at = np.minimum(np.searchsorted(teachers, members), len(teachers) - 1)
        rows = np.where(teachers[at] == members, at, -1)
        return cls(*in_order(wants.acts), wants.homes, rows)

    def without_last(self) -> "Wanted":
        """The same with what each wanted last taken away."""
        return msgspec.structs.replace(self, sequences=self.sequences.without_last(1))

    def told_by_audiences(self, audience: Whole, *, groups: int) -> Whole:
        """What each audience wants, a row of goods for each, given the audience of each teacher, -1 for none."""
        if not groups or not len(self.names):
            return np.zeros((groups, LISTED), np.int64)
        owners, items = acts_on(PRODUCT, self.names, self.sequences)
        of = np.where(self.rows >= 0, audience[self.rows], -1)[owners]
        told = told_by(of[of >= 0], items[of >= 0], groups=groups, item_count=len(self.names))
        goods = np.append((self.names >> np.uint64(1)).astype(np.int64), 0)
        made: Whole = goods[told]
        return made

    def told_by_places(self) -> tuple[Places, PlaceVerdict, PlaceVerdict]:
        """What people of cities, and of tiers, want, and how each list did."""
        if not len(self.names):
            return nowhere(), PlaceVerdict(), PlaceVerdict()
        return learn_places(self.names, self.sequences, self.homes, kind=PRODUCT)


def judge_audiences(earlier: Vectors, done: Callable[[int], Done], wanted: Wanted) -> GoodsVerdict:
    """Ask for members as a page does, without what they wanted last, and see whether that stands in front.

    `done` tells what a teacher did before their last act; who did there what is asked for is left out, since vectors
    have seen it.
    """
    before, everything = wanted.sequences.without_last(1), np.ones(len(wanted.names), np.bool_)
    answers = hidden_acts(wanted.sequences, everything)
    popular = popular_ranks(before, answers, everything) < JUDGED_AT
    asked = np.flatnonzero((answers >= 0) & (wanted.rows >= 0))
    judged = hits = popular_hits = 0
    for member in np.random.default_rng(SEED).permutation(asked)[:JUDGED_MAX].tolist():
        answer, (seen, recent) = int(wanted.names[answers[member]] >> np.uint64(1)), done(int(wanted.rows[member]))
        if np.any(seen == answer):
            continue
        mine = wanted.names[before.items[before.starts[member] : before.starts[member + 1]]] >> np.uint64(1)
        known = set(mine.tolist())
        told = [one for one in earlier.goods_near(recent, most=1, told=LISTED).audience if one not in known]
        judged += 1
        hits += answer in told[:JUDGED_AT]
        popular_hits += bool(popular[member])
    shares = (round(one / max(judged, 1), 4) for one in (hits, popular_hits))
    return GoodsVerdict(judged=judged, hits=next(shares), popular_hits=next(shares))
