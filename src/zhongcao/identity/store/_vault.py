"""SQL of members' own keys, real names and consents."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, any_, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from zhongcao.identity.tables import ConsentRow, DataKeyRow, RealNameRow
from zhongcao.kit.db import Id63, ReadTx, Tx

_ADD_KEY = upsert(DataKeyRow).on_conflict_do_nothing().returning(DataKeyRow.sealed)
_FIND_KEY = select(DataKeyRow.sealed).where(DataKeyRow.member_id == bindparam("member"))
_DROP_KEY = delete(DataKeyRow).where(DataKeyRow.member_id == bindparam("member")).returning(DataKeyRow.member_id)
_LOCK_KEYS = (
    select(DataKeyRow.member_id, DataKeyRow.sealed)
    .where(DataKeyRow.kid != bindparam("kid"))
    .order_by(DataKeyRow.member_id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_SET_KEY = (
    update(DataKeyRow)
    .where(DataKeyRow.member_id == bindparam("of_member"))
    .values(kid=bindparam("kid"), sealed=bindparam("sealed"))
)


async def add_data_key(tx: Tx, *, member_id: int, kid: str, sealed: bytes, now: datetime) -> bytes:
    """Keep a member's own key unless there is one already; answers the one that is kept."""
    given = {"member_id": member_id, "kid": kid, "sealed": sealed, "made_at": now}
    added: bytes | None = await tx.scalar(_ADD_KEY, given)
    if added is not None:
        return added
    kept: bytes | None = await tx.scalar(_FIND_KEY, {"member": member_id})
    assert kept is not None
    return kept


async def drop_data_key(tx: Tx, member_id: int) -> bool:
    """Destroy a member's own key."""
    return await tx.scalar(_DROP_KEY, {"member": member_id}) is not None


async def lock_data_keys_not_under(tx: Tx, kid: str, *, limit: int) -> Sequence[Any]:
    """Keys that another ring key has sealed, skipping those that somebody else is sealing again."""
    return (await tx.execute(_LOCK_KEYS, {"kid": kid, "most": limit})).all()


async def set_data_key(tx: Tx, *, member_id: int, kid: str, sealed: bytes) -> None:
    """Keep the same key, sealed again."""
    await tx.execute(_SET_KEY, {"of_member": member_id, "kid": kid, "sealed": sealed})


_ADD_NAME = upsert(RealNameRow)
_SET_NAME = _ADD_NAME.on_conflict_do_update(
    index_elements=[RealNameRow.member_id],
    set_={
        name: _ADD_NAME.excluded[name]
        for name in ("name_sealed", "number_sealed", "person", "masked_name", "masked_number", "verified_at")
    },
)
_FIND_NAME = select(RealNameRow).where(RealNameRow.member_id == bindparam("member"))
_LIST_SEALED = (
    select(RealNameRow.member_id, RealNameRow.name_sealed, RealNameRow.number_sealed, DataKeyRow.sealed)
    .join(DataKeyRow, DataKeyRow.member_id == RealNameRow.member_id)
    .where(RealNameRow.member_id == any_(bindparam("members", type_=ARRAY(Id63))))
)
_DROP_NAME = delete(RealNameRow).where(RealNameRow.member_id == bindparam("member"))


async def set_real_name(tx: Tx, *, member_id: int, values: dict[str, Any]) -> None:
    """Keep a real name, in place of an earlier one."""
    await tx.execute(_SET_NAME, {"member_id": member_id, **values})


async def find_real_name(tx: Tx | ReadTx, member_id: int) -> RealNameRow | None:
    """The sealed real name of a member."""
    return await tx.scalar(_FIND_NAME, {"member": member_id})


async def list_sealed_names(tx: Tx, member_ids: Iterable[int]) -> Sequence[Any]:
    """Sealed names with the keys that open them."""
    return (await tx.execute(_LIST_SEALED, {"members": list(member_ids)})).all()


async def drop_real_name(tx: Tx, member_id: int) -> None:
    """Remove the sealed name."""
    await tx.execute(_DROP_NAME, {"member": member_id})


_ADD_CONSENT = upsert(ConsentRow).on_conflict_do_nothing()
_WITHDRAW = (
    update(ConsentRow)
    .where(
        ConsentRow.member_id == bindparam("of_member"),
        ConsentRow.kind == bindparam("of_kind"),
        ConsentRow.withdrawn_at.is_(None),
    )
    .values(withdrawn_at=bindparam("withdrawn_at"))
)


async def add_consent(tx: Tx, *, member_id: int, kind: str, version: str, now: datetime) -> None:
    """Note a consent; the same consent at the same moment is one row."""
    await tx.execute(_ADD_CONSENT, {"member_id": member_id, "kind": kind, "version": version, "given_at": now})


async def withdraw_consents(tx: Tx, *, member_id: int, kind: str, now: datetime) -> None:
    """Note that consents of a kind were taken back."""
    await tx.execute(_WITHDRAW, {"of_member": member_id, "of_kind": kind, "withdrawn_at": now})
