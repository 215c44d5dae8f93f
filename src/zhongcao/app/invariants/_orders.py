"""Orders: sums, states, and everything that must stand beside an order."""

# ruff: noqa: S608 - every statement is put together from constants of this package

from zhongcao.app.invariants._kinds import OUTBOX, Invariant, Severity, settled

_O, _L = "trade.orders", "trade.order_line"
_PAID = "('paid', 'declared', 'cleared', 'shipped', 'delivered', 'completed', 'refunding', 'refunded')"

ORDERS: tuple[Invariant, ...] = (
    Invariant(
        name="order-once-per-key",
        sentence="One Idempotency-Key of a member makes one order.",
        tables=(_O,),
        sql="""
            SELECT member_id, idempotency_key, count(*) FROM trade.orders WHERE idempotency_key IS NOT NULL
            GROUP BY member_id, idempotency_key HAVING count(*) > 1""",
    ),
    Invariant(
        name="order-identity",
        sentence="What is paid is goods plus freight plus tax less discount.",
        tables=(_O,),
        sql="""
            SELECT id, order_no FROM trade.orders
            WHERE paid_amount <> goods_amount + freight_amount + tax_amount - discount_amount""",
    ),
    Invariant(
        name="order-lines-add-up",
        sentence="The lines of an order add up to its goods, freight and tax.",
        tables=(_O, _L),
        sql="""
            SELECT o.id, o.order_no FROM trade.orders o
            LEFT JOIN (
                SELECT member_id, order_id, sum(value_amount) AS goods, sum(freight_amount) AS freight,
                       sum(tax_amount) AS tax
                FROM trade.order_line GROUP BY member_id, order_id
            ) l ON l.member_id = o.member_id AND l.order_id = o.id
            WHERE (l.goods, l.freight, l.tax) IS DISTINCT FROM (o.goods_amount, o.freight_amount, o.tax_amount)""",
    ),
    Invariant(
        name="order-state-has-its-moments",
        sentence="An order has the time of every state that it must have passed.",
        tables=(_O,),
        sql=f"""
            SELECT id, state FROM trade.orders
            WHERE (state IN {_PAID} AND paid_at IS NULL)
               OR (state IN ('placed', 'cancelled') AND paid_at IS NOT NULL)
               OR (state IN ('shipped', 'delivered', 'completed') AND shipped_at IS NULL AND imported_at IS NULL)
               OR (state IN ('delivered', 'completed') AND delivered_at IS NULL)
               OR (state = 'completed' AND completed_at IS NULL)
               OR (state = 'cancelled' AND cancelled_at IS NULL)
               OR (state IN ('refunding', 'refunded') AND refunding_at IS NULL)
               OR (state = 'refunded' AND refunded_at IS NULL)
               OR (mode = '1210' AND shipped_at IS NOT NULL AND cleared_at IS NULL)""",
    ),
    Invariant(
        name="order-member-exists",
        sentence="Every order belongs to a member.",
        tables=(_O, "identity.member"),
        sql="""
            SELECT o.id, o.member_id FROM trade.orders o
            WHERE NOT EXISTS (SELECT FROM identity.member m WHERE m.member_id = o.member_id)""",
    ),
    Invariant(
        name="order-goods-exist",
        sentence="Every order line names a SKU of the mall.",
        tables=(_L, "mall.sku"),
        sql="""
            SELECT l.order_id, l.line_no, l.sku_id FROM trade.order_line l
            WHERE NOT EXISTS (SELECT FROM mall.sku s WHERE s.id = l.sku_id)""",
    ),
    Invariant(
        name="parcel-beside-order",
        sentence="Every parcel belongs to a paid order, and every shipped order has a parcel that was handed over.",
        tables=(_O, "logistics.parcel", OUTBOX),
        sql=f"""
            SELECT p.order_id, p.state, 'parcel without a paid order' FROM logistics.parcel p
            LEFT JOIN trade.orders o ON o.member_id = p.member_id AND o.id = p.order_id
            WHERE o.id IS NULL OR o.paid_at IS NULL
            UNION ALL
            SELECT o.id, o.state, 'shipped without a parcel' FROM trade.orders o
            LEFT JOIN logistics.parcel p ON p.member_id = o.member_id AND p.order_id = o.id
            WHERE o.shipped_at IS NOT NULL AND o.imported_at IS NULL AND {settled("o.id")}
              AND (p.id IS NULL OR p.state IN ('booked', 'labelled', 'cancelling', 'cancelled'))""",
    ),
    Invariant(
        name="delivered-means-signed",
        sentence="A parcel that was signed for belongs to an order that says so.",
        tables=(_O, "logistics.parcel", OUTBOX),
        sql=f"""
            SELECT o.id, o.state FROM logistics.parcel p
            JOIN trade.orders o ON o.member_id = p.member_id AND o.id = p.order_id
            WHERE p.state = 'delivered' AND o.delivered_at IS NULL AND {settled("o.id")}""",
    ),
    Invariant(
        name="orders-are-looked-after",
        sentence="No order waits a day longer than it should without anybody looking after it.",
        tables=(_O,),
        severity=Severity.LATE,
        sql="""
            SELECT id, state, due_at FROM trade.orders WHERE due_at < CAST(:now AS timestamptz) - interval '1 day'""",
    ),
)
