"""SQL of accounts that are closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from zhongcao.identity.store._accounts import MEMBER_CHANGED
from zhongcao.identity.tables import (
    AddressRow,
    ConsentRow,
    CredentialRow,
    DataKeyRow,
    LoginRow,
    MemberRow,
    RealNameRow,
    SessionRow,
)
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.hearing import tell_changed

_MEMBER = MemberRow.__table__.columns
_SET_CLOSING = (
    update(MemberRow)
    .where(MemberRow.member_id == bindparam("of_member"), MemberRow.closed_at.is_(None))
    .values(closes_at=bindparam("moment"))
    .returning(*_MEMBER)
)
_DUE = (
    select(MemberRow.member_id)
    .where(MemberRow.closes_at <= bindparam("now"))
    .order_by(MemberRow.closes_at)
    .limit(bindparam("most"))
)
_LOCK_DUE = (
    select(MemberRow.member_id)
    .where(MemberRow.member_id == bindparam("member"), MemberRow.closes_at <= bindparam("now"))
    .with_for_update()
)
_LOCK_ADDRESSES = (
    select(AddressRow.id).where(AddressRow.member_id == bindparam("member")).order_by(AddressRow.id).with_for_update()
)
_FORGET = [
    delete(table).where(table.member_id == bindparam("member"))
    for table in (LoginRow, CredentialRow, SessionRow, AddressRow, RealNameRow, DataKeyRow)
]
_WITHDRAW = (
    update(ConsentRow)
    .where(ConsentRow.member_id == bindparam("of_member"), ConsentRow.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("moment"))
)
_NOBODY = (
    update(MemberRow)
    .where(MemberRow.member_id == bindparam("of_member"))
    .values(
        nickname=bindparam("name"),
        avatar_url=None,
        verified=None,
        gender=None,
        birth_year=None,
        city=None,
        city_tier=None,
        skin_type=None,
        concerns=[],
        life_stage=None,
        interests=[],
        roles=[],
        personalised=False,
        closes_at=None,
        closed_at=bindparam("moment"),
    )
)


async def set_closing(tx: Tx, *, member_id: int, at: datetime | None) -> Any | None:
    """Note when an account is erased, or that it stays; answers the member."""
    return (await tx.execute(_SET_CLOSING, {"of_member": member_id, "moment": at})).one_or_none()


async def list_closing(tx: Tx | ReadTx, *, now: datetime, limit: int) -> Sequence[int]:
    """Members whose accounts are due to be erased, the longest due first."""
    return (await tx.scalars(_DUE, {"now": now, "most": limit})).all()


async def lock_closing(tx: Tx, *, member_id: int, now: datetime) -> bool:
    """Hold a member whose account is still due to be erased, and where their orders could go.

    An order that is being placed holds its address: it is waited for here, and one that comes later waits for the end.
    """
    if await tx.scalar(_LOCK_DUE, {"member": member_id, "now": now}) is None:
        return False
    await tx.execute(_LOCK_ADDRESSES, {"member": member_id})
    return True


async def erase_member(tx: Tx, *, member_id: int, name: str, now: datetime) -> None:
    """Remove logins, password, devices, addresses, real name and its key, and all that the profile told."""
    tell_changed(tx, MEMBER_CHANGED, [member_id])
    for statement in _FORGET:
        await tx.execute(statement, {"member": member_id})
    await tx.execute(_WITHDRAW, {"of_member": member_id, "moment": now})
    await tx.execute(_NOBODY, {"of_member": member_id, "name": name, "moment": now})
