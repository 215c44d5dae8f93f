"""Reference rows of the tariff for a beauty, food and baby mall: code, category, units, duty."""

from decimal import Decimal

import msgspec

from zhongcao.customs.rules._goods import TaxCategory

C = TaxCategory

UNITS: dict[str, str] = {
    "007": "个",  # codes verified in samples, names recalled
    "011": "件",
    "035": "千克",
    "095": "升",
    "140": "盒",
}
"""Units of quantity (计量单位) that declarations here use."""

COUNTRIES: dict[str, str] = {
    # ISO code -> customs code. CN, JP, TH and IE verified in samples, the others recalled.
    "CN": "142",
    "JP": "116",
    "KR": "133",
    "HK": "110",
    "TH": "136",
    "GB": "303",
    "DE": "304",
    "FR": "305",
    "IE": "306",
    "IT": "307",
    "NL": "309",
    "ES": "312",
    "CH": "331",
    "CA": "501",
    "US": "502",
    "AU": "601",
    "NZ": "609",
    "DK": "302",
    "PT": "311",
    "NO": "326",
    "SE": "330",
    "CO": "413",
}
"""Customs country codes (国别代码); the same digits mean something else as a currency."""


class TariffRow(msgspec.Struct, frozen=True):
    """One kind of goods in the tariff: ten digits, names, tax category, legal units, duty rate."""

    hs10: str
    name_zh: str
    name_en: str
    category: TaxCategory
    unit1: str
    unit2: str | None
    duty_rate: Decimal
    source: str


_RECALLED = "recalled; confirm against the tariff of the year"


def _row(
    hs8: str,
    zh: str,
    en: str,
    category: TaxCategory,
    duty: str,
    unit1: str = "035",
    unit2: str | None = None,
) -> TariffRow:
    # The last two digits (附加码) subdivide further and change yearly: 00 stands for "to be confirmed".
    return TariffRow(hs8 + "00", zh, en, category, unit1, unit2, Decimal(duty), _RECALLED)


