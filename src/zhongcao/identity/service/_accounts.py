"""Sign-up, sign-in, sessions, passwords."""

import hmac
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from zhongcao.identity import rules, store
from zhongcao.identity.errors import (
    AccountSuspended,
    LoginMalformed,
    LoginTaken,
    NicknameEmpty,
    SessionNotFound,
    SignInRefused,
)
from zhongcao.identity.events import MemberJoined
from zhongcao.identity.schemas import Holder, Profile, Session, SignedIn
from zhongcao.identity.service._passwords import hash_password, needs_rehash, password_fits, refuse_weak, turn
from zhongcao.identity.service._profiles import as_profile
from zhongcao.identity.service._tokens import make_token, read_token
from zhongcao.kit import outbox
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id, uuid7
from zhongcao.kit.settings import Settings
from zhongcao.kit.text import clean_line


async def sign_up(
    tx: Tx,
    *,
    login: str,
    password: str,
    nickname: str,
    network: str,
    settings: Settings,
    now: datetime,
    device: str = "",
) -> SignedIn:
    """Open an account with a login of one's own and sign in."""
    normal = rules.normal_login(login)
    if normal is None:
        raise LoginMalformed()
    shown = clean_line(nickname)[: rules.NICKNAME_LENGTH_MAX]
    if not shown:
        raise NicknameEmpty()
    refuse_weak(password, login=normal, nickname=shown)
    async with turn():
        password_hash = await hash_password(password, memory_kib=settings.password_memory_kib)
    member_id = new_id()
    if not await store.add_login(tx, login=normal, member_id=member_id, now=now):
        raise LoginTaken()
    await store.add_member(tx, member_id=member_id, nickname=shown, now=now)
    await store.add_credential(tx, member_id=member_id, password_hash=password_hash, now=now)
    outbox.emit(tx, MemberJoined(member=member_id))
    profile = Profile(
        id=str(member_id),
        nickname=shown,
        avatar_url=None,
        gender=None,
        birth_year=None,
        city=None,
        city_tier=None,
        skin_type=None,
        concerns=[],
        life_stage=None,
        interests=[],
        personalised=True,
        joined_at=now,
    )
    return await open_session(tx, profile, frozenset(), None, network, device, settings, now)


async def sign_in(
    tx: Tx, *, login: str, password: str, network: str, settings: Settings, now: datetime, device: str = ""
) -> SignedIn:
    """Sign in; whether the login is unknown or the password wrong is the same answer after the same work."""
    normal = rules.normal_login(login) or ""
    async with turn():
        found = await store.find_credential(tx, normal) if normal else None
        if len(password) > rules.PASSWORD_LENGTH_MAX:
            raise SignInRefused()
        known = found.password_hash if found else None
        if not await password_fits(known, password, memory_kib=settings.password_memory_kib):
            raise SignInRefused()
        assert found is not None
        assert known is not None
        if needs_rehash(known, memory_kib=settings.password_memory_kib):
            fresh = await hash_password(password, memory_kib=settings.password_memory_kib)
            await store.set_password_hash(tx, member_id=found.member_id, password_hash=fresh, now=None)
    if found.suspended_until is not None and found.suspended_until > now:
        raise AccountSuspended(until=found.suspended_until.isoformat())
    return await open_session(
        tx, as_profile(found), frozenset(found.roles), found.verified, network, device, settings, now
    )


async def open_session(
    tx: Tx,
    profile: Profile,
    granted: frozenset[str],
    verified: str | None,
    network: str,
    device: str,
    settings: Settings,
    now: datetime,
) -> SignedIn:
    """Sign a device in, whoever found that it may be."""
    member_id = int(profile.id)
    token = make_token(member_id, uuid7())
    idle = timedelta(days=settings.session_idle_days)
    await store.add_session(
        tx,
        member_id=member_id,
        session=token.session,
        secret_hash=token.secret_hash(),
        device=clean_line(device)[:200],
        network=network[:60],
        idle=idle,
        now=now,
    )
    is_staff = not granted.isdisjoint(rules.STAFF_ROLES)
    return SignedIn(
        token=token.text(),
        expires_at=rules.session_ends_at(created_at=now, seen_at=now, idle=idle, is_staff=is_staff),
        member=profile,
        roles=sorted(rules.roles_of(granted=granted, verified=verified)),
    )


