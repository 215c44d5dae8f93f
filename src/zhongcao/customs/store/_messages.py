"""SQL of the messages to and from customs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ARRAY, String, any_, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.customs.schemas import IncomingMessage, OutgoingMessage
from zhongcao.customs.store._declarations import Record
from zhongcao.customs.tables import MessageRow
from zhongcao.kit.db import Tx

M = MessageRow
_ADD = insert(M)
_ADD_NEW = insert(M).on_conflict_do_nothing()
_IDS = bindparam("ids", type_=ARRAY(String))
_DUE = (
    select(M.cop_msg_id)
    .where(M.due_at <= bindparam("now"))
    .order_by(M.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(M)
    .where(M.cop_msg_id == any_(_IDS))
    .values(due_at=bindparam("again_at"), tries=M.tries + 1)
    .returning(M.cop_msg_id, M.type, M.body, M.tries, M.created_at)
)
_SENT = update(M).where(M.cop_msg_id == any_(_IDS)).values(sent_at=bindparam("now"), due_at=None, error=None)
_DECLARATIONS_OF = select(M.cop_msg_id, M.declarations).where(M.cop_msg_id == any_(_IDS), M.is_ours)


async def add_outgoing(tx: Tx, messages: Sequence[OutgoingMessage], now: datetime) -> None:
    """Keep messages that are to be sent at once."""
    rows = [
        {
            "cop_msg_id": one.cop_msg_id,
            "type": one.type,
            "is_ours": True,
            "body": one.sealed,
            "sha256": one.sha256,
            "declarations": one.declarations,
            "created_at": now,
            "due_at": now,
            "tries": 0,
        }
        for one in messages
    ]
    await tx.execute(_ADD, rows)


async def add_incoming(tx: Tx, messages: Sequence[IncomingMessage], now: datetime) -> None:
    """Keep messages of customs, each once."""
    rows = [
        {
            "cop_msg_id": one.cop_msg_id,
            "type": one.type,
            "is_ours": False,
            "body": one.sealed,
            "sha256": one.sha256,
            "declarations": [],
            "created_at": now,
            "tries": 0,
        }
        for one in messages
    ]
    await tx.execute(_ADD_NEW, rows)


async def claim_due_messages(tx: Tx, *, now: datetime, again_in: timedelta, limit: int) -> list[Record]:
    """Take messages that are due; another worker sees them again only after some time."""
    ids = list(await tx.scalars(_DUE, {"now": now, "most": limit}))
    if not ids:
        return []
    taken = await tx.execute(_CLAIM, {"ids": ids, "again_at": now + again_in})
    return sorted(taken, key=lambda row: (row.created_at, row.type))


async def mark_sent(tx: Tx, cop_msg_ids: Sequence[str], now: datetime) -> None:
    """The gateway took these messages."""
    await tx.execute(_SENT, {"ids": list(cop_msg_ids), "now": now})


async def mark_failed(tx: Tx, cop_msg_id: str, *, error: str, due_at: datetime) -> None:
    """The gateway did not answer; the same bytes go again later."""
    await tx.execute(update(M).where(M.cop_msg_id == cop_msg_id).values(error=error[:500], due_at=due_at))


async def declarations_of(tx: Tx, cop_msg_ids: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Which declarations our messages carried."""
    found = await tx.execute(_DECLARATIONS_OF, {"ids": list(cop_msg_ids)})
    return {row[0]: [(pair[0], pair[1]) for pair in row[1]] for row in found}


async def find_body(tx: Tx, cop_msg_id: str) -> bytes | None:
    """The sealed bytes of a message."""
    return await tx.scalar(select(M.body).where(M.cop_msg_id == cop_msg_id))


_BLANK_NAMES = text(
    """
    UPDATE customs.declaration SET consignee = '', consignee_phone = '', consignee_address = ''
    WHERE (member_id, id) IN (
        SELECT member_id, id FROM customs.declaration
        WHERE consignee <> '' AND created_at < :before ORDER BY created_at LIMIT :most FOR UPDATE SKIP LOCKED
    )
    RETURNING id
    """
)
_BLANK_BODIES = text(
    """
    UPDATE customs.message SET body = ''
    WHERE cop_msg_id IN (
        SELECT cop_msg_id FROM customs.message
        WHERE body <> '' AND due_at IS NULL AND created_at < :before
        ORDER BY created_at LIMIT :most FOR UPDATE SKIP LOCKED
    )
    RETURNING cop_msg_id
    """
)


async def blank_names(tx: Tx, *, before: datetime, limit: int) -> int:
    """Blank recipients of declarations and contents of messages from before a moment; answers how many."""
    given = {"before": before, "most": limit}
    return sum([len((await tx.execute(statement, given)).all()) for statement in (_BLANK_NAMES, _BLANK_BODIES)])
