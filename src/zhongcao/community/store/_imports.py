"""Statements for bulk imports: set-based, counters moved in the same statement as the rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, bindparam, literal, select, text
from sqlalchemy import func as sql
from sqlalchemy.dialects.postgresql import insert

from zhongcao.community.rules import NOTE_CHANGED, VIEWER_CHANGED
from zhongcao.community.store._notes import NOTE
from zhongcao.community.tables import NotePictureRow, NoteRow, NoteTagRow
from zhongcao.kit.db import Instant, Tx
from zhongcao.kit.hearing import tell_changed

_REACTIONS = """
WITH given AS (
    SELECT DISTINCT ON (given.member_id, given.note_id) given.member_id, given.note_id, note.author_id, given.at
    FROM unnest(:members, :notes, :moments) AS given (member_id, note_id, at)
    JOIN community.note ON note.id = given.note_id AND note.state = 'published'
), fresh AS (
    INSERT INTO community.{table} (member_id, note_id, author_id, at)
    SELECT member_id, note_id, author_id, at FROM given
    ON CONFLICT DO NOTHING
    RETURNING author_id, note_id
), counted AS (
    SELECT author_id, note_id, count(*) AS times FROM fresh GROUP BY author_id, note_id
), moved AS (
    UPDATE community.note SET {counter} = note.{counter} + counted.times
    FROM counted WHERE note.author_id = counted.author_id AND note.id = counted.note_id
    RETURNING counted.times
)
SELECT coalesce(sum(times), 0)::bigint FROM moved
"""
_FOLLOWS = """
WITH given AS (
    SELECT DISTINCT ON (member_id, followee_id) member_id, followee_id, at
    FROM unnest(:members, :notes, :moments) AS given (member_id, followee_id, at)
    WHERE member_id <> followee_id
), fresh AS (
    INSERT INTO community.follow (member_id, kind, target_id, at)
    SELECT member_id, 'member', followee_id, at FROM given
    ON CONFLICT DO NOTHING
    RETURNING member_id, target_id, at
), fans AS (
    INSERT INTO community.fan (member_id, fan_id, at)
    SELECT target_id, member_id, at FROM fresh
    ON CONFLICT DO NOTHING
), counted AS (
    INSERT INTO community.circle AS circle (member_id, fans, followees)
    SELECT member_id, sum(fans), sum(followees) FROM (
        SELECT target_id AS member_id, 1 AS fans, 0 AS followees FROM fresh
        UNION ALL
        SELECT member_id, 0, 1 FROM fresh
    ) AS sides GROUP BY member_id ORDER BY member_id
    ON CONFLICT (member_id) DO UPDATE
    SET fans = circle.fans + excluded.fans, followees = circle.followees + excluded.followees
)
SELECT count(*) FROM fresh
"""


def _bulk(statement: str) -> Any:
    return text(statement).bindparams(
        bindparam("members", type_=ARRAY(BigInteger)),
        bindparam("notes", type_=ARRAY(BigInteger)),
        bindparam("moments", type_=ARRAY(Instant)),
    )


_BULK = {
    "like": _bulk(_REACTIONS.format(table="note_like", counter="likes")),
    "collect": _bulk(_REACTIONS.format(table="note_collect", counter="collects")),
    "follow": _bulk(_FOLLOWS),
}


async def import_interactions(
    tx: Tx, kind: str, *, members: Sequence[int], subjects: Sequence[int], moments: Sequence[datetime]
) -> int:
    """Add likes, collects or follows that are not there yet and count them; returns how many were new."""
    new = int(await tx.scalar(_BULK[kind], {"members": members, "notes": subjects, "moments": moments}) or 0)
    if new and kind == "like":
        tell_changed(tx, NOTE_CHANGED, subjects)
        tell_changed(tx, VIEWER_CHANGED, members)
    return new


async def known_notes(tx: Tx, note_ids: Sequence[int]) -> set[int]:
    """Which of some notes exist."""
    found = await tx.scalars(
        select(NoteRow.id).where(NoteRow.id == sql.any(literal(list(note_ids), ARRAY(BigInteger))))
    )
    return set(found)


async def import_notes(
    tx: Tx,
    *,
    notes: Sequence[dict[str, Any]],
    pictures: Sequence[dict[str, Any]],
    tags: Sequence[dict[str, Any]],
) -> None:
    """Insert many notes with their pictures and tags."""
    await tx.execute(insert(NOTE).on_conflict_do_nothing(), list(notes))
    for table, rows in ((NotePictureRow.__table__, pictures), (NoteTagRow.__table__, tags)):
        if rows:
            await tx.execute(insert(table).on_conflict_do_nothing(), list(rows))  # type: ignore[arg-type]
