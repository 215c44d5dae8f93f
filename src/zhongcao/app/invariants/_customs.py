"""Customs: declared is what was sold, nothing leaves unreleased, nobody buys more than the law allows."""

# ruff: noqa: S608 - every statement is put together from constants of this package

from zhongcao.app.invariants._kinds import OUTBOX, Invariant, settled

_O, _D = "trade.orders", "customs.declaration"
_A, _E = "customs.allowance", "customs.allowance_entry"

CUSTOMS: tuple[Invariant, ...] = (
    Invariant(
        name="declared-is-what-was-sold",
        sentence="A declaration names the very sums of its order: goods, freight, discount, tax and payment.",
        tables=(_O, _D),
        sql="""
            SELECT d.order_id, d.order_no FROM customs.declaration d
            LEFT JOIN trade.orders o ON o.member_id = d.member_id AND o.id = d.order_id
            WHERE (d.order_no, d.goods_value_amount, d.freight_amount, d.discount_amount, d.tax_total_amount,
                   d.paid_amount, d.payment_transaction)
               IS DISTINCT FROM
                  (o.order_no, o.goods_amount, o.freight_amount, o.discount_amount, o.tax_amount,
                   o.paid_amount, o.payment_transaction)""",
    ),
    Invariant(
        name="declared-lines-are-the-lines",
        sentence="A declaration lists the lines of its order, piece by piece.",
        tables=("trade.order_line", _D, "customs.declaration_line"),
        sql="""
            SELECT d.order_id, coalesce(c.line_no, l.line_no) FROM customs.declaration d
            JOIN trade.order_line l ON l.member_id = d.member_id AND l.order_id = d.order_id
            LEFT JOIN customs.declaration_line c
              ON c.member_id = d.member_id AND c.declaration_id = d.id AND c.line_no = l.line_no
            WHERE (c.sku_id, c.quantity, c.price_amount, c.total_amount)
               IS DISTINCT FROM (l.sku_id, l.quantity, l.price_amount, l.value_amount)
            UNION ALL
            SELECT d.order_id, c.line_no FROM customs.declaration d
            JOIN customs.declaration_line c ON c.member_id = d.member_id AND c.declaration_id = d.id
            LEFT JOIN trade.order_line l
              ON l.member_id = d.member_id AND l.order_id = d.order_id AND l.line_no = c.line_no
            WHERE l.line_no IS NULL""",
    ),
    Invariant(
        name="nothing-leaves-unreleased",
        sentence="No bonded order is shipped before customs released it (800).",
        tables=(_O, _D),
        sql="""
            SELECT o.id, o.order_no FROM trade.orders o
            LEFT JOIN customs.declaration d ON d.member_id = o.member_id AND d.order_id = o.id
            WHERE o.mode = '1210' AND o.shipped_at IS NOT NULL AND d.released_at IS NULL""",
    ),
    Invariant(
        name="allowance-within-limit",
        sentence="Nobody's cross-border purchases of a year exceed the annual limit.",
        tables=(_A,),
        sql="SELECT person, year, used_amount FROM customs.allowance WHERE used_amount NOT BETWEEN 0 AND limit_amount",
    ),
    Invariant(
        name="allowance-adds-up",
        sentence="What a person has used of a year is the sum of what their orders reserved or counted.",
        tables=(_A, _E),
        sql="""
            SELECT a.person, a.year, a.used_amount, e.taken FROM customs.allowance a
            LEFT JOIN (
                SELECT person, year, sum(amount) AS taken FROM customs.allowance_entry
                WHERE state IN ('reserved', 'counted') GROUP BY person, year
            ) e ON e.person = a.person AND e.year = a.year
            WHERE a.used_amount <> coalesce(e.taken, 0)""",
    ),
    Invariant(
        name="bonded-orders-take-allowance",
        sentence="A bonded order takes of its buyer's year while it lives, and for good once customs released it.",
        tables=(_O, _E, OUTBOX),
        sql=f"""
            SELECT o.id, o.state, e.state AS entry FROM trade.orders o
            LEFT JOIN customs.allowance_entry e ON e.order_id = o.id AND e.person = o.person_key
            WHERE o.mode = '1210' AND {settled("o.id")}
              AND CASE
                    WHEN o.cleared_at IS NOT NULL THEN coalesce(e.state, '') NOT IN ('counted', 'restored')
                    WHEN o.state IN ('placed', 'paid', 'declared') THEN coalesce(e.state, '') <> 'reserved'
                    ELSE e.state IN ('reserved', 'counted')
                  END""",
    ),
)
