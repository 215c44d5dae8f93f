"""The verbs and questions of insight."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from zhongcao.discovery import service as discovery
from zhongcao.discovery.feeds.pages import Served
from zhongcao.discovery.rules import Act
from zhongcao.discovery.service import Click
from zhongcao.experiment import service as experiment
from zhongcao.experiment.rules import Act as TrialAct
from zhongcao.experiment.rules import unit_of_visit
from zhongcao.insight import rules, store
from zhongcao.insight.rules import DemandStep, EventKind, InteractionKind, Signal
from zhongcao.insight.schemas import (
    Demand,
    Event,
    EventsTaken,
    Funnel,
    FunnelStep,
    Interaction,
    KeptPage,
    RefusedEvent,
    SignalCount,
)
from zhongcao.inventory import service as inventory
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx, forgo_sync
from zhongcao.kit.http import Actor
from zhongcao.kit.keyring import KeyRing
from zhongcao.mall import service as mall
from zhongcao.supply import service as supply

encode = msgspec.msgpack.Encoder().encode
PRODUCT, TOPIC, QUERY = "product:", "topic:", "query:"
SEARCH_FEED, DISCOVER_FEED = "search", "discover"
STEP_OF_EVENT = {
    EventKind.IMPRESSION: DemandStep.IMPRESSION,
    EventKind.CLICK: DemandStep.CLICK,
    EventKind.PRODUCT_VIEW: DemandStep.PRODUCT_VIEW,
    EventKind.ADD_TO_CART: DemandStep.ADD_TO_CART,
}
SIGNAL_OF_EVENT = {
    EventKind.IMPRESSION: Signal.IMPRESSION,
    EventKind.CLICK: Signal.CLICK,
    EventKind.PRODUCT_VIEW: Signal.PRODUCT_VIEW,
    EventKind.ADD_TO_CART: Signal.ADD_TO_CART,
    EventKind.SHARE: Signal.SHARE,
    EventKind.HIDE: Signal.HIDE,
}

TRIAL_OF_EVENT = {
    EventKind.IMPRESSION: TrialAct.IMPRESSION,
    EventKind.CLICK: TrialAct.CLICK,
    EventKind.HIDE: TrialAct.HIDE,
}

ACT_OF_EVENT = {EventKind.CLICK: Act.OPEN, EventKind.PRODUCT_VIEW: Act.LOOK, EventKind.ADD_TO_CART: Act.CART}
"""From what people do on a screen, discovery learns about their tastes."""

SIGNALS_OF_INTERACTION = {
    InteractionKind.VIEW: (Signal.PRODUCT_VIEW,),
    InteractionKind.LIKE: (Signal.LIKE,),
    InteractionKind.COLLECT: (Signal.COLLECT,),
    InteractionKind.RATE: (Signal.ORDER, Signal.UNIT),
    InteractionKind.PURCHASE: (Signal.ORDER, Signal.UNIT),
}
"""Who rates a product has bought it."""


async def record_events(tx: Tx, *, events: Sequence[Event], by: Actor, person: str, now: datetime) -> EventsTaken:
    """Take a batch of behaviour events: each is counted once, one with an unbelievable time is left out.

    `person` is a pseudonym (keyed hash), never an account's id, phone or address.
    """
    refused: list[RefusedEvent] = []
    rows: dict[UUID, dict[str, Any]] = {}
    for index, event in enumerate(events):
        if not rules.may_record(at=event.at, now=now):
            refused.append(RefusedEvent(index, "time"))
            continue
        body = {name: value for name, value in msgspec.to_builtins(event).items() if value is not None}
        rows[event.id] = {"id": event.id, "received_at": now, "body": {**body, "person": person}}
    fresh = await store.add_events(tx, list(rows.values())) if rows else set[UUID]()
    await _count_trials(tx, events=[one for one in events if one.id in fresh], by=by)
    await discovery.observe(tx, by=by, glances=[glance for one in events if one.id in rows for glance in _glance(one)])
    return EventsTaken(accepted=len(fresh), duplicates=len(events) - len(refused) - len(fresh), refused=refused)


async def _count_trials(tx: Tx, *, events: Sequence[Event], by: Actor) -> None:
    """Let what was done on a screen count in experiments: of members, or of the visit of a visitor."""
    done: dict[UUID, experiment.Outcome] = {}
    for one in events:
        if one.kind in TRIAL_OF_EVENT:
            unit = by.member_id if by.signed_in else unit_of_visit(one.session)
            note = int(one.note) if one.note and one.feed == DISCOVER_FEED else 0
            done[one.id] = experiment.Outcome(unit=unit, act=TRIAL_OF_EVENT[one.kind], at=one.at, note=note)
    if done:
        await experiment.count_outcomes(tx, list(done.values()))


async def count_trial(tx: Tx, *, member: int, act: TrialAct, at: datetime, amount: int = 0) -> None:
    """Let what a member did count in the experiments that they take part in; `amount` in fen."""
    await experiment.count_outcomes(tx, [experiment.Outcome(unit=member, act=act, at=at, amount=amount)])


def _glance(event: Event) -> list[discovery.Glance]:
    """What an event tells about its person's taste, if anything."""
    act = ACT_OF_EVENT.get(event.kind)
    subject = event.note if act is Act.OPEN else event.product
    return [discovery.Glance(act=act, subject=int(subject), at=event.at)] if act and subject else []


