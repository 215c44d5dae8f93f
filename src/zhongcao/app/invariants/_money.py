"""Money: the books balance, and every payment is explained by an order and every order by a payment."""

# ruff: noqa: S608 - every statement is put together from constants of this package

from zhongcao.app.invariants._kinds import OUTBOX, Invariant, settled

_O = "trade.orders"
_P, _R, _J, _E = "payments.payment", "payments.refund", "payments.journal", "payments.entry"
_TAKEN = "('paid', 'part_refunded', 'refunded')"

MONEY: tuple[Invariant, ...] = (
    Invariant(
        name="ledger-balances",
        sentence="Debits and credits of every journal are equal in each currency.",
        tables=(_E,),
        sql="""
            SELECT journal_id, currency, sum(signed_amount) FROM payments.entry
            GROUP BY journal_id, currency HAVING sum(signed_amount) <> 0""",
    ),
    Invariant(
        name="journals-have-lines",
        sentence="Every journal has at least two lines.",
        tables=(_J, _E),
        sql="""
            SELECT j.id, j.kind, j.ref FROM payments.journal j
            LEFT JOIN payments.entry e ON e.journal_id = j.id
            GROUP BY j.id, j.kind, j.ref HAVING count(e.line) < 2""",
    ),
    Invariant(
        name="payment-beside-order",
        sentence="Every order of ours has one payment over what it costs, and every payment an order.",
        tables=(_O, _P),
        sql="""
            SELECT coalesce(o.id, p.order_id), o.state, o.paid_amount, p.due_amount FROM
                (SELECT * FROM trade.orders WHERE imported_at IS NULL) o
            FULL JOIN payments.payment p ON p.member_id = o.member_id AND p.order_id = o.id
            WHERE (o.paid_amount, o.currency, o.order_no) IS DISTINCT FROM (p.due_amount, p.currency, p.order_no)""",
    ),
    Invariant(
        name="money-moves-its-order",
        sentence="An order is paid if and only if its payment is; money for a cancelled order is promised back.",
        tables=(_O, _P, OUTBOX),
        sql=f"""
            SELECT o.id, o.state, p.state AS payment FROM trade.orders o
            JOIN payments.payment p ON p.member_id = o.member_id AND p.order_id = o.id
            WHERE {settled("o.id")}
              AND CASE
                    WHEN p.state NOT IN {_TAKEN} THEN o.paid_at IS NOT NULL
                    WHEN o.state = 'cancelled' THEN p.promised_amount <> p.due_amount
                    ELSE o.paid_at IS NULL
                  END""",
    ),
    Invariant(
        name="refunded-means-refunded",
        sentence="An order that says refunded has all of its money back.",
        tables=(_O, _P),
        sql="""
            SELECT o.id, p.refunded_amount, p.due_amount FROM trade.orders o
            JOIN payments.payment p ON p.member_id = o.member_id AND p.order_id = o.id
            WHERE o.state = 'refunded' AND p.refunded_amount <> p.due_amount""",
    ),
    Invariant(
        name="refunding-means-promised",
        sentence="An order that is being given back has all of its money promised back, or a refused refund to show.",
        tables=(_O, _P, _R),
        sql="""
            SELECT o.id, p.promised_amount, p.due_amount FROM trade.orders o
            JOIN payments.payment p ON p.member_id = o.member_id AND p.order_id = o.id
            WHERE o.state = 'refunding' AND p.promised_amount <> p.due_amount
              AND NOT EXISTS (SELECT FROM payments.refund r WHERE r.member_id = p.member_id
                              AND r.payment_id = p.id AND r.state = 'failed')""",
    ),
    Invariant(
        name="refunds-within-payment",
        sentence="Nobody is given back more than they paid, and what is promised is what the refunds say.",
        tables=(_P, _R),
        sql="""
            SELECT p.order_id, p.due_amount, p.promised_amount, p.refunded_amount FROM payments.payment p
            LEFT JOIN (
                SELECT member_id, payment_id, sum(refund_amount) FILTER (WHERE state <> 'failed') AS promised,
                       sum(refund_amount) FILTER (WHERE state = 'confirmed') AS refunded
                FROM payments.refund WHERE of_payment GROUP BY member_id, payment_id
            ) r ON r.member_id = p.member_id AND r.payment_id = p.id
            WHERE p.promised_amount > p.due_amount
               OR p.promised_amount <> coalesce(r.promised, 0)
               OR p.refunded_amount <> coalesce(r.refunded, 0)""",
    ),
    Invariant(
        name="sales-are-booked-once",
        sentence="Every delivered order is booked as one sale, and nothing else is.",
        tables=(_O, _J),
        sql="""
            SELECT coalesce(o.order_no, j.ref), o.state, coalesce(j.times, 0) AS times FROM
                (SELECT * FROM trade.orders
                 WHERE delivered_at IS NOT NULL AND imported_at IS NULL) o
            FULL JOIN (SELECT ref, count(*) AS times FROM payments.journal WHERE kind = 'sale' GROUP BY ref) j
              ON j.ref = o.order_no
            WHERE coalesce(j.times, 0) <> 1 OR o.id IS NULL""",
    ),
    Invariant(
        name="ledger-knows-what-channels-hold",
        sentence="What the books say a channel owes us is what it took less what it gave back.",
        tables=(_P, _R, _E),
        sql=f"""
            SELECT coalesce(b.detail, m.provider), b.held, m.expected FROM
                (SELECT detail, sum(signed_amount) AS held FROM payments.entry
                 WHERE account = 'psp_receivable' GROUP BY detail) b
            FULL JOIN
                (SELECT provider, sum(amount) AS expected FROM (
                    SELECT provider, due_amount AS amount FROM payments.payment WHERE state IN {_TAKEN}
                    UNION ALL
                    SELECT provider, -refund_amount FROM payments.refund WHERE of_payment AND state = 'confirmed'
                    UNION ALL  -- paid a second time through another channel: came in whole, goes back by a refund
                    SELECT provider, CASE WHEN state = 'confirmed' THEN 0 ELSE refund_amount END
                    FROM payments.refund WHERE NOT of_payment
                 ) s GROUP BY provider) m ON m.provider = b.detail
            WHERE coalesce(b.held, 0) <> coalesce(m.expected, 0)""",
    ),
    Invariant(
        name="ledger-knows-what-members-are-owed",
        sentence="The deposits in the books are the payments whose orders are neither delivered nor given back.",
        tables=(_O, _P, _R, _E),
        sql=f"""
            SELECT b.owed, m.expected FROM
                (SELECT coalesce(-sum(signed_amount), 0) AS owed FROM payments.entry
                 WHERE account = 'customer_deposits') b,
                (SELECT coalesce(sum(p.due_amount - p.promised_amount), 0)
                      - coalesce(sum(p.due_amount) FILTER (WHERE o.delivered_at IS NOT NULL), 0)
                      + coalesce((SELECT sum(refund_amount) FROM payments.refund
                                  WHERE NOT of_payment AND state = 'failed'), 0) AS expected
                 FROM payments.payment p
                 LEFT JOIN trade.orders o ON o.member_id = p.member_id AND o.id = p.order_id
                 WHERE p.state IN {_TAKEN}) m
            WHERE b.owed <> m.expected""",
    ),
    Invariant(
        name="tax-in-the-books",
        sentence="The tax owed to the state is the tax of delivered orders, by regime.",
        tables=(_O, _E),
        sql="""
            SELECT coalesce(b.detail, m.tax_regime), b.owed, m.expected FROM
                (SELECT detail, -sum(signed_amount) AS owed FROM payments.entry
                 WHERE account = 'tax_payable' GROUP BY detail) b
            FULL JOIN
                (SELECT tax_regime, sum(tax_amount) AS expected FROM trade.orders
                 WHERE delivered_at IS NOT NULL AND imported_at IS NULL GROUP BY tax_regime) m
              ON m.tax_regime = b.detail
            WHERE coalesce(b.owed, 0) <> coalesce(m.expected, 0)""",
    ),
    Invariant(
        name="sandbox-agrees",
        sentence="The channel charged each payment that we count as paid once, and no other.",
        tables=(_P, "sandbox_pay.trade"),
        sql=f"""
            SELECT p.order_id, p.number, p.state, t.status FROM payments.payment p
            LEFT JOIN sandbox_pay.trade t ON t.out_trade_no = p.number
            WHERE p.provider = 'sandbox' AND p.state IN {_TAKEN} AND t.paid_at IS NULL""",
    ),
)
