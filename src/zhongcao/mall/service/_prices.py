"""Prices by date, and the exchange rates behind them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from zhongcao.kit import outbox
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.money import Currency, Money
from zhongcao.mall import rules, store
from zhongcao.mall.errors import PriceBeyondReason, PriceTaken, PriceTooLate, PriceUnclear, RateUnknown, SkuNotFound
from zhongcao.mall.events import PriceChanged
from zhongcao.mall.schemas import Price, Rate, RateInput

CLOCK_SLACK = timedelta(seconds=5)


async def set_price(
    tx: Tx,
    *,
    sku_id: int,
    by: Actor,
    now: datetime,
    price: Money | None = None,
    source: Money | None = None,
    market_price: Money | None = None,
    starts_at: datetime | None = None,
) -> Price:
    """What a SKU costs from now or from a later moment on: a price in yuan, or a source price that is converted.

    A price holds until the next one begins; a sale is two prices, its own and the one after it.
    """
    sku = await store.find_sku(tx, sku_id)
    if sku is None:
        raise SkuNotFound(sku=str(sku_id))
    starts = starts_at or now
    if starts < now - CLOCK_SLACK:
        raise PriceTooLate()
    used_rate: Decimal | None = None
    if source is not None and source.amount <= 0:
        raise PriceBeyondReason()
    if source is not None and price is None:
        used_rate = await rate(tx, currency=source.currency, on=day_in_china(starts))
        price = rules.selling_price(source, rate=used_rate)
    if price is None or price.currency is not Currency.CNY:
        raise PriceUnclear()
    if not rules.price_is_possible(price):
        raise PriceBeyondReason()
    before = (await store.prices_now(tx, [sku_id], now)).get(sku_id)
    begins = starts <= now
    added = await store.add_price(
        tx,
        sku_id=sku_id,
        starts_at=starts,
        price_amount=price.amount,
        market_amount=market_price.amount if market_price else None,
        currency=price.currency.value,
        source_amount=source.amount if source else None,
        source_currency=source.currency.value if source else None,
        source_rate=used_rate,
        set_by=by.member_id,
        set_at=now,
        applied_at=now if begins else None,
    )
    if not added:
        raise PriceTaken(starts_at=starts.isoformat())
    if begins:
        await store.refresh_products(tx, [sku.product_id], now)
        _tell(tx, sku_id, sku.product_id, price.amount, before.price_amount if before else None)
    return next(one for one in await list_prices(tx, sku_id=sku_id) if one.starts_at == starts)


async def list_prices(tx: Tx | ReadTx, *, sku_id: int) -> list[Price]:
    """All prices of a SKU, oldest first; each ends where the next begins."""
    rows = await store.list_prices(tx, sku_id)
    ends = {first.starts_at: second.starts_at for first, second in pairwise(rows)}
    return [_price(row, ends.get(row.starts_at)) for row in rows]


async def apply_due_prices(tx: Tx, *, now: datetime, limit: int = 500) -> int:
    """Show prices whose time has come; answers how many."""
    due = await store.apply_due_prices(tx, now=now, limit=limit)
    await store.refresh_products(tx, {row.product_id for row in due}, now)
    for row in sorted(due, key=lambda row: (row.sku_id, row.starts_at)):
        _tell(tx, row.sku_id, row.product_id, row.price_amount, row.before_amount)
    return len(due)


async def set_rate(tx: Tx, *, data: RateInput) -> Rate:
    """Enter an exchange rate from a day on; the same day's is replaced."""
    if not 0 < data.cny_per_unit < 10**9:
        raise PriceUnclear(field="cny_per_unit")
    await store.add_rate(
        tx,
        currency=data.currency.value,
        starts_on=data.starts_on,
        cny_per_unit=data.cny_per_unit,
        source=data.source,
    )
    row = await store.find_rate(tx, data.currency.value, data.starts_on)
    assert row is not None, "the rate was just entered"
    return Rate(currency=data.currency, starts_on=row.starts_on, cny_per_unit=row.cny_per_unit, source=row.source)


async def list_rates(tx: Tx | ReadTx, *, limit: int = 200) -> list[Rate]:
    """Exchange rates as entered, the latest days first."""
    return [
        Rate(currency=Currency(row.currency), starts_on=row.starts_on, cny_per_unit=row.cny_per_unit, source=row.source)
        for row in await store.list_rates(tx, limit=limit)
    ]


async def rate(tx: Tx | ReadTx, *, currency: Currency, on: date) -> Decimal:
    """Yuan for one unit of a currency on a day; refused when none is known or the last is too old."""
    if currency is Currency.CNY:
        return Decimal(1)
    row = await store.find_rate(tx, currency.value, on)
    if row is None or not rules.rate_is_fresh(starts_on=row.starts_on, on=on):
        raise RateUnknown(currency=currency.value, on=on.isoformat())
    found: Decimal = row.cny_per_unit
    return found


def _tell(tx: Tx, sku_id: int, product_id: int, amount: int, before: int | None) -> None:
    if amount != before:
        outbox.emit(tx, PriceChanged(sku=sku_id, product=product_id, amount=amount, before=before))


def _price(row: Any, ends_at: datetime | None) -> Price:
    currency = Currency(row.currency)
    return Price(
        sku_id=str(row.sku_id),
        starts_at=row.starts_at,
        ends_at=ends_at,
        price=Money(row.price_amount, currency),
        market_price=Money(row.market_amount, currency) if row.market_amount else None,
        source=Money(row.source_amount, Currency(row.source_currency)) if row.source_currency else None,
        source_rate=row.source_rate,
    )
