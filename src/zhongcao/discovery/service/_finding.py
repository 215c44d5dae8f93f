"""Searching the index for someone: their tastes, what others opened, and what is told beside the results.

Nothing here writes.
"""

from collections.abc import Sequence
from datetime import datetime

from zhongcao.discovery import rules, store
from zhongcao.discovery.schemas import Chip, Facets, FacetValue, Help
from zhongcao.discovery.search.asking import PRODUCTS, Answer, Wish, find
from zhongcao.discovery.search.lexicon import CONCERN, Entry
from zhongcao.discovery.search.ranking import Counts
from zhongcao.discovery.search.shelf import Held
from zhongcao.discovery.search.wording import plain
from zhongcao.discovery.service._wishes import shares_of, tastes_with_interests, traits_of_stated
from zhongcao.identity import service as identity
from zhongcao.kit.db import ReadTx, Tx
from zhongcao.kit.http import Actor


async def ask(
    tx: Tx | ReadTx, held: Held, *, by: Actor, query: str, kind: str, wish: Wish, most: int, facets: bool, now: datetime
) -> Answer:
    """The best results of one kind for a query, in the order that suits whoever asks."""
    best = wish.sort == "best"
    return find(
        held,
        query=query,
        kind=kind,
        wish=wish,
        most=most,
        facets=facets,
        now=now.timestamp(),
        tastes=await tastes_of(tx, by=by, now=now) if wish.personal and best else None,
        clicks=await _clicks(tx, query, kind, now) if best else None,
    )


async def tastes_of(tx: Tx | ReadTx, *, by: Actor, now: datetime) -> dict[str, float]:
    """A member's tastes as shares of the strongest; none of visitors and whoever switched personalisation off."""
    if not by.signed_in:
        return {}
    profile = await identity.get_profile(tx, member_id=by.member_id)
    if not profile.personalised:
        return {}
    kept = await store.find_viewer(tx, by.member_id, feeds=1)
    interests = await traits_of_stated(tx, profile)
    tastes = tastes_with_interests(kept.tastes, interests, rules.growth(now, rules.TASTE_HALF_LIFE))
    return shares_of(tastes)


async def _clicks(tx: Tx | ReadTx, query: str, kind: str, now: datetime) -> dict[int, float]:
    found = await store.clicks_after(tx, query=plain(query)[:80], kind=kind, limit=rules.SEARCH_RERANK)
    return {key: rules.click_boost(weight, now) for key, weight in found}


def chips_of(answer: Answer, wish: Wish, kind: str) -> list[Chip]:
    """What was read out of a query, each part removable; those that narrow the results are marked."""
    reading, chips = answer.reading, []
    if reading.brand is not None:
        on = answer.narrow.brand == reading.brand.target
        chips.append(_chip("brand", str(reading.brand.target), reading.brand, narrows=on))
    if reading.goods is not None:
        on = answer.narrow.category == reading.goods.target
        chips.append(_chip("category", str(reading.goods.target), reading.goods, narrows=on))
    chips += [_chip(CONCERN, entry.code, entry, narrows=False) for entry in reading.concerns]
    low, high = reading.price_from, reading.price_to
    if low is not None or high is not None:
        on = (answer.narrow.price_from, answer.narrow.price_to) == (low, high)
        zh, en = rules.price_words(low, high)
        chips.append(Chip(kind="price", value=f"{low or 0}-{'' if high is None else high}", zh=zh, en=en, narrows=on))
    return chips


def _chip(kind: str, value: str, entry: Entry, *, narrows: bool) -> Chip:
    return Chip(kind=kind, value=value, zh=entry.zh, en=entry.en, narrows=narrows)


def facets_of(held: Held, counts: Counts, kind: str) -> Facets:
    """What results can be narrowed to, each with the number of results behind it."""
    goods = kind == PRODUCTS
    lexicon = held.engine.lexicon
    return Facets(
        brands=[_value(str(key), entry, n) for key, n in counts.brands if (entry := lexicon.brands.get(key))],
        categories=[_value(str(key), entry, n) for key, n in counts.categories if (entry := lexicon.places.get(key))],
        prices=[_band(start, count) for start, count in counts.prices] if goods else [],
        warehouses=[
            FacetValue(value=name, zh=rules.WAREHOUSE_WORDS[name][0], en=rules.WAREHOUSE_WORDS[name][1], count=count)
            for name, count in counts.warehouses
            if count and goods
        ],
        in_stock=counts.in_stock if goods else 0,
        verified=0 if goods else counts.verified,
    )


def _value(value: str, entry: Entry, count: int) -> FacetValue:
    return FacetValue(value=value, zh=entry.zh, en=entry.en, count=count)


def _band(start: int, count: int) -> FacetValue:
    bands = rules.SEARCH_PRICE_BANDS
    at = bands.index(start)
    end = bands[at + 1] if at + 1 < len(bands) else None
    zh, en = rules.price_words(start or None, end)
    return FacetValue(value=f"{start}-{'' if end is None else end}", zh=zh, en=en, count=count)


def help_for(answer: Answer, *, asked: str, nearby: Sequence[str]) -> Help | None:
    """What was given up so that something is found, and other ways on."""
    if not answer.relaxed and answer.corrected is None and answer.total:
        return None
    return Help(asked=asked, corrected=answer.corrected, relaxed=list(answer.relaxed), nearby=list(nearby))
