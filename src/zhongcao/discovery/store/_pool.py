"""Statements about what pools of notes are made of, and what changed since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text

from zhongcao.discovery import rules
from zhongcao.discovery.store._signals import IDS
from zhongcao.kit.db import ReadTx, Tx

_STANDING = (
    "SELECT s.note_id, s.author_id, s.heat, extract(epoch FROM s.published_at)::float8 AS published, s.traits,"
    " s.style, coalesce(e.shown, 0) AS shown, coalesce(e.opened, 0) AS opened"
    " FROM discovery.standing AS s LEFT JOIN discovery.exposure AS e USING (note_id) WHERE s.hidden_at IS NULL"
)
_PAGE = text(_STANDING + " AND s.note_id > :after ORDER BY s.note_id LIMIT :limit")
_THESE = text(_STANDING + " AND s.note_id = ANY (:notes) ORDER BY s.note_id").bindparams(bindparam("notes", type_=IDS))
_HAS_MANY = text(
    "SELECT count(*) >= :least FROM (SELECT FROM discovery.standing WHERE hidden_at IS NULL LIMIT :least) AS found"
)
_CHANGES = text(
    "SELECT id, extract(epoch FROM changed_at)::float8 AS changed FROM discovery.search_change"
    " WHERE kind = 'notes' AND changed_at >= :since ORDER BY changed_at LIMIT :limit"
)
_WAITING = text(
    "SELECT note_id, shown, opened FROM discovery.exposure WHERE shown < :first_readers AND published_at >= :since"
    " ORDER BY published_at LIMIT :limit"
)


async def page_of_standings(tx: Tx | ReadTx, *, after: int, limit: int) -> Sequence[Any]:
    """Notes that are shown, in the order of their ids, each with how many saw and opened it."""
    return (await tx.execute(_PAGE, {"after": after, "limit": limit})).all()


async def list_standings(tx: Tx | ReadTx, note_ids: Sequence[int]) -> Sequence[Any]:
    """The same for some notes; those that are not shown are left out."""
    return (await tx.execute(_THESE, {"notes": list(note_ids)})).all() if note_ids else []


async def has_many_notes(tx: Tx | ReadTx, least: int) -> bool:
    """Whether at least so many notes are shown."""
    return bool(await tx.scalar(_HAS_MANY, {"least": least}))


async def list_note_changes(tx: Tx | ReadTx, *, since: datetime, limit: int) -> Sequence[Any]:
    """Which notes came, changed or went since a moment, and when; oldest first."""
    return (await tx.execute(_CHANGES, {"since": since, "limit": limit})).all()


async def list_waiting(tx: Tx | ReadTx, *, since: datetime, limit: int) -> Sequence[Any]:
    """Notes published since a moment that wait for first readers, the oldest first."""
    given = {"first_readers": rules.FIRST_READERS, "since": since, "limit": limit}
    return (await tx.execute(_WAITING, given)).all()
