"""Live shows: somebody hosts them, nobody waits for ever, and what they are said to have brought was paid."""

from zhongcao.app.invariants._kinds import Invariant, Severity

LIVE: tuple[Invariant, ...] = (
    Invariant(
        name="show-host-exists",
        sentence="Every live show has a host.",
        tables=("live.show", "identity.member"),
        sql="""
            SELECT s.id, s.host_id FROM live.show s
            WHERE NOT EXISTS (SELECT FROM identity.member m WHERE m.member_id = s.host_id)""",
    ),
    Invariant(
        name="shows-are-looked-after",
        sentence="No show waits an hour beyond the moment at which somebody had to look after it.",
        tables=("live.show",),
        severity=Severity.LATE,
        sql="""
            SELECT id, state, due_at FROM live.show WHERE due_at < CAST(:now AS timestamptz) - interval '1 hour'""",
    ),
    Invariant(
        name="show-lines-are-counted",
        sentence="The lines of a show's chat are as many as were written, also those that were taken away.",
        tables=("live.tally", "live.line"),
        sql="""
            SELECT t.show_id, t.lines, c.times FROM live.tally t
            FULL JOIN (SELECT host_id, show_id, count(*) AS times FROM live.line GROUP BY host_id, show_id) c
              ON c.host_id = t.host_id AND c.show_id = t.show_id
            WHERE coalesce(t.lines, 0) <> coalesce(c.times, 0)""",
    ),
    Invariant(
        name="show-sales-were-paid",
        sentence="What counts as sold by a show is of a paid order that names it, whole or with lines of the cart.",
        tables=("live.sale", "trade.orders", "trade.order_line"),
        sql="""
            SELECT s.show_id, s.order_id FROM live.sale s
            WHERE NOT EXISTS (
                SELECT FROM trade.orders o
                WHERE o.id = s.order_id AND o.paid_at IS NOT NULL AND (o.source = 'show:' || s.show_id OR EXISTS (
                    SELECT FROM trade.order_line l WHERE l.member_id = o.member_id AND l.order_id = o.id
                      AND l.source = 'show:' || s.show_id)))""",
    ),
)
