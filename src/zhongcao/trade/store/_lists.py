"""Statements that look at many orders, and questions of others about lines."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Select, any_, bindparam, exists, func, select

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.trade.rules import RECEIVED, OrderState
from zhongcao.trade.tables import OrderContactRow, OrderLineRow, OrderRow

_UNREVIEWED = exists().where(
    OrderLineRow.member_id == OrderRow.member_id,
    OrderLineRow.order_id == OrderRow.id,
    OrderLineRow.reviewed_at.is_(None),
)


async def list_orders(
    tx: Tx | ReadTx,
    *,
    member_id: int,
    states: Sequence[OrderState],
    unreviewed: bool,
    before: int | None,
    limit: int,
) -> list[OrderRow]:
    """A member's orders, newest first; perhaps only those with a line that nobody wrote about."""
    wanted = select(OrderRow).where(OrderRow.member_id == member_id)
    if unreviewed:
        wanted = wanted.where(_UNREVIEWED)
    return await _newest_first(tx, wanted, states, before, limit)


async def list_staff_orders(
    tx: Tx | ReadTx,
    *,
    states: Sequence[OrderState],
    order_no: str | None,
    due_before: datetime | None,
    before: int | None,
    limit: int,
) -> list[OrderRow]:
    """Orders of everyone, newest first; by number, or only those that wait too long."""
    wanted = select(OrderRow)
    if order_no is not None:
        wanted = wanted.where(OrderRow.order_no == order_no)
    if due_before is not None:
        wanted = wanted.where(OrderRow.due_at < due_before)
    return await _newest_first(tx, wanted, states, before, limit)


async def _newest_first(
    tx: Tx | ReadTx, wanted: Select[OrderRow], states: Sequence[OrderState], before: int | None, limit: int
) -> list[OrderRow]:
    if states:
        wanted = wanted.where(OrderRow.state.in_(states))
    if before is not None:
        wanted = wanted.where(OrderRow.id < before)
    return list(await tx.scalars(wanted.order_by(OrderRow.id.desc()).limit(limit)))


_ORDERS = bindparam("orders", type_=ARRAY(BigInteger))
_LINES = (
    select(OrderLineRow)
    .where(OrderLineRow.member_id == bindparam("member"), OrderLineRow.order_id == any_(_ORDERS))
    .order_by(OrderLineRow.line_no)
)
_LINES_OF_MANY = (
    select(OrderLineRow)
    .where(
        OrderLineRow.member_id == any_(bindparam("members", type_=ARRAY(BigInteger))),
        OrderLineRow.order_id == any_(_ORDERS),
    )
    .order_by(OrderLineRow.line_no)
)


async def list_lines(tx: Tx | ReadTx, orders: Sequence[tuple[int, int]]) -> dict[int, list[OrderLineRow]]:
    """The lines of orders given as (member, order), by order and in their order."""
    by_order: dict[int, list[OrderLineRow]] = defaultdict(list)
    if not orders:
        return by_order
    members = list({member for member, _ in orders})
    ids = [order for _, order in orders]
    if len(members) == 1:  # the usual case names the one shard it needs
        found = await tx.scalars(_LINES, {"member": members[0], "orders": ids})
    else:
        found = await tx.scalars(_LINES_OF_MANY, {"members": members, "orders": ids})
    for line in found:
        by_order[line.order_id].append(line)
    return by_order


_NOTICE_ACCEPTED = select(func.max(OrderRow.placed_at)).where(
    OrderRow.member_id == bindparam("member"), OrderRow.notice_version == bindparam("version")
)


async def find_notice_accepted(tx: Tx | ReadTx, *, member_id: int, version: str) -> datetime | None:
    """When a member last placed an order under a version of the consumer notice."""
    return await tx.scalar(_NOTICE_ACCEPTED, {"member": member_id, "version": version})


async def count_by_state(tx: Tx | ReadTx, *, member_id: int) -> dict[str, int]:
    """How many orders a member has in each state."""
    rows = await tx.execute(
        select(OrderRow.state, func.count()).where(OrderRow.member_id == member_id).group_by(OrderRow.state)
    )
    return {row[0]: row[1] for row in rows}


async def count_unreviewed(tx: Tx | ReadTx, *, member_id: int) -> int:
    """How many received orders of a member have a line that they did not write about."""
    statement = select(func.count()).where(OrderRow.member_id == member_id, OrderRow.state.in_(RECEIVED), _UNREVIEWED)
    return await tx.scalar(statement) or 0


