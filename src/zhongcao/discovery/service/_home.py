"""Discover (发现), stage by stage: read this file from top to bottom and you know how a feed comes about.

Recall (`_recall.py`) fetches what might be shown; filters drop; features describe; rank orders; rerank and mix spread;
explain (`_explaining.py`) says why. `HOME` at the end lists the stages. Every stage is a small function
`(ask, found) -> found` over arrays of candidates (`feeds/found.py`), with a budget of time; one that fails or comes too
late is left out, and the page still comes (`feeds/stages.py`).
"""

import math

import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery import rules
from zhongcao.discovery.feeds import exploring, measuring, spreading
from zhongcao.discovery.feeds.features import NOTE_SCALES, spans
from zhongcao.discovery.feeds.found import KINDS, Codes, Found, Mask, among, codes_of, matched, named, places_among
from zhongcao.discovery.feeds.kernels import ready
from zhongcao.discovery.feeds.pool import FRESH, POPULAR
from zhongcao.discovery.feeds.stages import Feed, Stage
from zhongcao.discovery.rules import HEAT_HALF_LIFE
from zhongcao.discovery.service._airing import offer_shows
from zhongcao.discovery.service._ask import Ask
from zhongcao.discovery.service._explaining import explain
from zhongcao.discovery.service._offers import offer_goods
from zhongcao.discovery.service._wishes import shares_of

_WEIGHTS = (
    *(1.2, 0.45, rules.HEAT_TOP, rules.STYLE_WEIGHT, 0.4),
    *(rules.CIRCLE_WEIGHT["near"], rules.KIN_WEIGHT, rules.DISTASTE_WEIGHT),
    0.5,
    *(rules.CIRCLE_WEIGHT[one] for one in ("befriended", "audience", "city", "tier")),
    0.15,
)
"""What the formula weighs by: taste, heat (and how much of it counts), style, freshness, near, kin, distaste; whom one
follows and the circle; and a little chance."""
_SPANS = spans(NOTE_SCALES)
TOLD_KINDS = KINDS.index("t") + 1
"""A ranker is told the taste for the first kinds one by one; for needs, only within the taste as a whole."""


def drop_future(ask: Ask, found: Found) -> Found:
    """Filter: what is dated after now (clocks of other systems) waits for its time."""
    now = ask.now.timestamp()
    return found.kept(found.published <= now) if ready(measuring.is_any_after)(found.published, now) else found


def drop_unwanted(ask: Ask, found: Found) -> Found:
    """Filter: what the viewer sent away, and everything by or about what they keep away."""
    if not ask.unwanted:
        return found
    notes = np.array([int(one[2:]) for one in ask.unwanted if one[0] == "n"], np.int64)
    traits = codes_of(one for one in ask.unwanted if one[0] in KINDS)
    return found.kept(~(among(found.ids, notes) | found.having(traits)))


def measure_heat(ask: Ask, found: Found) -> Found:
    """Feature: engagement as it has faded by now, and age."""
    unit = rules.growth(ask.now, HEAT_HALF_LIFE)
    age = (ask.now.timestamp() - found.published) / HEAT_HALF_LIFE.total_seconds()
    return found.but(heat_now=np.log1p(found.heat / unit), age=age)


def measure_taste(ask: Ask, found: Found) -> Found:
    """Feature: how much of the viewer's taste a note meets, from 0 to about 2; its strongest trait; kind by kind."""
    if not ask.tastes:
        return found
    count = len(found.ids)
    shares = np.fromiter(shares_of(ask.tastes).values(), np.float64, len(ask.tastes))
    taste, strongest, by_kind = np.empty(count), np.empty(count, np.int64), np.empty((count, len(KINDS)), np.float32)
    ready(measuring.meet)(found.starts, found.codes, codes_of(ask.tastes), shares, taste, strongest, by_kind)
    return found.but(taste=taste, strongest=strongest, by_kind=by_kind)


def measure_distaste(ask: Ask, found: Found) -> Found:
    """Feature: how much a note is like those that the viewer sent away for their content, from 0 to 2."""
    if not ask.distaste:
        return found
    places = places_among(found.codes, codes_of(ask.distaste))
    met = np.flatnonzero(places >= 0)
    against = np.array(list(ask.distaste.values()))[places[met]]
    rows = np.searchsorted(found.starts, met, side="right") - 1
    return found.but(distaste=np.minimum(np.bincount(rows, against, minlength=len(found.ids)), 2.0))


def measure_style(ask: Ask, found: Found) -> Found:
    """Feature: how much a note looks and reads as the viewer likes it, from -1 to 1."""
    if not ask.style:
        return found
    style = np.empty(len(found.ids))
    ready(measuring.liken)(found.styles, np.array(ask.style), style)
    return found.but(style=style)


def measure_kin(ask: Ask, found: Found) -> Found:
    """Feature: how much a note is expected after what the viewer did last, from 0 to 1."""
    return found.but(kin=matched(ask.kin, found.ids))


