"""SQL of profiles, roles and addresses."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    any_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    tuple_,
    update,
)

from zhongcao.identity.schemas import MemberRow as ImportedMember
from zhongcao.identity.store._accounts import MEMBER_CHANGED
from zhongcao.identity.tables import AddressRow, MemberRow
from zhongcao.kit.db import IdList, ReadTx, Tx
from zhongcao.kit.hearing import tell_changed

_MEMBER = MemberRow.__table__.columns


_IS_ONE_OF = MemberRow.member_id == any_(bindparam("ids", type_=IdList()))
"""One parameter for any number of ids, so that the prepared statement stays the same."""

_LIST_CARDS = select(MemberRow.member_id, MemberRow.nickname, MemberRow.avatar_url, MemberRow.verified).where(
    _IS_ONE_OF
)
_LIST_MEMBERS = select(*_MEMBER).where(_IS_ONE_OF)
_FIND_MEMBER = select(*_MEMBER).where(MemberRow.member_id == bindparam("member"))


async def list_cards(tx: Tx | ReadTx, ids: Iterable[int]) -> Sequence[Any]:
    """What is shown of members beside their notes."""
    return (await tx.execute(_LIST_CARDS, {"ids": list(ids)})).all()


async def list_members(tx: Tx | ReadTx, ids: Iterable[int]) -> Sequence[Any]:
    """Members with all that they told."""
    return (await tx.execute(_LIST_MEMBERS, {"ids": list(ids)})).all()


_LIST_HOMES = select(MemberRow.member_id, MemberRow.city, MemberRow.city_tier).where(
    _IS_ONE_OF, MemberRow.personalised, or_(MemberRow.city.is_not(None), MemberRow.city_tier.is_not(None))
)


async def list_homes(tx: Tx | ReadTx, ids: Sequence[int]) -> Sequence[Any]:
    """Where some members told that they live, those left out who did not, or who switched personalisation off."""
    return (await tx.execute(_LIST_HOMES, {"ids": list(ids)})).all()


_LIST_KNOWABLE = select(MemberRow.member_id).where(_IS_ONE_OF, MemberRow.personalised)


async def list_knowable(tx: Tx | ReadTx, ids: Sequence[int]) -> Sequence[int]:
    """Which of some members have personalisation on."""
    return (await tx.scalars(_LIST_KNOWABLE, {"ids": list(ids)})).all()


def card_of(member: ColumnElement[int]) -> ScalarSelect[Any]:
    """What is shown of the member whom a column of somebody else's row names, for the statement that reads that row."""
    told = func.json_build_array(MemberRow.member_id, MemberRow.nickname, MemberRow.avatar_url, MemberRow.verified)
    return select(told).where(MemberRow.member_id == member).scalar_subquery()


WHO = text(
    """
    SELECT member_id, nickname, avatar_url, gender, birth_year, city, city_tier, skin_type, concerns, life_stage,
        interests, personalised, joined_at, closes_at
    FROM identity.member WHERE member_id = :member
    """
).bindparams(bindparam("member", type_=BigInteger))
"""What a member told (`as_profile` reads it), for a statement to be asked in the same breath, as far as `personalised`
allows it."""


async def find_member(tx: Tx | ReadTx, member_id: int) -> Any | None:
    """One member."""
    return (await tx.execute(_FIND_MEMBER, {"member": member_id})).one_or_none()


async def page_members(
    tx: ReadTx, *, role: str | None, ids: Sequence[int] | None, after: tuple[datetime, int] | None, limit: int
) -> Sequence[Any]:
    """Members, the newest first, those who hold a role, or some by id."""
    statement = select(*_MEMBER).order_by(MemberRow.joined_at.desc(), MemberRow.member_id.desc()).limit(limit)
    if role:
        statement = statement.where(literal(role) == any_(MemberRow.roles))
    if ids is not None:
        statement = statement.where(MemberRow.member_id.in_(ids))
    if after:
        statement = statement.where(tuple_(MemberRow.joined_at, MemberRow.member_id) < after)
    return (await tx.execute(statement)).all()


_SET_PROFILE = update(MemberRow).where(MemberRow.member_id == bindparam("of_member")).returning(*_MEMBER)


_IS_SAME_CITY = MemberRow.city == bindparam("as_before", type_=MemberRow.city.type)
_MOVE = _SET_PROFILE.values(city_tier=case((_IS_SAME_CITY, MemberRow.city_tier)))
"""A tier that was told stays with the city that it was told of."""


DECIDING = frozenset({"roles", "verified", "suspended_until"})
"""What of a member decides who holds a session, and as what."""


async def set_profile(tx: Tx, member_id: int, values: dict[str, Any]) -> Any | None:
    """Change some fields of a profile and answer the whole."""
    if not DECIDING.isdisjoint(values):
        tell_changed(tx, MEMBER_CHANGED, [member_id])
    given = {"of_member": member_id, **values}
    if "city" in values and "city_tier" not in values:
        return (await tx.execute(_MOVE, {**given, "as_before": values["city"]})).one_or_none()
    return (await tx.execute(_SET_PROFILE, given)).one_or_none()


