"""The chat of a show, hearts, and being told when it begins."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from zhongcao.identity import service as identity
from zhongcao.kit.db import ReadTx, Sessions, Tx, begin
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.text import clean_line
from zhongcao.live import rules, store
from zhongcao.live.errors import LineNotFound, LineRefused, Silenced, StateConflict, TooFast
from zhongcao.live.rules import ShowState
from zhongcao.live.schemas import Line
from zhongcao.live.service._seen import get_own, get_seen
from zhongcao.moderation import service as moderation

GATHER_SECONDS = 0.25


async def say(tx: Tx, *, show_id: int, by: Actor, words: str, now: datetime) -> Line:
    """Write a line in the chat of a show that is on air."""
    row = await get_seen(tx, show_id=show_id, by=by, now=now)
    if row.state != ShowState.ON_AIR:
        raise StateConflict(state=row.state)
    if row.silenced:
        raise Silenced()
    cleaned = clean_line(words)
    if not cleaned:
        raise LineRefused(reasons=["empty"])
    where = {"host_id": row.host_id, "show_id": show_id, "member_id": by.member_id}
    await store.enter(tx, **where, now=now)
    said = await store.list_said(tx, **where, since=now - rules.LINE_WINDOW)
    if wait := rules.seconds_to_wait(said, now=now):
        raise TooFast(retry_after_seconds=wait)
    verdict = await moderation.screen(texts=[cleaned], author_id=by.member_id, now=now, tx=tx)
    if verdict.decision != "pass":
        raise LineRefused(reasons=list(verdict.reasons))
    line_id = new_id()
    await store.add_line(tx, **where, line_id=line_id, words=cleaned, now=now)
    member = await identity.get_card(tx, member_id=by.member_id)
    return Line(id=str(line_id), member=member, text=cleaned, at=now)


async def show_lines(tx: Tx | ReadTx, rows: Sequence[Any]) -> dict[int, Line]:
    """Lines with who wrote them, by id in the order of the rows; those of accounts that are gone are left out."""
    members = await identity.cards(tx, {row.member_id for row in rows})
    return {
        row.id: Line(id=str(row.id), member=members[row.member_id], text=row.text, at=row.at)
        for row in rows
        if row.member_id in members
    }


async def last_lines(tx: Tx | ReadTx, *, host_id: int, show_id: int) -> list[Line]:
    """The last lines of a chat, in the order in which they were written."""
    rows = await store.list_last_lines(tx, host_id=host_id, show_id=show_id, limit=rules.LINES_SHOWN)
    return list((await show_lines(tx, rows)).values())


async def remove_line(tx: Tx, *, show_id: int, line_id: int, by: Actor, now: datetime) -> None:
    """Take a line out of one's own show; again changes nothing."""
    row = await get_own(tx, show_id=show_id, by=by)
    if not await store.remove_line(tx, host_id=row.host_id, show_id=show_id, line_id=line_id, now=now):
        raise LineNotFound(line=str(line_id))


async def silence(tx: Tx, *, show_id: int, member_id: int, by: Actor, now: datetime) -> None:
    """Let a member no longer write in one's own show; again changes nothing."""
    row = await get_own(tx, show_id=show_id, by=by)
    await identity.get_card(tx, member_id=member_id)
    await store.silence(tx, host_id=row.host_id, show_id=show_id, member_id=member_id, now=now)


async def let_speak(tx: Tx, *, show_id: int, member_id: int, by: Actor) -> None:
    """Let a member write again; again changes nothing."""
    row = await get_own(tx, show_id=show_id, by=by)
    await store.let_speak(tx, host_id=row.host_id, show_id=show_id, member_id=member_id)


async def remind(tx: Tx, *, show_id: int, by: Actor, now: datetime) -> None:
    """Be told when an announced show begins; again changes nothing."""
    row = await get_seen(tx, show_id=show_id, by=by, now=now)
    if row.state != ShowState.ANNOUNCED:
        raise StateConflict(state=row.state)
    await store.remind(tx, host_id=row.host_id, show_id=show_id, member_id=by.member_id, now=now)


async def forget_reminder(tx: Tx, *, show_id: int, by: Actor, now: datetime) -> None:
    """Not be told after all; again changes nothing."""
    row = await get_seen(tx, show_id=show_id, by=by, now=now)
    await store.forget_reminder(tx, host_id=row.host_id, show_id=show_id, member_id=by.member_id)


async def list_reminded(tx: Tx | ReadTx, *, host_id: int, show_id: int, after: int, limit: int) -> list[int]:
    """Who wants to be told that a show begins, by id."""
    return list(await store.list_reminded(tx, host_id=host_id, show_id=show_id, after=after, limit=limit))


async def check_hearts(tx: ReadTx, *, show_id: int, by: Actor, now: datetime) -> tuple[int, int]:
    """Host and show that hearts are given to; refused where none is on air."""
    row = await get_seen(tx, show_id=show_id, by=by, now=now)
    if row.state != ShowState.ON_AIR:
        raise StateConflict(state=row.state)
    return row.host_id, show_id


class Hearts:
    """Where the taps of a process's requests meet, so that one statement counts those of a quarter of a second.

    One row counts the hearts of a show; thousands who tap at once would wait for it one by one.
    """

    def __init__(self, sessions: Sessions, *, seconds: float = GATHER_SECONDS) -> None:
        self.sessions = sessions
        self._seconds = seconds
        self._waiting: Counter[tuple[int, int]] = Counter()
        self._told: asyncio.Task[None] | None = None

    async def give(self, place: tuple[int, int], count: int) -> None:
        """Count taps for a show together with what others tap meanwhile; returns when they are counted."""
        self._waiting[place] += count
        if self._told is None:
            self._told = asyncio.create_task(self._write(), name="hearts")
        await asyncio.shield(self._told)

    async def _write(self) -> None:
        await asyncio.sleep(self._seconds)
        counts, self._waiting, self._told = self._waiting, Counter(), None
        async with begin(self.sessions) as tx:
            await store.add_hearts(tx, counts)
