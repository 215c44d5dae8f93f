"""Goods on sale and in stock: brands with papers, products, prices, customs data, purchases, lots."""

import hashlib
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

from zhongcao.customs import service as customs
from zhongcao.customs.rules import find_tariff
from zhongcao.customs.schemas import GoodsRow
from zhongcao.identity import service as identity
from zhongcao.inventory import service as inventory
from zhongcao.inventory.rules import CustomsMode, WarehouseKind
from zhongcao.inventory.schemas import WarehouseInput
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.money import Currency, cny
from zhongcao.mall import service as mall
from zhongcao.mall.rules import REFERENCE_RATES, find_place
from zhongcao.mall.schemas import ProductImport, RateInput, SkuImport
from zhongcao.media import service as media
from zhongcao.sample import occasions
from zhongcao.sample.goods import Product, Sku
from zhongcao.sample.imagined import World
from zhongcao.sample.naming import Ids
from zhongcao.sample.network import HOUSES, Lot, Supplier
from zhongcao.sample.shelving import shelf_of
from zhongcao.sample.sketches import sketch_scene
from zhongcao.sample.staging import product_portrait
from zhongcao.supply import service as supply
from zhongcao.supply.schemas import BrandRecord, PurchaseLine, ReceivedLot, SupplierInput

CURRENCIES = {
    "JP": Currency.JPY,
    "KR": Currency.KRW,
    "AU": Currency.AUD,
    "TH": Currency.THB,
    "US": Currency.USD,
    "DE": Currency.EUR,
}
PIECE = "011"


async def fill_warehouses(tx: Tx, world: World, ids: Ids, *, buyer: Actor, warehouse: Actor, now: datetime) -> None:
    """Open the warehouses, prove the brands, order from their exporters, and take in what they sent."""
    houses = {}
    for house in HOUSES:
        data = WarehouseInput(
            code=house.code,
            name=house.name,
            name_en=house.name_en,
            kind=WarehouseKind(house.kind),
            country=house.country,
            city=house.city,
            mode=CustomsMode(house.mode),
            customs_code=house.customs_code or None,
        )
        houses[house.code] = int((await inventory.add_warehouse(tx, data=data, now=now)).id)
    records = [
        BrandRecord(id=ids.brand(one.key), name_zh=one.zh, name_en=one.en, country=one.country) for one in world.brands
    ]
    await supply.import_brands(tx, records, now=now)
    await _prove(tx, world, ids, by=buyer, now=now)
    rates = await _enter_rates(tx, now)
    maker = {sku.key: product.brand.key for product in world.products for sku in product.skus}
    for exporter in world.suppliers:
        currency = CURRENCIES[exporter.country]
        offer = SupplierInput(name=exporter.name, country=exporter.country, currency=currency, lead_days=12)
        made = await supply.add_supplier(tx, data=offer, now=now)
        supplier = int(made.id)
        about = f"supplier:{made.id}"
        await identity.record_audit(tx, by=buyer, action="supplier.added", subject=about, after=made, now=now)
        for code, lots in _loads(world.missed, exporter, maker).items():
            lines = _lines(lots, currency, rates[currency], ids)
            await _order_in_vain(tx, supplier, houses[code], lines, by=buyer, now=now)
        for code, lots in _loads(world.lots, exporter, maker).items():
            lines = _lines(lots, currency, rates[currency], ids)
            await _bring(tx, supplier, houses[code], lots, lines, ids, buyer, warehouse, now)


def _loads(lots: list[Lot], exporter: Supplier, maker: dict[str, str]) -> dict[str, list[Lot]]:
    """What one exporter sends, by warehouse."""
    loads: dict[str, list[Lot]] = defaultdict(list)
    for lot in lots:
        if maker[lot.sku] in exporter.brands:
            loads[lot.house].append(lot)
    return loads


def _lines(lots: list[Lot], currency: Currency, rate: Decimal, ids: Ids) -> list[PurchaseLine]:
    return [
        PurchaseLine(
            sku_id=ids.sku(lot.sku),
            quantity=lot.quantity,
            unit_cost=cny(lot.unit_cost).converted(1 / rate, currency),
            origin_country=lot.origin_country,
        )
        for lot in lots
    ]


async def _prove(tx: Tx, world: World, ids: Ids, *, by: Actor, now: datetime) -> None:
    """Enter the papers of all brands, those with the same dates together."""
    groups = defaultdict(list)
    for paper in world.papers:
        groups[paper.starts_on, paper.ends_on].append(paper)
    for (starts_on, ends_on), papers in groups.items():
        await supply.authorise_directly(
            tx,
            brand_ids=[ids.brand(paper.brand) for paper in papers],
            by=by,
            now=now,
            starts_on=starts_on,
            ends_on=ends_on,
            document_hash=hashlib.sha256(papers[0].number.encode()).digest(),
        )


