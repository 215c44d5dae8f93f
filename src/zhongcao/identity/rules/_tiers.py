"""Which city somebody means (城市), and the tier of a city (城市级别)."""

import re
from functools import cache, lru_cache

from zhongcao.identity.rules._divisions import CITIES, PROVINCES
from zhongcao.identity.rules._divisions_en import city_in_english

# Tiers: the ranking of cities by the New First-tier Cities Institute of Yicai (第一财经·新一线城市研究所,
# 2025新一线城市魅力排行榜, 2025-05-28), which ranks the 337 cities of prefecture level and above of the mainland.
CITY_TIERS: dict[int, str] = {
    1: "上海 北京 深圳 广州",
    2: "成都 杭州 重庆 武汉 苏州 西安 南京 长沙 郑州 天津 合肥 青岛 东莞 宁波 佛山",
    3: "济南 无锡 沈阳 昆明 福州 厦门 温州 石家庄 大连 哈尔滨 金华 泉州 南宁 长春 常州 南昌 南通 贵阳 嘉兴 徐州"
    " 惠州 太原 烟台 临沂 保定 台州 绍兴 珠海 洛阳 潍坊",
    4: "乌鲁木齐 兰州 中山 盐城 海口 扬州 济宁 湖州 赣州 邯郸 南阳 唐山 芜湖 阜阳 廊坊 汕头 泰州 呼和浩特 镇江"
    " 江门 菏泽 连云港 沧州 淄博 新乡 周口 襄阳 淮安 商丘 桂林 咸阳 上饶 银川 宿迁 漳州 遵义 滁州 绵阳 宜昌"
    " 威海 湛江 九江 邢台 揭阳 三亚 衡阳 信阳 泰安 荆州 肇庆 蚌埠 安阳 安庆 德州 株洲 莆田 聊城 驻马店 岳阳"
    " 亳州 柳州 宜春 宿州 黄冈 六安 常德 宁德 茂名 马鞍山 衢州",
}
"""Cities by tier (城市级别): first, new first, second, third; all others of the mainland are of the fifth."""
CITY_TIER_LEAST = 5
CITY_TIER_NAMES: dict[int, tuple[str, str]] = {
    1: ("一线城市", "First-tier city"),
    2: ("新一线城市", "New first-tier city"),
    3: ("二线城市", "Second-tier city"),
    4: ("三线城市", "Third-tier city"),
    5: ("四线及以下城市", "Fourth-tier city or smaller"),
}
"""What each tier is called, in Chinese and English."""
_HAINAN = "6325"
"""A prefecture that is called like an island with cities of its own: whoever says 海南 means that."""
_PEOPLES = (
    "朝鲜族|土家族|苗族|藏族|羌族|彝族|布依族|侗族|哈尼族|壮族|傣族|白族|景颇族|傈僳族|回族|蒙古族|蒙古|柯尔克孜|哈萨克"
)
_SHORT_PREFECTURE = re.compile(r"(?<=..)州$")
"""大理州 for 大理白族自治州; what is called 州 in full, such as 杭州, was known before."""
_ENGLISH_ENDING = re.compile(r"(?: city| prefecture)?(?:, ?[a-z ]+)?$")
_REGION = "(?:壮族|回族|维吾尔)?自治区"
_AFTER_PROVINCE = re.compile(rf"^(?:省|{_REGION})")
_MUNICIPALITIES = ("11", "12", "31", "50")
_ENDING = re.compile(rf"(?:市|地区|盟|(?:{_PEOPLES})*自治州)$")


def city_code(name: str) -> str | None:
    """The division code (行政区划代码, six digits) of a city as people call it: 杭州, 浙江杭州, 大理州, Hangzhou City.

    None for what is no city of the mainland, for what several cities are called, and for a city of another province
    than the one that is named with it. What stands behind a municipality's name is a part of it: 上海浦东.
    """
    said = _plain(name)
    known = _codes().get(said) or _codes().get(_ENGLISH_ENDING.sub("", said))
    return known or _within(said) or _codes().get(_SHORT_PREFECTURE.sub("", said))


def _within(said: str) -> str | None:
    """The city behind the name of its province."""
    for number, province in _provinces().items():
        rest = said.removeprefix(province)
        if rest == said or not rest:
            continue
        if number in _MUNICIPALITIES:
            return _codes().get(province)
        rest = _AFTER_PROVINCE.sub("", rest).strip()
        code = _codes().get(rest) or _codes().get(_SHORT_PREFECTURE.sub("", rest))
        if code and code.startswith(number):
            return code
    return None


def city_tier(name: str) -> int | None:
    """The tier (城市级别) of a city as people call it, from 1, the largest, to 5; None for what is no such city."""
    code = city_code(name)
    return _tiers().get(code, CITY_TIER_LEAST) if code else None


@lru_cache(maxsize=10_000)
def place_told(name: str) -> str:
    """One word for a place, however its name was written: a city's division code, or the name itself."""
    return city_code(name) or _plain(name)


def city_names(name: str) -> tuple[str, ...]:
    """What people call a city, Chinese before English: 杭州 and hangzhou, however it was written; else the name itself.

    What several cities are called is left out.
    """
    said = _plain(name)
    return _names().get(_codes().get(said, ""), (said,) if said else ())


def _plain(name: str) -> str:
    return _ENDING.sub("", " ".join(name.split())).casefold()


@cache
def _provinces() -> dict[str, str]:
    """What people call the provinces, by their first two digits."""
    ending = re.compile(rf"(?:省|市|{_REGION})$")
    return {number: ending.sub("", name) for number, name in PROVINCES.items()}


@cache
def _codes() -> dict[str, str]:
    """Cities by their names, Chinese and English; a name of two cities is nobody's."""
    named: dict[str, set[str]] = {}
    for number, name in CITIES.items():
        if name == "县" or "直辖" in name or number == _HAINAN:
            continue
        official = PROVINCES[number[:2]] if name == "市辖区" else name
        for called in (official, city_in_english(number)):
            named.setdefault(_plain(called), set()).add(f"{number}00")
    return {name: codes.pop() for name, codes in named.items() if len(codes) == 1}


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Names by cities, as many as are a city's own."""
    named: dict[str, tuple[str, ...]] = {}
    for name, code in _codes().items():
        named[code] = (*named.get(code, ()), name)
    return named


@cache
def _tiers() -> dict[str, int]:
    codes = _codes()
    return {codes[name]: tier for tier, names in CITY_TIERS.items() for name in names.split()}
