"""SQL of profiles, roles and addresses."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ARRAY, ColumnElement, any_, delete, func, insert, literal, select, text, tuple_, update

from zhongcao.identity.schemas import MemberRow as ImportedMember
from zhongcao.identity.tables import AddressRow, MemberRow
from zhongcao.kit.db import Id63, ReadTx, Tx

_MEMBER = MemberRow.__table__.columns


def _is_one_of(ids: Iterable[int]) -> ColumnElement[bool]:
    """One parameter for any number of ids, so that the prepared statement stays the same."""
    return MemberRow.member_id == any_(literal(list(ids), ARRAY(Id63)))


async def list_cards(tx: Tx | ReadTx, ids: Iterable[int]) -> Sequence[Any]:
    """What is shown of members beside their notes."""
    statement = select(MemberRow.member_id, MemberRow.nickname, MemberRow.avatar_url, MemberRow.verified)
    return (await tx.execute(statement.where(_is_one_of(ids)))).all()


async def list_members(tx: Tx | ReadTx, ids: Iterable[int]) -> Sequence[Any]:
    """Members with all that they told."""
    return (await tx.execute(select(*_MEMBER).where(_is_one_of(ids)))).all()


async def find_member(tx: Tx | ReadTx, member_id: int) -> Any | None:
    """One member."""
    return (await tx.execute(select(*_MEMBER).where(MemberRow.member_id == member_id))).one_or_none()


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


async def set_profile(tx: Tx, member_id: int, values: dict[str, Any]) -> Any | None:
    """Change some fields of a profile and answer the whole."""
    statement = update(MemberRow).where(MemberRow.member_id == member_id).values(**values).returning(*_MEMBER)
    return (await tx.execute(statement)).one_or_none()


async def lock_roles(tx: Tx, member_id: int) -> list[str] | None:
    """The granted roles of a member, held until the end of the transaction."""
    statement = select(MemberRow.roles).where(MemberRow.member_id == member_id).with_for_update()
    return await tx.scalar(statement)


async def lock_member(tx: Tx, member_id: int) -> None:
    """Hold a member, so that two of their requests come one after the other."""
    await tx.execute(select(MemberRow.member_id).where(MemberRow.member_id == member_id).with_for_update())


async def has_holder(tx: Tx, role: str) -> bool:
    """Whether anyone holds a role."""
    found = await tx.scalar(select(MemberRow.member_id).where(literal(role) == any_(MemberRow.roles)).limit(1))
    return found is not None


async def add_imported(tx: Tx, rows: Sequence[ImportedMember]) -> int:
    """Add members of another system in one statement; those that are here already stay as they are."""
    added = await tx.execute(
        text(
            "INSERT INTO identity.member (member_id, nickname, avatar_url, gender, birth_year, city, city_tier,"
            " skin_type, interests, roles, personalised, joined_at)"
            " SELECT r.id, r.nickname, r.avatar_url, r.gender, r.birth_year, r.city, r.city_tier, r.skin_type,"
            " ARRAY(SELECT jsonb_array_elements_text(r.interests)), '{}', true, r.joined_at"
            " FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id bigint, nickname text, avatar_url text,"
            " gender text, birth_year smallint, city text, city_tier smallint, skin_type text, interests jsonb,"
            " joined_at timestamptz) ON CONFLICT DO NOTHING RETURNING 1"
        ),
        {"rows": msgspec.json.encode(rows).decode()},
    )
    return len(added.all())


async def add_address(tx: Tx, *, member_id: int, address_id: int, values: dict[str, Any], now: datetime) -> None:
    """Keep an address."""
    await tx.execute(insert(AddressRow).values(member_id=member_id, id=address_id, added_at=now, **values))


async def set_address(tx: Tx, *, member_id: int, address_id: int, values: dict[str, Any]) -> bool:
    """Change an address."""
    statement = update(AddressRow).where(AddressRow.member_id == member_id, AddressRow.id == address_id)
    return await tx.scalar(statement.values(**values).returning(AddressRow.id)) is not None


async def unset_default_address(tx: Tx, member_id: int) -> None:
    """No address is the default."""
    await tx.execute(
        update(AddressRow).where(AddressRow.member_id == member_id, AddressRow.is_default).values(is_default=False)
    )


async def find_address(tx: Tx | ReadTx, *, member_id: int, address_id: int) -> AddressRow | None:
    """An address of this member."""
    statement = select(AddressRow).where(AddressRow.member_id == member_id, AddressRow.id == address_id)
    return await tx.scalar(statement)


async def list_addresses(tx: Tx | ReadTx, member_id: int) -> Sequence[AddressRow]:
    """All addresses of a member, the default first, then the newest."""
    statement = select(AddressRow).where(AddressRow.member_id == member_id)
    return (await tx.scalars(statement.order_by(AddressRow.is_default.desc(), AddressRow.id.desc()))).all()


async def count_addresses(tx: Tx, member_id: int) -> int:
    """How many addresses a member keeps."""
    return await tx.scalar(select(func.count()).where(AddressRow.member_id == member_id)) or 0


async def drop_address(tx: Tx, *, member_id: int, address_id: int) -> bool:
    """Remove an address; orders have their own copy."""
    statement = delete(AddressRow).where(AddressRow.member_id == member_id, AddressRow.id == address_id)
    return await tx.scalar(statement.returning(AddressRow.id)) is not None
