"""Who looks at the feed of goods, and goods on their way into it, in arrays; what its stages take and answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery import rules
from zhongcao.discovery.feeds.features import GOODS_SCALES, Bytes
from zhongcao.discovery.feeds.found import Mask, Real, Whole
from zhongcao.discovery.feeds.heads import HEADS, Heads
from zhongcao.discovery.service._shelf import Goods


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks: tastes as shares of the strongest one, chosen interests, and who of those they follow uses what."""

    tastes: dict[str, float] = {}
    interests: frozenset[str] = frozenset()
    users: dict[int, tuple[int, int]] = {}
    unwanted: frozenset[str] = frozenset()
    distaste: dict[str, float] = {}
    kin: Mapping[int, float] = {}
    near: Mapping[int, float] = {}
    """How near some goods lie to what they did last, up to 1."""
    audience: list[int] = []
    """Goods that people of similar taste want."""
    city: list[int] = []
    tier: list[int] = []
    """Goods that people of their city, and of cities of its tier, want."""
    due: dict[int, float] = {}
    """What they bought before and are about to miss, up to 1."""
    style: list[float] = []
    """What they like of each axis of a picture, from -1 to 1; empty where nothing was said."""
    leaning: float = 0.0
    """Which level of prices they choose, from -1 to 1."""
    draw: int = 0
    """The seed of the lot, the same for all pages of a visit; 0 where nothing is drawn."""
    heads: Heads | None = None
    model: int = 0
    is_personal: bool = False

    @property
    def needs(self) -> dict[str, float]:
        """Those of the tastes that are needs, by their codes."""
        tastes = self.tastes
        return {need: tastes[f"s:{need}"] for need in rules.NEEDS if f"s:{need}" in tastes}


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """Goods on their way into the feed and in which order they stand now; a stage answers new ones."""

    goods: Goods
    order: NDArray[np.intp]
    sources: Whole
    people: Whole
    """How many of those whom the viewer follows use each."""
    taste: Real
    strongest: Whole
    """Which of product, brand, category and the needs (`rules.NEEDS`) meets the viewer's taste most; -1 for none."""
    kin: Real
    near: Real
    audience: Mask
    """Whether people of similar taste want it."""
    city: Mask
    tier: Mask
    """Whether people of the viewer's city, and of cities of its tier, want it."""
    due: Real
    style: Real
    """How much its picture looks as the viewer likes it, from -1 to 1."""
    fit: Real
    """How much the level of its price is the one that the viewer chooses, from -1 to 1."""
    score: Real
    formula: Real
    features: Bytes
    chances: NDArray[np.float16]
    ranked: Mask
    """Whether a learnt ranker told its chances."""
    propensity: Real
    pool: Whole
    """With what chance each was drawn by lot, and out of how many; 1 and 0 for what stands there by its rank."""
    reasons: Sequence[str] = ()
    """Why each stands there, in the order; empty until that was told."""

    @classmethod
    def of(cls, goods: Goods, sources: Whole) -> Self:
        """Goods of which nothing is measured yet, in the order given."""
        count = len(goods)
        blank, none = np.zeros(count), np.zeros(count, np.bool_)
        return cls(
            goods=goods,
            order=np.arange(count),
            sources=sources,
            people=np.zeros(count, np.int64),
            taste=blank,
            strongest=np.full(count, -1),
            kin=blank,
            near=blank,
            audience=none,
            city=none,
            tier=none,
            due=blank,
            style=blank,
            fit=blank,
            score=blank,
            formula=blank,
            features=np.zeros((count, len(GOODS_SCALES)), np.uint8),
            chances=np.zeros((count, len(HEADS)), np.float16),
            ranked=none,
            propensity=np.ones(count),
            pool=np.zeros(count, np.int64),
        )

    def but(self, **changes: Any) -> Self:
        """The same, with some things changed."""
        return msgspec.structs.replace(self, **changes)
