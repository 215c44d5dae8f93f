"""Statements about versions of what was learnt, whatever its kind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update

from zhongcao.discovery.tables import ArtifactRow
from zhongcao.kit.db import ReadTx, Tx

ARTIFACT = cast(Table, ArtifactRow.__table__)


_FIND = (
    select(*ARTIFACT.c)
    .where(ARTIFACT.c.kind == bindparam("kind"), ARTIFACT.c.withdrawn_at.is_(None))
    .order_by(ARTIFACT.c.id.desc())
    .limit(1)
)


async def find_artifact(tx: Tx | ReadTx, kind: str) -> Any:
    """The version of a kind that counts, or None."""
    return (await tx.execute(_FIND, {"kind": kind})).one_or_none()


async def list_artifacts(tx: Tx | ReadTx, kind: str) -> Sequence[Any]:
    """All versions of a kind that are kept, newest first."""
    return (await tx.execute(select(*ARTIFACT.c).where(ARTIFACT.c.kind == kind).order_by(ARTIFACT.c.id.desc()))).all()


async def add_artifact(tx: Tx, **values: Any) -> None:
    """Keep a new version."""
    await tx.execute(insert(ARTIFACT).values(values))


async def withdraw_artifact(tx: Tx, version: int, now: datetime) -> None:
    """Take a version back."""
    await tx.execute(update(ARTIFACT).where(ARTIFACT.c.id == version).values(withdrawn_at=now))


async def drop_artifacts(tx: Tx, versions: Sequence[int]) -> None:
    """Forget versions."""
    if versions:
        await tx.execute(delete(ARTIFACT).where(ARTIFACT.c.id.in_(versions)))
