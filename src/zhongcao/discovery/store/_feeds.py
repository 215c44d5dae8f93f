"""Statements about feeds: who looks, what might be shown, what was shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, String, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from zhongcao.discovery.store._signals import IDS
from zhongcao.discovery.tables import EditionRow, FeedRow, PortraitRow
from zhongcao.kit.db import ReadTx, Tx

_COLUMNS = "SELECT note_id, author_id, heat, extract(epoch FROM published_at)::float8 AS published, traits"
_MAY = (
    " FROM discovery.standing WHERE hidden_at IS NULL AND author_id <> :viewer AND note_id <> ALL (:seen)"
    " AND (cardinality(:channel) = 0 OR traits && :channel)"
)
_SOURCES = (
    " ORDER BY heat DESC LIMIT :popular",
    " ORDER BY published_at DESC LIMIT :fresh",
    " AND traits && :tastes ORDER BY heat DESC LIMIT :alike",
    " AND author_id = ANY (:followees) ORDER BY published_at DESC LIMIT :followed",
)
_FOUND = " UNION ALL ".join("(" + _COLUMNS + _MAY + source + ")" for source in _SOURCES)
_CANDIDATES = text(
    "SELECT DISTINCT ON (note_id) * FROM (" + _FOUND + ") AS found"  # noqa: S608 - constants only
).bindparams(
    bindparam("seen", type_=IDS),
    bindparam("channel", type_=ARRAY(String)),
    bindparam("tastes", type_=ARRAY(String)),
    bindparam("followees", type_=IDS),
)


async def list_candidates(
    tx: Tx | ReadTx,
    *,
    viewer: int,
    seen: Sequence[int],
    channel: Sequence[str],
    tastes: Sequence[str],
    followees: Sequence[int],
    limits: dict[str, int],
) -> list[Any]:
    """What might be shown, from four sources in one statement: popular, fresh, alike and followed."""
    found = await tx.execute(
        _CANDIDATES,
        {
            "viewer": viewer,
            "seen": list(seen),
            "channel": list(channel),
            "tastes": list(tastes),
            "followees": list(followees),
            **limits,
        },
    )
    return list(found.all())


async def find_viewer(tx: Tx | ReadTx, member_id: int, *, feeds: int) -> tuple[dict[str, float], list[int]]:
    """A member's tastes, and the notes that were shown in their last feeds, latest feed first."""
    shown = (
        select(FeedRow.note_ids, FeedRow.served, FeedRow.id)
        .where(FeedRow.member_id == member_id)
        .order_by(FeedRow.id.desc())
        .limit(feeds)
        .subquery()
    )
    row = (
        await tx.execute(
            select(
                select(PortraitRow.tastes).where(PortraitRow.member_id == member_id).scalar_subquery(),
                select(func.json_agg(func.json_build_array(shown.c.note_ids, shown.c.served))).scalar_subquery(),
            )
        )
    ).one()
    seen = [note for note_ids, served in row[1] or () for note in note_ids[:served]]
    return row[0] or {}, seen


async def add_feed(tx: Tx, values: dict[str, Any]) -> None:
    """Keep a feed as it was ranked."""
    await tx.execute(insert(FeedRow).values(values))


async def find_feed(tx: Tx | ReadTx, *, member_id: int, feed_id: int) -> Any:
    """A feed of a member, or None."""
    found = await tx.execute(
        select(FeedRow.note_ids, FeedRow.reasons, FeedRow.channel).where(
            FeedRow.member_id == member_id, FeedRow.id == feed_id
        )
    )
    return found.one_or_none()


async def set_served(tx: Tx, *, member_id: int, feed_id: int, served: int) -> None:
    """Note how far a feed was shown; never backwards."""
    await tx.execute(
        update(FeedRow)
        .where(FeedRow.member_id == member_id, FeedRow.id == feed_id, FeedRow.served < served)
        .values(served=served)
    )


async def find_edition(tx: Tx | ReadTx, *, channel: str, starts_at: datetime) -> Any:
    """The feed for everyone of one minute, or None."""
    found = await tx.execute(
        select(EditionRow.note_ids, EditionRow.reasons).where(
            EditionRow.channel == channel, EditionRow.starts_at == starts_at
        )
    )
    return found.one_or_none()


async def add_edition(tx: Tx, values: dict[str, Any]) -> None:
    """Keep the feed for everyone; whoever comes second keeps the first."""
    await tx.execute(insert(EditionRow).values(values).on_conflict_do_nothing())