async def keep_pages(tx: Tx, *, pages: Sequence[Served], keys: KeyRing, now: datetime) -> None:
    """Keep records of served pages until the lake has them; members stand in them as pseudonyms."""
    await forgo_sync(tx)  # what a crash forgets only makes a sample smaller
    await store.add_pages(tx, [encode(_kept_page(page, keys)) for page in pages], now)


def _kept_page(page: Served, keys: KeyRing) -> KeptPage:
    return KeptPage(
        person=keys.pseudonym(str(page.member), page.at) if page.member else "",
        **{name: getattr(page, name) for name in Served.__struct_fields__ if name != "member"},
    )


async def count_signals(tx: Tx, counts: Iterable[SignalCount]) -> None:
    """Add signals for products, topics and queries; also used by imports, many at once."""
    total: Counter[tuple[str, date, str]] = Counter()
    for one in counts:
        total[one.subject, one.day, one.signal] += one.count
    await store.add_signals(tx, dict(total))


async def count_step(tx: Tx, *, step: DemandStep, at: datetime, count: int = 1) -> None:
    """Count a step of the loop for the funnel."""
    await store.add_steps(tx, {(day_in_china(at), step.value): count})


async def count_products(tx: Tx, *, products: Iterable[int], signal: Signal, at: datetime, count: int = 1) -> None:
    """Let one signal speak for some products."""
    day = day_in_china(at)
    await count_signals(tx, [SignalCount(f"{PRODUCT}{one}", signal.value, day, count) for one in products])


async def count_topics(tx: Tx, *, topics: Iterable[str], signal: Signal, at: datetime) -> None:
    """Let one signal speak for some topics."""
    day = day_in_china(at)
    await count_signals(tx, [SignalCount(f"{TOPIC}{one}"[:80], signal.value, day, 1) for one in topics])


async def count_search(tx: Tx, *, query: str, results: int, at: datetime) -> None:
    """Let a search speak for its words; what many look for and nobody sells is a topic for the buyers."""
    words = " ".join(query.casefold().split())[:60]
    if words:
        await count_signals(tx, [SignalCount(QUERY + words, Signal.SEARCH.value, day_in_china(at), 1)])


async def count_order(tx: Tx, *, units: Sequence[tuple[int, int]], at: datetime) -> None:
    """Let an order speak for its products: one signal a product, one for each unit."""
    day = day_in_china(at)
    counts = [SignalCount(f"{PRODUCT}{product}", Signal.ORDER.value, day, 1) for product in {one for one, _ in units}]
    counts += [SignalCount(f"{PRODUCT}{product}", Signal.UNIT.value, day, quantity) for product, quantity in units]
    await count_signals(tx, counts)
    await count_step(tx, step=DemandStep.ORDER_PLACED, at=at)


