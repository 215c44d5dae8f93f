"""Statements about what goes: words of members who left, and media that nobody may see any more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from zhongcao.kit.db import ReadTx, Tx

_EMPTY_LINES = text(
    """
    UPDATE live.line SET text = '', removed_at = coalesce(removed_at, :now)
    WHERE member_id = :member AND id = ANY(ARRAY(
        SELECT id FROM live.line WHERE member_id = :member AND text <> '' LIMIT :most))
    RETURNING id
    """
)
_DROP = (
    text("DELETE FROM live.viewing WHERE member_id = :member"),
    text("DELETE FROM live.reminder WHERE member_id = :member"),
    text("DELETE FROM live.silence WHERE member_id = :member"),
)
_EMPTY_SHOWS = text(
    """
    UPDATE live.show SET title = '', cover_id = NULL, media_gone_at = coalesce(media_gone_at, :now),
        media_due_at = CASE WHEN state = 'stopped' THEN media_due_at ELSE :now END
    WHERE host_id = :member AND state NOT IN ('announced', 'on_air') AND (title <> '' OR media_gone_at IS NULL)
    """
)
_DUE = text(
    """
    SELECT host_id, id, state, first_sequence, media_gone_at FROM live.show
    WHERE media_due_at <= cast(:now AS timestamptz) ORDER BY media_due_at LIMIT :most
    """
)
_UNSEEN = text(
    """
    SELECT key FROM live.segment
    WHERE host_id = :host AND show_id = :show AND (cast(:first AS int) IS NULL OR NOT (
        coalesce(sequence, 0) >= cast(:first AS int)
        OR EXISTS (SELECT 1 FROM live.segment AS body WHERE body.host_id = segment.host_id
            AND body.show_id = segment.show_id AND body.head_key = segment.key
            AND body.sequence >= cast(:first AS int))))
    ORDER BY key LIMIT :most
    """
)
_DROP_PIECES = text(
    "DELETE FROM live.segment WHERE host_id = :host AND show_id = :show AND key = ANY(cast(:keys AS text[]))"
)


async def empty_lines(tx: Tx, *, member_id: int, now: datetime, limit: int) -> int:
    """Take the words out of lines of a member; how many it was."""
    return len((await tx.scalars(_EMPTY_LINES, {"member": member_id, "now": now, "most": limit})).all())


async def drop_visits(tx: Tx, member_id: int) -> None:
    """Forget where a member came, wanted to be told or was silenced; what was counted stays."""
    for statement in _DROP:
        await tx.execute(statement, {"member": member_id})


async def empty_shows(tx: Tx, *, member_id: int, now: datetime) -> None:
    """Take titles and pictures out of a host's shows that are over."""
    await tx.execute(_EMPTY_SHOWS, {"member": member_id, "now": now})


async def list_media_due(tx: Tx | ReadTx, *, now: datetime, limit: int) -> Sequence[Any]:
    """Shows that have media which nobody may see any more."""
    return (await tx.execute(_DUE, {"now": now, "most": limit})).all()


async def list_unseen(tx: Tx | ReadTx, *, host_id: int, show_id: int, first: int | None, limit: int) -> Sequence[str]:
    """Files that no replay from a number on needs; all of them where there is no replay."""
    given = {"host": host_id, "show": show_id, "first": first, "most": limit}
    return (await tx.scalars(_UNSEEN, given)).all()


async def drop_pieces(tx: Tx, *, host_id: int, show_id: int, keys: Sequence[str]) -> None:
    """Forget files whose bytes are gone."""
    await tx.execute(_DROP_PIECES, {"host": host_id, "show": show_id, "keys": list(keys)})
