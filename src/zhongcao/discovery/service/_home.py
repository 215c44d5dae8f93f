"""Discover (发现), stage by stage: read this file from top to bottom and you know how a feed comes about.

Sources fetch what might be shown; filters drop; features describe; rank orders; mix spreads; explain says why.
Every stage is a small function `(ask, found) -> found`; a later engine replaces stages, not the page.
"""

import math
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from zhongcao.discovery import rules, store
from zhongcao.discovery.rules import HEAT_HALF_LIFE
from zhongcao.discovery.service._wishes import shares_of
from zhongcao.kit.db import ReadTx, Tx

SOURCE_LIMITS = {"popular": 160, "fresh": 60, "alike": 120, "followed": 60}  # and every living pick
STRONGEST_TASTES = 24


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks, when, and what is known about them; viewer 0 is everyone."""

    viewer: int
    now: datetime
    seed: int
    channel: list[str] = []
    tastes: dict[str, float] = {}
    interests: frozenset[str] = frozenset()
    followees: frozenset[int] = frozenset()
    seen: list[int] = []
    unwanted: frozenset[str] = frozenset()
    distaste: dict[str, float] = {}
    kin: dict[int, float] = {}
    picked: list[int] = []


class Candidate(msgspec.Struct, kw_only=True):
    """A note on its way into a feed."""

    note_id: int
    author_id: int
    heat: float
    published: float
    traits: list[str]
    age_half_lives: float = 0.0
    heat_now: float = 0.0
    taste: float = 0.0
    strongest: str = ""
    distaste: float = 0.0
    kin: float = 0.0
    followed: bool = False
    picked: bool = False
    score: float = 0.0
    reason: str = "popular"


Found = list[Candidate]
Source = Callable[[Tx | ReadTx, Ask], Awaitable[Found]]
Stage = Callable[[Ask, Found], Found]


async def rank_home(tx: Tx | ReadTx, ask: Ask) -> Found:
    """A feed for this viewer: the best notes first, mixed and explained."""
    found = await fetch(tx, ask)
    for stage in STAGES:
        found = stage(ask, found)
    return found


async def fetch(tx: Tx | ReadTx, ask: Ask) -> Found:
    """Sources: popular, fresh, alike, followed, kin and picked notes that the viewer has not seen, in one statement."""
    strongest = sorted(ask.tastes, key=lambda trait: -ask.tastes[trait])[:STRONGEST_TASTES]
    rows = await store.list_candidates(
        tx,
        viewer=ask.viewer,
        seen=ask.seen,
        channel=ask.channel,
        tastes=sorted({*strongest, *ask.interests}),
        followees=sorted(ask.followees),
        kin=sorted(ask.kin),
        picked=ask.picked,
        limits=SOURCE_LIMITS,
    )
    return [Candidate(note_id=row[0], author_id=row[1], heat=row[2], published=row[3], traits=row[4]) for row in rows]


def drop_future(ask: Ask, found: Found) -> Found:
    """Filter: what is dated after now (clocks of other systems) waits for its time."""
    now = ask.now.timestamp()
    return [one for one in found if one.published <= now]


def drop_unwanted(ask: Ask, found: Found) -> Found:
    """Filter: what the viewer sent away, and everything by or about what they keep away."""
    if not ask.unwanted:
        return found
    return [one for one in found if f"n:{one.note_id}" not in ask.unwanted and ask.unwanted.isdisjoint(one.traits)]


def measure_heat(ask: Ask, found: Found) -> Found:
    """Feature: engagement as it has faded by now, and age."""
    unit = rules.growth(ask.now, HEAT_HALF_LIFE)
    now, half_life = ask.now.timestamp(), HEAT_HALF_LIFE.total_seconds()
    for one in found:
        one.heat_now = math.log1p(one.heat / unit)
        one.age_half_lives = (now - one.published) / half_life
    return found


def measure_taste(ask: Ask, found: Found) -> Found:
    """Feature: how much of the viewer's taste a note meets, from 0 to about 2, and its strongest trait."""
    if not ask.tastes:
        return found
    share = shares_of(ask.tastes)
    for one in found:
        best = 0.0
        for trait in one.traits:
            part = share.get(trait, 0.0)
            one.taste += part * (1.0 if part > best else 0.5)
            if part > best:
                best, one.strongest = part, trait
        one.taste = min(one.taste, 2.0)
    return found


def measure_distaste(ask: Ask, found: Found) -> Found:
    """Feature: how much a note is like those that the viewer sent away for their content, from 0 to 2."""
    if ask.distaste:
        for one in found:
            one.distaste = min(sum(ask.distaste.get(trait, 0.0) for trait in one.traits), 2.0)
    return found


