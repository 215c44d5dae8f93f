"""The cart: what a member means to buy."""

from datetime import datetime

from zhongcao.inventory import service as inventory
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.money import total
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import SkuForSale
from zhongcao.trade import rules, store
from zhongcao.trade.errors import CartFull, NotForSale
from zhongcao.trade.schemas import Cart, CartLine


async def put_in_cart(tx: Tx, *, member_id: int, sku_id: int, quantity: int, now: datetime) -> Cart:
    """Have so many of a SKU in the cart; saying it twice is the same as once."""
    rules.merge_lines([(sku_id, quantity)])
    if sku_id not in await mall.skus_for_sale(tx, [sku_id], now=now):
        raise NotForSale(skus=[str(sku_id)])
    if await store.count_cart_lines(tx, member_id, besides=sku_id) >= rules.CART_LINES_MAX:
        raise CartFull(most=rules.CART_LINES_MAX)
    await store.add_cart_line(tx, member_id, sku_id, quantity, now)
    return await view_cart(tx, member_id=member_id, now=now)


async def take_from_cart(tx: Tx, *, member_id: int, sku_id: int) -> None:
    """Take a SKU out of the cart; it need not be there."""
    await store.remove_cart_line(tx, member_id, sku_id)


async def view_cart(tx: Tx | ReadTx, *, member_id: int, now: datetime) -> Cart:
    """The cart with present prices, what is left of each SKU, and warnings."""
    kept = await store.list_cart_lines(tx, member_id)
    sku_ids = [sku for sku, _ in kept]
    if not sku_ids:
        return Cart(lines=[], goods=total([]))
    on_sale = await mall.skus_for_sale(tx, sku_ids, now=now)
    available = await inventory.available(tx, sku_ids, on=day_in_china(now))
    lines = [_line(sku, quantity, on_sale.get(sku), available.get(sku, 0)) for sku, quantity in kept]
    return Cart(lines=lines, goods=total(line.value for line in lines if line.value and not line.warnings))


def _line(sku_id: int, quantity: int, sku: SkuForSale | None, available: int) -> CartLine:
    warnings = [] if sku else ["off_sale"]
    if available == 0:
        warnings.append("sold_out")
    elif available < quantity:
        warnings.append("short")
    return CartLine(
        sku=str(sku_id),
        product=sku.product_id if sku else None,
        title=sku.title if sku else "",
        variant=sku.variant if sku else None,
        quantity=quantity,
        price=sku.price if sku else None,
        value=sku.price * quantity if sku else None,
        available=available,
        warnings=warnings,
    )
