"""Occasions in the sample world: two sessions of the limited-time sale, one after them, and weeks of new goods."""

from datetime import datetime, timedelta

import msgspec

from zhongcao.discovery import service as discovery
from zhongcao.inventory import service as inventory
from zhongcao.inventory.schemas import ReserveLine
from zhongcao.kit.clock import day_in_china
from zhongcao.kit.db import Tx
from zhongcao.kit.http import Actor
from zhongcao.kit.ids import new_id
from zhongcao.kit.money import cny
from zhongcao.mall import service as mall
from zhongcao.mall.rules import week_begins, week_of
from zhongcao.mall.schemas import NewWeekInput
from zhongcao.sample.goods import Product, Sku
from zhongcao.sample.imagined import World
from zhongcao.sample.naming import Ids
from zhongcao.trade import service as trade
from zhongcao.trade.schemas import ImportedLine, ImportedOrder

NEW_EVERY = 9
"""So often a product is of this week."""
ON_SALE, EVERY = 24, 11
SOLD = (82, 64, 37, 71, 55, 90, 28, 46)
"""How much of each offer was bought already, in percent."""
PIECES_MAX = 20
LASTS = timedelta(hours=8)
PICKED_BECAUSE = ("写清楚了适合谁、不适合谁", "图是自己拍的，用量和价格都有", "和别的笔记角度不一样")
PICKED_DAYS = 30


class _Session(msgspec.Struct, frozen=True):
    starts_at: datetime
    ends_at: datetime
    skus: list[tuple[Product, Sku]]


def listed_at(number: int, now: datetime) -> datetime:
    """When a product was put on the shelves: most long ago, some in this week."""
    if number % NEW_EVERY == 4:
        monday, _ = week_of(now)
        return now - (now - monday) * ((number * 37 % 100) / 101)
    return now - timedelta(days=30 + number % 200)


async def pick_some_notes(tx: Tx, *, editor: Actor, now: datetime) -> None:
    """A few notes that editors put forward, not the warmest of all: those are seen anyway."""
    offers = await discovery.list_offers(tx, by=editor, picked=False, now=now)
    for offer, why in zip(offers[10::15], PICKED_BECAUSE, strict=False):
        await discovery.pick_note(tx, by=editor, note_id=int(offer.note.id), why=why, days=PICKED_DAYS, now=now)


async def plant_occasions(tx: Tx, world: World, ids: Ids, *, buyer: Actor, editor: Actor, now: datetime) -> None:
    """A sale that runs, with what was bought in it, two that follow, and what editors call this week and the last."""
    stock = await inventory.available(tx, [ids.sku(one.skus[0].key) for one in world.products], on=day_in_china(now))
    there = [one for one in world.products if stock[ids.sku(one.skus[0].key)] >= PIECES_MAX]
    chosen = [(one, one.skus[0]) for one in there[3::EVERY]][:ON_SALE]
    # A second is added to each so that a price of the same moment is never in the way.
    begun = now - timedelta(seconds=1)
    first = _Session(begun, now.replace(minute=0, second=0, microsecond=0) + LASTS, chosen[0::3])
    second = _Session(first.ends_at, first.ends_at + LASTS, chosen[1::3])
    third = _Session(second.ends_at, second.ends_at + LASTS * 2, chosen[2::3])
    for session in (first, second, third):
        for _, sku in session.skus:
            lower = cny(max(sku.price * 78 // 10_000, 1) * 100)
            for starts_at, price in ((session.starts_at, lower), (session.ends_at, cny(sku.price))):
                await mall.set_price(
                    tx,
                    sku_id=ids.sku(sku.key),
                    price=price,
                    market_price=cny(sku.market_price),
                    starts_at=starts_at,
                    by=buyer,
                    now=now,
                )
    for place, (product, sku) in enumerate(first.skus):
        await _buy(tx, world, ids, product, sku, percent=SOLD[place % len(SOLD)], now=now)
    await _name_weeks(tx, editor=editor, now=now)


async def _buy(tx: Tx, world: World, ids: Ids, product: Product, sku: Sku, *, percent: int, now: datetime) -> None:
    """Orders of sample members that took their part of an offer."""
    sku_id, today = ids.sku(sku.key), day_in_china(now)
    left = (await inventory.available(tx, [sku_id], on=today))[sku_id]
    wanted, turn = left * percent // 100, 0
    while wanted > 0:
        pieces = min(wanted, PIECES_MAX)
        warehouse = await inventory.choose_warehouse(tx, lines=[(sku_id, pieces)], on=today)
        line = ImportedLine(
            sku_id=sku_id,
            product_id=ids.product(product.key),
            title=product.title,
            variant=sku.variant,
            quantity=pieces,
            price=cny(sku.price),
        )
        member = world.people[(sku_id + turn) % len(world.people)]
        order = ImportedOrder(
            id=new_id(), member_id=ids.member(member.key), placed_at=now, received_at=now, lines=[line]
        )
        await trade.import_received_orders(tx, [order], now=now)
        await inventory.reserve(
            tx,
            order_id=order.id,
            warehouse_id=int(warehouse.id),
            lines=[ReserveLine(line_no=1, sku_id=sku_id, quantity=pieces)],
            expires_at=None,
            now=now,
        )
        await inventory.ship(tx, order_id=order.id, now=now)
        wanted -= pieces
        turn += 1


async def _name_weeks(tx: Tx, *, editor: Actor, now: datetime) -> None:
    monday = week_begins(day_in_china(now))
    for back, title, title_en, lead, lead_en in WEEKS:
        data = NewWeekInput(title=title, title_en=title_en, lead=lead, lead_en=lead_en)
        await mall.name_week(tx, starts_on=monday - timedelta(weeks=back), data=data, by=editor, now=now)


WEEKS = (
    (
        0,
        "入冬新好物，替你挑好了",
        "New for the cold, picked for you",
        "编辑从大家的笔记里挑了这一周的新到好物",
        "What editors picked for this week from your notes",
    ),
    (
        1,
        "给下班后的家添一点光",
        "A little light for home after work",
        "灯、茶和一块好毛巾",
        "Lamps, tea and one good towel",
    ),
)
