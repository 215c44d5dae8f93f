"""Dated rates behind the retail import tax: VAT, consumption tax, order and annual limits."""

from datetime import date
from decimal import Decimal

import msgspec

from zhongcao.customs.rules._goods import TaxCategory

C = TaxCategory


class VatRow(msgspec.Struct, frozen=True, kw_only=True):
    """VAT on imports from a day on: the standard rate and the reduced one."""

    starts_on: date
    standard: Decimal
    reduced: Decimal
    source: str


VAT_RATES: tuple[VatRow, ...] = (
    # Standard rates are verified through printed composite rates; the change days are recalled.
    VatRow(
        starts_on=date(2016, 4, 8),
        standard=Decimal("0.17"),
        reduced=Decimal("0.13"),
        source="财关税〔2016〕18号",
    ),
    VatRow(
        starts_on=date(2017, 7, 1),
        standard=Decimal("0.17"),
        reduced=Decimal("0.11"),
        source="财税〔2017〕37号",
    ),
    VatRow(
        starts_on=date(2018, 5, 1),
        standard=Decimal("0.16"),
        reduced=Decimal("0.10"),
        source="财税〔2018〕32号",
    ),
    VatRow(
        starts_on=date(2019, 4, 1),
        standard=Decimal("0.13"),
        reduced=Decimal("0.09"),
        source="财政部 税务总局 海关总署公告2019年第39号; 增值税法 art. 10 from 2026-01-01",
    ),
)
"""Import VAT (进口环节增值税) by date: standard and reduced rate."""

REDUCED_VAT = frozenset({C.FARM_PRODUCE, C.EDIBLE_OIL, C.BOOK})
"""Goods at the reduced VAT rate (9 % today): farm produce, edible oil, books and audio-visual."""


class ConsumptionRow(msgspec.Struct, frozen=True, kw_only=True):
    """Consumption tax of a category in a period: a rate on the price, an amount per kilogram, or both."""

    category: TaxCategory
    starts_on: date
    ends_on: date | None = None
    rate: Decimal = Decimal(0)
    fen_per_kg: Decimal = Decimal(0)
    kg_per_litre: Decimal = Decimal(1)
    high_end_only: bool = False
    source: str


_OPEN = date(2016, 4, 8)
_ALCOHOL = "GAC customs table, note on alcohol"

CONSUMPTION_TAX: tuple[ConsumptionRow, ...] = (
    # Until 2016-09-30 make-up and perfume paid 30 %, skin care nothing (财税〔2016〕103号 ended it).
    ConsumptionRow(
        category=C.MAKEUP,
        starts_on=_OPEN,
        ends_on=date(2016, 9, 30),
        rate=Decimal("0.30"),
        source="消费税暂行条例, before 财税〔2016〕103号",
    ),
    ConsumptionRow(
        category=C.MAKEUP,
        starts_on=date(2016, 10, 1),
        rate=Decimal("0.15"),
        high_end_only=True,
        source="财税〔2016〕103号",
    ),
    ConsumptionRow(
        category=C.SKIN_CARE,
        starts_on=date(2016, 10, 1),
        rate=Decimal("0.15"),
        high_end_only=True,
        source="财税〔2016〕103号",
    ),
    ConsumptionRow(category=C.WINE, starts_on=_OPEN, rate=Decimal("0.10"), source=_ALCOHOL),
    # 1 yuan per kg; 1 litre = 0.912 kg, hence 0.912 yuan per litre.
    ConsumptionRow(
        category=C.SPIRITS,
        starts_on=_OPEN,
        rate=Decimal("0.20"),
        fen_per_kg=Decimal(100),
        kg_per_litre=Decimal("0.912"),
        source=_ALCOHOL,
    ),
    # 250 and 220 yuan a tonne; 1 kg = 0.988 litre.
    ConsumptionRow(
        category=C.BEER_A,
        starts_on=_OPEN,
        fen_per_kg=Decimal(25),
        kg_per_litre=1 / Decimal("0.988"),
        source=_ALCOHOL,
    ),
    ConsumptionRow(
        category=C.BEER_B,
        starts_on=_OPEN,
        fen_per_kg=Decimal(22),
        kg_per_litre=1 / Decimal("0.988"),
        source=_ALCOHOL,
    ),
    # 240 yuan a tonne; 1 kg = 0.962 litre.
    ConsumptionRow(
        category=C.YELLOW_WINE,
        starts_on=_OPEN,
        fen_per_kg=Decimal(24),
        kg_per_litre=1 / Decimal("0.962"),
        source=_ALCOHOL,
    ),
    # The three rows below are recalled, not re-read.
    ConsumptionRow(
        category=C.WATCH,
        starts_on=_OPEN,
        rate=Decimal("0.20"),
        high_end_only=True,
        source="recalled: 高档手表 >= 10000 yuan",
    ),
    ConsumptionRow(
        category=C.JEWELLERY,
        starts_on=_OPEN,
        rate=Decimal("0.10"),
        source="recalled: 贵重首饰及珠宝玉石",
    ),
    ConsumptionRow(category=C.GOLF, starts_on=_OPEN, rate=Decimal("0.10"), source="recalled: 高尔夫球及球具"),
)
"""Consumption tax (消费税) rows by category and date, amounts per kilogram included."""


class RetailLimit(msgspec.Struct, frozen=True, kw_only=True):
    """What one person may buy through the retail channel: per order and per calendar year."""

    starts_on: date
    order_fen: int
    year_fen: int
    tax_share: Decimal  # of VAT and consumption tax, within the limits; duty is zero there
    over_is_full_tax: bool  # old regime: whatever exceeds a limit is taxed in full
    source: str


RETAIL_LIMITS: tuple[RetailLimit, ...] = (
    RetailLimit(
        starts_on=date(2016, 4, 8),
        order_fen=2000_00,
        year_fen=20_000_00,
        tax_share=Decimal("0.7"),
        over_is_full_tax=True,
        source="财关税〔2016〕18号",
    ),
    # One page claims 50,000 a year from 2025; nothing official supports it (cross-border.md 10.7).
    RetailLimit(
        starts_on=date(2019, 1, 1),
        order_fen=5000_00,
        year_fen=26_000_00,
        tax_share=Decimal("0.7"),
        over_is_full_tax=False,
        source="财关税〔2018〕49号",
    ),
)
"""Limits of the retail import channel (单次/年度交易限值) by date."""


def vat_rate(on: date, category: TaxCategory) -> Decimal:
    """VAT rate of a category on a day."""
    rows = [row for row in VAT_RATES if row.starts_on <= on]
    if not rows:
        raise ValueError(f"the retail import tax did not exist on {on}")
    return rows[-1].reduced if category in REDUCED_VAT else rows[-1].standard


def retail_limit(on: date) -> RetailLimit:
    """Order and annual limit on a day."""
    rows = [row for row in RETAIL_LIMITS if row.starts_on <= on]
    if not rows:
        raise ValueError(f"the retail import tax did not exist on {on}")
    return rows[-1]


def annual_limit(year: int) -> int:
    """What one person may buy in a calendar year through the retail channel, in fen."""
    return retail_limit(date(year, 12, 31)).year_fen
