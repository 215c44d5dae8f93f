"""Every SQL statement of moderation."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, any_, case, delete, func, literal, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from zhongcao.kit.db import Id63, ReadTx, Tx
from zhongcao.moderation.rules import CaseState, SubjectKind
from zhongcao.moderation.tables import CaseRow, ReportRow, SaidRow, StrikeRow

_CASE = CaseRow.__table__.columns


async def add_said(tx: Tx, *, member_id: int, hash: bytes, now: datetime, fresh_after: datetime) -> int:
    """Count a text; answers how often it was said before within the window."""
    is_old = SaidRow.since_at < fresh_after
    statement = upsert(SaidRow).values(member_id=member_id, hash=hash, times=1, since_at=now)
    times: int | None = await tx.scalar(
        statement.on_conflict_do_update(
            index_elements=[SaidRow.member_id, SaidRow.hash],
            set_={
                "times": case((is_old, 1), else_=SaidRow.times + 1),
                "since_at": case((is_old, now), else_=SaidRow.since_at),
            },
        ).returning(SaidRow.times)
    )
    assert times is not None
    return times - 1


async def drop_said(tx: Tx, *, before: datetime, limit: int) -> int:
    """Forget what was said long ago."""
    gone = await tx.execute(
        text(
            "DELETE FROM moderation.said WHERE (member_id, hash) IN (SELECT member_id, hash FROM moderation.said"
            " WHERE since_at < :before ORDER BY since_at LIMIT :limit FOR UPDATE SKIP LOCKED) RETURNING 1"
        ),
        {"before": before, "limit": limit},
    )
    return len(gone.all())


async def add_case(
    tx: Tx, *, subject: str, case_id: int, author_id: int | None, reasons: list[str], excerpt: str, now: datetime
) -> int:
    """Open a case, or find the open one; answers its id. New reasons are added to it."""
    statement = upsert(CaseRow).values(
        subject=subject,
        id=case_id,
        state=CaseState.OPEN.value,
        author_id=author_id,
        reasons=reasons,
        excerpt=excerpt,
        opened_at=now,
    )
    merged = text("ARRAY(SELECT DISTINCT unnest(moderation.case.reasons || excluded.reasons) ORDER BY 1)")
    found: int | None = await tx.scalar(
        statement.on_conflict_do_update(
            index_elements=[CaseRow.subject],
            index_where=text("state = 'open'"),
            set_={
                "reasons": merged,
                "author_id": func.coalesce(CaseRow.author_id, statement.excluded.author_id),
                "excerpt": case((CaseRow.excerpt == "", statement.excluded.excerpt), else_=CaseRow.excerpt),
            },
        ).returning(CaseRow.id)
    )
    assert found is not None
    return found


async def name_author(tx: Tx, *, subject: str, author_id: int, excerpt: str) -> None:
    """Fill in who wrote the thing of an open case, and what it says, where either is not known."""
    statement = (
        update(CaseRow)
        .where(CaseRow.subject == subject, CaseRow.state == CaseState.OPEN.value)
        .values(
            author_id=func.coalesce(CaseRow.author_id, author_id),
            excerpt=case((CaseRow.excerpt == "", excerpt), else_=CaseRow.excerpt),
        )
    )
    await tx.execute(statement)


async def add_report(
    tx: Tx, *, subject: str, case_id: int, member_id: int, reason: str, said: str, now: datetime
) -> bool:
    """Add what a member said; false when they said something about it before."""
    statement = upsert(ReportRow).values(
        subject=subject, case_id=case_id, member_id=member_id, reason=reason, text=said, at=now
    )
    added = await tx.scalar(statement.on_conflict_do_nothing().returning(ReportRow.member_id))
    return added is not None


async def page_cases(tx: ReadTx, *, state: CaseState, after: int, limit: int) -> Sequence[Any]:
    """Cases in a state, the oldest first."""
    statement = select(*_CASE).where(CaseRow.state == state.value, CaseRow.id > after)
    return (await tx.execute(statement.order_by(CaseRow.id).limit(limit))).all()


async def list_reports(tx: Tx | ReadTx, case_ids: Iterable[int]) -> Sequence[Any]:
    """What members said in these cases, the earliest first."""
    statement = (
        select(*ReportRow.__table__.columns)
        .where(ReportRow.case_id == any_(literal(list(case_ids), ARRAY(Id63))))
        .order_by(ReportRow.at, ReportRow.member_id)
    )
    return (await tx.execute(statement)).all()


async def page_reports(
    tx: Tx | ReadTx, *, kind: SubjectKind, since: datetime, after: tuple[str, int, int], limit: int
) -> Sequence[Any]:
    """Who reported things of a kind since a moment, in the order of the keys."""
    key = (ReportRow.subject, ReportRow.case_id, ReportRow.member_id)
    statement = (
        select(ReportRow.subject, ReportRow.case_id, ReportRow.member_id, ReportRow.at)
        .where(ReportRow.subject.startswith(f"{kind.value}:"), ReportRow.at >= since, tuple_(*key) > tuple_(*after))
        .order_by(*key)
        .limit(limit)
    )
    return (await tx.execute(statement)).all()


async def lock_case(tx: Tx, case_id: int) -> Any | None:
    """A case, held until the end of the transaction."""
    return (await tx.execute(select(*_CASE).where(CaseRow.id == case_id).with_for_update())).one_or_none()


async def set_case(tx: Tx, *, subject: str, case_id: int, values: dict[str, Any]) -> Any:
    """Change a case and answer it."""
    where = (CaseRow.subject == subject) & (CaseRow.id == case_id)
    return (await tx.execute(update(CaseRow).where(where).values(**values).returning(*_CASE))).one()


async def add_strike(tx: Tx, *, member_id: int, subject: str, values: dict[str, Any]) -> bool:
    """Give a strike; false when this thing has brought one already."""
    statement = upsert(StrikeRow).values(member_id=member_id, subject=subject, **values)
    added = await tx.scalar(statement.on_conflict_do_nothing().returning(StrikeRow.member_id))
    return added is not None


async def list_strikes(tx: Tx | ReadTx, *, member_id: int, now: datetime) -> Sequence[Any]:
    """Living strikes of a member, the latest first."""
    statement = select(*StrikeRow.__table__.columns).where(StrikeRow.member_id == member_id, StrikeRow.expires_at > now)
    return (await tx.execute(statement.order_by(StrikeRow.given_at.desc()))).all()


async def forget_member(tx: Tx, member_id: int) -> None:
    """Remove what was counted against a member, and the words of their reports."""
    for table in (SaidRow, StrikeRow):
        await tx.execute(delete(table).where(table.member_id == member_id))
    await tx.execute(update(ReportRow).where(ReportRow.member_id == member_id).values(text=""))
