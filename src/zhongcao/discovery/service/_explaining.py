"""Explain: the last step of Discover, the sentence on each card."""

import numpy as np

from zhongcao.discovery import rules
from zhongcao.discovery.feeds import measuring
from zhongcao.discovery.feeds.found import Found
from zhongcao.discovery.feeds.kernels import ready
from zhongcao.discovery.feeds.pool import FRESH, POPULAR
from zhongcao.discovery.service._ask import Ask

_TOLD = (
    *("picked", "follow", "kin", "friends", "audience", "city", "tier", "fresh", "popular"),
    *(f"style:{axis}{end}" for axis in rules.AXES for end in "-+"),
)
"""What is said, in the order of `feeds.measuring`; behind it come the viewer's tastes."""
_WEIGHTS = (rules.KIN_WEIGHT, rules.CIRCLE_WEIGHT["near"], rules.STYLE_WEIGHT, rules.STYLE_TOLD, POPULAR | FRESH)


def explain(ask: Ask, found: Found) -> Found:
    """Say for each note what spoke for it most."""
    speaking = np.empty(len(found.order), np.int64)
    ready(measuring.tell)(
        found.order,
        (found.picked, found.followed, found.befriended, found.audience, found.city, found.tier),
        (found.taste, found.kin, found.near, found.style, found.age, found.heat_now),
        (found.strongest, found.sources),
        found.styles,
        np.array(ask.style, np.float64),
        _WEIGHTS,
        speaking,
    )
    told = [*_TOLD, *(_taste_told(ask, trait) for trait in ask.tastes)]
    return found.but(reasons=[told[one] for one in speaking.tolist()])


def _taste_told(ask: Ask, trait: str) -> str:
    """What is said of the trait that the viewer likes most in a note."""
    kind, _, name = trait.partition(":")
    code = rules.TRAIT_REASON[kind]
    if code == "category" and trait in ask.interests:
        return "interest"
    return f"{code}:{name}" if code in ("topic", "need") else code
