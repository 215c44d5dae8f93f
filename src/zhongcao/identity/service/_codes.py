"""A new password for who forgot theirs: a code goes to the login, and comes back within minutes."""

import hmac
import secrets
from datetime import datetime

from zhongcao.identity import rules, store
from zhongcao.identity.errors import AccountSuspended, CodeRefused
from zhongcao.identity.schemas import Letter, SignedIn
from zhongcao.identity.service._accounts import open_session
from zhongcao.identity.service._audit import record_audit
from zhongcao.identity.service._passwords import hash_password, refuse_weak, turn
from zhongcao.identity.service._profiles import as_profile
from zhongcao.kit.db import Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.keyring import KeyRing
from zhongcao.kit.settings import Settings

PURPOSE = "identity.password_code"


async def ask_for_code(tx: Tx, keys: KeyRing, *, login: str, now: datetime) -> None:
    """Have a code sent to a login; who holds it, and whether anybody does, nobody learns from the answer."""
    normal = rules.normal_login(login)
    if normal is None:
        return
    member_id = await store.member_of_login(tx, normal)
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
    values = {
        "login": normal,
        "member_id": member_id,
        "code_hash": _hash(keys, normal, code),
        "sealed": keys.encrypt(code.encode(), bound_to=_place(normal)),
        "expires_at": now + rules.CODE_HOLDS,
        "due_at": now,
    }
    if member_id is not None:
        await store.put_code(tx, values)


async def count_guess(tx: Tx, *, login: str, password: str, now: datetime) -> None:
    """Count a guess, in a transaction of its own: the refusal that follows does not undo it. A weak one costs none."""
    normal = rules.normal_login(login) or ""
    refuse_weak(password, login=normal)
    if not await store.count_guess(tx, normal, now=now, most=rules.CODE_GUESSES):
        raise CodeRefused()


async def reset_password(
    tx: Tx,
    keys: KeyRing,
    *,
    login: str,
    code: str,
    password: str,
    network: str,
    settings: Settings,
    now: datetime,
    device: str = "",
) -> SignedIn:
    """Set a new password with a code: it is used up, every device is signed out, and this one signed in."""
    normal = rules.normal_login(login) or ""
    refuse_weak(password, login=normal)
    async with turn():
        fresh = await hash_password(password, memory_kib=settings.password_memory_kib)
    row = await store.lock_code(tx, normal)
    if row is None or row.expires_at <= now or not hmac.compare_digest(row.code_hash, _hash(keys, normal, code)):
        raise CodeRefused()
    member = await store.find_member(tx, row.member_id)
    if member is None or await store.member_of_login(tx, normal) != row.member_id:
        raise CodeRefused()
    if member.suspended_until is not None and member.suspended_until > now:
        raise AccountSuspended(until=member.suspended_until.isoformat())
    await store.drop_code(tx, normal)
    await store.set_password_hash(tx, member_id=row.member_id, password_hash=fresh, now=now)
    await store.drop_sessions(tx, member_id=row.member_id)
    by = Actor(member_id=row.member_id, roles=frozenset({"member"}), network=network)
    await record_audit(tx, by=by, action="identity.reset_password", subject=f"member:{row.member_id}", now=now)
    return await open_session(
        tx, as_profile(member), frozenset(member.roles), member.verified, network, device, settings, now
    )


async def take_letters(tx: Tx, keys: KeyRing, *, now: datetime, limit: int = 50) -> list[tuple[Letter, bytes]]:
    """Letters that are due, each with what to say when it is out; what does not hold any more is not sent."""
    rows = await store.take_letters(
        tx, now=now, again_at=now + rules.LETTER_AGAIN, tries=rules.LETTER_TRIES, limit=limit
    )
    due = []
    for row in rows:
        if row.sealed is not None and row.expires_at > now:
            subject, text = rules.letter_with(keys.decrypt(row.sealed, bound_to=_place(row.login)).decode())
            due.append((Letter(recipient=row.login, subject=subject, text=text), row.sealed))
    return due


async def mark_letter_sent(tx: Tx, *, recipient: str, sealed: bytes) -> None:
    """A letter is out."""
    await store.mark_letter_sent(tx, recipient, sealed)


async def forget_dead_codes(tx: Tx, *, now: datetime, limit: int = 500) -> int:
    """Forget codes that nobody typed in."""
    return await store.drop_dead_codes(tx, before=now, limit=limit)


def _hash(keys: KeyRing, login: str, code: str) -> bytes:
    return keys.mac(PURPOSE, f"{login}|{code}".encode())


def _place(login: str) -> str:
    return f"identity.password_code|sealed|{login}"
