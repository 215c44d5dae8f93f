"""Likes and follows from many connections at once, with real commits: counters equal rows, nobody is counted twice."""

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from tests.factories import community
from zhongcao.community import service
from zhongcao.community.schemas import InteractionRow
from zhongcao.kit import clock
from zhongcao.kit.db import Sessions, Tx, begin
from zhongcao.kit.http import Actor

LIKES = text("SELECT likes FROM community.note WHERE id = :note")
ROWS = text("SELECT count(*) FROM community.note_like WHERE note_id = :note")
FACTS = text("SELECT topic, count(*) FROM kit.outbox WHERE key = :key GROUP BY topic")


async def test_a_hundred_likes_and_unlikes_at_once(real_sessions: Sessions) -> None:
    async with begin(real_sessions) as tx:
        authors = await community.members(tx, count=6)
        note = (await community.imported_notes(tx, authors=authors, count=1))[0]
    members = [Actor(member_id=member, roles=frozenset({"member"})) for member in authors]
    dice = random.Random(7)
    gate = asyncio.Event()

    async def act(by: Actor, on: bool) -> None:
        await gate.wait()
        async with begin(real_sessions) as tx:
            if on:
                await service.like_note(tx, by=by, note_id=note, now=clock.now())
            else:
                await service.unlike(tx, by=by, note_id=note)

    tasks = [asyncio.create_task(act(dice.choice(members), dice.random() < 0.6)) for _ in range(100)]
    gate.set()
    await asyncio.gather(*tasks)
    async with begin(real_sessions) as tx:
        likes = (await tx.execute(LIKES, {"note": note})).scalar_one()
        rows = (await tx.execute(ROWS, {"note": note})).scalar_one()
        told = dict((await tx.execute(FACTS, {"key": f"note:{note}"})).all())
    assert likes == rows == told.get("community.NoteLiked", 0) - told.get("community.NoteUnliked", 0)


async def test_mutual_follows_and_unfollows_at_once(real_sessions: Sessions) -> None:
    async with begin(real_sessions) as tx:
        ids = await community.members(tx, count=4)
    dice = random.Random(11)

    async def act(one: int, other: int, on: bool) -> None:
        by = Actor(member_id=one, roles=frozenset({"member"}))
        async with begin(real_sessions) as tx:
            if on:
                await service.follow(tx, by=by, member_id=other, now=clock.now())
            else:
                await service.unfollow(tx, by=by, member_id=other)

    pairs = [dice.sample(ids, 2) for _ in range(80)]
    await asyncio.gather(*(act(one, other, dice.random() < 0.6) for one, other in pairs))
    async with begin(real_sessions) as tx:
        assert await service.list_miscounted(tx) == []


async def test_interactions_come_in_bulk_and_again_change_nothing(tx: Tx) -> None:
    members = await community.members(tx, count=200)
    notes = await community.imported_notes(tx, authors=members[:5], count=200)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [
        InteractionRow(member_id=member, subject_id=note, at=at + timedelta(seconds=index))
        for index, member in enumerate(members)
        for note in notes[:100]
    ]
    rows.append(InteractionRow(member_id=members[0], subject_id=77, at=at))
    started = time.perf_counter()
    added = 0
    for start in range(0, len(rows), 5000):
        added += await service.import_interactions(tx, "like", rows[start : start + 5000])
    seconds = time.perf_counter() - started
    assert added == 20_000
    assert await service.import_interactions(tx, "like", rows[:5000]) == 0
    follows = [InteractionRow(member_id=member, subject_id=members[0], at=at) for member in members]
    assert await service.import_interactions(tx, "follow", follows) == 199
    assert await service.import_interactions(tx, "collect", rows[:300] * 2) == 300
    assert await service.list_miscounted(tx) == []
    assert (await service.count_fans(tx, members[:1]))[members[0]] == 199
    print(f"{added / seconds:,.0f} likes a second")
