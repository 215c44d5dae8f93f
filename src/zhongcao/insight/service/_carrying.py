"""Behaviour events and served pages on their way to the lake, and what they count when they are there."""

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from isal import isal_zlib

from zhongcao.discovery import service as discovery
from zhongcao.discovery.feeds.pages import Served
from zhongcao.discovery.service import Click
from zhongcao.insight import store
from zhongcao.insight.rules import DemandStep, EventKind, Signal
from zhongcao.insight.schemas import Event, KeptPage
from zhongcao.insight.service._demand import PRODUCT
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.keyring import KeyRing

encode = msgspec.msgpack.Encoder().encode
decode_events = msgspec.msgpack.Decoder(list[Event]).decode
PACKED_LEVEL = 0
"""A third of the work of the next level, for half as many bytes more, which stay only until the next sweep."""
Told = dict[str, Any]
"""An event as the lake keeps it: only what was told, its person, and when it was received."""
SEARCH_FEED, DISCOVER_FEED, GOODS_FEED = "search", "discover", "mall"
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


async def keep_pages(tx: Tx, *, pages: Sequence[Served], keys: KeyRing, now: datetime) -> None:
    """Keep records of served pages until the lake has them; members stand in them as pseudonyms."""
    await store.add_pages(tx, [encode(_kept_page(page, keys)) for page in pages], now)


def _kept_page(page: Served, keys: KeyRing) -> KeptPage:
    told = msgspec.structs.asdict(page)
    member = told.pop("member")
    return KeptPage(person=keys.pseudonym(str(member), page.at) if member else "", **told)


async def list_batch(tx: ReadTx | Tx, *, batch: UUID) -> list[Told]:
    """The events of a batch."""
    return [told for row in await store.list_batch(tx, batch=batch) for told in unpacked(row)]


def unpacked(row: Any) -> list[Told]:
    """The events that somebody sent together."""
    return [
        {**_said(event), "person": row.person, "received_at": row.received_at}
        for event in decode_events(zlib.decompress(row.body))
    ]


def _said(event: Event) -> Told:
    return {name: value for name, value in msgspec.to_builtins(event).items() if value is not None}


async def finish_batch(tx: Tx, *, batch: UUID, events: Sequence[Told]) -> int:
    """Count a batch that is safe in the lake towards demand and funnel, exactly once."""
    done = await store.drop_batch(tx, batch=batch)
    if not done:
        return 0
    await discovery.count_clicks(tx, search_clicks(events))
    notes, goods = exposures(events, "note", feed=DISCOVER_FEED), exposures(events, "product", feed=GOODS_FEED)
    await discovery.count_exposure(tx, notes, goods)
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


def search_clicks(events: Iterable[Told]) -> list[Click]:
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


def exposures(events: Iterable[Told], thing: Literal["note", "product"], *, feed: str) -> dict[int, tuple[int, int]]:
    """How many saw each thing in a feed, and how many opened it there; one person of one page counts once."""
    met: dict[EventKind, set[tuple[str, str, int]]] = {EventKind.IMPRESSION: set(), EventKind.CLICK: set()}
    for event in events:
        kind = EventKind(event["kind"])
        if kind in met and event.get(thing) and event.get("feed") == feed:
            met[kind].add((event.get("person", ""), event.get("page", ""), int(event[thing])))
    shown = Counter(key for _, _, key in met[EventKind.IMPRESSION])
    opened = Counter(key for _, _, key in met[EventKind.CLICK])
    return {key: (shown[key], opened[key]) for key in {*shown, *opened}}


async def count_waiting_events(tx: ReadTx) -> int:
    """How many behaviour events (行为事件) were taken in and do not count yet."""
    return await store.count_waiting_events(tx)


async def adopt_former(tx: Tx, *, limit: int, now: datetime) -> int:
    """Take over events as a program of the last release kept them; answers how many rows there were."""
    former = await store.take_former(tx, limit=limit)
    fresh = await store.add_seen(tx, [row.id for row in former], now=now)
    waiting: dict[tuple[UUID | None, str, datetime], list[Event]] = {}
    for row in former:
        if row.flushed_at is None and row.id in fresh:
            said = {**row.body}
            of = (row.batch, said.pop("person"), row.received_at)
            waiting.setdefault(of, []).append(msgspec.convert(said, Event))
    await store.add_waiting(
        tx,
        [
            store.Waiting(received_at=at, person=person, events=len(events), body=packed(events), batch=batch)
            for (batch, person, at), events in waiting.items()
        ],
    )
    return len(former)


def packed(events: Sequence[Event]) -> bytes:
    """Events as they wait for the lake."""
    return isal_zlib.compress(encode(events), PACKED_LEVEL)