_CONTACT = select(OrderContactRow).where(
    OrderContactRow.member_id == bindparam("member"), OrderContactRow.order_id == bindparam("order")
)


async def find_contact(tx: Tx | ReadTx, *, member_id: int, order_id: int) -> OrderContactRow | None:
    """Who receives an order."""
    return await tx.scalar(_CONTACT, {"member": member_id, "order": order_id})


_DUE = (
    select(OrderRow.member_id, OrderRow.id)
    .where(OrderRow.due_at <= bindparam("now"))
    .order_by(OrderRow.due_at)
    .limit(bindparam("most"))
)
_DUE_UNPAID = _DUE.where(OrderRow.state == OrderState.PLACED)
_DUE_DELIVERED = _DUE.where(OrderRow.state == OrderState.DELIVERED)
_DUE_OTHERS = _DUE.where(OrderRow.state.not_in([OrderState.PLACED, OrderState.DELIVERED]))


async def list_due(tx: Tx | ReadTx, *, now: datetime, placed: bool, limit: int) -> list[tuple[int, int]]:
    """Orders (member, order) that are due: the unpaid ones, or the others that wait for somebody else.

    Delivered orders are left out: nobody is asked about them, time confirms them (`list_unconfirmed`).
    """
    rows = await tx.execute(_DUE_UNPAID if placed else _DUE_OTHERS, {"now": now, "most": limit})
    return [(row.member_id, row.id) for row in rows]


async def list_unconfirmed(tx: Tx | ReadTx, *, now: datetime, limit: int) -> list[tuple[int, int]]:
    """Delivered orders (member, order) that time confirms now."""
    rows = await tx.execute(_DUE_DELIVERED, {"now": now, "most": limit})
    return [(row.member_id, row.id) for row in rows]


_RECEIVED_LINE = (
    select(OrderLineRow.sku_id, OrderLineRow.product_id, OrderRow.delivered_at)
    .join(OrderRow, (OrderRow.member_id == OrderLineRow.member_id) & (OrderRow.id == OrderLineRow.order_id))
    .where(
        OrderLineRow.member_id == bindparam("member"),
        OrderLineRow.order_id == bindparam("order"),
        OrderLineRow.line_no == bindparam("line"),
        OrderRow.state.in_(RECEIVED),
    )
)


async def find_received_line(
    tx: Tx | ReadTx, *, member_id: int, order_id: int, line_no: int
) -> tuple[int, int, datetime] | None:
    """SKU, product and time of receipt of a line that its member holds in hands."""
    asked = {"member": member_id, "order": order_id, "line": line_no}
    row = (await tx.execute(_RECEIVED_LINE, asked)).one_or_none()
    return None if row is None else (row.sku_id, row.product_id, row.delivered_at)


async def list_received_lines(tx: Tx | ReadTx, *, member_id: int, limit: int) -> Sequence[Any]:
    """The lines that a member holds in hands, the latest received first."""
    found = await tx.execute(
        select(
            OrderLineRow.order_id,
            OrderRow.order_no,
            OrderLineRow.line_no,
            OrderLineRow.sku_id,
            OrderLineRow.product_id,
            OrderLineRow.title,
            OrderLineRow.variant,
            OrderRow.delivered_at,
        )
        .join(OrderRow, (OrderRow.member_id == OrderLineRow.member_id) & (OrderRow.id == OrderLineRow.order_id))
        .where(OrderLineRow.member_id == member_id, OrderRow.state.in_(RECEIVED))
        .order_by(OrderRow.delivered_at.desc(), OrderLineRow.order_id.desc(), OrderLineRow.line_no)
        .limit(limit)
    )
    return found.all()


async def list_bought_products(tx: Tx | ReadTx, *, member_id: int, limit: int) -> list[int]:
    """Products that a member has received, newest first."""
    newest = func.max(OrderRow.id)
    rows = await tx.execute(
        select(OrderLineRow.product_id)
        .join(OrderRow, (OrderRow.member_id == OrderLineRow.member_id) & (OrderRow.id == OrderLineRow.order_id))
        .where(OrderLineRow.member_id == member_id, OrderRow.state.in_(RECEIVED))
        .group_by(OrderLineRow.product_id)
        .order_by(newest.desc(), OrderLineRow.product_id)
        .limit(limit)
    )
    return [row.product_id for row in rows]
