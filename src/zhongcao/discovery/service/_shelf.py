"""What can be bought now and what is known of it for everybody alike, in arrays; a process reads it anew now and then.

It is bounded however large the catalogue is: what sells best, what is new, and what a viewer is expected to want.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from zhongcao.community import service as community
from zhongcao.community.schemas import ProductRating
from zhongcao.discovery import rules, store
from zhongcao.discovery.feeds.found import Codes, Mask, Real, Whole, codes_of
from zhongcao.discovery.rules import prices
from zhongcao.discovery.search.needs import names_of, needs_of_goods
from zhongcao.discovery.service._channels import heard
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import Filter, ProductCard
from zhongcao.media.rules import colours_of

SHELF_SECONDS = 10.0
OTHERS_MAX = 20_000
OTHERS_TIMES = 30
"""What few expect is read anew so many times less often; whether it can be bought is asked as it is shown."""
BEST, NEW, EXPECTED, DUE, LOOKED, NOTED, SIMILAR, LEVEL, NEED, NEAR = 1, 2, 4, 8, 16, 32, 64, 128, 256, 512
AUDIENCE, PLACE = 1024, 2048
"""Where goods come from, one bit each: what sells best, is new, goes with what one did last, is bought again; between
notes, what one looked at, what notes that one read are about, what sells best of a kind that one likes; what sells best
of such a kind on the level of prices that one chooses, or names a need that one has; what lies near to one's last acts;
what people of similar taste want, and people of one's city or of cities of its tier.
"""
NEED_BIT = {need: 1 << place for place, need in enumerate(rules.NEEDS)}


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that can be bought, one place in each array for each of them."""

    ids: Whole
    traits: NDArray[Any]
    """The codes of product, brand and category of each, a row for each."""
    place: Whole
    """How many sell better; what is not among those that sell best stands behind them."""
    sources: Whole
    notes: Whole
    """Notes of this week about each."""
    stars: Whole
    ratings: Whole
    """Average in hundredths of a star, and of how many buyers."""
    newest: Whole
    """Which of the new ones each is, 1 for the newest; 0 for all others."""
    shown: Whole
    opened: Whole
    """Of new ones: how many saw them in the goods feed, and how many of these opened them."""
    level: Whole
    """Where its price stands among its kind, from -100 to 100 (`rules.prices`)."""
    needs: Whole
    """Which needs its title names, a bit for each (`NEED_BIT`)."""
    looks: NDArray[np.int8]
    """How its picture looks, a number for each of the first axes of style (`rules.LOOKS`); 0 without a picture."""

    def __len__(self) -> int:
        """How many."""
        return len(self.ids)

    def followed_by(self, others: Self) -> Self:
        """These and behind them some others."""
        names = self.__struct_fields__
        return type(self)(**{name: np.concatenate([getattr(self, name), getattr(others, name)]) for name in names})

    def at(self, rows: Sequence[int]) -> Self:
        """Some of them."""
        places = np.array(rows, np.intp)
        return type(self)(**{name: getattr(self, name)[places] for name in self.__struct_fields__})

    def naming(self, needs: Iterable[str]) -> Mask:
        """Which name one of some needs in their title."""
        made: Mask = self.needs & sum(NEED_BIT.get(need, 0) for need in needs) > 0
        return made

    def against(self, distaste: Mapping[str, float]) -> Real:
        """How much each is like what somebody sent away, by the weights of traits."""
        if not distaste:
            return np.zeros(len(self))
        known = codes_of(distaste)
        order = np.argsort(known)
        known, much = known[order], np.array(list(distaste.values()))[order]
        at = np.minimum(np.searchsorted(known, self.traits), len(known) - 1)
        made: Real = np.where(known[at] == self.traits, much[at], 0.0).sum(axis=1)
        return made

    @property
    def codes(self) -> Codes:
        """All traits one after the other."""
        made: Codes = self.traits.ravel()
        return made


