"""What a trace code tells: the way of goods from their brand to our warehouse."""

from zhongcao.inventory import service as inventory
from zhongcao.inventory.errors import TraceNotFound
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.mall import store
from zhongcao.mall.rules import ListingState
from zhongcao.mall.schemas import Trace
from zhongcao.media import service as media
from zhongcao.supply import service as supply


async def get_trace(tx: Tx | ReadTx, *, code: str) -> Trace:
    """Where the goods with this trace code (溯源码) come from; goods that are no longer sold are told about too."""
    lot = await inventory.get_traced_lot(tx, code=code)
    sku = await store.find_sku(tx, lot.sku_id)
    product = await store.find_product(tx, sku.product_id) if sku else None
    if sku is None or product is None:
        raise TraceNotFound()
    received_on = day_in_china(lot.received_at)
    chain = await supply.authenticity(tx, brand_id=product.brand_id, on=received_on)
    shown = [one for one in (sku.picture_id, *product.picture_ids) if one]
    pictures = await media.pictures(tx, shown) if shown else {}
    return Trace(
        code=lot.code,
        product_id=str(product.id),
        title=product.title,
        title_en=product.title_en,
        variant=sku.variant,
        variant_en=sku.variant_en,
        on_sale=product.state == ListingState.LISTED and sku.state == ListingState.LISTED,
        brand=(await supply.brands(tx, [product.brand_id]))[product.brand_id],
        picture=next((pictures[one] for one in shown if one in pictures), None),
        authorised=bool(chain),
        authorisation=chain,
        origin_country=lot.origin_country,
        supplier_country=await supply.supplier_country(tx, number=lot.reference),
        warehouse_name=lot.warehouse.name,
        warehouse_name_en=lot.warehouse.name_en,
        warehouse_kind=lot.warehouse.kind,
        warehouse_city=lot.warehouse.city,
        warehouse_country=lot.warehouse.country,
        customs_mode=lot.warehouse.mode,
        batch_code=lot.batch_code,
        produced_on=lot.produced_on,
        expires_on=lot.expires_on,
        received_on=received_on,
    )
