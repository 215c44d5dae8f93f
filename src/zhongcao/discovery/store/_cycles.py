"""Statements about what is bought again."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Integer, String, bindparam, column, select, text

from zhongcao.discovery import rules
from zhongcao.kit.db import Json, ReadTx, Tx

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


class Bought(msgspec.Struct, frozen=True, array_like=True):
    """Something that a member bought: times, first, last, and after how many days others buy it again, if they do."""

    product_id: int
    times: int
    first: datetime
    last: datetime
    others: float | None


BOUGHT = (
    text(
        """
    SELECT json_agg(json_build_array(product_id, times, first, last, others) ORDER BY product_id)
    FROM (
        SELECT bought.product_id, count(*) AS times, min(bought.at) AS first, max(bought.at) AS last,
            max(c.days) AS others
        FROM (
            SELECT product_id, at FROM discovery.purchase WHERE member_id = :viewer
            ORDER BY order_id DESC LIMIT :purchases
        ) AS bought
        LEFT JOIN discovery.cycle AS c USING (product_id)
        WHERE NOT EXISTS (
            SELECT 1 FROM discovery.correction AS k
            WHERE k.member_id = :viewer AND k.subject IN (:everything, 'p:' || bought.product_id)
            AND (k.forgotten_at >= bought.at OR k.averse_at IS NOT NULL)
        )
        GROUP BY bought.product_id
    ) AS each_product
    """
    )
    .bindparams(
        bindparam("viewer", type_=BigInteger),
        bindparam("purchases", rules.PURCHASES_MAX, type_=Integer),
        bindparam("everything", rules.EVERYTHING, type_=String),
    )
    .columns(column("bought", Json))
    .scalar_subquery()
)
"""What `viewer` bought, without what was forgotten or is kept away: a question for another statement."""
_LIST_BOUGHT = select(BOUGHT)


async def list_bought(tx: Tx | ReadTx, member_id: int) -> list[Bought]:
    """What a member bought; what was forgotten or is kept away is left out."""
    return read_bought(await tx.scalar(_LIST_BOUGHT, {"viewer": member_id}))


def read_bought(answer: Any) -> list[Bought]:
    """The same out of the answer to `BOUGHT`."""
    return msgspec.convert(answer or [], list[Bought])
