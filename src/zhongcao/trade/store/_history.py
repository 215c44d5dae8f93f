"""Statements that take over orders of another system."""

from typing import Any

from sqlalchemy import ARRAY, BigInteger, Integer, SmallInteger, String, cast, column, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.types import TypeEngine

from zhongcao.kit.db import Instant, Tx
from zhongcao.trade.rules import IMPORTED_MODE, OrderState
from zhongcao.trade.tables import OrderLineRow, OrderRow

_Columns = dict[str, tuple[TypeEngine[Any], list[Any]]]


def _rows_of(columns: _Columns) -> Any:
    """Arrays as rows: one parameter a column, however many rows."""
    arrays = [cast(values, ARRAY(kind)) for kind, values in columns.values()]
    return (
        func.unnest(*arrays)
        .table_valued(*(column(name, kind) for name, (kind, _) in columns.items()), name="u")
        .render_derived()
    )


async def add_received_orders(tx: Tx, orders: list[dict[str, Any]], lines: list[dict[str, Any]]) -> int:
    """Write completed orders with their lines; those that are known already stay as they are."""
    u = _rows_of(
        {
            "member_id": (BigInteger(), [row["member_id"] for row in orders]),
            "id": (BigInteger(), [row["id"] for row in orders]),
            "order_no": (String(20), [row["order_no"] for row in orders]),
            "goods": (BigInteger(), [row["goods"] for row in orders]),
            "source": (String(100), [row["source"] for row in orders]),
            "placed_at": (Instant, [row["placed_at"] for row in orders]),
            "received_at": (Instant, [row["received_at"] for row in orders]),
            "imported_at": (Instant, [row["imported_at"] for row in orders]),
        }
    )
    nothing, none_yet = literal(0, BigInteger), literal(0, SmallInteger)
    values = {
        "member_id": u.c.member_id,
        "id": u.c.id,
        "order_no": u.c.order_no,
        "state": literal(OrderState.COMPLETED.value, String),
        "mode": literal(IMPORTED_MODE, String),
        "weight_grams": nothing,
        "told_lines": func.jsonb_build_array(),
        "currency": literal("CNY", String),
        "goods_amount": u.c.goods,
        "freight_amount": nothing,
        "tax_amount": nothing,
        "discount_amount": nothing,
        "paid_amount": u.c.goods,
        "source": u.c.source,
        "times_chased": none_yet,
        "placed_at": u.c.placed_at,
        "paid_at": u.c.placed_at,
        "delivered_at": u.c.received_at,
        "completed_at": u.c.received_at,
        "imported_at": u.c.imported_at,
    }
    added = await tx.execute(
        insert(OrderRow)
        .from_select(list(values), select(*values.values()))
        .on_conflict_do_nothing()
        .returning(OrderRow.id)
    )
    count = len(added.all())
    await _add_received_lines(tx, lines)
    return count


async def _add_received_lines(tx: Tx, lines: list[dict[str, Any]]) -> None:
    ids, small, texts = BigInteger(), Integer(), String()
    kinds: dict[str, TypeEngine[Any]] = {
        "member_id": ids,
        "order_id": ids,
        "line_no": small,
        "sku_id": ids,
        "product_id": ids,
        "title": texts,
        "variant": texts,
        "quantity": small,
        "price_amount": ids,
        "value_amount": ids,
    }
    u = _rows_of({name: (kind, [row[name] for row in lines]) for name, kind in kinds.items()})
    zero = literal(0, BigInteger)
    taxes = ("freight", "duty", "vat", "consumption", "parcel_tax", "tax")
    values: dict[str, Any] = {name: u.c[name] for name in kinds}
    values["currency"] = literal("CNY", String)
    values |= {f"{name}_amount": zero for name in taxes}
    values["lots"] = func.jsonb_build_array()
    await tx.execute(insert(OrderLineRow).from_select(list(values), select(*values.values())).on_conflict_do_nothing())
