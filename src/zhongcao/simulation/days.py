"""Day after day: members come, turn pages, open, like, collect, follow, buy; the engine learns from nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random, SystemRandom

import msgspec
import numpy as np

from zhongcao.discovery import jobs as discovery_jobs
from zhongcao.discovery import service as discovery
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.feeds import heads
from zhongcao.discovery.feeds.pages import PageLog
from zhongcao.discovery.feeds.stages import be_patient
from zhongcao.discovery.kin import table
from zhongcao.discovery.service import Brain, FanCounts
from zhongcao.discovery.vectors import table as vectors
from zhongcao.experiment import service as experiment
from zhongcao.experiment.rules import ExperimentKind, ExperimentLayer, ExperimentState, Ranking
from zhongcao.experiment.schemas import ExperimentInput, ExperimentVariant
from zhongcao.insight import jobs as insight_jobs
from zhongcao.insight import service as insight
from zhongcao.kit import clock, ids
from zhongcao.kit.db import Tx, begin
from zhongcao.kit.http import SYSTEM, Actor
from zhongcao.kit.jobs import Work
from zhongcao.simulation.acts import Visit, tell
from zhongcao.simulation.living import PAGES_MAX, Impression, Town
from zhongcao.simulation.settling import Ids, join, publish, settle
from zhongcao.simulation.truth import NEVER, Sizes, Truth, Whole, invent, spread

PAGE, PAGE_SECONDS, PAGES_A_BATCH = 20, 60, 500
DAY_SECONDS, MONTH = 60_000, 30
CARRIED_A_DAY = 4
"""So often a day what was seen and opened reaches the lake and counts; in the shop, every ten seconds."""

Say = Callable[[str], None]


class Arm(StrEnum):
    """Who chooses what is shown: the engine, popularity as it fades for everybody, or the engine told of no city."""

    ENGINE = "engine"
    POPULAR = "popular"
    SILENT = "silent"


class PageRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A page as it went: how many pages its member had had before, and what it was worth to them."""

    member: int
    turn: int
    day: int
    looked: int
    worth: float
    pure: float
    spread: float
    new_creators: float


class Lived(msgspec.Struct, kw_only=True):
    """What came of one town under one arm."""

    pages: list[PageRecord] = []
    orders: dict[int, int] = {}
    fen: dict[int, int] = {}
    nights: list[int] = []
    """How many lists of places counted after each night."""


class Watch:
    """The virtual clock of a town: it stands still until it is turned, for this process as a whole."""

    def __init__(self, at: datetime) -> None:
        self.turn(at)

    def turn(self, at: datetime) -> None:
        """Let it be another moment."""
        self.at = at
        clock.stand(at)

    def tick(self) -> float:
        """Seconds, as a clock that never goes back."""
        return self.at.timestamp()


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """One town under one arm, as it goes."""

    truth: Truth
    ids: Ids
    town: Town
    lived: Lived
    turns: dict[int, int]
    work: Work
    brain: Brain
    watch: Watch
    seed: int
    start: datetime
    tells_city: bool


async def live(work: Work, *, sizes: Sizes, seed: int, arm: Arm, start: datetime, say: Say) -> Lived:
    """Let a town live its days from `start` under one arm, in a shop of its own.

    In an empty shop, and a process of its own, the same seed lives the same life: time stands still between two acts,
    ids are drawn by a dice that is known, and no stage of a feed is left out because the machine is busy.
    """
    ids.draw_from(Random(seed))
    be_patient(True)
    try:
        life = await _begin(work, sizes=sizes, seed=seed, arm=arm, start=start)
        for day in range(sizes.days):
            say(f"seed {seed}, {arm}: day {day + 1} of {sizes.days}, {sum(life.lived.orders.values())} orders")
            await _day(life, day)
            life.watch.turn(start + timedelta(days=day + 1))
            if arm is not Arm.POPULAR:
                await _learn(life)
        return life.lived
    finally:
        clock.stand(None)
        ids.draw_from(SystemRandom())
        be_patient(False)


async def _begin(work: Work, *, sizes: Sizes, seed: int, arm: Arm, start: datetime) -> Life:
    """The town moves in, and chooses by whom it is shown what."""
    truth, watch, tells_city = invent(sizes, seed), Watch(start), arm is not Arm.SILENT
    async with begin(work.sessions) as tx:
        keys = await settle(tx, truth, sizes, seed=seed, start=start, tells_city=tells_city)
        if arm is Arm.POPULAR:
            await _choose(tx, Ranking(arm.value), now=start)
    experiment.look_again()
    return Life(
        truth=truth,
        ids=keys,
        town=Town(truth),
        lived=Lived(pages=[], orders={}, fen={}, nights=[]),
        turns={},
        work=work,
        brain=_brain(work, watch),
        watch=watch,
        seed=seed,
        start=start,
        tells_city=tells_city,
    )


async def _learn(life: Life) -> None:
    """A night passes, in which the engine learns from what members did."""
    work = life.work
    await discovery_jobs.learn_kin(work.sessions, work.objects, work.settings)
    made = await discovery_jobs.learn_vectors(work.sessions, work.objects, work.settings)
    await discovery_jobs.learn_rank(work.sessions, work.objects, work.settings, work.keys)
    life.lived.nights.append(made.verdict.cities.lists + made.verdict.tiers.lists if made is not None else 0)


