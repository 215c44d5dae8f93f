"""Routes of moderation."""

from typing import Annotated, Literal

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta

from zhongcao.kit import clock, limits
from zhongcao.kit.cursor import CursorUnreadable, Page, decode, encode
from zhongcao.kit.db import ReadTx, Sessions, Tx
from zhongcao.kit.http import MEMBER, Actor, CursorText, Input, Key, PageSize, staff
from zhongcao.kit.limits import Limit
from zhongcao.kit.problems import TooMany
from zhongcao.kit.settings import Settings
from zhongcao.moderation import service
from zhongcao.moderation.errors import CaseDecided, CaseNotFound
from zhongcao.moderation.rules import CaseState, ReportReason, SubjectKind
from zhongcao.moderation.schemas import Case, Strike

REPORTS = Limit("reports per member", 30, 3600)
CaseId = Annotated[int, PathParameter(ge=0, le=2**63 - 1, description="A case of the queue.")]
MemberId = Annotated[int, PathParameter(ge=0, le=2**63 - 1, description="A member.")]
State = Annotated[CaseState, QueryParameter(name="state", description="open, kept or removed.")]


class ReportInput(Input, frozen=True, kw_only=True):
    """What is wrong with something."""

    kind: SubjectKind
    id: Key
    reason: ReportReason
    text: Annotated[str, Meta(max_length=500)] = ""


class DecisionInput(Input, frozen=True, kw_only=True):
    """Whether a thing stays, and why."""

    decision: Literal["keep", "remove"]
    reason: Annotated[str, Meta(min_length=1, max_length=200)]


@post("/v1/reports", access=MEMBER, status_code=204, refusals=(TooMany,))
async def report_something(
    data: JSONBody[ReportInput],
    tx: NamedDependency[Tx],
    actor: NamedDependency[Actor],
    sessions: NamedDependency[Sessions],
    settings: NamedDependency[Settings],
) -> None:
    """Report a note, comment, member, product, picture or live show; once per thing counts."""
    now = clock.now()
    if settings.rate_limits:
        await limits.spend(sessions, REPORTS, str(actor.member_id), now=now)
    await service.report(tx, kind=data.kind, number=int(data.id), reason=data.reason, text=data.text, by=actor, now=now)


@get("/v1/console/reports", access=staff("moderator"), refusals=(CursorUnreadable,))
async def list_reports(
    read: NamedDependency[ReadTx],
    in_state: State = CaseState.OPEN,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[Case]:
    """What was held or reported, the oldest first."""
    after = int(decode(cursor, Key)[0]) if cursor is not None else 0
    found = await service.list_cases(read, state=in_state, after=after, limit=limit + 1)
    items = found[:limit]
    return Page(items=items, next_cursor=encode(items[-1].id) if len(found) > limit else None)


@post(
    "/v1/console/reports/{case:int}/decision",
    access=staff("moderator"),
    status_code=200,
    refusals=(CaseNotFound, CaseDecided),
)
async def decide_report(
    case: CaseId, data: JSONBody[DecisionInput], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> Case:
    """Let a thing stand, or take it down (with a strike where the author is known)."""
    removed = data.decision == "remove"
    return await service.decide(tx, case_id=case, removed=removed, reason=data.reason, by=actor, now=clock.now())


@get("/v1/console/members/{member:int}/strikes", access=staff("moderator", "support", "admin"))
async def list_strikes(member: MemberId, read: NamedDependency[ReadTx]) -> list[Strike]:
    """Living strikes of a member."""
    return await service.list_strikes(read, member_id=member, now=clock.now())


ROUTES = [report_something, list_reports, decide_report, list_strikes]
