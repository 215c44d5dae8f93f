"""What an act weighs, how it fades, what a portrait remembers, and what a member may correct in it.

Fading works forward (forward decay): an act adds its weight times a factor that doubles with each half-life since a
landmark, so that sums of acts of all ages stay comparable for ever and nothing needs to be recomputed as time passes.
"""

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

TRAIT_WEIGHT: dict[str, float] = {"a": 0.9, "b": 1.0, "c": 0.6, "p": 1.2, "t": 0.8, "s": 0.7}
"""How much a shared trait says: author, brand, category, product, topic, need of skin or stage of life."""
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
SUBJECT = re.compile(r"(?:[abcnp]:(?:[0-9]{1,18}|[0-8][0-9]{18})|t:.{1,60}|s:[a-z]{1,20}|v:[a-z]{1,20}[+-])")
"""What a correction can be about: a trait, a single note (`n:`), or an end of an axis of style or price (`v:`); ids as
`kit.http.Key` has them."""


SubjectKind = Literal["author", "brand", "category", "product", "topic", "need", "note", "style", "price"]
SUBJECT_KIND: dict[str, SubjectKind] = {
    "a": "author",
    "b": "brand",
    "c": "category",
    "p": "product",
    "t": "topic",
    "s": "need",
    "n": "note",
    "v": "style",
}


class Dismissal(StrEnum):
    """Why a member does not want to see a note."""

    CONTENT = "content"
    AUTHOR = "author"
    SEEN = "seen"
    AD = "ad"


class GoodsDismissal(StrEnum):
    """Why a member does not want to see goods."""

    KIND = "kind"
    BRAND = "brand"
    OWNED = "owned"


class ShowDismissal(StrEnum):
    """Why a member does not want to see a show."""

    CONTENT = "content"
    AUTHOR = "author"


MUTED = "muted"
"""The reason of an aversion that was chosen in the portrait itself."""


def subject_of_dismissal(reason: Dismissal, *, note: int, author: int) -> str:
    """What stays away after "not interested": the author when that is the reason, else this note."""
    return f"a:{author}" if reason is Dismissal.AUTHOR else f"n:{note}"


def subject_of_goods_dismissal(reason: GoodsDismissal, *, product: int, brand: int) -> str:
    """What stays away after "not interested" in goods: the brand when that is the reason, else these goods."""
    return f"b:{brand}" if reason is GoodsDismissal.BRAND else f"p:{product}"


def subject_of_show_dismissal(reason: ShowDismissal, *, show: int, host: int) -> str:
    """What stays away after "not interested" in a show: the host when that is the reason, else this show."""
    return f"a:{host}" if reason is ShowDismissal.AUTHOR else f"l:{show}"


def makes_rarer(reason: str) -> bool:
    """Whether "not interested" says something about things like this one; having seen or owning it does not."""
    return reason in (Dismissal.CONTENT, Dismissal.AD, GoodsDismissal.KIND)


def distaste_left(since: timedelta) -> float:
    """What a dismissal still says after a while."""
    return float(0.5 ** max(since / DISTASTE_HALF_LIFE, 0.0))


def still_counts(trait: str, at: datetime, forgotten: Mapping[str, datetime]) -> bool:
    """Whether an act may speak for a trait: not when the member had it forgotten afterwards."""
    return all(at > forgotten[subject] for subject in (trait, EVERYTHING) if subject in forgotten)


RECENT_MAX = 40
"""So many last acts of a member are remembered, so that what goes with them can be expected."""


def merged_recent(recent: Mapping[str, float], changes: Mapping[str, float | None]) -> dict[str, float]:
    """A member's last acts (act, kind and id, with the moment) after some more; taken back ones are gone."""
    merged = {**recent, **changes}
    living = {key: at for key, at in merged.items() if at is not None}
    return {key: living[key] for key in sorted(living, key=lambda one: (-living[one], one))[:RECENT_MAX]}


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
    needs: Sequence[str] = (),
) -> list[str]:
    """The traits that ranking compares: `a:` author, `b:` brand, `c:` category, `p:` product, `t:` topic, `s:` need."""
    return [
        f"a:{author}",
        *(f"b:{key}" for key in sorted(set(brands))),
        *(f"c:{key}" for key in sorted(set(categories))),
        *(f"p:{key}" for key in sorted(set(products))),
        *(f"t:{name}" for name in dict.fromkeys(topics)),
        *(f"s:{need}" for need in needs),
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
