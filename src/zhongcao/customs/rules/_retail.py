"""Retail import tax (跨境电商综合税): tax of a line, of an order, and which way an order may go."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from zhongcao.customs.rules._goods import (
    Content,
    Measure,
    TaxCategory,
    is_high_end_cosmetic,
    is_high_end_watch,
    round_fen,
)
from zhongcao.customs.rules._retail_rates import (
    CONSUMPTION_TAX,
    ConsumptionRow,
    retail_limit,
    vat_rate,
)

RETAIL_STARTED_ON = date(2016, 4, 8)


class Regime(StrEnum):
    """The two tax regimes for things that a consumer buys abroad."""

    POSTAL = "postal"  # 行邮税
    RETAIL = "retail"  # 跨境电商综合税


class Mode(StrEnum):
    """Customs supervision mode (监管方式) under which an order enters."""

    BONDED = "1210"  # 网购保税进口
    BONDED_A = "1239"  # 网购保税进口A
    DIRECT = "9610"  # 直购进口
    PARCEL = "postal"  # 个人行邮: personal articles sent by post or courier


class Channel(StrEnum):
    """What the retail channel says to an order of a given value."""

    IN_LIMIT = "in_limit"
    FULL_TAX = "full_tax"
    SPLIT_REQUIRED = "split_required"
    GENERAL_TRADE = "general_trade"


class RetailLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line for the tax: its value in fen with freight and insurance shared in, and what it is."""

    value: int
    quantity: int
    category: TaxCategory
    content: Content | None = None
    duty_rate: Decimal = Decimal(0)


class LineTax(msgspec.Struct, frozen=True, kw_only=True):
    """Tax of one line in fen: customs duty, consumption tax, VAT."""

    duty: int
    consumption: int
    vat: int

    @property
    def total(self) -> int:
        """All three together."""
        return self.duty + self.consumption + self.vat


def regime_of(on: date, mode: Mode) -> Regime:
    """Which of the two taxes an order pays: until 2016-04-07 all paid postal tax, later only personal parcels."""
    return Regime.POSTAL if mode is Mode.PARCEL or on < RETAIL_STARTED_ON else Regime.RETAIL


def channel_check(on: date, *, value: int, units: int, used: int) -> Channel:
    """Which way an order may go, from its value, its number of pieces and what the buyer used this year."""
    limit = retail_limit(on)
    if limit.over_is_full_tax:
        fits = value <= limit.order_fen and used + value <= limit.year_fen
        return Channel.IN_LIMIT if fits else Channel.FULL_TAX
    if used + value > limit.year_fen:
        return Channel.GENERAL_TRADE
    if value <= limit.order_fen:
        return Channel.IN_LIMIT
    # Over the single limit only one indivisible piece may pass, taxed like general trade.
    return Channel.FULL_TAX if units == 1 else Channel.SPLIT_REQUIRED


def consumption_row(on: date, line: RetailLine) -> ConsumptionRow | None:
    """The consumption tax row of a line on a day, or None when it pays none."""
    unit_value = Decimal(line.value) / line.quantity
    for row in CONSUMPTION_TAX:
        if row.category is not line.category or on < row.starts_on:
            continue
        if row.ends_on is not None and on > row.ends_on:
            continue
        if not row.high_end_only:
            return row
        if is_high_end_watch(category=line.category, unit_value=unit_value):
            return row
        if is_high_end_cosmetic(on=on, category=line.category, unit_value=unit_value, content=line.content):
            return row
    return None


def specific_consumption(row: ConsumptionRow, line: RetailLine) -> Decimal:
    """Consumption tax by weight of a line (从量), in fen; volume is turned into weight first."""
    if row.fen_per_kg == 0:
        return Decimal(0)
    content = line.content
    if content is None or content.measure is Measure.PIECE:
        raise ValueError(f"{line.category} pays consumption tax by weight: its content must be known")
    measured = content.amount * line.quantity / 1000
    kilograms = measured * row.kg_per_litre if content.measure is Measure.ML else measured
    return kilograms * row.fen_per_kg


