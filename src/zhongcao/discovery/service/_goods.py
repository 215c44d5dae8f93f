"""Goods for a viewer (千人千面), stage by stage: read this file from top to bottom to know how the feed comes about.

Recall takes what can be bought now; a filter drops; features describe; rank orders by formula, then by what a learnt
ranker expects, if one counts; rerank spreads; explain says why. `GOODS` at the end lists the stages, as for notes.
A page is a slice of a ranking that is made anew each time from figures of the same hour. The price is no feature:
what somebody is shown never depends on what they might pay.
"""

import math
from datetime import datetime

import msgspec
import numpy as np

from zhongcao.community import service as community
from zhongcao.community.schemas import ProductRating
from zhongcao.discovery import rules, store
from zhongcao.discovery.feeds import spreading
from zhongcao.discovery.feeds.features import GOODS_SCALES, as_bytes
from zhongcao.discovery.feeds.heads import Heads
from zhongcao.discovery.feeds.pages import goods_places
from zhongcao.discovery.feeds.stages import Feed, Stage
from zhongcao.discovery.schemas import GoodsItem, Reason
from zhongcao.discovery.service._brain import Brain
from zhongcao.discovery.service._kin import expected
from zhongcao.discovery.service._ranker import learnt_heads
from zhongcao.discovery.service._serving import remember_page
from zhongcao.discovery.service._wishes import shares_of, tastes_with_interests, traits_of_interests, unwanted
from zhongcao.identity import service as identity
from zhongcao.kit import cursor
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import ProductCard

