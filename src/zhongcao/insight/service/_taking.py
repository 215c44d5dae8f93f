"""Behaviour events come in: each is believed and counted once, those of many requests in one transaction."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from zhongcao.discovery import service as discovery
from zhongcao.discovery.rules import Act
from zhongcao.experiment import service as experiment
from zhongcao.experiment.rules import Act as TrialAct
from zhongcao.experiment.rules import unit_of_visit
from zhongcao.insight import rules, store
from zhongcao.insight.rules import EventKind
from zhongcao.insight.schemas import Event, EventsTaken, RefusedEvent
from zhongcao.insight.service._carrying import DISCOVER_FEED, packed
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.http import Actor

TRIAL_OF_EVENT = {
    EventKind.IMPRESSION: TrialAct.IMPRESSION,
    EventKind.CLICK: TrialAct.CLICK,
    EventKind.HIDE: TrialAct.HIDE,
}
HABIT_OF_EVENT = {kind: act for kind, act in TRIAL_OF_EVENT.items() if experiment.is_habit(act)}
"""Of members also what counts in no experiment: what they did before one is part of what it finds."""
ACT_OF_EVENT = {EventKind.CLICK: Act.OPEN, EventKind.PRODUCT_VIEW: Act.LOOK, EventKind.ADD_TO_CART: Act.CART}
"""From what people do on a screen, discovery learns about their tastes."""
GATHER_SECONDS = 0.1
"""So long the events of a request wait for those of others; whoever sends them waits for nothing else."""
EVENTS_TOGETHER = 2_000


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """Events that one person sent together; `person` is a pseudonym (keyed hash), never an account's id."""

    events: Sequence[Event]
    batch: UUID | None = None
    """What the client called all of them; without it each is known by its own id."""
    by: Actor
    person: str
    now: datetime


class Intake:
    """Where the events of a process's requests meet, so that a transaction is for many of them."""

    def __init__(self, *, seconds: float = GATHER_SECONDS) -> None:
        self._waiting: list[tuple[Sent, asyncio.Future[EventsTaken]]] = []
        self._seconds = seconds
        self._writing: asyncio.Task[None] | None = None

    async def take(self, sessions: Sessions, sent: Sent) -> EventsTaken:
        """Keep what was sent together with what others send meanwhile; answers when it is kept."""
        told: asyncio.Future[EventsTaken] = asyncio.get_running_loop().create_future()
        self._waiting.append((sent, told))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(sessions))
        return await told

    async def _write(self, sessions: Sessions) -> None:
        some: list[tuple[Sent, asyncio.Future[EventsTaken]]] = []
        try:
            while self._waiting:
                await asyncio.sleep(self._seconds)
                some = self._some()
                await _keep(sessions, some)
        finally:
            self._writing = None
            for _, told in (*some, *self._waiting):  # whoever has no answer yet, when the process ends
                told.cancel()
            self._waiting.clear()

    def _some(self) -> list[tuple[Sent, asyncio.Future[EventsTaken]]]:
        count = taken = 0
        for sent, _ in self._waiting:
            taken += len(sent.events)
            if count and taken > EVENTS_TOGETHER:
                break
            count += 1
        some, self._waiting = self._waiting[:count], self._waiting[count:]
        return some


async def _keep(sessions: Sessions, some: Sequence[tuple[Sent, asyncio.Future[EventsTaken]]]) -> None:
    """Keep what several sent in one transaction; when it fails, each in one of its own, so that none harms others."""
    try:
        async with begin(sessions) as tx:
            answers = await record_together(tx, [sent for sent, _ in some])
    except Exception as error:
        if len(some) > 1:
            for one in some:
                await _keep(sessions, [one])
        elif not some[0][1].done():
            some[0][1].set_exception(error)
        return
    for (_, told), answer in zip(some, answers, strict=True):
        if not told.done():
            told.set_result(answer)


async def record_events(tx: Tx, *, events: Sequence[Event], by: Actor, person: str, now: datetime) -> EventsTaken:
    """Take a batch of behaviour events: each is counted once, one with an unbelievable time is left out."""
    return (await record_together(tx, [Sent(events=events, by=by, person=person, now=now)]))[0]


