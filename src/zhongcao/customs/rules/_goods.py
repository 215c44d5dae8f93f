"""What a thing is for the taxman: one category per kind of goods, shared by both regimes."""

from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

import msgspec

# The law of these rules is written in local time. China keeps one zone and, since 1991, no summer time.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


class Missing(StrEnum):
    """Why nobody can tell yet under which code goods enter the country; what it is about may follow after a colon."""

    NEW = "new"  # entered by a buyer, and not looked at yet
    CATEGORY = "category"  # no HS code is known for the category in which they were brought in
    TARIFF = "tariff"  # their HS code is not in the tariff
    ORIGIN = "origin"  # nobody said where they come from


class TaxCategory(StrEnum):
    """Kinds of goods that some tax table treats differently; each SKU has exactly one."""

    FOOD = "food"  # 食品饮料, infant formula and health food included
    FARM_PRODUCE = "farm_produce"  # 农产品
    EDIBLE_OIL = "edible_oil"  # 食用植物油
    BOOK = "book"  # 书报刊, audio-visual
    TOY = "toy"  # 玩具, 游戏品
    COMPUTER = "computer"  # 计算机, 视频摄录一体机
    CAMERA = "camera"  # 数字照相机
    FURNITURE = "furniture"  # 家具
    GOLD_SILVER = "gold_silver"  # 金银
    MEDICINE = "medicine"  # 药品
    SPORTS = "sports"  # 运动用品 (不含高尔夫)
    GOLF = "golf"  # 高尔夫球及球具
    TEXTILE = "textile"  # 纺织品, clothing
    LEATHER = "leather"  # 箱包, 皮革制品
    APPLIANCE = "appliance"  # 电器
    BICYCLE = "bicycle"  # 自行车
    WATCH = "watch"  # 手表
    JEWELLERY = "jewellery"  # 贵重首饰及珠宝玉石
    WINE = "wine"  # 葡萄酒 and other fermented drinks
    SPIRITS = "spirits"  # 白酒, 威士忌...
    BEER_A = "beer_a"  # 甲类啤酒: duty-paid value >= 370 USD/t
    BEER_B = "beer_b"  # 乙类啤酒
    YELLOW_WINE = "yellow_wine"  # 黄酒
    TOBACCO = "tobacco"  # 烟
    MAKEUP = "makeup"  # 彩妆, 香水
    SKIN_CARE = "skin_care"  # 护肤品, masks included
    PERSONAL_CARE = "personal_care"  # 洗护用品 outside every cosmetics scope
    OTHER = "other"


class Measure(StrEnum):
    """In what the content of one unit is counted."""

    ML = "ml"
    GRAM = "g"
    PIECE = "piece"  # 片, 张: masks, wipes


class Content(msgspec.Struct, frozen=True):
    """How much one unit holds: 30 ml, 150 g, 5 pieces."""

    amount: Decimal
    measure: Measure


class HighEndRow(msgspec.Struct, frozen=True, kw_only=True):
    """From a day on, cosmetics at or above these prices are high-end (高档化妆品)."""

    starts_on: date
    fen_per_ml_or_gram: int
    fen_per_piece: int
    source: str


HIGH_END_COSMETICS: tuple[HighEndRow, ...] = (
    # Price without VAT, for imports the customs value; "at or above" (财税〔2016〕103号).
    HighEndRow(
        starts_on=date(2016, 10, 1),
        fen_per_ml_or_gram=10_00,
        fen_per_piece=15_00,
        source="财税〔2016〕103号",
    ),
)
"""When cosmetics count as high-end (高档化妆品): 10 yuan per ml or gram, 15 yuan per piece."""

COSMETICS = frozenset({TaxCategory.MAKEUP, TaxCategory.SKIN_CARE})
HIGH_END_WATCH_FEN = 10_000_00  # 高档手表; recalled, cross-border.md 2.3


def is_high_end_cosmetic(*, on: date, category: TaxCategory, unit_value: Decimal, content: Content | None) -> bool:
    """Say whether a cosmetic is high-end (高档) on a day, from its value per ml, gram or piece."""
    rows = [row for row in HIGH_END_COSMETICS if row.starts_on <= on]
    if category not in COSMETICS or content is None or content.amount <= 0 or not rows:
        return False
    threshold = rows[-1].fen_per_piece if content.measure is Measure.PIECE else rows[-1].fen_per_ml_or_gram
    # Compared by multiplication: a division could round 9.9999... up to the threshold.
    return unit_value >= threshold * content.amount


def is_high_end_watch(*, category: TaxCategory, unit_value: Decimal) -> bool:
    """Say whether a watch is high-end (高档手表): 10,000 yuan or more."""
    return category is TaxCategory.WATCH and unit_value >= HIGH_END_WATCH_FEN


def beer_class(*, duty_paid_fen_per_tonne: Decimal, fen_per_usd: Decimal) -> TaxCategory:
    """Class of a beer (甲类/乙类啤酒): class A from a duty-paid value of 370 US dollars a tonne."""
    return TaxCategory.BEER_A if duty_paid_fen_per_tonne >= 370 * fen_per_usd else TaxCategory.BEER_B


def legal_date(at: datetime) -> date:
    """The day on which a moment falls for Chinese law (Asia/Shanghai)."""
    return at.astimezone(SHANGHAI).date()


def round_fen(amount: Decimal) -> int:
    """Round an amount in fen to whole fen, half up, as customs does."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
