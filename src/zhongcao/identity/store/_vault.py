"""SQL of members' own keys, real names and consents."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, any_, delete, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from zhongcao.identity.tables import ConsentRow, DataKeyRow, RealNameRow
from zhongcao.kit.db import Id63, ReadTx, Tx


async def add_data_key(tx: Tx, *, member_id: int, kid: str, sealed: bytes, now: datetime) -> bytes:
    """Keep a member's own key unless there is one already; answers the one that is kept."""
    added: bytes | None = await tx.scalar(
        upsert(DataKeyRow)
        .values(member_id=member_id, kid=kid, sealed=sealed, made_at=now)
        .on_conflict_do_nothing()
        .returning(DataKeyRow.sealed)
    )
    if added is not None:
        return added
    kept: bytes | None = await tx.scalar(select(DataKeyRow.sealed).where(DataKeyRow.member_id == member_id))
    assert kept is not None
    return kept


async def drop_data_key(tx: Tx, member_id: int) -> bool:
    """Destroy a member's own key."""
    gone = await tx.scalar(delete(DataKeyRow).where(DataKeyRow.member_id == member_id).returning(DataKeyRow.member_id))
    return gone is not None


async def lock_data_keys_not_under(tx: Tx, kid: str, *, limit: int) -> Sequence[Any]:
    """Keys that another ring key has sealed, skipping those that somebody else is sealing again."""
    statement = (
        select(DataKeyRow.member_id, DataKeyRow.sealed)
        .where(DataKeyRow.kid != kid)
        .order_by(DataKeyRow.member_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await tx.execute(statement)).all()


async def set_data_key(tx: Tx, *, member_id: int, kid: str, sealed: bytes) -> None:
    """Keep the same key, sealed again."""
    await tx.execute(update(DataKeyRow).where(DataKeyRow.member_id == member_id).values(kid=kid, sealed=sealed))


async def set_real_name(tx: Tx, *, member_id: int, values: dict[str, Any]) -> None:
    """Keep a real name, in place of an earlier one."""
    statement = upsert(RealNameRow).values(member_id=member_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=[RealNameRow.member_id], set_=values))


async def find_real_name(tx: Tx | ReadTx, member_id: int) -> RealNameRow | None:
    """The sealed real name of a member."""
    return await tx.scalar(select(RealNameRow).where(RealNameRow.member_id == member_id))


async def list_sealed_names(tx: Tx, member_ids: Iterable[int]) -> Sequence[Any]:
    """Sealed names with the keys that open them."""
    statement = (
        select(RealNameRow.member_id, RealNameRow.name_sealed, RealNameRow.number_sealed, DataKeyRow.sealed)
        .join(DataKeyRow, DataKeyRow.member_id == RealNameRow.member_id)
        .where(RealNameRow.member_id == any_(literal(list(member_ids), ARRAY(Id63))))
    )
    return (await tx.execute(statement)).all()


async def drop_real_name(tx: Tx, member_id: int) -> None:
    """Remove the sealed name."""
    await tx.execute(delete(RealNameRow).where(RealNameRow.member_id == member_id))


async def add_consent(tx: Tx, *, member_id: int, kind: str, version: str, now: datetime) -> None:
    """Note a consent; the same consent at the same moment is one row."""
    statement = upsert(ConsentRow).values(member_id=member_id, kind=kind, version=version, given_at=now)
    await tx.execute(statement.on_conflict_do_nothing())


async def withdraw_consents(tx: Tx, *, member_id: int, kind: str, now: datetime) -> None:
    """Note that consents of a kind were taken back."""
    await tx.execute(
        update(ConsentRow)
        .where(ConsentRow.member_id == member_id, ConsentRow.kind == kind, ConsentRow.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
