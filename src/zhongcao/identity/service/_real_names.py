"""Real-name identity (实名认证): kept sealed under each member's own key, opened for customs only.

A member's own key is sealed by the key ring. Destroying it makes name and number unreadable wherever copies lie.
Sealed bytes are bound to table, column, row and owner, so that they cannot be moved to another member.
"""

import os
from collections.abc import Sequence
from datetime import datetime

from zhongcao.identity import rules, store
from zhongcao.identity.errors import (
    ConsentOutdated,
    IdNumberInvalid,
    RealNameMalformed,
    RealNameMissing,
    RevealRefused,
)
from zhongcao.identity.schemas import Person, RevealedName
from zhongcao.identity.service._audit import record_audit, record_audits
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.keyring import KeyRing

CONSENT = "real_name"
_OWN_KEY = "own1"


async def keep_real_name(
    tx: Tx, keys: KeyRing, *, member_id: int, name: str, id_number: str, consent_version: str, now: datetime
) -> Person:
    """Keep the name and resident ID number of a member, with the separate consent to it."""
    if consent_version != rules.CONSENT_VERSION:
        raise ConsentOutdated(current=rules.CONSENT_VERSION)
    normal, number = rules.normal_name(name), rules.normal_id_number(id_number)
    if not rules.name_is_plausible(normal):
        raise RealNameMalformed()
    if not rules.id_number_is_valid(number, today=day_in_china(now)):
        raise IdNumberInvalid()
    sealed_key = keys.encrypt(os.urandom(32), bound_to=_bound("data_key", "sealed", member_id))
    kept_key = await store.add_data_key(
        tx, member_id=member_id, kid=keys.key_of(sealed_key), sealed=sealed_key, now=now
    )
    own = _own_ring(keys, kept_key, member_id)
    person = Person(
        key=person_key(keys, number),
        masked_name=rules.masked_name(normal),
        masked_number=rules.masked_number(number),
        verified_at=now,
    )
    values = {
        "name_sealed": own.encrypt(normal.encode(), bound_to=_bound("real_name", "name_sealed", member_id)),
        "number_sealed": own.encrypt(number.encode(), bound_to=_bound("real_name", "number_sealed", member_id)),
        "person": bytes.fromhex(person.key),
        "masked_name": person.masked_name,
        "masked_number": person.masked_number,
        "verified_at": now,
    }
    await store.set_real_name(tx, member_id=member_id, values=values)
    await store.add_consent(tx, member_id=member_id, kind=CONSENT, version=consent_version, now=now)
    return person


async def find_person(tx: Tx | ReadTx, *, member_id: int) -> Person | None:
    """The natural person behind an account, masked; None without a real-name identity."""
    row = await store.find_real_name(tx, member_id)
    if row is None:
        return None
    return Person(
        key=row.person.hex(),
        masked_name=row.masked_name,
        masked_number=row.masked_number,
        verified_at=row.verified_at,
    )


async def get_person(tx: Tx | ReadTx, *, member_id: int) -> Person:
    """The natural person behind an account, or a refusal."""
    person = await find_person(tx, member_id=member_id)
    if person is None:
        raise RealNameMissing()
    return person


async def reveal_real_names(
    tx: Tx, keys: KeyRing, *, member_ids: Sequence[int], purpose: str, by: Actor, now: datetime
) -> dict[int, RevealedName]:
    """Names and numbers in clear, for a stated purpose; one audit row for each. Members without one are left out."""
    if not rules.may_reveal(by.roles):
        raise RevealRefused()
    assert purpose, "a reveal without a purpose"
    opened: dict[int, RevealedName] = {}
    for row in await store.list_sealed_names(tx, set(member_ids)):
        own = _own_ring(keys, row.sealed, row.member_id)
        name = own.decrypt(row.name_sealed, bound_to=_bound("real_name", "name_sealed", row.member_id))
        number = own.decrypt(row.number_sealed, bound_to=_bound("real_name", "number_sealed", row.member_id))
        opened[row.member_id] = RevealedName(name=name.decode(), id_number=number.decode())
    if opened:
        entries = [(f"member:{member_id}", None, {"purpose": purpose}) for member_id in sorted(opened)]
        await record_audits(tx, by=by, action="identity.reveal_real_name", entries=entries, now=now)
    return opened


async def forget_real_name(tx: Tx, *, member_id: int, by: Actor, now: datetime) -> None:
    """Destroy the member's own key and the sealed name: nobody can read it any more, in backups neither."""
    if await store.find_real_name(tx, member_id) is None:
        raise RealNameMissing()
    await store.drop_data_key(tx, member_id)
    await store.drop_real_name(tx, member_id)
    await store.withdraw_consents(tx, member_id=member_id, kind=CONSENT, now=now)
    await record_audit(tx, by=by, action="identity.forget_real_name", subject=f"member:{member_id}", now=now)


async def rotate_data_keys(tx: Tx, keys: KeyRing, *, limit: int = 500) -> int:
    """Seal members' own keys again under the ring's newest key; what they sealed need not be touched."""
    rows = await store.lock_data_keys_not_under(tx, keys.current, limit=limit)
    for row in rows:
        bound = _bound("data_key", "sealed", row.member_id)
        sealed = keys.encrypt(keys.decrypt(row.sealed, bound_to=bound), bound_to=bound)
        await store.set_data_key(tx, member_id=row.member_id, kid=keys.current, sealed=sealed)
    return len(rows)


def person_key(keys: KeyRing, id_number: str) -> str:
    """The blind index of an ID number: equal for equal persons, and useless without our key."""
    return keys.mac("identity.person", id_number.encode()).hex()


def _own_ring(keys: KeyRing, sealed_key: bytes, member_id: int) -> KeyRing:
    own = keys.decrypt(sealed_key, bound_to=_bound("data_key", "sealed", member_id))
    return KeyRing({_OWN_KEY: own}, _OWN_KEY)


def _bound(table: str, column: str, member_id: int) -> str:
    return f"identity.{table}|{column}|{member_id}|{member_id}"
