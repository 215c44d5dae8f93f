"""SQL of declarations, their lines, withdrawals and receipts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CollectionAggregate,
    String,
    TableValuedAlias,
    and_,
    any_,
    bindparam,
    cast,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from zhongcao.customs.rules import DeclarationState
from zhongcao.customs.tables import DeclarationLineRow, DeclarationRow, ReceiptRow, WithdrawalRow, table_of
from zhongcao.kit.db import ReadTx, Tx

Record = Any
"""A row; its attributes are the columns."""
Pair = tuple[int, int]
"""Member and id of a declaration."""
D = DeclarationRow


def _given(pairs: Sequence[Pair]) -> TableValuedAlias:
    # Two arrays instead of a thousand parameters: the statement stays the same and is compiled once.
    members = cast([pair[0] for pair in pairs], ARRAY(BigInteger))
    ids = cast([pair[1] for pair in pairs], ARRAY(BigInteger))
    return func.unnest(members, ids).table_valued("member_id", "id", name="given").render_derived()


def _any_of(keys: Sequence[str]) -> CollectionAggregate[Any]:
    return any_(cast(list(keys), ARRAY(String)))


async def add_declaration(tx: Tx, values: dict[str, Any], lines: Sequence[dict[str, Any]]) -> bool:
    """Write a declaration with its lines once per order; False when the order has one already."""
    added = await tx.execute(insert(D).values(**values).on_conflict_do_nothing().returning(D.id))
    if added.first() is None:
        return False
    await tx.execute(insert(table_of(DeclarationLineRow)), list(lines))
    return True


async def find_declaration(tx: Tx | ReadTx, *, member_id: int, order_id: int) -> Record | None:
    """The declaration of an order."""
    found = await tx.execute(select(D.__table__).where(D.member_id == member_id, D.order_id == order_id))
    return found.first()


async def find_declaration_by_id(tx: Tx | ReadTx, declaration_id: int) -> Record | None:
    """A declaration by its id alone (staff)."""
    found = await tx.execute(select(D.__table__).where(D.id == declaration_id))
    return found.first()


async def lock_declaration(tx: Tx, *, member_id: int, order_id: int) -> Record | None:
    """The declaration of an order, locked."""
    found = await tx.execute(
        select(D.__table__).where(D.member_id == member_id, D.order_id == order_id).with_for_update()
    )
    return found.first()


async def lock_declarations(tx: Tx, pairs: Sequence[Pair]) -> list[Record]:
    """Declarations locked in the order of their keys."""
    given = _given(pairs)
    found = await tx.execute(
        select(D.__table__)
        .join(given, and_(D.member_id == given.c.member_id, D.id == given.c.id))
        .order_by(D.member_id, D.id)
        .with_for_update(of=D.__table__)
    )
    return list(found)


async def lock_due_declarations(
    tx: Tx, *, states: Sequence[DeclarationState], now: datetime, limit: int
) -> list[Record]:
    """Declarations in some states that are due, locked, those of other workers left out."""
    found = await tx.execute(
        select(D.__table__)
        .where(D.due_at <= now, D.state.in_(states))
        .order_by(D.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(found)


async def list_lines(tx: Tx | ReadTx, pairs: Sequence[Pair]) -> dict[Pair, list[Record]]:
    """The lines of declarations, in order."""
    line, given = DeclarationLineRow, _given(pairs)
    found = await tx.execute(
        select(line.__table__)
        .join(given, and_(line.member_id == given.c.member_id, line.declaration_id == given.c.id))
        .order_by(line.member_id, line.declaration_id, line.line_no)
    )
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
    columns = [name for name in changes[0] if name not in ("member_id", "id")]
    table = table_of(D)
    statement = (
        update(table)
        .where(table.c.member_id == bindparam("b_member_id"), table.c.id == bindparam("b_id"))
        .values({name: bindparam(f"b_{name}") for name in columns})
    )
    connection = await tx.connection()
    await connection.execute(statement, [{f"b_{name}": value for name, value in one.items()} for one in changes])


async def match_declarations(tx: Tx, field: str, keys: Sequence[str]) -> dict[str, Pair]:
    """Declarations by the business key that a receipt names."""
    column = getattr(D, field)
    found = await tx.execute(select(column, D.member_id, D.id).where(column == _any_of(keys)))
    return {row[0]: (row[1], row[2]) for row in found}


async def match_withdrawals(tx: Tx, cop_nos: Sequence[str]) -> dict[str, Pair]:
    """Declarations by the number of their withdrawal."""
    w = WithdrawalRow
    found = await tx.execute(select(w.cop_no, w.member_id, w.declaration_id).where(w.cop_no == _any_of(cop_nos)))
    return {row[0]: (row[1], row[2]) for row in found}


async def add_receipts(tx: Tx, rows: Sequence[dict[str, Any]]) -> int:
    """Keep receipts, each once; answers how many were new."""
    statement = insert(table_of(ReceiptRow)).on_conflict_do_nothing().returning(ReceiptRow.code)
    added = await tx.execute(statement, list(rows))
    return len(added.all())


async def list_receipts(tx: Tx | ReadTx, pairs: Sequence[Pair]) -> dict[Pair, list[Record]]:
    """Every receipt of declarations, oldest first."""
    r, given = ReceiptRow, _given(pairs)
    found = await tx.execute(
        select(r.member_id, r.declaration_id, r.document, r.code, r.returned_at, r.info, r.business_key)
        .join(given, and_(r.member_id == given.c.member_id, r.declaration_id == given.c.id))
        .order_by(r.returned_at, r.code)
    )
    by_pair: dict[Pair, list[Record]] = {}
    for row in found:
        by_pair.setdefault((row.member_id, row.declaration_id), []).append(row)
    return by_pair


async def add_withdrawal(tx: Tx, values: dict[str, Any]) -> None:
    """Write a withdrawal to be sent."""
    await tx.execute(insert(WithdrawalRow).values(**values))


async def lock_withdrawals(tx: Tx, pairs: Sequence[Pair]) -> list[Record]:
    """Withdrawals of declarations, locked, oldest first."""
    w, given = WithdrawalRow, _given(pairs)
    found = await tx.execute(
        select(w.__table__)
        .join(given, and_(w.member_id == given.c.member_id, w.declaration_id == given.c.id))
        .order_by(w.id)
        .with_for_update(of=w.__table__)
    )
    return list(found)


async def lock_due_withdrawals(tx: Tx, *, now: datetime, limit: int) -> list[Record]:
    """Withdrawals that are due for sending, locked."""
    w = WithdrawalRow
    found = await tx.execute(
        select(w.__table__)
        .where(w.due_at <= now, w.state == DeclarationState.PREPARED)
        .order_by(w.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(found)


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