def measure_near(ask: Ask, found: Found) -> Found:
    """Feature: how near a note lies to what the viewer did last, and whether people of similar taste act upon it."""
    if not ask.near and not ask.audience:
        return found
    return found.but(near=matched(ask.near, found.ids), audience=named(found.ids, ask.audience))


def measure_place(ask: Ask, found: Found) -> Found:
    """Feature: whether people of the viewer's city, and of cities of its tier, act upon a note."""
    if not ask.city and not ask.tier:
        return found
    return found.but(city=named(found.ids, ask.city), tier=named(found.ids, ask.tier))


def measure_circle(ask: Ask, found: Found) -> Found:
    """Feature: whether the viewer follows the author, others they follow liked it, and editors picked it."""
    followed = named(found.authors, ask.followees)
    picked, befriended = named(found.ids, ask.picked), named(found.ids, ask.befriended)
    return found.but(followed=followed, picked=picked, befriended=befriended)


def rank_by_formula(ask: Ask, found: Found) -> Found:
    """Rank: by taste, style, circle, heat and freshness, with a little chance that stays the same within a feed."""
    score = np.empty(len(found.ids))
    features = (found.taste, found.heat_now, found.style, found.age, found.near, found.kin, found.distaste)
    masks = (found.followed, found.befriended, found.audience, found.city, found.tier)
    ready(measuring.weigh)(features, masks, _WEIGHTS, _dice(ask.seed, found.ids), score)
    return sorted_by(found.but(score=score, formula=score), found.order)


def sorted_by(found: Found, part: NDArray[np.intp]) -> Found:
    """These by their scores; among old imports, which have faded to nothing, their heat as such decides, then age."""
    out = np.empty(len(part), np.intp)
    if ready(measuring.settle)(found.score, part, out):  # seldom; it costs many times as much to sort by all of them
        out = part[np.lexsort((-found.ids[part], -found.heat[part], -found.score[part]))]
    return found.but(order=out)


def _dice(seed: int, ids: NDArray[np.int64]) -> Codes:
    """Numbers of 64 bits that are the same for a note throughout a feed (multiplicative hashing); none for no seed."""
    if not seed:
        return np.zeros(0, np.uint64)
    mixed = ids.view(np.uint64) ^ np.uint64(seed)
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    other = mixed >> np.uint64(29)
    other ^= mixed
    other *= np.uint64(0xBF58476D1CE4E5B9)
    return other


def describe(ask: Ask, found: Found) -> Found:
    """Feature: what a learnt ranker looks at; without a ranker nobody looks."""
    return _described(ask, found, np.arange(len(found.ids))) if ask.heads is not None else found


def record(ask: Ask, found: Found) -> Found:
    """Feature: the same for what is in the feed if it was not looked at yet, so that the page's record is whole."""
    return found if found.described else _described(ask, found, found.order)


def _described(ask: Ask, found: Found, rows: NDArray[np.intp]) -> Found:
    features = found.features.copy()
    ready(measuring.describe)(
        rows,
        (found.formula, found.heat_now, found.age, found.taste, found.distaste, found.kin),
        found.by_kind,
        (found.followed, found.picked),
        (found.shown, found.opened, found.fans, found.sources),
        found.starts,
        found.codes,
        codes_of(ask.interests),
        (math.log1p(len(ask.tastes)), float(len(ask.kin))),
        (TOLD_KINDS, KINDS.index("p")),
        (POPULAR, FRESH),
        *_SPANS,
        features,
    )
    return found.but(features=features, described=True)


def rank_by_learnt(ask: Ask, found: Found) -> Found:
    """Rank: by what showing each is worth, from the chances of a learnt ranker; without one, the order stays."""
    if ask.heads is None or not len(found):
        return found
    best, rest = found.order[: rules.RANKED_MAX], found.order[rules.RANKED_MAX :]
    told = ask.heads.chances(found.features[best])
    worth = ask.heads.worth(told)
    score, chances, ranked = found.score.copy(), found.chances.copy(), found.ranked.copy()
    score[best], chances[best], ranked[best] = worth, told, True
    score[rest] = worth.min()
    made = sorted_by(found.but(score=score, chances=chances, ranked=ranked), best)
    return made.but(order=np.concatenate([made.order, rest]))


def guess_category(ask: Ask, found: Found) -> Found:
    """Feature: what a note that names no product is about, as most candidates with its topic are."""
    return found.but(about=spreading.guessed(found.starts, found.codes))


def diversify(ask: Ask, found: Found) -> Found:
    """Rerank: a note counts more when it differs from the ten before it, also from those shown last."""
    best = found.order[: rules.SPREAD_LOOK]
    points = spreading.points(best, found.starts, found.codes, found.about)
    order = spreading.diversified(
        found.order,
        found.score,
        points,
        spreading.vectors(ask.shown_last),
        length=rules.SPREAD_LENGTH,
        room=rules.SPREAD_ROOM,
    )
    return found.but(order=order)


