"""The cart: what a member means to buy, in the parcels in which it would come."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import msgspec

from zhongcao.customs import service as customs
from zhongcao.identity import service as identity
from zhongcao.inventory import service as inventory
from zhongcao.inventory.schemas import Warehouse
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.languages import Said
from zhongcao.kit.money import Money, cny, total
from zhongcao.logistics import service as logistics
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import SkuFace, SkuForSale
from zhongcao.trade import rules, store
from zhongcao.trade.errors import CartFull, NotForSale
from zhongcao.trade.schemas import Cart, CartLine, CartParcel, CartPart, Origin, WantedLine


async def put_in_cart(
    tx: Tx, *, member_id: int, sku_id: int, quantity: int, source: str | None = None, now: datetime
) -> Cart:
    """Have so many of a SKU in the cart; saying it twice is the same as once.

    Whoever only changes the quantity names no source, and the line keeps the one that it has.
    """
    rules.merge_lines([(sku_id, quantity)])
    found = await mall.skus_for_sale(tx, [sku_id], now=now)
    if sku_id not in found:
        raise NotForSale(skus=[str(sku_id)])
    if await store.count_cart_lines(tx, member_id, besides=sku_id) >= rules.CART_LINES_MAX:
        raise CartFull(most=rules.CART_LINES_MAX)
    await store.add_cart_line(tx, member_id, sku_id, quantity, now, price=found[sku_id].price, source=source)
    return await view_cart(tx, member_id=member_id, now=now)


async def take_from_cart(tx: Tx, *, member_id: int, sku_id: int) -> None:
    """Take a SKU out of the cart; it need not be there."""
    await store.remove_cart_line(tx, member_id, sku_id)


async def view_cart(tx: Tx | ReadTx, *, member_id: int, leave_out: Collection[int] = (), now: datetime) -> Cart:
    """The cart with present prices, what is left of each SKU, and warnings, grouped by the warehouse that sends it.

    Everything that can be bought is selected, except what is left out.
    """
    kept, today = await store.list_cart_lines(tx, member_id), day_in_china(now)
    sku_ids = [sku for sku, _, _ in kept]
    if not sku_ids:
        return Cart(lines=[], parcels=[], pieces=0, goods=total([]))
    on_sale = await mall.skus_for_sale(tx, sku_ids, now=now)
    available = await inventory.available(tx, sku_ids, on=today)
    faces = await mall.faces(tx, sku_ids)
    lines = [
        _line(
            sku,
            quantity,
            on_sale.get(sku),
            faces.get(sku),
            available=available.get(sku, 0),
            before=before,
            wanted=sku not in leave_out,
        )
        for sku, quantity, before in kept
    ]
    sent = await inventory.sending_warehouses(
        tx, lines=[(sku, quantity) for sku, quantity, _ in kept if sku in on_sale], on=today
    )
    selected = [line for line in lines if line.selected]
    homes = await identity.list_addresses(tx, member_id=member_id)
    bound = _Bound(
        to=homes[0].division_code if homes else None,
        weights={sku: one.weight_grams for sku, one in on_sale.items()},
        on=today,
    )
    return Cart(
        lines=lines,
        parcels=_parcels(lines, sent, bound),
        pieces=sum(line.quantity for line in selected),
        goods=total(line.value for line in selected if line.value),
    )


def _line(
    sku_id: int,
    quantity: int,
    sku: SkuForSale | None,
    face: SkuFace | None,
    *,
    available: int,
    before: int | None,
    wanted: bool,
) -> CartLine:
    warnings = [] if sku else ["off_sale"]
    if available == 0:
        warnings.append("sold_out")
    elif available < quantity:
        warnings.append("short")
    cheaper = sku is not None and before is not None and sku.price.amount < before
    return CartLine(
        sku=str(sku_id),
        product=face.product_id if face else None,
        title=face.title if face else "",
        title_en=face.title_en if face else "",
        variant=face.variant if face else None,
        variant_en=face.variant_en if face else "",
        picture=face.picture if face else None,
        quantity=quantity,
        most=max(1, min(rules.QUANTITY_MAX, available)),
        price=sku.price if sku else None,
        was=Money(before, sku.price.currency) if cheaper and sku and before else None,
        value=sku.price * quantity if sku else None,
        available=available,
        low=rules.is_low(available),
        selected=wanted and not warnings,
        warnings=warnings,
    )


class _Bound(msgspec.Struct, frozen=True):
    """Where parcels would go, as far as that is known, and what they would weigh."""

    to: str | None
    weights: dict[int, int]
    on: date

    def freight(self, mode: str, lines: Sequence[tuple[int, int]], goods: Money) -> Money:
        """Freight of some (SKU, quantity) to the member's first address, else to a near province."""
        weight = sum(self.weights[sku] * quantity for sku, quantity in lines)
        return logistics.freight_to(self.to, mode=mode, weight_grams=weight, goods_value=goods, on=self.on)


