"""What other domains may ask about purchases, and orders that come from another system."""

from collections.abc import Sequence
from datetime import datetime

from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.ids import public_number
from zhongcao.kit.money import total
from zhongcao.mall import service as mall
from zhongcao.media.schemas import Picture
from zhongcao.trade import store
from zhongcao.trade.schemas import ImportedOrder, ReceivedGoods, ReceivedLine

PRODUCTS_MAX = 500
IMPORT_BATCH = 5000
IMPORTED_PREFIX = "H"


async def find_received_line(tx: Tx | ReadTx, *, member_id: int, order_id: int, line_no: int) -> ReceivedLine | None:
    """The line of an order that this member has received, or None: then there is nothing to share yet."""
    found = await store.find_received_line(tx, member_id=member_id, order_id=order_id, line_no=line_no)
    if found is None:
        return None
    sku_id, product_id, received_at = found
    return ReceivedLine(
        order_id=str(order_id),
        line_no=line_no,
        sku_id=str(sku_id),
        product_id=str(product_id),
        received_at=received_at,
    )


async def mark_reviewed(tx: Tx, lines: Sequence[tuple[int, int, int]], *, at: datetime | None) -> None:
    """Note for order lines (member, order, line) when their buyer wrote about them; None: the note is gone again."""
    if lines:
        await store.set_reviewed(tx, lines, at)


async def list_received_goods(tx: Tx | ReadTx, *, member_id: int, limit: int) -> list[ReceivedGoods]:
    """What a member has received, line by line, the latest first."""
    return [
        ReceivedGoods(
            order_id=str(row.order_id),
            order_no=row.order_no,
            line_no=row.line_no,
            sku_id=str(row.sku_id),
            product_id=str(row.product_id),
            title=row.title,
            variant=row.variant,
            received_at=row.delivered_at,
        )
        for row in await store.list_received_lines(tx, member_id=member_id, limit=limit)
    ]


async def pictures(tx: Tx | ReadTx, *, member_id: int, order_ids: Sequence[int]) -> dict[int, Picture]:
    """How the first goods of a member's orders look, by order; those without a picture are missing."""
    lines = await store.list_lines(tx, [(member_id, order) for order in order_ids])
    first = {order: held[0].sku_id for order, held in lines.items()}
    faces = await mall.faces(tx, set(first.values()))
    shown = {order: faces[sku].picture for order, sku in first.items() if sku in faces}
    return {order: picture for order, picture in shown.items() if picture}


async def bought_products(tx: Tx | ReadTx, *, member_id: int) -> list[int]:
    """Products that a member has received, the latest first."""
    return await store.list_bought_products(tx, member_id=member_id, limit=PRODUCTS_MAX)


async def import_received_orders(tx: Tx, rows: Sequence[ImportedOrder], *, now: datetime) -> int:
    """Take over orders that another system completed; known ones stay as they are. Returns how many are new.

    They have no payment, declaration or parcel of ours and emit no facts: others read them in bulk as well.
    """
    added = 0
    for start in range(0, len(rows), IMPORT_BATCH):
        batch = rows[start : start + IMPORT_BATCH]
        orders = [
            {
                "member_id": row.member_id,
                "id": row.id,
                "order_no": public_number(IMPORTED_PREFIX),
                "goods": total(line.price * line.quantity for line in row.lines).amount,
                "source": row.source,
                "placed_at": row.placed_at,
                "received_at": row.received_at,
                "imported_at": now,
            }
            for row in batch
        ]
        lines = [
            {
                "member_id": row.member_id,
                "order_id": row.id,
                "line_no": number,
                "sku_id": line.sku_id,
                "product_id": line.product_id,
                "title": line.title[:300],
                "variant": line.variant,
                "quantity": line.quantity,
                "price_amount": line.price.amount,
                "value_amount": line.price.amount * line.quantity,
            }
            for row in batch
            for number, line in enumerate(row.lines, start=1)
        ]
        added += await store.add_received_orders(tx, orders, lines)
    return added
