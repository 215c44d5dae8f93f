"""Statements about the books: written once, never changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import Base, ReadTx, Tx
from zhongcao.kit.sql import as_rows, insert_rows
from zhongcao.payments.tables import EntryRow, JournalRow

_ADD_JOURNAL = insert(JournalRow).on_conflict_do_nothing().returning(JournalRow.id)
_ADD_ENTRIES = insert_rows(Base.metadata.tables["payments.entry"])


async def add_journal(tx: Tx, values: dict[str, Any], entries: Sequence[dict[str, Any]]) -> bool:
    """Write a journal with its entries; False when it is in the books already."""
    if await tx.scalar(_ADD_JOURNAL, values) is None:
        return False
    await tx.execute(_ADD_ENTRIES, {"rows": as_rows(entries)})
    return True


async def list_entries(tx: Tx | ReadTx, journal_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """The entries of some journals, in order."""
    statement = (
        select(*EntryRow.__table__.c)
        .where(EntryRow.journal_id.in_(journal_ids))
        .order_by(EntryRow.journal_id, EntryRow.line)
    )
    return (await tx.execute(statement)).all()


async def list_journals(
    tx: ReadTx, *, order_id: int | None, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Row[Any]]:
    """Journals, newest first."""
    statement = select(*JournalRow.__table__.c).order_by(JournalRow.at.desc(), JournalRow.id.desc()).limit(limit)
    if order_id is not None:
        statement = statement.where(JournalRow.order_id == order_id)
    if before is not None:
        statement = statement.where(tuple_(JournalRow.at, JournalRow.id) < tuple_(*before))
    return (await tx.execute(statement)).all()


async def list_balances(tx: Tx | ReadTx) -> Sequence[Any]:
    """Debits less credits of every account."""
    statement = (
        select(
            EntryRow.account,
            EntryRow.detail,
            EntryRow.currency,
            func.sum(EntryRow.signed_amount).label("signed_amount"),
        )
        .group_by(EntryRow.account, EntryRow.detail, EntryRow.currency)
        .order_by(EntryRow.account, EntryRow.detail, EntryRow.currency)
    )
    return (await tx.execute(statement)).all()