def _parcels(lines: Sequence[CartLine], sent: dict[int, Warehouse], bound: _Bound) -> list[CartParcel]:
    """Lines by the warehouse that sends them, in the order of the cart."""
    grouped: dict[str, tuple[Warehouse, list[CartLine]]] = {}
    for line in lines:
        if warehouse := sent.get(int(line.sku)):
            grouped.setdefault(warehouse.id, (warehouse, []))[1].append(line)
    return [_parcel(warehouse, held, bound) for warehouse, held in grouped.values()]


def _parcel(warehouse: Warehouse, lines: Sequence[CartLine], bound: _Bound) -> CartParcel:
    limit = customs.single_limit(mode=warehouse.mode, origin_country=warehouse.country, on=bound.on)
    wanted = [(int(line.sku), line.quantity, line.price) for line in lines if line.selected and line.price]
    goods = total(price * quantity for _, quantity, price in wanted)
    prices = {sku: price for sku, _, price in wanted}

    def freight(part: Sequence[tuple[int, int]]) -> int:
        """Freight is part of what an import is worth (完税价格); personal articles are worth their price alone."""
        if warehouse.mode != rules.RETAIL or not part:
            return 0
        return bound.freight(warehouse.mode, part, total(prices[sku] * quantity for sku, quantity in part)).amount

    over = rules.needs_splitting(wanted, limit, freight)
    parts = rules.split_parcel(wanted, limit, freight) if over else []
    counted = goods + cny(freight([(sku, quantity) for sku, quantity, _ in wanted]))
    return CartParcel(
        warehouse=origin_of(warehouse),
        skus=[line.sku for line in lines],
        pieces=sum(quantity for _, quantity, _ in wanted),
        goods=goods,
        limit=limit,
        filled=rules.filled_percent(counted, limit),
        over=over,
        parts=[
            CartPart(
                lines=[WantedLine(sku=str(sku), quantity=quantity) for sku, quantity in part],
                goods=total(prices[sku] * quantity for sku, quantity in part),
            )
            for part in parts
        ],
        rule=limit_rule(limit, bonded=warehouse.kind == "bonded"),
    )


def origin_of(warehouse: Warehouse) -> Origin:
    """A warehouse as buyers see it."""
    return Origin(
        id=warehouse.id,
        code=warehouse.code,
        name=warehouse.name,
        name_en=warehouse.name_en,
        kind=warehouse.kind,
        country=warehouse.country,
    )


def limit_rule(limit: Money, *, bonded: bool) -> Said:
    """Which limit a parcel has, in words."""
    yuan = f"{limit.amount // 100:,}"
    if bonded:
        return Said(f"跨境零售进口单次限值 ¥{yuan}（含运费）", f"Limit per retail import: CNY {yuan} incl. freight")
    return Said(f"个人物品单次限值 ¥{yuan}", f"Limit per personal parcel: CNY {yuan}")
