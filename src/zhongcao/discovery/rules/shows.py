"""Shows on air between the notes of Discover (直播卡片): where one may stand, and the sentence that explains it."""

from datetime import timedelta

FIRST, EVERY = 3, 60
"""Before the fourth note of a feed, and then once in three pages; goods stand behind the sixth note of each twenty."""
LIKED_LEAST = 0.5
"""A shelf speaks for a show when it holds a brand, kind or product that is liked so much, as a share of the strongest
taste."""
AGAIN = timedelta(hours=1)
"""A show to which a member came within the hour is known to them."""
HELD_MAX = 200
"""So many shows on air are thought of, the most watched ones."""

REASONS: dict[str, tuple[str, str]] = {
    "follow": ("你关注的人正在直播", "Someone you follow is live"),
    "brand": ("橱窗里有你喜欢的品牌", "A brand you like is on the shelf"),
    "category": ("橱窗里有你常看的品类", "A category you like is on the shelf"),
    "product": ("橱窗里有你喜欢的好物", "Goods you like are on the shelf"),
}
"""Why a show is shown, in Chinese and English."""
KIND = {"b": "brand", "c": "category", "p": "product"}


def places(length: int) -> range:
    """Before which notes of a feed of so many a show may stand."""
    return range(FIRST, length, EVERY)
