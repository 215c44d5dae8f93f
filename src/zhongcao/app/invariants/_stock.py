"""Stock: nothing appears, nothing vanishes, nothing is promised twice."""

# ruff: noqa: S608 - every statement is put together from constants of this package

from zhongcao.app.invariants._kinds import OUTBOX, Invariant, settled

_LOT, _HOLD, _MOVE = "inventory.lot", "inventory.hold", "inventory.stock_move"
_O, _L = "trade.orders", "trade.order_line"

STOCK: tuple[Invariant, ...] = (
    Invariant(
        name="stock-not-negative",
        sentence="No lot has less than nothing available, reserved or shipped.",
        tables=(_LOT,),
        sql="SELECT sku_id, id FROM inventory.lot WHERE least(available, reserved, shipped) < 0",
    ),
    Invariant(
        name="stock-conserved",
        sentence="What a lot holds follows from its journal: receipts and corrections less what was taken.",
        tables=(_LOT, _MOVE),
        sql="""
            SELECT l.sku_id, l.id, l.available, l.reserved, l.shipped FROM inventory.lot l
            LEFT JOIN (
                SELECT sku_id, lot_id,
                       coalesce(sum(quantity) FILTER (WHERE kind = 'received'), 0) AS received,
                       coalesce(sum(quantity) FILTER (WHERE kind = 'adjusted'), 0) AS adjusted,
                       coalesce(sum(quantity) FILTER (WHERE kind = 'reserved'), 0) AS reserved,
                       coalesce(sum(quantity) FILTER (WHERE kind = 'released'), 0) AS released,
                       coalesce(sum(quantity) FILTER (WHERE kind = 'shipped'), 0) AS shipped
                FROM inventory.stock_move GROUP BY sku_id, lot_id
            ) m ON m.sku_id = l.sku_id AND m.lot_id = l.id
            WHERE m.lot_id IS NULL
               OR (l.received, l.adjusted, l.shipped) <> (m.received, m.adjusted, m.shipped)
               OR l.reserved <> m.reserved - m.released - m.shipped
               OR l.available <> m.received + m.adjusted - m.reserved + m.released""",
    ),
    Invariant(
        name="holds-are-what-is-reserved",
        sentence="What a lot has reserved is what its live holds keep.",
        tables=(_LOT, _HOLD),
        sql="""
            SELECT l.sku_id, l.id, l.reserved, h.kept FROM inventory.lot l
            LEFT JOIN (
                SELECT sku_id, lot_id, sum(quantity) AS kept FROM inventory.hold WHERE ended_at IS NULL
                GROUP BY sku_id, lot_id
            ) h ON h.sku_id = l.sku_id AND h.lot_id = l.id
            WHERE l.reserved <> coalesce(h.kept, 0)""",
    ),
    Invariant(
        name="orders-hold-their-goods",
        sentence="An order that may still be shipped holds exactly its lines.",
        tables=(_O, _L, _HOLD, OUTBOX),
        sql=f"""
            SELECT l.order_id, l.line_no, l.quantity, h.kept FROM trade.order_line l
            JOIN trade.orders o ON o.member_id = l.member_id AND o.id = l.order_id
            LEFT JOIN (
                SELECT order_id, line_no, sku_id, sum(quantity) AS kept FROM inventory.hold WHERE ended_at IS NULL
                GROUP BY order_id, line_no, sku_id
            ) h ON h.order_id = l.order_id AND h.line_no = l.line_no AND h.sku_id = l.sku_id
            WHERE (o.state IN ('paid', 'declared', 'cleared')
                   OR (o.state = 'placed' AND o.due_at > CAST(:now AS timestamptz)))
              AND coalesce(h.kept, 0) <> l.quantity AND {settled("l.order_id")}""",
    ),
    Invariant(
        name="shipped-is-what-was-ordered",
        sentence="What left the warehouse for an order is exactly its lines.",
        tables=(_O, _L, _HOLD, OUTBOX),
        sql=f"""
            SELECT l.order_id, l.line_no, l.quantity, h.sent FROM trade.order_line l
            JOIN trade.orders o ON o.member_id = l.member_id AND o.id = l.order_id
            LEFT JOIN (
                SELECT order_id, line_no, sku_id, sum(quantity) AS sent FROM inventory.hold WHERE outcome = 'shipped'
                GROUP BY order_id, line_no, sku_id
            ) h ON h.order_id = l.order_id AND h.line_no = l.line_no AND h.sku_id = l.sku_id
            WHERE o.imported_at IS NULL AND {settled("l.order_id")}
              AND coalesce(h.sent, 0) <> CASE WHEN o.shipped_at IS NULL THEN 0 ELSE l.quantity END""",
    ),
    Invariant(
        name="no-hold-without-order",
        sentence="Nothing is kept for an order that does not exist, has ended or has been shipped.",
        tables=(_O, _HOLD, OUTBOX),
        sql=f"""
            SELECT h.order_id, h.sku_id, h.quantity, o.state FROM inventory.hold h
            LEFT JOIN trade.orders o ON o.id = h.order_id
            WHERE h.ended_at IS NULL AND {settled("h.order_id")}
              AND (o.id IS NULL OR o.state NOT IN ('placed', 'paid', 'declared', 'cleared'))""",
    ),
)