async def import_interactions(tx: Tx, rows: Sequence[Interaction]) -> int:
    """Keep what members did elsewhere with products, each once, and count it as demand; returns how many were new."""
    if not rows:
        return 0
    meaning = [(kind.value, signal.value) for kind, signals in SIGNALS_OF_INTERACTION.items() for signal in signals]
    return await store.add_interactions(tx, rows, prefix=PRODUCT, meaning=meaning)


async def finish_batch(tx: Tx, *, batch: UUID, events: Sequence[dict[str, Any]], now: datetime) -> int:
    """Count a batch that is safe in the lake towards demand and funnel, exactly once."""
    done = await store.mark_flushed(tx, batch=batch, now=now)
    if not done:
        return 0
    await discovery.count_clicks(tx, search_clicks(events))
    await discovery.count_exposure(tx, exposures(events))
    signals: Counter[tuple[str, date, str]] = Counter()
    steps: Counter[tuple[date, str]] = Counter()
    for event in events:
        kind = EventKind(event["kind"])
        day = day_in_china(datetime.fromisoformat(event["at"]))
        if kind in SIGNAL_OF_EVENT and event.get("product"):
            signals[PRODUCT + event["product"], day, SIGNAL_OF_EVENT[kind].value] += 1
        if kind in STEP_OF_EVENT:
            steps[day, STEP_OF_EVENT[kind].value] += 1
    await store.add_signals(tx, dict(signals))
    await store.add_steps(tx, dict(steps))
    return done


def search_clicks(events: Iterable[dict[str, Any]]) -> list[Click]:
    """What was opened out of searches; one person counts once for a query and a result."""
    found: dict[tuple[str, ...], Click] = {}
    for event in events:
        opened = ("products", event.get("product")) if event.get("product") else ("notes", event.get("note"))
        if event["kind"] != EventKind.CLICK or event.get("feed") != SEARCH_FEED or not event.get("query"):
            continue
        kind, key = opened
        if key:
            click = Click(
                query=event["query"],
                kind=kind,
                id=int(key),
                place=event.get("position") or 0,
                at=datetime.fromisoformat(event["at"]),
            )
            found.setdefault((event.get("person", ""), event["query"], kind, key), click)
    return list(found.values())


def exposures(events: Iterable[dict[str, Any]]) -> dict[int, tuple[int, int]]:
    """How many saw each note in a feed, and how many opened it there; one person of one page counts once."""
    met: dict[EventKind, set[tuple[str, str, int]]] = {EventKind.IMPRESSION: set(), EventKind.CLICK: set()}
    for event in events:
        kind = EventKind(event["kind"])
        if kind in met and event.get("note") and event.get("feed") == DISCOVER_FEED:
            met[kind].add((event.get("person", ""), event.get("page", ""), int(event["note"])))
    shown = Counter(note for _, _, note in met[EventKind.IMPRESSION])
    opened = Counter(note for _, _, note in met[EventKind.CLICK])
    return {note: (shown[note], opened[note]) for note in {*shown, *opened}}


async def list_demand(tx: ReadTx, *, kind: str, limit: int, now: datetime) -> list[Demand]:
    """What is asked for most, by decayed score: products with their stock, or topics."""
    today = day_in_china(now)
    prefix = TOPIC if kind == "topic" else PRODUCT
    ranked = await _ranked(tx, prefix=prefix, today=today)
    top = ranked[:limit]
    if prefix == TOPIC:
        return [_demand(subject, subject.removeprefix(TOPIC), score, daily, 0, today) for subject, score, daily in top]
    ids = [int(subject.removeprefix(PRODUCT)) for subject, _, _ in top]
    cards = await mall.cards(Tx(tx), ids)
    skus = await mall.skus_of(Tx(tx), ids)
    stock = await inventory.available(Tx(tx), [sku for listed in skus.values() for sku in listed], on=today)
    return [
        _demand(
            subject,
            cards[product].title if product in cards else subject,
            score,
            daily,
            sum(stock.get(sku, 0) for sku in skus.get(product, [])),
            today,
        )
        for product, (subject, score, daily) in zip(ids, top, strict=True)
    ]


