"""Heat and tastes: folded from acts as they come, or rebuilt from the beginning, with the same result."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

import msgspec

from zhongcao.community import service as community
from zhongcao.discovery import rules, store
from zhongcao.discovery.rules import Act, prices
from zhongcao.discovery.search.needs import needs_of, needs_of_goods
from zhongcao.identity import service as identity
from zhongcao.kit import words
from zhongcao.kit.db import Tx
from zhongcao.mall import service as mall
from zhongcao.mall.schemas import ProductCard

FOLD_MAX = 2000
REBUILD_BATCH = 5000
PROJECTIONS = "heat and tastes"
QUIET = timedelta(seconds=5)
"""An import is over when nothing came for so long; then one rebuild covers all of it."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """An act on a note, an author or a product; `sign` is -1 when it was taken back."""

    act: Act
    member: int
    at: datetime
    sign: int = 1
    note: int | None = None
    author: int | None = None
    product: int | None = None


async def remember(tx: Tx, acts: Iterable[Done]) -> None:
    """Leave acts to be folded in a moment; cheap, and no two reactions wait for each other."""
    await store.add_signals(
        tx,
        [
            {
                "act": done.act,
                "sign": done.sign,
                "member_id": done.member,
                "note_id": done.note,
                "author_id": done.author,
                "product_id": done.product,
                "at": done.at,
            }
            for done in acts
        ],
    )


async def remember_order(tx: Tx, *, member: int, order: int, led_by: Mapping[int, str | None], at: datetime) -> None:
    """A paid order: a strong sign of taste for its products, and heat for the note that led to each of them."""
    notes = {product: note_of_source(source) for product, source in led_by.items()}
    rows = [
        {"member_id": member, "order_id": order, "product_id": product, "note_id": notes[product], "at": at}
        for product in sorted(notes)
    ]
    if rows:
        fresh = await store.add_purchases(tx, rows)
        await remember(
            tx, [Done(act=Act.ORDER, member=member, note=notes[product], product=product, at=at) for product in fresh]
        )


def note_of_source(source: str | None) -> int | None:
    """The note that an order's source names, if it names one."""
    kind, _, key = (source or "").partition(":")
    number = int(key) if kind == "note" and key.isascii() and key.isdecimal() and len(key) < 20 else 0
    return number if 0 < number < 2**63 else None


async def fold_waiting(tx: Tx, *, now: datetime) -> int:
    """Fold the acts that wait into heat and tastes; returns how many."""
    if not await store.try_fold_lock(tx):
        return 0
    rows = await store.take_signals(tx, limit=FOLD_MAX)
    await _fold(
        tx,
        now,
        [
            Done(
                act=Act(row.act),
                sign=row.sign,
                member=row.member_id,
                note=row.note_id,
                author=row.author_id,
                product=row.product_id,
                at=row.at,
            )
            for row in rows
        ],
    )
    return len(rows)


