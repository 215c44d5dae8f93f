"""The learnt rankers of notes and goods (排序模型): taught from pages and events, judged, and what feeds ask them."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.artifacts.shelf import Shelf
from zhongcao.discovery.feeds.heads import Heads, save
from zhongcao.discovery.service._learnt import Kind, Taught, find_held
from zhongcao.discovery.teaching.counterfactual import Estimate, estimate
from zhongcao.discovery.teaching.heads import Examples, Verdict, learn
from zhongcao.discovery.teaching.shown import Key, put_together
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.keyring import KeyRing
from zhongcao.moderation import service as moderation
from zhongcao.moderation.rules import SubjectKind

BATCH = 5000
SEED = 1
UPKEEP = "ranker"
ACTS: tuple[Literal["like", "collect", "comment", "follow"], ...] = ("like", "collect", "comment", "follow")
RECORDS = "zhongcao.discovery.service._records"
"""Loaded by whoever reads the lake; a web process that only serves does without its readers."""

RANKERS: dict[Kind, str] = {"rank": "discover", "goods": "goods"}
"""Which pages each ranker is taught from and ranks."""

Say = Callable[[str], None]
Person = Callable[[int, datetime], str]
Moments = dict[Key, list[float]]


async def is_rank_due(tx: Tx | ReadTx, *, now: datetime) -> bool:
    """Whether learning was last tried some hours ago."""
    last = await store.last_done(tx, UPKEEP)
    return last is None or now - last >= rules.RANK_EVERY


async def note_rank_tried(tx: Tx, *, now: datetime) -> None:
    """Remember that learning was tried, whatever came of it."""
    await store.want_rebuild(tx, UPKEEP, now)
    await store.mark_rebuilt(tx, UPKEEP, now)


async def make_rank(
    read: ReadTx,
    *,
    pages: str,
    events: str,
    keys: KeyRing,
    path: Path,
    now: datetime,
    surface: str = "discover",
    say: Say = lambda text: None,
) -> Taught[Verdict] | None:
    """Learn a ranker from the lake's tables of pages and events, and write it; nothing from too few examples."""
    examples = await read_examples(read, pages=pages, events=events, keys=keys, now=now, surface=surface, say=say)
    clicks = int(examples.labels[:, 0].sum())
    if len(examples.at) < rules.RANK_EXAMPLES_MIN or clicks < rules.RANK_CLICKS_MIN:
        say(f"{len(examples.at):,} examples with {clicks:,} clicks are too few")
        return None
    heads, verdict = await asyncio.to_thread(learn, examples, seed=SEED, say=say)
    size = await asyncio.to_thread(save, heads, path, msgspec.structs.asdict(verdict), surface=surface)
    return Taught(verdict=verdict, size_bytes=size)


async def judge_lot(
    read: ReadTx, *, pages: str, events: str, keys: KeyRing, now: datetime, say: Say = lambda text: None
) -> Estimate:
    """How often what was drawn by lot was opened, and how often it would have been by a lot even among the same notes.

    The prediction that DR mends is the mean of what was drawn: nothing is known of those that were not.
    """
    shown = await read_examples(read, pages=pages, events=events, keys=keys, now=now, say=say)
    drawn = shown.part(np.flatnonzero(shown.pools > 0))
    opened = drawn.labels[:, 0].astype(np.float64)
    usual = np.full(len(opened), opened.mean() if len(opened) else 0.0)
    return estimate(opened, drawn.propensities, 1 / np.maximum(drawn.pools, 1), usual, seed=SEED)


async def read_examples(
    read: ReadTx,
    *,
    pages: str,
    events: str,
    keys: KeyRing,
    now: datetime,
    surface: str = "discover",
    say: Say = lambda text: None,
) -> Examples:
    """What members saw in the last weeks, how it was ranked, and what they did about it."""
    since = now - rules.RANK_DAYS
    records: Any = import_module(RECORDS)
    say("reading pages")
    shown = await asyncio.to_thread(records.read_shown, pages, since, surface)
    say("reading events")
    told = await asyncio.to_thread(records.read_told, events, since, surface)
    person = _persons(keys)
    if surface == "goods":
        say("reading purchases, reports")
        acts = await _acts_with_goods(read, person, since)
        return await asyncio.to_thread(put_together, shown, told, acts, {}, surface=surface)
    say("reading likes, collects, comments, follows, purchases, reports")
    acts = await _acts(read, person, since)
    authors = await store.authors_of(read, sorted({note for page in shown.values() for note in page.places}))
    return await asyncio.to_thread(put_together, shown, told, acts, authors)


def _persons(keys: KeyRing) -> Person:
    """The name of a member in the lake, looked up once."""
    names: dict[tuple[int, int], str] = {}

    def person(member: int, at: datetime) -> str:
        name = names.get((member, at.year))
        if name is None:
            name = names[member, at.year] = keys.pseudonym(str(member), at)
        return name

    return person


async def _acts(read: ReadTx, person: Person, since: datetime) -> dict[str, Moments]:
    """What is kept of what members did with notes."""
    acts: dict[str, Moments] = {}
    for kind in ACTS:
        found: dict[Key, list[float]] = defaultdict(list)
        after: tuple[int, int] | None = (0, 0)
        while after is not None:
            rows, after = await community.list_interactions(read, kind=kind, after=after, limit=BATCH)
            for row in rows:
                if row.at >= since:
                    found[person(row.member, row.at.astimezone(UTC)), row.subject].append(row.at.timestamp())
        acts[kind] = found
    acts["purchase"] = await _purchases(read, person, since, by_note=True)
    acts["report"] = await _reports(read, person, since, SubjectKind.NOTE)
    return acts


async def _acts_with_goods(read: ReadTx, person: Person, since: datetime) -> dict[str, Moments]:
    """What is kept of what members did with goods; what a note led to counts for the note."""
    return {
        "purchase": await _purchases(read, person, since, by_note=False),
        "report": await _reports(read, person, since, SubjectKind.PRODUCT),
    }


async def _purchases(read: ReadTx, person: Person, since: datetime, *, by_note: bool) -> Moments:
    bought: Moments = defaultdict(list)
    last = (0, 0, 0)
    while orders := await store.list_purchases(read, after=last, limit=BATCH):
        for order in orders:
            if order.at >= since and bool(order.note_id) is by_note:
                subject = order.note_id if by_note else order.product_id
                bought[person(order.member_id, order.at), subject].append(order.at.timestamp())
        last = (orders[-1].member_id, orders[-1].order_id, orders[-1].product_id)
    return bought


async def _reports(read: ReadTx, person: Person, since: datetime, kind: SubjectKind) -> Moments:
    reported: Moments = defaultdict(list)
    async for one in moderation.list_reported(read, kind=kind, since=since):
        reported[person(one.member, one.at.astimezone(UTC)), one.number].append(one.at.timestamp())
    return reported


async def learnt_heads(tx: Tx | ReadTx, shelf: Shelf[Heads] | None, *, kind: Kind = "rank") -> tuple[int, Heads | None]:
    """The ranker that counts, with its version; 0 and nothing while there is none here, then the formula ranks."""
    held = await find_held(tx, shelf, kind)
    return (shelf.version or 0, held) if shelf is not None and held is not None else (0, None)
