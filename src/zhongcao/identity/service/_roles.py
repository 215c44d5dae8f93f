"""Who may do what: roles, suspension, the first administrator."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from zhongcao.identity import rules, store
from zhongcao.identity.errors import AdminExists, MemberNotFound, OwnRole, RoleUnknown
from zhongcao.identity.events import MemberSuspended
from zhongcao.identity.schemas import SignedIn, StaffMember
from zhongcao.identity.service._accounts import sign_in, sign_up
from zhongcao.identity.service._audit import record_audit
from zhongcao.kit import outbox
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import SYSTEM, Actor
from zhongcao.kit.settings import Settings


async def grant_role(tx: Tx, *, member_id: int, role: str, by: Actor, now: datetime) -> None:
    """Give a staff role to an account. It acts from the next sign-in: all sessions of the account end."""
    await _change_roles(tx, member_id=member_id, role=role, add=True, by=by, now=now)


async def revoke_role(tx: Tx, *, member_id: int, role: str, by: Actor, now: datetime) -> None:
    """Take a staff role from an account, and end its sessions."""
    await _change_roles(tx, member_id=member_id, role=role, add=False, by=by, now=now)


async def _change_roles(tx: Tx, *, member_id: int, role: str, add: bool, by: Actor, now: datetime) -> None:
    if role not in rules.STAFF_ROLES:
        raise RoleUnknown(role=role)
    if by.member_id == member_id:
        raise OwnRole()
    held = await store.lock_roles(tx, member_id)
    if held is None:
        raise MemberNotFound(member=str(member_id))
    roles = sorted({*held, role} if add else {*held} - {role})
    if roles == sorted(held):
        return
    await store.set_profile(tx, member_id, {"roles": roles})
    await store.drop_sessions(tx, member_id=member_id)
    await record_audit(
        tx,
        by=by,
        action="identity.grant_role" if add else "identity.revoke_role",
        subject=f"member:{member_id}",
        before={"roles": held},
        after={"roles": roles},
        now=now,
    )


async def list_staff_members(
    tx: ReadTx,
    *,
    role: str | None,
    ids: Sequence[int] | None = None,
    after: tuple[datetime, int] | None,
    limit: int,
) -> list[StaffMember]:
    """Accounts, the newest first, those who hold a role, or some by id."""
    if role is not None and role not in rules.STAFF_ROLES:
        raise RoleUnknown(role=role)
    return [
        StaffMember(
            id=str(row.member_id),
            nickname=row.nickname,
            verified=row.verified,
            roles=row.roles,
            joined_at=row.joined_at,
            suspended_until=row.suspended_until,
        )
        for row in await store.page_members(tx, role=role, ids=ids, after=after, limit=limit)
    ]


async def verify_member(tx: Tx, *, member_id: int, verified: str | None, by: Actor, now: datetime) -> None:
    """Mark an account as a verified creator (celebrity, expert, brand), or take the mark away."""
    if await store.set_profile(tx, member_id, {"verified": verified}) is None:
        raise MemberNotFound(member=str(member_id))
    after = {"verified": verified}
    await record_audit(tx, by=by, action="identity.verify_member", subject=f"member:{member_id}", after=after, now=now)


async def suspend_member(tx: Tx, *, member_id: int, period: timedelta, reason: str, by: Actor, now: datetime) -> None:
    """Keep an account out for a while; a period of zero lets it in again."""
    until = now + period
    if await store.set_profile(tx, member_id, {"suspended_until": until if period else None}) is None:
        raise MemberNotFound(member=str(member_id))
    await store.drop_sessions(tx, member_id=member_id)
    after = {"until": until.isoformat() if period else None, "reason": reason}
    await record_audit(tx, by=by, action="identity.suspend_member", subject=f"member:{member_id}", after=after, now=now)
    if period:
        outbox.emit(tx, MemberSuspended(member=member_id, until=until.isoformat()))


async def create_first_admin(
    tx: Tx, *, login: str, password: str, nickname: str, settings: Settings, now: datetime
) -> SignedIn:
    """Open the first administrator's account; refused as soon as there is one. There are no default accounts."""
    if await store.has_holder(tx, "admin"):
        raise AdminExists()
    opened = await sign_up(
        tx, login=login, password=password, nickname=nickname, network="console", settings=settings, now=now
    )
    await grant_role(tx, member_id=int(opened.member.id), role="admin", by=SYSTEM, now=now)
    return await sign_in(tx, login=login, password=password, network="console", settings=settings, now=now)