async def _fold(tx: Tx, now: datetime, acts: Sequence[Done]) -> None:
    """Add acts to the heat of notes and the tastes of members, set by set."""
    if not acts:
        return
    forgotten = await store.find_forgotten(tx, sorted({done.member for done in acts}))
    noted = sorted({done.note for done in acts if done.note})
    traits, styles = await store.traits_of_notes(tx, noted), await store.styles_of_notes(tx, noted)
    products, levels = await _about_products(tx, {done.product for done in acts if done.product})
    heat: dict[int, float] = {}
    tastes: dict[int, dict[str, float]] = {}
    style: dict[int, dict[str, float]] = {}
    recent: dict[int, dict[str, float | None]] = {}
    for done in acts:
        if done.note in traits:
            heat[done.note] = heat.get(done.note, 0.0) + done.sign * rules.heat_of(done.act, done.at)
        about = _about(done, traits, products)
        mine, gone = tastes.setdefault(done.member, {}), forgotten.get(done.member, {})
        for trait in about:
            if gone and not rules.still_counts(trait, done.at, gone):
                continue
            mine[trait] = mine.get(trait, 0.0) + done.sign * rules.taste_of(done.act, trait, done.at)
        looks = style.setdefault(done.member, {})
        for end, weight in _ends(done, styles, levels).items():
            if rules.still_counts(end, done.at, gone):
                looks[end] = looks.get(end, 0.0) + done.sign * weight
        if about and all(rules.still_counts(trait, done.at, gone) for trait in about):
            last = recent.setdefault(done.member, {})
            last |= {key: done.at.timestamp() if done.sign > 0 else None for key in _keys(done)}
    await store.warm_notes(tx, heat)
    members = sorted(tastes)
    known = await store.find_portraits(tx, members)
    merged = {}
    for member in members:
        before = known.get(member, store.Portrayed())
        after = store.Portrayed(
            rules.merged_tastes(before.tastes, tastes[member]),
            rules.merged_recent(before.recent, recent.get(member, {})),
            rules.merged_tastes(before.style, style.get(member, {})),
        )
        if member in known or after != store.Portrayed():  # of whom nothing is to be known, nothing is written
            merged[member] = after
    await store.set_portraits(tx, merged, now=now)


def _about(done: Done, notes: dict[int, list[str]], products: dict[int, list[str]]) -> list[str]:
    if done.product is not None:
        return products.get(done.product, [])
    if done.note is not None:
        return notes.get(done.note, [])
    return [f"a:{done.author}"]


def _ends(done: Done, styles: dict[int, list[int]], levels: dict[int, int]) -> dict[str, float]:
    """What an act says for ends of axes: of style when it was done to a note, of price when to goods."""
    if done.product is not None:
        return prices.said(done.act, levels.get(done.product, 0), done.at)
    return rules.style_said(done.act, styles[done.note], done.at) if done.note in styles else {}


def _keys(done: Done) -> list[str]:
    """Under which names an act is remembered among the last ones of its member."""
    if done.product is not None:
        return [f"{done.act}:p:{done.product}"]
    return [f"{done.act}:n:{done.note}"] if done.note is not None else []


async def learn_price_scales(tx: Tx) -> None:
    """Learn anew where the prices of each kind of goods are cut into levels."""
    await store.set_price_scales(tx, await mall.price_steps(tx, shares=prices.STEPS, least=prices.GOODS_LEAST))


async def _about_products(tx: Tx, product_ids: set[int]) -> tuple[dict[int, list[str]], dict[int, int]]:
    """What goods are about, and on which level of price they stand among their kind."""
    if not product_ids:
        return {}, {}
    cards = await mall.cards(tx, sorted(product_ids))
    scales = await store.price_scales(tx)
    levels = {
        product: prices.level_of(card.price.amount, scales.get(int(card.category_id), ()))
        for product, card in cards.items()
    }
    return _traits_of_products(cards), levels


def _traits_of_products(cards: Mapping[int, ProductCard]) -> dict[int, list[str]]:
    return {
        product: [
            *(f"b:{card.brand.id}", f"c:{card.category_id}", f"p:{product}"),
            *(f"s:{need}" for need in needs_of_goods(card.title, card.title_en, int(card.category_id))),
        ]
        for product, card in cards.items()
    }


async def adopt_notes(tx: Tx, *, note_ids: Sequence[int]) -> int:
    """Let published notes take part in feeds and search, with their author; again refreshes their words."""
    traits = await community.traits(tx, note_ids)
    palettes = await community.palettes(tx, sorted(traits))
    cards = await mall.cards(tx, sorted({product for note in traits.values() for product in note.products}))
    rows = []
    for note_id in sorted(traits):
        note = traits[note_id]
        shown = [cards[product] for product in note.products if product in cards]
        goods = " ".join(f"{card.title} {card.brand.name_zh} {card.brand.name_en}" for card in shown)
        rows.append(
            {
                "note_id": note_id,
                "author_id": note.author_id,
                "published_at": note.published_at,
                "heat": rules.prior_heat(note.published_at),
                "traits": rules.traits_of(
                    author=note.author_id,
                    brands=[*note.brands, *(int(card.brand.id) for card in shown)],
                    categories=[int(card.category_id) for card in shown],
                    products=note.products,
                    topics=note.topics,
                    needs=needs_of(note.title, note.topics, note.body),
                ),
                "style": rules.style_of(palette=palettes.get(note_id, ()), title=note.title, body=note.body),
                "words": words.vector((note.title, "A"), (" ".join(note.topics), "B"), (goods, "C"), (note.body, "D")),
            }
        )
    await store.adopt_notes(tx, rows)
    await store.await_readers(tx, rows)
    await adopt_members(tx, member_ids=sorted({note.author_id for note in traits.values()}))
    return len(rows)


