"""Goods between notes: how often and where a card of goods may stand, and which goods take the places.

Which goods take a place is drawn by lot among the few that the viewer seems to want most, each with a known chance, so
that it can be judged afterwards what showing them brought.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from zhongcao.discovery import rules
from zhongcao.discovery.feeds import mixing
from zhongcao.discovery.feeds.exploring import Drawn, lots
from zhongcao.discovery.feeds.found import Codes, Found
from zhongcao.discovery.feeds.kernels import ready


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that stand between two notes of a feed, why, and with what chance out of how many."""

    place: int
    """The place of the note behind them."""
    product: int
    reason: str
    sources: int
    score: float
    propensity: float
    pool: int
    bucket: str = ""
    """The part that the viewer takes in an experiment about goods between notes."""


class Aired(msgspec.Struct, frozen=True, kw_only=True):
    """A show on air that stands between two notes of a feed, and why."""

    place: int
    """The place of the note behind it."""
    show: int
    reason: str


class Lately(msgspec.Struct, frozen=True):
    """What of it a member was shown: which goods of late, how many today, and how many notes since the last."""

    goods: frozenset[int]
    today: int
    notes_since: int


def lately(offered: Sequence[tuple[int, int, float, Sequence[Mapping[str, Any]]]], *, now: datetime) -> Lately:
    """From feeds, the latest first: notes shown after each, notes shown of it, when it was ranked, its goods."""
    goods, today, since = set(), 0, rules.OFFER_GAP
    for later, served, at, cards in offered:
        for card in cards:
            if card["place"] >= served:
                continue
            since = min(since, later + served - card["place"])
            age = now.timestamp() - at
            today += age < 86_400
            if age < rules.OFFER_AGAIN.total_seconds():
                goods.add(card["product"])
    return Lately(frozenset(goods), today, since)


def windows(length: int, *, notes_since: int) -> list[range]:
    """Where cards may stand in a feed of so many notes: one in each range, far enough from the last one shown."""
    first = max(rules.OFFER_FROM, rules.OFFER_GAP - notes_since)
    starts = range(0, length, rules.OFFER_EVERY)
    found = [range(max(at + rules.OFFER_FROM, first), min(at + rules.OFFER_TO, length)) for at in starts]
    return [one for one in found if one]


def drawn(scores: Sequence[float], *, places: int, seed: int) -> list[Drawn]:
    """Which goods take the places, by lot: the more they are wanted the likelier."""
    best = max(scores, default=0.0)
    return lots([math.exp((one - best) / rules.OFFER_WARMTH) for one in scores], places=places, seed=seed).each()


def fitting(found: Found, window: range, traits: Codes) -> int:
    """The place of a window where goods fit best: behind a note about the same goods, brand or kind; else the first."""
    before = found.order[window.start - 1 : window.stop - 1]
    return window.start + int(ready(mixing.fit)(before, found.starts, found.codes, traits))
