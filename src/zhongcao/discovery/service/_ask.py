"""Who looks at Discover, when, and what is known about them: what every stage of its feed is given."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from zhongcao.discovery.feeds.found import Traits, Whole
from zhongcao.discovery.feeds.heads import Heads
from zhongcao.discovery.feeds.pool import Recalled
from zhongcao.discovery.service._brain import FanCounts
from zhongcao.discovery.service._live_board import Airing
from zhongcao.discovery.service._shelf import Goods
from zhongcao.discovery.store import NOTHING

NEVER = Traits.of([])
"""What is known of the notes last seen by whoever saw none."""


class Offers(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that might stand between the notes, what speaks for each, and how many may be shown today."""

    goods: Goods
    looked: dict[int, float] = {}
    """What the viewer looked at or put into the cart of late."""
    noted: dict[int, float] = {}
    """What notes that they read or liked are about."""
    kin: dict[int, float] = {}
    due: dict[int, float] = {}
    """What they bought before and are about to miss."""
    kinds: dict[str, float] = {}
    """Categories that they like, as shares of what they like most."""
    away: frozenset[int] = frozenset()
    """What they have already, or were shown of late."""
    most: int
    notes_since: int
    """How many notes they saw since goods stood between them."""


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks, when, and what is known about them; viewer 0 is everyone."""

    viewer: int
    now: datetime
    seed: int
    channel: list[str] = []
    tastes: dict[str, float] = {}
    style: list[float] = []
    """What looks and words they like, for each axis from -1 to 1; empty while nothing is known."""
    interests: frozenset[str] = frozenset()
    followees: frozenset[int] = frozenset()
    befriended: list[int] = []
    """Notes that several whom they follow liked of late."""
    seen: Whole = NOTHING
    unwanted: frozenset[str] = frozenset()
    distaste: dict[str, float] = {}
    kin: Mapping[int, float] = {}
    near: Mapping[int, float] = {}
    """Notes whose vectors lie near to what they did last."""
    audience: list[int] = []
    """Notes that people of similar taste act upon."""
    city: list[int] = []
    tier: list[int] = []
    """Notes that people of the viewer's city, and of cities of its tier, act upon."""
    picked: list[int] = []
    heads: Heads | None = None
    fans: FanCounts | None = None
    pool: Recalled | None = None
    """What recall looks into; without it, the database is asked."""
    shown_last: Traits = NEVER
    """Traits of the notes that the viewer saw last, for a page that differs from the one before."""
    draw: int = 0
    """What chances are drawn with."""
    offers: Offers | None = None
    """What may be offered between the notes, if anything."""
    airing: list[Airing] = []
    """Shows on air that the viewer might join."""
