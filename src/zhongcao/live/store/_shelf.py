"""Statements about the shelf of a show, and about when its goods were explained."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from zhongcao.kit.db import ReadTx, Tx

_LIST = text(
    """
    SELECT shelf.product_id, shelf.explained_since IS NOT NULL AS explaining,
        ARRAY(SELECT at_seconds FROM live.chapter WHERE chapter.host_id = shelf.host_id
            AND chapter.show_id = shelf.show_id AND chapter.product_id = shelf.product_id
            ORDER BY at_seconds) AS chapters
    FROM live.shelf WHERE shelf.host_id = :host AND shelf.show_id = :show ORDER BY shelf.position, shelf.product_id
    """
)
_CLEAR = text(
    """
    DELETE FROM live.shelf
    WHERE host_id = :host AND show_id = :show AND NOT product_id = ANY(cast(:products AS bigint[]))
    """
)
_FILL = text(
    """
    INSERT INTO live.shelf AS shelf (host_id, show_id, product_id, position)
    SELECT :host, :show, product_id, position
    FROM unnest(cast(:products AS bigint[])) WITH ORDINALITY AS wanted (product_id, position)
    ON CONFLICT (host_id, show_id, product_id) DO UPDATE SET position = excluded.position
    """
)
_LAY_DOWN = text(
    """
    UPDATE live.shelf SET explained_since = NULL
    WHERE host_id = :host AND show_id = :show AND explained_since IS NOT NULL
        AND product_id <> cast(:product AS bigint)
    """
)
_TAKE_UP = text(
    """
    UPDATE live.shelf SET explained_since = coalesce(explained_since, :now)
    WHERE host_id = :host AND show_id = :show AND product_id = :product
    RETURNING explained_since = :now AS is_new
    """
)
_ADD_CHAPTER = text(
    """
    INSERT INTO live.chapter (host_id, show_id, product_id, at_seconds)
    VALUES (:host, :show, :product, :second) ON CONFLICT DO NOTHING
    """
)
_AIRED = text(
    """
    SELECT cast(coalesce(sum(milliseconds), 0) AS bigint) FROM live.segment
    WHERE host_id = :host AND show_id = :show AND sequence >= cast(:first AS int)
    """
)


async def list_shelf(tx: Tx | ReadTx, *, host_id: int, show_id: int) -> Sequence[Any]:
    """The products of a shelf in their order."""
    return (await tx.execute(_LIST, {"host": host_id, "show": show_id})).all()


async def set_shelf(tx: Tx, *, host_id: int, show_id: int, products: Sequence[int]) -> None:
    """Put these products on the shelf in this order, and no others."""
    given = {"host": host_id, "show": show_id, "products": list(products)}
    await tx.execute(_CLEAR, given)
    if products:
        await tx.execute(_FILL, given)


async def lay_down(tx: Tx, *, host_id: int, show_id: int, but: int = 0) -> None:
    """Nothing is being explained any more, except perhaps one product."""
    await tx.execute(_LAY_DOWN, {"host": host_id, "show": show_id, "product": but})


async def take_up(tx: Tx, *, host_id: int, show_id: int, product_id: int, now: datetime) -> bool | None:
    """Explain a product of the shelf; whether that is new, None where it is not on the shelf."""
    given = {"host": host_id, "show": show_id, "product": product_id, "now": now}
    is_new: bool | None = await tx.scalar(_TAKE_UP, given)
    return is_new


async def add_chapter(tx: Tx, *, host_id: int, show_id: int, product_id: int, at_seconds: int) -> None:
    """Keep when a product began to be explained, once."""
    await tx.execute(_ADD_CHAPTER, {"host": host_id, "show": show_id, "product": product_id, "second": at_seconds})


async def aired_milliseconds(tx: Tx | ReadTx, *, host_id: int, show_id: int, first: int) -> int:
    """How long the pictures are that a show has had so far."""
    return await tx.scalar(_AIRED, {"host": host_id, "show": show_id, "first": first}) or 0
