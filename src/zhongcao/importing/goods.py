"""Rates, products and SKUs of an import: brands, categories, converted prices, customs data."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from zhongcao.customs import service as customs
from zhongcao.customs.rules import Missing, find_tariff
from zhongcao.customs.schemas import GoodsRow, UnmappedGoods
from zhongcao.importing.format import ProductRow, RateRow, SkuRow
from zhongcao.importing.keys import id_for
from zhongcao.importing.mapping import ELSEWHERE, PIECE, find_mapping
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Tx
from zhongcao.kit.money import Currency, Money
from zhongcao.mall import service as mall
from zhongcao.mall.errors import RateUnknown
from zhongcao.mall.rules import find_place, selling_price
from zhongcao.mall.schemas import ProductImport, RateInput, SkuImport
from zhongcao.supply import service as supply
from zhongcao.supply.schemas import BrandRecord

UNKNOWN_COUNTRY = "ZZ"
"""ISO 3166-1 keeps it free for our own use: nobody has said where the brand is at home."""
DEFAULT_WEIGHT_GRAMS = 300
RATE_MIN = Decimal("0.000001")


class Customs(msgspec.Struct, frozen=True):
    """What customs must know of a product's SKUs."""

    hs_code: str
    unit: str
    origin: str
    shelf_life_days: int | None


class Known(msgspec.Struct):
    """What earlier files of the same import have told; bounded by the number of products and SKUs."""

    source: str
    origin: str | None
    customs: dict[int, Customs | str] = msgspec.field(default_factory=dict)
    titles: dict[int, str] = msgspec.field(default_factory=dict)
    owners: dict[int, int] = msgspec.field(default_factory=dict)
    strangers: set[int] = msgspec.field(default_factory=set)
    rates: dict[tuple[Currency, date], Decimal] = msgspec.field(default_factory=dict)


class Taken(msgspec.Struct):
    """What became of a chunk: how many rows were new; which (by place), which column and why were left out."""

    new: int = 0
    left_out: list[tuple[int, str, str]] = msgspec.field(default_factory=list)
    unmapped: int = 0


Taker = Callable[..., Awaitable[Taken]]


async def take_rates(tx: Tx, rows: Sequence[RateRow], known: Known, *, now: datetime) -> Taken:
    """Enter the exchange rates of the input; a rate of the same day is replaced."""
    taken = Taken()
    for place, row in enumerate(rows):
        if row.cny < RATE_MIN:
            taken.left_out.append((place, "cny", f"{row.cny} is no exchange rate"))
            continue
        data = RateInput(
            currency=row.currency, starts_on=row.from_day, cny_per_unit=row.cny, source=f"import {known.source}"
        )
        await mall.set_rate(tx, data=data)
        taken.new += 1
    return taken


async def take_products(tx: Tx, rows: Sequence[ProductRow], known: Known, *, now: datetime) -> Taken:
    """Add products with their brands; remember what customs must know of their SKUs."""
    brands = await _brands(tx, rows, known, now=now)
    imports = []
    for row in rows:
        product = id_for(known.source, "product", row.product)
        known.customs[product] = _customs_of(row, known.origin)
        known.titles[product] = row.title
        place = find_place(row.category)
        mapped = find_mapping(row.category)
        chosen = place or find_place(mapped.category if mapped else ELSEWHERE)
        assert chosen is not None, "every mapped category is in the taxonomy (tested)"
        attributes = {"highlights": row.highlights, "ingredients": row.ingredients}
        imports.append(
            ProductImport(
                id=product,
                title=row.title,
                brand_id=brands[row.brand],
                category_id=chosen.id,
                description=row.description,
                attributes={name: value for name, value in attributes.items() if value},
                created_at=now,
            )
        )
    return Taken(new=await mall.import_products(tx, imports))


async def take_skus(tx: Tx, rows: Sequence[SkuRow], known: Known, *, now: datetime) -> Taken:
    """Add SKUs with converted prices; those without customs data are listed for staff."""
    taken = Taken()
    imports: list[SkuImport] = []
    declared: list[GoodsRow] = []
    unmapped: list[UnmappedGoods] = []
    for place, row in enumerate(rows):
        product = id_for(known.source, "product", row.product)
        if product not in known.customs:
            taken.left_out.append((place, "product", f"no product {row.product}"))
            continue
        if money_of(row.price, row.currency).amount <= 0:
            taken.left_out.append((place, "price", f"{row.price} {row.currency} is no price"))
            continue
        rate = await rate_on(tx, row.currency, known, day_in_china(now))
        if rate is None:
            taken.left_out.append((place, "currency", f"no rate of {row.currency} is known"))
            continue
        sku = id_for(known.source, "sku", row.sku)
        if known.owners.setdefault(sku, product) != product:
            taken.left_out.append((place, "sku", f"{row.sku} belongs to another product already"))
            continue
        found = known.customs[product]
        imports.append(_sku(row, sku, product, rate, found, now))
        if isinstance(found, str):
            unmapped.append(UnmappedGoods(sku_id=sku, name=known.titles[product][:100], reason=found))
        else:
            declared.append(_declared(row, sku, found))
    await customs.declare_goods(tx, declared)
    await customs.note_unmapped(tx, unmapped, now=now)
    taken.new = await mall.import_skus(tx, imports, now=now)
    taken.unmapped = len(unmapped)
    return taken


