"""Every SQL statement of the customs window."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, CollectionAggregate, String, any_, bindparam, cast, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import Tx
from zhongcao.sandboxes.customs_window.tables import AnswerRow, DocumentRow, EnvelopeRow, QuotaRow, table_of

Key = tuple[str, str]
"""Kind and business key of a document."""


def _any_of(values: Iterable[str]) -> CollectionAggregate[Any]:
    # One array instead of a thousand parameters: the statement stays the same and is compiled once.
    return any_(cast(sorted(values), ARRAY(String)))


async def add_envelope(tx: Tx, cop_msg_id: str, now: datetime) -> bool:
    """Remember an envelope; False when it came before."""
    added = await tx.execute(
        insert(EnvelopeRow)
        .values(cop_msg_id=cop_msg_id, received_at=now)
        .on_conflict_do_nothing()
        .returning(EnvelopeRow.cop_msg_id)
    )
    return added.first() is not None


async def lock_documents(tx: Tx, keys: Sequence[Key]) -> dict[Key, Any]:
    """Documents by key, locked in their order."""
    found = await tx.execute(
        select(DocumentRow.__table__)
        .where(
            DocumentRow.kind == _any_of({kind for kind, _ in keys}),
            DocumentRow.key == _any_of({key for _, key in keys}),
        )
        .order_by(DocumentRow.kind, DocumentRow.key)
        .with_for_update()
    )
    return {(row.kind, row.key): row for row in found}


async def lock_documents_of(tx: Tx, order_nos: Sequence[str]) -> list[Any]:
    """Every document of some orders, locked in their order."""
    found = await tx.execute(
        select(DocumentRow.__table__)
        .where(DocumentRow.order_no == _any_of(order_nos))
        .order_by(DocumentRow.kind, DocumentRow.key)
        .with_for_update()
    )
    return list(found)


async def put_documents(tx: Tx, rows: Sequence[dict[str, Any]]) -> dict[Key, int]:
    """Store documents, a corrected one over its predecessor; answers their numbers."""
    statement = insert(table_of(DocumentRow))
    replaced = {name: statement.excluded[name] for name in ("order_no", "code", "attempt", "body", "stored_at")}
    stored = await tx.execute(
        statement.on_conflict_do_update(index_elements=["kind", "key"], set_=replaced).returning(
            DocumentRow.kind, DocumentRow.key, DocumentRow.number
        ),
        list(rows),
    )
    return {(row.kind, row.key): row.number for row in stored}


async def set_codes(tx: Tx, code: int, order_nos: Sequence[str]) -> None:
    """Move all documents of some orders to a code."""
    await tx.execute(update(DocumentRow).where(DocumentRow.order_no.in_(order_nos)).values(code=code))


async def release_lists(tx: Tx, lists: Sequence[tuple[str, str, datetime]]) -> None:
    """Give lists their number and the moment of their release."""
    table = table_of(DocumentRow)
    statement = (
        update(table)
        .where(table.c.kind == "list", table.c.key == bindparam("b_key"))
        .values(invt_no=bindparam("b_invt_no"), released_at=bindparam("b_released_at"))
    )
    connection = await tx.connection()
    await connection.execute(
        statement, [{"b_key": key, "b_invt_no": number, "b_released_at": at} for key, number, at in lists]
    )


async def lock_list(tx: Tx, invt_no: str) -> Any:
    """The list with a number, locked; None when there is none."""
    found = await tx.execute(
        select(DocumentRow.__table__)
        .where(DocumentRow.kind == "list", DocumentRow.invt_no == invt_no)
        .with_for_update()
    )
    return found.first()


async def set_returned(tx: Tx, key: str, returned: dict[str, str]) -> None:
    """Remember what came back of a list, by line."""
    await tx.execute(
        update(DocumentRow).where(DocumentRow.kind == "list", DocumentRow.key == key).values(returned=returned)
    )


async def lock_quotas(tx: Tx, persons: Sequence[str], year: int) -> dict[str, int]:
    """What persons have used this year; their rows are made when absent, and locked."""
    await tx.execute(
        insert(table_of(QuotaRow)).on_conflict_do_nothing(),
        [{"person": one, "year": year, "used_amount": 0, "currency": "CNY"} for one in sorted(set(persons))],
    )
    found = await tx.execute(
        select(QuotaRow.person, QuotaRow.used_amount)
        .where(QuotaRow.person == _any_of(set(persons)), QuotaRow.year == year)
        .order_by(QuotaRow.person)
        .with_for_update()
    )
    return {row.person: row.used_amount for row in found}


async def set_quotas(tx: Tx, used: dict[str, int], year: int) -> None:
    """Write what persons have used."""
    if used:
        statement = insert(table_of(QuotaRow))
        await tx.execute(
            statement.on_conflict_do_update(
                index_elements=["person", "year"], set_={"used_amount": statement.excluded.used_amount}
            ),
            [{"person": one, "year": year, "used_amount": amount, "currency": "CNY"} for one, amount in used.items()],
        )


async def add_answers(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Put answers into mailboxes."""
    if rows:
        await tx.execute(insert(table_of(AnswerRow)), list(rows))


async def drop_future_answers(tx: Tx, subject: str, now: datetime) -> None:
    """Take back what was going to be said about an order."""
    await tx.execute(
        delete(AnswerRow).where(AnswerRow.subject == subject, AnswerRow.due_at > now, AnswerRow.taken_at.is_(None))
    )


async def list_answers(tx: Any, queue: str, *, now: datetime, limit: int) -> list[Any]:
    """Answers of a mailbox that are due and not taken, oldest first."""
    found = await tx.execute(
        select(AnswerRow.seq, AnswerRow.message_type, AnswerRow.node)
        .where(AnswerRow.queue == queue, AnswerRow.due_at <= now, AnswerRow.taken_at.is_(None))
        .order_by(AnswerRow.due_at, AnswerRow.seq)
        .limit(limit)
    )
    return list(found)


async def take_answers(tx: Tx, queue: str, seqs: Sequence[int], now: datetime) -> None:
    """Answers were received and kept by their owner."""
    await tx.execute(
        update(AnswerRow)
        .where(AnswerRow.queue == queue, AnswerRow.seq.in_(seqs), AnswerRow.taken_at.is_(None))
        .values(taken_at=now)
    )