async def record_together(tx: Tx, several: Sequence[Sent]) -> list[EventsTaken]:
    """Take what several people sent; what became of each sending."""
    believed = [_believed(sent) for sent in several]
    named = [
        [sent.batch] if sent.batch else [one.id for one in events]
        for sent, events in zip(several, believed, strict=True)
    ]
    fresh = await store.add_seen(tx, dict.fromkeys(one for ids in named for one in ids), now=several[0].now)
    kept = [_kept(fresh, sent, events) for sent, events in zip(several, believed, strict=True)]
    together = list(zip(several, kept, strict=True))
    await store.add_waiting(tx, [_waiting(sent, events) for sent, events in together if events])
    await _count_trials(tx, together)
    for sent, events in together:
        if glances := [glance for one in events if one.kind in ACT_OF_EVENT for glance in _glance(one)]:
            await discovery.observe(tx, by=sent.by, glances=glances)
    return [
        _answer(sent, len(events), believed=len(some)) for (sent, events), some in zip(together, believed, strict=True)
    ]


def _believed(sent: Sent) -> Sequence[Event]:
    """The events whose time can be believed: mostly all, as the earliest and the latest tell."""
    times = [one.at for one in sent.events] or [sent.now]
    if all(rules.may_record(at=at, now=sent.now) for at in (min(times), max(times))):
        return sent.events
    return [one for one in sent.events if rules.may_record(at=one.at, now=sent.now)]


def _kept(fresh: set[UUID], sent: Sent, events: Sequence[Event]) -> list[Event]:
    """The events that come for the first time; a batch that has an id comes whole, or came before."""
    if sent.batch is None:
        return [one for one in events if _first(fresh, one.id)]
    if not _first(fresh, sent.batch):
        return []
    return list({one.id.int: one for one in events}.values())  # a number: Python computes a UUID's hash step by step


def _first(fresh: set[UUID], one: UUID) -> bool:
    """Whether an id is new and comes for the first time here."""
    if one not in fresh:
        return False
    fresh.remove(one)
    return True


def _waiting(sent: Sent, events: Sequence[Event]) -> store.Waiting:
    return store.Waiting(received_at=sent.now, person=sent.person, events=len(events), body=packed(events))


def _answer(sent: Sent, accepted: int, *, believed: int) -> EventsTaken:
    refused = (
        [
            RefusedEvent(index, "time")
            for index, one in enumerate(sent.events)
            if not rules.may_record(at=one.at, now=sent.now)
        ]
        if believed < len(sent.events)
        else []
    )
    return EventsTaken(accepted=accepted, duplicates=believed - accepted, refused=refused)


async def _count_trials(tx: Tx, together: Sequence[tuple[Sent, Sequence[Event]]]) -> None:
    """Let what was done on screens count in experiments: of members, or of the visits of visitors."""
    done = [part for sent, events in together for part in _by_unit(sent.by, events)]
    counted = await experiment.list_counted(tx, {unit for unit, _ in done})
    outcomes = []
    for unit, events in done:
        telling = TRIAL_OF_EVENT if unit in counted else HABIT_OF_EVENT if unit > 0 else {}
        outcomes += [_outcome(unit, one) for one in events if one.kind in telling]
    if outcomes:
        await experiment.count_outcomes(tx, outcomes)


def _by_unit(by: Actor, events: Sequence[Event]) -> Iterable[tuple[int, Sequence[Event]]]:
    """Events with the unit that did them; those of one visitor may be of several visits."""
    if by.signed_in:
        return [(by.member_id, events)] if events else []
    of_visit: dict[str, list[Event]] = {}
    for one in events:
        of_visit.setdefault(one.session, []).append(one)
    return [(unit_of_visit(visit), done) for visit, done in of_visit.items()]


def _outcome(unit: int, event: Event) -> experiment.Outcome:
    note = int(event.note) if event.note and event.feed == DISCOVER_FEED else 0
    return experiment.Outcome(unit=unit, act=TRIAL_OF_EVENT[event.kind], at=event.at, note=note)


async def count_trial(tx: Tx, *, member: int, act: TrialAct, at: datetime, amount: int = 0) -> None:
    """Let what a member did count in the experiments that they take part in; `amount` in fen."""
    await experiment.count_outcomes(tx, [experiment.Outcome(unit=member, act=act, at=at, amount=amount)])


def _glance(event: Event) -> list[discovery.Glance]:
    """What an event tells about its person's taste, if anything."""
    act = ACT_OF_EVENT.get(event.kind)
    subject = event.note if act is Act.OPEN else event.product
    return [discovery.Glance(act=act, subject=int(subject), at=event.at)] if act and subject else []