TARIFF: tuple[TariffRow, ...] = (
    _row("33030000", "香水", "Perfume", C.MAKEUP, "0.03", "035", "011"),
    _row("33041000", "唇用化妆品", "Lip make-up", C.MAKEUP, "0.05", "035", "011"),
    _row("33042000", "眼用化妆品", "Eye make-up", C.MAKEUP, "0.05", "035", "011"),
    _row("33043000", "指（趾）甲化妆品", "Nail preparations", C.MAKEUP, "0.05", "035", "011"),
    _row("33049100", "香粉", "Powders", C.MAKEUP, "0.05", "035", "011"),
    _row("33049900", "护肤品", "Skin care", C.SKIN_CARE, "0.01", "035", "011"),
    _row("33051000", "洗发剂", "Shampoo", C.PERSONAL_CARE, "0.03"),
    _row("33059000", "其他护发品", "Hair care", C.PERSONAL_CARE, "0.03"),
    _row("33061010", "牙膏", "Toothpaste", C.PERSONAL_CARE, "0.03"),
    _row("33069010", "漱口剂", "Mouthwash", C.PERSONAL_CARE, "0.03"),
    _row("33072000", "人体除臭剂", "Deodorant", C.PERSONAL_CARE, "0.05"),
    _row("33073000", "香浴盐", "Bath preparations", C.PERSONAL_CARE, "0.05"),
    _row("34011100", "盥洗用皂", "Toilet soap", C.PERSONAL_CARE, "0.06"),
    _row("34013000", "洁肤用品", "Skin cleanser", C.PERSONAL_CARE, "0.06"),
    _row("33074900", "室内除味制剂", "Room fragrance", C.PERSONAL_CARE, "0.05"),
    _row("33079000", "其他芳香料制品", "Other toilet preparations", C.PERSONAL_CARE, "0.05"),
    _row("34060000", "蜡烛", "Candles", C.OTHER, "0.07"),
    _row("82142000", "修甲工具", "Manicure tools", C.OTHER, "0.10", "035"),
    _row("85103000", "毛发推剪及脱毛器", "Hair-removing appliance", C.APPLIANCE, "0.10", "007"),
    _row("96032900", "化妆刷及其他刷", "Make-up and hair brush", C.OTHER, "0.08", "007"),
    _row("96151900", "梳子、发夹", "Comb, hair slide", C.OTHER, "0.08"),
    _row("96032100", "牙刷", "Toothbrush", C.OTHER, "0.08", "007"),
    _row("96162000", "粉扑", "Powder puff", C.OTHER, "0.08"),
    _row("96190011", "婴儿尿裤", "Nappies", C.OTHER, "0", "035", "011"),
    _row("39249000", "塑料制育儿用品", "Plastic baby goods", C.OTHER, "0.065"),
    _row("61112000", "棉制针织婴儿服装", "Baby clothing, cotton", C.TEXTILE, "0.06", "035"),
    _row("61091000", "棉制T恤衫", "T-shirt, cotton", C.TEXTILE, "0.06", "011", "035"),
    _row("64041100", "运动鞋", "Sports shoes", C.TEXTILE, "0.10", "011"),
    _row("95030089", "其他玩具", "Toys", C.TOY, "0", "007", "035"),
    _row("19011010", "婴幼儿配方奶粉", "Infant formula", C.FOOD, "0.15"),
    _row("04022100", "奶粉", "Milk powder", C.FOOD, "0.10"),
    _row("21069090", "其他食品（保健食品）", "Food supplement", C.FOOD, "0.12"),
    _row("18063200", "巧克力", "Chocolate", C.FOOD, "0.08"),
    _row("19053100", "饼干", "Biscuits", C.FOOD, "0.10"),
    _row("09012100", "烘焙咖啡", "Roasted coffee", C.FOOD, "0.15"),
    _row("04090000", "天然蜂蜜", "Honey", C.FARM_PRODUCE, "0.15"),
    _row("03061790", "冻对虾", "Frozen shrimps", C.FARM_PRODUCE, "0.05"),
    _row("10063000", "大米", "Rice", C.FARM_PRODUCE, "0.65"),
    _row("17019910", "砂糖", "Sugar", C.FOOD, "0.50"),
    _row("15092000", "特级初榨橄榄油", "Olive oil", C.EDIBLE_OIL, "0.10"),
    _row("22042100", "葡萄酒", "Wine", C.WINE, "0.14", "095"),
    _row("22083000", "威士忌酒", "Whisky", C.SPIRITS, "0.10", "095"),
    _row("22030000", "啤酒", "Beer", C.BEER_A, "0", "095", "035"),
    _row("42022200", "手提包", "Handbag", C.LEATHER, "0.06", "007", "035"),
    _row("49019900", "书籍", "Book", C.BOOK, "0", "035"),
    _row("32151900", "打印机墨水", "Printer ink", C.OTHER, "0.065"),
    _row("85094010", "水果榨汁机", "Juicer", C.APPLIANCE, "0.10", "007"),
    _row("85163100", "电吹风机", "Hair dryer", C.APPLIANCE, "0.10", "007", "035"),
    _row("90191010", "按摩器具", "Massage device", C.APPLIANCE, "0.10", "007"),
    _row("91021100", "手表", "Watch", C.WATCH, "0.08", "007"),
    _row("09023010", "乌龙茶", "Oolong tea", C.FOOD, "0.15"),
    _row("09023090", "其他发酵茶", "Black tea", C.FOOD, "0.15"),
    _row("19041000", "膨化或烘炒谷物食品", "Breakfast cereal", C.FOOD, "0.10"),
    _row("20052000", "马铃薯制品", "Potato crisps", C.FOOD, "0.05"),
    _row("20071000", "均化果泥", "Homogenised fruit", C.FOOD, "0.05"),
    _row("20079910", "果酱", "Jam", C.FOOD, "0.05"),
    _row("20081999", "其他坚果制品", "Prepared nuts", C.FOOD, "0.10"),
    _row("20097900", "苹果汁", "Apple juice", C.FOOD, "0.10"),
    _row("21011100", "咖啡浓缩精汁", "Coffee extract", C.FOOD, "0.12"),
    _row("21032000", "番茄沙司", "Tomato sauce", C.FOOD, "0.12"),
    _row("42022100", "皮革手提包", "Leather handbag", C.LEATHER, "0.06", "007", "035"),
    _row("62142000", "羊毛围巾", "Scarf, wool", C.TEXTILE, "0.06", "011", "035"),
    _row("63026010", "棉毛巾织物浴巾", "Bath towel, cotton", C.TEXTILE, "0.06", "011", "035"),
    _row("65040000", "编结帽", "Plaited hat", C.TEXTILE, "0.08", "007"),
    _row("69120010", "瓷餐具", "Ceramic tableware", C.OTHER, "0.07"),
    _row("69139000", "陶制装饰品", "Ceramic ornament", C.OTHER, "0.07"),
    _row("73239200", "搪瓷铸铁厨具", "Enamelled cookware", C.OTHER, "0.07"),
    _row("85098090", "其他家用电动器具", "Electric toothbrush", C.APPLIANCE, "0.10", "007"),
    _row("85167990", "其他电热器具", "Electric kettle", C.APPLIANCE, "0.10", "007"),
    _row("85182100", "单喇叭音箱", "Loudspeaker", C.APPLIANCE, "0", "007", "035"),
    _row("85183000", "耳机", "Headphones", C.APPLIANCE, "0", "007", "035"),
    _row("90041000", "太阳镜", "Sunglasses", C.OTHER, "0.07", "007"),
    _row("94052100", "台灯", "Table lamp", C.APPLIANCE, "0.10", "007", "035"),
    _row("96170019", "保温瓶", "Vacuum flask", C.OTHER, "0.10", "007", "035"),
    _row("71131919", "黄金首饰", "Gold jewellery", C.JEWELLERY, "0.08", "035"),
)
"""Goods of a beauty, food and baby mall with their HS code, tax category and duty rate (all recalled)."""

_BY_HS8 = {row.hs10[:8]: row for row in TARIFF}


def find_tariff(hs10: str) -> TariffRow | None:
    """The tariff row of a ten-digit code, found by its first eight digits; None when the table has no such goods."""
    return _BY_HS8.get(hs10[:8])
