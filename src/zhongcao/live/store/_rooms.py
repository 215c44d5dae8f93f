"""Statements of a web process about all the rooms that it holds open, once a second."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.live.store._shows import STREAMS_COUNT_FOR

_BEAT = text(
    """
    INSERT INTO live.audience AS audience (host_id, show_id, process, streams, seen_at)
    SELECT host_id, show_id, :process, streams, :now
    FROM unnest(cast(:hosts AS bigint[]), cast(:shows AS bigint[]), cast(:streams AS int[]))
        AS held (host_id, show_id, streams)
    ORDER BY host_id, show_id
    ON CONFLICT (host_id, show_id, process) DO UPDATE SET streams = excluded.streams, seen_at = excluded.seen_at
    """
)
_LOOK = text(
    """
    SELECT show.id, show.host_id, show.state, tally.hearts, tally.came, tally.most,
        cast(coalesce((SELECT sum(streams) FROM live.audience WHERE audience.host_id = show.host_id
            AND audience.show_id = show.id AND audience.seen_at > :fresh_after), 0) AS int) AS watching,
        coalesce((SELECT string_agg(product_id || CASE WHEN explained_since IS NULL THEN '' ELSE '!' END, ','
            ORDER BY position, product_id) FROM live.shelf
            WHERE shelf.host_id = show.host_id AND shelf.show_id = show.id), '') AS shelf_mark
    FROM live.show JOIN live.tally ON tally.host_id = show.host_id AND tally.show_id = show.id
    WHERE show.id = ANY(cast(:shows AS bigint[]))
    """
)
_FRESH = text(
    """
    SELECT line.show_id, line.id, line.member_id, line.text, line.at, line.removed_at
    FROM unnest(cast(:hosts AS bigint[]), cast(:shows AS bigint[])) AS room (host_id, show_id)
    CROSS JOIN LATERAL (
        SELECT * FROM live.line WHERE line.host_id = room.host_id AND line.show_id = room.show_id
            AND line.at > cast(:since AS timestamptz)
        UNION
        SELECT * FROM live.line WHERE line.host_id = room.host_id AND line.show_id = room.show_id
            AND line.removed_at > cast(:since AS timestamptz)
    ) AS line
    ORDER BY line.at, line.id
    """
)
_RAISE_CURVE = text(
    """
    INSERT INTO live.curve AS curve (host_id, show_id, at, watching)
    VALUES (:host, :show, date_trunc('minute', cast(:now AS timestamptz)), :watching)
    ON CONFLICT (host_id, show_id, at) DO UPDATE SET watching = excluded.watching
    WHERE curve.watching < excluded.watching
    """
)
_RAISE_MOST = text(
    "UPDATE live.tally SET most = :watching WHERE host_id = :host AND show_id = :show AND most < cast(:watching AS int)"
)
_DROP_OLD = text("DELETE FROM live.audience WHERE seen_at < cast(:before AS timestamptz)")
_CURVE = text("SELECT at, watching FROM live.curve WHERE host_id = :host AND show_id = :show ORDER BY at")
_ADD_SALE = text(
    """
    INSERT INTO live.sale (host_id, show_id, order_id, pieces, currency, goods_amount, paid_at)
    SELECT host_id, id, :order, :pieces, :currency, :amount, :at FROM live.show
    WHERE id = :show AND started_at IS NOT NULL
    ON CONFLICT DO NOTHING
    """
)
_GIVE_BACK = text(
    """
    UPDATE live.sale SET given_back_at = coalesce(given_back_at, :at)
    FROM live.show WHERE show.id = :show AND sale.host_id = show.host_id AND sale.show_id = show.id
        AND sale.order_id = :order
    """
)
_SALES = text(
    """
    SELECT count(*) AS orders, cast(coalesce(sum(pieces), 0) AS bigint) AS pieces,
        cast(coalesce(sum(goods_amount), 0) AS bigint) AS amount
    FROM live.sale WHERE host_id = :host AND show_id = :show AND given_back_at IS NULL
    """
)


async def beat(tx: Tx, *, process: UUID, streams: Sequence[tuple[int, int, int]], now: datetime) -> None:
    """Tell how many streams of which shows (host, show, streams) a process holds."""
    held = sorted(streams)
    given: dict[str, Any] = {"hosts": [host for host, _, _ in held], "shows": [show for _, show, _ in held]}
    await tx.execute(_BEAT, {**given, "streams": [count for _, _, count in held], "process": process, "now": now})


async def look_at_rooms(tx: Tx | ReadTx, show_ids: Sequence[int], *, now: datetime) -> Sequence[Any]:
    """State, counters and a mark of the shelf of some shows."""
    return (await tx.execute(_LOOK, {"shows": list(show_ids), "fresh_after": now - STREAMS_COUNT_FOR})).all()


async def list_fresh_lines(tx: Tx | ReadTx, rooms: Sequence[tuple[int, int]], *, since: datetime) -> Sequence[Any]:
    """Lines of some rooms (host, show) that were written or taken away since a moment."""
    given = {"hosts": [host for host, _ in rooms], "shows": [show for _, show in rooms], "since": since}
    return (await tx.execute(_FRESH, given)).all()


async def raise_curve(tx: Tx, *, host_id: int, show_id: int, watching: int, now: datetime) -> None:
    """So many watch a show now: the most of this minute, and perhaps of the whole show."""
    given = {"host": host_id, "show": show_id, "watching": watching}
    await tx.execute(_RAISE_CURVE, {**given, "now": now})
    await tx.execute(_RAISE_MOST, given)


async def drop_old_audience(tx: Tx, *, before: datetime) -> None:
    """Forget processes that are long gone."""
    await tx.execute(_DROP_OLD, {"before": before})


async def list_curve(tx: Tx | ReadTx, *, host_id: int, show_id: int) -> Sequence[Any]:
    """How many watched a show, minute by minute."""
    return (await tx.execute(_CURVE, {"host": host_id, "show": show_id})).all()


async def add_sale(
    tx: Tx, *, show_id: int, order_id: int, pieces: int, currency: str, amount: int, at: datetime
) -> None:
    """Note a paid order that names a show which took place, once."""
    given = {"show": show_id, "order": order_id, "pieces": pieces, "currency": currency, "amount": amount, "at": at}
    await tx.execute(_ADD_SALE, given)


async def give_back_sale(tx: Tx, *, show_id: int, order_id: int, at: datetime) -> None:
    """The money of such an order went back."""
    await tx.execute(_GIVE_BACK, {"show": show_id, "order": order_id, "at": at})


async def sum_sales(tx: Tx | ReadTx, *, host_id: int, show_id: int) -> Any:
    """Orders, pieces and amount that a show led to."""
    return (await tx.execute(_SALES, {"host": host_id, "show": show_id})).one()