WITHOUT = Brain()
BEST, NEW, EXPECTED = 1, 2, 4
"""Where goods come from, one bit each: what sells best, what is new, what goes with what one did last."""


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks: tastes as shares of the strongest one, chosen interests, and who of those they follow uses what."""

    tastes: dict[str, float] = {}
    interests: frozenset[str] = frozenset()
    users: dict[int, tuple[int, int]] = {}
    unwanted: frozenset[str] = frozenset()
    kin: dict[int, float] = {}
    heads: Heads | None = None
    model: int = 0
    is_personal: bool = False


class Choice(msgspec.Struct, kw_only=True):
    """Goods on their way into the feed."""

    product: ProductCard
    place: int
    notes: int
    rating: ProductRating | None
    people: int = 0
    one: int = 0
    taste: float = 0.0
    kin: float = 0.0
    strongest: str = ""
    is_new: bool = False
    sources: int = 0
    propensity: float = 1.0
    pool: int = 0
    score: float = 0.0
    chances: bytes = b""
    features: bytes = b""
    reason: str = "popular"

    @property
    def id(self) -> int:
        """The product."""
        return int(self.product.id)


async def goods_feed(
    tx: Tx | ReadTx, *, by: Actor, after: str | None, limit: int, now: datetime, brain: Brain = WITHOUT
) -> Page[GoodsItem]:
    """A page of goods that can be bought now, those for this viewer first, each with its reason."""
    start, at = cursor.decode(after, int, int) if after else (0, int(now.timestamp()))
    if start < 0 or not 0 <= now.timestamp() - at <= 86_400:
        raise CursorUnreadable()
    viewer = await _viewer(tx, by=by, now=now, brain=brain)
    ranked = GOODS.run(viewer, await recall(tx, viewer=viewer, now=now))
    shown = ranked[start : start + limit]
    names = await identity.cards(tx, [one.one for one in shown if one.people])
    page = remember_page(
        brain,
        by=by,
        is_personal=viewer.is_personal,
        surface="goods",
        edition=None,
        bucket="",
        model=viewer.model if any(one.chances for one in shown) else 0,
        start=start,
        items=[one.id for one in shown],
        places=goods_places(shown),
        now=now,
    )
    items = [
        GoodsItem(
            product=one.product,
            reason=_told(one, names[one.one].nickname if one.one in names else ""),
            notes_this_week=one.notes,
            page=page,
        )
        for one in shown
    ]
    return Page(items, cursor.encode(start + limit, at) if len(ranked) > start + limit else None)


async def _viewer(tx: Tx | ReadTx, *, by: Actor, now: datetime, brain: Brain) -> Viewer:
    """What is known about a member; nothing about visitors and whoever switched personalisation off."""
    if not by.signed_in:
        return Viewer()
    profile = await identity.get_profile(tx, member_id=by.member_id)
    if not profile.personalised:
        return Viewer()
    kept = await store.find_viewer(tx, by.member_id, feeds=1)
    interests = await traits_of_interests(tx, profile.interests)
    tastes = tastes_with_interests(kept.tastes, interests, rules.growth(now, rules.TASTE_HALF_LIFE))
    followees = await community.followees(tx, by.member_id)
    users = await store.users_by_product(
        tx, author_ids=followees, since=now - rules.GOODS_USED_DAYS, limit=rules.GOODS_NOTES_MAX
    )
    version, heads = await learnt_heads(tx, brain.goods_ranker, kind="goods")
    return Viewer(
        tastes=shares_of(tastes),
        interests=interests,
        users=users,
        unwanted=unwanted(kept),
        kin=await expected(tx, brain.kin, kept, of="products"),
        heads=heads,
        model=version,
        is_personal=True,
    )


async def recall(tx: Tx | ReadTx, *, viewer: Viewer, now: datetime) -> list[Choice]:
    """Recall: what sells best, what is new and what is expected, as far as it can be bought now."""
    since = now - rules.GOODS_NEW_DAYS
    shelf = await mall.on_shelves(
        tx, new_since=since, popular=rules.GOODS_POPULAR, new=rules.GOODS_NEW, also=list(viewer.kin)
    )
    notes = await store.notes_by_product(tx, since=now - rules.GOODS_WEEK, now=now, limit=rules.GOODS_NOTES_MAX)
    ratings = await community.rate_products(tx, list(shelf))
    made = []
    for place, (key, card) in enumerate(shelf.items()):
        people, one = viewer.users.get(key, (0, 0))
        is_new = place >= rules.GOODS_POPULAR and key not in viewer.kin
        sources = (BEST if place < rules.GOODS_POPULAR else 0) | (NEW if is_new else 0)
        choice = Choice(
            product=card,
            place=place,
            notes=notes.get(key, 0),
            rating=ratings.get(key),
            people=people,
            one=one,
            is_new=is_new,
            sources=sources | (EXPECTED if key in viewer.kin else 0),
        )
        made.append(choice)
    return made


def drop_unwanted(viewer: Viewer, found: list[Choice]) -> list[Choice]:
    """Filter: what the viewer keeps away, and everything of a brand or kind that they keep away."""
    if not viewer.unwanted:
        return found
    return [one for one in found if viewer.unwanted.isdisjoint(traits_of_goods(one.product))]


def traits_of_goods(card: ProductCard) -> tuple[str, str, str]:
    """The traits of goods: product, brand, category."""
    return f"p:{card.id}", f"b:{card.brand.id}", f"c:{card.category_id}"


def measure_taste(viewer: Viewer, found: list[Choice]) -> list[Choice]:
    """Feature: how much of the viewer's taste goods meet, and the strongest trait."""
    if viewer.tastes:
        for one in found:
            for trait in traits_of_goods(one.product):
                share = viewer.tastes.get(trait, 0.0)
                if share > one.taste:
                    one.strongest = trait
                one.taste = max(one.taste, share) + 0.3 * min(one.taste, share)
    return found


def measure_kin(viewer: Viewer, found: list[Choice]) -> list[Choice]:
    """Feature: how much goods are expected after what the viewer did last, from 0 to 1."""
    for one in found:
        one.kin = viewer.kin.get(one.id, 0.0)
    return found


def rank(viewer: Viewer, found: list[Choice]) -> list[Choice]:
    """Rank: by taste, people, notes, ratings and sales."""
    for one in found:
        one.score = (
            1.2 * one.taste
            + rules.KIN_WEIGHT * one.kin
            + 1.0 * math.log1p(one.people)
            + 0.35 * math.log1p(one.notes)
            + 0.2 * max(_stars(one) - 350, 0) / 150
            + 0.5 / (1 + one.place / 20)
        )
    return sorted(found, key=lambda one: (-one.score, one.place))


