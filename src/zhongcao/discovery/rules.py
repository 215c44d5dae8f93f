"""Rules of discovery: what an act weighs, how it fades, how a page is mixed, and the sentence that explains it.

Fading works forward (forward decay): an act adds its weight times a factor that doubles with each half-life since a
landmark, so that sums of acts of all ages stay comparable for ever and nothing needs to be recomputed as time passes.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal

LANDMARK = datetime(2026, 1, 1, tzinfo=UTC)
HEAT_HALF_LIFE = timedelta(days=3)
TASTE_HALF_LIFE = timedelta(days=14)
EXPONENT_MAX = 1000
"""Doubles end at 2^1023: with a half-life of three days the landmark is good until 2034, then a rebuild moves it."""
PRIOR_MASS = 1.0
"""A fresh note starts as if it had just been liked once, so that new notes are shown before anyone could like them."""


class Act(StrEnum):
    """What a member did that tells something about them and about a note."""

    LIKE = "like"
    COLLECT = "collect"
    COMMENT = "comment"
    FOLLOW = "follow"
    ORDER = "order"
    OPEN = "open"
    LOOK = "look"
    CART = "cart"


ACT_WEIGHT: dict[Act, float] = {
    Act.LIKE: 1.0,
    Act.COLLECT: 2.0,
    Act.COMMENT: 2.0,
    Act.FOLLOW: 3.0,
    Act.ORDER: 5.0,
    Act.OPEN: 0.2,
    Act.LOOK: 0.4,
    Act.CART: 3.0,
}
"""How much an act says, for the heat of a note and for the taste of the member; opening a note and looking at goods
say little, and only once a day for each."""
GLANCES_KEPT = timedelta(days=90)
"""What was opened or looked at is forgotten by then; hardly one part in a hundred of its weight is left."""

TRAIT_WEIGHT: dict[str, float] = {"a": 0.9, "b": 1.0, "c": 0.6, "p": 1.2, "t": 0.8}
"""How much a shared trait says: author, brand, category, product, topic."""
INTEREST_WEIGHT = 1.0
"""What a member says they like counts like one like of today; what they do soon counts more."""
TASTES_MAX = 300
"""So many traits are remembered per member, the strongest."""

DISTASTE_HALF_LIFE = timedelta(days=30)
"""What was sent away because of its content makes its like rarer for a while; what was muted stays away."""
DISTASTE_WEIGHT = 0.9
CORRECTIONS_MAX = 400
"""So many corrections of a member are heeded, the newest."""
PORTRAIT_SHOWN = 80
"""A portrait shows so many of its strongest tastes."""
EVERYTHING = "*"
"""The subject of a correction that stands for the whole portrait."""
SUBJECT = re.compile(r"(?:[abcnp]:(?:[0-9]{1,18}|[0-8][0-9]{18})|t:.{1,60})")
"""What a correction can be about: a trait, or a single note (`n:`); ids as `kit.http.Key` has them."""


SubjectKind = Literal["author", "brand", "category", "product", "topic", "note"]
SUBJECT_KIND: dict[str, SubjectKind] = {
    "a": "author",
    "b": "brand",
    "c": "category",
    "p": "product",
    "t": "topic",
    "n": "note",
}


class Dismissal(StrEnum):
    """Why a member does not want to see a note."""

    CONTENT = "content"
    AUTHOR = "author"
    SEEN = "seen"
    AD = "ad"


MUTED = "muted"
"""The reason of an aversion that was chosen in the portrait itself."""


def subject_of_dismissal(reason: Dismissal, *, note: int, author: int) -> str:
    """What stays away after "not interested": the author when that is the reason, else this note."""
    return f"a:{author}" if reason is Dismissal.AUTHOR else f"n:{note}"


def makes_rarer(reason: str) -> bool:
    """Whether "not interested" says something about notes like this one; having seen it does not."""
    return reason in (Dismissal.CONTENT, Dismissal.AD)


def distaste_left(since: timedelta) -> float:
    """What a dismissal still says after a while."""
    return float(0.5 ** max(since / DISTASTE_HALF_LIFE, 0.0))


def still_counts(trait: str, at: datetime, forgotten: Mapping[str, datetime]) -> bool:
    """Whether an act may speak for a trait: not when the member had it forgotten afterwards."""
    return all(at > forgotten[subject] for subject in (trait, EVERYTHING) if subject in forgotten)


RECENT_MAX = 40
"""So many last acts of a member are remembered, so that what goes with them can be expected."""
KIN_EXPECTED = 120
KIN_FADING = 0.9
"""Each act before the last speaks so much less of what comes next."""
KIN_WEIGHT = 0.9
KIN_EVERY = timedelta(hours=6)
KIN_VERSIONS_KEPT = 3
KIN_ACTS_MIN = 50


def merged_recent(recent: Mapping[str, float], changes: Mapping[str, float | None]) -> dict[str, float]:
    """A member's last acts (act, kind and id, with the moment) after some more; taken back ones are gone."""
    merged = {**recent, **changes}
    living = {key: at for key, at in merged.items() if at is not None}
    return {key: living[key] for key in sorted(living, key=lambda one: (-living[one], one))[:RECENT_MAX]}


