"""Explain: the last step of Discover, the sentence on each card."""

import numpy as np

from zhongcao.discovery import rules
from zhongcao.discovery.feeds.found import Found
from zhongcao.discovery.feeds.pool import FRESH, POPULAR
from zhongcao.discovery.service._ask import Ask


def explain(ask: Ask, found: Found) -> Found:
    """Say for each note what spoke for it most."""
    order, told = found.order, [_taste_told(ask, trait) for trait in ask.tastes]
    taste, kin, near = found.taste[order], found.kin[order], found.near[order]
    is_expected = rules.KIN_WEIGHT * kin + rules.CIRCLE_WEIGHT["near"] * near > np.maximum(1.2 * taste, 0.25)
    is_fresh = (found.age[order] < 1) & (found.heat_now[order] < 0.75)
    is_found = found.sources[order] & (POPULAR | FRESH) == 0
    columns = (
        found.picked[order],
        found.followed[order],
        is_expected,
        taste > 0.25,
        found.strongest[order],
        found.befriended[order],
        found.audience[order],
        (near > 0) & is_found,
        found.city[order] & is_found,
        found.tier[order] & is_found,
        is_fresh,
    )
    liked = _style_told(ask, found)
    reasons = []
    listed = zip(*(one.tolist() for one in columns), strict=True)
    for place, (
        picked,
        followed,
        is_kin,
        is_met,
        strongest,
        befriended,
        audience,
        is_near,
        city,
        tier,
        fresh,
    ) in enumerate(listed):
        if picked:
            reasons.append("picked")
        elif followed:
            reasons.append("follow")
        elif is_kin:
            reasons.append("kin")
        elif is_met:
            reasons.append(told[strongest])
        elif befriended:
            reasons.append("friends")
        elif audience:
            reasons.append("audience")
        elif place in liked:
            reasons.append(f"style:{liked[place]}")
        elif is_near:
            reasons.append("kin")
        elif city or tier:
            reasons.append("city" if city else "tier")
        else:
            reasons.append("fresh" if fresh else "popular")
    return found.but(reasons=reasons)


def _taste_told(ask: Ask, trait: str) -> str:
    """What is said of the trait that the viewer likes most in a note."""
    kind, _, name = trait.partition(":")
    code = rules.TRAIT_REASON[kind]
    if code == "category" and trait in ask.interests:
        return "interest"
    return f"{code}:{name}" if code in ("topic", "need") else code


def _style_told(ask: Ask, found: Found) -> dict[int, str]:
    """Where the style of a note speaks for it enough to be its reason, and the end that speaks most."""
    if not ask.style:
        return {}
    speaking = np.flatnonzero(rules.STYLE_WEIGHT * found.style[found.order] >= rules.STYLE_TOLD)
    styles = found.styles[found.order[speaking]]
    axes = (styles * np.array(ask.style)).argmax(axis=1).tolist()
    return {
        place: f"{rules.AXES[axis]}{'+' if style[axis] > 0 else '-'}"
        for place, axis, style in zip(speaking.tolist(), axes, styles.tolist(), strict=True)
    }
