"""What a channel asks for and what a member said they like, as the traits that ranking compares."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from zhongcao.discovery import rules
from zhongcao.discovery.store import Known
from zhongcao.identity.schemas import Profile
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import Category


async def traits_of_channel(tx: Tx | ReadTx, channel: str) -> list[str]:
    """The traits of which a note of this channel has one; a category stands for everything below it too."""
    if not channel.startswith("c:"):
        return [channel] if channel else []
    below = _with_all_below([channel.removeprefix("c:")], await mall.categories(tx))
    return [f"c:{key}" for key in below]


async def traits_of_stated(tx: Tx | ReadTx, profile: Profile) -> frozenset[str]:
    """All that a member told about themselves, as traits: interests, stage of life, city, and what their skin needs."""
    topics, categories = rules.STAGE_MEANS.get(profile.life_stage or "", ((), ()))
    said = [*profile.interests, *topics, *categories, *rules.topics_of_city(profile.city or "")]
    needs = [profile.skin_type, *profile.concerns, rules.NEEDS_OF_STAGE.get(profile.life_stage or "")]
    return await _traits_of_words(tx, said) | {f"s:{need}" for need in needs if need in rules.NEEDS}


def said_by_city(profile: Profile, tastes: Collection[str]) -> frozenset[str]:
    """Traits that count only because a member told their city, beside the city itself: none they chose or showed."""
    chosen = {_topic_of(word) for word in profile.interests}
    topics = [name for name in rules.topics_of_city(profile.city or "")[1:] if name not in chosen]
    return frozenset(f"t:{name}" for name in topics) - frozenset(tastes)


def _topic_of(word: str) -> str:
    return word.strip("#＃ ").casefold()


async def _traits_of_words(tx: Tx | ReadTx, interests: Sequence[str]) -> frozenset[str]:
    """What words mean: a category by its code with everything below it, or the topic of that name."""
    if not interests:
        return frozenset()
    tree = await mall.categories(tx)
    named = {one.code: one.id for one in tree}
    below = _with_all_below([named[word] for word in interests if word in named], tree)
    topics = [_topic_of(word) for word in interests if word not in named]
    return frozenset([*(f"c:{key}" for key in below), *(f"t:{name}" for name in topics if name)])


def tastes_with_interests(tastes: dict[str, float], interests: Iterable[str], fresh: float) -> dict[str, float]:
    """Acts and words together: an interest counts like one act of the day in each of its traits."""
    merged = dict(tastes)
    for trait in interests:
        merged[trait] = merged.get(trait, 0.0) + rules.INTEREST_WEIGHT * rules.TRAIT_WEIGHT[trait[0]] * fresh
    return merged


def shares_of(tastes: dict[str, float]) -> dict[str, float]:
    """Each taste as a share of the strongest, its root taken so that weaker ones still speak."""
    most = max(tastes.values(), default=1.0)
    return {trait: (weight / most) ** 0.5 for trait, weight in tastes.items()}


def unwanted(kept: Known) -> frozenset[str]:
    """What shall not be shown: single notes (`n:`), and everything with one of these traits."""
    return frozenset(subject for subject, _, _, _ in kept.averse)


def distaste(kept: Known, *, now: datetime) -> dict[str, float]:
    """How much each trait speaks against a note, from the notes that were sent away for their content."""
    against: dict[str, float] = {}
    for _, since, reason, traits in kept.averse:
        if rules.makes_rarer(reason):
            left = rules.distaste_left(now - datetime.fromtimestamp(since, UTC))
            for trait in traits:
                against[trait] = against.get(trait, 0.0) + left * rules.TRAIT_WEIGHT[trait[0]]
    return against


def _with_all_below(wanted: Sequence[str], tree: Sequence[Category]) -> list[str]:
    """Categories and all below them; the tree comes parents before children."""
    found = dict.fromkeys(wanted)
    for one in tree:
        if one.parent_id in found:
            found[one.id] = None
    return list(found)
