"""Statements about the goods in notes: how often they are shown, and by whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text

from zhongcao.discovery.store._signals import IDS
from zhongcao.kit.db import ReadTx, Tx

_NOTES = text(
    "SELECT substr(trait, 3)::bigint AS product_id, count(*) AS notes FROM ("
    "  SELECT traits FROM discovery.standing WHERE hidden_at IS NULL AND published_at >= :since"
    "  AND published_at <= :now ORDER BY published_at DESC LIMIT :limit) AS newest, unnest(newest.traits) AS trait"
    " WHERE trait LIKE 'p:%' GROUP BY 1"
)
_USERS = text(
    "SELECT substr(trait, 3)::bigint AS product_id, count(DISTINCT author_id) AS people, max(author_id) AS one FROM ("
    "  SELECT author_id, traits FROM discovery.standing WHERE hidden_at IS NULL AND author_id = ANY (:authors)"
    "  AND published_at >= :since LIMIT :limit) AS theirs, unnest(theirs.traits) AS trait"
    " WHERE trait LIKE 'p:%' GROUP BY 1"
).bindparams(bindparam("authors", type_=IDS))


async def notes_by_product(tx: Tx | ReadTx, *, since: datetime, now: datetime, limit: int) -> dict[int, int]:
    """How many shown notes since a moment are about each product."""
    found = await tx.execute(_NOTES, {"since": since, "now": now, "limit": limit})
    return {row.product_id: row.notes for row in found}


async def users_by_product(
    tx: Tx | ReadTx, *, author_ids: Sequence[int], since: datetime, limit: int
) -> dict[int, tuple[int, int]]:
    """How many of some authors wrote about each product since a moment, and one of them."""
    found: Any = await tx.execute(_USERS, {"authors": list(author_ids), "since": since, "limit": limit})
    return {row.product_id: (row.people, row.one) for row in found}
