"""Goods data and the tax of an order before it is placed."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from zhongcao.customs import rules, store
from zhongcao.customs.errors import (
    AllowanceExceeded,
    GoodsInvalid,
    GoodsUnmapped,
    NotOnPositiveList,
    OverSingleLimit,
    ParcelOverLimit,
)
from zhongcao.customs.rules import Channel, Content, Measure, Mode, PostalRoute, Regime, TaxCategory
from zhongcao.customs.schemas import GoodsRow, QuotedLine, TaxLine, TaxQuote, UnmappedGoods
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.money import Money, cny, total

_BATCH = 2000


async def declare_goods(tx: Tx, rows: Sequence[GoodsRow]) -> int:
    """Keep customs data of SKUs (商品备案); a SKU that had some gets the new ones."""
    wrong = {str(row.sku_id): field for row in rows if (field := _unusable(row))}
    if wrong:
        raise GoodsInvalid(skus=list(wrong)[:20], field=next(iter(wrong.values())))
    latest = list({row.sku_id: row for row in rows}.values())
    for start in range(0, len(latest), _BATCH):
        await store.put_goods(tx, latest[start : start + _BATCH])
    return len(latest)


def _unusable(row: GoodsRow) -> str | None:
    """The first field of goods that customs would not understand."""
    understood = {
        "hs_code": len(row.hs_code) == 10 and row.hs_code.isdigit(),
        "tax_category": row.tax_category in set(TaxCategory),
        "unit": row.unit in rules.UNITS,
        "unit_statutory": row.unit_statutory in rules.UNITS,
        "origin_country": row.origin_country in rules.COUNTRIES,
        "net_weight_grams": row.net_weight_grams > 0,
        "content_value": (row.content_unit is None) == (row.content_value is None),
        "content_unit": row.content_unit is None or row.content_unit in set(Measure),
        "name_zh": bool(row.name_zh.strip()),
    }
    return next((field for field, good in understood.items() if not good), None)


async def goods(tx: Tx | ReadTx, sku_ids: Sequence[int]) -> dict[int, GoodsRow]:
    """Customs data by SKU; those without any are absent."""
    return await store.get_goods(tx, sku_ids)


async def note_unmapped(tx: Tx, rows: Sequence[UnmappedGoods], *, now: datetime) -> None:
    """List SKUs that nobody could map to the tariff, for staff to look at."""
    for start in range(0, len(rows), _BATCH):
        await store.add_unmapped(tx, rows[start : start + _BATCH], now)


async def list_unmapped(tx: Tx | ReadTx, *, after: int = 0, limit: int = 50) -> list[UnmappedGoods]:
    """SKUs that wait for their customs data, by id."""
    return await store.list_unmapped(tx, after=after, limit=limit)


def single_limit(*, mode: str, origin_country: str, on: date) -> Money:
    """What one parcel may be worth (单次限值) by its mode and where it comes from."""
    if rules.regime_of(on, Mode(mode)) is Regime.RETAIL:
        return cny(rules.retail_limit(on).order_fen)
    limit = rules.postal_limit(on)
    return cny(limit.nearby_fen if origin_country in rules.NEARBY else limit.elsewhere_fen)


async def quote_tax(
    tx: Tx | ReadTx,
    *,
    mode: str,
    lines: Sequence[TaxLine],
    freight: Money,
    origin_country: str,
    person: str | None,
    on: date,
) -> TaxQuote:
    """Tax of an order on a day, by the regime of its mode; refuses what may not enter this way."""
    known = await store.get_goods(tx, [line.sku_id for line in lines])
    missing = sorted({line.sku_id for line in lines} - known.keys())
    if missing:
        raise GoodsUnmapped(skus=[str(sku) for sku in missing])
    way = Mode(mode)
    if rules.regime_of(on, way) is Regime.POSTAL:
        return _quote_parcel(lines, known, origin=origin_country, on=on)
    used = await _used(tx, person=person, year=on.year)
    return _quote_retail(lines, known, freight=freight, mode=way, used=used, on=on)


async def _used(tx: Tx | ReadTx, *, person: str | None, year: int) -> int:
    found = await store.find_year(tx, person=person, year=year) if person else None
    return found[1] if found else 0


def _quote_parcel(lines: Sequence[TaxLine], known: dict[int, GoodsRow], *, origin: str, on: date) -> TaxQuote:
    # Freight is no part of the value of postal articles; a line's odd fen stays with its last piece.
    items, owners = [], []
    for number, line in enumerate(lines):
        unit, rest = divmod(line.value.amount, line.quantity)
        row = known[line.sku_id]
        for value, quantity in ((unit, line.quantity - rest), (unit + 1, rest)):
            if quantity:
                category, content = TaxCategory(row.tax_category), _content(row)
                items.append(rules.PostalItem(unit_value=value, quantity=quantity, category=category, content=content))
                owners.append(number)
    assessed = rules.assess_parcel(on, origin=origin, items=items)
    if assessed.route is PostalRoute.GOODS_OR_RETURN:
        limit = rules.postal_limit(on)
        allowed = limit.nearby_fen if origin in rules.NEARBY else limit.elsewhere_fen
        raise ParcelOverLimit(limit=allowed, value=sum(line.value.amount for line in lines))
    taxes = [0] * len(lines)
    rates = [rules.postal_rate(on, items[owners.index(number)]) for number in range(len(lines))]
    if assessed.payable:
        for owner, tax in zip(owners, assessed.item_taxes, strict=True):
            taxes[owner] += tax
    quoted = [
        _quoted(line, value=line.value.amount, parcel_tax=tax, rate=rate)
        for line, tax, rate in zip(lines, taxes, rates, strict=True)
    ]
    return TaxQuote(
        regime=Regime.POSTAL,
        route=PostalRoute.ARTICLES,
        lines=quoted,
        total=total(line.total for line in quoted),
        allowance=cny(0),
    )


def _quote_retail(
    lines: Sequence[TaxLine], known: dict[int, GoodsRow], *, freight: Money, mode: Mode, used: int, on: date
) -> TaxQuote:
    refusals = rules.positive_list_refusals(on, mode, [_listed(line, known[line.sku_id]) for line in lines])
    if refusals:
        raise NotOnPositiveList(reasons=list(refusals))
    shares = rules.split_freight(freight.amount, [line.value.amount for line in lines])
    taxed = [
        _taxed(line, known[line.sku_id], value=line.value.amount + share)
        for line, share in zip(lines, shares, strict=True)
    ]
    value = sum(line.value for line in taxed)
    limit = rules.retail_limit(on)
    units = sum(line.quantity for line in lines)
    channel = rules.channel_check(on, value=value, units=units, used=used)
    if channel is Channel.GENERAL_TRADE:
        raise AllowanceExceeded(limit=limit.year_fen, used=used, value=value)
    if channel is Channel.SPLIT_REQUIRED:
        raise OverSingleLimit(limit=limit.order_fen, value=value)
    quoted = []
    taxes = rules.retail_tax(on, taxed, in_limit=channel is Channel.IN_LIMIT)
    for line, one, tax in zip(lines, taxed, taxes, strict=True):
        rate = rules.printed_rate(on, one, in_limit=channel is Channel.IN_LIMIT)
        quoted.append(
            _quoted(line, value=one.value, duty=tax.duty, vat=tax.vat, consumption=tax.consumption, rate=rate)
        )
    return TaxQuote(
        regime=Regime.RETAIL,
        route=channel,
        lines=quoted,
        total=total(line.total for line in quoted),
        allowance=cny(value),
    )


def _quoted(
    line: TaxLine,
    *,
    value: int,
    duty: int = 0,
    vat: int = 0,
    consumption: int = 0,
    parcel_tax: int = 0,
    rate: Decimal | None = None,
) -> QuotedLine:
    return QuotedLine(
        sku_id=str(line.sku_id),
        value=cny(value),
        duty=cny(duty),
        vat=cny(vat),
        consumption=cny(consumption),
        parcel_tax=cny(parcel_tax),
        total=cny(duty + vat + consumption + parcel_tax),
        rate=rate,
    )


def _content(row: GoodsRow) -> Content | None:
    if row.content_value is None or row.content_unit is None:
        return None
    return Content(Decimal(row.content_value), Measure(row.content_unit))


def _taxed(line: TaxLine, row: GoodsRow, *, value: int) -> rules.RetailLine:
    tariff = rules.find_tariff(row.hs_code)
    return rules.RetailLine(
        value=value,
        quantity=line.quantity,
        category=TaxCategory(row.tax_category),
        content=_content(row),
        duty_rate=tariff.duty_rate if tariff else Decimal(0),
    )


def _listed(line: TaxLine, row: GoodsRow) -> rules.ListedGoods:
    kilograms = Decimal(row.net_weight_grams * line.quantity) / 1000
    return rules.ListedGoods(hs10=row.hs_code, name=row.name_zh, kilograms=kilograms)
