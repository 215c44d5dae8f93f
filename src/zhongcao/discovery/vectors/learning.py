"""Learns vectors and audiences from acts (iALS, then k-means), places and wants, judged on what was hidden from them.

Linear in the number of acts. A note or goods on which too few acted has no vector: it would say what one person likes.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery.feeds.found import Mask
from zhongcao.discovery.kin.learning import CHOOSING_UP_TO, Acts, in_order
from zhongcao.discovery.kin.table import NOTE
from zhongcao.discovery.training.clusters import find_middles, nearest
from zhongcao.discovery.training.factors import fit
from zhongcao.discovery.training.interactions import Interactions, Real, Whole
from zhongcao.discovery.training.kernels import solve_rows
from zhongcao.discovery.training.sequences import Sequences
from zhongcao.discovery.vectors import kernels
from zhongcao.discovery.vectors.groups import JUDGED_AT, JUDGED_MAX, LISTED, hidden_acts, popular_ranks, told_by
from zhongcao.discovery.vectors.kernels import SIZE
from zhongcao.discovery.vectors.places import Homes, PlaceVerdict, learn_places
from zhongcao.discovery.vectors.table import AUDIENCE_FROM, Vectors, coded
from zhongcao.discovery.vectors.wants import Done, GoodsVerdict, Wanted, Wants, judge_audiences

SEED = 1
ROUNDS = 8
UNSEEN, UNSEEN_SUM = 0.01, 400.0
"""How much it counts that something was not done: so much each, and in sum no more, however many things there are."""
PENALTIES = (0.003, 0.01, 0.03)
"""What holds vectors back from learning chance by heart; chosen by what was hidden, the first where there is a lot."""
MEMBERS_MIN = 3
CELLS_MAX = 1024
GROUPING = 8
AUDIENCES_MAX, AUDIENCE_SIZE = 256, 20
"""At most so many audiences, and so many members in each if all were of one size."""
RECENT, FADING = 20, 0.9

Say = Callable[[str], None]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """How often the next note of a member stands among twenty: by vectors, by their audience, by popularity."""

    members: int
    items: int
    acts: int
    audiences: int
    penalty: float
    judged: int
    vector_hits: float
    audience_hits: float
    popular_hits: float
    goods: GoodsVerdict = GoodsVerdict()
    cities: PlaceVerdict = PlaceVerdict()
    tiers: PlaceVerdict = PlaceVerdict()
    """How the lists of places did, each beside popularity among members who have one."""
    goods_audience: GoodsVerdict = GoodsVerdict()
    goods_cities: PlaceVerdict = PlaceVerdict()
    goods_tiers: PlaceVerdict = PlaceVerdict()
    """The same of what audiences and people of places want, beside popularity among wants."""

    @property
    def is_better(self) -> bool:
        """Whether vectors of notes or of goods, places or wants say more than popularity; each counts where it does."""
        listed = (self.cities, self.tiers, self.goods_audience, self.goods_cities, self.goods_tiers)
        return self.are_notes_better or self.goods.is_better or any(one.is_better for one in listed)

    @property
    def are_notes_better(self) -> bool:
        """Whether they say more of notes; when nobody could be asked they say nothing."""
        return self.judged > 0 and self.vector_hits > self.popular_hits


def learn(
    acts: Acts, homes: Homes | None = None, wants: Wants | None = None, *, say: Say = lambda text: None
) -> tuple[Vectors, Verdict]:
    """Learn vectors and audiences from acts, and judge the same method on each member's hidden last note.

    With `homes` (a row for each member who acted, in the order of their ids) also what people of a place act upon; with
    `wants` also which goods audiences and people of a place want.
    """
    names, sequences = in_order(acts)
    wanted = Wanted.of(wants, np.unique(acts.members))
    kernels.warm()
    tried = PENALTIES if len(sequences.items) <= CHOOSING_UP_TO else PENALTIES[:1]
    judged: dict[float, dict[str, Any]] = {}
    for penalty in tried:
        say(f"learning vectors without what each member did last, penalty {penalty}, and judging")
        before = sequences.without_last(1)
        earlier = make(names, before, penalty, wanted.without_last())
        judged[penalty] = {
            **_judge(earlier, names, sequences),
            "goods": _judge_goods(earlier, names, sequences),
            "goods_audience": judge_audiences(earlier, partial(_done, names, before), wanted),
        }
    best = max(judged, key=lambda penalty: _hits(judged[penalty]))
    say("learning vectors of everything")
    made, told = make(names, sequences, best, wanted), judged[best]
    made = _without_audiences_that_are_no_better(made, told)
    cities = tiers = PlaceVerdict()
    if homes is not None:
        say("listing what people of each place act upon, and judging")
        places, cities, tiers = learn_places(names, sequences, homes)
        made = msgspec.structs.replace(made, places=places.keys, place_lists=places.lists)
    places, goods_cities, goods_tiers = wanted.told_by_places()
    made = msgspec.structs.replace(made, goods_places=places.keys, goods_place_lists=places.lists)
    verdict = Verdict(
        members=sequences.member_count,
        items=len(made.names),
        acts=len(sequences.items),
        audiences=len(made.audiences),
        penalty=best,
        cities=cities,
        tiers=tiers,
        goods_cities=goods_cities,
        goods_tiers=goods_tiers,
        **told,
    )
    return _without_what_is_no_better(made, verdict), verdict


def make(names: NDArray[np.uint64], sequences: Sequences, penalty: float, wanted: Wanted | None = None) -> Vectors:
    """Vectors of whatever enough members acted on, notes in cells, and audiences."""
    kept, held = _acted_on(sequences)
    names = names[kept]
    unseen = min(UNSEEN, UNSEEN_SUM / max(len(kept), 1))
    things = fit(held, size=SIZE, rounds=ROUNDS, unseen=unseen, penalty=penalty, seed=SEED).items
    gram = (unseen * (things.T @ things + penalty * len(kept) * np.eye(SIZE))).astype(np.float32)
    members = np.zeros((held.member_count, SIZE), np.float32)
    each = (penalty * held.per_member()).astype(np.float32)
    solve_rows(held.starts, held.items, things, gram, each, np.float32(1), members)
    audiences, audience = _audiences(held, members)
    keys = np.append((names >> np.uint64(1)).astype(np.int64), 0)
    lists = _lists(held, audience, len(audiences), names & np.uint64(1) == NOTE)
    made = placed(names, things, gram=gram, penalty=penalty, audiences=audiences, lists=keys[lists])
    if wanted is None:
        return made
    return msgspec.structs.replace(made, goods_lists=wanted.told_by_audiences(audience, groups=len(audiences)))


def placed(
    names: NDArray[np.uint64], things: Real, *, gram: Real, penalty: float, audiences: Real, lists: Whole
) -> Vectors:
    """The table of some vectors: notes cell by cell, goods behind them in cells of their own."""
    is_note = names & np.uint64(1) == NOTE
    notes, goods = np.flatnonzero(is_note), np.flatnonzero(~is_note)
    (notes_in, cells, starts), (goods_in, goods_cells, goods_starts) = (
        _in_cells(things[one]) for one in (notes, goods)
    )
    rows = np.concatenate([notes[notes_in], goods[goods_in]])
    codes, scales = coded(things[rows])
    return Vectors(
        names=names[rows],
        order=np.argsort(names[rows]).astype(np.int32),
        codes=codes,
        scales=scales,
        cells=cells,
        starts=starts,
        goods_cells=goods_cells,
        goods_starts=goods_starts + len(notes),
        gram=gram,
        penalty=np.array([penalty]),
        audiences=audiences,
        lean=(audiences**2).sum(axis=1) / 2,
        lists=lists,
        goods_lists=np.zeros_like(lists),
    )


def _in_cells(points: Real) -> tuple[Whole, Real, Whole]:
    """In which order points lie cell by cell, the middles of the cells, and where each begins."""
    count = min(round(len(points) ** 0.5), CELLS_MAX)
    if not count:
        return np.zeros(0, np.int64), np.zeros((0, SIZE), np.float32), np.zeros(1, np.int64)
    cells = find_middles(points, count, rounds=GROUPING, seed=SEED)
    of, _ = nearest(points, cells)
    starts = np.concatenate([[0], np.cumsum(np.bincount(of, minlength=count))]).astype(np.int64)
    return np.argsort(of, kind="stable"), cells, starts


def _without_what_is_no_better(made: Vectors, verdict: Verdict) -> Vectors:
    """A table whose notes, or whose goods, are not looked for where popularity finds as much."""
    none = np.zeros((0, SIZE), np.float32)
    if not verdict.are_notes_better:
        made = msgspec.structs.replace(made, cells=none, starts=np.zeros(1, np.int64))
    if not verdict.goods.is_better:
        made = msgspec.structs.replace(made, goods_cells=none, goods_starts=made.goods_starts[:1])
    return made


def _without_audiences_that_are_no_better(made: Vectors, told: dict[str, Any]) -> Vectors:
    """A table without lists of audiences that find no more than popularity; and without audiences if none is left."""
    are_notes, are_goods = told["audience_hits"] > told["popular_hits"], told["goods_audience"].is_better
    count = len(made.audiences) if are_notes or are_goods else 0
    none = np.zeros((count, LISTED), np.int64)
    return msgspec.structs.replace(
        made,
        audiences=made.audiences[:count],
        lean=made.lean[:count],
        lists=made.lists if are_notes else none,
        goods_lists=made.goods_lists if are_goods else none,
    )


def _hits(told: dict[str, Any]) -> float:
    """How many hidden acts were found, notes and goods together."""
    return float(told["judged"] * told["vector_hits"] + told["goods"].judged * told["goods"].hits)


def _acted_on(sequences: Sequences) -> tuple[Whole, Interactions]:
    """The items on which enough members acted, and who acted on them."""
    held = sequences.as_set()
    often = held.per_item() >= MEMBERS_MIN
    held = held.only(often[held.items])
    number = (np.cumsum(often) - 1).astype(np.int32)
    return np.flatnonzero(often), Interactions(held.starts, number[held.items], int(often.sum()))


def _audiences(held: Interactions, members: Real) -> tuple[Real, Whole]:
    """Groups of members of similar taste (their middles), and which of them each member belongs to, -1 for none."""
    lengths = np.sqrt((members**2).sum(axis=1))
    people = np.flatnonzero((held.per_member() >= AUDIENCE_FROM) & (lengths > 0))
    count = min(len(people) // AUDIENCE_SIZE, AUDIENCES_MAX)
    audience = np.full(held.member_count, -1)
    if count < 2:
        return np.zeros((0, SIZE), np.float32), audience
    points = members[people] / lengths[people, None]
    middles = find_middles(points, count, rounds=GROUPING, seed=SEED)
    audience[people], _ = nearest(points, middles)
    return middles, audience


def _lists(held: Interactions, audience: Whole, count: int, is_note: Mask) -> Whole:
    """The notes of each audience by their places, -1 for none."""
    if not count:
        return np.zeros((0, LISTED), np.int64)
    of = audience[held.owners()]
    chosen = (of >= 0) & is_note[held.items]
    of, items = of[chosen], held.items[chosen].astype(np.int64)
    return told_by(of, items, groups=count, item_count=held.item_count)


def _judge(earlier: Vectors, names: NDArray[np.uint64], sequences: Sequences) -> dict[str, Any]:
    """Ask for members as a page does, without their last act, and see whether that act stands in front."""
    before, is_note = sequences.without_last(1), names & np.uint64(1) == NOTE
    answers = hidden_acts(sequences, is_note)
    asked = np.random.default_rng(SEED).permutation(np.flatnonzero(answers >= 0))[:JUDGED_MAX]
    hits = np.zeros(2)
    for member in asked.tolist():
        keys, recent = _done(names, before, member)
        near = earlier.near(recent, np.sort(keys), most=JUDGED_AT, told=JUDGED_AT)
        answer = int(names[answers[member]] >> np.uint64(1))
        hits += answer in near.notes, answer in near.audience
    popular = popular_ranks(before, answers, is_note)[asked] < JUDGED_AT
    vector_hits, audience_hits, popular_hits = (
        round(float(one) / max(len(asked), 1), 4) for one in (*hits, popular.sum())
    )
    return {
        "judged": len(asked),
        "vector_hits": vector_hits,
        "audience_hits": audience_hits,
        "popular_hits": popular_hits,
    }


def _judge_goods(earlier: Vectors, names: NDArray[np.uint64], sequences: Sequences) -> GoodsVerdict:
    """The same where the last act of a member was about goods."""
    before, are_goods = sequences.without_last(1), names & np.uint64(1) != NOTE
    answers = hidden_acts(sequences, are_goods)
    asked = np.random.default_rng(SEED).permutation(np.flatnonzero(answers >= 0))[:JUDGED_MAX]
    hits = 0
    for member in asked.tolist():
        _, recent = _done(names, before, member)
        hits += int(names[answers[member]] >> np.uint64(1)) in earlier.goods_near(recent, most=JUDGED_AT, told=1).goods
    popular = int((popular_ranks(before, answers, are_goods)[asked] < JUDGED_AT).sum())
    shares = (round(one / max(len(asked), 1), 4) for one in (hits, popular))
    return GoodsVerdict(judged=len(asked), hits=next(shares), popular_hits=next(shares))


def _done(names: NDArray[np.uint64], before: Sequences, member: int) -> Done:
    """All that a member did, and the latest of it as a page asks: id, kind, weight."""
    done = names[before.items[before.starts[member] : before.starts[member + 1]]]
    keys, kinds = (done >> np.uint64(1)).astype(np.int64), (done & np.uint64(1)).tolist()
    latest = zip(keys[::-1].tolist(), kinds[::-1], strict=True)
    return keys, [(key, kind, FADING**place) for place, (key, kind) in enumerate(latest) if place < RECENT]
