"""Discover (发现), stage by stage: read this file from top to bottom and you know how a feed comes about.

Recall fetches what might be shown; filters drop; features describe; rank orders; rerank and mix spread; explain says
why. `HOME` at the end lists the stages. Every stage is a small function `(ask, found) -> found` with a budget of time;
one that fails or comes too late is left out, and the page still comes (`feeds/stages.py`).
"""

import math
from datetime import datetime

import msgspec
import numpy as np

from zhongcao.discovery import rules, store
from zhongcao.discovery.feeds import exploring, spreading
from zhongcao.discovery.feeds.features import NOTE_SCALES, Bytes, Real, as_bytes
from zhongcao.discovery.feeds.heads import Heads
from zhongcao.discovery.feeds.stages import Feed, Stage
from zhongcao.discovery.rules import HEAT_HALF_LIFE
from zhongcao.discovery.service._brain import FanCounts
from zhongcao.discovery.service._wishes import shares_of
from zhongcao.kit.db import ReadTx, Tx

SOURCE_LIMITS = {"popular": 160, "fresh": 60, "alike": 120, "followed": 60, "waiting": 40}  # and kin, and living picks
STRONGEST_TASTES = 24
POPULAR, FRESH = 1, 2


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
    heads: Heads | None = None
    fans: FanCounts | None = None
    shown_last: list[list[str]] = []
    """Traits of the notes that the viewer saw last, for a page that differs from the one before."""
    draw: int = 0
    """What chances are drawn with."""


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
    sources: int = 0
    """Which sources brought it, one bit each: popular, fresh, alike, followed, kin, picked, waiting."""
    shown: int = 0
    opened: int = 0
    """How many saw it, and how many of them opened it."""
    fans: int = 0
    by_kind: dict[str, float] = {}
    score: float = 0.0
    formula: float = 0.0
    features: bytes = b""
    chances: bytes = b""
    """What it was ranked by, one byte each; and the chance of each head (float16), empty without a learnt ranker."""
    propensity: float = 1.0
    """With what chance it came where it stands; 1 but for what was drawn."""
    pool: int = 0
    """Out of how many it was drawn."""
    reason: str = "popular"


Found = list[Candidate]


async def rank_home(tx: Tx | ReadTx, ask: Ask) -> Found:
    """A feed for this viewer: the best notes first, mixed and explained."""
    return HOME.run(ask, await recall(tx, ask))


async def recall(tx: Tx | ReadTx, ask: Ask) -> Found:
    """Recall: popular, fresh, alike, followed, kin, picked and waiting notes that the viewer has not seen yet."""
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
        since=ask.now - rules.CHANCE_DAYS,
        limits=SOURCE_LIMITS,
    )
    found: dict[int, Candidate] = {}
    for note, author, heat, published, traits, source, shown, opened in rows:
        one = found.get(note)
        if one is None:
            one = found[note] = Candidate(note_id=note, author_id=author, heat=heat, published=published, traits=traits)
            one.shown, one.opened = shown, opened
        one.sources |= source
    if ask.fans is not None:
        fans = await ask.fans.of(tx, [one.author_id for one in found.values()])
        for one in found.values():
            one.fans = fans.get(one.author_id, 0)
    return list(found.values())


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
    """Feature: how much of the viewer's taste a note meets, from 0 to about 2; its strongest trait; kind by kind."""
    share = shares_of(ask.tastes)
    for one in found if share else ():
        best, taste = 0.0, 0.0
        for trait in one.traits:
            if trait not in share:
                continue
            part = share[trait]
            if not one.by_kind:
                one.by_kind = {}
            kind = trait[0]
            if part > one.by_kind.get(kind, 0.0):
                one.by_kind[kind] = part
            if part > best:
                best, one.strongest, taste = part, trait, taste + part
            else:
                taste += 0.5 * part
        one.taste = min(taste, 2.0)
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


def rank_by_formula(ask: Ask, found: Found) -> Found:
    """Rank: by taste, circle, heat and freshness, with a little chance that stays the same within a feed."""
    for one in found:
        chance = _dice(ask.seed, one.note_id) if ask.seed else 0.0
        freshness = 0.5 ** min(max(one.age_half_lives, 0.0), 60.0)
        one.score = 1.2 * one.taste + 0.5 * one.followed + 0.45 * one.heat_now + 0.4 * freshness + 0.15 * chance
        one.score += rules.KIN_WEIGHT * one.kin - rules.DISTASTE_WEIGHT * one.distaste
        one.formula = one.score
    # Old imports have faded to nothing; among them their heat as such decides, then the newer note.
    return sorted(found, key=lambda one: (-one.score, -one.heat, -one.note_id))


def _dice(seed: int, note_id: int) -> float:
    """A number from 0 to 1 that is the same for a note throughout a feed (multiplicative hashing)."""
    mixed = (seed ^ note_id) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    return ((mixed >> 29 ^ mixed) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF) / 0x10000000000000000


def describe(ask: Ask, found: Found) -> Found:
    """Feature: what a learnt ranker looks at, for the best by formula; without a ranker nobody looks."""
    if ask.heads is not None:
        _describe(ask, found[: rules.RANKED_MAX])
    return found


def record(ask: Ask, found: Found) -> Found:
    """Feature: the same for what is in the feed and was not looked at yet, so that the page's record is whole."""
    _describe(ask, [one for one in found if not one.features])
    return found


def _describe(ask: Ask, found: Found) -> None:
    member = (math.log1p(len(ask.tastes)), float(len(ask.kin)))
    kept = as_bytes([_figures(ask, one, member) for one in found], NOTE_SCALES).tobytes()
    width = len(NOTE_SCALES)
    for place, one in enumerate(found):
        one.features = kept[place * width : (place + 1) * width]