def _customs_of(row: ProductRow, origin: str | None) -> Customs | str:
    """What customs must know, or the reason why nobody can tell yet."""
    mapped = find_mapping(row.category)
    hs_code = row.hs_code or (mapped.hs_code if mapped else None)
    country = row.origin_country or origin
    if hs_code is None:
        return f"{Missing.CATEGORY}:{row.category}"[:200]
    if find_tariff(hs_code) is None:
        return f"{Missing.TARIFF}:{hs_code}"
    if country is None:
        return Missing.ORIGIN
    life = mapped.shelf_life_days if mapped else None
    return Customs(hs_code=hs_code, unit=mapped.unit if mapped else PIECE, origin=country, shelf_life_days=life)


async def _brands(tx: Tx, rows: Sequence[ProductRow], known: Known, *, now: datetime) -> dict[str, int]:
    """The brand of each name; one that somebody else has already entered is taken as it is."""
    ids = {row.brand: id_for(known.source, "brand", row.brand.casefold()) for row in rows}
    homes = {row.brand: row.brand_country for row in rows if row.brand_country}
    records = [
        BrandRecord(id=key, name_zh=name, name_en=name, country=homes.get(name, UNKNOWN_COUNTRY))
        for name, key in ids.items()
    ]
    await supply.import_brands(tx, records, now=now)
    entered = await supply.brands(tx, set(ids.values()))
    for name, key in ids.items():
        if key not in entered:
            same = await supply.find_brand(tx, name=name)
            assert same is not None, "only a brand of the same name keeps another from being entered"
            ids[name] = int(same.id)
    return ids


async def rate_on(tx: Tx, currency: Currency, known: Known, day: date) -> Decimal | None:
    """Yuan for one unit on a day; None when no rate of that time is entered."""
    if (currency, day) not in known.rates:
        try:
            known.rates[currency, day] = await mall.rate(tx, currency=currency, on=day)
        except RateUnknown:
            return None
    return known.rates[currency, day]


async def find_titles(tx: Tx, products: Collection[int], known: Known) -> dict[int, str]:
    """The titles of products that this import or an earlier one brought; unknown ones are missing."""
    missing = {one for one in products if one not in known.titles} - known.strangers
    if missing:
        earlier = await mall.cards(tx, missing)
        known.titles.update({one: card.title for one, card in earlier.items()})
        known.strangers |= missing - earlier.keys()
    return {one: known.titles[one] for one in products if one in known.titles}


def _sku(row: SkuRow, sku: int, product: int, rate: Decimal, found: Customs | str, now: datetime) -> SkuImport:
    source = money_of(row.price, row.currency)
    is_yuan = row.currency is Currency.CNY
    market = money_of(row.market_price, row.currency) if row.market_price else None
    if market is not None and market.amount <= 0:
        market = None
    return SkuImport(
        id=sku,
        product_id=product,
        variant=row.variant[:80],
        weight_grams=row.weight_grams or DEFAULT_WEIGHT_GRAMS,
        price=source if is_yuan else selling_price(source, rate=rate),
        market_price=market if is_yuan or market is None else selling_price(market, rate=rate),
        source=None if is_yuan else source,
        source_rate=None if is_yuan else rate,
        barcode=row.barcode if row.barcode and row.barcode.isdigit() and len(row.barcode) <= 14 else None,
        shelf_life_days=row.shelf_life_days or (found.shelf_life_days if isinstance(found, Customs) else None),
        created_at=now,
    )


def _declared(row: SkuRow, sku: int, found: Customs) -> GoodsRow:
    tariff = find_tariff(found.hs_code)
    assert tariff is not None, "checked when the product was taken"
    content: dict[str, Any] = {}
    if row.content_value and row.content_unit and row.content_value >= 1:
        content = {"content_value": int(row.content_value), "content_unit": row.content_unit}
    return GoodsRow(
        sku_id=sku,
        hs_code=found.hs_code,
        tax_category=tariff.category.value,
        unit=found.unit,
        unit_statutory=tariff.unit1,
        origin_country=found.origin,
        net_weight_grams=max(int(row.content_value or 0), 1) if content else row.weight_grams or DEFAULT_WEIGHT_GRAMS,
        name_zh=tariff.name_zh,
        **content,
    )


def money_of(price: Decimal, currency: Currency) -> Money:
    """The price in minor units of its currency."""
    return Money(int((price.scaleb(currency.decimals)).to_integral_value()), currency)


TAKERS: dict[str, Taker] = {"rates": take_rates, "products": take_products, "skus": take_skus}