Daily = dict[date, dict[Signal, int]]


async def _ranked(tx: ReadTx | Tx, *, prefix: str, today: date) -> list[tuple[str, Decimal, Daily]]:
    since = today - timedelta(days=rules.SCORE_DAYS)
    by_subject: dict[str, Daily] = {}
    for subject, day, signal, count in await store.list_signals(tx, prefix=prefix, since=since, until=today):
        by_subject.setdefault(subject, {}).setdefault(day, {})[Signal(signal)] = count
    scored = [
        (
            subject,
            sum(
                (rules.decay(day=day, today=today) * rules.demand_score(counts) for day, counts in daily.items()),
                Decimal(0),
            ),
            daily,
        )
        for subject, daily in by_subject.items()
    ]
    return sorted(scored, key=lambda one: (-one[1], one[0]))


def _demand(subject: str, title: str, score: Decimal, daily: Daily, in_stock: int, today: date) -> Demand:
    signals: Counter[str] = Counter()
    for counts in daily.values():
        signals.update({signal.value: count for signal, count in counts.items()})
    return Demand(
        subject=subject,
        title=title,
        score=float(round(score, 3)),
        signals=dict(signals),
        in_stock=in_stock,
        expected_units=float(round(rules.expected_units(daily, today=today), 2)),
    )


async def propose_purchases(tx: Tx, *, now: datetime, limit: int = 200) -> int:
    """Propose small batches for what is asked for and soon missing; an open proposal is updated. Returns how many."""
    today = day_in_china(now)
    ranked = [one for one in await _ranked(tx, prefix=PRODUCT, today=today) if one[1] >= rules.PROPOSE_FROM_SCORE]
    ranked = ranked[:limit]
    ids = [int(subject.removeprefix(PRODUCT)) for subject, _, _ in ranked]
    skus = await mall.skus_of(tx, ids)
    every_sku = [sku for listed in skus.values() for sku in listed]
    stock = await inventory.available(tx, every_sku, on=today)
    coming = await supply.on_order(tx, every_sku)
    made = 0
    for product, (_, score, daily) in zip(ids, ranked, strict=True):
        listed = skus.get(product, [])
        if not listed:
            continue
        wanted = rules.propose(
            expected=rules.expected_units(daily, today=today),
            score=score,
            in_stock=sum(stock.get(sku, 0) for sku in listed),
            on_order=sum(coming.get(sku, 0) for sku in listed),
        )
        if wanted is None:
            continue
        scarcest = min(listed, key=lambda sku: (stock.get(sku, 0) + coming.get(sku, 0), sku))
        told = _demand("", "", score, daily, 0, today)
        await supply.propose_purchase(
            tx,
            sku_id=scarcest,
            product_id=product,
            quantity=wanted.units,
            score=float(round(score, 3)),
            reasons={"signals": told.signals, "expected_units": told.expected_units},
            now=now,
        )
        made += 1
    return made


async def count_waiting_events(tx: ReadTx) -> int:
    """How many behaviour events (行为事件) were taken in and do not count yet."""
    return await store.count_waiting_events(tx)


async def get_funnel(tx: ReadTx, *, starts_on: date, ends_on: date) -> Funnel:
    """How many took each step of the loop in a period, its last day left out."""
    counts = await store.sum_steps(tx, starts_on=starts_on, ends_on=ends_on)
    return Funnel(starts_on, ends_on, [FunnelStep(step.value, counts.get(step.value, 0)) for step in DemandStep])
