"""Statements about what is bought again."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import text

from zhongcao.discovery import rules
from zhongcao.kit.db import ReadTx, Tx

_LEARN = text(
    """
    WITH again AS (
        SELECT product_id, member_id,
            extract(epoch FROM at - lag(at) OVER (PARTITION BY member_id, product_id ORDER BY at)) / 86400 AS days
        FROM discovery.purchase
    ), learnt AS (
        SELECT product_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS days,
            count(DISTINCT member_id)::int AS members
        FROM again WHERE days BETWEEN :least AND :most
        GROUP BY product_id HAVING count(DISTINCT member_id) >= :members
    ), gone AS (
        DELETE FROM discovery.cycle WHERE product_id NOT IN (SELECT product_id FROM learnt)
    )
    INSERT INTO discovery.cycle AS kept (product_id, days, members)
    SELECT product_id, days, members FROM learnt ORDER BY product_id
    ON CONFLICT (product_id) DO UPDATE SET days = excluded.days, members = excluded.members
    WHERE (kept.days, kept.members) IS DISTINCT FROM (excluded.days, excluded.members)
    """
)


async def learn_cycles(tx: Tx) -> None:
    """Learn from all purchases after how many days products are bought again."""
    given = {"least": rules.CYCLE_DAYS_MIN, "most": rules.CYCLE_DAYS_MAX, "members": rules.CYCLE_MEMBERS_MIN}
    await tx.execute(_LEARN, given)


BOUGHT = """
    SELECT bought.product_id, count(*) AS times, min(bought.at) AS first, max(bought.at) AS last, max(c.days) AS others
    FROM (
        SELECT product_id, at FROM discovery.purchase WHERE member_id = :member ORDER BY order_id DESC LIMIT :bought
    ) AS bought
    LEFT JOIN discovery.cycle AS c USING (product_id)
    WHERE NOT EXISTS (
        SELECT 1 FROM discovery.correction AS k
        WHERE k.member_id = :member AND k.subject IN (:everything, 'p:' || bought.product_id)
        AND (k.forgotten_at >= bought.at OR k.averse_at IS NOT NULL)
    )
    GROUP BY bought.product_id
    ORDER BY bought.product_id
    """
_LIST_BOUGHT = text(BOUGHT)


class Bought(msgspec.Struct, frozen=True):
    """What a member bought: times, first, last, and after how many days others buy it again, if they do."""

    product_id: int
    times: int
    first: datetime
    last: datetime
    others: float | None


async def list_bought(tx: Tx | ReadTx, member_id: int) -> list[Bought]:
    """What a member bought; what was forgotten or is kept away is left out."""
    given = {"member": member_id, "bought": rules.PURCHASES_MAX, "everything": rules.EVERYTHING}
    return [Bought(*row) for row in await tx.execute(_LIST_BOUGHT, given)]


def bought_of(told: Sequence[Any] | None) -> list[Bought]:
    """The same out of a list as JSON, with moments as seconds."""
    return [
        Bought(product, times, datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC), others)
        for product, times, first, last, others in told or ()
    ]