FEED_LENGTH = 120
"""A feed is ranked for six pages at once; that keeps a session stable."""
SEEN_FEEDS_MAX = 40
"""Notes of so many last feeds are not shown again."""
AUTHOR_GAP = 8
"""The same author comes back after so many other notes, if there are others."""
CHANCE_EVERY = 10
"""Each tenth place goes to a fresh note that has not had its chance yet."""
PICK_PLACE, PICK_EVERY = 3, 10
"""The newest pick of the editors (精选) stands third, the next one ten places later, and so on."""
PICK_DAYS, PICK_DAYS_MAX = 7, 30
PICKS_MAX = 60
"""So many picks are put forward at a time, the newest."""
PICK_OFFERS_MAX = 60
"""So many notes are offered to editors, the warmest."""
EDITION_SECONDS = 60
"""The feed for everyone is ranked anew once a minute."""
SEARCH_RESULTS_MAX = 1000
WORDS_OF_MEMBERS_MIN = 3
"""What fewer members searched for is shown to nobody else; it might tell who they are."""
SUGGESTIONS_MAX = 6
"""So many words, topics, members and products are offered while someone types."""

RELATED_CANDIDATES_MAX = 200
RELATED_PER_AUTHOR_MAX = 2
NEWS_DAYS = timedelta(days=7)
"""Who published within so many days has news."""
NEWS_NOTES_MAX = 200
NEWS_PEOPLE_MAX = 20
MISSED_FROM, MISSED_TO = timedelta(days=8), timedelta(days=1)
"""What may have been missed (你错过的): published between so long and so long ago."""
MISSED_MAX = 6
PEOPLE_MAX = 8
PEOPLE_NOTES = 3


def growth(at: datetime, half_life: timedelta) -> float:
    """The factor by which an act of this moment counts more than one of the landmark."""
    exponent = (at - LANDMARK) / half_life
    return float(2.0 ** max(-EXPONENT_MAX, min(EXPONENT_MAX, exponent)))


def heat_of(act: Act, at: datetime) -> float:
    """What an act adds to the heat (热度) of a note."""
    return ACT_WEIGHT[act] * growth(at, HEAT_HALF_LIFE)


def prior_heat(published_at: datetime) -> float:
    """The heat with which a note starts."""
    return PRIOR_MASS * growth(published_at, HEAT_HALF_LIFE)


def taste_of(act: Act, trait: str, at: datetime) -> float:
    """What an act adds to a member's taste for one trait of what it was done to."""
    return ACT_WEIGHT[act] * TRAIT_WEIGHT[trait[0]] * growth(at, TASTE_HALF_LIFE)


def traits_of(
    *,
    author: int,
    brands: Sequence[int] = (),
    categories: Sequence[int] = (),
    products: Sequence[int] = (),
    topics: Sequence[str] = (),
) -> list[str]:
    """The traits that ranking compares: `a:` author, `b:` brand, `c:` category, `p:` product, `t:` topic."""
    return [
        f"a:{author}",
        *(f"b:{key}" for key in sorted(set(brands))),
        *(f"c:{key}" for key in sorted(set(categories))),
        *(f"p:{key}" for key in sorted(set(products))),
        *(f"t:{name}" for name in dict.fromkeys(topics)),
    ]


def merged_tastes(tastes: Mapping[str, float], changes: Mapping[str, float]) -> dict[str, float]:
    """A member's tastes after some acts; what was taken back vanishes, the weakest are forgotten."""
    merged = dict(tastes)
    for trait, change in changes.items():
        before = merged.get(trait, 0.0)
        after = before + change
        # Taking back leaves rounding dust of the size of the last digits; that is nothing.
        if after > 1e-9 * max(abs(before), abs(change)):
            merged[trait] = after
        else:
            merged.pop(trait, None)
    strongest = sorted(merged.items(), key=lambda item: (-item[1], item[0]))[:TASTES_MAX]
    return dict(strongest)


