"""Goods for a viewer (千人千面), stage by stage: read this file from top to bottom to know how the feed comes about.

Recall (`_choosing.py`) takes what can be bought now; a filter drops; features describe; rank orders by formula, then by
what a learnt ranker expects, if one counts; rerank spreads; explain says why. `GOODS` at the end lists the stages.
A page is what comes first of a ranking that is made anew each time, less what was shown before. The level of prices
that a member usually chooses is a taste like others (`rules.prices`); what something costs is the same for everybody,
and no learnt ranker is told a price.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from zhongcao.discovery import rules
from zhongcao.discovery.feeds import exploring, spreading
from zhongcao.discovery.feeds.features import GOODS_SCALES, as_bytes
from zhongcao.discovery.feeds.found import Mask, Real, Whole, among, codes_of, matched, places_among
from zhongcao.discovery.feeds.pages import goods_places
from zhongcao.discovery.feeds.stages import Feed, Stage
from zhongcao.discovery.rules import prices
from zhongcao.discovery.schemas import GoodsItem, Reason
from zhongcao.discovery.service._brain import Brain
from zhongcao.discovery.service._choices import Choices, Viewer
from zhongcao.discovery.service._choosing import recall, viewer_of
from zhongcao.discovery.service._goods_paging import Shown
from zhongcao.discovery.service._serving import remember_page
from zhongcao.discovery.service._shelf import BEST, NEW
from zhongcao.identity import service as identity
from zhongcao.kit.cursor import Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import ProductCard

WITHOUT = Brain()
TRAITS = "pbc"
"""Of what kinds the traits of goods are, by their columns; behind them stand the needs."""
NEED_AT = {need: place for place, need in enumerate(rules.NEEDS, start=len(TRAITS))}


async def goods_feed(
    tx: Tx | ReadTx, *, by: Actor, after: str | None, limit: int, now: datetime, brain: Brain = WITHOUT
) -> Page[GoodsItem]:
    """A page of goods that can be bought now, those for this viewer first, each with its reason."""
    before = Shown.read(after, now=now)
    viewer = await viewer_of(tx, by=by, now=now, brain=brain, began=before.began)
    ranked = GOODS.run(viewer, await recall(tx, viewer=viewer, now=now, shelf=brain.goods))
    ids = ranked.goods.ids[ranked.order]
    left = before.left_of(ids)
    shown, seen = await _cards(tx, ids, left, limit=limit)
    rows = ranked.order[list(shown)]
    page = remember_page(
        brain,
        by=by,
        is_personal=viewer.is_personal,
        surface="goods",
        edition=None,
        bucket="",
        model=viewer.model if ranked.ranked[rows].any() else 0,
        start=before.count,
        items=ranked.goods.ids[rows].tolist(),
        places=goods_places(
            sources=ranked.sources[rows],
            score=ranked.score[rows],
            chances=ranked.chances[rows],
            features=ranked.features[rows],
            propensity=ranked.propensity[rows],
            pool=ranked.pool[rows],
        ),
        now=now,
    )
    items = await _items(tx, viewer, ranked, shown, page)
    return Page(items, before.cursor(ids[left[:seen]]) if len(left) > seen else None)


async def _cards(
    tx: Tx | ReadTx, ids: Whole, left: NDArray[np.intp], *, limit: int
) -> tuple[dict[int, ProductCard], int]:
    """The cards of a page by their places, and how many were looked at; what is gone meanwhile is left out."""
    shown: dict[int, ProductCard] = {}
    seen = 0
    while seen < len(left) and len(shown) < limit:
        part = {int(ids[place]): int(place) for place in left[seen : seen + limit - len(shown)]}
        cards = await mall.cards(tx, list(part))
        shown |= {place: cards[key] for key, place in part.items() if key in cards and not cards[key].sold_out}
        seen += len(part)
    return shown, seen


async def _items(
    tx: Tx | ReadTx, viewer: Viewer, ranked: Choices, shown: Mapping[int, ProductCard], page: str
) -> list[GoodsItem]:
    users = {place: viewer.users.get(int(card.id), (0, 0)) for place, card in shown.items()}
    names = await identity.cards(tx, [one for people, one in users.values() if people])
    items = []
    for place, card in shown.items():
        row = int(ranked.order[place])
        people, one = users[place]
        code, _, about = (ranked.reasons[place] if ranked.reasons else "popular").partition(":")
        name = names[one].nickname if one in names else ""
        counts = {"week": int(ranked.goods.notes[row]), "rated": int(ranked.goods.ratings[row])}
        stars = f"{int(ranked.goods.stars[row]) / 100:.1f}"
        values: dict[str, object] = {"name": name, "n": people or counts.get(code, 0), "stars": stars}
        sentences = rules.goods.REASONS if name else rules.goods.NAMELESS
        zh, en = rules.goods.told_by(code, about) if about else sentences.get(code) or rules.goods.REASONS[code]
        reason = Reason(code=code, zh=zh.format(**values), en=en.format(**values))
        items.append(GoodsItem(product=card, reason=reason, notes_this_week=int(ranked.goods.notes[row]), page=page))
    return items


def drop_unwanted(viewer: Viewer, found: Choices) -> Choices:
    """Filter: what the viewer keeps away, and everything of a brand, of a kind or for a need that they keep away."""
    if not viewer.unwanted:
        return found
    away: Mask = np.logical_or.reduce(among(found.goods.traits, codes_of(viewer.unwanted)), axis=1)
    away |= found.goods.naming(one[2:] for one in viewer.unwanted if one[0] == "s")
    return found.but(order=found.order[~away[found.order]])


def measure_taste(viewer: Viewer, found: Choices) -> Choices:
    """Feature: how much of the viewer's taste goods meet, needs that their title names among it, and what most."""
    if not viewer.tastes:
        return found
    at = places_among(found.goods.traits, codes_of(viewer.tastes))
    share = np.array([*viewer.tastes.values(), 0.0])[at]  # the last one, where nothing is met
    taste, strongest = np.zeros(len(share)), np.full(len(share), -1)
    met = [(kind, share[:, kind]) for kind in range(share.shape[1])]
    met += [(NEED_AT[need], much * found.goods.naming([need])) for need, much in viewer.needs.items()]
    for place, part in met:
        strongest[part > taste] = place
        taste = np.maximum(taste, part) + 0.3 * np.minimum(taste, part)
    return found.but(taste=taste, strongest=strongest)


