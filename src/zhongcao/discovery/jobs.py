"""Sweeps of discovery."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from zhongcao.discovery import service
from zhongcao.discovery.search import shelf
from zhongcao.kit import clock, lake
from zhongcao.kit.db import Sessions, begin, begin_read, forgo_sync
from zhongcao.kit.ids import new_id
from zhongcao.kit.jobs import Rest, Work, every
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.objects import Objects
from zhongcao.kit.settings import Settings

Say = Callable[[str], None]
_index_rest, _kin_rest, _vectors_rest, _rank_rest, _pool_rest = (Rest() for _ in range(5))


@every(seconds=0.2)
async def fold_acts_into_heat_and_tastes(work: Work) -> int:
    """Likes, collects, comments, follows and orders change what is shown within a second, mostly within half."""
    async with begin(work.sessions) as tx:
        return await service.fold_waiting(tx, now=clock.now())


@every(seconds=5)
async def rebuild_after_imports(work: Work) -> int:
    """An import tells of itself once; when it is over, heat and tastes are made anew."""
    async with begin(work.sessions) as tx:
        await forgo_sync(tx)
        return await service.rebuild_if_due(tx, now=clock.now())


@every(seconds=6 * 3600)
async def learn_what_is_bought_again(work: Work) -> None:
    """After how many days products are bought again, so that goods come back to mind when they run out."""
    async with begin(work.sessions) as tx:
        await forgo_sync(tx)
        await service.learn_cycles(tx)


@every(seconds=3600)
async def learn_levels_of_prices(work: Work) -> None:
    """What costs much and what little among the goods of a kind, for the level that members choose."""
    async with begin(work.sessions) as tx:
        await forgo_sync(tx)
        await service.learn_price_scales(tx)


@every(seconds=10)
async def make_the_search_index(work: Work) -> None:
    """Make a new search index when enough changed or the last one is old; every web process turns to it by itself."""
    await _when_due(work, service.is_index_due, _index_rest, make_search_index)


async def make_search_index(
    sessions: Sessions,
    objects: Objects,
    settings: Settings,
    say: Callable[[str], None] = lambda text: None,
    *,
    whole: bool = False,
) -> service.Made:
    """Write an index of everything that can be found, give it to the object store, and let it be searched.

    What did not change is taken from the version before, unless the `whole` is to be read.
    """
    started, version, folder = time.monotonic(), new_id(), settings.data_dir / "search"
    path, begun = folder / f"{version}.idx", folder / f"{version}.before"
    async with begin_read(sessions) as read:
        searched = None if whole else await service.find_index(read)
        try:
            here = searched is not None and await shelf.borrow(objects, searched, folder, begun)
            before = service.Before(begun, searched.horizon) if searched is not None and here else None
            made = await service.make_index(read, path=path, now=clock.now(), before=before, say=say)
        finally:
            begun.unlink(missing_ok=True)
    try:
        await asyncio.to_thread(shelf.prove, path)
    except Exception:
        path.unlink()
        raise
    parts = await shelf.publish(objects, version, path)
    async with begin(sessions) as tx:
        gone = await service.publish_index(
            tx, version=version, made=made, parts=parts, seconds=time.monotonic() - started, now=clock.now()
        )
    await service.remove_files(objects, gone, folder)
    return made


@every(seconds=60)
async def learn_kin_anew(work: Work) -> None:
    """Learn what goes with what when the last table is some hours old; web processes turn to it by themselves."""
    await _when_due(work, service.is_kin_due, _kin_rest, learn_kin)


async def learn_kin(
    sessions: Sessions, objects: Objects, settings: Settings, say: Say = lambda text: None
) -> service.Taught[Any] | None:
    """Learn the table of kin, judge it, give it to the object store, and let it count if it is worth it."""
    return await _learn(sessions, objects, settings, "kin", partial(service.make_kin, say=say))


@every(seconds=60)
async def learn_vectors_anew(work: Work) -> None:
    """Learn who and what is near to what when the last vectors are some hours old; web processes turn to them."""
    await _when_due(work, service.are_vectors_due, _vectors_rest, learn_vectors)


async def learn_vectors(
    sessions: Sessions, objects: Objects, settings: Settings, say: Say = lambda text: None
) -> service.Taught[Any] | None:
    """Learn vectors and audiences, judge them, give them to the object store, let them count if they are worth it."""
    return await _learn(sessions, objects, settings, "vectors", partial(service.make_vectors, now=clock.now(), say=say))


@every(seconds=60)
async def learn_the_ranker_anew(work: Work) -> None:
    """Teach the rankers from the pages of the last weeks every few hours; web processes turn to them by themselves."""

    async def learn_each(sessions: Sessions, objects: Objects, settings: Settings) -> None:
        for kind in service.RANKERS:
            await learn_rank(sessions, objects, settings, work.keys, kind=kind)

    await _when_due(work, service.is_rank_due, _rank_rest, learn_each)


async def learn_rank(
    sessions: Sessions,
    objects: Objects,
    settings: Settings,
    keys: KeyRing,
    say: Say = lambda text: None,
    *,
    kind: service.Kind = "rank",
) -> service.Taught[Any] | None:
    """Teach a ranker, judge it beside the formula, give it to the object store, let it count if it does better."""
    pages, events = (lake.table_uri(settings, name) for name in ("pages", "events"))
    async with begin(sessions) as tx:
        await service.note_rank_tried(tx, now=clock.now())
    make = partial(
        service.make_rank,
        pages=pages,
        events=events,
        keys=keys,
        now=clock.now(),
        surface=service.RANKERS[kind],
        say=say,
    )
    return await _learn(sessions, objects, settings, kind, make)


@every(seconds=30)
async def make_the_pool_anew(work: Work) -> None:
    """Make the pool that feeds recall from when the last one is old; web processes turn to it by themselves."""
    await _when_due(work, service.is_pool_due, _pool_rest, make_pool)


async def make_pool(
    sessions: Sessions, objects: Objects, settings: Settings, say: Say = lambda text: None, *, least: int | None = None
) -> service.Taught[Any] | None:
    """Make the pool of notes, give it to the object store, and let feeds recall from it."""
    begun = clock.now()
    make = partial(service.make_pool, now=begun, least=least, say=say)
    return await _learn(sessions, objects, settings, "pool", make, made_at=begun)


async def _learn(
    sessions: Sessions,
    objects: Objects,
    settings: Settings,
    kind: service.Kind,
    make: Callable[..., Awaitable[service.Taught[Any] | None]],
    *,
    made_at: datetime | None = None,
) -> service.Taught[Any] | None:
    """Make a version of one kind from what can be read, and publish it; nothing when there is too little."""
    started, version = time.monotonic(), new_id()
    path = settings.data_dir / kind / f"{version}.{kind}"
    async with begin_read(sessions) as read:
        made = await make(read, path=path)
    if made is not None:
        await _publish(sessions, objects, kind, path, made, time.monotonic() - started, made_at=made_at)
    return made


async def _when_due(
    work: Work,
    is_due: Callable[..., Awaitable[bool]],
    rest: Rest,
    make: Callable[[Sessions, Objects, Settings], Awaitable[object]],
) -> None:
    """Make something anew when it is due and the last time is long enough ago for how long it took."""
    async with begin_read(work.sessions) as read:
        due = await is_due(read, now=clock.now())
    if due and rest.is_over():
        with rest.after():
            await make(work.sessions, work.objects, work.settings)


async def _publish(
    sessions: Sessions,
    objects: Objects,
    kind: service.Kind,
    path: Path,
    made: service.Taught[Any],
    seconds: float,
    *,
    made_at: datetime | None = None,
) -> None:
    """Give a version to the object store and to the processes; files that nobody needs any more go."""
    parts = await shelf.publish(objects, int(path.stem), path, folder=kind)
    async with begin(sessions) as tx:
        gone = await service.publish_learnt(
            tx,
            kind=kind,
            version=int(path.stem),
            verdict=msgspec.to_builtins(made.verdict),
            counts=made.verdict.is_better,
            size_bytes=made.size_bytes,
            parts=parts,
            seconds=seconds,
            now=made_at or clock.now(),
        )
    await service.remove_learnt_files(objects, kind, gone, path.parent)


@every(seconds=600)
async def drop_old_feeds_and_searches(work: Work) -> int:
    """What was shown a week ago and searched for a season ago is deleted."""
    async with begin(work.sessions) as tx:
        return await service.drop_old(tx, now=clock.now())