REASONS: dict[str, tuple[str, str]] = {
    "picked": ("编辑精选", "Picked by our editors"),
    "follow": ("来自你关注的人", "From someone you follow"),
    "author": ("你喜欢过 TA 的笔记", "You liked notes by this author"),
    "brand": ("和你喜欢的品牌有关", "About a brand you like"),
    "category": ("和你常看的品类有关", "In a category you like"),
    "product": ("和你关心的商品有关", "About a product you care about"),
    "interest": ("你选择的兴趣", "One of the interests you chose"),
    "topic": ("因为你喜欢 #{name}", "Because you like #{name}"),
    "kin": ("喜欢你喜欢的笔记的人，也喜欢它", "People who like what you like also like this"),
    "popular": ("最近很受欢迎", "Popular right now"),
    "fresh": ("新发布", "Just published"),
}
"""Why a card is shown, in Chinese and English."""
TRAIT_REASON = {"a": "author", "b": "brand", "c": "category", "p": "product", "t": "topic"}


def explain(reason: str) -> tuple[str, str, str]:
    """Code and sentences of a reason as ranking keeps it: a code, or `topic:` with its name."""
    code, _, name = reason.partition(":")
    zh, en = REASONS[code]
    return code, zh.format(name=name), en.format(name=name)


GOODS_POPULAR, GOODS_NEW = 400, 80
"""A feed of goods chooses among so many that sell best and so many that are new."""
GOODS_NEW_DAYS = timedelta(days=14)
GOODS_USED_DAYS = timedelta(days=90)
"""What followed people wrote about within so many days, they use."""
GOODS_WEEK = timedelta(days=7)
GOODS_NOTES_MAX = 20_000
GOODS_NOTES_TOLD = 1
"""So many notes of the week are worth telling."""
GOODS_RATINGS_TOLD, GOODS_STARS_TOLD = 3, 440
"""So many ratings with such an average, in hundredths of a star, are worth telling."""
GOODS_BRAND_GAP = 4
"""The same brand comes back after so many other goods, if there are others."""

GOODS_REASONS: dict[str, tuple[str, str]] = {
    "followed": ("{name}在用", "{name} uses this"),
    "followed_many": ("{name}等 {n} 位你关注的人在用", "{name} and others you follow ({n}) use this"),
    "product": ("你收藏或赞过的笔记里有它", "From notes that you liked or saved"),
    "brand": ("你喜欢的品牌", "A brand you like"),
    "interest": ("你选择的兴趣", "One of the interests you chose"),
    "category": ("和你常看的品类有关", "In a category you like"),
    "kin": ("和你买过、喜欢过的很搭", "Goes with what you bought and liked"),
    "week": ("本周 {n} 篇笔记提到", "Notes this week: {n}"),
    "rated": ("{n} 位买家平均 {stars} 分", "{n} buyers rate it {stars}"),
    "new": ("新上架", "Just listed"),
    "popular": ("最近卖得好", "Selling well"),
}
"""Why goods are shown, in Chinese and English; the first that is true is told."""