def measure_kin(ask: Ask, found: Found) -> Found:
    """Feature: how much a note is expected after what the viewer did last, from 0 to 1."""
    for one in found:
        one.kin = ask.kin.get(one.note_id, 0.0)
    return found


def measure_circle(ask: Ask, found: Found) -> Found:
    """Feature: whether the viewer follows the author, and whether editors picked the note."""
    picked = set(ask.picked)
    for one in found:
        one.followed = one.author_id in ask.followees
        one.picked = one.note_id in picked
    return found


def rank(ask: Ask, found: Found) -> Found:
    """Order by taste, circle, heat and freshness, with a little chance that stays the same within a feed."""
    for one in found:
        chance = _dice(ask.seed, one.note_id) if ask.seed else 0.0
        freshness = 0.5 ** min(max(one.age_half_lives, 0.0), 60.0)
        one.score = 1.2 * one.taste + 0.5 * one.followed + 0.45 * one.heat_now + 0.4 * freshness + 0.15 * chance
        one.score += rules.KIN_WEIGHT * one.kin - rules.DISTASTE_WEIGHT * one.distaste
    # Old imports have faded to nothing; among them their heat as such decides, then the newer note.
    return sorted(found, key=lambda one: (-one.score, -one.heat, -one.note_id))


def _dice(seed: int, note_id: int) -> float:
    """A number from 0 to 1 that is the same for a note throughout a feed (multiplicative hashing)."""
    mixed = (seed ^ note_id) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return ((mixed >> 29 ^ mixed) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF) / 0x10000000000000000


def spread_authors(ask: Ask, found: Found) -> Found:
    """Mix: an author comes back only after some other notes, as long as there are others."""
    mixed: Found = []
    waiting = list(found)
    last_place: dict[int, int] = {}
    while waiting and len(mixed) < rules.FEED_LENGTH:
        place = len(mixed)
        index = next(
            (
                at
                for at, one in enumerate(waiting[: rules.FEED_LENGTH])
                if place - last_place.get(one.author_id, -rules.AUTHOR_GAP) >= rules.AUTHOR_GAP
            ),
            0,
        )
        chosen = waiting.pop(index)
        last_place[chosen.author_id] = place
        mixed.append(chosen)
    ask_rest = {one.note_id for one in mixed}
    return mixed + [one for one in waiting if one.note_id not in ask_rest]


def give_chances(ask: Ask, found: Found) -> Found:
    """Mix: each tenth place goes to the newest note that would not have made it into the feed."""
    feed, rest = found[: rules.FEED_LENGTH], found[rules.FEED_LENGTH :]
    picks = [one for one in rest if one.picked]
    rest = sorted((one for one in rest if not one.picked), key=lambda one: -one.published)
    for turn, one in enumerate(rest[: len(feed) // rules.CHANCE_EVERY], start=1):
        feed.insert(turn * rules.CHANCE_EVERY - 1, one)
    return feed[: rules.FEED_LENGTH] + picks


def place_picks(ask: Ask, found: Found) -> Found:
    """Mix: what editors picked takes every tenth place from the third on, the newest pick first."""
    turn = {note_id: place for place, note_id in enumerate(ask.picked)}
    feed = [one for one in found if not one.picked]
    for nth, one in enumerate(sorted((one for one in found if one.picked), key=lambda one: turn[one.note_id])):
        feed.insert(rules.PICK_PLACE - 1 + nth * rules.PICK_EVERY, one)
    return feed


def explain(ask: Ask, found: Found) -> Found:
    """Say for each note what spoke for it most."""
    for one in found:
        if one.picked:
            one.reason = "picked"
        elif one.followed:
            one.reason = "follow"
        elif rules.KIN_WEIGHT * one.kin > max(1.2 * one.taste, 0.25):
            one.reason = "kin"
        elif one.taste > 0.25:
            kind, _, name = one.strongest.partition(":")
            code = rules.TRAIT_REASON[kind]
            chosen = one.strongest in ask.interests and code == "category"
            one.reason = "interest" if chosen else f"topic:{name}" if code == "topic" else code
        elif one.age_half_lives < 1 and one.heat_now < 0.75:
            one.reason = "fresh"
    return found


STAGES: tuple[Stage, ...] = (
    drop_future,
    drop_unwanted,
    measure_heat,
    measure_taste,
    measure_distaste,
    measure_kin,
    measure_circle,
    rank,
    spread_authors,
    give_chances,
    place_picks,
    explain,
)
"""Filter, features, rank, mix, explain: in this order."""
