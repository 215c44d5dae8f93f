"""SQL of declarations, their lines, withdrawals and receipts."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    String,
    Update,
    and_,
    any_,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from zhongcao.customs.rules import DeclarationState
from zhongcao.customs.tables import DeclarationLineRow, DeclarationRow, ReceiptRow, WithdrawalRow, table_of
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.sql import as_rows, insert_rows

Record = Any
"""A row; its attributes are the columns."""
Pair = tuple[int, int]
"""Member and id of a declaration."""
D = DeclarationRow


MATCHED_BY = ("order_no", "payment_transaction", "waybill_no", "cop_no")
"""The numbers by which receipts name a declaration."""
_GIVEN = (
    # Two arrays instead of a thousand parameters: the statement stays the same and is compiled once.
    func.unnest(bindparam("members", type_=ARRAY(BigInteger)), bindparam("ids", type_=ARRAY(BigInteger)))
    .table_valued("member_id", "id", name="given")
    .render_derived()
)
_KEYS = any_(bindparam("keys", type_=ARRAY(String)))


def _pairs(pairs: Sequence[Pair]) -> dict[str, Any]:
    return {"members": [pair[0] for pair in pairs], "ids": [pair[1] for pair in pairs]}


_ADD = insert(D).on_conflict_do_nothing().returning(D.id)
_ADD_LINES = insert_rows(table_of(DeclarationLineRow))
_FIND = select(D.__table__).where(D.member_id == bindparam("member"), D.order_id == bindparam("order"))
_LOCK = _FIND.with_for_update()
_LOCK_GIVEN = (
    select(D.__table__)
    .join(_GIVEN, and_(D.member_id == _GIVEN.c.member_id, D.id == _GIVEN.c.id))
    .order_by(D.member_id, D.id)
    .with_for_update(of=D.__table__)
)
_LOCK_DUE = (
    select(D.__table__)
    .where(D.due_at <= bindparam("now"), D.state == any_(bindparam("states", type_=ARRAY(String))))
    .order_by(D.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_L, _R, _W = DeclarationLineRow, ReceiptRow, WithdrawalRow
_LINES = (
    select(_L.__table__)
    .join(_GIVEN, and_(_L.member_id == _GIVEN.c.member_id, _L.declaration_id == _GIVEN.c.id))
    .order_by(_L.member_id, _L.declaration_id, _L.line_no)
)
_RECEIPTS = (
    select(_R.member_id, _R.declaration_id, _R.document, _R.code, _R.returned_at, _R.info, _R.business_key)
    .join(_GIVEN, and_(_R.member_id == _GIVEN.c.member_id, _R.declaration_id == _GIVEN.c.id))
    .order_by(_R.returned_at, _R.code)
)
_HELD = (
    select(D.order_id, D.list_code)
    .join(_GIVEN, and_(D.member_id == _GIVEN.c.member_id, D.order_id == _GIVEN.c.id))
    .where(D.state == DeclarationState.HELD)
)
_ADD_RECEIPTS = insert_rows(table_of(ReceiptRow), tail="ON CONFLICT DO NOTHING RETURNING code")
_LOCK_WITHDRAWALS = (
    select(_W.__table__)
    .join(_GIVEN, and_(_W.member_id == _GIVEN.c.member_id, _W.declaration_id == _GIVEN.c.id))
    .order_by(_W.id)
    .with_for_update(of=_W.__table__)
)
_LOCK_DUE_WITHDRAWALS = (
    select(_W.__table__)
    .where(_W.due_at <= bindparam("now"), _W.state == DeclarationState.PREPARED)
    .order_by(_W.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_MATCH_WITHDRAWALS = select(_W.cop_no, _W.member_id, _W.declaration_id).where(_W.cop_no == _KEYS)
_MATCH = {name: select(getattr(D, name), D.member_id, D.id).where(getattr(D, name) == _KEYS) for name in MATCHED_BY}


async def add_declaration(tx: Tx, values: dict[str, Any], lines: Sequence[dict[str, Any]]) -> bool:
    """Write a declaration with its lines once per order; False when the order has one already."""
    if await tx.scalar(_ADD, values) is None:
        return False
    await tx.execute(_ADD_LINES, {"rows": as_rows(lines)})
    return True


async def find_declaration(tx: Tx | ReadTx, *, member_id: int, order_id: int) -> Record | None:
    """The declaration of an order."""
    return (await tx.execute(_FIND, {"member": member_id, "order": order_id})).first()


async def find_declaration_by_id(tx: Tx | ReadTx, declaration_id: int) -> Record | None:
    """A declaration by its id alone (staff)."""
    found = await tx.execute(select(D.__table__).where(D.id == declaration_id))
    return found.first()


async def lock_declaration(tx: Tx, *, member_id: int, order_id: int) -> Record | None:
    """The declaration of an order, locked."""
    return (await tx.execute(_LOCK, {"member": member_id, "order": order_id})).first()


async def lock_declarations(tx: Tx, pairs: Sequence[Pair]) -> list[Record]:
    """Declarations locked in the order of their keys."""
    return list(await tx.execute(_LOCK_GIVEN, _pairs(pairs)))


async def lock_due_declarations(
    tx: Tx, *, states: Sequence[DeclarationState], now: datetime, limit: int
) -> list[Record]:
    """Declarations in some states that are due, locked, those of other workers left out."""
    asked = {"now": now, "states": [state.value for state in states], "most": limit}
    return list(await tx.execute(_LOCK_DUE, asked))


async def list_lines(tx: Tx | ReadTx, pairs: Sequence[Pair]) -> dict[Pair, list[Record]]:
    """The lines of declarations, in order."""
    found = await tx.execute(_LINES, _pairs(pairs))
    by_pair: dict[Pair, list[Record]] = {}
    for row in found:
        by_pair.setdefault((row.member_id, row.declaration_id), []).append(row)
    return by_pair


async def list_declarations(
    tx: Tx | ReadTx, *, state: DeclarationState | None, order_no: str | None, before: int | None, limit: int
) -> list[Record]:
    """Declarations for staff, newest first; of one state, or of one order."""
    query = select(D.__table__).order_by(D.id.desc()).limit(limit)
    if order_no is not None:
        query = query.where(D.order_no == order_no)
    if state is not None:
        query = query.where(D.state == state)
    if before is not None:
        query = query.where(D.id < before)
    return list(await tx.execute(query))


async def set_declarations(tx: Tx, changes: Sequence[dict[str, Any]]) -> None:
    """Write changes of declarations; each names `member_id`, `id` and the same columns."""
    if not changes:
        return
    statement = _change(tuple(name for name in changes[0] if name not in ("member_id", "id")))
    rows = [{f"b_{name}": value for name, value in one.items()} for one in changes]
    if len(rows) == 1:
        await tx.execute(statement, rows[0])
    else:
        await (await tx.connection()).execute(statement, rows)


@cache
def _change(columns: tuple[str, ...]) -> Update:
    """The statement that writes some columns; declarations change in a few ways only."""
    table = table_of(D)
    return (
        update(table)
        .where(table.c.member_id == bindparam("b_member_id"), table.c.id == bindparam("b_id"))
        .values({name: bindparam(f"b_{name}") for name in columns})
    )


async def match_declarations(tx: Tx, field: str, keys: Sequence[str]) -> dict[str, Pair]:
    """Declarations by the business key that a receipt names."""
    found = await tx.execute(_MATCH[field], {"keys": list(keys)})
    return {row[0]: (row[1], row[2]) for row in found}


async def match_withdrawals(tx: Tx, cop_nos: Sequence[str]) -> dict[str, Pair]:
    """Declarations by the number of their withdrawal."""
    found = await tx.execute(_MATCH_WITHDRAWALS, {"keys": list(cop_nos)})
    return {row[0]: (row[1], row[2]) for row in found}


async def add_receipts(tx: Tx, rows: Sequence[dict[str, Any]]) -> int:
    """Keep receipts, each once; answers how many were new."""
    added = await tx.execute(_ADD_RECEIPTS, {"rows": as_rows(rows)})
    return len(added.all())


async def list_held(tx: Tx | ReadTx, orders: Sequence[Pair]) -> dict[int, int | None]:
    """Those of some orders whose declaration is held, with its last code."""
    return {row.order_id: row.list_code for row in await tx.execute(_HELD, _pairs(orders))}


async def list_receipts(tx: Tx | ReadTx, pairs: Sequence[Pair]) -> dict[Pair, list[Record]]:
    """Every receipt of declarations, oldest first."""
    found = await tx.execute(_RECEIPTS, _pairs(pairs))
    by_pair: dict[Pair, list[Record]] = {}
    for row in found:
        by_pair.setdefault((row.member_id, row.declaration_id), []).append(row)
    return by_pair


async def add_withdrawal(tx: Tx, values: dict[str, Any]) -> None:
    """Write a withdrawal to be sent."""
    await tx.execute(insert(WithdrawalRow).values(**values))


async def lock_withdrawals(tx: Tx, pairs: Sequence[Pair]) -> list[Record]:
    """Withdrawals of declarations, locked, oldest first."""
    return list(await tx.execute(_LOCK_WITHDRAWALS, _pairs(pairs)))


async def lock_due_withdrawals(tx: Tx, *, now: datetime, limit: int) -> list[Record]:
    """Withdrawals that are due for sending, locked."""
    return list(await tx.execute(_LOCK_DUE_WITHDRAWALS, {"now": now, "most": limit}))


async def set_withdrawal(tx: Tx, *, member_id: int, withdrawal_id: int, **values: Any) -> None:
    """Change a withdrawal."""
    await tx.execute(
        update(WithdrawalRow)
        .where(WithdrawalRow.member_id == member_id, WithdrawalRow.id == withdrawal_id)
        .values(**values)
    )


async def count_by_state(tx: Tx | ReadTx) -> dict[str, int]:
    """How many declarations stand in each state."""
    found = await tx.execute(select(D.state, func.count()).group_by(D.state))
    return {row[0]: row[1] for row in found}