async def _enter_rates(tx: Tx, now: datetime) -> dict[Currency, Decimal]:
    """The yearly reference rates, so that foreign prices can be read."""
    latest: dict[Currency, Decimal] = {}
    today = day_in_china(now)
    for one in REFERENCE_RATES:
        if one.starts_on <= today and one.starts_on.year >= today.year - 1:
            data = RateInput(
                currency=one.currency,
                starts_on=one.starts_on,
                cny_per_unit=one.cny_per_unit,
                source="reference level of the year, rounded",
            )
            await mall.set_rate(tx, data=data)
            latest[one.currency] = one.cny_per_unit
    return latest


async def _order_in_vain(
    tx: Tx, supplier: int, warehouse_id: int, lines: list[PurchaseLine], *, by: Actor, now: datetime
) -> None:
    """An order that the exporter could not fill: those goods are sold out, but whom to ask for them is known."""
    ordered = now - timedelta(days=60)
    order = await supply.place_purchase_order(
        tx, supplier_id=supplier, warehouse_id=warehouse_id, lines=lines, by=by, now=ordered
    )
    given_up = ordered + timedelta(days=9)
    await supply.cancel_purchase_order(tx, purchase_order_id=int(order.id), by=by, now=given_up)


async def _bring(
    tx: Tx,
    supplier: int,
    warehouse_id: int,
    lots: list[Lot],
    lines: list[PurchaseLine],
    ids: Ids,
    buyer: Actor,
    warehouse: Actor,
    now: datetime,
) -> None:
    """One purchase order and its receipt."""
    ordered = now - timedelta(days=20)
    order = await supply.place_purchase_order(
        tx, supplier_id=supplier, warehouse_id=warehouse_id, lines=lines, by=buyer, now=ordered
    )
    received = [
        ReceivedLot(
            sku_id=ids.sku(lot.sku),
            quantity=lot.quantity,
            produced_on=lot.produced_on,
            expires_on=lot.expires_on,
            item_record_no=lot.item_record_no,
            origin_country=lot.origin_country,
            batch_code=f"{lot.produced_on:%y%j}{lot.item_record_no[-3:]}",
        )
        for lot in lots
    ]
    await supply.receive_purchase_order(tx, purchase_order_id=int(order.id), lots=received, by=warehouse, now=now)


async def list_goods(tx: Tx, world: World, ids: Ids, *, owner: int, now: datetime) -> None:
    """Put all products on the shelves, with prices and customs data."""
    portraits = [
        sketch_scene(ids.portrait(number), product_portrait(product, number))
        for number, product in enumerate(world.products)
    ]
    await media.add_undrawn(tx, owner_id=owner, recipes=portraits, now=now)
    await mall.import_products(tx, [_product(one, number, ids, now) for number, one in enumerate(world.products)])
    pairs = [(one, sku, place) for one in world.products for place, sku in enumerate(one.skus)]
    await mall.import_skus(tx, [_sku(one, sku, place, ids, now) for one, sku, place in pairs], now=now)
    await customs.declare_goods(tx, [_customs(one, sku, ids) for one, sku, _ in pairs])


def _product(product: Product, number: int, ids: Ids, now: datetime) -> ProductImport:
    shelf = find_place(shelf_of(product.sort.key, product.sort.category))
    assert shelf is not None, "every shelf is in the taxonomy (tested)"
    facts = {
        "ingredients": product.sort.ingredients,
        "highlights": list(product.sort.praise[:3]),
        "flavour": product.flavour[0],
        "origin_country": product.brand.country,
    }
    return ProductImport(
        id=ids.product(product.key),
        title=product.title,
        title_en=product.title_en,
        brand_id=ids.brand(product.brand.key),
        category_id=shelf.id,
        description=product.summary,
        picture_ids=[ids.portrait(number)],
        attributes={name: value for name, value in facts.items() if value},
        popularity=int(product.appeal * 20),
        created_at=occasions.listed_at(number, now),
    )


def _sku(product: Product, sku: Sku, place: int, ids: Ids, now: datetime) -> SkuImport:
    months = product.sort.months
    return SkuImport(
        id=ids.sku(sku.key),
        product_id=ids.product(product.key),
        variant=sku.variant,
        variant_en=sku.variant_en,
        weight_grams=sku.weight_grams,
        price=cny(sku.price),
        market_price=cny(sku.market_price),
        barcode=sku.barcode,
        shelf_life_days=months * 30 if months else None,
        position=place,
        created_at=now - timedelta(days=20),
    )


def _customs(product: Product, sku: Sku, ids: Ids) -> GoodsRow:
    tariff = find_tariff(product.sort.hs_code)
    return GoodsRow(
        sku_id=ids.sku(sku.key),
        hs_code=product.sort.hs_code,
        tax_category=product.sort.tax,
        unit=PIECE,
        unit_statutory=tariff.unit1 if tariff else PIECE,
        origin_country=product.brand.country,
        net_weight_grams=max(int(sku.weight_grams * 0.8), 1),
        content_value=sku.content_value,
        content_unit=sku.content_unit,
        name_zh=product.sort.zh,
    )