SEARCH_PAIR_WEIGHT = 0.5
"""A pair of neighbouring characters says half of what a word says."""
SEARCH_HELP_WEIGHT = 0.4
"""What helps a need (干皮: 保湿) counts so much as the need itself."""
SEARCH_MASS = 0.6
SEARCH_MASS_LEAST = 0.15
"""A result holds so much of what a query asks for, rare things counting more; less when hardly anything does."""
SEARCH_ENOUGH = 10
"""With fewer results than this, those that hold less of the query stand behind them, which is told."""
SEARCH_FIELD_WEIGHT = {"title": 3.0, "brand": 2.5, "tags": 1.5, "goods": 1.0, "body": 1.0}
SEARCH_FIELD_USUAL = {"title": 30.0, "brand": 4.0, "tags": 8.0, "goods": 40.0, "body": 150.0}
"""How much a word counts by where it stands, and how many words usually stand there."""
SEARCH_LENGTH_SHARE = 0.4
"""How much a text that is longer than usual is discounted."""
SEARCH_SATURATION = 1.5
"""A word said twice counts less than double (BM25's k1)."""
SEARCH_QUALITY = 0.25
SEARCH_FRESHNESS = 0.12
SEARCH_FRESH_HALF_LIFE = {"products": timedelta(days=60), "notes": timedelta(days=21)}
SEARCH_SOLD_OUT = 0.6
"""How much more the best and the newest counts than the worst and oldest; what is sold out sinks."""
SEARCH_CATEGORY = 0.25
"""Goods of the category that a query names count so much more than others that hold the same words."""
SEARCH_AFFINITY = 0.3
"""What meets a member's taste fully counts so much more; only with personalisation on."""
SEARCH_CLICKS = 0.35
SEARCH_CLICKS_HALF = 6.0
SEARCH_CLICK_HALF_LIFE = timedelta(days=14)
SEARCH_CLICK_PLACE_MAX = 4.0
"""What was opened after the same query counts up to so much more; half of it after six clicks, faded by half-lives."""
SEARCH_RERANK = 200
"""So many of the best by words and quality are ordered anew by taste and clicks."""
SEARCH_PRICE_YUAN_MIN = 5
SEARCH_PRICE_ABOUT = (0.75, 1.25)
"""Numbers below five yuan are no price; `about 200` means a quarter less or more."""
SEARCH_PRICE_BANDS = (0, 5_000, 10_000, 20_000, 40_000, 80_000, 150_000)
"""Where the price bands of the facets begin, in fen."""
SEARCH_FACETS_MAX = 12
SEARCH_NEARBY_MAX = 6
SEARCH_OVERLAY_MAX = 2000
"""With more changes than this since it was made, an index is stale and the database searches until a new one is."""
SEARCH_QUIET = timedelta(seconds=5)
SEARCH_REMAKE = timedelta(minutes=10)
SEARCH_REFRESH = timedelta(hours=6)
SEARCH_REMAKE_CHANGES = 1000
SEARCH_VERSIONS_KEPT = 3
SEARCH_WORDS_MAX = 60_000
SEARCH_RECENT_MAX = 20


def is_index_due(*, made_at: datetime | None, changes: int, newest_change_at: datetime | None, now: datetime) -> bool:
    """Whether the search index is made anew: many changes, some changes and some age, or plain age; never in a rush."""
    if made_at is None:
        return newest_change_at is not None and now - newest_change_at >= SEARCH_QUIET
    if changes >= SEARCH_REMAKE_CHANGES:
        return newest_change_at is None or now - newest_change_at >= SEARCH_QUIET or now - made_at >= SEARCH_REMAKE
    age = now - made_at
    return age >= SEARCH_REFRESH or (changes > 0 and age >= SEARCH_REMAKE)


def click_weight(*, place: int, at: datetime) -> float:
    """What opening a result says: more the further down it stood, and it fades like heat (forward decay)."""
    return min(1.0 + 0.5 * math.log2(1 + max(place, 0)), SEARCH_CLICK_PLACE_MAX) * growth(at, SEARCH_CLICK_HALF_LIFE)


def click_boost(weight: float, now: datetime) -> float:
    """The factor by which clicks lift a result, from 1 up to a bound."""
    faded = weight / growth(now, SEARCH_CLICK_HALF_LIFE)
    return 1.0 + SEARCH_CLICKS * faded / (faded + SEARCH_CLICKS_HALF)


def product_quality(*, popularity: int, stars_hundredths: int | None, ratings: int) -> float:
    """How good goods are known to be, from 0 to 1: sales on a logarithmic scale, and stars that enough buyers gave."""
    sales = min(math.log1p(max(popularity, 0)) / 12, 1.0)
    stars = ((stars_hundredths or 0) - 300) / 200 if ratings else 0.5
    trust = ratings / (ratings + 5)
    return 0.6 * sales + 0.4 * (trust * min(max(stars, 0.0), 1.0) + (1 - trust) * 0.5)


def note_quality(heat_now: float) -> float:
    """How warm a note is, from 0 to 1, on a logarithmic scale."""
    return min(math.log1p(max(heat_now, 0.0)) / 8, 1.0)


WAREHOUSE_WORDS = {"bonded": ("保税仓", "Bonded warehouse"), "overseas": ("海外仓", "Overseas warehouse")}


def price_words(low: int | None, high: int | None) -> tuple[str, str]:
    """A span of prices in words, in Chinese and English; given in fen."""
    if low is None:
        return f"¥{_yuan(high or 0)} 以下", f"Up to ¥{_yuan(high or 0)}"
    if high is None:
        return f"¥{_yuan(low)} 以上", f"From ¥{_yuan(low)}"
    return f"¥{_yuan(low)}–{_yuan(high)}", f"¥{_yuan(low)}–{_yuan(high)}"


def _yuan(fen: int) -> str:
    return f"{fen / 100:g}"
