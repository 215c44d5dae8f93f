"""Statements about one order."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import BigInteger, Integer, Update, bindparam, column, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.sql import Session, as_rows, insert_rows
from zhongcao.trade.tables import OrderContactRow, OrderLineRow, OrderRow

IDS, NUMBERS = ARRAY(BigInteger), ARRAY(Integer)
KEY = ("member_id", "order_id", "line_no")
_ADD = upsert(OrderRow).on_conflict_do_nothing(index_elements=[OrderRow.member_id, OrderRow.id]).returning(OrderRow.id)
_ADD_CONTACT = insert(OrderContactRow)
_FIND = select(OrderRow).where(OrderRow.member_id == bindparam("member"), OrderRow.id == bindparam("order"))
_LOCK = _FIND.with_for_update()
_FIND_ANY = select(OrderRow).where(OrderRow.id == bindparam("order"))
_ADD_LINES = insert_rows(OrderLineRow.__table__)


class LockedOrder:
    """An order under its lock: what is set on it is written before the next statement, or with the transaction."""

    __slots__ = ("_changed", "_row", "_tx")

    def __init__(self, tx: Session, row: Any) -> None:
        object.__setattr__(self, "_tx", tx)
        object.__setattr__(self, "_changed", set())
        self._load(row)

    def _load(self, row: Any) -> None:
        object.__setattr__(self, "_row", dict(row._mapping))

    def __getattr__(self, name: str) -> Any:
        try:
            return self._row[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self._row:
            raise AttributeError(name)
        if not self._changed:
            self._tx.leave(_write_changes, self)
        self._changed.add(name)
        self._row[name] = value


async def add_order(tx: Tx, values: dict[str, Any]) -> bool:
    """Write a new order; False when this id has become an order before."""
    return await tx.scalar(_ADD, values) is not None


async def add_lines(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """Write the lines of an order, all in one statement."""
    defaults = dict.fromkeys(("duty_amount", "vat_amount", "consumption_amount", "parcel_tax_amount"), 0)
    await tx.execute(_ADD_LINES, {"rows": as_rows([defaults | row for row in rows])})


async def add_contact(tx: Tx, values: dict[str, Any]) -> None:
    """Write who receives an order."""
    await tx.execute(_ADD_CONTACT, values)


async def drop_contacts(tx: Tx, member_id: int) -> None:
    """Forget who received a member's orders."""
    await tx.execute(delete(OrderContactRow).where(OrderContactRow.member_id == member_id))


async def set_reviewed(tx: Tx, lines: Sequence[tuple[int, int, int]], at: datetime | None) -> None:
    """Remember for lines given as (member, order, line) when they were written about."""
    members, orders, numbers = zip(*lines, strict=True)
    wanted = (
        func.unnest(literal(list(members), IDS), literal(list(orders), IDS), literal(list(numbers), NUMBERS))
        .table_valued(
            column("member_id", BigInteger), column("order_id", BigInteger), column("line_no", Integer), name="u"
        )
        .render_derived()
    )
    await tx.execute(
        update(OrderLineRow)
        .where(
            OrderLineRow.member_id == wanted.c.member_id,
            OrderLineRow.order_id == wanted.c.order_id,
            OrderLineRow.line_no == wanted.c.line_no,
        )
        .values(reviewed_at=at)
        .execution_options(synchronize_session=False)
    )


async def lock_order(tx: Tx, *, member_id: int, order_id: int) -> OrderRow | None:
    """The order, locked until the end of the transaction: whatever happens to it happens one after another.

    Locking it again in the same transaction answers the same object, as it is now.
    """
    row = await tx.scalar(_LOCK, {"member": member_id, "order": order_id})
    if row is None:
        return None
    locked: dict[int, LockedOrder] = tx.info.setdefault("orders", {})
    if order_id in locked:
        locked[order_id]._load(row)
    else:
        locked[order_id] = LockedOrder(cast("Session", tx), row)
    return cast("OrderRow", locked[order_id])


async def find_order(tx: Tx | ReadTx, *, member_id: int, order_id: int) -> OrderRow | None:
    """An order of a member."""
    return await tx.scalar(_FIND, {"member": member_id, "order": order_id})


async def find_any_order(tx: Tx | ReadTx, order_id: int) -> OrderRow | None:
    """An order of whomever, for staff."""
    return await tx.scalar(_FIND_ANY, {"order": order_id})


async def _write_changes(tx: Session, orders: Sequence[LockedOrder]) -> None:
    for order in orders:
        values = {name: order._row[name] for name in sorted(order._changed)}
        order._changed.clear()
        await tx.execute(_change(tuple(values)), {"of_member": order.member_id, "of_order": order.id} | values)


@cache
def _change(names: tuple[str, ...]) -> Update:
    """The statement that writes some columns; orders change in a few ways only."""
    of_order = (OrderRow.member_id == bindparam("of_member"), OrderRow.id == bindparam("of_order"))
    return update(OrderRow).where(*of_order).values({name: bindparam(name) for name in names})
