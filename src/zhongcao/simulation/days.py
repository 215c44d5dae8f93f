"""Day after day: members come, turn pages, open, like, collect, follow, buy; the engine learns from nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
import numpy as np

from zhongcao.community import service as community
from zhongcao.discovery import service as discovery
from zhongcao.discovery.jobs import learn_kin
from zhongcao.discovery.kin.shelf import KinShelf
from zhongcao.discovery.rules import Act, Dismissal
from zhongcao.discovery.service import Brain, Done, FanCounts
from zhongcao.experiment import service as experiment
from zhongcao.experiment.rules import ExperimentKind, ExperimentLayer, ExperimentState, Ranking
from zhongcao.experiment.schemas import ExperimentInput, ExperimentVariant
from zhongcao.insight import service as insight
from zhongcao.insight.rules import EventKind
from zhongcao.insight.schemas import Event
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.http import SYSTEM, Actor
from zhongcao.kit.ids import new_id, uuid7
from zhongcao.kit.objects import Objects
from zhongcao.kit.settings import Settings
from zhongcao.mall import service as mall
from zhongcao.simulation.living import PAGES_MAX, Deed, Town
from zhongcao.simulation.settling import Ids, join, publish, settle
from zhongcao.simulation.truth import NEVER, Sizes, Truth, Whole, invent, spread

PAGE = 20
PAGE_SECONDS, DEED_SECONDS = 60, 5
MONTH = 30

Say = Callable[[str], None]


class Arm(StrEnum):
    """Who chooses what is shown: the engine, or popularity as it fades, the same for everybody."""

    ENGINE = "engine"
    POPULAR = "popular"


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


class Watch:
    """The virtual clock, for what counts seconds by itself."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def tick(self) -> float:
        """Seconds, as a clock that never goes back."""
        return self.at.timestamp()


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """One town under one arm, as it goes."""

    truth: Truth
    sizes: Sizes
    ids: Ids
    town: Town
    lived: Lived
    turns: dict[int, int]
    sessions: Sessions
    brain: Brain
    watch: Watch
    seed: int
    start: datetime


async def live(
    sessions: Sessions,
    objects: Objects,
    settings: Settings,
    *,
    sizes: Sizes,
    seed: int,
    arm: Arm,
    start: datetime,
    say: Say,
) -> Lived:
    """Let a town live its days under one arm, in a shop of its own."""
    truth = invent(sizes, seed)
    async with begin(sessions) as tx:
        ids = await settle(tx, truth, sizes, seed=seed, start=start)
        if arm is not Arm.ENGINE:
            await _choose(tx, Ranking(arm.value), now=start)
    experiment.look_again()
    watch = Watch(start)
    kin = KinShelf(settings.data_dir / "kin", objects, look_seconds=0)
    life = Life(
        truth=truth,
        sizes=sizes,
        ids=ids,
        town=Town(truth),
        lived=Lived(pages=[], orders={}, fen={}),
        turns={},
        sessions=sessions,
        brain=Brain(kin=kin, fans=FanCounts(tick=watch.tick)),
        watch=watch,
        seed=seed,
        start=start,
    )
    for day in range(sizes.days):
        say(f"seed {seed}, {arm}: day {day + 1} of {sizes.days}, {sum(life.lived.orders.values())} orders")
        await _day(life, day)
        if arm is Arm.ENGINE:
            await learn_kin(sessions, objects, settings)
    return life.lived


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
    async with begin(life.sessions) as tx:
        newcomers = np.flatnonzero(truth.joins == day).tolist()
        await join(tx, truth, life.ids, newcomers, at=opened)
        await publish(tx, truth, life.ids, np.flatnonzero(truth.note_day == day).tolist(), start=life.start)
        await discovery.adopt_members(tx, member_ids=[life.ids.members[one] for one in newcomers])
    order = np.random.default_rng([life.seed, 3, day]).permutation(truth.member_count)
    for place, member in enumerate(order.tolist()):
        if truth.joins[member] > day:
            continue
        chance = np.random.default_rng([life.seed, 4, day, member])
        if truth.joins[member] == day or life.town.comes_today(member, chance):
            await _visit(life, member, chance, day=day, at=opened + timedelta(seconds=60_000 * place / len(order)))
    life.town.sleep()