def lift_small(ask: Ask, found: Found) -> Found:
    """Rerank: half of each page goes to authors with few fans, as long as there are any."""
    return _lifted(found, found.fans < rules.SMALL_FANS, rules.SMALL_SHARE)


def lift_new(ask: Ask, found: Found) -> Found:
    """Rerank: a share of each page goes to authors who began to publish lately, as long as there are any."""
    since = ask.now.timestamp() - rules.NEW_AUTHOR.total_seconds()
    return _lifted(found, found.debut >= since, rules.NEW_AUTHOR_SHARE)


def _lifted(found: Found, group: Mask, share: float) -> Found:
    return found.but(order=spreading.lifted_order(found.order, group, share=share, page=rules.PAGE_USUAL))


def give_chances(ask: Ask, found: Found) -> Found:
    """Mix: each tenth place is drawn by lot among new notes, those that wait for first readers above all.

    What resembles a note that the viewer sent away takes no part in the lot.
    """
    oldest = ask.now.timestamp() - rules.CHANCE_DAYS.total_seconds()
    pool = exploring.waiting(found, oldest=oldest)
    places = min(rules.FEED_LENGTH, len(found)) // rules.CHANCE_EVERY
    lots = exploring.draw(found.shown[pool], found.opened[pool], places=places, seed=ask.draw or ask.seed)
    chosen, propensity, sizes = pool[lots.places], found.propensity.copy(), found.pool.copy()
    propensity[chosen], sizes[chosen] = lots.propensities, lots.pools
    return found.but(order=exploring.dealt(found.order, chosen), propensity=propensity, pool=sizes)


def space(ask: Ask, found: Found) -> Found:
    """Rerank: an author comes back only after some others; no brand, category or topic crowds a page.

    What was drawn by lot keeps its place: its chance was told for this one, and a page has its share of them.
    """
    caps = {"a": (1, rules.AUTHOR_GAP), "b": rules.BRAND_CAP}
    if not ask.channel:
        caps |= {"c": rules.CATEGORY_CAP, "t": rules.TOPIC_CAP}
    order = spreading.spread_out(
        found.order,
        found.starts,
        found.codes,
        about=found.about,
        fixed=found.pool[found.order] > 0,
        caps=caps,
        length=rules.FEED_LENGTH,
        look=rules.SPACE_LOOK,
    )
    return found.but(order=order)


def cut(ask: Ask, found: Found) -> Found:
    """Mix: a feed ends after some pages; what editors picked stays in it."""
    length = rules.FEED_LENGTH
    return found.but(order=np.concatenate([found.order[:length], _picked(found, found.order[length:])]))


def _picked(found: Found, order: NDArray[np.intp]) -> NDArray[np.intp]:
    return order[found.picked[order]]


def place_picks(ask: Ask, found: Found) -> Found:
    """Mix: what editors picked takes every tenth place from the third on, the newest pick first."""
    if not ask.picked:
        return found
    turn = {note_id: place for place, note_id in enumerate(ask.picked)}
    is_picked = found.picked[found.order]
    feed = found.order[~is_picked].tolist()
    picked = sorted(found.order[is_picked].tolist(), key=lambda row: turn[int(found.ids[row])])
    for nth, row in enumerate(picked):
        feed.insert(rules.PICK_PLACE - 1 + nth * rules.PICK_EVERY, row)
    return found.but(order=np.array(feed, np.intp))


HOME = Feed(
    "home",
    (
        Stage("drop_future", drop_future, 1, needed=True),
        Stage("drop_unwanted", drop_unwanted, 1, needed=True),
        Stage("measure_heat", measure_heat, 1, needed=True),
        Stage("measure_taste", measure_taste, 3),
        Stage("measure_distaste", measure_distaste, 2),
        Stage("measure_style", measure_style, 1),
        Stage("measure_kin", measure_kin, 1),
        Stage("measure_near", measure_near, 1),
        Stage("measure_place", measure_place, 1),
        Stage("measure_circle", measure_circle, 1, needed=True),
        Stage("rank_by_formula", rank_by_formula, 2, needed=True),
        Stage("describe", describe, 3),
        Stage("rank_by_learnt", rank_by_learnt, 3),
        Stage("guess_category", guess_category, 1),
        Stage("diversify", diversify, 4),
        Stage("lift_small", lift_small, 1),
        Stage("lift_new", lift_new, 1),
        Stage("give_chances", give_chances, 2),
        Stage("space", space, 3),
        Stage("cut", cut, 1, needed=True),
        Stage("place_picks", place_picks, 1),
        Stage("offer_goods", offer_goods, 1),
        Stage("offer_shows", offer_shows, 1),
        Stage("record", record, 3),
        Stage("explain", explain, 1, needed=True),
    ),
    budget_ms=40,
)
"""Filter, features, rank, rerank, mix, explain: in this order, after recall."""
