"""How feeds are made: how many of what, how a page is mixed, and the sentence that explains a card."""

from datetime import timedelta

from zhongcao.discovery.rules._needs import NEEDS
from zhongcao.discovery.rules._style import STYLE_ENDS

PORTRAIT_CHANGED = "discovery.portrait"
"""Of whose portraits processes hear (`kit.hearing`) that what is ranked for them rests on something else now."""
EVERYONE = 0
"""Stands for all members there."""
HEAT_TOP = 4.0
"""The warmest candidate of a feed counts as if some fifty liked it today, however many did; the others beside it."""
EXPECTED_MAX = {
    "kin": 120,
    "near": 60,
    "near_goods": 30,
    "audience": 40,
    "audience_goods": 20,
    "place": 40,
    "place_goods": 20,
}
"""So many goods or notes are expected by kin, so many near to the last acts, by similar taste, and by a place."""
KIN_FADING = 0.9
"""Each act before the last speaks so much less of what comes next."""
KIN_WEIGHT = 0.9
BEFRIENDED_SINCE = timedelta(days=14)
BEFRIENDED = {"asked": 40, "each": 10, "least": 2, "most": 40}
"""The last so many whom one follows are looked at, and so many last likes of each; so many must have liked a note (what
a single one likes is told to nobody), and so many notes come of it."""
CIRCLE_WEIGHT = {"befriended": 0.3, "near": 0.4, "audience": 0.25, "city": 0.2, "tier": 0.1}
"""What it counts that people whom one follows, whose taste is like one's own, or who live alike, like a note; the last
three also where they want goods."""
KIN_EVERY = timedelta(hours=6)
KIN_ACTS_MIN = 50
RANK_EVERY = timedelta(hours=6)
RANK_DAYS = timedelta(days=28)
RANK_EXAMPLES_MIN, RANK_CLICKS_MIN = 2_000, 100
"""The ranker is taught from so many days, and not at all from less than so many notes seen and so many opened."""


POOL_NOTES_MIN = 5_000
"""With fewer notes the database finds them as fast as a pool would."""
POOL_EVERY = timedelta(minutes=10)
POOL_CHANGES_MANY, POOL_CHANGES_MAX = 1_000, 4_000
"""After so many changes a new pool is made; with more than the second the old one is not used any more."""
WAITING_MAX = 40
"""So many notes that wait for first readers, the oldest, are among the candidates of a feed."""
FEED_LENGTH = 120
"""A feed is ranked for six pages at once; that keeps a session stable."""
SEEN_FEEDS_MAX = 40
"""Notes of so many last feeds are not shown again."""
AUTHOR_GAP = 8
"""The same author comes back after so many other notes, if there are others."""
CHANCE_EVERY = 10
"""Each tenth place is drawn by lot among new notes, most of all those that still wait for their first readers."""
CHANCE_DAYS = timedelta(days=3)
CHANCE_BELOW = 20
"""Only notes so young take part, and none that stands among the first twenty anyway."""
FIRST_READERS = 20
"""So many are to see each new note before it has to stand by itself."""
CATEGORY_CAP, BRAND_CAP, TOPIC_CAP = (4, 20), (3, 20), (3, 20)
"""At most four notes of a category, three about a brand and three with a topic within twenty, if there are others."""
SPACE_LOOK = 240
"""So many places further down others are looked for."""
SPREAD_LENGTH, SPREAD_LOOK, SPREAD_ROOM, SPREAD_WINDOW = 60, 120, 0.08, 10
"""The first three pages are mixed out of so many; so much counts the room that a note adds beside so many before it."""
PAGE_USUAL = 20
RANKED_MAX = 240
"""So many of the best by formula are ranked by what was learnt."""
SMALL_FANS, SMALL_SHARE = 1000, 0.5
"""Half of each page goes to authors with fewer fans than this (the source's own aim), if there are any."""
NEW_AUTHOR, NEW_AUTHOR_SHARE = timedelta(days=30), 0.45
"""Who published first within so many days is new; such a share of each page is theirs, if there is any by them."""
HEAD_VALUE: dict[str, float] = {
    "click": 1.0,
    "like": 2.0,
    "collect": 3.0,
    "comment": 3.0,
    "follow": 4.0,
    "share": 4.0,
    "product_view": 2.0,
    "add_to_cart": 6.0,
    "purchase": 12.0,
    "hide": -8.0,
    "report": -30.0,
}
"""What a reader may do with a note that is shown, and what each is worth beside a click."""
PICK_PLACE, PICK_EVERY = 3, 10
"""The newest pick of the editors (精选) stands third, the next one ten places later, and so on."""
PICK_DAYS, PICK_DAYS_MAX = 7, 30
PICKS_MAX = 60
"""So many picks are put forward at a time, the newest."""
PICK_OFFERS_MAX = 60
"""So many notes are offered to editors, the warmest."""
EDITION_SECONDS = 60
"""The feed for everyone is ranked anew once a minute."""

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