def _stars(one: Choice) -> int:
    return (one.rating.average_hundredths or 0) if one.rating else 0


def describe(viewer: Viewer, found: list[Choice]) -> list[Choice]:
    """Feature: what a ranker of goods may learn from, one byte each, for the record of the page."""
    rows = [
        (
            one.score,
            math.log1p(one.place),
            one.taste,
            one.kin,
            math.log1p(one.people),
            math.log1p(one.notes),
            max(_stars(one) - 300, 0) / 200,
            math.log1p(one.rating.ratings if one.rating else 0),
            one.is_new,
        )
        for one in found
    ]
    for one, row in zip(found, as_bytes(rows, GOODS_SCALES), strict=True):
        one.features = row.tobytes()
    return found


def rank_by_learnt(viewer: Viewer, found: list[Choice]) -> list[Choice]:
    """Rank: by what showing each is worth, from the chances of a learnt ranker; without one, the order stays."""
    if viewer.heads is None or not found:
        return found
    features = np.frombuffer(b"".join(one.features for one in found), np.uint8).reshape(len(found), -1)
    chances = viewer.heads.chances(features)
    worth = viewer.heads.worth(chances).tolist()
    for one, told, score in zip(found, chances.astype(np.float16), worth, strict=True):
        one.chances, one.score = told.tobytes(), score
    return sorted(found, key=lambda one: -one.score)


def space(viewer: Viewer, found: list[Choice]) -> list[Choice]:
    """Rerank: a brand comes back only after some others, and no kind of goods crowds a page."""
    caps = {"b": (1, rules.GOODS_BRAND_GAP + 1), "c": rules.GOODS_CATEGORY_CAP}
    return spreading.spaced(
        found, traits=lambda one: traits_of_goods(one.product), caps=caps, length=len(found), look=40
    )


def explain(viewer: Viewer, found: list[Choice]) -> list[Choice]:
    """Explain: the first true reason of each: people, taste, notes of the week, buyers, new, sales."""
    for one in found:
        one.reason = _reason(viewer, one)
    return found


def _reason(viewer: Viewer, one: Choice) -> str:
    rating = one.rating
    if one.people:
        return "followed_many" if one.people > 1 else "followed"
    if rules.KIN_WEIGHT * one.kin > max(1.2 * one.taste, 0.25):
        return "kin"
    if one.taste > 0.25 and one.strongest:
        return "interest" if one.strongest in viewer.interests else rules.TRAIT_REASON[one.strongest[0]]
    if one.notes >= rules.GOODS_NOTES_TOLD:
        return "week"
    if rating and rating.ratings >= rules.GOODS_RATINGS_TOLD and _stars(one) >= rules.GOODS_STARS_TOLD:
        return "rated"
    return "new" if one.is_new else "popular"


def _told(one: Choice, name: str) -> Reason:
    """A reason as a sentence."""
    code = one.reason if name or not one.people else "popular"
    zh, en = rules.GOODS_REASONS[code]
    values: dict[str, object] = {
        "name": name,
        "n": one.notes if one.reason == "week" else one.rating.ratings if one.reason == "rated" and one.rating else 0,
        "stars": f"{_stars(one) / 100:.1f}",
    }
    if one.people:
        values["n"] = one.people
    return Reason(code=code, zh=zh.format(**values), en=en.format(**values))


GOODS = Feed(
    "goods",
    (
        Stage("drop_unwanted", drop_unwanted, 2, needed=True),
        Stage("measure_taste", measure_taste, 3),
        Stage("measure_kin", measure_kin, 1),
        Stage("rank", rank, 3, needed=True),
        Stage("describe", describe, 4),
        Stage("rank_by_learnt", rank_by_learnt, 3),
        Stage("space", space, 5),
        Stage("explain", explain, 2),
    ),
    budget_ms=40,
)
"""Filter, features, rank, rerank, explain: in this order, after recall."""
