"""Goods for a viewer (千人千面): what can be bought now, ranked by taste, by people one follows, and by notes.

Plain on purpose: candidates, features, rank, mix, explain, like Discover. A page is a slice of a ranking that is made
anew each time from figures of the same hour.
"""

import math
from datetime import datetime

import msgspec

from zhongcao.community import service as community
from zhongcao.community.schemas import ProductRating
from zhongcao.discovery import rules, store
from zhongcao.discovery.kin.shelf import KinShelf
from zhongcao.discovery.schemas import GoodsItem, Reason
from zhongcao.discovery.service._kin import expected
from zhongcao.discovery.service._wishes import shares_of, tastes_with_interests, traits_of_interests, unwanted
from zhongcao.identity import service as identity
from zhongcao.kit import cursor
from zhongcao.kit.cursor import CursorUnreadable, Page
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import ProductCard


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks: tastes as shares of the strongest one, chosen interests, and who of those they follow uses what."""

    tastes: dict[str, float] = {}
    interests: frozenset[str] = frozenset()
    users: dict[int, tuple[int, int]] = {}
    unwanted: frozenset[str] = frozenset()
    kin: dict[int, float] = {}


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
    score: float = 0.0

    @property
    def id(self) -> int:
        """The product."""
        return int(self.product.id)


async def goods_feed(
    tx: Tx | ReadTx, *, by: Actor, after: str | None, limit: int, now: datetime, kin: KinShelf | None = None
) -> Page[GoodsItem]:
    """A page of goods that can be bought now, those for this viewer first, each with its reason."""
    start, at = cursor.decode(after, int, int) if after else (0, int(now.timestamp()))
    if start < 0 or not 0 <= now.timestamp() - at <= 86_400:
        raise CursorUnreadable()
    viewer = await _viewer(tx, by=by, now=now, kin=kin)
    ranked = rank(viewer, await _choices(tx, viewer=viewer, now=now))
    page = ranked[start : start + limit]
    names = await identity.cards(tx, [one.one for one in page if one.people])
    items = [
        GoodsItem(
            product=one.product,
            reason=explain(viewer, one, names[one.one].nickname if one.one in names else ""),
            notes_this_week=one.notes,
        )
        for one in page
    ]
    return Page(items, cursor.encode(start + limit, at) if len(ranked) > start + limit else None)


async def _viewer(tx: Tx | ReadTx, *, by: Actor, now: datetime, kin: KinShelf | None) -> Viewer:
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
    return Viewer(
        tastes=shares_of(tastes),
        interests=interests,
        users=users,
        unwanted=unwanted(kept),
        kin=await expected(tx, kin, kept, of="products"),
    )


async def _choices(tx: Tx | ReadTx, *, viewer: Viewer, now: datetime) -> list[Choice]:
    """Candidates with what is known about each."""
    since = now - rules.GOODS_NEW_DAYS
    shelf = await mall.on_shelves(
        tx, new_since=since, popular=rules.GOODS_POPULAR, new=rules.GOODS_NEW, also=list(viewer.kin)
    )
    notes = await store.notes_by_product(tx, since=now - rules.GOODS_WEEK, now=now, limit=rules.GOODS_NOTES_MAX)
    ratings = await community.rate_products(tx, list(shelf))
    made = []
    for place, (key, card) in enumerate(shelf.items()):
        if not viewer.unwanted.isdisjoint(traits_of_goods(card)):
            continue
        people, one = viewer.users.get(key, (0, 0))
        choice = Choice(
            product=card,
            place=place,
            notes=notes.get(key, 0),
            rating=ratings.get(key),
            people=people,
            one=one,
            is_new=place >= rules.GOODS_POPULAR and key not in viewer.kin,
            kin=viewer.kin.get(key, 0.0),
        )
        measure_taste(viewer, choice)
        made.append(choice)
    return made


def traits_of_goods(card: ProductCard) -> tuple[str, str, str]:
    """The traits of goods: product, brand, category."""
    return f"p:{card.id}", f"b:{card.brand.id}", f"c:{card.category_id}"


def measure_taste(viewer: Viewer, one: Choice) -> None:
    """How much of the viewer's taste goods meet, and the strongest trait."""
    card = one.product
    for trait in traits_of_goods(card):
        share = viewer.tastes.get(trait, 0.0)
        if share > one.taste:
            one.strongest = trait
        one.taste = max(one.taste, share) + 0.3 * min(one.taste, share)


def rank(viewer: Viewer, found: list[Choice]) -> list[Choice]:
    """Order by taste, people, notes, ratings and sales; the same brand comes back only after some others."""
    for one in found:
        stars = one.rating.average_hundredths if one.rating and one.rating.average_hundredths else 0
        one.score = (
            1.2 * one.taste
            + rules.KIN_WEIGHT * one.kin
            + 1.0 * math.log1p(one.people)
            + 0.35 * math.log1p(one.notes)
            + 0.2 * max(stars - 350, 0) / 150
            + 0.5 / (1 + one.place / 20)
        )
    waiting = sorted(found, key=lambda one: (-one.score, one.place))
    mixed: list[Choice] = []
    while waiting:
        recent = {one.product.brand.id for one in mixed[-rules.GOODS_BRAND_GAP :]}
        at = next((place for place, one in enumerate(waiting[:40]) if one.product.brand.id not in recent), 0)
        mixed.append(waiting.pop(at))
    return mixed


def explain(viewer: Viewer, one: Choice, name: str) -> Reason:
    """The first true reason: people, taste, notes of the week, buyers, new, sales."""
    rating, code, values = one.rating, "popular", {}
    if one.people and name:
        code, values = ("followed_many" if one.people > 1 else "followed"), {"name": name, "n": one.people}
    elif rules.KIN_WEIGHT * one.kin > max(1.2 * one.taste, 0.25):
        code = "kin"
    elif one.taste > 0.25 and one.strongest:
        code = rules.TRAIT_REASON[one.strongest[0]]
        code = "interest" if one.strongest in viewer.interests else code
    elif one.notes >= rules.GOODS_NOTES_TOLD:
        code, values = "week", {"n": one.notes}
    elif (
        rating
        and rating.ratings >= rules.GOODS_RATINGS_TOLD
        and ((rating.average_hundredths or 0) >= rules.GOODS_STARS_TOLD)
    ):
        code, values = "rated", {"n": rating.ratings, "stars": f"{(rating.average_hundredths or 0) / 100:.1f}"}
    elif one.is_new:
        code = "new"
    zh, en = rules.GOODS_REASONS[code]
    return Reason(code=code, zh=zh.format(**values), en=en.format(**values))
