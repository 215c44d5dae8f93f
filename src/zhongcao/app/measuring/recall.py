"""Measures recall: every method on the full ranking of a data set, with settings chosen by its own validation."""

import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from zhongcao.app.measuring.figures import Measure
from zhongcao.discovery.training import choosing, diffusion, factors
from zhongcao.discovery.training.blending import MEASURES, measured, mix, without_seen
from zhongcao.discovery.training.choosing import Settings
from zhongcao.discovery.training.diffusion import Diffusion
from zhongcao.discovery.training.evaluation import Score, judge, one_hot
from zhongcao.discovery.training.factors import Factors
from zhongcao.discovery.training.interactions import Interactions, Real, Whole, read_npz
from zhongcao.discovery.training.kernels import look_up
from zhongcao.discovery.training.neighbours import Neighbours, count_together, tabulate, together

METHODS = ("popularity", "together", "vectors", "operator", "table", "blend")
DIRECTIONS, SIZE, ROUNDS = 448, 1024, 8
TABLE_LENGTH = 200
LOOKED_UP = 2000

Say = Callable[[str], None]


class Bench:
    """One data set with what was learnt from it so far; what several methods need is made once."""

    def __init__(self, seen: Interactions, hidden: Interactions, settings: Settings, *, seed: int, say: Say) -> None:
        self.seen, self.hidden, self.settings, self.seed, self.say = seen, hidden, settings, seed, say
        self._operator: Diffusion | None = None
        self._vectors: Factors | None = None
        self._table: Neighbours | None = None

    def operator(self) -> Diffusion:
        """The exact linear operator."""
        if self._operator is None:
            self._operator = diffusion.fit(self.seen, directions=DIRECTIONS, seed=self.seed)
        return self._operator

    def vectors(self) -> Factors:
        """Vectors of members and items."""
        if self._vectors is None:
            self._vectors = factors.fit(
                self.seen,
                size=SIZE,
                rounds=ROUNDS,
                unseen=self.settings.unseen,
                penalty=choosing.PENALTY,
                seed=self.seed,
            )
        return self._vectors

    def table(self) -> Neighbours:
        """The operator cut to two hundred neighbours of each item."""
        if self._table is None:
            self._table = tabulate(
                self.operator(),
                self.settings.sharp,
                item_count=self.seen.item_count,
                length=TABLE_LENGTH,
                say=lambda done: self.say(f"table: {done:,} of {self.seen.item_count:,} items"),
            )
        return self._table

    def prepare(self, method: str) -> Score:
        """Learn what a method needs, and say how it scores."""
        if method == "popularity":
            counts = self.seen.per_item().astype(np.float32)
            return lambda batch: np.repeat(counts[:, None], len(batch), axis=1)
        if method == "together":
            pairs = count_together(self.seen, self.settings.close, length=TABLE_LENGTH, say=lambda done: None)
            return lambda batch: pairs.score(self.seen, batch)
        if method == "vectors":
            return self.vectors().score
        if method == "operator":
            operator, sharp = self.operator(), self.settings.sharp
            return lambda batch: operator.apply(one_hot(self.seen, batch), sharp)
        if method == "table":
            table = self.table()
            return lambda batch: table.score(self.seen, batch)
        return self._blend()

    def _blend(self) -> Score:
        operator, vectors = self.operator(), self.vectors()
        carry = together(self.seen, self.settings.close)

        def score(batch: Whole) -> Real:
            columns = one_hot(self.seen, batch)
            made = (operator.apply(columns, self.settings.sharp), carry(columns), vectors.score(batch))
            first, second, third = (without_seen(one, self.seen, batch) for one in made)
            return mix(measured((first, second, third), self.settings.blend.measure), self.settings.blend)

        return score


def measure_recall(folder: Path, *, methods: tuple[str, ...], seed: int, say: Say) -> Measure:
    """Recall@20 and NDCG@20 of each method for all members of the test file; times are CPU seconds."""
    seen, hidden = read_npz(folder / "train.npz"), read_npz(folder / "test.npz")
    data: dict[str, int | str] = {"members": seen.member_count, "items": seen.item_count, "entries": len(seen.items)}
    made = Measure(measure="recall", seed=seed, data=data)
    started = time.process_time()
    settings = choosing.choose(seen, directions=DIRECTIONS, size=SIZE, rounds=ROUNDS, seed=seed, say=say)
    made.figures |= {"choosing_cpu": round(time.process_time() - started, 1)} | _told(settings)
    bench = Bench(seen, hidden, settings, seed=seed, say=say)
    everybody = np.arange(seen.member_count)
    for method in methods:
        say(f"{method}: learning")
        started = time.process_time()
        score = bench.prepare(method)
        learnt = time.process_time()
        say(f"{method}: judging")
        found = judge(score, seen, hidden, everybody)
        judged = time.process_time()
        made.figures |= {
            f"{method}.recall20": round(found.recall, 4),
            f"{method}.ndcg20": round(found.ndcg, 4),
            f"{method}.train": round(learnt - started, 1),
            f"{method}.users_per_s": round(len(everybody) / max(judged - learnt, 1e-9)),
            f"{method}.peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
        if method == "table":
            made.figures["table.us_per_member"] = _page_cost(seen, bench.table())
    return made


def _told(settings: Settings) -> dict[str, float]:
    sharp, close, blend = settings.sharp, settings.close, settings.blend
    return {
        "chosen.low_pass": sharp.low_pass,
        "chosen.time": sharp.time,
        "chosen.member_exponent": close.member,
        "chosen.source_exponent": close.source,
        "chosen.target_exponent": close.target,
        "chosen.unseen": settings.unseen,
        "chosen.blend_together": blend.together,
        "chosen.blend_vectors": blend.factors,
        "chosen.blend_measure": float(MEASURES.index(blend.measure)),
    }


def _page_cost(seen: Interactions, table: Neighbours) -> float:
    """Microseconds of CPU to look one member's list up: add neighbours, leave out what is had, sort the best twenty."""
    sums = np.zeros(seen.item_count, np.float32)
    touched = np.empty(int(seen.per_member().max()) * table.items.shape[1], np.int32)
    members = np.linspace(0, seen.member_count - 1, LOOKED_UP).astype(np.int64)

    def once(member: int) -> None:
        own = seen.items[seen.starts[member] : seen.starts[member + 1]]
        found = touched[: look_up(own, table.items, table.weights, sums, touched)]
        sums[own] = 0
        best = found[np.argpartition(-sums[found], min(20, len(found) - 1))[:20]] if len(found) else found
        best[np.argsort(-sums[best])]
        sums[found] = 0

    once(0)
    started = time.process_time()
    for member in members:
        once(int(member))
    return round((time.process_time() - started) / LOOKED_UP * 1e6, 1)
