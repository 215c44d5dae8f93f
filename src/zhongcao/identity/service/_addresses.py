"""Addresses of members."""

from datetime import datetime
from typing import Any

from zhongcao.identity import rules, store
from zhongcao.identity.errors import AddressesFull, AddressInvalid, AddressNotFound
from zhongcao.identity.schemas import Address
from zhongcao.identity.tables import AddressRow
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import new_id
from zhongcao.kit.text import clean_line


def _as_address(row: AddressRow) -> Address:
    return Address(
        id=str(row.id),
        recipient=row.recipient,
        phone=row.phone,
        division_code=row.division_code,
        province=row.province,
        city=row.city,
        district=row.district,
        street=row.street,
        is_default=row.is_default,
    )


async def add_address(
    tx: Tx,
    *,
    member_id: int,
    recipient: str,
    phone: str,
    division_code: str,
    district: str,
    street: str,
    is_default: bool = False,
    now: datetime,
) -> Address:
    """Keep an address; the first one is the default."""
    values = _checked(recipient, phone, division_code, district, street)
    await store.lock_member(tx, member_id)
    kept = await store.count_addresses(tx, member_id)
    if kept >= rules.ADDRESSES_MAX:
        raise AddressesFull(most=rules.ADDRESSES_MAX)
    values["is_default"] = is_default or kept == 0
    if is_default and kept:
        await store.unset_default_address(tx, member_id)
    address_id = new_id()
    await store.add_address(tx, member_id=member_id, address_id=address_id, values=values, now=now)
    return Address(id=str(address_id), **values)


async def change_address(
    tx: Tx,
    *,
    member_id: int,
    address_id: int,
    recipient: str,
    phone: str,
    division_code: str,
    district: str,
    street: str,
    is_default: bool = False,
) -> Address:
    """Replace an address; orders already placed keep the old one."""
    values = _checked(recipient, phone, division_code, district, street)
    before = await store.find_address(tx, member_id=member_id, address_id=address_id)
    if before is None:
        raise AddressNotFound(address=str(address_id))
    if is_default and not before.is_default:
        await store.lock_member(tx, member_id)
        await store.unset_default_address(tx, member_id)
    values["is_default"] = is_default or before.is_default
    await store.set_address(tx, member_id=member_id, address_id=address_id, values=values)
    return Address(id=str(address_id), **values)


async def get_address(tx: Tx | ReadTx, *, member_id: int, address_id: int, hold: bool = False) -> Address:
    """An address of this member, or a refusal; another member's address does not exist for them.

    Held, it is not removed before this transaction ends, and so its member's account is not erased either.
    """
    row = await store.find_address(tx, member_id=member_id, address_id=address_id, hold=hold)
    if row is None:
        raise AddressNotFound(address=str(address_id))
    return _as_address(row)


async def list_addresses(tx: Tx | ReadTx, *, member_id: int) -> list[Address]:
    """All addresses of a member, the default first."""
    return [_as_address(row) for row in await store.list_addresses(tx, member_id)]


async def remove_address(tx: Tx, *, member_id: int, address_id: int) -> None:
    """Remove an address."""
    if not await store.drop_address(tx, member_id=member_id, address_id=address_id):
        raise AddressNotFound(address=str(address_id))


def _checked(recipient: str, phone: str, division_code: str, district: str, street: str) -> dict[str, Any]:
    place = rules.place_of(division_code)
    if place is None:
        raise AddressInvalid(field="division_code")
    number = rules.normal_phone(phone)
    if number is None:
        raise AddressInvalid(field="phone")
    named = rules.district_of(division_code) or district
    texts = {"recipient": recipient, "district": named, "street": street}
    cleaned = {name: clean_line(text) for name, text in texts.items()}
    for name, text in cleaned.items():
        if not text:
            raise AddressInvalid(field=name)
    return {"phone": number, "division_code": division_code, "province": place[0], "city": place[1], **cleaned}