async def find_holder(tx: Tx, *, token: str, now: datetime) -> Holder | None:
    """Who holds a session token and until when, or None; one look at one shard, and a write only every few minutes.

    The answer changes by time as it says itself; of any other change `MEMBER_CHANGED` tells.
    """
    held = read_token(token)
    if held is None:
        return None
    row = await store.find_session(tx, member_id=held.member_id, session=held.session)
    if row is None or not hmac.compare_digest(row.secret_hash, held.secret_hash()):
        return None
    until = _ends_at(row)
    if now >= until or (row.suspended_until is not None and row.suspended_until > now):
        return None
    if now - row.seen_at >= rules.SEEN_STEP:
        await store.touch_session(tx, member_id=held.member_id, session=held.session, now=now)
    roles = rules.roles_of(granted=frozenset(row.roles), verified=row.verified)
    return Holder(actor=Actor(member_id=held.member_id, roles=roles, session=held.session), until=until)


def _ends_at(row: Any) -> datetime:
    return rules.session_ends_at(
        created_at=row.created_at,
        seen_at=row.seen_at,
        idle=timedelta(seconds=row.idle_seconds),
        is_staff=not rules.STAFF_ROLES.isdisjoint(row.roles),
    )


async def sign_out(tx: Tx, *, by: Actor) -> None:
    """End the session in use."""
    assert by.session is not None
    await store.drop_session(tx, member_id=by.member_id, session=by.session)


async def list_sessions(tx: Tx | ReadTx, *, by: Actor) -> list[Session]:
    """The devices on which a member is signed in."""
    return [
        Session(
            id=row.id,
            device=row.device,
            network=row.network,
            created_at=row.created_at,
            seen_at=row.seen_at,
            is_this=row.id == by.session,
        )
        for row in await store.list_sessions(tx, by.member_id)
    ]


async def end_session(tx: Tx, *, by: Actor, session: UUID) -> None:
    """Sign another device out."""
    if not await store.drop_session(tx, member_id=by.member_id, session=session):
        raise SessionNotFound()


async def change_password(
    tx: Tx, *, by: Actor, old: str, new: str, network: str, settings: Settings, now: datetime, device: str = ""
) -> SignedIn:
    """Change the password: every other device is signed out and this one gets a new token."""
    refuse_weak(new)
    async with turn():
        await _refuse_wrong(tx, old, by=by, settings=settings)
        fresh = await hash_password(new, memory_kib=settings.password_memory_kib)
    await store.set_password_hash(tx, member_id=by.member_id, password_hash=fresh, now=now)
    await store.drop_sessions(tx, member_id=by.member_id)
    row = await store.find_member(tx, by.member_id)
    assert row is not None
    return await open_session(tx, as_profile(row), frozenset(row.roles), row.verified, network, device, settings, now)


async def check_password(tx: Tx, *, by: Actor, password: str, settings: Settings) -> None:
    """Refuse whoever does not know the account's password, though this device is signed in."""
    async with turn():
        await _refuse_wrong(tx, password, by=by, settings=settings)


async def _refuse_wrong(tx: Tx, password: str, *, by: Actor, settings: Settings) -> None:
    known = await store.find_password_hash(tx, by.member_id)
    fits = len(password) <= rules.PASSWORD_LENGTH_MAX and await password_fits(
        known, password, memory_kib=settings.password_memory_kib
    )
    if not fits:
        raise SignInRefused()


async def forget_ended_sessions(tx: Tx, *, now: datetime, limit: int = 500) -> int:
    """Remove sessions that nobody can use any more."""
    return await store.drop_sessions_unseen_since(tx, now - rules.MEMBER_ABSOLUTE, limit=limit)
