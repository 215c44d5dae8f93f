"""Statements about served pages on their way to the lake."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, delete, select, text, update

from zhongcao.insight.tables import PageRow
from zhongcao.kit.db import ReadTx, Tx

PAGE = cast(Table, PageRow.__table__)


_ADD_PAGES = text(
    """
    WITH unsynced AS (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO insight.page (received_at, body)
    SELECT cast(:at AS timestamptz), body FROM unsynced, unnest(cast(:bodies AS bytea[])) AS body
    """
)


async def add_pages(tx: Tx, bodies: Sequence[bytes], now: datetime) -> None:
    """Keep records of served pages, without waiting for the disk: what a crash forgets only makes a sample smaller."""
    await tx.execute(_ADD_PAGES, {"at": now, "bodies": bodies})


async def find_open_page_batch(tx: Tx) -> UUID | None:
    """A batch of pages that was begun and not finished, by a worker that died."""
    return await tx.scalar(select(PAGE.c.batch).where(PAGE.c.batch.is_not(None)).limit(1))


async def take_pages(tx: Tx, *, batch: UUID, limit: int) -> int:
    """Put waiting pages into a batch, the oldest first; returns how many."""
    waiting = select(PAGE.c.seq).where(PAGE.c.batch.is_(None)).order_by(PAGE.c.seq).limit(limit)
    waiting = waiting.with_for_update(skip_locked=True)
    taken = await tx.scalars(
        update(PAGE).where(PAGE.c.seq.in_(waiting.scalar_subquery())).values(batch=batch).returning(PAGE.c.seq)
    )
    return len(taken.all())


async def list_page_batch(tx: ReadTx, *, batch: UUID) -> list[bytes]:
    """The pages of a batch."""
    return list((await tx.scalars(select(PAGE.c.body).where(PAGE.c.batch == batch).order_by(PAGE.c.seq))).all())


async def drop_page_batch(tx: Tx, *, batch: UUID) -> int:
    """The batch is in the lake; returns how many pages there were."""
    gone = await tx.scalars(delete(PAGE).where(PAGE.c.batch == batch).returning(PAGE.c.seq))
    return len(gone.all())