async def _visit(life: Life, member: int, chance: np.random.Generator, *, day: int, at: datetime) -> None:
    """One visit: pages until there are no more, or the member has had enough."""
    by = Actor(member_id=life.ids.members[member], roles=frozenset({"member"}))
    after: str | None = None
    for turn in range(PAGES_MAX):
        now = life.watch.at = at + timedelta(seconds=PAGE_SECONDS * turn)
        async with begin(life.sessions) as tx:
            page = await discovery.discover(
                tx, by=by, channel="for_you", after=after, limit=PAGE, now=now, brain=life.brain
            )
            notes = np.array([life.ids.place_of_note[int(item.note.id)] for item in page.items], np.int64)
            if not len(notes):
                return
            seen = life.town.look_at(member, notes, chance)
            await _tell(tx, life, by, notes, seen.deeds, now)
        if life.brain.kin is not None:
            await life.brain.kin.wait()
        life.lived.pages.append(
            PageRecord(
                member=member,
                turn=life.turns.get(member, 0),
                day=day,
                looked=seen.looked,
                worth=seen.worth,
                pure=seen.pure,
                spread=spread(life.truth, notes),
                new_creators=float(life.truth.creator_is_new[life.truth.note_creator[notes]].mean()),
            )
        )
        life.turns[member] = life.turns.get(member, 0) + 1
        after = page.next_cursor
        if not seen.goes_on or after is None:
            return


async def _tell(tx: Tx, life: Life, by: Actor, notes: Whole, deeds: list[Deed], now: datetime) -> None:
    """What the app would send and what the shop would hear of it: events, likes, collects, follows, orders."""
    events = [_event(EventKind.IMPRESSION, life, int(note), place, now) for place, note in enumerate(notes)]
    done: list[Done] = []
    for nth, deed in enumerate(deeds):
        at = now + timedelta(seconds=DEED_SECONDS * (nth + 1))
        note = life.ids.notes[deed.note]
        if deed.hides:
            events.append(_event(EventKind.HIDE, life, deed.note, deed.place, at))
            await discovery.dismiss(tx, by=by, note_id=note, reason=Dismissal.CONTENT, now=at)
            continue
        events.append(_event(EventKind.CLICK, life, deed.note, deed.place, at))
        if deed.likes:
            await community.like_note(tx, by=by, note_id=note, now=at)
            done.append(Done(act=Act.LIKE, member=by.member_id, note=note, at=at))
        if deed.collects:
            await community.collect(tx, by=by, note_id=note, album_id=None, now=at)
            done.append(Done(act=Act.COLLECT, member=by.member_id, note=note, at=at))
        if deed.follows:
            author = life.ids.creators[int(life.truth.note_creator[deed.note])]
            await community.follow(tx, by=by, member_id=author, now=at)
            done.append(Done(act=Act.FOLLOW, member=by.member_id, author=author, at=at))
        if deed.buys != NEVER:
            await _buy(tx, life, by, deed, at)
    last = now + timedelta(seconds=DEED_SECONDS * (len(deeds) + 1))
    await insight.record_events(tx, events=events, by=by, person=f"{by.member_id:032x}", now=last)
    await discovery.count_exposure(tx, insight.exposures([msgspec.to_builtins(one) for one in events]))
    await discovery.remember(tx, done)
    await discovery.fold_waiting(tx, now=last)


async def _buy(tx: Tx, life: Life, by: Actor, deed: Deed, at: datetime) -> None:
    """A paid order, as the shop tells of it."""
    product = life.ids.products[deed.buys]
    source = f"note:{life.ids.notes[deed.note]}"
    await discovery.remember_order(tx, member=by.member_id, order=new_id(), products=[product], source=source, at=at)
    await mall.count_sales(tx, units={product: 1})
    member = life.ids.place_of_member[by.member_id]
    life.lived.orders[member] = life.lived.orders.get(member, 0) + 1
    life.lived.fen[member] = life.lived.fen.get(member, 0) + int(life.truth.product_price[deed.buys])


def _event(kind: EventKind, life: Life, note: int, place: int, at: datetime) -> Event:
    return Event(
        id=uuid7(),
        kind=kind,
        at=at,
        session="simulated",
        note=str(life.ids.notes[note]),
        feed="discover",
        position=place,
    )
