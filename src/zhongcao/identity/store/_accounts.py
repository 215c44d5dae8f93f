"""SQL of accounts, credentials and sessions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from zhongcao.identity.tables import CredentialRow, LoginRow, MemberRow, SessionRow
from zhongcao.kit.db import ReadTx, Tx


async def add_login(tx: Tx, *, login: str, member_id: int, now: datetime) -> bool:
    """Claim a login; false when somebody holds it."""
    claimed = await tx.scalar(
        upsert(LoginRow)
        .values(login=login, member_id=member_id, claimed_at=now)
        .on_conflict_do_nothing()
        .returning(LoginRow.member_id)
    )
    return claimed is not None


async def add_member(tx: Tx, *, member_id: int, nickname: str, now: datetime) -> None:
    """A new account without anything told about itself."""
    await tx.execute(
        insert(MemberRow).values(
            member_id=member_id, nickname=nickname, interests=[], roles=[], personalised=True, joined_at=now
        )
    )


async def add_credential(tx: Tx, *, member_id: int, password_hash: str, now: datetime) -> None:
    """A first password."""
    await tx.execute(insert(CredentialRow).values(member_id=member_id, password_hash=password_hash, changed_at=now))


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
        insert(SessionRow).values(
            member_id=member_id,
            id=session,
            secret_hash=secret_hash,
            device=device,
            network=network,
            idle_seconds=int(idle.total_seconds()),
            created_at=now,
            seen_at=now,
        )
    )


async def find_credential(tx: Tx, login: str) -> Any | None:
    """Member, password hash and profile behind a login."""
    member_id = await tx.scalar(select(LoginRow.member_id).where(LoginRow.login == login))
    if member_id is None:
        return None
    statement = (
        select(CredentialRow.password_hash, *MemberRow.__table__.columns)
        .join(MemberRow, MemberRow.member_id == CredentialRow.member_id)
        .where(CredentialRow.member_id == member_id)
    )
    return (await tx.execute(statement)).one_or_none()


async def find_password_hash(tx: Tx, member_id: int) -> str | None:
    """The password hash of a member."""
    statement = select(CredentialRow.password_hash).where(CredentialRow.member_id == member_id)
    return await tx.scalar(statement)


async def set_password_hash(tx: Tx, *, member_id: int, password_hash: str, now: datetime | None) -> None:
    """Keep a new hash; `now` only when the password itself changed."""
    values: dict[str, Any] = {"password_hash": password_hash} | ({"changed_at": now} if now else {})
    await tx.execute(update(CredentialRow).where(CredentialRow.member_id == member_id).values(**values))


_FIND_SESSION = select(
    SessionRow.secret_hash,
    SessionRow.created_at,
    SessionRow.seen_at,
    SessionRow.idle_seconds,
    MemberRow.roles,
    MemberRow.verified,
    MemberRow.suspended_until,
).join(MemberRow, MemberRow.member_id == SessionRow.member_id)


async def find_session(tx: Tx, *, member_id: int, session: UUID) -> Any | None:
    """A session with the roles of its member, in one look at one shard; runs for each request."""
    statement = _FIND_SESSION.where(SessionRow.member_id == member_id, SessionRow.id == session)
    return (await tx.execute(statement)).one_or_none()


async def touch_session(tx: Tx, *, member_id: int, session: UUID, now: datetime) -> None:
    """Note a sign of life; skipped while another request is noting it."""
    await tx.execute(
        text(
            "UPDATE identity.session SET seen_at = :now WHERE (member_id, id) = (SELECT member_id, id"
            " FROM identity.session WHERE member_id = :member AND id = :session FOR UPDATE SKIP LOCKED)"
        ),
        {"now": now, "member": member_id, "session": session},
    )


async def list_sessions(tx: Tx | ReadTx, member_id: int) -> Sequence[SessionRow]:
    """All sessions of a member, the last used first."""
    statement = select(SessionRow).where(SessionRow.member_id == member_id).order_by(SessionRow.seen_at.desc())
    return (await tx.scalars(statement)).all()


async def drop_session(tx: Tx, *, member_id: int, session: UUID) -> bool:
    """End one session."""
    gone = await tx.scalar(
        delete(SessionRow).where(SessionRow.member_id == member_id, SessionRow.id == session).returning(SessionRow.id)
    )
    return gone is not None


async def drop_sessions(tx: Tx, *, member_id: int, except_for: UUID | None = None) -> None:
    """End all sessions of a member, or all but one."""
    statement = delete(SessionRow).where(SessionRow.member_id == member_id)
    await tx.execute(statement if except_for is None else statement.where(SessionRow.id != except_for))


async def drop_sessions_unseen_since(tx: Tx, before: datetime, *, limit: int) -> int:
    """Forget sessions that ended long ago."""
    gone = await tx.execute(
        text(
            "DELETE FROM identity.session WHERE (member_id, id) IN (SELECT member_id, id FROM identity.session"
            " WHERE seen_at < :before ORDER BY seen_at LIMIT :limit FOR UPDATE SKIP LOCKED) RETURNING 1"
        ),
        {"before": before, "limit": limit},
    )
    return len(gone.all())
