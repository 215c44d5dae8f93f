"""Closing an account for good (注销): asked for, thought over, and done once nothing is under way."""

from datetime import datetime

from zhongcao.identity import rules, store
from zhongcao.identity.errors import MemberNotFound, StaffStays
from zhongcao.identity.events import MemberErased
from zhongcao.identity.schemas import Profile
from zhongcao.identity.service._accounts import check_password
from zhongcao.identity.service._audit import record_audit
from zhongcao.identity.service._profiles import as_profile
from zhongcao.kit import outbox
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.settings import Settings


async def ask_to_close(tx: Tx, *, by: Actor, password: str, settings: Settings, now: datetime) -> Profile:
    """Have one's account erased after some days; asking again changes nothing."""
    await check_password(tx, by=by, password=password, settings=settings)
    roles = await store.lock_roles(tx, by.member_id)
    if not rules.may_close(frozenset(roles or ())):
        raise StaffStays()
    row = await store.find_member(tx, by.member_id)
    if row is not None and row.closes_at is None:
        row = await store.set_closing(tx, member_id=by.member_id, at=rules.account_closes_at(now))
        await record_audit(tx, by=by, action="identity.ask_to_close", subject=f"member:{by.member_id}", now=now)
    if row is None:
        raise MemberNotFound(member=str(by.member_id))
    return as_profile(row)


async def keep_account(tx: Tx, *, by: Actor) -> Profile:
    """Change one's mind: the account stays, and nothing of it was touched."""
    row = await store.set_closing(tx, member_id=by.member_id, at=None)
    if row is None:
        raise MemberNotFound(member=str(by.member_id))
    return as_profile(row)


async def list_accounts_to_close(tx: Tx | ReadTx, *, now: datetime, limit: int) -> list[int]:
    """Members whose time to think it over has passed."""
    return list(await store.list_closing(tx, now=now, limit=limit))


async def hold_account_to_close(tx: Tx, *, member_id: int, now: datetime) -> bool:
    """Hold an account that is due to be erased, so that no order is placed meanwhile; False when it stays."""
    return await store.lock_closing(tx, member_id=member_id, now=now)


async def put_off_closing(tx: Tx, *, member_id: int, now: datetime) -> None:
    """Wait a day longer, since an order is still under way; an account that stays meanwhile is left alone."""
    if await store.lock_closing(tx, member_id=member_id, now=now):
        await store.set_closing(tx, member_id=member_id, at=now + rules.ORDERS_FIRST)


async def erase_account(tx: Tx, *, member_id: int, now: datetime) -> bool:
    """Erase an account whose time has come: nobody can sign in, and what was told about oneself is gone.

    With the member's own key whatever it sealed is unreadable, in backups too. The number stays, so that orders and the
    books still add up; what other domains keep, they let go when they hear of it. False when the account stays.
    """
    if not await store.lock_closing(tx, member_id=member_id, now=now):
        return False
    if not rules.may_close(frozenset(await store.lock_roles(tx, member_id) or ())):
        await store.set_closing(tx, member_id=member_id, at=None)  # who began to work here meanwhile stays
        return False
    by = Actor(member_id=member_id, roles=frozenset({"member"}), session=None)
    await record_audit(tx, by=by, action="identity.erase_account", subject=f"member:{member_id}", now=now)
    await store.erase_member(tx, member_id=member_id, name=rules.CLOSED_NAME, now=now)
    outbox.emit(tx, MemberErased(member=member_id, at=now))
    return True