_LOCK_ROLES = select(MemberRow.roles).where(MemberRow.member_id == bindparam("member")).with_for_update()
_LOCK_MEMBER = select(MemberRow.member_id).where(MemberRow.member_id == bindparam("member")).with_for_update()


async def lock_roles(tx: Tx, member_id: int) -> list[str] | None:
    """The granted roles of a member, held until the end of the transaction."""
    return await tx.scalar(_LOCK_ROLES, {"member": member_id})


async def lock_member(tx: Tx, member_id: int) -> None:
    """Hold a member, so that two of their requests come one after the other."""
    await tx.execute(_LOCK_MEMBER, {"member": member_id})


async def has_holder(tx: Tx, role: str) -> bool:
    """Whether anyone holds a role."""
    found = await tx.scalar(select(MemberRow.member_id).where(literal(role) == any_(MemberRow.roles)).limit(1))
    return found is not None


_ADD_IMPORTED = text(
    "INSERT INTO identity.member (member_id, nickname, avatar_url, gender, birth_year, city, city_tier,"
    " skin_type, interests, roles, personalised, joined_at)"
    " SELECT r.id, r.nickname, r.avatar_url, r.gender, r.birth_year, r.city, r.city_tier, r.skin_type,"
    " ARRAY(SELECT jsonb_array_elements_text(r.interests)), '{}', true, r.joined_at"
    " FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id bigint, nickname text, avatar_url text,"
    " gender text, birth_year smallint, city text, city_tier smallint, skin_type text, interests jsonb,"
    " joined_at timestamptz) ON CONFLICT DO NOTHING RETURNING 1"
)


async def add_imported(tx: Tx, rows: Sequence[ImportedMember]) -> int:
    """Add members of another system in one statement; those that are here already stay as they are."""
    return len((await tx.execute(_ADD_IMPORTED, {"rows": msgspec.json.encode(rows).decode()})).all())


_ADD_ADDRESS = insert(AddressRow)


async def add_address(tx: Tx, *, member_id: int, address_id: int, values: dict[str, Any], now: datetime) -> None:
    """Keep an address."""
    await tx.execute(_ADD_ADDRESS, {"member_id": member_id, "id": address_id, "added_at": now, **values})


_SET_ADDRESS = (
    update(AddressRow)
    .where(AddressRow.member_id == bindparam("of_member"), AddressRow.id == bindparam("of_address"))
    .returning(AddressRow.id)
)


async def set_address(tx: Tx, *, member_id: int, address_id: int, values: dict[str, Any]) -> bool:
    """Change an address."""
    given = {"of_member": member_id, "of_address": address_id, **values}
    return await tx.scalar(_SET_ADDRESS, given) is not None


_UNSET_DEFAULT = (
    update(AddressRow)
    .where(AddressRow.member_id == bindparam("of_member"), AddressRow.is_default)
    .values(is_default=False)
)


async def unset_default_address(tx: Tx, member_id: int) -> None:
    """No address is the default."""
    await tx.execute(_UNSET_DEFAULT, {"of_member": member_id})


_FIND_ADDRESS = select(AddressRow).where(
    AddressRow.member_id == bindparam("member"), AddressRow.id == bindparam("address")
)
_HOLD_ADDRESS = _FIND_ADDRESS.with_for_update(read=True, key_share=True)
_LIST_ADDRESSES = (
    select(AddressRow)
    .where(AddressRow.member_id == bindparam("member"))
    .order_by(AddressRow.is_default.desc(), AddressRow.id.desc())
)
_COUNT_ADDRESSES = select(func.count()).where(AddressRow.member_id == bindparam("member"))
_DROP_ADDRESS = (
    delete(AddressRow)
    .where(AddressRow.member_id == bindparam("member"), AddressRow.id == bindparam("address"))
    .returning(AddressRow.id)
)


async def find_address(tx: Tx | ReadTx, *, member_id: int, address_id: int, hold: bool = False) -> AddressRow | None:
    """An address of this member; held, it stays until the end of the transaction."""
    return await tx.scalar(_HOLD_ADDRESS if hold else _FIND_ADDRESS, {"member": member_id, "address": address_id})


async def list_addresses(tx: Tx | ReadTx, member_id: int) -> Sequence[AddressRow]:
    """All addresses of a member, the default first, then the newest."""
    return (await tx.scalars(_LIST_ADDRESSES, {"member": member_id})).all()


async def count_addresses(tx: Tx, member_id: int) -> int:
    """How many addresses a member keeps."""
    return await tx.scalar(_COUNT_ADDRESSES, {"member": member_id}) or 0


async def drop_address(tx: Tx, *, member_id: int, address_id: int) -> bool:
    """Remove an address; orders have their own copy."""
    return await tx.scalar(_DROP_ADDRESS, {"member": member_id, "address": address_id}) is not None
