"""How a search weighs what it finds, and when its index is made anew."""

import math
from datetime import datetime, timedelta

from zhongcao.discovery.rules._acts import growth

SEARCH_RESULTS_MAX = 1000
WORDS_OF_MEMBERS_MIN = 3
"""What fewer members searched for is shown to nobody else; it might tell who they are."""
SUGGESTIONS_MAX = 6
"""So many words, topics, members and products are offered while someone types."""

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
SEARCH_COUNTED = 5_000
"""Of twice as many results and more, so many are counted for the facets, and the counts are told in round numbers."""
SEARCH_NEARBY_MAX = 6
SEARCH_OVERLAY_MAX = 2000
"""With more changes than this since it was made, an index is stale and the database searches until a new one is."""
SEARCH_QUIET = timedelta(seconds=5)
SEARCH_REMAKE = timedelta(minutes=10)
SEARCH_REFRESH = timedelta(hours=6)
SEARCH_REMAKE_CHANGES = 1000
SEARCH_WHOLE = timedelta(hours=24)
SEARCH_RENEWED_SHARE = 0.3
"""A version is made from the one before and what changed, once a day or when more than this changed from everything."""
SEARCH_QUERIES_SINCE = timedelta(days=60)
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
