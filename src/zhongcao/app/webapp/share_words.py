"""Words, dates, sums and countries of the pages that the server writes for sharing, in both languages."""

from datetime import date

from zhongcao.kit.languages import Language
from zhongcao.kit.money import Money

WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "site": "种草 Zhongcao",
        "slogan": "大家晒自己真正在用的东西，商城就卖这些东西。",
        "home": "打开种草，看看大家都在用什么",
        "lost": "这里什么也没有",
        "lost_hint": "链接可能写错了，或者内容已被删除。",
        "to_discover": "回到发现",
        "untitled": "一篇笔记",
        "note_by": "{name}的笔记",
        "verified": "已购晒单",
        "goods": "笔记里的好物",
        "likes": "{n} 赞",
        "collects": "{n} 收藏",
        "comments": "{n} 评论",
        "stars": "评分 {n} / 5",
        "picture_of": "{title}，第 {n} 张图",
        "brand": "品牌",
        "price": "价格",
        "prices_from": "{price} 起",
        "variants": "规格",
        "sold_out": "暂时售罄",
        "in_stock": "有货",
        "rating": "买家评分",
        "rating_is": "{stars} / 5，来自 {n} 位买家",
        "chain": "品牌授权",
        "grants": "{grantor} 授权 {grantee}",
        "about_goods": "商品介绍",
        "notes_about": "大家怎么说",
        "member": "{name}的主页",
        "member_says": "{name}在种草写了 {n} 篇笔记，收到 {likes} 个赞。",
        "notes": "笔记",
        "fans": "粉丝",
        "liked": "获赞与收藏",
        "topic_says": "{n} 篇笔记在聊 #{name}。",
        "trace": "正品溯源",
        "trace_of": "{title} 的来路",
        "trace_says": "这件商品的品牌授权、产地、入仓与保质期。",
        "code": "溯源码",
        "found": "查到了，这是从我们仓库发出的商品",
        "authorised": "收货当天品牌授权有效",
        "unauthorised": "收货当天没有查到品牌授权",
        "origin": "产地",
        "supplier": "采购自",
        "warehouse": "入仓",
        "received": "入仓日期",
        "produced": "生产日期",
        "expires": "保质期至",
        "batch": "批号",
        "mode": "通关方式",
        "1210": "保税电商（1210）",
        "postal": "个人物品（行邮）",
        "see_product": "查看这件商品",
    },
    "en": {
        "site": "Zhongcao",
        "slogan": "People show each other what they use, and the mall sells exactly that.",
        "home": "Open Zhongcao and see what people use",
        "lost": "There is nothing here",
        "lost_hint": "The link may be wrong, or this was deleted.",
        "to_discover": "Go to Discover",
        "untitled": "A note",
        "note_by": "A note by {name}",
        "verified": "Bought here",
        "goods": "Goods in this note",
        "likes": "{n} likes",
        "collects": "{n} saved",
        "comments": "{n} comments",
        "stars": "Rated {n} of 5",
        "picture_of": "{title}, picture {n}",
        "brand": "Brand",
        "price": "Price",
        "prices_from": "from {price}",
        "variants": "Variants",
        "sold_out": "Sold out for now",
        "in_stock": "In stock",
        "rating": "Buyers' rating",
        "rating_is": "{stars} of 5, by {n} buyers",
        "chain": "Brand authorisation",
        "grants": "{grantor} authorises {grantee}",
        "about_goods": "About it",
        "notes_about": "What people say",
        "member": "{name}",
        "member_says": "{name} wrote {n} notes on Zhongcao and was liked {likes} times.",
        "notes": "Notes",
        "fans": "Fans",
        "liked": "Likes and saves",
        "topic_says": "{n} notes are about #{name}.",
        "trace": "Where it comes from",
        "trace_of": "Where {title} comes from",
        "trace_says": "Brand papers, origin, warehouse and shelf life of these goods.",
        "code": "Trace code",
        "found": "Found: these goods were sent from our warehouse",
        "authorised": "Brand papers were valid when it arrived",
        "unauthorised": "No brand papers were valid when it arrived",
        "origin": "Made in",
        "supplier": "Bought from",
        "warehouse": "Received in",
        "received": "Received on",
        "produced": "Made on",
        "expires": "Best before",
        "batch": "Batch",
        "mode": "Customs",
        "1210": "Bonded retail import (1210)",
        "postal": "Personal postal article",
        "see_product": "See this product",
    },
}
_COUNTRIES = {
    "AE": ("阿联酋", "United Arab Emirates"),
    "AT": ("奥地利", "Austria"),
    "AU": ("澳大利亚", "Australia"),
    "BE": ("比利时", "Belgium"),
    "CA": ("加拿大", "Canada"),
    "CH": ("瑞士", "Switzerland"),
    "CN": ("中国", "China"),
    "DE": ("德国", "Germany"),
    "DK": ("丹麦", "Denmark"),
    "ES": ("西班牙", "Spain"),
    "FI": ("芬兰", "Finland"),
    "FR": ("法国", "France"),
    "GB": ("英国", "United Kingdom"),
    "HK": ("中国香港", "Hong Kong, China"),
    "IE": ("爱尔兰", "Ireland"),
    "IL": ("以色列", "Israel"),
    "IT": ("意大利", "Italy"),
    "JP": ("日本", "Japan"),
    "KR": ("韩国", "South Korea"),
    "MO": ("中国澳门", "Macao, China"),
    "MY": ("马来西亚", "Malaysia"),
    "NL": ("荷兰", "Netherlands"),
    "NO": ("挪威", "Norway"),
    "NZ": ("新西兰", "New Zealand"),
    "PL": ("波兰", "Poland"),
    "SE": ("瑞典", "Sweden"),
    "SG": ("新加坡", "Singapore"),
    "TH": ("泰国", "Thailand"),
    "TW": ("中国台湾", "Taiwan, China"),
    "US": ("美国", "United States"),
    "VN": ("越南", "Vietnam"),
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "KRW": "₩"}
_WHOLE = ("JPY", "KRW")


def country(code: str, language: Language) -> str:
    """A country's name; its code when we do not know it."""
    names = _COUNTRIES.get(code)
    return code if names is None else names[0 if language == "zh" else 1]


def day(on: date, language: Language) -> str:
    """A day as people write it."""
    if language == "zh":
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def sum_of(money: Money) -> str:
    """A sum with the sign of its currency; a whole amount has no zeros behind the point."""
    sign = _SIGNS.get(money.currency.value, f"{money.currency.value} ")
    if money.currency.value in _WHOLE:
        return f"{sign}{money.amount:,}"
    whole, parts = divmod(money.amount, 100)
    return f"{sign}{whole:,}" if parts == 0 else f"{sign}{whole:,}.{parts:02}"


def decimal_of(money: Money) -> str:
    """A sum as machines read it: 129.00."""
    if money.currency.value in _WHOLE:
        return str(money.amount)
    return f"{money.amount // 100}.{money.amount % 100:02}"