def gathered(
    cards: Sequence[ProductCard],
    notes: Mapping[int, int],
    ratings: Mapping[int, ProductRating],
    scales: Mapping[int, Sequence[int]],
    *,
    fresh: Mapping[int, tuple[int, int]] = MappingProxyType({}),
    sources: int | None = None,
) -> Goods:
    """Goods in the order in which they are given, by their place what sells best or what is new; others behind them."""
    ids = np.array([int(card.id) for card in cards], np.int64)
    traits = codes_of(one for card in cards for one in (f"p:{card.id}", f"b:{card.brand.id}", f"c:{card.category_id}"))
    place = np.arange(len(ids)) if sources is None else np.full(len(ids), rules.goods.POPULAR + rules.goods.NEW)
    bought = [ratings.get(key) for key in ids.tolist()]
    turns = {key: turn for turn, key in enumerate(fresh, start=1)}
    exposed = np.array([fresh.get(key, (0, 0)) for key in ids.tolist()], np.int64).reshape(len(ids), 2)
    return Goods(
        ids=ids,
        traits=traits.reshape(len(ids), 3),
        place=place,
        sources=np.where(place < rules.goods.POPULAR, BEST, NEW) if sources is None else np.full(len(ids), sources),
        notes=np.array([notes.get(key, 0) for key in ids.tolist()], np.int64),
        stars=np.array([(one.average_hundredths or 0) if one else 0 for one in bought], np.int64),
        ratings=np.array([one.ratings if one else 0 for one in bought], np.int64),
        newest=np.array([turns.get(key, 0) for key in ids.tolist()], np.int64),
        shown=exposed[:, 0],
        opened=exposed[:, 1],
        level=np.array(
            [prices.level_of(card.price.amount, scales.get(int(card.category_id), ())) for card in cards], np.int64
        ),
        needs=np.array(
            [
                sum(NEED_BIT[need] for need in needs_of_goods(card.title, card.title_en, int(card.category_id)))
                for card in cards
            ],
            np.int64,
        ),
        looks=np.array(
            [look_of(card.picture.placeholder) if card.picture else [0] * rules.LOOKS for card in cards], np.int8
        ).reshape(len(ids), rules.LOOKS),
    )


@lru_cache(maxsize=20_000)
def look_of(placeholder: str) -> list[int]:
    """How a picture looks, by its BlurHash; read once for each."""
    return rules.style_of(palette=colours_of(placeholder), title="", body="")[: rules.LOOKS]