async def adopt_members(tx: Tx, *, member_ids: Sequence[int]) -> None:
    """Let members be found by their names."""
    if member_ids:
        cards = await identity.cards(tx, member_ids)
        await store.set_findable(tx, {key: words.vector((card.nickname, "A")) for key, card in cards.items()})


async def hide_note(tx: Tx, *, note_id: int, now: datetime) -> None:
    """Take a withdrawn note out of feeds and search."""
    await store.hide_note(tx, note_id, now)


async def want_rebuild(tx: Tx, *, now: datetime) -> None:
    """Something came in past the facts (an import): rebuild once it is over."""
    await store.want_rebuild(tx, PROJECTIONS, now)


async def rebuild_if_due(tx: Tx, *, now: datetime) -> int:
    """Rebuild when an import asked for it and is over; returns how many notes take part."""
    if not await store.is_rebuild_due(tx, PROJECTIONS, quiet_since=now - QUIET):
        return 0
    return await rebuild(tx, now=now)


async def rebuild(tx: Tx, *, now: datetime) -> int:
    """Forget heat and tastes and make them anew from notes, interactions and purchases; readers see old or new."""
    await store.wait_fold_lock(tx)
    await store.clear(tx)
    await learn_price_scales(tx)
    notes, last = 0, 0
    while ids := await community.list_published_ids(tx, after=last, limit=2000):
        notes += await adopt_notes(tx, note_ids=ids)
        last = ids[-1]
    for kind in ("like", "collect", "comment", "follow"):
        await _refold_interactions(tx, now, kind)
    after = (0, 0, 0)
    while rows := await store.list_purchases(tx, after=after, limit=REBUILD_BATCH):
        await _fold(tx, now, [_purchase(row) for row in rows])
        after = (rows[-1].member_id, rows[-1].order_id, rows[-1].product_id)
    seen = (0, "", 0, date.min)
    while rows := await store.list_glances(tx, after=seen, limit=REBUILD_BATCH):
        await _fold(tx, now, [glance(row.member_id, Act(row.act), row.subject_id, row.at) for row in rows])
        seen = (rows[-1].member_id, rows[-1].act, rows[-1].subject_id, rows[-1].day)
    await store.mark_rebuilt(tx, PROJECTIONS, now)
    return notes


async def _refold_interactions(tx: Tx, now: datetime, kind: Literal["like", "collect", "comment", "follow"]) -> None:
    after: tuple[int, int] | None = (0, 0)
    while after is not None:
        rows, after = await community.list_interactions(tx, kind=kind, after=after, limit=REBUILD_BATCH)
        await _fold(
            tx,
            now,
            [
                Done(
                    act=Act(kind),
                    member=row.member,
                    note=None if kind == "follow" else row.subject,
                    author=row.author,
                    at=row.at,
                )
                for row in rows
            ],
        )


def glance(member: int, act: Act, subject: int, at: datetime) -> Done:
    """An opened note, or goods that were looked at or put into the cart."""
    is_note = act is Act.OPEN
    return Done(act=act, member=member, note=subject if is_note else None, product=None if is_note else subject, at=at)


def _purchase(row: Any) -> Done:
    return Done(act=Act.ORDER, member=row.member_id, note=row.note_id, product=row.product_id, at=row.at)