def measure_kin(viewer: Viewer, found: Choices) -> Choices:
    """Feature: how much goods are expected after what the viewer did last, and how near they lie to it, up to 1."""
    return found.but(kin=matched(viewer.kin, found.goods.ids), near=matched(viewer.near, found.goods.ids))


def measure_audience(viewer: Viewer, found: Choices) -> Choices:
    """Feature: whether people of similar taste want it."""
    return found.but(audience=_is_among(viewer.audience, found)) if viewer.audience else found


def measure_place(viewer: Viewer, found: Choices) -> Choices:
    """Feature: whether people of the viewer's city, and of cities of its tier, want it."""
    if not viewer.city and not viewer.tier:
        return found
    return found.but(city=_is_among(viewer.city, found), tier=_is_among(viewer.tier, found))


def _is_among(wanted: Sequence[int], found: Choices) -> Mask:
    return among(found.goods.ids, np.array(wanted, np.int64))


def measure_price_level(viewer: Viewer, found: Choices) -> Choices:
    """Feature: how much the level of a price among its kind is the one that the viewer chooses."""
    return found.but(fit=viewer.leaning * found.goods.level / 100)


def measure_style(viewer: Viewer, found: Choices) -> Choices:
    """Feature: how much a picture looks as the viewer likes it, beside what is usual among these goods."""
    if not viewer.style:
        return found
    return found.but(style=np.clip(_liked_looks(viewer, found).sum(axis=1), -1, 1))