REASONS: dict[str, tuple[str, str]] = {
    "picked": ("编辑精选", "Picked by our editors"),
    "follow": ("来自你关注的人", "From someone you follow"),
    "friends": ("你关注的好几个人都赞过", "Several people you follow liked this"),
    "author": ("你喜欢过 TA 的笔记", "You liked notes by this author"),
    "brand": ("和你喜欢的品牌有关", "About a brand you like"),
    "category": ("和你常看的品类有关", "In a category you like"),
    "product": ("和你关心的商品有关", "About a product you care about"),
    "interest": ("和你告诉我们的有关", "From what you told us"),
    "topic": ("因为你喜欢 #{name}", "Because you like #{name}"),
    "need": ("因为你关心{name}", "Because you care about {name}"),
    "style": ("你喜欢的风格：{name}", "In a style you like: {name}"),
    "kin": ("喜欢你喜欢的笔记的人，也喜欢它", "People who like what you like also like this"),
    "audience": ("和你口味相近的人常看", "Popular with people whose taste is like yours"),
    "city": ("和你同城的人常看", "Popular with people in your city"),
    "tier": ("和你差不多的城市里，不少人在看", "Popular in cities like yours"),
    "popular": ("最近很受欢迎", "Popular right now"),
    "fresh": ("新发布", "Just published"),
}
"""Why a card is shown, in Chinese and English."""
TRAIT_REASON = {"a": "author", "b": "brand", "c": "category", "p": "product", "t": "topic", "s": "need"}


_NAMES = {"need": NEEDS, "style": STYLE_ENDS}


def explain(reason: str) -> tuple[str, str, str]:
    """Code and sentences of a reason as ranking keeps it: a code, with the name of a topic, a need or a style."""
    code, _, name = reason.partition(":")
    zh, en = REASONS[code]
    name_zh, name_en = _NAMES.get(code, {}).get(name, (name, name))
    return code, zh.format(name=name_zh), en.format(name=name_en)


OFFER_EVERY = 20
"""Goods stand between the notes of Discover at most once in so many notes."""
OFFER_FROM, OFFER_TO = 6, 16
"""Within each twenty they stand behind the sixth note at the earliest and the fifteenth at the latest, where they fit
best: never first, and never near the last ones."""
OFFER_GAP = 12
"""So many notes at least were shown since the last ones, also those of the feed before."""
OFFERS_A_DAY = 8
"""A member is shown so many within a day at most."""
OFFER_AGAIN = timedelta(days=3)
"""The same goods come back after so long at the earliest."""
OFFER_LEAST = 0.35
"""Less than this speaks for nothing: the notes stay among themselves."""
OFFER_POOL, OFFER_WARMTH = 8, 0.25
"""Each place is drawn by lot among so many that are wanted most; the smaller the second, the surer the best."""
OFFER_KIN, OFFER_BEST, OFFER_KIND_LEAST = 20, 3, 0.9
"""So many of what goes with the last acts, and so many that sell best of the kinds that are liked most, take part."""
