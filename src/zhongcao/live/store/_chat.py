"""Statements about the chat of a show, and about who came, is silenced, or wants to be told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from zhongcao.kit.db import ReadTx, Tx

_ENTER = text(
    """
    WITH fresh AS (
        INSERT INTO live.viewing (host_id, show_id, member_id, came_at) VALUES (:host, :show, :member, :now)
        ON CONFLICT DO NOTHING RETURNING host_id, show_id
    )
    UPDATE live.tally SET came = came + 1 FROM fresh
    WHERE tally.host_id = fresh.host_id AND tally.show_id = fresh.show_id
    """
)
_TAKE_TURN = text(
    "SELECT came_at FROM live.viewing WHERE host_id = :host AND show_id = :show AND member_id = :member FOR UPDATE"
)
_SAID = text(
    """
    SELECT at FROM live.line
    WHERE member_id = :member AND host_id = :host AND show_id = :show AND at > cast(:since AS timestamptz)
    """
)
_ADD = text(
    """
    WITH fresh AS (
        INSERT INTO live.line (host_id, show_id, id, member_id, text, at)
        VALUES (:host, :show, :id, :member, :text, :now) RETURNING host_id, show_id
    )
    UPDATE live.tally SET lines = lines + 1 FROM fresh
    WHERE tally.host_id = fresh.host_id AND tally.show_id = fresh.show_id
    """
)
_LAST = text(
    """
    SELECT id, member_id, text, at FROM live.line
    WHERE host_id = :host AND show_id = :show AND removed_at IS NULL ORDER BY at DESC, id DESC LIMIT :most
    """
)
_REMOVE = text(
    """
    UPDATE live.line SET removed_at = coalesce(removed_at, :now), text = ''
    WHERE host_id = :host AND show_id = :show AND id = :line RETURNING id
    """
)
_SILENCE = text(
    "INSERT INTO live.silence (host_id, show_id, member_id, at) VALUES (:host, :show, :member, :now)"
    " ON CONFLICT DO NOTHING"
)
_LET_SPEAK = text("DELETE FROM live.silence WHERE host_id = :host AND show_id = :show AND member_id = :member")
_REMIND = text(
    "INSERT INTO live.reminder (host_id, show_id, member_id, at) VALUES (:host, :show, :member, :now)"
    " ON CONFLICT DO NOTHING"
)
_FORGET_REMINDER = text("DELETE FROM live.reminder WHERE host_id = :host AND show_id = :show AND member_id = :member")
_REMINDED = text(
    """
    SELECT member_id FROM live.reminder WHERE host_id = :host AND show_id = :show AND member_id > :after
    ORDER BY member_id LIMIT :most
    """
)
_HEARTS = text(
    """
    UPDATE live.tally SET hearts = hearts + tapped.count
    FROM unnest(cast(:hosts AS bigint[]), cast(:shows AS bigint[]), cast(:counts AS int[]))
        AS tapped (host_id, show_id, count)
    WHERE tally.host_id = tapped.host_id AND tally.show_id = tapped.show_id
    """
)


async def enter(tx: Tx, *, host_id: int, show_id: int, member_id: int, now: datetime) -> None:
    """Count a member who comes to a show, once."""
    await tx.execute(_ENTER, {"host": host_id, "show": show_id, "member": member_id, "now": now})


async def list_said(tx: Tx, *, host_id: int, show_id: int, member_id: int, since: datetime) -> Sequence[datetime]:
    """When a member wrote in a show of late; the next who asks for the same member waits for this transaction."""
    where = {"host": host_id, "show": show_id, "member": member_id}
    await tx.execute(_TAKE_TURN, where)
    return list(await tx.scalars(_SAID, {**where, "since": since}))


async def add_line(
    tx: Tx, *, host_id: int, show_id: int, line_id: int, member_id: int, words: str, now: datetime
) -> None:
    """Add a line of the chat and count it."""
    given = {"host": host_id, "show": show_id, "id": line_id, "member": member_id, "text": words, "now": now}
    await tx.execute(_ADD, given)


async def list_last_lines(tx: Tx | ReadTx, *, host_id: int, show_id: int, limit: int) -> Sequence[Any]:
    """The last lines of a chat, in the order in which they were written."""
    found = await tx.execute(_LAST, {"host": host_id, "show": show_id, "most": limit})
    return list(reversed(found.all()))


async def remove_line(tx: Tx, *, host_id: int, show_id: int, line_id: int, now: datetime) -> bool:
    """Take a line away, words and all; False where there is none."""
    given = {"host": host_id, "show": show_id, "line": line_id, "now": now}
    return await tx.scalar(_REMOVE, given) is not None


async def silence(tx: Tx, *, host_id: int, show_id: int, member_id: int, now: datetime) -> None:
    """Let a member no longer write in a show."""
    await tx.execute(_SILENCE, {"host": host_id, "show": show_id, "member": member_id, "now": now})


async def let_speak(tx: Tx, *, host_id: int, show_id: int, member_id: int) -> None:
    """Let a member write again."""
    await tx.execute(_LET_SPEAK, {"host": host_id, "show": show_id, "member": member_id})


async def remind(tx: Tx, *, host_id: int, show_id: int, member_id: int, now: datetime) -> None:
    """Note that a member wants to be told."""
    await tx.execute(_REMIND, {"host": host_id, "show": show_id, "member": member_id, "now": now})


async def forget_reminder(tx: Tx, *, host_id: int, show_id: int, member_id: int) -> None:
    """A member no longer wants to be told."""
    await tx.execute(_FORGET_REMINDER, {"host": host_id, "show": show_id, "member": member_id})


async def list_reminded(tx: Tx | ReadTx, *, host_id: int, show_id: int, after: int, limit: int) -> Sequence[int]:
    """Who wants to be told, by id."""
    return (await tx.scalars(_REMINDED, {"host": host_id, "show": show_id, "after": after, "most": limit})).all()


async def add_hearts(tx: Tx, counts: dict[tuple[int, int], int]) -> None:
    """Count taps at their shows, by host and show; rows in the order of their keys."""
    places = sorted(counts)
    given = {"hosts": [host for host, _ in places], "shows": [show for _, show in places]}
    await tx.execute(_HEARTS, {**given, "counts": [counts[place] for place in places]})