def _brain(work: Work, watch: Watch) -> Brain:
    """What a web process holds, by the town's clock."""
    folder, tick = work.settings.data_dir, watch.tick
    return Brain(
        kin=Shelf("kin", folder / "kin", work.objects, table.load, tick=tick),
        vectors=Shelf("vectors", folder / "vectors", work.objects, vectors.load, tick=tick),
        ranker=Shelf("rank", folder / "rank", work.objects, heads.load, tick=tick),
        log=PageLog(),
        fans=FanCounts(tick=tick),
    )


async def _choose(tx: Tx, ranking: Ranking, *, now: datetime) -> None:
    """Let Discover be ranked so for everybody, by the same means as an experiment of the shop."""
    given = ExperimentInput(
        key="simulated_arm",
        kind=ExperimentKind.TEST,
        layer=ExperimentLayer.DISCOVER,
        name_zh="模拟",
        name_en="Simulation",
        hypothesis="模拟的对照。",
        variants=[ExperimentVariant(key=name, ranking=ranking) for name in ("one", "other")],
    )
    made = await experiment.draft_experiment(tx, by=SYSTEM, given=given, now=now)
    await experiment.set_state(
        tx, by=SYSTEM, experiment_id=made, state=ExperimentState.RUNNING, why="simulation", now=now
    )


async def _day(life: Life, day: int) -> None:
    truth, opened = life.truth, life.start + timedelta(days=day)
    if day and day % MONTH == 0:
        life.town.pay_day()
    async with begin(life.work.sessions) as tx:
        newcomers = np.flatnonzero(truth.joins == day).tolist()
        await join(tx, truth, life.ids, newcomers, at=opened, tells_city=life.tells_city)
        await publish(tx, truth, life.ids, np.flatnonzero(truth.note_day == day).tolist(), start=life.start)
        await discovery.adopt_members(tx, member_ids=[life.ids.members[one] for one in newcomers])
    order = np.random.default_rng([life.seed, 3, day]).permutation(truth.member_count).tolist()
    parts = np.array_split(np.arange(len(order)), CARRIED_A_DAY)
    for part in parts:
        for place in part.tolist():
            member = order[place]
            if truth.joins[member] > day:
                continue
            chance = np.random.default_rng([life.seed, 4, day, member])
            if truth.joins[member] == day or life.town.comes_today(member, chance):
                at = opened + timedelta(seconds=DAY_SECONDS * place / len(order))
                await _visit(life, member, chance, day=day, at=at)
        await _carry(life)
    life.town.sleep()


async def _carry(life: Life) -> None:
    """What waits in memory and in the database goes to the lake and counts, by the jobs that do so in the shop."""
    log = life.brain.log
    while log and (pages := log.take(PAGES_A_BATCH)):
        async with begin(life.work.sessions) as tx:
            await insight.keep_pages(tx, pages=pages, keys=life.work.keys, now=life.watch.at)
    while await insight_jobs.carry_pages_to_the_lake(life.work):
        pass
    while await insight_jobs.carry_events_to_the_lake(life.work):
        pass


async def _visit(life: Life, member: int, chance: np.random.Generator, *, day: int, at: datetime) -> None:
    """One visit: pages until there are no more, or the member has had enough."""
    by = Actor(member_id=life.ids.members[member], roles=frozenset({"member"}))
    visit = Visit(by=by, session=f"v-{day}-{member}", keys=life.work.keys)
    after: str | None = None
    for turn in range(PAGES_MAX):
        now = at + timedelta(seconds=PAGE_SECONDS * turn)
        life.watch.turn(now)
        async with begin(life.work.sessions) as tx:
            page = await discovery.discover(
                tx, by=by, channel="for_you", after=after, limit=PAGE, now=now, brain=life.brain
            )
            notes = np.array([life.ids.place_of_note[int(item.note.id)] for item in page.items], np.int64)
            if not len(notes):
                return
            seen = life.town.look_at(member, notes, chance)
            await tell(tx, visit, truth=life.truth, ids=life.ids, items=page.items, seen=seen, now=now)
        for shelf in (life.brain.kin, life.brain.vectors, life.brain.ranker):
            if shelf is not None:
                await shelf.wait()
        _note(life, member, seen, spread(life.truth, notes), life.truth.note_creator[notes], day)
        after = page.next_cursor
        if not seen.goes_on or after is None:
            return


def _note(life: Life, member: int, seen: Impression, diversity: float, creators: Whole, day: int) -> None:
    """What came of a page."""
    lived = life.lived
    lived.pages.append(
        PageRecord(
            member=member,
            turn=life.turns.get(member, 0),
            day=day,
            looked=len(seen.looked),
            worth=seen.worth,
            pure=seen.pure,
            spread=diversity,
            new_creators=float(life.truth.creator_is_new[creators].mean()),
        )
    )
    life.turns[member] = life.turns.get(member, 0) + 1
    for deed in seen.deeds:
        if deed.buys != NEVER:
            lived.orders[member] = lived.orders.get(member, 0) + 1
            lived.fen[member] = lived.fen.get(member, 0) + int(life.truth.product_price[deed.buys])