def _liked_looks(viewer: Viewer, found: Choices) -> Real:
    """What each axis of a picture says for it: bright is what is bright, and brighter than most of these goods."""
    looks = found.goods.looks
    pictured = np.any(looks != 0, axis=1, keepdims=True)
    beside = looks - looks.sum(axis=0) / max(int(pictured.sum()), 1)
    made: Real = np.where(beside * looks > 0, beside, 0.0) * (np.array(viewer.style) / 200)
    return made


def rank(viewer: Viewer, found: Choices) -> Choices:
    """Rank: by taste, what runs out, people, notes, ratings, sales, the level of prices, and what others alike want."""
    goods, weight = found.goods, rules.CIRCLE_WEIGHT
    score = 1.2 * found.taste + rules.KIN_WEIGHT * found.kin + np.log1p(found.people) + 0.35 * np.log1p(goods.notes)
    score += rules.STYLE_WEIGHT * found.style
    score += weight["near"] * found.near + rules.DUE_WEIGHT * found.due + prices.WEIGHT * found.fit
    score += weight["audience"] * found.audience
    score += np.maximum(weight["city"] * found.city, weight["tier"] * found.tier)
    score += 0.2 * np.maximum(goods.stars - 350, 0) / 150 + 0.5 / (1 + goods.place / 20)
    order = found.order
    return found.but(score=score, formula=score, order=order[np.lexsort((goods.place[order], -score[order]))])


def describe(viewer: Viewer, found: Choices) -> Choices:
    """Feature: what a ranker of goods may learn from, one byte each, for the record of the page."""
    goods = found.goods
    columns = (
        found.formula,
        np.log1p(goods.place),
        found.taste,
        found.kin,
        np.log1p(found.people),
        np.log1p(goods.notes),
        np.maximum(goods.stars - 300, 0) / 200,
        np.log1p(goods.ratings),
        found.sources == NEW,
    )
    return found.but(features=as_bytes(np.stack(columns, axis=1), GOODS_SCALES))


def rank_by_learnt(viewer: Viewer, found: Choices) -> Choices:
    """Rank: by what showing each is worth, from the chances of a learnt ranker; without one, the order stays."""
    if viewer.heads is None or not len(found.order):
        return found
    told = viewer.heads.chances(found.features)
    worth = viewer.heads.worth(told)
    order = found.order[np.argsort(-worth[found.order], kind="stable")]
    return found.but(
        score=worth.astype(np.float64),
        chances=told.astype(np.float16),
        ranked=np.ones(len(worth), np.bool_),
        order=order,
    )


def sink_disliked(viewer: Viewer, found: Choices) -> Choices:
    """Rerank: what is of a kind that the viewer sent away of late stands behind all others."""
    is_disliked = found.goods.against(viewer.distaste)[found.order] >= rules.goods.SINK
    return found.but(order=found.order[np.argsort(is_disliked, kind="stable")])


def give_chances(viewer: Viewer, found: Choices) -> Choices:
    """Mix: each tenth place is drawn by lot among the newest goods; whose readers are few or liked them, more often."""
    goods, later = found.goods, found.order[rules.CHANCE_BELOW :]
    is_young = (goods.newest > 0) & (goods.against(viewer.distaste) < rules.goods.SINK)
    young = later[is_young[later]]
    pool = young[np.argsort(goods.newest[young], kind="stable")][: exploring.POOL]
    if not viewer.draw or not len(pool):
        return found
    places = min(rules.FEED_LENGTH, len(found.order)) // rules.CHANCE_EVERY
    lots = exploring.draw(goods.shown[pool], goods.opened[pool], places=places, seed=viewer.draw)
    drawn, propensity, sizes = pool[lots.places], found.propensity.copy(), found.pool.copy()
    propensity[drawn], sizes[drawn] = lots.propensities, lots.pools
    return found.but(order=exploring.dealt(found.order, drawn), propensity=propensity, pool=sizes)


