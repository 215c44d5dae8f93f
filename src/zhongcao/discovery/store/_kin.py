"""Statements about versions of the table of kin."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select, update

from zhongcao.discovery.tables import KinVersionRow
from zhongcao.kit.db import ReadTx, Tx

VERSION = cast(Table, KinVersionRow.__table__)
_NEWEST = select(*VERSION.c).where(VERSION.c.withdrawn_at.is_(None)).order_by(VERSION.c.id.desc()).limit(1)


async def find_kin(tx: Tx | ReadTx) -> Any:
    """The version that counts, or None."""
    return (await tx.execute(_NEWEST)).one_or_none()


async def list_kin(tx: Tx | ReadTx) -> Sequence[Any]:
    """All versions that are kept, newest first."""
    return (await tx.execute(select(*VERSION.c).order_by(VERSION.c.id.desc()))).all()


async def add_kin(tx: Tx, **values: Any) -> None:
    """Keep a new version."""
    await tx.execute(insert(VERSION).values(values))


async def withdraw_kin(tx: Tx, version: int, now: datetime) -> None:
    """Take a version back."""
    await tx.execute(update(VERSION).where(VERSION.c.id == version).values(withdrawn_at=now))


async def drop_kin(tx: Tx, versions: Sequence[int]) -> None:
    """Forget versions."""
    if versions:
        await tx.execute(delete(VERSION).where(VERSION.c.id.in_(versions)))
