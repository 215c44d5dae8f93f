"""Which level of prices a member usually chooses (价位): learnt from goods they look at, put into the cart and buy.

It decides which goods of a kind come first, never what they cost: a price is the same for everybody. It is a taste like
others: told in words, fading, forgotten on request, unknown of whoever switched personalisation off.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from zhongcao.discovery.rules._acts import ACT_WEIGHT, TASTE_HALF_LIFE, Act, growth

ENDS: dict[str, tuple[str, str]] = {
    "v:price+": ("同类里价位偏高的", "The higher-priced of a kind"),
    "v:price-": ("同类里价格实惠的", "The lower-priced of a kind"),
}
"""What both ends are called."""
STEPS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where the prices of the goods of a kind are cut: a tenth of them costs at most the first."""
GOODS_LEAST = 10
"""A kind with fewer goods on sale has no levels."""
PRIOR = 6.0
"""A level is believed by half once likes of today have said so much for it: a purchase at an end of a scale says 5."""
CLEAR = 0.25
"""What leans so far is told in the portrait and brings goods of its level."""
WEIGHT = 0.3
"""So much counts the level beside what goods are about, where it fits wholly."""
TOLD = 0.1
"""A level that adds so much to a score may be its reason."""
KINDS, BEST = 3, 12
"""Of so many kinds of goods that a member likes most, so many that sell best on their level are brought."""


def level_of(price: int, steps: Sequence[int]) -> int:
    """Where a price stands among those of its kind: -100 for the lowest tenth, 0 in the middle, 100 for the highest.

    What costs as much as everything else of its kind stands in the middle; so does what has no scale.
    """
    return 20 * (sum(step < price for step in steps) - sum(step > price for step in steps))


def said(act: Act, level: int, at: datetime) -> dict[str, float]:
    """What an act on goods of this level says for one end."""
    weight = ACT_WEIGHT[act] * growth(at, TASTE_HALF_LIFE) * abs(level) / 100
    return {"v:price+" if level > 0 else "v:price-": weight} if level else {}


def leaning(ends: Mapping[str, float], *, fresh: float) -> float:
    """Which level is chosen, from -1 (low) to 1 (high), nearer 0 while little was said; `fresh`: a like of now."""
    more, less = ends.get("v:price+", 0.0), ends.get("v:price-", 0.0)
    return (more - less) / (more + less + PRIOR * fresh)


def band(leaning: float, steps: Sequence[int]) -> tuple[int | None, int | None]:
    """From and up to which price the goods of a kind suit a leaning: its lower or its upper three tenths."""
    return (steps[3], None) if leaning > 0 else (None, steps[1])