def space(viewer: Viewer, found: Choices) -> Choices:
    """Rerank: a brand comes back only after some others, and no kind of goods crowds a page; lots keep their place."""
    order = spreading.spread_out(
        found.order,
        3 * np.arange(len(found.goods) + 1),
        found.goods.codes,
        fixed=found.pool[found.order] > 0,
        caps={"b": (1, rules.goods.BRAND_GAP + 1), "c": rules.goods.CATEGORY_CAP},
        length=len(found.order),
        look=40,
    )
    return found.but(order=order)


def explain(viewer: Viewer, found: Choices) -> Choices:
    """Explain: the first true reason of each: what runs out, people, taste, others alike, notes, buyers, new, sales."""
    goods, tastes = found.goods, found.taste
    chosen = among(goods.codes, codes_of(viewer.interests)).reshape(goods.traits.shape)
    is_met, is_trait = (tastes > 0.25) & (found.strongest >= 0), found.strongest < len(TRAITS)
    by_interest = is_met & is_trait & chosen[np.arange(len(goods)), np.where(is_trait, found.strongest, 0)]
    is_rated = (goods.ratings >= rules.goods.RATINGS_TOLD) & (goods.stars >= rules.goods.STARS_TOLD)
    is_found = found.sources & (BEST | NEW) == 0
    expected = rules.KIN_WEIGHT * found.kin + rules.CIRCLE_WEIGHT["near"] * found.near
    told = {
        "due": found.due > rules.DUE_TOLD,
        "followed_many": found.people > 1,
        "followed": found.people > 0,
        "kin": expected > np.maximum(1.2 * tastes, 0.25),
        "interest": by_interest,
        **{rules.TRAIT_REASON[kind]: is_met & (found.strongest == at) for at, kind in enumerate(TRAITS)},
        **{f"need:{need}": is_met & (found.strongest == NEED_AT[need]) for need in viewer.needs},
        "audience": found.audience,
        "city": found.city & is_found,
        "tier": found.tier & is_found,
        "week": goods.notes >= rules.goods.NOTES_TOLD,
        "rated": is_rated,
        "price": prices.WEIGHT * found.fit >= prices.TOLD,
        "style": rules.STYLE_WEIGHT * found.style >= rules.STYLE_TOLD,
        "new": found.sources == NEW,
    }
    is_expected = (expected > 0) & is_found
    codes, first = [*told, "kin", "popular"], np.where(is_expected, len(told), len(told) + 1)
    for at, is_true in reversed(list(enumerate(told.values()))):
        first[is_true] = at
    reasons = [codes[at] for at in first[found.order].tolist()]
    return found.but(reasons=_with_style_named(viewer, found, reasons))


def _with_style_named(viewer: Viewer, found: Choices, reasons: list[str]) -> list[str]:
    """The same, with the end of an axis that speaks most where a style is the reason."""
    if "style" not in reasons:
        return reasons
    looks = _liked_looks(viewer, found)[found.order]
    ends = zip(reasons, looks.argmax(axis=1).tolist(), strict=True)
    liked = [f"{axis}{'+' if much > 0 else '-'}" for axis, much in zip(rules.AXES, viewer.style, strict=False)]
    return [f"style:{liked[at]}" if reason == "style" else reason for reason, at in ends]


GOODS = Feed(
    "goods",
    (
        Stage("drop_unwanted", drop_unwanted, 1, needed=True),
        Stage("measure_taste", measure_taste, 1),
        Stage("measure_style", measure_style, 1),
        Stage("measure_kin", measure_kin, 1),
        Stage("measure_audience", measure_audience, 1),
        Stage("measure_place", measure_place, 1),
        Stage("measure_price_level", measure_price_level, 1),
        Stage("rank", rank, 1, needed=True),
        Stage("describe", describe, 1),
        Stage("rank_by_learnt", rank_by_learnt, 2),
        Stage("sink_disliked", sink_disliked, 1),
        Stage("give_chances", give_chances, 2),
        Stage("space", space, 3),
        Stage("explain", explain, 1, needed=True),
    ),
    budget_ms=20,
)
"""Filter, features, rank, rerank, explain: in this order, after recall."""
