"""Community: what is counted is what is there, and a verified purchase was bought."""

from zhongcao.app.invariants._kinds import Invariant

_N = "community.note"


def _counter(name: str, sentence: str, column: str, table: str, where: str = "TRUE") -> Invariant:
    return Invariant(
        name=name,
        sentence=sentence,
        tables=(_N, table),
        # Names of tables and columns come from this file only.
        sql=f"""
            SELECT n.id, n.{column}, c.times FROM community.note n
            FULL JOIN (SELECT author_id, note_id, count(*) AS times FROM {table} WHERE {where}
                       GROUP BY author_id, note_id) c
              ON c.author_id = n.author_id AND c.note_id = n.id
            WHERE coalesce(n.{column}, 0) <> coalesce(c.times, 0)""",  # noqa: S608
    )


COMMUNITY: tuple[Invariant, ...] = (
    _counter("likes-are-counted", "A note's likes are the members who like it.", "likes", "community.note_like"),
    _counter(
        "collects-are-counted", "A note's collects are the members who keep it.", "collects", "community.note_collect"
    ),
    _counter(
        "comments-are-counted",
        "A note's comments are those that can be read.",
        "comments",
        "community.comment",
        "deleted_at IS NULL",
    ),
    Invariant(
        name="fans-are-counted",
        sentence="A member's fans are the members who follow them, seen from both sides.",
        tables=("community.circle", "community.fan", "community.follow"),
        sql="""
            SELECT coalesce(c.member_id, f.member_id), c.fans, f.times FROM community.circle c
            FULL JOIN (SELECT member_id, count(*) AS times FROM community.fan GROUP BY member_id) f
              ON f.member_id = c.member_id
            WHERE coalesce(c.fans, 0) <> coalesce(f.times, 0)
            UNION ALL
            SELECT coalesce(c.member_id, f.member_id), c.followees, f.times FROM community.circle c
            FULL JOIN (SELECT member_id, count(*) AS times FROM community.follow WHERE kind = 'member'
                       GROUP BY member_id) f ON f.member_id = c.member_id
            WHERE coalesce(c.followees, 0) <> coalesce(f.times, 0)""",
    ),
    Invariant(
        name="note-author-exists",
        sentence="Every note has an author.",
        tables=(_N, "identity.member"),
        sql="""
            SELECT n.id, n.author_id FROM community.note n
            WHERE NOT EXISTS (SELECT FROM identity.member m WHERE m.member_id = n.author_id)""",
    ),
    Invariant(
        name="verified-means-bought",
        sentence="A note marked as a verified purchase names a line that its author has received.",
        tables=(_N, "trade.orders", "trade.order_line"),
        sql="""
            SELECT n.id, n.order_id, n.line_no FROM community.note n
            LEFT JOIN trade.order_line l
              ON l.member_id = n.author_id AND l.order_id = n.order_id AND l.line_no = n.line_no
            LEFT JOIN trade.orders o ON o.member_id = l.member_id AND o.id = l.order_id
            WHERE n.order_id IS NOT NULL
              AND (l.product_id IS DISTINCT FROM n.product_id OR o.delivered_at IS NULL)""",
    ),
)
