"""Statements about pushed media."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from zhongcao.kit.db import ReadTx, Tx

_ADD = text(
    """
    INSERT INTO live.segment AS segment (host_id, show_id, key, kind, name, bytes, came_at)
    VALUES (:host, :show, :key, :kind, :name, :bytes, :now)
    ON CONFLICT (host_id, show_id, key) DO UPDATE SET name = excluded.name, came_at = excluded.came_at
    RETURNING segment.xmax = 0 AS is_new
    """
)
_COUNT = text(
    """
    UPDATE live.show SET media_bytes = media_bytes + :bytes
    WHERE host_id = :host AND id = :show AND media_bytes + :bytes <= cast(:most AS bigint) RETURNING id
    """
)
_STORED = text(
    "UPDATE live.segment SET stored_at = coalesce(stored_at, :now)"
    " WHERE host_id = :host AND show_id = :show AND key = :key"
)
_NAMED = text(
    """
    SELECT DISTINCT ON (name) name, key, kind, sequence,
        EXISTS (SELECT 1 FROM live.segment AS earlier WHERE earlier.host_id = segment.host_id
            AND earlier.show_id = segment.show_id AND earlier.name = segment.name AND earlier.key <> segment.key
            AND earlier.sequence IS NOT NULL) AS was_another
    FROM live.segment
    WHERE host_id = :host AND show_id = :show AND name = ANY(cast(:names AS text[])) AND stored_at IS NOT NULL
    ORDER BY name, came_at DESC
    """
)
_LAST = text(
    """
    SELECT sequence, take, head_key FROM live.segment
    WHERE host_id = :host AND show_id = :show AND sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1
    """
)
_NUMBER = text(
    """
    UPDATE live.segment SET sequence = n.sequence, milliseconds = n.milliseconds, take = n.take, head_key = n.head_key
    FROM unnest(cast(:keys AS text[]), cast(:sequences AS int[]), cast(:lengths AS int[]), cast(:takes AS int[]),
        cast(:heads AS text[])) AS n (key, sequence, milliseconds, take, head_key)
    WHERE segment.host_id = :host AND segment.show_id = :show AND segment.key = n.key AND segment.sequence IS NULL
    """
)
_PIECES = """
    SELECT segment.key, segment.kind, segment.sequence, segment.milliseconds, segment.take, segment.head_key,
        head.kind AS head_kind
    FROM live.segment
    LEFT JOIN live.segment AS head ON head.host_id = segment.host_id AND head.show_id = segment.show_id
        AND head.key = segment.head_key
    WHERE segment.host_id = :host AND segment.show_id = :show AND segment.sequence >= cast(:first AS int)
"""
_WINDOW = text(
    "SELECT * FROM (" + _PIECES + " ORDER BY segment.sequence DESC LIMIT :most) AS last ORDER BY sequence"  # noqa: S608
)
_ALL = text(_PIECES + " ORDER BY segment.sequence")
_FIRST_TAKE = text(
    """
    SELECT take FROM live.segment WHERE host_id = :host AND show_id = :show AND sequence >= cast(:first AS int)
    ORDER BY sequence LIMIT 1
    """
)
_FIND = text(
    """
    SELECT kind, sequence, EXISTS (SELECT 1 FROM live.segment AS body WHERE body.host_id = segment.host_id
        AND body.show_id = segment.show_id AND body.head_key = segment.key
        AND body.sequence >= cast(:first AS int)) AS is_head
    FROM live.segment WHERE host_id = :host AND show_id = :show AND key = :key AND stored_at IS NOT NULL
    """
)


async def add_piece(
    tx: Tx, *, host_id: int, show_id: int, key: str, kind: str, name: str, size: int, most: int, now: datetime
) -> bool:
    """Note that a file is about to be stored, and count its bytes once; False when the show is full."""
    where = {"host": host_id, "show": show_id}
    if await tx.scalar(_ADD, {**where, "key": key, "kind": kind, "name": name, "bytes": size, "now": now}):
        return await tx.scalar(_COUNT, {**where, "bytes": size, "most": most}) is not None
    return True


async def mark_stored(tx: Tx, *, host_id: int, show_id: int, key: str, now: datetime) -> None:
    """The bytes of a file lie in the object store."""
    await tx.execute(_STORED, {"host": host_id, "show": show_id, "key": key, "now": now})


async def list_named(tx: Tx | ReadTx, *, host_id: int, show_id: int, names: Sequence[str]) -> dict[str, Any]:
    """The latest stored files of these names."""
    found = await tx.execute(_NAMED, {"host": host_id, "show": show_id, "names": list(names)})
    return {row.name: row for row in found}


async def find_last(tx: Tx | ReadTx, *, host_id: int, show_id: int) -> Any:
    """The segment that was numbered last."""
    return (await tx.execute(_LAST, {"host": host_id, "show": show_id})).one_or_none()


async def number_pieces(tx: Tx, *, host_id: int, show_id: int, rows: Sequence[tuple[str, int, int, int, Any]]) -> None:
    """Give files their number, length, take and head; the show is locked."""
    keys, sequences, lengths, takes, heads = (list(column) for column in zip(*rows, strict=True))
    given = {"keys": keys, "sequences": sequences, "lengths": lengths, "takes": takes, "heads": heads}
    await tx.execute(_NUMBER, {"host": host_id, "show": show_id, **given})


async def list_pieces(tx: Tx | ReadTx, *, host_id: int, show_id: int, first: int, limit: int | None) -> Sequence[Any]:
    """The last segments from a number on, or all of them."""
    where = {"host": host_id, "show": show_id, "first": first}
    found = await (tx.execute(_ALL, where) if limit is None else tx.execute(_WINDOW, {**where, "most": limit}))
    return found.all()


async def find_first_take(tx: Tx | ReadTx, *, host_id: int, show_id: int, first: int) -> int:
    """The take with which the show began."""
    return await tx.scalar(_FIRST_TAKE, {"host": host_id, "show": show_id, "first": first}) or 0


async def find_piece(tx: Tx | ReadTx, *, host_id: int, show_id: int, key: str, first: int) -> Any:
    """A stored file; `is_head` says whether segments from a number on need it."""
    return (await tx.execute(_FIND, {"host": host_id, "show": show_id, "key": key, "first": first})).one_or_none()
