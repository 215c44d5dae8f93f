"""Statements about a portrait: what its member corrected, and what they looked at."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.discovery import rules
from zhongcao.discovery.store._signals import IDS, TEXTS
from zhongcao.discovery.tables import CorrectionRow, GlanceRow, PortraitRow
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.hearing import tell_changed

GLANCE = cast(Table, GlanceRow.__table__)


async def find_portrait(tx: Tx | ReadTx, member_id: int) -> Any:
    """Tastes, last acts, style and the moment of their last change, or None."""
    found = await tx.execute(
        select(PortraitRow.tastes, PortraitRow.recent, PortraitRow.style, PortraitRow.changed_at).where(
            PortraitRow.member_id == member_id
        )
    )
    return found.one_or_none()


async def list_averse(tx: Tx | ReadTx, member_id: int, *, limit: int) -> Sequence[Any]:
    """What a member keeps away, the newest first."""
    found = await tx.execute(
        select(CorrectionRow.subject, CorrectionRow.reason, CorrectionRow.averse_at)
        .where(CorrectionRow.member_id == member_id, CorrectionRow.averse_at.is_not(None))
        .order_by(CorrectionRow.averse_at.desc())
        .limit(limit)
    )
    return found.all()


async def find_forgotten(tx: Tx | ReadTx, member_ids: Sequence[int]) -> dict[int, dict[str, datetime]]:
    """What some members had forgotten, and when."""
    found = await tx.execute(
        select(CorrectionRow.member_id, CorrectionRow.subject, CorrectionRow.forgotten_at).where(
            CorrectionRow.member_id == func.any(literal(list(member_ids), IDS)),
            CorrectionRow.forgotten_at.is_not(None),
        )
    )
    forgotten: dict[int, dict[str, datetime]] = {}
    for row in found:
        forgotten.setdefault(row.member_id, {})[row.subject] = row.forgotten_at
    return forgotten


async def add_correction(tx: Tx, *, member_id: int, subject: str, **values: Any) -> None:
    """Keep a correction; what was said of the same subject in another way stays."""
    await tx.execute(
        insert(CorrectionRow)
        .values(member_id=member_id, subject=subject, **values)
        .on_conflict_do_update(index_elements=["member_id", "subject"], set_=values)
    )


async def is_averse(tx: Tx, *, member_id: int, subject: str) -> bool:
    """Whether a member keeps this subject away already."""
    found = await tx.scalar(
        select(CorrectionRow.subject).where(
            CorrectionRow.member_id == member_id,
            CorrectionRow.subject == subject,
            CorrectionRow.averse_at.is_not(None),
        )
    )
    return found is not None


async def averse_among(tx: Tx, *, member_id: int, subjects: Sequence[str]) -> set[str]:
    """Which of some subjects a member keeps away already."""
    found = await tx.scalars(
        select(CorrectionRow.subject).where(
            CorrectionRow.member_id == member_id,
            CorrectionRow.subject == func.any(literal(list(subjects), TEXTS)),
            CorrectionRow.averse_at.is_not(None),
        )
    )
    return set(found)


async def drop_surplus(tx: Tx, member_id: int, *, most: int) -> None:
    """Keep a portrait bounded: feeds heed the newest aversions only, so older ones go."""
    surplus = (
        select(CorrectionRow.subject)
        .where(CorrectionRow.member_id == member_id, CorrectionRow.averse_at.is_not(None))
        .order_by(CorrectionRow.averse_at.desc())
        .offset(most)
    )
    for subject in (await tx.scalars(surplus)).all():
        await drop_aversions(tx, member_id, subject=subject)


async def drop_aversions(
    tx: Tx,
    member_id: int,
    *,
    subject: str | None = None,
    note_id: int | None = None,
    reasons: Sequence[str] = (),
) -> None:
    """Let a subject come back, or everything that one note had sent away; with `reasons`, only if it was for those."""
    mine = [CorrectionRow.member_id == member_id, CorrectionRow.averse_at.is_not(None)]
    mine += [CorrectionRow.reason.in_(reasons)] if reasons else []
    mine.append(CorrectionRow.subject == subject if subject is not None else CorrectionRow.note_id == note_id)
    await tx.execute(delete(CorrectionRow).where(*mine, CorrectionRow.forgotten_at.is_(None)))
    await tx.execute(update(CorrectionRow).where(*mine).values(averse_at=None, reason=None, note_id=None, traits=[]))


async def touch_portrait(tx: Tx, member_id: int, *, now: datetime) -> None:
    """Let feeds know that what they rest on has changed."""
    await tx.execute(
        insert(PortraitRow)
        .values(member_id=member_id, tastes={}, changed_at=now)
        .on_conflict_do_update(index_elements=["member_id"], set_={"changed_at": now})
    )
    tell_changed(tx, rules.PORTRAIT_CHANGED, [member_id])


async def add_glances(tx: Tx, rows: Sequence[dict[str, Any]]) -> list[tuple[str, int, date]]:
    """Remember what was opened or looked at, once a day each; returns what is new."""
    found = await tx.execute(
        insert(GLANCE)
        .values(list(rows))
        .on_conflict_do_nothing()
        .returning(GLANCE.c.act, GLANCE.c.subject_id, GLANCE.c.day)
    )
    return [(row.act, row.subject_id, row.day) for row in found]


async def list_glances(tx: Tx | ReadTx, *, after: tuple[int, str, int, date], limit: int) -> Sequence[Any]:
    """All glances in the order of their keys."""
    key = func.row(GLANCE.c.member_id, GLANCE.c.act, GLANCE.c.subject_id, GLANCE.c.day)
    found = await tx.execute(
        select(*GLANCE.c)
        .where(key > func.row(*after))
        .order_by(GLANCE.c.member_id, GLANCE.c.act, GLANCE.c.subject_id, GLANCE.c.day)
        .limit(limit)
    )
    return found.all()


async def list_latest_glances(
    tx: Tx | ReadTx, *, acts: Sequence[str], since: datetime, before: Sequence[Any] | None, limit: int
) -> Sequence[Any]:
    """Glances of some acts since a moment, the latest first, going on before one of them."""
    columns = (GLANCE.c.at, GLANCE.c.member_id, GLANCE.c.act, GLANCE.c.subject_id, GLANCE.c.day)
    statement = select(*columns).where(GLANCE.c.at >= since, GLANCE.c.act.in_(acts))
    if before is not None:
        statement = statement.where(tuple_(*columns) < tuple(before))
    return (await tx.execute(statement.order_by(*(one.desc() for one in columns)).limit(limit))).all()


async def drop_glances(tx: Tx, *, before: datetime | None = None, member_id: int | None = None) -> int:
    """Forget glances: those of a member, or all from before a moment."""
    which = GLANCE.c.at < before if before is not None else GLANCE.c.member_id == member_id
    found: Any = await tx.execute(delete(GLANCE).where(which))
    return int(found.rowcount)