def tax_line(
    line: RetailLine, *, on: date, vat: Decimal, consumption: ConsumptionRow | None, in_limit: bool
) -> LineTax:
    """Tax of one line at given rates: within limits no duty and 70 % of the rest, else everything."""
    share = retail_limit(on).tax_share if in_limit else Decimal(1)
    value = Decimal(line.value)
    duty = Decimal(0) if in_limit else value * line.duty_rate
    full_consumption = Decimal(0)
    if consumption is not None:
        specific = specific_consumption(consumption, line)
        rate = consumption.rate
        # 组成计税价格: the price that already contains the consumption tax (消费税暂行条例 art. 9).
        full_consumption = (value + duty + specific) / (1 - rate) * rate + specific
    full_vat = (value + duty + full_consumption) * vat
    return LineTax(
        duty=round_fen(duty),
        consumption=round_fen(share * full_consumption),
        vat=round_fen(share * full_vat),
    )


def retail_tax(on: date, lines: Sequence[RetailLine], *, in_limit: bool) -> tuple[LineTax, ...]:
    """Retail import tax of each line on the day of declaration; the order owes exactly their sum."""
    return tuple(
        tax_line(
            line,
            on=on,
            vat=vat_rate(on, line.category),
            consumption=consumption_row(on, line),
            in_limit=in_limit,
        )
        for line in lines
    )


def printed_rate(on: date, line: RetailLine, *, in_limit: bool) -> Decimal | None:
    """Rate of a line as shops print it (综合税率); None outside the limits and where tax goes by weight too."""
    row = consumption_row(on, line)
    if not in_limit or (row is not None and row.fen_per_kg):
        return None
    consumption = row.rate if row is not None else Decimal(0)
    return composite_rate(vat=vat_rate(on, line.category), consumption=consumption, share=retail_limit(on).tax_share)


def composite_rate(*, vat: Decimal, consumption: Decimal, share: Decimal = Decimal("0.7")) -> Decimal:
    """Rate that shops print (综合税率): 70 % of (VAT + consumption) / (1 - consumption). For display only."""
    return share * (vat + consumption) / (1 - consumption)


def split_freight(freight: int, values: Sequence[int]) -> tuple[int, ...]:
    """Share freight over lines by value; every fen is placed, ties go to the earlier line."""
    weights = list(values) if sum(values) > 0 else [1] * len(values)
    whole = sum(weights)
    shares = [freight * weight // whole for weight in weights]
    # Largest remainder first; sorted() keeps the earlier line first among equals.
    order = sorted(range(len(weights)), key=lambda i: -(freight * weights[i] % whole))
    for index in order[: freight - sum(shares)]:
        shares[index] += 1
    return tuple(shares)


class InclusivePrice(msgspec.Struct, frozen=True, kw_only=True):
    """A price with the tax inside (包税), taken apart: base + tax - rounding = what the buyer pays."""

    base: int
    tax: int
    rounding: int


def open_inclusive_price(paid: int, *, on: date, vat: Decimal, consumption: ConsumptionRow | None) -> InclusivePrice:
    """Take a tax-inclusive price (包税价) apart into goods value and tax, to the fen."""
    rate = consumption.rate if consumption is not None else Decimal(0)
    if consumption is not None and consumption.fen_per_kg != 0:
        raise ValueError("tax by weight cannot be taken out of a price without its content")

    def tax_of(base: int) -> int:
        line = RetailLine(value=base, quantity=1, category=TaxCategory.OTHER)
        return tax_line(line, on=on, vat=vat, consumption=consumption, in_limit=True).total

    share = retail_limit(on).tax_share
    base = round_fen(paid / (1 + composite_rate(vat=vat, consumption=rate, share=share)))
    # Base plus tax grows in jumps of up to three fen: take the least base that reaches the price;
    # what it exceeds the price by is a discount of the order, so the order identity stays exact.
    while base > 0 and base - 1 + tax_of(base - 1) >= paid:
        base -= 1
    while base + tax_of(base) < paid:
        base += 1
    tax = tax_of(base)
    return InclusivePrice(base=base, tax=tax, rounding=base + tax - paid)


def actual_paid(*, goods_value: int, freight: int, tax: int, discount: int) -> int:
    """What the buyer pays (实际支付金额): goods + freight + tax - discount. Customs checks the sum."""
    return goods_value + freight + tax - discount