def _figures(ask: Ask, one: Candidate, member: tuple[float, float]) -> tuple[float, ...]:
    kinds = one.by_kind
    return (
        one.formula,
        one.heat_now,
        math.log1p(max(one.age_half_lives, 0.0)),
        one.taste,
        kinds.get("a", 0.0),
        kinds.get("b", 0.0),
        kinds.get("c", 0.0),
        kinds.get("p", 0.0),
        kinds.get("t", 0.0),
        one.distaste,
        one.kin,
        one.followed,
        one.picked,
        bool(ask.interests) and not ask.interests.isdisjoint(one.traits),
        math.log1p(one.shown),
        (one.opened + 1) / (one.shown + 20),
        math.log1p(one.fans),
        len(one.traits),
        sum(trait[0] == "p" for trait in one.traits),
        one.sources.bit_count(),
        bool(one.sources & POPULAR),
        bool(one.sources & FRESH),
        *member,
    )


def rank_by_learnt(ask: Ask, found: Found) -> Found:
    """Rank: by what showing each is worth, from the chances of a learnt ranker; without one, the order stays."""
    if ask.heads is None or not found:
        return found
    best, rest = found[: rules.RANKED_MAX], found[rules.RANKED_MAX :]
    features: Bytes = np.frombuffer(b"".join(one.features for one in best), np.uint8).reshape(len(best), -1)
    chances = ask.heads.chances(features)
    worth = ask.heads.worth(chances)
    for one, row, value in zip(best, chances.astype(np.float16), worth.tolist(), strict=True):
        one.chances, one.score = row.tobytes(), value
    least = min(one.score for one in best)
    for one in rest:
        one.score = least
    return sorted(best, key=lambda one: (-one.score, -one.heat, -one.note_id)) + rest


def diversify(ask: Ask, found: Found) -> Found:
    """Rerank: a note counts more when it differs from the ten before it, also from those shown last."""
    best = found[: rules.SPREAD_LOOK]
    scores: Real = np.array([one.score for one in best], np.float32)
    order = spreading.diversified(
        scores,
        spreading.vectors([one.traits for one in best]),
        spreading.vectors(ask.shown_last),
        length=rules.SPREAD_LENGTH,
        room=rules.SPREAD_ROOM,
    )
    taken = set(order)
    rest = [one for place, one in enumerate(best) if place not in taken]
    return [best[place] for place in order] + rest + found[rules.SPREAD_LOOK :]


def lift_small(ask: Ask, found: Found) -> Found:
    """Rerank: half of each page goes to authors with few fans, as long as there are any."""
    return spreading.lifted(
        found, is_small=lambda one: one.fans < rules.SMALL_FANS, share=rules.SMALL_SHARE, page=rules.PAGE_USUAL
    )


def give_chances(ask: Ask, found: Found) -> Found:
    """Mix: each tenth place is drawn by lot among new notes, those that wait for first readers above all.

    What resembles a note that the viewer sent away takes no part in the lot.
    """
    first, later = found[: rules.CHANCE_BELOW], found[rules.CHANCE_BELOW :]
    oldest = ask.now.timestamp() - rules.CHANCE_DAYS.total_seconds()
    young = [one for one in later if one.published >= oldest and not one.picked and not one.distaste]
    young.sort(key=lambda one: (min(one.shown, rules.FIRST_READERS), -one.published))
    pool = young[: exploring.POOL]
    places = min(rules.FEED_LENGTH, len(found)) // rules.CHANCE_EVERY
    drawn = exploring.draw(
        [one.shown for one in pool], [one.opened for one in pool], places=places, seed=ask.draw or ask.seed
    )
    chosen = {pool[lot.place].note_id for lot in drawn}
    feed = first + [one for one in later if one.note_id not in chosen]
    for turn, lot in enumerate(drawn, start=1):
        pool[lot.place].propensity, pool[lot.place].pool = lot.propensity, lot.pool
        feed.insert(turn * rules.CHANCE_EVERY - 1, pool[lot.place])
    return feed[: rules.FEED_LENGTH] + [one for one in feed[rules.FEED_LENGTH :] if one.picked]


def space(ask: Ask, found: Found) -> Found:
    """Rerank: an author comes back only after some other notes; brands and categories do not crowd a page."""
    caps = {"a": (1, rules.AUTHOR_GAP), "b": rules.BRAND_CAP}
    if not ask.channel:
        caps["c"] = rules.CATEGORY_CAP
    return spreading.spaced(
        found, traits=lambda one: one.traits, caps=caps, length=rules.FEED_LENGTH, look=rules.FEED_LENGTH
    )


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


HOME = Feed(
    "home",
    (
        Stage("drop_future", drop_future, 1, needed=True),
        Stage("drop_unwanted", drop_unwanted, 1, needed=True),
        Stage("measure_heat", measure_heat, 1, needed=True),
        Stage("measure_taste", measure_taste, 3),
        Stage("measure_distaste", measure_distaste, 2),
        Stage("measure_kin", measure_kin, 1),
        Stage("measure_circle", measure_circle, 1, needed=True),
        Stage("rank_by_formula", rank_by_formula, 2, needed=True),
        Stage("describe", describe, 3),
        Stage("rank_by_learnt", rank_by_learnt, 3),
        Stage("diversify", diversify, 4),
        Stage("lift_small", lift_small, 1),
        Stage("give_chances", give_chances, 2),
        Stage("space", space, 3),
        Stage("place_picks", place_picks, 1),
        Stage("record", record, 3),
        Stage("explain", explain, 1),
    ),
    budget_ms=40,
)
"""Filter, features, rank, rerank, mix, explain: in this order, after recall."""
