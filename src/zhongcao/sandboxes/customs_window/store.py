"""Every SQL statement of the customs window."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CollectionAggregate, String, any_, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.kit.db import Tx
from zhongcao.kit.sql import as_rows, insert_rows
from zhongcao.sandboxes.customs_window.tables import AnswerRow, DocumentRow, EnvelopeRow, QuotaRow, table_of

Key = tuple[str, str]
"""Kind and business key of a document."""


def _any_of(name: str) -> CollectionAggregate[Any]:
    # One array instead of a thousand parameters: the statement stays the same and is compiled once.
    return any_(bindparam(name, type_=ARRAY(String)))


_ADD_ENVELOPE = insert(EnvelopeRow).on_conflict_do_nothing().returning(EnvelopeRow.cop_msg_id)
_DOCUMENTS = select(DocumentRow.__table__).order_by(DocumentRow.kind, DocumentRow.key).with_for_update()
_LOCK = _DOCUMENTS.where(DocumentRow.kind == _any_of("kinds"), DocumentRow.key == _any_of("keys"))
_LOCK_OF = _DOCUMENTS.where(DocumentRow.order_no == _any_of("orders"))
_PUT = insert_rows(
    table_of(DocumentRow),
    "kind",
    "key",
    "order_no",
    "code",
    "attempt",
    "body",
    "stored_at",
    tail="""
    ON CONFLICT (kind, key) DO UPDATE SET order_no = excluded.order_no, code = excluded.code,
        attempt = excluded.attempt, body = excluded.body, stored_at = excluded.stored_at
    RETURNING kind, key, number
    """,
)
_SET_CODES = update(DocumentRow).where(DocumentRow.order_no == _any_of("orders")).values(code=bindparam("new_code"))
_ADD_QUOTAS = insert_rows(table_of(QuotaRow), tail="ON CONFLICT DO NOTHING")
_LOCK_QUOTAS = (
    select(QuotaRow.person, QuotaRow.used_amount)
    .where(QuotaRow.person == _any_of("persons"), QuotaRow.year == bindparam("year"))
    .order_by(QuotaRow.person)
    .with_for_update()
)
_SET_QUOTAS = insert_rows(
    table_of(QuotaRow), tail="ON CONFLICT (person, year) DO UPDATE SET used_amount = excluded.used_amount"
)
_ADD_ANSWERS = insert_rows(table_of(AnswerRow), "queue", "subject", "message_type", "node", "due_at")
_ANSWERS = (
    select(AnswerRow.seq, AnswerRow.message_type, AnswerRow.node)
    .where(AnswerRow.queue == bindparam("queue"), AnswerRow.due_at <= bindparam("now"), AnswerRow.taken_at.is_(None))
    .order_by(AnswerRow.due_at, AnswerRow.seq)
    .limit(bindparam("most"))
)
_TAKE_ANSWERS = (
    update(AnswerRow)
    .where(
        AnswerRow.queue == bindparam("of_queue"),
        AnswerRow.seq == any_(bindparam("seqs", type_=ARRAY(BigInteger))),
        AnswerRow.taken_at.is_(None),
    )
    .values(taken_at=bindparam("now"))
)


async def add_envelope(tx: Tx, cop_msg_id: str, now: datetime) -> bool:
    """Remember an envelope; False when it came before."""
    return await tx.scalar(_ADD_ENVELOPE, {"cop_msg_id": cop_msg_id, "received_at": now}) is not None


async def lock_documents(tx: Tx, keys: Sequence[Key]) -> dict[Key, Any]:
    """Documents by key, locked in their order."""
    asked = {"kinds": sorted({kind for kind, _ in keys}), "keys": sorted({key for _, key in keys})}
    found = await tx.execute(_LOCK, asked)
    return {(row.kind, row.key): row for row in found}


async def lock_documents_of(tx: Tx, order_nos: Sequence[str]) -> list[Any]:
    """Every document of some orders, locked in their order."""
    return list(await tx.execute(_LOCK_OF, {"orders": list(order_nos)}))


async def put_documents(tx: Tx, rows: Sequence[dict[str, Any]]) -> dict[Key, int]:
    """Store documents, a corrected one over its predecessor; answers their numbers."""
    stored = await tx.execute(_PUT, {"rows": as_rows(rows)})
    return {(row.kind, row.key): row.number for row in stored}


async def set_codes(tx: Tx, code: int, order_nos: Sequence[str]) -> None:
    """Move all documents of some orders to a code."""
    await tx.execute(_SET_CODES, {"orders": list(order_nos), "new_code": code})


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
    who = sorted(set(persons))
    fresh = [{"person": one, "year": year, "used_amount": 0, "currency": "CNY"} for one in who]
    await tx.execute(_ADD_QUOTAS, {"rows": as_rows(fresh)})
    found = await tx.execute(_LOCK_QUOTAS, {"persons": who, "year": year})
    return {row.person: row.used_amount for row in found}


async def set_quotas(tx: Tx, used: dict[str, int], year: int) -> None:
    """Write what persons have used."""
    if used:
        rows = [{"person": one, "year": year, "used_amount": sum_, "currency": "CNY"} for one, sum_ in used.items()]
        await tx.execute(_SET_QUOTAS, {"rows": as_rows(rows)})


async def add_answers(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Put answers into mailboxes."""
    if rows:
        await tx.execute(_ADD_ANSWERS, {"rows": as_rows(rows)})


async def drop_future_answers(tx: Tx, subject: str, now: datetime) -> None:
    """Take back what was going to be said about an order."""
    await tx.execute(
        delete(AnswerRow).where(AnswerRow.subject == subject, AnswerRow.due_at > now, AnswerRow.taken_at.is_(None))
    )


async def list_answers(tx: Any, queue: str, *, now: datetime, limit: int) -> list[Any]:
    """Answers of a mailbox that are due and not taken, oldest first."""
    return list(await tx.execute(_ANSWERS, {"queue": queue, "now": now, "most": limit}))


async def take_answers(tx: Tx, queue: str, seqs: Sequence[int], now: datetime) -> None:
    """Answers were received and kept by their owner."""
    await tx.execute(_TAKE_ANSWERS, {"of_queue": queue, "seqs": list(seqs), "now": now})
