"""The town moves into an empty shop: brands, goods, members, notes, and what members did before it is watched."""

from datetime import datetime, timedelta

import msgspec
import numpy as np

from zhongcao.community import service as community
from zhongcao.community.schemas import ImportedNote, InteractionRow
from zhongcao.discovery import service as discovery
from zhongcao.identity import service as identity
from zhongcao.identity.schemas import MemberRow
from zhongcao.kit.db import Tx
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import cny
from zhongcao.mall import service as mall
from zhongcao.mall.rules import find_place
from zhongcao.mall.schemas import ProductImport, SkuImport
from zhongcao.simulation.truth import NEVER, PRODUCTS_EACH, TOPICS_EACH, Sizes, Truth, liking
from zhongcao.supply import service as supply
from zhongcao.supply.schemas import BrandRecord

CATEGORIES = (
    *("skincare.cleanse", "skincare.serum", "skincare.moisturiser", "skincare.sun", "makeup.face", "makeup.eye"),
    *("makeup.lip", "fragrance.perfume", "body.wash", "body.hair", "health.vitamin", "health.supplement"),
)
"""What the interests are called in the shop; a brand has two of them."""
CITIES = ("上海", "杭州", "大连")
"""What the cities are called in the shop; each is of a tier of its own."""
BRANDS = 8
HISTORY_DAYS = 20
LOOKED_AT_BEFORE = 8
"""Of what a member had seen before, one in so many is kept as an act at the most."""


class Ids(msgspec.Struct, frozen=True, kw_only=True):
    """Which numbers the town's members, creators, notes and goods have in the shop."""

    members: list[int]
    creators: list[int]
    notes: list[int]
    products: list[int]
    place_of_note: dict[int, int]
    place_of_member: dict[int, int]


async def settle(tx: Tx, truth: Truth, sizes: Sizes, *, seed: int, start: datetime, tells_city: bool = True) -> Ids:
    """Let the town move in and remember what it did before."""
    notes = [new_id() for _ in truth.note_day]
    members = [new_id() for _ in truth.joins]
    ids = Ids(
        members=members,
        creators=[new_id() for _ in truth.creator_is_new],
        notes=notes,
        products=[new_id() for _ in truth.product_price],
        place_of_note={note: place for place, note in enumerate(notes)},
        place_of_member={member: place for place, member in enumerate(members)},
    )
    await _goods(tx, truth, ids, start)
    residents = [member for member in range(truth.member_count) if truth.joins[member] == NEVER]
    await join(tx, truth, ids, residents, at=start - timedelta(days=HISTORY_DAYS), tells_city=tells_city)
    rows = [
        MemberRow(id=key, nickname=f"作者{place}", joined_at=start - timedelta(days=HISTORY_DAYS))
        for place, key in enumerate(ids.creators)
    ]
    await identity.import_members(tx, rows)
    await publish(tx, truth, ids, np.flatnonzero(truth.note_day < 0).tolist(), start=start)
    await _remember_history(tx, truth, ids, residents, sizes, seed=seed, start=start)
    await discovery.rebuild(tx, now=start)
    return ids


async def _goods(tx: Tx, truth: Truth, ids: Ids, start: datetime) -> None:
    brands = [BrandRecord(id=new_id(), name_zh=f"牌子{n}", name_en=f"Brand {n}", country="FR") for n in range(BRANDS)]
    await supply.import_brands(tx, brands, now=start)
    imports = []
    for place, key in enumerate(ids.products):
        interest = place // PRODUCTS_EACH
        category = find_place(CATEGORIES[interest])
        assert category is not None, CATEGORIES[interest]
        imports.append(
            ProductImport(
                id=key,
                title=f"{category.name_zh}好物 {place}",
                brand_id=brands[(interest + place % 2) % BRANDS].id,
                category_id=category.id,
                created_at=start,
            )
        )
    await mall.import_products(tx, imports)
    prices = [cny(int(price)) for price in truth.product_price]
    skus = [
        SkuImport(id=new_id(), product_id=key, variant="一件", weight_grams=200, price=price, created_at=start)
        for key, price in zip(ids.products, prices, strict=True)
    ]
    await mall.import_skus(tx, skus, now=start)


async def join(tx: Tx, truth: Truth, ids: Ids, members: list[int], *, at: datetime, tells_city: bool = True) -> None:
    """Let members sign up; most tick two interests on the way, and who lives in a city says so."""
    rows = []
    for member in members:
        ticked: list[int] = np.argsort(-truth.tastes[member])[:2].tolist() if truth.tells_interests[member] else []
        interests = [CATEGORIES[interest] for interest in ticked]
        city = CITIES[truth.city[member]] if tells_city and truth.city[member] != NEVER else None
        row = MemberRow(id=ids.members[member], nickname=f"会员{member}", interests=interests, city=city, joined_at=at)
        rows.append(row)
    await identity.import_members(tx, rows)


async def publish(tx: Tx, truth: Truth, ids: Ids, notes: list[int], *, start: datetime) -> None:
    """Let notes appear on their day, and take part in feeds as published notes do."""
    rows = []
    for note in notes:
        said, product = int(truth.note_topics[note]), int(truth.note_product[note])
        at = start + timedelta(days=int(truth.note_day[note]), minutes=note % 1440)
        if truth.note_day[note] >= 0:
            at = start + timedelta(days=int(truth.note_day[note]))
        rows.append(
            ImportedNote(
                id=ids.notes[note],
                author_id=ids.creators[int(truth.note_creator[note])],
                title=f"笔记 {note}",
                body="用了一个月，说说感受。",
                published_at=at,
                topics=[f"话题{said // TOPICS_EACH}之{said % TOPICS_EACH}"],
                products=[ids.products[product]] if product != NEVER else [],
            )
        )
    await community.import_notes(tx, rows)
    await discovery.adopt_notes(tx, note_ids=[row.id for row in rows])


async def _remember_history(
    tx: Tx, truth: Truth, ids: Ids, residents: list[int], sizes: Sizes, *, seed: int, start: datetime
) -> None:
    """What residents liked and collected before: out of notes that came their way by chance."""
    rng = np.random.default_rng([seed, 2])
    past = np.flatnonzero(truth.note_day < 0)
    likes, collects = [], []
    for member in residents:
        seen = rng.choice(past, min(len(past), sizes.history * LOOKED_AT_BEFORE), replace=False)
        draws = rng.random((len(seen), 2))
        for note, liked, draw in zip(seen, liking(truth, member, seen), draws, strict=True):
            at = start - timedelta(minutes=int(rng.integers(1, -int(truth.note_day[note]) * 1440)))
            row = InteractionRow(member_id=ids.members[member], subject_id=ids.notes[int(note)], at=at)
            if draw[0] < 0.35 * liked:
                likes.append(row)
            if draw[1] < 0.15 * liked:
                collects.append(row)
    await community.import_interactions(tx, "like", likes)
    await community.import_interactions(tx, "collect", collects)
