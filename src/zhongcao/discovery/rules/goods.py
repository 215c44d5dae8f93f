"""The feed of goods (好物): how many of what it chooses among, and the sentence that explains a card."""

from datetime import timedelta

from zhongcao.discovery.rules._needs import NEEDS
from zhongcao.discovery.rules._style import STYLE_ENDS

POPULAR, NEW = 400, 80
"""A feed of goods chooses among so many that sell best and so many that are new."""
NEW_DAYS = timedelta(days=14)
USED_DAYS = timedelta(days=90)
"""What followed people wrote about within so many days, they use."""
WEEK = timedelta(days=7)
NOTES_MAX = 20_000
NOTES_TOLD = 1
"""So many notes of the week are worth telling."""
RATINGS_TOLD, STARS_TOLD = 3, 440
"""So many ratings with such an average, in hundredths of a star, are worth telling."""
SINK = 0.3
"""What is so much like goods that were sent away for their kind stands behind all others, and not between notes."""
BRAND_GAP = 4
"""The same brand comes back after so many other goods, if there are others."""
NEEDS_ASKED, NEED_BEST, NEED_LEAST = 3, 12, 0.25
"""Of so many needs that a member has most, each at least such a share of their strongest taste, so many that sell best
of what names it are brought."""
WANTS_DAYS, WANTS_MAX = timedelta(days=28), 5_000_000
"""What people want is read from so many days of looking at goods and putting them into the cart, so many at most."""
CATEGORY_CAP = (8, 20)
"""At most so many goods of a kind within twenty; of goods people look for a kind."""

REASONS: dict[str, tuple[str, str]] = {
    "due": ("买过，差不多该用完了", "You bought this; it may be running out"),
    "followed": ("{name}在用", "{name} uses this"),
    "followed_many": ("{name}等 {n} 位你关注的人在用", "{name} and others you follow ({n}) use this"),
    "product": ("你收藏或赞过的笔记里有它", "From notes that you liked or saved"),
    "brand": ("你喜欢的品牌", "A brand you like"),
    "interest": ("你选择的兴趣", "One of the interests you chose"),
    "category": ("和你常看的品类有关", "In a category you like"),
    "need": ("和你关心的{name}有关", "About {name}, which you care about"),
    "skin": ("适合{name}", "For {name}"),
    "kin": ("和你买过、喜欢过的很搭", "Goes with what you bought and liked"),
    "looked": ("你最近看过它", "You looked at this lately"),
    "noted": ("你看过、赞过的笔记里有它", "From notes that you read or liked"),
    "audience": ("和你口味相近的人常看、常买", "Wanted by people whose taste is like yours"),
    "city": ("和你同城的人常看、常买", "Wanted by people in your city"),
    "tier": ("和你差不多的城市里，不少人想要", "Wanted by people in cities like yours"),
    "week": ("本周 {n} 篇笔记提到", "Notes this week: {n}"),
    "rated": ("{n} 位买家平均 {stars} 分", "{n} buyers rate it {stars}"),
    "price": ("合你常选的价位", "In the price range you usually choose"),
    "style": ("你喜欢的风格：{name}", "In a style you like: {name}"),
    "new": ("新上架", "Just listed"),
    "popular": ("最近卖得好", "Selling well"),
}
"""Why goods are shown, in Chinese and English; the first that is true is told."""
NAMELESS: dict[str, tuple[str, str]] = {
    "followed": ("你关注的人在用", "Someone you follow uses this"),
    "followed_many": ("{n} 位你关注的人在用", "{n} people you follow use this"),
}
"""The same, where the one to be named has no nickname."""
_FOR_WHOM = ("dry", "oily", "combination", "sensitive", "pregnant")


def told_by(reason: str, about: str) -> tuple[str, str]:
    """Why goods are shown: whom they say they are for or what they are about (`need`), or how they look (`style`)."""
    zh, en = REASONS["skin" if about in _FOR_WHOM else reason]
    name_zh, name_en = (NEEDS if reason == "need" else STYLE_ENDS)[about]
    return zh.format(name=name_zh), en.format(name=name_en)
