"""SQL of accounts, credentials and sessions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from zhongcao.identity.tables import CredentialRow, LoginRow, MemberRow, SessionRow
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.hearing import tell_changed

MEMBER_CHANGED = "identity.member"
"""Told of a member whenever what `find_session` answers for one of their sessions changed otherwise than by time."""

_ADD_LOGIN = upsert(LoginRow).on_conflict_do_nothing().returning(LoginRow.member_id)


async def add_login(tx: Tx, *, login: str, member_id: int, now: datetime) -> bool:
    """Claim a login; false when somebody holds it."""
    return await tx.scalar(_ADD_LOGIN, {"login": login, "member_id": member_id, "claimed_at": now}) is not None


_ADD_MEMBER = insert(MemberRow)


async def add_member(tx: Tx, *, member_id: int, nickname: str, now: datetime) -> None:
    """A new account without anything told about itself."""
    await tx.execute(
        _ADD_MEMBER,
        {
            "member_id": member_id,
            "nickname": nickname,
            "interests": [],
            "roles": [],
            "personalised": True,
            "joined_at": now,
        },
    )


_ADD_CREDENTIAL = insert(CredentialRow)


async def add_credential(tx: Tx, *, member_id: int, password_hash: str, now: datetime) -> None:
    """A first password."""
    await tx.execute(_ADD_CREDENTIAL, {"member_id": member_id, "password_hash": password_hash, "changed_at": now})


_ADD_SESSION = insert(SessionRow)


async def add_session(
    tx: Tx,
    *,
    member_id: int,
    session: UUID,
    secret_hash: bytes,
    device: str,
    network: str,
    idle: timedelta,
    now: datetime,
) -> None:
    """A signed-in device."""
    await tx.execute(
        _ADD_SESSION,
        {
            "member_id": member_id,
            "id": session,
            "secret_hash": secret_hash,
            "device": device,
            "network": network,
            "idle_seconds": int(idle.total_seconds()),
            "created_at": now,
            "seen_at": now,
        },
    )


_MEMBER_OF_LOGIN = select(LoginRow.member_id).where(LoginRow.login == bindparam("login"))
_CREDENTIAL = (
    select(CredentialRow.password_hash, *MemberRow.__table__.columns)
    .join(MemberRow, MemberRow.member_id == CredentialRow.member_id)
    .where(CredentialRow.member_id == bindparam("member"))
)
_PASSWORD_HASH = select(CredentialRow.password_hash).where(CredentialRow.member_id == bindparam("member"))


async def find_credential(tx: Tx, login: str) -> Any | None:
    """Member, password hash and profile behind a login."""
    member_id = await tx.scalar(_MEMBER_OF_LOGIN, {"login": login})
    if member_id is None:
        return None
    return (await tx.execute(_CREDENTIAL, {"member": member_id})).one_or_none()


async def find_password_hash(tx: Tx, member_id: int) -> str | None:
    """The password hash of a member."""
    return await tx.scalar(_PASSWORD_HASH, {"member": member_id})


_SET_PASSWORD_HASH = update(CredentialRow).where(CredentialRow.member_id == bindparam("of_member"))


async def set_password_hash(tx: Tx, *, member_id: int, password_hash: str, now: datetime | None) -> None:
    """Keep a new hash; `now` only when the password itself changed."""
    values: dict[str, Any] = {"password_hash": password_hash} | ({"changed_at": now} if now else {})
    await tx.execute(_SET_PASSWORD_HASH, {"of_member": member_id, **values})


_FIND_SESSION = (
    select(
        SessionRow.secret_hash,
        SessionRow.created_at,
        SessionRow.seen_at,
        SessionRow.idle_seconds,
        MemberRow.roles,
        MemberRow.verified,
        MemberRow.suspended_until,
    )
    .join(MemberRow, MemberRow.member_id == SessionRow.member_id)
    .where(SessionRow.member_id == bindparam("member"), SessionRow.id == bindparam("session"))
)


async def find_session(tx: Tx, *, member_id: int, session: UUID) -> Any | None:
    """A session with the roles of its member, in one look at one shard; runs for each request."""
    return (await tx.execute(_FIND_SESSION, {"member": member_id, "session": session})).one_or_none()


_TOUCH_SESSION = text(
    "UPDATE identity.session SET seen_at = :now WHERE (member_id, id) = (SELECT member_id, id"
    " FROM identity.session WHERE member_id = :member AND id = :session FOR UPDATE SKIP LOCKED)"
)


async def touch_session(tx: Tx, *, member_id: int, session: UUID, now: datetime) -> None:
    """Note a sign of life; skipped while another request is noting it."""
    await tx.execute(_TOUCH_SESSION, {"now": now, "member": member_id, "session": session})


_LIST_SESSIONS = (
    select(SessionRow).where(SessionRow.member_id == bindparam("member")).order_by(SessionRow.seen_at.desc())
)


async def list_sessions(tx: Tx | ReadTx, member_id: int) -> Sequence[SessionRow]:
    """All sessions of a member, the last used first."""
    return (await tx.scalars(_LIST_SESSIONS, {"member": member_id})).all()


_DROP_SESSION = (
    delete(SessionRow)
    .where(SessionRow.member_id == bindparam("member"), SessionRow.id == bindparam("session"))
    .returning(SessionRow.id)
)
_DROP_SESSIONS = delete(SessionRow).where(SessionRow.member_id == bindparam("member"))
_DROP_OTHER_SESSIONS = _DROP_SESSIONS.where(SessionRow.id != bindparam("session"))


async def drop_session(tx: Tx, *, member_id: int, session: UUID) -> bool:
    """End one session."""
    tell_changed(tx, MEMBER_CHANGED, [member_id])
    return await tx.scalar(_DROP_SESSION, {"member": member_id, "session": session}) is not None


async def drop_sessions(tx: Tx, *, member_id: int, except_for: UUID | None = None) -> None:
    """End all sessions of a member, or all but one."""
    tell_changed(tx, MEMBER_CHANGED, [member_id])
    if except_for is None:
        await tx.execute(_DROP_SESSIONS, {"member": member_id})
    else:
        await tx.execute(_DROP_OTHER_SESSIONS, {"member": member_id, "session": except_for})


_DROP_UNSEEN = text(
    "DELETE FROM identity.session WHERE (member_id, id) IN (SELECT member_id, id FROM identity.session"
    " WHERE seen_at < :before ORDER BY seen_at LIMIT :limit FOR UPDATE SKIP LOCKED) RETURNING 1"
)


async def drop_sessions_unseen_since(tx: Tx, before: datetime, *, limit: int) -> int:
    """Forget sessions that ended long ago; nobody believes in those any more, so that nobody is told."""
    return len((await tx.execute(_DROP_UNSEEN, {"before": before, "limit": limit})).all())
