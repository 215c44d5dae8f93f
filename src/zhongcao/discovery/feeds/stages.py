"""Runs the stages of a feed one after the other: each has a budget of time, and none stands in the way of the page.

A stage is a small function `(ask, found) -> found`. One that raises is left out, as if it were not there; when the feed
has used up its time, what is only nice to have is left out too. Both are counted (`zhongcao_feed_stages_total`). Time
is the processor's time of this thread: a stage is not blamed for others that keep the machine busy.
"""

import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from zhongcao.kit import log, metrics

LEAP = 0.0005
A = TypeVar("A")
F = TypeVar("F")


class Stage(msgspec.Struct, Generic[A, F], frozen=True):
    """One step of a feed: what it is called, what it does, how many milliseconds it should take, and its standing.

    `needed` stages (filters, the order itself) run however late it is; others make way.
    """

    name: str
    run: Callable[[A, F], F]
    budget_ms: float
    needed: bool = False


class Feed(msgspec.Struct, Generic[A, F], frozen=True):
    """The stages of one feed in their order, and how many milliseconds all of them may take together."""

    name: str
    stages: Sequence[Stage[A, F]]
    budget_ms: float

    def run(self, ask: A, found: F, *, tick: Callable[[], float] | None = None) -> F:
        """Take candidates through all stages."""
        tick = tick or _clock()
        began = ended = tick()
        for stage in self.stages:
            started = ended
            if not stage.needed and (started - began) * 1000 > self.budget_ms:
                self._count(stage, "late")
                continue
            try:
                found = stage.run(ask, found)
            except Exception as error:
                self._count(stage, "failed")
                log.get("feeds").warning("stage failed", feed=self.name, stage=stage.name, error=repr(error)[:300])
                ended = tick()
                continue
            ended = tick()
            if (ended - started) * 1000 > stage.budget_ms:
                self._count(stage, "slow")
        return found

    def _count(self, stage: Stage[A, F], outcome: str) -> None:
        metrics.feed_stages.labels(self.name, stage.name, outcome).inc()


def worked() -> Callable[[], float]:
    """A clock of what this thread works from now on, in seconds.

    The system takes longer to tell that than most stages take; so it is asked only where much time went by on the wall.
    """
    began, last, spent = time.thread_time(), time.perf_counter(), 0.0

    def tick() -> float:
        nonlocal last, spent
        now = time.perf_counter()
        passed, last = now - last, now
        spent = spent + passed if passed < LEAP else max(spent, time.thread_time() - began)
        return spent

    return tick


_clock: Callable[[], Callable[[], float]] = worked


def be_patient(is_patient: bool) -> None:
    """Let every stage of this process take its time, or no longer: for worlds that must be lived twice alike."""
    global _clock
    _clock = (lambda: float) if is_patient else worked
