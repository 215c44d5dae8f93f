"""The administrators' and auditors' side of identity."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from zhongcao.identity import service
from zhongcao.identity.api._me import MemberId
from zhongcao.identity.errors import MemberNotFound, OwnRole, RoleUnknown
from zhongcao.identity.schemas import AuditEntry, AuditProof, StaffMember
from zhongcao.kit import clock
from zhongcao.kit.cursor import CursorUnreadable, Page, decode, encode
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor, CursorText, Input, Key, PageSize, staff

RoleName = Annotated[str | None, QueryParameter(max_length=20, description="Only holders of this role.")]
MemberIds = Annotated[list[Key] | None, QueryParameter(name="id", description="Only these accounts.")]
Subject = Annotated[str | None, QueryParameter(max_length=120, description="Only about this, such as member:1.")]
Action = Annotated[str | None, QueryParameter(max_length=60, description="Only this action.")]


class Suspension(Input, frozen=True, kw_only=True):
    """How long an account is kept out, and why; zero days let it in again."""

    days: Annotated[int, Meta(ge=0, le=3650)]
    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class Verification(Input, frozen=True, kw_only=True):
    """What a verified creator is shown as; null takes the mark away."""

    verified: Annotated[str, Meta(pattern="^(celebrity|expert|brand)$")] | None


@get("/v1/console/members", access=staff("admin"), refusals=(RoleUnknown, CursorUnreadable))
async def list_console_members(
    read: NamedDependency[ReadTx],
    role: RoleName = None,
    ids: MemberIds = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[StaffMember]:
    """Accounts, the newest first, the holders of a role, or some by id."""
    after = None
    if cursor is not None:
        joined_at, member_id = decode(cursor, datetime, Key)
        after = (joined_at, int(member_id))
    found = await service.list_staff_members(
        read, role=role, ids=[int(one) for one in ids] if ids is not None else None, after=after, limit=limit + 1
    )
    items = found[:limit]
    more = encode(items[-1].joined_at.isoformat(), items[-1].id) if len(found) > limit else None
    return Page(items=items, next_cursor=more)


@put(
    "/v1/console/members/{member:int}/roles/{role:str}",
    access=staff("admin"),
    status_code=204,
    refusals=(MemberNotFound, RoleUnknown, OwnRole),
)
async def grant_role(
    member: MemberId, role: FromPath[str], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Give a staff role; the account signs in again to use it."""
    await service.grant_role(tx, member_id=member, role=role, by=actor, now=clock.now())


@delete(
    "/v1/console/members/{member:int}/roles/{role:str}",
    access=staff("admin"),
    refusals=(MemberNotFound, RoleUnknown, OwnRole),
)
async def revoke_role(
    member: MemberId, role: FromPath[str], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Take a staff role away; the account is signed out."""
    await service.revoke_role(tx, member_id=member, role=role, by=actor, now=clock.now())


@put(
    "/v1/console/members/{member:int}/suspension",
    access=staff("admin", "moderator"),
    status_code=204,
    refusals=(MemberNotFound,),
)
async def suspend_member(
    member: MemberId, data: JSONBody[Suspension], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Keep an account out for some days, or let it in again."""
    await service.suspend_member(
        tx, member_id=member, period=timedelta(days=data.days), reason=data.reason, by=actor, now=clock.now()
    )


@put(
    "/v1/console/members/{member:int}/verification",
    access=staff("admin", "editor"),
    status_code=204,
    refusals=(MemberNotFound,),
)
async def verify_member(
    member: MemberId, data: JSONBody[Verification], tx: NamedDependency[Tx], actor: NamedDependency[Actor]
) -> None:
    """Mark a verified creator, or take the mark away."""
    await service.verify_member(tx, member_id=member, verified=data.verified, by=actor, now=clock.now())


@get("/v1/console/audit", access=staff("auditor", "admin"), refusals=(CursorUnreadable,))
async def list_audit(
    read: NamedDependency[ReadTx],
    subject: Subject = None,
    action: Action = None,
    cursor: CursorText = None,
    limit: PageSize = 20,
) -> Page[AuditEntry]:
    """What staff did, the latest first."""
    before: UUID | None = None
    if cursor is not None:
        (before,) = decode(cursor, UUID)
    found = await service.list_audit(
        read, subjects=[subject] if subject else [], action=action, before=before, limit=limit + 1
    )
    items = found[:limit]
    more = encode(str(items[-1].id)) if len(found) > limit else None
    return Page(items=items, next_cursor=more)


@get("/v1/console/audit/proof", access=staff("auditor", "admin"))
async def prove_audit(read: NamedDependency[ReadTx]) -> AuditProof:
    """Whether anybody changed the audit log: the whole chain, computed again."""
    return await service.verify_audit(read)


ROUTES = [
    list_console_members,
    grant_role,
    revoke_role,
    suspend_member,
    verify_member,
    list_audit,
    prove_audit,
]