class GoodsShelf:
    """What one process knows of goods, as of some seconds ago."""

    def __init__(self, *, seconds: float = SHELF_SECONDS, tick: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._tick = seconds, tick
        self._read_at = -1e9
        self._best: Goods | None = None
        self._ids: frozenset[int] = frozenset()
        self._notes: dict[int, int] = {}
        self._scales: dict[int, list[int]] = {}
        self._on_level: dict[tuple[int, bool], list[int]] = {}
        self._of_need: dict[str, list[int]] = {}
        self._others = gathered([], {}, {}, {})
        self._rows: dict[int, int] = {}
        """Where each of the others stands; -1 for what cannot be bought."""
        self._others_at = -1e9

    async def goods(self, tx: Tx | ReadTx, expected: Sequence[int], *, now: datetime) -> Goods:
        """What sells best, what is new and what is expected, as far as it can be bought."""
        best = await self._of_now(tx, now)
        missing = sorted(set(expected) - self._ids)
        unread = [one for one in missing if one not in self._rows]
        await heard("goods", "expected", self._read_others(tx, unread), nothing=None)
        rows = [row for one in missing if (row := self._rows.get(one, -1)) >= 0]
        return best.followed_by(self._others.at(rows)) if rows else best

    async def _of_now(self, tx: Tx | ReadTx, now: datetime) -> Goods:
        if self._best is None or self._tick() - self._read_at >= self._seconds:
            reading = self._read_best(tx, now)
            self._read_at = self._tick()  # whoever asks meanwhile goes on with what is known
            self._best = await (
                heard("goods", "best", reading, nothing=self._best) if self._best is not None else reading
            )
            self._ids = frozenset(self._best.ids.tolist())
        return self._best

    async def _read_best(self, tx: Tx | ReadTx, now: datetime) -> Goods:
        since, week = now - rules.goods.NEW_DAYS, now - rules.goods.WEEK
        shelf, newest = await mall.on_shelves(tx, new_since=since, popular=rules.goods.POPULAR, new=rules.goods.NEW)
        weekly = store.notes_by_product(tx, since=week, now=now, limit=rules.goods.NOTES_MAX)
        self._notes = await heard("goods", "week", weekly, nothing=self._notes)
        if self._tick() - self._others_at >= OTHERS_TIMES * self._seconds:
            self._scales = await heard("goods", "prices", store.price_scales(tx), nothing=self._scales)
            self._forget_others()
        ids = list(shelf)
        seen = await heard("goods", "seen", store.find_goods_exposure(tx, newest), nothing={})
        fresh = {product: seen.get(product, (0, 0)) for product in newest}
        return gathered(list(shelf.values()), self._notes, await self._rated(tx, ids), self._scales, fresh=fresh)

    async def on_level(
        self, tx: Tx | ReadTx, categories: Collection[int], leaning: float, *, now: datetime
    ) -> list[int]:
        """What sells best of some kinds on the level of prices that is chosen; kinds without a scale have none."""
        await self._of_now(tx, now)
        found: list[int] = []
        for category in categories:
            steps, key = self._scales.get(category), (category, leaning > 0)
            if steps is not None and key not in self._on_level:
                low, high = prices.band(leaning, steps)
                narrow = Filter(category_id=category, price_from=low, price_to=high)
                page = await mall.find_products(tx, narrow=narrow, limit=prices.BEST)
                self._on_level[key] = [int(card.id) for card in page.items if not card.sold_out]
            found += self._on_level.get(key, [])
        return found

    async def naming(self, tx: Tx | ReadTx, needs: Collection[str], *, now: datetime) -> list[int]:
        """What sells best of what names some needs in its title."""
        await self._of_now(tx, now)
        for need in needs:
            if need not in self._of_need:
                names, kinds = names_of(need), sorted(rules.categories_for(need))
                self._of_need[need] = await mall.best_named(tx, names, kinds, limit=rules.goods.NEED_BEST)
        return [one for need in needs for one in self._of_need.get(need, ())]

    async def _rated(self, tx: Tx | ReadTx, products: Sequence[int]) -> dict[int, ProductRating]:
        return await heard("goods", "rated", community.rate_products(tx, products), nothing={})

    async def _read_others(self, tx: Tx | ReadTx, products: Sequence[int]) -> None:
        if not products:
            return
        if len(self._rows) > OTHERS_MAX:
            self._forget_others()
        cards = await mall.cards(tx, products)
        there = [card for card in cards.values() if not card.sold_out]
        found = gathered(there, self._notes, await self._rated(tx, products), self._scales, sources=0)
        self._rows |= dict.fromkeys(products, -1)
        self._rows |= {key: row for row, key in enumerate(found.ids.tolist(), start=len(self._others))}
        self._others = self._others.followed_by(found)

    def _forget_others(self) -> None:
        self._others, self._rows = gathered([], {}, {}, {}), {}
        self._on_level, self._of_need, self._others_at = {}, {}, self._tick()


class GoodsCards:
    """Cards of goods that this process made for feeds, encoded, by product; the ones made first make room."""

    def __init__(self, *, most: int = 20_000) -> None:
        self._kept: dict[int, tuple[str, bytes]] = {}
        self._most = most

    async def make(self, tx: Tx | ReadTx, products: Collection[int]) -> dict[int, bytes]:
        """The cards of what can be bought now, made and kept."""
        made = await mall.cards_on_sale(tx, products)
        fresh = {product: (mark, msgspec.json.encode(card)) for product, (mark, card) in made.items()}
        for product in fresh:
            self._kept.pop(product, None)
        self._kept |= fresh
        while len(self._kept) > self._most:
            self._kept.pop(next(iter(self._kept)))
        return {product: card for product, (_, card) in fresh.items()}

    def having(self, products: Collection[int], marks: Collection[str]) -> dict[int, bytes]:
        """The kept cards of some products that are as they were: their marks are among those of now."""
        kept = {product: self._kept[product] for product in products if product in self._kept}
        return {product: card for product, (mark, card) in kept.items() if mark in marks}
