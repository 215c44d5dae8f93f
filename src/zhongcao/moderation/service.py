"""The verbs and questions of moderation."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from zhongcao.identity import service as identity
from zhongcao.kit import outbox
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.text import clean_text
from zhongcao.moderation import rules, store
from zhongcao.moderation.errors import CaseDecided, CaseNotFound
from zhongcao.moderation.events import SubjectKept, SubjectRemoved, SubjectReported
from zhongcao.moderation.rules import CaseState, ReportReason, SubjectKind
from zhongcao.moderation.schemas import Case, Reported, ReportView, Strike, Verdict


async def screen(*, texts: Sequence[str], author_id: int, now: datetime, tx: Tx) -> Verdict:
    """Whether a text may appear at once, waits for a moderator, or is refused."""
    earlier = 0
    if (packed := rules.repeatable_text(texts)) is not None:
        digest = hashlib.sha256(packed.encode()).digest()[:16]
        earlier = await store.add_said(
            tx, member_id=author_id, hash=digest, now=now, fresh_after=now - rules.REPEAT_WINDOW
        )
    author = (await identity.profiles(tx, [author_id])).get(author_id)
    is_new = rules.is_new_account(joined_at=author.joined_at if author else None, now=now)
    decision, reasons = rules.screen_text(texts, is_new=is_new, earlier=earlier, on=day_in_china(now))
    return Verdict(decision=decision.value, reasons=reasons)


async def hold(
    tx: Tx, *, subject: str, author_id: int, reasons: Sequence[str], texts: Sequence[str] = (), now: datetime
) -> int:
    """Put a held thing (`note:123`) into the moderators' queue; answers the case's id. Holding again adds reasons."""
    return await store.add_case(
        tx,
        subject=subject,
        case_id=new_id(),
        author_id=author_id,
        reasons=sorted({reason[:40] for reason in reasons}),
        excerpt=rules.excerpt_of(texts),
        now=now,
    )


async def report(
    tx: Tx, *, kind: SubjectKind, number: int, reason: ReportReason, text: str, by: Actor, now: datetime
) -> None:
    """Report something; a second report of the same thing by the same member changes nothing."""
    subject = rules.subject_name(kind, number)
    case_id = await store.add_case(
        tx, subject=subject, case_id=new_id(), author_id=None, reasons=["reported"], excerpt="", now=now
    )
    said = clean_text(text)[:500]
    added = await store.add_report(
        tx, subject=subject, case_id=case_id, member_id=by.member_id, reason=reason.value, said=said, now=now
    )
    if added:
        outbox.emit(tx, SubjectReported(subject=subject, member=by.member_id, reason=reason.value))


async def name_author(tx: Tx, *, subject: str, author_id: int, texts: Sequence[str]) -> None:
    """Tell the open case of a reported thing who wrote it and what it says; what the case knows already stays."""
    await store.name_author(tx, subject=subject, author_id=author_id, excerpt=rules.excerpt_of(texts))


async def list_reported(
    tx: Tx | ReadTx, *, kind: SubjectKind, since: datetime, batch: int = 5000
) -> AsyncIterator[Reported]:
    """Who reported which things of a kind since a moment; moderators alone learn why."""
    after = ("", 0, 0)
    while rows := await store.page_reports(tx, kind=kind, since=since, after=after, limit=batch):
        for row in rows:
            yield Reported(member=row.member_id, number=int(row.subject.partition(":")[2]), at=row.at)
        after = (rows[-1].subject, rows[-1].case_id, rows[-1].member_id)


async def list_cases(tx: ReadTx, *, state: CaseState, after: int, limit: int) -> list[Case]:
    """The queue, the oldest first, with what members said."""
    rows = await store.page_cases(tx, state=state, after=after, limit=limit)
    said: dict[int, list[ReportView]] = {row.id: [] for row in rows}
    for line in await store.list_reports(tx, said) if said else []:
        said[line.case_id].append(ReportView(reason=ReportReason(line.reason), text=line.text, at=line.at))
    return [_as_case(row, said[row.id]) for row in rows]


def _as_case(row: Any, reports: list[ReportView]) -> Case:
    return Case(
        id=str(row.id),
        subject=row.subject,
        state=row.state,
        author=str(row.author_id) if row.author_id else None,
        reasons=row.reasons,
        excerpt=row.excerpt,
        reports=reports,
        opened_at=row.opened_at,
        decided_at=row.decided_at,
        decided_by=str(row.decided_by) if row.decided_by else None,
        can_decide=row.state == CaseState.OPEN,
    )


async def decide(tx: Tx, *, case_id: int, removed: bool, reason: str, by: Actor, now: datetime) -> Case:
    """Let a thing stand or take it down; whoever owns it reacts to the fact."""
    row = await store.lock_case(tx, case_id)
    if row is None:
        raise CaseNotFound(report=str(case_id))
    if row.state != CaseState.OPEN:
        raise CaseDecided(state=row.state)
    state = CaseState.REMOVED if removed else CaseState.KEPT
    assert state in rules.TRANSITIONS[CaseState(row.state)]
    values = {"state": state.value, "decided_at": now, "decided_by": by.member_id}
    decided = await store.set_case(tx, subject=row.subject, case_id=case_id, values=values)
    await identity.record_audit(
        tx,
        by=by,
        action="moderation.decide",
        subject=row.subject,
        before={"state": row.state},
        after={"state": state.value, "reason": reason},
        now=now,
    )
    if removed:
        outbox.emit(tx, SubjectRemoved(subject=row.subject, reason=reason))
        if row.author_id:
            await add_strike(tx, member_id=row.author_id, subject=row.subject, reason=reason, by=by, now=now)
    else:
        outbox.emit(tx, SubjectKept(subject=row.subject))
    return _as_case(decided, [])


async def add_strike(tx: Tx, *, member_id: int, subject: str, reason: str, by: Actor, now: datetime) -> None:
    """Give an account a strike for a thing, once; enough living strikes keep it out for a while."""
    values = {"reason": reason[:200], "given_at": now, "expires_at": now + rules.STRIKE_LASTS}
    if not await store.add_strike(tx, member_id=member_id, subject=subject, values=values):
        return
    living = len(await store.list_strikes(tx, member_id=member_id, now=now))
    period = rules.suspension_for(living)
    if period is not None:
        await identity.suspend_member(
            tx, member_id=member_id, period=period, reason=f"{living} strikes", by=by, now=now
        )


async def list_strikes(tx: Tx | ReadTx, *, member_id: int, now: datetime) -> list[Strike]:
    """Living strikes of a member, the latest first."""
    rows = await store.list_strikes(tx, member_id=member_id, now=now)
    return [
        Strike(subject=row.subject, reason=row.reason, given_at=row.given_at, expires_at=row.expires_at) for row in rows
    ]


async def forget_said(tx: Tx, *, now: datetime, limit: int = 1000) -> int:
    """Forget texts that no longer count as repeated."""
    return await store.drop_said(tx, before=now - 2 * rules.REPEAT_WINDOW, limit=limit)


async def forget_member(tx: Tx, *, member_id: int) -> None:
    """Let go what was counted against a member, and the words of their reports; that they reported stays."""
    await store.forget_member(tx, member_id)
